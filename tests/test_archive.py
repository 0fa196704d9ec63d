"""records.jsonl as a source."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlanki.config import Config
from mlanki.document import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Heading,
    Image,
    Inline,
    Item,
    List,
    Math,
    Paragraph,
    Span,
    Strong,
    Text,
)
from mlanki.markup import from_markdown, reads_back, to_markdown
from mlanki.merge import merge
from mlanki.outline import read
from mlanki.readers import archive
from mlanki.records import Origin, Record, to_json_lines
from tests import record_strategies
from tests.conftest import Run
from tests.pages import PIXEL, page, record, source

POINTS = (
    "page.txt:3: warning: ML0001 points at a figure that the source lacks: “The plot below shows it.” [missing-figure]"
)
RECORD = {
    "code": "Q-7K3M9Q2D",
    "title": "",
    "question": "What is $x$?",
    "answer": "A letter.",
    "tags": ["Machine_Learning"],
    "origins": [
        {"path": "a.md", "first": 3, "last": 5, "page": "One"},
        {"path": "b.txt", "first": 1, "last": 1, "page": ""},
    ],
}


def line(**changes: object) -> str:
    return json.dumps(RECORD | changes, ensure_ascii=False) + "\n"


def test_a_record_comes_back_with_its_code_its_tags_and_its_origins() -> None:
    reading = read(source(line(), "records.jsonl"))
    (record,) = merge(reading.entries, Config()).records

    assert reading.diagnostics == ()
    assert record.code == "Q-7K3M9Q2D"
    assert record.question == (Paragraph((Text("What is "), Math("x"), Text("?"))),)
    assert record.answer == (Paragraph((Text("A letter."),)),)
    assert record.tags == ("Machine_Learning",)
    assert record.origins == (Origin(Span("a.md", 3, 5), "One"), Origin(Span("b.txt", 1, 1), ""))


def test_a_record_unites_the_origins_of_archives_and_pages() -> None:
    other = line(origins=[{"path": "c.md", "first": 7, "last": 9, "page": "Two"}])
    (record,) = merge(read(source(line() + other, "records.jsonl")).entries, Config()).records

    assert [origin.span.path for origin in record.origins] == ["a.md", "b.txt", "c.md"]


def test_records_are_recognised_whatever_the_file_is_called() -> None:
    assert archive.recognises(source("\n" + line(), "old.txt"))
    assert archive.recognises(source('{"cut off\n' + line(), "old.txt"))
    assert not archive.recognises(source('{"question": "What?", "answer": "That."}\n', "faq.jsonl"))
    assert not archive.recognises(source("# What?\n", "records.jsonl"))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (line()[:40] + "\n", "no JSON"),
        ("[]\n", "no object"),
        (line(code="hello"), "“hello” is no code"),
        (line(code=None), "“code” is missing or no text"),
        (line(answer=["x"]), "“answer” is missing or no text"),
        (line(answer="a\u001fb"), "“answer” holds control characters"),
        (line(title="a\nb"), "“title” holds control characters"),
        (line(tags="NN"), "“tags” is no list of names"),
        (line(tags=[""]), "“tags” is no list of names"),
        (line(origins=[]), "“origins” is no list of places"),
        (line(origins=["a.md:3"]), "an origin is no object"),
        (line(origins=[{"path": "a", "first": 2, "last": 1, "page": ""}]), "the lines of an origin are no numbers"),
        ("[" * 100_000 + "\n", "nested too deeply"),
    ],
)
def test_a_broken_line_is_named_and_the_others_are_read(broken: str, why: str) -> None:
    reading = read(source(line() + broken + line(code="ML0001"), "records.jsonl"))

    assert [entry.code for entry in reading.entries] == ["Q-7K3M9Q2D", "ML0001"]
    (diagnostic,) = reading.diagnostics
    assert str(diagnostic).startswith(f"records.jsonl:2: this line holds no record ({why}")
    assert diagnostic.code == "record-unreadable"


@settings(deadline=None, max_examples=60)
@given(st.lists(record_strategies.records, min_size=1, max_size=4, unique_by=lambda record: record.code))
def test_reading_back_records_gives_the_same_records(records: list[Record]) -> None:
    records.sort(key=lambda record: record.code)

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "media").mkdir()
        (Path(folder) / "media" / "roc-6b7fa434f9.png").write_bytes(PIXEL)
        reading = read(source(to_json_lines(records), "records.jsonl", Path(folder)))
    merged = merge(reading.entries, Config())

    assert reading.diagnostics == ()
    assert merged.records == tuple(records)
    assert merged.duplicates == ()
    assert merged.conflicts == 0


ABSENT = "no such file is beside this source; save its pictures with it"


def read_answer(answer: str, folder: Path) -> tuple[object, list[str]]:
    """What the answer of a record shows, and what is said about it."""
    reading = read(source(line(answer=answer), "records.jsonl", folder))
    (record,) = merge(reading.entries, Config()).records
    (paragraph,) = record.answer
    said = [str(diagnostic) for diagnostic in merge(reading.entries, Config()).diagnostics]
    assert isinstance(paragraph, Paragraph)
    assert set(reading.media.values()) <= {PIXEL}
    return paragraph.inlines[0], said


def test_pictures_are_found_beside_the_records(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "roc-6b7fa434f9.png").write_bytes(PIXEL)

    inline, said = read_answer("![A curve](roc-6b7fa434f9.png)", tmp_path)

    assert inline == Image("roc-6b7fa434f9.png", "A curve")
    assert said == []


def test_a_picture_that_was_exchanged_gets_a_name_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "roc-0123456789.png").write_bytes(PIXEL)

    inline, said = read_answer("![A curve](roc-0123456789.png)", tmp_path)

    assert inline == Image("roc-0123456789-6b7fa434f9.png", "A curve")
    assert said == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("roc-6b7fa434f9.png", ABSENT),
        ("../secret.png", "it lies outside the folder of the sources; move it there"),
        ("../../secret.png", "it lies outside the folder of the sources; move it there"),
        (
            "https://example.org/a.png",
            "it is on the web, and not fetched; save the page with its pictures",
        ),
    ],
)
def test_a_picture_that_is_not_beside_the_records_is_missing(tmp_path: Path, name: str, why: str) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PIXEL)

    assert read_answer(f"![A curve]({name})", folder) == (
        Image("", "A curve"),
        [f"records.jsonl:1: the picture “A curve” is missing: {why} [missing-figure]"],
    )


def test_a_picture_that_was_lost_before_stays_lost_and_is_missed_where_it_was(tmp_path: Path) -> None:
    assert read_answer("![A curve]()", tmp_path) == (
        Image("", "A curve"),
        [
            (
                "a.md:3: Q-7K3M9Q2D lacks the picture of its source (“A curve”); "
                "name a file as “figure” in mlanki.toml [missing-figure]"
            ),
        ],
    )


BANK = """\
# A bank

