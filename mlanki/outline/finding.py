"""Which pieces of a page ask: the verdicts on all that sound like it, and what is no question for all its sound."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.identity import folded
from mlanki.outline.answer_key import AnswerKey
from mlanki.outline.code_answers import open_comments, open_orders
from mlanki.outline.codes import Codes
from mlanki.outline.evidence import Verdict
from mlanki.outline.flashcards import open_flashcards
from mlanki.outline.furniture import ASKING_TITLE, QUESTIONS, is_frame
from mlanki.outline.habits import ANSWER_WORDS, Habits
from mlanki.outline.headings import Headings, with_symbols_below
from mlanki.outline.judging import judge
from mlanki.outline.labels import open_labels
from mlanki.outline.lists import open_lists
from mlanki.outline.marks import METADATA
from mlanki.outline.question_tables import open_tables
from mlanki.outline.quoted import open_quotes
from mlanki.outline.rows import Row, Shown, read_rows
from mlanki.outline.run_on import open_run_on
from mlanki.outline.toc import contents
from mlanki.prose.code import find_code
from mlanki.prose.structure.kinds import is_title, length_in_words
from mlanki.readers.pieces import Page, Piece

PAGE_NUMBER = regex.compile(r"^\P{L}++|\P{L}++$")
PAGE_SIGNS = 12  # characters that a page number and what sets it off take up
NAME_WORDS = 3  # fewer may be the name of a section too
OPENERS: tuple[Callable[[Sequence[Piece]], Iterable[Piece]], ...]
OPENERS = (open_comments, open_orders, open_tables, open_quotes, open_lists)
FEWEST = 2  # questions without any mark, each with an answer; one alone may stand in any text


def with_running_heads(rows: Sequence[Row], title: Row) -> Iterator[Row]:
    """The rows, where lines that say the `title` again are frames: print has it on each page, beside its number."""
    name = without_page_number(title.text)
    for row in rows:
        may_be = row.at > title.at and row.shown is Shown.LINE and len(row.text) <= len(title.text) + PAGE_SIGNS
        again = may_be and without_page_number(row.text) == name
        yield replace(row, further=(*row.further, "running-head")) if again else row


def without_page_number(text: str) -> str:
    """A line without what is no letter at its ends, and without regard to case."""
    return folded(PAGE_NUMBER.sub("", text))


class Found:
    """What was found on a page."""

    def __init__(self, page: Page) -> None:
        self.exact = page.exact
        pieces: Sequence[Piece] = page.pieces
        for open_some in OPENERS if page.exact else ():
            pieces = tuple(open_some(pieces))
        self.rows = with_symbols_below(read_rows(open_labels(tuple(open_flashcards(open_run_on(pieces))))))
        self.codes = Codes(self.rows, exact=page.exact)
        self.coded = {verdict.at: verdict for verdict in self.codes.verdicts()}
        self.contents = frozenset(contents(self.rows)) if not self.coded else frozenset()
        first = next((row for row in self.rows if row.text and not is_frame(row.text)), None)
        title = first if first and is_title(first.said or first.text) else None
        name = page.title or (title.text if title else "")
        self.named = bool(QUESTIONS.search(name))
        if title and length_in_words(title.text) >= NAME_WORDS and not (self.exact or self.coded or title.asks):
            self.rows = tuple(with_running_heads(self.rows, title))
        self.headings = Headings(self.rows, titled=bool(ASKING_TITLE.search(name)))
        self.key = AnswerKey(self.rows, coded=bool(self.coded))

    @cached_property
    def code(self) -> frozenset[int]:
        """The rows that are code."""
        texts = () if self.exact else [row.text for row in self.rows]
        return frozenset(at for run in find_code(texts) for at in run)

    # Verdicts

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on all that sounds like a question, in the order of the page."""
        if self.coded:
            return tuple(self.coded.values())
        verdicts = (*self._headed, *self._marked_lines(), *judge(self.habits))
        if self.named and not any(verdict.is_question for verdict in verdicts):
            verdicts = tuple(self.headings.topics()) or verdicts
        return tuple(sorted(verdicts, key=lambda verdict: verdict.at))

    @cached_property
    def _headed(self) -> tuple[Verdict, ...]:
        return tuple(self.headings.verdicts())

    @cached_property
    def habits(self) -> Habits:
        """What the running text tells of its author: all but headings, what stands below those that ask, and frames."""
        inside = {
            at
            for verdict in self._headed
            if verdict.is_question
            for at in range(verdict.at, self.headings.stops[verdict.at])
        }
        apart = inside | self.contents | {row.at for row in self.rows if row.text and row.is_frame}
        within = [row.at for row in self.rows if row.at not in apart and row.shown is not Shown.HEADING]
        return Habits(self.rows, within, self.code, exact=self.exact, titled=self.headings.titled)

    def _marked_lines(self) -> Iterator[Verdict]:
        """Lines with the label of the next question, where all other questions are headings: one lost its `#`."""
        open_number: int | None = None
        asked = {verdict.at for verdict in self._headed if verdict.is_question}
        asked = {at for at in asked if self.rows[at].mark.style == "q"}
        for row in self.rows if asked else ():
            number = row.mark.number if row.mark.style == "q" else None
            if row.at in asked:
                open_number = number
            elif None not in (number, open_number) and number == (open_number or 0) + 1 and row.said:
                open_number = number
                yield Verdict(row.at, (*row.signs, "marked"))

    # Questions

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """The rows that are questions, in the order of the page."""
        asked = tuple(
            verdict.at
            for verdict in self.verdicts
            if verdict.is_question and not self.key.answers_at(verdict.at) and not self._is_stem(verdict.at)
        )
        asked = tuple(at for above, at in pairwise((-1, *asked)) if not self._goes_on(above, at))
        if self.coded or len(asked) >= FEWEST:
            return asked
        return tuple(at for at in asked if self._may_be_alone(at))

    @cached_property
    def questions(self) -> frozenset[int]:
        """The rows that are questions."""
        return frozenset(self.asked)

    def header_rows(self, at: int) -> Sequence[int]:
        """The rows that name the page of a question: each page of a listing does, a guide above its first question."""
        return self.codes.header_rows(at if self.coded else self.asked[0])

    def _goes_on(self, above: int, at: int) -> bool:
        """Whether `Question: …` below `Q: …`, with nothing but notes between, is more of that question."""
        between = self.rows[above + 1 : at]
        labels = above >= 0 and self.rows[above].mark.style == self.rows[at].mark.style == "q"
        notes = bool(between) and all(METADATA.fullmatch(row.text) for row in between)
        return labels and self.rows[at].mark.number is None and notes

    def _may_be_alone(self, at: int) -> bool:
        """Whether one question makes a page of questions: it is set off, or the page says nothing before it."""
        row = self.rows[at]
        if row.shown is not Shown.LINE or row.mark.style == "q" or row.piece.marker:
            return True
        above = [other for other in self.rows[:at] if not is_frame(other.text)]
        below = self.rows[at + row.length : at + row.length + 1]
        answered = bool(below) and length_in_words(below[0].text) >= ANSWER_WORDS
        return len(above) <= 1 and all(other.is_like_title for other in above) and row.asks and answered

    # Stems

    @cached_property
    def stems(self) -> Mapping[int, tuple[Row, ...]]:
        """For each row that is counted those that begin it and its sisters, from the outermost."""
        found: dict[int, tuple[Row, ...]] = {}
        above: list[Row] = []
        for row in self.rows:
            if row.shown is Shown.HEADING:
                above = []
            if row.is_counted and not self.coded:
                while above and above[-1].depth >= row.depth:
                    above.pop()
                found[row.at] = tuple(above)
                if self._is_stem(row.at):
                    above.append(row)
        return found

    def _is_stem(self, at: int) -> bool:
        """Whether a row only begins the questions that are counted below it: `3. Given a matrix A:`, `i. Is it …?`.

        A heading with nothing to be said for or against it names a section.
        """
        row = self.rows[at]
        names = row.shown is Shown.HEADING and not row.signs
        if not row.is_counted or names or at + row.length >= len(self.rows):
            return False
        below = self.rows[at + row.length]
        return below.is_counted and below.depth > row.depth and below.at in self._judged_to_ask

    @cached_property
    def _judged_to_ask(self) -> frozenset[int]:
        return frozenset(verdict.at for verdict in self.verdicts if verdict.is_question)

    # The answer key

    @cached_property
    def keyed_rows(self) -> Mapping[int, int]:
        """The rows of the key: the first of what it says about a question, and the one after its last."""
        return self.key.extents(self.questions)

    @cached_property
    def keyed(self) -> Mapping[int, tuple[Piece, ...]]:
        """What the key says for the question of each number."""
        return self.key.answers(self.keyed_rows)
