"""Attributes of elements, always as words."""

from collections.abc import Iterable, Sequence

from bs4 import Tag
from bs4.element import PageElement


def attribute(tag: Tag, name: str) -> str:
    """The value of an attribute; empty where there is none."""
    value = tag.attrs.get(name, "")
    return value if isinstance(value, str) else " ".join(value or ())


def classes(tag: Tag) -> Sequence[str]:
    """The classes of an element."""
    return attribute(tag, "class").split() if "class" in tag.attrs else ()


def remove(nodes: Iterable[PageElement]) -> None:
    """Take nodes out of their page; by itself bs4 looks for each among all its sisters."""
    gone = {id(node): node for node in nodes}
    parents = {id(node.parent): node.parent for node in gone.values()}
    for parent in parents.values():
        if parent is None:
            continue
        for at in range(len(parent.contents) - 1, -1, -1):
            if id(parent.contents[at]) in gone:
                parent.contents[at].extract(_self_index=at)
