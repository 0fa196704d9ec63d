"""Takes a package from the build before where its notes are the same, since it would have the same bytes."""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from mlanki.cache import Cache, code_digest
from mlanki.cards.notetype import NoteType
from mlanki.release.packing import Note, pack
from mlanki.release.publishing import sha256


@dataclass(frozen=True, slots=True)
class PackagesBefore:
    """Those that a build has left in `folder`; the cache knows what they were made of."""

    folder: Path | None = None
    cache: Cache | None = None

    def pack(self, file: str, notes: Sequence[Note], *note_types: NoteType) -> bytes:
        """The package `file` of `notes`."""
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


NONE_BEFORE = PackagesBefore()


def _key_of(notes: Sequence[Note], note_types: Sequence[NoteType]) -> str:
    """A digest of all that decides the bytes of a package."""
    tools = (code_digest(), sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION, *(each.mod for each in note_types))
    digest = hashlib.sha256(json.dumps(tools).encode())
    for note in notes:
        decides = {each.name: getattr(note, each.name) for each in fields(note)}
        decides["media"] = {name: sha256(data) for name, data in note.media.items()}
        digest.update(json.dumps(decides).encode() + b"\n")
    return digest.hexdigest()
