"""Remembers what each source was read as, so that only what has changed is read again.

An entry holds for the bytes of a source, its path, the form it is read in, the code of mlanki and the packages that
are installed; and as long as the files that reading looked for beside the source are what they were. The folder may
be deleted at any time.
"""

import hashlib
import io
import json
import os
import pickle
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from mlanki.diagnostics import Diagnostic
from mlanki.records import Reading
from mlanki.sources import Place

MOST_BYTES = 500_000_000  # of all entries; those that were used longest ago go first
NOUNS = frozenset({"mlanki.diagnostics", "mlanki.document", "mlanki.records", __name__})


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What came of a source: remarks about its bytes, its reading if it is text, and what was sought beside it."""

    remarks: tuple[Diagnostic, ...]
    reading: Reading | None
    sought: Mapping[str, str]


class ReadingCache:
    """The readings in a folder, which is made when the first is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has_grown = False

    def find(self, key: str) -> SourceRead | None:
        """The reading that was kept under `key`; None where there is none, or where it is damaged."""
        file = self.folder / key
        try:
            digest, _, packed = file.read_bytes().partition(b"\n")
            if digest.decode() != hashlib.sha256(packed).hexdigest():
                return None
            read = unpack(packed)
            os.utime(file)
        except (OSError, ValueError, pickle.UnpicklingError):
            return None
        return read

    def keep(self, key: str, packed: bytes) -> None:
        """Remember a reading; where that is not possible it is read again the next time, and nothing else is lost."""
        beside = self.folder / f".{key}.{os.getpid()}"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                beside.write_bytes(hashlib.sha256(packed).hexdigest().encode() + b"\n" + packed)
                beside.replace(self.folder / key)
                self.has_grown = True
            finally:
                beside.unlink(missing_ok=True)

    def shrink(self) -> None:
        """Let go of the entries that were used longest ago, if they have become too many."""
        if not self.has_grown:
            return
        with suppress(OSError):
            left = MOST_BYTES
            for _, size, name in sorted(_entries(self.folder), reverse=True):
                left -= size
                if left < 0:
                    Path(self.folder, name).unlink(missing_ok=True)


def _entries(folder: Path) -> Iterable[tuple[float, int, str]]:
    with os.scandir(folder) as files:
        for file in files:
            with suppress(OSError):  # another build may have taken it away
                yield file.stat().st_mtime, file.stat().st_size, file.name


def key_of(place: Place, data: bytes, form: str) -> str:
    """The name of the entry for a source with this path and these bytes, read in this form."""
    depends = json.dumps([_code_digest(), form, place.path]).encode()
    return hashlib.sha256(depends + b"\n" + data).hexdigest()


@cache
def _code_digest() -> str:
    """A digest of all that reads: the files of mlanki, the versions of what is installed, and the Python."""
    digest = hashlib.sha256(sys.version.encode())
    house = Path(__file__).parents[1]
    for file in sorted(house.rglob("*.*")):
        if file.suffix != ".pyc" and file.is_file():
            digest.update(file.relative_to(house).as_posix().encode() + b"\n" + file.read_bytes())
    for folder in sys.path:
        digest.update("\n".join(sorted(installed.name for installed in Path(folder).glob("*-info"))).encode())
    return digest.hexdigest()


class _Pickler(pickle.Pickler):
    """Writes a noun as its class and the values of its fields."""

    def reducer_override(self, noun: object) -> Any:  # noqa: ANN401
        if is_dataclass(noun) and not isinstance(noun, type):
            return type(noun), tuple(getattr(noun, field.name) for field in fields(noun))
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    """Makes the nouns of mlanki and nothing else, whoever wrote what it reads."""

    def find_class(self, module: str, name: str) -> type:
        noun = getattr(import_module(module), name, None) if module in NOUNS else None
        if not isinstance(noun, type) or noun.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no noun of mlanki")
        return noun


def pack(read: SourceRead) -> bytes:
    """A reading as bytes: pickled, since JSON would need a way in and out for each kind of node, and more time."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(read)
    return stream.getvalue()


def unpack(packed: bytes) -> SourceRead:
    """The reading in `packed`. Raises `UnpicklingError` where there is something else in it."""
    read = _Unpickler(io.BytesIO(packed)).load()
    if not isinstance(read, SourceRead):
        raise pickle.UnpicklingError("this is no reading")
    return read
