"use strict";

// The lists beside a card: decks, tags, and what deserves a look; and the cards that were found.

// Views other than of one card; a link to a card leaves them.
const WITHOUT_VIEWS = { alike: null, remarks: null, release: null };

function counted(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

function entry(words, count, href, isCurrent) {
  const made = element("a", { href }, element("span", { textContent: words }), element("small", { textContent: count }));
  if (isCurrent) made.setAttribute("aria-current", "true");
  return element("li", {}, made);
}

function group(words, entries) {
  return entries.length ? [element("h2", { textContent: words }), element("ul", {}, ...entries)] : [];
}

function folded(words, entries) {
  const summary = element("summary", { textContent: `${words} (${entries.length})` });
  return entries.length ? [element("details", {}, summary, element("ul", {}, ...entries))] : [];
}

/** The decks as Anki lists them: below their parents, in the order of the alphabet, with the cards of those below. */
function deckEntries(view, choose) {
  const top = { below: new Map() };
  for (const card of cards) {
    let deck = top;
    let path = "";
    for (const name of card.deck.split("::")) {
      path = path ? `${path}::${name}` : name;
      if (!deck.below.has(name)) deck.below.set(name, { name, path, count: 0, below: new Map() });
      deck = deck.below.get(name);
      deck.count += 1;
    }
  }
  const alphabet = new Intl.Collator("en", { sensitivity: "base" });
  const entries = ({ below }) =>
    [...below.values()].sort((a, b) => alphabet.compare(a.name, b.name)).map((deck) => {
      const made = entry(deck.name, deck.count, choose({ deck: deck.path }), view.get("deck") === deck.path);
      if (deck.below.size) made.append(element("ul", {}, ...entries(deck)));
      return made;
    });
  return entries(top);
}

function newsEntries(view, choose) {
  if (!hasRelease) return [];
  const changes = news.reduce((sum, { questions }) => sum + questions.length, 0);
  const whole = downloads.length ? ["Downloads and news", ""] : ["All that changed", changes];
  return [
    entry(...whole, choose({ release: 1 }), isRelease(view)),
    ...news.map(({ heading, questions }, at) =>
      entry(heading, questions.length, choose({ news: at }), view.get("news") === String(at))),
  ];
}

function showIndex(view) {
  const choose = (changes) => link({ ...WITHOUT_VIEWS, deck: null, tag: null, news: null, ...changes });
  const tags = counted(cards.flatMap((card) => card.tags));
  const all = !isRelease(view) && !["deck", "tag", "news", "alike", "remarks"].some((name) => view.has(name));
  const looks = alike.map((cluster, at) =>
    entry(cluster.keys.join(", "), cluster.keys.length, choose({ alike: at }), view.get("alike") === String(at)),
  );
  $("groups").replaceChildren(
    element("ul", {}, entry("All cards", cards.length, choose({ card: view.get("card") ?? cards[0]?.key ?? null }), all)),
    ...group(downloads.length ? `Release ${release}` : "Since the last release", newsEntries(view, choose)),
    ...group("Decks", deckEntries(view, choose)),
    ...group("Tags", tags.map(([name, count]) => entry(name, count, choose({ tag: name }), view.get("tag") === name))),
    ...group("Much alike", looks),
    ...group("Diagnostics", [
      ["Worth a look", "loud", remarks.filter(isLoud)],
      ["Decisions explained", "quiet", remarks.filter(isQuiet)],
    ].filter(([, , some]) => some.length).map(([words, kind, some]) =>
      entry(words, some.length, choose({ remarks: kind }), view.get("remarks") === kind))),
  );
}

/** The code of the record that a card is of, which the code of a point begins with. */
function recordOf(card) {
  return card.label.split("/")[0];
}

/** What became of a card: `corrected`, `retired`. */
function fates(card) {
  const ended = ["retired", "merged"].filter((fate) => card.tags.includes(`mlanki::${fate}`));
  const told = news.filter(({ questions }) => questions.some(({ key }) => key === card.key));
  return new Set([...ended, ...told.map(({ heading }) => heading.toLowerCase())]);
}

function showList(chosen, current) {
  const mark = (words, title) => element("span", { className: "mark", textContent: words, title });
  $("count").textContent = `${chosen.length} of ${cards.length} cards`;
  $("list").replaceChildren(
    ...chosen.map((card, at) => {
      const row = element("a", { href: link({ ...WITHOUT_VIEWS, card: card.key }), title: card.label });
      // A point stands below its question, or below another of the same, and then needs no code.
      row.classList.toggle("below", card.label.includes("/") && at > 0 && recordOf(chosen[at - 1]) === recordOf(card));
      row.append(element("b", { textContent: row.className ? "" : card.label }), card.title);
      row.append(...[...fates(card)].map((fate) => mark(fate, "")));
      const loud = card.remarks.filter(isLoud).length;
      if (loud) row.append(mark(loud, "diagnostics"));
      if (card === current) row.setAttribute("aria-current", "true");
      return element("li", {}, row);
    }),
  );
  toCurrent();
}

/** Let the chosen card be seen in its list, where that is shown. */
function toCurrent() {
  const current = $("list").querySelector("[aria-current]");
  if (current?.offsetParent) current.scrollIntoView({ block: "nearest" });
}

// --- Where there is no room for them, one list at most is unfolded, and none once a card is chosen

const isWide = matchMedia("(min-width: 901px)");
const folds = [...document.querySelectorAll(".folds button")];

function unfold(list) {
  document.body.dataset.unfolded = list;
  for (const fold of folds) fold.setAttribute("aria-expanded", fold.getAttribute("aria-controls") === list);
}

function foldUp() {
  if (!document.body.dataset.unfolded) return;
  unfold("");
  if (!isWide.matches) toCard();
}

function toCard() {
  $("main").focus({ preventScroll: true });
  $("main").scrollIntoView();
}

for (const fold of folds) {
  fold.addEventListener("click", () => {
    const list = fold.getAttribute("aria-controls");
    unfold(document.body.dataset.unfolded === list ? "" : list);
    toCurrent();
  });
}
document.getElementById("list").addEventListener("click", (event) => event.target.closest("a") && foldUp());
document.getElementById("index").addEventListener("click", (event) => {
  const chosen = event.target.closest("a");
  if (!chosen) return;
  if (Object.keys(WITHOUT_VIEWS).some((name) => new URLSearchParams(chosen.hash.slice(1)).has(name))) foldUp();
  else unfold("found");
});
