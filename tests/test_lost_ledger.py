"""A ledger that is lost stops the build, one in another place is found, and one can be made of what was released."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.release.ledger_file import load_ledger
from tests.collection import Desk
from tests.conftest import PAGES, Run
from tests.pages import page, record


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("command", [("build",), ("check",), ("release", "v2")])
def test_an_earlier_build_without_its_ledger_stops_the_next(
    raw: Path, released: Path, run: Run, command: tuple[str, ...]
) -> None:
    (released / "mlanki.lock").unlink()
    before = snapshot(raw.parent)

    ran = run(*command, "raw", "-o", "build")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "build/manifest.json:1: error: its ledger is lost: bring it back, run mlanki restore build/all.apkg -o "
        "build/mlanki.lock, or say --first-release [ledger-missing]\n"
        "mlanki: failed with 1 error (ledger-missing)\n"
    )
    assert snapshot(raw.parent) == before


def test_a_first_release_can_be_meant(raw: Path, built: Path, run: Run) -> None:
    (built / "mlanki.lock").unlink()

    ran = run("build", raw, "-o", built, "--first-release")

    assert (ran.status, ran.err) == (0, "")
    assert len(load_ledger(built / "mlanki.lock").notes) == 7


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('root-deck = "X"\nretire = ["ML0012"]', 2),
        ('[retire]\nML0012 = "why"', 2),
        ('[alias]\nML0012 = "ML0120"', 2),
        ('reworded = ["ML0012"]', 1),
    ],
)
def test_decisions_about_released_questions_show_that_there_was_a_ledger(
    raw: Path, run: Run, settings: str, line: int
) -> None:
    (raw.parent / "mlanki.toml").write_text(settings, "utf-8")

    ran = run("build", raw, "-o", "out")

    assert ran.status == 1
    assert ran.err == (
        f"mlanki.toml:{line}: error: the ledger that this needs is lost: bring it back, run mlanki restore FILE.apkg "
        "-o mlanki.lock, or say --first-release [ledger-missing]\n"
        "mlanki: failed with 1 error (ledger-missing)\n"
    )
    assert not Path("out").exists()
    assert run("build", raw, "-o", "out", "--first-release").status == 0


def test_decisions_about_the_sources_alone_need_no_ledger(raw: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").write_text('drop = ["ML0012"]\n[records.ML0010]\ntitle = "Prejudice"\n', "utf-8")

    assert run("build", raw, "-o", "out").status == 0


@pytest.fixture
def deck(home: Path, run: Run) -> Path:
    """A deck in a folder of its own, released from there, seen from the folder above."""
    folder = home / "deck"
    for name, text in PAGES.items():
        file = folder / "raw" / "dumps" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (folder / "mlanki.toml").write_text('root-deck = "Mine"\n', "utf-8")
    ran = run("release", "v1", folder / "raw", "-o", home / "elsewhere", "--config", folder / "mlanki.toml")
    assert (ran.status, (folder / "mlanki.lock").is_file()) == (0, True)
    return folder


@pytest.mark.parametrize("source", ["deck/raw", "deck/raw/dumps", "deck/raw/dumps/author.txt", "deck"])
@pytest.mark.parametrize("is_absolute", [True, False])
def test_settings_and_ledger_are_found_from_the_sources_upward_and_named(
    deck: Path, run: Run, source: str, *, is_absolute: bool
) -> None:
    ran = run("build", deck.parent / source if is_absolute else source, "-o", "out")

    assert ran.status == 0
    where = deck.as_posix() if is_absolute else "deck"
    assert f"settings                  {where}/mlanki.toml\nledger                    {where}/mlanki.lock\n" in ran.out
    assert "  new                  0\n" in ran.out
    assert "Mine::" in ran.out
    assert not Path("out/mlanki.lock").exists()


def test_from_a_folder_below_they_are_found_above_it(deck: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(deck / "raw" / "dumps")

    ran = run("check", "author.txt")

    assert f"settings                  {deck}/mlanki.toml\nledger                    {deck}/mlanki.lock\n" in ran.out


def test_what_lies_in_this_folder_comes_first(deck: Path, run: Run) -> None:
    assert deck.is_dir()
    Path("mlanki.toml").write_text('root-deck = "Other"\n', "utf-8")

    ran = run("build", "deck/raw", "-o", "out")

    assert "Other::" in ran.out
    assert ran.out.splitlines()[-2:] == [
        "settings                  mlanki.toml",
        "ledger                    deck/mlanki.lock",
    ]


def test_nothing_is_looked_for_outside_the_repository(deck: Path, run: Run) -> None:
    (deck / "raw" / ".git").mkdir()

    assert "ledger                    out/mlanki.lock\n" in run("build", "deck/raw", "-o", "out").out


def test_settings_that_come_later_leave_the_ledger_where_it_is(raw: Path, released: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").touch()

    ran = run("build", raw, "-o", released)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith(
        f"settings                  mlanki.toml\nledger                    {released}/mlanki.lock\n"
    )
    assert "  new                  0\n" in ran.out


RENAMED = '[alias]\nML0020 = "ML0200"\n'


def rename(raw: Path) -> None:
    (raw / "author.txt").write_text(PAGES["author.txt"].replace("ML0020", "ML0200"), "utf-8")
    (raw.parent / "mlanki.toml").write_text(RENAMED, "utf-8")


def test_a_restored_ledger_is_the_one_that_was_lost(raw: Path, run: Run) -> None:
    rename(raw)
    run("release", "v1", "raw", "-o", "build", "--first-release")
    lost = Path("mlanki.lock").read_text("utf-8")
    Path("mlanki.lock").unlink()

    ran = run("restore", "build/all.apkg", "-o", "mlanki.lock", "--release", "v1")

    assert (ran.status, ran.out, ran.err) == (0, "7 notes, sealed as v1: mlanki.lock\n", "")
    assert Path("mlanki.lock").read_text("utf-8") == lost


def test_the_next_build_with_a_restored_ledger_has_the_same_bytes(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw.parent / "mlanki.toml").touch()
    run("release", "v1", "raw", "-o", "one")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1702000000")
    (raw / "author.txt").write_text(page("Author: someone"), "utf-8")
    (raw / "tag-nn.txt").write_text(PAGES["tag-nn.txt"].replace("at random", "by chance"), "utf-8")
    run("release", "v2", "raw", "-o", "two")
    rename(raw)
    (raw / "more.txt").write_text(page("Tag: NN", record("ML0100")), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704000000")
    kept = Path("mlanki.lock").read_bytes()
    expected = run("build", "raw", "-o", "expected")
    Path("mlanki.lock").unlink()

    assert run("restore", "one/all.apkg", "two/all.apkg", "-o", "mlanki.lock").status == 0
    restored = run("build", "raw", "-o", "restored")

    assert kept
    for file in Path("expected").glob("*.apkg"):
        assert Path("restored", file.name).read_bytes() == file.read_bytes()
    assert restored.err == expected.err
    assert restored.out.replace("restored", "expected") == expected.out


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_of_several_packages_the_newest_tells_of_a_note(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch, order: tuple[str, str]
) -> None:
    run("release", "v1", raw, "-o", "one", "--lock", "lock")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1702000000")
    (raw / "tag-nn.txt").write_text(PAGES["tag-nn.txt"].replace("at random", "by chance"), "utf-8")
    (raw / "author.txt").unlink()
    run("release", "v2", raw, "-o", "two", "--lock", "lock")

    run("restore", *(f"{folder}/all.apkg" for folder in order), "-o", "again.lock")

    kept, again = load_ledger(Path("lock")).notes, load_ledger(Path("again.lock")).notes
    assert {code: (stamp.hash, stamp.mod, stamp.home, stamp.asks) for code, stamp in again.items()} == {
        code: (stamp.hash, stamp.mod, stamp.home, stamp.asks) for code, stamp in kept.items()
    }
    assert "ML0020" in again


def test_a_ledger_that_is_there_is_not_overwritten(built: Path, run: Run) -> None:
    before = (built / "mlanki.lock").read_bytes()

    ran = run("restore", built / "all.apkg", "-o", built / "mlanki.lock")

    assert ran.status == 1
    assert "is there already, and a ledger is not overwritten; name another file, or move it away first" in ran.err
    assert (built / "mlanki.lock").read_bytes() == before


def test_what_cannot_be_told_from_a_package_is_asked_for(raw: Path, run: Run) -> None:
    rename(raw)
    run("release", "v1", "raw", "-o", "build", "--first-release")
    (raw.parent / "mlanki.toml").unlink()

    ran = run("restore", "build/all.apkg", "-o", "again.lock")
    assert ran.err == (
        "build/all.apkg:1: error: ML0200 was released under another code; bring the line of [alias] in mlanki.toml "
        "back that says so [not-restorable]\n"
        "mlanki: failed with 1 error (not-restorable)\n"
    )
    (raw.parent / "mlanki.toml").write_text(f'root-deck = "Mine"\n{RENAMED}', "utf-8")
    ran = run("restore", "build/all.apkg", "-o", "again.lock")
    assert "is in the deck “ML Interview”, not in “Mine”; set root-deck in mlanki.toml" in ran.err
    assert not Path("again.lock").exists()


def test_who_loses_the_ledger_and_restores_it_costs_no_learner_an_edit(
    raw: Path, released: Path, rebuild_released: Callable[[], Path], run: Run, desk: Desk
) -> None:
    desk.take(released / "all.apkg")
    desk.study("ML Interview", 3)
    desk.edit("ML0001", "Extra", "my mnemonic", "hard")
    before = desk.scheduling()
    (released / "mlanki.lock").unlink()
    assert run("build", raw, "-o", released).status == 1
    run("restore", released / "all.apkg", "-o", released / "mlanki.lock")
    (raw / "tag-basics.txt").write_text(PAGES["tag-basics.txt"].replace("too simple", "much too simple"), "utf-8")

    assert desk.take(rebuild_released() / "all.apkg").updated == {"ML0010"}

    assert desk.note("ML0001")["Extra"] == "my mnemonic"
    assert desk.scheduling() == before


@pytest.fixture
def two_releases(raw: Path, released: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A deck that was released twice, the second time with a correction; the ledger of the first."""
    first = (released / "mlanki.lock").read_bytes()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1702000000")
    (raw / "tag-basics.txt").write_text(PAGES["tag-basics.txt"].replace("too simple", "much too simple"), "utf-8")
    assert run("release", "v2", raw, "-o", released).status == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704000000")
    return first


