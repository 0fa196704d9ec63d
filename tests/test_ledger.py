"""The ledger: what it remembers, and that it is never overwritten by guesswork."""

import json
import os
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.errors import Stop
from mlanki.readback import read_package
from mlanki.release.ledger import Ledger, NoteContent, Seal, Stamp, content_hash
from mlanki.release.ledger_file import load_ledger, to_text
from tests.collection import Desk
from tests.conftest import Run
from tests.pages import page, record

WHOLE = """\
version = 2

[note-types]
"ML Interview Question" = { mod = 1700000000, hash = "aa" }

[notes]
ML0001 = { mod = 1700000000, hash = "bb", home = "NN" }
ML0002 = { mod = 1700000000, hash = "cc", home = "NN" }

[releases]
v1 = { time = 1700000000, content = "dd" }
"""

# As mlanki 0.1 wrote it: the hash of a note counts the names of its pages, and every row was released.
FIRST_VERSION = """\
version = 1

[note-types]
"ML Interview Question" = { mod = 1700000000, hash = "aa" }

[notes]
ML0001 = { mod = 1700000000, hash = "bb", home = "NN", asks = "0102" }
"""


def contents(**hashes: str) -> dict[str, NoteContent]:
    return {code: NoteContent(digest) for code, digest in hashes.items()}


def built(**hashes: str) -> Ledger:
    return Ledger().stamp_notes(contents(**hashes), dict.fromkeys(hashes, "NN"), now=100)


def released(**hashes: str) -> Ledger:
    return built(**hashes).seal("v1", hashes, 100)


def test_a_new_note_gets_the_time_of_the_build_and_its_home() -> None:
    assert built(ML0001="aa").notes == {"ML0001": Stamp("aa", 100, "NN")}


def test_an_unchanged_note_keeps_its_mod_and_a_changed_one_gets_a_later_one() -> None:
    ledger = built(ML0001="aa", ML0002="bb").stamp_notes(contents(ML0001="aa", ML0002="b2"), {}, now=200)

    assert ledger.notes == {"ML0001": Stamp("aa", 100, "NN"), "ML0002": Stamp("b2", 200, "NN")}


def test_the_first_home_stays_for_good() -> None:
    ledger = released(ML0001="aa").stamp_notes(contents(ML0001="a2"), {"ML0001": "Basics"}, now=200)

    assert ledger.notes["ML0001"].home == "NN"


def test_a_clock_that_goes_backwards_still_gives_a_later_mod() -> None:
    ledger = released(ML0001="aa").stamp_notes(contents(ML0001="a2"), {}, now=5)

    assert ledger.notes["ML0001"].mod == 101


def test_a_change_is_later_than_the_last_change_of_the_note_type() -> None:
    ledger = released(ML0001="aa").stamp_note_type("T", "look", 500).stamp_notes(contents(ML0001="a2"), {}, now=200)

    assert ledger.notes["ML0001"].mod == 501


def test_a_note_that_is_not_released_any_more_stays_remembered() -> None:
    ledger = built(ML0001="aa", ML0002="bb").stamp_notes(contents(ML0002="bb"), {}, now=200)

    assert ledger.notes["ML0001"] == Stamp("aa", 100, "NN")


def test_a_note_type_moves_only_when_its_content_does() -> None:
    ledger = Ledger().stamp_note_type("T", "aa", 100)

    assert ledger.stamp_note_type("T", "aa", 200) == ledger
    assert ledger.stamp_note_type("T", "bb", 200).note_types == {"T": Stamp("bb", 200)}


def test_what_was_only_built_obliges_to_nothing_and_keeps_its_mod_and_home() -> None:
    ledger = built(ML0001="aa").stamp_notes(contents(ML0001="aa", ML0002="bb"), {"ML0001": "X", "ML0002": "X"}, now=200)

    assert ledger.sealed_notes == {}
    assert ledger.notes == {"ML0001": Stamp("aa", 100, "NN"), "ML0002": Stamp("bb", 200, "X")}


def test_a_release_seals_what_it_holds_and_nothing_else() -> None:
    ledger = built(ML0001="aa", ML0002="bb").seal("v1", ["ML0001"], 300)

    assert ledger.sealed_notes == {"ML0001": Stamp("aa", 100, "NN", release="v1")}
    assert ledger.releases["v1"].time == 300
    assert (ledger.last_release, ledger.release_of(["ML0001"])) == ("v1", "v1")
    assert ledger.release_of(["ML0001", "ML0002"]) == ""


def test_the_last_release_is_the_last_on_any_clock() -> None:
    ledger = released(ML0001="aa").seal("v0", ["ML0001"], 5)

    assert ledger.last_release == ledger.release_of(["ML0001"]) == "v0"
    assert [seal.time for seal in ledger.releases.values()] == [100, 101]


def test_a_change_that_is_taken_back_before_a_release_has_never_been() -> None:
    ledger = released(ML0001="aa")
    tried = ledger.stamp_notes(contents(ML0001="a2"), {}, now=200).stamp_notes(contents(ML0001="a3"), {}, now=300)

    assert tried.sealed_notes == ledger.sealed_notes
    assert tried.release_of(["ML0001"]) == ""
    assert tried.stamp_notes(contents(ML0001="aa"), {}, now=400) == ledger


