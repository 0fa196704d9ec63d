"""Checksums of files, and digests of what packages hold.

Two packages with the same notes may differ in their bytes: another zlib compresses differently.
"""

import hashlib
import io
import json
import sqlite3
import zipfile
import zlib
from contextlib import closing

from mlanki.errors import stop

COLLECTION = "collection.anki2"
DIGESTED_TABLES = ("col", "notes", "cards", "revlog", "graves")

DAMAGE = (zipfile.BadZipFile, zlib.error, sqlite3.Error, EOFError, NotImplementedError, ValueError, LookupError)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def content_digest(package: bytes, path: object) -> str:
    """The digest of a package that mlanki wrote: of every row of its collection and of every media file.

    Raises `Stop` (`package-unreadable`), which names `path`.
    """
    digest = hashlib.sha256()

    def add(*values: object) -> None:
        digest.update(json.dumps(values).encode() + b"\n")

    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive, closing(sqlite3.connect(":memory:")) as collection:
            collection.deserialize(archive.read(COLLECTION))
            for table in DIGESTED_TABLES:
                rows = collection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3")  # noqa: S608 - a name of ours
                add(table, *(column[0] for column in rows.description))
                for row in rows:
                    add(*row)
            names: dict[str, str] = json.loads(archive.read("media"))
            for member, name in sorted(names.items(), key=lambda item: item[1]):
                add(name, sha256(archive.read(member)))
    except DAMAGE as error:
        raise stop(
            "package-unreadable", path, f"this is no whole package of mlanki ({error}); build it again"
        ) from error
    return digest.hexdigest()
