"""Turns a record into the fields and the tags of its note."""

from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.figure import figure_hint
from mlanki.cards.html import render_answer, render_blocks, render_text
from mlanki.cards.notetype import FIELDS
from mlanki.cards.sections import find_gist
from mlanki.records import Record

MISSING_FIGURE = "mlanki::missing_figure"


def to_fields(record: Record) -> tuple[str, ...]:
    """The fields of the note for `record`, in the order of the note type, as HTML."""
    gist = find_gist(record.answer)
    fields = dict.fromkeys(FIELDS, "")
    fields["Code"] = render_text(record.code)
    fields["Title"] = render_text(record.title)
    fields["Question"] = render_blocks(record.question)
    fields["Answer"] = render_answer(record.answer)
    fields["Gist"] = render_blocks(gist.blocks) if gist else ""
    fields["Figure"] = figure_hint((*record.question, *record.answer))
    fields["Source"] = "<br>".join(render_text(page) for page in dict.fromkeys(o.page for o in record.origins) if page)
    return tuple(map(sanitise_field, fields.values()))


def to_tags(record: Record) -> tuple[str, ...]:
    """The full tags of the note for `record`: those of its subject, and those about the card."""
    return (*record.tags, MISSING_FIGURE) if figure_hint((*record.question, *record.answer)) else record.tags
