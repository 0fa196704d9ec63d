"""Pages whose reading once cost more than their length: four times the text may take four times the work."""

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from mlanki.config import parse_config
from mlanki.decisions.accepting import name_records
from mlanki.decisions.applying import decide_groups
from mlanki.diagnostics import diagnose
from mlanki.document import CodeBlock, Paragraph, Span, Text
from mlanki.markup import reads_back
from mlanki.outline import read
from mlanki.prose.code.syntax import compiles
from mlanki.records import Origin, Record
from tests.pages import source
from tests.pages import text as words_said

pytestmark = pytest.mark.usefixtures("unburdened")

FEWEST_SECONDS = 0.03  # below that a clock tells more of the machine than of the work


def markdown(body: str) -> str:
    return f"# Bank\n\n## What is a gradient?\n\nA slope.\n\n{body}\n\n## What is a tensor?\n\nAn array.\n"


def text(body: str) -> str:
    return f"1. What is a gradient?\nA slope.\n{body}\n2. What is a tensor?\nAn array.\n3. What is a loss?\nA sum.\n"


def listing(body: str) -> str:
    return f"Tag: Loss\n\n  • ML0001 Slope\n\n    What is it?\n\n    Answer\n\n    A slope.\n{body}\n"


def html(body: str) -> str:
    return f"<!DOCTYPE html><html><body><h2>ML0001 Slope</h2><p>What is it?</p><p>Answer</p>{body}</body></html>"


def table(body: str) -> str:
    return f"question,answer,{body}\nWhat is a gradient?,A slope.\n"


def objects(body: str) -> str:
    return f'[{{"question": "What is a gradient?", "answer": "A slope."{body}}}]'


def cost(page: str, path: str) -> float:
    begun = time.process_time()
    read(source(page, path))
    return time.process_time() - begun


def nested(opens: str, closes: str) -> Callable[[int], str]:
    return lambda number: opens * number + "word" + closes * number


def counted(item: str) -> Callable[[int], str]:
    return lambda number: "".join(item.format(at) for at in range(number))


def repeated(unit: str) -> Callable[[int], str]:
    return lambda number: unit * number


