"""The short way through markdown-it comes to the tokens that its rules come to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mlanki.markup import add_short_ways

PIECES = (
    *(
        "A word",
        "a  ",
        " b",
        "\n",
        "\n\n",
        "  \n",
        "\\\n",
        "    code",
        "\t",
        "> ",
        "- ",
        "1. ",
        "2020 was",
        "1",
        "(a)",
        "é",
    ),
    *(
        "===",
        "---",
        "|",
        "a | b",
        "|---|",
        ":--",
        ":",
        ":::note",
        "*it*",
        "**b**",
        "***",
        "_u_",
        "__",
        "`c`",
        "```",
        "$5",
    ),
    *(
        "$$",
        "\\[",
        "\\(x",
        "# h",
        "#tag",
        "[r]: x",
        "[a](b)",
        "![i](s)",
        "<b>",
        "&lt;",
        "&",
        "~",
        "\u00a0",
        "=",
        "x\ty",
    ),
)


def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table").disable("html_block")


LONG, SHORT = parser(), add_short_ways(parser())


def tokens(way: MarkdownIt, text: str) -> list[Any]:
    return [token.as_dict() for token in way.parse(text)]


@pytest.mark.parametrize(
    "text",
    [
        "One line\nand  \nanother   \n  that goes on",
        "A title\n===\n\nwords\n---",
        "a | b\n---|---\nc | d",
        "- an item\n  of two lines\nand a lazy one\n\n  below it\n      far in",
        "> quoted\nand lazy\n\nnot quoted",
        "words\n    far in\n\n    code",
        "2020 was\n2. two\n1. one",
        "words\n:::\n:-:\n**bold**\n** no\n* item",
    ],
)
def test_a_text_is_read_as_by_the_rules(text: str) -> None:
    assert tokens(SHORT, text) == tokens(LONG, text)


@given(st.lists(st.sampled_from(PIECES), max_size=24).map("".join))
def test_so_is_any_other(text: str) -> None:
    assert tokens(SHORT, text) == tokens(LONG, text)
