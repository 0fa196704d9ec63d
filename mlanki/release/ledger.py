"""The ledger `mlanki.lock`: what was released, when each note last changed, and which deck is its home.

Anki replaces a note when the package's `mod` is newer than its own, and then replaces it whole, with the
user's own edits. So the `mod` of a note must move when its content does, and at no other time; the ledger
remembers both. It also remembers for each note type the hash of its templates and CSS, which reach users the
same way, and for each note its home: the one deck that every package files it under.
"""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import regex

from mlanki.errors import stop
from mlanki.toml_places import line_of

LEDGER_NAME = "mlanki.lock"
VERSION = 1

# Seconds that fit 32 bits last until 2106; a larger number is one in milliseconds.
LATEST = 2**32 - 1

BARE_KEY = regex.compile(r"[A-Za-z0-9_-]+")
QUESTION_SKETCH = regex.compile(r"(?:[0-9a-f]{4})*")

LEDGER_PREAMBLE = """\
# What mlanki has released: the content hash of every note, when it last changed (mod, seconds since 1970), the tag
# whose deck is its home, and a sketch of what it asks. Commit this file beside your sources and do not edit it:
# without it the next build would make every note look changed, and users would lose their own edits.
"""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What was released under a name: the hash of its content, its `mod`; of a note its home, and what it asks."""

    hash: str
    mod: int
    home: str = ""
    asks: str = ""


Stamps = Mapping[str, Stamp]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything released so far: notes by code, note types by name."""

    notes: Stamps = field(default_factory=lambda: MappingProxyType({}))
    note_types: Stamps = field(default_factory=lambda: MappingProxyType({}))

    def next_mod(self, now: int) -> int:
        """The `mod` for what changes in a build at `now`: later than every one before."""
        stamps = (*self.notes.values(), *self.note_types.values())
        return max((now, *(stamp.mod + 1 for stamp in stamps)))

    def stamp_notes(
        self, contents: Mapping[str, str], homes: Mapping[str, str], now: int, asks: Mapping[str, str] | None = None
    ) -> "Ledger":
        """The ledger after releasing notes with these content hashes, at `now` (seconds since 1970).

        A home given here counts for a code that has none yet; `asks` are sketches of the questions (see `code_reuse`).
        What is not released any more stays remembered.
        """
        mod = self.next_mod(now)
        notes = dict(self.notes)
        for code, content in contents.items():
            old = notes.get(code)
            if old is None:
                notes[code] = Stamp(content, mod, homes[code])
            elif old.hash != content:
                notes[code] = replace(old, hash=content, mod=mod)
            if asks is not None and asks.get(code):
                notes[code] = replace(notes[code], asks=asks[code])
        return replace(self, notes=notes)

    def stamp_note_type(self, name: str, content: str, mod: int) -> "Ledger":
        """The ledger after releasing a note type; `mod` counts if its content has changed."""
        old = self.note_types.get(name)
        if old is not None and old.hash == content:
            return self
        return replace(self, note_types={**self.note_types, name: Stamp(content, mod)})


def content_hash(*parts: str) -> str:
    """A short hash of what a note or a note type consists of."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:32]


def to_text(ledger: Ledger) -> str:
    """The ledger as it is committed: one line for each name, sorted, so that merging two branches is easy."""
    lines = [LEDGER_PREAMBLE, f"version = {VERSION}\n", "\n[note-types]\n"]
    lines += [
        f"{_key(name)} = {{ mod = {stamp.mod}, hash = {_quoted(stamp.hash)} }}\n"
        for name, stamp in sorted(ledger.note_types.items())
    ]
    lines.append("\n[notes]\n")
    lines += [_note_line(code, stamp) for code, stamp in sorted(ledger.notes.items())]
    return "".join(lines)


def _note_line(code: str, stamp: Stamp) -> str:
    asks = f", asks = {_quoted(stamp.asks)}" if stamp.asks else ""
    return f"{_key(code)} = {{ mod = {stamp.mod}, hash = {_quoted(stamp.hash)}, home = {_quoted(stamp.home)}{asks} }}\n"


def line_of_note(ledger: Ledger, code: str) -> int:
    """The line that `to_text` gives a note; the first for one that was never released."""
    codes = sorted(ledger.notes)
    before = LEDGER_PREAMBLE.count("\n") + len(("version", "", "[note-types]", "", "[notes]")) + len(ledger.note_types)
    return before + codes.index(code) + 1 if code in ledger.notes else 1


def _key(name: str) -> str:
    """A key of TOML, which is bare only if it is ASCII."""
    return name if BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A string of TOML; what JSON escapes, TOML escapes in the same way."""
    return json.dumps(text, ensure_ascii=False)


def load_ledger(file: Path) -> Ledger:
    """Read the ledger; an empty one where there is no file.

    Raises `Stop`: `ledger-unreadable` for anything but what `to_text` writes, `ledger-too-new` for a version
    that this program does not know. Guessing would lose the progress of users, so nothing is guessed.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Ledger()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, getattr(error, "strerror", None) or "not UTF-8", 1) from error
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(file, str(error), line_of(error, text)) from error
    version = content.get("version")
    if type(version) is int and version > VERSION:
        message = f"is a ledger of version {version}, and this mlanki knows {VERSION}; install a newer mlanki"
        raise stop("ledger-too-new", file, message)
    if type(version) is not int or version != VERSION:
        raise _unreadable(file, "it names no version", 1)
    return Ledger(
        notes=_stamps(file, text, content, "notes", ({"hash", "mod", "home"}, {"asks"})),
        note_types=_stamps(file, text, content, "note-types", ({"hash", "mod"}, set())),
    )


def _stamps(file: Path, text: str, content: dict[str, Any], table: str, names: tuple[set[str], set[str]]) -> Stamps:
    """The entries of a table, each with the first `names` and perhaps the others."""
    required, optional = names
    entries = content.get(table)
    if not isinstance(entries, dict):
        raise _unreadable(file, f"it has no [{table}]", 1)
    stamps = {}
    for key, entry in entries.items():
        if (
            not isinstance(entry, dict)
            or not required <= set(entry) <= required | optional
            or type(entry["mod"]) is not int
            or not 0 <= entry["mod"] <= LATEST
            or not all(isinstance(entry[name], str) and entry[name] for name in set(entry) - {"mod"})
            or not QUESTION_SKETCH.fullmatch(entry.get("asks", ""))
        ):
            lines = enumerate(text.splitlines(), 1)
            line = next((number for number, line in lines if line.startswith((key, _quoted(key)))), 1)
            raise _unreadable(file, f"the entry {key} is not whole", line)
        stamps[key] = Stamp(**entry)
    return stamps


def _unreadable(file: Path, why: str, line: int) -> Exception:
    message = f"the ledger cannot be read ({why}); restore it from version control, or your users lose their edits"
    return stop("ledger-unreadable", file, message, line)
