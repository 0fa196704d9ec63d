"""A run that is interrupted, or whose output nobody takes, ends with one line and the right exit status."""

import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mlanki.__main__ import start
from mlanki.release.journal import STAGING
from tests.conftest import Run

pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}

LOST = "mlanki: standard output cannot be written ({})\n"


def mlanki(*arguments: object, stdout: int, **more: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mlanki", *map(str, arguments)]
    return subprocess.run(
        command, stdout=stdout, stderr=subprocess.PIPE, env=ENVIRONMENT, text=True, check=False, **more
    )


@pytest.mark.parametrize("arguments", [("parse", "raw"), ("build", "raw", "-o", "build"), ("--help",)])
def test_a_full_disk_below_standard_output_is_one_line(raw: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = mlanki(*arguments, stdout=full.fileno(), cwd=raw.parent)

    assert (ran.returncode, ran.stderr) == (1, LOST.format("No space left on device"))


@pytest.mark.parametrize("arguments", [("parse", "raw"), ("check", "raw", "--json")])
def test_a_reader_that_has_gone_is_one_line(raw: Path, arguments: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = mlanki(*arguments, stdout=writing, cwd=raw.parent)
    os.close(writing)

    assert (ran.returncode, ran.stderr) == (1, LOST.format("Broken pipe"))


def test_standard_output_that_is_closed_is_one_line_and_who_is_quiet_needs_none(raw: Path, built: Path) -> None:
    def close() -> None:
        os.close(1)

    ran = mlanki("parse", raw, stdout=subprocess.DEVNULL, preexec_fn=close)
    assert (ran.returncode, ran.stderr) == (1, LOST.format("Bad file descriptor"))

    ran = mlanki("build", raw, "-o", built, "-q", stdout=subprocess.DEVNULL, preexec_fn=close)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_where_nobody_reads_the_problems_either_the_status_tells(raw: Path) -> None:
    (raw / "tag-nn.txt").write_bytes(b"\0")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "mlanki", "check", str(raw)]
        ran = subprocess.run(command, stdout=full, stderr=full, env=ENVIRONMENT, check=False)

    assert ran.returncode == 1


def interrupted_at(number: int, arguments: tuple[str, ...]) -> tuple[int, str]:
    """Run the command in a process of its own and interrupt it where it is about to do its so many-th thing."""
    child = os.fork()
    if child:
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return status, Path("stderr").read_text("utf-8")
    steps = itertools.count(1)

    def interrupt(event: str, _: tuple[Any, ...]) -> None:
        if event.startswith(("open", "os.", "sqlite3.")) and next(steps) == number:
            raise KeyboardInterrupt

    status = 99
    try:
        with Path("stderr").open("w", encoding="utf-8") as sys.stderr, Path(os.devnull).open("w") as sys.stdout:
            sys.argv = ["mlanki", *arguments]
            sys.addaudithook(interrupt)
            start()
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        os._exit(status)


@pytest.mark.parametrize(
    "command", ["build raw -o build", "check raw", "verify build", "diff build raw", "inspect build/all.apkg"]
)
def test_ctrl_c_at_any_time_is_one_line_and_leaves_a_whole_build(built: Path, run: Run, command: str) -> None:
    for number in range(1, 400, 13):
        status, said = interrupted_at(number, tuple(command.split()))
        if status == 0:
            break
        assert (status, said) == (130, "mlanki: interrupted\n")
        assert run("verify", built).status == 0
        assert not [*Path().rglob(f"{STAGING}*")]
    assert number > 1


def test_ctrl_c_during_the_imports_is_one_line() -> None:
    code = (
        "import os, signal, sys\n"
        "from mlanki.__main__ import start\n"
        "sys.addaudithook(lambda event, args: event == 'import' and args[0] == 'click' and os.kill(os.getpid(), 2))\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "start()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (130, "mlanki: interrupted\n")
