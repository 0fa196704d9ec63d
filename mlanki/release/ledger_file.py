"""The ledger as it is committed: `mlanki.lock`, written and read."""

import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from mlanki import patterns as regex
from mlanki.errors import stop
from mlanki.release.ledger import FIRST_HASH, Ledger, Seal, Stamp, Stamps
from mlanki.toml_places import UnreadableTomlError, read_toml

Row = TypeVar("Row")

VERSION = 3

# Version 1 was committed with one release after another and did not name them: all of it is released.
FIRST_RELEASE = "earlier"

ROOT_HOME = "::"  # the home of a note in the root deck: no name below it

# Seconds that fit 32 bits last until 2106; a larger number is one in milliseconds.
LATEST = 2**32 - 1

BARE_KEY = regex.compile(r"[A-Za-z0-9_-]+")
QUESTION_SKETCH = regex.compile(r"(?:[0-9a-f]{4})*")

LEDGER_PREAMBLE = """\
# What mlanki has built: the content hash of every note, when it last changed (mod, seconds since 1970), its home
# (a deck below the root), its place, a sketch of what it asks, and the release that sealed it (before a change: its
# last). Commit this file beside your sources and do not edit it: without it users would lose their own edits.
"""


def to_text(ledger: Ledger) -> str:
    """The ledger as it is committed: one line for each name, sorted, so that merging two branches is easy."""
    lines = [LEDGER_PREAMBLE, f"version = {VERSION}\n", "\n[note-types]\n"]
    lines += [f"{_key(name)} = {_row(stamp)}\n" for name, stamp in sorted(ledger.note_types.items())]
    lines.append("\n[notes]\n")
    lines += [f"{_key(code)} = {_row(stamp)}\n" for code, stamp in sorted(ledger.notes.items())]
    lines.append("\n[releases]\n")
    lines += [
        f"{_key(name)} = {{ time = {seal.time}, content = {_quoted(seal.content)} }}\n"
        for name, seal in sorted(ledger.releases.items(), key=lambda item: (item[1].time, item[0]))
    ]
    return "".join(lines)


def _row(stamp: Stamp) -> str:
    """A stamp as an inline table."""
    home = ROOT_HOME if stamp.home == "" else stamp.home
    named = {"hash": stamp.hash, "home": home, "asks": stamp.asks, "words": stamp.words, "source": stamp.source}
    named["release"] = stamp.release
    placed = [f"place = {stamp.place}"] if stamp.place else []
    written = [f"mod = {stamp.mod}", *placed, *(f"{name} = {_quoted(value)}" for name, value in named.items() if value)]
    if stamp.last:
        written.append(f"last = {_row(replace(stamp.last, home=None, place=0))}")
    return f"{{ {', '.join(written)} }}"


def line_of_note(ledger: Ledger, code: str) -> int:
    """The line that `to_text` gives a note; the first for one that was never built."""
    codes = sorted(ledger.notes)
    before = LEDGER_PREAMBLE.count("\n") + len(("version", "", "[note-types]", "", "[notes]")) + len(ledger.note_types)
    return before + codes.index(code) + 1 if code in ledger.notes else 1


