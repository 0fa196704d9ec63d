"""Very short lines by the thousand: each would be asked whether it is a title, an item, code, and no page has them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line
from mlanki.sources import Source

SHORT = 4  # characters
MOST = 1000  # in a row; a picture printed as numbers has fewer
FENCES = ("```", "~~~")
KIND = itemgetter(0)


def join_short_lines(source: Source, *, fenced: bool) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The source with one line in the place of each such run, and a diagnostic for it; as a rule it has none.

    Where its form knows fences (`fenced`), all that stands between two is one block of code, and stays.
    """
    if len(source.lines) <= MOST:
        return source, ()
    by_length = groupby(_by_length(source.lines, fenced), KIND)
    runs = [(is_short, tuple(line for _, line in run)) for is_short, run in by_length]
    if all(len(run) <= MOST for is_short, run in runs if is_short):
        return source, ()
    told: list[Diagnostic] = []
    lines = tuple(line for is_short, run in runs for line in (_joined(source, run, told) if is_short else run))
    return replace(source, lines=lines), tuple(told)


def _by_length(lines: Iterable[Line], fenced: bool) -> Iterator[tuple[bool, Line]]:  # noqa: FBT001 - as above
    """Whether each line is a short one outside of code, and the line."""
    fence = ""
    for line in lines:
        text = line.text.strip()
        mark = text[:3] if fenced and text.startswith(FENCES) else ""
        yield not (fence or mark) and len(text) <= SHORT, line
        if mark and fence in ("", mark):
            fence = "" if fence else mark


def _joined(source: Source, run: Sequence[Line], told: list[Diagnostic]) -> Iterator[Line]:
    words = [line for line in run if line.text.strip()]
    if len(words) <= MOST:
        yield from run
        return
    message = f"{len(words)} lines of at most {SHORT} characters were joined into one; write them as they are meant"
    told.append(diagnose("short-lines", source.span(words[0].number, words[-1].number), message))
    indentation = words[0].text.partition(words[0].text.strip())[0]
    yield replace(words[0], text=indentation + " ".join(line.text.strip() for line in words))
