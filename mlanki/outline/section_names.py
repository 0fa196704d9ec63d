"""The sections that questions stand in, and the name of the page: headings, or lines of a text that are like titles."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

from mlanki.document import Heading, Link, walk
from mlanki.outline.finding import Found
from mlanki.outline.furniture import BACK_MATTER, CONTENTS, GENERIC, PARTS, is_frame, section_name
from mlanki.outline.habits import SUMMARY
from mlanki.outline.judging import alternates
from mlanki.outline.marks import ANSWER
from mlanki.outline.rows import Row, Shown
from mlanki.outline.toc import fold
from mlanki.outline.wording import TITLE_WORDS, content_words


class Sections:
    """The sections of a page on which questions were found."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.rows = found.rows
        self.headings = found.headings

    @cached_property
    def title_at(self) -> int | None:
        """The row where the page says its name: its highest heading, or the first line of a text if like a title."""
        found = self.found
        if found.coded and not found.exact:
            return None
        if self.headings.all:
            return self.headings.title.at if self.headings.title else None
        first = next((row for row in self.rows if row.at not in found.contents and not is_frame(row.text)), None)
        if first is None or first.at in {*found.asked} | found.code or first.shown is Shown.BLOCK:
            return None
        name = section_name(first.text)
        is_name = len(name.split()) <= TITLE_WORDS and not name.endswith((".", ",", ";"))
        return first.at if is_name else None

    @property
    def title(self) -> str:
        """What the page calls itself in its text."""
        if self.title_at is None:
            return ""
        row = self.rows[self.title_at]
        return row.text if self.found.exact else section_name(row.said or row.text)

    def is_back_matter(self, row: Row) -> bool:
        """Whether a row stands in a section that a page keeps for itself."""
        above = self.headings.above(row.at)
        return above is not None and bool(BACK_MATTER.fullmatch(above.text))

    def path(self, at: int) -> tuple[str, ...]:
        """The names of the sections that a row stands in, by the headings above it, from the outermost."""
        names: list[str] = []
        above = self.headings.above(at)
        place = -1 if above is None else above.at
        while place >= 0:
            row = self.rows[place]
            is_above = row.level < self.rows[at].level
            if is_above and place not in self.found.questions and row is not self.headings.title and names_subject(row):
                names.insert(0, section_name(row.text))
            place = self.headings.parents[place]
        return tuple(names)

    @cached_property
    def begun(self) -> Mapping[int, str]:
        """The rows of a text that begin a section, with its name: a title directly above a question.

        A heading within an answer has text below it. One title directly below another is an item of a list
        without full stops, unless that other is the page's own. A title that the table of contents names, that
        follows a summary, or that stands apart where answers have no headings, may have an introduction below it.
        Where more titles stand between two questions than elsewhere, or lines answer in turn, they are short answers.
        """
        if self.found.coded or self.headings.all:
            return {}
        habits, asked = self.found.habits, self.found.questions
        begun = {}
        short: dict[int, str] = {}  # right below a question, whose whole answer they may be
        listed = {fold(self.rows[at].text) for at in self._listed()}
        introducing = frozenset((*self._below_summaries(), *self._above_introductions()))
        written = habits.written
        for above, at, below in zip([None, *written], written, [*written[1:], None], strict=False):
            if at in asked or at in self.found.code or at == self.title_at or at in habits.bulleted:
                continue
            row = self.rows[at]
            # An item of a list has another above it, unless a blank line stands between an answer and the section.
            is_item = above not in (None, self.title_at) and above not in asked and habits.is_like_title(above or 0)
            if is_item and above is not None:
                is_item = self.rows[above].is_apart or not row.is_apart
            if above is not None and not row.is_apart and row.mark.number:
                is_item = is_item or self.rows[above].mark.number == row.mark.number - 1
            answers = above is not None and ANSWER.fullmatch(self.rows[above].text) is not None
            begins = habits.is_like_title(at) and below in asked and not is_item and not answers
            if at in introducing or fold(row.text) in listed or (begins and above not in asked):
                begun[at] = row.name
            elif begins:
                short[at] = row.name
        are_answers = not habits.is_bare and (len(short) > max(1, len(begun)) or alternates(habits, asked))
        return begun if are_answers else dict(sorted((begun | short).items()))

    def _listed(self) -> Iterator[int]:
        """The entries of a table of contents that name sections: right above a question, if its first entry is one."""
        entries = [at for at in sorted(self.found.contents) if not CONTENTS.fullmatch(self.rows[at].text)]
        if entries and not self.rows[entries[0]].sounds:
            yield from (at for at, below in pairwise(entries) if not self.rows[at].sounds and self.rows[below].sounds)

    def _below_summaries(self) -> Iterator[int]:
        """Titles below the summary of an answer, where that is the last thing answers have."""
        answers = [range(at + 1, end) for at, end in pairwise((*self.found.asked, len(self.rows)))]
        summaries = [[at for at in answer if SUMMARY.fullmatch(self.rows[at].text)] for answer in answers]
        if 3 * sum(map(bool, summaries)) < 2 * len(answers):
            return
        for answer, summary in zip(answers, summaries, strict=True):
            below = [at for at in answer if summary and at > summary[-1] + 1]
            titles = [at for at in below if self.found.habits.is_like_title(at) and not self.rows[at].signs]
            yield from titles[:1]

    def _above_introductions(self) -> Iterator[int]:
        """Titles that stand apart and name what the next question is about, and the one above is not.

        What stands below such a title introduces the next questions.
        """
        for at, following in pairwise(self.found.asked):
            above, below = content_words(self.rows[at].said), content_words(self.rows[following].said)
            titles = [place for place in range(at + 1, following) if self._stands_apart(place)]
            named = content_words(self.rows[titles[-1]].said) if titles else frozenset()
            if named & (below - above):
                yield titles[-1]

    def _stands_apart(self, at: int) -> bool:
        """Whether a title has a blank line above it and below it."""
        row = self.rows[at]
        alone = row.is_apart and (at + 1 == len(self.rows) or self.rows[at + 1].is_apart)
        named = self.found.habits.is_like_title(at) and not row.signs and not PARTS.fullmatch(row.text)
        return alone and named and not row.text.endswith(":") and row.shown is Shown.LINE


def names_subject(row: Row) -> bool:
    """Whether a heading says what its questions are about; one that leads elsewhere is news."""
    block = row.piece.block
    is_news = isinstance(block, Heading) and any(isinstance(inline, Link) for inline in walk(block.inlines))
    return not (is_news or GENERIC.fullmatch(row.text) or CONTENTS.fullmatch(row.text))
