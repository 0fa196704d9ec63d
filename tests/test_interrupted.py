"""Whoever dies or meets a full disk, at whatever step: a build is there whole, and its ledger with it."""

import errno
import fcntl
import itertools
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mlanki.errors import Stop
from mlanki.release.folder_lock import LOCK
from mlanki.release.journal import STAGING, settle
from mlanki.release.publishing import publish, write_whole
from tests.conftest import Run

pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")

STEPS = frozenset({"os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"})
KILLED, TOLD, WRITTEN = 9, 1, 0

FIRST = {"all.apkg": b"1", "nn.apkg": b"1", "basics.apkg": b"1", "media/a.png": b"1"}
SECOND = {"all.apkg": b"2", "nn.apkg": b"2", "more.apkg": b"2", "media/b.png": b"2"}


Watch = Callable[[str, tuple[Any, ...]], None]


def run_apart(work: Callable[[], object], watch: Watch) -> int:
    """Do `work` in a process of its own, where `watch` is told before a file or a folder changes."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    def tell(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            watch(event, arguments)

    os.fsync = lambda fd: None  # noqa: ARG005 - it is for power cuts, and slow
    sys.addaudithook(tell)
    try:
        work()
    except Stop:
        os._exit(TOLD)
    except BaseException:  # noqa: BLE001 - the process must end here
        os._exit(99)
    os._exit(WRITTEN)


def dies_at(number: int) -> Watch:
    steps = itertools.count(1)

    def watch(_: str, __: tuple[Any, ...]) -> None:
        if next(steps) == number:
            os._exit(KILLED)

    return watch


def full_at(number: int, *, once: bool) -> Watch:
    """A disk that is full at one step, or from there on."""
    steps = itertools.count(1)

    def watch(_: str, __: tuple[Any, ...]) -> None:
        step = next(steps)
        if step == number or (step > number and not once):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return watch


def dies_at_the_first_file_in_its_place(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "os.rename" and STAGING not in os.fspath(arguments[1]):
        os._exit(KILLED)


def manifest(files: dict[str, bytes]) -> dict[str, bytes]:
    packages = [{"file": name} for name in files if name.endswith(".apkg")]
    media = [{"file": name} for name in files if "/" in name]
    return {**files, "manifest.json": json.dumps({"mlanki": "0", "packages": packages, "media": media}).encode()}


class Deck:
    """A folder with a first build and its ledger, and a second one to come."""

    def __init__(self, top: Path, ledger: str) -> None:
        self.top, self.folder, self.ledger = top, top / "deck" / "build", top / "deck" / ledger
        for name, data in manifest(FIRST).items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)
        self.ledger.parent.mkdir(exist_ok=True)
        self.ledger.write_bytes(b"1")
        self.before = self.contents()

    @property
    def after(self) -> dict[str, bytes]:
        new = {f"deck/build/{name}": data for name, data in manifest(SECOND).items()}
        return {**new, self.ledger.relative_to(self.top).as_posix(): b"2"}

    def contents(self) -> dict[str, bytes]:
        files = (file for file in self.top.rglob("*") if file.is_file())
        return {file.relative_to(self.top).as_posix(): file.read_bytes() for file in files}

    def publish(self) -> None:
        publish(manifest(SECOND), self.folder, self.ledger, "2", b"1")


@pytest.mark.parametrize(
    ("ledger", "found_by"),
    [("build/mlanki.lock", "folder"), ("mlanki.lock", "folder"), ("elsewhere/mlanki.lock", "ledger")],
)
def test_whoever_dies_at_any_step_leaves_one_build_or_the_other(tmp_path: Path, ledger: str, found_by: str) -> None:
    ended = []
    for step in itertools.count(1):
        deck = Deck(tmp_path / str(step), ledger)
        status = run_apart(deck.publish, dies_at(step))
        first, other = (deck.folder, deck.ledger.parent)[:: 1 if found_by == "folder" else -1]
        settle(first)
        agreed = {name: data for name, data in deck.contents().items() if STAGING not in name}
        assert agreed in (deck.before, deck.after)
        settle(other)
        assert deck.contents() == agreed
        ended.append(agreed == deck.after)
        if status == WRITTEN:
            break
        assert status == KILLED

    assert len(ended) > 40
    assert ended == sorted(ended)  # up to one step it is the old, from then on the new


@pytest.mark.parametrize("ledger", ["build/mlanki.lock", "mlanki.lock"])
def test_whoever_dies_while_ending_what_another_left_has_done_no_harm(tmp_path: Path, ledger: str) -> None:
    for step in itertools.count(1):
        deck = Deck(tmp_path / str(step), ledger)
        assert run_apart(deck.publish, dies_at_the_first_file_in_its_place) == KILLED
        status = run_apart(partial(settle, deck.folder), dies_at(step))
        settle(deck.folder)
        settle(deck.ledger.parent)
        assert deck.contents() == deck.after
        if status == WRITTEN:
            break
    assert step > 10


@pytest.mark.parametrize("once", [True, False], ids=["for a moment", "for good"])
@pytest.mark.parametrize("ledger", ["build/mlanki.lock", "mlanki.lock"])
def test_a_disk_that_is_full_at_any_step_leaves_the_build_before(tmp_path: Path, ledger: str, *, once: bool) -> None:
    told = kept = 0
    for step in range(1, 90):
        deck = Deck(tmp_path / str(step), ledger)
        status = run_apart(deck.publish, full_at(step, once=once))
        assert status in {TOLD, WRITTEN}
        settle(deck.folder)  # once there is room again
        settle(deck.ledger.parent)
        assert deck.contents() in (deck.before, deck.after)
        kept += status == TOLD and deck.contents() == deck.before
        told += status == TOLD
    assert told > 15
    assert kept >= told - 1 or not once  # that one: the journal cannot be removed, and all else is done


def test_what_cannot_get_its_place_brings_the_old_files_back(tmp_path: Path) -> None:
    deck = Deck(tmp_path, "mlanki.lock")
    (deck.folder / "media" / "a.png").unlink()
    (deck.folder / "media").rmdir()
    (deck.folder / "media").write_bytes(b"in the way")
    before = deck.contents()

    with pytest.raises(Stop, match=r"media/b\.png:1: cannot be written"):
        deck.publish()

    assert deck.contents() == before


def test_nothing_of_a_change_is_seen_while_its_process_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mlanki.release.folder_lock.PATIENCE", 0.1)
    deck = Deck(tmp_path, "mlanki.lock")
    with (deck.folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711\n")
        lock.flush()

        with pytest.raises(Stop) as stopped:
            deck.publish()

    assert str(stopped.value) == (
        f"{deck.folder}:1: process 4711 is writing here; wait until it has ended, or end it, and try again "
        "[already-building]"
    )
    assert (deck.folder / "all.apkg").read_bytes() == b"1"
    deck.publish()
    assert deck.contents() == deck.after


def test_a_build_on_a_ledger_that_another_has_changed_since_is_refused(tmp_path: Path) -> None:
    deck = Deck(tmp_path, "mlanki.lock")
    deck.ledger.write_text("of another")
    before = deck.contents()

    with pytest.raises(Stop) as stopped:
        deck.publish()

    assert str(stopped.value) == (
        f"{deck.ledger}:1: was changed by another build while this one read its sources; run this again "
        "[ledger-changed]"
    )
    assert deck.contents() == before


def test_a_folder_that_leads_elsewhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "media").symlink_to(tmp_path)

    with pytest.raises(Stop, match="a link leads out of the folder"):
        write_whole({tmp_path / "out" / "a": b"1", tmp_path / "out" / "media" / "b": b"1"})

    assert not (tmp_path / "b").exists()


def test_a_device_is_written_to_and_stays() -> None:
    write_whole({Path("/dev/null"): b"x"})

    assert Path("/dev/null").is_char_device()
    with pytest.raises(Stop, match=r"/dev/full:1: cannot be written \(No space left on device\)"):
        write_whole({Path("/dev/full"): b"x"})


COMMANDS = (
    "check raw",
    "check raw -o build",
    "verify build",
    "diff build raw",
    "inspect build/all.apkg",
    "preview build -o site",
    "parse build/records.jsonl",
    "decide raw -o build",
    "build raw -o build",
    "release v1 raw -o build",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_first_ends_what_was_interrupted(raw: Path, run: Run, command: str) -> None:
    (raw.parent / "mlanki.toml").touch()
    assert run("build", raw, "-o", "build").status == 0
    old = Path("mlanki.lock").read_bytes()
    (raw / "tag-nn.txt").unlink()
    killed = run_apart(lambda: run("build", raw, "-o", "build", "--no-cache"), dies_at_the_first_file_in_its_place)
    assert killed == KILLED
    assert Path("build", STAGING, "journal").exists()

    assert run(*command.split()).status == 0

    assert not [*Path().rglob(f"{STAGING}*")]
    assert not Path("build", "nn.apkg").exists()
    assert Path("mlanki.lock").read_bytes() != old
    assert run("verify", "build").status == 0
