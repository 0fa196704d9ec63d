"""Rebuilds the ledger from the packages that were released."""

from collections.abc import Mapping
from pathlib import Path

from mlanki.cards.notetype import FIELDS, PUBLISHED
from mlanki.cards.points import term_words
from mlanki.cards.tombstone import MERGED, RETIRED
from mlanki.config import Config
from mlanki.errors import stop
from mlanki.file_names import CONFIG_NAME
from mlanki.identity import guid_of, home_of_deck, parent_of, position_of
from mlanki.pipeline.building import content_of
from mlanki.pipeline.comparing import own_notes
from mlanki.readback import Contents, NoteSeen
from mlanki.release.code_reuse import sketch_of_words
from mlanki.release.differences.word_by_word import plain_text_of
from mlanki.release.ledger import Ledger, Seal, Stamp, content_hash
from mlanki.release.renaming import words_in


def restore(packages: Mapping[Path, Contents], config: Config, release: str) -> Ledger:
    """The ledger as it was after the newest of the `packages`, which a `release` is said to have sealed.

    A note of several packages stands as the newest has it. Raises `Stop` (`not-restorable`) for a package without a
    note of ours, and for a note whose code or deck cannot be told: that of another root deck, or one whose renaming
    is no longer in the settings.
    """
    notes: dict[str, Stamp] = {}
    note_types: dict[str, Stamp] = {}
    for file, contents in packages.items():
        ours = own_notes(contents)
        if not ours:
            raise stop("not-restorable", file, "no note here is mlanki's; name a package that was released")
        for note in ours:
            identity, stamp = _stamp(file, note, config, release)
            notes[identity] = max(stamp, notes.get(identity, stamp), key=lambda each: each.mod)
        for look in {note.note_type for note in ours}:
            name = PUBLISHED[look.id].name
            if look.mod > note_types.get(name, Stamp("", 0)).mod:
                (template,) = look.templates
                content = content_hash(template.front, template.back, look.css)
                note_types[name] = Stamp(content, look.mod, release=release)
    ledger = Ledger(dict(sorted(notes.items())), note_types)
    time = max(stamp.mod for stamp in (*notes.values(), *note_types.values()))
    return Ledger(ledger.notes, ledger.note_types, {release: Seal(time, ledger.digest_of(notes))})


def is_outdated(ledger: Ledger, contents: Contents) -> bool:
    """Whether a build that led to this ledger knew nothing of the release that has these `contents`.

    It would give notes that have not changed since a later `mod`, and those that have none.
    """
    now = {guid_of(code): stamp for code, stamp in ledger.notes.items()}
    for note in contents.notes:
        if note.guid in now and len(note.fields) == len(FIELDS):
            stamp = now[note.guid]
            is_same = content_of((note.fields, note.tags), "").hash == stamp.hash
            if stamp.mod != note.mod if is_same else stamp.mod <= note.mod:
                return True
    return False


def _stamp(file: Path, note: NoteSeen, config: Config, release: str) -> tuple[str, Stamp]:
    """The code that a note was first released under, and what the ledger had of it."""
    fields = dict(zip(note.note_type.fields, note.fields, strict=True))
    code = plain_text_of(fields["Code"])
    parent = parent_of(code)  # which a point names by the code that it derives from
    codes = (code,) if parent else config.decisions.all_codes_of(code)
    identity = next((each for each in codes if guid_of(each) == note.guid), "")
    if not identity:
        message = (
            f"{code} was released under another code; bring the line of [alias] in {CONFIG_NAME} back that says so"
        )
        raise stop("not-restorable", file, message)
    deck = note.decks[0] if note.decks else ""
    home = home_of_deck(config.root_deck, deck)
    if home is None:
        message = f"{code} is in the deck “{deck}”, not in “{config.root_deck}”; set root-deck in {CONFIG_NAME}"
        raise stop("not-restorable", file, message)
    place, words = 0, ""
    if parent:
        asks = sketch_of_words("", plain_text_of(fields["Answer"]))
        asked = term_words(plain_text_of(fields["Question"]))
        words = "" if asked == words_in(code) else asked
    else:
        asks = sketch_of_words(plain_text_of(fields["Title"]), plain_text_of(fields["Question"]))
        asks = "" if {RETIRED, MERGED} & set(note.tags) else asks
        place = 0 if note.place == position_of(identity) else note.place
    content = content_of((note.fields, note.tags), asks)
    return identity, Stamp(content.hash, note.mod, home, asks, content.source, release, place=place, words=words)
