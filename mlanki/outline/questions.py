"""The words of a question, without what a page only adds to them."""

from mlanki import patterns as regex
from mlanki.document import Inlines, Link, Text, plain_text, trim
from mlanki.outline.rows import Row
from mlanki.outline.settling import settle_inlines
from mlanki.outline.trimming import unwrapped

SOURCE_LINK = regex.compile(
    r"""[\W_]*+ (?: (?: src | source | ref | reference | link ) s?
        | (?: (?: read | see | show | view ) \s )? (?: the \s | full \s )* (?: answer | solution ) s? ) \d* [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
SAYS = regex.compile(r"[\p{L}\p{N}?!.]")
LEADING_OVER = regex.compile(r"(?<![\s\[(|:–—-])[\s\[(|:–—-]++$")


def question_words(row: Row) -> tuple[Inlines, tuple[Link, ...]]:
    """The words of a question without the links behind them that only name where it was found, and these links."""
    words = settle_inlines(row.inlines)
    rest = list(words)
    links: list[Link] = []
    while rest:
        match rest[-1]:
            case Link(inner) as link if SOURCE_LINK.fullmatch(plain_text(inner)):
                links.insert(0, link)
                rest.pop()
            case Text(text) if not SAYS.search(text) and any(isinstance(inline, Link) for inline in rest):
                rest.pop()
            case Text(text) if links:
                rest[-1] = Text(LEADING_OVER.sub("", text))
                break
            case _:
                break
    return (unwrapped(trim(tuple(rest))), tuple(links)) if links else (unwrapped(words), ())
