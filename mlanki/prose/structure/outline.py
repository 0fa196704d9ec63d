"""The rows of an answer → nodes, each with its depth: how many items it is in.

From the first row to the last, the machine knows which items are open. A row belongs to the innermost of them that
claims it, and so to all around that one. What an item claims follows from the rows: all that stands above its next
sibling, what its last line calls for, and what belongs to a number, a label or a term of its form.
"""

from dataclasses import dataclass
from math import inf

from mlanki.document import Blocks
from mlanki.prose.structure.headings import is_heading
from mlanki.prose.structure.kinds import Bullet, Display, Label, Numbered, Prose, Ready, Term, Title, Where
from mlanki.prose.structure.legend import legend
from mlanki.prose.structure.rows import FRESH, Rows
from mlanki.prose.structure.tree import Node, tree


@dataclass(slots=True)
class Open:
    """An item that may go on, and what it claims."""

    at: int  # the place of its row
    until: int  # the place of its next sibling; its own place where none is to come
    bare: bool  # its row only names it: what it says stands below
    room: float  # how many rows of prose belong to it
    longest: int = 0  # how many rows an item above it in its list has
    holds_terms: bool = False
    holds_items: bool = False
    holds_labels: bool = False


def outline(rows: Rows, *, blank_lines: bool) -> Blocks:
    """The blocks of an answer from its rows; every word and formula is there, in its place."""
    return tree(_Outline(rows, blank_lines=blank_lines).nodes, 0, lists_lost=not blank_lines)


