"""What lies packed while nobody looks at it: the same values, in less memory."""

from dataclasses import replace
from pathlib import Path

import pytest

from mlanki.config import Config
from mlanki.diagnostics import diagnose
from mlanki.document import Item, List, Math, Paragraph, Span, Strong, Text
from mlanki.packed import Rows, held, packed
from mlanki.pipeline import parse
from mlanki.records import Record
from tests.pages import page, record

ANSWER = (Paragraph((Text("A step of size "), Math(r"\eta"), Strong((Text("downhill"),)))), List((Item(()),), 3))


def descent() -> Record:
    return Record("ML0023", "Descent", (Paragraph((Text("What is it?"),)),), ANSWER, ("NN",), ())


def test_a_packed_record_says_what_it_said() -> None:
    lying = packed(descent())

    assert type(held(lying, "answer")) is bytes
    assert lying.answer == ANSWER
    assert lying == descent()
    assert hash(lying) == hash(descent())
    assert repr(lying) == repr(descent())


def test_what_is_changed_of_a_packed_record_is_changed_and_no_more() -> None:
    changed = replace(packed(descent()), title="Gradient Descent")

    assert changed == replace(descent(), title="Gradient Descent")


def test_packing_twice_is_packing_once() -> None:
    once = packed(descent())

    assert held(packed(once), "answer") is held(once, "answer")


def test_what_is_empty_is_seen_to_be_so_without_unpacking_it() -> None:
    unanswered = packed(replace(descent(), answer=()))

    assert held(unanswered, "answer") == ()
    assert held(unanswered, "question")


@pytest.mark.parametrize("number", [0, 1, 100, 250])
def test_packed_rows_are_those_that_were_packed(number: int) -> None:
    remarks = tuple(diagnose("no-answer", Span("a.txt", at, at), f"ML{at} has none") for at in range(number))
    rows = Rows(iter(remarks))

    assert len(rows) == number
    assert tuple(rows) == remarks
    assert rows == remarks
    assert rows[number:] == ()
    assert repr(rows) == repr(remarks)


def test_the_records_of_sources_lie_packed_and_in_less_memory_than_their_text(tmp_path: Path) -> None:
    answers = [f"Layer {at} adds noise to the layer before it, and the layer before it adds noise." for at in range(9)]
    text = page("Tag: NN", *(record(f"ML{at:04}", answer=" ".join(answers)) for at in range(20)))
    (tmp_path / "nn.txt").write_text(text, encoding="utf-8")

    lying = [held(each, "answer") for each in parse([tmp_path], Config()).records]

    assert {type(answer) for answer in lying} == {bytes}
    assert sum(map(len, lying)) < len(text) / 2


def test_pictures_that_are_missing_are_each_told_of_though_their_records_are_alike(tmp_path: Path) -> None:
    bank = "## What is a kernel?\n\n![](one.png)\n\n## What is a tensor?\n\n![](two.png)\n"
    (tmp_path / "bank.md").write_text(bank, encoding="utf-8")

    told = sorted(str(each).partition(" is missing")[0] for each in parse([tmp_path], Config()).diagnostics)

    assert told == ["bank.md:3: the picture “one.png”", "bank.md:7: the picture “two.png”"]
