"""A Markdown page as pieces: its blocks, each with its lines, before anyone knows what is a question."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import dedent

from markdown_it.token import Token

from mlanki import patterns as regex
from mlanki.document import Heading, Inline, Line, Paragraph, Text
from mlanki.markup import read_blocks
from mlanki.pictures import LeftOut, Pictures
from mlanki.prose.code import find_code
from mlanki.readers.markdown.dialect import FOLD, parse
from mlanki.readers.markdown.html import LEFT_OUT
from mlanki.readers.markdown.lines import set_apart
from mlanki.readers.pieces import Fold, Piece, lines_of_paragraph


def to_pieces(lines: Sequence[Line], pictures: Pictures) -> tuple[Piece, ...]:
    """The pieces of a page, its pictures found. A soft line end within a paragraph is still a line end in its text."""
    page = [Line(number, text) for number, text in set_apart((line.number, line.text) for line in lines)]
    return _pieces(_parsed("\n".join(line.text for line in page), page, pictures), page, pictures)


def _parsed(text: str, page: Sequence[Line], pictures: Pictures) -> list[Token]:
    """The tokens of a text that stands on the lines of `page`, its pictures found, and told what no piece can hold."""
    tokens = parse(text)
    for token in tokens:
        if said := token.meta.get("said"):
            pictures.left_out.append(LeftOut(f"code {token.info}", said, _lines_of(token, page)[0]))
        for inner in token.children or ():
            if inner.type == "image":
                _find(inner, page, pictures)
            elif inner.type == LEFT_OUT:
                pictures.left_out.append(LeftOut(f"<{inner.tag}>", inner.content, _lines_of(inner, page)[0]))
    return tokens


def _find(image: Token, page: Sequence[Line], pictures: Pictures) -> None:
    """Put the name of its file in the place of a picture's address."""
    address = str(image.attrs["src"]).strip()
    line, _ = _lines_of(image, page)
    found = pictures.show([address] if address else [], " ".join(image.content.split()), line)
    image.attrs["src"] = found.name
    image.meta["lost"] = found.lost


def _pieces(tokens: Sequence[Token], page: Sequence[Line], pictures: Pictures) -> tuple[Piece, ...]:
    return tuple(_with_folds(_flat_pieces(tokens, page, pictures)))


def _flat_pieces(
    tokens: Sequence[Token], page: Sequence[Line], pictures: Pictures
) -> Iterator[Piece | tuple[str, int]]:
    """The pieces, and the tags of folds, each as its name and line."""
    for run in _split_lists(tokens):
        first, last = _lines_of(run[0], page)
        if run[0].type == FOLD:
            yield run[0].content, first
            continue
        if run[0].type == "code_block" and is_prose(run[0].content):
            below = page[(run[0].map or [0])[0] :]
            yield from _pieces(_parsed(dedent(run[0].content), below, pictures), below, pictures)
            continue
        items: tuple[tuple[Piece, ...], ...] = ()
        if run[0].type in ("bullet_list_open", "ordered_list_open"):
            items = tuple(_pieces(item[1:-1], page, pictures) for item in _runs(run[1:-1]))
        for block in read_blocks(run):
            if isinstance(block, Paragraph):
                yield from lines_of_paragraph(block, first, last)
            else:
                yield Piece(block, first, last, items=items)


CODE_SIGN = regex.compile(r"[{};=<>]|\w\(|^[^\S\n]*+[#$>]|\w\.\w|::", regex.MULTILINE)
SENTENCE = regex.compile(r"\p{Lu}[^\n]*(?<!\p{L}\p{L})(?:\p{L}{2,}+[ ,;\n]++){3}")


def is_prose(text: str) -> bool:
    """Whether lines that Markdown takes for code, since they are indented, are sentences."""
    return SENTENCE.match(text.strip()) is not None and not CODE_SIGN.search(text) and not find_code(text.split("\n"))


def _runs(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens in runs, each from an opening one to what closes it."""
    depth = start = 0
    for at, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : at + 1]
            start = at + 1


def _split_lists(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The runs of `tokens`, an ordered list in as many as its own numbers make of it.

    CommonMark counts on when an answer ends in a list and the next question has a number too. Where a number does
    not follow the one before, another list begins.
    """
    for run in _runs(tokens):
        if run[0].type != "ordered_list_open":
            yield run
            continue
        items = list(_runs(run[1:-1]))
        begins = [0, *_list_begins([(item[0].info, int(item[0].info or 1)) for item in items]), len(items)]
        for first, end in pairwise(begins):
            head, last = items[first][0], items[end - 1][0]
            lines = [(head.map or [0, 0])[0], (last.map or [0, 0])[1]]
            opening = run[0].copy(attrs={"start": int(head.info or 1)}, map=lines)
            yield [opening, *(token for item in items[first:end] for token in item), run[-1]]


def _list_begins(numbers: Sequence[tuple[str, int]]) -> Iterator[int]:
    """The places of items, given as they are written and as numbers, that do not count on from all above them."""
    counts = False  # one number throughout is no count
    for at, ((above, last), (written, number)) in enumerate(pairwise(numbers), 1):
        if number not in (last, last + 1) or (number == last and counts):
            yield at
        counts = counts or written != above


def _lines_of(token: Token, page: Sequence[Line]) -> tuple[int, int]:
    """The first and the last line of what `token` begins; the blank lines that markdown-it adds do not count."""
    first, end = token.map or (0, 1)
    while end > first + 1 and not page[end - 1].text.strip():
        end -= 1
    return page[first].number, page[end - 1].number


def _with_folds(pieces: Iterator[Piece | tuple[str, int]]) -> Iterator[Piece]:
    """The pieces with folds in the place of their tags."""
    begun = 0  # the line of a tag `summary` that is not closed yet
    held: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Piece):
            if begun:
                held.append(piece)
            else:
                yield piece
            continue
        tag, line = piece
        if begun and tag != "details":
            yield from _summary(held, begun, line, closed=tag == "/summary")
            begun, held = 0, []
        if tag == "summary":
            begun = line
        elif tag == "/details":
            yield Piece(Fold(opens=False), line, line)
    if begun:
        yield from _summary(held, begun, begun, closed=False)


def _summary(held: Sequence[Piece], begun: int, ended: int, *, closed: bool) -> Iterator[Piece]:
    """A fold with what stands in its summary; where nobody closed that, its first words alone are the summary."""
    summary: list[Inline] = []
    others: list[Piece] = []
    for piece in held:
        if isinstance(piece.block, Paragraph | Heading) and (closed or piece is held[0]):
            summary += [Text(" "), *piece.block.inlines] if summary else piece.block.inlines
        else:
            others.append(piece)
    fold = Piece(Fold(opens=True, summary=tuple(summary)), begun, ended if closed else begun)
    yield from (*others, fold) if closed else (fold, *others)
