"""Very short lines by the thousand: each would be asked whether it is a title, an item, code, and no page has them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Break, Item, Line, List, Paragraph, Strong, Text, plain_text, walk
from mlanki.readers.pieces import Fold, Page, Piece
from mlanki.sources import Source

SHORT = 4  # characters
MOST = 1000  # in a row; a picture printed as numbers has fewer
FENCES = ("```", "~~~")
KIND = itemgetter(0)


def join_short_lines(source: Source, *, fenced: bool) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The source with one line in the place of each such run, and a diagnostic for it; as a rule it has none.

    Where its form knows fences (`fenced`), all that stands between two is one block of code, and stays.
    """
    if sum(0 < len(line.text.strip()) <= SHORT for line in source.lines) <= MOST:  # as a rule
        return source, ()
    by_length = groupby(_by_length(source.lines, fenced), KIND)
    runs = [(is_short, tuple(line for _, line in run)) for is_short, run in by_length]
    if all(len(run) <= MOST for is_short, run in runs if is_short):
        return source, ()
    told: list[Diagnostic] = []
    lines = tuple(line for is_short, run in runs for line in (_joined(source, run, told) if is_short else run))
    return replace(source, lines=lines), tuple(told)


def _by_length(lines: Iterable[Line], fenced: bool) -> Iterator[tuple[bool, Line]]:  # noqa: FBT001 - as above
    """Whether each line is a short one outside of code, and the line."""
    fence = ""
    for line in lines:
        text = line.text.strip()
        mark = text[:3] if fenced and text.startswith(FENCES) else ""
        yield not (fence or mark) and len(text) <= SHORT, line
        if mark and fence in ("", mark):
            fence = "" if fence else mark


def _joined(source: Source, run: Sequence[Line], told: list[Diagnostic]) -> Iterator[Line]:
    words = [line for line in run if line.text.strip()]
    if len(words) <= MOST:
        yield from run
        return
    told.append(_told(source, len(words), words[0].number, words[-1].number))
    indentation = words[0].text.partition(words[0].text.strip())[0]
    yield replace(words[0], text=indentation + " ".join(line.text.strip() for line in words))


def _told(source: Source, number: int, first: int, last: int) -> Diagnostic:
    message = f"{number} lines of at most {SHORT} characters were joined into one; write them as they are meant"
    return diagnose("short-lines", source.span(first, last), message)


def join_short_pieces(source: Source, page: Page) -> Page:
    """The same for the paragraphs of a page, and for the items of its lists."""
    told: list[Diagnostic] = []
    pieces: list[Piece] = []
    for run, is_short in _runs((piece,) for piece in page.pieces):
        if is_short:
            pieces.append(_one(source, run, told))
        else:
            pieces += (_with_short_items(source, piece, told) for (piece,) in run)
    return replace(page, pieces=tuple(pieces), diagnostics=(*told, *page.diagnostics)) if told else page


def _with_short_items(source: Source, piece: Piece, told: list[Diagnostic]) -> Piece:
    if not isinstance(piece.block, List) or len(piece.items) <= MOST:
        return piece
    items: list[tuple[Item, tuple[Piece, ...]]] = []
    kept = iter(piece.block.items)
    for run, is_short in _runs(piece.items):
        listed = [next(kept) for _ in run]
        if is_short:
            one = _one(source, run, told)
            assert not isinstance(one.block, Fold)
            items.append((Item((one.block,)), (one,)))
        else:
            items += zip(listed, run, strict=True)
    block = replace(piece.block, items=tuple(item for item, _ in items))
    return replace(piece, block=block, items=tuple(pieces for _, pieces in items))


def _runs(held: Iterable[tuple[Piece, ...]]) -> Iterator[tuple[list[tuple[Piece, ...]], bool]]:
    """What stands in a row, and whether that is to be one paragraph."""
    for is_short, grouped in groupby(held, _is_short):
        run = [*grouped]
        yield run, is_short and len(run) > MOST


def _is_short(pieces: Sequence[Piece]) -> bool:
    return sum(map(_length, pieces)) <= SHORT


def _length(piece: Piece) -> int:
    """How many characters a paragraph has, if it is nothing but words; of another piece, too many."""
    match piece.block:
        case Paragraph(inlines) if all(isinstance(each, Text | Break | Strong) for each in walk(inlines)):
            return len(plain_text(inlines).strip())
        case _:
            return SHORT + 1


def _one(source: Source, run: Sequence[Sequence[Piece]], told: list[Diagnostic]) -> Piece:
    pieces = [piece for each in run for piece in each]
    words = [plain_text(piece.block.inlines).strip() for piece in pieces if isinstance(piece.block, Paragraph)]
    first, last = pieces[0], pieces[-1]
    told.append(_told(source, len(run), first.first, last.last))
    return replace(first, block=Paragraph((Text(" ".join(words)),)), last=last.last)
