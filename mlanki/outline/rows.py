"""The table of a page: each piece beside what is seen in it alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.document import Emphasis, Heading, Inlines, Link, List, Paragraph, Strong, Text, plain_text, trim
from mlanki.outline.evidence import ASKED, speaks_for, worth
from mlanki.outline.furniture import is_frame, one_line, section_name
from mlanki.outline.marks import CHOICE, NO_MARK, VIEW, Mark, read_mark
from mlanki.outline.row_parts import ask, line_of_words, parts
from mlanki.outline.settling import settle_inlines
from mlanki.outline.trimming import without_ending
from mlanki.outline.wording import asking, telling
from mlanki.prose.structure.kinds import is_title
from mlanki.readers.pieces import Fold, Piece

TEX = regex.compile(r"\\[(\[\p{L}]|\$")
LONGEST_QUESTION = 8  # lines that one may be broken over


class Shown(Enum):
    """How a piece is shown."""

    HEADING = auto()
    BOLD = auto()
    FOLD = auto()
    LINE = auto()
    BLOCK = auto()  # a list, code, a table, a quotation, the end of a fold


@dataclass(frozen=True)
class Row:
    """What is seen in one piece; without slots, for what is asked of a row is asked of it many times.

    `text` are its words (of a bold beginning that asks only these), `said` those without its mark, its topic, and how
    hard it is; `inlines` are what it says, `rest` is what stands behind the question on the same line; `length` is how
    many pieces it is broken over, 0 for a number that belongs to the next row. `words` are all words of a paragraph or
    a heading as records hold them; none of another piece. `further` are the signs that its words do not give.
    """

    at: int
    piece: Piece
    shown: Shown
    text: str = ""
    mark: Mark = NO_MARK
    said: str = ""
    topic: str = ""
    inlines: Inlines = ()
    rest: Inlines = ()
    length: int = 1
    words: str = ""
    further: tuple[str, ...] = ()

    @cached_property
    def line(self) -> str:
        """Its words with one blank between them: what a line is does not hang on its columns."""
        return one_line(self.text)

    @cached_property
    def is_frame(self) -> bool:
        """Whether it is a line that belongs to the frame of a page."""
        return self.shown is Shown.LINE and ("running-head" in self.further or is_frame(self.line))

    @property
    def level(self) -> int:
        """The level of a heading; below all of them for other pieces."""
        return self.piece.block.level if isinstance(self.piece.block, Heading) else 7

    @property
    def depth(self) -> int:
        """How deep the row stands in what the author counts."""
        return self.piece.depth + (self.mark.style == "i")

    @property
    def is_counted(self) -> bool:
        """Whether it bears a mark, or begins an item."""
        return bool(self.mark.length or self.piece.marker)

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """What the words say for and against a question, each sign by its name."""
        signs = (*self.asking, *telling(self._plain, asks="question-mark" in self.asking))
        is_set_off = self.shown is not Shown.LINE and SET_OFF & {*signs} and "no-antecedent" not in signs
        return (*signs, *(("set-off",) if is_set_off else ()), *self.further)

    @property
    def asking(self) -> tuple[str, ...]:
        """The first of them: how the words begin, and whether they ask."""
        return asking(self._plain)

    @property
    def _plain(self) -> str:
        """What is said, without the signs that decorate its end."""
        return without_ending(self.said, DECORATION)

    @cached_property
    def asks(self) -> bool:
        """Whether the words alone ask."""
        return self.sounds and worth(self.signs) >= ASKED

    @cached_property
    def sounds(self) -> bool:
        """Whether something in the words is like a question."""
        return speaks_for((*self.asking, *self.further)) or (self.shown is not Shown.LINE and speaks_for(self.signs))

    @property
    def leans(self) -> bool:
        """Whether it only asks about what the text before it is about."""
        return "no-antecedent" in self.signs

    @cached_property
    def name(self) -> str:
        """What the row calls a section, should it begin one."""
        return section_name(self.said or self.text)

    @cached_property
    def is_like_title(self) -> bool:
        return self.shown is not Shown.BLOCK and not TEX.search(self.text) and is_title(self.name)

    @property
    def is_apart(self) -> bool:
        """Whether a new paragraph begins here."""
        return not self.piece.joined


ENDED = regex.compile(r"[.?!:;…？。][\s\"”’*_)]*+$", regex.REVERSE)
GOES_ON = regex.compile(r"[\p{Ll}?.,;)？]")
CLOSES = regex.compile(r"[?.,;:)？]")
DECORATION = regex.compile(r"[\p{So}\p{Sk}\uFE0F\s]++$", regex.REVERSE)
SET_OFF = frozenset({"question-mark", "inverted", "with-object", "difference", "imperative"})
WRAPPED = 60  # characters; editors that break lines leave longer ones


def read_rows(pieces: Sequence[Piece]) -> tuple[Row, ...]:
    """A row for each piece, in their order."""
    rows = [_row(at, piece) for at, piece in enumerate(pieces)]
    counted = 0
    for number, row in pairwise(rows):
        alone = number.mark.style in ("0", "1") and number.mark.length and not number.said
        if not alone or not row.sounds or row.mark.style:
            continue
        # `30` below a question is what it comes to, unless it counts.
        if number.at and rows[number.at - 1].sounds and number.mark.number != counted + 1:
            continue
        counted = number.mark.number or 0
        rows[row.at] = replace(row, mark=replace(number.mark, style="1", length=0))
        rows[number.at] = replace(number, mark=NO_MARK, text="", length=0)
    for at in range(len(rows) - 2):
        is_numbered = at > 0 and rows[at - 1].mark.length and not rows[at - 1].said  # `Question 3` on a line of its own
        if rows[at].said and not is_numbered and _are_choices(rows[at + 1], rows[at + 2]):
            rows[at] = replace(rows[at], further=(*rows[at].further, "choices-below"))
    return tuple(_whole(rows, row) for row in rows)


def _are_choices(first: Row, second: Row) -> bool:
    """Whether two rows, or the items of the first, are the choices A and B of a question."""
    is_list = isinstance(first.piece.block, List)
    if not is_list and not CHOICE.match(first.text):  # as a rule
        return False
    texts = [words_of(item[0]) for item in first.piece.items[:2] if item] if is_list else [first.text, second.text]
    found = zip(map(CHOICE.match, texts), "AB", strict=False)
    return len(texts) == len("AB") and all(each and each["letter"].upper() == letter for each, letter in found)


def _row(at: int, piece: Piece) -> Row:
    match piece.block:
        case Heading(inlines):
            return _read(at, piece, Shown.HEADING, settle_inlines(inlines))
        case Fold(opens=True, summary=summary) if not VIEW.fullmatch(plain_text(summary)):
            return _read(at, piece, Shown.FOLD, settle_inlines(summary))
        case Paragraph((Text(text),)):
            return Row(at, piece, Shown.LINE, *line_of_words(text.strip(), piece.marker))
        case Paragraph(inlines):
            words = settle_inlines(inlines)
            match words:
                case (Strong(bold), *behind) if _says(behind):
                    mark = read_mark(plain_text(bold))
                    said = plain_text(bold)[mark.length :].strip()
                    if mark.style == "1" and not said:
                        return _read(at, piece, Shown.BOLD, words)
                    if said and (mark.style == "q" or ask(said)):
                        row = _read(at, piece, Shown.BOLD, words[:1], rest=trim(tuple(behind)))
                        return replace(row, words=plain_text(words))
                case ((Strong() | Emphasis()), *_) | (Link((Strong(),)),):
                    return _read(at, piece, Shown.BOLD, words)
            return _read(at, piece, Shown.LINE, words)
        case _:
            return Row(at, piece, Shown.BLOCK)


def _says(behind: Sequence[object]) -> bool:
    """Whether words stand behind a bold beginning; a sign or a link does not count."""
    words = plain_text(tuple(inline for inline in behind if not isinstance(inline, Link)))  # type: ignore[misc]
    return any(character.isalnum() for character in words)


def _read(at: int, piece: Piece, shown: Shown, inlines: Inlines, rest: Inlines = ()) -> Row:
    said = parts(inlines, piece.marker, rest, may_answer=shown is not Shown.HEADING)
    return Row(at, piece, shown, *(said._replace(words="") if shown is Shown.FOLD else said))


def _whole(rows: Sequence[Row], row: Row) -> Row:
    """The row with the lines below over which its question was broken: by wrapping, or around words in italics."""
    said = row.said
    if row.shown is not Shown.LINE or row.rest or not said or ENDED.match(said) or not (row.mark.length or row.sounds):
        return row
    lines = [row]
    for below in rows[row.at + 1 : row.at + LONGEST_QUESTION]:
        above = lines[-1].text
        goes_on = GOES_ON.match(below.text) or (len(above) >= WRAPPED and not below.mark.length)
        if below.shown is Shown.BLOCK or not below.piece.joined or not goes_on:
            break
        lines.append(below)
        answered = ("answer-beside",) if "answer-beside" in below.further else ()
        said += ("" if CLOSES.match(below.text) else " ") + (below.said if answered else below.text)
        if answered or ENDED.match(below.text):
            rest = below.rest if answered else ()
            whole = replace(row, said=said, rest=rest, length=len(lines), further=answered)
            if not whole.asks and row.mark.style != "q":
                break
            parts = (each.inlines if each is row or (answered and each is below) else _line(each) for each in lines)
            words = settle_inlines(tuple(inline for part in parts for inline in (Text(" "), *part)))
            return replace(whole, inlines=words)
    return row


def _line(row: Row) -> Inlines:
    assert isinstance(row.piece.block, Paragraph)
    return trim(row.piece.block.inlines)


def words_of(piece: Piece) -> str:
    """All words of a paragraph or a heading as records hold them; none of another piece."""
    block = piece.block
    return plain_text(settle_inlines(block.inlines)) if isinstance(block, Paragraph | Heading) else ""
