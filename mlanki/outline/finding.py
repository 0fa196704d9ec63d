"""Which pieces of a page ask, and how far each question reaches: the verdicts, the sections, and where answers end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from mlanki.document import Heading, Link, List, Paragraph, plain_text, trim, walk, walk_inlines
from mlanki.outline.codes import Codes
from mlanki.outline.evidence import Verdict
from mlanki.outline.furniture import (
    ANSWER_KEY,
    ASKING_TITLE,
    BACK_MATTER,
    CONTENTS,
    GENERIC,
    PARTS,
    closes_page,
    is_frame,
    one_line,
    section_name,
)
from mlanki.outline.habits import ANSWER_WORDS, SUMMARY, Habits
from mlanki.outline.headings import Headings
from mlanki.outline.inlines import without_start
from mlanki.outline.marks import ANSWER, CHOICE, METADATA, read_mark
from mlanki.outline.rows import Row, Shown, read_rows
from mlanki.outline.tables import open_tables
from mlanki.outline.toc import contents, fold
from mlanki.outline.wording import content_words
from mlanki.prose.code import find_code
from mlanki.prose.structure.kinds import is_title
from mlanki.readers.pieces import Fold, Page, Piece, opened

FEWEST = 2  # questions without any mark, each with an answer; one alone may stand in any text
TITLE_WORDS = 14
MOST = 0.6  # of the items of a list ask: then it is a list of questions


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its row, and the place after the last row that may belong to it; its code, if it is a coded title."""

    row: Row
    end: int
    sections: tuple[str, ...]
    stems: tuple[Row, ...] = ()
    code: str = ""
    title: str = ""


