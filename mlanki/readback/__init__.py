"""Reads packages, ours or others', in every format that Anki has written."""

import json
import sqlite3
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import zstandard

from mlanki.errors import Stop, stop
from mlanki.readback.collection import Collection, NoteTypeSeen, TemplateSeen, read_collection
from mlanki.readback.contents import HTML_TAG, Contents, MediaFile, NoteSeen, plain_words, summarise, to_object
from mlanki.readback.wire import read_message

__all__ = [
    "HTML_TAG",
    "Contents",
    "MediaFile",
    "NoteSeen",
    "NoteTypeSeen",
    "TemplateSeen",
    "media_bytes",
    "plain_words",
    "read_package",
    "summarise",
    "to_object",
]

# The newest first: a package in a newer format also holds an older collection, whose one note says "please update".
FORMATS = ("collection.anki21b", "collection.anki21", "collection.anki2")
LARGEST_MEMBER = 2**31  # bytes; what claims to be larger is no deck of cards

CHUNK = 2**20

# All that a file which is damaged, or is none of Anki's, makes these libraries raise.
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError),
    *(sqlite3.Error, zstandard.ZstdError),
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, MemoryError),
)


def read_package(file: Path) -> Contents:
    """What the package `file` holds, whoever made it: notes in the order of their fields, decks, tags, media.

    Raises `Stop` (`package-unreadable`) where it is none or is damaged.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            kind = next((name for name in FORMATS if name in names), None)
            if kind is None:
                raise _unreadable(file, "it holds no collection")
            collection = read_collection(_member(archive, kind))
            media = tuple(MediaFile(name, member, size) for name, member, size in _media(archive, kind))
            return _gather(kind, collection, media)
    except DAMAGED as error:
        raise _unreadable(file, str(error) or type(error).__name__) from error


def media_bytes(file: Path, media: MediaFile) -> bytes | None:
    """The bytes of a media file of the package `file`; None where they are missing or damaged."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _member(archive, media.member)
    except DAMAGED:
        return None


def _unreadable(file: Path, why: str) -> Stop:
    return stop("package-unreadable", file, f"this is no whole Anki package ({why}); export or build it again")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member of the zip, without the Zstandard compression that the newest format adds."""
    if archive.getinfo(name).file_size > LARGEST_MEMBER:
        raise ValueError(f"{name} is too large")
    data = archive.read(name)
    if not data.startswith(zstandard.FRAME_HEADER):
        return data
    plain = bytearray()
    with zstandard.ZstdDecompressor().stream_reader(data) as stream:
        while chunk := stream.read(CHUNK):
            plain += chunk
            if len(plain) > LARGEST_MEMBER:
                raise ValueError(f"{name} is too large")
    return bytes(plain)


def _media(archive: zipfile.ZipFile, kind: str) -> Iterator[tuple[str, str, int]]:
    """Name, member of the zip and size in bytes of every media file; a file that is missing has no bytes."""
    if "media" not in archive.namelist():
        return
    data = _member(archive, "media")
    if kind == FORMATS[0]:
        for number, entry in enumerate(read_message(data)[1]):
            message = read_message(bytes(entry))
            yield bytes(message[1][0]).decode(), str(number), int(next(iter(message[2]), 0))
        return
    for member, name in json.loads(data or b"{}").items():
        size = archive.getinfo(member).file_size if member in archive.namelist() else 0
        yield str(name), member, size


def _gather(kind: str, collection: Collection, media: tuple[MediaFile, ...]) -> Contents:
    decks = Counter(deck for decks in collection.decks_of.values() for deck in decks)
    notes = tuple(
        NoteSeen(
            guid=note.guid,
            note_type=collection.note_types[note.note_type],
            fields=note.fields,
            tags=note.tags,
            mod=note.mod,
            decks=tuple(dict.fromkeys(collection.decks_of.get(note.id, ()))),
            place=collection.places.get(note.id, 0),
        )
        for note in sorted(collection.notes, key=lambda note: (note.fields, note.id))
    )
    return Contents(kind, notes, sum(decks.values()), dict(sorted(decks.items())), media)
