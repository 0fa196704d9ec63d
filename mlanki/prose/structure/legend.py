"""Legends: the symbols of a formula, one a line, each with what it means."""

from mlanki import patterns as regex
from mlanki.document import Inlines
from mlanki.prose.structure.kinds import RowKind, Rows
from mlanki.prose.structure.shape import SYMBOL, cut

SYMBOLS = regex.compile(
    rf"""(?P<term> {SYMBOL} (?: \s* (?: , | and | or | / ) \s* {SYMBOL} )* (?: \s? : )? ) (?= \W ) (?! $ )""",
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


def legend(rows: Rows, at: int, *, bare: bool) -> list[tuple[Inlines, Inlines]]:
    """The symbols and their meanings in the rows from `at` on, one a row.

    `bare` also takes a word for a symbol, as long as something is said of it. A blank line may stand above the
    first symbol and between two that are formulas.
    """
    found: list[tuple[Inlines, Inlines]] = []
    for place in range(at, len(rows)):
        row = rows[place]
        if row.kind not in (RowKind.PROSE, RowKind.TERM, RowKind.TITLE, RowKind.LABEL):
            break
        words = bare and not (found and row.blank_above)
        match = SYMBOLS.match(row.text) or (BARE_SYMBOL.match(row.text) if words else None)
        term, meaning = cut(row.inlines, match.end("term")) if match else ((), ())
        if not meaning:
            break
        found.append((term, meaning))
    return found
