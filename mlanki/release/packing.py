"""Packs notes into an `.apkg`: the same bytes for the same notes on any day and any machine."""

import hashlib
import io
import itertools
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import genanki

from mlanki.cache import Cache, code_digest
from mlanki.cards.notetype import NoteType
from mlanki.identity import CARDS_A_NOTE, deck_id_of, guid_of, note_id_of
from mlanki.packed import packable
from mlanki.release.files import waiting
from mlanki.release.publishing import sha256
from mlanki.scratch import scratch

# The earliest date that a zip can name; genanki would write the time of the build.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)

AT_ONCE = 1_000  # notes whose rows are in memory
DATABASE_HEADER = 100  # bytes before the header of the first page
WRITER = ((24, 28), (92, 100))  # where that has the number of changes, and the version of SQLite that made the last
TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}  # the first byte of a page that holds a b-tree → the length of its header


@packable("fields")
@dataclass(frozen=True, slots=True)
class Note:
    """What a package holds of a record.

    `home` is the full name of its deck, `mod` in seconds since 1970, `position` its place among the new cards. `code`
    is the one under which it was first released, and everything that Anki knows the note by derives from it; a record
    that was renamed shows another in its fields. `media` are the files that the fields show, by their names. The note
    of a point names its `parent`, and its `number` there from 1; it has the position of its parent.
    """

    code: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    home: str
    mod: int
    position: int
    media: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    parent: str = ""
    number: int = 0

    @property
    def id(self) -> int:
        """Anki shows new cards of one position in the order of their ids, and so a point behind its parent."""
        return note_id_of(self.parent or self.code) + self.number * CARDS_A_NOTE


def pack(notes: Sequence[Note], note_type: NoteType, point_type: NoteType | None = None) -> bytes:
    """A package of `notes`, each filed under its home deck, as a zip compressed with DEFLATE.

    `point_type` is the note type of those that have a parent, if there are any. The legacy format is written since
    every Anki reads it.
    """
    types = {False: note_type} | ({True: point_type} if point_type and any(note.parent for note in notes) else {})
    media = dict(sorted(item for note in notes for item in note.media.items()))
    numbered = {str(number): name for number, name in enumerate(media)}
    members = [("media", json.dumps(numbered).encode())]
    members += [(number, media[name]) for number, name in numbered.items()]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        with waiting(), scratch() as folder:
            file = folder / "collection.anki2"
            _write_database(file, notes, types)
            member = _member(file.name)
            member.file_size = file.stat().st_size
            with archive.open(member, "w") as packed:
                packed.writelines(_pages(file))
        for name, data in members:
            archive.writestr(_member(name), data)
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class PackagesBefore:
    """Those that a build has left in `folder`; the cache knows what they were made of."""

    folder: Path | None = None
    cache: Cache | None = None

    def pack(self, file: str, notes: Sequence[Note], *note_types: NoteType) -> bytes:
        """The package `file` of `notes`, taken from there if that is the same: it would have the same bytes."""
        if self.folder is None or self.cache is None:
            return pack(notes, *note_types)
        key = _key_of(notes, note_types)
        if known := self.cache.find(key):
            with suppress(OSError):
                before = self.folder / file
                package = before.read_bytes() if before.is_file() else b""
                if sha256(package).encode() == known:
                    return package
        package = pack(notes, *note_types)
        self.cache.keep(key, sha256(package).encode())
        return package


def _key_of(notes: Sequence[Note], note_types: Sequence[NoteType]) -> str:
    """A digest of all that decides the bytes of a package."""
    tools = (code_digest(), sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION, *(each.mod for each in note_types))
    digest = hashlib.sha256(json.dumps(tools).encode())
    for note in notes:
        decides = {each.name: getattr(note, each.name) for each in fields(note)}
        decides["media"] = {name: sha256(data) for name, data in note.media.items()}
        digest.update(json.dumps(decides).encode() + b"\n")
    return digest.hexdigest()


def _write_database(file: Path, notes: Sequence[Note], types: Mapping[bool, NoteType]) -> None:
    """Write a collection into `file`; all of it would not fit into memory."""
    with closing(sqlite3.connect("")) as database:  # in a file of its own that SQLite keeps to itself
        cursor = database.cursor()
        cursor.execute("PRAGMA journal_mode = OFF")
        cursor.execute("PRAGMA synchronous = OFF")  # nor need what is packed at once outlive the machine
        # Whether SQLite zeroes what it frees is a choice of those who compile it.
        cursor.execute("PRAGMA secure_delete = ON")
        _Collection(notes, types).write_to_db(cursor, 0, iter(()))
        database.commit()
        # Pages that genanki's table changes have freed would keep what the order of writes left in them.
        cursor.execute("VACUUM INTO ?", (str(file),))


