"""The answer of a guide: every line a block of its own, and lists lost without a trace.

From the first row to the last, each gets its depth: how many items it is in. Titles cut the answer into
sections, terms (`Term: text`) are items, and a label (`Label:`) is an item that holds what follows, or a
heading where nothing around it is an item. The tree follows from the depths.
"""

from collections.abc import Sequence

import regex

from mlanki.document import Blocks, CodeBlock, Inlines
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.kinds import (
    Bullet,
    Display,
    Label,
    Numbered,
    Term,
    Title,
    Unlabelled,
    Where,
)
from mlanki.prose.structure.legend import symbol
from mlanki.prose.structure.rows import Code, Row, Rows, heading, rows_of
from mlanki.prose.structure.shape import shape
from mlanki.prose.structure.tree import Node, tree

# What begins small goes on with what is above, and so does a legend.
FRESH = regex.compile(r"(?!(?i:where)\b)[\p{Lu}\p{N}“\"(]")


def structure_flat(parts: Sequence[RichLine | CodeBlock]) -> Blocks:
    """The blocks of an answer whose every line was a block; a displayed formula may be glued to words.

    Every word and formula is there, in its place; numbers and bullets that open an item are not words but
    the shape of a list.
    """
    return tree(_Outline(rows_of(parts)).nodes(), 0)


