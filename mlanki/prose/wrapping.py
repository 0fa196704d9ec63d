"""Lines that paper or an editor broke at its margin, in one again where no blank lines tell paragraphs apart."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.document import Line

WIDEST = 130  # characters; a page with longer lines breaks none
NEAR = 0.8  # of the longest line: letters differ in width on paper
FEWEST = 3  # lines that are broken make a habit
GOES_ON = regex.compile(r"\s*+ \(?+ [\p{Ll}\p{N}]", regex.VERBOSE)
NUMBERED = regex.compile(r"\s*+ \(? (?: \d{1,3} | \p{Ll} ) [.)]", regex.VERBOSE)
ENDED = (".", "?", "!", ":", ";")


def margin_of(texts: Iterable[Sequence[Line]]) -> int:
    """The width at which the lines of these texts were broken; 0 where they were not."""
    pairs = [pair for text in texts for pair in pairwise(text)]
    width = max((len(line.text) for pair in pairs for line in pair), default=0)
    broken = sum(_is_broken(above.text, below.text, width) for above, below in pairs)
    return width if width <= WIDEST and broken >= FEWEST else 0


def unwrap(lines: Sequence[Line], margin: int) -> tuple[Line, ...]:
    """The lines, each with what was broken off at the margin; as they are where there is none.

    >>> unwrap([Line(1, "A stump is a tree with"), Line(2, "one split."), Line(3, "It is small.")], 24)
    (Line(number=1, text='A stump is a tree with one split.'), Line(number=3, text='It is small.'))
    """
    runs: list[list[Line]] = []
    for line in lines:
        if runs and margin and _is_broken(runs[-1][-1].text, line.text, margin):
            runs[-1].append(line)
        else:
            runs.append([line])
    return tuple(
        replace(first, text=" ".join((first.text.rstrip(), *(line.text.strip() for line in others))))
        if others
        else first
        for first, *others in runs
    )


def _is_broken(above: str, below: str, width: int) -> bool:
    """Whether `below` goes on with `above`, where its first word had no room."""
    if not above.strip() or above.rstrip().endswith(ENDED) or not GOES_ON.match(below) or NUMBERED.match(below):
        return False
    return len(above.rstrip()) + 1 + len(below.split(maxsplit=1)[0]) > NEAR * width
