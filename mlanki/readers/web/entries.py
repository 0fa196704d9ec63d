"""The blocks of a page → its questions, with their answers and the sections that they stand in."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from mlanki.document import (
    Block,
    Blocks,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Link,
    Paragraph,
    Strong,
    Text,
    plain_text,
    trim,
)
from mlanki.prose.questions import judge
from mlanki.readers.listing.phrases import CODED_TITLE, COMMENT_FORM, LOGIN
from mlanki.readers.web.asked import open_posts, set_off_listed, set_off_marked
from mlanki.readers.web.blocks import Placed
from mlanki.readers.web.phrases import ANSWER, ANSWER_LEAD, CLOSING, NOISE, PARTS, SECTION_NUMBER

# A paragraph in bold may serve as a heading, below all real ones.
BOLD_LEVEL = 7


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a page: what was found of it, before it is an entry."""

    code: str | None
    title: str
    question: Blocks
    answer: Blocks
    sections: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """The questions of a piece of a page, and the blocks behind the first of them that belong to none."""

    parts: tuple[Part, ...]
    left_out: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading: where it stands, how deep, and what its words tell."""

    at: int
    level: int
    inlines: Inlines

    @property
    def text(self) -> str:
        return " ".join(plain_text(self.inlines).split())


def find_parts(placed: Sequence[Placed]) -> Found:
    """The coded records among the blocks; where there are none, the questions that are asked in headings."""
    content = tuple(_without_noise(placed))
    for listed in (content, tuple(open_posts(content))):
        if parts := tuple(_coded(listed)):
            return Found(parts, ())
    content = tuple(set_off_marked(content))
    for tried in (content, set_off_listed(content)):
        outline = _Outline(tried)
        if parts := tuple(outline.parts()):
            break
    return Found(parts, tuple(outline.left_out))


def _without_noise(placed: Sequence[Placed]) -> Iterator[Placed]:
    """The blocks up to a comment form, without lines that are no words of the author."""
    for each in placed:
        if isinstance(each.block, Paragraph | Heading):
            text = plain_text(each.block.inlines)
            if COMMENT_FORM.fullmatch(text):
                return
            if LOGIN.fullmatch(text) or NOISE.fullmatch(text):
                continue
        yield each


def _head(at: int, placed: Placed) -> _Head | None:
    match placed.block:
        case Heading(inlines, level):
            return _Head(at, level, inlines)
        case Paragraph((Strong(inlines),)):
            return _Head(at, BOLD_LEVEL, inlines)
        case Paragraph((Link((Strong(inlines),)),)) | Paragraph((Strong((Link(inlines),)),)):
            return _Head(at, BOLD_LEVEL, inlines)
        case _:
            return None


def _heads(placed: Sequence[Placed]) -> list[_Head]:
    return [head for at, each in enumerate(placed) if (head := _head(at, each)) is not None]


def _coded(placed: Sequence[Placed]) -> Iterator[Part]:
    """The records whose heading is a code and a title.

    A heading within an answer may begin with what looks like a code (`VGG16 in short`). Titles stand at one
    level, and their codes are of one family with one that an answer follows.
    """
    titles = [head for head in _heads(placed) if (found := CODED_TITLE.fullmatch(head.text)) and found["title"]]
    if not titles:
        return
    level = min(head.level for head in titles)
    titles = [head for head in titles if head.level == level]
    ends = {head.at: _end(placed, head, titles) for head in titles}
    certain = {
        _family(head.text)
        for head in titles
        if len(_digits(head.text)) >= 3 or any(map(_is_answer_mark, placed[head.at + 1 : ends[head.at]]))
    }
    for head in titles:
        if _family(head.text) in certain or len(_digits(head.text)) >= 3:
            content = placed[head.at + 1 : ends[head.at]]
            found = CODED_TITLE.fullmatch(head.text)
            assert found is not None
            part = _part(head, content, placed[head.at], ())
            if content:  # else it only leads to the record
                yield replace(part, code=found["code"].upper(), title=found["title"].strip())


def _digits(text: str) -> str:
    return "".join(character for character in text.split(maxsplit=1)[0] if character.isdigit())


def _family(text: str) -> str:
    return text.split(maxsplit=1)[0].rstrip("0123456789:.)–-").upper()


def _end(placed: Sequence[Placed], head: _Head, titles: Sequence[_Head]) -> int:
    """Where the record of `head` ends: at the next title, or at what closes the page."""
    following = [title.at for title in titles if title.at > head.at]
    closing = [other.at for other in _heads(placed) if other.at > head.at and CLOSING.fullmatch(other.text)]
    return min((*following, *closing, len(placed)))


class _Outline:
    """The headings of a page as they contain each other, with the questions among them."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.placed = placed
        self.left_out: list[Placed] = []
        heads = _heads(placed)
        self.numbered_levels = {
            level
            for level in range(1, BOLD_LEVEL + 1)
            if _mostly(judge(head.text).asks for head in heads if head.level == level and judge(head.text).numbered)
        }
        self.heads = list(self._without_parts(self._without_plain_bold(heads)))

    def _without_plain_bold(self, heads: Sequence[_Head]) -> Iterator[_Head]:
        """The headings less the bold paragraphs that are no questions: where some in a row are numbered, all others."""
        for is_bold, run in groupby(heads, key=lambda head: head.level == BOLD_LEVEL):
            if not is_bold:
                yield from run
                continue
            asking = [(head, judge(head.text)) for head in run if self._asks(head)]
            some_marked = any(judged.marked or judged.numbered for _, judged in asking)
            yield from (head for head, judged in asking if judged.marked or judged.numbered or not some_marked)

    def _asks(self, head: _Head) -> bool:
        judged = judge(head.text)
        return judged.asks or (judged.numbered and head.level in self.numbered_levels and not judged.leans)

    def _without_parts(self, heads: Iterable[_Head]) -> Iterator[_Head]:
        """The headings less those that, whatever their level, name a part of the answer above."""
        question: _Head | None = None
        for head in heads:
            if question is not None and head.level <= question.level and not self._asks(head):
                if head.level == question.level and (judge(head.text).leans or PARTS.fullmatch(head.text)):
                    continue
                question = None
            if self._asks(head) and (question is None or head.level <= question.level):
                question = head
            yield head

    def parts(self) -> Iterator[Part]:
        """The questions, in the order of the page."""
        yield from self._read(0, len(self.placed), ())

    def _read(self, begin: int, end: int, sections: tuple[str, ...]) -> Iterator[Part]:
        at = begin
        by_place = {head.at: head for head in self.heads if begin <= head.at < end}
        any_before = bool(sections)
        while at < end:
            head = by_place.get(at)
            if head is None:
                if any_before:
                    self.left_out.append(self.placed[at])
                at += 1
                continue
            stop = next((other.at for other in self.heads if at < other.at < end and other.level <= head.level), end)
            if CLOSING.fullmatch(head.text):
                pass
            elif self._asks(head) and not self._is_section(head, stop):
                yield _part(head, self.placed[at + 1 : stop], self.placed[at], sections)
                any_before = True
            else:
                yield from self._read(at + 1, stop, (*sections, *self._section(head)))
            at = stop

    def _section(self, head: _Head) -> tuple[str, ...]:
        """The heading as the name of a section; the title of the page, which stands above all, is none."""
        name = SECTION_NUMBER.sub("", head.text, count=1).strip(" :")
        return () if head is self._title() or not name else (name,)

    def _title(self) -> _Head | None:
        """The one heading that stands first and above all others."""
        real = [head for head in self.heads if head.level < BOLD_LEVEL]
        if real and all(other.level > real[0].level for other in real[1:]):
            return real[0]
        return None

    def _is_section(self, head: _Head, stop: int) -> bool:
        """Whether a heading that asks something is the title of a page or a section of questions."""
        below = [other for other in self.heads if head.at < other.at < stop and self._asks(other)]
        if len(below) < 2:
            return False
        return head is self._title() or below[0].at == head.at + 1