class Found:
    """What was found on a page."""

    def __init__(self, page: Page) -> None:
        self.exact = page.exact
        pieces = tuple(open_lists(tuple(open_tables(page.pieces)))) if page.exact else page.pieces
        self.rows = read_rows(pieces)
        texts = [row.text for row in self.rows]
        self.code = frozenset() if page.exact else frozenset(at for run in find_code(texts) for at in run)
        self.codes = Codes(self.rows, exact=page.exact)
        self.coded = {verdict.at: verdict for verdict in self.codes.verdicts()}
        self.contents = frozenset(contents(self.rows)) if not self.coded else frozenset()
        first = next((row for row in self.rows if row.text and not is_frame(row.text)), None)
        name = page.title or (first.text if first and is_title(first.said or first.text) else "")
        self.headings = Headings(self.rows, titled=bool(ASKING_TITLE.search(name)))

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on all that sounds like a question, in the order of the page."""
        if self.coded:
            return tuple(self.coded.values())
        headed = list(self.headings.verdicts())
        inside = {
            at for verdict in headed if verdict.is_question for at in range(verdict.at, self.headings.stops[verdict.at])
        }
        headed += self._marked_lines(headed)
        frame = {row.at for row in self.rows if row.text and row.shown is Shown.LINE and is_frame(row.text)}
        within = [
            row.at
            for row in self.rows
            if row.at not in inside | self.contents | frame and row.shown is not Shown.HEADING
        ]
        self.habits = Habits(self.rows, within, self.code, exact=self.exact)
        return tuple(sorted((*headed, *self.habits.verdicts), key=lambda verdict: verdict.at))

    def _marked_lines(self, headed: Sequence[Verdict]) -> Iterator[Verdict]:
        """Lines with the label of the next question, where all other questions are headings: one lost its `#`."""
        open_number: int | None = None
        asked = {verdict.at for verdict in headed if verdict.is_question and self.rows[verdict.at].mark.style == "q"}
        for row in self.rows if asked else ():
            number = row.mark.number if row.mark.style == "q" else None
            if row.at in asked:
                open_number = number
            elif None not in (number, open_number) and number == (open_number or 0) + 1 and row.said:
                open_number = number
                yield Verdict(row.at, (*row.signs, "marked"))

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """The rows that are questions."""
        asked = tuple(
            verdict.at
            for verdict in self.verdicts
            if verdict.is_question and not self._is_keyed(verdict.at) and not self._is_stem(verdict.at)
        )
        asked = tuple(at for above, at in pairwise((-1, *asked)) if not self._goes_on(above, at))
        if self.coded or len(asked) >= FEWEST:
            return asked
        return tuple(at for at in asked if self._may_be_alone(at))

    def _goes_on(self, above: int, at: int) -> bool:
        """Whether `Question: …` below `Q: …`, with nothing but notes between, is more of that question."""
        between = self.rows[above + 1 : at]
        labels = above >= 0 and self.rows[above].mark.style == self.rows[at].mark.style == "q"
        notes = bool(between) and all(METADATA.fullmatch(row.text) for row in between)
        return labels and self.rows[at].mark.number is None and notes

    def _is_stem(self, at: int) -> bool:
        """Whether a row only begins the questions that are counted below it: `3. Given a matrix A:`, `i. Is it …?`."""
        row = self.rows[at]
        if not row.is_counted or at + row.length >= len(self.rows):
            return False
        below = self.rows[at + row.length]
        return below.is_counted and below.depth > row.depth and below.at in self._questions

    @cached_property
    def _questions(self) -> frozenset[int]:
        return frozenset(verdict.at for verdict in self.verdicts if verdict.is_question)

    @cached_property
    def _asked(self) -> frozenset[int]:
        return frozenset(self.asked)

    @cached_property
    def stems(self) -> Mapping[int, tuple[Row, ...]]:
        """For each question the rows that begin it and its sisters, from the outermost."""
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

    def _is_keyed(self, at: int) -> bool:
        """Whether a row with the mark of a question gives its answer: `Q1. Answer: B`."""
        row = self.rows[at]
        if row.mark.number is None or row.shown is Shown.HEADING:
            return False
        return bool(ANSWER.match(row.said)) or self._key_begins < at < self._key_ends

    @cached_property
    def _key_begins(self) -> int:
        """Where the answers of a page stand together, below a line that says so."""
        lines = (row for row in self.rows if row.is_apart and len(row.text.split()) > 1)
        heads = () if self.coded else self.headings.all or lines
        return next((row.at for row in heads if ANSWER_KEY.fullmatch(row.text)), len(self.rows))

    @cached_property
    def _key_ends(self) -> int:
        return next((head.at for head in self.headings.all if head.at > self._key_begins), len(self.rows))

    @cached_property
    def keyed_rows(self) -> Mapping[int, int]:
        """The rows of the key of a page: the first of what it says about a question, and the one after its last."""
        keyed = [row.at for row in self.rows if row.shown is not Shown.BLOCK and self._is_keyed(row.at)]
        others = [row.at for row in self.rows if row.shown is Shown.HEADING or row.at in self._asked]
        begins = sorted({*keyed, *others, len(self.rows)})
        ends = dict(pairwise(begins))
        return {at: ends[at] for at in keyed}

    @cached_property
    def keyed(self) -> Mapping[int, tuple[Piece, ...]]:
        """What the key of a page says for the question of each number."""
        found = {}
        for at, end in self.keyed_rows.items():
            row = self.rows[at]
            mark = ANSWER.match(row.said)
            words = (*trim(without_start(row.inlines, mark.end() if mark else 0)), *row.rest)
            first = (replace(row.piece, block=Paragraph(words), joined=False, marker=""),) if words else ()
            found[row.mark.number or 0] = (*first, *(other.piece for other in self.rows[at + 1 : end]))
        return found

    def _may_be_alone(self, at: int) -> bool:
        """Whether one question makes a page of questions: it is set off, or the page says nothing before it."""
        row = self.rows[at]
        if row.shown is not Shown.LINE or row.mark.style == "q" or row.piece.marker:
            return True
        above = [other for other in self.rows[:at] if not is_frame(other.text)]
        below = self.rows[at + row.length : at + row.length + 1]
        answered = bool(below) and len(below[0].text.split()) >= ANSWER_WORDS
        return len(above) <= 1 and all(other.is_like_title for other in above) and row.asks and answered

    # Sections

    @cached_property
    def title_at(self) -> int | None:
        """The row where the page says its name: its highest heading, or the first line of a text if like a title."""
        if self.coded and not self.exact:
            return None
        if self.headings.all:
            return self.headings.title.at if self.headings.title else None
        first = next((row for row in self.rows if row.at not in self.contents and not is_frame(row.text)), None)
        if first is None or first.at in {*self.asked} | self.code or first.shown is Shown.BLOCK:
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
        return row.text if self.exact else section_name(row.said or row.text)

    def is_back_matter(self, row: Row) -> bool:
        """Whether a row stands in a section that a page keeps for itself."""
        above = self.headings.above(row.at)
        return above is not None and bool(BACK_MATTER.fullmatch(above.text))

    @cached_property
    def sections(self) -> Mapping[int, str]:
        """The rows of a text that begin a section, with its name: a title directly above a question.

        A heading within an answer has text below it. One title directly below another is an item of a list
        without full stops, unless that other is the page's own. A title that the table of contents names, that
        follows a summary, or that stands apart where answers have no headings, may have an introduction below it.
        Where more titles stand between two questions than elsewhere, they are short answers.
        """
        if self.coded or self.headings.all:
            return {}
        found = {}
        short: dict[int, str] = {}  # right below a question, whose whole answer they may be
        asked = frozenset(self.asked)
        listed = {fold(self.rows[at].text) for at in self._listed_sections()}
        introducing = frozenset((*self._titles_after_summary(), *self._titles_of_introductions()))
        written = self.habits.written
        for above, at, below in zip([None, *written], written, [*written[1:], None], strict=False):
            if at in asked or at in self.code or at == self.title_at or at in self.habits.bulleted:
                continue
            name = section_name(self.rows[at].said or self.rows[at].text)
            listed_above = above not in (None, self.title_at, *asked) and self.habits.is_like_title(above or 0)
            if listed_above and above is not None:  # unless a blank line stands between an answer and the section
                listed_above = self.rows[above].is_apart or not self.rows[at].is_apart
            answers = above is not None and ANSWER.fullmatch(self.rows[above].text) is not None
            begins = self.habits.is_like_title(at) and below in asked and not listed_above and not answers
            if at in introducing or fold(self.rows[at].text) in listed or (begins and above not in asked):
                found[at] = name
            elif begins:
                short[at] = name
        return found if len(short) > max(1, len(found)) else dict(sorted((found | short).items()))

    def _listed_sections(self) -> Iterator[int]:
        """The entries of a table of contents that name sections: right above a question, if its first entry is one."""
        entries = [at for at in sorted(self.contents) if not CONTENTS.fullmatch(self.rows[at].text)]
        if entries and not self.rows[entries[0]].sounds:
            yield from (at for at, below in pairwise(entries) if not self.rows[at].sounds and self.rows[below].sounds)

    def _answers(self) -> Iterator[range]:
        return (range(at + 1, end) for at, end in pairwise((*self.asked, len(self.rows))))

    def _titles_after_summary(self) -> Iterator[int]:
        """Titles below the summary of an answer, where that is the last thing answers have."""
        answers = list(self._answers())
        summaries = [[at for at in answer if SUMMARY.fullmatch(self.rows[at].text)] for answer in answers]
        if 3 * sum(map(bool, summaries)) < 2 * len(answers):
            return
        for answer, summary in zip(answers, summaries, strict=True):
            below = [at for at in answer if summary and at > summary[-1] + 1]
            titles = [at for at in below if self.habits.is_like_title(at) and not self.rows[at].signs]
            yield from titles[:1]

    def _titles_of_introductions(self) -> Iterator[int]:
        """Titles that stand apart and name what the next question is about, and the one above is not.

        What stands below such a title introduces the next questions.
        """
        for at, following in pairwise(self.asked):
            above, below = content_words(self.rows[at].said), content_words(self.rows[following].said)
            titles = [place for place in range(at + 1, following) if self._stands_apart(place)]
            named = content_words(self.rows[titles[-1]].said) if titles else frozenset()
            if named & (below - above):
                yield titles[-1]

    def _stands_apart(self, at: int) -> bool:
        """Whether a title has a blank line above it and below it."""
        row = self.rows[at]
        alone = row.is_apart and (at + 1 == len(self.rows) or self.rows[at + 1].is_apart)
        named = self.habits.is_like_title(at) and not row.signs and not PARTS.fullmatch(row.text)
        return alone and named and not row.text.endswith(":") and row.shown is Shown.LINE

    def path(self, at: int) -> tuple[str, ...]:
        """The names of the sections that a row stands in, by the headings above it."""
        names: list[str] = []
        above = self.headings.above(at)
        place = -1 if above is None else above.at
        while place >= 0:
            row = self.rows[place]
            below = row.level < self.rows[at].level
            if below and place not in self._asked and row is not self.headings.title and _names_subject(row):
                names.insert(0, section_name(row.text))
            place = self.headings.parents[place]
        return tuple(names)

    # Reach

    def questions(self) -> Iterator[Question]:
        """The questions, each with the rows up to what no longer belongs to it, and the sections that it stands in."""
        if self.coded:
            for at, end in pairwise((*sorted(self.coded), len(self.rows))):
                title = self.codes.titles[at]
                path = () if not self.exact else self.path(at)
                yield Question(self.rows[at], self._closed(at, end), path, (), title.code, title.title)
            return
        begins = sorted({*self.asked, *self.sections, *(row.at for stems in self.stems.values() for row in stems)})
        ends = dict(pairwise((*begins, len(self.rows))))
        section: tuple[str, ...] = ()
        for at in begins:
            if at in self.sections:
                section = (self.sections[at],)
            if at in self._asked:
                end = self._closed(at, min(ends[at], self._heading_below(at)))
                path = self.path(at) if self.headings.all else section
                yield Question(self.rows[at], end, path, self.stems.get(at, ()))

    def _heading_below(self, at: int) -> int:
        """Where the next heading stands that no longer belongs to the question at `at`."""
        row = self.rows[at]
        if row.shown is Shown.FOLD and (end := self.habits.fold_ends(at)) > at + 1:
            return end
        above = self.headings.above(at)
        level = row.level if row.shown is Shown.HEADING else above.level if above else 0
        for head in self.headings.below(at):
            if head.level > level and not ANSWER_KEY.fullmatch(head.text):
                continue
            is_part = head.level == level and (head.leans or PARTS.fullmatch(head.text)) and row.shown is Shown.HEADING
            if not is_part and not ANSWER.fullmatch(head.text):
                return head.at
        return len(self.rows)

    def _closed(self, at: int, end: int) -> int:
        """Where the page closes below the question, by a line that says so; `end` where none does."""
        if self.coded and not self.exact:
            return end  # its records end with lines of their own
        closing = (
            place
            for place in range(at + 1, end)
            if self.closes(place) or place in self.keyed_rows or "follow-up" in self.rows[place].signs
        )
        return next(closing, end)

    @cached_property
    def is_dense(self) -> bool:
        """Whether no blank line stands on the page."""
        return not any(row.is_apart for row in self.rows[1:])

    def closes(self, at: int) -> bool:
        """Whether a row begins what the page has below its content."""
        row = self.rows[at]
        pitches = "pitch" in row.signs and (row.is_apart or self.is_dense) and at not in self._asked
        closes = closes_page(one_line(row.text)) and (row.shown is Shown.HEADING or not METADATA.fullmatch(row.text))
        return row.shown is not Shown.BLOCK and (pitches or closes)


def _names_subject(row: Row) -> bool:
    """Whether a heading says what its questions are about; one that leads elsewhere is news."""
    block = row.piece.block
    is_news = isinstance(block, Heading) and any(isinstance(inline, Link) for inline in walk_inlines(block.inlines))
    return not (is_news or GENERIC.fullmatch(row.text) or CONTENTS.fullmatch(row.text))


# Lists


def open_lists(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the items of every list of questions in its place; a table of contents is left out."""
    expected = 0
    for piece in pieces:
        if not isinstance(piece.block, List):
            yield piece
            continue
        if is_contents(piece):
            continue
        for part in _split_where_asked(piece):
            if _is_asking(part, expected):
                yield from open_lists(tuple(opened(part)))
                assert isinstance(part.block, List)
                expected = (part.block.start or 0) + len(part.items)
            else:
                yield part


