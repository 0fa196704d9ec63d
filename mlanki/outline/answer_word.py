"""The word `Answer` (or `A.`, `View answer`) at the beginning of a piece: what is left of the piece without it."""

from dataclasses import replace

from mlanki import patterns as regex
from mlanki.document import Break, Heading, List, Paragraph, Quote, Text, make_item, plain_text, trim
from mlanki.outline.joining import join
from mlanki.outline.marks import ANSWER, SHORT_ANSWER, VIEW
from mlanki.outline.rows import words_of
from mlanki.outline.settling import settle_inlines
from mlanki.outline.trimming import without_start
from mlanki.readers.pieces import Fold, Piece

# Of the words that `VIEW` takes, those that call for a click; `Answer` alone is a label.
SHOWS = regex.compile(
    r"\W*(?:click|tap|press|show|hide|view|see|reveal|expand|open|read|toggle|check)\b", regex.IGNORECASE
)


def after_answer_word(piece: Piece, words: str | None = None, *, short: bool = False) -> tuple[Piece, ...] | None:
    """What is left of `piece` without the word `Answer` at its beginning; None where it has no such word.

    `words` are those of the piece if they are known already. `short` also takes `A.` for that word, as it is below
    `Q.`.
    """
    match piece.block:
        case Heading():
            return () if ANSWER.fullmatch(words_of(piece) if words is None else words) else None
        case Fold(opens=True, summary=summary):
            return () if VIEW.fullmatch(plain_text(summary)) else None
        case Paragraph(inlines):
            text = words_of(piece) if words is None else words
            found = ANSWER.match(text) or (SHORT_ANSWER.match(text) if short else None)
            if not found:
                return () if calls_for_click(text) else None
            rest = trim(without_start(settle_inlines(inlines), found.end()))
            end = inlines[-1:] if isinstance(inlines[-1], Break) else (Text("\n"),)
            return (replace(piece, block=Paragraph((*rest, *end)), joined=False, marker=""),) if rest else ()
        case List(items) if items and piece.items and piece.items[0]:
            rest_of_item = after_answer_word(piece.items[0][0], short=short)
            if rest_of_item is None:
                return None
            first = (*rest_of_item, *piece.items[0][1:])
            return first if len(items) == 1 else (_with_first(piece, first),)
        case Quote(blocks) if blocks:
            inner = [Piece(block, piece.first, piece.last) for block in blocks]
            rest_of_quote = after_answer_word(inner[0], short=short)
            return None if rest_of_quote is None else (*rest_of_quote, *inner[1:])
        case _:
            return None


def calls_for_click(words: str) -> bool:
    """Whether a line only says where to click for the answer."""
    return bool(SHOWS.match(words) and VIEW.fullmatch(words))


def _with_first(piece: Piece, first: tuple[Piece, ...]) -> Piece:
    """The list `piece` with other words in its first item."""
    assert isinstance(piece.block, List)
    made = (make_item(tuple(join(first))), *piece.block.items[1:])
    return replace(piece, block=replace(piece.block, items=made), items=(first, *piece.items[1:]))
