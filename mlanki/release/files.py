"""Files that wait for their places: on the disk, since those of a release are together larger than memory."""

import errno
import filecmp
import hashlib
import shutil
import sqlite3
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from mlanki.errors import Stop, stop
from mlanki.scratch import scratch

Content = bytes | Path  # of a file, or where there is a copy of it


class Files(Mapping[str, bytes]):
    """Files by their names; whoever asks for one gets its bytes. They go with the last who knows of them.

    `paths` tells where each lies until then, and `digests` has the SHA-256 of each.
    """

    def __init__(self) -> None:
        self.paths: dict[str, Path] = {}
        self.digests: dict[str, str] = {}
        with waiting():
            uses = ExitStack()
            self.folder = uses.enter_context(scratch())
        weakref.finalize(self, uses.close)

    def put(self, name: str, chunks: Iterable[bytes]) -> None:
        """Write a file bit by bit. Raises `Stop` (`not-writable`)."""
        path = self.folder / str(len(self.paths))
        digest = hashlib.sha256()
        with waiting(), path.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
        self.paths[name], self.digests[name] = path, digest.hexdigest()

    def __getitem__(self, name: str) -> bytes:
        return self.paths[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def write_content(file: Path, content: Content) -> None:
    if isinstance(content, Path):
        shutil.copyfile(content, file)
    else:
        file.write_bytes(content)


def holds(file: Path, content: Content) -> bool:
    """Whether a file holds this already."""
    if isinstance(content, Path):
        return filecmp.cmp(content, file, shallow=False)
    return file.stat().st_size == len(content) and file.read_bytes() == content


@contextmanager
def waiting() -> Iterator[None]:
    """Raise `Stop` (`not-writable`) about the folder for what is not yet in its place where the system refuses."""
    with telling(Path(tempfile.gettempdir())):
        try:
            yield
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, str(error)) from error


@contextmanager
def telling(file: Path, what: str = "cannot be written") -> Iterator[None]:
    """Raise `Stop` (`not-writable`) about a `file` where the system refuses."""
    try:
        yield
    except OSError as error:
        raise not_writable(file, error, what) from error


def not_writable(file: Path, error: OSError, what: str) -> Stop:
    if what:
        message = f"{what} ({error.strerror}); choose another place, or give yourself permission"
    else:
        message = f"cannot be removed ({error.strerror}), and this build has no such package; remove it yourself"
    return stop("not-writable", file, message)
