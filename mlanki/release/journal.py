"""Makes many files appear in one step, and ends what a process that died has left half done.

A journal was chosen, not a new folder under a link that is renamed: what a build leaves are plain files in a folder
that people name, sync and keep other files in, its ledger lies in another folder as a rule, perhaps on another disk,
and Windows neither lets everybody make links nor renames a folder that somebody looks into. So

1. what is new is written into `.mlanki-publishing/` of each folder, beside links to what it takes the place of;
2. the journal gets its name: with that one renaming all of it counts;
3. each file is renamed into its place, and the journal removed.

Who dies before the second step has changed nothing; after it the next command that looks at one of the folders goes on
with the third before it does anything else (`settle`). Where a file cannot get its place, the journal is renamed, which
turns it round: the old files come back. A lock that the system takes from the dead tells them from the living.

A journal is believed only if this person's mlanki has signed it for this very folder: in one that was cloned, unpacked
or copied it is somebody else's, who could have files written or removed by it. It is told then, and left alone.
"""

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from mlanki.errors import stop
from mlanki.release.files import Content, holds, not_writable, telling, write_content
from mlanki.release.folder_lock import LOCK, lock
from mlanki.signing import read_signed, signed

STAGING = ".mlanki-publishing"
FINISH, UNDO = "journal", "journal-back"  # in the staging of the first folder
MAIN = "main"  # in that of every other: where the first is

HIDDEN = frozenset({".github", ".releases"})  # hidden folders that mlanki writes into, unlike `.git`


