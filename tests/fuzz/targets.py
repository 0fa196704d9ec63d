"""What is fed at each door, what becomes of it there, and the laws that hold whatever comes."""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex
from click.testing import CliRunner

from mlanki.cli import main
from mlanki.config import parse_config
from mlanki.decisions.settings import RECORD_SETTINGS, SETTINGS
from mlanki.document import CodeBlock, Inline, Line, Math, plain_text, walk
from mlanki.markup import from_markdown
from mlanki.outline import read
from mlanki.outline.furniture import is_frame
from mlanki.outline.marks import METADATA
from mlanki.pipeline import parse
from mlanki.prose.formulas import find_all
from mlanki.readback import read_package
from mlanki.records import Entry, Origin, Reading, Record, to_json_lines
from mlanki.release.ledger import Ledger, Seal, Stamp
from mlanki.release.ledger_file import load_ledger, to_text
from mlanki.sources import Place, decode
from tests.fuzz.changes import LARGEST
from tests.pages import words
from tests.test_hostile_packages import honest, members, set_field, set_template, zipped

TESTS = Path(__file__).parents[1]

Feed = Callable[[bytes], None]
Seeds = Callable[[], list[bytes]]


@dataclass(frozen=True)
class Target:
    """A door: what becomes of bytes there, with its laws; what it is fed, and the pieces of its grammar."""

    feed: Feed
    seeds: Seeds
    grammar: str


PLANTED = regex.compile(r"[zZ]yq\d+")  # words that no seed has: what a page says that nobody expected
HEADING = regex.compile(r"\s*\#")
QUESTION_COLUMN = regex.compile(
    r"(?<! \p{L} ) q (?: ues (?: tions? )? )? (?! \p{L} )", regex.VERBOSE | regex.IGNORECASE
)


TAG = regex.compile(r"<[a-z/][^<>]*>", regex.IGNORECASE)
# Links within the page, be it over several lines, and what an entry of a table of contents says beside them.
CONTENTS = regex.compile(r"\[[^\[\]]*+\]\(\#[^)]*+\).*+")
LEADS = regex.compile(r"^\s*\[[^\]]*+\]\([^)]*+\)\s*$")  # a link alone
TARGET = regex.compile(r"(?<=\]\()(?!https?://|\#)[^()\s]*+")  # where a link within the site leads, which no card can
KEY = regex.compile(r'"[^"]*"\s*:')  # names what stands behind it, as the head of a column does
UNDERLINE = regex.compile(r" {0,3}(?:=+|-+) *")


def names_what_is_below(line: str) -> bool:
    """Whether a line names a section or columns: it is shown where something stands below it, and else left out."""
    columns = not {*"|,;\t"}.isdisjoint(line)
    return HEADING.match(line) is not None or (columns and QUESTION_COLUMN.search(line) is not None)


