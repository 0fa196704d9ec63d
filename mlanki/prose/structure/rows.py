"""The rows of an answer: what each line looks like, and whether it stands apart from the one above it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from mlanki.document import Block, Inline, Inlines, Math
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.kinds import (
    Blank,
    Display,
    Kind,
    Numbered,
    Prose,
    Ready,
    Term,
    Title,
    Where,
    as_term,
    classify,
    unlabelled,
)
from mlanki.prose.structure.shape import shape
from mlanki.prose.structure.tables import set_tables

# What begins small goes on with what is above, and so does a legend.
FRESH = regex.compile(r"(?!(?i:where)\b)[\p{Lu}\p{N}“\"(]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not blank."""

    kind: Kind
    text: str  # the shape of the line
    apart: bool  # from the row above: by a blank line, or because every line of the page is a block
    blank_above: bool

    @property
    def inlines(self) -> Inlines:
        return self.kind.inlines

    @property
    def calls(self) -> bool:
        """Whether its last words are a colon."""
        return self.text.endswith(":")

    def completes(self, above: "Row") -> bool:
        """Whether the row above is not complete without this one, even over a blank line.

        After a formula a line that begins small ends the sentence, and `where` explains the symbols.
        """
        if above.calls or isinstance(above.kind, Where):
            return True
        goes_on = isinstance(self.kind, Prose | Where) and not FRESH.match(self.text)
        return goes_on and isinstance(above.kind, Display)


Rows = Sequence[Row]


def rows_of(parts: Sequence[RichLine | Block], *, blank_lines: bool) -> Rows:
    """The rows of an answer; `blank_lines` tells that these stand between its paragraphs.

    Where they do not, every line is a block, but for displayed formulas and the rest of their sentence. A formula
    that was glued to words has a row of its own.
    """
    kinds: list[Kind] = []
    for part in set_tables(parts):
        kinds += [classify(piece) for piece in _unglued(part.inlines)] if isinstance(part, RichLine) else [Ready(part)]
    rows: list[Row] = []
    blank = False
    for kind in _count(kinds):
        if isinstance(kind, Blank):
            blank = True
            continue
        text = shape(kind.inlines)
        apart = blank
        if not blank_lines:
            formula_above = bool(rows) and isinstance(rows[-1].kind, Display | Ready)
            glued = isinstance(kind, Prose | Title | Where) and formula_above and not FRESH.match(text)
            apart = not glued and not isinstance(kind, Display)
        rows.append(Row(kind, text, apart, blank))
        blank = False
    return rows


def _unglued(inlines: Inlines) -> list[Inlines]:
    """`inlines` with every displayed formula alone."""
    pieces: list[list[Inline]] = [[]]
    for inline in inlines:
        if isinstance(inline, Math) and inline.display:
            pieces += [[inline], []]
        else:
            pieces[-1].append(inline)
    return [tuple(piece) for piece in pieces if piece] or [()]


def _count(kinds: Sequence[Kind]) -> list[Kind]:
    """`kinds` with only those numbers that count something: from the start, or on from a neighbour.

    The items of an enumeration have terms as their neighbours have: `2. Remember: save it`.
    """
    seen: dict[tuple[str, int], bool] = {}  # whether any with this number has a term
    for kind in kinds:
        if isinstance(kind, Numbered):
            key = kind.style, kind.number
            seen[key] = seen.get(key, False) or isinstance(kind.content, Term)
    counted: list[Kind] = []
    for kind in kinds:
        if isinstance(kind, Numbered):
            beside = [seen[key] for step in (-1, 1) if (key := (kind.style, kind.number + step)) in seen]
            if kind.number > 1 and not beside:
                kind = unlabelled(kind.inlines)
            elif any(beside):
                kind = replace(kind, content=as_term(kind.content))
        counted.append(kind)
    return counted
