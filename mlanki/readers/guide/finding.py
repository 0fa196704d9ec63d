"""Which lines of a guide are questions, which begin a section, and which only list them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import regex

from mlanki.document import Line
from mlanki.prose.code import find_code
from mlanki.prose.structure.kinds import is_title
from mlanki.readers.guide.contents import contents, is_asked
from mlanki.readers.guide.evidence import (
    FUNCTION_WORDS,
    WEIGHTS,
    Case,
    case_of,
    grammar,
)
from mlanki.readers.guide.marks import ANSWER_MARK, BULLET, Marked, fold, read_mark, section_name
from mlanki.readers.guide.numbering import ASKED, QUIET, SECTION, SOUNDING, TITLED, Numbered, longest
from mlanki.readers.guide.verdict import Question, Verdict

SUMMARY = regex.compile(r"[#*\s]*(?:summary|conclusion|key takeaways?|in short)[:*\s]*", regex.IGNORECASE)
ANSWER_WORDS = 8  # a line below a question that is shorter need not be its answer
TITLE_WORDS = 14
LABEL_WORDS = 4  # `Loss Functions:` names a section; what is longer leads in to the next line
FAMILY = 3  # so many questions make a habit


class Guide:
    """A guide whose lines have been read for what they are."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.marks: list[Marked] = [read_mark(line.text) for line in lines]
        self.code = frozenset(at for run in find_code([line.text for line in lines]) for at in run)
        self.contents = frozenset(contents(self.lines, self.marks))
        self.written = [at for at, line in enumerate(lines) if line.text.strip() and at not in self.contents]

    @cached_property
    def grammar(self) -> dict[int, tuple[str, ...]]:
        """The signs that the words of each line give."""
        return {at: tuple(grammar(self.marks[at].text)) for at in self.written}

    def sounds(self, at: int) -> bool:
        """Whether something in the words of a line is like a question."""
        return any(WEIGHTS[sign] > 0 for sign in self.grammar[at])

    @cached_property
    def marked(self) -> dict[int, str]:
        """The lines that bear the marks of questions, `marked` or `numbered`, where this author sets such marks."""
        with_word = [at for at in self.written if self.marks[at].style == "q"]
        if len(with_word) > 1:
            return dict.fromkeys(with_word, "marked")
        chain = longest([*self._numbered()])
        return dict.fromkeys(chain, "numbered") if len(chain) >= FAMILY else {}

    def _numbered(self) -> Iterator[Numbered]:
        """The lines with a number alone, and how much each is like one of a page's numbered questions."""
        for above, at, below in zip([None, *self.written], self.written, [*self.written[1:], None], strict=False):
            mark = self.marks[at]
            if mark.style != "1" or mark.number is None or at in self.code:
                continue
            worth = QUIET
            if self.is_plainly_asked(at):
                worth = ASKED
            elif self.sounds(at):
                worth = SOUNDING
            elif below is not None and self.is_plainly_asked(below) and self.marks[below].number != mark.number + 1:
                worth = SECTION
            elif is_title(mark.text):
                worth = TITLED
            # A list in an answer starts from 1 as well; a section's questions stand below its title.
            restarts = worth == ASKED and above is not None and self.is_like_title(above)
            yield Numbered(at, mark.part, mark.number, worth, restarts)

    @cached_property
    def case_tells(self) -> bool:
        """Whether this author writes questions like sentences and headings like titles."""
        questions = Counter(case_of(self.marks[at].text) for at in self.written if self.is_plainly_asked(at))
        titles = Counter(
            case_of(self.marks[at].text)
            for at in self.written
            if at not in self.code and not self.grammar[at] and is_title(self.marks[at].text)
        )
        return (
            questions[Case.SENTENCE] > questions[Case.TITLE]
            and titles[Case.TITLE] > 2 * titles[Case.SENTENCE]
            and titles[Case.TITLE] >= FAMILY
        )

    def is_plainly_asked(self, at: int) -> bool:
        return sum(WEIGHTS[sign] for sign in self.grammar[at]) >= WEIGHTS["imperative"] and at not in self.code

    @cached_property
    def bulleted(self) -> frozenset[int]:
        """The lines with a bullet."""
        return frozenset(at for at in self.written if BULLET.match(self.lines[at].text))

    @cached_property
    def asks_with_bullets(self) -> bool:
        """Whether this author sets a bullet before each question and none before the answer below it.

        Where one bullet follows the other, they are a list in an answer.
        """
        asked = [(at, below) for at, below in pairwise(self.written) if self.is_plainly_asked(at)]
        answered = sum(at in self.bulleted and below not in self.bulleted for at, below in asked)
        return answered >= FAMILY and answered > 2 * sum(at not in self.bulleted for at, _ in asked)

    @cached_property
    def without_marks(self) -> bool:
        """Whether this author asks without question marks."""
        asked = Counter(
            "question-mark" in signs
            for at, signs in self.grammar.items()
            if "question-word" in signs and not {"declarative-order", "statement", "colon"} & {*signs}
        )
        return asked[False] >= FAMILY and asked[False] > 2 * asked[True]

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """A verdict on every line that has something to be said for it.

        The first reading finds the habits of the author, the second goes by them, and the third knows where
        the answers of the second end.
        """
        first = list(self._judge(Counter(), frozenset()))
        signs = [verdict.signs for verdict in first if verdict.is_question]
        habits = Counter(map(_habit, signs))
        habits["full-stop"] = sum("full-stop" in each for each in signs)
        habits["apart"] = sum(self.is_apart(verdict.at) for verdict in first if verdict.is_question)
        habits["questions"] = len(signs)
        second = tuple(self._judge(habits, frozenset()))
        cutting = self._before_summary(second)
        return tuple(self._judge(habits, cutting)) if cutting else second

    def is_apart(self, at: int) -> bool:
        """Whether a blank line stands above the line."""
        return at > 0 and not self.lines[at - 1].text.strip()

    def _before_summary(self, verdicts: Sequence[Verdict]) -> frozenset[int]:
        """The questions that would cut an answer in two where all answers end with a summary.

        Between such a question and the one above it is text but no summary; that comes below.
        """
        asked = [verdict.at for verdict in verdicts if verdict.is_question]
        answers = [range(at + 1, end) for at, end in pairwise((*asked, len(self.lines)))]
        closed = [any(SUMMARY.fullmatch(self.lines[at].text) for at in answer) for answer in answers]
        empty = [all(self.is_like_title(at) for at in answer if at in self.grammar) for answer in answers]
        answered = empty.count(False)
        if closed.count(True) < FAMILY or 3 * closed.count(True) < 2 * answered:
            return frozenset()
        return frozenset(
            at
            for at, closed_above, empty_above, closed_here in zip(
                asked[1:], closed[:-1], empty[:-1], closed[1:], strict=True
            )
            if closed_here and not closed_above and not empty_above
        )

    def _judge(self, habits: Counter[str], cutting: frozenset[int]) -> Iterator[Verdict]:
        open_words: frozenset[str] = frozenset()
        for place, at in enumerate(self.written):
            signs = [*self.grammar[at], *self._document(at)]
            if not any(WEIGHTS[sign] > 0 for sign in signs):
                continue
            signs += self._around(place)
            words = _content_words(self.marks[at].text)
            if words and words <= open_words:
                signs.append("repeats-question")
            if at in cutting:
                signs.append("before-summary")
            heads_paragraph = self.is_apart(at) or at == 0 or self.is_like_title(at - 1)
            if 3 * habits["apart"] > 2 * habits["questions"] and not heads_paragraph:
                signs.append("within-a-paragraph")
            if habits[_habit(signs)] >= FAMILY:
                signs.append("like-the-others")
            if "full-stop" in signs and FAMILY <= habits["imperative"] > 2 * habits["full-stop"]:
                signs.append("full-stop-unlike-the-others")
            verdict = Verdict(at, tuple(signs))
            if verdict.is_question:
                open_words = words
            yield verdict

    def _document(self, at: int) -> Iterator[str]:
        """The signs that the habits of the author give."""
        if at in self.marked:
            yield self.marked[at]
        elif self.marked:
            yield "unmarked-among-marked"
        if self.without_marks and {*self.grammar[at]} == {"question-word"}:
            yield "no-question-marks-here"
        if self.case_tells and self.grammar[at]:
            match case_of(self.marks[at].text):
                case Case.SENTENCE:
                    yield "sentence-case-among-titles"
                case Case.TITLE:
                    yield "title-case-among-titles"

    def _around(self, place: int) -> Iterator[str]:
        """The signs that the place of a line gives."""
        at = self.written[place]
        if at in self.code:
            yield "code"
        below = self.written[place + 1] if place + 1 < len(self.written) else None
        if at in self.bulleted and (below in self.bulleted or not self.asks_with_bullets):
            yield "bullet"
        above = place - 1
        while above >= 0 and self.is_plainly_asked(self.written[above]):
            above -= 1  # one question below the other, and all below one lead-in
        lead_in = self.lines[self.written[above]].text.strip() if above >= 0 else ""
        if lead_in.endswith(":") and len(lead_in.split()) > LABEL_WORDS:
            yield "after-colon"
        if below is not None and len(self.lines[below].text.split()) >= ANSWER_WORDS and not self.sounds(below):
            yield "answered"

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """The lines that are questions."""
        return tuple(verdict.at for verdict in self.verdicts if verdict.is_question)

    @cached_property
    def title_at(self) -> int | None:
        """The line on which the page says its name: the first, if it is like a title."""
        first = next(iter(self.written), None)
        if first is None or first in self.asked or first in self.code:
            return None
        name = section_name(self.lines[first].text)
        return first if len(name.split()) <= TITLE_WORDS and not name.endswith((".", ",", ";")) else None

    @cached_property
    def sections(self) -> dict[int, str]:
        """The lines that begin a section, with its name: a title directly above a question.

        A heading within an answer has text below it. One title directly below another is an item of a list
        without full stops, unless that other is the page's own. A title that the table of contents names, or
        that follows a summary, may have an introduction below it. Where more titles stand between two questions
        than elsewhere, they are short answers.
        """
        found = {}
        short: dict[int, str] = {}  # right below a question, whose whole answer they may be
        asked = frozenset(self.asked)
        listed = {fold(self.lines[at].text) for at in self.contents if not is_asked(self.marks[at])}
        after_summary = frozenset(self._titles_after_summary())
        for above, at, below in zip([None, *self.written], self.written, [*self.written[1:], None], strict=False):
            if at in asked or at in self.code or at == self.title_at:
                continue
            name = section_name(self.lines[at].text)
            listed_above = above not in (None, self.title_at, *asked) and self.is_like_title(above or 0)
            if listed_above and above is not None:  # unless a blank line stands between an answer and the section
                listed_above = self.is_apart(above) or not self.is_apart(at)
            answers = above is not None and ANSWER_MARK.fullmatch(self.lines[above].text) is not None
            begins = self.is_like_title(at) and below in asked and not listed_above and not answers
            if at in after_summary or fold(self.lines[at].text) in listed or (begins and above not in asked):
                found[at] = name
            elif begins:
                short[at] = name
        return found if len(short) > max(1, len(found)) else dict(sorted((found | short).items()))

    def _titles_after_summary(self) -> Iterator[int]:
        """Titles below the summary of an answer, where that is the last thing answers have."""
        answers = [range(at + 1, end) for at, end in pairwise((*self.asked, len(self.lines)))]
        summaries = [[at for at in answer if SUMMARY.fullmatch(self.lines[at].text)] for answer in answers]
        if 3 * sum(map(bool, summaries)) < 2 * len(answers):
            return
        for answer, summary in zip(answers, summaries, strict=True):
            below = [at for at in answer if summary and at > summary[-1] + 1 and at in self.grammar]
            titles = [at for at in below if self.is_like_title(at) and not self.grammar[at]]
            yield from titles[:1]

    def is_like_title(self, at: int) -> bool:
        """Whether the line has the form of a title: of a section, or an item without a full stop."""
        line = self.lines[at].text
        return at not in self.code and is_title(section_name(line)) and not ANSWER_MARK.fullmatch(line)

    def questions(self) -> Iterator[Question]:
        """The questions, each with the lines up to the next question or section."""
        begins = sorted({*self.asked, *self.sections})
        ends = dict(pairwise((*begins, len(self.lines))))
        section = ""
        for at in begins:
            section = self.sections.get(at, section)
            if at not in self.sections:
                yield Question(at, self.marks[at].text, section, at + 1, ends[at])


def _habit(signs: Sequence[str]) -> str:
    """The sign by which a question of some author is known again."""
    return next((sign for sign in ("marked", "numbered", "imperative", "question-mark") if sign in signs), "")


def _content_words(text: str) -> frozenset[str]:
    """The words that say what a line is about."""
    return frozenset(regex.findall(r"\p{L}{2,}", text.casefold())) - FUNCTION_WORDS
