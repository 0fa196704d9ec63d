"""Where a deck keeps its settings and its ledger, and where a build may write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from mlanki.file_names import CONFIG_NAME, LEDGER_NAME
from mlanki.release.journal import settle
from mlanki.release.publishing import followed, is_output

REPOSITORY = ".git"


def find_settings(flags: Mapping[str, Any], sources: Sequence[Path]) -> Path | None:
    """The settings for a command that knows of any: as named, in this folder, or the first from the sources upward."""
    if "config_file" not in flags:
        return None
    return Path(flags["config_file"]) if flags["config_file"] is not None else _first(CONFIG_NAME, _folders(sources))


def find_ledger(named: Path | None, settings: Path | None, sources: Sequence[Path], output: Path | None) -> Path:
    """The ledger: as named, or beside the settings, or in this folder, or from the sources upward.

    One that a build without settings has left in its `output` comes last. Where there is none, its place is beside
    the settings, or else in the output. What an interrupted build has left there and in the output is ended first.
    """
    if output is not None:
        settle(output)
    file = named or _find_ledger(settings, sources, output)
    settle(followed(file).parent)
    return file


def settle_around(sources: Sequence[Path]) -> None:
    """End what an interrupted build has left in the folders of these sources."""
    for source in sources:
        settle(source if source.is_dir() else source.parent)


def _find_ledger(settings: Path | None, sources: Sequence[Path], output: Path | None) -> Path:
    own = [folder / LEDGER_NAME for folder in (settings.parent if settings else None, output) if folder is not None]
    if settings and _is_file(own[0]):
        return own[0]
    found = _first(LEDGER_NAME, _folders(sources))
    return found or next((file for file in own if _is_file(file)), (*own, Path(LEDGER_NAME))[0])


def find_ledger_above(folder: Path) -> Path | None:
    """The ledger in a folder, or else the first from there upward."""
    return _first(LEDGER_NAME, _upward(folder))


def _first(name: str, folders: Iterable[Path]) -> Path | None:
    return next((folder / name for folder in folders if _is_file(folder / name)), None)


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


def refuse_source_folder(output: Path, sources: Sequence[Path]) -> None:
    """Raises `UsageError` where a build would write among its sources; records of its own may be read from there."""
    for source in filter(Path.exists, sources):
        holder = source if source.is_dir() else source.parent
        if holder.resolve() == output.resolve() and not (source.is_file() and is_output(output)):
            message = f"-o {output.as_posix()} is a source folder; what is written there would be read, so name another"
            raise click.UsageError(message)
