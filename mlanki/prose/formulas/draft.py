"""A line on its way from text to inlines, and the inlines that come of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Final

import regex

from mlanki.document import Inline, Inlines, Line, Math, Text


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` to `end` of a line there is one formula, because of `rules`."""

    start: int
    end: int
    rules: tuple[str, ...]
    display: bool = False
    inner: str = ""  # its TeX, where delimiters or copies stand around it

    def tex(self, text: str) -> str:
        """The TeX of the formula, verbatim but for line ends, which TeX reads as spaces."""
        return self.inner or " ".join(line.strip() for line in text[self.start : self.end].strip().split("\n"))


def together(*stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches from several sources, in the order of reading."""
    return tuple(sorted(chain(*stretches), key=attrgetter("start")))


@dataclass(frozen=True, slots=True)
class Draft:
    """A line, or the lines that one formula runs across, with the formulas found so far, in order."""

    line: Line
    stretches: tuple[Stretch, ...] = ()

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.line.number + self.line.text.count("\n")

    def inlines(self) -> Inlines:
        """Text and formulas, with one space at most wherever there was white space."""
        text = self.line.text
        if not self.stretches:
            return (Text(tidy(text).strip()),) if text.strip() else ()
        starts = [0, *(stretch.end for stretch in self.stretches)]
        ends = [*(stretch.start for stretch in self.stretches), len(text)]
        words = [tidy(text[start:end]) for start, end in zip(starts, ends, strict=True)]
        words = [words[0].lstrip(), *(SEAM_AFTER.sub("", word) for word in words[1:])]
        words = [*(SEAM_BEFORE.sub("", word) for word in words[:-1]), words[-1].rstrip()]
        pieces: list[Inline] = [Text(words[0])]
        for stretch, word in zip(self.stretches, words[1:], strict=True):
            pieces += [Math(stretch.tex(text), stretch.display), Text(word)]
        return tuple(piece for piece in pieces if piece != Text(""))


SPACE: Final = regex.compile(r"[ \t\n]{2,}|[\t\n]")  # but for one space, which stays
# The space that the text of a picture began or ended with, where prose has none.
SEAM_AFTER: Final = regex.compile(r"^ (?=[,.;:!?)\]])")
SEAM_BEFORE: Final = regex.compile(r"(?<=[(\[“]) $")


def tidy(text: str) -> str:
    """`text` with every run of spaces made one."""
    return SPACE.sub(" ", text) if "  " in text or not text.isprintable() else text
