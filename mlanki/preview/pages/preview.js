"use strict";

// What is shown stands in the address, so that any view can be linked to:
// #card=ML0023&deck=…&tag=…&q=…&alike=0&remarks=loud&night=1&phone=1
const { title, mathjax, styles, cards, remarks, alike } = window.preview;
const byKey = new Map(cards.map((card) => [card.key, card]));
const $ = (id) => document.getElementById(id);

// Notes only explain a decision; the others ask for a look.
const isLoud = (remark) => remark.severity !== "note";
const isQuiet = (remark) => !isLoud(remark);

const state = () => new URLSearchParams(location.hash.slice(1));

/** The address of this view with some of it changed; null takes a part away. */
function link(changes) {
  const view = state();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) view.delete(name);
    else view.set(name, value);
  }
  return `#${view}`;
}

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const inDeck = (card, deck) => card.deck === deck || card.deck.startsWith(`${deck}::`);

function found(view) {
  const words = (view.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter(
    (card) =>
      (!view.has("deck") || inDeck(card, view.get("deck"))) &&
      (!view.has("tag") || card.tags.includes(view.get("tag"))) &&
      words.every((word) => card.words.includes(word)),
  );
}

// --- The index: decks, tags, and what deserves a look

function counted(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function parents(deck) {
  const parts = deck.split("::");
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("::"));
}

function entry(words, count, href, isCurrent, depth = 0) {
  const made = element("a", { href }, element("span", { textContent: words }), element("small", { textContent: count }));
  if (isCurrent) made.setAttribute("aria-current", "true");
  made.style.setProperty("--depth", depth);
  return element("li", {}, made);
}

function group(words, entries) {
  return entries.length ? [element("h2", { textContent: words }), element("ul", {}, ...entries)] : [];
}

function folded(words, entries) {
  const summary = element("summary", { textContent: `${words} (${entries.length})` });
  return entries.length ? [element("details", {}, summary, element("ul", {}, ...entries))] : [];
}

function showIndex(view) {
  const choose = (changes) => link({ deck: null, tag: null, alike: null, remarks: null, ...changes });
  const decks = counted(cards.flatMap((card) => parents(card.deck)));
  const tags = counted(cards.flatMap((card) => card.tags));
  const all = !["deck", "tag", "alike", "remarks"].some((name) => view.has(name));
  const looks = alike.map((cluster, at) =>
    entry(cluster.keys.join(", "), cluster.keys.length, choose({ alike: at }), view.get("alike") === String(at)),
  );
  $("index").replaceChildren(
    element("ul", {}, entry("All cards", cards.length, choose({}), all)),
    ...group("Decks", decks.map(([name, count]) =>
      entry(name.split("::").pop(), count, choose({ deck: name }), view.get("deck") === name, name.split("::").length - 1))),
    ...group("Tags", tags.map(([name, count]) => entry(name, count, choose({ tag: name }), view.get("tag") === name))),
    ...group("Much alike", looks),
    ...group("Diagnostics", [
      ["Worth a look", "loud", remarks.filter(isLoud)],
      ["Decisions explained", "quiet", remarks.filter(isQuiet)],
    ].filter(([, , some]) => some.length).map(([words, kind, some]) =>
      entry(words, some.length, choose({ remarks: kind }), view.get("remarks") === kind))),
  );
}

// --- The cards that were found

function showList(view, chosen, current) {
  $("count").textContent = `${chosen.length} of ${cards.length} cards`;
  $("list").replaceChildren(
    ...chosen.map((card) => {
      const row = element("a", { href: link({ card: card.key, alike: null, remarks: null }) });
      row.append(element("b", { textContent: card.label }), card.title);
      const loud = card.remarks.filter(isLoud).length;
      if (loud) row.append(element("span", { className: "mark", textContent: loud, title: "diagnostics" }));
      if (card === current) row.setAttribute("aria-current", "true");
      return element("li", {}, row);
    }),
  );
  $("list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

// --- What stands beside a card

function remarkItem(remark) {
  return element(
    "li",
    { className: remark.severity },
    element("code", { textContent: remark.where }),
    ` ${remark.message} `,
    element("small", { textContent: `[${remark.code}]` }),
  );
}

function about(card) {
  const choose = (changes) => link({ deck: null, tag: null, ...changes });
  const path = element("a", { href: choose({ deck: card.deck }), textContent: card.deck });
  const tags = card.tags.map((tag) => element("a", { className: "tag", href: choose({ tag }), textContent: tag }));
  return [element("p", {}, path, ...tags)];
}

function notes(card) {
  const similar = alike
    .map((cluster, at) => [cluster, at])
    .filter(([cluster]) => cluster.keys.includes(card.key))
    .map(([cluster, at]) =>
      element("li", {}, element("a", { href: link({ alike: at }), textContent: cluster.keys.filter((key) => key !== card.key).join(", ") })),
    );
  return [
    ...group("Diagnostics", card.remarks.filter(isLoud).map(remarkItem)),
    ...group("Much alike", similar),
    ...group("Read from", card.origins.map((place) => element("li", {}, element("code", { textContent: place })))),
    ...folded("Decisions explained", card.remarks.filter(isQuiet).map(remarkItem)),
  ];
}

function showMain(view, current) {
  const cluster = view.has("alike") && alike[Number(view.get("alike"))];
  $("frames").classList.toggle("pairs", Boolean(cluster));
  if (cluster) {
    const members = cluster.keys.map((key) => byKey.get(key)).filter(Boolean);
    $("about").replaceChildren(element("p", { textContent: cluster.why || "These may be one question." }));
    $("notes").replaceChildren();
    showCards(members.map((card) => [card, "back", [element("a", { href: link({ alike: null, card: card.key }), textContent: card.key })]]), view);
  } else if (view.has("remarks")) {
    $("about").replaceChildren();
    const kind = view.get("remarks") === "loud" ? isLoud : isQuiet;
    $("notes").replaceChildren(...group("Diagnostics", remarks.filter(kind).map(remarkItem)));
    showCards([], view);
  } else if (current) {
    $("about").replaceChildren(...about(current));
    $("notes").replaceChildren(...notes(current));
    showCards([[current, "front", ["Front"]], [current, "back", ["Back"]]], view);
  } else {
    $("about").replaceChildren(element("p", { textContent: "No card has all of these words." }));
    $("notes").replaceChildren();
    showCards([], view);
  }
}

// --- All of it

let listed = "";

function show() {
  const view = state();
  const chosen = found(view);
  const wanted = byKey.get(view.get("card"));
  const current = chosen.includes(wanted) ? wanted : chosen[0];
  const isNight = view.has("night");
  document.documentElement.classList.toggle("night", isNight);
  document.documentElement.classList.toggle("phone", view.has("phone"));
  $("night").setAttribute("aria-pressed", isNight);
  $("phone").setAttribute("aria-pressed", view.has("phone"));
  if ($("search").value.trim() !== (view.get("q") ?? "")) $("search").value = view.get("q") ?? "";
  showIndex(view);
  showList(view, chosen, current);
  showMain(view, current);
}

function step(by) {
  const chosen = found(state());
  const at = chosen.indexOf(byKey.get(state().get("card")) ?? chosen[0]);
  const next = chosen[Math.min(chosen.length - 1, Math.max(0, at + by))];
  if (next) location.hash = link({ card: next.key, alike: null, remarks: null });
}

document.title = title;
$("title").textContent = title;
$("night").addEventListener("click", () => (location.hash = link({ night: state().has("night") ? null : 1 })));
$("phone").addEventListener("click", () => (location.hash = link({ phone: state().has("phone") ? null : 1 })));
$("search").addEventListener("input", () => {
  const words = $("search").value.trim();
  history.replaceState(null, "", link({ q: words || null, alike: null, remarks: null }));
  show();
});
window.addEventListener("hashchange", show);
window.addEventListener("keydown", (event) => {
  if (event.target === $("search")) {
    if (event.key === "Escape") $("search").blur();
  } else if (event.ctrlKey || event.metaKey || event.altKey) {
    // the browser's own
  } else if (event.key === "/") {
    event.preventDefault();
    $("search").focus();
  } else if (event.key === "j" || event.key === "ArrowRight") step(1);
  else if (event.key === "k" || event.key === "ArrowLeft") step(-1);
});
show();

// A page that is watched asks whether it was written anew; a script is all that may be read from the file system.
if (window.stamp) {
  const first = window.stamp;
  setInterval(() => {
    const asked = element("script", { src: `stamp.js?${Date.now()}` });
    asked.addEventListener("load", () => {
      asked.remove();
      if (window.stamp !== first) location.reload();
    });
    asked.addEventListener("error", () => asked.remove());
    document.head.append(asked);
  }, 1000);
}
