"""How much room words take up on a phone, measured at 390 px in the size that the cards are set in there."""

import math

from mlanki.document import (
    Block,
    Blocks,
    CodeBlock,
    Heading,
    Inlines,
    Item,
    List,
    Math,
    Paragraph,
    Quote,
    Table,
    plain_text,
)

LINE = 38  # characters
SCREEN = 28  # lines


def lines_of(blocks: Blocks) -> float:
    """About how many lines `blocks` take up on a phone."""
    return sum(map(_lines, blocks))


def _lines(block: Block | Item) -> float:
    match block:
        case Paragraph(inlines):
            return _run(inlines) + 0.5
        case Heading(inlines):
            return _run(inlines) + 1.5
        case List(items):
            return sum(map(_lines, items))
        case Item(blocks, term):
            first, *others = (*blocks, Paragraph(()))
            beside = (*term, *first.inlines) if isinstance(first, Paragraph) else term
            return _run(beside, LINE - 4) + 0.3 + lines_of(tuple(others[:-1]))
        case CodeBlock(text):
            return text.count("\n") + 2.5
        case Table(_, rows):
            return 2.0 * (len(rows) + 1)
        case Quote(inner):
            return lines_of(inner)
        case _:
            return 0.0


def _run(inlines: Inlines, width: int = LINE) -> float:
    displayed = sum(isinstance(inline, Math) and inline.display for inline in inlines)
    words = tuple(inline for inline in inlines if not (isinstance(inline, Math) and inline.display))
    return math.ceil(len(plain_text(words)) / width) + 3.0 * displayed
