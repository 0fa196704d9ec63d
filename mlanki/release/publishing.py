"""Writes what a build leaves behind, complete or not at all: packages, records, manifest and checksums."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlanki.diagnostics import Diagnostic
from mlanki.errors import stop
from mlanki.file_names import MEDIA
from mlanki.release.files import Content, telling, write_content
from mlanki.release.journal import Write, write_at_once
from mlanki.sources import LARGEST, Place, find_sources

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
RECORDS = "records.jsonl"
GONE = "gone.jsonl"  # released questions that no source has any more, and about which nothing is decided yet
ALL = "all.apkg"
RELEASE_NOTES = "RELEASE_NOTES.md"
CORRECTIONS = "corrections.txt"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept_package(release: str) -> str:
    """Where an output keeps the package of a release when it is built into again: release notes compare with it."""
    return f".releases/{release}.apkg"


def kept_packages(folder: Path) -> list[Path]:
    """The packages of all releases that an output has kept."""
    return sorted(folder.glob(kept_package("*")))


def is_output(folder: Path) -> bool:
    """Whether a build has written into `folder`."""
    return bool(_manifest(folder))


def find_inputs(
    arguments: Iterable[Path], output: Path | None, largest: int = LARGEST
) -> tuple[tuple[Place, ...], tuple[Diagnostic, ...]]:
    """The places of the sources of a build: neither its `output`, nor any other folder that a build has written."""
    written = output and output.resolve()
    places, remarks = find_sources(arguments, lambda folder: folder.resolve() == written or is_output(folder))
    return tuple(replace(place, largest=largest) for place in places), remarks


def release_in(folder: Path) -> str:
    """The name of the release in `folder`; empty where what is there is none, or is not mlanki's."""
    name = _manifest(folder).get("release")
    return name if isinstance(name, str) else ""


def _manifest(folder: Path) -> dict[str, Any]:
    file = folder / MANIFEST
    with suppress(OSError, ValueError, RecursionError):
        manifest = json.loads(file.read_text("utf-8")) if file.is_file() else None  # a pipe might never end
        if isinstance(manifest, dict) and "mlanki" in manifest:
            return manifest
    return {}


def publish(files: Mapping[str, Content], folder: Path, ledger: Path, text: str, built_on: bytes | None = None) -> bool:
    """Put `files` into `folder`, made if need be, and the `text` of the ledger into its place, all in one step.

    What the build before left and this one lacks is removed. Whether anything was not yet as it shall be. Raises
    `Stop`: `not-writable`, or `ledger-changed` where the ledger is not any more what this build is `built_on`; then the
    build before is whole.
    """
    ledger = followed(ledger)
    place = folder if ledger.parent.resolve() == folder.resolve() else ledger.parent
    writes = [Write(folder, name, data) for name, data in files.items()]
    writes += [Write(folder, name, None) for name in sorted(_files_of(folder) - set(files))]
    writes.append(Write(place, ledger.name, text.encode()))

    def check() -> None:
        if built_on is not None and ledger_bytes(ledger) not in (built_on, text.encode()):
            message = "was changed by another build while this one read its sources; run this again"
            raise stop("ledger-changed", ledger, message)

    return write_at_once(list(dict.fromkeys((folder, place))), writes, check)


def followed(ledger: Path) -> Path:
    """Where a ledger is that several decks share by links to it: one in the place of a link would part them.

    Raises `Stop` (`not-writable`) where such a link leads to no file: a stranger's could have one made anywhere.
    """
    if not ledger.is_symlink():
        return ledger
    if not ledger.is_file():
        raise stop("not-writable", ledger, "is a link that leads to no ledger; bring that back, or remove the link")
    return ledger.resolve()


def ledger_bytes(file: Path) -> bytes:
    """What a ledger holds; nothing where there is none, or none that can be read."""
    with suppress(OSError):
        return file.read_bytes()
    return b""


def write_whole(files: Mapping[Path, Content]) -> None:
    """Write every file, or none. Raises `Stop` (`not-writable`)."""
    folder = Path(os.path.commonpath([file.parent for file in files]))
    writes = []
    for file, data in files.items():
        if _is_device(file):
            with telling(file):
                write_content(file, data)
        else:
            writes.append(Write(folder, file.relative_to(folder).as_posix(), data))
    if writes:
        write_at_once([folder], writes)


def _is_device(file: Path) -> bool:
    """Whether a name such as `/dev/stdout` stands for something that no file must take the place of."""
    with suppress(OSError):
        return not (file.is_file() or file.is_dir()) and file.exists()
    return False


def _files_of(folder: Path) -> set[str]:
    """The packages and media that an earlier build says it left in `folder`, and the corrections of a release.

    Corrections of an earlier release would take later ones back. Nothing else there is ours.
    """
    with suppress(KeyError, TypeError):
        manifest = _manifest(folder)
        packages = [Path(package["file"]) for package in manifest["packages"]]
        media = [Path(picture["file"]) for picture in manifest.get("media", ())]
        return {
            CORRECTIONS,
            *(str(name) for name in packages if name.name == str(name) and name.suffix == ".apkg"),
            *(str(name) for name in media if str(name) == f"{MEDIA}/{name.name}"),
        }
    return set()
