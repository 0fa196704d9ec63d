"""Very short lines by the thousand: each would be asked whether it is a title, an item, code, and no page has them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line
from mlanki.sources import Source

SHORT = 4  # characters
MOST = 1000  # in a row; a picture printed as numbers has fewer


def join_short_lines(source: Source) -> tuple[Source, tuple[Diagnostic, ...]]:
    """The source with one line in the place of each such run, and a diagnostic for it; as a rule it has none."""
    if len(source.lines) <= MOST:
        return source, ()
    by_length = groupby(source.lines, lambda line: len(line.text.strip()) <= SHORT)
    runs = [(is_short, tuple(run)) for is_short, run in by_length]
    if all(len(run) <= MOST for is_short, run in runs if is_short):
        return source, ()
    told: list[Diagnostic] = []
    lines = tuple(line for is_short, run in runs for line in (_joined(source, run, told) if is_short else run))
    return replace(source, lines=lines), tuple(told)


def _joined(source: Source, run: Sequence[Line], told: list[Diagnostic]) -> Iterator[Line]:
    words = [line for line in run if line.text.strip()]
    if len(words) <= MOST:
        yield from run
        return
    message = f"{len(words)} lines of at most {SHORT} characters were joined into one; write them as they are meant"
    told.append(diagnose("short-lines", source.span(words[0].number, words[-1].number), message))
    indentation = words[0].text.partition(words[0].text.strip())[0]
    yield replace(words[0], text=indentation + " ".join(line.text.strip() for line in words))
