"""CSS selectors as far as these readers need them: names, classes, ids, and attributes.

soupsieve looks for the root of the page at each element that it is asked about, and at all elements for each question:
on pages that carry formulas that is half of the work, and on deep ones it grows with the square of their length.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from bs4 import Tag

from mlanki import patterns as regex
from mlanki.readers.web.tags import attribute, classes

PART = regex.compile(
    r"""\.(?P<class> [\w-]+ ) | \#(?P<id> [\w-]+ ) | (?P<name> [\w-]+ )
      | \[ (?P<attribute> [\w-]+ ) (?: (?P<sign> [~^*]? ) = "? (?P<value> [^"\]]* ) "? )? \]""",
    regex.VERBOSE,
)
_Test = Callable[[Tag], bool]


class Selector:
    """A list of selectors with commas between them, each of an element by itself.

    >>> from bs4 import BeautifulSoup
    >>> page = BeautifulSoup('<ul class="tags"><li><a rel="tag x">Loss</a></ul><a>Home</a>', "lxml")
    >>> [tag.name for tag in Selector(".tags, a[rel~=tag]").all(page)]
    ['ul', 'a']
    """

    def __init__(self, css: str) -> None:
        # By what is looked up first: nearly all elements are none of those, and need no more than that.
        self._tests: dict[str, defaultdict[str, list[list[_Test]]]] = {"name": defaultdict(list)}
        for alternative in css.split(","):
            first, *others = PART.finditer(alternative)
            kind = _kind(first)
            tests = self._tests.setdefault(kind, defaultdict(list))
            tests[first[kind]].append([_test(part) for part in (first, *others)])

    def matches(self, tag: Tag) -> bool:
        """Whether the element is one of those."""
        if not tag.attrs and tag.name not in self._tests["name"]:
            return False
        for kind, tests in self._tests.items():
            for value in NAMES[kind](tag):
                if value in tests and any(all(test(tag) for test in alternative) for alternative in tests[value]):
                    return True
        return False

    def of(self, tags: Iterable[Tag]) -> Iterator[Tag]:
        """Those of the elements that are."""
        return filter(self.matches, tags)

    def all(self, tag: Tag) -> Iterator[Tag]:
        """Those below an element, in the order of the page."""
        return self.of(tag.find_all(True))

    def first(self, tag: Tag) -> Tag | None:
        """The first of those below an element."""
        return next((each for each in tag.descendants if isinstance(each, Tag) and self.matches(each)), None)


# What a simple selector may begin with.
NAMES: Mapping[str, Callable[[Tag], Iterable[str]]] = {
    "name": lambda tag: (tag.name,),
    "class": classes,
    "id": lambda tag: (attribute(tag, "id"),),
    "attribute": lambda tag: tag.attrs,
}


def _kind(part: regex.Match[str]) -> str:
    return next(kind for kind in NAMES if part[kind] is not None)


def _test(part: regex.Match[str]) -> _Test:
    if (kind := _kind(part)) != "attribute":
        names, wanted = NAMES[kind], part[kind]
        return lambda tag: wanted in names(tag)
    name, value = part["attribute"], part["value"]
    match part["sign"]:
        case None:
            return lambda tag: name in tag.attrs
        case "~":
            return lambda tag: value in attribute(tag, name).split()
        case "^":
            return lambda tag: attribute(tag, name).startswith(value)
        case "*":
            return lambda tag: value in attribute(tag, name)
        case _:
            return lambda tag: attribute(tag, name) == value
