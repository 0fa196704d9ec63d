"""The best reading of a line: which stretches are formulas.

A hidden-state walk over the items (Viterbi's): each is text or stands in a formula, and what begins,
continues and ends a formula has evidence of its own. Brackets make it a tree: the walk within a bracket is
done first, and the bracket then enters the walk around it as one item with two prices, "wholly in a formula"
and "text, with whatever formulas are inside". Each item is seen once, so a line costs time in proportion to
its length.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from mlanki.prose.formulas.draft import Stretch
from mlanki.prose.formulas.items import Item, holds_code
from mlanki.prose.formulas.rules import ACROSS, CLOSING, OPENING, content, met, weigh
from mlanki.prose.formulas.seats import CONNECTING, Habits, Seat
from mlanki.prose.formulas.words import Sort

QUANTITIES: Final = (Sort.WORD, Sort.ACRONYM)  # what may be the name of one
NOWHERE: Final = float("-inf")


def read_line(items: Sequence[Item], habits: Habits) -> tuple[Stretch, ...]:
    """The formulas of a line; one for the whole line where that is the best reading."""
    if not items:
        return ()
    level = Level(items, replace(habits, code=holds_code(items)))
    whole = level.displayed()
    return (whole,) if weigh(whole.rules, level.habits) > level.score else level.stretches


class Level:
    """The items of a line, or of a bracket, with the evidence for each and the best reading of all."""

    def __init__(self, items: Sequence[Item], habits: Habits, *, nested: bool = False) -> None:
        self.items = items
        self.inner = [Level(item.inner, habits, nested=True) if item.inner else None for item in items]
        self.habits = habits
        self.seats = [
            Seat(item, behind, ahead, habits, nested)
            for item, behind, ahead in zip(items, [None, *items], [*items[1:], None], strict=False)
        ]
        # What each item, and its link to the item before, says in favour of a formula that runs across it.
        self.evidence = [
            content(seat) + (inner.rules if inner else ()) for seat, inner in zip(self.seats, self.inner, strict=True)
        ]
        self.links = [met(ACROSS, seat) for seat in self.seats]
        self.score, self.stretches = self._walk()

    @property
    def rules(self) -> tuple[str, ...]:
        """What the level says to being wholly inside a formula."""
        return self._along(0, len(self.items))

    def displayed(self) -> Stretch:
        """The reading of a whole line as one displayed formula.

        There a word is less of an obstacle: left of an equals sign it is what the formula defines, and in an
        equation that begins with a space too many it can only be the author's name for a quantity.
        """
        items = self.items[: displayable(self.items)]
        last = Seat(items[-1], None, None, self.habits)  # nothing cuts it short
        why = [*self._opening(0), *self._along(0, len(items)), *met(CLOSING, last)]
        relation = next((at for at, item in enumerate(items) if item.sort is Sort.RELATION), None)
        if relation is not None:
            stop = next((at for at in range(relation, 0, -1) if ends_clause(items[at - 1])), 0)
            left, right = items[stop:relation], items[relation:]
            if not any(item.text in CONNECTING for item in left):
                why += ["left-hand-side" for item in left if item.sort in QUANTITIES]
            why += ["right-hand-side" for item in terms(right) if items[0].roomy and item.sort in QUANTITIES]
        return Stretch(items[0].start, items[-1].end, (*why, "own-line"), display=True)

    def _opening(self, at: int) -> tuple[str, ...]:
        return met(OPENING, self.seats[at])

    def _closing(self, at: int) -> tuple[str, ...]:
        return met(CLOSING, self.seats[at])

    def _along(self, first: int, end: int) -> tuple[str, ...]:
        links = [(), *self.links[first + 1 : end]]
        return tuple(rule for link, own in zip(links, self.evidence[first:end], strict=False) for rule in (*link, *own))

    def _walk(self) -> tuple[float, tuple[Stretch, ...]]:
        """The worth of the best reading, and its formulas."""
        best = [0.0]  # of the items before each index, no formula being open
        begun: list[int | None] = [None]  # where the formula began that ends there, if one does
        inside, start = NOWHERE, 0
        for at, inner in enumerate(self.inner):
            stay = inside + weigh(self.links[at], self.habits)
            enter = best[at] + weigh(self._opening(at), self.habits)
            inside, start = (stay, start) if stay >= enter else (enter, at)
            inside += weigh(self.evidence[at], self.habits)
            leave = inside + weigh(self._closing(at), self.habits)
            text = best[at] + (inner.score if inner else 0.0)
            best.append(max(leave, text))
            begun.append(start if leave > text else None)

        found: list[Stretch] = []
        end = len(self.items)
        while end:
            first, inner = begun[end], self.inner[end - 1]
            if first is not None:
                found.append(self._stretch(first, end))
            elif inner:
                found += reversed(inner.stretches)
            end = end - 1 if first is None else first
        return best[-1], tuple(reversed(found))

    def _stretch(self, first: int, end: int) -> Stretch:
        why = (*self._opening(first), *self._along(first, end), *self._closing(end - 1))
        return Stretch(self.items[first].start, self.items[end - 1].end, why)


def terms(items: Sequence[Item]) -> Iterator[Item]:
    """The items that stand beside an operator, also within brackets."""
    for item, behind, ahead in zip(items, [None, *items], [*items[1:], None], strict=False):
        if any(other is not None and (other.binds or other.sort is Sort.SIGN) for other in (behind, ahead)):
            yield item
        yield from terms(item.inner)


def ends_clause(item: Item) -> bool:
    """Whether an equation that follows is a clause of its own."""
    return item.text == ";" or (item.sort is Sort.STOP and not item.mapping)


def displayable(items: Sequence[Item]) -> int:
    """How many of the items of a line may be the picture: all but punctuation or the equation's number."""
    last = items[-1]
    numbered = last.sort is Sort.BRACKET and not last.touching and [i.sort for i in last.inner] == [Sort.NUMBER]
    return len(items) - 1 if len(items) > 1 and (numbered or last.text in (".", ",", ";")) else len(items)
