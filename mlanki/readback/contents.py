"""What a package contains; as JSON, and as a listing for people."""

import html
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from mlanki import patterns as regex

HTML_TAG = regex.compile(r"<[^<>]*+>")
NOTE_WIDTH = 72  # characters of a note in a listing


@dataclass(frozen=True, slots=True)
class TemplateSeen:
    """A kind of card, as a note type lays it out."""

    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteTypeSeen:
    """A note type of a package; `mod` in seconds since 1970."""

    id: int
    name: str
    fields: tuple[str, ...]
    templates: tuple[TemplateSeen, ...]
    css: str
    is_cloze: bool
    mod: int = 0


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """A note of a package; `decks` are those that its cards lie in, `mod` is in seconds since 1970."""

    guid: str
    note_type: NoteTypeSeen
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    mod: int
    decks: tuple[str, ...]
    place: int = 0  # among the new cards
    id: int = 0


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A media file: its name in the fields, its member of the zip, and its size in bytes."""

    name: str
    member: str
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything in a package of so many bytes (`size`); `decks` gives for each deck with cards their number."""

    format: str
    notes: tuple[NoteSeen, ...]
    cards: int
    decks: Mapping[str, int]
    media: tuple[MediaFile, ...]
    size: int = 0

    @property
    def note_types(self) -> Mapping[NoteTypeSeen, int]:
        """For each note type that is used the number of its notes."""
        return Counter(note.note_type for note in self.notes)

    @property
    def tags(self) -> Mapping[str, int]:
        """For each tag the number of its notes."""
        return dict(sorted(Counter(chain.from_iterable(note.tags for note in self.notes)).items()))


def to_object(contents: Contents) -> dict[str, Any]:
    """The contents as JSON holds them."""
    return {
        "format": contents.format,
        "counts": {
            "notes": len(contents.notes),
            "cards": contents.cards,
            "decks": len(contents.decks),
            "tags": len(contents.tags),
            "media": len(contents.media),
            "note_types": len(contents.note_types),
        },
        "decks": [{"name": name, "cards": count} for name, count in contents.decks.items()],
        "tags": [{"name": name, "notes": count} for name, count in contents.tags.items()],
        "media": [{"name": media.name, "bytes": media.size} for media in contents.media],
        "note_types": [
            {
                "id": kind.id,
                "name": kind.name,
                "fields": list(kind.fields),
                "templates": [template.name for template in kind.templates],
                "notes": count,
            }
            for kind, count in contents.note_types.items()
        ],
        "notes": [
            {
                "guid": note.guid,
                "note_type": note.note_type.name,
                "mod": note.mod,
                "decks": list(note.decks),
                "tags": list(note.tags),
                "fields": dict(zip(note.note_type.fields, note.fields, strict=False)),
            }
            for note in contents.notes
        ],
    }


def summarise(contents: Contents) -> str:
    """The contents for people: counts, then every deck, tag, note type, media file and note on a line."""
    return "\n".join(_summary(contents))


def _summary(contents: Contents) -> Iterator[str]:
    yield f"{contents.format}: {len(contents.notes)} notes, {contents.cards} cards"
    yield from _listed("Decks", contents.decks)
    yield from _listed("Tags", contents.tags)
    kinds = {f"{kind.name} ({', '.join(kind.fields)})": count for kind, count in contents.note_types.items()}
    yield from _listed("Note types", kinds)
    yield from _listed("Media", {media.name: media.size for media in contents.media})
    yield "\nNotes"
    for note in contents.notes:
        words = " · ".join(filter(None, map(plain_words, note.fields)))
        yield "  " + (words if len(words) <= NOTE_WIDTH else words[: NOTE_WIDTH - 1] + "…")


def _listed(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    if counts:
        yield f"\n{title}"
        width = max(len(str(count)) for count in counts.values())
        for name, count in counts.items():
            yield f"  {count:>{width}}  {name}".replace("\n", "\\n")


def plain_words(markup: str) -> str:
    """The words of HTML, on one line."""
    return " ".join(html.unescape(HTML_TAG.sub(" ", markup)).split())