@pytest.mark.parametrize("command", [("build",), ("check",), ("release", "v2"), ("release", "v3")])
def test_a_ledger_of_before_the_last_release_would_overwrite_learners_edits_and_stops_the_build(
    two_releases: bytes, released: Path, run: Run, command: tuple[str, ...]
) -> None:
    (released / "mlanki.lock").write_bytes(two_releases)
    before = snapshot(released)

    ran = run(*command, "raw", "-o", "build")

    assert ran.status == 1
    assert ran.err == (
        "build/mlanki.lock:1: error: does not know what was released as v2: bring a newer one back; if nobody has v2, "
        "remove build/.releases/v2.apkg [ledger-outdated]\n"
        "mlanki: failed with 1 error (ledger-outdated)\n"
    )
    assert snapshot(released) == before
    (released / ".releases" / "v2.apkg").unlink()
    assert run(*command, "raw", "-o", "build").status == 0


def test_so_does_the_ledger_of_somebody_else_who_released_under_the_same_name(
    two_releases: bytes, raw: Path, released: Path, run: Run, tmp_path: Path
) -> None:
    other = tmp_path / "other.lock"
    other.write_bytes(two_releases)
    (raw / "tag-nn.txt").write_text(PAGES["tag-nn.txt"].replace("at random", "by chance"), "utf-8")
    assert run("release", "v2", "raw", "-o", "theirs", "--lock", other).status == 0
    (released / "mlanki.lock").write_bytes(other.read_bytes())

    assert run("build", "raw", "-o", "build").err.count("[ledger-outdated]") == 1


