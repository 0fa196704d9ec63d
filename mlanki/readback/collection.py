"""Reads the database inside a package, in the two shapes that Anki has given it.

Until Anki 2.1.28 (schema 11) decks and note types were JSON in a single row; since then (schema 18) they have
tables of their own, with settings as protocol buffers. The tables of notes and cards are the same.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mlanki.readback.wire import read_message


@dataclass(frozen=True, slots=True)
class TemplateSeen:
    """A kind of card, as a note type lays it out."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteTypeSeen:
    """A note type of a package; `mod` in seconds since 1970."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[TemplateSeen, ...]
    css: str
    is_cloze: bool
    mod: int = 0


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as the database has it; `note_type` is an id, `mod` in seconds since 1970."""

    id: int
    guid: str
    note_type: int
    mod: int
    tags: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Notes, note types by id, and for each note's id the decks that hold its cards, and its place while it is new."""

    notes: tuple[NoteRow, ...]
    note_types: Mapping[int, NoteTypeSeen]
    decks_of: Mapping[int, tuple[str, ...]]
    places: Mapping[int, int]


def read_collection(data: bytes) -> Collection:
    """Read the bytes of a database. Raises `sqlite3.Error` and the errors of JSON and of missing keys."""
    database = sqlite3.connect(":memory:")
    try:
        # A database in memory cannot keep a log beside itself, which two bytes of the header may ask for.
        database.deserialize(data[:18] + b"\x01\x01" + data[20:])
        database.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "notetypes" in tables:
            note_types, decks = _tabled_note_types(database), _tabled_decks(database)
        else:
            note_types, decks = _json_note_types(database), _json_decks(database)
        decks_of: defaultdict[int, tuple[str, ...]] = defaultdict(tuple)
        places: dict[int, int] = {}
        for note, deck, due in database.execute("SELECT nid, did, due FROM cards ORDER BY nid, ord"):
            decks_of[note] += (decks.get(deck, "Default"),)
            places.setdefault(note, due)
        notes = tuple(
            NoteRow(number, guid, note_type, mod, tuple(tags.split()), tuple(fields.split("\x1f")))
            for number, guid, note_type, mod, tags, fields in database.execute(
                "SELECT id, guid, mid, mod, tags, flds FROM notes"
            )
        )
    finally:
        database.close()
    return Collection(notes, note_types, decks_of, places)


def _json_decks(database: sqlite3.Connection) -> dict[int, str]:
    (decks,) = database.execute("SELECT decks FROM col").fetchone()
    return {int(number): str(deck["name"]) for number, deck in json.loads(decks).items()}


def _json_note_types(database: sqlite3.Connection) -> dict[int, NoteTypeSeen]:
    (models,) = database.execute("SELECT models FROM col").fetchone()
    return {int(number): _note_type(int(number), model) for number, model in json.loads(models).items()}


def _note_type(number: int, model: dict[str, Any]) -> NoteTypeSeen:
    return NoteTypeSeen(
        id=number,
        name=str(model["name"]),
        fields=tuple(str(field["name"]) for field in model["flds"]),
        templates=tuple(TemplateSeen(str(t["name"]), str(t["qfmt"]), str(t["afmt"])) for t in model["tmpls"]),
        css=str(model.get("css", "")),
        is_cloze=model.get("type") == 1,
        mod=int(model.get("mod", 0)),
    )


def _tabled_decks(database: sqlite3.Connection) -> dict[int, str]:
    return {number: name.replace("\x1f", "::") for number, name in database.execute("SELECT id, name FROM decks")}


def _tabled_note_types(database: sqlite3.Connection) -> dict[int, NoteTypeSeen]:
    """Numbers of settings: a note type's 1 is its kind, 3 its CSS; a template's 1 its front, 2 its back."""
    fields: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in database.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields[number].append(name)
    templates: defaultdict[int, list[TemplateSeen]] = defaultdict(list)
    for number, name, config in database.execute("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"):
        settings = read_message(config)
        templates[number].append(TemplateSeen(name, _words(settings[1]), _words(settings[2])))
    note_types = {}
    for number, name, mod, config in database.execute("SELECT id, name, mtime_secs, config FROM notetypes"):
        settings = read_message(config)
        note_types[number] = NoteTypeSeen(
            number, name, tuple(fields[number]), tuple(templates[number]), _words(settings[3]), settings[1] == [1], mod
        )
    return note_types


def _words(values: list[int | bytes]) -> str:
    """The text of a field; one that is left out is empty."""
    return bytes(values[-1]).decode() if values else ""
