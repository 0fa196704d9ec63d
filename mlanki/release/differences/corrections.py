"""Writes what a release corrects as text that Anki imports field by field, for learners with words of their own.

A package replaces whole notes. Text leaves alone what it has no column for: the field `Extra`, and the tags. The note
then counts as edited after the release, so that the package of that release, imported next, leaves it alone as well.
The header is documented at https://docs.ankiweb.net/importing/text-files.html.
"""

import csv
import io
from collections.abc import Iterator

from mlanki.cards.notetype import FIELDS
from mlanki.release.differences import Changes, Released
from mlanki.release.differences.word_by_word import PICTURE

OWN = "Extra"
# Where a column names the note type, Anki tells the fields by their order, not by the names of the columns: those of a
# small card are as many, and in both note types the learner's own is the last.
COLUMNS = [name for name in FIELDS if name != OWN]

# The note type is named in a column since Anki would make notes of another type where it does not know this one.
HEADER = """\
#separator:Tab
#html:true
#guid column:1
#notetype column:2
#deck column:3
#if matches:update current
#columns:"""

# Anki skips a row that says what the note says already, and the package would then replace the note.
OTHER_TAGS = "<!-- other tags -->"


def to_corrections(changes: Changes) -> str:
    """The text for all notes of the release before that this one would replace; empty where there are none.

    Left out are notes with pictures that are new to them, since pictures travel in packages only.
    """
    rows = sorted(_rows(changes))
    if not rows:
        return ""
    text = io.StringIO()
    csv.writer(text, "excel-tab", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    return HEADER + "\t".join(("guid", "notetype", "deck", *COLUMNS)) + "\n" + text.getvalue()


def _rows(changes: Changes) -> Iterator[tuple[str, ...]]:
    replaced = {change.new.guid: change for change in (*changes.changed, *changes.renamed, *changes.retagged)}
    for change in replaced.values():
        if _pictures(change.new) <= _pictures(change.old):
            says_more = change.fields or change.is_renamed
            yield _row(change.new, "" if says_more else OTHER_TAGS)
    for question in (*changes.merged, *changes.retired):
        if question.has_ended:  # and is not gone without a notice
            yield _row(question)


def _row(question: Released, unseen: str = "") -> tuple[str, ...]:
    fields = {**question.fields, "Answer": question.fields["Answer"] + unseen}
    said = (text for name, text in fields.items() if name != OWN)
    return (question.guid, question.kind.name, question.deck, *said)


def _pictures(question: Released) -> set[str]:
    return {found["name"] for text in question.fields.values() for found in PICTURE.finditer(text)}
