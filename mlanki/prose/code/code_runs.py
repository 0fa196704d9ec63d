"""Where code stands among the lines of a page, and in which language."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from mlanki.prose.code.languages import LANGUAGES
from mlanki.prose.code.python import python_beginnings, read_python
from mlanki.prose.code.rejoining import Rejoined, rejoin

Beginnings = Callable[[Collection[str]], set[str]]  # the lines that code may begin with, so that it is worth reading on
Read = Callable[[Sequence[str], int], tuple[int, bool]]
Name = Callable[[str], str]  # of the language of some code
READERS: tuple[tuple[Name, Beginnings, Read], ...] = (
    (lambda _: "python", python_beginnings, read_python),
    *((language.name, language.beginnings, language.read) for language in LANGUAGES),
)


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of code that stand together: their places on the page, and what was written there."""

    places: range
    language: str
    lines: tuple[str, ...]


def find_code(lines: Sequence[str]) -> tuple[range, ...]:
    """The runs of `lines` that are code, as places in `lines`."""
    return tuple(run.places for run in find_runs(lines))


def find_runs(lines: Sequence[str]) -> tuple[Run, ...]:
    """The code in `lines`, in order. Where lines may be of several languages, the longest run is right."""
    rejoined = rejoin(lines)
    texts = [line.text for line in rejoined]
    different = set(texts)
    found = []
    for name, beginnings, read in READERS:
        beginning = beginnings(different)
        places = [at for at, text in enumerate(texts) if text in beginning] if beginning else []
        found += [(run, name) for run in _certain(texts, places, read)]
    taken: set[int] = set()
    runs = []
    for run, name in sorted(found, key=lambda each: -len(each[0])):
        if taken.isdisjoint(run):
            taken.update(run)
            runs.append(_run(rejoined[run.start : run.stop], name))
    return tuple(sorted(runs, key=lambda run: run.places.start))


def _certain(texts: Sequence[str], places: Sequence[int], read: Read) -> Iterator[range]:
    """The places of the lines that `read` takes for code, which may begin at `places`."""
    end = 0
    for at in places:
        if at >= end:
            end, certain = read(texts, at)
            if certain:
                yield range(at, end)


def _run(lines: Sequence[Rejoined], name: Name) -> Run:
    texts = tuple(line.text for line in lines)
    return Run(range(lines[0].places.start, lines[-1].places.stop), name("\n".join(texts)), texts)
