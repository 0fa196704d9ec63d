"""What every reader gives: a source as pieces, before anyone knows what asks and what answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic
from mlanki.document import Block, Break, Inline, Inlines, List, Paragraph, Text, plain_text
from mlanki.pictures import LeftOut

# How a page of a site calls itself that lists what bears a tag, or what somebody wrote.
HEADER = regex.compile(r"(?P<kind>Tag|Category|Author)(?: Archives?)?: ?(?P<name>.+)", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fold:
    """An edge of what a click unfolds; its summary, where it opens."""

    opens: bool
    summary: Inlines = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A block as it stands on its page: one line of running text, or any other block whole.

    `joined` tells that a line goes on with the paragraph of the piece above; its line end, if markup knows one, is the
    last inline of the piece above. `items` are the pieces of a list's items; once the list has been opened, `marker` is
    the bullet or the number of the item that a piece begins, and `depth` says in how many such lists the piece stands.
    """

    block: Block | Fold
    first: int
    last: int
    joined: bool = False
    items: tuple[tuple["Piece", ...], ...] = ()
    marker: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A question that the format itself tells from its answer, as a sheet does by its columns.

    The choices are counted from `start`, if they are; `address` is that of the question's own page.
    """

    question: tuple[Piece, ...]
    answer: tuple[Piece, ...]
    first: int
    last: int
    code: str = ""
    title: str = ""
    tags: tuple[str, ...] = ()
    choices: tuple[tuple[Piece, ...], ...] = ()
    start: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A source, or one post of it, as a reader leaves it.

    `title` and `tags` are those that the page gives itself outside of its text, `name` is how it is called where its
    questions are said to come from, `address` where it was published as the page of its questions, not as one of a
    list. `fallback` tags what nothing else does. `exact` tells that formulas and structure
    come from markup; else every piece is a line. An `excerpt` leads to the whole of it.
    A page of questions that are `given` has no other pieces. What was `left_out` is told where it belongs to one.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    name: str = ""
    address: str = ""
    tags: tuple[str, ...] = ()
    fallback: str = ""
    exact: bool = False
    excerpt: bool = False
    given: tuple[Given, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))


def opened(piece: Piece) -> Iterator[Piece]:
    """The items of a list in its place, each first piece with the mark of its item."""
    assert isinstance(piece.block, List)
    start = piece.block.start
    for number, item in enumerate(piece.items, start or 0):
        for at, part in enumerate(item):
            marker = "" if at else "-" if start is None else str(number)
            yield replace(part, marker=part.marker or marker, depth=piece.depth + 1)


def lines_of_paragraph(paragraph: Paragraph, first: int, last: int) -> Iterator[Piece]:
    """A paragraph as a piece for each of its lines, as the author has broken them; each line with its end."""
    match paragraph.inlines:
        case (Text(text),) if "\n" not in text:  # as a rule
            yield Piece(paragraph, first, last)
            return
    lines: list[list[Inline]] = [[]]
    for inline in paragraph.inlines:
        match inline:
            case Break():
                lines[-1].append(inline)
                lines.append([])
            case Text(text):
                *ended, rest = text.split("\n")
                for part in ended:
                    lines[-1].append(Text(part + "\n"))
                    lines.append([])
                if rest:
                    lines[-1].append(Text(rest) if ended else inline)
            case _:
                lines[-1].append(inline)
    begun = first
    written = [line for line in lines if line]
    for at, line in enumerate(written):
        end = last if at == len(written) - 1 else begun + plain_text(tuple(line)).count("\n", 0, -1)
        yield Piece(Paragraph(tuple(line)), begun, min(end, last), joined=at > 0)
        begun = min(end + 1, last)
