"""Measures mlanki beside what else writes such packages, and writes `benchmarks/RESULTS.md` with its plot.

    python benchmarks/speed/run.py [OCCURRENCES …]

Of each size all contestants run in turn, and in turn again, so that a machine that is busy is so for all of them. Of
sizes that take minutes only listings are built, once, by all processors, beside the floor and the naive script.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from costs import Cost, Figure

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "raw"
SIZES = (1_000, 10_000, 100_000)
ROUNDS = {1_000: 3, 10_000: 2}  # others once
FORMS = ("listings", "guides", "HTML", "Markdown")
LARGE = 100_000

PYTHON = sys.executable
STARTS = {
    "`python -c 'import click'`": (PYTHON, "-c", "import click"),
    "`mlanki --version`": (PYTHON, "-m", "mlanki", "--version"),
    "`mlanki --help`": (PYTHON, "-m", "mlanki", "--help"),
    "`mlanki build --help`": (PYTHON, "-m", "mlanki", "build", "--help"),
}


def spend(command: tuple[str, ...], **environment: str) -> tuple[Cost, str]:
    """What a command costs together with the processes that it starts, and what it prints."""
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, env=os.environ | environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        said.seek(0)
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024), said.read()  # kilobytes on Linux


def middle(costs: list[Cost]) -> Cost:
    return Cost(*(median(getattr(cost, part) for cost in costs) for part in ("wall", "cpu", "peak")))


class Race:
    """The contestants at one form and size, and what each took in each round."""

    def __init__(self, form: str, occurrences: int, folder: Path) -> None:
        self.form, self.occurrences, self.folder = form, occurrences, folder
        (folder / "raw").mkdir()
        said = spend((PYTHON, str(HERE / "pages.py"), form, str(occurrences), str(folder / "raw")))[1]
        self.size = int(said)
        self.costs: dict[str, list[Cost]] = {}

    def run(self) -> None:
        if self.occurrences >= LARGE:
            self.build("mlanki, all processors", "--no-cache", output="one")
            self.race("floor", "naive")
            return
        self.build("mlanki", "--no-cache", "--jobs", "1", output="one")
        self.build("mlanki, all processors", "--no-cache", output="all")
        self.build("", output="kept")
        self.build("mlanki, nothing changed", output="kept")
        self.race("stages", "floor", "genanki", "anki", *(["naive"] if self.form == "listings" else []))

    def race(self, *contestants: str) -> None:
        for contestant in contestants:
            with tempfile.TemporaryDirectory(dir=self.folder) as scratch:
                script, sources, packages = (
                    str(HERE / "contestants.py"),
                    str(self.folder / "raw"),
                    str(self.folder / "one"),
                )
                whole, said = spend((PYTHON, script, contestant, sources, packages, scratch))
            for stage, cost in json.loads(said).items():
                name = f"stage: {stage}" if contestant == "stages" else contestant
                peak = cost["peak"] if contestant == "stages" else whole.peak
                mine = Cost(cost["wall"], cost["cpu"], peak)
                self.costs.setdefault(name, []).append(whole if contestant == "naive" else mine)

    def build(self, contestant: str, *options: str, output: str) -> None:
        command = (PYTHON, "-m", "mlanki", "build", str(self.folder / "raw"), "-o", str(self.folder / output), "-q")
        cost, _ = spend((*command, *options), XDG_CACHE_HOME=str(self.folder / "caches"))
        if contestant:
            self.costs.setdefault(contestant, []).append(cost)

    def figures(self) -> list[Figure]:
        return [
            Figure(self.form, self.occurrences, self.size, contestant, middle(costs))
            for contestant, costs in self.costs.items()
        ]


def small() -> dict[str, Cost]:
    """What it costs to be told something, and to build the samples of this repository."""
    costs: dict[str, list[Cost]] = {}
    for _ in range(7):
        for name, command in STARTS.items():
            costs.setdefault(name, []).append(spend(command)[0])
    build = (PYTHON, "-m", "mlanki", "build", str(SAMPLES))
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            output = ("-o", f"{folder}/out", "--lock", f"{folder}/lock", "--first-release", "-q")
            for name in ("the samples, read for the first time", "the samples, nothing changed"):
                costs.setdefault(name, []).append(spend((*build, *output), XDG_CACHE_HOME=folder)[0])
    return {name: middle(found) for name, found in costs.items()}


def main() -> None:
    sizes = [int(size.replace(",", "")) for size in sys.argv[1:]] or list(SIZES)
    figures: list[Figure] = []
    told = small()
    for occurrences in sizes:
        for form in FORMS if occurrences < LARGE else FORMS[:1]:
            with tempfile.TemporaryDirectory() as folder:
                race = Race(form, occurrences, Path(folder))
                for number in range(ROUNDS.get(occurrences, 1)):
                    started = time.perf_counter()
                    race.run()
                    print(
                        f"{form} {occurrences:,} round {number + 1}: {time.perf_counter() - started:.0f} s", flush=True
                    )
                figures += race.figures()
    from results import write_results  # what this process has in memory, Linux counts as that of each that it starts

    write_results(HERE.parent, figures, told)


if __name__ == "__main__":
    main()
