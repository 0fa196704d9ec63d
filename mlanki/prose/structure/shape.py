"""Inlines seen as one string, and cut where a pattern found its place in that string."""

from collections.abc import Iterable

import regex

from mlanki.document import Break, Inline, Inlines, Text

OBJECT = "\ufffc"  # stands for an inline that is no text


def shape(inlines: Inlines) -> str:
    """The words of `inlines` with one character for every inline that is no text.

    >>> from mlanki.document import Math
    >>> shape((Text("where "), Math("x"), Text(" is")))
    'where \ufffc is'
    """
    return "".join(inline.text if isinstance(inline, Text) else OBJECT for inline in inlines)


def cut(inlines: Inlines, at: int) -> tuple[Inlines, Inlines]:
    """`inlines` in two, the first as long as the first `at` characters of their shape; both tidied."""
    before: list[Inline] = []
    after: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Text):
            (before if at > 0 else after).append(inline)
            at -= 1
            continue
        if at > 0 and inline.text[:at]:
            before.append(Text(inline.text[:at]))
        if inline.text[max(at, 0) :]:
            after.append(Text(inline.text[max(at, 0) :]))
        at -= len(inline.text)
    return tidy(tuple(before)), tidy(tuple(after))


def tidy(inlines: Inlines) -> Inlines:
    """`inlines` without white space at either end, and without doubled spaces within."""
    kept: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Text):
            kept.append(inline)
        elif text := regex.sub(r"\s+", " ", inline.text):
            kept.append(Text(text))
    if kept and isinstance(kept[0], Text):
        kept[:1] = [Text(text)] if (text := kept[0].text.lstrip()) else []
    if kept and isinstance(kept[-1], Text):
        kept[-1:] = [Text(text)] if (text := kept[-1].text.rstrip()) else []
    return tuple(kept)


def join(lines: Iterable[Inlines]) -> Inlines:
    """The lines of one paragraph, kept apart by `Break`."""
    joined: list[Inline] = []
    for line in lines:
        joined += [Break(), *line] if joined else line
    return tuple(joined)
