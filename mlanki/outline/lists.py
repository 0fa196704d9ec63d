"""Lists of questions, opened so that each of their items stands on the page by itself."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlanki.document import Heading, Link, List, Paragraph, paragraphs, plain_text
from mlanki.outline.furniture import ANSWER_KEY
from mlanki.outline.marks import CHOICE, read_mark
from mlanki.outline.rows import Row, read_rows
from mlanki.readers.pieces import Fold, Piece, opened

MOST = 0.6  # of the items ask: then it is a list of questions; of the items lead elsewhere: then one of contents
SEVERAL = 2  # questions below a name
LOWEST = 6  # level of a heading
FEWEST = 4  # items, of which every other one asks
SHORT_COUNT = 2  # a count that has come further is over where another list begins with 1


def open_lists(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the items of every list of questions in its place; a table of contents is left out."""
    expected = 0  # the number that a list has to begin with to count on
    in_key = False
    asking = _asking_headings(pieces)
    asked: list[int] = []  # the levels of the headings above that ask
    for piece in pieces:
        if isinstance(piece.block, Heading):
            in_key = bool(ANSWER_KEY.fullmatch(plain_text(piece.block.inlines)))
            asked = [level for level in asked if level < piece.block.level]
            asked += [piece.block.level] if id(piece) in asking else []
        if not isinstance(piece.block, List):
            yield piece
            continue
        if is_contents(piece):
            continue
        if named := [*_named_lists(piece)]:
            yield from open_lists(named)
            continue
        rows = [read_rows(item[:1])[0] if item else None for item in piece.items]
        if asked and not any("question-mark" in row.asking for row in rows if row):
            yield piece  # steps of an answer are orders, too
            continue
        for start, part, firsts in _split_where_asked(piece, rows):
            if in_key or _is_asking(part, firsts, start, expected):
                yield from open_lists(tuple(opened(part)))
                expected = (start or 0) + len(part.items)
            else:
                yield part


def _asking_headings(pieces: Sequence[Piece]) -> set[int]:
    """The headings that ask, by their ids, of each level on which several do."""
    headings = [(piece.block.level, id(piece)) for piece in pieces if isinstance(piece.block, Heading) and _asks(piece)]
    levels = Counter(level for level, _ in headings)
    return {heading for level, heading in headings if levels[level] >= SEVERAL}


def _asks(piece: Piece) -> bool:
    return read_rows((piece,))[0].asks


def _split_where_asked(
    piece: Piece, rows: Sequence[Row | None]
) -> Iterator[tuple[int | None, Piece, Sequence[Row | None]]]:
    """A numbered list in two where a question follows items that ask nothing: it counts on from above the list.

    Before each part stands its first number, None without any, and behind it the first rows of its items: of `rows`.
    """
    assert isinstance(piece.block, List)
    start = piece.block.start
    at = next((at for at, row in enumerate(rows) if row and row.asks), 0) if start is not None else 0
    if start is None or not at:
        yield start, piece, rows
        return
    for part, begin in ((slice(None, at), start), (slice(at, None), start + at)):
        items = piece.items[part]
        block = replace(piece.block, items=piece.block.items[part], start=begin)
        first = next((each.first for item in items for each in item), piece.first)
        last = next((each.last for item in reversed(items) for each in reversed(item)), piece.last)
        yield begin, replace(piece, block=block, items=items, first=first, last=last), rows[part]


def _is_asking(piece: Piece, firsts: Sequence[Row | None], start: int | None, expected: int) -> bool:
    """Whether a list is one of questions: most of its items ask, or every other one, or it counts on from one."""
    rows = [row for row in firsts if row]
    choice = CHOICE.match(rows[0].text) if rows else None
    if not rows or (choice and choice["letter"] in "Aa"):
        return False
    asking = [row.asks or (start is not None and bool({"mild-imperative", "task"} & {*row.asking})) for row in rows]
    restarts = start == 1 and expected > SHORT_COUNT and len(rows) > 1
    in_turn = len(rows) >= FEWEST and all(asking[::2]) and not any(asking[1::2])
    return (
        _is_labelled(piece, rows)
        or any(isinstance(part.block, Fold) and part.block.summary for item in piece.items for part in item[1:2])
        or (start is not None and start == expected > 1)
        or in_turn
        or all(row.mark.style in ("1", "i") and row.mark.length for row in rows)
        or all(item and isinstance(item[0].block, Heading) for item in piece.items)
        or (sum(asking) >= MOST * len(rows) and not restarts)
    )


def _named_lists(piece: Piece) -> Iterator[Piece]:
    """The lists of questions that a list holds, each below its name as a heading; none if it holds anything else."""
    for item in piece.items:
        if not (len(item) == 2 and isinstance(item[0].block, Paragraph) and isinstance(item[1].block, List)):
            return
        name, *rows = read_rows((item[0], *(inner[0] for inner in item[1].items if inner)))
        if name.sounds or sum(row.asks for row in rows) < max(SEVERAL, MOST * len(rows)):
            return
    for first, questions in piece.items:
        assert isinstance(first.block, Paragraph)
        yield replace(first, block=Heading(first.block.inlines, LOWEST))
        yield questions


def _is_labelled(piece: Piece, rows: Sequence[Row]) -> bool:
    """Whether a label like `Q:` stands at the beginning of an item, or anywhere in a list."""
    assert isinstance(piece.block, List)
    return any(row.mark.style == "q" for row in rows) or any(
        read_mark(plain_text(paragraph.inlines)).style == "q" for paragraph in paragraphs((piece.block,))
    )


def is_contents(piece: Piece) -> bool:
    """Whether a list only leads to other places of its page."""
    if not isinstance(piece.block, List):
        return False
    leading = [_leads_within(paragraph) for paragraph in paragraphs((piece.block,))]
    return bool(leading) and sum(leading) >= MOST * len(leading)


def _leads_within(paragraph: Paragraph) -> bool:
    links = [inline for inline in paragraph.inlines if isinstance(inline, Link)]
    if not any(not link.target or "#" in link.target for link in links):
        return False
    others = plain_text(tuple(inline for inline in paragraph.inlines if not isinstance(inline, Link)))
    return sum(map(str.isalpha, others)) < 3