def _mostly(said: Iterator[bool]) -> bool:
    votes = list(said)
    return sum(votes) * 2 > len(votes)


def _part(head: _Head, content: Sequence[Placed], title: Placed, sections: tuple[str, ...]) -> Part:
    """The question of a heading, and the answer below it."""
    coded = CODED_TITLE.fullmatch(head.text) is not None
    before, answer = _cut(content)
    asked: Inlines = () if coded else _without_start(head.inlines, judge(head.text).number)
    if before is None:
        first = _words(answer[0]) if answer else ""
        takes_first = (coded and judge(first).asks) or (not coded and not plain_text(asked).strip())
        before, answer = (answer[:1], answer[1:]) if takes_first else ([], answer)
    question = ((Paragraph(trim(asked)),) if plain_text(asked).strip() else ()) + tuple(
        _unbold(each) for each in before
    )
    last = max((each.last for each in content), default=title.last)
    return Part(
        None,
        "",
        question,
        _raised(answer),
        sections,
        title.first,
        max(title.first, last),
    )


def _cut(content: Sequence[Placed]) -> tuple[list[Placed] | None, list[Placed]]:
    """What stands before and behind the mark `Answer`; nothing before it where there is no mark."""
    for at, each in enumerate(content):
        if _is_answer_mark(each):
            return list(content[:at]), list(content[at + 1 :])
        if isinstance(each.block, Paragraph) and (lead := ANSWER_LEAD.match(_words(each))):
            rest = trim(_without_start(each.block.inlines, lead.end()))
            begins = [replace(each, block=Paragraph(rest))] if rest else []
            return list(content[:at]), [*begins, *content[at + 1 :]]
    return None, list(content)


def _is_answer_mark(placed: Placed) -> bool:
    return isinstance(placed.block, Paragraph | Heading) and ANSWER.fullmatch(_words(placed)) is not None


def _words(placed: Placed) -> str:
    return plain_text(placed.block.inlines) if isinstance(placed.block, Paragraph | Heading) else ""


def _unbold(placed: Placed) -> Block:
    """A block of a question; all of it is set off already, so a heading or bold says nothing more."""
    match placed.block:
        case Paragraph((Strong(inlines),)) | Heading(inlines):
            return Paragraph(inlines)
        case block:
            return block


def _raised(answer: Sequence[Placed]) -> Blocks:
    """The blocks of an answer; its highest headings are the first level below the question."""
    above = min((each.block.level for each in answer if isinstance(each.block, Heading)), default=1) - 1
    return tuple(
        Heading(each.block.inlines, each.block.level - above) if isinstance(each.block, Heading) else each.block
        for each in answer
    )


def _without_start(inlines: Inlines, length: int) -> Inlines:
    """The inlines without the first `length` characters of their words."""
    kept: list[Inline] = []
    for inline in inlines:
        size = len(plain_text((inline,)))
        if not length:
            kept.append(inline)
        elif size <= length:
            length -= size
        else:
            match inline:
                case Text(text):
                    kept.append(Text(text[length:]))
                case Strong(inner) | Emphasis(inner) | Link(inner):
                    kept.append(replace(inline, inlines=_without_start(inner, length)))
                case _:
                    kept.append(inline)
            length = 0
    return tuple(kept)
