"""Describes a build: its files, its sources, the tools that wrote it, and a digest of what each package holds.

Two packages with the same notes may differ in their bytes: another zlib compresses differently.
"""

import hashlib
import json
import platform
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import genanki

from mlanki.errors import stop
from mlanki.file_names import MEDIA
from mlanki.readback import DAMAGED
from mlanki.readback.database import database_in, of_type
from mlanki.readback.unpacking import LARGEST_SETTINGS, opened_package, read_member
from mlanki.release.files import Files
from mlanki.release.publishing import CHECKSUMS, MANIFEST, sha256
from mlanki.version import __version__

COLLECTION = "collection.anki2"
DIGESTED_TABLES = ("col", "notes", "cards", "revlog", "graves")


@dataclass(frozen=True, slots=True)
class PackageEntry:
    """A package as the manifest names it."""

    file: str
    decks: tuple[str, ...]
    notes: int


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """A source as the manifest names it."""

    path: str
    sha256: str
    entries: int


def complete(
    files: Files,
    packages: Sequence[PackageEntry],
    sources: Sequence[SourceEntry],
    media: Mapping[str, bytes],
    release: str = "",
) -> None:
    """Put beside the packages and the records all else; the pictures that records name stand in a folder of their own.

    The manifest names the `release` that it is, if it is one, and the tools of this machine; so it has no line in
    `SHA256SUMS`, which is the same everywhere.
    """
    pictures = [f"{MEDIA}/{name}" for name in media]
    for picture, data in zip(pictures, media.values(), strict=True):
        files.put(picture, (data,))
    manifest = {
        "mlanki": __version__,
        "release": release or None,
        "tools": {  # where bytes differ but `content` does not, it is one of these that differs
            "genanki": genanki.__version__,
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "zlib": zlib.ZLIB_RUNTIME_VERSION,
        },
        "packages": [
            {
                **asdict(package),
                "sha256": files.digests[package.file],
                "content": content_digest(files.paths[package.file], ours=True),
            }
            for package in packages
        ],
        "media": [{"file": file, "sha256": files.digests[file]} for file in sorted(pictures)],
        "sources": [asdict(source) for source in sources],
    }
    files.put(CHECKSUMS, (f"{digest}  {name}\n".encode() for name, digest in sorted(files.digests.items())))
    files.put(MANIFEST, ((json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode(),))


def content_digest(package: Path, *, ours: bool = False) -> str:
    """The digest of a package that mlanki wrote: of every row of its collection and of every media file.

    It is `ours` where it was made just now; any other may come from anywhere.

    Raises `Stop` (`package-unreadable`).
    """
    digest = hashlib.sha256()

    def add(*values: object) -> None:
        digest.update(json.dumps(values).encode() + b"\n")

    try:
        with (
            package.open("rb") as stream,
            opened_package(stream, ours=ours) as packed,
            database_in(packed, COLLECTION) as collection,
        ):
            for table in DIGESTED_TABLES:
                rows = collection.select("*", table, "1, 2, 3")
                add(table, *(column[0] for column in rows.description))
                for row in rows:
                    add(*row)
            names = of_type(dict, json.loads(read_member(packed, "media", packed.most if ours else LARGEST_SETTINGS)))
            for member, name in sorted(names.items(), key=lambda item: of_type(str, item[1])):
                add(name, sha256(read_member(packed, member, packed.archive.getinfo(member).file_size)))
    except DAMAGED as error:
        message = f"this is no whole package of mlanki ({error}); build it again"
        raise stop("package-unreadable", package, message) from error
    return digest.hexdigest()