def _split_where_asked(piece: Piece) -> Iterator[Piece]:
    """A numbered list in two where a question follows items that ask nothing: it counts on from above the list."""
    assert isinstance(piece.block, List)
    asking = [bool(item) and read_rows(item[:1])[0].asks for item in piece.items]
    at = asking.index(True) if True in asking else 0
    if piece.block.start is None or not at:
        yield piece
        return
    start = piece.block.start
    for items, begin in ((slice(None, at), start), (slice(at, None), start + at)):
        within = piece.items[items]
        block = replace(piece.block, items=piece.block.items[items], start=begin)
        yield replace(piece, block=block, items=within, first=within[0][0].first, last=within[-1][-1].last)


def _is_asking(piece: Piece, expected: int) -> bool:
    """Whether a list is one of questions: most of its items ask, or every other one, or it counts on from one."""
    assert isinstance(piece.block, List)
    start = piece.block.start
    rows = [row for item in piece.items if item for row in read_rows(item[:1])]
    asking = [row.asks or (start is not None and bool({"mild-imperative", "task"} & {*row.signs})) for row in rows]
    choice = CHOICE.match(rows[0].text) if rows else None
    if not rows or (choice and choice["letter"] in "Aa"):
        return False
    labelled = any(row.mark.style == "q" for row in rows) or any(
        read_mark(plain_text(node.inlines)).style == "q" for node in walk((piece.block,)) if isinstance(node, Paragraph)
    )
    numbered = all(row.mark.style in ("1", "i") and row.mark.length for row in rows)
    folded = any(isinstance(part.block, Fold) and part.block.summary for item in piece.items for part in item[1:2])
    continues = start is not None and start == expected > 1
    restarts = start == 1 and expected > FEWEST and len(rows) > 1
    in_turn = len(rows) >= 2 * FEWEST and all(asking[::2]) and not any(asking[1::2])
    posts = all(item and isinstance(item[0].block, Heading) for item in piece.items)
    return (
        labelled
        or folded
        or continues
        or in_turn
        or numbered
        or posts
        or (sum(asking) >= MOST * len(rows) and not restarts)
    )


def is_contents(piece: Piece) -> bool:
    """Whether a list only leads to other places of its page."""
    if not isinstance(piece.block, List):
        return False
    total = leading = 0
    for node in walk((piece.block,)):
        if isinstance(node, Paragraph):
            total += 1
            leading += _leads_within(node)
    return bool(total) and leading >= MOST * total


def _leads_within(paragraph: Paragraph) -> bool:
    links = [inline for inline in paragraph.inlines if isinstance(inline, Link)]
    others = plain_text(tuple(inline for inline in paragraph.inlines if not isinstance(inline, Link)))
    within = [link for link in links if not link.target or "#" in link.target]
    return bool(within) and sum(map(str.isalpha, others)) < 3
