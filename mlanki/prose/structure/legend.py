"""Legends: the symbols of a formula, one a line, each with what it means."""

from collections.abc import Sequence

import regex

from mlanki.document import Inlines, Item, List, Math, Paragraph
from mlanki.prose.structure.kinds import Kind, Label, Prose, Term, Title, next_written
from mlanki.prose.structure.shape import OBJECT, cut, shape

Rows = Sequence[Kind]

SYMBOLS = regex.compile(
    rf"""(?P<term> {OBJECT} (?: \s* (?: , | and | or | / ) \s* {OBJECT} )* (?: \s? : )? ) (?= \W ) (?! $ )""",
    regex.VERBOSE,
)
BARE_SYMBOL = regex.compile(
    r"""(?! (?: it | this | that | these | there | the | here ) \b )
        (?P<term> \p{L} [^\s:=,]{0,15}
            (?: \s? :                                               # TP: true positives
              | (?= \s+ [=–—-] \s )                                 # p = the number of features
              | (?= \s+ (?: is | are | was | denote | represent | \p{Ll}{3,}s ) \b ) ) )
        (?= \s )""",
    regex.VERBOSE | regex.IGNORECASE,
)


def symbol(inlines: Inlines, *, bare: bool = False) -> tuple[Inlines, Inlines] | None:
    """A line of a legend in two, symbol and meaning; None if it does not begin with a formula.

    `bare` also takes a word for a symbol, as long as something is said of it.
    """
    text = shape(inlines)
    if not inlines or (isinstance(inlines[0], Math) and inlines[0].display):
        return None
    found = SYMBOLS.match(text) or (BARE_SYMBOL.match(text) if bare else None)
    if not found:
        return None
    term, meaning = cut(inlines, found.end("term"))
    return (term, meaning) if meaning else None


def legend(rows: Rows, at: int, *, bare: bool = True) -> tuple[List, int]:
    """Symbols and their meanings, one a line."""
    end = legend_ends(rows, at, bare=bare)
    items = []
    for row in rows[at:end]:
        if found := symbol(row.inlines, bare=bare):
            term, meaning = found
            items.append(Item((Paragraph(meaning),), term=term))
    return List(tuple(items)), end


def legend_ends(rows: Rows, at: int, *, bare: bool = True) -> int:
    """Where the legend ends that begins at `at`; `at` where there is none.

    A blank line may stand above the first symbol and between two that are formulas.
    """
    end = at
    while (place := next_written(rows, end)) < len(rows):
        row = rows[place]
        over_blank = place > end > at
        if not isinstance(row, Prose | Term | Title | Label) or not symbol(row.inlines, bare=bare and not over_blank):
            break
        end = place + 1
    return end
