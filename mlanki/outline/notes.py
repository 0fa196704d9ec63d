"""What a bank notes down about a question below it: its subjects are tags, its difficulty and the like are left out."""

from collections.abc import Sequence
from dataclasses import replace

from mlanki import patterns as regex
from mlanki.document import List, Paragraph
from mlanki.outline.answer_word import after_answer_word
from mlanki.outline.marks import LEVEL_ALONE, METADATA
from mlanki.outline.rows import Row, words_of
from mlanki.readers.pieces import Piece

NOTE_WORDS = 6  # on the line below the name of a note
SPLIT = regex.compile(r"[,;]")


def without_notes(rows: Sequence[Row]) -> tuple[list[str], list[Row]]:
    """The tags that a question is given below it, and the rows below it without what is only noted down about it."""
    tags: list[str] = []
    kept: list[Row] = []
    answer = next((at for at, row in enumerate(rows) if after_answer_word(row.piece, row.words) is not None), -1)
    at = 0
    while at < len(rows):
        row = rows[at]
        note = _note(row.words) if isinstance(row.piece.block, Paragraph) else None
        if isinstance(row.piece.block, List) and _has_notes(row.piece):
            notes = [_note(words_of(item[0])) if item else None for item in row.piece.items]
            tags += [subject for each in notes for subject in _subjects(each)]
            said = [place for place, each in enumerate(notes) if each is None]
            kept += [replace(row, piece=_with_items(row.piece, said))] if said else []
        elif not kept and note and note["value"]:
            tags += _subjects(note)
        elif not kept and note and at + 1 < answer and len(rows[at + 1].words.split()) <= NOTE_WORDS:
            tags += _names(rows[at + 1].words) if note["subject"] else []
            at += 1
        elif kept or not LEVEL_ALONE.fullmatch(row.words):
            kept.append(row)
        at += 1
    return tags, kept


def _has_notes(piece: Piece) -> bool:
    """Whether a list holds an answer or notes, each under its name."""
    found = (_note(words_of(item[0])) for item in piece.items if item)
    if after_answer_word(piece) is not None:
        return any(found)
    return any(piece.items) and all(found)


def _with_items(piece: Piece, kept: Sequence[int]) -> Piece:
    """The list `piece` with those of its items only."""
    assert isinstance(piece.block, List)
    block = replace(piece.block, items=tuple(piece.block.items[at] for at in kept))
    return replace(piece, block=block, items=tuple(piece.items[at] for at in kept))


def _note(words: str) -> regex.Match[str] | None:
    """What is noted down; `Type: the values that a variable can take` says more than a note does."""
    note = METADATA.fullmatch(words)
    parts = SPLIT.split(note["value"] or "") if note else ()
    return note if all(len(part.split()) <= NOTE_WORDS for part in parts) else None


def _subjects(note: regex.Match[str] | None) -> list[str]:
    return _names(note["value"]) if note and note["subject"] and note["value"] else []


def _names(value: str) -> list[str]:
    return [name for part in SPLIT.split(value) if (name := part.strip().strip(" #`*_[]"))]
