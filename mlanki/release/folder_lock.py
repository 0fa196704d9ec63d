"""Lets one process at a time write into a folder; the system takes the lock from a process that dies."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mlanki.errors import stop
from mlanki.file_lock import take_lock

LOCK = ".mlanki-publishing.lock"

PATIENCE = 5.0  # seconds; publishing takes less than one


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. Raises `Stop` (`already-building`) where another process does not let go of it."""
    file = folder / LOCK
    latest = time.monotonic() + PATIENCE
    while (handle := _taken(file)) is None:
        if time.monotonic() > latest:
            message = f"{_holder(file)} is writing here; wait until it has ended, or end it, and try again"
            raise stop("already-building", folder, message)
        time.sleep(0.01)
    try:
        with suppress(OSError):  # it only tells others who is at work
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        with suppress(OSError):
            if sys.platform != "win32":  # there what is open cannot be removed
                file.unlink()
        os.close(handle)
        with suppress(OSError):
            if sys.platform == "win32":  # and this fails where another has opened it since
                file.unlink()


def _holder(file: Path) -> str:
    with suppress(OSError, ValueError):
        return f"process {int(file.read_bytes()[:20])}"
    return "another process"


def _taken(file: Path) -> int | None:
    """The lock `file`, opened and locked; None where somebody else has it, or has just removed it."""
    # The folder may come from a stranger, and a link in the place of the lock lead anywhere.
    handle = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        # On a disk without locks nobody can be told from the dead, so nobody is waited for.
        if take_lock(handle) is not False and os.path.samestat(os.fstat(handle), file.stat()):
            return handle
    except FileNotFoundError:
        pass
    os.close(handle)
    return None
