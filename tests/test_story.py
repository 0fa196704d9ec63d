"""Three months of a deck: a maintainer with all ordinary mistakes, and a learner who loses nothing by any of them."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.pages import page, record
from tests.people import MONTH, ROOT, Maintainer, Step, User
from tests.test_upgrades import maintainer, user_of

__all__ = ["maintainer", "user_of"]  # fixtures

ROW = record("ML0100", "Layers", "What is a layer?", "Units in a row.")
WORDS = record("NLP0001", "Words", "How are words embedded?", "By a table with a vector for each.")
DEPTH = record("ML0003", "Depth", "Why depth?", "Each layer builds on\nthe features of the one below.")
LOOK: tuple[Step, ...] = (["scheduling"], ["states"], ["contents"], ["problems"])


def try_to(maintainer: Maintainer, *arguments: object, folder: Path | None = None) -> tuple[int, str]:
    """Run a command that may fail; its status and what it says."""
    ran = subprocess.run(
        [sys.executable, "-m", "mlanki", *map(str, arguments)],
        cwd=folder or maintainer.folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stderr


def test_nothing_that_a_maintainer_tries_forgets_or_pastes_costs_a_learner_anything(  # noqa: PLR0915 - one story
    maintainer: Maintainer, user_of: Callable[[str], User], tmp_path: Path
) -> None:
    learner = user_of("learner")
    today = int(time.time())
    lock, first_month, second_month = maintainer.folder / "mlanki.lock", today - 2 * MONTH, today - MONTH

    # The first month: three dumps, a trial that nobody gets, a release.
    maintainer.settle("")
    maintainer.add("tried.txt", page("Tag: NN", ROW))
    maintainer.run("build", "raw", "-o", "trial", at=first_month)
    (maintainer.folder / "raw" / "tried.txt").unlink()
    first = maintainer.release(first_month)
    outcome, *_, studied, cards, contents, problems = learner(
        ["take", first / "all.apkg"],
        ["study", "ML Interview", 6],
        ["edit", "ML0001", "Extra", "my mnemonic", "hard"],
        ["edit", "ML0003", "Answer", "in my own words", "mine"],
        ["flag", "DL0002", 3],
        ["suspend", "ML0012"],
        ["move", "ML0011", "Mine::Today"],
        ["move", "DL0002", "Mine::Today"],
        *LOOK,
    )
    assert outcome == {"new": ["DL0002", "ML0001", "ML0003", "ML0010", "ML0011", "ML0012", "ML0020"]}
    assert (cards["DL0002"][0][0], cards["ML0012"][0][1]) == (3, -1)
    assert len(studied) == 12
    assert problems == []

    # The second: three dumps more. One repeats what is known, one has new questions, one shows that a tag was split.
    maintainer.add("admin.txt", page("Author: admin", DEPTH))
    maintainer.add("tag-new.txt", page("Tag: New", ROW, WORDS))
    maintainer.edit("tag-basics.txt", "too simple", "much too simple")
    maintainer.add(
        "tag-errors.txt",
        page("Tag: Errors", record("ML0010", "Bias", "What is bias?", "An error from assumptions.")),
    )
    # A code is another now. Of the trials one has it as a new question, and one is put where the sources are.
    maintainer.edit("author.txt", "ML0020", "ML0200")
    maintainer.run("build", "raw", "-o", "trial", at=second_month - 9)
    assert try_to(maintainer, "build", "raw", "-o", "raw")[0] == 2
    maintainer.settle('[alias]\nML0020 = "ML0200"\n')
    # From another folder the same settings and the same ledger are found.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = lock.read_bytes()
    assert try_to(maintainer, "check", maintainer.folder / "raw", "--strict", folder=elsewhere) == (0, "")
    # The ledger is lost, which a build says, and found in what was released.
    lock.unlink()
    assert "[ledger-missing]" in try_to(maintainer, "build", "raw", "-o", first.name)[1]
    assert "[ledger-missing]" in try_to(maintainer, "release", "v2", "raw", "-o", "new")[1]
    assert not lock.exists()
    maintainer.run("restore", f"{first.name}/all.apkg", "-o", "mlanki.lock", "--release", "v1")
    assert lock.read_bytes() != before, "it knows nothing of trials"
    second = maintainer.release(second_month)
    start, outcome, *_, after, cards_after, contents_after, problems = learner(
        ["scheduling"], ["take", second / "all.apkg"], *LOOK
    )
    assert outcome == {
        "new": ["ML0100", "NLP0001"],
        "updated": ["ML0010", "ML0200"],
        "duplicate": ["DL0002", "ML0001", "ML0003", "ML0011", "ML0012"],
    }
    assert start == after == studied
    assert problems == []
    for code in ("DL0002", "ML0001", "ML0003", "ML0011", "ML0012"):
        assert contents_after[code] == contents[code], code
    assert {code: cards_after[code] for code in cards if code != "ML0020"} == {
        code: state for code, state in cards.items() if code != "ML0020"
    }
    assert (contents_after["ML0001"][0][-1], contents_after["ML0003"][0][3]) == ("my mnemonic", "in my own words")
    assert contents_after["ML0010"][1:] == [["Basics", "Errors"], ["ML Interview::Basics"]]
    assert contents_after["ML0200"][1:] == contents["ML0020"][1:]

    # The third, on a second machine: it builds the same bytes, and then merges two questions and retires one.
    second_machine = Maintainer(tmp_path / "clone", releases=2)
    shutil.copytree(maintainer.folder / "raw", second_machine.folder / "raw")
    for name in ("mlanki.toml", "mlanki.lock"):
        shutil.copy(maintainer.folder / name, second_machine.folder / name)
    shutil.copytree(second, second_machine.folder / second.name)
    second_machine.run("build", "raw", "-o", "same", at=today)
    same = second_machine.folder / "same" / "all.apkg"
    assert same.read_bytes() == (second / "all.apkg").read_bytes()
    second_machine.remove("tag-nn.txt", "DL0002")
    second_machine.run("build", "raw", "-o", "trial", at=today)
    second_machine.settle(
        'same = [["ML0011", "ML0012"]]\n[retire]\nDL0002 = "it is out of date"\n[alias]\nML0020 = "ML0200"\n'
    )
    third = second_machine.release(today + 1)
    *_, repeated, start, cards, outcome, after, cards_after, contents_now, problems = learner(
        ["study", "ML Interview", 2],
        ["edit", "NLP0001", "Extra", "mine too", "hard"],
        ["take", same],
        ["scheduling"],
        ["states"],
        ["take", third / "all.apkg"],
        *LOOK,
    )
    assert set(repeated) == {"duplicate"}
    assert outcome == {
        "updated": ["DL0002", "ML0012"],
        "duplicate": ["ML0001", "ML0003", "ML0010", "ML0011", "ML0100", "ML0200", "NLP0001"],
    }
    assert after == start
    assert len(after) > len(studied)
    assert cards_after == cards
    assert (cards["DL0002"][0][0], cards["ML0012"][0][1]) == (3, -1)
    assert problems == []
    for code in set(contents_now) - {"DL0002", "ML0012", "NLP0001"}:
        assert contents_now[code] == contents_after[code], code
    assert contents_now["NLP0001"][0][-1] == "mine too"
    assert "Why: it is out of date." in contents_now["DL0002"][0][3]
    assert contents_now["DL0002"][0][3].endswith("<p>It silences units at random.</p><p>Only while training.</p>")
    assert contents_now["DL0002"][2] == ["Mine::Today"]
    assert "goes on as <b>ML0011 Variance</b>" in contents_now["ML0012"][0][3]
    assert contents_now["ML0012"][0][3].endswith("What no model can learn.")

    # Whoever begins with the third, and takes the first by mistake, has the same but for what the other made their own.
    *_, late, problems = user_of("late")(
        ["take", third / "all.apkg"], ["take", first / "all.apkg"], ["contents"], ["problems"]
    )
    assert sorted(late) == sorted(contents_now)
    assert problems == []
    for code in set(late) - {"DL0002", "ML0001", "ML0003", "ML0011", "NLP0001"}:
        assert late[code] == contents_now[code], code


def test_a_dropped_question_and_one_whose_new_code_was_released_too_end_with_a_notice_and_all_their_progress(
    maintainer: Maintainer, user_of: Callable[[str], User]
) -> None:
    learner = user_of("learner")
    month_before = int(time.time()) - MONTH
    first = maintainer.release(month_before)
    *_, studied, cards, _, _ = learner(["take", first / "all.apkg"], ["study", "ML Interview", 7], *LOOK)

    maintainer.settle('drop = ["ML0011"]\n\n[alias]\nML0012 = "ML0010"\n')
    outcome, *_, after, cards_after, contents, problems = learner(["take", maintainer.release() / "all.apkg"], *LOOK)

    assert outcome["updated"] == ["ML0011", "ML0012"]
    assert after == studied
    assert cards_after == cards
    assert "mlanki::retired" in contents["ML0011"][1]
    assert "mlanki::merged" in contents["ML0012"][1]
    assert "ML0010" in contents["ML0012"][0][3]
    assert problems == []
