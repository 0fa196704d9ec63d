"""Reads a release to compare it with another: from a package, a folder, records or sources."""

from pathlib import Path

from mlanki.cards import to_face
from mlanki.cards.notetype import FIELDS, POINT, PUBLISHED, QUESTION, Published
from mlanki.config import Config
from mlanki.diagnostics import Severity
from mlanki.errors import Stop, stop
from mlanki.identity import guid_of
from mlanki.pipeline.parsing import parse
from mlanki.readback import Contents, NoteSeen, read_package
from mlanki.records import Record
from mlanki.release.differences import Changes, Released, compare
from mlanki.release.differences.word_by_word import plain_text_of
from mlanki.release.publishing import ALL, RECORDS


def diff(old: Path, new: Path, config: Config) -> Changes:
    """What learners who have the release `old` get with the release `new`.

    Each is a package, a folder that a build has written, or records.jsonl, in any mix; sources do, too. Raises `Stop`
    where one cannot be read.
    """
    return compare(read_release(old, config), read_release(new, config))


def read_release(path: Path, config: Config) -> tuple[Released, ...]:
    """The questions of a release, and its small cards.

    `path` is a package, a folder that `build` has written, or records.jsonl; sources are read as well. A folder
    is read by its `all.apkg`, which alone tells decks, tombstones and points, or else by its records. Records without a
    question or an answer have no card and are left out. Raises `Stop` where nothing can be read.
    """
    if path.is_dir():
        path = next((path / name for name in (ALL, RECORDS) if (path / name).is_file()), path)
    if path.suffix == ".apkg":
        questions = [to_released(note) for note in own_notes(read_package(path))]
        if not questions:
            raise stop("package-unreadable", path, "no note here is mlanki's; name a package that mlanki built")
    else:
        parsed = parse([path], config)
        for diagnostic in parsed.diagnostics:
            if diagnostic.severity is Severity.ERROR:
                raise Stop(diagnostic)
        questions = [_from_record(record, config) for record in parsed.records if record.question and record.answer]
    return tuple(questions)


def own_notes(contents: Contents) -> list[NoteSeen]:
    """The notes of our note types, as they were published; another note type may claim the number of one."""
    fields = {kind.id: tuple(kind.fields) for kind in PUBLISHED.values()}
    return [
        note
        for note in contents.notes
        if fields.get(note.note_type.id) == note.note_type.fields and len(note.note_type.templates) == 1
    ]


def to_released(note: NoteSeen) -> Released:
    """The question or the point that a note of ours holds."""
    kind = PUBLISHED[note.note_type.id]
    fields = dict(zip(kind.fields, note.fields, strict=True))
    return _released(note.guid, fields, note.tags, note.decks[0] if note.decks else "", kind)


def _from_record(record: Record, config: Config) -> Released:
    guid = guid_of(config.decisions.identity_of(record.code))
    fields, tags = to_face(record)
    return _released(guid, dict(zip(FIELDS, fields, strict=True)), tags)


def _released(
    guid: str, fields: dict[str, str], tags: tuple[str, ...], deck: str = "", kind: Published = QUESTION
) -> Released:
    code, title = (plain_text_of(fields[name]) for name in ("Code", "Question" if kind == POINT else "Title"))
    return Released(guid, code, title, fields, frozenset(tags), deck, kind)
