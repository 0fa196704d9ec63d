"""Records → notes: what Anki shows."""

from mlanki.cards.html import render_blocks, render_text
from mlanki.cards.notetype import FIELDS
from mlanki.prose.structure import missing_figures
from mlanki.records import Record

MISSING_FIGURE = "mlanki::missing_figure"


def to_fields(record: Record) -> tuple[str, ...]:
    """The fields of the note for `record`, in the order of the note type, as HTML."""
    fields = dict.fromkeys(FIELDS, "")
    fields["Code"] = render_text(record.code)
    fields["Title"] = render_text(record.title)
    fields["Question"] = render_blocks(record.question)
    fields["Answer"] = render_blocks(record.answer)
    fields["Figure"] = "<br>".join(map(_hint, missing_figures((*record.question, *record.answer))))
    fields["Source"] = "<br>".join(render_text(page) for page in dict.fromkeys(o.page for o in record.origins) if page)
    return tuple(fields.values())


def to_tags(record: Record) -> tuple[str, ...]:
    """The full tags of the note for `record`: those of its subject, and those about the card."""
    lacks = missing_figures((*record.question, *record.answer))
    return (*record.tags, MISSING_FIGURE) if lacks else record.tags


def _hint(sentence: str) -> str:
    return f"The page had a figure here: “{render_text(sentence)}”"
