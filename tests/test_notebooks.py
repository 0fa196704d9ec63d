"""Jupyter notebooks: what is written in them, in order."""

import json
from base64 import b64encode
from typing import Any

import pytest

from mlanki.markup import to_markdown
from mlanki.outline import read
from tests.pages import PIXEL, source

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
