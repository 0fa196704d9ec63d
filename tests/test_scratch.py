"""What waits for its place lies in folders that go with those who use them, however they end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

USES = """import os, sys
from mlanki.scratch import scratch
with scratch() as folder:
    (folder / "a").write_bytes(b"1")
"""
KILLED = "    os.kill(os.getpid(), 9)\n"
WAITS = "    print(flush=True); sys.stdin.read()\n"


def begin(place: Path, does: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "TMPDIR": str(place), "TEMP": str(place)}
    command = [sys.executable, "-c", USES + does]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> int:
    process.communicate()
    return process.returncode


def test_a_folder_goes_with_its_use(tmp_path: Path) -> None:
    assert end(begin(tmp_path, "    assert folder.parent == __import__('pathlib').Path(os.environ['TMPDIR'])\n")) == 0
    assert [*tmp_path.iterdir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed there by a signal")
def test_what_the_dead_have_left_goes_and_what_the_living_have_stays(tmp_path: Path) -> None:
    end(begin(tmp_path, KILLED))
    (dead,) = tmp_path.iterdir()
    alive = begin(tmp_path, WAITS)
    assert alive.stdout is not None
    alive.stdout.readline()
    (living,) = tmp_path.iterdir()

    assert end(begin(tmp_path, "")) == 0

    assert living != dead
    assert [*tmp_path.iterdir()] == [living]
    assert end(alive) == 0
    assert [*tmp_path.iterdir()] == []


def test_the_folders_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mlanki-notes").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / ".held").touch()
    (tmp_path / "mlanki-link").mkdir()
    (tmp_path / "mlanki-link" / ".held").symlink_to(tmp_path / "elsewhere" / ".held")

    assert end(begin(tmp_path, "")) == 0

    assert {file.name for file in tmp_path.iterdir()} == {"mlanki-notes", "elsewhere", "mlanki-link"}
