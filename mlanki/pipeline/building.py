"""Records → the files of a release, and the ledger after it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlanki.cards import address_in, to_face, to_link
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
from mlanki.pipeline.burying import bury, media_of
from mlanki.pipeline.dividing import divide
from mlanki.pipeline.packages_before import NONE_BEFORE, PackagesBefore
from mlanki.pipeline.parsing import FOUND_BY_BUILDING, Parsed
from mlanki.pipeline.remembering import Releases, Remembered
from mlanki.records import Record, to_json_lines
from mlanki.release.code_reuse import sketch_of
from mlanki.release.fates import Fates, decide_fates
from mlanki.release.homes import homes_of, names_alike
from mlanki.release.ledger import Ledger, NoteContent, content_hash
from mlanki.release.ledger_check import explain_gone, explain_reused, find_reused
from mlanki.release.manifest import PackageEntry, release_files
from mlanki.release.packing import Note
from mlanki.release.places import places_of
from mlanki.release.publishing import ALL, GONE
from mlanki.release.renaming import Said, find_renamed

ABOUT_THE_CARD = "mlanki::"  # tags that say nothing of the subject and have no package
SOURCE = list(FIELDS).index("Source")


@dataclass(frozen=True, slots=True)
class Build:
    """What is ready to be published, and how it differs from what learners have; `release` is its name, if it is one.

    `files` are the bytes of all that is written, by name (`all.apkg`), and `ledger` is what the next build needs.
    Codes are those of now; `gone` are those of the ledger, and `reused` what now bears the code of another question.
    `renamed` proposes for codes that are gone others with the same words, `merged` has the survivors. `decks_alike` are
    the names that a person may want to join under `[decks]`.
    """

    files: dict[str, bytes]
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
    packages_before: PackagesBefore = NONE_BEFORE,
) -> Build:
    """Turn records into packages; nothing is written. `now` (seconds since 1970) is the `mod` of what has changed.

    `ledger` is that of the build before, and empty before the first alone: with an empty one every note is new, and
    learners lose their own edits. A `release` seals in the ledger what it holds. What no source has any more of a
    released question is taken from the releases `before`. Raises `Stop` (`no-record-at-all`) where no question has an
    answer; whatever else stands in the way is an error among the diagnostics, and such a build must not be published.
    """
    before = before or Releases()
    fates = decide_fates(parsed.records, parsed.joined, config, ledger)
    # From here on a record goes by the code that gives it its identity: that is what Anki knows it by.
    released = fates.living
    if not released:
        places = (*(record.origins[0].span.path for record in parsed.records), *(p.path for p in parsed.places), "")
        raise stop("no-record-at-all", places[0], "no question has an answer; nothing to build")
    written = {
        identity: Remembered(to_face(record), media_of(record, parsed), record) for identity, record in released.items()
    }
    ended = bury(fates, parsed, config, before)
    written |= ended.notes
    divided = divide(fates, ended.notes, parsed, config, ledger, before=before)
    points = divided.notes
    contents = {identity: _content(note.face, released.get(identity)) for identity, note in written.items()}
    contents |= {
        code: replace(content_of(each.note.face, each.asks), words=each.words) for code, each in points.items()
    }
    written |= {code: each.note for code, each in points.items()}
    faces = {identity: note.face for identity, note in written.items()}
    ledger = ledger.rehashed(contents, {identity: _first_hash(note) for identity, note in written.items()})
    mod = ledger.next_mod(now)
    homes = homes_of(released, parsed.tag_words, config, ledger)
    homes |= {code: homes[each.parent] for code, each in points.items() if each.parent in homes}
    identity_of = {record.code: identity for identity, record in released.items()}
    order = [identity_of[code] for code in parsed.reading_order if code in identity_of]
    stamped = ledger.stamp_notes(contents, homes, now).rehomed(homes, places_of(order, ledger))
    kinds = (QUESTION, POINT) if points else (QUESTION,)
    for kind in kinds:
        stamped = stamped.stamp_note_type(kind.name, content_hash(*look(kind)), mod)
    if release:
        stamped = stamped.seal(release, faces, now)
    notes = [
        Note(
            identity,
            _with_source(faces[identity][0], to_link(stamped.notes[identity].source)),
            faces[identity][1],
            deck_of(config.root_deck, stamped.notes[identity].home or ""),
            stamped.notes[identity].mod,
            stamped.notes[first].place or position_of(first),
            written[identity].media,
            *((points[identity].parent, points[identity].number) if identity in points else ()),
        )
        for identity in sorted(faces)
        for first in (points[identity].parent if identity in points else identity,)
    ]
    note_types = [NoteType(stamped.note_types[kind.name].mod, kind) for kind in kinds]
    known = ledger.sealed_notes
    reused = tuple(find_reused(released, config, ledger))
    renamed = _renamed(fates, written, ledger, before)
    diagnostics = [
        *explain_reused(reused),
        *explain_gone(fates.gone, renamed, ledger, config),
        *fates.diagnostics,
        *ended.diagnostics,
        *divided.diagnostics,
    ]
    packages = []
    for file, chosen in _shelves(notes, diagnostics):
        decks = tuple(sorted({note.home for note in chosen}))
        packages.append(PackageEntry(file, decks, len(chosen), packages_before.pack(file, chosen, *note_types)))
    shown = {
        identity: released[identity].code if identity in released else config.decisions.code_now(identity)
        for identity in faces
    }
    name = stamped.release_of(faces)
    return Build(
        files=release_files(packages, parsed.sources, to_json_lines(parsed.records).encode(), parsed.media, name)
        | _kept_words(fates.gone, config, before),
        packages=tuple(packages),
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
            names_alike((tag for record in released.values() for tag in record.tags), parsed.tag_words, config)
        ),
        diagnostics=tuple(accept(diagnostics, config.decisions, FOUND_BY_BUILDING)),
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
    )


def _answer(note: Remembered | None) -> str:
    return note.face[0][ANSWER] if note else ""


def _content(face: Face, living: Record | None) -> NoteContent:
    return content_of(face, sketch_of(living) if living else "")


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


def _shelves(notes: Sequence[Note], diagnostics: list[Diagnostic]) -> Iterator[tuple[str, list[Note]]]:
    """The file name and the notes of every package: one with all notes, and one for each tag."""
    yield ALL, list(notes)
    tags = sorted({tag for note in notes for tag in note.tags if not tag.startswith(ABOUT_THE_CARD)})
    taken = Counter((ALL.removesuffix(".apkg"), *map(slug_of, tags)))
    for tag in tags:
        slug = slug_of(tag)
        if taken[slug] > 1 or not is_plain_slug(slug):
            slug = distinct_slug_of(tag)
            message = (
                f"the package of the tag “{tag}” is “{slug}.apkg”, since “{slug_of(tag)}.apkg” would not name it alone"
            )
            diagnostics.append(diagnose("slug-taken", Span(f"{slug}.apkg", 1, 1), message))
        yield f"{slug}.apkg", [note for note in notes if tag in note.tags]
