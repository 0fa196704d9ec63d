"""A headless Chromium that shows cards as Anki shows them, and what it is asked about them."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, sync_playwright

from mlanki.cards import to_fields
from mlanki.document import Span
from mlanki.identity import guid_of
from mlanki.markup import from_markdown
from mlanki.preview import Card, our_note_type, show_note
from mlanki.readback import NoteSeen
from mlanki.records import Origin, Record

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
NIGHT = "nightMode night_mode"
SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
LOCAL = ("file:", "data:", "blob:", "about:")

# Anki's settings for MathJax, and the classes that it gives to a page.
PAGE = r"""<!doctype html><html class="{root}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><style>body {{ margin: 20px }}
body.nightMode {{ background-color: #2c2c2c; color: #fcfcfc }}</style>
<script>window.MathJax = {{ tex: {{ displayMath: [["\\[", "\\]"]], processEnvironments: false, processRefs: false,
  packages: {{ "[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"] }} }}, options: {{ enableMenu: false }} }};
</script>
<script src="{mathjax}"></script></head>
<body class="card card1 {body}"><style>{css}</style><div id="qa">{side}</div></body></html>"""

# Every visible piece of text whose colour is too near to that of its ground (WCAG 2.2, 1.4.3).
LOW_CONTRAST = """() => {
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => parts(colour).slice(0, 3)
    .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (element) => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if ((parts(colour)[3] ?? 1) > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const low = [];
  const seen = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = seen.nextNode()); ) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest("style, script, mjx-assistive-mml")) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((a, b) => b - a);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)}`);
  }
  return low;
}"""


@contextmanager
def started() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, width: int = 900, height: int = 700) -> Iterator[tuple[Page, list[str]]]:
    """A page, and the addresses beyond this machine that it has asked for, all in vain."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context = browser.new_context(viewport={"width": width, "height": height})
    context.route(lambda url: not url.startswith(LOCAL), refuse)
    yield context.new_page(), asked
    context.close()


def make_card(code: str, answer: str, question: str = "What is it?", tags: tuple[str, ...] = ("NN",)) -> Card:
    origin = Origin(Span("raw/a.txt", 1, 9), "Tag: NN")
    record = Record(code, "A subject", from_markdown(question), from_markdown(answer), tags, (origin,))
    fields = to_fields(record)
    (card,) = show_note(NoteSeen(guid_of(code), our_note_type(), fields, tags, 0, ("ML Interview::NN",)))
    return card


def show(page: Page, folder: Path, card: Card, side: str = "back", mode: str = "") -> None:
    """Show a side of a card as Anki does; MathJax and media are found in `folder`.

    `mode` names night, phone, or plain for a card without its script.
    """
    html = PAGE.format(
        root=("mobile android " if "phone" in mode else "") + ("night-mode" if "night" in mode else ""),
        body=NIGHT if "night" in mode else "",
        mathjax=(folder / "mathjax/tex-chtml-full.js").as_uri(),
        css=card.css,
        side=SCRIPT.sub("", getattr(card, side)) if "plain" in mode else getattr(card, side),
    )
    file = folder / "card.html"
    file.write_text(html, encoding="utf-8")
    page.goto(file.as_uri())
    page.wait_for_function("MathJax.startup.promise.then(() => true)")


def box_of(place: Locator) -> FloatRect:
    """Where on the page an element stands that is seen."""
    box = place.bounding_box()
    assert box is not None
    return box


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
