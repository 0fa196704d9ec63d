"""The rows of an answer → nodes, each with its depth: how many items it is in.

From the first row to the last, the machine knows which items are open. A row belongs to the innermost of them that
claims it, and so to all around that one. What an item claims follows from the rows: all that stands above its next
sibling, what its last line calls for, and what belongs to a number, a label or a term of its form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from mlanki.document import Blocks, Inlines
from mlanki.prose.structure.answer_rows import FRESH
from mlanki.prose.structure.kinds import AnswerRow, RowKind, Rows
from mlanki.prose.structure.legend import legend
from mlanki.prose.structure.subheadings import is_heading
from mlanki.prose.structure.tree import Node, tree

DEEPEST = 8  # items in items
LISTED = frozenset({RowKind.NUMBERED, RowKind.BULLET})
WORDS = frozenset({RowKind.PROSE, RowKind.TITLE, RowKind.WHERE})


@dataclass(slots=True)
class OpenItem:
    """An item that may go on, and what it claims."""

    at: int  # the place of its row
    until: int  # the place of its next sibling; its own place where none is to come
    bare: bool  # its row only names it: what it says stands below
    room: float  # how many rows of words belong to it
    holds: frozenset[RowKind]
    longest: int = 0  # how many rows an item above it in its list has


def nest(rows: Rows, *, blank_lines: bool) -> Blocks:
    """The blocks of an answer from its rows; every word and formula is there, in its place."""
    return tree(_Outline(rows, blank_lines=blank_lines).nodes, 0, lists_lost=not blank_lines)


class _Outline:
    """The rows of an answer and the nodes that they make; the state is what is open."""

    def __init__(self, rows: Rows, *, blank_lines: bool) -> None:
        self.rows = rows
        self.blank_lines = blank_lines
        self.headings = [is_heading(rows, at, blank_lines=blank_lines) for at in range(len(rows))]
        self.nodes: list[Node] = []
        self.open: list[OpenItem] = []
        self.titled = False  # below a title
        self.under_label = False  # below a heading that ends in a colon and had another below it
        self.begin_section()
        at = 0
        while at < len(rows):
            at = self.place(at)

    def begin_section(self) -> None:
        """End every item."""
        self.open = []
        self.labelled = False  # what was named last is an item
        self.terms_below: bool | None = None  # whether the labels of this list have terms below them
        self.in_label = False  # below a heading that is a label

    def place(self, at: int) -> int:
        """Make the nodes of the row at `at`; the place after the last row that they took."""
        row = self.rows[at]
        sibling = self.close(at)
        depth = len(self.open)
        if self.headings[at]:
            self.place_heading(at)
        elif row.kind is RowKind.LABEL:
            self.place_label(at)
        elif row.kind in LISTED or row.kind is RowKind.TERM:
            self.place_item(at, sibling)
        elif row.block:
            self.nodes.append(Node(depth, block=row.block))
        elif row.kind is RowKind.WHERE and (symbols := legend(self.rows, at + 1, bare=True)):
            self.nodes.append(Node(depth, [row.inlines]))
            return self.place_legend(at + 1, symbols)
        elif row.kind in WORDS and len(symbols := legend(self.rows, at, bare=False)) > 1:
            return self.place_legend(at, symbols)
        elif not row.apart and self.goes_on(depth):
            self.nodes[-1].lines.append(row.inlines)
        else:
            self.nodes.append(Node(depth, [row.inlines]))
        return at + 1

    def goes_on(self, depth: int) -> bool:
        """Whether the last node is one that a line at this depth may be added to."""
        last = self.nodes[-1] if self.nodes else None
        return last is not None and (last.is_item or last.is_line) and last.inner == depth

    # What is open

    def close(self, at: int) -> OpenItem | None:
        """Close what does not claim the row at `at`; the item whose sibling it is, if it is one.

        Prose that nothing claims ends the section.
        """
        kept, sibling = 0, None
        for depth, item in enumerate(self.open):
            if item.until == at:
                kept, sibling = depth, item
                break
            if self.claims(item, at):
                kept = depth + 1
        del self.open[kept:]
        if not kept and self.rows[at].kind in WORDS:
            self.begin_section()
        return sibling

    def claims(self, item: OpenItem, at: int) -> bool:
        """Whether the row at `at` belongs to an open item."""
        row, above = self.rows[at], self.rows[at - 1]
        if at < item.until:
            return True
        if self.headings[at]:
            return False
        if row.kind is RowKind.LABEL:
            return row.kind in item.holds
        if _completes(row, above) or (item.bare and at == item.at + 1):
            return True
        if row.apart and self.blank_lines:
            return False
        if row.kind in (RowKind.DISPLAY, RowKind.READY) or (
            row.kind is RowKind.WHERE and legend(self.rows, at + 1, bare=True)
        ):
            return True
        if row.kind not in WORDS:
            return row.kind in item.holds
        goes_on = not row.apart or (self.nodes[-1].is_line and not FRESH.match(row.text))
        return at - item.at <= item.room or (goes_on and not self.blank_lines)

    # What a row makes

    def place_heading(self, at: int) -> None:
        row = self.rows[at]
        level = 1
        if not self.open:
            self.begin_section()
            followed = at + 1 < len(self.rows) and self.headings[at + 1] and self.rows[at + 1].ends_with_colon
            label = row.ends_with_colon and (self.blank_lines or not self.headings[at])
            self.titled = self.titled or not label
            if not label or followed:
                self.under_label = False
            level += (label and self.titled) + self.under_label
            self.under_label = self.under_label or (label and followed)
        self.nodes.append(Node(len(self.open), [row.inlines], level=level))

    def place_legend(self, at: int, symbols: Sequence[tuple[Inlines, Inlines]]) -> int:
        for term, meaning in symbols:
            self.nodes.append(Node(len(self.open), [meaning], term, is_item=True, style="="))
        return at + len(symbols)

    def place_label(self, at: int) -> None:
        """A label of a page without blank lines: an item that holds what is below it, or a heading."""
        below = self.below(at)
        last = self.nodes[-1] if self.nodes else None
        listed = last is not None and last.inner > 0
        has_terms = below is RowKind.TERM
        if below is RowKind.LABEL:
            # Below a title and after other labels it is one more, and the labels below it are its items.
            apart = self.in_label or not (self.titled and listed and self.labelled)
        elif self.in_label:
            # Items are alike: one with terms among others with sentences begins something new.
            apart = self.terms_below not in (None, has_terms)
        elif listed and not self.labelled:
            apart = has_terms
        else:
            # A lead-in with a colon asks for a list.
            apart = not (self.titled or listed or (last is not None and last.ends_with_colon))
        if apart:
            self.open = []
            self.place_heading(at)
            self.in_label = below is RowKind.LABEL
            return
        self.nodes.append(Node(len(self.open), term=self.rows[at].inlines, is_item=True))
        holds = frozenset({RowKind.TERM, RowKind.LABEL} if below is RowKind.LABEL else {RowKind.TERM})
        self.open.append(OpenItem(at, at, bare=True, room=inf, holds=holds))
        self.labelled = True
        if below is not RowKind.LABEL and self.terms_below is None:
            self.terms_below = has_terms

    def place_item(self, at: int, sibling: OpenItem | None) -> None:
        """A number, a bullet or a term: the next item of its list, or the first of a new one."""
        row, below, until = self.rows[at], self.below(at), self.next_sibling(at)
        numbered = row.kind is RowKind.NUMBERED
        named = row.beside is RowKind.LABEL
        bare = named
        if row.beside is RowKind.TITLE and below and below not in LISTED:
            bare = numbered or until > at + 1 or not self.blank_lines
            named = bare and not (self.blank_lines and self.rows[at + 1].apart)
        node = Node(len(self.open), is_item=True, style=row.style, number=row.number)
        node.term = row.content if named else row.term
        node.lines = [row.rest] if row.beside is RowKind.TERM else [] if named else [row.content]
        self.nodes.append(node)
        longest = max(sibling.longest, at - sibling.at - 1) if sibling else 0
        if self.blank_lines:
            room = inf if numbered and (bare or longest or not sibling) else 0
            holds = (
                (LISTED | ({RowKind.TERM} if row.beside is not RowKind.PROSE else set())) if numbered else frozenset()
            )
        else:
            room = inf if row.kind is RowKind.TERM else max(longest, 1)
            room = room if bare or (node.ends_with_colon and below is not RowKind.TERM) else 0
            holds = frozenset()
        if len(self.open) < DEEPEST:
            self.open.append(OpenItem(at, until, bare, room, holds, longest))
        self.labelled = named or (self.labelled and row.kind is RowKind.TERM)

    def below(self, at: int) -> RowKind | None:
        """What the next row looks like."""
        return self.rows[at + 1].kind if at + 1 < len(self.rows) else None

    def next_sibling(self, at: int) -> int:
        """The place of the next item of the list, if what stands between belongs to this one; else `at`."""
        row = self.rows[at]
        for place in range(at + 1, len(self.rows)):
            other = self.rows[place]
            if row.number is not None:
                if other.number is not None and other.style == row.style:
                    headed = place - 1 > at and self.headings[place - 1]
                    return place if other.number == row.number + 1 and not headed else at
            elif other.kind is row.kind:
                return at if row.ends_with_colon and place == at + 1 else place
            elif other.apart or other.kind not in (RowKind.PROSE, RowKind.TITLE, RowKind.TERM, RowKind.DISPLAY):
                return at
        return at


def _completes(row: AnswerRow, above: AnswerRow) -> bool:
    """Whether the row above is not complete without this one, even over a blank line.

    After a formula a line that begins small ends the sentence, and `where` explains the symbols.
    """
    if above.ends_with_colon or above.kind is RowKind.WHERE:
        return True
    goes_on = row.kind in (RowKind.PROSE, RowKind.WHERE) and not FRESH.match(row.text)
    return goes_on and above.kind is RowKind.DISPLAY
