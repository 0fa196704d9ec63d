"""The best reading of a line: which stretches are formulas.

A hidden-state walk over the items: each is text or stands in a formula, and what begins, continues and ends a
formula has its own evidence. Brackets make it a tree: the walk within a bracket is done first, and the
bracket then enters the walk around it as one item with two prices, "wholly in a formula" and "text, with
whatever formulas are inside". Each item is seen once, so a line costs time in proportion to its length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mlanki.prose.formulas.draft import Stretch
from mlanki.prose.formulas.items import Item, Sort
from mlanki.prose.formulas.rules import Habits, across, closing, content, opening

NOWHERE = float("-inf")


@dataclass(frozen=True, slots=True)
class Reading:
    """A level of the tree, read: its worth as text that may hold formulas, and as part of one formula."""

    text: float
    stretches: tuple[Stretch, ...]
    formula: float
    rules: tuple[str, ...]


def read_line(items: Sequence[Item], habits: Habits) -> tuple[Stretch, ...]:
    """The formulas of a line; one for the whole line where that is the best reading."""
    if not items:
        return ()
    reading = read_level(items, habits)
    whole = own_line(items, habits)
    return (whole,) if habits.weigh(whole.rules) > reading.text else reading.stretches


def read_level(items: Sequence[Item], habits: Habits, *, nested: bool = False) -> Reading:
    """The best reading of the items of a line, or of those within a bracket."""
    inner = [read_level(item.inner, habits, nested=True) if item.inner else None for item in items]
    rules = [
        content(item, behind, ahead, habits, nested=nested) + (within.rules if within else ())
        for item, behind, ahead, within in zip(items, [None, *items], [*items[1:], None], inner, strict=False)
    ]
    links = [(), *(across(item, behind) for behind, item in pairwise(items))]

    # best[i]: the items before i, with no formula open; begun[i]: where the formula that ends before i began, if any.
    best: list[float] = [0.0]
    begun: list[int | None] = [None]
    inside, start = NOWHERE, 0
    for index, item in enumerate(items):
        behind = items[index - 1] if index else None
        ahead = items[index + 1] if index + 1 < len(items) else None
        on = inside + habits.weigh(links[index])
        off = best[index] + habits.weigh(opening(item, behind, ahead, habits))
        inside, start = (on, start) if on >= off else (off, index)
        inside += habits.weigh(rules[index])
        ended = inside + habits.weigh(closing(item, ahead, nested=nested))
        within = inner[index]
        as_text = best[index] + (within.text if within else 0.0)
        best.append(max(ended, as_text))
        begun.append(start if ended > as_text else None)

    stretches: list[Stretch] = []
    index = len(items)
    while index:
        first = begun[index]
        if first is None:
            index -= 1
            if (within := inner[index]) is not None:
                stretches.extend(reversed(within.stretches))
            continue
        last = index - 1
        why = opening(
            items[first],
            items[first - 1] if first else None,
            items[first + 1] if first + 1 < len(items) else None,
            habits,
        )
        why += tuple(rule for at in range(first, index) for rule in (*(links[at] if at > first else ()), *rules[at]))
        why += closing(items[last], items[index] if index < len(items) else None, nested=nested)
        stretches.append(Stretch(items[first].start, items[last].end, why))
        index = first
    everything = tuple(rule for link, own in zip(links, rules, strict=True) for rule in (*link, *own))
    return Reading(best[-1], tuple(reversed(stretches)), habits.weigh(everything), everything)


def own_line(items: Sequence[Item], habits: Habits) -> Stretch:
    """The reading of a whole line as one displayed formula.

    There a word is less of an obstacle: left of an equals sign it is what the formula defines, and in an
    equation that begins with a space too many it can only be the author's name for a quantity.
    """
    reading = read_level(items, habits)
    relation = next((i for i, item in enumerate(items) if item.sort is Sort.RELATION), None)
    why = [
        *opening(items[0], None, None, habits),
        *reading.rules,
        *closing(items[-1], None, nested=False),
        "own-line",
    ]
    if relation is not None:
        named = items if items[0].roomy else items[:relation]
        rule = "equation-line" if items[0].roomy else "left-hand-side"
        why += [rule for item in named if item.sort is Sort.WORD]
    if items[-1].sort is Sort.STOP:
        why.append("last-stop")
    return Stretch(items[0].start, items[-1].end, tuple(why), display=True)