def _key(name: str) -> str:
    """A key of TOML, which is bare only if it is ASCII."""
    return name if BARE_KEY.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    """A string of TOML; what JSON escapes, TOML escapes in the same way, and one character more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def load_ledger(file: Path) -> Ledger:
    """Read the ledger; an empty one where there is no file.

    Raises `Stop`: `ledger-unreadable` for anything but what `to_text` writes, `ledger-too-new` for a version
    that this program does not know. Guessing would lose the progress of users, so nothing is guessed.
    """
    if file.exists() and not file.is_file():
        raise _unreadable(file, "it is no file", 1)  # from a pipe bytes might never come
    try:
        text = file.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Ledger()
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, getattr(error, "strerror", None) or "not UTF-8", 1) from error
    return read_ledger(text, file)


def read_ledger(text: str, file: Path) -> Ledger:
    """The ledger that a `file` with this text is. Raises `Stop`, as `load_ledger` does."""
    try:
        content = read_toml(text)
    except UnreadableTomlError as error:
        raise _unreadable(file, error.why, error.line) from error
    version = content.get("version")
    if type(version) is int and VERSION < version < LATEST:
        message = f"is a ledger of version {version}, and this mlanki knows {VERSION}; install a newer mlanki"
        raise stop("ledger-too-new", file, message)
    if type(version) is not int or not 1 <= version <= VERSION:
        raise _unreadable(file, "it names no version", 1)

    def table(name: str, read: Callable[[dict[str, Any]], Row | None]) -> Mapping[str, Row]:
        """The rows of a table."""
        entries = content.get(name)
        if not isinstance(entries, dict):
            raise _unreadable(file, f"it has no [{name}]", 1)
        rows = {}
        for key, entry in entries.items():
            row = read(entry) if isinstance(entry, dict) else None
            if row is None:
                lines = enumerate(text.splitlines(), 1)
                line = next((number for number, line in lines if line.startswith((key, _quoted(key)))), 1)
                raise _unreadable(file, f"the entry {key} is not whole", line)
            rows[key] = row
        return rows

    ledger = Ledger(
        notes=table("notes", lambda row: _stamp(row, {"home"})),
        note_types=table("note-types", lambda row: _stamp(row, set())),
        releases=table("releases", _seal) if version > 1 else {},
    )
    return _of_first_version(ledger) if version == 1 else ledger


def _stamp(row: dict[str, Any], required: AbstractSet[str]) -> Stamp | None:
    """A stamp of an inline table that has `required` beside its hash and `mod`; None where it is no such table."""
    words = {name: value for name, value in row.items() if name not in ("mod", "place", "last")}
    if (
        not {"hash", "mod"} | required
        <= set(row)
        <= {"hash", "mod", "place", "asks", "words", "source", "release", "last"} | required
        or not _is_time(row["mod"])
        or not _is_time(row.get("place", 0))
        or not all(isinstance(value, str) and value for value in words.values())
        or not QUESTION_SKETCH.fullmatch(words.get("asks", ""))
        or ("last" in row and ("release" in row or not isinstance(row["last"], dict)))
    ):
        return None
    last = _stamp(row["last"], {"release"}) if "last" in row else None
    if "last" in row and (last is None or last.last):
        return None
    home = "" if row.get("home") == ROOT_HOME else row.get("home")
    return Stamp(**{**row, "home": home, "last": last and replace(last, home=home, place=row.get("place", 0))})


def _seal(row: dict[str, Any]) -> Seal | None:
    if set(row) != {"time", "content"} or not _is_time(row["time"]) or not isinstance(row["content"], str):
        return None
    return Seal(**row)


def _is_time(value: object) -> bool:
    return type(value) is int and 0 <= value <= LATEST


def require_readable(ledger: Ledger, file: Path) -> None:
    """Raises `Stop` (`ledger-unreadable`) where `load_ledger` would refuse the ledger, were it written into `file`."""
    stamps = [*ledger.notes.items(), *ledger.note_types.items()]
    times = {name: stamp.mod for name, stamp in stamps} | {name: seal.time for name, seal in ledger.releases.items()}
    for name, time in times.items():
        if not _is_time(time):
            message = f"{name} would be of the second {time}, and time ends at {LATEST}; restore an earlier ledger"
            raise stop("ledger-unreadable", file, message)


def _of_first_version(ledger: Ledger) -> Ledger:
    """A ledger of version 1, which was committed with every release: all of it is released."""

    def released(stamps: Stamps, mark: str) -> Stamps:
        return {name: replace(stamp, hash=mark + stamp.hash, release=FIRST_RELEASE) for name, stamp in stamps.items()}

    if not ledger.notes:
        return ledger
    return Ledger(
        released(ledger.notes, FIRST_HASH),
        released(ledger.note_types, ""),
        {FIRST_RELEASE: Seal(max(stamp.mod for stamp in ledger.notes.values()), "")},
    )


def _unreadable(file: Path, why: str, line: int) -> Exception:
    message = f"cannot be read ({why}): bring it back from version control, or users lose their edits"
    return stop("ledger-unreadable", file, message, line)
