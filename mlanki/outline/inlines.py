"""Inlines cut by their words and by their lines."""

from dataclasses import replace

import regex

from mlanki.document import Break, Code, Emphasis, Inline, Inlines, Link, Strong, Text, plain_text


def without_start(inlines: Inlines, length: int) -> Inlines:
    """The inlines without the first `length` characters of their words, wherever these stand."""
    rest: list[Inline] = []
    for inline in inlines:
        if length <= 0:
            rest.append(inline)
            continue
        match inline:
            case Text(text) | Code(text):
                if len(text) > length:
                    rest.append(replace(inline, text=text[length:]))
                length -= len(text)
            case Strong(inner) | Emphasis(inner) | Link(inner):
                said = len(plain_text(inner))
                if said > length:
                    rest.append(replace(inline, inlines=without_start(inner, length)))
                length -= said
            case _:
                length -= len(plain_text((inline,)))
    return tuple(rest)


def lines_of(inlines: Inlines) -> tuple[Inlines, ...]:
    """The inlines line by line, as the author has broken them; each line with its end."""
    lines: list[list[Inline]] = [[]]
    for inline in inlines:
        match inline:
            case Break():
                lines[-1].append(inline)
                lines.append([])
            case Text(text):
                *ended, last = regex.split(r"(?<=\n)", text)
                for part in ended:
                    lines[-1].append(Text(part))
                    lines.append([])
                if last:
                    lines[-1].append(Text(last))
            case _:
                lines[-1].append(inline)
    return tuple(tuple(line) for line in lines if line)


def first_line(inlines: Inlines) -> tuple[Inlines, Inlines]:
    """The first line of `inlines`, and the others."""
    first, *others = lines_of(inlines) or ((),)
    return first, tuple(inline for line in others for inline in line)


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
