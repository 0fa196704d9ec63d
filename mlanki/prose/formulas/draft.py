"""A line on its way from text to inlines, and the inlines that come of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from mlanki import patterns as regex
from mlanki.document import Inline, Inlines, Line, Math, Text
from mlanki.prose.cleaning import one_blank


class Stretch(NamedTuple):
    """From `start` to `end` of a line there is one formula, because of `rules`."""

    start: int
    end: int
    rules: tuple[str, ...]
    display: bool = False
    inner: str = ""  # its TeX, where delimiters or copies stand around it

    def tex(self, text: str) -> str:
        """The TeX of the formula, verbatim but for line ends, which TeX reads as spaces."""
        if self.inner:
            return self.inner
        tex = text[self.start : self.end].strip()
        return " ".join(map(str.strip, tex.split("\n"))) if "\n" in tex else tex


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
            return (Text(one_blank(text).strip()),) if text.strip() else ()
        return _parted(text, self.stretches)


@lru_cache(maxsize=1024)  # what a page says once it may say on many lines
def _parted(text: str, stretches: Sequence[Stretch]) -> Inlines:
    starts = [0, *(stretch.end for stretch in stretches)]
    ends = [*(stretch.start for stretch in stretches), len(text)]
    words = [one_blank(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    words = [words[0].lstrip(), *(SEAM_AFTER.sub("", word) for word in words[1:])]
    words = [*(SEAM_BEFORE.sub("", word) for word in words[:-1]), words[-1].rstrip()]
    pieces: list[Inline] = [Text(words[0])] if words[0] else []
    for stretch, word in zip(stretches, words[1:], strict=True):
        pieces.append(Math(stretch.tex(text), stretch.display))
        if word:
            pieces.append(Text(word))
    return tuple(pieces)


# The space that the text of a picture began or ended with, where prose has none.
SEAM_AFTER: Final = regex.compile(r"^ (?=[,.;:!?)\]])")
SEAM_BEFORE: Final = regex.compile(r"(?<=[(\[“]) $")
