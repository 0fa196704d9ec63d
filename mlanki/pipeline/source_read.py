"""What came of a source: as bytes for the cache and for other processes, and back.

It holds for the bytes of the source, its path, the form it was read in and the code that read it; and as long as the
files that reading looked for beside the source are what they were.
"""

import hashlib
import io
import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from importlib import import_module
from typing import Any

from mlanki.cache import code_digest
from mlanki.diagnostics import Diagnostic
from mlanki.records import Reading
from mlanki.sources import Place

NOUNS = frozenset({"mlanki.diagnostics", "mlanki.document", "mlanki.records", __name__})


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


class _Pickler(pickle.Pickler):
    """Writes a noun as its class and the values of its fields."""

    def reducer_override(self, noun: object) -> Any:  # noqa: ANN401
        if isinstance(noun, Enum):  # by its value: Python 3.11.0 to 3.11.3 would look it up by its name
            return type(noun), (noun.value,)
        if is_dataclass(noun) and not isinstance(noun, type):
            return type(noun), tuple(getattr(noun, field.name) for field in fields(noun))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes the nouns of mlanki and nothing else, whoever wrote what it reads."""

    def find_class(self, module: str, name: str) -> type:
        noun = getattr(import_module(module), name, None) if module in NOUNS else None
        if (
            not isinstance(noun, type)
            or noun.__module__ != module
            or not (is_dataclass(noun) or issubclass(noun, Enum))
        ):
            raise pickle.UnpicklingError(f"{module}.{name} is no noun of mlanki")
        return noun


def to_bytes(read: SourceRead) -> bytes:
    """Pickled, since JSON would need a way in and out for each kind of node, and more time."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(read)
    return stream.getvalue()


def from_bytes(packed: bytes) -> SourceRead:
    """What `to_bytes` has packed. Raises `UnpicklingError` where it is anything else."""
    read = _Unpickler(io.BytesIO(packed)).load()
    if not isinstance(read, SourceRead):
        raise pickle.UnpicklingError("this is no reading")
    return read
