"""Reads the sources in their order: what was read before is remembered, and much is read by several processes.

What a source was read as holds for its bytes, its path, the form it was read in and the code that read it; and as long
as the files that reading looked for beside the source are what they were.
"""

import hashlib
import json
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from mlanki.cache import Cache, code_digest
from mlanki.diagnostics import Diagnostic
from mlanki.packed import packed, pickled, unpickled
from mlanki.pictures import find_picture, outcome
from mlanki.records import Reading
from mlanki.sources import Place, decode, fetch

# A copy of this process begins at once; a new one has to import everything, and where threads may run it is safer.
COPIES = sys.platform == "linux"
# Bytes of sources that are read before others could help.
FEW_BYTES = 200_000 if COPIES else 1_000_000
WAITING = 4  # sources for each process: none is idle, and few are in memory at once


@dataclass(frozen=True, slots=True)
class Effort:
    """How many processes read, and what they remember; nothing of it shows in what is read."""

    jobs: int = 1
    cache: Cache | None = None


AT_ONCE = Effort()


@dataclass(frozen=True, slots=True)
class SourceRead:
    """What a source holds and all that is said of it, what was sought beside it, and whether its bytes are text."""

    reading: Reading
    sought: Mapping[str, str]
    is_text: bool = True


def gather(places: Sequence[Place], form: str, effort: Effort) -> Iterator[tuple[bytes | None, SourceRead]]:
    """The bytes at each of `places`, in their order, and what they are read as, in `form` or as it looks.

    No bytes are None, where they could not be had.
    """
    reader = _Reader(form, effort, sum(map(_size, places)))
    waiting: deque[tuple[bytes | None, Callable[[], SourceRead]]] = deque()
    try:
        for place in places:
            data = fetch(place)
            if isinstance(data, Diagnostic):
                waiting.append((None, partial(_unread, (data,))))
            else:
                waiting.append((data, reader.begin(place, data)))
            while len(waiting) > (WAITING * effort.jobs if reader.pool else 0):
                begun, finish = waiting.popleft()
                yield begun, finish()
        for begun, finish in waiting:
            yield begun, finish()
    finally:
        reader.end()


class _Reader:
    """Reads sources here, and as soon as many had to be read and many are left, in other processes."""

    def __init__(self, form: str, effort: Effort, left: int) -> None:
        self.form = form
        self.jobs = effort.jobs
        self.cache = effort.cache
        self.read = 0  # bytes that the cache did not have
        self.left = left
        self.pool: Executor | None = None

    def begin(self, place: Place, data: bytes) -> Callable[[], SourceRead]:
        """What gives the reading of a source when it is called."""
        self.left -= len(data)
        key = _key_of(place, data, self.form) if self.cache else ""
        if self.cache and (found := _remembered(self.cache, key, place)):
            return lambda: found
        if self.jobs > 1 and not self.pool and min(self.read, self.left) >= FEW_BYTES:
            self.pool = _processes(self.jobs)
        self.read += len(data)
        if self.pool:
            with suppress(BrokenExecutor):
                future = self.pool.submit(_read_packed, place, hashlib.sha256(data).digest(), self.form)
                return lambda: self._finished(future.result, place, data, key)
        return partial(self._read, place, data, key)

    def _finished(self, result: Callable[[], bytes | None], place: Place, data: bytes, key: str) -> SourceRead:
        found = None
        with suppress(BrokenExecutor):  # the system has ended a process, for want of memory as a rule
            found = result()
        if found is None:
            return self._read(place, data, key)
        if self.cache:
            self.cache.keep(key, found)
        read: SourceRead = unpickled(found)
        return read

    def _read(self, place: Place, data: bytes, key: str) -> SourceRead:
        read = read_source(place, data, self.form)
        if self.cache:
            self.cache.keep(key, pickled(read))
        return read

    def end(self) -> None:
        if self.pool:
            self.pool.shutdown(wait=False, cancel_futures=True)
        if self.cache:
            self.cache.shrink()


def _processes(number: int) -> Executor:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context  # and with it all that processes talk with each other by

    return ProcessPoolExecutor(number, get_context("fork" if COPIES else "spawn"), _finish_first)


def read_source(place: Place, data: bytes, form: str) -> SourceRead:
    """What the bytes at `place` are read as."""
    from mlanki.outline import read

    source, remarks = decode(place, data)
    if source is None:
        return _unread(remarks)
    reading = read(source, form)
    entries, said = tuple(map(packed, reading.entries)), (*remarks, *reading.diagnostics)
    reading = replace(reading, entries=entries, diagnostics=said, media=dict(reading.media))
    return SourceRead(packed(reading), source.sought)


def _unread(remarks: tuple[Diagnostic, ...]) -> SourceRead:
    return SourceRead(Reading(diagnostics=remarks, media={}), {}, is_text=False)


def _read_packed(place: Place, digest: bytes, form: str) -> bytes | None:
    """The reading of a source that has this digest still; nothing for another, or for standard input.

    The bytes are fetched anew: a pipe that is full of them would hang Python 3.11 where a process is interrupted.
    """
    data = fetch(place)
    if isinstance(data, Diagnostic) or hashlib.sha256(data).digest() != digest:
        return None
    return pickled(read_source(place, data, form))


def _finish_first() -> None:
    """Let Ctrl-C end this process after the source that it reads, and at once when it comes again.

    A process that ends while it hands over a reading would leave the one that it works for waiting for the rest.
    """
    signal.signal(signal.SIGINT, lambda *_: signal.signal(signal.SIGINT, signal.SIG_DFL))


def _key_of(place: Place, data: bytes, form: str) -> str:
    """The name of the cache's entry for a source with this path and these bytes, read in this form."""
    depends = json.dumps([code_digest(), form, place.path]).encode()
    return hashlib.sha256(depends + b"\n" + data).hexdigest()


def _remembered(cache: Cache, key: str, place: Place) -> SourceRead | None:
    """The reading that was kept, if the files beside the source are still those that it was read with."""
    with suppress(Exception):  # whatever is wrong with it, it is read anew
        read = unpickled(cache.find(key) or b"")
        found = {address: outcome(find_picture(place, address)) for address in read.sought}
        return read if isinstance(read, SourceRead) and found == read.sought else None
    return None


def _size(place: Place) -> int:
    with suppress(OSError):
        return place.file.stat().st_size
    return 0
