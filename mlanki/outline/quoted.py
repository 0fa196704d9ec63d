"""Questions that a page sets as quotations, each above its answer, opened into lines."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlanki.document import Paragraph, Quote, Strong, plain_text
from mlanki.outline.marks import without_mark
from mlanki.outline.row_parts import ask
from mlanki.readers.pieces import Piece

SEVERAL = 2
MOST = 0.6  # of the quotations ask


def open_quotes(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces; where most quotations ask, each of one paragraph that does as a line in bold."""
    quoted = {at: piece.block.blocks for at, piece in enumerate(pieces) if isinstance(piece.block, Quote)}
    alone = {at: blocks[0] for at, blocks in quoted.items() if len(blocks) == 1}
    asking = {
        at: block.inlines
        for at, block in alone.items()
        if isinstance(block, Paragraph) and ask(without_mark(plain_text(block.inlines)))
    }
    is_habit = len(asking) >= max(SEVERAL, MOST * len(quoted))
    for at, piece in enumerate(pieces):
        yield replace(piece, block=Paragraph((Strong(asking[at]),))) if is_habit and at in asking else piece
