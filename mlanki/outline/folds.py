"""Where what a click unfolds ends."""

from collections.abc import Sequence

from mlanki.outline.rows import Row
from mlanki.readers.pieces import Fold

DEEPEST_FOLD = 20  # more that stand open were never closed


def fold_ends(rows: Sequence[Row], at: int) -> int:
    """Where the fold that opens at the row `at` ends; at the next row where nothing says so."""
    depth = 0
    for place in range(at, len(rows)):
        block = rows[place].piece.block
        if isinstance(block, Fold):
            depth += 1 if block.opens else -1
            if depth == 0:
                return place
            if depth > DEEPEST_FOLD:
                break
    return at + 1
