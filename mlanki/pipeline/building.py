"""Records → the files of a release, and the ledger after it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlanki.cards import address_in, to_fields, to_link, to_tags
from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.html import render_text
from mlanki.cards.notetype import FIELDS, NOTE_TYPE_NAME, NoteType, look
from mlanki.cards.tombstone import RETIRED, Face
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.errors import stop
from mlanki.identity import deck_of, distinct_slug_of, guid_of, slug_of
from mlanki.pipeline.parsing import Parsed, pictures_of
from mlanki.records import Record, to_json_lines
from mlanki.release.code_reuse import sketch_of
from mlanki.release.ledger import Content, Ledger, content_hash
from mlanki.release.ledger_check import (
    explain_gone,
    explain_never_released,
    explain_reused,
    find_reused,
    is_retired,
    tombstones,
)
from mlanki.release.packing import Note, pack
from mlanki.release.publishing import ALL, PackageEntry, release_files

ABOUT_THE_CARD = "mlanki::"  # tags that say nothing of the subject and have no package
SOURCE = list(FIELDS).index("Source")


@dataclass(frozen=True, slots=True)
class Build:
    """What is ready to be published, and how it differs from what learners have; `release` is its name, if it is one.

    Codes are those of now; `gone` are those of the ledger, and `reused` what now bears the code of another question.
    """

    files: dict[str, bytes]
    packages: tuple[PackageEntry, ...]
    ledger: Ledger
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    retired: tuple[str, ...]
    reused: tuple[str, ...]
    release: str
    diagnostics: tuple[Diagnostic, ...]


def build(parsed: Parsed, config: Config, ledger: Ledger, now: int, release: str = "") -> Build:
    """Turn records into packages; `now` (seconds since 1970) is the `mod` of what has changed.

    A `release` seals in the ledger what it holds. Raises `Stop` (`no-record-at-all`) where no question has an answer.
    """
    whole = [record for record in parsed.records if record.question and record.answer]
    records = [record for record in whole if not is_retired(record, config)]
    if not records:
        path = parsed.records[0].origins[0].span.path if parsed.records else parsed.sources[0].path
        raise stop("no-record-at-all", path, "no question has an answer; nothing to build")
    # From here on a record goes by the code under which it was first released: that is what Anki knows it by.
    released = {config.decisions.identity_of(record.code): record for record in records}
    held = {config.decisions.identity_of(record.code): record for record in parsed.records}
    retired = tombstones(held, config, ledger)
    faces = {identity: (to_fields(record), to_tags(record)) for identity, record in released.items()} | retired
    contents = {identity: _content(face, held.get(identity)) for identity, face in faces.items()}
    ledger = ledger.rehashed(
        contents, {identity: _first_hash(faces[identity], held.get(identity)) for identity in faces}
    )
    mod = ledger.next_mod(now)
    stamped = ledger.stamp_notes(contents, homes_of(released), now)
    stamped = stamped.stamp_note_type(NOTE_TYPE_NAME, content_hash(*look()), mod)
    if release:
        stamped = stamped.seal(release, faces, now)
    notes = [
        Note(
            identity,
            _with_source(faces[identity][0], to_link(stamped.notes[identity].source)),
            faces[identity][1],
            deck_of(config.root_deck, stamped.notes[identity].home),
            stamped.notes[identity].mod,
            _media_of(held.get(identity), parsed),
        )
        for identity in sorted(faces)
    ]
    note_type = NoteType(stamped.note_types[NOTE_TYPE_NAME].mod)
    known = ledger.sealed_notes
    gone = tuple(identity for identity in known if identity not in contents)
    reused = tuple(find_reused(released, config, ledger))
    diagnostics = [
        *_repeated_guids(records, config),
        *explain_reused(reused),
        *explain_gone(gone, ledger),
        *explain_never_released(config, ledger),
    ]
    packages = []
    for file, chosen in _shelves(notes, diagnostics):
        decks = tuple(sorted({note.home for note in chosen}))
        packages.append(PackageEntry(file, decks, len(chosen), pack(chosen, note_type)))
    shown = {identity: config.decisions.code_now(identity) for identity in faces}
    name = stamped.release_of(faces)
    return Build(
        files=release_files(packages, parsed.sources, to_json_lines(parsed.records), parsed.media, name),
        packages=tuple(packages),
        ledger=stamped,
        new=tuple(code for identity, code in shown.items() if identity not in known),
        changed=tuple(
            code
            for identity, code in shown.items()
            if identity in known and known[identity].hash != contents[identity].hash
        ),
        gone=gone,
        retired=tuple(retired),
        reused=tuple(record.code for record in reused),
        release=name,
        diagnostics=tuple(diagnostics),
    )


def _content(face: Face, record: Record | None) -> Content:
    is_live = RETIRED not in face[1]
    return content_of(face, sketch_of(record) if record and is_live else "")


def content_of(face: Face, asks: str) -> Content:
    """What the ledger remembers of a note. Where it was found is no content, and so is not hashed."""
    fields, tags = face
    return Content(content_hash(*_with_source(fields, ""), *tags), asks, address_in(fields[SOURCE]))


def _first_hash(face: Face, record: Record | None) -> str:
    """The hash that a ledger of version 1 has of a note: with the names of all pages in `Source`."""
    fields, tags = face
    names = dict.fromkeys(origin.page for origin in record.origins if origin.page) if record else ()
    return content_hash(*_with_source(fields, sanitise_field("<br>".join(map(render_text, names)))), *tags)


def _with_source(fields: tuple[str, ...], source: str) -> tuple[str, ...]:
    return (*fields[:SOURCE], source, *fields[SOURCE + 1 :])


def _media_of(record: Record | None, parsed: Parsed) -> dict[str, bytes]:
    """The pictures that a note shows."""
    names = sorted(pictures_of([record])) if record else []
    return {name: parsed.media[name] for name in names if name in parsed.media}


def homes_of(released: Mapping[str, Record]) -> dict[str, str]:
    """For each note the tag with the fewest records, the first in the alphabet among equals."""
    sizes = Counter(tag for record in released.values() for tag in record.tags)
    return {identity: min(record.tags, key=lambda tag: (sizes[tag], tag)) for identity, record in released.items()}


def _repeated_guids(records: Sequence[Record], config: Config) -> Iterator[Diagnostic]:
    """An error where two records have one guid: Anki would make two notes of them, silently."""
    first: dict[str, Record] = {}
    for record in records:
        guid = guid_of(config.decisions.identity_of(record.code))
        if other := first.get(guid):
            message = f"{record.code} has the guid of {other.code} ({other.origins[0].span}); rename one of the codes"
            yield diagnose("duplicate-guid", record.origins[0].span, message)
        first[guid] = record


def _shelves(notes: Sequence[Note], diagnostics: list[Diagnostic]) -> Iterator[tuple[str, list[Note]]]:
    """The file name and the notes of every package: one with all notes, and one for each tag."""
    yield ALL, list(notes)
    tags = sorted({tag for note in notes for tag in note.tags if not tag.startswith(ABOUT_THE_CARD)})
    taken = Counter((ALL.removesuffix(".apkg"), *map(slug_of, tags)))
    for tag in tags:
        slug = slug_of(tag)
        if taken[slug] > 1 or slug.strip("-") == "":
            slug = distinct_slug_of(tag)
            message = f"the package of the tag {tag} is {slug}.apkg, since {slug_of(tag)}.apkg would not name it alone"
            diagnostics.append(diagnose("slug-taken", Span(f"{slug}.apkg", 1, 1), message))
        yield f"{slug}.apkg", [note for note in notes if tag in note.tags]