GROWING: dict[str, tuple[Callable[[str], str], str, Callable[[int], str], int]] = {
    "a line of digits": (markdown, "a.md", repeated("7"), 3000),
    "a line of brackets": (markdown, "a.md", repeated("("), 3000),
    "a line of pictures that nothing closes": (markdown, "a.md", repeated("!["), 4000),
    "lines that open brackets": (text, "a.txt", repeated("call(\n"), 2500),
    "a fence that says a long word": (markdown, "a.md", lambda number: f"```sql {'word' * number}\nx\n```", 3000),
    "a line of dashes": (html, "a.html", repeated("—"), 3000),
    "a line of colons": (html, "a.html", repeated(": "), 3000),
    "a line of quotation signs": (html, "a.html", lambda number: ">" * number + " x", 8000),
    "a line of signs that would be links": (markdown, "a.md", repeated(">"), 150000),
    "a line of questions": (markdown, "a.md", repeated("What is it? "), 800),
    "a line of plus signs": (markdown, "a.md", repeated(" + "), 12000),
    "bare formulas beside delimited ones": (markdown, "a.md", repeated(r"\alpha $x$ "), 3000),
    "formulas said three times beside delimited ones": (text, "a.txt", repeated(r"λ=2\lambda=2λ=2 $x$ "), 1500),
    "questions and no answers": (text, "a.txt", counted("What is loss {}?\n"), 800),
    "columns far apart": (text, "a.txt", lambda number: "x" + " " * number + "y", 6000),
    "an answer far from its word": (text, "a.txt", lambda number: "Answer" + " " * number + "y", 3000),
    "a paragraph of many lines": (markdown, "a.md", counted("Line {} tells of a loss\n"), 3000),
    "comments before a page": (lambda body: body + "x", "a.html", repeated("<!-- a -->"), 6000),
    "formulas in formulas": (html, "a.html", nested("<span class=math>", "</span>"), 400),
    "elements that hold nothing": (html, "a.html", repeated("a<wbr>"), 3000),
    "drawn formulas in one line": (html, "a.html", lambda n: f"<center>{'<img class=latex alt=x>' * n}</center>", 800),
    "paragraphs that nothing closes": (html, "a.html", repeated("<p>x"), 800),
    "terms and meanings": (html, "a.html", lambda n: f"<dl>{'<dt>a<dd>b' * n}</dl>", 800),
    "cells": (html, "a.html", lambda n: f"<table><tr>{'<td>a' * n}</table>", 800),
    "an element of many attributes": (html, "a.html", lambda number: f"<p {counted('a{}=1 ')(number)}>x", 24000),
    "numbers within a line": (html, "a.html", lambda number: "(1) thing (2) " + "thing " * number, 80000),
    "pictures of one frame": (html, "a.html", lambda n: f"<picture>{'<source srcset=a><img>' * n}</picture>", 800),
    "a header of many columns": (table, "a.csv", repeated("a,"), 20000),
    "a header that says one name again": (table, "a.csv", repeated("question,"), 4000),
    "a line of names that is no sheet": (lambda body: f"q{body}", "a.txt", repeated(",q"), 8000),
    "rows that are shorter than the header": (
        lambda body: table(body + body.replace(",a", "\nWhat?,b")),
        "a.csv",
        repeated(",a"),
        1200,
    ),
    "cells below no header": (
        lambda body: f"What is it?{body}1\nWhat is that?{body}2\n",
        "a.csv",
        counted(",a b{},"),
        1500,
    ),
    "a name said again in an object": (objects, "a.json", repeated(', "note": "a b"'), 1500),
    "names that each object has alone": (
        objects,
        "a.json",
        counted('}}, {{"question": "What is x?", "note {}": "a"'),
        500,
    ),
    "a list longer than all others": (
        lambda body: objects(f', "note": ["a"{body}]}}, {body.replace(chr(34) + "a" + chr(34), "{}")[2:]}, {{'),
        "a.json",
        repeated(', "a"'),
        1500,
    ),
    "blank lines below what is no object": (lambda body: f'{{"a" x{body}x', "a.json", repeated("\n"), 12000),
}


@pytest.mark.parametrize("shape", GROWING)
def test_the_cost_of_reading_grows_with_the_text_and_no_faster(shape: str) -> None:
    write, path, body, number = GROWING[shape]
    for attempt in count(1):
        once, fourfold = cost(write(body(number)), path), cost(write(body(4 * number)), path)
        if fourfold < 8 * max(once, FEWEST_SECONDS):
            return
        assert attempt < 3, f"{once:.2f} s become {fourfold:.2f} s"


@pytest.mark.parametrize(("write", "path"), [(markdown, "a.md"), (text, "a.txt")])
def test_very_short_lines_by_the_thousand_are_one_line_and_told(write: Callable[[str], str], path: str) -> None:
    reading = read(source(write("".join(f"{at}{{\n" for at in range(999)) + "\n{{\n}}\n"), path))

    assert f"A slope. {' '.join(f'{at}{{' for at in range(999))} {{{{ }}}}" in words_said(reading.entries[0].answer)
    assert [said.message for said in reading.diagnostics if said.code == "short-lines"] == [
        "1001 lines of at most 4 characters were joined into one; write them as they are meant"
    ]


@pytest.mark.parametrize(
    "body",
    [
        "<p>7{" * 1001,
        "7{<br>" * 1001,
        f"<ul>{'<li>7{' * 1001}</ul>",
        f"<dl>{'<dt>7<dd>{' * 1001}</dl>",
    ],
)
def test_very_short_paragraphs_and_items_by_the_thousand_are_one_and_told(body: str) -> None:
    reading = read(source(html(body), "a.html"))

    (answer,) = [entry.answer for entry in reading.entries]
    assert len(answer) == 1
    assert words_said(answer).replace(" {", "{") == " ".join(["7{"] * 1001)
    assert [(said.code, said.message) for said in reading.diagnostics] == [
        ("short-lines", "1001 lines of at most 4 characters were joined into one; write them as they are meant")
    ]


def test_a_thousand_short_paragraphs_stay_as_they_are() -> None:
    reading = read(source(html("<p>x" * 1000), "a.html"))

    assert len(reading.entries[0].answer) == 1000
    assert [said.code for said in reading.diagnostics] == []


