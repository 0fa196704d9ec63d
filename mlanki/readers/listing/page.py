"""A page as lines that look like something, and the places where its records begin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from mlanki.document import Line
from mlanki.readers.listing.phrases import ANSWER, CODED_TITLE, COMMENT_FORM, HEADER, LOGIN, plain

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


@dataclass(frozen=True, slots=True)
class Page:
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
    def of(cls, lines: tuple[Line, ...]) -> "Page":
        kinds = [classify(line.text) for line in lines]
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
            headers.append((*goes_on, plain(line.text)) if kind is Kind.HEADER else headers[-1])
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


def classify(text: str) -> Kind:
    text = plain(text)
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
    found = CODED_TITLE.fullmatch(plain(text))
    assert found is not None
    return Title(at, found["code"].upper(), found["title"] or "", bool(found["bullet"]))
