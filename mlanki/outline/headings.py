"""Which headings of a page are questions: by their marks, by their words, and by what stands beside them."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from mlanki import patterns as regex
from mlanki.document import Heading
from mlanki.outline.evidence import Verdict
from mlanki.outline.furniture import ANSWER_KEY, BACK_MATTER, CONTENTS, GENERIC, PARTS, closes_page
from mlanki.outline.marks import ANSWER
from mlanki.outline.rows import Row, Shown

MOST = 0.6  # of the headings of a level, or of those side by side, ask: then those that ask are questions
MOST_IF_TITLED = 0.45  # where the page calls itself a list of questions
SEVERAL = 3  # headings of a level ask
SEVERAL_IF_TITLED = 2
SYMBOL = regex.compile(r"\s*\p{So}")
MAY_ASK = frozenset({"question-mark", "mild-imperative", "task"})  # beside a mark
NEARLY_ALL = 0.8  # of a level ask: then its odd one is taken for a question too
ENDING = regex.compile(
    r"[\W_]*+(?:conclusions?|final\s+(?:words|thoughts|tips)|wrap(?:ping)?\s+(?:it\s+)?up|next(?:\s+steps)?|bonus|introduction)[\W_]*",
    regex.IGNORECASE,
)


def with_symbols_below(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, where of the headings of one level only those with a symbol before them ask, or only those without.

    Then the others are headings of what stands below a question: they and all that are deeper go down by a level.
    """
    rows = tuple(rows)
    for level in sorted({row.level for row in rows if row.shown is Shown.HEADING}, reverse=True):
        kinds: defaultdict[bool, list[Row]] = defaultdict(list)
        for row in rows:
            if row.level == level and not Headings.is_furniture(row):
                kinds[SYMBOL.match(row.text) is not None].append(row)
        shares = {kind: _share([row.asks for row in of_kind]) for kind, of_kind in kinds.items()}
        asking = [kind for kind, share in shares.items() if share >= MOST and len(kinds[kind]) >= SEVERAL_IF_TITLED]
        if len(kinds) > 1 and len(asking) == 1:
            below = {row.at for row in kinds[not asking[0]]}
            rows = tuple(_lowered(row) if row.at in below or row.level > level else row for row in rows)
    return rows


def _lowered(row: Row) -> Row:
    block = row.piece.block
    if not isinstance(block, Heading):
        return row
    return replace(row, piece=replace(row.piece, block=replace(block, level=block.level + 1)))


