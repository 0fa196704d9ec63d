"use strict";

// What is shown stands in the address, so that any view can be linked to:
// #card=ML0023&deck=…&tag=…&news=0&q=…&alike=0&remarks=loud&release=1&plain=1&night=1&phone=1, or just #ML0023
const { title, mathjax, styles, cards, remarks, alike, headline, news, release, downloads } = window.preview;
const byKey = new Map(cards.map((card) => [card.key, card]));
const $ = (id) => document.getElementById(id);

// Notes only explain a decision; the others ask for a look.
const isLoud = (remark) => remark.severity !== "note";
const isQuiet = (remark) => !isLoud(remark);

function state() {
  const address = location.hash.slice(1);
  if (!address || address.includes("=")) return new URLSearchParams(address);
  let card = address;
  try {
    card = decodeURIComponent(address);
  } catch {} // a percent sign may be meant
  return new URLSearchParams({ card });
}

const cardOf = (key) => byKey.get(key) ?? byKey.get(key?.toUpperCase());

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

const inNews = (card, at) => news[at]?.questions.some(({ key }) => key === card.key) ?? false;
const inDeck = (card, deck) => card.deck === deck || card.deck.startsWith(`${deck}::`);

function found(view) {
  const words = (view.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return cards.filter(
    (card) =>
      (!view.has("deck") || inDeck(card, view.get("deck"))) &&
      (!view.has("tag") || card.tags.includes(view.get("tag"))) &&
      (!view.has("news") || inNews(card, Number(view.get("news")))) &&
      words.every((word) => card.words.includes(word)),
  );
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

function about(card, view) {
  const choose = (changes) => link({ deck: null, tag: null, news: null, ...changes });
  const path = element("a", { href: choose({ deck: card.deck }), textContent: card.deck });
  const tags = card.tags.map((tag) => element("a", { className: "tag", href: choose({ tag }), textContent: tag }));
  const isPlain = view.has("plain");
  const other = element("a", {
    href: link({ plain: isPlain ? null : 1 }),
    textContent: isPlain ? "Show it beside the release before" : "Show the card alone",
  });
  const told = news.flatMap(({ heading, questions }) =>
    questions.filter(({ key }) => key === card.key).map(({ why }) => element("span", { textContent: why ? `${heading}: ${why}` : heading })));
  return [element("p", {}, path, ...tags), ...(told.length ? [element("p", {}, ...told, ...(card.after ? [other] : []))] : [])];
}

function aboutRelease() {
  const name = release ? `Release ${release}: ` : "";
  return [
    ...(downloads.length ? [element("p", { textContent: `${name}${cards.length} cards to look at before you import them.` })] : []),
    ...(headline ? [element("p", { textContent: `Since the last release: ${headline}.` })] : []),
  ];
}

const USES = {
  "all.apkg": "Every card: in Anki, choose File, Import.",
  "corrections.txt": "Import it before the packages if you keep words of your own in the field Extra.",
  SHA256SUMS: "The checksums of all files.",
};
const isForAll = ({ name }) => Object.hasOwn(USES, name);

/** A file of the release, with its size, what it is for, and its checksum. */
function downloadItem({ name, notes, bytes, sha256 }) {
  const file = element("a", { href: `downloads/${encodeURIComponent(name)}`, download: name, textContent: name });
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const counted = notes === null ? "" : `${notes} ${notes === 1 ? "note" : "notes"}, `;
  const use = isForAll({ name }) ? ` ${USES[name]}` : "";
  const sum = element("code", { className: "sum", textContent: `SHA-256 ${sha256}` });
  return element("li", {}, file, element("small", { textContent: ` ${counted}${size}.` }), use, sum);
}

/** The questions of one kind of change; one without a card is only named. */
function newsGroup({ heading, questions }) {
  return group(`${heading} (${questions.length})`, questions.map(({ key, label, title, why }) => {
    const name = [element("b", { textContent: label }), ` ${title}`];
    const shown = key ? element("a", { href: link({ ...WITHOUT_VIEWS, card: key }) }, ...name) : element("span", {}, ...name);
    return element("li", {}, shown, element("small", { textContent: why && ` ${why}` }));
  }));
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
  const isCompared = Boolean(current?.after) && !view.has("plain");
  let above = [];
  let below = [];
  let sides = [];
  if (cluster) {
    above = [element("p", { textContent: cluster.why || "These may be one question." })];
    const members = cluster.keys.map((key) => byKey.get(key)).filter(Boolean);
    sides = members.map((card) => [card, "back", [element("a", { href: link({ alike: null, card: card.key }), textContent: card.key })]]);
  } else if (view.has("remarks")) {
    below = group("Diagnostics", remarks.filter(view.get("remarks") === "loud" ? isLoud : isQuiet).map(remarkItem));
  } else if (isRelease(view)) {
    above = aboutRelease();
    below = [
      ...group("Download", downloads.filter(isForAll).map(downloadItem)),
      ...news.flatMap(newsGroup),
      ...group("Packages of one subject", downloads.filter((file) => !isForAll(file)).map(downloadItem)),
    ];
  } else if (current) {
    above = about(current, view);
    below = notes(current);
    sides = isCompared
      ? [[current, "before", ["Before"]], [current, "after", ["Now"]]]
      : [[current, "front", ["Front"]], [current, "back", ["Back"]]];
  } else {
    const lost = view.get("card");
    const words = isFiltered(view) || !lost ? "No card has all of these words." : `There is no card ${lost} here.`;
    above = [element("p", { textContent: words, role: "status" })];
  }
  $("frames").classList.toggle("pairs", Boolean(cluster) || isCompared);
  $("about").replaceChildren(...above);
  $("notes").replaceChildren(...below);
  showCards(sides, view);
}

// --- All of it

const hasRelease = Boolean(headline || downloads.length);
const isFiltered = (view) => ["deck", "tag", "news", "q"].some((name) => view.has(name));

/** The release is seen first, where nothing else is asked for. */
const isRelease = (view) =>
  hasRelease && (view.has("release") || !(isFiltered(view) || ["card", "alike", "remarks"].some((name) => view.has(name))));

function currentOf(view, chosen) {
  const wanted = cardOf(view.get("card"));
  if (isRelease(view)) return undefined;
  if (!wanted && view.has("card") && !isFiltered(view)) return undefined; // said so, rather than another one shown
  return chosen.includes(wanted) ? wanted : chosen[0];
}

function show() {
  const view = state();
  const chosen = found(view);
  const current = currentOf(view, chosen);
  const isNight = view.has("night");
  document.documentElement.classList.toggle("night", isNight);
  document.documentElement.classList.toggle("phone", view.has("phone"));
  $("night").setAttribute("aria-pressed", isNight);
  $("phone").setAttribute("aria-pressed", view.has("phone"));
  if ($("search").value.trim() !== (view.get("q") ?? "")) $("search").value = view.get("q") ?? "";
  showIndex(view);
  showList(chosen, current);
  showMain(view, current);
}

function step(by) {
  const view = state();
  const chosen = found(view);
  const at = chosen.indexOf(currentOf(view, chosen));
  const next = chosen[Math.min(chosen.length - 1, Math.max(0, at + by))];
  if (next) location.hash = link({ ...WITHOUT_VIEWS, card: next.key });
}

const turn = (name) => (location.hash = link({ [name]: state().has(name) ? null : 1 }));

document.title = title;
$("title").textContent = title;
for (const name of ["night", "phone"]) $(name).addEventListener("click", () => turn(name));
$("previous").addEventListener("click", () => step(-1));
$("next").addEventListener("click", () => step(1));
$("skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address is that of the view
  toCard();
});
$("search").addEventListener("input", () => {
  const words = $("search").value.trim();
  history.replaceState(null, "", link({ ...WITHOUT_VIEWS, q: words || null }));
  unfold("found");
  show();
});
window.addEventListener("hashchange", show);

const KEYS = {
  "/": () => $("search").focus(),
  j: () => step(1),
  ArrowRight: () => step(1),
  k: () => step(-1),
  ArrowLeft: () => step(-1),
  n: () => turn("night"),
  p: () => turn("phone"),
};
window.addEventListener("keydown", (event) => {
  if (event.target === $("search")) {
    if (event.key === "Escape" || event.key === "Enter") {
      $("search").blur();
      foldUp();
    }
  } else if (!(event.ctrlKey || event.metaKey || event.altKey) && Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
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
