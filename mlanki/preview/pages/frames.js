"use strict";

// Cards, each side in a page of its own, as Anki has it.

const frames = [];
const policy = document.querySelector("meta[http-equiv]").content;
const address = (path) => new URL(path, document.baseURI).href;

/** A page for one side of a card, with those few of Anki's rules that a note type may rely on.
 *
 * A package may come from anywhere: only the script of our own template runs, which the policy knows by its hash, and
 * nothing where the template is not ours, by the sandbox as well. The formulas are typeset from outside.
 */
function blankPage(isOurs) {
  const rules = `body { margin: 20px; overflow-wrap: break-word; } img { max-width: 100%; max-height: 95vh; }
    hr { margin: 1em 0; border: none; height: 1px; background: #737373; } .cloze { font-weight: bold; color: blue; }
    del, ins { border-radius: 0.2em; } del { background: #f9d5d3; } ins { background: #cdeed3; }
    .nightMode del { background: #5a2a2d; } .nightMode ins { background: #1f4a2c; }
    del mjx-container { outline: 1px dashed; } ins mjx-container { outline: 1px solid; }`;
  const strict = policy.replace(/script-src [^;]*/, (own) => (isOurs ? own.replace(" 'strict-dynamic'", "") : "script-src 'none'"));
  return `<!doctype html><html><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${strict}">
    <base href="${address("media/")}" target="_blank"><style>${rules}</style>
    </head><body><style id="css"></style><div id="qa"></div></body></html>`;
}

function newFrame(isOurs) {
  const caption = element("figcaption");
  const page = element("iframe");
  page.sandbox = `allow-same-origin allow-popups allow-popups-to-escape-sandbox${isOurs ? " allow-scripts" : ""}`;
  page.srcdoc = blankPage(isOurs);
  const figure = element("figure", {}, caption, page);
  const ready = new Promise((resolve) => page.addEventListener("load", resolve, { once: true }));
  ready.then(() => {
    const { body, documentElement } = page.contentDocument;
    new ResizeObserver(() => (page.style.height = `${documentElement.offsetHeight}px`)).observe(body);
  });
  return { isOurs, figure, caption, page, ready, turn: 0 };
}

/** The frame at a place; another one where the card there is not like that before. */
function frameAt(at, isOurs) {
  const before = frames[at];
  if (before?.isOurs === isOurs) return before;
  const made = newFrame(isOurs);
  if (before) before.figure.replaceWith(made.figure);
  else $("frames").append(made.figure);
  frames[at] = made;
  return made;
}

let loading = null;

/** The MathJax of this page, once a card needs it. */
async function ownMathJax() {
  loading ??= Promise.all(
    ["settings.js", mathjax].map((src) => {
      const script = element("script", { src, async: false });
      const loaded = new Promise((resolve, reject) => Object.assign(script, { onload: resolve, onerror: reject }));
      document.head.append(script);
      return loaded;
    }),
  );
  await loading;
  await MathJax.startup.promise;
}

/** Typeset a page, in which MathJax does not run. */
async function typesetInside(page) {
  await ownMathJax();
  const { HTMLAdaptor } = MathJax._.adaptors.HTMLAdaptor;
  const { HTMLHandler } = MathJax._.handlers.html.HTMLHandler;
  const { AssistiveMmlHandler } = MathJax._.a11y["assistive-mml"];
  const { TeX } = MathJax._.input.tex_ts;
  const { CHTML } = MathJax._.output.chtml_ts;
  const { tex, chtml } = MathJax.config;
  const handler = AssistiveMmlHandler(new HTMLHandler(new HTMLAdaptor(page.defaultView)));
  const formulas = handler.create(page, { InputJax: new TeX(tex), OutputJax: new CHTML(chtml) });
  await MathJax._.mathjax.mathjax.handleRetriesFor(() => formulas.render());
}

/** Run the scripts of our own template, as Anki does; the policy knows them by their hashes. */
function wake(part) {
  for (const script of part.querySelectorAll("script")) {
    const live = part.ownerDocument.createElement("script");
    live.textContent = script.textContent;
    script.replaceWith(live);
  }
}

async function fill(frame, card, side, words, view) {
  const turn = (frame.turn += 1);
  frame.figure.hidden = false;
  frame.caption.replaceChildren(...words);
  frame.page.title = `${card.key}, ${side}`;
  await frame.ready;
  if (turn !== frame.turn) return; // another card was chosen meanwhile
  const page = frame.page.contentDocument;
  const night = view.has("night") ? "nightMode night_mode" : "";
  page.documentElement.className = `${view.has("phone") ? "mobile android" : ""} ${night && "night-mode"}`;
  page.body.className = `card card${card.number} ${night}`;
  page.getElementById("css").textContent = styles[card.style];
  const shown = `${card.key}/${side}`;
  if (frame.shown !== shown) {
    frame.shown = shown;
    const qa = page.getElementById("qa");
    qa.innerHTML = card[side];
    // What is to be compared is not folded away.
    if (side === "before" || side === "after") qa.querySelectorAll("details").forEach((fold) => (fold.open = true));
    if (frame.isOurs) wake(qa);
    await typesetInside(page).catch(() => {}); // without MathJax the formulas are words
  }
  frame.figure.dataset.shown = `${shown} ${night ? "night" : "day"}`;
}

function showCards(sides, view) {
  sides.forEach(([card, ...side], at) => fill(frameAt(at, card.ours), card, ...side, view));
  for (const frame of frames.slice(sides.length)) frame.figure.hidden = true;
}
