"""How far each question reaches: to the next one, to a heading that is none of its own, or to where the page closes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from mlanki.outline.finding import Found
from mlanki.outline.folds import fold_ends
from mlanki.outline.furniture import ANSWER_KEY, PARTS, closes_page
from mlanki.outline.marks import ANSWER, METADATA
from mlanki.outline.rows import Row, Shown
from mlanki.outline.section_names import Sections


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its row, and the place after the last row that may belong to it; its code, if it is a coded title.

    `sections` are the names of those that it stands in, `stems` the rows that begin it and its sisters.
    """

    row: Row
    end: int
    sections: tuple[str, ...]
    stems: tuple[Row, ...] = ()
    code: str = ""
    title: str = ""


class Reach:
    """The questions of a page with what belongs to them."""

    def __init__(self, found: Found, sections: Sections) -> None:
        self.found = found
        self.sections = sections
        self.rows = found.rows

    def questions(self) -> Iterator[Question]:
        """The questions in the order of the page."""
        found, sections = self.found, self.sections
        if found.coded:
            for at, end in pairwise((*sorted(found.coded), len(self.rows))):
                title = found.codes.titles[at]
                path = sections.path(at) if found.exact else ()
                yield Question(self.rows[at], self._closed(at, end), path, (), title.code, title.title)
            return
        stems = {row.at for above in found.stems.values() for row in above}
        begins = sorted({*found.asked, *sections.begun, *stems})
        ends = dict(pairwise((*begins, len(self.rows))))
        section: tuple[str, ...] = ()
        for at in begins:
            if at in sections.begun:
                section = (sections.begun[at],)
            if at in found.questions:
                end = self._closed(at, min(ends[at], self._heading_below(at)))
                path = sections.path(at) if found.headings.all else section
                yield Question(self.rows[at], end, path, found.stems.get(at, ()))

    def _heading_below(self, at: int) -> int:
        """Where the next heading stands that no longer belongs to the question at `at`."""
        row = self.rows[at]
        if row.shown is Shown.FOLD and (end := fold_ends(self.rows, at)) > at + 1:
            return end
        headings = self.found.headings
        above = headings.above(at)
        level = row.level if row.shown is Shown.HEADING else above.level if above else 0
        for head in headings.below(at):
            if head.level > level and not ANSWER_KEY.fullmatch(head.text):
                continue
            is_part = head.level == level and (head.leans or PARTS.fullmatch(head.text)) and row.shown is Shown.HEADING
            if not is_part and not ANSWER.fullmatch(head.text):
                return head.at
        return len(self.rows)

    def _closed(self, at: int, end: int) -> int:
        """Where the page closes below the question, by a line that says so; `end` where none does."""
        if self.found.coded and not self.found.exact:
            return end  # its records end with lines of their own
        return next((place for place in range(at + 1, end) if self._ends_answer(place)), end)

    def _ends_answer(self, at: int) -> bool:
        """Whether the answer above ends at a row: where the page closes, at its key, at a follow-up."""
        keyed = self.found.keyed_rows
        names_key = at == self.found.key.begins and at + 1 in keyed
        return self.closes(at) or at in keyed or names_key or "follow-up" in self.rows[at].signs

    def closes(self, at: int) -> bool:
        """Whether a row begins what the page has below its content."""
        row = self.rows[at]
        pitches = "pitch" in row.signs and (row.is_apart or self._is_dense) and at not in self.found.questions
        closes = closes_page(row.line) and (row.shown is Shown.HEADING or not METADATA.fullmatch(row.text))
        return row.shown is not Shown.BLOCK and (pitches or closes)

    @cached_property
    def _is_dense(self) -> bool:
        """Whether no blank line stands on the page."""
        return not any(row.is_apart for row in self.rows[1:])
