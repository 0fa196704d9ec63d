r"""Delimiters of TeX: one grammar behind three doors, which all let the same formulas through."""

import time
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from mlanki.document import Heading, Inline, Inlines, Line, Math, Paragraph
from mlanki.markup import from_markdown, read_blocks, to_markdown
from mlanki.prose.formulas import find_delimited
from mlanki.readers.markdown.dialect import parse
from mlanki.readers.web.blocks import BlockReader
from mlanki.readers.web.formulas import read_formulas
from tests.pages import source

ONE = False
DISPLAY = True

FOUND: list[tuple[str, list[tuple[str, bool]]]] = [
    ("the rate $x$ is", [("x", ONE)]),
    ("the pair $x$, $y$.", [("x", ONE), ("y", ONE)]),
    ("words $Inner, Left, Right$ are", [("Inner, Left, Right", ONE)]),
    ("a tuple $(Cat, Dog, Bird)$ is", [("(Cat, Dog, Bird)", ONE)]),
    ("the odds $P(A and B)$ of", [("P(A and B)", ONE)]),
    ("the odds $P(A|B)$ and $P(B|A)$", [("P(A|B)", ONE), ("P(B|A)", ONE)]),
    ("a half-open $[0, 1)$ holds", [("[0, 1)", ONE)]),
    ("with $x > 0 and y > 0$ only", [("x > 0 and y > 0", ONE)]),
    ("blanks $ x_1 $ inside", [("x_1", ONE)]),
    ("the $n$th item, the $q_i$-th", [("n", ONE), ("q_i", ONE)]),
    ("其中$x$是变量", [("x", ONE)]),
    ("costs $5, where $x_1$ is", [("x_1", ONE)]),
    (r"costs \$5 for $k$ days", [("k", ONE)]),
    (r"so $a \$ b$ is", [(r"a \$ b", ONE)]),
    ("in GitHub's $`a$b`$ form", [("a$b", ONE)]),
    ("as $latex e^x$ on blogs", [("e^x", ONE)]),
    ("as [latex]e^x[/latex] in a plugin", [("e^x", ONE)]),
    ("a display $$x = 1$$ here", [("x = 1", DISPLAY)]),
    ("a display $$ x = 1 $$ here", [("x = 1", DISPLAY)]),
    (r"so \(p_1\) is", [("p_1", ONE)]),
    (r"so \( p \) is", [("p", ONE)]),
    (r"so \(P(A)\) is", [("P(A)", ONE)]),
    (r"then \[a_1 = b\] holds", [("a_1 = b", DISPLAY)]),
    (r"rows \[a &= 1 \\[2pt] b &= 2\] here", [(r"a &= 1 \\[2pt] b &= 2", DISPLAY)]),
    (r"a lone \( and \(p_1\)", [("p_1", ONE)]),
    (r"so \begin{align}a &= b\end{align} is", [(r"\begin{align}a &= b\end{align}", DISPLAY)]),
    (r"so \begin{gather*}a\\b\end{gather*} is", [(r"\begin{gather*}a\\b\end{gather*}", DISPLAY)]),
    ("It costs $5 and $10.", []),
    ("It costs $3, not $4.", []),
    ("Between $2 and 3$ a day.", []),
    ("Worth $5 million$ today.", []),
    ("From $5-$10, or US$3.", []),
    ("It is $100M ($1B)$ now.", []),
    ("Pay 3 $ or 4 $ a day.", []),
    ("Set $HOME and $PATH.", []),
    ("Set $HOME/$USER or ${PATH}:$PWD.", []),
    ("Places of $$ and $$$ differ.", []),
    (r"Pay \$5 or \$6.", []),
    ("A lone $ stays.", []),
    (r"A lone \( stays, and so does \].", []),
    (r"A lone \begin{align} stays.", []),
    ("Nothing in $$ $$ or $ $ either.", []),
    (r"\begin{cases}a\end{cases} needs delimiters.", []),
]


def formulas(inlines: tuple[Inline, ...]) -> Iterator[tuple[str, bool]]:
    yield from ((inline.tex, inline.display) for inline in inlines if isinstance(inline, Math))


def inlines_of(block: object) -> Inlines:
    assert isinstance(block, Paragraph | Heading)
    return block.inlines


def in_text(text: str) -> list[tuple[str, bool]]:
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"), 1)]
    return [formula for line in find_delimited(lines).lines for formula in formulas(line.inlines)]


def in_html(text: str) -> list[tuple[str, bool]]:
    soup = BeautifulSoup(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>", "lxml")
    read_formulas(soup)
    content = BlockReader(source("", "page.html"), soup)
    return [formula for piece in content.read(soup) for formula in formulas(inlines_of(piece.block))]


def in_markdown(text: str) -> list[tuple[str, bool]]:
    return [formula for block in read_blocks(parse(text)) for formula in formulas(inlines_of(block))]


DOORS = pytest.mark.parametrize("door", [in_text, in_html, in_markdown])


@DOORS
@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_every_door_finds_the_same_formulas(door, text, expected):
    assert door(text) == expected


@DOORS
@pytest.mark.parametrize("text", ["Run `echo $x$ y` now.", r"Match `\(a\)` and `\[b_1\]`."])
def test_code_is_left_alone(door, text):
    assert door(text) == []


@DOORS
@pytest.mark.parametrize(
    ("text", "tex"),
    [("$$\na = b\n$$", "a = b"), ("\\[\na % so\n= b\n\\]", "a = b"), ("\\[a\n= b\\]", "a = b"), ("$a\n= b$", "a = b")],
)
def test_a_formula_of_several_lines_is_one_line_of_tex(door, text, tex):
    assert door(text) == [(tex, not text.startswith("$a"))]


def test_backslashes_are_escapes_in_markdown_and_only_there():
    assert in_markdown(r"so \\(x\\) and \\[y\\]") == [("x", ONE), ("y", DISPLAY)]
    assert in_markdown(r"see \[1\] and \(the appendix\)") == []
    assert in_text(r"so \\(x\\)") == in_html(r"so \\(x\\)") == []
    assert in_text(r"see \[n\]") == in_html(r"see \[n\]") == [("n", DISPLAY)]


def test_a_display_that_never_closes_ends_before_the_next_heading():
    assert in_markdown("$$\na\n\n## b\n\n$$\nc\n$$") == [("c", DISPLAY)]


@pytest.mark.parametrize(
    "text",
    ["$$\na\n\n    Answer\n\nb\n$$", "$$`\\text{R} = x$$", "$$``a`` $ b$$", "so $`a$`$ is", "\\[\n`a\n\nb`\n\\]"],
)
def test_a_formula_with_blank_lines_or_backticks_reads_back_as_it_was(text):
    blocks = read_blocks(parse(text))

    assert from_markdown(to_markdown(blocks)) == blocks


@DOORS
@pytest.mark.parametrize(
    "unit", ["\\[", "\\[\n", "\\\\[\n", "\\(", "$", "$ ", "$a", "$$ ", "$`a ", "\\begin{align}", "[latex]", "$latex a"]
)
def test_openings_that_nothing_closes_cost_as_much_as_other_text(door, unit):
    begun = time.process_time()
    door(unit * 2_000)

    assert time.process_time() - begun < 1