class Headings:
    """The headings of a page; `titled` tells that the page calls itself one of questions."""

    def __init__(self, rows: Sequence[Row], *, titled: bool) -> None:
        self.rows = rows
        self.all = [row for row in rows if row.shown is Shown.HEADING]
        self.titled = titled
        self.least = MOST_IF_TITLED if titled else MOST
        self.stops = {row.at: len(rows) for row in self.all}  # where what stands below each ends
        self.parents: dict[int, int] = {}  # the row of the heading that each stands below, -1 where there is none
        above: list[Row] = []
        for row in self.all:
            while above and above[-1].level >= row.level:
                self.stops[above.pop().at] = row.at
            self.parents[row.at] = above[-1].at if above else -1
            above.append(row)

    @cached_property
    def title(self) -> Row | None:
        """The heading that names the page: its first of the highest level, unless that is marked as a question.

        Of several on the highest level none is the title where they ask. A title that asks is the question of a page
        that has no other.
        """
        if not self.all:
            return None
        first = self.all[0]
        beside = [row for row in self.all if row.level == 1 or row.level < first.level]
        if first.level > 1 and (first.asks or any(row.level <= first.level for row in self.all[1:])):
            return None
        if first.mark.style == "q" or (len(beside) > 1 and self.is_worded(first)) or ANSWER_KEY.fullmatch(first.text):
            return None
        if first.asks and all(row.leans or PARTS.fullmatch(row.text) for row in self.all[1:]):
            return None if self.rows[-1].at > first.at and first.at == 0 else first
        return first

    @cached_property
    def is_orderly(self) -> bool:
        """Whether deeper headings stand below higher ones, as levels are meant."""
        return not self.all or all(row.level >= self.all[0].level for row in self.all)

    @staticmethod
    def is_worded(row: Row) -> bool:
        """Whether it reads like a question; a verb that could begin a title counts beside a mark."""
        return row.asks or (row.mark.length > 0 and not MAY_ASK.isdisjoint(row.asking))

    @cached_property
    def plain(self) -> dict[int, Row]:
        """The headings that may be questions: none that names what a page has beside these."""
        return {row.at: row for row in self.all if row is not self.title and not self.is_furniture(row)}

    @staticmethod
    def is_furniture(row: Row) -> bool:
        """Whether a heading names what a page has beside its questions: contents, references, an answer."""
        patterns = (CONTENTS, BACK_MATTER, GENERIC, ANSWER, ANSWER_KEY, ENDING)
        return any(pattern.fullmatch(row.text) for pattern in patterns) or closes_page(row.text)

    @cached_property
    def _set_off(self) -> list[int]:
        """The rows that ask and are set off, other than in bold."""
        kinds = (Shown.HEADING, Shown.FOLD)
        return [row.at for row in self.rows if row.asks and (row.shown in kinds or row.mark.style == "q")]

    def is_section(self, row: Row) -> bool:
        """Whether there are questions below the heading that are set off."""
        following = bisect_right(self._set_off, row.at)
        return following < len(self._set_off) and self._set_off[following] < self.stops[row.at]

    def above(self, at: int) -> Row | None:
        """The heading right above a row."""
        place = bisect_left(self._places, at)
        return self.all[place - 1] if place else None

    def below(self, at: int) -> Sequence[Row]:
        """The headings below a row."""
        return self.all[bisect_right(self._places, at) :]

    @cached_property
    def _places(self) -> list[int]:
        return [row.at for row in self.all]

    @cached_property
    def _shares(self) -> dict[int, float]:
        """For each heading the share of those that ask, on its level or among its sisters, whichever is larger."""
        levels: defaultdict[int, list[bool]] = defaultdict(list)
        sisters: defaultdict[tuple[int, int], list[bool]] = defaultdict(list)
        for row in self.plain.values():
            if row.asks or not (row.leans or PARTS.fullmatch(row.text) or self.is_section(row)):
                levels[row.level].append(self.is_worded(row))
                sisters[row.level, self.parents[row.at]].append(self.is_worded(row))
        by_level = {level: _share(worded) for level, worded in levels.items()}
        by_sisters = {key: _share(worded) if sum(worded) > 1 else 0.0 for key, worded in sisters.items()}
        return {
            row.at: max(by_level.get(row.level, 0.0), by_sisters.get((row.level, self.parents[row.at]), 0.0))
            for row in self.plain.values()
        }

    @cached_property
    def marked(self) -> dict[int, str]:
        """The headings that bear a mark: a label, or numbers on a level of which most ask."""
        found = {at: "marked" for at, row in self.plain.items() if row.mark.style == "q"}
        if found:
            return found
        for level in sorted({row.level for row in self.plain.values()}):
            numbered = [row for row in self.plain.values() if row.level == level and row.mark.style in ("1", "0")]
            worded = [self.is_worded(row) for row in numbered]
            if any(worded) and _share(worded) >= self.least:
                found |= {row.at: "numbered" for row in numbered}
        return found

    def verdicts(self) -> Iterator[Verdict]:
        """A verdict on every heading that may be a question."""
        levels = {self.plain[at].level for at in self.marked}
        open_row: Row | None = None
        asked: list[Row] = []
        for row in self.plain.values():
            signs = [*row.signs]
            if row.at in self.marked:
                signs.append(self.marked[row.at])
            elif row.mark.style == "a" and row.sounds:
                signs.append("lettered")
            elif (levels and row.level not in levels and self.is_orderly) or (
                not levels and self._shares[row.at] < self.least and self.is_orderly
            ):
                signs.append("unlike-other-headings")
            elif asked and not row.asks and not row.leans and self._is_beside(row, asked):
                signs = ["beside-questions"]
            elif row.leans and "question-mark" in row.asking and row.level in self._asking_levels:
                signs.append("beside-questions")
            if open_row is not None and row.at < self.stops[open_row.at] and not self._goes_on(open_row, row):
                signs.append("within-an-answer")
            if self.is_orderly and self._is_in_back_matter(row):
                signs.append("in-back-matter")
            verdict = Verdict(row.at, tuple(signs))
            if verdict.is_question:
                asked.append(row)
                open_row = row
            if row.sounds or verdict.is_question:
                yield verdict

    def _is_in_back_matter(self, row: Row) -> bool:
        """Whether a heading stands below one of what the page keeps for itself: a template for those who contribute."""
        place = self.parents[row.at]
        while place >= 0 and not BACK_MATTER.fullmatch(self.rows[place].text):
            place = self.parents[place]
        return place >= 0

    def topics(self) -> Iterator[Verdict]:
        """A verdict on each heading of a level that counts what the page calls its questions, though none asks."""
        for level in {row.level for row in self.plain.values()}:
            rows = [row for row in self.plain.values() if row.level == level and self._has_own(row)]
            if len(rows) >= SEVERAL and [row.mark.number for row in rows] == [*range(1, len(rows) + 1)]:
                yield from (Verdict(row.at, ("counted-as-question",)) for row in rows)

    def _goes_on(self, above: Row, row: Row) -> bool:
        """Whether a heading that stands too low by mistake is the next question."""
        if not self.is_orderly:
            return row.asks or row.mark.style in ("q", "a")
        follows = above.mark.number is not None and row.mark.number == above.mark.number + 1
        return follows and above.mark.style == row.mark.style

    def _is_beside(self, row: Row, asked: Sequence[Row]) -> bool:
        """Whether a heading that does not ask is a question all the same, since most beside it are."""
        if row.level not in {other.level for other in asked} or PARTS.fullmatch(row.text):
            return False
        if self.is_section(row) or not self._has_own(row):
            return False
        return self._shares[row.at] >= (self.least if self.titled else NEARLY_ALL)

    @cached_property
    def _asking_levels(self) -> frozenset[int]:
        """The levels of which so many headings ask that one about `it` is a question of its own, too."""
        asking = Counter(row.level for row in self.plain.values() if row.asks and not row.leans)
        least = SEVERAL_IF_TITLED if self.titled else SEVERAL
        return frozenset(level for level, number in asking.items() if number >= least)

    def _has_own(self, row: Row) -> bool:
        return row.at + 1 < self.stops[row.at] and self.rows[row.at + 1].shown is not Shown.HEADING


def _share(worded: Sequence[bool]) -> float:
    return sum(worded) / len(worded) if worded else 0.0
