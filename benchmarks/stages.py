"""What each stage of a build costs: seconds and peak memory for 10,000 occurrences of 6,000 questions.

    python benchmarks/stages.py [OCCURRENCES]

The figures of two versions compare only when both were measured on one machine in one run; take ratios.
"""

import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mlanki import pipeline
from mlanki.config import Config
from mlanki.merge import merge
from mlanki.outline import read
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import to_text
from mlanki.release.publishing import publish
from mlanki.sources import find_sources, load

RECORDS_A_PAGE = 40
WORDS = [
    f"{first}{last}" for first in ("gra", "la", "mo", "ten", "ker", "pro") for last in ("dient", "yer", "mentum", "sor")
]


def page(tag: str, codes: list[int]) -> str:
    """A listing page with the records of `codes`."""
    lines = [f"Tag: {tag}"]
    for code in codes:
        lines += ["", f"  • ML{code:05} Question {code}", "", f"    What is number {code}?", "", "    Answer", ""]
        of_this_code = random.Random(code)
        for number in range(1, 7):
            sentence = " ".join(of_this_code.choices(WORDS, k=25))
            lines.append(f"    ({number}) {sentence.split()[0].title()}: {sentence} with rate \\alpha_{number}.")
        lines += [
            "    {\\large \\theta_{t+1} = \\theta_t - \\alpha \\nabla J(\\theta_t)}",
            "",
            "    Login to view more content",
        ]
    return "\n".join(lines) + "\n"


def write_pages(folder: Path, occurrences: int) -> None:
    dice = random.Random(0)
    codes = [dice.randrange(occurrences * 6 // 10) for _ in range(occurrences)]
    for number, start in enumerate(range(0, occurrences, RECORDS_A_PAGE)):
        name = f"tag-{number:04}.txt"
        chosen = codes[start : start + RECORDS_A_PAGE]
        (folder / name).write_text(page(f"Topic {number % 30}", chosen), encoding="utf-8")


@contextmanager
def measured(stage: str) -> Iterator[None]:
    """Print what the body costs: seconds, and the peak memory of the process until then."""
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    print(f"{stage:<10} {seconds:8.2f} s {peak:8.0f} MB", flush=True)


def main() -> None:
    occurrences = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "build")
        raw.mkdir()
        write_pages(raw, occurrences)
        with measured("find"):
            places, _ = find_sources([raw])
        with measured("load"):
            sources = [source for place in places if (source := load(place)[0])]
        with measured("read"):
            entries = [entry for source in sources for entry in read(source).entries]
        with measured("merge"):
            merge(entries, Config())
        del sources, entries
        with measured("parse"):  # the four above in one
            parsed = pipeline.parse([raw], Config())
        with measured("near"):
            pipeline.near(parsed, Config())
        with measured("build"):  # render, stamp, pack
            built = pipeline.build(parsed, Config(), Ledger(), 1_700_000_000)
        with measured("publish"):
            publish(built.files, out, out / "mlanki.lock", to_text(built.ledger))
        print(f"{parsed.entries} occurrences, {len(parsed.records)} records, {len(built.packages)} packages")


if __name__ == "__main__":
    main()
