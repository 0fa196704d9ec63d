"""Sources → unique records, and what is to be said about them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from mlanki.config import Config
from mlanki.decisions.accepting import accept, name_records
from mlanki.diagnostics import CATALOGUE, Diagnostic, diagnose
from mlanki.document import Math, Span, images_of, walk
from mlanki.identity import code_of
from mlanki.linting import lint
from mlanki.merge import Contradiction, Duplicate, Merged, merge
from mlanki.near import Cluster, find_near
from mlanki.packed import Rows, held
from mlanki.pipeline.gathering import AT_ONCE, Effort, gather
from mlanki.prose.tex import acting, is_tangled
from mlanki.records import Entry, Reading, Record
from mlanki.release.homes import unused_deck_names
from mlanki.release.manifest import SourceEntry
from mlanki.release.publishing import find_inputs, sha256
from mlanki.sources import LARGEST, STANDARD_INPUT, Place, one_line_a_kind

FOUND_BY_BUILDING = frozenset({"not-released", "record-gone", "slug-taken"})  # warnings that reading cannot give
SHARED = ("title", "question", "answer", "tags", "page")  # by entries, since pages repeat questions
NAMED = 3  # commands in a message

Track = Callable[[Sequence[Place]], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the sources hold: unique records sorted by code, and all there is to say about how they came to be.

    `entries` is the number of questions before they were made unique, `conflicts` that of the contradictions; `media`
    has the bytes of each picture by the name that the records show it under. `joined` and `former` are for what a build
    owes to earlier releases. `evidence` tells of each question that was found why it was taken for one. `unread` is
    said of what no reader takes. `digests` are those of the bytes at each place, empty where there are none, and
    `sought` has for each what came of the files beside it that were looked for.
    """

    places: tuple[Place, ...]
    unread: tuple[Diagnostic, ...]
    digests: tuple[str, ...]
    sought: tuple[Mapping[str, str], ...]
    sources: tuple[SourceEntry, ...]
    entries: int
    records: tuple[Record, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: int
    diagnostics: Sequence[Diagnostic]
    media: Mapping[str, bytes]
    joined: Mapping[str, tuple[str, ...]]
    former: Mapping[str, Record]
    contradictions: tuple[Contradiction, ...]
    tag_words: Mapping[str, str]
    reading_order: tuple[str, ...]
    evidence: Sequence[Diagnostic] = ()


def parse(  # noqa: PLR0913 - the records depend on all of these but `track` and `effort`, and on nothing else
    arguments: Iterable[Path],
    config: Config,
    track: Track = iter,
    form: str = "",
    *,
    output: Path | None = None,
    released: Collection[str] = frozenset(),
    effort: Effort = AT_ONCE,
    largest: int = LARGEST,
) -> Parsed:
    """Read and merge every source: files, folders, and `Path("-")` for standard input.

    `form` names the reader of all, where a person knows better than they do; `track` is given the places to read, and
    may show how far it is. The folder `output`, and any other that a build has written, is no source of its own.
    No source or picture of more than `largest` bytes is read. Decisions may also be about codes that only the ledger
    knows, the `released` ones. Nothing is raised: a source that cannot be read and not one question in all
    (`no-record-at-all`) are errors among the diagnostics, and nothing should be built on those.
    """
    arguments = tuple(arguments)
    places, unread = find_inputs(arguments, output, largest)
    sources = [*_read_all(places, track, form, effort)]
    readings = [source.reading for source in sources]
    entries = [entry for reading in readings for entry in reading.entries]
    remarks = chain(unread, (remark for reading in readings for remark in reading.diagnostics))
    media = {name: data for reading in readings for name, data in reading.media.items()}
    merged = merge(entries, config, released)
    nothing = () if entries else (_nothing_found(arguments),)
    found = Rows(chain(one_line_a_kind(remarks), merged.diagnostics, _judge(merged, config), nothing))
    dropped = [merged.former[code] for code in sorted(config.decisions.dropped & merged.former.keys())]
    named = name_records(found, (*merged.records, *dropped))
    return Parsed(
        places,
        unread,
        tuple(source.digest for source in sources),
        tuple(source.sought for source in sources),
        tuple(source.named for source in sources if source.named),
        len(entries),
        merged.records,
        merged.duplicates,
        merged.conflicts,
        Rows(accept(named, config.decisions, CATALOGUE.keys() - FOUND_BY_BUILDING)),
        _shown(merged, media, config),
        merged.joined,
        merged.former,
        merged.contradictions,
        merged.tag_words,
        merged.reading_order,
        Rows(remark for reading in readings for remark in reading.evidence),
    )


class _Source(NamedTuple):
    """A source when it has been read; none that is no text has a name in the manifest."""

    digest: str
    reading: Reading
    sought: Mapping[str, str]
    named: SourceEntry | None


def _read_all(places: Sequence[Place], track: Track, form: str, effort: Effort) -> Iterator[_Source]:
    """What each source holds, with what pages repeat in memory once."""
    said: dict[Any, Any] = {}
    for place, (data, read) in zip(track(places), gather(places, form, effort), strict=True):
        digest, reading = "" if data is None else sha256(data), read.reading
        entries = tuple(_sharing(entry, said) for entry in reading.entries)
        reading = Reading(entries, held(reading, "diagnostics"), reading.media, held(reading, "evidence"))
        named = SourceEntry(place.path, digest, len(reading.entries)) if read.is_text else None
        yield _Source(digest, reading, read.sought, named)


def read(file: Path, form: str = "") -> Reading:
    """What one file holds, as scraped: its entries in their order, before those that are one question become one.

    `form` names the reader, as `mlanki build --format` does; without one each reader looks whether the file is its
    own. Nothing is raised: what is wrong with the file is said by the diagnostics.
    """
    ((_, read),) = gather([Place(file, file.name, file.as_posix(), file.parent)], form, AT_ONCE)
    return read.reading


def _sharing(entry: Entry, said: dict[Any, Any]) -> Entry:
    """The entry with what earlier ones say as well, blocks as they lie: pages repeat it, and memory need not."""
    fields = {name: held(entry, name) for name in SHARED}
    return replace(entry, **{name: said.setdefault(value, value) for name, value in fields.items()})


def pictures_of(records: Iterable[Record]) -> set[str]:
    """The names of the media that records show."""
    return {image.name for record in records for image in images_of((*record.question, *record.answer))} - {""}


def _shown(merged: Merged, media: Mapping[str, bytes], config: Config) -> dict[str, bytes]:
    """The pictures that records show, from the settings or a source."""
    mended = {picture.name: picture.data for edit in config.decisions.edits for picture in edit.figure or ()}
    every = {**mended, **media}
    shown = pictures_of((*merged.records, *merged.former.values())) if every else set()
    return {name: every[name] for name in sorted(every.keys() & shown)}


def _judge(merged: Merged, config: Config) -> Iterator[Diagnostic]:
    """What is to be said of the records, and of what was not kept."""
    yield from unused_deck_names(merged.records, config)
    yield from lint(merged.records)
    yield from map(_explain, merged.duplicates)
    yield from (remark for record in merged.records for remark in _unsafe_tex(record))


def _nothing_found(arguments: Sequence[Path]) -> Diagnostic:
    name = next(("stdin" if argument == STANDARD_INPUT else str(argument) for argument in arguments), "")
    message = "no question was found in any source; name pages with questions and answers, or their --format"
    return diagnose("no-record-at-all", Span(name, 1, 1), message)


def _explain(duplicate: Duplicate) -> Diagnostic:
    kept = duplicate.kept.code or code_of(duplicate.kept.question)
    message = f"{kept}: {duplicate.why}; kept as in {duplicate.kept.span}"
    return diagnose("duplicate", duplicate.dropped.span, message)


def _unsafe_tex(record: Record) -> Iterator[Diagnostic]:
    formulas = tuple(node.tex for node in walk((*record.question, *record.answer)) if isinstance(node, Math))
    if names := dict.fromkeys(name for tex in formulas for name in acting(tex)):
        what = ", ".join(f"`\\{name}`" for name in list(names)[:NAMED])
        message = f"a formula with {what} would do more than be typeset, and is shown as text; write it without"
        yield diagnose("unsafe-tex", record.origins[0].span, message, record.code)
    if any(map(is_tangled, formulas)):
        message = "a formula has groups too deep in each other to be typeset in time, and is shown as text; part it"
        yield diagnose("unsafe-tex", record.origins[0].span, message, record.code)


def near(parsed: Parsed, config: Config) -> tuple[Cluster, ...]:
    """The clusters of records that may be one question and about which nothing has been decided."""
    decisions = config.decisions
    same = [[decisions.code_now(code) for code in ruling.codes] for ruling in decisions.same]
    return find_near(parsed.records, decisions.pairs_apart(), same)
