"""Notes → cards as a browser shows them, front and back by the templates of their note type."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from mlanki.cards.allow_list import plain_where_tangled, sanitise_field
from mlanki.cards.notetype import PUBLISHED, QUESTION, Published, look
from mlanki.diagnostics import Diagnostic
from mlanki.document import Span
from mlanki.preview.template import cloze_numbers, render_template
from mlanki.readback import NoteSeen, NoteTypeSeen, TemplateSeen, plain_words


@dataclass(frozen=True, slots=True)
class Card:
    """A card to be shown: `key` is its name in links, `label` its code if it has one, `number` its template's, from 1.

    `title` is its question in plain words; `words` are all of its note. It is `ours` where its template is, and its
    fields went through the allow-list.
    `origins` are the places of its record in the sources, `remarks` the diagnostics about them.
    `before` and `after` are its back in an earlier release and now, where that has other words; what changed is marked.
    """

    key: str
    guid: str
    label: str
    title: str
    number: int
    ours: bool
    deck: str
    tags: tuple[str, ...]
    css: str
    front: str
    back: str
    words: str
    origins: tuple[Span, ...]
    remarks: tuple[Diagnostic, ...]
    before: str = ""
    after: str = ""


def our_note_type(kind: Published = QUESTION) -> NoteTypeSeen:
    """A note type that `build` writes, in the form in which that of any package is read."""
    front, back, css = look(kind)
    template = TemplateSeen(kind.template, front, back)
    return NoteTypeSeen(kind.id, kind.name, tuple(kind.fields), (template,), css, is_cloze=False)


def show_note(
    note: NoteSeen,
    origins: Sequence[Span] = (),
    remarks: Sequence[Diagnostic] = (),
    mark: Callable[[str, str], str] = lambda _, html: html,
) -> Iterator[Card]:
    """The cards of a note; a template whose front would be empty makes none, as in Anki.

    Before they are shown, `mark` gets the name and the HTML of each field.
    """
    kind = note.note_type
    ours = any(kind.templates == our_note_type(each).templates for each in PUBLISHED.values())
    clean = [sanitise_field(plain_where_tangled(field)) for field in note.fields] if ours else note.fields
    fields = {name: mark(name, html) for name, html in zip(kind.fields, clean, strict=False)}
    words = plain_words(" ".join(note.fields))
    code = fields.get("Code", "") if kind.id in PUBLISHED else ""
    for number, template, cloze in _sides(kind, fields):
        deck = note.decks[min(number, len(note.decks)) - 1] if note.decks else "Default"
        special = {
            "Tags": " ".join(note.tags),
            "Type": kind.name,
            "Deck": deck,
            "Subdeck": deck.rpartition("::")[2],
            "Card": template.name,
            "CardFlag": "",
        }
        values = fields | {name: escape(words) for name, words in special.items()}  # Anki would take them for HTML
        front = render_template(template.front, values, cloze)
        back = render_template(template.back, values | {"FrontSide": front}, cloze, reveal=True)
        yield Card(
            key=(code or note.guid) + (f"/{number}" if number > 1 else ""),
            guid=note.guid,
            label=code,
            title=plain_words(fields.get("Question", front)),
            number=number,
            ours=ours,
            deck=deck,
            tags=note.tags,
            css=kind.css,
            front=front,
            back=back,
            words=words,
            origins=tuple(origins),
            remarks=tuple(remarks),
        )


def _sides(kind: NoteTypeSeen, fields: dict[str, str]) -> Iterator[tuple[int, TemplateSeen, int]]:
    """Number, template and number of the cloze (0 for none) of each card of a note."""
    if kind.is_cloze:
        yield from ((number, kind.templates[0], number) for number in cloze_numbers(fields) if kind.templates)
        return
    empty = dict.fromkeys(fields, "")
    for number, template in enumerate(kind.templates, 1):
        if render_template(template.front, fields) != render_template(template.front, empty):
            yield number, template, 0
