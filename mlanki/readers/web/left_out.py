"""What was dropped from among the words of a page, where it had something to say."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from mlanki import patterns as regex
from mlanki.pictures import LeftOut
from mlanki.readers.web.chrome import BLOCKS, HEADINGS, PERMALINK, PRESSED, is_note
from mlanki.readers.web.formulas import FORMULA
from mlanki.readers.web.tags import attribute

UNSAID = frozenset({"base", "link", "meta", "script", "style"})
# What shows something without words, and where it says what.
SHOWS = ("audio", "embed", "iframe", "input", "object", "video")
SHOWN_BY = ("value", "src", "data")
LETTER = regex.compile(r"\p{L}")
SENTENCE = regex.compile(r"(?:\p{L}\S*+\s++){3}.*[.?!…]|\p{Han}{4}.*[。？！]")


def left_out(dropped: Iterable[tuple[Tag, Tag]], part: Tag, places: Mapping[int, int]) -> Iterator[LeftOut]:
    """What of that which was `dropped` from a page, each with what it stood in, stood between the words of a part.

    `places` numbers the nodes of the page by their `id`, as they stood before anything was dropped. What stood before
    the first word or behind the last frames the part, and so does a note about the post below or above a title; where
    it stood in what holds the last word, its sentences are told as well.
    """
    words = [node for node in part.descendants if _is_said(node)]
    said_at = [places[id(node)] for node in words]
    around_last = {id(tag) for tag in words[-1].parents} - {id(tag) for tag in part.parents} if words else set()
    for tag, holder in dropped:
        at = bisect(said_at, places[id(tag)])
        closes = at == len(words) and id(holder) in around_last
        if not (0 < at < len(words) or closes) or not (said := _said(tag)):
            continue
        if not (SENTENCE.search(said) is None if closes else is_note(tag) and _is_title(words[at - 1 : at + 1])):
            yield LeftOut(_name(tag), said, tag.sourceline or 1, frames=closes)


def outside(soup: Tag, parts: Iterable[Tag]) -> Iterator[LeftOut]:
    """The blocks of a page that stand in none of its parts, were not dropped, and say more than what they lead to."""
    inside = {id(part) for part in parts}
    waiting: list[PageElement] = [soup]
    said: list[PageElement] = []
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Tag):
            said.append(node)
        elif id(node) not in inside and node.name not in ("a", "title"):
            waiting += reversed(node.contents)
    for block, run in groupby(said, key=lambda node: next((tag for tag in node.parents if tag.name in BLOCKS), soup)):
        words = " ".join(" ".join(map(str, run)).split())
        if SENTENCE.search(words):
            yield LeftOut("", words, block.sourceline or 1, frames=True)


def _is_said(node: PageElement) -> bool:
    return node.name == FORMULA if isinstance(node, Tag) else isinstance(node, NavigableString) and bool(node.strip())


def _is_title(words: Iterable[PageElement]) -> bool:
    return any(parent.name in HEADINGS for node in words for parent in node.parents)


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
