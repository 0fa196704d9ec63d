"""Packs notes into an `.apkg`: the same bytes for the same notes on any day and any machine."""

import io
import itertools
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import genanki

from mlanki.cards.notetype import NoteType
from mlanki.identity import CARDS_A_NOTE, deck_id_of, guid_of, note_id_of, position_of

# The earliest date that a zip can name; genanki would write the time of the build.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

DATABASE_HEADER = 100  # bytes before the header of the first page
TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}  # the first byte of a page that holds a b-tree → the length of its header


@dataclass(frozen=True, slots=True)
class Note:
    """What a package holds of a record: `home` is the full name of its deck, `mod` in seconds since 1970.

    `code` is the one under which it was first released, and everything that Anki knows the note by derives from it; a
    record that was renamed shows another in its fields. `media` are the files that the fields show, by their names.
    """

    code: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    home: str
    mod: int
    media: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def guid(self) -> str:
        return guid_of(self.code)


def pack(notes: Sequence[Note], note_type: NoteType) -> bytes:
    """A package of `notes`, each filed under its home deck, as a zip compressed with DEFLATE.

    The legacy format is written since every Anki reads it.
    """
    database = sqlite3.connect(":memory:")
    try:
        cursor = database.cursor()
        # Whether SQLite zeroes what it frees is a choice of those who compile it.
        cursor.execute("PRAGMA secure_delete = ON")
        genanki.Package(list(_decks(notes, note_type))).write_to_db(cursor, 0, iter(()))
        database.commit()
        # Pages that genanki's table changes have freed would keep what the order of writes left in them.
        cursor.execute("VACUUM")
        collection = _without_remnants(database.serialize())
    finally:
        database.close()
    media = dict(sorted(item for note in notes for item in note.media.items()))
    numbered = {str(number): name for number, name in enumerate(media)}
    members = [("collection.anki2", collection), ("media", json.dumps(numbered).encode())]
    members += [(number, media[name]) for number, name in numbered.items()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members:
            archive.writestr(_member(name), data, zipfile.ZIP_DEFLATED, compresslevel=9)
    return stream.getvalue()


def _without_remnants(collection: bytes) -> bytes:
    """The database with zeros wherever a page holds nothing; what SQLite leaves there depends on its version.

    On a page of a b-tree the cells grow down towards their pointers, with a gap between the two
    (https://www.sqlite.org/fileformat2.html, section 1.6).
    """
    pages = bytearray(collection)
    size = int.from_bytes(pages[16:18])
    for start in range(0, len(pages), size):
        header = start or DATABASE_HEADER
        if pages[header] not in TREE_PAGES:
            continue
        cells = int.from_bytes(pages[header + 3 : header + 5])
        gap = header + TREE_PAGES[pages[header]] + 2 * cells
        content = start + int.from_bytes(pages[header + 5 : header + 7])
        pages[gap:content] = bytes(content - gap)
    return bytes(pages)


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, ZIP_DATE)
    member.create_system = 3  # Unix, on whatever system this runs
    member.external_attr = 0o644 << 16
    return member


def _decks(notes: Sequence[Note], note_type: NoteType) -> Iterator[genanki.Deck]:
    ids = dict(zip((note.code for note in notes), _distinct(note_id_of(note.code) for note in notes), strict=True))
    homes = sorted({note.home for note in notes})
    for home, deck_id in zip(homes, _distinct(map(deck_id_of, homes)), strict=True):
        deck = genanki.Deck(deck_id, home)
        for note in notes:
            if note.home == home:
                deck.add_note(_StampedNote(note, ids[note.code], note_type))
        yield deck


def _distinct(ids: Iterable[int]) -> Iterator[int]:
    """The ids in their order, one that is taken moved to the next that is free."""
    taken: set[int] = set()
    for number in ids:
        free = next(n for n in itertools.count(number, CARDS_A_NOTE) if n not in taken)
        taken.add(free)
        yield free


class _StampedNote(genanki.Note):  # type: ignore[misc]
    """A note with an id and a `mod` of its own, where genanki gives all of them those of the build."""

    def __init__(self, note: Note, note_id: int, note_type: NoteType) -> None:
        super().__init__(
            model=note_type,
            fields=list(note.fields),
            tags=note.tags,
            guid=note.guid,
            due=position_of(note.code),
        )
        self.mod = note.mod
        self.note_id = note_id

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:  # noqa: ARG002, ANN401
        super().write_to_db(cursor, self.mod, deck_id, itertools.count(self.note_id))
