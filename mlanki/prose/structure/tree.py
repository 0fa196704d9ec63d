"""Nodes with depths → blocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from mlanki.document import Block, Blocks, Heading, Inlines, Item, List
from mlanki.prose.structure.shape import flow, shape

SENTENCE_END = regex.compile(r"[.!?][)\]”\"’]?\s+(?=[\p{Lu}“\"(])")
ITEM_WORDS = 30  # a longer line is a paragraph, not an item that lost its bullet
# How the sentence begins that takes up all that was said, after the last item.
CLOSING = regex.compile(
    r"(?:by|overall|thus|therefore|hence|together|both|all|these|this|ultimately|in)\b", regex.IGNORECASE
)


@dataclass(slots=True)
class Node:
    """What stands at one depth: a heading, an item (with a term, a number, or neither), code, or a line."""

    depth: int
    lines: list[Inlines] = field(default_factory=list)
    term: Inlines = ()
    is_item: bool = False
    style: str = ""  # items of one list have the same: the signs of their numbers, a bullet, or nothing
    number: int | None = None
    level: int = 0  # of a heading
    block: Block | None = None

    @property
    def is_line(self) -> bool:
        return not (self.is_item or self.level or self.block)

    def follows(self, above: "Node") -> bool:
        """Whether both are items of one list."""
        counts = self.number is None or self.number == (above.number or 0) + 1
        return above.is_item and above.style == self.style and counts

    @property
    def is_plain(self) -> bool:
        """Whether it is one line of words that leads in to nothing."""
        return len(self.lines) == 1 and not self.ends_with_colon

    @property
    def inner(self) -> int:
        """The depth of what belongs to it."""
        return self.depth + self.is_item

    @property
    def ends_with_colon(self) -> bool:
        """Whether its last words are a colon."""
        return shape((self.lines or [self.term])[-1]).endswith(":")


def tree(nodes: Sequence[Node], depth: int, *, lists_lost: bool) -> Blocks:
    """The blocks of `nodes`, none of which is above `depth`; `lists_lost` tells to look for items among the lines."""
    made: list[Block] = []
    above: Node | None = None  # the last one at this depth
    at = 0
    while at < len(nodes):
        node = nodes[at]
        end = at + 1
        if node.level:
            made.append(Heading(node.lines[0], node.level))
        elif node.block:
            made.append(node.block)
        elif node.is_item:
            while end < len(nodes) and nodes[end].depth > depth:
                end += 1
            item = Item((*flow(node.lines), *tree(nodes[at + 1 : end], depth + 1, lists_lost=lists_lost)), node.term)
            if above and node.follows(above) and isinstance(made[-1], List):
                made[-1] = replace(made[-1], items=(*made[-1].items, item))
            else:
                made.append(List((item,), node.number))
        else:
            while lists_lost and end < len(nodes) and nodes[end].is_line and nodes[end].depth == depth:
                end += 1
            made += _lines(nodes[at:end], headed=not made or isinstance(made[-1], Heading))
        above = node
        at = end
    return tuple(made)


def _lines(nodes: Sequence[Node], *, headed: bool) -> Blocks:
    """Lines side by side: paragraphs, but for those that can be told to have been items.

    Within an item several lines are items. Elsewhere a lead-in with a colon takes two short sentences, and a
    heading three.
    """
    depth = nodes[0].depth
    first = 1 if nodes[0].ends_with_colon else 0
    end = first
    while end < len(nodes) and nodes[end].is_plain and (depth or _is_sentence(nodes[end])):
        end += 1
    if not depth and end - first > 1 and CLOSING.match(shape(nodes[end - 1].lines[0])):
        end -= 1
    if end - first < (2 if first or depth else 3) or not (first or depth or headed):
        return tuple(block for node in nodes for block in flow(node.lines))
    items = tuple(Item(flow(node.lines)) for node in nodes[first:end])
    before = tuple(block for node in nodes[:first] for block in flow(node.lines))
    after = _lines(nodes[end:], headed=False) if nodes[end:] else ()
    return (*before, List(items), *after)


def _is_sentence(node: Node) -> bool:
    """Whether a line is one short sentence."""
    text = shape(node.lines[0])
    return not SENTENCE_END.search(text) and len(text.split()) <= ITEM_WORDS
