"""Markdown, as people keep question banks on GitHub."""

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import PurePath
from types import MappingProxyType

import regex

from mlanki.diagnostics import diagnose
from mlanki.document import Line
from mlanki.pictures import Absent, Picture, Pictures
from mlanki.prose.cleaning import CLEANERS, clean, drop_trailing_space
from mlanki.readers.markdown.front_matter import split_front_matter
from mlanki.readers.pieces import Page, Piece
from mlanki.sources import Source

# Two blanks at the end of a line are a line break in Markdown.
KEEPING_BREAKS = tuple(cleaner for cleaner in CLEANERS if cleaner is not drop_trailing_space)

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"})
# What only Markdown sets off so: a heading or a line in bold between blank lines, a fence, a fold.
SIGN = regex.compile(
    r"""^ [ ]{0,3} (?: (?<= \A | \n\n ) \#{1,6} [ ] \S | (?: [-*] [ ] | \d+ [.)] [ ] )? \*\* [^*\n]+ \*\*
                     | ``` | <(?:details|summary)\b | \?\?\? [ ] )""",
    regex.VERBOSE | regex.MULTILINE,
)
SIGNS = 2  # one may stand in any text


def recognises(source: Source) -> bool:
    """Whether the source is called Markdown, or shows several signs of it."""
    if PurePath(source.path).suffix.lower() in SUFFIXES:
        return True
    text = "\n".join(line.text.rstrip() for line in source.lines)
    return sum(1 for _ in zip(SIGN.finditer(text, overlapped=True), range(SIGNS), strict=False)) >= SIGNS


def read(source: Source, held: Mapping[str, Picture | Absent] = MappingProxyType({})) -> tuple[Page, ...]:
    """The blocks of a page, the lines of its paragraphs apart, and the pictures that it shows.

    `held` are pictures that the source contains, by their addresses.
    """
    lines, diagnostics = clean(source, KEEPING_BREAKS)
    front, body = split_front_matter(lines)
    pictures = Pictures(source, held)
    pieces = _to_pieces(body, pictures)
    if front.error:
        message = f"its title and tags cannot be read ({front.error[:80]}); mend the lines above the text"
        diagnostics = (diagnose("front-matter-unreadable", source.span(1), message), *diagnostics)
    page = Page(
        pieces,
        front.title,
        address=front.address,
        tags=front.tags,
        exact=True,
        diagnostics=diagnostics,
        media=pictures.media,
    )
    return (page,)


def pieces_of(lines: Sequence[Line], pictures: Pictures) -> tuple[Piece, ...]:
    """The pieces of some Markdown within another format."""
    clean_lines = [
        Line(line.number, reduce(lambda text, cleaner: cleaner(text), KEEPING_BREAKS, line.text)) for line in lines
    ]
    return _to_pieces(clean_lines, pictures) if clean_lines else ()


def _to_pieces(lines: Sequence[Line], pictures: Pictures) -> tuple[Piece, ...]:
    from mlanki.readers.markdown.pieces import to_pieces  # and with it what parses Markdown

    return to_pieces(lines, pictures)
