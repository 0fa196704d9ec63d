"""Checks that a release is whole: its files, checksums, what the manifest says of the packages, and the ledger."""

import json
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlanki import patterns as regex
from mlanki.cards.notetype import PUBLISHED
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.errors import Stop, stop
from mlanki.identity import guid_of
from mlanki.readback import plain_words, read_package
from mlanki.release.ledger_file import load_ledger
from mlanki.release.manifest import content_digest
from mlanki.release.publishing import ALL, CHECKSUMS, MANIFEST, RECORDS, release_in, sha256

# A name that leads out of the folder is none of ours, nor is a second one for the same file.
NAME_WITHIN = regex.compile(r"(?![/.])(?:(?!/[./])[^\\\0])+")
CHECKSUM_LINE = regex.compile(rf"(?P<sum>[0-9a-f]{{64}}) [ *](?P<name>{NAME_WITHIN.pattern})")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong with it."""

    files: int
    packages: int
    diagnostics: tuple[Diagnostic, ...]


def verify(folder: Path, release: str = "", ledger: Path | None = None, *, shared: bool = False) -> Verified:
    """Check the build in `folder`, and that it is the `release` of that name if one is given.

    It also has to be the build that the `ledger` remembers; where that is `shared`, with other folders that were built
    later, it must only be none that the ledger has never seen. Raises `Stop` where there are no checksums, no manifest
    or no ledger that could be read.
    """
    sums = _checksums(folder / CHECKSUMS)
    packages, others = _named(folder / MANIFEST)
    digests = {name: _digest(folder / name) for name in sums | packages}
    diagnostics = [
        *_against_checksums(folder, digests, sums),
        *_against_manifest(folder, digests, packages),
        *_unnamed(folder, set(sums), {*packages, *others, RECORDS}),
        *_not_sealed(folder, release),
    ]
    if ledger is not None and not diagnostics:
        diagnostics += _against_ledger(folder / ALL, ledger, shared=shared)
    return Verified(len(sums), len(packages), tuple(diagnostics))


def _checksums(file: Path) -> dict[str, tuple[int, str]]:
    """For each name its line and its checksum."""
    sums = {}
    for number, line in enumerate(_text(file).splitlines(), 1):
        found = CHECKSUM_LINE.fullmatch(line)
        if not found:
            raise stop("release-damaged", file, "this line is no checksum with a file name; build it again", number)
        sums[found["name"]] = (number, found["sum"])
    return sums


def _named(file: Path) -> tuple[dict[str, dict[str, Any]], set[str]]:
    """For each package what the manifest says of it, and the names of the media files beside them."""
    try:
        manifest = json.loads(_text(file))
        packages = {package["file"]: dict(package) for package in manifest["packages"]}
        media = {media["file"] for media in manifest.get("media", [])}
        within = all(NAME_WITHIN.fullmatch(name) for name in {*packages, *media})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        within = False
    if not within:
        raise stop("release-damaged", file, "this is no manifest of mlanki; build it again")
    return packages, media


def _text(file: Path) -> str:
    data = _read(file)
    if data is None:
        raise stop("release-missing", file, "is missing, so that nothing can be verified; name a folder that was built")
    return data.decode(errors="replace")


def _read(file: Path) -> bytes | None:
    """The bytes of a file; None where there is none, but perhaps something that never ends."""
    try:
        return file.read_bytes() if file.is_file() else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise stop("source-unreadable", file, f"cannot be read ({error.strerror}); give yourself permission") from error


def _digest(file: Path) -> str:
    """The checksum of a file; empty where there is none. No more than one is in memory."""
    data = _read(file)
    return "" if data is None else sha256(data)


def _against_checksums(
    folder: Path, digests: Mapping[str, str], sums: Mapping[str, tuple[int, str]]
) -> Iterator[Diagnostic]:
    for name, (line, expected) in sums.items():
        if not digests[name]:
            yield _found("release-missing", folder / CHECKSUMS, f"{name} is missing; download or build it again", line)
        elif digests[name] != expected:
            message = f"{name} has another checksum than this; it is damaged or was changed, download or build it again"
            yield _found("release-damaged", folder / CHECKSUMS, message, line)


def _against_manifest(
    folder: Path, digests: Mapping[str, str], packages: Mapping[str, Mapping[str, Any]]
) -> Iterator[Diagnostic]:
    file = folder / MANIFEST
    for name, said in packages.items():
        if not digests[name]:
            yield _found("release-missing", file, f"{name} is missing; download or build it again")
            continue
        try:
            content = content_digest(folder / name)
        except Stop as stopped:
            yield stopped.diagnostic
            continue
        if content != said.get("content"):
            yield _found("release-damaged", file, f"{name} holds other notes than were built; do not import it")
        elif digests[name] != said.get("sha256"):
            message = f"{name} holds the notes that were built, in other bytes; that is harmless if you packed it anew"
            yield _found("release-damaged", file, message)


def _unnamed(folder: Path, sums: AbstractSet[str], named: AbstractSet[str]) -> Iterator[Diagnostic]:
    """What only one of the two lists names: they are not of one build."""
    for name in sorted(named - sums):
        yield _found("release-damaged", folder / CHECKSUMS, f"{name} has no checksum here; the files are of two builds")
    for name in sorted(sums - named):
        yield _found("release-damaged", folder / MANIFEST, f"{name} is not named here; the files are of two builds")


def _not_sealed(folder: Path, release: str) -> Iterator[Diagnostic]:
    """An error where the build is not the release that it should be: learners could not count on what it holds."""
    if release and release_in(folder) != release:
        message = f"this build is not {release} as the ledger has sealed it; run mlanki release, commit, and tag again"
        yield _found("not-sealed", folder / MANIFEST, message)


def _against_ledger(package: Path, file: Path, *, shared: bool) -> Iterator[Diagnostic]:
    """An error where the ledger has other times than the notes, so that the next build would overwrite learners' edits.

    Anki knows a note by its guid, and tells a newer one by its `mod`.
    """
    mods = {guid_of(code): stamp.mod for code, stamp in load_ledger(file).notes.items()}
    apart = [
        plain_words(note.fields[0])
        for note in read_package(package).notes
        if note.note_type.id in PUBLISHED
        and (note.guid not in mods or (note.mod > mods[note.guid] if shared else note.mod != mods[note.guid]))
    ]
    if apart:
        named = f"{apart[0]} and {len(apart) - 1} more" if len(apart) > 1 else apart[0]
        message = (
            f"{named}: not of the time in {file.as_posix()}; they are of two builds, so bring back what fits, or build"
        )
        yield _found("release-damaged", package, message)


def _found(code: str, file: Path, message: str, line: int = 1) -> Diagnostic:
    return diagnose(code, Span(file.as_posix(), line, line), message)
