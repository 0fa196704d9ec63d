"""Saved web pages: WordPress listings and posts, Sphinx and Jupyter Book guides, others that ask in headings.

A page passes through four rooms: `formulas` puts every formula into an element of its own, `chrome` takes away what
surrounds the content, `blocks` turns elements into blocks, and `entries`, which knows nothing of HTML, finds the
questions.
"""

from collections.abc import Iterator
from pathlib import PurePath

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Math, Text, images_of, plain_text, walk
from mlanki.prose.cleaning import clean
from mlanki.readers.reading import Reading
from mlanki.readers.web.blocks import Content, Placed
from mlanki.readers.web.chrome import drop_chrome
from mlanki.readers.web.entries import Found, Part, find_parts
from mlanki.readers.web.formulas import read_formulas
from mlanki.readers.web.page import About, about, is_page, linked_tags, parse, pieces, tags_of
from mlanki.readers.web.typed import structured
from mlanki.records import Entry
from mlanki.sources import Source

LOOKS_FOR = "web pages (HTML) with titles that have a code, or with questions as headings"

EXCERPT = ".entry-summary, .wp-block-post-excerpt, a.more-link, a.read-more"


def recognises(source: Source) -> bool:
    """Whether the source is HTML."""
    return is_page(source.lines)


def read(source: Source) -> Reading:
    """The entries of a page, with exact formulas, and the pictures that they show."""
    _, diagnostics = clean(source)
    found = list(diagnostics)
    soup = parse(source)
    says = about(soup)
    linked = linked_tags(soup)
    excerpts = {id(post) for sign in soup.select(EXCERPT) for post in sign.parents}
    read_formulas(soup)
    drop_chrome(soup)
    content = Content(source, soup)
    parts = pieces(soup)
    entries: list[Entry] = []
    for piece in parts:
        tags = tags_of(piece, linked, alone=len(parts) == 1)
        asked = find_parts(content.read(piece))
        for part in asked.parts:
            entries.append(_entry(source, says, part, tags))
            if len(parts) > 1 and id(piece) in excerpts:
                message = f"{_short(part)} is an excerpt that leads to the whole of it; save that page"
                found.append(diagnose("truncated-record", entries[-1].span, message))
        found += _left_out(source, asked)
    shown = (image for entry in entries for image in images_of((*entry.question, *entry.answer)))
    return Reading(tuple(entries), tuple(found), content.pictures.media_of(shown))


def _entry(source: Source, says: About, part: Part, linked: tuple[str, ...]) -> Entry:
    tags = tuple(dict.fromkeys((*((says.tag,) if says.tag else ()), *linked, *part.sections)))
    return Entry(
        code=part.code,
        title=part.title,
        question=part.question,
        answer=structured(part.answer) if part.code else part.answer,
        # A coded record without a tag gets the area of its code; any other is about what its page is about.
        tags=tags or ((says.title or PurePath(source.path).stem,) if part.code is None else ()),
        span=source.span(part.first, part.last),
        page=says.page,
        exact=True,
    )


def _left_out(source: Source, asked: Found) -> Iterator[Diagnostic]:
    """A warning for each run of blocks, behind the first question, that belongs to none."""
    before: Placed | None = None
    for placed in asked.left_out:
        if before is None or placed.first > before.last + 1:
            words = " ".join(plain_text(tuple(n for n in walk((placed.block,)) if isinstance(n, Text | Math))).split())
            message = f"“{_cut(words)}” belongs to no question and was left out; see whether that is right"
            yield diagnose("text-outside-records", source.span(placed.first, placed.last), message)
        before = placed


def _short(part: Part) -> str:
    return part.code or f"“{_cut(part.title)}”"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
