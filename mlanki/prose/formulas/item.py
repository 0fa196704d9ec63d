"""An item of a line, and how the items of a level stand to each other."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from mlanki.prose.formulas.words import Sort
from mlanki.prose.tex import COMMANDS

FEW: Final = 5  # items that a bracket holds


@dataclass(slots=True)
class Item:
    """A stretch `start:end` of a line, the white space before it, and what is inside a bracket."""

    sort: Sort
    text: str
    start: int
    end: int
    before: int = 0  # width of the white space before
    first: bool = False  # of its line, or within its bracket
    scripted: bool = False  # by the item that follows
    applied: bool = False  # a letter, to the bracket that follows
    argument: bool = False  # what a letter is applied to
    shared: bool = False  # a comma in `x, y \in S`
    listed: bool = False  # a comma in `x, y, ..., z`
    mapping: bool = False  # the colon in `f: A \to B`
    apart: bool = False  # the second of two symbols in `x y are`
    name: str = ""  # of a command
    inner: Sequence["Item"] = ()

    @property
    def words(self) -> int:
        """How many words it is."""
        return self.text.count(" ") + 1 if self.sort is Sort.PROSE else 1

    @property
    def look(self) -> Hashable:
        """All that is seen of it, wherever it stands; a bracket that holds much, or brackets, is like no other."""
        if len(self.inner) > FEW or any(item.inner for item in self.inner):
            return id(self)
        stands = (self.before, self.first, self.scripted, self.applied, self.argument)
        inner = tuple(item.look for item in self.inner)
        return self.sort, self.text, self.name, stands, (self.shared, self.listed, self.mapping, self.apart), inner

    @property
    def roomy(self) -> bool:
        """Whether there is more space before than prose has there."""
        return self.before > (0 if self.first else 1)

    @property
    def role(self) -> str:
        """Its TeX class; empty for anything but a command."""
        return COMMANDS[self.name].role if self.name and self.name in COMMANDS else ""

    @property
    def binds(self) -> bool:
        """Whether it wants a term on either side."""
        return self.sort in (Sort.RELATION, Sort.OPERATOR) or self.role in ("bin", "rel")

    @property
    def touching(self) -> bool:
        """Whether it touches the item before it."""
        return self.before == 0 and not self.first


def finish(items: list[Item]) -> None:
    """Tell each item of a level how it stands to its neighbours."""
    for item, following in pairwise(items):
        item.scripted = following.sort is Sort.SCRIPT
        if following.sort is Sort.BRACKET and following.touching and item.sort is Sort.LETTER:
            item.applied = True
            for inner in following.inner:
                inner.argument = True
    if items:
        items[0].first = True
    for at, item in enumerate(items):
        if item.name in MEMBERSHIPS:
            for comma in commas_before(items, at):
                comma.shared = True
        elif item.text in PLURALS:
            part_pair(items, at)
        elif item.sort is Sort.DOTS or item.text in ROWS:
            for comma in row_around(items, at):
                comma.listed = True
        elif item.name in ARROWS and (colon := colon_before(items, at)):
            colon.mapping = True


# The commands that say something of all the symbols in the list before them.
MEMBERSHIPS: Final = frozenset({"in", "sim"})
PLURALS: Final = frozenset({"are", "denote", "represent"})
ARROWS: Final = frozenset({"to", "rightarrow", "longrightarrow", "mapsto"})
ROWS: Final = frozenset({r"\dots", r"\ldots", r"\cdots"})
SYMBOLS: Final = (Sort.LETTER, Sort.COMMAND)
DOMAINS: Final = (*SYMBOLS, Sort.SCRIPT, Sort.BRACKET, Sort.OPERATOR, Sort.NUMBER)
LONGEST_DOMAIN: Final = 12  # items between the colon of a map and its arrow


def symbol_before(items: Sequence[Item], end: int) -> int | None:
    """Where the symbol begins that ends before item `end`: a letter or a command, and its scripts."""
    at = end - 1
    while at > 0 and items[at].sort in (Sort.SCRIPT, Sort.PRIME):
        at -= 1
    return at if at >= 0 and items[at].sort in SYMBOLS and items[at].role in ("", "ord") else None


def commas_before(items: Sequence[Item], end: int) -> Iterator[Item]:
    """The commas of a list of symbols that ends before item `end`; what another relation ends with is not in it."""
    at = symbol_before(items, end)
    while at and (comma := items[at - 1]).sort is Sort.COMMA:
        at = symbol_before(items, at - 1)
        if at is None or (at and items[at - 1].binds):
            return
        yield comma


def row_around(items: Sequence[Item], dots: int) -> Iterator[Item]:
    """The commas of the row of symbols or numbers that the dots at `dots` leave out the rest of, but for known ones."""
    end = dots
    while end > 1 and items[end - 1].sort is Sort.COMMA and not items[end - 1].listed:
        yield items[end - 1]
        number = end - 2 if items[end - 2].sort in (Sort.NUMBER, Sort.BRACKET) else None
        at = symbol_before(items, end - 1) if number is None else number
        if at is None:
            return
        end = at
    if dots + 1 < len(items) and items[dots + 1].sort is Sort.COMMA:
        yield items[dots + 1]


def colon_before(items: Sequence[Item], arrow: int) -> Item | None:
    """The colon that stands between a function and the set that it maps from."""
    for at in range(arrow - 1, max(0, arrow - LONGEST_DOMAIN), -1):
        if items[at].text == ":":
            symbol = items[at].touching and items[at - 1].sort in (Sort.LETTER, Sort.COMMAND, Sort.SCRIPT)
            return items[at] if symbol else None
        if items[at].sort not in DOMAINS or items[at].role == "rel":
            return None
    return None


def part_pair(items: Sequence[Item], verb: int) -> None:
    """Two symbols side by side are a product; but in `x y are` they are two."""
    second = symbol_before(items, verb)
    first = symbol_before(items, second) if second else None
    if second is None or first is None:
        return
    if [i.text for i in items[second + 1 : verb]] == [i.text for i in items[first + 1 : second]] != []:
        return  # x_i y_i are: the products of the same index
    behind = items[first - 1].sort if first else Sort.WORD
    items[second].apart = items[second].before > 0 and behind in (Sort.WORD, Sort.COMMA, Sort.STOP)


def holds_code(items: Sequence[Item]) -> bool:
    """Whether a programmer speaks here."""
    return any(
        item.text in ("@", "==", "**", "->", "::", "+=", "//")
        or (
            item.sort in (Sort.CODE, Sort.NAME, Sort.WORD)
            and following.touching
            and (following.text == "=" or (item.sort is Sort.CODE and following.sort is Sort.BRACKET))
        )
        for item, following in pairwise(flat(items))
    )


def flat(items: Sequence[Item]) -> Iterator[Item]:
    """Every item, those inside brackets too."""
    for item in items:
        yield item
        if item.inner:
            yield from flat(item.inner)
