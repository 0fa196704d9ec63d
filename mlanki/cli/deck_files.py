"""Where a deck keeps its settings and its ledger, and where a build may write."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import click

from mlanki.config import Config
from mlanki.errors import stop
from mlanki.file_names import CONFIG_NAME, LEDGER_NAME
from mlanki.release.journal import settle
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import load_ledger
from mlanki.release.publishing import ALL, MANIFEST, is_output

REPOSITORY = ".git"


def find_settings(sources: Sequence[Path]) -> Path | None:
    """The settings in this folder, or else the first from the sources upward."""
    return _first(CONFIG_NAME, sources)


def find_ledger(named: Path | None, settings: Path | None, sources: Sequence[Path], output: Path | None) -> Path:
    """The ledger: as named, or beside the settings, or in this folder, or from the sources upward.

    One that a build without settings has left in its `output` comes last. Where there is none, its place is beside
    the settings, or else in the output. What an interrupted build has left there and in the output is ended first.
    """
    if output is not None:
        settle(output)
    file = named or _find_ledger(settings, sources, output)
    settle(file.parent)
    return file


def _find_ledger(settings: Path | None, sources: Sequence[Path], output: Path | None) -> Path:
    own = [folder / LEDGER_NAME for folder in (settings.parent if settings else None, output) if folder is not None]
    if settings and _is_file(own[0]):
        return own[0]
    found = _first(LEDGER_NAME, sources)
    return found or next((file for file in own if _is_file(file)), (*own, Path(LEDGER_NAME))[0])


def find_ledger_above(folder: Path) -> Path | None:
    """The ledger in a folder, or else the first from there upward."""
    return next((above / LEDGER_NAME for above in _upward(folder) if _is_file(above / LEDGER_NAME)), None)


def _first(name: str, sources: Sequence[Path]) -> Path | None:
    return next((folder / name for folder in _folders(sources) if _is_file(folder / name)), None)


def _is_file(file: Path) -> bool:
    with suppress(OSError):  # what may not be looked into is reported when it is read
        return file.is_file()
    return False


def _folders(sources: Sequence[Path]) -> Iterator[Path]:
    """This folder; then for each source the folders from it upward, as far as its repository goes."""
    yield Path()
    for source in sources:
        yield from _upward(source)


def _upward(place: Path) -> Iterator[Path]:
    """The place and the folders above it, as far as its repository goes."""
    above = place.parents if place.is_absolute() else (*place.parents, *Path.cwd().parents)
    for folder in (place, *above):
        yield folder
        with suppress(OSError):
            if (folder / REPOSITORY).exists():
                break


def open_ledger(  # noqa: PLR0913 - all that may show that there was a ledger
    file: Path, output: Path | None, config: Config, settings: Path | None, sources: Sequence[Path], *, first: bool
) -> Ledger:
    """The ledger in `file`; an empty one before the `first` release.

    Raises `Stop` (`ledger-missing`) where there is none and yet one with releases in the usual place, the repository,
    an earlier build, or a decision about released questions shows that there was one: without it every note would be
    new, and learners would lose their own edits.
    """
    if file.is_file() or first:
        return load_ledger(file)
    usual = find_ledger(None, settings, sources, output)
    if usual.is_file() and load_ledger(usual).released_codes:
        message = f"no ledger is here, and that of this deck is {usual.as_posix()}: name that, or say --first-release"
        raise stop("ledger-missing", file.as_posix(), message)
    if _is_in_git(file):
        message = f"the ledger is lost, and git has it: git restore {file.as_posix()}, or say --first-release"
        raise stop("ledger-missing", file.as_posix(), message)
    advice = f"mlanki restore FILE.apkg -o {file.as_posix()}"
    if output is not None and is_output(output):
        advice = advice.replace("FILE.apkg", (output / ALL).as_posix())
        why, where, line = "its ledger", output / MANIFEST, 1
    else:
        retired = [retirement.line for retirement in config.retire.values()]
        spoken = sorted((*retired, *(renaming.span.first for renaming in config.decisions.alias)))
        if not spoken and not config.reworded:
            return Ledger()
        why, where, line = "the ledger that this needs", settings or Path(CONFIG_NAME), (*spoken, 1)[0]
    message = f"{why} is lost: bring it back, run {advice}, or say --first-release"
    raise stop("ledger-missing", where.as_posix(), message, line)


def _is_in_git(file: Path) -> bool:
    """Whether the repository that holds the folder of `file` had it in its last commit."""
    command = ("git", "-C", str(file.parent), "cat-file", "-e", f"HEAD:./{file.name}")
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own words
    except OSError:
        return False


def refuse_source_folder(output: Path, sources: Sequence[Path]) -> None:
    """Raises `UsageError` where a build would write among its sources; records of its own may be read from there."""
    for source in filter(Path.exists, sources):
        holder = source if source.is_dir() else source.parent
        if holder.resolve() == output.resolve() and not (source.is_file() and is_output(output)):
            message = f"-o {output.as_posix()} is a source folder; what is written there would be read, so name another"
            raise click.UsageError(message)
