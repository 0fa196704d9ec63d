"""Jupyter notebooks: what is written in them, in order."""

import json
import time
import tracemalloc
from base64 import b64encode
from itertools import pairwise
from typing import Any

import pytest

from mlanki.markup import to_markdown
from mlanki.outline import read
from mlanki.readers import notebooks
from tests.pages import PIXEL, source

pytestmark = pytest.mark.usefixtures("unburdened")

TREE = "![A tree](attachment:tree.png)"
CELLS: list[dict[str, Any]] = [
    {"cell_type": "markdown", "source": ["# Trees\n", "\n", "## What is a tree?\n", "\n", "A graph without cycles."]},
    {"cell_type": "code", "source": ["# What is a leaf?\n", "leaf = '```é'"], "outputs": [{"text": ["3"]}]},
    {"cell_type": "raw", "source": ["---"]},
    {"cell_type": "code", "source": [], "outputs": []},
    {"cell_type": "markdown", "source": "## How deep is it?\n\nAs deep as $\\log n$."},
]


def notebook(*cells: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cells": [*cells], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def answers(written: str, path: str = "trees.ipynb") -> dict[str, str]:
    return {to_markdown(entry.question): to_markdown(entry.answer) for entry in read(source(written, path)).entries}


@pytest.mark.parametrize(
    "metadata",
    [{"kernelspec": {"language": "python"}}, {"language_info": {"name": "python"}}],
    ids=["kernelspec", "language_info"],
)
@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("path", ["trees.ipynb", "stdin"])
def test_cells_are_read_in_order_and_code_is_of_the_language_of_the_kernel(
    metadata: dict[str, Any], indent: int | None, path: str
) -> None:
    assert answers(json.dumps(notebook(*CELLS, **metadata), indent=indent), path) == {
        "What is a tree?": "A graph without cycles.\n\n````python\n# What is a leaf?\nleaf = '```é'\n````",
        "How deep is it?": "As deep as $\\log n$.",
    }


def test_cells_that_hold_a_number_and_a_topic_alone_are_headings() -> None:
    topics = [f"___\n{number}. <a id={number}>{topic}</a>" for number, topic in enumerate(("Leaf", "Root", "Edge"), 1)]
    texts = ["# Questions on trees", *(text for topic in topics for text in (topic, "1. One\n2. Two"))]
    written = json.dumps(notebook(*({"cell_type": "markdown", "source": text} for text in texts)), indent=1)
    assert answers(written) == dict.fromkeys(("Leaf", "Root", "Edge"), "1. One\n2. Two")


def of_cells(*cells: str) -> dict[str, str]:
    """The answers of a notebook of these cells: those that begin with `%` are Markdown, the others code."""
    kinds = (
        {"cell_type": "markdown" if cell.startswith("%") else "code", "source": cell.lstrip("%")} for cell in cells
    )
    return answers(json.dumps(notebook(*kinds), indent=1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("# Q1. Reverse a list.\nrows[::-1]", "# Q2. Sort\n# a list.\nsorted(rows)"),
        ("#1.) Reverse a list.\n\nrows[::-1]", "#2.)\n# Sort a list.\nsorted(rows)"),
        ('"""\nQ1. Reverse a list.\n"""\nrows[::-1]', "'''Q2. Sort\na list.'''\nsorted(rows)"),
        ("# Reverse a list.\nrows[::-1]", "# Sort a list.\nsorted(rows)"),
    ],
    ids=["labels", "numbers", "strings", "orders"],
)
def test_a_comment_at_the_head_of_code_asks_where_there_is_little_else(first: str, second: str) -> None:
    assert of_cells("%# Questions on lists", first, second) == {
        "Reverse a list.": "```\nrows[::-1]\n```",
        "Sort a list.": "```\nsorted(rows)\n```",
    }


def test_a_cell_may_hold_several_questions_and_a_question_several_cells() -> None:
    two = "# 1. What is 2 + 2?\n2 + 2\n\n# 2. Find a root.\nroot(2)"
    assert of_cells("import numpy", two, "check()", "# 3. Count to three.\n3") == {
        "What is 2 + 2?": "```\n2 + 2\n```",
        "Find a root.": "```\nroot(2)\n```\n\n```\ncheck()\n```",
        "Count to three.": "```\n3\n```",
    }


def test_comments_that_tell_ask_nothing() -> None:
    assert of_cells("# the data\nrows = load()", "# two halves\na, b = halve(rows)", "# the model\nfit(a)") == {}


def test_an_order_right_above_code_is_answered_by_it_where_all_texts_are_orders() -> None:
    assert of_cells(
        *("%Write a function that doubles a number.\nOf 2 it is 4.", "def f(x): ...", "f(2)"),
        *("%Given a list, find its length.", "len(rows)", "%Calculate the sum of two numbers.", "1 + 2"),
    ) == {
        "Write a function that doubles a number.\n\nOf 2 it is 4.": "```\ndef f(x): ...\n```\n\n```\nf(2)\n```",
        "Given a list, find its length.": "```\nlen(rows)\n```",
        "Calculate the sum of two numbers.": "```\n1 + 2\n```",
    }


def test_a_comment_that_heads_several_blocks_of_code_is_no_question() -> None:
    cells = ("%### How are rows sorted?", "# write it here\nsorted(rows)", "%### What is 1 + 1?", "# write it here\n2")
    assert of_cells("%# Questions on lists", *cells) == {
        "How are rows sorted?": "```\n# write it here\nsorted(rows)\n```",
        "What is 1 + 1?": "```\n# write it here\n2\n```",
    }


def test_the_introduction_of_a_page_stands_in_no_way_of_its_orders() -> None:
    cells = ("%Write a sum.", "1 + 2", "%Calculate a product.", "3 * 4", "%Given a list, find its length.", "len(rows)")
    assert of_cells("%# Sums\nWe made these last week.", *cells) == {
        "Write a sum.": "```\n1 + 2\n```",
        "Calculate a product.": "```\n3 * 4\n```",
        "Given a list, find its length.": "```\nlen(rows)\n```",
    }


def test_what_an_author_tells_above_code_is_no_order() -> None:
    assert of_cells("%We load the rows.", "load()", "%Use a sum.", "sum(rows)", "%You find it here.", "find()") == {}


def test_a_question_has_the_lines_of_the_file_on_which_it_is_written() -> None:
    written = json.dumps(notebook(*CELLS), indent=1, ensure_ascii=False)

    first, second = read(source(written, "trees.ipynb")).entries

    lines = written.split("\n")
    assert "What is a tree?" in lines[first.span.first - 1]
    assert "leaf = " in lines[first.span.last - 1]
    assert "How deep is it?" in lines[second.span.first - 1]


def test_a_picture_that_a_cell_holds_comes_along() -> None:
    picture = {"tree.png": {"image/png": b64encode(PIXEL).decode()}}
    cell = {"cell_type": "markdown", "source": ["## What is a tree?\n", "\n", f"This: {TREE}"], "attachments": picture}

    reading = read(source(json.dumps(notebook(cell)), "trees.ipynb"))

    assert list(reading.media.values()) == [PIXEL]
    assert reading.diagnostics == ()


def attaching(text: str, attachments: object) -> str:
    cell = {"cell_type": "markdown", "source": f"## What is a tree?\n\nThis: {text}", "attachments": attachments}
    return json.dumps(notebook(cell))


def test_a_picture_is_found_by_any_name_in_its_own_cell_alone() -> None:
    names = ["tree (1).png", "tree"]
    pictures = {name: {"image/png": b64encode(PIXEL + name.encode()).decode()} for name in names}
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "markdown",
            "source": "## What is a tree?\n\n![A](attachment:tree (1).png)",
            "attachments": pictures,
        },
        {"cell_type": "markdown", "source": "## And a bush?\n\n![B](attachment:tree)"},
    ]

    reading = read(source(json.dumps(notebook(*cells)), "trees.ipynb"))

    assert list(reading.media.values()) == [PIXEL + b"tree (1).png"]


