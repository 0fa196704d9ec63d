"""Records → the files of a release, and the ledger after it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from mlanki.cards import address_in, to_link
from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.html import render_text
from mlanki.cards.notetype import FIELDS, POINT, QUESTION, NoteType, look
from mlanki.cards.tombstone import ANSWER, Face
from mlanki.config import Config
from mlanki.decisions.accepting import accept
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.errors import stop
from mlanki.file_names import MEDIA
from mlanki.identity import deck_of, distinct_slug_of, is_plain_slug, position_of, slug_of
from mlanki.packed import packed
from mlanki.pipeline.burying import bury
from mlanki.pipeline.dividing import PointNote, divide
from mlanki.pipeline.parsing import FOUND_BY_BUILDING, Parsed
from mlanki.pipeline.remembering import Releases, Remembered, remember
from mlanki.records import json_lines, to_json_lines
from mlanki.release.code_reuse import explain_reused, find_reused, sketch_of
from mlanki.release.fates import Fates, decide_fates, explain_gone
from mlanki.release.files import Files
from mlanki.release.homes import homes_of, names_alike, places_of
from mlanki.release.ledger import Ledger, NoteContent, content_hash
from mlanki.release.manifest import PackageEntry, complete
from mlanki.release.packing import Note, PackagesBefore
from mlanki.release.publishing import ALL, GONE, RECORDS
from mlanki.release.renaming import Said, find_renamed

ABOUT_THE_CARD = "mlanki::"  # tags that say nothing of the subject and have no package
SOURCE = list(FIELDS).index("Source")

Notes = Mapping[str, Remembered]
Points = Mapping[str, PointNote]


@dataclass(frozen=True, slots=True)
class Build:
    """What is ready to be published, and how it differs from what learners have; `release` is its name, if it is one.

    `files` are all that is written, by name (`all.apkg`), and `ledger` is what the next build needs.
    Codes are those of now; `gone` are those of the ledger, and `reused` what now bears the code of another question.
    `renamed` proposes for codes that are gone others with the same words, `merged` has the survivors. `decks_alike` are
    the names that a person may want to join under `[decks]`.
    """

    files: Files
    packages: tuple[PackageEntry, ...]
    ledger: Ledger
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    renamed: Mapping[str, str]
    merged: Mapping[str, str]
    retired: tuple[str, ...]
    reused: tuple[str, ...]
    release: str
    decks_alike: tuple[tuple[str, str], ...]
    diagnostics: tuple[Diagnostic, ...]


def build(  # noqa: PLR0913 - the bytes depend on all of these but the last, and on nothing else
    parsed: Parsed,
    config: Config,
    ledger: Ledger,
    now: int,
    *,
    release: str = "",
    before: Releases | None = None,
    packages_before: PackagesBefore = PackagesBefore(),  # noqa: B008 - nothing changes it
) -> Build:
    """Turn records into packages; nothing is written. `now` (seconds since 1970) is the `mod` of what has changed.

    `ledger` is that of the build before, and empty before the first alone: with an empty one every note is new, and
    learners lose their own edits. A `release` seals in the ledger what it holds. What no source has any more of a
    released question is taken from the releases `before`. Raises `Stop` (`no-record-at-all`) where no question has an
    answer; whatever else stands in the way is an error among the diagnostics, and such a build must not be published.
    """
    before = before or Releases()
    fates = decide_fates(parsed.records, parsed.joined, config, ledger)
    if not fates.living:
        places = (*(each.origins[0].span.path for each in parsed.records), *(each.path for each in parsed.places), "")
        raise stop("no-record-at-all", places[0], "no question has an answer; nothing to build")
    ended, lost = bury(fates, parsed, config, before)
    points, points_gone = divide(fates, ended, parsed, config, ledger, before=before)
    written = _written(fates, ended, points, parsed)
    contents = _contents(written, fates, points)
    ledger = ledger.rehashed(contents, lambda code: _first_hash(written[code]))
    kinds = (QUESTION, POINT) if points else (QUESTION,)
    homes = homes_of(fates.living, parsed.tag_words, config, ledger)
    homes |= {code: homes[point.parent] for code, point in points.items() if point.parent in homes}  # as their records
    identity_of = {record.code: identity for identity, record in fates.living.items()}
    order = [identity_of[code] for code in parsed.reading_order if code in identity_of]
    stamped = ledger.stamp_notes(contents, homes, now).rehomed(homes, places_of(order, ledger))
    for kind in kinds:
        stamped = stamped.stamp_note_type(kind.name, content_hash(*look(kind)), ledger.next_mod(now))
    if release:
        stamped = stamped.seal(release, contents, now)
    living = fates.living
    shown = {each: living[each].code if each in living else config.decisions.code_now(each) for each in written}
    renamed = _renamed(fates, written, ledger, before)
    notes = [  # each in the place of what it is made of
        packed(_note(identity, written.pop(identity), points.get(identity), stamped, config))
        for identity in sorted(written)
    ]
    shelves = tuple(_shelves(notes))
    note_types = [NoteType(stamped.note_types[kind.name].mod, kind) for kind in kinds]
    files = Files()
    for file, held, _ in shelves:
        files.put(file, (packages_before.pack(file, held, *note_types),))
    files.put(RECORDS, (line.encode() for line in json_lines(parsed.records)))
    packages = tuple(
        PackageEntry(file, tuple(sorted({note.home for note in held})), len(held)) for file, held, _ in shelves
    )
    name = stamped.release_of(contents)
    complete(files, packages, parsed.sources, parsed.media, name)
    for file, words in _kept_words(fates.gone, config, before).items():
        files.put(file, (words,))
    known = ledger.sealed_notes
    reused = tuple(find_reused(fates.living, config, ledger))
    diagnostics = (
        *explain_reused(reused),
        *explain_gone(fates.gone, renamed, ledger, config),
        *fates.diagnostics,
        *lost,
        *points_gone,
        *(shelf.remark for shelf in shelves if shelf.remark),
    )
    return Build(
        files=files,
        packages=packages,
        ledger=stamped,
        new=tuple(code for identity, code in shown.items() if identity not in known),
        changed=tuple(
            code
            for identity, code in shown.items()
            if identity in known and known[identity].hash != contents[identity].hash
        ),
        gone=fates.gone,
        renamed=renamed,
        merged={identity: record.code for identity, record in fates.merged.items()},
        retired=tuple(fates.retired),
        reused=tuple(record.code for record in reused),
        release=name,
        decks_alike=tuple(
            names_alike((tag for record in fates.living.values() for tag in record.tags), parsed.tag_words, config)
        ),
        diagnostics=tuple(accept(diagnostics, config.decisions, FOUND_BY_BUILDING)),
    )


def _written(fates: Fates, ended: Notes, points: Points, parsed: Parsed) -> dict[str, Remembered]:
    """Every note with its words, by its identity: those of records that go on, of those that end, and of points.

    From here on a record goes by the code that gives it its identity: that is what Anki knows it by.
    """
    living = {identity: packed(remember(record, parsed)) for identity, record in fates.living.items()}
    return {**living, **ended, **{code: point.note for code, point in points.items()}}


def _contents(written: Notes, fates: Fates, points: Points) -> dict[str, NoteContent]:
    """What the ledger remembers of each note."""
    contents = {
        identity: content_of(note.face, sketch_of(fates.living[identity]) if identity in fates.living else "")
        for identity, note in written.items()
    }
    return contents | {
        code: replace(contents[code], asks=point.asks, words=point.words) for code, point in points.items()
    }


def _note(identity: str, written: Remembered, point: PointNote | None, ledger: Ledger, config: Config) -> Note:
    """A note as it is packed; that of a point stands where its record does."""
    (fields, tags), stamp = written.face, ledger.notes[identity]
    first = point.parent if point else identity
    return Note(
        identity,
        _with_source(fields, to_link(stamp.source)),
        tags,
        deck_of(config.root_deck, stamp.home or ""),
        stamp.mod,
        ledger.notes[first].place or position_of(first),
        written.media,
        *((point.parent, point.number) if point else ()),
    )


def _kept_words(gone: Sequence[str], config: Config, before: Releases) -> dict[str, bytes]:
    """What is left of questions that are gone, so that they can still be retired with their words in a later build."""
    kept = [found for code in gone if (found := before.find(code, config.decisions.code_now(code))) and found.record]
    pictures = {f"{MEDIA}/{name}": data for found in kept for name, data in found.media.items()}
    lines = to_json_lines(found.record for found in kept if found.record)
    return pictures | {GONE: lines.encode()} if lines else {}


def _renamed(fates: Fates, written: Mapping[str, Remembered], ledger: Ledger, before: Releases) -> dict[str, str]:
    """Renamings that nobody has decided yet; the words of what is gone are looked for only if there is any."""
    if not fates.gone:
        return {}
    sealed = ledger.sealed_notes
    return find_renamed(
        {code: Said(sealed[code].asks, _answer(before.find(code, code))) for code in fates.gone},
        {record.code: Said(sketch_of(record), _answer(written[identity])) for identity, record in fates.living.items()},
        sealed,
    )


def _answer(note: Remembered | None) -> str:
    return note.face[0][ANSWER] if note else ""


def content_of(face: Face, asks: str) -> NoteContent:
    """What the ledger remembers of a note. Where it was found is no content, and so is not hashed."""
    fields, tags = face
    return NoteContent(content_hash(*_with_source(fields, ""), *tags), asks, address_in(fields[SOURCE]))


def _first_hash(note: Remembered) -> str:
    """The hash that a ledger of version 1 has of a note: with the names of all pages in `Source`."""
    fields, tags = note.face
    names = dict.fromkeys(origin.page for origin in note.record.origins if origin.page) if note.record else ()
    return content_hash(*_with_source(fields, sanitise_field("<br>".join(map(render_text, names)))), *tags)


def _with_source(fields: tuple[str, ...], source: str) -> tuple[str, ...]:
    return (*fields[:SOURCE], source, *fields[SOURCE + 1 :])


class _Shelf(NamedTuple):
    """The file and the notes of a package, and a remark where the file has another name than its tag would give."""

    file: str
    notes: Sequence[Note]
    remark: Diagnostic | None = None


def _shelves(notes: Sequence[Note]) -> Iterator[_Shelf]:
    """One package with all notes, and one for each tag."""
    yield _Shelf(ALL, notes)
    tagged: defaultdict[str, list[Note]] = defaultdict(list)
    for note in notes:
        for tag in dict.fromkeys(note.tags):
            if not tag.startswith(ABOUT_THE_CARD):
                tagged[tag].append(note)
    taken = Counter((ALL.removesuffix(".apkg"), *map(slug_of, tagged)))
    for tag, held in sorted(tagged.items(), key=itemgetter(0)):
        slug, remark = slug_of(tag), None
        if taken[slug] > 1 or not is_plain_slug(slug):
            own = distinct_slug_of(tag)
            message = f"the package of the tag “{tag}” is “{own}.apkg”, since “{slug}.apkg” would not name it alone"
            slug, remark = own, diagnose("slug-taken", Span(f"{own}.apkg", 1, 1), message)
        yield _Shelf(f"{slug}.apkg", held, remark)
