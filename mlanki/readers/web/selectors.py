"""CSS selectors as far as these readers need them: names, classes, ids, attributes, and what stands in what.

soupsieve looks for the root of the page at each element that it is asked about, and at all elements for each question:
on pages that carry formulas that is half of the work, and on deep ones it grows with the square of their length.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import regex
from bs4 import Tag

from mlanki.readers.web.tags import attribute, classes

PART = regex.compile(
    r"""\.(?P<class> [\w-]+ ) | \#(?P<id> [\w-]+ ) | (?P<name> [\w-]+ )
      | \[ (?P<attribute> [\w-]+ ) (?: (?P<sign> [~^*]? ) = "? (?P<value> [^"\]]* ) "? )? \]""",
    regex.VERBOSE,
)
_Test = Callable[[Tag], bool]


class Selector:
    """A list of selectors with commas between them, each of simple ones with blanks for `somewhere in`.

    >>> from bs4 import BeautifulSoup
    >>> page = BeautifulSoup('<ul class="tags"><li><a rel="tag x">Loss</a></ul><a>Home</a>', "lxml")
    >>> [tag.string for tag in Selector(".tags a, a[rel~=next]").all(page)]
    ['Loss']
    """

    def __init__(self, css: str) -> None:
        # By what is looked up first: nearly all elements are none of those, and need no more than that.
        self._tests: defaultdict[str, list[_Test]] = defaultdict(list)
        for alternative in css.split(","):
            *around, last = ([*PART.finditer(simple)] for simple in alternative.split())
            self._tests[_key(last[0])].append(_nested([[*map(_test, each)] for each in (*around, last)]))

    def matches(self, tag: Tag) -> bool:
        """Whether the element is one of those."""
        return any(test(tag) for key in _keys(tag) for test in self._tests.get(key, ()))

    def of(self, tags: Iterable[Tag]) -> Iterator[Tag]:
        """Those of the elements that are."""
        return filter(self.matches, tags)

    def all(self, tag: Tag) -> Iterator[Tag]:
        """Those below an element, in the order of the page."""
        return self.of(tag.find_all(True))

    def first(self, tag: Tag) -> Tag | None:
        """The first of those below an element."""
        return next((each for each in tag.descendants if isinstance(each, Tag) and self.matches(each)), None)


def _key(part: regex.Match[str]) -> str:
    return part[0] if part.lastgroup in ("class", "id", "name") else f"[{part['attribute']}"


def _keys(tag: Tag) -> Iterator[str]:
    yield tag.name
    if tag.attrs:
        yield from (f"[{name}" for name in tag.attrs)
        yield from (f".{name}" for name in dict.fromkeys(classes(tag)))
        if name := attribute(tag, "id"):
            yield f"#{name}"


def _test(part: regex.Match[str]) -> _Test:
    value = part["value"]
    match part.lastgroup, part["sign"]:
        case "class", _:
            return lambda tag: part["class"] in classes(tag)
        case "id", _:
            return lambda tag: attribute(tag, "id") == part["id"]
        case "name", _:
            return lambda tag: tag.name == part["name"]
        case _, None:
            return lambda tag: tag.has_attr(part["attribute"])
        case _, "~":
            return lambda tag: value in attribute(tag, part["attribute"]).split()
        case _, "^":
            return lambda tag: attribute(tag, part["attribute"]).startswith(value)
        case _, "*":
            return lambda tag: value in attribute(tag, part["attribute"])
        case _:
            return lambda tag: attribute(tag, part["attribute"]) == value


def _nested(simple: Sequence[Sequence[_Test]]) -> _Test:
    """Whether an element passes the last of these tests, and elements around it, one in the other, those before."""
    *around, last = simple

    def test(tag: Tag) -> bool:
        if not all(each(tag) for each in last):
            return False
        parents = iter(tag.parents)
        return all(any(all(each(parent) for each in tests) for parent in parents) for tests in reversed(around))

    return test
