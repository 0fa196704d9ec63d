"""A source → its entries, and what is to be said about it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import (
    CodeBlock,
    Line,
    Paragraph,
    Text,
    images_of,
    walk,
)
from mlanki.identity import words_of
from mlanki.outline.codes import Kind
from mlanki.outline.cutting import Part, cut, why_truncated
from mlanki.outline.evidence import Verdict
from mlanki.outline.finding import Found, is_contents
from mlanki.outline.furniture import is_frame, one_line
from mlanki.outline.given import read_given
from mlanki.outline.inlines import unwrapped
from mlanki.outline.joining import choice_list, exact_blocks, lines_of
from mlanki.outline.questions import question_words
from mlanki.outline.rows import Row, Shown
from mlanki.prose import door
from mlanki.readers import archive, read_pages
from mlanki.readers.pieces import HEADER, Fold, Page, Piece
from mlanki.records import ADDRESS, Entry, Reading
from mlanki.sources import Source

LOOKED_FOR = (
    "coded titles (`ML0023 …`), and questions in headings, in bold, in lists, tables or folds, numbered, marked `Q:`"
)
BESIDE = ("beside-questions",)
SHORT = 48  # characters of a line that a message repeats
STRONGEST = 3  # signs that a warning names; -v tells all


def read(source: Source, form: str = "") -> Reading:
    """The entries of a source, read by the first reader that claims it, or by that of `form`; none is a diagnostic."""
    pages = read_pages(source, form)
    reading = archive.read(source) if pages is None else _read(source, pages)
    if reading.entries or any(diagnostic.code == "not-read" for diagnostic in reading.diagnostics):
        return reading
    missing = diagnose("no-record", source.span(1), f"no question was found here; looked for {LOOKED_FOR}")
    return Reading((), (*reading.diagnostics, missing))


def _read(source: Source, pages: Sequence[Page]) -> Reading:
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    evidence: list[Diagnostic] = []
    media: dict[str, bytes] = {}
    for page in pages:
        reading = read_page(source, page)
        found += page.diagnostics
        found += reading.diagnostics
        evidence += reading.evidence
        if page.excerpt and len(pages) > 1:
            message = "{} is an excerpt that leads to the whole of it; save that page"
            found += [
                diagnose("truncated-record", entry.span, message.format(entry.code or f"“{_short(entry.title)}”"))
                for entry in reading.entries
            ]
        entries += reading.entries
        media.update(page.media)
    shown = {image.name for entry in entries for image in images_of((*entry.question, *entry.answer))}
    return Reading(
        tuple(entries),
        tuple(sorted(found, key=lambda diagnostic: diagnostic.span)),
        {name: media[name] for name in sorted(shown & media.keys())},
        tuple(evidence),
    )


def read_page(source: Source, page: Page) -> Reading:
    """The entries of one page, and what is to be said about it."""
    if page.given:
        return Reading(tuple(read_given(source, page, given) for given in page.given), media=page.media)
    found = Found(page)
    parts = [cut(found.rows, question, found.codes, exact=page.exact) for question in found.questions()]
    title = found.title
    doubtful = [verdict for verdict in found.verdicts if verdict.is_doubtful or verdict.signs == BESIDE]
    diagnostics = [_doubt(source, found, verdict) for verdict in doubtful]
    evidence = [_evidence(source, found, verdict) for verdict in found.verdicts if verdict.at in found.asked]
    diagnostics += _outside(source, found, parts)
    entries: list[Entry] = []
    if page.exact:
        entries = [_exact(source, page, found, part, title) for part in parts]
    else:
        blank_lines = bool(found.coded) or door.has_paragraphs([lines_of(part.answer or ()) for part in parts])
        for part in parts:
            entry, remarks = _flat(source, found, part, title, blank_lines=blank_lines)
            entries.append(entry)
            diagnostics += remarks
        if found.coded and (why := why_truncated(parts)):
            message = f"{entries[-1].code} {why}; scrape the page again"
            diagnostics.append(diagnose("truncated-record", entries[-1].span, message))
    return Reading(tuple(_without_repetitions(entries)), tuple(diagnostics), page.media, tuple(evidence))


def _answer_pieces(found: Found, part: Part) -> tuple[Piece, ...]:
    """The pieces of an answer, with what the key of the page says about it."""
    keyed = found.keyed.get(part.question.row.mark.number or 0, ()) if not part.question.code else ()
    return (*(part.answer or ()), *keyed)


def _span_lines(found: Found, part: Part) -> tuple[int, int]:
    """The first and the last line of what a question and its answer take up."""
    row = part.question.row
    first = row.piece.first
    if part.question.code and not found.exact:
        pieces = (*part.above, *(part.answer or ()))
    else:
        rows = found.rows[row.at : part.question.end]
        pieces = tuple(each.piece for each in rows if not (each.shown is Shown.LINE and is_frame(one_line(each.text))))
    return first, max((first, *(piece.last for piece in pieces)))


def _exact(source: Source, page: Page, found: Found, part: Part, title: str) -> Entry:
    row, code = part.question.row, part.question.code
    words, links = question_words(row)
    above = exact_blocks(part.above)
    match above:
        case (Paragraph(inlines), *others):
            above = (Paragraph(unwrapped(inlines)), *others)
    if code:
        question = above or (Paragraph((Text(part.question.title),)),)
    elif part.topic:
        question = above
    else:
        stems = tuple(Paragraph(question_words(stem)[0]) for stem in part.question.stems)
        question = (*stems, *((Paragraph(words),) if words else ()), *above)
    answer = exact_blocks(_answer_pieces(found, part))
    address = next((link.target for link in links if ADDRESS.fullmatch(link.target)), "")
    if answer and (further := [link for link in links if link.target != address]):
        spaced = [inline for link in further for inline in (Text(" "), link)]
        answer = (*answer, Paragraph(tuple(spaced[1:])))
    tags = tuple(dict.fromkeys((*page.tags, *part.question.sections, *part.tags)))
    return Entry(
        code=code or None,
        title=part.question.title or part.topic,
        question=(*question, *choice_list(part.choices)),
        answer=answer,
        tags=tags or ((page.fallback,) if page.fallback and not code else ()),
        span=source.span(*_span_lines(found, part)),
        page=page.name or title or page.title,
        exact=True,
        address=address or page.address,
    )


def _flat(
    source: Source, found: Found, part: Part, title: str, *, blank_lines: bool
) -> tuple[Entry, tuple[Diagnostic, ...]]:
    row, code = part.question.row, part.question.code
    above = lines_of(part.above)
    asked = above if code else (*((Line(row.piece.first, row.said),) if row.said else ()), *_apart(above))
    told = door.read_lines(
        asked, lines_of(_answer_pieces(found, part)), source.path, blank_lines=blank_lines, bare=bool(code)
    )
    headers = [header for line in found.codes.headers(row.at) if (header := HEADER.fullmatch(line))] if code else []
    named = tuple(header["name"].strip() for header in headers if header["kind"].casefold() != "author")
    entry = Entry(
        code=code or None,
        title=part.question.title,
        question=(*told.question, *choice_list(part.choices)),
        answer=told.answer,
        tags=named if code else tuple(dict.fromkeys((*part.question.sections, *part.tags))),
        span=source.span(*_span_lines(found, part)),
        page=" · ".join(header[0].strip() for header in headers) if code else title,
    )
    return entry, told.diagnostics


def _apart(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines of a question below its first one, as paragraphs of their own."""
    if lines:
        yield Line(lines[0].number - 1, "")
        yield from lines


