"""Titles with a code (`• ML0023 Gradient Descent`), and the evidence that one begins a record.

A word that looks like a code may also begin a line of an answer (`VGG16 in short`), so what stands above and below is
weighed, too: a line that ends a record or names the page, the line `Answer`, a bullet, other titles with such a code.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from mlanki.identity import prefix_of
from mlanki.outline.evidence import Verdict
from mlanki.outline.furniture import COMMENT_FORM, LOGIN
from mlanki.outline.marks import ANSWER, ANSWER_LINE, CODED
from mlanki.outline.rows import Row, Shown
from mlanki.outline.wording import TITLE_WORDS
from mlanki.readers.pieces import HEADER

QUESTION_LINES = 12  # more lines than this before `Answer`, and the title above them was none
CODE_DIGITS = 3  # fewer may be a number that counts something


class LineKind(Enum):
    """What a line is to the titles around it."""

    TITLE = auto()
    ANSWER = auto()
    END = auto()  # asks to log in, or begins a comment form
    HEADER = auto()
    PROSE = auto()


@dataclass(frozen=True, slots=True)
class Title:
    """A line that could begin a record."""

    at: int
    code: str
    title: str
    bulleted: bool

    @property
    def families(self) -> tuple[str, ...]:
        """What the codes of one family share: the prefix, or how many digits they have where these are a number's."""
        prefix = prefix_of(self.code)
        digits = len(self.code) - len(prefix)
        return (prefix, f"{digits} digits") if digits >= CODE_DIGITS else (prefix,)

    @property
    def reads_like_one(self) -> bool:
        """Whether the words after the code are a title rather than the rest of a sentence."""
        return not self.title.endswith((".", ",", ";", ":")) and len(self.title.split()) <= TITLE_WORDS


class Codes:
    """The titles with a code on a page, and the headers that say what the page lists."""

    def __init__(self, rows: Sequence[Row], *, exact: bool) -> None:
        self.rows = rows
        self.exact = exact
        self.kinds = [self._kind(row) for row in rows]
        self._doubt_headers()
        self.titles: Mapping[int, Title] = {
            at: _title(rows[at]) for at, kind in enumerate(self.kinds) if kind is LineKind.TITLE
        }

    def _kind(self, row: Row) -> LineKind:
        text = row.line
        if row.shown is Shown.BLOCK:
            return LineKind.PROSE
        if (not self.exact or row.shown in (Shown.HEADING, Shown.BOLD)) and CODED.fullmatch(text):
            return LineKind.TITLE
        if ANSWER.match(text) if self.exact else ANSWER_LINE.fullmatch(text):
            return LineKind.ANSWER
        if LOGIN.fullmatch(text) or COMMENT_FORM.fullmatch(text):
            return LineKind.END
        return LineKind.HEADER if not self.exact and HEADER.fullmatch(text) else LineKind.PROSE

    def _doubt_headers(self) -> None:
        """`Category: X` may also be a line of an answer: a header stands where no record is open."""
        opened = False
        for at, kind in enumerate(self.kinds):
            opened = opened or kind is LineKind.TITLE
            above = self.kinds[at - 1] if at else LineKind.HEADER
            below = self.kinds[at + 1] if at + 1 < len(self.kinds) else LineKind.PROSE
            if (
                kind is LineKind.HEADER
                and opened
                and above not in (LineKind.HEADER, LineKind.END)
                and below is not LineKind.TITLE
            ):
                self.kinds[at] = LineKind.PROSE

    def header_rows(self, at: int) -> Sequence[int]:
        """The header lines of the page that the row is on; a file may hold several pages."""
        place = bisect_right(self._headers, at)
        last = first = self._headers[place - 1] if place else -1
        while first >= 0 and self.kinds[first] is LineKind.HEADER:
            first -= 1
        return range(first + 1, last + 1)

    @cached_property
    def _headers(self) -> list[int]:
        return [at for at, kind in enumerate(self.kinds) if kind is LineKind.HEADER]

    def is_form(self, at: int) -> bool:
        """Whether a comment form begins at the row."""
        return COMMENT_FORM.fullmatch(self.rows[at].line) is not None

    def verdicts(self) -> Iterator[Verdict]:
        """A verdict on every title that begins a record."""
        certain = [title for title in self.titles.values() if self._is_first(title) and self._is_answered(title)]
        counted = frozenset(certain)
        has_bullets = any(title.bulleted for title in certain)
        has_ends = LineKind.END in self.kinds
        families = Counter(
            family for title in (self.titles.values() if self.exact else certain) for family in title.families
        )
        highest = min((self.rows[at].level for at in self.titles), default=0)
        for title in self.titles.values():
            itself = self.exact or title in counted
            signs = [*self._signs(title, any(families[family] > itself for family in title.families))]
            first = {"nothing-open", "code-in-heading"} & {*signs}
            if first and "reads-like-title" in signs:
                signs.remove("reads-like-title")
            if not first and "answer-below" in signs and not title.bulleted and has_bullets:
                signs.append("no-bullet-among-bullets")
            if not first and "answer-below" not in signs and has_ends:
                signs.append("no-end-above")
            if self.exact and self.rows[title.at].level > highest:
                signs.append("below-other-titles")
            verdict = Verdict(title.at, tuple(signs))
            if verdict.is_question:
                yield verdict

    def _signs(self, title: Title, has_family: bool) -> Iterator[str]:  # noqa: FBT001 - one of its signs
        if self.exact:
            yield "code-in-heading"
        elif self._is_first(title):
            yield "nothing-open"
        answered = self._is_answered(title)
        if answered:
            yield "answer-below"
        if has_family:
            yield "family"
        if self.exact and len(title.code) - len(prefix_of(title.code)) >= CODE_DIGITS:
            yield "many-digits"
        if title.bulleted:
            yield "bulleted"
        if title.reads_like_one:
            yield "reads-like-title"
        if not answered and self._continues(title):
            yield "question-below"

    def _is_first(self, title: Title) -> bool:
        """Whether nothing is open that the line could belong to."""
        return title.at == 0 or self.kinds[title.at - 1] in (LineKind.HEADER, LineKind.END)

    def _is_answered(self, title: Title) -> bool:
        """Whether a line `Answer` follows with at most a question in between."""
        for at in range(title.at + 1, min(len(self.kinds), title.at + QUESTION_LINES + 2)):
            match self.kinds[at]:
                case LineKind.ANSWER:
                    return True
                case LineKind.END | LineKind.HEADER:
                    return False
                case LineKind.TITLE if self.titles[at].bulleted:
                    return False
        return False

    def _continues(self, title: Title) -> bool:
        """Whether a question follows; the end of the page counts as one that was cut off.

        A list of cross references has one title below the other, and no question.
        """
        if title.at and self.kinds[title.at - 1] is LineKind.TITLE:
            return False
        return title.at + 1 == len(self.kinds) or self.kinds[title.at + 1] is LineKind.PROSE


def _title(row: Row) -> Title:
    found = CODED.fullmatch(row.line)
    assert found is not None
    return Title(row.at, found["code"].upper(), found["title"] or "", bool(found["bullet"]))
