"""Signs what a process leaves for the next one, so that nothing else that lies there is believed.

Folders come from strangers, as clones, archives and copies, and caches are restored. The key lies where only this
person writes, so no stranger has it. A signature for a folder holds by its inode, which no copy has, so nobody gives
back what we once signed. It names no device: that may have another number after a power cut, when it is needed.
"""

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from platformdirs import user_state_path

KEY_BYTES = 32
LARGEST = 64_000_000  # bytes of what was signed: a line for each file of a site with many pictures
FORM = "journal 1"  # what another mlanki signs in another form is not taken for this one

NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)  # nor a pipe that nobody writes into


def signed(content: object, folder: Path) -> bytes:
    """What a file in `folder` has to hold so that `read_signed` gives `content` back."""
    body = json.dumps(content).encode()
    return _signature_in(folder, body) + b"\n" + body


def read_signed(file: Path) -> object | None:
    """What was `signed` for the folder of `file` by this person on this machine; None for anything else."""
    with suppress(OSError, ValueError):
        signature, _, body = plain_bytes(file).partition(b"\n")
        if hmac.compare_digest(signature, _signature_in(file.parent, body)):
            content: object = json.loads(body)
            return content
    return None


def signature_of(purpose: str, data: bytes) -> bytes:
    """What nobody can tell who has not the key of this person; `purpose` says what the data are signed for."""
    key = _key(user_state_path("mlanki", appauthor=False) / "key")
    return hmac.new(key, purpose.encode() + b"\n" + data, hashlib.sha256).hexdigest().encode()


def _signature_in(folder: Path, body: bytes) -> bytes:
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(folder)
    return signature_of(f"{FORM} {status.st_ino}", body)


@cache
def _key(file: Path) -> bytes:
    """The key of this person, made when it is first asked for; where none can be kept, one that ends with the process.

    Nobody can go on then with what this process leaves unfinished; that is told, and nothing else is worse.
    """
    with suppress(OSError):
        return _own(file)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_name(f".{os.urandom(8).hex()}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_LINK, 0o600), "wb") as stream:
                stream.write(os.urandom(KEY_BYTES))
                stream.flush()
                os.fsync(stream.fileno())
            _give_name(beside, file)
        finally:
            beside.unlink(missing_ok=True)
    with suppress(OSError):
        return _own(file)
    return os.urandom(KEY_BYTES)


def _give_name(key: Path, file: Path) -> None:
    """Make a key ours, unless another process that has begun at the same time was faster: both then have the same."""
    try:
        os.link(key, file)
    except OSError:  # there is one, or a disk without links
        try:
            _own(file)
        except OSError:
            key.replace(file)


def _own(file: Path) -> bytes:
    if hasattr(os, "geteuid") and file.lstat().st_uid != os.geteuid():
        raise PermissionError(file)
    key = plain_bytes(file)
    if len(key) != KEY_BYTES:
        raise OSError(file)
    return key


def plain_bytes(file: Path, most: int = LARGEST, begins: Callable[[int], bytes] = lambda _: b"") -> bytes:
    """The bytes of a plain file of a size that we write. Raises `OSError` for anything else: a link, a pipe.

    What `begins` says that a file of its size begins with is read first, and no more unless it does.
    """
    with os.fdopen(os.open(file, os.O_RDONLY | getattr(os, "O_BINARY", 0) | NO_LINK), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise OSError(file)
        first = begins(status.st_size)
        if not hmac.compare_digest(stream.read(len(first)), first):
            raise OSError(file)
        return stream.read(status.st_size)
