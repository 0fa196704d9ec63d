"""The note of a retired question: as it was released, under a notice that says so.

Anki never deletes a note because a package lacks it, so that a question can only be taken back by a change to it.
"""

from mlanki.cards import to_fields, to_tags
from mlanki.cards.html import render_text
from mlanki.cards.notetype import FIELDS
from mlanki.records import Record

RETIRED = "mlanki::retired"
SEARCH = f"tag:{RETIRED}"


def to_tombstone(code: str, reason: str, record: Record | None) -> tuple[str, ...]:
    """The fields of a retired note: those of its `record` where the sources still hold it, else little but a notice."""
    if record is not None and record.question:
        fields = dict(zip(FIELDS, to_fields(record), strict=True))
    else:
        fields = dict.fromkeys(FIELDS, "")
        fields["Code"] = render_text(code)
        fields["Question"] = "This question has been retired."
    fields["Answer"] = _notice(reason) + fields["Answer"]
    return tuple(fields.values())


def to_tombstone_tags(home: str, record: Record | None) -> tuple[str, ...]:
    """The full tags of a retired note; `home` stands for those of a record that is gone."""
    return (*(to_tags(record) if record is not None else (home,)), RETIRED)


def _notice(reason: str) -> str:
    why = f" Why: {render_text(reason)}." if reason else ""
    return (
        f'<div class="retired"><b>Retired.</b>{why} This question gets no more corrections: keep it if it serves you,'
        f" or delete it. Searching for <code>{SEARCH}</code> shows all retired ones.</div>"
    )
