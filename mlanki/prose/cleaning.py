"""Cleaners: each mends one habit of scraped text, and they stand in one visible order."""

from collections.abc import Callable, Sequence

import regex

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line
from mlanki.sources import Source

Cleaner = Callable[[str], str]

TAB_WIDTH = 4

# The joiners U+200C and U+200D stay: scripts and emoji need them.
ZERO_WIDTH = regex.compile(r"[\u200b\u2060\ufeff\u00ad]")
BLANK = regex.compile(r"[\p{Zs}\p{Zl}\p{Zp}\v\f\x85]")
# Tab, vertical tab, form feed and next line are blanks: words stand on either side of them.
CONTROL = regex.compile(r"[\p{Cc}\p{Cs}--[\t\v\f\x85]]", regex.VERSION1)


def drop_zero_width(text: str) -> str:
    """Remove the invisible characters that copying from a web page leaves behind."""
    return ZERO_WIDTH.sub("", text)


def plain_spaces(text: str) -> str:
    """Make every kind of blank an ordinary one, one for one, so that columns and extra spaces stay visible."""
    return BLANK.sub(" ", text).expandtabs(TAB_WIDTH)


def drop_control_characters(text: str) -> str:
    """Remove what no page shows; U+001F would end a field, and Anki drops the others."""
    return CONTROL.sub("", text)


def drop_trailing_space(text: str) -> str:
    return text.rstrip()


CLEANERS: tuple[Cleaner, ...] = (drop_zero_width, drop_control_characters, plain_spaces, drop_trailing_space)


def clean(source: Source, cleaners: Sequence[Cleaner] = CLEANERS) -> tuple[tuple[Line, ...], tuple[Diagnostic, ...]]:
    """The lines of `source` after every cleaner, and a diagnostic for each line that held control characters."""
    lines = []
    diagnostics = []
    for line in source.lines:
        if control := CONTROL.findall(line.text):
            names = ", ".join(sorted({f"U+{ord(character):04X}" for character in control})[:5])
            message = f"control characters ({names}) were removed; see whether the words around them are whole"
            diagnostics.append(diagnose("control-character", source.span(line.number), message))
        text = line.text
        for cleaner in cleaners:
            text = cleaner(text)
        lines.append(Line(line.number, text))
    return tuple(lines), tuple(diagnostics)
