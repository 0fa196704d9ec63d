"""Keeps what was worked out, so that it need not be again: a folder of entries that may be deleted at any time."""

import hashlib
import hmac
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path

import regex
from platformdirs import user_cache_path

from mlanki.signing import plain_bytes, signature_of

MOST_BYTES = 500_000_000  # of all entries; those that were used longest ago go first
LONGEST_WRITE = 3600  # seconds; who has begun an entry before that has died
OURS = regex.compile(r"[0-9a-f]{64} | \. [0-9a-f]{64} \. [0-9]+", regex.VERBOSE)  # entries, whole or half written
WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Cache:
    """The entries in a folder, which is made for the first; each is whole and our own, or counts as none.

    A cache may be restored from where others write, and what it holds is unpacked, printed and put into packages. No
    link in it is followed, and in a folder that is one nothing is written or removed: others' files may lie there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.has_grown = False

    def find(self, key: str) -> bytes | None:
        """What was kept under `key`; None where nothing was, or where it is damaged."""
        file = self.folder / key
        with suppress(OSError):
            signature, _, data = plain_bytes(file, MOST_BYTES, partial(_begins, key)).partition(b"\n")
            if hmac.compare_digest(signature, signature_of(f"cache {key}", data)):
                os.utime(file)
                return data
        return None

    def keep(self, key: str, data: bytes) -> None:
        """Remember `data`; where that is not possible it is worked out again, and nothing else is lost."""
        beside = self.folder / f".{key}.{os.getpid()}"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.folder.is_symlink():
                return
            try:
                handle = os.open(beside, WRITE_NEW, 0o666)
                with os.fdopen(handle, "wb") as stream:
                    signature = signature_of(f"cache {key}", data)
                    size = 2 * len(signature) + 1 + len(data)
                    stream.write(_begins(key, size) + signature + b"\n" + data)
                beside.replace(self.folder / key)
                self.has_grown = True
            finally:
                beside.unlink(missing_ok=True)

    def shrink(self) -> None:
        """Let go of entries that were used longest ago, if they are too many, and of what the dead left half done."""
        if not self.has_grown:
            return
        with suppress(OSError):
            left = MOST_BYTES
            for used, size, name in sorted(_entries(self.folder), reverse=True):
                left -= size
                if left < 0 or (name.startswith(".") and used < time.time() - LONGEST_WRITE):
                    Path(self.folder, name).unlink(missing_ok=True)


def _begins(key: str, size: int) -> bytes:
    """What an entry of this size begins with: one that somebody else has put there is not read, however large."""
    return signature_of(f"size of cache {key}", str(size).encode())


def user_cache() -> Cache:
    """That of the person who runs this."""
    return Cache(user_cache_path("mlanki", appauthor=False) / "worked-out")


def _entries(folder: Path) -> Iterable[tuple[float, int, str]]:
    with os.scandir(folder) as files:
        for file in files:
            with suppress(OSError):  # another build may have taken it away
                if OURS.fullmatch(file.name) and file.is_file(follow_symlinks=False):
                    yield file.stat().st_mtime, file.stat().st_size, file.name


@cache
def code_digest() -> str:
    """A digest of all that works on sources: the files of mlanki, the versions of what is installed, and the Python."""
    digest = hashlib.sha256(sys.version.encode())
    house = Path(__file__).parent
    for file in sorted(house.rglob("*.*")):
        if file.suffix != ".pyc" and file.is_file():
            digest.update(file.relative_to(house).as_posix().encode() + b"\n" + file.read_bytes())
    for folder in sys.path:
        digest.update("\n".join(sorted(installed.name for installed in Path(folder).glob("*-info"))).encode())
    return digest.hexdigest()
