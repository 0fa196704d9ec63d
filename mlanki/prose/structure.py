"""Lines of plain text → blocks."""

from collections.abc import Sequence
from itertools import groupby

from mlanki.document import Blocks, Break, Inline, Line, Paragraph, Text


def to_blocks(lines: Sequence[Line]) -> Blocks:
    """One paragraph for every run of lines between blank ones; a `Break` keeps its lines apart."""
    blocks = []
    for written, run in groupby(lines, key=lambda line: bool(line.text.strip())):
        if written:
            inlines: list[Inline] = []
            for line in run:
                inlines += [Break(), Text(" ".join(line.text.split()))]
            blocks.append(Paragraph(tuple(inlines[1:])))
    return tuple(blocks)
