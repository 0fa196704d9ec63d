"""The ledger: what it remembers, and that it is never overwritten by guesswork."""

import tomllib
from pathlib import Path

import pytest

from mlanki.errors import Stop
from mlanki.release.ledger import Ledger, Stamp, content_hash, load_ledger, to_text
from tests.conftest import Run
from tests.pages import page, record

WHOLE = """\
version = 1

[note-types]
"ML Interview Question" = { mod = 1700000000, hash = "aa" }

[notes]
ML0001 = { mod = 1700000000, hash = "bb", home = "NN" }
ML0002 = { mod = 1700000000, hash = "cc", home = "NN" }
"""


def released(**hashes: str) -> Ledger:
    return Ledger().stamp_notes(hashes, dict.fromkeys(hashes, "NN"), now=100)


def test_a_new_note_gets_the_time_of_the_build_and_its_home() -> None:
    assert released(ML0001="aa").notes == {"ML0001": Stamp("aa", 100, "NN")}


def test_an_unchanged_note_keeps_its_mod_and_a_changed_one_gets_a_later_one() -> None:
    ledger = released(ML0001="aa", ML0002="bb").stamp_notes({"ML0001": "aa", "ML0002": "b2"}, {}, now=200)

    assert ledger.notes == {"ML0001": Stamp("aa", 100, "NN"), "ML0002": Stamp("b2", 200, "NN")}


def test_the_first_home_stays_for_good() -> None:
    ledger = released(ML0001="aa").stamp_notes({"ML0001": "a2"}, {"ML0001": "Basics"}, now=200)

    assert ledger.notes["ML0001"].home == "NN"


def test_a_clock_that_goes_backwards_still_gives_a_later_mod() -> None:
    ledger = released(ML0001="aa").stamp_notes({"ML0001": "a2"}, {}, now=5)

    assert ledger.notes["ML0001"].mod == 101


def test_a_change_is_later_than_the_last_change_of_the_note_type() -> None:
    ledger = released(ML0001="aa").stamp_note_type("T", "look", 500).stamp_notes({"ML0001": "a2"}, {}, now=200)

    assert ledger.notes["ML0001"].mod == 501


def test_a_note_that_is_not_released_any_more_stays_remembered() -> None:
    ledger = released(ML0001="aa", ML0002="bb").stamp_notes({"ML0002": "bb"}, {}, now=200)

    assert ledger.notes["ML0001"] == Stamp("aa", 100, "NN")


def test_a_note_type_moves_only_when_its_content_does() -> None:
    ledger = Ledger().stamp_note_type("T", "aa", 100)

    assert ledger.stamp_note_type("T", "aa", 200) == ledger
    assert ledger.stamp_note_type("T", "bb", 200).note_types == {"T": Stamp("bb", 200)}


def test_the_hash_of_a_content_never_changes_and_tells_where_one_part_ends() -> None:
    # Another hash of the same content would make every note of every user look changed.
    assert content_hash("a", "b") == "3554d2b8a1e34099053865de8576d146"
    assert content_hash("ab") == "f9ca6d378adafba7c7de88d13d0e9126"


