"""Markdown, as people keep question banks on GitHub."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from types import MappingProxyType

from mlanki import patterns as regex
from mlanki.diagnostics import diagnose
from mlanki.document import Line, Paragraph, Text
from mlanki.pictures import Absent, Picture, Pictures
from mlanki.prose.cleaning import clean, damage
from mlanki.readers.markdown.front_matter import split_front_matter
from mlanki.readers.pieces import Page, Piece
from mlanki.sources import Source

SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd"})
# What only Markdown sets off so: a heading or a line in bold between blank lines, a fence, a fold. Above a line of code
# one `#` is a comment.
SIGN = regex.compile(
    r"""\n [ ]{0,3} (?: (?<= \A\n | (?<! \A ) \n\n ) (?: \#{2,6} [ ] \S | \# [ ] \S (?= [^\n]*+ (?: \n\n | \n? \Z ) ) )
                     | (?: [-*] [ ] | \d+ [.)] [ ] )? \*\* [^*\n]+ \*\*
                     | ``` | <(?:details|summary)\b | \?\?\? [ ] )""",
    regex.VERBOSE,
)
# Words between single blanks, which are nothing but words in Markdown: most cells of a sheet.
WORDS = regex.compile(r"\p{L} (?: [\p{L}\p{N},;:.?%()/'’“”\"+–-] | [ ] (?! [ ] | $ ) )*+", regex.VERBOSE)
SIGNS = 2  # one may stand in any text


def recognises(source: Source) -> bool:
    """Whether the source is called Markdown, or shows several signs of it."""
    if PurePath(source.path).suffix.lower() in SUFFIXES:
        return True
    text = "\n".join(["", *(line.text.rstrip() for line in source.lines)])
    return sum(1 for _ in zip(SIGN.finditer(text), range(SIGNS), strict=False)) >= SIGNS


def read(source: Source, held: Mapping[str, Picture | Absent] = MappingProxyType({})) -> tuple[Page, ...]:
    """The blocks of a page, the lines of its paragraphs apart, and the pictures that it shows.

    `held` are pictures that the source contains, by their addresses.
    """
    diagnostics = damage(source)
    front, body = split_front_matter(_cleaned(source.lines))
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
        left_out=tuple(pictures.left_out),
        diagnostics=diagnostics,
        media=pictures.media,
    )
    return (page,)


def pieces_of(lines: Sequence[Line], pictures: Pictures) -> tuple[Piece, ...]:
    """The pieces of some Markdown within another format."""
    match cleaned := _cleaned(lines):
        case ():
            return ()
        case (Line(number, text),) if WORDS.fullmatch(text):
            return (Piece(Paragraph((Text(text),)), number, number),)
        case _:
            return _to_pieces(cleaned, pictures)


def _cleaned(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, clean; two blanks at an end stay, since they are a line break in Markdown."""
    return tuple(Line(line.number, clean(line.text)) for line in lines)


def _to_pieces(lines: Sequence[Line], pictures: Pictures) -> tuple[Piece, ...]:
    from mlanki.readers.markdown.pieces import to_pieces  # and with it what parses Markdown

    return to_pieces(lines, pictures)
