"""records.jsonl: what a build wrote is a source again, and gives the same records."""

import json
from collections.abc import Mapping
from typing import Any

from mlanki import patterns as regex
from mlanki.diagnostics import diagnose
from mlanki.document import Image, Line, Span, images_of
from mlanki.document.mapping import change_images
from mlanki.file_names import MEDIA
from mlanki.markup import from_markdown
from mlanki.pictures import Pictures
from mlanki.prose.cleaning import CONTROL
from mlanki.records import ADDRESS, Entry, Origin, Reading
from mlanki.sources import Source
from mlanki.toml_places import CONFLICT

CODE = regex.compile(r"\p{Lu}{2,}\d+|Q-[0-9A-Z]{8}")
KEYS = frozenset({"code", "title", "question", "answer", "tags", "origins"})


def recognises(source: Source) -> bool:
    """Whether some line is an object with the keys of a record, and the first begins like one, be it in a merge."""
    written = (line.text.strip() for line in source.lines)
    lines = (text for text in written if text and not CONFLICT.match(text))
    first = next(lines, "")
    return first.startswith("{") and (_has_keys(first) or any(map(_has_keys, lines)))


def _has_keys(text: str) -> bool:
    try:
        return set(json.loads(text)) >= KEYS
    except (ValueError, TypeError, RecursionError):
        return False


def read(source: Source) -> Reading:
    """An entry for every record; a line that holds none is a diagnostic, and the others are read.

    The pictures that records name are those that the build has put beside them.
    """
    entries = []
    diagnostics = []
    pictures = Pictures(source)
    for line in source.lines:
        if not line.text.strip():
            continue
        try:
            entries.append(_entry(source, line, pictures))
        except (_UnreadableError, RecursionError) as error:
            why = "nested too deeply" if isinstance(error, RecursionError) else error
            message = f"this line holds no record ({why}); mend it, or build the file again"
            diagnostics.append(diagnose("record-unreadable", source.span(line.number), message))
    shown = (image for entry in entries for image in images_of((*entry.question, *entry.answer)))
    entries.sort(key=lambda entry: min(entry.archived))  # as they stood on their pages, which the codes do not tell
    return Reading(tuple(entries), tuple(diagnostics), pictures.media_of(shown))


class _UnreadableError(Exception):
    """Why a line holds no record."""


def _entry(source: Source, line: Line, pictures: Pictures) -> Entry:
    if CONFLICT.match(line.text):
        raise _UnreadableError("it marks an unfinished merge")
    try:
        record = json.loads(line.text)
    except ValueError as error:
        why = f"no JSON: {error}" if isinstance(error, json.JSONDecodeError) else "a number has too many digits"
        raise _UnreadableError(why) from error
    if not isinstance(record, dict):
        raise _UnreadableError("no object")
    code = _text(record, "code")
    if not CODE.fullmatch(code):
        raise _UnreadableError(f"“{code}” is no code")
    tags = record.get("tags")
    if not isinstance(tags, list) or not all(isinstance(tag, str) and tag and _is_clean(tag) for tag in tags):
        raise _UnreadableError("“tags” is no list of names")
    origins = record.get("origins")
    if not isinstance(origins, list) or not origins:
        raise _UnreadableError("“origins” is no list of places")

    def found(image: Image) -> Image:
        """The picture from beside the records; one that was lost before them stays so."""
        addresses = (f"{MEDIA}/{image.name}", image.name)
        return pictures.show(addresses, image.alt, line.number) if image.name else image

    return Entry(
        code=code,
        title=_text(record, "title"),
        question=change_images(from_markdown(_text(record, "question", markup=True)), found),
        answer=change_images(from_markdown(_text(record, "answer", markup=True)), found),
        tags=tuple(tags),
        span=source.span(line.number),
        page="",
        archived=tuple(_origin(origin) for origin in origins),
    )


def _origin(origin: object) -> Origin:
    if not isinstance(origin, dict):
        raise _UnreadableError("an origin is no object")
    first, last = origin.get("first"), origin.get("last")
    if type(first) is not int or type(last) is not int or not 1 <= first <= last < 2**31:
        raise _UnreadableError("the lines of an origin are no numbers")
    address = _text(origin, "address") if "address" in origin else ""
    if address and not ADDRESS.fullmatch(address):
        raise _UnreadableError(f"“{address}” is no address of a page")
    return Origin(Span(_text(origin, "path"), first, last), _text(origin, "page"), address)


def _text(record: Mapping[str, Any], key: str, *, markup: bool = False) -> str:
    text = record.get(key)
    if not isinstance(text, str):
        raise _UnreadableError(f"“{key}” is missing or no text")
    if not _is_clean(text.replace("\n", "") if markup else text):
        raise _UnreadableError(f"“{key}” holds control characters")
    return text


def _is_clean(text: str) -> bool:
    """Whether a field of Anki can hold the text; U+001F would end one."""
    return not CONTROL.search(text)