def test_the_file_is_sorted_with_one_line_for_each_name() -> None:
    ledger = released(ML0002="bb", ML0001="aa").stamp_note_type("ML Interview Question", "cc", 100)

    lines = to_text(ledger).splitlines()

    assert lines[lines.index("version = 1") :] == [
        "version = 1",
        "",
        "[note-types]",
        '"ML Interview Question" = { mod = 100, hash = "cc" }',
        "",
        "[notes]",
        'ML0001 = { mod = 100, hash = "aa", home = "NN" }',
        'ML0002 = { mod = 100, hash = "bb", home = "NN" }',
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    ledger = (
        Ledger()
        .stamp_notes(
            {"ML0001": "aa", "МЛ2": "bb", "Q-ABCDEFGH": "cc"},
            {"ML0001": "NN", "МЛ2": "学习", "Q-ABCDEFGH": 'C"\\#'},
            now=100,
        )
        .stamp_note_type('quo"ted\\', "dd", 100)
    )
    file = tmp_path / "mlanki.lock"
    file.write_text(to_text(ledger), encoding="utf-8")

    assert load_ledger(file) == ledger


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    assert load_ledger(tmp_path / "mlanki.lock") == Ledger()


BROKEN = {
    "binary": (b"\x80\x81\x00\xff", 1, "ledger-unreadable"),
    "empty": (b"", 1, "ledger-unreadable"),
    "truncated-in-a-line": (WHOLE[:-20].encode(), 8, "ledger-unreadable"),
    "truncated-between-tables": (WHOLE.split("[notes]", maxsplit=1)[0].encode(), 1, "ledger-unreadable"),
    "merge-conflict": (
        WHOLE.replace("ML0001", "<<<<<<< HEAD\nML0001").encode(),
        7,
        "ledger-unreadable",
    ),
    "both-sides-of-a-merge": ((WHOLE + WHOLE.splitlines()[6] + "\n").encode(), 9, "ledger-unreadable"),
    "other-toml": (b'[project]\nname = "mlanki"\n', 1, "ledger-unreadable"),
    "newer-version": (WHOLE.replace("version = 1", "version = 2").encode(), 1, "ledger-too-new"),
    "version-is-a-word": (WHOLE.replace("version = 1", 'version = "1"').encode(), 1, "ledger-unreadable"),
    "version-is-true": (WHOLE.replace("version = 1", "version = true").encode(), 1, "ledger-unreadable"),
    "notes-is-no-table": (
        WHOLE.split("[notes]", maxsplit=1)[0].replace("\n\n", "\nnotes = 1\n", 1).encode(),
        1,
        "ledger-unreadable",
    ),
    "entry-is-no-table": (
        WHOLE.replace('{ mod = 1700000000, hash = "cc", home = "NN" }', "5").encode(),
        8,
        "ledger-unreadable",
    ),
    "entry-lacks-home": (WHOLE.replace('"cc", home = "NN"', '"cc"').encode(), 8, "ledger-unreadable"),
    "entry-has-more": (WHOLE.replace('"cc"', '"cc", more = 1').encode(), 8, "ledger-unreadable"),
    "mod-is-a-word": (WHOLE.replace('1700000000, hash = "cc"', '"soon", hash = "cc"').encode(), 8, "ledger-unreadable"),
    "mod-is-true": (WHOLE.replace('1700000000, hash = "cc"', 'true, hash = "cc"').encode(), 8, "ledger-unreadable"),
    "mod-is-in-milliseconds": (WHOLE.replace('00, hash = "cc"', '00000, hash = "cc"').encode(), 8, "ledger-unreadable"),
    "mod-is-negative": (WHOLE.replace('1700000000, hash = "cc"', '-1, hash = "cc"').encode(), 8, "ledger-unreadable"),
    "hash-is-a-number": (WHOLE.replace('"cc"', "3").encode(), 8, "ledger-unreadable"),
    "home-is-empty": (WHOLE.replace('"cc", home = "NN"', '"cc", home = ""').encode(), 8, "ledger-unreadable"),
    "note-type-has-a-home": (WHOLE.replace('"aa"', '"aa", home = "NN"').encode(), 4, "ledger-unreadable"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_ledger_that_cannot_be_trusted_stops_the_build_and_stays_as_it_is(kind: str, raw: Path, run: Run) -> None:
    content, line, code = BROKEN[kind]
    lock = raw.parent / "mlanki.lock"
    lock.write_bytes(content)

    ran = run("build", raw, "-o", raw.parent / "out", "--lock", lock)

    assert ran.status == 1
    assert ran.out == ""
    said, why = ran.err.splitlines()
    assert why == f"mlanki: failed with 1 error ({code})"
    assert said.startswith(f"{lock}:{line}: error: ")
    assert said.endswith(f" [{code}]")
    assert lock.read_bytes() == content
    assert not (raw.parent / "out").exists()


def test_the_message_says_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "mlanki.lock"
    file.write_text(WHOLE.replace("version = 1", "version = 7"), encoding="utf-8")
    with pytest.raises(Stop, match=r"version 7, and this mlanki knows 1; install a newer mlanki"):
        load_ledger(file)

    file.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(Stop, match="restore it from version control"):
        load_ledger(file)


def test_line_ends_of_another_system_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "mlanki.lock"
    file.write_bytes(WHOLE.replace("\n", "\r\n").encode())

    assert load_ledger(file).notes["ML0002"] == Stamp("cc", 1_700_000_000, "NN")


def test_a_build_writes_a_ledger_with_every_note_its_home_and_the_note_type(built: Path) -> None:
    content = tomllib.loads((built / "mlanki.lock").read_text(encoding="utf-8"))

    assert content["version"] == 1
    assert list(content["note-types"]) == ["ML Interview Question"]
    assert {code: (entry["mod"], entry["home"]) for code, entry in content["notes"].items()} == {
        "DL0002": (1_700_000_000, "NN"),
        "ML0001": (1_700_000_000, "NN"),
        "ML0003": (1_700_000_000, "NN"),
        "ML0010": (1_700_000_000, "Basics"),
        "ML0011": (1_700_000_000, "Basics"),
        "ML0012": (1_700_000_000, "Basics"),
        "ML0020": (1_700_000_000, "Machine_Learning"),
    }


def test_homes_go_to_the_smallest_tag_and_among_equals_to_the_first_of_the_alphabet(raw: Path, run: Run) -> None:
    (raw / "equal.txt").write_text(
        page("Tag: AA", record("SQL1", answer="One."), record("SQL2", answer="Two."))
        + page("Tag: BB", record("SQL1", answer="One."), record("SQL2", answer="Two.")),
        encoding="utf-8",
    )
    run("build", raw, "-o", raw.parent / "out")

    ledger = load_ledger(raw.parent / "out" / "mlanki.lock")
    assert ledger.notes["SQL1"].home == "AA"
    assert ledger.notes["ML0003"].home == "NN"
