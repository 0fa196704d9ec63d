"""What becomes of released questions under each decision, in real Anki: they go on, are merged, or are retired."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mlanki.identity import guid_of
from tests.collection import Desk, Outcome
from tests.conftest import Ran, Run
from tests.pages import page, record

Rebuild = Callable[[], Path]

GUIDE = """Deep learning questions

1. What is a learning rate?

The size of a step against the gradient.

2. What is an epoch?

One pass over all the examples.

3. What is a batch?

The examples of one step.
"""
RATE, EPOCH = "Q-WC1YJ4NJ", "Q-EDAYEEWB"
REST = {"ML0001", "ML0003", "ML0010", "ML0011", "ML0012", "ML0020"}


@pytest.fixture
def built(released: Path) -> Path:
    """What learners have."""
    return released


@dataclass(frozen=True)
class Deck:
    """Sources, settings and the ledger of a first release, and the folder that it was built into."""

    raw: Path
    folder: Path
    run: Run

    def settle(self, text: str) -> None:
        (self.raw.parent / "mlanki.toml").write_text(text, "utf-8")

    def build(self, *options: object) -> Ran:
        return self.run("build", self.raw, "-o", self.folder, *options)

    def release(self, name: str) -> Ran:
        return self.run("release", name, self.raw, "-o", self.folder)

    def summary(self) -> Any:
        return json.loads(self.build("--json").out)

    def rename(self, name: str, old: str, new: str) -> None:
        text = (self.raw / name).read_text("utf-8")
        assert old in text
        (self.raw / name).write_text(text.replace(old, new), "utf-8")

    def remove(self, name: str, code: str) -> None:
        head, *records = (self.raw / name).read_text("utf-8").split("  • ")
        rest = [text for text in records if not text.startswith(code)]
        assert len(rest) < len(records)
        (self.raw / name).write_text("  • ".join((head, *rest)), "utf-8")


@pytest.fixture
def deck(raw: Path, built: Path, run: Run) -> Deck:
    (built / "mlanki.lock").rename(raw.parent / "mlanki.lock")
    deck = Deck(raw, built, run)
    deck.settle("")
    return deck


@pytest.fixture
def studied(built: Path, desk: Desk) -> Callable[[], bool]:
    """Somebody who has studied everything; asks whether what they did is still all there."""
    desk.take(built / "all.apkg")
    desk.study("ML Interview", 7)
    before = desk.scheduling()
    return lambda: desk.scheduling() == before


def test_an_alias_lets_the_note_go_on_under_its_new_code(
    deck: Deck, rebuild: Rebuild, desk: Desk, studied: Callable[[], bool]
) -> None:
    deck.rename("author.txt", "ML0020", "ML0200")
    deck.settle('[alias]\nML0020 = "ML0200"')

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome == Outcome(updated=frozenset({"ML0200"}), duplicate=frozenset(REST - {"ML0020"} | {"DL0002"}))
    assert desk.note("ML0200").guid == guid_of("ML0020")
    assert studied()


def test_an_alias_to_a_code_that_was_released_itself_merges_the_old_note_into_it(
    deck: Deck, rebuild: Rebuild, desk: Desk, studied: Callable[[], bool]
) -> None:
    deck.remove("author.txt", "ML0020")
    deck.settle('[alias]\nML0020 = "ML0011"')

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome.updated == {"ML0020"}
    assert outcome.new == frozenset()
    note = desk.note("ML0020")
    assert note["Answer"].startswith(
        '<div class="retired"><b>Merged.</b> This question goes on as <b>ML0011 Variance</b>'
    )
    assert note["Answer"].endswith("</div>The share of positives that are found.")
    assert note["Question"] == "What is recall?"
    assert desk.find("tag:mlanki::merged") == ["ML0020"]
    assert desk.note("ML0011")["Answer"] == "An error from following the noise."
    assert studied()
    assert desk.problems() == []


def test_of_a_chain_of_renamings_the_latest_that_was_released_goes_on(
    deck: Deck, rebuild: Rebuild, desk: Desk, studied: Callable[[], bool]
) -> None:
    deck.rename("tag-basics.txt", "ML0011", "ML0111")
    deck.rename("author.txt", "  • ML0020 Recall", "  • ML0111 Variance")
    deck.settle('[alias]\nML0020 = "ML0011"\nML0011 = "ML0111"')

    assert desk.take(rebuild() / "all.apkg").updated == {"ML0020", "ML0111"}
    assert desk.note("ML0111").guid == guid_of("ML0011")
    assert desk.find("tag:mlanki::merged") == ["ML0020"]
    assert studied()


@pytest.mark.parametrize("held", [True, False], ids=["in-the-sources", "gone"])
def test_a_dropped_question_that_was_released_is_retired_with_its_words(
    deck: Deck, rebuild: Rebuild, desk: Desk, studied: Callable[[], bool], *, held: bool
) -> None:
    if not held:
        deck.remove("tag-basics.txt", "ML0012")
    deck.settle('drop = ["ML0012"]')

    folder = rebuild()

    assert desk.take(folder / "all.apkg").updated == {"ML0012"}
    note = desk.note("ML0012")
    assert note["Answer"].startswith('<div class="retired"><b>Retired.</b> ')
    assert note["Answer"].endswith("</div>What no model can learn.")
    assert (note["Title"], note["Question"]) == ("Noise", "What is noise?")
    assert sorted(note.tags) == ["Basics", "mlanki::retired"]
    assert studied()


def test_same_merges_one_of_two_released_questions_into_the_other(
    deck: Deck, rebuild: Rebuild, desk: Desk, studied: Callable[[], bool]
) -> None:
    deck.settle('same = [["ML0011", "ML0012"]]')

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome.updated == {"ML0012"}
    assert "goes on as <b>ML0011 Variance</b>" in desk.note("ML0012")["Answer"]
    assert desk.note("ML0012")["Answer"].endswith("</div>What no model can learn.")
    assert desk.note("ML0011")["Answer"] == "An error from following the noise."
    assert studied()


@pytest.fixture
def guided(raw: Path, run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Deck:
    """A deck of a guide without codes, which somebody has; a month later."""
    for file in raw.iterdir():
        file.unlink()
    (raw / "guide.txt").write_text(GUIDE, "utf-8")
    deck = Deck(raw, raw.parent / "build", run)
    deck.settle("")
    assert deck.release("v1").status == 0
    desk.take(deck.folder / "all.apkg")
    assert {RATE, EPOCH} < desk.contents().keys()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1702592000")
    return deck


@pytest.mark.parametrize("held", [True, False], ids=["in-the-sources", "gone"])
def test_a_question_that_is_found_with_a_code_keeps_its_note_and_shows_code_title_and_text_of_the_coded_one(
    guided: Deck, desk: Desk, *, held: bool
) -> None:
    home = desk.contents()[RATE][2][0]
    desk.study(home, 3)
    before, note_id = desk.scheduling(), desk.note(RATE).id
    if not held:
        guided.rename("guide.txt", "1. What is a learning rate?\n\nThe size of a step against the gradient.\n\n", "")
    coded = record("ML0300", "Learning Rate", "How large is a step?", "As large as the learning rate says.")
    (guided.raw / "tag-nn.txt").write_text(page("Tag: NN", coded), "utf-8")
    guided.settle(f'same = [["{RATE}", "ML0300"]]')

    ran = guided.build("--json")

    summary = json.loads(ran.out)
    assert ran.err == ""
    assert (summary["new"], summary["changed"], summary["gone"]) == ([], ["ML0300"], [])
    outcome = desk.take(guided.folder / "all.apkg")
    assert outcome.new == frozenset()
    assert outcome.updated == {"ML0300"}
    note = desk.note("ML0300")
    assert note.id == note_id
    assert note["Title"] == "Learning Rate"
    assert note["Question"] == "How large is a step?"
    assert note["Answer"] == "As large as the learning rate says."
    assert desk.scheduling() == before
    assert desk.contents()["ML0300"][2] == [home]
    assert desk.problems() == []


def test_when_the_code_was_released_too_the_note_without_one_is_merged_into_it(
    guided: Deck, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    coded = record("ML0300", "Learning Rate", "How large is a step?", "As large as the learning rate says.")
    (guided.raw / "tag-nn.txt").write_text(page("Tag: NN", coded), "utf-8")
    assert guided.release("v2").status == 0
    desk.take(guided.folder / "all.apkg")
    guided.settle(f'same = [["{RATE}", "ML0300"]]')
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1705192000")

    ran = guided.build("--json")

    assert json.loads(ran.out)["merged"] == {RATE: "ML0300"}
    assert desk.take(guided.folder / "all.apkg").updated == {RATE}
    assert "goes on as <b>ML0300 Learning Rate</b>" in desk.note(RATE)["Answer"]
    assert desk.note(RATE)["Answer"].endswith("</div>The size of a step against the gradient.")


def test_a_tag_that_is_split_changes_tags_and_moves_no_card(
    deck: Deck, rebuild: Rebuild, desk: Desk, studied: Callable[[], bool]
) -> None:
    before = desk.contents()["ML0011"][2]
    deck.rename("tag-basics.txt", "Tag: Basics", "Tag: Errors")
    deck.settle("")

    folder = rebuild()

    assert not (folder / "basics.apkg").exists()
    assert desk.take(folder / "errors.apkg").updated == {"ML0003", "ML0010", "ML0011", "ML0012"}
    assert desk.note("ML0011").tags == ["Errors"]
    assert desk.contents()["ML0011"][2] == before == ["ML Interview::Basics"]
    assert studied()


def test_what_is_merged_or_retired_changes_once_and_then_no_more(deck: Deck, rebuild: Rebuild, desk: Desk) -> None:
    desk.take(deck.folder / "all.apkg")
    deck.remove("author.txt", "ML0020")
    deck.settle('retire = ["ML0020"]\ndrop = ["DL0002"]\nsame = [["ML0011", "ML0012"]]')
    assert desk.take(rebuild() / "all.apkg").updated == {"ML0012", "DL0002", "ML0020"}

    assert desk.take(rebuild() / "all.apkg").updated == frozenset()


def test_a_retired_question_takes_what_was_merged_into_it_along(deck: Deck, rebuild: Rebuild, desk: Desk) -> None:
    deck.settle('same = [["ML0011", "ML0012"]]\nretire = ["ML0011"]')

    desk.take(rebuild() / "all.apkg")

    assert desk.find("tag:mlanki::retired") == ["ML0011", "ML0012"]
    assert desk.find("tag:mlanki::merged") == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            'same = [["ML0011", "ML0012"]]\nretire = ["ML0012"]',
            (
                "mlanki.toml:2: warning: ML0012 is one question with ML0011, and its note will say so; take it out of "
                "“retire” [decision-unused]\n"
            ),
        ),
        ('drop = ["ML0020"]', ""),
        ('retire = ["ML0020"]', ""),
        ('same = [["ML0020", "ML0012"]]', ""),
        ('[alias]\nML0020 = "ML0012"', ""),
        (
            '[alias]\nML0020 = "ML0200"',
            (
                "mlanki.lock:16: warning: ML0020 (now ML0200) was released, and no source answers it any more: bring "
                "it back, or retire it to tell its users [record-gone]\n"
            ),
        ),
    ],
)
def test_nothing_is_advised_that_contradicts_what_was_decided(deck: Deck, settings: str, said: str) -> None:
    deck.remove("author.txt", "ML0020")
    if said.startswith("mlanki.toml"):
        (deck.raw / "more.txt").write_text(
            page("Tag: NN", record("ML0020", "Recall", "What is recall?", "Found.")), "utf-8"
        )
    deck.settle(settings)

    ran = deck.build()

    assert (ran.status, ran.err) == (0, said)


# Renamings that nobody has decided yet


def test_a_renaming_is_recognised_and_answered_with_its_alias(deck: Deck) -> None:
    deck.settle("")
    deck.rename("author.txt", "ML0020", "ML0200")

    ran = deck.build("--json")

    assert json.loads(ran.out)["renamed"] == {"ML0020": "ML0200"}
    assert ran.err == (
        "mlanki.lock:16: warning: ML0020 is gone, and ML0200 says the same: if so, write "
        'ML0020 = "ML0200" below [alias] [record-gone]\n'
    )


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        ("", 1),
        ('[alias]\nML0020 = "ML0200"', 0),
        ('retire = ["ML0020"]', 0),
        ('[accept.record-gone]\nML0020 = "another question"', 0),
    ],
)
def test_nothing_is_released_before_a_renaming_is_decided(deck: Deck, settings: str, status: int) -> None:
    deck.settle(settings)
    deck.rename("author.txt", "ML0020", "ML0200")
    before = (deck.folder / "all.apkg").read_bytes()

    ran = deck.release("v2")

    assert ran.status == status
    if status:
        assert ran.err.splitlines()[1:] == [
            (
                "mlanki.lock:1: error: ML0020 seems to be ML0200 now: decide before both are released (mlanki decide, "
                "[alias], or retire) [renaming-undecided]"
            ),
            "mlanki: failed with 1 error (renaming-undecided)",
        ]
        assert (deck.folder / "all.apkg").read_bytes() == before
        assert deck.build().status == 0, "a build may be tried"


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        (
            page(
                "Tag: NN",
                record(
                    "ML0200", "Completeness", "How complete are detections?", "The share of positives that are found."
                ),
            ),
            {"ML0020": "ML0200"},
        ),
        (page("Tag: NN", record("ML0200", "Recall", "What does recall tell?", "How much is found.")), {}),
        (page("Tag: NN", record("ML0200", "Recall", "Define recall.", "How much is found.")), {"ML0020": "ML0200"}),
        (
            page(
                "Tag: NN", record("ML0200", "Recall", "Define recall."), record("ML0201", "Recall", "Explain recall.")
            ),
            {},
        ),
        (page("Tag: NN", record("ML0200", "Momentum", "What is momentum?", "A moving mean.")), {}),
    ],
    ids=["same-answer", "asks-more", "same-question", "two-alike", "another"],
)
def test_a_renaming_is_told_by_the_words_of_question_or_answer(deck: Deck, text: str, renamed: dict[str, str]) -> None:
    deck.settle("")
    (deck.raw / "author.txt").write_text(text, "utf-8")

    assert deck.summary()["renamed"] == renamed


def test_a_question_that_was_released_beside_another_answer_is_no_new_name_of_it(deck: Deck) -> None:
    recall = record("ML0020", "Recall", "Define recall.", "The share of positives that are found.")
    again = record("ML0021", "Recall", "Define recall.", "Found positives over all positives, in retrieval.")
    (deck.raw / "author.txt").write_text(page("Tag: NN", recall, again), "utf-8")
    assert deck.release("v2").status == 0
    (deck.raw / "author.txt").write_text(page("Tag: NN", again), "utf-8")

    assert (deck.summary()["gone"], deck.summary()["renamed"]) == (["ML0020"], {})


# Words of what is retired


def test_a_retired_question_has_its_words_from_a_package_or_from_records(
    deck: Deck, desk: Desk, tmp_path: Path
) -> None:
    deck.remove("author.txt", "ML0020")
    deck.settle('[retire]\nML0020 = "out of scope."')
    kept = tmp_path / "kept"
    deck.folder.rename(kept)

    for number, place in enumerate((kept, kept / "all.apkg", kept / "records.jsonl")):
        assert deck.run("build", deck.raw, "-o", tmp_path / f"{number}", "--released", place).status == 0
        desk.take(tmp_path / f"{number}" / "all.apkg")
        note = desk.note("ML0020")
        assert (note["Title"], note["Question"]) == ("Recall", "What is recall?")
        assert "<b>Retired.</b> Why: out of scope. This question" in note["Answer"]
        assert note["Answer"].endswith("</div>The share of positives that are found.")


def test_retiring_what_is_nowhere_any_more_stops_the_build_instead_of_emptying_the_card(deck: Deck) -> None:
    deck.remove("author.txt", "ML0020")
    deck.settle('retire = ["ML0020"]')
    (deck.folder / "records.jsonl").write_bytes(b"")
    for package in deck.folder.rglob("*.apkg"):
        package.write_bytes(b"damaged")

    ran = deck.build()

    assert ran.status == 1
    assert ran.err == (
        "mlanki.toml:1: error: ML0020 is retired, and its words are lost: say --released all.apkg, or add its line of "
        "an old records.jsonl to the sources [words-lost]\n"
        "mlanki: failed with 1 error (words-lost)\n"
    )
    assert (deck.folder / "all.apkg").read_bytes() == b"damaged"


def test_release_notes_name_title_and_reason_of_what_ends(deck: Deck, tmp_path: Path) -> None:
    deck.settle('same = [["ML0011", "ML0012"]]\n[retire]\nDL0002 = "it is *old*"\nML0020 = "A & B"')
    before = tmp_path / "before.apkg"
    before.write_bytes((deck.folder / "all.apkg").read_bytes())
    assert deck.build().status == 0

    notes = deck.run("diff", before, deck.folder, "--markdown").out
    told = deck.run("diff", before, deck.folder).out

    assert notes.startswith("1 question merged into another: ML0012; 2 questions retired: DL0002, ML0020.\n")
    assert "- ML0012 Noise: goes on as ML0011 Variance\n" in notes
    assert "- DL0002 Dropout: it is \\*old\\*\n- ML0020 Recall: A \\& B\n" in notes
    assert "merged    ML0012 Noise: goes on as ML0011 Variance\n" in told
    assert "retired   DL0002 Dropout: it is *old*\n" in told
    merged = json.loads(deck.run("diff", before, deck.folder, "--json").out)["merged"]
    assert [(question["code"], question["into"]) for question in merged] == [("ML0012", "ML0011 Variance")]
