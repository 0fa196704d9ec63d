"""Where code stands among the lines of a page, and in which language."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mlanki.prose.code.languages import LANGUAGES
from mlanki.prose.code.python import read_python
from mlanki.prose.code.rejoining import Rejoined, rejoin

Read = Callable[[Sequence[str], int], tuple[int, bool]]
Name = Callable[[str], str]  # of the language of some code
READERS: tuple[tuple[Name, Read], ...] = (
    (lambda _: "python", read_python),
    *((language.name, language.read) for language in LANGUAGES),
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
    found = [(run, name) for name, read in READERS for run in _certain(texts, read)]
    taken: set[int] = set()
    runs = []
    for run, name in sorted(found, key=lambda each: -len(each[0])):
        if taken.isdisjoint(run):
            taken.update(run)
            runs.append(_run(rejoined[run.start : run.stop], name))
    return tuple(sorted(runs, key=lambda run: run.places.start))


def _certain(texts: Sequence[str], read: Read) -> Iterator[range]:
    """The places of the lines that `read` takes for code."""
    at = 0
    while at < len(texts):
        end, certain = read(texts, at) if texts[at].strip() else (at, False)
        if certain:
            yield range(at, end)
        at = max(end, at + 1)


def _run(lines: Sequence[Rejoined], name: Name) -> Run:
    texts = tuple(line.text for line in lines)
    return Run(range(lines[0].places.start, lines[-1].places.stop), name("\n".join(texts)), texts)
