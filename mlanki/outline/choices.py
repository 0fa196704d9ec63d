"""Multiple choice: the lettered, ticked or numbered lines and items between a question and its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlanki.document import Blocks, Item, List, Paragraph, make_item
from mlanki.identity import WORD, folded
from mlanki.outline.joining import exact_blocks, join
from mlanki.outline.marks import ANSWER, BULLET, CHOICE, TICK_BOX, read_mark
from mlanki.outline.rows import Row, words_of
from mlanki.outline.settling import settle_inlines
from mlanki.outline.trimming import without_start
from mlanki.readers.pieces import Piece

FEWEST = 2
WRAPPED = 3  # lines over which a question may go on above its choices


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


def keyed_choices(own: Sequence[Row]) -> range:
    """Which of these rows are choices below their question, right above the word `Answer`; empty where none are.

    Numbered lines are if the answer is one of them: else they are steps, or parts of an answer.
    """
    for begin in range(min(WRAPPED, len(own))):
        end = begin
        while end < len(own) and _is_choice(own[end]):
            end += 1
        if _are_choices(own[begin:end]) and end < len(own) and ANSWER.match(own[end].words):
            return range(begin, end)
        end = begin
        while end < len(own) and own[end].mark.number == end - begin + 1:
            end += 1
        found = ANSWER.match(own[end].words) if end < len(own) else None
        said = WORD.findall(folded(own[end].words[found.end() :])) if found else []
        choices = [WORD.findall(folded(row.said)) for row in own[begin:end]]
        if len(choices) >= FEWEST and said in choices:
            return range(begin, end)
    return range(0)


def untick(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The choices without their boxes, and those that are ticked, for the answer; as they are where none is."""
    choices: list[Piece] = []
    ticked: list[Piece] = []
    for piece in pieces:
        if not isinstance(piece.block, List):
            choices.append(_unboxed(piece))
            ticked += choices[-1:] if _is_ticked(piece) else ()
            continue
        items = [(_unboxed(item[0]), *item[1:]) if item else item for item in piece.items]
        made = tuple(make_item(tuple(join(item))) for item in items)
        choices.append(replace(piece, block=replace(piece.block, items=made), items=tuple(items)))
        for item, old in zip(items, piece.items, strict=True):
            ticked += item if old and _is_ticked(old[0]) else ()
    return (tuple(choices), tuple(ticked)) if ticked else (tuple(pieces), ())


def _is_ticked(piece: Piece) -> bool:
    found = TICK_BOX.match(words_of(piece))
    return found is not None and found["tick"] is not None


def _unboxed(piece: Piece) -> Piece:
    found = TICK_BOX.match(words_of(piece))
    return _without_start(piece, found.end()) if found else piece


def _without_start(piece: Piece, length: int) -> Piece:
    """A line without its first characters."""
    assert isinstance(piece.block, Paragraph)
    return replace(piece, block=Paragraph(without_start(settle_inlines(piece.block.inlines), length)))


def _without_bullet(piece: Piece) -> Piece:
    """A choice without the bullet that stands before its letter: it becomes an item of a list."""
    found = None if isinstance(piece.block, List) else BULLET.match(words_of(piece))
    return _without_start(piece, found.end()) if found else piece


def choice_list(pieces: Sequence[Piece]) -> Blocks:
    """The choices of a question as one list, numbered where they are."""
    pieces = [_without_bullet(piece) for piece in pieces]
    numbers = [read_mark(words_of(piece)) for piece in pieces]
    start = numbers[0].number if numbers and all(number.style == "1" for number in numbers) else None
    if start is not None:
        pieces = [_without_start(piece, number.length) for piece, number in zip(pieces, numbers, strict=True)]
    blocks = [block for piece in pieces for block in exact_blocks((piece,))]
    items = [item for block in blocks for item in (block.items if isinstance(block, List) else (Item((block,)),))]
    return (List(tuple(items), start),) if items else ()


def _is_choice(row: Row) -> bool:
    is_empty = isinstance(row.piece.block, List) and not row.piece.items
    return not is_empty and any(all(form.match(line) for line in _lines(row)) for form in (CHOICE, TICK_BOX))


def _are_choices(rows: Sequence[Row]) -> bool:
    """Whether these are several choices, counted from A or with a box each of which one is ticked."""
    lines = [line for row in rows for line in _lines(row)]
    letter = CHOICE.match(lines[0]) if len(lines) >= FEWEST else None
    boxes = [TICK_BOX.match(line) for line in lines]
    ticked = len(lines) >= FEWEST and all(boxes) and any(box["tick"] for box in boxes if box)
    return ticked or (letter is not None and letter["letter"] in "Aa")


def _lines(row: Row) -> Iterator[str]:
    """The words of a line, or those that each item of a list begins with."""
    if isinstance(row.piece.block, List):
        yield from (words_of(item[0]) if item else "" for item in row.piece.items)
    else:
        yield row.words
