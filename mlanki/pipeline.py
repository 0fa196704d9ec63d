"""The whole pass: sources in, a release out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mlanki.cards import to_fields, to_tags
from mlanki.cards.notetype import NOTE_TYPE_NAME, NoteType, look
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, Severity, diagnose
from mlanki.document import Span
from mlanki.errors import stop
from mlanki.identity import deck_of, distinct_slug_of, guid_of, slug_of
from mlanki.ledger import Ledger, content_hash
from mlanki.merge import Duplicate, merge
from mlanki.package import Note, pack
from mlanki.readers import read
from mlanki.records import Entry, Record, to_json_lines
from mlanki.release import ALL, PackageEntry, SourceEntry, release_files
from mlanki.reuse import sketch_of
from mlanki.sources import Place, find_sources, load
from mlanki.upkeep import explain_gone, explain_never_released, explain_reused, tombstones

ABOUT_THE_CARD = "mlanki::"  # tags that say nothing of the subject and have no package

Track = Callable[[Sequence[Place]], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the sources hold: unique records, and all there is to say about how they came to be."""

    places: tuple[Place, ...]
    sources: tuple[SourceEntry, ...]
    entries: int
    records: tuple[Record, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: int
    diagnostics: tuple[Diagnostic, ...]

    def worst(self) -> Severity:
        return max((diagnostic.severity for diagnostic in self.diagnostics), default=Severity.NOTE)


def parse(arguments: Iterable[Path], config: Config, track: Track = iter) -> Parsed:
    """Read and merge every source. Raises `Stop` (`no-record-at-all`) where there is not one question."""
    arguments = tuple(arguments)
    places, diagnostics = find_sources(arguments)
    found = list(diagnostics)
    sources: list[SourceEntry] = []
    entries: list[Entry] = []
    for place in track(places):
        source, remarks = load(place)
        found += remarks
        if source is not None:
            reading = read(source)
            found += reading.diagnostics
            entries += reading.entries
            sources.append(SourceEntry(source.path, source.data, len(reading.entries)))
    merged = merge(entries, config)
    found += merged.diagnostics
    found += (_explain(duplicate) for duplicate in merged.duplicates)
    if not entries:
        message = "no question was found in any source; see README for what mlanki reads"
        found.append(diagnose("no-record-at-all", Span(str(arguments[0]), 1, 1), message))
    return Parsed(
        places,
        tuple(sources),
        len(entries),
        merged.records,
        merged.duplicates,
        merged.conflicts,
        tuple(found),
    )


def _explain(duplicate: Duplicate) -> Diagnostic:
    message = f"{duplicate.kept.code}: {duplicate.why}; kept as in {duplicate.kept.span}"
    return diagnose("duplicate", duplicate.dropped.span, message)


@dataclass(frozen=True, slots=True)
class Build:
    """A release ready to be published, and what is new in it."""

    files: dict[str, bytes]
    packages: tuple[PackageEntry, ...]
    ledger: Ledger
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    retired: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def build(parsed: Parsed, config: Config, ledger: Ledger, now: int) -> Build:
    """Turn records into packages; `now` (seconds since 1970) is the `mod` of what has changed."""
    retired = tombstones(parsed.records, config, ledger)
    whole = (record for record in parsed.records if record.question and record.answer)
    records = [record for record in whole if record.code not in config.retire]
    if not records:
        raise stop(
            "no-record-at-all",
            parsed.records[0].origins[0].span.path,
            "no question has an answer; nothing to build",
        )
    fields = {record.code: to_fields(record) for record in records}
    tags = {record.code: to_tags(record) for record in records}
    fields |= {code: tombstone.fields for code, tombstone in retired.items()}
    tags |= {code: tombstone.tags for code, tombstone in retired.items()}
    contents = {code: content_hash(*fields[code], *tags[code]) for code in fields}
    mod = ledger.next_mod(now)
    asks = {record.code: sketch_of(record) for record in records}
    stamped = ledger.stamp_notes(contents, _homes(records), now, asks).stamp_note_type(
        NOTE_TYPE_NAME, content_hash(*look()), mod
    )
    notes = [
        Note(
            code,
            fields[code],
            tags[code],
            deck_of(config.root_deck, stamped.notes[code].home),
            stamped.notes[code].mod,
        )
        for code in sorted(fields)
    ]
    note_type = NoteType(stamped.note_types[NOTE_TYPE_NAME].mod)
    gone = tuple(code for code in ledger.notes if code not in contents)
    diagnostics = [
        *_repeated_guids(records),
        *explain_reused(records, config, ledger),
        *explain_gone(gone, ledger),
        *explain_never_released(config, ledger),
    ]
    packages = []
    for file, chosen in _shelves(notes, diagnostics):
        decks = tuple(sorted({note.home for note in chosen}))
        packages.append(PackageEntry(file, decks, len(chosen), pack(chosen, note_type)))
    return Build(
        files=release_files(packages, parsed.sources, to_json_lines(parsed.records)),
        packages=tuple(packages),
        ledger=stamped,
        new=tuple(code for code in contents if code not in ledger.notes),
        changed=tuple(code for code in contents if code in ledger.notes and stamped.notes[code].mod >= mod),
        gone=gone,
        retired=tuple(retired),
        diagnostics=tuple(diagnostics),
    )


def _homes(records: Sequence[Record]) -> dict[str, str]:
    """For each record the tag with the fewest records, the first in the alphabet among equals."""
    sizes = Counter(tag for record in records for tag in record.tags)
    return {record.code: min(record.tags, key=lambda tag: (sizes[tag], tag)) for record in records}


def _repeated_guids(records: Sequence[Record]) -> Iterator[Diagnostic]:
    """An error where two records have one guid: Anki would make two notes of them, silently."""
    first: dict[str, Record] = {}
    for record in records:
        other = first.setdefault(guid_of(record.code), record)
        if other is not record:
            message = f"{record.code} has the guid of {other.code} ({other.origins[0].span}); rename one of the codes"
            yield diagnose("duplicate-guid", record.origins[0].span, message)


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
