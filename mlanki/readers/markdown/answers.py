"""The word `Answer`, wherever a page puts it."""

from dataclasses import replace

import regex

from mlanki.document import Heading, List, Paragraph, plain_text, trim
from mlanki.prose.marks import ANSWER, FOLD
from mlanki.readers.markdown.pieces import Fold, Piece
from mlanki.readers.markdown.settling import settle_inlines
from mlanki.readers.markdown.words import without_start


def answer_mark(piece: Piece) -> Piece | None:
    """What is left of `piece` without the word `Answer` at its beginning; None where it has no such word."""
    match piece.block:
        case Heading(inlines) if is_answer_heading(plain_text(settle_inlines(inlines))):
            return replace(piece, block=Paragraph(()))
        case Fold(opens=True, summary=summary) if FOLD.fullmatch(plain_text(summary)):
            return replace(piece, block=Paragraph(()))
        case Paragraph(inlines):
            inlines = trim(inlines)
            found = ANSWER.match(plain_text(inlines))
            # A sentence may begin with the word; a mark ends in a colon, or stands alone or in bold.
            if found and (regex.search(r"[:.)–—-]\s*$", found[0]) or found.end() == len(plain_text(inlines))):
                return replace(piece, block=Paragraph(without_start(inlines, found.end())))
            return None
        case List(items) if items and piece.items and piece.items[0]:
            inner = answer_mark(piece.items[0][0])
            if inner is None:
                return None
            return replace(piece, items=((inner, *piece.items[0][1:]), *piece.items[1:]))
        case _:
            return None


def is_answer(piece: Piece) -> bool:
    """Whether `piece` begins with the word `Answer`."""
    return answer_mark(piece) is not None


def is_answer_heading(text: str) -> bool:
    """Whether a heading is only the word `Answer`."""
    return ANSWER.fullmatch(text) is not None