def test_what_is_released_keeps_its_address_until_its_content_changes() -> None:
    ledger = released(ML0001="aa").stamp_notes({"ML0001": NoteContent("aa", source="https://example.org")}, {}, now=200)
    assert ledger.notes["ML0001"].source == ""

    ledger = ledger.stamp_notes({"ML0001": NoteContent("a2", source="https://example.org")}, {}, now=300)
    assert ledger.notes["ML0001"].source == "https://example.org"


def test_the_hash_of_a_content_never_changes_and_tells_where_one_part_ends() -> None:
    # Another hash of the same content would make every note of every user look changed.
    assert content_hash("a", "b") == "3554d2b8a1e34099053865de8576d146"
    assert content_hash("ab") == "f9ca6d378adafba7c7de88d13d0e9126"


def test_the_file_is_sorted_with_one_line_for_each_name() -> None:
    ledger = (
        built(ML0002="bb", ML0001="aa").stamp_note_type("ML Interview Question", "cc", 100).seal("v1", ["ML0001"], 9)
    )
    ledger = ledger.stamp_notes(contents(ML0001="a2"), {}, now=200)

    lines = to_text(ledger).splitlines()

    assert lines[lines.index("version = 3") :] == [
        "version = 3",
        "",
        "[note-types]",
        '"ML Interview Question" = { mod = 100, hash = "cc", release = "v1" }',
        "",
        "[notes]",
        'ML0001 = { mod = 200, hash = "a2", home = "NN", last = { mod = 100, hash = "aa", release = "v1" } }',
        'ML0002 = { mod = 100, hash = "bb", home = "NN" }',
        "",
        "[releases]",
        f'v1 = {{ time = 9, content = "{ledger.releases["v1"].content}" }}',
    ]


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    ledger = (
        Ledger()
        .stamp_notes(
            {
                "ML0001": NoteContent("aa", "0102", "https://example.org/a"),
                **contents(МЛ2="bb"),
                "Q-ABCDEFGH": NoteContent("cc"),
            },
            {"ML0001": "NN", "МЛ2": "学习", "Q-ABCDEFGH": 'C"\\#'},
            now=100,
        )
        .stamp_note_type('quo"ted\\', "dd", 100)
        .seal("v1.0", ["ML0001", "МЛ2"], 100)
        .stamp_notes({"ML0001": NoteContent("a2", "0103", "https://example.org/b")}, {}, now=200)
    )
    file = tmp_path / "mlanki.lock"
    file.write_text(to_text(ledger), encoding="utf-8")

    assert load_ledger(file) == ledger


def test_no_file_is_an_empty_ledger(tmp_path: Path) -> None:
    assert load_ledger(tmp_path / "mlanki.lock") == Ledger()


