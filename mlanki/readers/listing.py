"""Coded listings and single posts, as text.

A page may begin with a header (`Tag: NN`); records follow as a title with its code, the question, a line
`Answer`, the body, and often a line that asks to log in. First each line is told what it looks like; then the
places are found where a record begins; then each record is cut into its parts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import regex

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Block, CodeBlock, Line
from mlanki.prose.cleaning import clean
from mlanki.prose.code import set_apart
from mlanki.prose.formulas import RichLine, explain, find_all
from mlanki.prose.structure import paragraphs, structure
from mlanki.readers.reading import Reading
from mlanki.records import Entry
from mlanki.sources import Source

LOOKS_FOR = "titles with a code (`• ML0023 Gradient Descent`), each with a line `Answer` below it"

# What lines look like, with one blank between their words.
CODED_TITLE = regex.compile(
    r"""(?P<bullet> [•*◦▪‣●·–-] \s )?                         # the bullet of a listing
        (?P<code> (?: \p{Lu}{2,} | \p{Ll}{2,} ) [0-9]{1,9} )  # ML0023
        [:.)–—-]?
        (?: \s (?: [:–—-] \s )? (?P<title> .+ ) )?""",
    regex.VERBOSE,
)
HEADER = regex.compile(r"(?P<kind>Tag|Category|Author)(?: Archives?)?: ?(?P<name>.+)", regex.IGNORECASE)
ANSWER = regex.compile(r"Answer(?: ?: (?P<text>.+)| ?:)?", regex.IGNORECASE)
LOGIN = regex.compile(
    r"""(?:Please\s)? log \s? in \s to \s (?:view|see|read)
        (?: \s (?:the|this|more|full|whole|rest|of|content|answer|solution|post|page|article) ){1,5} [.…!]?""",
    regex.VERBOSE | regex.IGNORECASE,
)

# The lines of a WordPress comment form and what surrounds it. What readers wrote in between is theirs, not
# the author's: from the first of these lines to the end of the record nothing is content.
COMMENT_FORM = regex.compile(
    r"""  Did \s you \s solve \s the \s problem\?
        | Leave \s a \s (?: Reply | Comment ) (?: \s Cancel \s reply )?
        | Your \s email \s address \s will \s not \s be \s published\. .*
        | Save \s my \s name,? \s email,? \s and \s website .*
        | Post \s navigation | Post \s Comment""",
    regex.VERBOSE | regex.IGNORECASE,
)
COMMENTS = regex.compile(r"(?:\d+ )?Comments?", regex.IGNORECASE)
PAGER = regex.compile(
    r"""  Posts \s (?:navigation|pagination)
        | (?:←\s?)? (?:Older|Newer) \s posts (?:\s?→)?
        | (?: Next | Previous ) (?: \s page )? (?: \s? [→»] )? | Page \s \d+ \s of \s \d+
        | (?:Page\s)? \d+ (?: \s (?: \d+ | … | Next (?:\s?[→»])? ) )+""",
    regex.VERBOSE | regex.IGNORECASE,
)

QUESTION_LINES = 12  # more lines than this before `Answer`, and the title above them was none
TITLE_WORDS = 14


class Kind(Enum):
    """What a line looks like by itself."""

    BLANK = auto()
    TITLE = auto()
    ANSWER = auto()
    LOGIN = auto()
    FORM = auto()
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
    def prefix(self) -> str:
        return self.code.rstrip("0123456789")

    def resembles(self, other: "Title") -> bool:
        """Whether the codes are of one family: the same prefix, or as many digits where these are a number's."""
        digits = len(self.code) - len(self.prefix)
        return self.prefix == other.prefix or (digits >= 3 and digits == len(other.code) - len(other.prefix))

    @property
    def reads_like_one(self) -> bool:
        """Whether the words after the code are a title rather than the rest of a sentence."""
        return not self.title.endswith((".", ",", ";", ":")) and len(self.title.split()) <= TITLE_WORDS


def recognises(source: Source) -> bool:
    """Whether some title with a code is followed by a line `Answer`, or stands on a page with a header."""
    lines, _ = clean(source)
    page = _Page.of(lines)
    return any(page.asks(title) for title in page.titles.values()) or (bool(page.titles) and Kind.HEADER in page.kinds)


