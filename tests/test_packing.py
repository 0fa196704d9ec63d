"""The bytes of a package: what is in it, and that nothing else decides them."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import genanki
import pytest

from mlanki import cards
from mlanki.cards.html import figure_hint
from mlanki.cards.notetype import NoteType
from mlanki.config import Config
from mlanki.diagnostics import Severity
from mlanki.document import Blocks
from mlanki.identity import deck_id_of, guid_of, note_id_of, position_of
from mlanki.pipeline import build, parse
from mlanki.release.ledger import Ledger
from mlanki.release.packing import Note, pack


def note(code: str, home: str = "ML Interview::NN", mod: int = 1_600_000_000) -> Note:
    return Note(
        code, (code, "Title", "Why?", "Because.", "", "", "", ""), ("NN", "Basics"), home, mod, position_of(code)
    )


def genanki_package(notes: list[Note], file: Path, timestamp: int) -> bytes:
    """The package that genanki makes of the notes without any help of ours."""
    ours = NoteType(timestamp)
    look = {"fields": ours.fields, "templates": ours.templates, "css": ours.css}
    note_type = genanki.Model(ours.model_id, ours.name, **look, sort_field_index=ours.sort_field_index)
    decks = {home: genanki.Deck(deck_id_of(home), home) for home in sorted({note.home for note in notes})}
    for each in notes:
        decks[each.home].add_note(
            genanki.Note(note_type, list(each.fields), None, each.tags, guid_of(each.code), position_of(each.code))
        )
    genanki.Package(list(decks.values())).write_to_file(file, timestamp)
    return file.read_bytes()


@contextmanager
def opened(package: bytes) -> Iterator[sqlite3.Connection]:
    """The collection in a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        data = archive.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        yield database


def rows(package: bytes, sql: str) -> list[tuple[object, ...]]:
    with opened(package) as database:
        return database.execute(sql).fetchall()


def test_a_package_is_a_deflated_zip_with_fixed_dates() -> None:
    with zipfile.ZipFile(io.BytesIO(pack([note("ML0001")], NoteType(1)))) as archive:
        members = archive.infolist()

    assert [member.filename for member in members] == ["collection.anki2", "media"]
    assert {member.compress_type for member in members} == {zipfile.ZIP_DEFLATED}
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}


def test_every_note_has_its_guid_mod_fields_tags_and_one_card_in_its_home() -> None:
    package = pack([note("ML0001"), note("ML0002", "ML Interview::Basics", 1_700_000_000)], NoteType(1))

    fields = "\x1fTitle\x1fWhy?\x1fBecause.\x1f\x1f\x1f\x1f"
    assert rows(package, "select guid, mod, tags, flds from notes order by flds") == [
        ("m|NlF!1G>c", 1600000000, " NN Basics ", "ML0001" + fields),
        ("r[^M~*GyJs", 1700000000, " NN Basics ", "ML0002" + fields),
    ]
    assert rows(package, "select due, cards.mod from cards join notes on notes.id = nid order by flds") == [
        (1, 1600000000),
        (2, 1700000000),
    ]


def test_the_decks_of_a_package_are_the_homes_of_its_notes() -> None:
    package = pack([note("ML0001"), note("ML0002", "ML Interview::Basics")], NoteType(1))

    ((decks,),) = rows(package, "select decks from col")
    names = {deck["name"] for deck in json.loads(str(decks)).values()}
    assert names == {"Default", "ML Interview::Basics", "ML Interview::NN"}


def test_ids_of_notes_and_cards_are_distinct_even_where_codes_collide() -> None:
    # Two codes with one note id, found by counting.
    assert note_id_of("ML214184") == note_id_of("ML218921")
    package = pack([note("ML214184"), note("ML218921")], NoteType(1))

    ids = [row[0] for row in rows(package, "select id from notes union all select id from cards")]
    assert len(ids) == len(set(ids)) == 4


