"""What several ways to take the chrome away leave of a page: `python benchmarks/chrome.py [--each] [CLEAN_PAGE…]`.

Every content is put into every frame of `frames/`, written after what publishing systems emit, so that each word of a
page is known to be content or chrome. The contents are those of `raw/` and of the cases, and any clean pages (or
folders of them) that are named. Libraries are measured where they are installed (`pip install trafilatura resiliparse
readability-lxml boilerpy3`); since none of them knows formulas, each formula is a word of its own for them.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from mlanki.document import Paragraph, plain_text, walk
from mlanki.outline import read
from mlanki.readers.web.chrome import drop_chrome
from mlanki.readers.web.formulas import FORMULA, read_formulas
from mlanki.readers.web.page import address, parse, pieces
from mlanki.sources import Place, Source, split_lines

HERE = Path(__file__).parent
TITLE = "Interview notes"  # in each frame; it may stay
HOLE = "<!--content-->"
FORMULA_WORD = re.compile(r"formulaword\d+")

Strip = Callable[[BeautifulSoup], str]


@dataclass(slots=True)
class Score:
    """Counts over the pages that one way has seen."""

    kept: int = 0
    words: int = 0
    chrome: int = 0
    chrome_words: int = 0
    formulas: int = 0
    formulas_of: int = 0
    questions: int = 0
    questions_of: int = 0
    seconds: float = 0.0
    left: Counter[str] = field(default_factory=Counter)

    def row(self, name: str) -> str:
        return (
            f"{name:<18} {self.kept / self.words:8.1%} {self.chrome / self.chrome_words:8.1%} "
            f"{self.formulas:6}/{self.formulas_of:<6} {self.questions:5}/{self.questions_of:<5} {self.seconds:7.2f}"
        )


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def page_of(html: str) -> Source:
    return Source(Place(Path("page.html"), "page.html", "page.html"), html.encode(), split_lines(html))


def with_words_for_formulas(html: str) -> BeautifulSoup:
    """The page, each formula an element that holds one word."""
    soup = parse(page_of(html))
    read_formulas(soup)
    for number, formula in enumerate(soup.find_all(FORMULA)):
        formula.string = f"formulaword{number}"
    return soup


def nothing(soup: BeautifulSoup) -> str:
    return soup.body.get_text(" ") if soup.body is not None else ""


def own(soup: BeautifulSoup) -> str:
    drop_chrome(soup, address(soup))
    return " ".join(piece.get_text(" ") for piece in pieces(soup))


def spanned(soup: BeautifulSoup) -> str:
    """The page as the libraries see it: an element that they do not know would lose its word."""
    for formula in soup.find_all(FORMULA):
        formula.name, formula.attrs = "span", {}
    return str(soup)


def trafilatura(soup: BeautifulSoup, **options: bool) -> str:
    return import_module("trafilatura").extract(spanned(soup), **options) or ""


def resiliparse(soup: BeautifulSoup) -> str:
    extract = import_module("resiliparse.extract.html2text").extract_plain_text
    return str(extract(spanned(soup), main_content=True, alt_texts=False))


def readability(soup: BeautifulSoup) -> str:
    summary = import_module("readability").Document(spanned(soup)).summary()
    return BeautifulSoup(summary, "lxml").get_text(" ")


def boilerpy(soup: BeautifulSoup) -> str:
    return str(
        import_module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False).get_content(spanned(soup))
    )


WAYS: tuple[tuple[str, str, Strip], ...] = (
    ("nothing", "bs4", nothing),
    ("own", "bs4", own),
    ("trafilatura", "trafilatura", trafilatura),
    ("  for recall", "trafilatura", partial(trafilatura, favor_recall=True)),
    ("resiliparse", "resiliparse", resiliparse),
    ("readability-lxml", "readability", readability),
    ("boilerpy3", "boilerpy3", boilerpy),
)


def contents(named: list[Path]) -> Iterator[str]:
    """Pieces of HTML that are content and nothing else."""
    root = HERE.parent
    bank = MarkdownIt().enable("table").render((root / "raw/nlp-bank.md").read_text(encoding="utf-8"))
    yield bank[bank.index("<h2>", bank.index("</ul>\n<h2>")) :]  # behind its table of contents
    optimisers = BeautifulSoup((root / "raw/optimisers.html").read_text(encoding="utf-8"), "lxml")
    for post in optimisers.select("article"):
        yield "".join(
            str(part) for part in post.select(".entry-title, .entry-content > :not(.sharedaddy, [class*=related])")
        )
    for case in ("web-formulas/carriers.html", "web-faq/faq.html"):
        page = BeautifulSoup((root / "tests/dumps/made" / case).read_text(encoding="utf-8"), "lxml")
        yield (page.main or page.body or page).decode_contents()
    for path in named:
        for file in sorted(path.glob("*.html")) if path.is_dir() else [path]:
            page = BeautifulSoup(file.read_text(encoding="utf-8"), "lxml")
            yield (page.body or page).decode_contents()


def questions_of(content: str) -> list[str]:
    """What the reader finds asked in a content without any frame."""
    entries = read(page_of(f"<html><body>{content}</body></html>")).entries
    texts = [plain_text(b.inlines) for entry in entries for b in walk(entry.question) if isinstance(b, Paragraph)]
    return [text for text in map(squeezed, texts) if text]


def measure(strip: Strip, page: str, content: str, asked: list[str], score: Score) -> None:
    soup = with_words_for_formulas(page)
    of_content = words(nothing(with_words_for_formulas(f"<body>{content}</body>")))
    formulas = len([word for word in of_content if FORMULA_WORD.fullmatch(word)])
    of_content = Counter({word: n for word, n in of_content.items() if not FORMULA_WORD.fullmatch(word)})
    of_page = words(nothing(soup))
    title = words(TITLE)
    start = time.perf_counter()
    text = strip(soup)
    score.seconds += time.perf_counter() - start
    found = words(text)
    score.formulas += len([word for word in found if FORMULA_WORD.fullmatch(word)])
    score.formulas_of += formulas
    plain = Counter({word: n for word, n in found.items() if not FORMULA_WORD.fullmatch(word)})
    score.kept += (plain & of_content).total()
    score.words += of_content.total()
    left = plain - of_content - title
    score.left += left
    score.chrome += left.total()
    score.chrome_words += (of_page - of_content - title).total() - formulas
    joined = squeezed(FORMULA_WORD.sub("", text))
    score.questions += sum(question in joined for question in asked)
    score.questions_of += len(asked)


def main() -> None:
    each = "--each" in sys.argv
    frames = {file.stem: file.read_text(encoding="utf-8") for file in sorted((HERE / "frames").glob("*.html"))}
    filled = [
        (content, questions_of(content)) for content in contents([Path(a) for a in sys.argv[1:] if a != "--each"])
    ]
    print(f"{len(frames)} frames, {len(filled)} contents")
    print(f"{'':<18} {'content':>8} {'chrome':>8} {'formulas':>13} {'questions':>11} {'seconds':>7}")
    for name, module, strip in WAYS:
        if find_spec(module) is None:
            continue
        total = Score()
        for frame, html in frames.items():
            score = Score()
            for content, asked in filled:
                for counted in (total, score) if each else (total,):
                    measure(strip, html.replace(HOLE, content), content, asked, counted)
            if each:
                print(score.row(f"  {frame}"[:18]), " ".join(score.left))
        print(total.row(name), flush=True)


if __name__ == "__main__":
    main()
