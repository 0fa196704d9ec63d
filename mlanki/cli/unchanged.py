"""Tells again what the last build told, where a build would write what is there and tell the same.

What a build goes by names an entry of the cache: the words of the command, its settings, its ledger, and the bytes of
its sources, each as the build has read it. The entry has what was told, the digests of the files that were written, and
what came of the pictures that pages refer to. If all of that is still so, nothing is read, and next to nothing loaded.
"""

import hashlib
import json
import os
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from mlanki.cache import Cache, code_digest, user_cache
from mlanki.cli.deck_files import find_ledger, find_settings, refuse_source_folder, settle_around
from mlanki.cli.terminal import PRINTERS
from mlanki.diagnostics import Diagnostic
from mlanki.errors import Stop
from mlanki.release.publishing import CORRECTIONS, GONE, find_inputs, kept_packages, ledger_bytes, sha256
from mlanki.sources import STANDARD_INPUT, Place, fetch, largest_of

NO_MATTER = frozenset({"jobs", "no_cache"})  # flags that show in nothing but the time

Told = Sequence[tuple[str, str]]  # what was printed, and as what


class Grounds(NamedTuple):
    """What a build goes by; `unread` is said of what is no source, `digests` are those of the bytes at the places.

    A source whose bytes cannot be had has none, and there are no grounds then to tell anything again.
    """

    flags: Mapping[str, Any]
    sources: Sequence[Path]
    folder: Path
    settings: Path | None
    settings_text: str
    ledger: Path
    ledger_digest: str
    places: Sequence[Place]
    unread: Sequence[Diagnostic]
    digests: Sequence[str]

    @property
    def key(self) -> str:
        """The name of the entry for a build on these grounds, here and by this code."""
        flags = sorted((name, _plain(value)) for name, value in self.flags.items() if name not in NO_MATTER)
        tools = (code_digest(), sqlite3.sqlite_version, zlib.ZLIB_RUNTIME_VERSION)
        here = (Path.cwd(), os.environ.get("SOURCE_DATE_EPOCH"), kept_packages(self.folder))
        depends = repr((tools, here, flags, *self[1:]))
        return hashlib.sha256(depends.encode("utf-8", "backslashreplace")).hexdigest()


def _plain(value: object) -> str:
    """A value of a flag, in the same words in every process."""
    values = value if isinstance(value, tuple) else (value,)
    return repr([sorted(each) if isinstance(each, frozenset) else each for each in values])


def build(sources: Sequence[Path], folder: Path, **flags: Any) -> bool:  # noqa: ANN401
    """Tell what the last build told, if a build would tell it again and change nothing; whether that is so."""
    refuse_source_folder(folder, sources)
    told = None
    if not flags["no_cache"] and STANDARD_INPUT not in sources:
        with suppress(Stop, OSError, ValueError):  # a build will tell what is wrong
            told = _told_before(_grounds(sources, folder, flags))
    for kind, text in told or ():
        PRINTERS[kind](text)
    return told is not None


def _grounds(sources: Sequence[Path], folder: Path, flags: Mapping[str, Any]) -> Grounds:
    settle_around(sources)
    settings = find_settings(flags, sources)
    ledger = find_ledger(flags["lock_file"], settings, sources, folder)
    places, unread = find_inputs(sources, folder, largest_of(flags["max_size"]))
    return Grounds(
        flags,
        sources,
        folder,
        settings,
        settings.read_text("utf-8-sig") if settings else "",
        ledger,
        sha256(ledger_bytes(ledger)),
        places,
        unread,
        [*map(_digest_at, places)],
    )


def _digest_at(place: Place) -> str:
    """Raises `ValueError` where the bytes of a source cannot be had: a build will tell why."""
    if isinstance(data := fetch(place), bytes):
        return sha256(data)
    raise ValueError(data.message)


def _told_before(grounds: Grounds) -> Told | None:
    """What was told on these grounds, if the files that it goes by besides are as they were."""
    entry = json.loads(user_cache().find(grounds.key) or b"{}")
    is_so = "told" in entry and all(_digest(Path(file)) == digest for file, digest in entry["files"].items())
    is_so = is_so and all(_outcome(grounds.places[number], *sought) for number, *sought in entry["sought"])
    return entry["told"] if is_so else None


def _outcome(place: Place, address: str, found: str) -> bool:
    """Whether this comes of looking for the picture that a source refers to."""
    from mlanki.pictures import find_picture, outcome

    return outcome(find_picture(place, address)) == found


def _digest(file: Path) -> str | None:
    if not file.is_file():
        return None
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remember(
    cache: Cache, grounds: Grounds, digests: Mapping[str, str], sought: Sequence[Mapping[str, str]], told: Told
) -> None:
    """Keep what a build has told and the `digests` of what it wrote; `sought` has what came of pictures, by place."""
    output = grounds.folder
    files = {file: _digest(file) for file in (*kept_packages(output), output / GONE)}
    files |= {output / name: digest for name, digest in digests.items()} | {output / CORRECTIONS: None}
    entry = {
        "files": {file.as_posix(): digest for file, digest in files.items()},
        "sought": [(number, *found) for number, each in enumerate(sought) for found in each.items()],
        "told": told,
    }
    cache.keep(grounds.key, json.dumps(entry).encode())
