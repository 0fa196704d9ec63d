"""Divides records into points: the notes of small cards, which stand behind the notes of their records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mlanki.cards import to_point_face
from mlanki.cards.points import find_points
from mlanki.cards.tombstone import with_notice_of
from mlanki.config import POINTS, Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span, images_of
from mlanki.file_names import LEDGER_NAME
from mlanki.identity import parent_of
from mlanki.packed import packed
from mlanki.pipeline.parsing import Parsed
from mlanki.pipeline.remembering import Releases, Remembered
from mlanki.records import Record
from mlanki.release.fates import Fates
from mlanki.release.ledger import Ledger, Stamps
from mlanki.release.ledger_file import line_of_note
from mlanki.release.renaming import code_points, released_points, sketch_of_point, words_in


@dataclass(frozen=True, slots=True)
class PointNote:
    """The note of a point: what its record goes by, its number among the points there, and what the ledger keeps."""

    note: Remembered
    parent: str
    number: int
    asks: str = ""
    words: str = ""


def divide(  # noqa: PLR0913 - the same that a build depends on
    fates: Fates, ended: Mapping[str, Remembered], parsed: Parsed, config: Config, ledger: Ledger, *, before: Releases
) -> tuple[Mapping[str, PointNote], tuple[Diagnostic, ...]]:
    """The notes of points by their codes, and a word about each that is gone.

    They are those of all records that go on, if small cards are wanted, and the released ones of those that `ended`.

    A point ends with its record and gets the same notice. One that is gone from an answer that goes on stays with
    learners as it is, and so it does where small cards are not wanted any more.
    """
    released = released_points(ledger)
    notes: dict[str, PointNote] = {}
    for identity, record in fates.living.items() if POINTS in config.cards else ():
        notes |= _points_of(identity, record, parsed, released.get(identity, {}))
    for identity in sorted(released.keys() & ended.keys()):
        notes |= _ended(identity, ended[identity], parsed, released[identity], before)
    decided = {*fates.living, *ended}
    gone = sorted(
        code for parent, stamps in released.items() if parent in decided for code in stamps if code not in notes
    )
    return notes, tuple(_explain_gone(gone, config, ledger))


def _points_of(identity: str, record: Record, parsed: Parsed, released: Stamps) -> Mapping[str, PointNote]:
    notes = {}
    for number, (code, point) in enumerate(code_points(identity, find_points(record), released).items(), 1):
        media = {each.name: parsed.media[each.name] for each in images_of(point.answer) if each.name in parsed.media}
        words = "" if point.words == words_in(code) else point.words
        note = packed(Remembered(to_point_face(code, point, record), media))
        notes[code] = PointNote(note, identity, number, sketch_of_point(point), words)
    return notes


def _ended(
    identity: str, record: Remembered, parsed: Parsed, released: Stamps, before: Releases
) -> Iterator[tuple[str, PointNote]]:
    """The released points of a record below its notice, as far as its words or those of a release are known."""
    known = _points_of(identity, record.record, parsed, released) if record.record else {}
    for number, code in enumerate(sorted(released), 1):
        note = known[code].note if code in known else before.find(code, code)
        if note:
            note = replace(note, face=with_notice_of(record.face, note.face))
            yield code, PointNote(note, identity, number, words=released[code].words)


def _explain_gone(gone: list[str], config: Config, ledger: Ledger) -> Iterator[Diagnostic]:
    if POINTS not in config.cards and gone:
        message = f"{len(gone)} small cards were released, and `cards` asks for none: learners keep them as they are"
        yield diagnose("point-gone", Span(LEDGER_NAME, 1, 1), message)
        return
    for code in gone:
        line = line_of_note(ledger, code)
        message = f"{code} was released, and its answer has no such point any more: learners keep the card as it is"
        yield diagnose("point-gone", Span(LEDGER_NAME, line, line), message, parent_of(code))
