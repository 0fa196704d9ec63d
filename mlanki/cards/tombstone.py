"""The note of a retired question: as it was released, under a notice that says so.

Anki never deletes a note because a package lacks it, so that a question can only be taken back by a change to it.
"""

from mlanki.cards import to_fields, to_tags
from mlanki.cards.html import render_text
from mlanki.cards.notetype import FIELDS
from mlanki.records import Record

RETIRED = "mlanki::retired"
SEARCH = f"tag:{RETIRED}"


Face = tuple[tuple[str, ...], tuple[str, ...]]  # the fields and the tags of a note


def to_tombstone(code: str, home: str, reason: str, record: Record | None) -> Face:
    """What a retired note becomes: that of its `record` where the sources still hold it, else little but a notice.

    The tag `home` stands for the tags of a record that is gone.
    """
    if record is not None and record.question:
        fields = dict(zip(FIELDS, to_fields(record), strict=True))
    else:
        fields = dict.fromkeys(FIELDS, "")
        fields["Code"] = render_text(code)
        fields["Question"] = "This question has been retired."
    fields["Answer"] = _notice(reason) + fields["Answer"]
    tags = to_tags(record) if record is not None else (home,)
    return tuple(fields.values()), (*tags, RETIRED)


def _notice(reason: str) -> str:
    why = f" Why: {render_text(reason)}." if reason else ""
    return (
        f'<div class="retired"><b>Retired.</b>{why} This question gets no more corrections: keep it if it serves you,'
        f" or delete it. Searching for <code>{SEARCH}</code> shows all retired ones.</div>"
    )
