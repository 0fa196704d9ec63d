"""Makes the notes of released questions that do not go on: their words, under a notice."""

from collections.abc import Mapping
from dataclasses import replace

from mlanki.cards.tombstone import merged, retired
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.file_names import CONFIG_NAME
from mlanki.near.question import text_of
from mlanki.pipeline.parsing import Parsed
from mlanki.pipeline.remembering import Releases, Remembered, remember
from mlanki.records import Record
from mlanki.release.fates import Fates

NAME_LENGTH = 80  # characters of a question that has no title


def bury(
    fates: Fates, parsed: Parsed, config: Config, before: Releases
) -> tuple[Mapping[str, Remembered], list[Diagnostic]]:
    """The notes of what is retired or merged, with their notices, by identity; an error for each whose words are lost.

    Their words are those that the sources still have, be it under a decision that takes them out of the deck; else
    those of the last release.
    """
    decisions = config.decisions
    held = {record.code: record for record in (*parsed.former.values(), *parsed.records)}
    notes: dict[str, Remembered] = {}
    lost: list[Diagnostic] = []
    for identity in sorted({*fates.retired, *fates.merged}):
        code = decisions.code_now(identity)
        codes = (identity,) if identity in fates.merged else (code, identity)
        record = next((held[each] for each in codes if each in held and held[each].answer), None)
        found = remember(record, parsed) if record is not None and record.question else before.find(identity, code)
        if found is None:
            lost.append(_lost(identity, fates))
        elif identity in fates.merged:
            face = merged(found.face, _name(fates.merged[identity]))
            notes[identity] = replace(found, face=face)
        else:
            notes[identity] = replace(found, face=retired(found.face, fates.retired[identity].why))
    return notes, lost


def _name(record: Record) -> str:
    """What people know a question by: its code, and its title or what it asks."""
    said = record.title or text_of(record.question)[0]
    return f"{record.code} {said if len(said) <= NAME_LENGTH else said[: NAME_LENGTH - 1].rstrip() + '…'}".rstrip()


def _lost(identity: str, fates: Fates) -> Diagnostic:
    line = fates.retired[identity].line if identity in fates.retired else 1
    what = "is retired" if identity in fates.retired else f"goes on as {fates.merged[identity].code}"
    message = (
        f"{identity} {what}, and its words are lost: say --released all.apkg, or add its line of an old records.jsonl "
        "to the sources"
    )
    return diagnose("words-lost", Span(CONFIG_NAME, line, line), message)
