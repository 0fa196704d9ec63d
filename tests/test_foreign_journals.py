"""Journals that somebody else has put into a folder: nothing is done that they say, and one line tells of them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.errors import Stop
from mlanki.release.folder_lock import LOCK
from mlanki.release.journal import STAGING, settle
from mlanki.release.publishing import write_whole
from mlanki.signing import signed
from tests.conftest import Run
from tests.test_interrupted import KILLED, Deck, dies_at_the_first_file_in_its_place, run_apart

pytestmark = pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")


def step(name: str, folder: str = ".", *, stays: bool = True, had: bool = False) -> dict[str, object]:
    return {"folder": folder, "name": name, "stays": stays, "had": had}


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder of a stranger, with a file staged in it that is to take a place."""
    staging = tmp_path / "theirs" / STAGING
    staging.mkdir(parents=True)
    (staging / "0.new").write_bytes(b"theirs")
    (staging / "0.old").write_bytes(b"theirs")
    return tmp_path / "theirs"


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and file.name != LOCK)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def assert_told(folder: Path) -> None:
    """That `folder` is left as it was, with one line."""
    before = contents(folder)
    with pytest.raises(Stop) as stopped:
        settle(folder)
    assert str(stopped.value) == (
        f"{folder / STAGING}:1: not left by you, on this machine, in this folder; nothing was done: remove it, and "
        "build again [interrupted-elsewhere]"
    )
    assert contents(folder) == before


@pytest.mark.parametrize("journal", ["journal", "journal-back"])
@pytest.mark.parametrize(
    "steps",
    [
        [step("notes.txt", had=True)],
        [step("notes.txt", stays=False, had=True)],
        [step(".git/hooks/post-checkout")],
        [step("../precious", had=True)],
        [step("precious", "..", had=True)],
        [step("link/precious", stays=False, had=True)],
        [step("..", stays=False, had=True)],
        [step("a\0b")],
        [step("\ud800")],
        [step("x" * 300)],
        [step("folder/inner", stays=False)],
        [{"folder": 5, "name": [], "stays": {}, "had": None}],
        ["["],
        {},
    ],
)
def test_the_journal_of_a_stranger_is_told_and_not_followed(
    theirs: Path, tmp_path: Path, journal: str, steps: object
) -> None:
    (tmp_path / "precious").write_bytes(b"mine")
    (theirs / "notes.txt").write_bytes(b"mine")
    (theirs / "folder" / "inner").mkdir(parents=True)
    (theirs / "link").symlink_to(tmp_path)
    (theirs / STAGING / journal).write_text(json.dumps(steps), "utf-8")

    assert_told(theirs)

    assert (tmp_path / "precious").read_bytes() == b"mine"
    assert not (theirs / LOCK).exists()


@pytest.mark.parametrize("name", ["journal", "journal-back", "main"])
@pytest.mark.parametrize("make", [os.mkfifo, lambda file: file.symlink_to("/dev/zero"), Path.mkdir], ids=str)
def test_a_journal_that_is_no_plain_file_is_not_read(theirs: Path, name: str, make: Callable[[Path], None]) -> None:
    make(theirs / STAGING / name)

    assert_told(theirs)


def test_a_word_of_a_stranger_that_the_journal_is_elsewhere_leads_nowhere(theirs: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    mine.chmod(0o500)
    (theirs / STAGING / "main").write_text("../mine", "utf-8")

    assert_told(theirs)


def killed(top: Path) -> Deck:
    """A deck in which a build was killed as the first file got its place."""
    deck = Deck(top, "mlanki.lock")
    assert run_apart(deck.publish, dies_at_the_first_file_in_its_place) == KILLED
    return deck


def test_a_copy_of_what_was_interrupted_is_not_ended_and_the_original_is(tmp_path: Path) -> None:
    deck = killed(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two", symlinks=True)

    assert_told(tmp_path / "two" / "deck" / "build")
    assert_told(tmp_path / "two" / "deck")
    settle(deck.folder)
    assert deck.contents() == deck.after


def test_another_person_does_not_end_what_one_left_but_that_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = killed(tmp_path / "deck")
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
        assert_told(deck.folder)

    settle(deck.folder)
    assert deck.contents() == deck.after


def test_where_no_key_can_be_kept_a_build_is_written_and_one_that_was_killed_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    deck = Deck(tmp_path / "whole", "mlanki.lock")
    deck.publish()
    assert deck.contents() == deck.after

    torn = Deck(tmp_path / "torn", "mlanki.lock")  # the key of this process is in its memory; that of another goes
    code = (
        "import sys; from pathlib import Path; from mlanki.release.publishing import publish\n"
        "from tests.test_interrupted import SECOND, manifest, dies_at_the_first_file_in_its_place as dies\n"
        "sys.addaudithook(lambda event, arguments: event == 'os.rename' and dies(event, arguments))\n"
        "publish(manifest(SECOND), Path(sys.argv[1]), Path(sys.argv[2]), '2', b'1')\n"
    )
    command = (sys.executable, "-c", code, str(torn.folder), str(torn.ledger))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    assert subprocess.run(command, env=environment, check=False).returncode == KILLED
    assert_told(torn.folder)


@pytest.mark.parametrize("name", [".git/hooks/pre-commit", ".git", "folder/.git/config", "media/a.png"])
def test_even_a_journal_of_ours_writes_into_no_hidden_folder_and_through_no_link(tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "ours"
    (folder / STAGING).mkdir(parents=True)
    (folder / STAGING / "0.new").symlink_to(tmp_path / "elsewhere")
    (folder / STAGING / "1.new").write_bytes(b"new")
    steps = [step("media"), step(name)]
    (folder / STAGING / "journal").write_bytes(signed(steps, folder / STAGING))

    with pytest.raises(Stop, match="not-writable"):
        settle(folder)

    assert not [*(tmp_path / "elsewhere").iterdir()]
    assert not [*folder.rglob(".git")]


def test_nothing_is_written_through_a_link_within_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "media").symlink_to(".git")

    with pytest.raises(Stop, match="a link leads out of the folder"):
        write_whole({tmp_path / "a": b"1", tmp_path / "media" / "config": b"1"})

    assert not [*(tmp_path / ".git").iterdir()]


def test_links_of_a_stranger_in_the_place_of_staging_and_lock_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "file").write_bytes(b"mine")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / STAGING).symlink_to(tmp_path / "precious")
    settle(tmp_path / "theirs")
    (tmp_path / "theirs" / LOCK).symlink_to(tmp_path / "precious" / "file")
    settle(tmp_path / "theirs")

    assert (tmp_path / "precious" / "file").read_bytes() == b"mine"


def test_a_command_in_a_clone_with_a_journal_tells_it_in_one_line(raw: Path, run: Run, built: Path) -> None:
    (built / STAGING).mkdir()
    (built / STAGING / "0.new").write_bytes(b"theirs")
    (built / STAGING / "journal").write_text(json.dumps([step(".git/config")]), "utf-8")

    ran = run("inspect", built / "all.apkg")

    assert ran.status == 1
    assert ran.err.splitlines()[0] == (
        f"{built / STAGING}:1: error: not left by you, on this machine, in this folder; nothing was done: remove it, "
        "and build again [interrupted-elsewhere]"
    )
    assert not (built / ".git").exists()
    shutil.rmtree(built / STAGING)
    assert run("build", raw, "-o", built).status == 0