def _without_repetitions(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries without those of a table of contents: no answer, and the same question once more."""
    answered = {words_of(entry.question) for entry in entries if entry.answer}
    seen: set[tuple[str, ...]] = set()
    for entry in entries:
        words = words_of(entry.question)
        if entry.code or entry.answer or words not in answered | seen:
            yield entry
        seen.add(words)


# Diagnostics


def _doubt(source: Source, found: Found, verdict: Verdict) -> Diagnostic:
    row = found.rows[verdict.at]
    if verdict.signs == BESIDE:
        message = "was taken for a question: most headings beside it ask, and it does not; see whether it is one"
    else:
        taken = "was taken" if verdict.is_question else "was not taken"
        message = f"{taken} for a question ({verdict.explain(STRONGEST)}); if that is wrong, mark each (`Q1.`)"
    return diagnose("uncertain-question", source.span(row.piece.first), f"“{_short(row.said)}” {message}")


def _evidence(source: Source, found: Found, verdict: Verdict) -> Diagnostic:
    row = found.rows[verdict.at]
    message = f"“{_short(row.said or row.text)}” was taken for a question: {verdict.explain()}"
    return diagnose("question", source.span(row.piece.first), message)


def _outside(source: Source, found: Found, parts: Sequence[Part]) -> Iterator[Diagnostic]:
    """What a page holds beside its questions, as far as that is more than ornament."""
    if not parts:
        return
    inside: set[int] = set()
    for part in parts:
        left_out = {id(piece) for piece in part.left_out}
        row = part.question.row
        inside |= {at for at in range(row.at, part.question.end) if id(found.rows[at].piece) not in left_out}
    named = {found.title_at, *found.sections}
    first = parts[0].question.row.at
    closes = next((row.at for row in found.rows[max(inside, default=0) + 1 :] if found.closes(row.at)), len(found.rows))
    written = [row for row in found.rows if not _is_frame(found, row)]
    for is_outside, run in groupby(
        written, key=lambda row: row.at not in inside | named and not _is_silent(found, row)
    ):
        if not is_outside:
            continue
        rows = list(run)
        said = next((text for row in rows if (text := _said(row.piece))), "")
        span = source.span(rows[0].piece.first, rows[-1].piece.last)
        if not said:
            continue
        if rows[0].at >= closes:
            yield diagnose("introduction-left-out", span, f"“{_short(said)}” closes the page and was left out")
        elif rows[0].at < first and not found.path(rows[0].at) and found.exact:
            yield diagnose("introduction-left-out", span, f"“{_short(said)}” introduces the page and was left out")
        else:
            message = f"“{_short(said)}” belongs to no question and was left out; see whether that is right"
            yield diagnose("text-outside-records", span, message)


def _is_silent(found: Found, row: Row) -> bool:
    """Whether nothing need be said about a row: headings, tables of contents, what a page keeps for itself, its key."""
    if row.shown is Shown.HEADING or row.at in found.contents or isinstance(row.piece.block, Fold):
        return True
    return found.is_back_matter(row) or row.at in found.keyed_rows


def _is_frame(found: Found, row: Row) -> bool:
    """Whether a row is no words of the author, but a line that frames records or pages."""
    return is_frame(one_line(row.text)) or found.codes.kinds[row.at] in (Kind.HEADER, Kind.END, Kind.ANSWER)


def _said(piece: Piece) -> str:
    """The first words of a piece; none of a list that only leads elsewhere on its page."""
    if isinstance(piece.block, Fold) or is_contents(piece):
        return ""
    words = (node.text.strip() for node in walk((piece.block,)) if isinstance(node, Text | CodeBlock))
    return next((one_line(text) for text in words if text), "")


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"
