"""The rows of an answer, and which of them stand apart from the one above."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mlanki import patterns as regex
from mlanki.document import Block, Math
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.aligned_cells import set_tables
from mlanki.prose.structure.kinds import AnswerRow, RowKind, Rows, as_term, classify

# What begins small goes on with what is above, and so does a legend.
FRESH = regex.compile(r"(?!(?i:where)\b)[\p{Lu}\p{N}“\"(]")


def rows_of(parts: Sequence[RichLine | Block], *, blank_lines: bool) -> Rows:
    """The rows of an answer; `blank_lines` tells that these stand between its paragraphs.

    Where they do not, every line is a block, but for displayed formulas and the rest of their sentence.
    """
    rows: list[AnswerRow] = []
    blank = False
    for row in _count(list(_rows(set_tables(parts)))):
        if row is None:
            blank = True
            continue
        apart = blank
        if not blank_lines:
            above = rows[-1].kind if rows else None
            glued = row.kind in (RowKind.PROSE, RowKind.TITLE, RowKind.WHERE) and not FRESH.match(row.text)
            apart = row.kind is not RowKind.DISPLAY and not (glued and above in (RowKind.DISPLAY, RowKind.READY))
        rows.append(row._replace(apart=apart, blank_above=blank))
        blank = False
    return rows


def _rows(parts: Sequence[RichLine | Block]) -> Iterator[AnswerRow | None]:
    """What every line looks like, None where it is blank; a displayed formula has a row of its own."""
    for part in parts:
        if not isinstance(part, RichLine):
            yield AnswerRow(RowKind.READY, (), "", RowKind.READY, (), block=part)
            continue
        for displayed, run in groupby(part.inlines, key=lambda inline: isinstance(inline, Math) and inline.display):
            for piece in ([inline] for inline in run) if displayed else (run,):
                row = classify(tuple(piece))
                yield row if row.inlines else None
        if not part.inlines:
            yield None


def _count(rows: Sequence[AnswerRow | None]) -> Iterator[AnswerRow | None]:
    """`rows` with only those numbers that count something: from the start, or on from a neighbour.

    The items of an enumeration have terms as their neighbours have: `2. Remember: save it`.
    """
    numbered = [row for row in rows if row and row.number is not None]
    seen = {(row.style, row.number) for row in numbered}
    termed = {(row.style, row.number) for row in numbered if row.beside is RowKind.TERM}
    for row in rows:
        if row is None or row.number is None:
            yield row
            continue
        beside = {(row.style, row.number - 1), (row.style, row.number + 1)}
        if row.number > 1 and not beside & seen:
            yield classify(row.inlines, signs=False)
        else:
            yield as_term(row) if beside & termed else row
