"""Writes what was measured as tables and as a plot."""

import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from costs import Cost, Figure
from matplotlib import pyplot as plt

RESULTS = "RESULTS.md"
PLOT = "results.svg"
BESIDE = {
    "mlanki": "a build by one process, nothing remembered",
    "mlanki, all processors": "the same by as many processes as there are processors",
    "mlanki, nothing changed": "the same again, from the cache",
    "naive": "a script with one regular expression for a record, stock genanki and no formulas; not compressed",
    "floor": "the rows of the same packages, written to SQLite without a journal and compressed alike",
    "genanki": "the notes of the same packages by stock genanki; not compressed",
    "anki": "the same packages by Anki's own exporter",
}
STAGE = "stage: "
TEXT = """# Speed

Written by `make bench{arguments}` on {machine}, Python {python}, at commit {commit}.

Seconds are medians of rounds in which all ran in turn; ratios are of CPU seconds and of this run; memory is that
of the largest process. An occurrence is a question on a page; each question stands on 1.6 pages and has about 1.5 KB,
and every third has formulas (`benchmarks/speed/pages.py`).

![CPU seconds over occurrences]({plot})
"""


def write_results(folder: Path, figures: Sequence[Figure], told: Mapping[str, Cost]) -> None:
    """Write `RESULTS.md` and its plot into `folder`."""
    sizes = sorted({figure.occurrences for figure in figures})
    parts = [
        TEXT.format(
            arguments=f' SIZES="{" ".join(map(str, sizes))}"',
            machine=_machine(),
            python=platform.python_version(),
            commit=_commit(),
            plot=PLOT,
        )
    ]
    first = next(iter(told.values()))
    rows = [(name, f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.cpu / first.cpu:.1f}") for name, cost in told.items()]
    parts += ["## To start, and a small site", _table(("", "wall s", "CPU s", "over the first"), rows)]
    for occurrences in sizes:
        here = {f.contestant: f for f in figures if f.occurrences == occurrences and f.form == "listings"}
        parts += [f"## {occurrences:,} occurrences in listings", _contest(here), _stages(here)]
    parts += ["## Forms", _forms(figures)]
    (folder / RESULTS).write_text("\n\n".join(part.strip("\n") for part in parts if part) + "\n", encoding="utf-8")
    _plot(figures, folder / PLOT)


def _contest(here: Mapping[str, Figure]) -> str:
    rows = []
    for name, explained in BESIDE.items():
        if name not in here:
            continue
        cost, occurrences = here[name].cost, here[name].occurrences
        over = cost.cpu / here["floor"].cost.cpu
        each = f"{1000 * cost.cpu / occurrences:.2f}"
        rows.append(
            (f"**{name}**: {explained}", f"{cost.wall:.2f}", f"{cost.cpu:.2f}", each, f"{cost.peak:.0f}", f"{over:.1f}")
        )
    return _table(("", "wall s", "CPU s", "CPU ms each", "peak MB", "over the floor"), rows)


def _stages(here: Mapping[str, Figure]) -> str:
    """The stages apart; what reading takes is what remains when all was read before."""
    costs = {name.removeprefix(STAGE): figure.cost for name, figure in here.items() if name.startswith(STAGE)}
    if not costs:
        return ""
    both, merging = costs["read and merge"], costs["merge"]
    seconds = {name: (cost.wall, cost.cpu) for name, cost in costs.items()}
    seconds["read and merge"] = (both.wall - merging.wall, both.cpu - merging.cpu)
    rows = [
        (name.removesuffix(" and merge"), f"{wall:.2f}", f"{cpu:.2f}", f"{costs[name].peak:.0f}")
        for name, (wall, cpu) in seconds.items()
    ]
    return _table(("stage", "wall s", "CPU s", "peak MB until then"), rows)


def _forms(figures: Iterable[Figure]) -> str:
    rows = []
    cpu = {(f.form, f.occurrences, f.contestant): f.cost.cpu for f in figures}
    for figure in figures:
        if figure.contestant == "mlanki":
            key = figure.form, figure.occurrences
            reading = cpu[*key, STAGE + "read and merge"] - cpu[*key, STAGE + "merge"]
            cost = figure.cost
            rows.append(
                (
                    *(figure.form, f"{figure.occurrences:,}", f"{figure.size / 1e6:.1f}", f"{cost.cpu:.2f}"),
                    *(f"{1000 * cost.cpu / figure.occurrences:.2f}", f"{1e8 * reading / figure.size:.0f}"),
                    *(f"{cost.peak:.0f}", f"{cost.cpu / cpu[*key, 'floor']:.1f}"),
                )
            )
    head = ("form", "occurrences", "MB", "CPU s", "CPU ms each", "reading, ms for 100 KB", "peak MB", "over the floor")
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _machine() -> str:
    models = [line for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if line.startswith("model name")]
    return f"{os.cpu_count()} cores of {models[0].partition(':')[2].strip()}" if models else platform.platform()


def _commit() -> str:
    command = ("git", "-C", str(Path(__file__).parent), "describe", "--always", "--dirty")
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.strip() or "unknown"


def _plot(figures: Sequence[Figure], file: Path) -> None:
    mpl.rcParams["svg.hashsalt"] = "mlanki"  # else every drawing has other names inside
    lines: dict[str, list[tuple[int, float]]] = {}
    for figure in figures:
        if figure.form == "listings" and figure.contestant in BESIDE:
            lines.setdefault(figure.contestant, []).append((figure.occurrences, figure.cost.cpu))
        elif figure.contestant == "mlanki":
            lines.setdefault(f"mlanki, {figure.form}", []).append((figure.occurrences, figure.cost.cpu))
    drawing, axes = plt.subplots(figsize=(8, 5))
    for name, points in lines.items():
        axes.loglog(*zip(*points, strict=True), marker="o", label=name, linestyle="-" if name in BESIDE else "--")
    axes.set_xlabel("occurrences")
    axes.set_ylabel("CPU seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    drawing.savefig(file, metadata={"Date": None})
    plt.close(drawing)
