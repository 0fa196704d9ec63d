"""Formulas that say where they begin and end, or that stand three times over."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from mlanki.document import Line
from mlanki.prose.formulas.copies import BEGINNINGS, find_copies
from mlanki.prose.formulas.draft import Draft, Stretch, together
from mlanki.prose.tex import find_delimited


def find(lines: Sequence[Line]) -> Iterator[Draft]:
    """The lines with their delimited formulas; lines that one formula runs across come as one."""
    for blank, run in groupby(lines, key=lambda line: not line.text.strip()):
        paragraph = tuple(run)
        yield from map(Draft, paragraph) if blank else _paragraph(paragraph)


def _paragraph(lines: Sequence[Line]) -> Iterator[Draft]:
    text = "\n".join(line.text for line in lines)
    waiting = deque(find_delimited(text))
    if not waiting and not any(mark in text for mark in BEGINNINGS):
        yield from map(Draft, lines)
        return
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    at = 0
    while at < len(lines):
        begin, end = starts[at], at + 1
        found = []
        while waiting and waiting[0].first < starts[end]:
            new = waiting.popleft()
            found.append(Stretch(new.first - begin, new.end - begin, (new.kind,), new.display, new.tex))
            while starts[end] < new.end:
                end += 1
        line = lines[at]
        if end > at + 1:
            line = Line(line.number, "\n".join(each.text for each in lines[at:end]))
        yield Draft(line, together(found, _copies(line.text, found)))
        at = end


def _copies(text: str, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """The formulas that stand three times over, where no delimiter has found one."""
    begins = [stretch.start for stretch in stretches]
    for copy in find_copies(text):
        before = bisect_left(begins, copy.end)  # what begins before the copy ends
        if not before or stretches[before - 1].end <= copy.start:
            yield copy
