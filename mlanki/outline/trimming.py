"""Words and inlines without some of what they say, or without what is around them."""

from dataclasses import replace

from mlanki import patterns as regex
from mlanki.document import Code, Emphasis, Inline, Inlines, Link, Strong, Text, plain_text


def without_ending(text: str, ending: regex.Pattern[str]) -> str:
    """`text` without its `ending`, a pattern that reads from the end (`REVERSE`) and is tried nowhere else."""
    found = ending.match(text)
    return text[: found.start()] if found else text


def without_start(inlines: Inlines, length: int) -> Inlines:
    """The inlines without the first `length` characters of their words, wherever these stand."""
    if length <= 0:
        return inlines
    rest: list[Inline] = []
    for inline in inlines:
        if length <= 0:
            rest.append(inline)
            continue
        match inline:
            case Text(text) | Code(text):
                if len(text) > length:
                    rest.append(type(inline)(text[length:]))
                length -= len(text)
            case Strong(inner) | Emphasis(inner) | Link(inner):
                said = len(plain_text(inner))
                if said > length:
                    rest.append(replace(inline, inlines=without_start(inner, length)))
                length -= said
            case _:
                length -= len(plain_text((inline,)))
    return tuple(rest)


def without_end(inlines: Inlines, length: int) -> Inlines:
    """The inlines without the last `length` characters of their words, where these are no formula or code."""
    rest = list(inlines)
    while rest and length > 0:
        last = rest.pop()
        said = len(plain_text((last,)))
        if said > length:
            match last:
                case Text(text):
                    rest.append(Text(text[:-length]))
                case Strong(inner) | Emphasis(inner) | Link(inner):
                    rest.append(replace(last, inlines=without_end(inner, length)))
                case _:
                    rest.append(last)
        length -= said
    return tuple(rest)


def unwrapped(words: Inlines) -> Inlines:
    """Words that are bold or emphasised as a whole, without that."""
    while len(words) == 1 and isinstance(words[0], Strong | Emphasis):
        words = words[0].inlines
    return words
