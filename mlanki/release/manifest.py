"""Describes a build: its files, its sources, the tools that wrote it, and a digest of what each package holds.

Two packages with the same notes may differ in their bytes: another zlib compresses differently.
"""

import hashlib
import io
import json
import platform
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import genanki

from mlanki.errors import stop
from mlanki.file_names import MEDIA
from mlanki.readback import DAMAGED
from mlanki.readback.database import database_in
from mlanki.readback.unpacking import LARGEST_SETTINGS, opened_package, read_member
from mlanki.readback.wire import of_type
from mlanki.release.publishing import CHECKSUMS, MANIFEST, RECORDS, sha256
from mlanki.version import __version__

COLLECTION = "collection.anki2"
DIGESTED_TABLES = ("col", "notes", "cards", "revlog", "graves")


@dataclass(frozen=True, slots=True)
class PackageEntry:
    """A package as the manifest names it."""

    file: str
    decks: tuple[str, ...]
    notes: int
    data: bytes


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source as the manifest names it."""

    path: str
    sha256: str
    entries: int


def release_files(
    packages: Sequence[PackageEntry],
    sources: Sequence[SourceEntry],
    records: bytes,
    media: Mapping[str, bytes],
    release: str = "",
) -> dict[str, bytes]:
    """Every file of a build by its name; the pictures that the records name stand in a folder of their own.

    The manifest names the `release` that it is, if it is one, and the tools of this machine; so it has no line in
    `SHA256SUMS`, which is the same everywhere.
    """
    pictures = {f"{MEDIA}/{name}": data for name, data in media.items()}
    manifest = {
        "mlanki": __version__,
        "release": release or None,
        "tools": _tools(),
        "packages": [
            {
                "file": package.file,
                "decks": list(package.decks),
                "notes": package.notes,
                "sha256": sha256(package.data),
                "content": content_digest(package.data, package.file, ours=True),
            }
            for package in packages
        ],
        "media": [{"file": file, "sha256": sha256(data)} for file, data in sorted(pictures.items())],
        "sources": [{"path": s.path, "sha256": s.sha256, "entries": s.entries} for s in sources],
    }
    files = {package.file: package.data for package in packages} | pictures
    files[RECORDS] = records
    sums = "".join(f"{sha256(data)}  {name}\n" for name, data in sorted(files.items()))
    files[CHECKSUMS] = sums.encode()
    files[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    return files


def _tools() -> dict[str, str]:
    """What wrote the packages: where bytes differ but `content` does not, it is one of these that differs."""
    return {
        "genanki": genanki.__version__,
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }


def content_digest(package: bytes, path: object, *, ours: bool = False) -> str:
    """The digest of a package that mlanki wrote: of every row of its collection and of every media file.

    It is `ours` where it was made just now; any other may come from anywhere.

    Raises `Stop` (`package-unreadable`), which names `path`.
    """
    digest = hashlib.sha256()

    def add(*values: object) -> None:
        digest.update(json.dumps(values).encode() + b"\n")

    try:
        with opened_package(io.BytesIO(package), ours=ours) as packed, database_in(packed, COLLECTION) as collection:
            for table in DIGESTED_TABLES:
                rows = collection.select("*", table, "1, 2, 3")
                add(table, *(column[0] for column in rows.description))
                for row in rows:
                    add(*row)
            names = of_type(dict, json.loads(read_member(packed, "media", packed.most if ours else LARGEST_SETTINGS)))
            for member, name in sorted(names.items(), key=lambda item: of_type(str, item[1])):
                add(name, sha256(read_member(packed, member, packed.archive.getinfo(member).file_size)))
    except DAMAGED as error:
        raise stop(
            "package-unreadable", path, f"this is no whole package of mlanki ({error}); build it again"
        ) from error
    return digest.hexdigest()
