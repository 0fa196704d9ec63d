"""Reads packages, ours or others', in every format that Anki has written."""

import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import zstandard

from mlanki.errors import Stop, stop
from mlanki.readback.collection import read_collection, read_message
from mlanki.readback.contents import (
    HTML_TAG,
    Contents,
    MediaFile,
    NoteSeen,
    NoteTypeSeen,
    TemplateSeen,
    plain_words,
    summarise,
    to_object,
)
from mlanki.readback.database import database_in, of_type
from mlanki.readback.unpacking import LARGEST_SETTINGS, Packed, opened_package, read_member

__all__ = [
    "DAMAGED",
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
    if file.exists() and not file.is_file():
        raise _unreadable(file, "it is no file")
    try:
        with file.open("rb") as stream, opened_package(stream) as packed:
            kind = next((name for name in FORMATS if name in packed.archive.NameToInfo), None)
            if kind is None:
                raise _unreadable(file, "it holds no collection")
            media = tuple(_media(packed, kind))
            packed.limit(each.size for each in media)
            with database_in(packed, kind) as database:
                notes, decks = read_collection(database)
            return Contents(kind, notes, decks.total(), dict(sorted(decks.items())), media, packed.size)
    except DAMAGED as error:
        raise _unreadable(file, str(error) or type(error).__name__) from error


def media_bytes(file: Path, wanted: Iterable[MediaFile]) -> dict[str, bytes]:
    """The bytes of media files of the package `file` by their names, without those that are missing or damaged.

    It is opened once: its list of members may be long, and is read whole.
    """
    found = {}
    with suppress(*DAMAGED), file.open("rb") as stream, opened_package(stream) as packed:
        for media in wanted:
            with suppress(*DAMAGED):
                found[media.name] = read_member(packed, media.member, media.size)
    return found


def _unreadable(file: Path, why: str) -> Stop:
    return stop("package-unreadable", file, f"this is no whole Anki package ({why}); export or build it again")


def _media(packed: Packed, kind: str) -> Iterator[MediaFile]:
    """Every media file; one that is missing has no bytes."""
    members = packed.archive.NameToInfo
    if "media" not in members:
        return
    data = read_member(packed, "media", LARGEST_SETTINGS)
    if kind == FORMATS[0]:
        for number, entry in enumerate(read_message(data)[1]):
            message = read_message(of_type(bytes, entry))
            name, size = of_type(bytes, message[1][0]).decode(), of_type(int, next(iter(message[2]), 0))
            yield MediaFile(name, str(number), size)
        return
    for member, name in of_type(dict, json.loads(data or b"{}")).items():
        size = members[member].file_size if member in members else 0
        yield MediaFile(of_type(str, name), member, size)
