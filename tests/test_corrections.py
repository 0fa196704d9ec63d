"""`corrections.txt`: what a release corrects, as text that Anki imports field by field.

What Anki makes of it is played in test_learners_page.py.
"""

import csv
import os
from pathlib import Path

import pytest

from mlanki.release.differences import Released, compare
from mlanki.release.differences.corrections import to_corrections
from mlanki.release.differences.rendering import to_release_notes
from tests.conftest import Run

FIELDS = ("Code", "Title", "Question", "Answer", "Gist", "Figure", "Source", "Extra")


def question(code: str, answer: str = "It.", *tags: str, title: str = "A title") -> Released:
    fields = dict.fromkeys(FIELDS, "") | {"Code": code, "Title": title, "Answer": answer}
    return Released(f"guid-{code}", code, title, fields, frozenset(tags), "Deck::NN")


def rows(old: list[Released], new: list[Released]) -> list[list[str]]:
    text = to_corrections(compare(old, new))
    return list(csv.reader((line for line in text.splitlines(keepends=True) if line[0] != "#"), "excel-tab"))


def test_the_header_tells_anki_what_each_column_is() -> None:
    text = to_corrections(compare([question("ML0001")], [question("ML0001", "Another.")]))

    assert text.splitlines()[:7] == [
        *("#separator:Tab", "#html:true", "#guid column:1", "#notetype column:2", "#deck column:3"),
        *("#if matches:update current", "#columns:guid\tnotetype\tdeck\t" + "\t".join(FIELDS[:-1])),
    ]


def test_a_row_has_every_field_but_that_of_the_learner_and_may_hold_any_sign() -> None:
    answer = 'a\tb\n"c" #d'

    assert rows([question("ML0001")], [question("ML0001", answer)]) == [
        ["guid-ML0001", "ML Interview Question", "Deck::NN", "ML0001", "A title", "", answer, "", "", ""],
    ]


def test_whatever_a_package_would_replace_has_a_row_and_nothing_else() -> None:
    codes = ("ML0001", "ML0002", "ML0003", "ML0004", "ML0005")
    new = [
        question("ML0001"),
        question("ML0002", "It.", "Tag"),
        question("ML0003", "Retired.", "mlanki::retired"),
        question("ML0004", "Merged.", "mlanki::merged"),
        question("ML0006"),
    ]

    found = rows([question(code) for code in codes], new)

    assert [(row[3], row[6]) for row in found] == [
        ("ML0002", "It.<!-- other tags -->"),
        ("ML0003", "Retired."),
        ("ML0004", "Merged."),
    ]


def test_a_note_with_a_new_picture_is_left_to_the_package() -> None:
    old = [question("ML0001"), question("ML0002", 'See <img src="a.png">.')]
    new = [question("ML0001", '<img src="a.png">'), question("ML0002", 'Look: <img src="a.png">.')]

    assert [row[3] for row in rows(old, new)] == ["ML0002"]


def test_release_notes_say_what_becomes_of_own_words_where_something_is_replaced() -> None:
    old = [question("ML0001"), question("ML0002")]
    retired = question("ML0002", "Retired.", "mlanki::retired")

    assert "### Your own words" in to_release_notes(compare(old, [question("ML0001"), retired]))
    assert "### Your own words" not in to_release_notes(compare(old, [*old, question("ML0003")]))
    assert "### Your own words" not in to_release_notes(compare(old, old[:1])), "gone without a notice"


def correct(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(os.environ["SOURCE_DATE_EPOCH"]) + 30 * 86_400))
    file = raw / "tag-basics.txt"
    file.write_text(file.read_text("utf-8").replace("too simple", "much too simple"), "utf-8")


def test_a_release_writes_the_corrections_and_takes_those_of_an_earlier_one_away(
    raw: Path, released: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (released / "corrections.txt").exists()
    correct(raw, monkeypatch)

    ran = run("release", "v2", raw, "-o", released)

    said = f"Publish {released.as_posix()}/corrections.txt as well: it spares what learners keep in Extra."
    assert said in ran.out.splitlines()
    assert "much too simple" in (released / "corrections.txt").read_text("utf-8")
    run("release", "v3", raw, "-o", released)
    assert not (released / "corrections.txt").exists()


def test_diff_writes_the_corrections_where_there_are_some(
    raw: Path, released: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (released / "all.apkg").rename(raw.parent / "old.apkg")
    correct(raw, monkeypatch)
    run("build", raw, "-o", released)

    assert run("diff", "old.apkg", "old.apkg", "--corrections", "none.txt").status == 0
    assert run("diff", "old.apkg", released, "--markdown", "--corrections", "some.txt").status == 0

    assert not Path("none.txt").exists()
    assert "much too simple" in Path("some.txt").read_text("utf-8")
