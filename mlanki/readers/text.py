"""Plain text: every line a piece, as it stands."""

from mlanki.document import Paragraph, Text
from mlanki.prose.cleaning import clean, damage
from mlanki.readers.pieces import Page, Piece
from mlanki.sources import Source


def recognises(source: Source) -> bool:  # noqa: ARG001 - every reader is asked alike
    """Whatever no other reader claims is text."""
    return True


def read(source: Source) -> tuple[Page, ...]:
    """The lines that are not blank."""
    pieces = []
    joined = False
    for line in source.lines:
        if text := clean(line.text).rstrip():
            pieces.append(Piece(Paragraph((Text(text),)), line.number, line.number, joined))
        joined = bool(text)
    return (Page(tuple(pieces), diagnostics=damage(source)),)