def said_by_author(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, without tags, that neither frame the page nor are a heading, in one of Markdown's two forms."""
    text = "\n".join(line.text for line in lines)
    for unsaid in (CONTENTS, TARGET, TAG, KEY):
        text = unsaid.sub(lambda found: " " + "\n" * found[0].count("\n"), text)
    underlined = False
    said = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    for above, line in zip([Line(0, ""), *said][::-1][1:], said[::-1], strict=False):
        underlined = UNDERLINE.fullmatch(line.text) is not None or (underlined and bool(line.text.strip()))
        frames = LEADS.search(line.text) or names_what_is_below(line.text) or is_frame(line.text)
        notes = METADATA.fullmatch(line.text) or METADATA.fullmatch(above.text)  # `Type`, and how hard it is
        if not (underlined or frames or notes):
            yield line


def feed_reader(path: str, *, plants: bool = True) -> Feed:
    def feed(data: bytes) -> None:
        source, remarks = decode(Place(Path(path), path, path), data)
        if source is None:
            assert remarks
            return
        reading = read(source)
        if plants:
            assert_told([*said_by_author(source.lines)], reading)
        assert_read_back(reading)

    return feed


def said_of(entry: Entry) -> str:
    blocks = (*entry.question, *entry.answer)
    languages = [node.language for node in walk(blocks) if isinstance(node, CodeBlock)]
    return " ".join((entry.code or "", entry.title, entry.page, *entry.tags, *words(blocks), *languages))


def assert_told(lines: list[Line], reading: Reading) -> None:
    """Every planted word is in an entry, or on a line that a diagnostic names; a table of contents repeats both."""
    if any(each.code in ("no-record", "not-read") for each in reading.diagnostics):
        return  # nothing of this page was read, and that is said
    told = [each.span for each in reading.diagnostics if each.code != "formula"]
    named = [line.text for line in lines if any(span.first <= line.number <= span.last for span in told)]
    shown = " ".join((*map(said_of, reading.entries), *named)).casefold()
    for line in lines:
        for word in PLANTED.findall(line.text):
            assert word.casefold() in shown, f"{word} of line {line.number} is lost"


def assert_read_back(reading: Reading) -> None:
    """What `records.jsonl` would hold reads as the entries themselves."""
    assert not [each for each in reading.diagnostics if each.code == "not-read-back"]
    records = [
        Record(f"ML{at:04}", one.title, one.question, one.answer, one.tags, (Origin(one.span, one.page),))
        for at, one in enumerate(reading.entries)
    ]
    for record, line in zip(records, to_json_lines(records).split("\n"), strict=False):
        found = json.loads(line)
        assert from_markdown(found["question"]) == record.question
        assert from_markdown(found["answer"]) == record.answer
        assert (found["title"], tuple(found["tags"])) == (record.title, record.tags)


def shown(inline: Inline) -> str:
    return inline.tex if isinstance(inline, Math) else plain_text((inline,))


def feed_formulas(data: bytes) -> None:
    lines = [Line(number, text) for number, text in enumerate(data.decode(errors="replace").split("\n"), 1)]
    found = " ".join(shown(inline) for line in find_all(lines).lines for inline in line.inlines)
    for line in lines:
        said = line.text.partition("%")[0]  # behind it TeX has a comment, which is no part of a formula
        assert all(word in found for word in PLANTED.findall(said)), f"line {line.number} loses a word"


def feed_package(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.apkg"
        file.write_bytes(data)
        read_package(file)
        for command in (["inspect", str(file)], ["preview", str(file), "-o", str(Path(folder) / "site")]):
            assert CliRunner().invoke(main, command, catch_exceptions=False).exit_code in (0, 1)


def feed_collection(data: bytes) -> None:
    feed_package(zipped(members(honest()) | {"collection.anki2": data}))


def feed_fields(data: bytes) -> None:
    text = data.decode(errors="replace").replace("\x1f", "").replace("\0", "")
    feed_package(set_field(text))
    feed_package(set_template(text, text))


def feed_ledger(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mlanki.lock"
        file.write_bytes(data)
        ledger = load_ledger(file)
        file.write_text(to_text(ledger), "utf-8")
        assert load_ledger(file) == ledger


def feed_settings(data: bytes) -> None:
    config = parse_config(data.decode(errors="replace"), TESTS / "mlanki.toml")
    parse([TESTS / "dumps" / "made" / "conflicts" / "a.txt"], config)


def dumps(ending: str) -> Seeds:
    files = sorted(file for file in (TESTS / "dumps").rglob(f"*{ending}") if file.name != "report.txt")
    return lambda: [file.read_bytes() for file in files if file.stat().st_size < LARGEST]


def given(*texts: str) -> Seeds:
    return lambda: [text.encode() for text in texts]


SHEET = 'Question,Answer,Tags\nWhat is a stack?,Last in comes out first.,Lists\nWhy?,"Because\n$x$, and so",\n'
CELLS = (
    {"cell_type": "markdown", "source": ["## What is a tree?\n", "\n", "A graph, $n$ nodes.\n"]},
    {"cell_type": "code", "source": "leaf = 1", "outputs": [{"text": ["3"]}]},
    {"cell_type": "markdown", "source": "## How deep is it?\n\nIt depends.", "attachments": {"a.png": {}}},
)
NOTEBOOK = json.dumps({"cells": CELLS, "metadata": {"kernelspec": {"language": "python"}}, "nbformat": 4}, indent=1)
OBJECTS = json.dumps(
    [
        {"question": "What is a stack?", "answer": "Last in comes out first.", "tags": ["data"]},
        {"question": "Which one is fair?", "options": {"A": "A queue", "B": "A stack"}, "answer": "A"},
    ],
    indent=1,
)
STAMP = Stamp("a1", 1_700_000_000, "", "0123abcd", release="v1", place=3)
BEFORE = Stamp("b2", 7, "Deck::Sub", last=Stamp("c3", 5, "Deck::Sub", release="v1"))
LEDGER = Ledger({"ML0001": STAMP, "Q-7K3M9Q2D": BEFORE}, {"t": Stamp("d4", 9)}, {"v1": Seal(1_700_000_000, "e5")})
FORMULA = (
    "Zyqa where  \\theta_0 is the bias, so\n  \\frac{a}{b} and  x are\n$$\ny = \\sum_i x_i\n$$ for $5 and \\(p\\).\n"
)

# The pieces of each grammar, with a broken bar between them.
PAGE = (
    "zyq¦\nZyqa zyqb.\n¦\n\n¦    ¦Answer\n¦• ML0007 Zyqd\n¦Tag: Zyqe\n\n¦What is zyqf?\n¦1. ¦- ¦(1) ¦$¦\\[¦\\alpha "
    "¦x_{1} ¦def f(x):\n¦Comments\n¦Login to view more content\n¦\u00a0¦\ufeff"
)
MARKS = "# ¦## Why zyq?\n¦**¦_¦`¦```\n¦> ¦|¦|---|\n¦[a](b)¦![a](b.png)¦<b>¦<!--¦\\¦&#31;¦---\n"
TAGS = (
    '<p>zyq¦</p>¦<h2>¦<div>¦</div>¦<ul><li>¦<table><tr><td>¦<pre>¦<code>¦<math><mi>¦<!--¦<br>¦<script>¦<img alt="¦'
    '<img src="a.png" alt="\\alpha" class="latex">¦<sup>¦<svg>¦&lt;¦<details><summary>¦<a href='
)
JSON = '"¦{¦[¦]¦}¦,¦:¦null¦1e999¦\\ud800¦\\u001f¦true¦"code"¦"origins"¦{"a":¦[[¦' + "9" * 5000
TOML = "\"¦[¦]¦[[¦]]¦{¦}¦=¦.¦,¦\n¦'¦'''¦\\¦1¦-1¦99999999999999999999¦true¦1979-05-27¦inf¦<<<<<<<\n"
TEX = "\\¦{¦}¦$¦$$¦\\(¦\\]¦_¦^¦  ¦\n¦\\left(¦\\begin{cases}¦\\\\¦\\text{¦=¦x¦zyq ¦|¦%"
CARD = '<¦>¦"¦{{¦}}¦{{#Code}}¦{{/Code}}¦{{c1::¦<img src=¦\\(¦<div>¦<style>¦url(¦&¦[sound:¦<b>¦/*'
ZIP = "PK\x01\x02¦PK\x03\x04¦PK\x05\x06¦\0¦\0\0\0\0¦media¦collection.anki2¦{}¦CREATE ¦TABLE ¦models¦\x7f"
LEDGERS = f"{TOML}¦\n[notes]\n¦\n[releases]\n¦\n[note-types]\n"
NAMES = "¦".join(f"\n{name}¦\n[{name}]\n" for name in (*SETTINGS, *RECORD_SETTINGS))
LINES = [*(f"{said.example}\n" for said in SETTINGS.values())]
LINES += [f"[records.ML0001]\n{said.example}\n" for said in RECORD_SETTINGS.values()]

TARGETS = {
    "text": Target(feed_reader("a.txt"), dumps(".txt"), PAGE),
    "markdown": Target(feed_reader("a.md"), dumps(".md"), f"{PAGE}¦{MARKS}¦{TAGS}"),
    "html": Target(feed_reader("a.html", plants=False), dumps(".html"), f"{PAGE}¦{TAGS}"),
    "records": Target(feed_reader("records.jsonl"), dumps(".jsonl"), f"{PAGE}¦{MARKS}¦{JSON}"),
    "sheet": Target(feed_reader("a.csv"), given(SHEET, SHEET.replace(",", "\t")), f'{PAGE}¦{MARKS}¦"¦,'),
    "notebook": Target(feed_reader("a.ipynb", plants=False), given(NOTEBOOK), f"{PAGE}¦{MARKS}¦{JSON}"),
    "objects": Target(feed_reader("a.json"), given(OBJECTS), f"{PAGE}¦{MARKS}¦{JSON}"),
    "formulas": Target(feed_formulas, given(FORMULA), TEX),
    "package": Target(feed_package, lambda: [honest()], ZIP),
    "collection": Target(feed_collection, lambda: [members(honest())["collection.anki2"]], f"{ZIP}¦{JSON}"),
    "fields": Target(feed_fields, given("Because <b>of</b> \\(x\\).", "{{FrontSide}}{{Answer}}", "a { b: c }"), CARD),
    "ledger": Target(feed_ledger, given(to_text(LEDGER)), LEDGERS),
    "settings": Target(feed_settings, given(*LINES), f"{TOML}¦{NAMES}"),
}
