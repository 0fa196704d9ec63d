"""Habits of real pages: small pages, and beside them in `expect.json` what must come of each, and why."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import regex

from mlanki.config import Config
from mlanki.diagnostics import Severity
from mlanki.document import Blocks, CodeBlock, Heading, Item, List, Math, Text, walk
from mlanki.pipeline import Parsed, parse
from mlanki.records import Record
from tests.pages import text

HABITS = Path(__file__).parent / "dumps" / "habits"
EXPECTED: dict[str, dict[str, Any]] = json.loads((HABITS / "expect.json").read_text(encoding="utf-8"))


def folded(words: str) -> str:
    """Letters and digits only: how a page sets its words is not the matter here."""
    return regex.sub(r"[\W_]+", "", words).casefold()


def asks(question: Blocks) -> Blocks:
    """A question without its choices."""
    return tuple(block for block in question if not isinstance(block, List))


def problems(expected: dict[str, Any], parsed: Parsed) -> Iterator[str]:
    """What is not as expected, a sentence each."""
    records = sorted(parsed.records, key=lambda record: record.origins)
    stopped = any(said.severity is Severity.ERROR for said in parsed.diagnostics)
    if stopped != expected.get("rejected", False):
        yield f"rejected: {stopped}"
    asked = [text(asks(record.question)) for record in records]
    wanted = [question["question"] for question in expected["questions"]]
    if list(map(folded, asked)) != list(map(folded, wanted)):
        yield f"questions {asked}, not {wanted}"
    else:
        for question, record in zip(expected["questions"], records, strict=True):
            yield from (f"{question['question']} {wrong}" for wrong in problems_of_one(question, record))
    yield from problems_of_all(expected, records)


def problems_of_one(expected: dict[str, Any], record: Record) -> Iterator[str]:
    answer = text(record.answer)
    if expected.get("unanswered"):
        if answer:
            yield f"has no answer, but here {answer!r}"
    elif not folded(answer).startswith(folded(expected["begins"])):
        yield f"has an answer that begins {answer[:60]!r}"
    elif not folded(answer).endswith(folded(expected["ends"])):
        yield f"has an answer that ends {answer[-60:]!r}"
    if expected.get("answer_has", "") not in answer:
        yield f"has an answer without {expected['answer_has']!r}"
    choices = sum(isinstance(node, Item) for node in walk(record.question))
    if choices != expected.get("choices", 0):
        yield f"has {choices} choices"


def problems_of_all(expected: dict[str, Any], records: Sequence[Record]) -> Iterator[str]:
    tags = {tag.casefold() for record in records for tag in record.tags}
    yield from (f"no tag {tag}" for tag in expected.get("tags_have", ()) if tag.casefold() not in tags)
    for chrome in expected.get("tags_lack", ()):
        yield from (f"tag {tag}" for tag in sorted(tags) if chrome.casefold() in tag)
    nodes = [node for record in records for node in walk((*record.question, *record.answer))]
    formulas = {"".join(node.tex.split()) for node in nodes if isinstance(node, Math)}
    yield from (f"no formula {tex}" for tex in expected.get("formulas", ()) if "".join(tex.split()) not in formulas)
    words = " ".join(node.text for node in nodes if isinstance(node, Text))
    yield from (f"{price} is no price any more" for price in expected.get("prices", ()) if price not in words)
    for name, kind in (("code", CodeBlock), ("headings", Heading)):
        if name in expected and (found := sum(isinstance(node, kind) for node in nodes)) != expected[name]:
            yield f"{found} of {name}, not {expected[name]}"
    if (items := sum(isinstance(node, Item) for node in nodes)) < expected.get("lists", 0):
        yield f"{items} items of lists, not {expected['lists']}"


def test_every_page_says_what_must_come_of_it() -> None:
    assert {file.name for file in HABITS.iterdir()} == {*EXPECTED, "expect.json"}
    assert len(EXPECTED) > 40


@pytest.mark.parametrize("page", EXPECTED)
def test_a_habit_of_real_pages_is_understood(page: str) -> None:
    wrong = list(problems(EXPECTED[page], parse([HABITS / page], Config())))

    assert not wrong, "\n".join((EXPECTED[page]["why"], *wrong))
