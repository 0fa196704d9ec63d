"""The document model: the inlines and blocks of questions and answers, whatever format they came from.

Inlines and blocks are plain values: frozen, comparable, without behaviour. Mathematics is a node of
its own from the reader to the last door, so that nothing that works on text can reach into a formula.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Lines `first` to `last` (from 1, both included) of the source `path`."""

    path: str
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.path}:{self.first}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source, without its line end, and its number from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they stand; never empty, never a line break."""

    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A line of the source ends here, and the next belongs to the same paragraph."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Emphasis that sets off: bold."""

    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Emphasis in passing: italics."""

    inlines: "Inlines"


@dataclass(frozen=True, slots=True)
class Code:
    """Code in running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula: its TeX as the source has it, without delimiters, standing in the line or displayed."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to `target`, an address."""

    inlines: "Inlines"
    target: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Where a source shows a picture that it does not have, and a sentence that says so."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture: the name of its media file, empty where the source has lost it, and its words.

    What a reader has to say about the loss travels along, and is no part of the picture.
    """

    name: str
    alt: str
    lost: Lost | None = field(default=None, compare=False, repr=False)


Inline = Text | Break | Strong | Emphasis | Code | Math | Link | Image
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `Break` keeps the lines apart that the page had kept apart."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within an answer; level 1 is the highest."""

    inlines: Inlines
    level: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its term with the punctuation that ends it, if it has one, and what follows."""

    blocks: "Blocks"
    term: Inlines = ()


@dataclass(frozen=True, slots=True)
class List:
    """Items; numbered from `start` where that is given."""

    items: tuple[Item, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code as the source has them, without a final line end."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a table without a header row has an empty `header`."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What the source quotes from elsewhere."""

    blocks: "Blocks"


Block = Paragraph | Heading | List | CodeBlock | Table | Quote
Blocks = tuple[Block, ...]


Node = Block | Item | Inline

_BELOW: Mapping[type, Callable[[Any], Iterable[Node]]] = MappingProxyType(
    {
        Paragraph: attrgetter("inlines"),
        Heading: attrgetter("inlines"),
        List: attrgetter("items"),
        Item: lambda item: (*item.term, *item.blocks),
        Table: lambda table: chain(*table.header, *chain(*table.rows)),
        Quote: attrgetter("blocks"),
        Strong: attrgetter("inlines"),
        Emphasis: attrgetter("inlines"),
        Link: attrgetter("inlines"),
    }
)


def paragraphs(blocks: Blocks) -> Iterator[Paragraph]:
    """Every paragraph of `blocks`, however deep it stands, in the order of reading."""
    for block in blocks:
        match block:
            case Paragraph():
                yield block
            case List(items):
                for item in items:
                    yield from paragraphs(item.blocks)
            case Quote(inner):
                yield from paragraphs(inner)


def walk(nodes: Iterable[Node]) -> list[Node]:
    """Every block, item and inline of `nodes` and below them, in the order of reading."""
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        if below := _BELOW.get(type(node)):
            found += walk(below(node))
    return found


def images_of(blocks: Blocks) -> tuple[Image, ...]:
    """Every picture of `blocks`, in the order of reading."""
    return tuple(node for node in walk(blocks) if isinstance(node, Image))


def are_plain(inlines: Inlines) -> bool:
    """Whether they are words, formulas and code alone; pictures that are the same may be lost in different places."""
    return all(isinstance(inline, Text | Math | Code | Break) for inline in inlines)


def plain_text(inlines: Inlines) -> str:
    """The words and the TeX of `inlines` without any markup; a line break reads as a space."""
    match inlines:
        case (Text(text),):  # as a rule
            return text
    return "".join([inline.text if isinstance(inline, Text) else _words_of(inline) for inline in inlines])


def _words_of(inline: Inline) -> str:
    match inline:
        case Text(said) | Code(said) | Math(said) | Image(_, said):
            return said
        case Break():
            return " "
        case Strong(inner) | Emphasis(inner) | Link(inner):
            return plain_text(inner)


def text_lines(blocks: Blocks) -> list[str]:
    """The words and the TeX of `blocks` without any markup, line by line, in the order of reading."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                lines += _lines_of(block.inlines)
            case List():
                for item in block.items:
                    lines += _lines_of(item.term)
                    lines += text_lines(item.blocks)
            case CodeBlock():
                lines += block.text.split("\n")
            case Table():
                for cell in (*block.header, *chain(*block.rows)):
                    lines += _lines_of(cell)
            case Quote():
                lines += text_lines(block.blocks)
    return lines


def _lines_of(inlines: Inlines) -> list[str]:
    return [plain_text(line) for line in split_lines(inlines)] if Break in map(type, inlines) else [plain_text(inlines)]


def split_lines(inlines: Inlines) -> list[Inlines]:
    """What stands between line breaks; an empty line between two in a row, and beside one at an end."""
    ends = [at for at, inline in enumerate(inlines) if isinstance(inline, Break)]
    return [inlines[above + 1 : end] for above, end in pairwise((-1, *ends, len(inlines)))]


def make_item(blocks: Blocks) -> Item:
    """An item of a list: what it begins with in bold is its term, with a colon behind it, wherever it came from."""
    match blocks:
        case (Paragraph((Strong(term), *rest)), *others) if term:
            if rest and isinstance(rest[0], Text) and rest[0].text.startswith(":"):
                words = term[-1].text if isinstance(term[-1], Text) else ""
                term = (*(term[:-1] if words else term), Text(words + ":"))
                rest = [Text(rest[0].text[1:]), *rest[1:]]
            text = trim(tuple(rest))
            return Item(((Paragraph(text),) if text else ()) + tuple(others), term)
        case _:
            return Item(blocks)


def trim(inlines: Inlines) -> Inlines:
    """The inlines without blanks and line breaks at either end."""
    match inlines:
        case (Text(text),):  # as a rule
            words = text.strip()
            return () if not words else inlines if words == text else (Text(words),)
    first, end = 0, len(inlines)
    while first < end and _is_blank(inlines[first]):
        first += 1
    while end > first and _is_blank(inlines[end - 1]):
        end -= 1
    trimmed = inlines[first:end]
    if trimmed and isinstance(begins := trimmed[0], Text) and begins.text[0].isspace():
        trimmed = (Text(begins.text.lstrip()), *trimmed[1:])
    if trimmed and isinstance(ends := trimmed[-1], Text) and ends.text[-1].isspace():
        trimmed = (*trimmed[:-1], Text(ends.text.rstrip()))
    return trimmed


def _is_blank(inline: Inline) -> bool:
    return not inline.text or inline.text.isspace() if isinstance(inline, Text) else isinstance(inline, Break)