def test_a_picture_that_is_shown_a_thousand_times_is_not_written_out_for_each() -> None:
    picture = {"tree.png": {"image/png": b64encode(PIXEL + bytes(2**20)).decode()}}

    tracemalloc.start()
    reading = read(source(attaching(f"{TREE} " * 1000, picture), "trees.ipynb"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(reading.media) == 1
    assert most < 2**26


def test_pictures_that_name_pictures_are_not_followed() -> None:
    names = "abcdefghij"
    pictures = {one: {"image/png": f"(attachment:{other}) " * 10} for one, other in pairwise(names)}

    (entry,) = read(source(attaching("![A tree](attachment:a)", pictures), "trees.ipynb")).entries

    assert to_markdown(entry.answer) == "This: ![A tree]()"


@pytest.mark.parametrize(
    "other", [5, ["tree.png"], "tree.png", {"tree.png": 5}, {"tree.png": {"image/png": 5}}, {"tree.png": {}}]
)
def test_other_things_in_the_place_of_pictures_are_none(other: object) -> None:
    (entry,) = read(source(attaching(TREE, other), "trees.ipynb")).entries

    assert to_markdown(entry.answer) == "This: ![A tree]()"


@pytest.mark.parametrize("other", [5, ["python"], "python", {"language": ["python"]}, {"language": "x\n```\n## Why?"}])
def test_other_things_in_the_place_of_a_language_are_none(other: object) -> None:
    first, *_ = read(source(json.dumps(notebook(*CELLS, kernelspec=other)), "trees.ipynb")).entries

    assert to_markdown(first.answer).startswith("A graph without cycles.\n\n````\n# What is a leaf?")
    written = notebook(*CELLS)
    written["metadata"] = other
    assert len(read(source(json.dumps(written), "trees.ipynb")).entries) == 2


def test_lines_are_found_however_their_letters_are_written_and_in_linear_time() -> None:
    def written(lines: int) -> str:
        text = json.dumps(
            notebook({"cell_type": "markdown", "source": ["## What is a tree?\n", *["\u0250 b\n"] * lines]}), indent=1
        )
        return text.replace("\\u0250", "\\u0061")

    def seconds(lines: int) -> float:
        text = written(lines)
        began = time.process_time()
        assert notebooks.read(source(text, "trees.ipynb"))
        return time.process_time() - began

    (entry,) = read(source(written(3), "trees.ipynb")).entries
    assert entry.span.last > entry.span.first
    assert seconds(8000) < 10 * max(seconds(2000), 0.02)


def test_what_code_gave_out_is_left_out_and_told() -> None:
    (remark,) = read(source(json.dumps(notebook(*CELLS)), "trees.ipynb")).diagnostics

    assert str(remark) == "trees.ipynb:1: the outputs of 1 of its cells are left out [outputs-left-out]"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('{"cells": [', "no JSON: Expecting value: line 1 column 12 (char 11)"),
        ("[]", "it has no list of cells"),
        ('{"nbformat": 4, "cells": [{"source": 1}]}', "it has no list of cells"),
        ("[" * 100_000, "nested too deeply"),
        ("", "no JSON: Expecting value: line 1 column 1 (char 0)"),
    ],
    ids=["cut-off", "list", "cells", "deep", "empty"],
)
def test_a_broken_notebook_is_told_once(written: str, why: str) -> None:
    reading = read(source(written, "trees.ipynb"))

    assert [str(diagnostic) for diagnostic in reading.diagnostics] == [
        f"trees.ipynb:1: this notebook cannot be read ({why}); open it in Jupyter and save it again [not-read]"
    ]


def test_words_in_cells_of_other_kinds_are_told() -> None:
    raw = {"cell_type": "raw", "source": ["It is ", "a graph."]}
    written = json.dumps(notebook({"cell_type": "markdown", "source": "## What is a tree?"}, raw, CELLS[2]))

    (told,) = (each for each in read(source(written, "trees.ipynb")).diagnostics if each.code == "record-unreadable")

    assert told.message.startswith("1 of its cells, neither Markdown nor code, are left out")