BROKEN = {
    "binary": (b"\x80\x81\x00\xff", 1, "ledger-unreadable"),
    "empty": (b"", 1, "ledger-unreadable"),
    "truncated-in-a-line": (WHOLE[:-20].encode(), 11, "ledger-unreadable"),
    "truncated-between-tables": (WHOLE.split("[notes]", maxsplit=1)[0].encode(), 1, "ledger-unreadable"),
    "truncated-behind-the-notes": (WHOLE.split("[releases]", maxsplit=1)[0].encode(), 1, "ledger-unreadable"),
    "merge-conflict": (
        WHOLE.replace("ML0001", "<<<<<<< HEAD\nML0001").encode(),
        7,
        "ledger-unreadable",
    ),
    "both-sides-of-a-merge": (WHOLE.replace("ML0002", "ML0001").encode(), 8, "ledger-unreadable"),
    "other-toml": (b'[project]\nname = "mlanki"\n', 1, "ledger-unreadable"),
    "newer-version": (WHOLE.replace("version = 2", "version = 4").encode(), 1, "ledger-too-new"),
    "version-is-a-word": (WHOLE.replace("version = 2", 'version = "2"').encode(), 1, "ledger-unreadable"),
    "version-is-true": (WHOLE.replace("version = 2", "version = true").encode(), 1, "ledger-unreadable"),
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
    "last-is-no-table": (WHOLE.replace('"cc"', '"cc", last = 1').encode(), 8, "ledger-unreadable"),
    "last-was-never-released": (
        WHOLE.replace('"cc"', '"cc", last = { mod = 1, hash = "cb" }').encode(),
        8,
        "ledger-unreadable",
    ),
    "released-and-changed": (
        WHOLE.replace('"cc"', '"cc", release = "v1", last = { mod = 1, hash = "cb", release = "v1" }').encode(),
        8,
        "ledger-unreadable",
    ),
    "release-has-no-time": (WHOLE.replace("time = 1700000000", 'time = "soon"').encode(), 11, "ledger-unreadable"),
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
    file.write_text(WHOLE.replace("version = 2", "version = 7"), encoding="utf-8")
    with pytest.raises(Stop, match=r"version 7, and this mlanki knows 3; install a newer mlanki"):
        load_ledger(file)

    file.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(Stop, match="bring it back from version control"):
        load_ledger(file)


def test_line_ends_of_another_system_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "mlanki.lock"
    file.write_bytes(WHOLE.replace("\n", "\r\n").encode())

    assert load_ledger(file).notes["ML0002"] == Stamp("cc", 1_700_000_000, "NN")


def test_a_ledger_of_the_first_version_was_released_whole(tmp_path: Path) -> None:
    file = tmp_path / "mlanki.lock"
    file.write_text(FIRST_VERSION, "utf-8")

    ledger = load_ledger(file)

    assert ledger.sealed_notes == {"ML0001": Stamp("1:bb", 1_700_000_000, "NN", "0102", release="earlier")}
    assert ledger.releases == {"earlier": Seal(1_700_000_000, "")}
    same = ledger.rehashed(contents(ML0001="new"), {"ML0001": "bb"}.__getitem__)
    assert same.stamp_notes(contents(ML0001="new"), {}, 1_800_000_000).notes["ML0001"].mod == 1_700_000_000
    other = ledger.rehashed(contents(ML0001="new"), {"ML0001": "other"}.__getitem__)
    assert other.stamp_notes(contents(ML0001="new"), {}, 1_800_000_000).notes["ML0001"].mod == 1_800_000_000


def test_a_release_of_the_first_version_is_gone_on_with_and_no_note_changes(
    raw: Path, built: Path, rebuild: Callable[[], Path], desk: Desk
) -> None:
    as_first_version(built)
    desk.take(built / "all.apkg")
    desk.edit("ML0003", "Extra", "my mnemonic", "hard")
    basics = raw / "tag-basics.txt"
    basics.write_text(basics.read_text("utf-8").replace("too simple", "much too simple"), "utf-8")

    outcome = desk.take(rebuild() / "all.apkg")

    assert outcome.updated == {"ML0010"}
    assert desk.note("ML0003")["Extra"] == "my mnemonic"
    ledger = load_ledger(built / "mlanki.lock")
    assert len(ledger.sealed_notes) == 7
    assert {stamp.release for code, stamp in ledger.notes.items() if code != "ML0010"} == {"earlier"}


def as_first_version(folder: Path) -> None:
    """Make the ledger what mlanki 0.1 would have written, with the names of pages in the hashes."""
    pages = {
        record["code"]: "<br>".join(dict.fromkeys(origin["page"] for origin in record["origins"]))
        for record in map(json.loads, (folder / "records.jsonl").read_text("utf-8").splitlines())
    }
    lines = ["version = 1\n", "[note-types]"]
    ledger = load_ledger(folder / "mlanki.lock")
    lines += [f'"{name}" = {{ mod = {stamp.mod}, hash = "{stamp.hash}" }}' for name, stamp in ledger.note_types.items()]
    lines.append("\n[notes]")
    for note in read_package(folder / "all.apkg").notes:
        code, *fields = note.fields
        digest = content_hash(code, *fields[:5], pages[code], fields[6], *note.tags)
        stamp = ledger.notes[code]
        lines.append(
            f'{code} = {{ mod = {note.mod}, hash = "{digest}", home = "{stamp.home}", asks = "{stamp.asks}" }}'
        )
    (folder / "mlanki.lock").write_text("\n".join(lines), "utf-8")


def test_a_build_writes_a_ledger_with_every_note_its_home_and_the_note_type(built: Path) -> None:
    content = tomllib.loads((built / "mlanki.lock").read_text(encoding="utf-8"))

    assert content["version"] == 3
    assert list(content["note-types"]) == ["ML Interview Question"]
    assert {code: (entry["mod"], entry["home"]) for code, entry in content["notes"].items()} == {
        "DL0002": (1_700_000_000, "NN"),
        "ML0001": (1_700_000_000, "NN"),
        "ML0003": (1_700_000_000, "NN"),
        "ML0010": (1_700_000_000, "Basics"),
        "ML0011": (1_700_000_000, "Basics"),
        "ML0012": (1_700_000_000, "Basics"),
        "ML0020": (1_700_000_000, "Machine Learning"),
    }


def test_homes_go_to_the_smallest_tag_and_among_equals_to_the_first_of_the_alphabet(raw: Path, run: Run) -> None:
    (raw / "equal.txt").write_text(
        page("Tag: AA", record("SQL1", answer="One."), record("SQL2", answer="Two."))
        + page("Tag: BB", record("SQL1", answer="One."), record("SQL2", answer="Two.")),
        encoding="utf-8",
    )
    (raw / "mlanki.toml").write_text("smallest-deck = 1", "utf-8")
    run("build", raw, "-o", raw.parent / "out")

    ledger = load_ledger(raw / "mlanki.lock")
    assert ledger.notes["SQL1"].home == "AA"
    assert ledger.notes["ML0003"].home == "NN"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_a_pipe_in_the_place_of_the_ledger_makes_nobody_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mlanki.lock")

    with pytest.raises(Stop, match="it is no file"):
        load_ledger(tmp_path / "mlanki.lock")
