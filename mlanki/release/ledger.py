"""The ledger: what was built and what was released, when each note last changed, and its home.

Anki replaces a note when the package's `mod` is newer than its own, and then replaces it whole, with the
user's own edits. So the `mod` of a note must move when its content does, and at no other time; the ledger
remembers both. It also remembers for each note type the hash of its templates and CSS, which reach users the
same way, and for each note its home: the one deck that every package files it under. A release seals what it
holds; what was only built may be changed and dropped again without a word to anybody.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

FIRST_HASH = "1:"  # before the hash of a row of version 1 of the ledger, which hashed `Source` with the rest


@dataclass(frozen=True, slots=True)
class NoteContent:
    """What is remembered of a note beside its `mod` and its home.

    The hash of what an import overwrites, a sketch of what it asks (see `code_reuse`), and the address in `Source`; of
    a point the sketch is of its answer, and `words` are those that it asks with where its code has others.
    """

    hash: str
    asks: str = ""
    source: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was built under a name; `release` is the one that sealed it, empty where none has.

    `last` is what was sealed before, where a build since then has changed it.
    """

    hash: str
    mod: int
    home: str | None = None  # of a note; empty for the root deck
    asks: str = ""
    source: str = ""
    release: str = ""
    last: "Stamp | None" = None
    place: int = 0  # among the new cards; 0 where the code tells it
    words: str = ""  # of a point that was released in other words

    @property
    def sealed(self) -> "Stamp | None":
        """The stamp as the last release has it; None where none has any."""
        return self if self.release else self.last


@dataclass(frozen=True, slots=True)
class Seal:
    """A release: when it was made (seconds since 1970), and the digest of all that was in it."""

    time: int
    content: str


Stamps = Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything built so far: notes by code, note types by name; and the releases, by name."""

    notes: Stamps = field(default_factory=lambda: MappingProxyType({}))
    note_types: Stamps = field(default_factory=lambda: MappingProxyType({}))
    releases: Mapping[str, Seal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def sealed_notes(self) -> Stamps:
        """The notes that learners have, as they have them. What no release has sealed obliges to nothing."""
        return {code: stamp.sealed for code, stamp in self.notes.items() if stamp.sealed}

    def released(self, code: str) -> bool:
        """Whether learners have the note of this code."""
        return code in self.notes and self.notes[code].sealed is not None

    @property
    def released_codes(self) -> frozenset[str]:
        """The codes of all notes that learners have."""
        return frozenset(filter(self.released, self.notes))

    @property
    def last_release(self) -> str:
        """The name of the last release; empty before the first."""
        return max(self.releases, key=lambda name: (self.releases[name].time, name), default="")

    def next_mod(self, now: int) -> int:
        """The `mod` for what changes in a build at `now`: later than every one before."""
        stamps = (*self.notes.values(), *self.note_types.values())
        return max((now, *(stamp.mod + 1 for stamp in stamps)))

    def stamp_notes(self, contents: Mapping[str, NoteContent], homes: Mapping[str, str], now: int) -> "Ledger":
        """The ledger after building notes with these contents, at `now` (seconds since 1970).

        A home given here counts for a code that has none yet. What is not built any more stays remembered.
        """
        mod = self.next_mod(now)
        notes = dict(self.notes)
        for code, content in contents.items():
            notes[code] = _stamped(notes.get(code) or Stamp("", 0, homes.get(code, "")), content, mod)
        return replace(self, notes=notes)

    def rehomed(self, homes: Mapping[str, str], places: Mapping[str, int]) -> "Ledger":
        """The ledger with these homes and places for what no release has sealed: settings and pages may move it."""
        moved = {
            code: replace(self.notes[code], home=home, place=places.get(code, 0))
            for code, home in homes.items()
            if code in self.notes and not self.released(code)
        }
        return replace(self, notes={**self.notes, **moved})

    def stamp_note_type(self, name: str, content: str, mod: int) -> "Ledger":
        """The ledger after building with a note type; `mod` counts if its content has changed."""
        stamp = _stamped(self.note_types.get(name) or Stamp("", 0), NoteContent(content), mod)
        return replace(self, note_types={**self.note_types, name: stamp})

    def rehashed(self, contents: Mapping[str, NoteContent], first_hash: Callable[[str], str]) -> "Ledger":
        """The ledger with the hashes of now for rows that have that of version 1 still, their `first_hash`."""
        same = {
            code: replace(stamp, hash=contents[code].hash, source=contents[code].source)
            for code, stamp in self.notes.items()
            if stamp.hash.startswith(FIRST_HASH) and code in contents and stamp.hash == FIRST_HASH + first_hash(code)
        }
        return replace(self, notes={**self.notes, **same})

    def seal(self, release: str, codes: Iterable[str], now: int) -> "Ledger":
        """The ledger after a release of the notes with these codes, and of the note types; later than all before."""
        codes = tuple(codes)
        time = max((now, *(seal.time + 1 for seal in self.releases.values())))

        def sealed(stamp: Stamp) -> Stamp:
            return stamp if stamp.release else replace(stamp, release=release, last=None)

        return replace(
            self,
            notes={**self.notes, **{code: sealed(self.notes[code]) for code in codes}},
            note_types={name: sealed(stamp) for name, stamp in self.note_types.items()},
            releases={**self.releases, release: Seal(time, self.digest_of(codes))},
        )

    def digest_of(self, codes: Iterable[str]) -> str:
        """What tells a build of these notes from every other."""
        stamps = (*sorted(self.note_types.items()), *((code, self.notes[code]) for code in sorted(codes)))
        return content_hash(*(f"{name} {stamp.mod} {stamp.hash}" for name, stamp in stamps))

    def release_of(self, codes: Iterable[str]) -> str:
        """The last release, if a build of these notes is that; else empty."""
        seal = self.releases.get(self.last_release)
        return self.last_release if seal and seal.content == self.digest_of(codes) else ""


def _stamped(old: Stamp, content: NoteContent, mod: int) -> Stamp:
    """The stamp of what now has this content.

    What learners have keeps its address with its `mod`: another page that shows the same question changes no note.
    Where a build is taken back that nobody released, what was released is back as well, or an import would overwrite
    what learners wrote into a note that has not changed for them.
    """
    if old.hash == content.hash:
        new = old if old.release else replace(old, source=content.source)
    elif old.last and old.last.hash == content.hash:
        new = old.last
    else:
        new = replace(old, hash=content.hash, mod=mod, source=content.source, release="", last=old.sealed)
    return replace(new, asks=content.asks or new.asks, words=content.words)


def content_hash(*parts: str) -> str:
    """A short hash of what a note or a note type consists of."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]
