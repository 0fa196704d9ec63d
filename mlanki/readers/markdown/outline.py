"""Which pieces of a Markdown page are its questions, and what belongs to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mlanki.document import Inlines, plain_text, trim
from mlanki.prose.marks import BACK_MATTER, Signs, signs_of
from mlanki.readers.markdown.codes import with_codes
from mlanki.readers.markdown.pieces import Fold, Piece
from mlanki.readers.markdown.running import (
    Candidate,
    Form,
    candidate,
    candidates,
    forms_of,
    is_contents,
    open_lists,
)
from mlanki.readers.markdown.sections import (
    TITLED,
    Section,
    names_subject,
    question_headings,
    section_name,
    title_of,
    to_sections,
    words_of_heading,
)
from mlanki.readers.markdown.tables import open_tables
from mlanki.readers.markdown.words import first_line, without_start


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page marks it, and the pieces that follow up to the next."""

    code: str
    words: Inlines
    rest: Inlines  # what follows the question in the same paragraph
    first: int
    pieces: tuple[Piece, ...]
    sections: tuple[str, ...]
    level: int  # of the heading that asks, or that the question stands below
    bare: bool = False  # the mark alone (`Question 3`): the question itself follows
    uncertain: str = ""  # why it may be none


@dataclass(frozen=True, slots=True)
class Outside:
    """Pieces in a row that belong to no question; a page may introduce itself with some."""

    pieces: tuple[Piece, ...]
    introduces: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What a page holds: its title, its questions, and what belongs to none."""

    title: str
    asked: tuple[Asked, ...]
    outside: tuple[Outside, ...]


def outline(pieces: Sequence[Piece]) -> Outline:
    """Find the questions of a page."""
    page = to_sections(with_codes(tuple(open_tables(pieces))))
    title = title_of(page)
    title_text = title.text if title else ""
    asking = question_headings(page, title, titled=bool(TITLED.search(title_text)))
    reader = _Reader(asking, forms_of(page, asking))
    reader.read(page, (), title)
    return Outline(title_text, tuple(reader.asked), tuple(reader.outside))


class _Reader:
    """Goes through the sections of a page from the top, and gathers the questions below them."""

    def __init__(self, asking: Mapping[int, str], forms: frozenset[Form]) -> None:
        self.asking = asking
        self.forms = forms
        self.asked: list[Asked] = []
        self.outside: list[Outside] = []

    def read(self, section: Section, sections: tuple[str, ...], title: Section | None) -> None:
        heading = section.heading
        if heading and heading.first in self.asking:
            self.ask_by_heading(section, heading, sections)
            return
        if BACK_MATTER.fullmatch(section.text) and not any(map(self.asks, section.below)):
            return
        is_named = heading and section is not title
        if is_named and names_subject(section):
            sections = (*sections, section_name(section.text))
        before = len(self.asked)
        introduces = heading is None or section is title
        self.read_running(section.own, self.forms, sections, section.level, introduces=introduces)
        is_open = len(self.asked) > before
        for child in section.below:
            is_open = is_open and not self.asks(child) and not BACK_MATTER.fullmatch(child.text)
            if is_open:
                last = self.asked[-1]
                self.asked[-1] = replace(last, pieces=(*last.pieces, *child.pieces()))
            else:
                self.read(child, sections, title)

    def asks(self, section: Section) -> bool:
        """Whether there is a question in the section."""
        inner = _Reader(self.asking, self.forms)
        inner.read(section, (), None)
        return bool(inner.asked)

    def ask_by_heading(self, section: Section, heading: Piece, sections: tuple[str, ...]) -> None:
        words = words_of_heading(heading)
        signs = signs_of(plain_text(words))
        rest = without_start(words, signs.length)
        next_ones = [child for child in section.below if self.goes_on(signs, child)]
        within = [child for child in section.below if child not in next_ones]
        self.asked.append(
            Asked(
                code=heading.code,
                words=rest,
                rest=(),
                first=heading.first,
                pieces=(*section.own, *(piece for child in within for piece in child.pieces())),
                sections=sections,
                level=section.level,
                bare=not trim(rest),
                uncertain=self.asking[heading.first],
            )
        )
        for child in next_ones:
            self.read(child, sections, None)

    def goes_on(self, signs: Signs, below: Section) -> bool:
        """Whether a heading that stands too low by mistake is the next question, after one with these signs."""
        if below.heading is None or below.heading.first not in self.asking:
            return False
        its = signs_of(below.text)
        follows = signs.number.isdigit() and its.number == str(int(signs.number) + 1)
        return bool(below.heading.code) or (follows and its.label == signs.label)

    def read_running(
        self, own: Sequence[Piece], forms: frozenset[Form], sections: tuple[str, ...], level: int, *, introduces: bool
    ) -> None:
        """The questions in the running text of a section, all in one form; between folds there may be others."""
        found = [sign for _, sign in candidates(own) if sign.form in forms]
        if not found:
            self.leave_out(own, introduces=introduces)
            return
        form = min((sign.form for sign in found), key=lambda form: form.value)
        chosen = [sign for sign in found if sign.form is form]
        only_numbered = form is Form.BOLD and 2 * sum(bool(sign.signs.number) for sign in chosen) >= len(chosen)
        asking: tuple[Piece, Candidate] | None = None
        following: list[Piece] = []

        def close() -> None:
            if asking is not None:
                self.asked.append(_asked(*asking, tuple(following), sections, level))
            elif form is Form.FOLD:
                self.read_running(following, forms - {form}, sections, level, introduces=introduces)
            else:
                self.leave_out(following, introduces=introduces)

        for piece in own if form is Form.FOLD else open_lists(own):
            sign = candidate(piece)
            if sign and sign.form is form and sign.begins(piece.item) and (sign.signs.number or not only_numbered):
                close()
                asking, following = (piece, sign), []
            elif form is Form.FOLD and asking and piece.block == Fold(opens=False):
                close()
                asking, following = None, []
            else:
                following.append(piece)
        close()

    def leave_out(self, pieces: Sequence[Piece], *, introduces: bool) -> None:
        kept = tuple(piece for piece in pieces if not isinstance(piece.block, Fold) and not is_contents(piece))
        if kept:
            self.outside.append(Outside(kept, introduces))


def _asked(piece: Piece, sign: Candidate, pieces: tuple[Piece, ...], sections: tuple[str, ...], level: int) -> Asked:
    mark = signs_of(plain_text(trim(sign.words)))
    words = without_start(trim(sign.words), mark.length)
    if sign.bare:
        first, others = first_line(trim(sign.words))
        words, rest = without_start(first, mark.length), others
    else:
        rest = sign.rest
    return Asked(
        code=sign.code,
        words=words,
        rest=rest,
        first=piece.first,
        pieces=pieces,
        sections=sections,
        level=level,
        bare=not trim(words),
    )
