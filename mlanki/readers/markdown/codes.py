"""Codes that a bank gives its questions: `### ML0023 Gradient Descent`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from mlanki.document import Heading, Inlines, Link, Paragraph, Strong, plain_text, trim
from mlanki.identity import prefix_of
from mlanki.prose.marks import CODE
from mlanki.readers.markdown.answers import is_answer
from mlanki.readers.markdown.pieces import Piece
from mlanki.readers.markdown.settling import settle_inlines
from mlanki.readers.markdown.words import first_line, without_start

ANSWERED_WITHIN = 4  # pieces


def with_codes(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, those that begin with a code with it apart from their words.

    `VGG16` may begin a heading, too: a code is one of a family, or the word `Answer` follows it.
    """
    found = {at: match for at, piece in enumerate(pieces) if (match := CODE.match(_title(piece)))}
    families = Counter(prefix_of(match["code"]) for match in found.values())
    for at, piece in enumerate(pieces):
        match = found.get(at)
        if match and (families[prefix_of(match["code"])] > 1 or _is_answered(pieces, at)):
            yield replace(piece, block=_without_code(piece, match.end()), code=match["code"])
        else:
            yield piece


def _is_answered(pieces: Sequence[Piece], at: int) -> bool:
    return any(map(is_answer, pieces[at + 1 : at + 1 + ANSWERED_WITHIN]))


def _title(piece: Piece) -> str:
    """The words of a heading, or of a line in bold; of other pieces nothing."""
    match piece.block:
        case Heading(inlines):
            return plain_text(settle_inlines(inlines))
        case Paragraph(inlines) if inlines and is_bold(first_line(trim(inlines))[0]):
            return plain_text(trim(inlines))
        case _:
            return ""


def is_bold(line: Inlines) -> bool:
    """Whether a line is bold as a whole; a sign or a link behind it does not count."""
    kept = settle_inlines(line)
    behind = "".join(plain_text((inline,)) for inline in kept[1:] if not isinstance(inline, Link))
    return bool(kept) and isinstance(kept[0], Strong) and not regex.search(r"[\p{L}\p{N}]", behind)


def _without_code(piece: Piece, length: int) -> Heading | Paragraph:
    block = piece.block
    assert isinstance(block, Heading | Paragraph)
    inlines = settle_inlines(block.inlines) if isinstance(block, Heading) else trim(block.inlines)
    return replace(block, inlines=without_start(inlines, length))