def test_a_release_that_was_undone_and_made_anew_needs_nothing_removed(
    two_releases: bytes, raw: Path, released: Path, run: Run
) -> None:
    (released / "mlanki.lock").write_bytes(two_releases)
    (raw / "tag-basics.txt").write_text(PAGES["tag-basics.txt"].replace("too simple", "far too simple"), "utf-8")

    assert run("release", "v2", "raw", "-o", "build").status == 0


def test_a_correction_that_is_taken_back_in_a_later_release_makes_no_ledger_outdated(
    two_releases: bytes, raw: Path, released: Path, run: Run
) -> None:
    assert two_releases
    (raw / "tag-basics.txt").write_text(PAGES["tag-basics.txt"], "utf-8")

    assert run("release", "v3", "raw", "-o", "build").status == 0
    (released / ".releases" / "v3.apkg").unlink()
    (released / ".releases" / "v2.apkg").unlink()

    assert run("build", "raw", "-o", "build").status == 0


@pytest.mark.parametrize("command", [("build",), ("release", "v2")])
def test_another_ledger_that_is_not_there_is_not_begun_beside_that_of_the_deck(
    deck: Path, run: Run, command: tuple[str, ...]
) -> None:
    ran = run(*command, deck / "raw", "-o", "out", "--lock", deck / "mlanki.lok")

    assert ran.status == 1
    assert ran.err.startswith(
        f"{deck}/mlanki.lok:1: error: no ledger is here, and that of this deck is {deck}/mlanki.lock: name that, or "
        "say --first-release [ledger-missing]\n"
    )
    assert not Path("out").exists()


def test_a_ledger_that_git_has_is_brought_back_from_there(deck: Path, run: Run) -> None:
    for command in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=Me", "-c", "user.email=me@localhost", "commit", "--quiet", "-m", "v1"),
    ):
        subprocess.run(("git", "-C", deck, *command), check=True)
    (deck / "mlanki.lock").unlink()

    ran = run("release", "v2", "deck/raw", "-o", "out")

    assert ran.err.startswith(
        "deck/mlanki.lock:1: error: the ledger is lost, and git has it: git restore deck/mlanki.lock, or say "
        "--first-release [ledger-missing]\n"
    )
    assert run("build", "deck/raw", "-o", "out", "--first-release").status == 0


def test_a_ledger_with_a_line_missing_releases_nothing(raw: Path, released: Path, run: Run) -> None:
    lock = released / "mlanki.lock"
    lines = lock.read_text("utf-8").splitlines(keepends=True)
    lock.write_text("".join(line for line in lines if not line.startswith("ML0010")), "utf-8")

    assert "[ledger-outdated]" in run("release", "v2", raw, "-o", released).err
