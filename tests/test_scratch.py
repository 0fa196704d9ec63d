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
DIES_REMOVING = """
    def watch(event, arguments):
        if event == "os.remove" and os.environ["DIES_AT"] in os.fspath(arguments[0]):
            os.kill(os.getpid(), 9)
    sys.addaudithook(watch)
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
    assert end(begin(tmp_path, "    assert str(folder).startswith(os.environ['TMPDIR'])\n")) == 0
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


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is killed there by a signal")
@pytest.mark.parametrize("step", ["a", ".held"])
def test_so_does_what_somebody_has_left_who_died_removing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setenv("DIES_AT", step)
    assert end(begin(tmp_path, DIES_REMOVING)) == -9
    (left,) = tmp_path.iterdir()
    assert (left / ".held").exists()

    assert end(begin(tmp_path, "")) == 0
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("held", [True, False])
def test_an_empty_folder_of_the_dead_goes(tmp_path: Path, held: bool) -> None:  # noqa: FBT001
    folder = tmp_path / "mlanki-0_1a2b3c"
    folder.mkdir()
    if held:
        (folder / ".held").touch()

    assert end(begin(tmp_path, "")) == 0

    assert [*tmp_path.iterdir()] == []


def test_the_folders_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mlanki-notes").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / ".held").touch()
    (tmp_path / "mlanki-links123").mkdir()
    (tmp_path / "mlanki-links123" / ".held").symlink_to(tmp_path / "elsewhere" / ".held")

    assert end(begin(tmp_path, "")) == 0

    assert {file.name for file in tmp_path.iterdir()} == {"mlanki-notes", "elsewhere", "mlanki-links123"}


@pytest.mark.skipif(sys.platform == "win32", reason="links are a privilege there")
def test_a_link_that_is_called_like_such_a_folder_leads_nobody_to_remove_what_it_names(tmp_path: Path) -> None:
    kept = tmp_path / "project" / "files" / "kept"
    kept.parent.mkdir(parents=True)
    kept.touch()
    (tmp_path / "project" / ".held").touch()
    (tmp_path / "mlanki-aaaaaaaa").symlink_to(tmp_path / "project")

    assert end(begin(tmp_path, "")) == 0

    assert kept.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_folder_of_another_user_stays(tmp_path: Path) -> None:
    theirs = tmp_path / "mlanki-bbbbbbbb"
    (theirs / "files").mkdir(parents=True)
    (theirs / ".held").touch()
    os.chown(theirs, 12345, 12345)

    assert end(begin(tmp_path, "")) == 0

    assert (theirs / "files").exists()
