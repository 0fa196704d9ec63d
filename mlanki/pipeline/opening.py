"""Gathers what a person has to decide: each question with what there is to see, and the answers that it may get."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlanki.cards import to_fields
from mlanki.cards.tombstone import ANSWER
from mlanki.config import Config
from mlanki.decisions.applying import lacks_figure
from mlanki.decisions.statements import DecisionLine, accept, alias, different, drop, of_record, retire, same
from mlanki.diagnostics import Diagnostic, Severity
from mlanki.document import Blocks
from mlanki.near import Cluster
from mlanki.near.question import text_of
from mlanki.pipeline.building import Build
from mlanki.pipeline.parsing import Parsed
from mlanki.records import Record
from mlanki.release.differences.word_by_word import Fate, WordRun, compare_words

SEEN = "seen, and right as it is"  # where a person gives no reason for what needs one
REASON = "Why (Enter for no reason)"


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer of one key and what it decides; where there is a `prompt`, words take the place of its value."""

    key: str
    label: str
    statement: DecisionLine
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """Something to be decided about `codes`: a headline, two columns to compare or none, and the choices.

    What has the same `topic` and is about the same two codes, or one of which a decision is enough, is asked once.
    """

    topic: str
    codes: tuple[str, ...]
    headline: str
    columns: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]


def find_open(parsed: Parsed, built: Build, clusters: Sequence[Cluster], config: Config) -> Iterator[Open]:
    """Everything that is open, in the order of what users would lose."""
    records = {record.code: record for record in parsed.records}
    yield from _gone(built, records, config)
    yield from _contradictions(parsed)
    for cluster in clusters:
        for link in cluster.links:
            yield _alike(records[link.one], records[link.other], link.reason)
    figured = {edit.code for edit in config.decisions.edits if edit.figure is not None}
    for record in parsed.records:
        remarks = [d for d in parsed.diagnostics if d.code == "missing-figure" and d.about == record.code]
        if record.needs_figure and lacks_figure(record) and any(d.severity is Severity.WARNING for d in remarks):
            yield _figure(record, remarks, is_free=record.code not in figured)
    for diagnostic in parsed.diagnostics:
        if diagnostic.code == "uncertain-question" and diagnostic.severity is Severity.WARNING:
            yield _uncertain(diagnostic, records)


def undecided(built: Build, config: Config) -> list[DecisionLine]:
    """What is proposed for notes that are gone: the renamings that were recognised, else that they are retired."""
    gone = _open_notes(built)
    renamed = [alias(config.decisions.code_now(code), built.renamed[code]) for code in gone if code in built.renamed]
    return [*renamed, *(retire(code, "") for code in gone if code not in built.renamed)]


def _open_notes(built: Build) -> list[str]:
    return [d.about for d in built.diagnostics if d.code == "record-gone" and d.severity is Severity.WARNING]


def _gone(built: Build, records: dict[str, Record], config: Config) -> Iterator[Open]:
    for code in _open_notes(built):
        choices = (
            Choice("r", "retire it: a notice above its words", retire(code, ""), REASON),
            Choice("k", "leave it to its users, untold", accept("record-gone", code, SEEN), REASON),
        )
        if new := built.renamed.get(code):
            end = "users keep their progress" if new in built.new else f"users are told to study {new}"
            choice = Choice("a", f"it is {new} now: {end}", alias(config.decisions.code_now(code), new))
            headline = f"{code} is gone, and {new} says the same"
            yield Open("gone", (code, new), headline, ((f"now {new}", _shown(records[new])),), (choice, *choices))
        else:
            yield Open("gone", (code,), f"{code} was released, and no source has it any more", (), choices)


def _contradictions(parsed: Parsed) -> Iterator[Open]:
    for found in parsed.contradictions:
        one, other = found.kept, found.other
        left, right = _compared(getattr(one, found.part), getattr(other, found.part))
        choices = [
            Choice(str(number), f"{entry.span} is right", of_record(found.code, "prefer", entry.span.path))
            for number, entry in enumerate((one, other), 1)
        ]
        if one.span.path == other.span.path:
            kind = f"same-code-different-{found.part}"
            choices = [Choice("1", f"{one.span} is right", accept(kind, found.code, SEEN), REASON)]
        columns = ((f"1  {one.span}", left), (f"2  {other.span}", right))
        yield Open("contradiction", (found.code,), f"{found.code} has two {found.part}s", columns, tuple(choices))


def _alike(one: Record, other: Record, reason: str) -> Open:
    questions = _compared(one.question, other.question)
    answers = _compared(one.answer, other.answer)
    columns = tuple(
        (f"{record.code} {record.title}".rstrip(), f"{question}\n\n{answer}")
        for record, question, answer in zip((one, other), questions, answers, strict=True)
    )
    choices = (
        Choice("s", "one question: merge them, with the better answer", same(one.code, other.code)),
        Choice("b", "one question: merge them, with what both answers say", same(one.code, other.code, both=True)),
        Choice("d", "two questions: do not ask again", different(one.code, other.code)),
    )
    return Open("near", (one.code, other.code), f"{one.code} and {other.code}: {reason}", columns, choices)


def _figure(record: Record, remarks: Sequence[Diagnostic], *, is_free: bool) -> Open:
    code = record.code
    choices = [Choice("k", "it is right as it is", accept("missing-figure", code, SEEN), REASON)]
    if is_free:
        choices = [
            Choice("n", "none is needed", of_record(code, "figure", ())),
            Choice("f", "name a file", of_record(code, "figure", ""), "Its path, as seen from mlanki.toml"),
        ]
    headline = f"{code} lacks a figure: {remarks[0].message}"
    return Open("figure", (code,), headline, ((str(remarks[0].span), _shown(record)),), tuple(choices))


def _uncertain(diagnostic: Diagnostic, records: dict[str, Record]) -> Open:
    """A line that may be a question or not; what was taken for one by mistake can be dropped."""
    about = diagnostic.about or diagnostic.span.path
    choices = [Choice("k", "it is right as it is", accept("uncertain-question", about, SEEN), REASON)]
    record = records.get(about)
    if record and any(origin.span.first == diagnostic.span.first for origin in record.origins):
        choices.append(Choice("d", "it is no question: drop it", drop(about)))
    columns = ((about, _shown(record)),) if record else ()
    return Open("uncertain", (about,), f"{diagnostic.span}: {diagnostic.message}", columns, tuple(choices))


def _shown(record: Record) -> str:
    return f"{record.title}\n{text_of(record.question)[0]}\n\n{text_of(record.answer)[0]}".strip()


def _compared(one: Blocks, other: Blocks) -> tuple[str, str]:
    """The words of both, what only one has between `[-…-]` and `{+…+}`."""
    runs = compare_words(*(to_fields(Record("", "", (), blocks, (), ()))[ANSWER] for blocks in (one, other)))
    if not runs:
        return text_of(one)[0], text_of(other)[0]
    left = " ".join(_marked(run, "[-{}-]") for run in runs if run.kind is not Fate.NEW)
    right = " ".join(_marked(run, "{{+{}+}}") for run in runs if run.kind is not Fate.GONE)
    return left, right


def _marked(run: WordRun, mark: str) -> str:
    return str(run) if run.kind is Fate.SAME else mark.format(run)
