"""Finds the words of notes that no source has any more, in what was released."""

import html
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mlanki import patterns as regex
from mlanki.cards import to_face
from mlanki.cards.tombstone import ANSWER, Face, without_notice
from mlanki.config import Config
from mlanki.errors import Stop
from mlanki.identity import guid_of
from mlanki.packed import packable
from mlanki.pipeline.comparing import own_notes
from mlanki.pipeline.parsing import Parsed, parse, pictures_of
from mlanki.readback import media_bytes, read_package
from mlanki.records import Record
from mlanki.release.publishing import ALL, GONE, RECORDS

SHOWN = regex.compile(r' src="([^"]+)"')


@packable("face")
@dataclass(frozen=True, slots=True)
class Remembered:
    """A note as it was released, without a notice that it may have had, and the pictures that it shows."""

    face: Face
    media: Mapping[str, bytes]
    record: Record | None = None  # where records tell of it


def remember(record: Record, parsed: Parsed) -> Remembered:
    """The note of a record that was `parsed`."""
    shown = pictures_of([record]) if parsed.media else set()
    media = {name: parsed.media[name] for name in sorted(shown & parsed.media.keys())}
    return Remembered(to_face(record), media, record)


@dataclass(frozen=True)
class Releases:
    """What was released before, in `places`: packages, records, or folders that a build has left, the first first."""

    places: tuple[Path, ...] = ()

    def find(self, identity: str, code: str) -> Remembered | None:
        """The note that derives from `identity` and shows `code`, or did so before it was renamed."""
        return self._notes.get(guid_of(identity)) or self._notes.get(guid_of(code))

    @cached_property
    def _notes(self) -> Mapping[str, Remembered]:
        """All notes that have words, by guid; read when the first is asked for."""
        found: dict[str, Remembered] = {}
        for place in _files(self.places):
            with suppress(Stop):  # what cannot be read has no words, and a note without words is told
                for guid, remembered in _packed(place) if place.suffix == ".apkg" else _recorded(place):
                    if remembered.face[0][ANSWER]:
                        first = found.setdefault(guid, remembered)
                        found[guid] = replace(first, record=first.record or remembered.record)
        return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        files = (place / ALL, place / RECORDS, place / GONE) if place.is_dir() else (place,)
        yield from (file for file in files if file.is_file())


def _packed(file: Path) -> Iterator[tuple[str, Remembered]]:
    contents = read_package(file)
    notes = own_notes(contents)
    shown = [dict.fromkeys(map(html.unescape, SHOWN.findall("".join(note.fields)))) for note in notes]
    wanted = set[str]().union(*shown)
    pictures = media_bytes(file, (media for media in contents.media if media.name in wanted))
    for note, names in zip(notes, shown, strict=True):
        media = {name: pictures[name] for name in names if name in pictures}
        yield note.guid, Remembered(without_notice((note.fields, note.tags)), media)


def _recorded(file: Path) -> Iterator[tuple[str, Remembered]]:
    """The records of a release by their codes; what was decided since is not applied to them."""
    parsed = parse([file], Config())
    for record in parsed.records:
        yield guid_of(record.code), remember(record, parsed)
