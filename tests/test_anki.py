"""Packages in Anki's own hands: what users keep, get, and never get twice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mlanki
from tests.collection import Desk, Outcome
from tests.conftest import Run
from tests.pages import PIXEL, page, record

ALL = frozenset({"DL0002", "ML0001", "ML0003", "ML0010", "ML0011", "ML0012", "ML0020"})

Rebuild = Callable[[], Path]


def edit(file: Path, before: str, after: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert before in content
    file.write_text(content.replace(before, after), encoding="utf-8")


def test_a_first_import_is_all_new(built: Path, desk: Desk) -> None:
    assert desk.take(built / "all.apkg") == Outcome(new=ALL)
    assert desk.problems() == []


def test_the_same_package_again_is_all_duplicate(built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")

    assert desk.take(built / "all.apkg") == Outcome(duplicate=ALL)


def test_an_untouched_rebuild_is_all_duplicate(rebuild: Rebuild, built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")

    assert desk.take(rebuild() / "all.apkg") == Outcome(duplicate=ALL)


def test_one_edited_answer_updates_one_note_and_no_scheduling(
    raw: Path, rebuild: Rebuild, built: Path, desk: Desk
) -> None:
    desk.take(built / "all.apkg")
    desk.study("ML Interview", 4)
    studied = desk.scheduling()
    assert len(studied) == 8, "four cards, and four lines of history"
    cards = {code: desk.note(code).card_ids() for code in ALL}
    edit(raw / "tag-basics.txt", "too simple", "much too simple")

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome == Outcome(updated=frozenset({"ML0010"}), duplicate=ALL - {"ML0010"})
    assert "much too simple" in desk.note("ML0010")["Answer"]
    assert desk.scheduling() == studied
    assert {code: desk.note(code).card_ids() for code in ALL} == cards
    assert desk.note_types() == ["ML Interview Question"]
    assert desk.problems() == []


def test_an_edit_of_the_users_own_survives_where_the_source_has_not_changed(
    raw: Path, rebuild: Rebuild, built: Path, desk: Desk
) -> None:
    desk.take(built / "all.apkg")
    mine = desk.note("ML0001")
    mine["Extra"] = "my mnemonic"
    mine.tags.append("hard")
    desk.collection.update_note(mine)
    edit(raw / "tag-basics.txt", "too simple", "much too simple")

    desk.take(rebuild() / "all.apkg")

    assert desk.note("ML0001")["Extra"] == "my mnemonic"
    assert desk.note("ML0001").tags == ["hard", "NN"]


def test_an_answer_that_is_corrected_twice_arrives_twice(raw: Path, rebuild: Rebuild, built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")
    edit(raw / "tag-basics.txt", "too simple", "much too simple")
    desk.take(rebuild() / "all.apkg")
    edit(raw / "tag-basics.txt", "much too simple", "far too simple")

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome.updated == {"ML0010"}
    assert "far too simple" in desk.note("ML0010")["Answer"]


def test_overlapping_tag_packages_end_in_the_same_collection_in_either_order(
    built: Path, desk: Desk, other_desk: Desk
) -> None:
    first, then = built / "basics.apkg", built / "nn.apkg"

    assert desk.take(first).new == {"ML0003", "ML0010", "ML0011", "ML0012"}
    assert desk.take(then) == Outcome(new=frozenset({"ML0001", "DL0002"}), duplicate=frozenset({"ML0003"}))
    other_desk.take(then)
    other_desk.take(first)

    assert desk.contents() == other_desk.contents()
    assert desk.contents()["ML0003"][1:] == (["Basics", "NN"], ["ML Interview::NN"])


@pytest.mark.parametrize("reverse", [False, True], ids=["tags-first", "all-first"])
def test_all_and_the_tag_packages_together_are_the_same_as_all(
    built: Path, desk: Desk, other_desk: Desk, *, reverse: bool
) -> None:
    desk.take(built / "all.apkg")
    packages = [*(p for p in sorted(built.glob("*.apkg")) if p.name != "all.apkg"), built / "all.apkg"]
    assert len(packages) == 4

    for package in packages[::-1] if reverse else packages:
        other_desk.take(package)

    assert desk.contents() == other_desk.contents()
    assert other_desk.problems() == []


def test_a_question_that_moves_to_another_tag_keeps_its_deck(
    raw: Path, rebuild: Rebuild, built: Path, desk: Desk
) -> None:
    desk.take(built / "all.apkg")
    page_nn = (raw / "tag-nn.txt").read_text(encoding="utf-8")
    (raw / "tag-tiny.txt").write_text(page_nn.split("  • ML0003")[0].replace("Tag: NN", "Tag: Tiny"), encoding="utf-8")

    outcome = desk.take(rebuild() / "tiny.apkg")

    assert outcome == Outcome(updated=frozenset({"ML0001"}))
    assert desk.contents()["ML0001"][1:] == (["NN", "Tiny"], ["ML Interview::NN"])


def test_a_retired_question_stays_with_its_users(raw: Path, rebuild: Rebuild, built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")
    (raw / "tag-nn.txt").unlink()

    outcome = desk.take(rebuild() / "all.apkg")

    # ML0003 has lost a tag with the page; ML0001 stands on the author's page too, without any.
    assert outcome.duplicate | outcome.updated == ALL - {"DL0002"}
    assert "silences units" in desk.note("DL0002")["Answer"]
    assert desk.problems() == []


def test_a_question_that_comes_back_is_the_same_note(raw: Path, rebuild: Rebuild, built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")
    page_nn = (raw / "tag-nn.txt").read_bytes()
    (raw / "tag-nn.txt").unlink()
    rebuild()
    (raw / "tag-nn.txt").write_bytes(page_nn)

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome.new == frozenset()
    assert "DL0002" in outcome.duplicate


def test_a_new_look_of_the_cards_reaches_users_and_touches_no_note(raw: Path, built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")
    desk.study("ML Interview", 2)
    studied = desk.scheduling()
    program = raw.parent / "next version"
    shutil.copytree(Path(mlanki.__file__).parent, program / "mlanki", ignore=shutil.ignore_patterns("__pycache__"))
    for name, addition in (("front.html", "new front"), ("back.html", "new back"), ("style.css", ".new { top: 0 }")):
        with (program / "mlanki" / "cards" / name).open("a", encoding="utf-8") as file:
            file.write(addition)
    command = (sys.executable, "-m", "mlanki", "build", str(raw), "-o", str(built))
    subprocess.run(command, cwd=program, env={**os.environ, "SOURCE_DATE_EPOCH": "1700086400"}, check=True)

    outcome = desk.take(built / "all.apkg")

    assert outcome == Outcome(duplicate=ALL)
    (name,) = desk.note_types()
    note_type = desk.collection.models.by_name(name)
    assert note_type is not None
    assert "new front" in note_type["tmpls"][0]["qfmt"]
    assert "new back" in note_type["tmpls"][0]["afmt"]
    assert ".new { top: 0 }" in note_type["css"]
    assert desk.scheduling() == studied
    assert desk.problems() == []


def test_new_cards_come_in_the_order_of_their_codes(built: Path, desk: Desk) -> None:
    desk.take(built / "all.apkg")

    assert desk.queue("ML Interview::Basics") == ["ML0010", "ML0011", "ML0012"]
    assert desk.queue("ML Interview::NN") == ["ML0001", "DL0002", "ML0003"]


def test_the_browser_sorts_by_the_question(built: Path, desk: Desk) -> None:
    desk.take(built / "basics.apkg")

    assert desk.in_the_browser() == ["What is bias?", "What is noise?", "What is variance?", "Why depth?"]


def test_signs_that_html_and_anki_would_read_are_shown_as_they_stand(home: Path, run: Run, desk: Desk) -> None:
    answer = r"""use <br> or <i and & then &amp; stays;
