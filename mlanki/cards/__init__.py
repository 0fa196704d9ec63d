"""Records → notes: what Anki shows."""

from mlanki.cards.door import pass_field
from mlanki.cards.html import render_blocks, render_text
from mlanki.cards.notetype import FIELDS
from mlanki.records import Record


def to_fields(record: Record) -> tuple[str, ...]:
    """The fields of the note for `record`, in the order of the note type, as HTML."""
    fields = dict.fromkeys(FIELDS, "")
    fields["Code"] = render_text(record.code)
    fields["Title"] = render_text(record.title)
    fields["Question"] = render_blocks(record.question)
    fields["Answer"] = render_blocks(record.answer)
    fields["Source"] = "<br>".join(render_text(page) for page in dict.fromkeys(o.page for o in record.origins) if page)
    return tuple(map(pass_field, fields.values()))
