"""records.jsonl as a source."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlanki.config import Config
from mlanki.document import Math, Paragraph, Span, Text
from mlanki.merge import merge
from mlanki.readers import archive, read
from mlanki.records import Origin, Record, to_json_lines
from tests import record_strategies
from tests.conftest import Run
from tests.pages import source

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

    reading = read(source(to_json_lines(records), "records.jsonl"))
    merged = merge(reading.entries, Config())

    assert reading.diagnostics == ()
    assert merged.records == tuple(records)
    assert merged.duplicates == ()
    assert merged.conflicts == 0


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
"""


def test_the_records_of_a_build_give_the_same_packages_byte_for_byte(raw: Path, run: Run) -> None:
    (raw / "bank.md").write_text(BANK, encoding="utf-8")
    first, second = raw.parent / "first", raw.parent / "second"

    assert run("build", raw, "-o", first).status == 0
    assert run("build", first / "records.jsonl", "-o", second).status == 0

    names = sorted(file.name for file in first.glob("*.apkg"))
    assert names == ["all.apkg", "basics.apkg", "machine-learning.apkg", "nn.apkg", "steps.apkg"]
    for name in [*names, "records.jsonl", "mlanki.lock"]:
        assert (second / name).read_bytes() == (first / name).read_bytes(), name