@dataclass(frozen=True, slots=True)
class Write:
    """What a file shall hold, below a folder that others may be changed in at once; None if it shall go."""

    folder: Path
    name: str
    data: Content | None

    @property
    def file(self) -> Path:
        return self.folder / self.name


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the journal; `folder` is as seen from the first. What goes does not stay; what is new was not had."""

    folder: str
    name: str
    stays: bool
    had: bool


def write_at_once(folders: Sequence[Path], writes: Sequence[Write], check: Callable[[], None] = lambda: None) -> bool:
    """Do all `writes`, which are below these `folders`, or none of them; `check` may raise once nobody else writes.

    A file that holds what it shall hold is left alone. Whether there was anything to do. Raises `Stop`
    (`not-writable`, `already-building`, `interrupted-elsewhere`).
    """
    for folder in folders:
        with telling(next(write.file for write in writes if write.folder == folder)):
            folder.mkdir(parents=True, exist_ok=True)
    with telling(writes[0].file), _locked(folders):
        for folder in folders:
            _tidy(folder)
        check()
        writes = [write for write in writes if not _is_done(write)]
        folders = [folder for folder in folders if any(write.folder == folder for write in writes)]
        if not writes:
            return False
        try:
            for folder in folders:
                (folder / STAGING).mkdir()  # by nobody else, who could put files into it
            _record(folders, [_stage(number, write) for number, write in enumerate(writes)], writes)
            _carry_out(folders[0])
        finally:
            for folder in folders:
                _tidy(folder)
    return True


def settle(folder: Path) -> None:
    """Finish or undo what a process that has died left in `folder`; wait for one that is at it.

    Raises `Stop`: `not-writable` where that cannot be done, `already-building` where it takes too long, and
    `interrupted-elsewhere` where it was left by somebody else.
    """
    if not any(os.path.lexists(folder / name) for name in (STAGING, LOCK)):
        return
    try:
        with _locked([folder]):
            _tidy(folder)
    except OSError as error:
        if _steps(_main_of(folder)) is not None:
            message = f"an interrupted build has to be finished here ({error.strerror}); give yourself permission"
            raise stop("not-writable", folder, message) from error


def _is_done(write: Write) -> bool:
    """Whether a file holds what it shall hold; a link never does, since what it leads to may change."""
    file = write.file
    if write.data is None or not _is_below(write.folder, write.name):
        return write.data is None and not os.path.lexists(file)
    with suppress(OSError):
        return file.is_file() and not file.is_symlink() and holds(file, write.data)
    return False


def _stage(number: int, write: Write) -> bool:
    """Put beside its place what a file shall hold and what it holds; whether it was there."""
    with telling(write.file, "cannot be written" if write.data is not None else ""):
        staging = write.folder / STAGING
        if write.file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not _is_below(write.folder, write.name):
            raise OSError(errno.ELOOP, "a link leads out of the folder")
        had = os.path.lexists(write.file)
        if had:
            _keep(write.file, staging / f"{number}.old")
        if write.data is not None:
            write_content(staging / f"{number}.new", write.data)
        return had


def _keep(file: Path, copy: Path) -> None:
    try:
        os.link(file, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a disk without links
        shutil.copy2(file, copy, follow_symlinks=False)


def _record(folders: Sequence[Path], had: Sequence[bool], writes: Sequence[Write]) -> None:
    """Name the journal: from then on the writes count."""
    main, *others = (folder.resolve() for folder in folders)
    with telling(writes[0].file):
        for other in others:
            begun = other / STAGING / f"{MAIN}.begun"
            begun.write_bytes(signed(_from(other, main), other / STAGING))
            begun.replace(other / STAGING / MAIN)
        steps = [
            Step(_from(main, write.folder.resolve()), write.name, write.data is not None, was_there)
            for write, was_there in zip(writes, had, strict=True)
        ]
        waiting = main / STAGING / f"{FINISH}.new"
        waiting.write_bytes(signed([asdict(step) for step in steps], main / STAGING))
        # After a power cut there must be no journal without what it speaks of.
        for file in (file for folder in folders for file in (folder / STAGING).iterdir() if file.suffix != ".old"):
            with file.open("rb+") as stream:
                os.fsync(stream.fileno())
        waiting.replace(main / STAGING / FINISH)


def _from(start: Path, folder: Path) -> str:
    """A folder as seen from another, so that both may be moved together; another drive is named whole."""
    try:
        return Path(os.path.relpath(folder, start)).as_posix()
    except ValueError:
        return folder.as_posix()


def _main_of(folder: Path) -> Path:
    """The folder with the journal that `folder` belongs to: another, if it names one, or itself."""
    named = read_signed(folder / STAGING / MAIN)
    return folder / named if isinstance(named, str) else folder


def _steps(main: Path, journal: str = "") -> list[Step] | None:
    """The lines of a journal; None where there is none that counts, or the folders are not any more what they were."""
    for name in (journal,) if journal else (FINISH, UNDO):
        lines = read_signed(main / STAGING / name)
        if isinstance(lines, list):
            steps = [Step(**line) for line in lines]
            folders = {(main / step.folder).resolve() for step in steps}
            if all(_main_of(folder).resolve() == main.resolve() for folder in folders):
                return steps
    return None


def _require_believed(folder: Path) -> None:
    """Raises `Stop` (`interrupted-elsewhere`) where `folder` has a journal, or a word of one, that is not believed."""
    staging = folder / STAGING
    is_foreign = os.path.lexists(staging / MAIN) and read_signed(staging / MAIN) is None
    has_journal = any(os.path.lexists(staging / name) for name in (FINISH, UNDO))
    if not staging.is_symlink() and (is_foreign or (has_journal and _steps(folder) is None)):
        message = "not left by you, on this machine, in this folder; nothing was done: remove it, and build again"
        raise stop("interrupted-elsewhere", staging, message)


def _is_below(folder: Path, name: str) -> bool:
    """Whether a name leads below `folder` by no link, and into no hidden folder but those of mlanki."""
    path = Path(name)
    is_hidden = any(part.startswith(".") and part not in HIDDEN for part in path.parts[:-1])
    is_hidden |= path.name in ("", "..", ".git")
    return not is_hidden and (folder / path).parent.resolve() == (folder.resolve() / path).parent


def _carry_out(main: Path) -> None:
    """Do what the journal says, or else undo it. Raises `Stop` (`not-writable`) where it had to be undone."""
    staging = main / STAGING
    if (steps := _steps(main, FINISH)) is not None:
        for number, step in enumerate(steps):
            folder = main / step.folder
            try:
                _settle_file(folder, step.name, folder / STAGING / f"{number}.new", stays=step.stays)
            except OSError as error:
                (staging / FINISH).replace(staging / UNDO)
                _carry_out(main)
                raise not_writable(folder / step.name, error, "cannot be written" if step.stays else "") from error
        (staging / FINISH).unlink()
    elif (steps := _steps(main, UNDO)) is not None:
        for number, step in enumerate(steps):
            folder = main / step.folder
            _settle_file(folder, step.name, folder / STAGING / f"{number}.old", stays=step.had)
        (staging / UNDO).unlink()


def _settle_file(folder: Path, name: str, staged: Path, *, stays: bool) -> None:
    """Give what is staged its place, if it has not got it yet, or take away what has no place."""
    file = folder / name
    if not _is_below(folder, name):
        raise OSError(errno.ELOOP, "a link leads out of the folder")
    if not stays:
        with suppress(FileNotFoundError, NotADirectoryError):
            file.unlink()
    elif os.path.lexists(staged):
        if staged.suffix == ".new" and not stat.S_ISREG(staged.lstat().st_mode):
            raise OSError(errno.EINVAL, "this is no plain file")
        file.parent.mkdir(parents=True, exist_ok=True)
        staged.replace(file)


def _tidy(folder: Path) -> None:
    """Leave nothing of a change in `folder` that nobody works at any more."""
    main = _main_of(folder)
    for each in (folder, main):
        _require_believed(each)
    folders = {folder, *(main / step.folder for step in _steps(main) or ())}
    _carry_out(main)
    for staging in (each / STAGING for each in folders):
        if staging.is_symlink():  # a stranger's; what it leads to is not ours
            staging.unlink()
        shutil.rmtree(staging, ignore_errors=True)


def _involved(folders: Iterable[Path]) -> set[Path]:
    """The folders, and those in which something that was begun in one of them is to be ended."""
    mains = {_main_of(folder).resolve() for folder in folders}
    others = {(main / step.folder).resolve() for main in mains for step in _steps(main) or ()}
    return {folder for folder in {*(each.resolve() for each in folders), *mains, *others} if folder.is_dir()}


@contextmanager
def _locked(folders: Sequence[Path]) -> Iterator[None]:
    """Be the only one who changes `folders` and all that is involved; in one order, so that no two wait in a circle."""
    while True:
        with ExitStack() as stack:
            for folder in sorted(involved := _involved(folders)):
                stack.enter_context(lock(folder))
            if _involved(folders) <= involved:
                yield
                return
