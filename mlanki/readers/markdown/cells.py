"""The rows of tables that have more cells than the header, of which Markdown would drop what is too much."""

from collections.abc import Sequence

from markdown_it.token import Token

from mlanki import patterns as regex
from mlanki.prose.tex import match_delimited

PIPE = regex.compile(r"(?<!\\)\|")
CODE = regex.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
DOLLAR = regex.compile(r"(?<!\\)\$")
OPEN = regex.compile(r"[>\s]*\|?")
CLOSE = regex.compile(r"(?<!\\)\|\s*$")


def with_all_cells(text: str, tokens: Sequence[Token]) -> str:
    r"""`text`, where the pipes of its tables that part no cells are escaped: no row has more cells than its header.

    `tokens` are those of `text`. In a row that has too many cells the pipes of formulas and code are no borders
    (`$P(A|B)$`), then those that touch words on both sides (`P(A|B)`), then all behind the last column.
    """
    lines = text.split("\n")
    for at, token in enumerate(tokens):
        if token.type == "table_open" and token.map:
            columns = _columns(tokens, at)
            for line in range(token.map[0] + 1, min(token.map[1], len(lines))):  # below the header
                lines[line] = _with_cells(lines[line], columns)
    return "\n".join(lines)


def _columns(tokens: Sequence[Token], table: int) -> int:
    """How many cells the header of the table that opens at `table` has."""
    end = next(at for at in range(table, len(tokens)) if tokens[at].type == "thead_close")
    return sum(token.type == "th_open" for token in tokens[table:end])


def _with_cells(row: str, columns: int) -> str:
    begins, ends = OPEN.match(row), CLOSE.search(row)
    inner = slice(begins.end() if begins else 0, ends.start() if ends else len(row))
    every = [at.start() for at in PIPE.finditer(row, inner.start, inner.stop)]
    if len(every) < columns:
        return row
    outside = [at.start() for at in PIPE.finditer(_without_spans(row), inner.start, inner.stop)]
    loose = [at for at in outside if " " in row[at - 1 : at + 2]]
    # The fewest that are still enough.
    borders = next(likely for likely in (loose, outside, every) if len(likely) >= columns - 1)[: columns - 1]
    parts = {*every}.difference(borders)
    return "".join("\\|" if at in parts else sign for at, sign in enumerate(row))


def _without_spans(row: str) -> str:
    """The row with blanks in the place of code and of formulas that dollars mark."""
    row = CODE.sub(lambda code: " " * len(code[0]), row)
    end, parts = 0, []
    for at in DOLLAR.finditer(row):
        if at.start() >= end and (found := match_delimited(row, at.start(), len(row), escapes=True)):
            parts += [row[end : found.first], " " * (found.end - found.first)]
            end = found.end
    return "".join((*parts, row[end:]))
