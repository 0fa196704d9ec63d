"""What was dropped from among the words of a page, where it had something to say."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from mlanki import patterns as regex
from mlanki.pictures import LeftOut
from mlanki.readers.web.chrome import HEADINGS, PERMALINK, PRESSED, is_note
from mlanki.readers.web.formulas import FORMULA
from mlanki.readers.web.tags import attribute

UNSAID = frozenset({"base", "link", "meta", "script", "style"})
# What shows something without words, and where it says what.
SHOWS = ("audio", "embed", "iframe", "input", "object", "video")
SHOWN_BY = ("value", "src", "data")
LETTER = regex.compile(r"\p{L}")


def left_out(dropped: Iterable[Tag], part: Tag, places: Mapping[int, int]) -> Iterator[LeftOut]:
    """What of that which was `dropped` from a page stood between the words of a part of it.

    `places` numbers the nodes of the page by their `id`, as they stood before anything was dropped. What stood before
    the first word or behind the last frames the part, and so does a note about the post below or above a title.
    """
    words = [node for node in part.descendants if _is_said(node)]
    said_at = [places[id(node)] for node in words]
    for tag in dropped:
        at = bisect(said_at, places[id(tag)])
        if not 0 < at < len(words) or not (said := _said(tag)):
            continue
        if not (is_note(tag) and (_is_title(words[at - 1]) or _is_title(words[at]))):
            yield LeftOut(_name(tag), said, tag.sourceline or 1)


def _is_said(node: PageElement) -> bool:
    return node.name == FORMULA if isinstance(node, Tag) else isinstance(node, NavigableString) and bool(node.strip())


def _is_title(words: PageElement) -> bool:
    return any(parent.name in HEADINGS for parent in words.parents)


def _said(tag: Tag) -> str:
    """What an element says or shows; nothing where it is a sign to be clicked, or for the most part leads elsewhere."""
    if tag.name in UNSAID:
        return ""
    words = " ".join(tag.get_text(" ").split())
    if LETTER.search(words) is None:
        shown = (attribute(each, name) for each in (tag, *tag.find_all(SHOWS)) for name in SHOWN_BY)
        return next(filter(LETTER.search, shown), "")
    linked = sum(len(link.get_text().split()) for link in tag.find_all("a"))
    leads = 2 * linked > len(words.split())
    return "" if leads or PRESSED.fullmatch(words) or PERMALINK.fullmatch(words) else words


def _name(tag: Tag) -> str:
    """An element as its page writes it, as far as that tells why it was dropped."""
    told = next((f' {name}="{attribute(tag, name)}"' for name in ("class", "id", "role") if attribute(tag, name)), "")
    return f"<{tag.name}{told}>"
