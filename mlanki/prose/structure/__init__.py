"""Lines of an answer → blocks: enumerations, headings, definition lists, tables, paragraphs.

The pages were written in an editor and flattened by a scraper: numbers and colons survived, weight and indentation
did not, blank lines on some. `kinds` says what one line looks like, `answer_rows` how it stands below the
one above, `open_items` which items it is in; the `tree` follows.
"""

from collections.abc import Sequence
from itertools import groupby

from mlanki.document import Block, Blocks
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.answer_rows import rows_of
from mlanki.prose.structure.open_items import nest
from mlanki.prose.structure.shape import flow

__all__ = ["paragraphs", "structure"]


def structure(parts: Sequence[RichLine | Block], *, blank_lines: bool) -> Blocks:
    """The blocks of an answer; `blank_lines` tells that these separate its paragraphs, else every line is a block.

    Every word and formula of `parts` is there, in its place; numbers and bullets that open an item are not words
    but the shape of a list.
    """
    return nest(rows_of(parts, blank_lines=blank_lines), blank_lines=blank_lines)


def paragraphs(lines: Sequence[RichLine]) -> Blocks:
    """The blocks of a question: a paragraph for every run of lines between blank ones, and nothing more."""
    runs = groupby(lines, key=lambda line: bool(line.inlines))
    return tuple(block for written, run in runs if written for block in flow(line.inlines for line in run))
