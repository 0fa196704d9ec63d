"""A source → its entries, and what is to be said about it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlanki.collector import without_collector
from mlanki.diagnostics import Diagnostic, diagnose, shortened
from mlanki.document import Line, Paragraph, Text, images_of
from mlanki.identity import words_of
from mlanki.markup import reads_back
from mlanki.outline.choices import choice_list
from mlanki.outline.cutting import Part, cut, why_truncated
from mlanki.outline.finding import Found
from mlanki.outline.given import read_given
from mlanki.outline.joining import exact_blocks, lines_of
from mlanki.outline.questions import question_words
from mlanki.outline.reach import Reach
from mlanki.outline.remarks import doubts, dropped, evidence_of, framing, outside
from mlanki.outline.section_names import Sections
from mlanki.outline.trimming import unwrapped
from mlanki.prose import door
from mlanki.prose.cleaning import drop_control_characters
from mlanki.prose.wrapping import margin_of, unwrap
from mlanki.readers import archive, read_pages
from mlanki.readers.pieces import HEADER, Page, Piece
from mlanki.records import ADDRESS, Entry, Reading
from mlanki.sources import Source

LOOKED_FOR = "codes (`ML0023`), headings, bold, lists, tables, numbers, `Q:`"
NOT_READ_BACK = "as written into records.jsonl, this question would read otherwise; please report it with the page"


def read(source: Source, form: str = "") -> Reading:
    """The entries of a source, read by the first reader that claims it, or by that of `form`; none is a diagnostic."""
    with without_collector():  # of what reading makes little can go before it is done, and all of it then
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
        found += (*dropped(source, page, reading.entries), *framing(source, page))
        found += reading.diagnostics
        evidence += reading.evidence
        if page.excerpt and len(pages) > 1:
            message = "{} is an excerpt that leads to the whole of it; save that page"
            found += [
                diagnose("truncated-record", entry.span, message.format(entry.code or f"“{shortened(entry.title)}”"))
                for entry in reading.entries
            ]
        entries += map(_named, reading.entries)
        media.update(page.media)
    found += (
        diagnose("not-read-back", entry.span, NOT_READ_BACK)
        for entry in entries
        if not (reads_back(entry.question) and reads_back(entry.answer))
    )
    shown = {image.name for entry in entries if media for image in images_of((*entry.question, *entry.answer))}
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
    sections = Sections(found)
    reach = Reach(found, sections)
    parts = [cut(found.rows, question, found.codes, exact=page.exact) for question in reach.questions()]
    title = sections.title
    diagnostics = [*doubts(source, found), *outside(source, reach, parts)]
    entries: list[Entry] = []
    if page.exact:
        entries = [_exact(source, page, found, part, title) for part in parts]
    else:
        answers = [] if found.coded else [lines_of(part.answer or ()) for part in parts]
        blank_lines = bool(found.coded) or door.has_paragraphs(answers)
        margin = None if blank_lines else margin_of(answers)
        for part in parts:
            entry, remarks = _flat(source, found, part, title, margin)
            entries.append(entry)
            diagnostics += remarks
        if found.coded and (why := why_truncated(parts)):
            message = f"{entries[-1].code} {why}; scrape the page again"
            diagnostics.append(diagnose("truncated-record", entries[-1].span, message))
    return Reading(
        tuple(_without_repetitions(entries)), tuple(diagnostics), page.media, tuple(evidence_of(source, found))
    )


def _named(entry: Entry) -> Entry:
    """The entry without control characters in its names, which come from attributes and escapes that no line shows."""
    title, page, *tags = map(drop_control_characters, (entry.title, entry.page, *entry.tags))
    return replace(entry, title=title, page=page, tags=tuple(tag for tag in tags if tag))


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
        pieces = tuple(each.piece for each in rows if not each.is_frame)
    return first, max((first, *(piece.last for piece in pieces)))


def _exact(source: Source, page: Page, found: Found, part: Part, title: str) -> Entry:
    row, code = part.question.row, part.question.code
    words, links = question_words(row)
    above = exact_blocks(part.above)
    match above:
        case (Paragraph(inlines), *others):
            above = (Paragraph(unwrapped(inlines)), *others)
    if code:
        question = above or ((Paragraph((Text(part.question.title),)),) if part.question.title else ())
    elif part.topic:
        question = above
    else:
        asked = (*(question_words(stem)[0] for stem in part.question.stems), words)
        question = (*(Paragraph(each) for each in asked if each), *above)
    answer = exact_blocks(_answer_pieces(found, part))
    address = next((link.target for link in links if ADDRESS.fullmatch(link.target)), "")
    if answer and (further := [link for link in links if link.target != address]):
        spaced = [inline for link in further for inline in (Text(" "), link)]
        answer = (*answer, Paragraph(tuple(spaced[1:])))
    tags = tuple(dict.fromkeys((*page.tags, *part.question.sections, *part.tags)))
    return Entry(
        code=code or None,
        title=part.question.title or part.topic or row.topic,
        question=(*question, *choice_list(part.choices)),
        answer=answer,
        tags=tags or ((page.fallback,) if page.fallback and not code else ()),
        span=source.span(*_span_lines(found, part)),
        page=page.name or title or page.title,
        exact=True,
        address=address or page.address,
    )


def _flat(
    source: Source, found: Found, part: Part, title: str, margin: int | None
) -> tuple[Entry, tuple[Diagnostic, ...]]:
    """The entry of a part; `margin` is where its lines were broken, None where blank lines tell paragraphs apart."""
    row, code = part.question.row, part.question.code
    above = lines_of(part.above)
    asked = above if code else (*((Line(row.piece.first, row.said),) if row.said else ()), *_apart(above))
    answer = unwrap(lines_of(_answer_pieces(found, part)), margin or 0)
    told = door.read_lines(asked, answer, source.path, blank_lines=margin is None, bare=bool(code))
    headers = [header for at in found.header_rows(row.at) if (header := HEADER.fullmatch(found.rows[at].line))]
    named = tuple(header["name"].strip() for header in headers if header["kind"].casefold() != "author")
    entry = Entry(
        code=code or None,
        title=part.question.title or row.topic,
        question=(*told.question, *choice_list(part.choices)),
        answer=told.answer,
        tags=named if code else tuple(dict.fromkeys((*named, *part.question.sections, *part.tags))),
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
    if all(entry.code or entry.answer for entry in entries):  # as a rule
        yield from entries
        return
    answered = {words_of(entry.question) for entry in entries if entry.answer}
    seen: set[tuple[str, ...]] = set()
    for entry in entries:
        words = words_of(entry.question)
        if entry.code or entry.answer or words not in answered | seen:
            yield entry
        seen.add(words)