class _Outline:
    """The rows of an answer and their depths; the state is what is open."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.made: list[Node] = []
        self.titled = False  # below a title
        self.close()

    def close(self) -> None:
        """End every list that is open."""
        self.base = 0  # the depth of the next label, and of a term below none
        self.label: Node | None = None
        self.holder: Node | None = None  # what the next line of prose belongs to
        self.below_label: bool | None = None  # whether the labels of this list have terms below them
        self.in_label = False  # below a heading that is a label
        self.nested = 0  # below a term that ends in a colon and has terms below
        self.counted: dict[str, Node] = {}  # the last item of every numbering, and of bullets

    def nodes(self) -> list[Node]:
        """A node for every row that does not go on with the one above it."""
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            below = self.rows[at + 1] if at + 1 < len(self.rows) else None
            if title := heading(self.rows, at):
                self.close()
                self.titled = True
                self.made.append(Node(0, [title], level=1))
            else:
                match row:
                    case Label(inlines):
                        self.place_label(inlines, below)
                    case Term(_, term, text):
                        self.place_term(term, text, below)
                    case Numbered(_, number, style, content):
                        self.place_item(content, below, style, number)
                    case Bullet(_, content):
                        self.place_item(content, below, "•", None)
                    case Code(block):
                        self.made.append(Node(self.inner, code=block))
                    case Where() if end := self.legend(at):
                        at = end
                        continue
                    case Display(inlines):
                        self.go_on(inlines)
                    case _:
                        self.place_prose(at)
            at += 1
        return self.made

    @property
    def last(self) -> Node | None:
        return self.made[-1] if self.made else None

    @property
    def inner(self) -> int:
        """The depth of what belongs to the last node."""
        return self.made[-1].inner if self.made else 0

    def place_label(self, inlines: Inlines, below: Row | None) -> None:
        """A label: an item that holds what is below it, or a heading."""
        listed = bool(self.made) and (self.made[-1].is_item or self.made[-1].depth > 0)
        has_terms = isinstance(below, Term)
        if isinstance(below, Label):
            # Below a title and after other labels it is one more, and the labels below it are its items.
            apart = self.in_label or not (self.titled and listed and self.label is not None)
        elif self.in_label:
            # Items are alike: one with terms among others with sentences begins something new.
            apart = self.below_label not in (None, has_terms)
        elif self.label is None and listed:
            apart = has_terms
        else:
            # A lead-in with a colon asks for a list.
            apart = not (self.titled or listed or (self.last is not None and self.last.calls))
        if apart:
            self.close()
            self.in_label = isinstance(below, Label)
            self.made.append(Node(0, [inlines], level=1 + self.titled))
            return
        self.nested = 0
        self.label = self.holder = Node(self.base, term=inlines, is_item=True)
        self.made.append(self.label)
        if isinstance(below, Label):
            self.base += 1
        elif self.below_label is None:
            self.below_label = has_terms

    def place_term(self, term: Inlines, text: Inlines, below: Row | None) -> None:
        """A term: an item of the label above, or of the list that is open."""
        depth = (self.base if self.label is None else self.label.inner) + self.nested
        node = Node(depth, [text], term, is_item=True)
        self.made.append(node)
        if node.calls and isinstance(below, Term):
            self.nested = 1
        self.holder = node if node.calls and not isinstance(below, Term) else None

    def place_item(self, content: Unlabelled, below: Row | None, style: str, number: int | None) -> None:
        """A number or a bullet that has survived: the next item of its list, or the first of a new one."""
        before = self.counted.get(style)
        if before and (number is None or number == (before.number or 0) + 1):
            depth = before.depth
        else:
            calls = self.last is not None and (self.last.calls or self.last is self.holder)
            depth = self.inner if calls else self.base
        node = Node(depth, is_item=True, number=number)
        bare = isinstance(content, Label) or (isinstance(content, Title) and type(below) is not Numbered)
        if isinstance(content, Term):
            node.term, node.lines = content.term, [content.text]
        elif bare and below is not None and not isinstance(below, Numbered | Bullet):
            node.term = content.inlines
        else:
            node.lines = [content.inlines]
        self.counted[style] = node
        self.label = node if node.term and not node.lines else None
        self.holder = node if bare or node.calls else None
        self.nested = 0
        self.made.append(node)

    def place_prose(self, at: int) -> None:
        """A line: the rest of a sentence, a line of the label or number above, or a paragraph outside of lists."""
        row, last = self.rows[at], self.last
        fresh = FRESH.match(shape(row.inlines))
        if not fresh and at and isinstance(self.rows[at - 1], Display | Code):
            self.go_on(row.inlines)
            return
        if not fresh and last is not None and last.is_line and last.depth:
            self.made.append(Node(last.depth, [row.inlines]))
            return
        counted = self.counts_on(at)
        if counted is not None:
            self.made.append(Node(counted.inner, [row.inlines]))
        elif self.holder is not None and not self.is_full(self.holder):
            self.made.append(Node(self.holder.inner, [row.inlines]))
        else:
            self.close()
            self.made.append(Node(0, [row.inlines]))

    def go_on(self, inlines: Inlines) -> None:
        """Add a line to the last node; where that has none to add to, begin one that belongs to it."""
        if self.last is None or self.last.level or self.last.code:
            self.made.append(Node(self.inner, [inlines]))
        else:
            self.last.lines.append(inlines)

    def counts_on(self, at: int) -> Node | None:
        """The numbered item that is open, if the next number of its list is still to come in this section."""
        for place in range(at + 1, len(self.rows) if self.counted else 0):
            row = self.rows[place]
            if heading(self.rows, place):
                break
            if isinstance(row, Numbered):
                node = self.counted.get(row.style)
                return node if node and node.number is not None and row.number == node.number + 1 else None
        return None

    def is_full(self, holder: Node) -> bool:
        """Whether the last item of a numbering holds as many lines as the one before it."""
        if holder.number is None:
            return False
        counts = [0]
        for node in self.made:
            if node.is_item and node.depth == holder.depth:
                counts.append(0)
            elif node.is_line and node.depth == holder.inner:
                counts[-1] += 1
        *_, before, here = [1, *counts]
        return here >= max(before, 1)

    def legend(self, at: int) -> int:
        """Place `where` and the symbols below it; the place after them, 0 where there are none."""
        depth = self.inner
        end = at + 1
        items = []
        while end < len(self.rows) and (found := symbol(self.rows[end].inlines, bare=True)):
            items.append(Node(depth, [found[1]], found[0], is_item=True))
            end += 1
        if not items:
            return 0
        self.made += [Node(depth, [self.rows[at].inlines]), *items]
        return end
