"""Plain text: every line a piece, as it stands."""

from mlanki.document import Paragraph, Text
from mlanki.prose.cleaning import clean
from mlanki.readers.pieces import Page, Piece
from mlanki.sources import Source


def recognises(source: Source) -> bool:  # noqa: ARG001 - every reader is asked alike
    """Whatever no other reader claims is text."""
    return True


def read(source: Source) -> tuple[Page, ...]:
    """The lines that are not blank."""
    lines, diagnostics = clean(source)
    pieces = []
    joined = False
    for line in lines:
        if line.text:
            pieces.append(Piece(Paragraph((Text(line.text),)), line.number, line.number, joined))
        joined = bool(line.text)
    return (Page(tuple(pieces), diagnostics=diagnostics),)