[sound:bell.mp3] [latex]x [anki:tts] are words,
so are {{Question}} {{c1::cloze}} A::B and \( \[,
𝒳 ∈ ℝ³, naïve café, 10³ ≠ 103, 学习, 👩‍🔬."""
    (home / "page.txt").write_text(page("Tag: Odd::Signs", record("ML0001", "A <b> & {{c}}", "a <b?", answer)), "utf-8")
    assert run("build", home / "page.txt", "-o", home / "out").status == 0

    assert desk.take(home / "out" / "all.apkg") == Outcome(new=frozenset({"ML0001"}))

    (card,) = desk.note("ML0001").cards()
    shown = card.answer()
    for written in (
        "use &lt;br&gt; or &lt;i and &amp; then &amp;amp; stays;",
        "&#91;sound:bell.mp3] &#91;latex]x &#91;anki:tts] are words,",
        "so are {{Question}} {{c1::cloze}} A::B and ",
        "𝒳 ∈ ℝ³, naïve café, 10³ ≠ 103, 学习, ",
        "👩\u200d🔬.",
        "A &lt;b&gt; &amp; {{c}}",
    ):
        assert written in shown
    assert r"\(" not in shown
    assert desk.problems() == []


def test_every_picture_arrives_and_anki_misses_none(raw: Path, run: Run, desk: Desk) -> None:
    (raw / "figures").mkdir()
    (raw / "figures" / "Curve.png").write_bytes(PIXEL)
    (raw / "bank.md").write_text(
        "# Curves\n\n### Q1. What is ![this](figures/Curve.png)?\n\nA curve, unlike ![that](figures/gone.png).\n",
        encoding="utf-8",
    )
    (raw / "page.html").write_text(
        '<html><h2>What is a slope?</h2><p><img src="figures/Curve.png" alt="A"> <img src="no.png" alt="B"></p></html>'
    )
    (raw / "noise.gif").write_bytes(b"GIF89a noise")
    (raw / "mlanki.toml").write_text('[records.ML0012]\nfigure = "noise.gif"', encoding="utf-8")
    assert run("build", raw, "-o", "out").status == 0

    for package in sorted(Path("out").glob("*.apkg")):
        desk.take(package)

    assert desk.media() == {"curve-6b7fa434f9.png": PIXEL, "noise-c5aa27314e.gif": b"GIF89a noise"}
    assert desk.media_problems() == []
    assert '<img src="noise-c5aa27314e.gif" alt="">' in desk.note("ML0012")["Answer"]
    assert desk.problems() == []
