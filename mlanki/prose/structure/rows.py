"""The rows of a guide's answer, and which of them are headings.

A guide has no blank lines, every line is a block of its own, and the lists left no trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from mlanki.document import CodeBlock, Inline, Inlines, Math
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.coded import agree, doubt_numbers
from mlanki.prose.structure.kinds import (
    Blank,
    Kind,
    Label,
    Numbered,
    Prose,
    Term,
    Title,
    classify,
    is_cased,
    is_title,
    words_of,
)
from mlanki.prose.structure.shape import shape


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code."""

    block: CodeBlock
    inlines: Inlines = ()


Row = Kind | Code
Rows = Sequence[Row]

# Sections that every answer may have: a heading even where a colon makes it look like an item.
COMMON_SECTION = regex.compile(
    r"(?:summary|conclusions?|examples?|overview|introduction|key (?:takeaways|points)|takeaways|references):?",
    regex.IGNORECASE,
)
QUESTION_TITLE_WORDS = 8


def rows_of(parts: Sequence[RichLine | CodeBlock]) -> Rows:
    """What each line looks like; a displayed formula that was glued to words has a row of its own."""
    kinds: list[Row] = []
    for part in parts:
        if isinstance(part, CodeBlock):
            kinds.append(Code(part))
        else:
            kinds += [classify(RichLine(part.number, piece)) for piece in _unglued(part.inlines)]
    numbered = agree(doubt_numbers([Blank() if isinstance(kind, Code) else kind for kind in kinds]))
    rows = [kind if isinstance(kind, Code) else row for kind, row in zip(kinds, numbered, strict=True)]
    return [row for row in rows if not isinstance(row, Blank)]


def _unglued(inlines: Inlines) -> list[Inlines]:
    """`inlines` with every displayed formula alone."""
    pieces: list[list[Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, Math) and inline.display:
            pieces += [[inline], []]
        else:
            pieces[-1].append(inline)
    return [tuple(piece) for piece in pieces]


# Headings


def heading(rows: Rows, at: int) -> Inlines | None:
    """The words of the row if it is a heading, which has something below it; else None."""
    if at + 1 == len(rows):
        return None
    row, below = rows[at], rows[at + 1]
    found = False
    match row:
        case Title():
            found = not _is_listed(rows, at)
        case Numbered(content=Title()):
            # Browsers number a list themselves: a number that was copied had been typed, as in a heading.
            found = not isinstance(below, Numbered) and not (at and _is_numbered_text(rows[at - 1]))
        case Label():
            found = bool(COMMON_SECTION.fullmatch(shape(row.inlines)))
        case Prose():
            found = _asks_as_title(shape(row.inlines))
        case Term():
            beside = (below, rows[at - 1] if at else below)
            found = _is_split_title(row) and not any(_is_split_title(other) for other in beside)
    return row.inlines if found else None


def _is_listed(rows: Rows, at: int) -> bool:
    """Whether a line that is like a title is rather an item without a full stop, one of several in a row."""
    first = at
    while first and isinstance(rows[first - 1], Title):
        first -= 1
    end = at
    while end < len(rows) and isinstance(rows[end], Title):
        end += 1
    if first and isinstance(rows[first - 1], Label):
        return end - first > 1
    return end - first > 2 and at > first


def _is_numbered_text(row: Row) -> bool:
    return isinstance(row, Numbered) and not isinstance(row.content, Title)


def _asks_as_title(text: str) -> bool:
    """`Why Is It Useful?` – a line that is nothing but a short question."""
    words = words_of(text)
    return text.endswith("?") and 1 < len(words) <= QUESTION_TITLE_WORDS and not words[0][0].islower()


def _is_split_title(row: Row) -> bool:
    """`Example: Single Layer Network` – a term, but what follows is a title and no explanation."""
    if not isinstance(row, Term):
        return False
    text = shape(row.text)
    return is_title(text) and is_cased(text) and not any(isinstance(inline, Math) for inline in row.text)
