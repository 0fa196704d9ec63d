"""Cleaners: each mends one habit of scraped text, and they stand in one visible order."""

from collections.abc import Callable
from functools import reduce

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.sources import Source

Cleaner = Callable[[str], str]

TAB_WIDTH = 4

# The joiners U+200C and U+200D stay: scripts and emoji need them.
ZERO_WIDTH = regex.compile(r"[\u200b\u2060\ufeff\u00ad]")
# Where nothing is written from right to left they change nothing, and stand before codes that were copied with them.
DIRECTION = regex.compile(r"[\u200e\u200f\u061c]")
LEFTWARDS = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}--\u061c]", regex.VERSION1)
BLANKS = regex.compile(r"[ \t\n]{2,}|[\t\n]")  # but for one space, which stays
BLANK = regex.compile(r"[\p{Zs}\p{Zl}\p{Zp}\v\f\x85]")
# Tab, vertical tab, form feed and next line are blanks: words stand on either side of them. What Unicode keeps for the
# use of programs is no character, and readers use it.
CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\ufdd0-\ufdef--[\t\v\f\x85]]", regex.VERSION1)


def drop_zero_width(text: str) -> str:
    """Remove the invisible characters that copying from a web page leaves behind."""
    if text.isascii():
        return text
    text = ZERO_WIDTH.sub("", text)
    return text if LEFTWARDS.search(text) else DIRECTION.sub("", text)


def plain_spaces(text: str) -> str:
    """Make every kind of blank an ordinary one, one for one, so that columns and extra spaces stay visible."""
    return BLANK.sub(" ", text).expandtabs(TAB_WIDTH)


def drop_control_characters(text: str) -> str:
    """Remove what no page shows; U+001F would end a field, and Anki drops the others."""
    return text if text.isprintable() else CONTROL.sub("", text)


def one_blank(text: str) -> str:
    """`text` with a space for each run of blanks; most has none."""
    return BLANKS.sub(" ", text) if "  " in text or not text.isprintable() else text


CLEANERS: tuple[Cleaner, ...] = (drop_zero_width, drop_control_characters, plain_spaces)


def clean(text: str) -> str:
    """A line after every cleaner: what they are about cannot be printed, and few lines hold any of it."""
    return text if text.isprintable() else reduce(lambda cleaned, cleaner: cleaner(cleaned), CLEANERS, text)


def damage(source: Source) -> tuple[Diagnostic, ...]:
    """A diagnostic for each line of `source` that holds control characters, which cleaning removes."""
    diagnostics = []
    for line in source.lines:
        if not line.text.isprintable() and (control := CONTROL.findall(line.text)):
            names = ", ".join(sorted({f"U+{ord(character):04X}" for character in control})[:5])
            message = f"control characters ({names}) were removed; see whether the words around them are whole"
            diagnostics.append(diagnose("control-character", source.span(line.number), message))
    return tuple(diagnostics)
