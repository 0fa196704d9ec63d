"""What the running text of a page tells of its author: the marks of questions, how they are worded and spaced."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise

from mlanki import patterns as regex
from mlanki.document import plain_text
from mlanki.outline.marks import ANSWER, BULLET, VIEW, Mark
from mlanki.outline.numbering import ASKED, QUIET, SECTION, SOUNDING, TITLED, Numbered, longest
from mlanki.outline.rows import ENDED, Row, Shown
from mlanki.outline.wording import Case, case_of
from mlanki.prose.structure.kinds import length_in_words
from mlanki.readers.pieces import Fold, Piece

SUMMARY = regex.compile(r"[#*\s]*(?:summary|conclusion|key takeaways?|in short)[:*\s]*", regex.IGNORECASE)
ANSWER_WORDS = 8  # a line below a question that is shorter need not be its answer
FAMILY = 3  # so many questions make a habit
SEVERAL = 2  # so many that are set off do
LONGEST_TURN = 4  # paragraphs of a question and its answer, on the average
LEANING = frozenset({"connective", "elliptical", "no-antecedent", "tells-first"})
MOST_ASK = 0.6  # of the items of a list of questions


class Habits:
    """The habits that a page shows in its running text: in its rows `within`.

    `code` are the rows that are code; those over which a question goes on from the row above are no rows of their own.
    """

    def __init__(
        self, rows: Sequence[Row], within: Collection[int], code: frozenset[int], *, exact: bool, titled: bool
    ) -> None:
        self.rows = rows
        self.titled = titled
        self.code = code
        self.exact = exact
        broken = {at for row in rows for at in range(row.at + 1, row.at + row.length)}
        self.written = sorted(
            at for at in within if at not in broken and (rows[at].text or rows[at].shown is Shown.BLOCK)
        )

    @cached_property
    def has_headings(self) -> bool:
        """Whether the page has headings, so that what asks in a plain line is as a rule no question of its own.

        A page whose paragraphs ask and answer has them for its sections.
        """
        if not (self.exact and any(row.shown is Shown.HEADING for row in self.rows)):
            return False
        places = [place for place, at in enumerate(self.written) if self._is_plain_question(at)]
        return len(places) < FAMILY or len(self.written) - places[0] > LONGEST_TURN * len(places)

    def _is_plain_question(self, at: int) -> bool:
        """Whether a row is a paragraph that does nothing but ask, without a word about what stands above it."""
        row, below = self.rows[at], self.rows[at + 1 : at + 2]
        is_alone = row.shown is Shown.LINE and row.is_apart and bool(below) and below[0].is_apart
        return is_alone and self.asks(at) and not LEANING & {*row.signs}

    # Marks

    @cached_property
    def marked(self) -> dict[int, str]:
        """The rows that bear the marks of questions, each with the sign for it, where this author sets such marks.

        Of several kinds of marks the surest counts that a section has.
        """
        found: dict[int, dict[int, str]] = {}
        for marks in self._established:
            here: defaultdict[int, dict[int, str]] = defaultdict(dict)
            for at, sign in marks.items():
                here[self._section_of(at)][at] = sign
            found = {**here, **found}
        return {at: sign for marks in found.values() for at, sign in marks.items()}

    def is_among_marked(self, at: int) -> bool:
        """Whether the section of a row has marked questions; of a text that has some, every section."""
        return self._section_of(at) in self._marked_sections

    @cached_property
    def _marked_sections(self) -> frozenset[int]:
        return frozenset(map(self._section_of, self.marked))

    def _section_of(self, at: int) -> int:
        """The number of the section that a row stands in."""
        return bisect_right(self._heads, at)

    @cached_property
    def _heads(self) -> list[int]:
        return [row.at for row in self.rows if row.shown is Shown.HEADING] if self.exact else []

    @cached_property
    def _established(self) -> list[dict[int, str]]:
        """The kinds of marks that are a habit on this page, the surest first: their rows, each with its sign."""
        rows = self.rows
        labels = [at for at in self.written if rows[at].mark.style == "q" and at not in self.code]
        chain = [*self._first_lost(), *self._counted, *self._roman()]
        set_off = [at for at in chain if rows[at].shown is Shown.BOLD or rows[at].piece.marker]
        all_ask = len(chain) >= SEVERAL and all(rows[at].asks for at in chain)
        counts = len(chain) >= FAMILY or all_ask or self._are_several(set_off)
        bold = [at for at in self.written if rows[at].shown is Shown.BOLD and rows[at].asks]
        numbered = [at for at in bold if rows[at].mark.style == "1"]
        bold = numbered if 2 * len(numbered) >= len(bold) else bold
        beside = self.beside_questions
        listed = [at for at in self.written if at in beside or (rows[at].piece.marker and rows[at].asks)]
        return [
            dict.fromkeys(labels if self._are_several(labels) else (), "marked"),
            {at: self._sign_of_number(at) for at in chain if counts},
            dict.fromkeys(bold if self._are_several(bold) or (bold and self._is_alone(bold[0])) else (), "in-bold"),
            dict.fromkeys(listed if self._are_several(listed) else (), "listed"),
        ]

    def _sign_of_number(self, at: int) -> str:
        row = self.rows[at]
        return "numbered-in-bold" if row.shown is Shown.BOLD and row.mark.length else "numbered"

    def _are_several(self, rows: Sequence[int]) -> bool:
        """Whether so many rows bear a mark that it is a habit; one with the word `Answer` below it counts for two."""
        return len(rows) + any(map(self._is_answered, rows)) >= SEVERAL

    def _is_answered(self, at: int) -> bool:
        """Whether the word `Answer` follows soon."""
        below = self.rows[at + 1 : at + 4]
        return any(ANSWER.match(row.text) or shows_answer(row.piece) for row in below)

    def _is_alone(self, at: int) -> bool:
        """Whether nothing but a title stands above the row."""
        return self.exact and all(self.rows[above].shown is Shown.HEADING for above in range(at))

    @cached_property
    def _counted(self) -> Sequence[int]:
        """The rows whose numbers count questions, in each section for itself."""
        sections = groupby(self._numbered(), key=lambda row: self._section_of(row.at))
        return [at for _, numbered in sections for at in longest([*numbered])]

    def _first_lost(self) -> Iterator[int]:
        """The row that asks without a number, as no other does, above a count that begins with 2."""
        counted = self._counted
        if len(counted) < SEVERAL or self.rows[counted[0]].mark.number != 2:
            return
        above = [at for at in self.written if at < counted[0] and self.asks(at) and not self.rows[at].mark.length]
        yield from above if len(above) == 1 else ()

    def _roman(self) -> Iterator[int]:
        """The rows with Roman numbers, of each run that begins with `i.` and of which half ask or order something."""
        runs: list[list[Row]] = []
        for row in (self.rows[at] for at in self.written):
            if row.mark.style == "i" and row.mark.number == 1:
                runs.append([row])
            elif row.mark.style == "i" and runs:
                runs[-1].append(row)
        for run in runs:
            if 2 * sum(map(calls, run)) >= len(run):
                yield from (row.at for row in run)

    def _numbered(self) -> Iterator[Numbered]:
        """The rows with a number alone, and how much each is like one of a page's numbered questions."""
        for above, at, below in zip([None, *self.written], self.written, [*self.written[1:], None], strict=False):
            row = self.rows[at]
            mark = row.mark
            if mark.style not in ("1", "0") or mark.number is None or at in self.code:
                continue
            value = QUIET
            if row.asks:
                value = ASKED
            elif (
                row.sounds
                or (row.piece.marker and "task" in row.asking)
                or (row.shown is Shown.BOLD and row.inlines and ENDED.match(row.said))
            ):
                value = SOUNDING
            elif mark.style == "0":
                continue  # `3 gates are in an LSTM`
            elif below is not None and self.rows[below].asks and self.rows[below].mark.style == "i":
                value = TITLED  # what questions with Roman numbers are about stands among the questions that have none
            elif below is not None and self._heads_count(mark, self.rows[below]):
                value = SECTION
            elif row.is_like_title or "task" in row.asking:
                value = TITLED
            # A list in an answer starts from 1 as well; a section's questions stand below its title, or have answers.
            asks_openly = "question-mark" in row.asking
            titled = above is not None and (above != at - 1 or self.is_like_title(above))
            answered = asks_openly and mark.number == 1 and below is not None and self._answers(below)
            begins = value == ASKED or (value == SOUNDING and (self.is_bare or self.without_marks or asks_openly))
            yield Numbered(at, mark.part, mark.number, value, begins and (titled or answered))

    def _answers(self, at: int) -> bool:
        """Whether a row is long enough for an answer, and neither counts nor asks."""
        row = self.rows[at]
        return length_in_words(row.text) >= ANSWER_WORDS and not row.is_counted and not row.sounds

    @staticmethod
    def _heads_count(mark: Mark, below: Row) -> bool:
        """Whether the row below a number is a question that counts otherwise, or begins a count within it."""
        begins = below.mark.number == 1 and below.mark.style == "1" and below.mark.part != mark.part
        return below.mark.number != (mark.number or 0) + 1 and (below.asks or begins)

    @cached_property
    def between_questions(self) -> frozenset[int]:
        """The rows whose numbers stand between two others of a count, most of which asks."""
        counted = [self.rows[at] for at in self._counted]
        if len(counted) < 2 * FAMILY or sum(row.asks for row in counted) < MOST_ASK * len(counted):
            return frozenset()
        numbers = [(row.mark.part, row.mark.number or 0) for row in counted]
        return frozenset(
            row.at
            for row, (part, number), above, below in zip(counted[1:], numbers[1:], numbers, numbers[2:], strict=False)
            if (above, below) == ((part, number - 1), (part, number + 1))
        )

    # Words and places

    @cached_property
    def case_tells(self) -> bool:
        """Whether this author writes questions like sentences and headings like titles."""
        questions = Counter(case_of(self.rows[at].said) for at in self.written if self.asks(at))
        titles = Counter(
            case_of(self.rows[at].said)
            for at in self.written
            if at not in self.code and self.rows[at].is_like_title and not self.rows[at].signs
        )
        titled = titles[Case.TITLE]
        are_told_apart = questions[Case.SENTENCE] > questions[Case.TITLE] and titled > 2 * titles[Case.SENTENCE]
        return are_told_apart and titled >= FAMILY

    def asks(self, at: int) -> bool:
        """Whether the words of a row that is no code ask."""
        return self.rows[at].asks and at not in self.code

    @cached_property
    def lead_ins(self) -> list[str]:
        """For each row of `written` the text above it; questions one below the other are all below the same."""
        lead_ins = [""]
        for at in self.written:
            lead_ins.append(lead_ins[-1] if self.asks(at) else self.rows[at].text)
        return lead_ins

    @cached_property
    def bulleted(self) -> frozenset[int]:
        """The rows with a bullet."""
        return frozenset(
            at for at in self.written if BULLET.match(self.rows[at].text) or self.rows[at].piece.marker == "-"
        )

    @cached_property
    def asks_with_bullets(self) -> bool:
        """Whether this author sets a bullet before each question, and before the answer below it none or one as well.

        Where several questions stand bullet below bullet, they are a list in an answer.
        """
        asked = [(at, below) for at, below in pairwise(self.written) if self.asks(at)]
        answered = sum(at in self.bulleted and not self.lists(below) for at, below in asked)
        return answered >= FAMILY and answered > 2 * sum(at not in self.bulleted for at, _ in asked)

    @cached_property
    def is_bare(self) -> bool:
        """Whether the page lists questions without answers: right below most of them stands another, or an order."""
        asked = [(self.rows[at], self.rows[below]) for at, below in pairwise(self.written) if self.asks(at)]
        bare = sum(calls(below) or row.mark.number == (below.mark.number or 0) - 1 for row, below in asked)
        return bare >= FAMILY and 3 * bare >= 2 * len(asked)

    @cached_property
    def beside_questions(self) -> frozenset[int]:
        """The items of lists most of whose items ask."""
        written = frozenset(self.written)
        found: set[int] = set()
        lists: defaultdict[int, list[int]] = defaultdict(list)  # the items of the open list of each depth
        for at in range(len(self.rows) + 1):
            depth = self.rows[at].piece.depth if at < len(self.rows) else 0
            for ended in [each for each in lists if each > depth]:
                items = [each for each in lists.pop(ended) if each in written]
                asking = sum(map(self.asks, items))
                if asking >= FAMILY and asking >= MOST_ASK * len(items):
                    found.update(items)
            if depth and self.rows[at].piece.marker:
                lists[depth].append(at)
        return frozenset(found)

    @cached_property
    def has_topics(self) -> bool:
        """Whether this author sets a topic before most questions."""
        asked = [bool(self.rows[at].topic) for at in self.written if self.asks(at)]
        return sum(asked) >= FAMILY and 2 * sum(asked) > len(asked)

    @cached_property
    def without_marks(self) -> bool:
        """Whether this author asks without question marks."""
        asked = Counter(
            "question-mark" in self.rows[at].asking
            for at in self.written
            if "question-word" in self.rows[at].asking
            and not {"declarative-order", "statement", "colon"} & {*self.rows[at].signs}
        )
        return asked[False] >= FAMILY and asked[False] > 2 * asked[True]

    def stands_alone(self, at: int) -> bool:
        """Whether a line is a paragraph of its own above a paragraph that is longer."""
        row, below = self.rows[at], self.rows[at + 1 : at + 2]
        is_line = row.shown is Shown.LINE and row.is_apart and not row.rest and at not in self.code
        return is_line and bool(below) and below[0].is_apart and len(below[0].text) > len(row.text)

    def lists(self, below: int | None) -> bool:
        """Whether the row below is one more of several questions in a list."""
        return below is not None and below in self.bulleted and self.rows[below].sounds

    def is_like_title(self, at: int) -> bool:
        """Whether the row has the form of a title: of a section, or an item without a full stop."""
        row = self.rows[at]
        return at not in self.code and row.is_like_title and not ANSWER.match(row.text)


def calls(row: Row) -> bool:
    """Whether the words of a row ask or order something."""
    return row.sounds or "task" in row.asking


def shows_answer(piece: Piece) -> bool:
    """Whether a fold opens that hides an answer."""
    return isinstance(piece.block, Fold) and piece.block.opens and bool(VIEW.fullmatch(plain_text(piece.block.summary)))
