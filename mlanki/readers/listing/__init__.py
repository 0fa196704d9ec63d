"""Coded listings and single posts, as text.

A page may begin with a header (`Tag: NN`); records follow as a title with its code, the question, a line
`Answer`, the body, and often a line that asks to log in. First each line is told what it looks like; then the
places are found where a record begins; then each record is cut into its parts.
"""

from collections.abc import Iterator, Sequence

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import CodeBlock, Line
from mlanki.prose.cleaning import clean
from mlanki.prose.code import set_apart
from mlanki.prose.formulas import RichLine, explain, find_all
from mlanki.prose.structure import paragraphs, structure
from mlanki.readers.listing.cutting import Part, cut, why_truncated
from mlanki.readers.listing.page import Kind, Page
from mlanki.readers.listing.phrases import HEADER, plain
from mlanki.readers.reading import Reading
from mlanki.records import Entry
from mlanki.sources import Source

LOOKS_FOR = "titles with a code (`• ML0023 Gradient Descent`), each with a line `Answer` below it"


def recognises(source: Source) -> bool:
    """Whether some title with a code is followed by a line `Answer`, or stands on a page with a header."""
    lines, _ = clean(source)
    page = Page.of(lines)
    return any(page.asks(title) for title in page.titles.values()) or (bool(page.titles) and Kind.HEADER in page.kinds)


def read(source: Source) -> Reading:
    """The entries of a listing or a single post."""
    lines, diagnostics = clean(source)
    page = Page.of(lines)
    begins = list(page.begins())
    ends = [*(title.at for title in begins[1:]), len(lines)]
    parts = [cut(page, title, end) for title, end in zip(begins, ends, strict=True)]
    read_parts = [_entry(source, page, part) for part in parts]
    entries = tuple(entry for entry, _ in read_parts)
    outside = [lines[at] for at in range(begins[0].at if begins else 0) if page.kinds[at] is Kind.PROSE]
    left_out = [run for run in (outside, *(part.left_out for part in parts)) if run]
    found = [
        *diagnostics,
        *(remark for _, remarks in read_parts for remark in remarks),
        *(
            diagnose(
                "text-outside-records",
                source.span(run[0].number, run[-1].number),
                f"“{_short(run[0].text)}” belongs to no question and was left out; see whether that is right",
            )
            for run in left_out
        ),
    ]
    if entries and (why := why_truncated(parts)):
        found.append(diagnose("truncated-record", entries[-1].span, f"{entries[-1].code} {why}; scrape the page again"))
    return Reading(entries, tuple(found))


def _entry(source: Source, page: Page, part: Part) -> tuple[Entry, tuple[Diagnostic, ...]]:
    content = [line for line in (*part.question, *(part.answer or ())) if line.text]
    base = min((len(line.text) - len(line.text.lstrip()) for line in content), default=0)
    first = page.lines[part.title.at].number
    headers = [header for line in page.headers[part.title.at] if (header := HEADER.fullmatch(line))]
    parts = list(set_apart(part.answer or ()))
    prose = [line for each in parts if not isinstance(each, CodeBlock) for line in each]
    # The formulas of the question and of the answer bear witness for each other.
    found = find_all((*part.question, *prose), path=source.path, first_column=base)
    last_of_question = max((line.number for line in part.question), default=first)
    entry = Entry(
        code=part.title.code,
        title=part.title.title,
        question=paragraphs([line for line in found.lines if line.number <= last_of_question]),
        answer=structure(
            [*_rich(parts, [line for line in found.lines if line.number > last_of_question])], blank_lines=True
        ),
        tags=tuple(header["name"].strip() for header in headers if header["kind"].casefold() != "author"),
        span=source.span(first, max((line.number for line in content), default=first)),
        page=" · ".join(header[0].strip() for header in headers),
    )
    return entry, (*found.diagnostics, *map(explain, found.findings))


def _rich(parts: Sequence[CodeBlock | Sequence[Line]], lines: Sequence[RichLine]) -> Iterator[RichLine | CodeBlock]:
    """An answer in its order: its code, and between it the other `lines`."""
    for part in parts:
        if isinstance(part, CodeBlock):
            yield part
        elif part:
            yield from (line for line in lines if part[0].number <= line.number <= part[-1].number)


def _short(text: str) -> str:
    text = plain(text)
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
