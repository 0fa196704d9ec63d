"""Kills builds while they publish, as often as it is told, and looks whether one build or the other is there, whole.

python benchmarks/kills.py 500

Each time a second build of a small deck begins to write over the first, and is sent SIGKILL at a random instant between
its first step and its end. Then `mlanki verify` has to end what it left, and to find all of it whole; every other time
the next `mlanki build` has to. Ledger and packages must be those of the first build or of the second, to the byte, and
nothing else may lie about.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path

from mlanki.cli import main

PAGE = """\
Tag: {tag}
  • ML{code:04} {tag} {code}

    What is the part {code} of {tag}?

    Answer

    It is {answer}, as everybody who has read about {tag} knows.
"""

Files = dict[str, bytes]


def run(*arguments: str) -> int:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        try:
            main(list(arguments), prog_name="mlanki")
        except SystemExit as ended:
            return int(ended.code or 0)
    return 0


def write_pages(folder: Path, tags: int, answer: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for tag in range(tags):
        text = PAGE.format(tag=f"Topic {tag}", code=tag, answer=answer)
        (folder / f"tag-{tag}.txt").write_text(text, "utf-8")


def contents() -> Files:
    return {file.as_posix(): file.read_bytes() for file in Path().rglob("*") if file.is_file()}


def without_pages(files: Files) -> Files:
    return {name: data for name, data in files.items() if not name.startswith("raw/")}


def build_and_kill(after: float | None) -> tuple[bool, float]:
    """Kill a build some seconds after its first step, if at all; whether it was, and how long it wrote."""
    begun, beginning = os.pipe()
    child = os.fork()
    if not child:
        told = False

        def watch(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal told
            if not told and event == "open" and ".mlanki-publishing" in str(arguments[0]):
                told = True
                os.write(beginning, b"!")

        sys.addaudithook(watch)
        os._exit(run("build", "raw", "-o", "build"))
    os.close(beginning)
    os.read(begun, 1)
    os.close(begun)
    start = time.perf_counter()
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), time.perf_counter() - start


def campaign(kills: int, layout: str) -> Counter[str]:
    """What became of so many kills, with the ledger in the output or beside `mlanki.toml`."""
    if layout == "apart":
        Path("mlanki.toml").touch()
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    write_pages(Path("raw"), 14, "old")
    run("build", "raw", "-o", "build")
    first = contents()
    os.environ["SOURCE_DATE_EPOCH"] = "1700086400"
    write_pages(Path("raw"), 10, "new")
    pages = {name: data for name, data in contents().items() if name.startswith("raw/")}
    old = without_pages(first)
    _, window = build_and_kill(None)
    new = without_pages(contents())
    assert old != new
    outcomes: Counter[str] = Counter()
    for number in range(kills):
        for name in contents().keys() - pages.keys():
            Path(name).unlink()
        shutil.rmtree("build")
        for name, data in (old | pages).items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(data)
        was_killed, _ = build_and_kill(random.uniform(0, window))
        left = without_pages(contents())
        torn = {name: data for name, data in left.items() if ".mlanki-publishing" not in name} not in (old, new)
        status = run("verify", "build") if number % 2 else run("build", "raw", "-o", "build")
        found = without_pages(contents())
        if layout == "apart" and number % 2:  # what was staged beside the ledger goes with the next build
            run("check", "raw")
            found = without_pages(contents())
        outcomes["killed" if was_killed else "ended before"] += 1
        outcomes["torn before the next command"] += torn
        outcomes["with leftovers before the next command"] += any(".mlanki-publishing" in name for name in left)
        outcomes["failed next command"] += status != 0
        outcomes["old whole"] += found == old
        outcomes["new whole"] += found == new
        outcomes["MIXED OR LITTERED"] += found not in (old, new)
    return outcomes


if __name__ == "__main__":
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    for layout in ("together", "apart"):
        with tempfile.TemporaryDirectory() as name:
            os.chdir(name)
            print(layout, dict(campaign(kills // 2, layout)), flush=True)
            os.chdir("/")