def test_short_lines_within_a_fence_are_code_and_stay() -> None:
    numbers = "\n".join(str(number % 10) for number in range(1200))
    _, second, third = read(source(markdown(f"## What is counted?\n\n```\n{numbers}\n```"), "bank.md")).entries

    assert second.answer == (CodeBlock(numbers, ""),)
    assert words_said(third.question) == "What is a tensor?"


@pytest.mark.parametrize(("write", "path"), [(markdown, "a.md"), (text, "a.txt")])
def test_fewer_short_lines_stay_as_they_are(write: Callable[[str], str], path: str) -> None:
    reading = read(source(write("1\n" * 1000), path))

    assert [said.code for said in reading.diagnostics] == []


@pytest.mark.parametrize("line", ["{", "a:", "\\[", "ab;", "# x"])
def test_short_lines_cost_no_more_than_others(line: str) -> None:
    shortest = min(cost(text(f"{line}\n" * 10000), "a.txt") for _ in range(2))
    longer = min(cost(text(f"A line of {line} and more.\n" * 2500), "a.txt") for _ in range(2))

    assert shortest < 2 * longer + FEWEST_SECONDS


def test_cells_that_are_nothing_but_words_cost_less_than_others() -> None:
    def seconds(cell: str) -> float:
        return min(cost(f"question,answer\n{f'{cell},{cell}{chr(10)}' * 1500}", "a.csv") for _ in range(2))

    assert 2 * seconds("word") < seconds("*word*")


def test_words_full_of_signs_of_markup_are_known_to_read_back_without_reading_them() -> None:
    def seconds(words: str) -> float:
        begun = time.process_time()
        assert reads_back((Paragraph((Text(words * 10000 + "x"),)),))
        return time.process_time() - begun

    assert seconds("*a_ <b> `") < 4 * seconds("a word, a ") + FEWEST_SECONDS


def test_the_cost_of_functions_that_are_alike_grows_with_their_number() -> None:
    def seconds(number: int) -> float:
        begun = time.process_time()
        assert compiles("def f(x):\n    return x\n" * number)
        return time.process_time() - begun

    assert seconds(16000) < 8 * min(seconds(4000), seconds(4000))


def test_formulas_that_may_stand_three_times_cost_no_more_than_others() -> None:
    def seconds(unit: str) -> float:
        return cost(listing(f"    {unit * 4000}"), "a.txt")

    assert seconds("xx^2x") < 6 * seconds("xx+2x") + FEWEST_SECONDS


def test_the_cost_of_naming_the_records_of_remarks_grows_with_their_number() -> None:
    def seconds(number: int) -> float:
        spans = [Span("a.csv", line, line + 2) for line in range(1, number)]
        records = [Record(f"ML{span.first:06}", "", (), (), (), (Origin(span, ""),)) for span in spans]
        remarks = [diagnose("no-answer", span, "it has none") for span in spans]
        begun = time.process_time()
        named = [*name_records(remarks, records)]
        assert [remark.about for remark in named[:3]] == ["ML000001", "", ""]
        return time.process_time() - begun

    assert seconds(8000) < 10 * min(seconds(2000), seconds(2000)) + FEWEST_SECONDS


def test_the_cost_of_decisions_grows_with_their_number() -> None:
    chain = [f'ML{at:06} = "ML{at + 1:06}"' for at in range(8000)]
    pairs = [f'["ML{at:06}", "ML{at + 1:06}"],' for at in range(8000)]

    def seconds(number: int) -> float:
        entries = {f"ML{at:06}": () for at in range(number)}
        lines = ["same = [", *pairs[:number], "]", "[alias]", *chain[:number]]
        begun = time.process_time()
        decisions = parse_config("\n".join(lines), Path("mlanki.toml")).decisions
        assert decisions.code_now("ML000000") == f"ML{number:06}"
        assert len(decisions.codes_of(f"ML{number:06}")) == number + 1
        decide_groups(entries, decisions)
        return time.process_time() - begun

    assert seconds(8000) < 8 * min(seconds(2000), seconds(2000)) + FEWEST_SECONDS
