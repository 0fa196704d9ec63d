"""Notices changed sources by polling the file system, which works on every system and share."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

PAUSE = 0.5  # seconds


def changes(files: Callable[[], Iterable[Path]], pause: float = PAUSE) -> Iterator[None]:
    """One value whenever one of `files()` has changed, appeared or gone since the call; for ever."""
    return _changes(files, pause, _state(files()))


def _changes(files: Callable[[], Iterable[Path]], pause: float, before: dict[Path, tuple[int, int]]) -> Iterator[None]:
    while True:
        time.sleep(pause)
        now = _state(files())
        if now != before:
            before = now
            yield


def _state(files: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    state = {}
    for file in files:
        with suppress(OSError):
            status = file.stat()
            state[file] = (status.st_mtime_ns, status.st_size)
    return state