def test_a_package_holds_what_genanki_itself_would_write(tmp_path: Path) -> None:
    ours = [note("ML0001"), note("ML0002", "ML Interview::Basics"), note("Q-7K3M9Q2D", "ML Interview::Basics")]
    genankis = genanki_package(ours, tmp_path / "stock.apkg", 1_600_000_000)

    def content(package: bytes) -> list[list[tuple[object, ...]]]:
        return [
            rows(package, "select type, name, sql from sqlite_master order by name"),
            rows(package, "select guid, mid, mod, usn, tags, flds, sfld, csum, flags, data from notes order by guid"),
            rows(
                package,
                "select guid, did, ord, cards.mod, cards.usn, type, queue, due, ivl, factor, reps, lapses, left, odue,"
                " odid, cards.flags, cards.data from cards join notes on notes.id = nid order by guid",
            ),
            rows(package, "select id, crt, mod, scm, ver, dty, usn, ls, conf, decks, dconf, tags from col"),
        ]

    packed = pack(ours, NoteType(1_600_000_000))
    assert content(packed) == content(genankis)
    # Where the last deck stands there, `to_json` of the note type says why it does not here.
    ((mine,),), ((stock,),) = (rows(package, "select models from col") for package in (packed, genankis))
    (mine,), (stock,) = (json.loads(str(models)).values() for models in (mine, stock))
    assert mine == stock | {"did": 1}


def test_what_a_note_says_is_found_out_once_for_all_its_packages(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = parse([raw], Config())
    asked: list[Blocks] = []

    def counted(blocks: Blocks) -> str:
        asked.append(blocks)
        return figure_hint(blocks)

    monkeypatch.setattr(cards, "figure_hint", counted)
    built = build(parsed, Config(), Ledger(), 100)

    assert sum(package.notes for package in built.packages) > len(parsed.records)
    assert len(asked) == len(parsed.records)


def test_the_order_of_notes_does_not_lose_any() -> None:
    notes = [note(f"ML{number}") for number in range(300)]

    assert rows(pack(notes, NoteType(1)), "select count(distinct guid) from notes") == [(300,)]


def test_the_same_notes_give_the_same_bytes() -> None:
    notes = [note("ML0001"), note("ML0002", "ML Interview::Basics")]

    assert pack(notes, NoteType(1)) == pack(list(notes), NoteType(1))


def test_a_repeated_guid_is_an_error_that_names_both(raw: Path) -> None:
    parsed = parse([raw], Config())
    repeated = replace(parsed, records=(*parsed.records, parsed.records[0]))

    built = build(repeated, Config(), Ledger(), 100)

    (error,) = built.diagnostics
    assert error.severity is Severity.ERROR
    assert str(error) == (
        "tag-nn.txt:22: DL0002 has the guid of DL0002 (tag-nn.txt:22); rename one of the codes [duplicate-guid]"
    )


def build_elsewhere(raw: Path, lock: Path, folder: Path, **environment: str) -> dict[str, bytes]:
    """Build in a process of its own, with another working folder and environment."""
    folder.mkdir(parents=True)
    (folder / "sources").symlink_to(raw)
    (folder / "mlanki.lock").write_bytes(lock.read_bytes())
    (folder / "mlanki.toml").write_bytes((raw.parent / "small-decks.toml").read_bytes())
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **environment}
    command = (sys.executable, "-m", "mlanki", "build", "sources/", "-o", "out", "--lock", "mlanki.lock", "-q")
    umask = int(environment.get("UMASK", "022"), 8)
    subprocess.run(command, cwd=folder, env=env, umask=umask, check=True)
    return {file.name: file.read_bytes() for file in [*(folder / "out").iterdir(), folder / "mlanki.lock"]}


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1731536000"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C", "UMASK": "077", "PYTHONUTF8": "0"},
    ],
    ids=["a-year-later", "today"],
)
def test_the_same_sources_and_ledger_give_the_same_bytes_anywhere(
    raw: Path, built: Path, tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    here = {file.name: file.read_bytes() for file in built.iterdir()}

    assert build_elsewhere(raw, built / "mlanki.lock", tmp_path / "some where" / "else", **environment) == here


def test_an_untouched_rebuild_on_a_later_day_changes_no_byte(built: Path, rebuild: Callable[[], Path]) -> None:
    before = {file.name: file.read_bytes() for file in built.iterdir()}

    rebuild()

    assert {file.name: file.read_bytes() for file in built.iterdir()} == before
