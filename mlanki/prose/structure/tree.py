"""Nodes with depths → blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mlanki import patterns as regex
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
    at = 0
    while at < len(nodes):
        node = nodes[at]
        end = at + 1
        if node.level:
            made.append(Heading(node.lines[0], node.level))
        elif node.block:
            made.append(node.block)
        elif node.is_item:
            items, end = _items(nodes, at, depth, lists_lost=lists_lost)
            made.append(List(items, node.number))
        else:
            while lists_lost and end < len(nodes) and nodes[end].is_line and nodes[end].depth == depth:
                end += 1
            made += _lines(nodes[at:end], headed=not made or isinstance(made[-1], Heading))
        at = end
    return tuple(made)


def _items(nodes: Sequence[Node], at: int, depth: int, *, lists_lost: bool) -> tuple[tuple[Item, ...], int]:
    """The items of the list that begins at `at`, and the place after it."""
    items: list[Item] = []
    above: Node | None = None
    while at < len(nodes) and nodes[at].is_item and (above is None or nodes[at].follows(above)):
        above, end = nodes[at], at + 1
        while end < len(nodes) and nodes[end].depth > depth:
            end += 1
        below = tree(nodes[at + 1 : end], depth + 1, lists_lost=lists_lost)
        items.append(Item((*flow(above.lines), *below), above.term))
        at = end
    return tuple(items), at


def _lines(nodes: Sequence[Node], *, headed: bool) -> Iterator[Block]:
    """Lines side by side: paragraphs, but for those that can be told to have been items.

    Within an item several lines are items. Elsewhere a lead-in with a colon takes two short sentences, and a
    heading three.
    """
    depth = nodes[0].depth
    begin = 0
    while begin < len(nodes):
        first = end = begin + nodes[begin].ends_with_colon
        while end < len(nodes) and nodes[end].is_plain and (depth or _is_sentence(nodes[end])):
            end += 1
        if not depth and end - first > 1 and CLOSING.match(shape(nodes[end - 1].lines[0])):
            end -= 1
        led_in = first > begin or depth
        if end - first < (2 if led_in else 3) or not (led_in or headed):
            break
        yield from (block for node in nodes[begin:first] for block in flow(node.lines))
        yield List(tuple(Item(flow(node.lines)) for node in nodes[first:end]))
        begin, headed = end, False
    yield from (block for node in nodes[begin:] for block in flow(node.lines))


def _is_sentence(node: Node) -> bool:
    """Whether a line is one short sentence."""
    text = shape(node.lines[0])
    return not SENTENCE_END.search(text) and len(text.split()) <= ITEM_WORDS
