"""An Anki collection to import packages into: Anki's own backend, driven as the desktop drives it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageRequest, ImportCsvRequest
from anki.decks import DeckId
from anki.notes import Note, NoteId
from anki.scheduler.v3 import Scheduler

OUTCOMES = ("new", "updated", "duplicate", "conflicting")


@dataclass(frozen=True)
class Outcome:
    """What Anki's log says of an import: the codes of the notes under each of its four words."""

    new: frozenset[str] = frozenset()
    updated: frozenset[str] = frozenset()
    duplicate: frozenset[str] = frozenset()
    conflicting: frozenset[str] = frozenset()


def _outcome(log: Any) -> Outcome:
    return Outcome(**{word: frozenset(note.fields[0] for note in getattr(log, word)) for word in OUTCOMES})


class Desk:
    """Somebody's Anki."""

    def __init__(self, file: Path) -> None:
        self.collection = Collection(str(file))

    def take(self, package: Path) -> Outcome:
        """Import `package`, or a text file, with the options that the dialog of the desktop pre-selects."""
        if package.suffix == ".txt":
            metadata = self.collection.get_csv_metadata(str(package), None)
            return _outcome(self.collection.import_csv(ImportCsvRequest(path=str(package), metadata=metadata)).log)
        presets = self.collection._backend.get_import_anki_package_presets()
        request = ImportAnkiPackageRequest(package_path=str(package.resolve()), options=presets)
        log = self.collection.import_anki_package(request).log
        self.collection.models._clear_cache()  # an import does not tell it
        return _outcome(log)

    def note(self, code: str) -> Note:
        (note_id,) = (note_id for note_id, fields in self._notes() if fields[0] == code)
        return self.collection.get_note(note_id)

    def _notes(self) -> Iterable[tuple[NoteId, list[str]]]:
        for note_id, fields in self._rows("select id, flds from notes"):
            yield NoteId(note_id), fields.split("\x1f")

    def _rows(self, sql: str) -> list[Any]:
        assert self.collection.db is not None
        return list(self.collection.db.all(sql))

    def contents(self) -> dict[str, tuple[list[str], list[str], list[str]]]:
        """For each code the fields of its note, its tags, and the decks of its cards."""
        found = {}
        for note_id, fields in self._notes():
            note = self.collection.get_note(note_id)
            decks = [self.collection.decks.name(card.did) for card in note.cards()]
            found[fields[0]] = (fields, sorted(note.tags), decks)
        return found

    def note_types(self) -> list[str]:
        """The note types that are not Anki's own stock."""
        stock = {"Basic", "Cloze", "Image Occlusion"}
        names = (entry.name for entry in self.collection.models.all_names_and_ids())
        return sorted(name for name in names if name not in stock and not name.startswith("Basic ("))

    def scheduling(self) -> dict[int, Any]:
        """Every column of every card that has been studied, and the whole history of reviews."""
        cards = {row[0]: row for row in self._rows("select * from cards where reps > 0")}
        return cards | {-row[0]: row for row in self._rows("select * from revlog")}

    def study(self, deck: str, cards: int) -> None:
        """Answer some new cards of `deck` with “good”."""
        self._open(deck)
        for _ in range(cards):
            card = self.collection.sched.getCard()
            assert card is not None
            self.collection.sched.answerCard(card, 3)
        # Where a review crosses the end of a second, two clocks of Anki's own differ, which it mends when it is asked.
        assert all("last review time" in problem for problem in self.problems())

    def edit(self, code: str, field: str, text: str, tag: str) -> None:
        """Write something of one's own into a note."""
        note = self.note(code)
        note[field] = text
        note.tags.append(tag)
        self.collection.update_note(note)

    def move(self, code: str, deck: str) -> None:
        """Put the cards of a note into a deck of one's own."""
        deck_id = self.collection.decks.id(deck)
        assert deck_id is not None
        self.collection.set_deck(self.note(code).card_ids(), deck_id)

    def delete(self, code: str) -> None:
        self.collection.remove_notes([self.note(code).id])

    def suspend(self, code: str) -> None:
        self.collection.sched.suspend_cards(self.note(code).card_ids())

    def flag(self, code: str, colour: int) -> None:
        self.collection.set_user_flag_for_cards(colour, self.note(code).card_ids())

    def states(self) -> dict[str, list[list[int]]]:
        """For each code the flags of its cards, and the queues that they wait in: -1 is that of suspended ones."""
        notes = (self.collection.get_note(note_id) for note_id, _ in self._notes())
        return {note.fields[0]: [[card.user_flag(), card.queue] for card in note.cards()] for note in notes}

    def write_note(self, front: str, back: str) -> None:
        """Make a note of one's own, of the type that every Anki has."""
        basic = self.collection.models.by_name("Basic")
        assert basic is not None
        note = self.collection.new_note(basic)
        note["Front"], note["Back"] = front, back
        self.collection.add_note(note, DeckId(1))

    def add_field(self, name: str) -> None:
        """Add a field to the note type of the deck."""
        (type_name,) = self.note_types()
        note_type = self.collection.models.by_name(type_name)
        assert note_type is not None
        self.collection.models.add_field(note_type, self.collection.models.new_field(name))
        self.collection.models.update_dict(note_type)

    def labels(self, *keys: str) -> list[str]:
        """What this Anki calls the entries of its menus."""
        return [getattr(self.collection.tr, key)().strip("&.") for key in keys]

    def find(self, search: str) -> list[str]:
        """The codes of the notes that a search in the browser finds."""
        notes = map(self.collection.get_note, self.collection.find_notes(search))
        return sorted(note.fields[0] for note in notes)

    def look(self) -> str:
        """The style sheet of the cards."""
        (name,) = self.note_types()
        note_type = self.collection.models.by_name(name)
        assert note_type is not None
        return str(note_type["css"])

    def queue(self, deck: str) -> list[str]:
        """The codes of the new cards of `deck`, in the order in which Anki would show them."""
        self._open(deck)
        scheduler = self.collection.sched
        assert isinstance(scheduler, Scheduler)
        queued = scheduler.get_queued_cards(fetch_limit=100)
        return [self.collection.get_note(NoteId(entry.card.note_id)).fields[0] for entry in queued.cards]

    def _open(self, deck: str) -> None:
        deck_id = self.collection.decks.id_for_name(deck)
        assert deck_id is not None, f"no deck {deck}"
        self.collection.decks.select(deck_id)

    def in_the_browser(self) -> list[str]:
        """What Anki's browser sorts the notes by, in its order."""
        return [words for (words,) in self._rows("select sfld from notes order by sfld")]

    def problems(self) -> list[str]:
        """What Check Database finds."""
        return list(self.collection._backend.check_database())

    def media(self) -> dict[str, bytes]:
        """Every file of the media folder, by its name."""
        return {file.name: file.read_bytes() for file in Path(self.collection.media.dir()).iterdir()}

    def media_problems(self) -> list[str]:
        """What Check Media finds: files that notes name and that are missing, and files that no note names."""
        found = self.collection.media.check()
        return [*found.missing, *found.unused]