def _pages(file: Path) -> Iterator[bytearray]:
    """The pages of a database, with zeros wherever one holds nothing: what SQLite leaves there depends on its version.

    On a page of a b-tree the cells grow down towards their pointers, with a gap between the two
    (https://www.sqlite.org/fileformat2.html, section 1.6).
    """
    with file.open("rb") as database:
        size = int.from_bytes(database.read(DATABASE_HEADER)[16:18])
        database.seek(0)
        for start in range(0, file.stat().st_size, size):
            page = bytearray(database.read(size))
            header = 0 if start else DATABASE_HEADER
            if not start:
                for first, end in WRITER:
                    page[first:end] = bytes(end - first)
            if page[header] in TREE_PAGES:
                cells = int.from_bytes(page[header + 3 : header + 5])
                gap = header + TREE_PAGES[page[header]] + 2 * cells
                content = int.from_bytes(page[header + 5 : header + 7])
                page[gap:content] = bytes(content - gap)
            yield page


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, ZIP_DATE)
    member.create_system = 3  # Unix, on whatever system this runs
    member.external_attr = 0o644 << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    member._compresslevel = 9  # type: ignore[attr-defined]  # noqa: SLF001 - as `writestr` does; `open` is told nothing
    return member


def _distinct(ids: Iterable[int]) -> Iterator[int]:
    """The ids in their order, one that is taken moved to the next that is free."""
    taken: set[int] = set()
    for number in ids:
        free = next(n for n in itertools.count(number, CARDS_A_NOTE) if n not in taken)
        taken.add(free)
        yield free


class _Collection(genanki.Package):  # type: ignore[misc]
    """A package that is written at once, where genanki writes every deck anew for each deck, and row after row."""

    def __init__(self, notes: Sequence[Note], types: Mapping[bool, NoteType]) -> None:
        homes = sorted({note.home for note in notes})
        numbers = _distinct(map(deck_id_of, homes))
        super().__init__([genanki.Deck(number, home) for number, home in zip(numbers, homes, strict=True)])
        self.notes, self.types = notes, types

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Iterator[int]) -> None:  # noqa: ANN401
        genanki.Package([]).write_to_db(cursor, timestamp, id_gen)
        ((default,),) = cursor.execute("SELECT decks FROM col")
        decks = json.loads(default) | {str(deck.deck_id): deck.to_json() for deck in self.decks}
        types = {each.model_id: each.to_json(timestamp, 1) for each in self.types.values()}
        # Of several decks genanki leaves the note type there twice, once under a number; so it was published.
        note_types = {str(number): content for number, content in types.items()}
        note_types |= types if len(self.decks) > 1 else {}
        cursor.execute("UPDATE col SET decks = ?, models = ?", (json.dumps(decks), json.dumps(note_types)))
        deck_ids = {deck.name: deck.deck_id for deck in self.decks}
        filed = sorted(zip(_distinct(note.id for note in self.notes), itertools.count()))
        for first in range(0, len(filed), AT_ONCE):
            rows = _Rows()
            for note_id, place in filed[first : first + AT_ONCE]:
                note = self.notes[place]
                stamped = _StampedNote(note, note_id, self.types[bool(note.parent)])
                stamped.write_to_db(rows, timestamp, deck_ids[note.home], id_gen)
            for sql, values in rows.by_statement.items():
                cursor.executemany(sql, values)


class _Rows:
    """Stands for the cursor that genanki's notes and cards are written with, and gathers their rows."""

    def __init__(self) -> None:
        self.by_statement: dict[str, list[tuple[Any, ...]]] = {}
        self.lastrowid = 0

    def execute(self, sql: str, row: tuple[Any, ...]) -> None:
        self.by_statement.setdefault(sql, []).append(row)
        self.lastrowid = row[0]


class _StampedNote(genanki.Note):  # type: ignore[misc]
    """A note with an id and a `mod` of its own, where genanki gives all of them those of the build."""

    def __init__(self, note: Note, note_id: int, note_type: NoteType) -> None:
        guid = guid_of(note.code)
        super().__init__(model=note_type, fields=list(note.fields), tags=note.tags, guid=guid, due=note.position)
        self.mod = note.mod
        self.note_id = note_id

    @property
    def cards(self) -> list[genanki.Card]:
        """One card for each template that has its fields; they are asked for once, and genanki would remember them."""
        return list(self._front_back_cards())

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Nothing: a field has passed `mlanki.cards.allow_list`."""

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:  # noqa: ARG002, ANN401
        super().write_to_db(cursor, self.mod, deck_id, itertools.count(self.note_id))
