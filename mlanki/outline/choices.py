"""Multiple choice: the lettered lines and items that a question ends with or its answer begins with."""

from collections.abc import Iterator, Sequence

from mlanki.document import Blocks, Item, List
from mlanki.outline.joining import exact_blocks
from mlanki.outline.marks import CHOICE
from mlanki.outline.rows import Row, words_of
from mlanki.readers.pieces import Piece

FEWEST = 2


def closing_choices(above: Sequence[Row]) -> int:
    """Where the choices begin that these rows end with; the end where there are none."""
    begin = len(above)
    while begin and _is_choice(above[begin - 1]):
        begin -= 1
    return begin if _are_choices(above[begin:]) else len(above)


def opening_choices(answer: Sequence[Row]) -> int:
    """Where the choices end that these rows begin with; 0 where there are none."""
    end = 0
    while end < len(answer) and _is_choice(answer[end]):
        end += 1
    return end if _are_choices(answer[:end]) else 0


def choice_list(pieces: Sequence[Piece]) -> Blocks:
    """The choices of a question as one list."""
    blocks = [block for piece in pieces for block in exact_blocks((piece,))]
    items = [item for block in blocks for item in (block.items if isinstance(block, List) else (Item((block,)),))]
    return (List(tuple(items)),) if items else ()


def _is_choice(row: Row) -> bool:
    lines = list(_lines(row))
    return bool(lines) and all(CHOICE.match(line) for line in lines)


def _are_choices(rows: Sequence[Row]) -> bool:
    """Whether these are several choices, counted from A."""
    found = [CHOICE.match(line) for row in rows for line in _lines(row)]
    return len(found) >= FEWEST and found[0] is not None and found[0]["letter"] in "Aa"


def _lines(row: Row) -> Iterator[str]:
    """The words of a line, or those that each item of a list begins with."""
    if isinstance(row.piece.block, List):
        yield from (words_of(item[0]) if item else "" for item in row.piece.items)
    else:
        yield row.words
