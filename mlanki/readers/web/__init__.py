"""Saved web pages: WordPress listings and posts, Sphinx and Jupyter Book guides, and others.

A page passes through three rooms: `formulas` puts every formula into an element of its own, `chrome` takes away what
surrounds the content, and `blocks` turns elements into pieces.
"""

from pathlib import PurePath

from mlanki import patterns as regex
from mlanki.readers.pieces import Page
from mlanki.sources import Source

# A page says so in its first words; a part of one by being nothing but elements, a heading among them.
COMMENTS = r"(?: <!-- (?: (?! --> ) . )*+ --> \s*+ )*+"
WHOLE_PAGE = regex.compile(
    rf"\s*+ (?: <\?xml \b [^>]* > \s* )? {COMMENTS} < (?: !doctype \s+ html | html | head | body ) \b",
    regex.VERBOSE | regex.IGNORECASE | regex.DOTALL,
)
PART_OF_PAGE = regex.compile(
    rf"\s*+ {COMMENTS} < [a-z] [\w-]* [\s>] .* > \s*", regex.VERBOSE | regex.IGNORECASE | regex.DOTALL
)
HEADING_TAG = regex.compile(r"<(?:h[1-6]|article|summary)\b", regex.IGNORECASE)
SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
BEGINS_TAG = regex.compile(r"\s*+<[a-z!]", regex.IGNORECASE)
MARKDOWN = regex.compile(r"^(?:#{1,6}\s|```|[-*+]\s|\d+\.\s)", regex.MULTILINE)


def recognises(source: Source) -> bool:
    """Whether the source is HTML: a page, or a part of one, which its name may tell."""
    text = "\n".join(line.text for line in source.lines)
    if WHOLE_PAGE.match(text) or (PurePath(source.path).suffix.lower() in SUFFIXES and BEGINS_TAG.match(text)):
        return True
    return bool(
        text.rstrip().endswith(">")
        and PART_OF_PAGE.fullmatch(text)
        and HEADING_TAG.search(text)
        and not MARKDOWN.search(text)
    )


def read(source: Source) -> tuple[Page, ...]:
    """A page for each post, with exact formulas, and the pictures that it shows."""
    from mlanki.readers.web.posts import read_posts  # and with it what parses HTML, which most sources do without

    return read_posts(source)