def read(source: Source) -> Reading:
    """The entries of a listing or a single post."""
    lines, diagnostics = clean(source)
    page = _Page.of(lines)
    begins = list(page.begins())
    ends = [*(title.at for title in begins[1:]), len(lines)]
    parts = [_cut(page, title, end) for title, end in zip(begins, ends, strict=True)]
    read_parts = [_entry(source, page, part) for part in parts]
    entries = tuple(entry for entry, _ in read_parts)
    outside = [lines[at] for at in range(begins[0].at if begins else 0) if page.kinds[at] is Kind.PROSE]
    left_out = [run for run in (outside, *(part.left_out for part in parts)) if run]
    found = [
        *diagnostics,
        *(remark for _, remarks in read_parts for remark in remarks),
        *(
            diagnose(
                "text-outside-records",
                source.span(run[0].number, run[-1].number),
                f"“{_short(run[0].text)}” belongs to no question and was left out; see whether that is right",
            )
            for run in left_out
        ),
    ]
    if entries and (why := _truncated(parts)):
        found.append(diagnose("truncated-record", entries[-1].span, f"{entries[-1].code} {why}; scrape the page again"))
    return Reading(entries, tuple(found))


@dataclass(frozen=True, slots=True)
class _Page:
    """The lines of a page beside what each looks like.

    For each line also what the last one above it looks like that is not blank (a header where there is none),
    and the header lines of the page that it is on; a file may hold several pages.
    """

    lines: tuple[Line, ...]
    kinds: tuple[Kind, ...]
    titles: Mapping[int, Title]
    before: tuple[Kind, ...]
    headers: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, lines: tuple[Line, ...]) -> "_Page":
        kinds = [_classify(line.text) for line in lines]
        written = [at for at, kind in enumerate(kinds) if kind is not Kind.BLANK]
        opened = False
        for before, at, after in zip([None, *written], written, [*written[1:], None], strict=False):
            # `Category: X` may also be a line of an answer: a header stands where no record is open.
            opened = opened or kinds[at] is Kind.TITLE
            if kinds[at] is Kind.HEADER and not (
                not opened
                or before is None
                or kinds[before] in (Kind.HEADER, Kind.LOGIN, Kind.FORM)
                or (after is not None and kinds[after] is Kind.TITLE)
            ):
                kinds[at] = Kind.PROSE
        titles = {at: _title(at, lines[at].text) for at in written if kinds[at] is Kind.TITLE}
        befores: list[Kind] = [Kind.HEADER]
        headers: list[tuple[str, ...]] = [()]
        for kind, line in zip(kinds, lines, strict=True):
            goes_on = headers[-1] if befores[-1] is Kind.HEADER else ()
            headers.append((*goes_on, _plain(line.text)) if kind is Kind.HEADER else headers[-1])
            befores.append(befores[-1] if kind is Kind.BLANK else kind)
        return cls(lines, tuple(kinds), titles, tuple(befores), tuple(headers))

    def begins(self) -> Iterator[Title]:
        """The titles that begin a record.

        A word that looks like a code may also begin a line of an answer. A title after a line that ends a
        record is one; elsewhere it takes a line `Answer` below and the looks of those that are certain. Only on
        a page whose records end without a line of their own a bullet and a question are enough.
        """
        certain = [title for title in self.titles.values() if self.is_first(title) and self.asks(title)]
        has_bullets = any(title.bulleted for title in certain)
        has_ends = Kind.LOGIN in self.kinds
        for title in self.titles.values():
            family = any(title.resembles(other) for other in certain if other is not title)
            if self.is_first(title):
                begins = family or title.bulleted or title in certain
            elif self.asks(title):
                begins = (title.bulleted and (family or title.reads_like_one)) or (
                    family and title.reads_like_one and not has_bullets
                )
            else:
                begins = title.bulleted and family and title.reads_like_one and not has_ends and self.continues(title)
            if begins:
                yield title

    def is_first(self, title: Title) -> bool:
        """Whether nothing is open that the line could belong to."""
        return self.before[title.at] in (Kind.HEADER, Kind.LOGIN, Kind.FORM)

    def asks(self, title: Title) -> bool:
        """Whether a line `Answer` follows with at most a question in between."""
        asked = 0
        for at in range(title.at + 1, len(self.kinds)):
            match self.kinds[at]:
                case Kind.ANSWER:
                    return True
                case Kind.LOGIN | Kind.FORM | Kind.HEADER:
                    return False
                case Kind.TITLE if self.titles[at].bulleted:
                    return False
                case Kind.PROSE | Kind.TITLE:
                    asked += 1
                    if asked > QUESTION_LINES:
                        return False
                case Kind.BLANK:
                    pass
        return False

    def continues(self, title: Title) -> bool:
        """Whether a question follows; the end of the page counts as one that was cut off.

        A list of cross references has one title below the other, and no question.
        """
        if self.before[title.at] is Kind.TITLE:
            return False
        below = (self.kinds[at] for at in range(title.at + 1, len(self.kinds)))
        return next((kind for kind in below if kind is not Kind.BLANK), Kind.PROSE) is Kind.PROSE


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one record: its question, its answer (None without a line `Answer`), and what is neither."""

    title: Title
    question: tuple[Line, ...]
    answer: tuple[Line, ...] | None
    left_out: tuple[Line, ...]
    closed: bool


def _cut(page: _Page, title: Title, end: int) -> _Part:
    """Cut the record that begins with `title` and ends before line `end` into its parts."""
    question: list[Line] = []
    answer: list[Line] | None = None
    left_out: list[Line] = []
    closed = False
    for at in range(title.at + 1, end):
        line, kind = page.lines[at], page.kinds[at]
        if kind in (Kind.FORM, Kind.HEADER):
            closed = closed or kind is Kind.FORM
            break
        if kind is Kind.LOGIN:
            closed = True
        elif closed and COMMENTS.fullmatch(_plain(line.text)):
            break
        elif closed:
            if kind is not Kind.BLANK and not PAGER.fullmatch(_plain(line.text)):
                left_out.append(line)
        elif kind is Kind.ANSWER and answer is None:
            answer = _beside(line)
        else:
            (question if answer is None else answer).append(line)
    content = question if answer is None else answer
    while content and (not content[-1].text or (closed and COMMENTS.fullmatch(_plain(content[-1].text)))):
        content.pop()
    return _Part(title, tuple(question), None if answer is None else tuple(answer), tuple(left_out), closed)


def _beside(line: Line) -> list[Line]:
    """What stands beside the word `Answer`, in the column where the line begins."""
    found = ANSWER.fullmatch(_plain(line.text))
    if found is None or found["text"] is None:
        return []
    indentation = line.text[: len(line.text) - len(line.text.lstrip())]
    return [Line(line.number, indentation + line.text.partition(":")[2].lstrip())]


def _entry(source: Source, page: _Page, part: _Part) -> tuple[Entry, tuple[Diagnostic, ...]]:
    content = [line for line in (*part.question, *(part.answer or ())) if line.text]
    base = min((len(line.text) - len(line.text.lstrip()) for line in content), default=0)
    first = page.lines[part.title.at].number
    headers = [header for line in page.headers[part.title.at] if (header := HEADER.fullmatch(line))]
    parts = list(set_apart(part.answer or ()))
    prose = [line for each in parts if not isinstance(each, CodeBlock) for line in each]
    # The formulas of the question and of the answer bear witness for each other.
    found = find_all((*part.question, *prose), path=source.path, first_column=base)
    last_of_question = max((line.number for line in part.question), default=first)
    entry = Entry(
        code=part.title.code,
        title=part.title.title,
        question=paragraphs([line for line in found.lines if line.number <= last_of_question]),
        answer=tuple(_blocks(parts, [line for line in found.lines if line.number > last_of_question])),
        tags=tuple(header["name"].strip() for header in headers if header["kind"].casefold() != "author"),
        span=source.span(first, max((line.number for line in content), default=first)),
        page=" · ".join(header[0].strip() for header in headers),
    )
    return entry, (*found.diagnostics, *map(explain, found.findings))


def _blocks(parts: Sequence[CodeBlock | Sequence[Line]], lines: Sequence[RichLine]) -> Iterator[Block]:
    """The blocks of an answer: its code, and between it what the other `lines` make."""
    for part in parts:
        if isinstance(part, CodeBlock):
            yield part
        elif part:
            yield from structure([line for line in lines if part[0].number <= line.number <= part[-1].number])


def _truncated(parts: Sequence[_Part]) -> str:
    """Why the last record of a page seems to be cut off, as the rest of a sentence; empty where it does not."""
    *others, last = parts
    if last.answer is None and not last.closed:
        return "ends before its line `Answer`"
    if not last.answer:
        return "" if last.closed else "ends right after its line `Answer`"
    if len(others) > 1 and all(part.closed for part in others) and not last.closed:
        return "ends without the line that closes all others of its page, so its answer may be cut off"
    return ""


def _plain(text: str) -> str:
    """The words of a line with one blank between them: what a line is does not hang on its columns."""
    return " ".join(text.split())


def _short(text: str) -> str:
    text = _plain(text)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _classify(text: str) -> Kind:
    text = _plain(text)
    if not text:
        return Kind.BLANK
    for pattern, kind in (
        (CODED_TITLE, Kind.TITLE),
        (ANSWER, Kind.ANSWER),
        (LOGIN, Kind.LOGIN),
        (COMMENT_FORM, Kind.FORM),
        (HEADER, Kind.HEADER),
    ):
        if pattern.fullmatch(text):
            return kind
    return Kind.PROSE


def _title(at: int, text: str) -> Title:
    found = CODED_TITLE.fullmatch(_plain(text))
    assert found is not None
    return Title(at, found["code"].upper(), found["title"] or "", bool(found["bullet"]))
