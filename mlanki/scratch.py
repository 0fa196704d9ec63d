"""Folders for what waits for its place: each goes with who uses it, and those of the dead when the next is made.

Somebody who uses one holds a lock in it, which the system takes from a process that dies.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from mlanki.file_lock import take_lock

PREFIX = "mlanki-"
HELD = ".held"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, which goes with all that is in it."""
    _remove_those_of_the_dead()
    folder, handle = _made()
    try:
        yield folder
    finally:
        os.close(handle)  # while it is open, Windows removes nothing
        shutil.rmtree(folder, ignore_errors=True)


def _made() -> tuple[Path, int]:
    """A folder, and its lock, which another process may mistake for that of a dead one before we have it."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        handle = os.open(folder / HELD, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with suppress(FileNotFoundError):
            if take_lock(handle) is not False and os.path.samestat(os.fstat(handle), (folder / HELD).stat()):
                return folder, handle
        os.close(handle)


@cache  # once a run
def _remove_those_of_the_dead() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            handle = os.open(folder / HELD, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                is_dead = take_lock(handle) is True
                if is_dead:
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
            if is_dead:
                shutil.rmtree(folder, ignore_errors=True)  # Windows has left what was open
