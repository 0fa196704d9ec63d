"""Release N imported over release N−1, in each Anki that people still use: what they keep and what they get."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.pages import page, record
from tests.people import MONTH, VERSIONS, Maintainer, User, python_of

CODES = ["DL0002", "ML0001", "ML0003", "ML0010", "ML0011", "ML0012", "ML0020"]


@pytest.fixture
def maintainer(raw: Path) -> Maintainer:
    return Maintainer(raw.parent)


@pytest.fixture(params=VERSIONS)
def user_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], User]:
    """Makes users by their name, all with one version of Anki."""
    assert request.config.cache is not None
    python = python_of(request.param, request.config.cache)
    return lambda name: User(python, tmp_path / f"{name}.anki2")


@pytest.fixture
def user(user_of: Callable[[str], User]) -> User:
    return user_of("user")


def upgrade(user: User, first: Path, second: Path, studied: tuple[str, int], *asked: list[object]) -> list[Any]:
    """What comes of importing both releases and of what is `asked`; what was `studied` between loses no review."""
    start, _, before, outcome, after, *came = user(
        ["take", first / "all.apkg"],
        ["study", *studied],
        ["scheduling"],
        ["take", second / "all.apkg"],
        ["scheduling"],
        *asked,
    )
    assert len(before) == 2 * studied[1], "the cards, and a line of history for each"
    assert after == before
    return [start, outcome, *came]


def others(*codes: str) -> list[str]:
    return [code for code in CODES if code not in codes]


def test_a_corrected_answer_arrives_and_no_review_is_lost(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    second = maintainer.release()

    start, outcome, contents, types, problems = upgrade(
        user, first, second, ("ML Interview", 5), ["contents"], ["note_types"], ["problems"]
    )

    assert start == {"new": CODES}
    assert outcome == {"updated": ["ML0010"], "duplicate": others("ML0010")}
    assert contents["ML0010"][0][3] == "An error from assumptions that are much too simple."
    assert sorted(contents) == CODES
    assert types == ["ML Interview Question"]
    assert problems == []


def test_changed_tags_arrive_and_move_no_card(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.add(
        "tag-tiny.txt", page("Tag: Tiny", record("ML0010", "Bias", "What is bias?", "An error from assumptions."))
    )
    second = maintainer.release()

    _, outcome, contents = user(["take", first / "all.apkg"], ["take", second / "tiny.apkg"], ["contents"])

    assert outcome == {"updated": ["ML0010"]}
    assert contents["ML0010"][1:] == [["Basics", "Tiny"], ["ML Interview::Basics"]]


def test_a_changed_style_sheet_arrives_and_changes_no_note(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.restyle()
    second = maintainer.release()

    _, before, outcome, after, types = user(
        ["take", first / "all.apkg"], ["look"], ["take", second / "all.apkg"], ["look"], ["note_types"]
    )

    assert outcome == {"duplicate": CODES}
    assert ".restyled" not in before
    assert after.endswith(".restyled { top: 0 }\n")
    assert types == ["ML Interview Question"]


def test_a_new_question_comes_after_those_before_it(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.add("more.txt", page("Tag: NN", record("ML0002", "Layers", "What is a layer?", "Units in a row.")))
    second = maintainer.release()

    _, outcome, queue, problems = user(
        ["take", first / "all.apkg"], ["take", second / "nn.apkg"], ["queue", "ML Interview::NN"], ["problems"]
    )

    assert outcome == {"new": ["ML0002"], "duplicate": ["DL0002", "ML0001", "ML0003"]}
    assert set(queue) == {"ML0001", "DL0002", "ML0002", "ML0003"}
    assert queue.index("ML0001") < queue.index("ML0002") < queue.index("ML0003")
    assert problems == []


@pytest.mark.parametrize("held", [True, False], ids=["in-the-sources", "gone"])
def test_a_retired_question_gets_its_notice_and_keeps_its_history(
    maintainer: Maintainer, user: User, *, held: bool
) -> None:
    first = maintainer.release()
    maintainer.settle('retire = ["DL0002"]')
    if not held:
        maintainer.remove("tag-nn.txt", "DL0002")
    second = maintainer.release()

    _, outcome, found, contents, problems = upgrade(
        user, first, second, ("ML Interview::NN", 3), ["find", "tag:mlanki::retired"], ["contents"], ["problems"]
    )

    assert outcome == {"updated": ["DL0002"], "duplicate": others("DL0002")}
    assert found == ["DL0002"]
    fields, tags, decks = contents["DL0002"]
    assert "<b>Retired.</b>" in fields[3]
    assert "It silences units at random." in fields[3]
    assert (tags, decks) == (["NN", "mlanki::retired"], ["ML Interview::NN"])
    assert problems == []


def test_a_renamed_question_stays_the_note_that_it_was(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.edit("author.txt", "ML0020", "ML0200")
    maintainer.settle('[alias]\nML0020 = "ML0200"\n')
    second = maintainer.release()

    _, outcome, contents, problems = upgrade(
        user, first, second, ("ML Interview::Machine Learning", 1), ["contents"], ["problems"]
    )

    assert outcome == {"updated": ["ML0200"], "duplicate": others("ML0020")}
    assert sorted(contents) == [*others("ML0020"), "ML0200"]
    assert contents["ML0200"][1:] == [["Machine_Learning"], ["ML Interview::Machine Learning"]]
    assert problems == []


def test_what_users_wrote_into_unchanged_notes_stays_and_their_decks_do_too(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    second = maintainer.release()

    *_, outcome, contents, problems = user(
        ["take", first / "all.apkg"],
        ["edit", "ML0001", "Extra", "my mnemonic", "hard"],
        ["move", "ML0010", "Mine::Today"],
        ["move", "ML0011", "Mine::Today"],
        ["take", second / "all.apkg"],
        ["contents"],
        ["problems"],
    )

    assert outcome == {"updated": ["ML0010"], "duplicate": others("ML0010")}
    fields, tags, _ = contents["ML0001"]
    assert fields[-1] == "my mnemonic"
    assert tags == ["NN", "hard"]
    assert contents["ML0010"][2] == contents["ML0011"][2] == ["Mine::Today"]
    assert "much too simple" in contents["ML0010"][0][3]
    assert problems == []


def test_pages_that_repeat_trials_and_a_lost_ledger_cost_no_edit(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    question = record("ML0003", "Depth", "Why depth?", "Each layer builds on\nthe features of the one below.")
    maintainer.add("admin.txt", page("Author: admin", question))
    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    maintainer.add("new.txt", page("Tag: NN", record("ML0100")))
    maintainer.run("build", "raw", "-o", "trial", at=1_700_000_000 + MONTH)
    trial = maintainer.folder / "trial"
    maintainer.edit("tag-basics.txt", "much too simple", "too simple")
    (maintainer.folder / "raw" / "new.txt").unlink()
    (maintainer.folder / "mlanki.lock").unlink()
    maintainer.run("restore", f"{first.name}/all.apkg", "-o", "mlanki.lock")
    second = maintainer.release()

    *_, before, outcome, after, contents, problems = user(
        ["take", first / "all.apkg"],
        ["study", "ML Interview", 5],
        ["edit", "ML0003", "Answer", "in my own words", "hard"],
        ["edit", "ML0010", "Extra", "my mnemonic", "hard"],
        ["scheduling"],
        ["take", second / "all.apkg"],
        ["scheduling"],
        ["contents"],
        ["problems"],
    )

    assert outcome == {"duplicate": CODES}
    assert after == before
    assert contents["ML0003"][0][3] == "in my own words"
    assert contents["ML0010"][0][-1] == "my mnemonic"
    assert contents["ML0003"][1] == ["Basics", "NN", "hard"]
    assert sorted(contents) == CODES
    assert problems == []
    assert (second / "RELEASE_NOTES.md").read_text("utf-8") == "No question has changed.\n"
    assert (second / "all.apkg").read_bytes() == (first / "all.apkg").read_bytes() != (trial / "all.apkg").read_bytes()


def test_the_order_of_imports_makes_no_difference(maintainer: Maintainer, user_of: Callable[[str], User]) -> None:
    first = maintainer.release()
    maintainer.edit("tag-basics.txt", "features", "abstractions")
    maintainer.edit("tag-nn.txt", "features", "abstractions")
    second = maintainer.release()
    takes = [["take", folder / name] for folder in (first, second) for name in ("basics.apkg", "nn.apkg")]
    came = [
        user_of(name)(*(takes[number] for number in order), ["contents"], ["problems"])[-2:]
        for name, order in (("a", (0, 1, 2, 3)), ("b", (1, 0, 3, 2)), ("c", (0, 3)), ("d", (3, 2, 1, 0)))
    ]

    contents, problems = came[0]
    assert came[1] == came[2] == came[3] == came[0]
    assert contents["ML0003"][1:] == [["Basics", "NN"], ["ML Interview::NN"]]
    assert "abstractions" in contents["ML0003"][0][3]
    assert len(contents) == 6
    assert problems == []


def test_an_older_release_imported_late_takes_nothing_back(maintainer: Maintainer, user: User) -> None:
    first = maintainer.release()
    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    second = maintainer.release()

    _, outcome, contents = user(["take", second / "all.apkg"], ["take", first / "all.apkg"], ["contents"])

    assert outcome == {"duplicate": CODES}
    assert "much too simple" in contents["ML0010"][0][3]


def test_three_releases_lose_double_and_overwrite_nothing(
    maintainer: Maintainer, user_of: Callable[[str], User]
) -> None:
    first = maintainer.release()
    # The second corrects an answer, gives a question another tag, and adds two questions under a new tag.
    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    words = ("Words", "How are words embedded?", "By a table with a vector for each.")
    trees = ("Trees", "What does a tree split?", "The space of features, one at a time.")
    maintainer.add("tag-new.txt", page("Tag: New", record("NLP0001", *words), record("ML0030", *trees)))
    maintainer.add("tag-loss.txt", page("Tag: Loss", record("ML0011", "Variance", "What is variance?", "An error.")))
    second = maintainer.release()
    early, late = user_of("early"), user_of("late")
    *_, before, outcome_2, after_2, problems_2 = early(
        ["take", first / "all.apkg"],
        ["study", "ML Interview", 4],
        ["edit", "ML0001", "Extra", "my mnemonic", "hard"],
        ["move", "ML0010", "Mine"],
        ["scheduling"],
        ["take", second / "all.apkg"],
        ["scheduling"],
        ["problems"],
    )
    # The third retires a question, loses, renames and corrects others, and has another look. Anki 24.11 gives a note
    # that it updates the time of the import, so that the release has to be later, as a month from now it would be.
    maintainer.settle('[retire]\nDL0002 = "ML0030 says more"\n[alias]\nML0020 = "ML0200"\n')
    maintainer.edit("author.txt", "ML0020", "ML0200")
    maintainer.remove("tag-basics.txt", "ML0012")
    maintainer.edit("tag-basics.txt", "much too simple", "far too simple")
    maintainer.restyle()
    third = maintainer.release(int(time.time()) + 1)
    *_, between, outcome_3, after_3, contents, found, look, types, problems_3 = early(
        ["study", "ML Interview", 2],
        ["edit", "NLP0001", "Extra", "mine too", "hard"],
        ["scheduling"],
        ["take", third / "all.apkg"],
        ["scheduling"],
        ["contents"],
        ["find", "tag:mlanki::retired"],
        ["look"],
        ["note_types"],
        ["problems"],
    )
    *_, late_contents, late_problems = late(
        ["take", second / "new.apkg"],
        ["take", second / "basics.apkg"],
        ["take", third / "nn.apkg"],
        ["take", third / "all.apkg"],
        ["contents"],
        ["problems"],
    )

    assert outcome_2 == {
        "new": ["ML0030", "NLP0001"],
        "updated": ["ML0010", "ML0011"],
        "duplicate": others("ML0010", "ML0011"),
    }
    assert after_2 == before
    assert outcome_3 == {
        "updated": ["DL0002", "ML0010", "ML0200"],
        "duplicate": ["ML0001", "ML0003", "ML0011", "ML0030", "NLP0001"],
    }
    assert after_3 == between
    assert len(between) > len(before)
    assert sorted(contents) == sorted([*others("ML0020"), "ML0030", "ML0200", "NLP0001"])
    assert contents["ML0001"][0][-1] == "my mnemonic"
    assert contents["ML0001"][1] == ["NN", "hard"]
    assert contents["NLP0001"][0][-1] == "mine too"
    assert contents["ML0010"][2] == ["Mine"]
    assert "far too simple" in contents["ML0010"][0][3]
    assert contents["ML0011"][1:] == [["Basics", "Loss"], ["ML Interview::Basics"]]
    assert contents["ML0012"][0][3] == "What no model can learn."
    assert "Why: ML0030 says more." in contents["DL0002"][0][3]
    assert found == ["DL0002"]
    assert ".restyled" in look
    assert types == ["ML Interview Question"]
    assert problems_2 == problems_3 == late_problems == []

    # Who came late has the same, but for what the other made their own.
    for code in set(contents) - {"ML0001", "NLP0001", "ML0010"}:
        assert late_contents[code] == contents[code], code
    assert late_contents["ML0010"] == [*contents["ML0010"][:2], ["ML Interview::Basics"]]
    assert sorted(late_contents) == sorted(contents)
