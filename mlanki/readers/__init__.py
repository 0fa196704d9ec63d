"""The readers, in the order in which they are asked whether a source is theirs: syntax only, nothing of questions."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Protocol

from mlanki.readers import archive, markdown, notebooks, objects, sheets, text, web
from mlanki.readers.pieces import Page
from mlanki.readers.short_lines import join_short_lines, join_short_pieces
from mlanki.sources import Source


class PageReader(Protocol):
    """What the module of a format offers whose questions are still to be found."""

    def recognises(self, source: Source) -> bool:
        """Whether the source is of this format, by its bytes and its syntax."""

    def read(self, source: Source) -> tuple[Page, ...]:
        """The pages of a source."""


PAGE_READERS: Mapping[str, PageReader] = MappingProxyType(
    {"notebook": notebooks, "json": objects, "sheet": sheets, "html": web, "markdown": markdown, "text": text}
)
# Listings and guides are both texts: what they are is no matter of their syntax.
FORMS: Mapping[str, PageReader | None] = MappingProxyType(
    {"records": None, **PAGE_READERS, "listing": text, "guide": text}
)
LINED: tuple[PageReader, ...] = (markdown, text)  # that ask of every line what it is


def read_pages(source: Source, form: str = "") -> tuple[Page, ...] | None:
    """The pages of a source, by the first reader that claims it or by that of `form`; None where it holds records."""
    if form == "records" or (not form and archive.recognises(source)):
        return None
    reader = FORMS[form] if form else next(each for each in PAGE_READERS.values() if each.recognises(source))
    if reader is None:
        return None
    source, told = join_short_lines(source, fenced=reader is markdown) if reader in LINED else (source, ())
    pages = reader.read(source)
    if reader is web:
        pages = tuple(join_short_pieces(source, page) for page in pages)
    return (replace(pages[0], diagnostics=(*told, *pages[0].diagnostics)), *pages[1:]) if told else pages
