"""Inlines seen as one string, and cut where a pattern found its place in that string."""

from collections.abc import Iterable

import regex

from mlanki.document import Break, Code, Inline, Inlines, Math, Text, trim

SYMBOL = "\ufffc"  # stands for a formula, and for code
THING = "\ufffb"  # stands for any other inline that is no text: a picture, what is set in bold
BLANKS = regex.compile(r"\s{2,}|[^\S ]")  # but for one space, which stays


def shape(inlines: Inlines) -> str:
    """The words of `inlines` with one character for every inline that is no text.

    >>> shape((Text("where "), Math("x"), Text(" is")))
    'where \ufffc is'
    """
    return "".join(
        inline.text if isinstance(inline, Text) else SYMBOL if isinstance(inline, Math | Code) else THING
        for inline in inlines
    )


def cut(inlines: Inlines, at: int) -> tuple[Inlines, Inlines]:
    """`inlines` in two, the first as long as the first `at` characters of their shape; both tidied."""
    before, after = part(inlines, at)
    return tidy(before), tidy(after)


def part(inlines: Inlines, at: int) -> tuple[Inlines, Inlines]:
    """What `cut` gives, with every blank in its place."""
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
    return tuple(before), tuple(after)


def tidy(inlines: Inlines) -> Inlines:
    """`inlines` without white space at either end, and without doubled spaces within."""
    spaced = (Text(BLANKS.sub(" ", inline.text)) if isinstance(inline, Text) else inline for inline in inlines)
    return trim(tuple(spaced))


def join(lines: Iterable[Inlines]) -> Inlines:
    """The lines of one paragraph, kept apart by `Break`."""
    joined: list[Inline] = []
    for line in lines:
        joined += [Break(), *line] if joined else line
    return tuple(joined)
