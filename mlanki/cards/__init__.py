"""Turns a record into the fields and the tags of its note."""

from html import unescape

from mlanki import patterns as regex
from mlanki.addresses import split_address
from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.html import figure_hint, render_answer, render_blocks, render_inlines, render_text
from mlanki.cards.letters import find_letters, show_letters
from mlanki.cards.notetype import FIELDS, POINT_FIELDS
from mlanki.cards.points import Point
from mlanki.cards.sections import find_gist
from mlanki.cards.tombstone import Face
from mlanki.document import Link, Paragraph, Text
from mlanki.records import Record

FIGURE = list(FIELDS).index("Figure")
HREF = regex.compile(r'href="([^"]*)"')
MISSING_FIGURE = "mlanki::missing_figure"
SMALL_CARD = "mlanki::point"


def to_face(record: Record) -> Face:
    """The fields of the note for `record`, and its full tags: those of its subject, and those about the card."""
    fields = to_fields(record)
    return fields, (*record.tags, MISSING_FIGURE) if fields[FIGURE] else record.tags


def to_fields(record: Record) -> tuple[str, ...]:
    """The fields of the note for `record`, in the order of the note type, as HTML."""
    letters = find_letters((*record.question, *record.answer))
    question, answer = (show_letters(blocks, letters) for blocks in (record.question, record.answer))
    gist = find_gist(answer)
    fields = dict.fromkeys(FIELDS, "")
    fields["Code"] = render_text(record.code)
    fields["Title"] = render_text(record.title)
    fields["Question"] = render_blocks(question)
    fields["Answer"] = render_answer(answer, question)
    fields["Gist"] = render_blocks(gist.blocks) if gist else ""
    fields["Figure"] = figure_hint((*record.question, *record.answer)) if record.needs_figure else ""
    fields["Source"] = to_link(record.address)
    return tuple(map(sanitise_field, fields.values()))


def to_point_face(code: str, point: Point, record: Record) -> Face:
    """The fields and the tags of the note for a point of the answer of `record`; `code` is that of the point."""
    letters = find_letters((*record.question, *record.answer))
    sides = (Paragraph(point.question),), point.answer, record.question, (Paragraph(point.part),)
    question, answer, parent, part = (render_blocks(show_letters(blocks, letters)) for blocks in sides)
    fields = dict.fromkeys(POINT_FIELDS, "")
    fields["Code"] = render_text(code)
    fields["Title"] = render_text(record.title)
    fields["Question"] = question
    fields["Answer"] = answer
    fields["Parent"] = parent
    fields["Part"] = " · ".join(filter(None, (part, point.group)))
    fields["Source"] = to_link(record.address)
    return tuple(map(sanitise_field, fields.values())), (*record.tags, SMALL_CARD)


def to_link(address: str) -> str:
    """The field `Source` as HTML: a link under the name of its site; empty where no address is known.

    >>> to_link("https://questions.example.org/nn/depth")
    '<a href="https://questions.example.org/nn/depth">questions.example.org</a>'
    """
    return render_inlines((Link((Text(split_address(address).netloc),), address),)) if address else ""


def address_in(link: str) -> str:
    """The address that the field `Source` leads to."""
    found = HREF.search(link)
    return unescape(found[1]) if found else ""
