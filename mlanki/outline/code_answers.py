"""Questions that code answers, as in a notebook: in the comment at its head, or in the text right above it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, groupby, pairwise, takewhile

from mlanki import patterns as regex
from mlanki.document import CodeBlock, Heading, List, Paragraph, Text, plain_text
from mlanki.outline.furniture import QUESTIONS, one_line
from mlanki.outline.marks import Mark, read_mark
from mlanki.outline.wording import asking
from mlanki.readers.pieces import Piece

# The lines of a comment, or a string that nothing uses.
COMMENT = regex.compile(
    r"""\s*+ (?: (?P<sign> \#++ | // | -- ) (?P<line> .*+ ) (?: \n [ \t]*+ (?P=sign) (?P<line> .*+ ) )*+
               | (?P<quote> "{3} | '{3} ) (?P<line> (?s: .*? ) ) (?P=quote) (?= [ \t]*+ (?: \n | \Z ) ) )""",
    regex.VERBOSE,
)
BEGINS = regex.compile(r"^(?:#++|//|--|\"{3}|'{3})\s*+(?P<line>.*+)", regex.MULTILINE)  # one that is not indented
GOES_ON = regex.compile(r"\s*\p{Ll}")
WORD = regex.compile(r"\p{L}{2,}")
# What begins an order beside a mark, but elsewhere what the author tells.
TELLS = regex.compile(r"(?:if|you|your|we|there|let|use|suppose|assume|consider|imagine)\b", regex.IGNORECASE)
MAY_ASK = frozenset({"question-mark", "imperative", "mild-imperative", "task"})
SEVERAL = 2
MOST = 0.6  # of the heads ask; of the blocks of code have one
FAMILY = 3
NEARLY_ALL = 0.8  # of the texts between code order something, right above code
LONGEST = 4  # lines of an order, or the last of them answer


@dataclass(frozen=True, slots=True)
class Head:
    """A comment at the head of code: its mark, the words behind that, and the code below it."""

    mark: Mark
    words: str
    code: str
    lines: int

    @property
    def asks(self) -> bool:
        return self.mark.style == "q" or not MAY_ASK.isdisjoint(asking(self.words))


def open_comments(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; where a page is little but code, the comments that ask as labelled lines above their code."""
    parts = [part for piece in pieces for part in _parts(piece)]
    heads = {at: head for at, piece in enumerate(parts) if (head := _head(piece))}
    again = Counter(head.words for head in heads.values())  # `your code here`
    heads = {at: head for at, head in heads.items() if again[head.words] == 1}
    told = sum(isinstance(piece.block, Heading | Paragraph | List) for piece in pieces[1:])
    if len(heads) < SEVERAL or told >= len(heads):
        return pieces
    numbers = {at: head.mark.number for at, head in heads.items() if head.mark.number is not None}
    if len(numbers) >= SEVERAL and all(above < below for above, below in pairwise(numbers.values())):
        heads = {at: heads[at] for at in numbers}
    elif len(heads) < MOST * sum(isinstance(piece.block, CodeBlock) for piece in pieces):
        return pieces
    name = pieces[0].block
    named = isinstance(name, Heading) and bool(QUESTIONS.search(plain_text(name.inlines)))
    if not named and sum(head.asks for head in heads.values()) < MOST * len(heads):
        return pieces
    return tuple(opened for at, part in enumerate(parts) for opened in _opened(part, heads.get(at)))


def _parts(piece: Piece) -> Iterator[Piece]:
    """A block of code as one for each comment in it that bears a number."""
    if not isinstance(piece.block, CodeBlock):
        yield piece
        return
    code = piece.block.text
    marked = [found.start() for found in BEGINS.finditer(code) if read_mark(found["line"]).number is not None]
    first = piece.first
    for begin, end in pairwise(sorted({0, *marked, len(code)})):
        last = min(first + code.count("\n", begin, end), piece.last)
        yield replace(piece, block=replace(piece.block, text=code[begin:end].strip("\n")), first=first, last=last)
        first = last


def _head(piece: Piece) -> Head | None:
    code = piece.block.text if isinstance(piece.block, CodeBlock) else ""
    if not (found := COMMENT.match(code)):
        return None
    lines = found.captures("line")
    mark = read_mark(lines[0].strip())
    if mark.number is None and not found["quote"]:  # the lines below may be about the code
        lines = [lines[0], *takewhile(GOES_ON.match, lines[1:])]
    text = one_line(" ".join(lines))
    words = text[read_mark(text).length :].strip()
    end = found.ends("line")[len(lines) - 1] + len(found["quote"] or "")
    return Head(mark, words, code[end:].strip("\n"), code.count("\n", 0, end) + 1) if WORD.search(words) else None


def _opened(piece: Piece, head: Head | None) -> Iterator[Piece]:
    """A block of code as the line that asks and what is left of it."""
    if head is None or not isinstance(piece.block, CodeBlock):
        yield piece
        return
    label = "Q: " if head.mark.number is None else f"Q{head.mark.number}: "
    end = min(piece.first + head.lines - 1, piece.last)
    yield Piece(Paragraph((Text(label + head.words),)), piece.first, end)
    if head.code.strip():
        yield replace(piece, block=replace(piece.block, text=head.code), first=min(end + 1, piece.last))


def open_orders(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; where all text of a page orders what the code right below it does, each with labels."""
    texts = [
        [at for at, _ in run]
        for told, run in groupby(enumerate(pieces), key=lambda place: isinstance(place[1].block, Paragraph | List))
        if told
    ]
    if texts:  # what introduces the page
        texts[0] = [*dropwhile(lambda at: not _orders(pieces[at]), texts[0])] or texts[0]
    ordered = [run for run in texts if _orders(pieces[run[0]]) and _is_code(pieces[run[-1] + 1 : run[-1] + 2])]
    if len(ordered) < max(FAMILY, NEARLY_ALL * len(texts)):
        return pieces
    labels = dict.fromkeys((run[0] for run in ordered), "Q: ")
    labels |= dict.fromkeys((run[-1] + 1 for run in ordered if len(run) <= LONGEST), "A:\n")
    return tuple(part for at, piece in enumerate(pieces) for part in _labelled(piece, labels.get(at, "")))


def _labelled(piece: Piece, label: str) -> Iterator[Piece]:
    """A line behind a label; a block of code below it."""
    if label and isinstance(piece.block, Paragraph):
        yield replace(piece, block=Paragraph((Text(label), *piece.block.inlines)))
        return
    if label:
        yield Piece(Paragraph((Text(label),)), piece.first, piece.first)
    yield piece


def _orders(piece: Piece) -> bool:
    words = plain_text(piece.block.inlines) if isinstance(piece.block, Paragraph) else ""
    return not (read_mark(words).length or TELLS.match(words) or MAY_ASK.isdisjoint(asking(words)))


def _is_code(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece.block, CodeBlock) for piece in pieces)
