"""The headings of a page, and which of them are questions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import regex

from mlanki.document import Heading, Inlines, Link, plain_text, walk_inlines
from mlanki.prose.marks import BACK_MATTER, CONTENTS, GENERIC, Signs, signs_of
from mlanki.readers.markdown.answers import is_answer_heading
from mlanki.readers.markdown.pieces import Piece
from mlanki.readers.markdown.settling import settle_inlines

MOST = 0.6  # of the headings of a level, or of the items of a list, read like questions: then that is what they are
MOST_IF_TITLED = 0.45  # where the page calls itself a list of questions
NEARLY_ALL = 0.8  # of a level are questions: then its odd one is taken for a question too, and said to be uncertain

TITLED = regex.compile(r"\b(?:questions?|interviews?|q\s*(?:&|and)\s*a|faqs?|quiz|flash\s?cards?)\b", regex.IGNORECASE)


@dataclass(slots=True)
class Section:
    """A heading, what stands directly below it, and the sections below it; without heading the page itself."""

    heading: Piece | None
    level: int
    own: list[Piece] = field(default_factory=list)
    below: list["Section"] = field(default_factory=list)

    @property
    def text(self) -> str:
        heading = self.heading
        return plain_text(words_of_heading(heading)).strip() if heading else ""

    def everything(self) -> Iterator["Section"]:
        yield self
        for section in self.below:
            yield from section.everything()

    def pieces(self) -> Iterator[Piece]:
        """The section as pieces again, in the order of reading."""
        if self.heading:
            yield self.heading
        yield from self.own
        for section in self.below:
            yield from section.pieces()


def words_of_heading(piece: Piece) -> Inlines:
    assert isinstance(piece.block, Heading)
    return settle_inlines(piece.block.inlines)


def to_sections(pieces: Iterable[Piece]) -> Section:
    page = Section(None, 0)
    open_sections = [page]
    for piece in pieces:
        if isinstance(piece.block, Heading):
            section = Section(piece, piece.block.level)
            while open_sections[-1].level >= section.level:
                open_sections.pop()
            open_sections[-1].below.append(section)
            open_sections.append(section)
        else:
            open_sections[-1].own.append(piece)
    return page


def title_of(page: Section) -> Section | None:
    """The heading that names the page: its first of level 1, unless that is itself marked as a question."""
    highest = [section for section in page.below if section.level == 1]
    if not highest:
        return None
    signs = signs_of(highest[0].text)
    if signs.label or (len(highest) > 1 and signs.worded):
        return None
    if highest[0].heading and highest[0].heading.code:
        return None
    return highest[0]


def question_headings(page: Section, title: Section | None, *, titled: bool) -> Mapping[int, str]:
    """The lines of the headings that are questions, each with the doubt about it, empty where there is none.

    The evidence, strongest first: a code or a label (`Q3.`, `Question:`) that the author has put there; numbers
    on headings of one level of which most ask; a level, or the sections below one heading, where most ask. Then
    whatever asks on the level that was found, and its odd one where nearly all others ask.
    """
    signs = {
        section.heading.first: signs_of(section.text)
        for section in page.everything()
        if section.heading and section is not title and not _is_furniture(section.text)
    }
    sections = {section.heading.first: section for section in page.everything() if section.heading}
    found = {at for at, sign in signs.items() if sign.label or _code(sections[at])}
    least = MOST_IF_TITLED if titled else MOST
    if not found:
        for level in sorted({section.level for section in sections.values()}):
            numbered = [at for at, sign in signs.items() if sections[at].level == level and sign.number]
            if _share(signs, numbered) >= least and any(signs[at].worded for at in numbered):
                found |= set(numbered)
    levels = {sections[at].level for at in found}
    if found:
        found |= {at for at, sign in signs.items() if sections[at].level in levels and sign.worded}
        return dict.fromkeys(sorted(found), "")
    return _by_siblings(page, signs, least)


def _code(section: Section) -> str:
    return section.heading.code if section.heading else ""


def _by_siblings(page: Section, signs: Mapping[int, Signs], least: float) -> Mapping[int, str]:
    """The headings that ask where most beside them, or most of their level, do; the highest such level counts."""
    asking: dict[int, str] = {}
    by_level: dict[int, list[int]] = {}
    for section in page.everything():
        if section.heading and section.heading.first in signs:
            by_level.setdefault(section.level, []).append(section.heading.first)
    shares = {level: _share(signs, lines) for level, lines in by_level.items()}

    def descend(section: Section) -> None:
        beside = [child for child in section.below if child.heading and child.heading.first in signs]
        lines = [child.heading.first for child in beside if child.heading]
        among = _share(signs, lines)
        several = sum(signs[at].asks for at in lines) > 1
        for child in section.below:
            at = child.heading.first if child.heading else 0
            share = max(shares.get(child.level, 0.0), among if several else 0.0)
            on_level = sum(signs[line].asks for line in by_level.get(child.level, ())) > 1
            if at in signs and share >= least and on_level and signs[at].asks:
                asking[at] = ""
            elif at in signs and share >= NEARLY_ALL and on_level and child.own and not _asks_below(child, signs):
                asking[at] = "most headings beside it ask, and it does not"
            else:
                descend(child)

    descend(page)
    return asking


def _asks_below(section: Section, signs: Mapping[int, Signs]) -> bool:
    return any(
        child.heading is not None and child.heading.first in signs and signs[child.heading.first].asks
        for child in section.everything()
        if child is not section
    )


def _share(signs: Mapping[int, Signs], lines: Sequence[int]) -> float:
    return sum(signs[at].worded for at in lines) / len(lines) if lines else 0.0


def _is_furniture(text: str) -> bool:
    """Whether a heading names what a page has beside its questions: contents, references, an answer."""
    return any(pattern.fullmatch(text) for pattern in (CONTENTS, BACK_MATTER, GENERIC)) or is_answer_heading(text)


def names_subject(section: Section) -> bool:
    """Whether the heading of a section says what its questions are about; one that leads elsewhere is news."""
    is_news = section.heading is not None and any(
        isinstance(inline, Link) for inline in walk_inlines(words_of_heading(section.heading))
    )
    return not (is_news or GENERIC.fullmatch(section.text) or CONTENTS.fullmatch(section.text))


def section_name(text: str) -> str:
    """The name of a section without its number and the signs that decorate it."""
    signs = signs_of(text)
    name = text[signs.length :] if signs.number else text
    return regex.sub(r"^[^\p{L}\p{N}(]+|[\s:\p{So}\uFE0F]+$", "", name) or text
