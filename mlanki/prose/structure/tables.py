"""Tables that a text dump has left without lines."""

from collections.abc import Sequence

from mlanki.document import Block
from mlanki.prose.lines import RichLine


def set_tables(parts: Sequence[RichLine | Block]) -> Sequence[RichLine | Block]:
    """`parts` with a table in the place of the lines that were its rows."""
    return parts
