"""Folders for what waits for its place: each goes with who uses it, and those of the dead when the next is made.

Somebody who uses one holds a lock in it, which the system takes from a process that dies.
"""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from mlanki.file_lock import take_lock

PREFIX = "mlanki-"
HELD, INNER = ".held", "files"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, which goes with all that is in it."""
    _remove_those_of_the_dead()
    folder, handle = _made()
    try:
        yield folder / INNER
    finally:
        os.close(handle)  # while it is open, Windows removes nothing
        _remove(folder)


def _made() -> tuple[Path, int]:
    """A folder with its lock; another process may take it for that of a dead one before we have that."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):
            handle = os.open(folder / HELD, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            with suppress(FileNotFoundError):
                if take_lock(handle) is not False and os.path.samestat(os.fstat(handle), (folder / HELD).stat()):
                    (folder / INNER).mkdir()
                    return folder, handle
            os.close(handle)


def _remove(folder: Path) -> None:
    """Remove a folder; the lock last, so that the next process goes on with it should this one die."""
    shutil.rmtree(folder / INNER, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@cache  # once a run
def _remove_those_of_the_dead() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}{'[a-z0-9_]' * 8}"):  # as `mkdtemp` calls them
        if not _is_own(folder):
            continue
        with suppress(OSError):
            folder.rmdir()  # without a lock there is nothing in it
        with suppress(OSError):
            handle = os.open(folder / HELD, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                is_dead = take_lock(handle) is True
                if is_dead:
                    _remove(folder)
            finally:
                os.close(handle)
            if is_dead:
                _remove(folder)  # Windows has left what was open


def _is_own(folder: Path) -> bool:
    """Whether this is no link, nor a folder of somebody who could put one into its place while we remove it."""
    with suppress(OSError):
        status = folder.lstat()
        return stat.S_ISDIR(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())
    return False
