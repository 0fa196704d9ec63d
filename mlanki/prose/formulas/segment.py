"""The best reading of a line: which stretches are formulas.

A hidden-state walk over the items (Viterbi's): each is text or stands in a formula, and what begins,
continues and ends a formula has evidence of its own. Brackets make it a tree: the walk within a bracket is
done first, and the bracket then enters the walk around it as one item with two prices, "wholly in a formula"
and "text, with whatever formulas are inside". Each item is seen once, so a line costs time in proportion to
its length.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from mlanki.prose.formulas.draft import Stretch
from mlanki.prose.formulas.item import Item, holds_code
from mlanki.prose.formulas.rules import (
    CLOSED_BY,
    KNOWABLE,
    KNOWN_AS,
    KNOWN_FIRST_AS,
    OPENED_BY,
    RULES,
    RUN_TO,
    Evidence,
    content,
    evidence,
    met,
    moves,
)
from mlanki.prose.formulas.seats import CONNECTING, Seat
from mlanki.prose.formulas.words import Sort

QUANTITIES: Final = (Sort.WORD, Sort.PROSE, Sort.ACRONYM)  # what may be the name of one
NOWHERE: Final = float("-inf")
Said = tuple[Evidence, Evidence, Evidence, Evidence]
Heard = dict[tuple[Hashable, ...], Said]
MANY: Final = 100  # items, among which there are few different ones
ROUNDING: Final = 1e-6  # for each number of a sum, in whatever order they come


@dataclass(frozen=True, slots=True)
class WritingHabits:
    """How the author of a record writes: what a first reading has found, for the second to go by."""

    symbols: frozenset[str] = frozenset()  # that stand in formulas
    spaced: float = 0.0  # do alternative texts begin with a space? from -1, never, to +1, always
    wrapped: bool = False  # does every formula wear a size group?
    weights: "Weights" = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", _weights(self.spaced, self.wrapped))


class Weights(dict[Evidence, float]):
    """What evidence amounts to in a record whose habits move the rules; each is weighed once."""

    def __init__(self, moves: Mapping[str, float]) -> None:
        super().__init__()
        self.moves = moves

    def __missing__(self, evidence: Evidence) -> float:
        self[evidence] = weight = evidence.weight + sum(self.moves[name] for name in evidence.moved)
        return weight


@lru_cache(maxsize=64)  # most records tell nothing of either
def _weights(spaced: float, wrapped: bool) -> Weights:  # noqa: FBT001 - as in `WritingHabits`
    return Weights(moves(spaced, wrapped=wrapped))


class Level:
    """The items of a line, or of a bracket, with the evidence that they and their neighbours give."""

    def __init__(
        self, items: Sequence[Item], *, code: bool = False, nested: bool = False, heard: "Heard | None" = None
    ) -> None:
        self.items = items
        heard = {} if heard is None and len(items) > MANY else heard
        self.inner = [Level(item.inner, code=code, nested=True, heard=heard) if item.inner else None for item in items]
        self.seats = [
            Seat(item, behind, ahead, nested, code)
            for item, behind, ahead in zip(items, [None, *items], [*items[1:], None], strict=False)
        ]
        # What each item, and its link to the item before, says in favour of a formula that runs across it.
        said = [*map(hear, self.seats)] if heard is None else hear_once(self.seats, heard)
        self.content, self.links, self.opening, self.closing = ([each[of] for each in said] for of in range(4))
        self.knowable = [at for at, item in enumerate(items) if item.sort in KNOWABLE]

    @classmethod
    def of_line(cls, items: Sequence[Item]) -> "Level":
        return cls(items, code=holds_code(items))

    def read(self, habits: WritingHabits) -> tuple[Stretch, ...]:
        """The formulas of a line; one for the whole line where that is the best reading."""
        if not self.items:
            return ()
        reading = LevelReading(self, habits)
        return reading.displayed() or reading.stretches()


class LevelReading:
    """The best reading of a level by an author with these habits."""

    def __init__(self, level: Level, habits: WritingHabits) -> None:
        self.level = level
        self.habits = habits
        self.inner = [LevelReading(inner, habits) if inner else None for inner in level.inner]
        self.content, self.opening = self._recognised() if habits.symbols else (level.content, level.opening)
        self.weight = 0.0  # of being wholly inside a formula
        self.score, self.begun = self._walk()

    def _recognised(self) -> tuple[Sequence[Evidence], Sequence[Evidence]]:
        """What each item says, and says as the first of a formula, where it is a symbol of the record too."""
        level = self.level
        known = [at for at in level.knowable if level.items[at].text in self.habits.symbols]
        within, opening = [*level.content], [*level.opening]
        for at in known:
            within[at] = evidence(*within[at].rules, *met(KNOWN_AS, level.seats[at]).rules)
            opening[at] = evidence(*opening[at].rules, *met(KNOWN_FIRST_AS, level.seats[at]).rules)
        return within, opening

    def _walk(self) -> tuple[float, list[int | None]]:
        """The worth of the best reading, and for every end of items where the formula began that ends there."""
        level, weights = self.level, self.habits.weights
        best = 0.0  # of the items so far, no formula being open
        begun: list[int | None] = [None]
        inside, start = NOWHERE, 0
        columns = (self.inner, level.items, self.content, level.links, self.opening, level.closing)
        for at, (inner, item, within, links, opening, closing) in enumerate(zip(*columns, strict=True)):
            own, link = weights[within], weights[links]
            if inner:
                own += inner.weight
            self.weight += own + (link if at else 0.0)
            if item.sort is Sort.PROSE:  # in the midst of words no formula begins, goes on or ends
                inside = NOWHERE
                begun.append(None)
                continue
            stay, enter = inside + link, best + weights[opening]
            inside, start = (stay, start) if stay >= enter else (enter, at)
            inside += own
            leave = inside + weights[closing]
            text = best + (inner.score if inner else 0.0)
            best, begin = (leave, start) if leave > text else (text, None)
            begun.append(begin)
        return best, begun

    def stretches(self) -> tuple[Stretch, ...]:
        """The formulas."""
        found: list[Stretch] = []
        end = len(self.level.items)
        while end:
            first, inner = self.begun[end], self.inner[end - 1]
            if first is not None:
                found.append(self._stretch(first, end))
            elif inner:
                found += reversed(inner.stretches())
            end = end - 1 if first is None else first
        return tuple(reversed(found))

    def displayed(self) -> tuple[Stretch, ...]:
        """The whole line as one displayed formula, if that is worth more than the best of other readings.

        There a word is less of an obstacle: left of an equals sign it is what the formula defines, and in an
        equation that begins with a space too many it can only be the author's name for a quantity.
        """
        items = self.level.items[: displayable(self.level.items)]
        last = Seat(items[-1], None, None)  # nothing cuts it short
        names = ["own-line"]
        relation = next((at for at, item in enumerate(items) if item.sort is Sort.RELATION), None)
        if relation is not None:
            stop = next((at for at in range(relation, 0, -1) if ends_clause(items[at - 1])), 0)
            left, right = items[stop:relation], items[relation:]
            if not any(item.text in CONNECTING for item in left):
                names += ["left-hand-side" for item in left if item.sort in QUANTITIES for _ in range(item.words)]
            if items[0].roomy:
                names += ["right-hand-side" for item in terms(right) if item.sort in QUANTITIES]
        ends, named = met(CLOSED_BY, last), evidence(*[RULES[name] for name in names])
        if self._is_far_below(len(items), ends, named):
            return ()
        why = [*self._along(0, len(items)), ends, named]
        if sum(map(self.habits.weights.__getitem__, why)) <= self.score:
            return ()
        return (Stretch(items[0].start, items[-1].end, rule_names(why), display=True),)

    def _is_far_below(self, end: int, *further: Evidence) -> bool:
        """Whether all up to `end` as a formula is worth so much less that the order of adding up cannot matter."""
        weights = self.habits.weights
        worth = self.weight + weights[self.opening[0]] + sum(map(weights.__getitem__, further))
        for at, inner in enumerate(self.inner[end:], end):
            worth -= weights[self.level.links[at]] + weights[self.content[at]] + (inner.weight if inner else 0.0)
        return worth + ROUNDING * len(self.inner) < self.score

    def _along(self, first: int, end: int) -> Iterator[Evidence]:
        """The evidence for a formula of the items from `first` to `end`, but for how it ends."""
        yield self.opening[first]
        yield from self._across(first, end)

    def _across(self, first: int, end: int) -> Iterator[Evidence]:
        for at in range(first, end):
            if at > first:
                yield self.level.links[at]
            yield self.content[at]
            if (inner := self.inner[at]) is not None:
                yield from inner.whole()

    def whole(self) -> Iterator[Evidence]:
        """The evidence for a formula that runs across the level."""
        return self._across(0, len(self.level.items))

    def _stretch(self, first: int, end: int) -> Stretch:
        why = (*self._along(first, end), self.level.closing[end - 1])
        return Stretch(self.level.items[first].start, self.level.items[end - 1].end, rule_names(why))


def hear(seat: Seat) -> Said:
    """What an item says within a formula, of its link to the item before, as the first and as the last of a formula."""
    if seat.item.sort is Sort.PROSE:  # words on either side
        return content(seat), evidence(), evidence(), evidence()
    return content(seat), met(RUN_TO, seat), met(OPENED_BY, seat), met(CLOSED_BY, seat)


def hear_once(seats: Sequence[Seat], heard: Heard) -> list[Said]:
    """The same of each seat; of those that look alike only the first is heard."""
    looks = [seat.item.look for seat in seats]
    said = []
    for seat, *around in zip(seats, looks, [None, *looks], [*looks[1:], None], strict=False):
        key = (seat.nested, *around)
        if (known := heard.get(key)) is None:
            known = heard[key] = hear(seat)
        said.append(known)
    return said


def rule_names(why: Iterable[Evidence]) -> tuple[str, ...]:
    """The names of the rules that the evidence consists of."""
    return tuple(rule.name for each in why for rule in each.rules)


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
