"""Sources → unique records, and what is to be said about them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mlanki.config import Config
from mlanki.decisions.accepting import accept, name_records
from mlanki.diagnostics import CATALOGUE, Diagnostic, diagnose
from mlanki.document import Blocks, Math, Span, images_of, walk
from mlanki.identity import code_of
from mlanki.linting import lint
from mlanki.merge import Contradiction, Duplicate, merge
from mlanki.near import Cluster, find_near
from mlanki.pipeline.gathering import AT_ONCE, Effort, gather
from mlanki.prose.tex import acting, is_tangled
from mlanki.records import Entry, Reading, Record
from mlanki.release.checksums import sha256
from mlanki.release.homes import unused_deck_names
from mlanki.release.publishing import SourceEntry, is_output
from mlanki.sources import LARGEST, STANDARD_INPUT, Place, find_sources, one_line_a_kind

FOUND_BY_BUILDING = frozenset({"not-released", "record-gone", "slug-taken"})  # warnings that reading cannot give
NAMED = 3  # commands in a message

Track = Callable[[Sequence[Place]], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the sources hold: unique records sorted by code, and all there is to say about how they came to be.

    `entries` is the number of questions before they were made unique, `conflicts` that of the contradictions; `media`
    has the bytes of each picture by the name that the records show it under. `joined` and `former` are for what a
    build owes to earlier releases. `evidence` tells of each question that was found why it was taken for one.
    """

    places: tuple[Place, ...]
    sources: tuple[SourceEntry, ...]
    entries: int
    records: tuple[Record, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: int
    diagnostics: tuple[Diagnostic, ...]
    media: Mapping[str, bytes]
    joined: Mapping[str, tuple[str, ...]]
    former: Mapping[str, Record]
    contradictions: tuple[Contradiction, ...]
    tag_words: Mapping[str, str]
    reading_order: tuple[str, ...]
    evidence: tuple[Diagnostic, ...] = ()


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
    knows, the `released` ones. Nothing is raised: a source that
    cannot be read and not one question in all (`no-record-at-all`) are errors among the diagnostics, and nothing
    should be built on those.
    """
    arguments = tuple(arguments)
    written = output and output.resolve()
    places, diagnostics = find_sources(arguments, lambda folder: folder.resolve() == written or is_output(folder))
    found = list(diagnostics)
    evidence: list[Diagnostic] = []
    sources: list[SourceEntry] = []
    entries: list[Entry] = []
    blocks: dict[Blocks, Blocks] = {}
    media = {picture.name: picture.data for edit in config.decisions.edits for picture in edit.figure or ()}
    places = tuple(replace(place, largest=largest) for place in places)
    for place, (data, read) in zip(track(places), gather(places, form, effort), strict=True):
        found += read.remarks
        if read.reading is not None:
            found += read.reading.diagnostics
            evidence += read.reading.evidence
            entries += (_sharing(entry, blocks) for entry in read.reading.entries)
            media |= read.reading.media
            sources.append(SourceEntry(place.path, sha256(data), len(read.reading.entries)))
    found = [*one_line_a_kind(found)]
    merged = merge(entries, config, released)
    found += merged.diagnostics
    found += unused_deck_names(merged.records, config)
    found += lint(merged.records)
    found += (_explain(duplicate) for duplicate in merged.duplicates)
    found += (remark for record in merged.records for remark in _unsafe_tex(record))
    if not entries:
        name = next(("stdin" if argument == STANDARD_INPUT else str(argument) for argument in arguments), "")
        message = "no question was found in any source; name pages with questions and answers, or their --format"
        found.append(diagnose("no-record-at-all", Span(name, 1, 1), message))
    dropped = [merged.former[code] for code in sorted(config.decisions.dropped & merged.former.keys())]
    named = name_records(found, (*merged.records, *dropped))
    found = accept(named, config.decisions, CATALOGUE.keys() - FOUND_BY_BUILDING)
    return Parsed(
        places,
        tuple(sources),
        len(entries),
        merged.records,
        merged.duplicates,
        merged.conflicts,
        tuple(found),
        {name: media[name] for name in sorted(media.keys() & pictures_of((*merged.records, *merged.former.values())))},
        merged.joined,
        merged.former,
        merged.contradictions,
        merged.tag_words,
        merged.reading_order,
        tuple(evidence),
    )


def read(file: Path, form: str = "") -> Reading:
    """What one file holds, as scraped: its entries in their order, before those that are one question become one.

    `form` names the reader, as `mlanki build --format` does; without one each reader looks whether the file is its
    own. Nothing is raised: what is wrong with the file is said by the diagnostics.
    """
    ((_, read),) = gather([Place(file, file.name, file.as_posix(), file.parent)], form, AT_ONCE)
    reading = read.reading or Reading()
    return replace(reading, diagnostics=(*read.remarks, *reading.diagnostics))


def _sharing(entry: Entry, blocks: dict[Blocks, Blocks]) -> Entry:
    """The entry with the blocks of an earlier one that says the same: pages repeat questions, and memory need not."""
    question, answer = (blocks.setdefault(each, each) for each in (entry.question, entry.answer))
    return replace(entry, question=question, answer=answer)


def pictures_of(records: Iterable[Record]) -> set[str]:
    """The names of the media that records show."""
    return {image.name for record in records for image in images_of((*record.question, *record.answer))} - {""}


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