class _Outline:
    """The rows of an answer and the nodes that they make; the state is what is open."""

    def __init__(self, rows: Rows, *, blank_lines: bool) -> None:
        self.rows = rows
        self.blank_lines = blank_lines
        self.headings = [is_heading(rows, at, blank_lines=blank_lines) for at in range(len(rows))]
        self.nodes: list[Node] = []
        self.open: list[Open] = []
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
        if self.headings[at]:
            self.place_heading(at)
            return at + 1
        depth = len(self.open)
        symbols = legend(self.rows, at + 1, bare=True) if isinstance(row.kind, Where) else []
        taken = 1
        if symbols:
            self.nodes.append(Node(depth, [row.inlines]))
        elif isinstance(row.kind, Prose | Title) and len(found := legend(self.rows, at, bare=False)) > 1:
            symbols, taken = found, 0
        if symbols:
            self.nodes += [Node(depth, [meaning], term, is_item=True, style="=") for term, meaning in symbols]
            return at + taken + len(symbols)
        match row.kind:
            case Ready(block):
                self.nodes.append(Node(depth, block=block))
            case Label():
                self.place_label(at)
            case Numbered() | Bullet() | Term():
                self.place_item(at, sibling)
            case _ if not row.apart and self.goes_on(depth):
                self.nodes[-1].lines.append(row.inlines)
            case _:
                self.nodes.append(Node(depth, [row.inlines]))
        return at + 1

    def goes_on(self, depth: int) -> bool:
        """Whether the last node is one that a line at this depth may be added to."""
        last = self.nodes[-1] if self.nodes else None
        return last is not None and (last.is_item or last.is_line) and last.inner == depth

    # What is open

    def close(self, at: int) -> Open | None:
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
        if not kept and isinstance(self.rows[at].kind, Prose | Title | Where):
            self.begin_section()
        return sibling

    def claims(self, item: Open, at: int) -> bool:
        """Whether the row at `at` belongs to an open item."""
        row, above = self.rows[at], self.rows[at - 1]
        if at < item.until:
            return True
        if self.headings[at]:
            return False
        if isinstance(row.kind, Label):
            return item.holds_labels
        if row.completes(above) or (item.bare and at == item.at + 1):
            return True
        if row.apart and self.blank_lines:
            return False
        match row.kind:
            case Display() | Ready():
                return True
            case Where() if legend(self.rows, at + 1, bare=True):
                return True
            case Term():
                return item.holds_terms
            case Numbered() | Bullet():
                return item.holds_items
            case _:
                goes_on = not self.blank_lines and not (
                    row.apart and (not self.nodes[-1].is_line or FRESH.match(row.text))
                )
                return goes_on or at - item.at <= item.room

    # What a row makes

    def place_heading(self, at: int) -> None:
        row = self.rows[at]
        level = 1
        if not self.open:
            self.begin_section()
            followed = at + 1 < len(self.rows) and self.headings[at + 1] and self.rows[at + 1].calls
            label = row.calls and (self.blank_lines or not self.headings[at])
            self.titled = self.titled or not label
            if not label or followed:
                self.under_label = False
            level += (label and self.titled) + self.under_label
            self.under_label = self.under_label or (label and followed)
        self.nodes.append(Node(len(self.open), [row.inlines], level=level))

    def place_label(self, at: int) -> None:
        """A label of a page without blank lines: an item that holds what is below it, or a heading."""
        below = self.rows[at + 1].kind if at + 1 < len(self.rows) else None
        last = self.nodes[-1] if self.nodes else None
        listed = last is not None and last.inner > 0
        has_terms = isinstance(below, Term)
        if isinstance(below, Label):
            # Below a title and after other labels it is one more, and the labels below it are its items.
            apart = self.in_label or not (self.titled and listed and self.labelled)
        elif self.in_label:
            # Items are alike: one with terms among others with sentences begins something new.
            apart = self.terms_below not in (None, has_terms)
        elif listed and not self.labelled:
            apart = has_terms
        else:
            # A lead-in with a colon asks for a list.
            apart = not (self.titled or listed or (last is not None and last.calls))
        if apart:
            self.open = []
            self.place_heading(at)
            self.in_label = isinstance(below, Label)
            return
        self.nodes.append(Node(len(self.open), term=self.rows[at].inlines, is_item=True))
        self.open.append(Open(at, at, True, inf, holds_terms=True, holds_labels=isinstance(below, Label)))
        self.labelled = True
        if not isinstance(below, Label) and self.terms_below is None:
            self.terms_below = has_terms

    def place_item(self, at: int, sibling: Open | None) -> None:
        """A number, a bullet or a term: the next item of its list, or the first of a new one."""
        row = self.rows[at]
        below = self.rows[at + 1] if at + 1 < len(self.rows) else None
        content = row.kind if isinstance(row.kind, Term) else row.kind.content
        until = self.next_sibling(at)
        numbered = isinstance(row.kind, Numbered)
        named = isinstance(content, Title) and below is not None and not isinstance(below.kind, Numbered | Bullet)
        named = named and (numbered or until > at + 1 or not self.blank_lines)
        bare = isinstance(content, Label) or named
        node = Node(len(self.open), is_item=True)
        if isinstance(row.kind, Numbered):
            node.style, node.number = row.kind.style, row.kind.number
        if isinstance(content, Term):
            node.term, node.lines = content.term, [content.text]
        elif isinstance(content, Label) or (named and not (below.apart and self.blank_lines)):
            node.term = content.inlines
        else:
            node.lines = [content.inlines]
        self.nodes.append(node)
        if not self.blank_lines:
            for outer in self.open:
                outer.room = 0
        longest = max(sibling.longest, at - sibling.at - 1) if sibling else 0
        if self.blank_lines:
            room = inf if numbered and (bare or sibling is None or longest) else 0
        elif isinstance(row.kind, Term):
            room = inf if node.calls and below and not isinstance(below.kind, Term) else 0
        else:
            room = max(longest, 1) if bare or node.calls else 0
        self.open.append(
            Open(
                at,
                until,
                bare,
                room,
                longest,
                holds_terms=(numbered and not isinstance(content, Prose))
                if self.blank_lines
                else bool(node.term and not node.lines),
                holds_items=self.blank_lines and numbered,
            )
        )
        self.labelled = bool(node.term and not node.lines) if not isinstance(row.kind, Term) else self.labelled

    def next_sibling(self, at: int) -> int:
        """The place of the next item of the list, if what stands between belongs to this one; else `at`."""
        row = self.rows[at]
        for place in range(at + 1, len(self.rows)):
            other = self.rows[place]
            if isinstance(row.kind, Numbered):
                if isinstance(other.kind, Numbered) and other.kind.style == row.kind.style:
                    headed = place - 1 > at and self.headings[place - 1]
                    return place if other.kind.number == row.kind.number + 1 and not headed else at
            elif type(other.kind) is type(row.kind):
                return at if row.calls and place == at + 1 else place
            elif other.apart or not isinstance(other.kind, Prose | Display | Title | Term):
                return at
        return at
