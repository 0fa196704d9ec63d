"""Which of the numbered lines of a page count its questions: lists within answers are numbered, too.

A count goes from 1 to 2 to 3 over the whole page, and most of what it counts sounds like a question. Of all
such counts the one is taken whose lines are most like questions, so that a question in the middle may be worded
like a title (`5. Bagging and boosting`) and a number may be missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# What a line brings to the count that it is part of.
ASKED = 3.0
SOUNDING = 2.0
TITLED = 0.5  # like a title, so it may name a question
QUIET = -1.0  # says nothing, but a number that is missing costs more
SECTION = -4.0  # right above a question that counts otherwise

# What a step costs.
SKIPPED = -1.5  # each number that is missing; where more are than `MOST_SKIPPED`, one more than these
JOINING = -2.0  # into the middle of a list that has begun in between
LATE = -1.0  # a count that does not begin with 1
MOST_SKIPPED = 2


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered line: where it stands, its number within its part, and what it is worth as a question.

    `restarts` tells that the questions of a new section may begin here.
    """

    at: int
    part: str
    number: int
    worth: float
    restarts: bool


@dataclass(frozen=True, slots=True)
class _Count:
    """A count up to one of its lines: what it is worth, and the count that this line goes on from."""

    worth: float
    line: Numbered
    before: "_Count | None"

    def lines(self) -> list[Numbered]:
        found = []
        count: _Count | None = self
        while count is not None:
            found.append(count.line)
            count = count.before
        return found[::-1]


def longest(lines: Sequence[Numbered]) -> tuple[int, ...]:
    """The places of those of `lines`, given in the order of the page, that count its questions; none if few sound so.

    >>> longest([Numbered(0, "", 1, ASKED, False), Numbered(2, "", 1, QUIET, False), Numbered(3, "", 2, QUIET, False),
    ...          Numbered(5, "", 2, ASKED, False)])
    (0, 5)
    """
    ending: dict[tuple[str, int], _Count] = {}  # the best count that ends with a number
    best: _Count | None = None
    above: _Count | None = None
    for line in lines:
        steps: list[tuple[float, _Count | None]] = [(0 if line.number == 1 else LATE, None)]
        if best is not None and (line.restarts or (line.part != best.line.part and line.number == 1)):
            steps.append((best.worth, best))
        joins = above is not None and (above.line.part, above.line.number + 1) == (line.part, line.number)
        for skipped in range(MOST_SKIPPED + 1):
            if (count := ending.get((line.part, line.number - 1 - skipped))) is not None:
                cost = SKIPPED * skipped + (JOINING if joins and count is not above else 0)
                steps.append((count.worth + cost, count))
        if joins and above is not None:
            steps.append((above.worth, above))
        if best is not None and line.worth == ASKED and best.line.part == line.part and best.line.number < line.number:
            steps.append((best.worth + SKIPPED * (MOST_SKIPPED + 1), best))
        worth, before = max(steps, key=lambda step: step[0])
        above = _Count(worth + line.worth, line, before)
        known = ending.get((line.part, line.number))
        if known is None or above.worth >= known.worth:
            ending[line.part, line.number] = above
        if best is None or above.worth > best.worth:
            best = above
    counted = best.lines() if best is not None else []
    sounding = sum(line.worth >= SOUNDING for line in counted)
    return tuple(line.at for line in counted) if 2 * sounding >= len(counted) else ()
