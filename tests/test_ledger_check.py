"""Questions that are retired, gone, or not what their code once meant; and the people who have them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from mlanki.document import Paragraph, Span, Text
from mlanki.records import Origin, Record
from mlanki.release.code_reuse import is_other_question, sketch_of
from mlanki.release.ledger_file import load_ledger
from tests.collection import Desk, Outcome
from tests.conftest import Run
from tests.pages import page, record

Rebuild = Callable[[], Path]

SETTINGS = "mlanki.toml"


@pytest.fixture
def built(released: Path) -> Path:
    """What learners have."""
    return released


@pytest.fixture
def settings(raw: Path, built: Path) -> Callable[[str], None]:
    """Decide something for the builds to come, with the ledger of the release before."""
    (built / "mlanki.lock").rename(raw.parent / "mlanki.lock")

    def write(text: str) -> None:
        (raw.parent / SETTINGS).write_text(text, "utf-8")

    write("")
    return write


def remove(file: Path, code: str) -> None:
    head, *records = file.read_text("utf-8").split("  • ")
    file.write_text("  • ".join((head, *(r for r in records if not r.startswith(code)))), "utf-8")


def test_a_record_that_is_gone_is_reported_and_stays_in_the_ledger(
    raw: Path, built: Path, settings: Callable[[str], None], run: Run
) -> None:
    settings("")
    remove(raw / "tag-nn.txt", "DL0002")

    ran = run("build", raw, "-o", built)

    assert ran.status == 0
    assert ran.err == (
        "mlanki.lock:10: warning: DL0002 was released, and no source answers it any more: bring it back, or retire it "
        "to tell its users [record-gone]\n"
    )
    lock = raw.parent / "mlanki.lock"
    assert lock.read_text("utf-8").splitlines()[9].startswith("DL0002 = ")
    assert regex.search(r"^  gone +1  DL0002$", ran.out, regex.MULTILINE)
    assert load_ledger(lock).notes["DL0002"].home == "NN"


def test_a_retired_question_that_the_sources_hold_keeps_its_words_below_a_notice(
    built: Path, settings: Callable[[str], None], rebuild: Rebuild, desk: Desk
) -> None:
    desk.take(built / "all.apkg")
    desk.study("ML Interview::NN", 2)
    studied = desk.scheduling()
    settings('retire = ["DL0002"]')

    outcome = desk.take(rebuild() / "nn.apkg")

    assert outcome == Outcome(updated=frozenset({"DL0002"}), duplicate=frozenset({"ML0001", "ML0003"}))
    note = desk.note("DL0002")
    assert note["Question"] == "What does dropout do?"
    assert note["Answer"].startswith('<div class="retired"><b>Retired.</b> ')
    assert "It silences units at random." in note["Answer"]
    assert note.tags == ["mlanki::retired", "NN"]
    assert desk.collection.find_notes("tag:mlanki::retired") == [note.id]
    assert desk.scheduling() == studied
    assert desk.problems() == []


def test_a_retired_question_that_is_gone_keeps_its_words_and_its_deck(
    raw: Path, built: Path, settings: Callable[[str], None], rebuild: Rebuild, desk: Desk
) -> None:
    desk.take(built / "all.apkg")
    remove(raw / "tag-nn.txt", "DL0002")
    settings('[retire]\ndl0002 = "it says the same as ML0001 & more"')

    folder = rebuild()

    assert desk.take(folder / "all.apkg").updated == {"DL0002"}
    fields, tags, decks = desk.contents()["DL0002"]
    assert fields[:3] == ["DL0002", "Dropout", "What does dropout do?"]
    assert "Why: it says the same as ML0001 &amp; more." in fields[3]
    assert fields[3].endswith("<p>Only while training.</p>")
    assert (tags, decks) == (["NN", "mlanki::retired"], ["ML Interview::NN"])
    assert desk.problems() == []


def test_a_tombstone_is_shipped_once_and_then_changes_no_more(
    raw: Path, settings: Callable[[str], None], rebuild: Rebuild, desk: Desk
) -> None:
    remove(raw / "tag-nn.txt", "DL0002")
    settings('retire = ["DL0002"]')
    desk.take(rebuild() / "all.apkg")

    assert desk.take(rebuild() / "all.apkg").updated == frozenset()


def test_a_retired_record_may_be_kept_as_a_line_of_the_records(
    raw: Path, built: Path, settings: Callable[[str], None], rebuild: Rebuild, desk: Desk
) -> None:
    desk.take(built / "all.apkg")
    lines = (built / "records.jsonl").read_text("utf-8").splitlines(keepends=True)
    (raw / "retired.jsonl").write_text(lines[0], "utf-8")
    remove(raw / "tag-nn.txt", "DL0002")
    settings('retire = ["DL0002"]')

    desk.take(rebuild() / "all.apkg")

    assert desk.note("DL0002")["Question"] == "What does dropout do?"
    assert "Only while training." in desk.note("DL0002")["Answer"]


@pytest.mark.parametrize("code", ["ML0020", "ML0200"])
def test_a_renamed_question_can_be_retired_by_either_code(
    raw: Path, settings: Callable[[str], None], rebuild: Rebuild, desk: Desk, code: str
) -> None:
    author = raw / "author.txt"
    author.write_text(author.read_text("utf-8").replace("ML0020", "ML0200"), "utf-8")
    settings(f'retire = ["{code}"]\n[alias]\nML0020 = "ML0200"')

    outcome = desk.take(rebuild() / "all.apkg")

    assert "ML0200" in outcome.new
    assert desk.find("tag:mlanki::retired") == ["ML0200"]
    assert desk.problems() == []


def test_who_renames_a_question_may_reword_it_as_well(
    raw: Path, built: Path, settings: Callable[[str], None], run: Run
) -> None:
    again = page("Author: someone", record("ML0200", "Sensitivity", "How complete are detections?", "The share found."))
    (raw / "author.txt").write_text(again, "utf-8")
    settings('[alias]\nML0020 = "ML0200"')

    ran = run("build", raw, "-o", built)

    assert (ran.status, ran.err) == (0, "")


def test_the_summary_and_the_release_notes_name_what_is_retired(
    raw: Path, built: Path, settings: Callable[[str], None], run: Run, tmp_path: Path
) -> None:
    settings('retire = ["DL0002"]')

    summary = json.loads(run("build", raw, "-o", tmp_path / "new", "--json").out)

    assert summary["retired"] == ["DL0002"]
    assert summary["gone"] == []
    notes = run("diff", built, tmp_path / "new", "--markdown").out
    assert notes.startswith("1 question retired: DL0002.\n")
    assert "`tag:mlanki::retired`" in notes


def test_retiring_what_nobody_has_is_a_warning_and_makes_no_card(
    raw: Path, built: Path, settings: Callable[[str], None], run: Run
) -> None:
    (raw / "more.txt").write_text(page("Tag: NN", record("ML7777")), "utf-8")
    settings('[retire]\nML7777 = "why"\nML8888 = "why"\n')

    ran = run("build", raw, "-o", built)

    assert ran.err == (
        "mlanki.toml:2: warning: ML7777 was never released, so nobody needs to know that it is retired; take it out of "
        "“retire” [not-released]\n"
        "mlanki.toml:3: warning: ML8888 was never released, so nobody needs to know that it is retired; take it out of "
        "“retire” [not-released]\n"
    )
    assert json.loads((built / "manifest.json").read_text("utf-8"))["packages"][0]["notes"] == 7


@pytest.mark.parametrize("text", ["retire = 5", "retire = [5]", 'retire = [" "]', "reworded = {}", "[retire]\nML1 = 5"])
def test_retirements_that_make_no_sense_are_errors(
    raw: Path, built: Path, settings: Callable[[str], None], run: Run, text: str
) -> None:
    settings(text)

    ran = run("build", raw, "-o", built)

    assert ran.status == 1
    assert ran.err.endswith(" [config-invalid]\nmlanki: failed with 1 error (config-invalid)\n")


def other_question(raw: Path) -> None:
    text = page("Tag: NN", record("ML0001", "Embedding", "How are tokens embedded?", "By a lookup in a table."))
    (raw / "tag-nn.txt").write_text(text + record("ML0003"), "utf-8")
    (raw / "author.txt").unlink()


def test_a_code_that_means_another_question_stops_the_build(raw: Path, built: Path, run: Run) -> None:
    before = {file: file.read_bytes() for file in built.rglob("*") if file.is_file()}
    other_question(raw)

    ran = run("build", raw, "-o", built)

    assert ran.status == 1
    assert "raw/tag-nn.txt:3: error: ML0001 was released as another question: give this one a new code, or" in ran.err
    assert ran.err.count(" [code-reused]\n") == 1
    assert {file: file.read_bytes() for file in built.rglob("*") if file.is_file()} == before


def test_a_person_may_say_that_it_is_the_same_question_in_other_words(
    raw: Path, built: Path, settings: Callable[[str], None], run: Run
) -> None:
    other_question(raw)
    settings('reworded = ["ml0001"]')

    assert "code-reused" not in run("build", raw, "-o", built).err


def of(title: str, question: str) -> Record:
    origin = Origin(Span("a.txt", 1, 2), "")
    return Record("ML1", title, (Paragraph((Text(question),)),), (), ("NN",), (origin,))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Dropout", "What is dropout?"), ("Dropout", "Explain how dropping out units regularises a net.")),
        (("", "Why do deep networks need normalisation layers?"), ("", "What is a normalised layer?")),
        (("过拟合", "什么是过拟合?"), ("", "如何避免过拟合?")),
        (("", "What is it?"), ("Momentum", "What does momentum do?")),
        (("Momentum", "What does momentum do?"), ("", "?")),
    ],
    ids=["reworded", "inflected", "without-blanks", "nothing-to-compare", "nothing-left"],
)
def test_other_words_are_not_yet_another_question(before: tuple[str, str], after: tuple[str, str]) -> None:
    assert not is_other_question(sketch_of(of(*before)), of(*after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("Dropout", "What is dropout?"), ("Momentum", "What is momentum?")),
        (("Bias", "Why is the bias of a model high?"), ("Recall", "How is recall computed?")),
        (("过拟合", "什么是过拟合?"), ("", "卷积核如何移动?")),
    ],
)
def test_a_question_about_something_else_is_another(before: tuple[str, str], after: tuple[str, str]) -> None:
    assert is_other_question(sketch_of(of(*before)), of(*after))


def test_a_sketch_is_small_and_never_changes() -> None:
    assert (
        sketch_of(of("Dropout", "What is dropout, and why does it help networks to generalise?")) == "32a95cac6a74c7a5"
    )


def test_a_ledger_of_before_there_were_sketches_is_read_and_completed(built: Path, rebuild: Rebuild) -> None:
    lock = built / "mlanki.lock"
    whole = lock.read_text("utf-8")
    lock.write_text(regex.sub(', asks = "[0-9a-f]*"', "", whole), "utf-8")

    rebuild()

    assert lock.read_text("utf-8") == whole
