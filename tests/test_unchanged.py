"""Where nothing has changed since the last build, it is told again what that told, and next to nothing is loaded."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.cli import build_commands
from tests.conftest import Ran, Run
from tests.pages import page, record
from tests.test_publishing import contents
from tests.test_start import imported_by

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
BANK = "## What does the curve say?\n\nIt falls.\n\n![the loss](loss.png)\n"
LITTLE = {
    *(
        "mlanki",
        "mlanki.cache",
        "mlanki.patterns",
        "mlanki.signing",
        "mlanki.version",
        "mlanki.file_names",
        "mlanki.errors",
    ),
    *("mlanki.diagnostics", "mlanki.document", "mlanki.sources", "mlanki.decoding", "mlanki.pictures"),
    *("mlanki.identity", "mlanki.addresses"),
    *("mlanki.cli", "mlanki.cli.usage", "mlanki.cli.options", "mlanki.cli.signals"),
    *("mlanki.cli.unchanged", "mlanki.cli.deck_files", "mlanki.cli.terminal"),
    *("mlanki.release", "mlanki.release.publishing", "mlanki.release.journal", "mlanki.release.folder_lock"),
    *("mlanki.release.files", "mlanki.file_lock", "mlanki.scratch"),
}


@pytest.fixture
def deck(home: Path) -> Path:
    """Sources, of which one names a picture that is not there and one has no answer."""
    raw = home / "raw"
    raw.mkdir()
    text = page("Tag: NN", record("ML0001", answer="It falls."), record("ML0002", answer=""))
    (raw / "tag-nn.txt").write_text(text, encoding="utf-8")
    (raw / "bank.md").write_text(BANK, encoding="utf-8")
    return raw


@pytest.fixture
def remembered(deck: Path, run: Run) -> Callable[..., Ran]:
    """Build twice, with everything from the first build taken away from the second but what was remembered of it."""

    def build(*flags: str) -> Ran:
        first = run("build", deck, "-o", "out", *flags)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build_commands, "build", lambda *_, **__: pytest.fail("it was built again"))
            assert run("build", deck, "-o", "out", *flags) == first
        return first

    return build


def test_what_has_not_changed_is_told_again_and_nothing_that_reads_or_builds_is_imported(deck: Path, run: Run) -> None:
    first = run("build", deck, "-o", "out")

    said, modules = imported_by("build", str(deck), "-o", "out")

    assert said == first.out
    assert {module for module in modules if module.partition(".")[0] == "mlanki"} == LITTLE
    others = {"genanki", "bs4", "lxml", "markdown_it", "tomlkit", "pygments", "rapidfuzz", "Stemmer"}
    assert modules.isdisjoint(others)


@pytest.mark.parametrize("flags", [(), ("-q",), ("-v",), ("--json",), ("--ignore", "no-answer,missing-figure")])
def test_it_is_told_in_the_words_and_the_form_that_are_asked_for(
    remembered: Callable[..., Ran], flags: tuple[str, ...]
) -> None:
    told = [remembered(), remembered(*flags)]

    assert [ran.status for ran in told] == [0, 0]
    assert "no-answer" in told[0].err


def add_a_source(home: Path) -> None:
    (home / "raw" / "more.txt").write_text(page("Tag: More", record("ML0009", answer="It rises.")), encoding="utf-8")


def change_a_source(home: Path) -> None:
    (home / "raw" / "tag-nn.txt").write_text(page("Tag: NN", record("ML0001", answer="It rises.")), encoding="utf-8")


def remove_a_source(home: Path) -> None:
    (home / "raw" / "bank.md").unlink()


def add_what_nothing_reads(home: Path) -> None:
    (home / "raw" / "slides.pdf").write_bytes(b"%PDF")


def add_a_picture(home: Path) -> None:
    (home / "raw" / "loss.png").write_bytes(PNG)


def add_settings(home: Path) -> None:
    (home / "mlanki.toml").write_text('root-deck = "Interviews"\n', encoding="utf-8")


def damage_a_package(home: Path) -> None:
    (home / "out" / "nn.apkg").write_bytes(b"damaged")


def remove_a_package(home: Path) -> None:
    (home / "out" / "all.apkg").unlink()


def remove_the_output(home: Path) -> None:
    shutil.rmtree(home / "out")


def change_the_ledger(home: Path) -> None:
    ledger = home / "out" / "mlanki.lock"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("1700000000", "1600000000"), encoding="utf-8")


def leave_corrections_of_an_earlier_release(home: Path) -> None:
    (home / "out" / "corrections.txt").write_text("old", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        *(add_a_source, change_a_source, remove_a_source, add_what_nothing_reads, add_a_picture, add_settings),
        *(damage_a_package, remove_a_package, remove_the_output, change_the_ledger),
        leave_corrections_of_an_earlier_release,
    ],
    ids=lambda change: change.__name__,
)
def test_whatever_changes_is_seen(
    home: Path, remembered: Callable[..., Ran], run: Run, change: Callable[[Path], None]
) -> None:
    remembered()
    change(home)

    said = run("build", "raw", "-o", "out")
    built = contents(home / "out")
    assert run("build", "raw", "-o", "out", "--no-cache") == said
    assert contents(home / "out") == built


def test_an_empty_source_and_one_that_cannot_be_had_are_not_taken_for_each_other(deck: Path, run: Run) -> None:
    build = ("build", deck, "-o", "out", "--max-size", "1")
    more = deck / "more.md"

    def told() -> str:
        return run(*build).err.partition("more.md")[2].partition("\n")[0].rpartition("[")[2]

    more.write_bytes(b"")
    assert [told(), told()] == ["no-record]", "no-record]"]
    more.write_bytes(bytes(8) + b"a" * 2_000_000)
    assert [told(), told()] == ["too-large]", "too-large]"]
    more.unlink()
    more.symlink_to("nowhere")
    assert told() == "not-a-file]"
    more.unlink()
    more.write_bytes(b"")
    assert told() == "no-record]"


def test_the_words_of_another_folder_are_its_own(
    home: Path, remembered: Callable[..., Ran], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered()
    shutil.copytree(home, home.parent / "copy")
    monkeypatch.chdir(home.parent / "copy")
    (home.parent / "copy" / "mlanki.toml").write_text('root-deck = "Interviews"\n', encoding="utf-8")

    assert "Interviews::" not in run("build", "raw", "-o", "out").err
    manifest = json.loads((home.parent / "copy" / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["packages"][0]["decks"] == ["Interviews"]


def test_how_a_released_question_ends_is_told_again_once_a_build_has_changed_nothing(
    home: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = page("Tag: NN", record("ML0001", answer="It falls."), record("ML0002", answer="It rises."))
    (home / "raw").mkdir()
    (home / "raw" / "tag-nn.txt").write_text(add, encoding="utf-8")
    assert run("release", "v1", "raw", "-o", "out").status == 0
    (home / "raw" / "tag-nn.txt").write_text(page("Tag: NN", record("ML0001", answer="It falls.")), encoding="utf-8")

    first, second = run("build", "raw", "-o", "out"), run("build", "raw", "-o", "out")
    monkeypatch.setattr(build_commands, "build", lambda *_, **__: pytest.fail("it was built again"))
    third = run("build", "raw", "-o", "out")

    assert [ran.err.count("record-gone") for ran in (first, second, third)] == [1, 1, 1]
    assert second == third


def test_standard_input_is_read_each_time(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in ("It falls.", "It rises."):
        text = page("Tag: NN", record("ML0001", answer=answer))
        (home / "piped").write_text(text, encoding="utf-8")
        with (home / "piped").open(encoding="utf-8") as piped:
            monkeypatch.setattr("sys.stdin", piped)
            assert run("build", "-", "-o", "out").status == 0
        assert answer in (home / "out" / "records.jsonl").read_text(encoding="utf-8")
