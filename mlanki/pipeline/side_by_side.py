"""What an earlier release had otherwise, for a preview: old and new cards, and what became of each question."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mlanki.preview import Card, News, Told, show_note
from mlanki.readback import NoteSeen
from mlanki.release.differences import Change, Changes, Released
from mlanki.release.differences.marking import mark_words
from mlanki.release.differences.rendering import tags_changed
from mlanki.release.differences.word_by_word import Fate


def beside_old(cards: Iterable[Card], notes: Mapping[str, NoteSeen], changes: Changes) -> Iterator[Card]:
    """The cards, those that changed with what they were; `notes` are theirs by guid.

    Templates that are not ours may say a field many times, so that their cards stand alone.
    """
    changed = {change.new.guid: change for change in (*changes.renamed, *changes.changed)}
    for card in cards:
        change = changed.get(card.guid)
        if change is None or not card.ours:
            yield card
            continue
        note = notes[card.guid]
        before = _back(_as_it_was(note, change.old), change, Fate.GONE, card.number)
        yield replace(card, before=before, after=_back(note, change, Fate.NEW, card.number))


def _as_it_was(note: NoteSeen, old: Released) -> NoteSeen:
    """The note with the words of before, in the look of now: words are what is compared."""
    fields = tuple(old.fields.get(name, "") for name in note.note_type.fields)
    return replace(note, fields=fields, tags=tuple(sorted(old.tags)), decks=(old.deck,) if old.deck else note.decks)


def _back(note: NoteSeen, change: Change, fate: Fate, number: int) -> str:
    runs = {field.name: field.pieces for field in change.fields}
    sides = show_note(note, mark=lambda name, html: mark_words(html, runs.get(name, ()), fate))
    return next((card.back for card in sides if card.number == number), "")


def news_of(changes: Changes, cards: Iterable[Card]) -> Iterator[News]:
    """What became of the questions, by kind, as far as anything did."""
    shown: dict[str, Card] = {}
    for card in cards:
        shown.setdefault(card.guid, card)

    def told(question: Released, why: str) -> Told:
        card = shown.get(question.guid)
        return Told(card.key, card.label, card.title, why) if card else Told("", question.code, question.title, why)

    for heading, found in _kinds(changes):
        if questions := tuple(told(question, why) for question, why in found):
            yield News(heading, questions)


def _kinds(changes: Changes) -> Iterator[tuple[str, list[tuple[Released, str]]]]:
    reworded = [change for change in changes.changed if change.reworded]
    yield "New", [(question, "") for question in changes.new]
    yield "Corrected", [(change.new, ", ".join(sorted(change.reworded))) for change in reworded]
    yield "Laid out anew", [(change.new, "") for change in changes.changed if not change.reworded]
    yield "Other codes", [(change.new, f"was {change.old.code}") for change in changes.renamed]
    yield "Other tags", [(change.new, ", ".join(tags_changed(change))) for change in changes.retagged]
    yield "Other decks", [(change.new, f"was in {change.old.deck}") for change in changes.moved]
    yield "Merged", [(question, f"goes on as {question.notice[1]}") for question in changes.merged]
    yield "Retired", [(question, question.notice[0]) for question in changes.retired if question.is_retired]
    yield "Gone without a notice", [(question, "") for question in changes.retired if not question.is_retired]
