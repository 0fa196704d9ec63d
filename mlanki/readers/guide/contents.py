"""Tables of contents: they repeat the questions of a page and ask none."""

from collections.abc import Iterator, Sequence

import regex

from mlanki.document import Line
from mlanki.readers.guide.evidence import WEIGHTS, grammar
from mlanki.readers.guide.marks import Marked, fold

HEADING = regex.compile(r"[#*\s]*(?:table of )?contents[:*\s]*|[#*\s]*(?:list of )?questions[:*\s]*", regex.IGNORECASE)
FEWEST = 3  # entries


def is_asked(mark: Marked) -> bool:
    """Whether something in the words of a line is like a question."""
    return any(WEIGHTS[sign] > 0 for sign in grammar(mark.text))


def contents(lines: Sequence[Line], marks: Sequence[Marked]) -> Iterator[int]:
    """The lines of a table of contents: several together that all come again further down."""
    folded = [fold(line.text) for line in lines]
    last = {text: at for at, text in enumerate(folded)}
    at = 0
    while at < len(lines):
        if not folded[at] or last[folded[at]] == at:
            at += 1
            continue
        end = at
        entries: list[int] = []
        while end < len(lines) and (not folded[end] or last[folded[end]] > end):
            entries += [end] if folded[end] else []
            end += 1
        entries = [entry for entry in entries if last[folded[entry]] >= end]
        above = next((place for place in range(at - 1, -1, -1) if folded[place]), None)
        headed = above is not None and HEADING.fullmatch(lines[above].text) is not None
        asking = sum(is_asked(marks[entry]) for entry in entries)
        if len(entries) >= FEWEST and (headed or 2 * asking >= len(entries)):
            yield from ([above] if headed and above is not None else [])
            yield from entries
        at = end