## Steps

#### 1) What does the learning rate set?

- **Length** of a step
- **Speed:** $w \\leftarrow w - \\eta \\nabla L$, at $5 an hour

#### 2) Why *not* always 1?

| a | b |
| --- | --- |
| `x|y` | $z$ |

#### 3) What is left unanswered?

#### 4) What does ![a curve](figures/loss.png) show?

![The loss](figures/loss.png) falls. <img src="figures/gone.png" alt="Gone">
"""


def test_the_records_of_a_build_give_the_same_packages_byte_for_byte(raw: Path, run: Run) -> None:
    (raw / "bank.md").write_text(BANK, encoding="utf-8")
    (raw / "saved.html").write_text(
        '<html><h2>What is a step?</h2><p><img src="figures/loss.png" alt="A"> <img src="no.png" alt="B"></p></html>'
    )
    (raw / "figures").mkdir()
    (raw / "figures" / "loss.png").write_bytes(PIXEL)
    (raw / "mlanki.toml").write_text('[records.ML0012]\nfigure = "noise.png"', encoding="utf-8")
    (raw / "noise.png").write_bytes(PIXEL + b"noise")
    first, second = raw.parent / "first", raw.parent / "second"

    assert run("build", raw, "-o", first, "--lock", first / "mlanki.lock").status == 0
    again = ("--lock", second / "mlanki.lock", "--first-release")
    assert run("build", first / "records.jsonl", "-o", second, *again).status == 0

    names = sorted(file.name for file in first.glob("*.apkg"))
    media = sorted(f"media/{file.name}" for file in (first / "media").iterdir())
    assert [name[:-15] for name in media] == ["media/loss", "media/noise"]
    for name in [*names, *media, "records.jsonl", "mlanki.lock"]:
        assert (second / name).read_bytes() == (first / name).read_bytes(), name


def test_what_the_sources_lack_the_records_of_a_build_lack_once(home: Path, run: Run) -> None:
    (home / "raw").mkdir()
    (home / "raw" / "page.txt").write_text(
        page("Tag: NN", record("ML0001", answer="It falls. The plot below shows it.")), encoding="utf-8"
    )
    (home / "raw" / "bank.md").write_text("### Q1. What is lost?\n\nThis: ![A](a.png)\n", encoding="utf-8")
    assert run("build", "raw", "-o", "out").status == 0

    archived, both = run("check", "out/records.jsonl"), run("check", "raw", "out/records.jsonl")

    assert archived.err.splitlines() == [
        POINTS,
        (
            "bank.md:1: warning: Q-5G8A8YD6 lacks the picture of its source (“A”); "
            "name a file as “figure” in mlanki.toml [missing-figure]"
        ),
    ]
    assert both.err.splitlines() == [
        f"raw/{POINTS}",
        f"raw/bank.md:3: warning: the picture “A” is missing: {ABSENT} [missing-figure]",
    ]


def test_records_that_are_parsed_into_a_file_have_their_pictures_beside_it(home: Path, run: Run) -> None:
    (home / "a.png").write_bytes(PIXEL)
    (home / "bank.md").write_text("### Q1. What is shown?\n\n![A](a.png)\n", encoding="utf-8")

    assert run("parse", "bank.md", "-o", "kept/records.jsonl").status == 0

    assert (home / "kept" / "media" / "a-6b7fa434f9.png").read_bytes() == PIXEL
    assert run("check", "kept/records.jsonl", "--strict").status == 0


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("a.html", "<html><title>Kernels&#27;</title><h2>ML0001 Kernel</h2><p>Why?</p><p>Answer</p><p>So.</p></html>"),
        (
            "a.html",
            '<html><h2>ML0001 Kernel</h2><p>Why?</p><p>Answer</p><p>So: <img alt="a\x1bb" src="k.png"></p></html>',
        ),
        ("a.csv", "question,answer,tags,title\nWhat is a kernel?,So.,Ker\x1bnels,\x1bKernel\n"),
        ("a.md", '---\ntitle: "Ker\\e\\ud800nels"\ntags: ["\\e", "a\\eb"]\n---\n\n## What is a kernel?\n\nSo.\n'),
        ("a.md", "## What is a kernel?\n\n~~~a`b\nk(x)\n~~~\n\n## What is a tensor?\n\nAn array.\n"),
        ("a.md", "## What is a kernel?\n\n" + "> - " * 30 + "deep\n\n## What is a tensor?\n\nAn array.\n"),
    ],
)
def test_what_pages_say_in_attributes_and_escapes_reads_back(path: str, page: str) -> None:
    read_first = merge(read(source(page, path)).entries, Config()).records
    again = read(source(to_json_lines(read_first), "records.jsonl"))

    assert merge(again.entries, Config()).records == read_first
    assert again.diagnostics == ()


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("<br>", ""),
        ("<x>\nb", "b"),
        ("a <br>\n\nb <x>", "a\n\nb"),
        ("> <x>", ""),
        ("1. <x>\n   b", "1. b"),
        ("$ $", r"\$ \$"),
    ],
)
def test_what_a_person_has_written_reads_as_mlanki_would_write_it(written: str, normal: str) -> None:
    assert to_markdown(from_markdown(written)) == normal
    assert from_markdown(normal) == from_markdown(written)


@given(record_strategies.blocks)
def test_a_document_reads_back_and_is_known_to(blocks: Blocks) -> None:
    assert reads_back(blocks)
    assert from_markdown(to_markdown(blocks)) == blocks


@pytest.mark.parametrize(
    "inline",
    [Text("two\nlines"), Text("a blank "), Math(" x"), Math("x\n\ny"), Text("#\n"), Strong((Text(" a"), Text("b")))],
)
def test_a_document_that_markup_cannot_hold_is_known_not_to_read_back(inline: Inline) -> None:
    assert not reads_back((Paragraph((Text("Words "), inline)),))


@pytest.mark.parametrize(
    "block",
    [
        Heading((Text("Why "), Strong((Text("two"),)), Text("?")), 3),
        Paragraph((Strong((Text("Gain:"),)), Text(" what is won - or"), Break(), Math("x^2", display=True))),
        List((Item((Paragraph((Text("First"),)),), (Text("One:"),)), Item((), (Text("Two"),)))),
        Paragraph((Code("x * y"), Text(" of a_b [1] → 5 | 6"), Break(), Text("1. (see "), Code("$"), Text(")"))),
        List((Item((Paragraph((Text("First"),)), List((Item((CodeBlock("a = 1"),), (Text("One:"),)),)))),)),
        CodeBlock("def f(x):\n\n    return [x]", "python"),
    ],
)
def test_what_is_plainly_no_other_markup_is_not_read_to_be_sure(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    assert from_markdown(to_markdown((block, block))) == (block, block)
    monkeypatch.setattr("mlanki.markup.law.from_markdown", lambda _: pytest.fail("it was read"))

    assert reads_back((block, block))


@pytest.mark.parametrize(
    "block",
    [
        Heading((Text("A blank "),), 3),
        Heading((Text("Two"), Break(), Text("lines")), 3),
        Paragraph((Text("A blank "), Break(), Text("below"))),
        Paragraph((Text("Nothing"), Break(), Break(), Break())),
        List((Item((Paragraph((Text("A blank "),)),), (Text("One:"),)),)),
    ],
)
def test_a_block_that_markup_cannot_hold_is_known_not_to_read_back(block: Block) -> None:
    assert not reads_back((block,))
