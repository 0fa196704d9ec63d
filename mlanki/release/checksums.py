"""Checksums of files, and digests of what packages hold.

Two packages with the same notes may differ in their bytes: another zlib compresses differently.
"""

import hashlib
import io
import json

from mlanki.errors import stop
from mlanki.readback import DAMAGED
from mlanki.readback.database import database_in
from mlanki.readback.unpacking import LARGEST_SETTINGS, opened_package, read_member
from mlanki.readback.wire import of_type

COLLECTION = "collection.anki2"
DIGESTED_TABLES = ("col", "notes", "cards", "revlog", "graves")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
