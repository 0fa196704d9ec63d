"""What is to be said about a page: verdicts that a little more evidence would have turned, and what was left out."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from mlanki.diagnostics import Diagnostic, diagnose, shortened
from mlanki.document import CodeBlock, Text, walk
from mlanki.outline.codes import LineKind
from mlanki.outline.cutting import Part
from mlanki.outline.finding import Found
from mlanki.outline.furniture import CONTENTS, closes_page, is_frame, one_line
from mlanki.outline.lists import is_contents
from mlanki.outline.marks import ANSWER_LINE
from mlanki.outline.reach import Reach
from mlanki.outline.rows import Row, Shown
from mlanki.readers.pieces import Fold, Page, Piece
from mlanki.records import Entry
from mlanki.sources import Source

BESIDE = ("beside-questions",)  # all that speaks for a heading
STRONGEST = 3  # signs that a warning names; -v tells all


def doubts(source: Source, found: Found) -> Iterator[Diagnostic]:
    """What was taken for a question, or was not, on evidence that is hardly enough."""
    for verdict in found.verdicts:
        row = found.rows[verdict.at]
        if verdict.signs == BESIDE:
            why = "was taken for a question: most headings beside it ask; see whether it does"
        elif verdict.is_doubtful:
            taken = "was taken" if verdict.is_question else "was not taken"
            why = f"{taken} for a question ({verdict.explain(STRONGEST)}); if that is wrong, mark each (`Q1.`)"
        else:
            continue
        yield diagnose("uncertain-question", source.span(row.piece.first), f"“{shortened(row.said)}” {why}")


def evidence_of(source: Source, found: Found) -> Iterator[Diagnostic]:
    """Why each question was taken for one."""
    for verdict in found.verdicts:
        row = found.rows[verdict.at]
        if verdict.at in found.questions:
            message = f"“{shortened(row.said or row.text)}” was taken for a question: {verdict.explain()}"
            yield diagnose("question", source.span(row.piece.first), message)


def outside(source: Source, reach: Reach, parts: Sequence[Part]) -> Iterator[Diagnostic]:
    """What a page holds beside its questions, as far as that is more than ornament."""
    if not parts:
        return
    rows, sections = reach.rows, reach.sections
    inside: set[int] = set()
    commented = {id(piece) for part in parts for piece in part.commented}
    left_out = commented | {id(piece) for part in parts for piece in part.left_out}
    for part in parts:
        inside |= {at for at in range(part.question.row.at, part.question.end) if id(rows[at].piece) not in left_out}
    named = {at for part in parts for at in reach.found.header_rows(part.question.row.at)}
    title = {sections.title_at} if sections.title_at is not None else set()
    told = inside | {*sections.begun} | title | {*_keyed(reach.found, parts)}
    first = parts[0].question.row.at
    closes = next((row.at for row in rows[max(inside, default=0) + 1 :] if reach.closes(row.at)), len(rows))
    written = [row for row in rows if not (row.at in named or _frames(reach.found, row))]
    unheld = {row.at for row in written if row.at not in told and not _is_silent(reach.found, row)}
    for above, row, below in zip(written, written[1:], written[2:], strict=False):
        if row.shown is Shown.HEADING and first < row.at not in told and {above.at, below.at} <= unheld:
            unheld.add(row.at)  # what is left out goes on below it
    for is_outside, run in groupby(written, key=lambda row: row.at in unheld):
        left = list(run)
        said = next((text for row in left if (text := _first_words(row.piece))), "")
        if not is_outside or not said:
            continue
        span = source.span(left[0].piece.first, left[-1].piece.last)
        introduces = reach.found.exact and left[0].at < first and not sections.path(left[0].at)
        closing = left[0].at >= closes or id(left[0].piece) in commented or sections.is_back_matter(left[0])
        if closing or introduces:
            does = "closes" if closing else "introduces"
            message = f"“{shortened(said)}” {does} the page and was left out"
            yield diagnose("introduction-left-out", span, message)
        else:
            message = f"“{shortened(said)}” belongs to no question and was left out; see whether that is right"
            yield diagnose("text-outside-records", span, message)


def dropped(source: Source, page: Page, entries: Sequence[Entry]) -> Iterator[Diagnostic]:
    """What the reader has dropped between the first question and the end of the last answer, the same words once."""
    first = min((entry.span.first for entry in entries), default=0)
    last = max((entry.span.last for entry in entries), default=0)
    within = [each for each in page.left_out if not each.frames and first <= each.line <= last]
    alike = attrgetter("name", "said")
    for (name, said), lines in groupby(sorted(within, key=alike), key=alike):
        line, *others = (each.line for each in lines)
        times = f" ({1 + len(others)} times)" if others else ""
        does = "was left out; if an answer needs it, make it a paragraph"
        message = f"“{shortened(one_line(said))}” in `{shortened(one_line(name))}`{times} {does}"
        yield diagnose("element-left-out", source.span(line), message)


def framing(source: Source, page: Page) -> Iterator[Diagnostic]:
    """What frames the words of a page and says more than frames do, told once.

    What stands outside the main part of a page may be part of an answer, unless it only introduces the page.
    """
    said = [each for each in page.left_out if each.frames and not (is_frame(each.said) or closes_page(each.said))]
    first = page.pieces[0].first if page.pieces else 0
    doubted = [each for each in said if not each.name and (each.line >= first or each.said.endswith(("?", "？")))]
    for each in (doubted or said)[:1]:
        words = f"“{shortened(one_line(each.said))}”" + (f" (and {len(doubted) - 1} more)" if doubted[1:] else "")
        if doubted:
            why = "stands outside the main part of the page and was left out; if an answer needs it, move it there"
            yield diagnose("element-left-out", source.span(each.line), f"{words} {why}")
        else:
            does = "introduces" if each.line < first else "closes"
            yield diagnose("introduction-left-out", source.span(each.line), f"{words} {does} the page and was left out")


def _is_silent(found: Found, row: Row) -> bool:
    """Whether nothing need be said about a row: headings, tables of contents, edges of folds, the name of the key."""
    is_name = row.shown is Shown.HEADING or row.at == found.key.begins
    is_edge = isinstance(row.piece.block, Fold) and (not row.text or CONTENTS.fullmatch(row.text) is not None)
    return is_name or is_edge or row.at in found.contents


def _keyed(found: Found, parts: Sequence[Part]) -> Iterator[int]:
    """The rows that the answer key has for a question; of several for one number the last is taken."""
    last = {found.rows[at].mark.number: range(at, end) for at, end in found.keyed_rows.items()}
    for part in parts:
        yield from last.get(part.question.row.mark.number, ()) if not part.question.code else ()


def _frames(found: Found, row: Row) -> bool:
    """Whether a row is no words of the author, but a line that frames records or pages."""
    label = ANSWER_LINE.fullmatch(row.line)
    return row.is_frame or found.codes.kinds[row.at] is LineKind.END or (label is not None and not label["text"])


def _first_words(piece: Piece) -> str:
    """The first words of a piece; none of a list that only leads elsewhere on its page."""
    if is_contents(piece):
        return ""
    said = piece.block.summary if isinstance(piece.block, Fold) else (piece.block,)
    words = (node.text.strip() for node in walk(said) if isinstance(node, Text | CodeBlock))
    return next((one_line(text) for text in words if text), "")
