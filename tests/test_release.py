"""`mlanki release`: what is sealed is owed to learners, and what was only built is owed to nobody."""

import json
import os
from pathlib import Path

import pytest

from mlanki.readback import NoteSeen, read_package
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import load_ledger
from tests.collection import Desk
from tests.conftest import PAGES, Ran, Run
from tests.pages import page, record


def correct(raw: Path) -> None:
    file = raw / "tag-basics.txt"
    file.write_text(file.read_text("utf-8").replace("too simple", "much too simple"), "utf-8")


def ledger(folder: Path = Path("build")) -> Ledger:
    return load_ledger(folder / "mlanki.lock")


def later(monkeypatch: pytest.MonkeyPatch, days: int = 30) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(os.environ["SOURCE_DATE_EPOCH"]) + days * 86_400))


def test_a_first_release_is_built_verified_sealed_and_told(raw: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").write_text("smallest-deck = 1", "utf-8")

    ran = run("release", "v1", "raw", "-o", "build")

    assert (ran.status, ran.err) == (0, "")
    assert Path("build/RELEASE_NOTES.md").read_text("utf-8") == "The first release: 7 questions in 3 decks.\n"
    assert run("verify", "build", "--release", "v1").status == 0
    sealed = load_ledger(Path("mlanki.lock"))
    assert {stamp.release for stamp in (*sealed.notes.values(), *sealed.note_types.values())} == {"v1"}
    assert len(sealed.sealed_notes) == 7
    assert ran.out.splitlines()[-8:] == [
        "ledger                    mlanki.lock",
        "",
        "v1 is verified and sealed. What changed is in build/RELEASE_NOTES.md.",
        "Next:",
        "  git add mlanki.lock mlanki.toml raw",
        "  git commit -m 'Release v1'",
        "  git tag v1",
        "  git push origin HEAD v1",
    ]


def test_a_release_is_what_a_build_makes_and_the_build_of_its_ledger_is_that_release(raw: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").touch()
    run("build", "raw", "-o", "tried")
    run("release", "v1", "raw", "-o", "build")
    sealed = Path("mlanki.lock").read_bytes()

    run("build", "raw", "-o", "again")

    assert Path("mlanki.lock").read_bytes() == sealed
    for file in Path("tried").glob("*.apkg"):
        assert Path("build", file.name).read_bytes() == Path("again", file.name).read_bytes() == file.read_bytes()
    assert Path("again/manifest.json").read_bytes() == Path("build/manifest.json").read_bytes()
    assert run("verify", "again", "--release", "v1").status == 0
    ran = run("verify", "tried", "--release", "v1")
    assert ran.status == 1
    assert ran.err == (
        "tried/manifest.json:1: error: this build is not v1 as the ledger has sealed it; run mlanki release, commit, "
        "and tag again [not-sealed]\n"
        "mlanki: failed with 1 error (not-sealed)\n"
    )


@pytest.mark.parametrize("change", ["new", "corrected", "gone"])
def test_a_build_of_other_questions_than_were_sealed_is_not_that_release(
    raw: Path, released: Path, run: Run, change: str
) -> None:
    if change == "new":
        (raw / "more.txt").write_text(page("Tag: NN", record("ML0100")), "utf-8")
    elif change == "corrected":
        correct(raw)
    else:
        (raw / "author.txt").unlink()
    run("build", raw, "-o", released)

    assert run("verify", released).status == 0
    assert run("verify", released, "--release", "v1").err.endswith(
        "[not-sealed]\nmlanki: failed with 1 error (not-sealed)\n"
    )


def test_the_notes_compare_with_the_release_before_whatever_was_built_in_between(
    raw: Path, released: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    correct(raw)
    run("build", raw, "-o", released)
    (raw / "more.txt").write_text(page("Tag: NN", record("ML0100", "Layers")), "utf-8")
    run("build", raw, "-o", released)

    ran = run("release", "v2", raw, "-o", released)

    assert ran.status == 0
    said = (released / "RELEASE_NOTES.md").read_text("utf-8")
    assert said.startswith("1 new question in NN; 1 answer corrected: ML0010.\n")
    assert "- ML0100 Layers" in said
    assert ledger().notes["ML0001"].release == "v1"
    assert {ledger().notes[code].release for code in ("ML0010", "ML0100")} == {"v2"}
    assert list(ledger().releases) == ["v1", "v2"]


def test_where_the_release_before_is_elsewhere_it_can_be_named_and_else_codes_are(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw.parent / "mlanki.toml").write_text("smallest-deck = 1", "utf-8")
    run("release", "v1", raw, "-o", "one")
    later(monkeypatch)
    correct(raw)

    ran = run("release", "v2", raw, "-o", "two")

    assert "v1 was not found, so they name codes only; say --since OLD." in ran.out
    assert Path("two/RELEASE_NOTES.md").read_text("utf-8") == "Changed: ML0010.\n"
    later(monkeypatch)
    (raw / "more.txt").write_text(page("Tag: NN", record("ML0100")), "utf-8")
    document = json.loads(run("release", "v3", raw, "-o", "three", "--since", "one", "--json").out)
    assert document["since"] == "one"
    assert document["release"] == "v3"
    said = Path("three/RELEASE_NOTES.md").read_text("utf-8")
    assert said.startswith("1 new question in NN; 1 answer corrected: ML0010.\n")


def test_a_release_without_a_change_says_so_even_where_the_one_before_is_not_at_hand(raw: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").touch()
    run("release", "v1", raw, "-o", "one")
    run("release", "v2", raw, "-o", "two")

    assert Path("two/RELEASE_NOTES.md").read_text("utf-8") == "No question has changed.\n"


def test_a_name_is_released_once(raw: Path, released: Path, run: Run) -> None:
    before = {file: file.read_bytes() for file in released.rglob("*") if file.is_file()}
    correct(raw)

    ran = run("release", "v1", raw, "-o", released)

    assert ran.status == 1
    lock = f"{released}/mlanki.lock"
    assert ran.err == (
        f"{lock}:1: error: v1 was released already: name another, or, if nobody has it, undo it: "
        f"git restore {lock} [already-released]\nmlanki: failed with 1 error (already-released)\n"
    )
    assert {file: file.read_bytes() for file in released.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("name", ["", "a b", "-x", "v1..2", "v1.", "a/../b", "x.lock", "~v1"])
def test_a_name_that_git_does_not_take_is_wrong_usage(raw: Path, run: Run, name: str) -> None:
    assert run("release", "--", name, raw).status == 2


def test_a_release_that_fails_seals_and_writes_nothing(raw: Path, released: Path, run: Run) -> None:
    before = {file: file.read_bytes() for file in released.rglob("*") if file.is_file()}
    other = page("Author: x", record("ML0020", "Kernels", "Which kernels exist?", "Many."))
    (raw / "author.txt").write_text(other, "utf-8")

    ran = run("release", "v2", raw, "-o", released)

    assert ran.err.endswith("[code-reused]\nmlanki: failed with 1 error (code-reused)\n")
    assert {file: file.read_bytes() for file in released.rglob("*") if file.is_file()} == before


def notes(folder: Path) -> dict[str, NoteSeen]:
    return {note.guid: note for note in read_package(folder / "all.apkg").notes}


def told(ran: Ran) -> object:
    """What a build said, but for where it wrote."""
    document = json.loads(ran.out)
    return {name: value for name, value in document.items() if name not in ("output", "ledger", "settings")}


# Decisions that a trial build may lead to: what they leave must not depend on it.
DECISIONS = {
    "drop": 'drop = ["ML0012"]',
    "drop-a-new-one": 'drop = ["ML0100"]',
    "retire": 'retire = ["ML0012"]',
    "retire-a-new-one": 'retire = ["ML0100"]',
    "alias": '[alias]\nML0020 = "ML0200"',
    "same": 'same = [["ML0012", "ML0100"]]',
    "same-of-new-ones": 'same = [["ML0100", "ML0101"]]',
    "title": '[records.ML0010]\ntitle = "Prejudice"',
    "tags": '[records.ML0010]\ntags = ["NN"]',
    "replace": '[records.ML0010]\nreplace = [["simple", "plain"]]',
}


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("after_a_release", [True, False])
def test_to_build_decide_and_build_again_is_to_decide_first(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch, decision: str, *, after_a_release: bool
) -> None:
    settings = raw.parent / "mlanki.toml"
    settings.touch()
    if after_a_release:
        run("release", "v1", raw, "-o", "first")
        lock = Path("mlanki.lock").read_bytes()
    later(monkeypatch)
    correct(raw)
    new = (
        record("ML0100", "Layers", "What is a layer?", "A row."),
        record("ML0101", "Rows", "What is a row?", "Units."),
    )
    (raw / "more.txt").write_text(page("Tag: NN", *new), "utf-8")
    if decision == "alias":
        (raw / "author.txt").write_text(PAGES["author.txt"].replace("ML0020", "ML0200"), "utf-8")

    def decide_and_build(folder: str) -> Ran:
        settings.write_text(DECISIONS[decision], "utf-8")
        return run("build", raw, "-o", folder, "--json", "--first-release")

    run("build", raw, "-o", "tried", "--first-release")
    later(monkeypatch, 1)
    tried_first = decide_and_build("tried")
    Path("mlanki.lock").unlink()
    if after_a_release:
        Path("mlanki.lock").write_bytes(lock)
    decided_first = decide_and_build("decided")

    assert told(tried_first) == told(decided_first)
    assert tried_first.status == decided_first.status == 0
    tried, decided = notes(Path("tried")), notes(Path("decided"))
    assert {guid: (note.fields, note.tags) for guid, note in tried.items()} == {
        guid: (note.fields, note.tags) for guid, note in decided.items()
    }
    # A note that nobody released keeps the deck and the time of the trial, for those who imported that.
    for guid, sealed in notes(Path("first")).items() if after_a_release else ():
        if guid not in tried:
            continue
        assert tried[guid].decks == decided[guid].decks == sealed.decks
        assert (tried[guid].mod == sealed.mod) == (decided[guid].mod == sealed.mod)


def test_what_a_trial_build_had_and_no_release_has_is_not_spoken_of(raw: Path, released: Path, run: Run) -> None:
    (raw / "more.txt").write_text(page("Tag: NN", record("ML0100")), "utf-8")
    run("build", raw, "-o", released)
    assert "ML0100" in ledger(released).notes
    (raw / "more.txt").unlink()

    ran = run("build", raw, "-o", released)

    assert ran.err == ""
    assert "gone" not in ran.out
    assert "ML0100" in ledger(released).notes, "whoever imported the trial keeps the note that they have"
    assert "ML0100" not in run("release", "v2", raw, "-o", released).err


def test_a_correction_that_is_tried_and_taken_back_costs_no_learner_an_edit(
    raw: Path, released: Path, run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(released / "all.apkg")
    desk.edit("ML0010", "Extra", "my mnemonic", "hard")
    before = (released / "all.apkg").read_bytes()
    later(monkeypatch)
    text = (raw / "tag-basics.txt").read_text("utf-8")
    correct(raw)
    run("build", raw, "-o", released)
    (raw / "tag-basics.txt").write_text(text, "utf-8")
    later(monkeypatch)

    run("release", "v2", raw, "-o", released)

    assert (released / "all.apkg").read_bytes() == before
    assert desk.take(released / "all.apkg").updated == frozenset()
    assert desk.note("ML0010")["Extra"] == "my mnemonic"
