"""Attributes of elements, always as words."""

from bs4 import Tag


def attribute(tag: Tag, name: str) -> str:
    """The value of an attribute; empty where there is none."""
    value = tag.get(name)
    return value if isinstance(value, str) else " ".join(value or ())


def classes(tag: Tag) -> tuple[str, ...]:
    """The classes of an element."""
    return tuple(attribute(tag, "class").split())
