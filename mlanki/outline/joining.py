"""Pieces → blocks: the lines of a paragraph in one again, folds open, headings counted from the highest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from mlanki.document import Block, Blocks, Heading, Inline, Line, Paragraph, Strong, plain_text
from mlanki.outline.marks import VIEW
from mlanki.outline.settling import settle
from mlanki.outline.typed import typed_blocks
from mlanki.readers.pieces import Fold, Piece


def join(pieces: Sequence[Piece]) -> Iterator[Block]:
    """The pieces as blocks; the summary of a fold that says something is a paragraph in bold."""
    above: Piece | None = None
    run: list[Inline] = []  # of the paragraph that is open
    for piece in pieces:
        block = piece.block
        if isinstance(block, Fold):
            if not block.opens or VIEW.fullmatch(plain_text(block.summary)):
                continue
            block = Paragraph((Strong(block.summary),))
        goes_on = piece.joined and above is not None and above.first <= piece.first
        if run and not (goes_on and isinstance(block, Paragraph)):
            yield Paragraph(tuple(run))
            run = []
        if isinstance(block, Paragraph):
            run += block.inlines
        else:
            yield block
        above = piece
    if run:
        yield Paragraph(tuple(run))


def exact_blocks(pieces: Sequence[Piece]) -> Blocks:
    """The blocks of pieces that came from markup; the highest heading is of level 1."""
    blocks: list[Block] = []
    for is_line, run in groupby(pieces, key=lambda piece: isinstance(piece.block, Paragraph)):
        within = tuple(run)
        typed = typed_blocks(within) if is_line else None
        blocks += settle(tuple(join(within))) if typed is None else typed
    above = min((block.level for block in blocks if isinstance(block, Heading)), default=1) - 1
    return tuple(replace(block, level=block.level - above) if isinstance(block, Heading) else block for block in blocks)


def lines_of(pieces: Sequence[Piece]) -> tuple[Line, ...]:
    """The pieces of a text as its lines again, with a blank line above each paragraph."""
    lines: list[Line] = []
    for above, piece in pairwise((None, *pieces)):
        assert piece is not None
        if above is not None and not piece.joined:
            lines.append(Line(piece.first - 1, ""))
        assert isinstance(piece.block, Paragraph)
        lines.append(Line(piece.first, plain_text(piece.block.inlines)))
    return tuple(lines)
