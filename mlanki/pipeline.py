"""The whole pass: sources in, a release out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from mlanki.cards import to_fields, to_tags
from mlanki.cards.notetype import NOTE_TYPE_NAME, NoteType, look
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, Severity, diagnose
from mlanki.document import Span, images_of
from mlanki.errors import stop
from mlanki.identity import code_of, deck_of, distinct_slug_of, guid_of, slug_of
from mlanki.ledger import Ledger, content_hash
from mlanki.merge import Duplicate, merge
from mlanki.near import Cluster, find_near
from mlanki.package import Note, pack
from mlanki.preview import Alike, Card, Site, our_note_type, show_note
from mlanki.readback import Contents, NoteSeen
from mlanki.readers import read
from mlanki.records import Entry, Record, to_json_lines
from mlanki.release import ALL, PackageEntry, SourceEntry, release_files
from mlanki.sources import Place, find_sources, load

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
    media: Mapping[str, bytes]

    def worst(self) -> Severity:
        return max((diagnostic.severity for diagnostic in self.diagnostics), default=Severity.NOTE)


def parse(arguments: Iterable[Path], config: Config, track: Track = iter) -> Parsed:
    """Read and merge every source. Raises `Stop` (`no-record-at-all`) where there is not one question."""
    arguments = tuple(arguments)
    places, diagnostics = find_sources(arguments)
    found = list(diagnostics)
    sources: list[SourceEntry] = []
    entries: list[Entry] = []
    media = {picture.name: picture.data for edit in config.decisions.edits for picture in edit.figure}
    for place in track(places):
        source, remarks = load(place)
        found += remarks
        if source is not None:
            reading = read(source)
            found += reading.diagnostics
            entries += reading.entries
            media |= reading.media
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
        {name: media[name] for name in sorted(media.keys() & _pictures_of(merged.records))},
    )


def _pictures_of(records: Iterable[Record]) -> set[str]:
    """The names of the media that records show."""
    return {image.name for record in records for image in images_of((*record.question, *record.answer))} - {""}


def _explain(duplicate: Duplicate) -> Diagnostic:
    kept = duplicate.kept.code or code_of(duplicate.kept.question)
    message = f"{kept}: {duplicate.why}; kept as in {duplicate.kept.span}"
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
    diagnostics: tuple[Diagnostic, ...]


def build(parsed: Parsed, config: Config, ledger: Ledger, now: int) -> Build:
    """Turn records into packages; `now` (seconds since 1970) is the `mod` of what has changed."""
    records = [record for record in parsed.records if record.question and record.answer]
    if not records:
        raise stop(
            "no-record-at-all",
            parsed.records[0].origins[0].span.path if parsed.records else parsed.sources[0].path,
            "no question has an answer; nothing to build",
        )
    diagnostics = [*_repeated_guids(records, config)]
    # From here on a record goes by the code under which it was first released: that is what Anki knows it by.
    released = {config.decisions.identity_of(record.code): record for record in records}
    fields = {identity: to_fields(record) for identity, record in released.items()}
    tags = {identity: to_tags(record) for identity, record in released.items()}
    contents = {identity: content_hash(*fields[identity], *tags[identity]) for identity in released}
    mod = ledger.next_mod(now)
    homes = _homes(released)
    stamped = ledger.stamp_notes(contents, homes, now).stamp_note_type(NOTE_TYPE_NAME, content_hash(*look()), mod)
    notes = [
        Note(
            identity,
            fields[identity],
            tags[identity],
            deck_of(config.root_deck, stamped.notes[identity].home),
            stamped.notes[identity].mod,
            {name: parsed.media[name] for name in sorted(_pictures_of([released[identity]])) if name in parsed.media},
        )
        for identity in sorted(fields)
    ]
    note_type = NoteType(stamped.note_types[NOTE_TYPE_NAME].mod)
    packages = []
    for file, chosen in _shelves(notes, diagnostics):
        decks = tuple(sorted({note.home for note in chosen}))
        packages.append(PackageEntry(file, decks, len(chosen), pack(chosen, note_type)))
    return Build(
        files=release_files(packages, parsed.sources, to_json_lines(parsed.records), parsed.media),
        packages=tuple(packages),
        ledger=stamped,
        new=tuple(record.code for identity, record in released.items() if identity not in ledger.notes),
        changed=tuple(
            record.code
            for identity, record in released.items()
            if identity in ledger.notes and ledger.notes[identity] != stamped.notes[identity]
        ),
        gone=tuple(identity for identity in ledger.notes if identity not in released),
        diagnostics=tuple(diagnostics),
    )


def near(parsed: Parsed, config: Config) -> tuple[Cluster, ...]:
    """The clusters of records that may be one question and about which nothing has been decided."""
    return find_near(parsed.records, config.decisions.pairs_apart())


def _homes(released: Mapping[str, Record]) -> dict[str, str]:
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


def preview(
    parsed: Parsed | None,
    packages: Mapping[str, Contents],
    config: Config,
    ledger: Ledger,
) -> Site:
    """What a preview shows of the records, if there are any, and of packages that were read back, by their names."""
    seen = chain.from_iterable(show_note(note) for contents in packages.values() for note in contents.notes)
    if parsed is None:
        return Site(", ".join(packages), _distinct(seen))
    shown = {place.path: place.shown for place in parsed.places}

    def visible(span: Span) -> Span:
        return replace(span, path=shown.get(span.path, span.path))

    remarks = [replace(remark, span=visible(remark.span)) for remark in parsed.diagnostics]
    remarks_of: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for remark in remarks:
        remarks_of[remark.span.path].append(remark)
    records = [record for record in parsed.records if record.question and record.answer]
    released = {config.decisions.identity_of(record.code): record for record in records}
    homes = _homes(released)
    note_type = our_note_type()
    ours: list[Card] = []
    for identity, record in released.items():
        stamp = ledger.notes.get(identity)
        deck = deck_of(config.root_deck, stamp.home if stamp else homes[identity])
        mod = stamp.mod if stamp else 0
        note = NoteSeen(guid_of(identity), note_type, to_fields(record), to_tags(record), mod, (deck,))
        origins = [visible(origin.span) for origin in record.origins]
        about = [
            remark
            for origin in origins
            for remark in remarks_of[origin.path]
            if origin.first <= remark.span.first <= origin.last
        ]
        ours += show_note(note, origins, about)
    alike = [Alike(cluster.codes, "; ".join(link.reason for link in cluster.links)) for cluster in near(parsed, config)]
    return Site(config.root_deck, _distinct(chain(ours, seen)), tuple(remarks), tuple(alike))


def _distinct(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards in the order of their keys, each once: packages share cards."""
    first: dict[str, Card] = {}
    for card in cards:
        first.setdefault(card.key, card)
    return tuple(card for _, card in sorted(first.items()))
