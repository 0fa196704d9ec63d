"""Reads the database inside a package, in the two shapes that Anki has given it.

Until Anki 2.1.28 (schema 11) decks and note types were JSON in a single row; since then (schema 18) they have
tables of their own, with settings as protocol buffers, of which Anki uses little (protobuf.dev, “Encoding”): they are
read without their schema. The tables of notes and cards are the same.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from mlanki.readback.contents import NoteSeen, NoteTypeSeen, TemplateSeen
from mlanki.readback.database import Database, of_type
from mlanki.readback.unpacking import LARGEST_SETTINGS

LONGEST_NUMBER = 10  # bytes


def read_collection(database: Database) -> tuple[tuple[NoteSeen, ...], Counter[str]]:
    """The notes of a database in the order of their fields, and the number of cards in each deck that has any.

    Raises `sqlite3.Error`, and the errors of values that Anki would not have written.
    """
    if "notetypes" in database.tables:
        note_types = _tabled_note_types(database)
        named = database.rows("decks", {"id": int, "name": str})
        decks = {number: name.replace("\x1f", "::") for number, name in named}
    else:
        note_types = {number: _note_type(number, model) for number, model in _settings(database, "models")}
        decks = {number: of_type(str, deck["name"]) for number, deck in _settings(database, "decks")}
    decks_of: defaultdict[int, list[str]] = defaultdict(list)
    places: dict[int, int] = {}
    for note, deck, due in database.rows("cards", {"nid": int, "did": int, "due": int}, "nid, ord"):
        decks_of[note].append(decks.get(deck, "Default"))
        places.setdefault(note, due)
    columns = {"id": int, "guid": str, "mid": int, "mod": int, "tags": str, "flds": str}
    notes = []
    for number, guid, note_type, mod, tags, words in database.rows("notes", columns):
        kind, fields = note_types[note_type], tuple(words.split("\x1f"))
        if len(fields) != len(kind.fields):
            raise ValueError(f"the note {number} has {len(fields)} fields, and not those of its note type")
        held = tuple(dict.fromkeys(decks_of.get(number, ())))
        notes.append(NoteSeen(guid, kind, fields, tuple(tags.split()), mod, held, places.get(number, 0), number))
    notes.sort(key=lambda note: (note.fields, note.id))
    return tuple(notes), Counter(deck for held in decks_of.values() for deck in held)


def _settings(database: Database, column: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbers and the contents of what the older format keeps as JSON in the one row of its table."""
    (written,) = next(database.rows("col", {column: str}))
    if len(written) > LARGEST_SETTINGS:
        raise ValueError(f"its {column} are too large")
    for number, content in of_type(dict, json.loads(written)).items():
        yield int(number), of_type(dict, content)


def _note_type(number: int, model: dict[str, Any]) -> NoteTypeSeen:
    return NoteTypeSeen(
        id=number,
        name=of_type(str, model["name"]),
        fields=tuple(of_type(str, field["name"]) for field in model["flds"]),
        templates=tuple(
            TemplateSeen(*(of_type(str, t[key]) for key in ("name", "qfmt", "afmt"))) for t in model["tmpls"]
        ),
        css=of_type(str, model.get("css", "")),
        is_cloze=model.get("type") == 1,
        mod=of_type(int, model.get("mod", 0)),
    )


def _tabled_note_types(database: Database) -> dict[int, NoteTypeSeen]:
    """Numbers of settings: a note type's 1 is its kind, 3 its CSS; a template's 1 its front, 2 its back."""
    fields: defaultdict[int, list[str]] = defaultdict(list)
    for number, name in database.rows("fields", {"ntid": int, "name": str}, "ntid, ord"):
        fields[number].append(name)
    templates: defaultdict[int, list[TemplateSeen]] = defaultdict(list)
    for number, name, config in database.rows("templates", {"ntid": int, "name": str, "config": bytes}, "ntid, ord"):
        settings = read_message(config)
        templates[number].append(TemplateSeen(name, _words(settings[1]), _words(settings[2])))
    note_types = {}
    columns = {"id": int, "name": str, "mtime_secs": int, "config": bytes}
    for number, name, mod, config in database.rows("notetypes", columns):
        settings = read_message(config)
        note_types[number] = NoteTypeSeen(
            number, name, tuple(fields[number]), tuple(templates[number]), _words(settings[3]), settings[1] == [1], mod
        )
    return note_types


def _words(values: list[int | bytes]) -> str:
    """The text of a field; one that is left out is empty."""
    return of_type(bytes, values[-1]).decode() if values else ""


def read_message(data: bytes) -> defaultdict[int, list[int | bytes]]:
    r"""The values of each field by its number, whole numbers as int, all else as bytes.

    Raises `ValueError` for what is no message, also `IndexError` where it breaks off.

    >>> dict(read_message(b"\x08\x96\x01\x12\x02hi"))
    {1: [150], 2: [b'hi']}
    """
    fields: defaultdict[int, list[int | bytes]] = defaultdict(list)
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value: int | bytes
        match key & 7:
            case 0:
                value, at = _varint(data, at)
            case 2:
                length, at = _varint(data, at)
                value, at = data[at : at + length], at + length
            case 1:
                value, at = data[at : at + 8], at + 8
            case 5:
                value, at = data[at : at + 4], at + 4
            case other:
                raise ValueError(f"wire type {other}")
        if at > len(data):
            raise ValueError("a message breaks off")
        fields[key >> 3].append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, seven bits a byte, and where what follows it begins."""
    number = shift = 0
    while shift < 7 * LONGEST_NUMBER:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("a number does not end")
