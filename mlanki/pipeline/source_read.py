"""What came of a source: as bytes for the cache and for other processes, and back.

It holds for the bytes of the source, its path, the form it was read in and the code that read it; and as long as the
files that reading looked for beside the source are what they were.
"""

import hashlib
import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass

from mlanki.cache import code_digest
from mlanki.diagnostics import Diagnostic
from mlanki.packed import pickled, unpickled
from mlanki.records import Reading
from mlanki.sources import Place


@dataclass(frozen=True, slots=True)
class SourceRead:
    """Remarks about the bytes of a source, its reading if it is text, and what was sought beside it."""

    remarks: tuple[Diagnostic, ...]
    reading: Reading | None
    sought: Mapping[str, str]


def key_of(place: Place, data: bytes, form: str) -> str:
    """The name of the cache's entry for a source with this path and these bytes, read in this form."""
    depends = json.dumps([code_digest(), form, place.path]).encode()
    return hashlib.sha256(depends + b"\n" + data).hexdigest()


def to_bytes(read: SourceRead) -> bytes:
    return pickled(read)


def from_bytes(data: bytes) -> SourceRead:
    """What `to_bytes` has written. Raises `UnpicklingError` where it is anything else."""
    read = unpickled(data)
    if not isinstance(read, SourceRead):
        raise pickle.UnpicklingError("this is no reading")
    return read
