"""Merges all entries of a question into one record, and tells what became of the others."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from types import MappingProxyType

from mlanki.config import Config
from mlanki.decisions.applying import Decided, Group, Part, decide_groups, edit_records
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Blocks
from mlanki.identity import UNCODED, code_of, tag_of, words_of
from mlanki.merge.flaws import find_flaws
from mlanki.merge.fullest import Fullest, Words, better, contains, fullest_parts
from mlanki.packed import held
from mlanki.records import Entry, Origin, Record

UNTITLED = "Questions"  # the tag of what stands on a page without title, tags and sections


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that went into a record which another entry gave the words to."""

    dropped: Entry
    kept: Entry
    why: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An entry that does not fit into the one that is kept for a part of a record."""

    code: str
    part: Part
    kept: Entry
    other: Entry


@dataclass(frozen=True, slots=True)
class Merged:
    """The records, sorted by code; and what was merged into them, and what did not fit together.

    `joined` has for a record the codes that a person found to be the same question; `former` what the sources say of
    questions that were dropped, joined or renamed, each by the code that it had; `tag_words` how pages write each tag,
    by the tag without regard to case; `reading_order` has the codes as they were first seen.
    """

    records: tuple[Record, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: int
    diagnostics: tuple[Diagnostic, ...]
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    former: Mapping[str, Record] = field(default_factory=lambda: MappingProxyType({}))
    contradictions: tuple[Contradiction, ...] = ()
    tag_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    reading_order: tuple[str, ...] = ()


def merge(entries: Iterable[Entry], config: Config, released: Collection[str] = frozenset()) -> Merged:
    """One record for all the entries of a code; their order matters only where they contradict each other.

    `released` are the codes that people have notes of.
    """
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[config.decisions.code_now(entry.code or code_of(entry.question))].append(entry)
    spelling = _spellings(tag for group in groups.values() for entry in group for tag in entry.tags)
    decided = decide_groups(groups, config.decisions, released)
    diagnostics = list(decided.diagnostics)
    records: list[Record] = []
    duplicates: list[Duplicate] = []
    contradictions: list[Contradiction] = []
    for code, group in sorted(decided.groups.items()):
        question, answer = fullest_parts(group)
        records.append(_record(code, group, (question.kept, answer.kept), spelling, config))
        found = [Contradiction(code, "question", question.kept, other) for other in question.against]
        found += [Contradiction(code, "answer", answer.kept, other) for other in answer.against]
        contradictions += found
        diagnostics += map(_explain, found)
        diagnostics += _other_titles(code, group.entries, records[-1].title)
        duplicates += _duplicates(group, answer)
    records, more = edit_records(records, spelling, config.decisions)
    diagnostics += (*more, *find_flaws(records))
    return Merged(
        tuple(records),
        tuple(duplicates),
        len({each.code for each in contradictions}),
        tuple(diagnostics),
        decided.joined,
        _former_records(decided, groups, spelling, config),
        tuple(contradictions),
        _tag_words((entry for group in groups.values() for entry in group), config),
        tuple(groups),
    )


def _record(code: str, group: Group, kept: tuple[Entry, Entry], spelling: Mapping[str, str], config: Config) -> Record:
    """The record of a group, with the question of the first of those `kept`, and the answer of the other."""
    question, answer = kept
    return Record(
        code=code,
        title=_title(group.entries, question),
        question=held(question, "question"),
        answer=_united(answer, group),
        tags=_tags(code, group.entries, spelling, config),
        origins=_origins(group.entries),
    )


def _former_records(
    decided: Decided, entries: Mapping[str, Sequence[Entry]], spelling: Mapping[str, str], config: Config
) -> dict[str, Record]:
    """By its code what was dropped or joined; and of what was renamed the entries that still bear the old code."""
    decisions = config.decisions
    groups = dict(decided.former)
    for code in decisions.newest:
        if bearing := tuple(entry for entry in entries.get(decisions.code_now(code), ()) if entry.code == code):
            groups[code] = Group(bearing)
    records = []
    for code, group in groups.items():
        question, answer = fullest_parts(group)
        records.append(_record(code, group, (question.kept, answer.kept), spelling, config))
    edited, _ = edit_records(records, spelling, decisions)
    return {record.code: record for record in edited}


def _united(kept: Entry, group: Group) -> Blocks:
    """The answer of `kept`; where a person wants both, below it whatever blocks of the others say more."""
    both = [entry for entry, ruling in group.joined if ruling.both]
    blocks: Blocks = kept.answer if both else held(kept, "answer")
    for other in (*group.own, *both) if both else ():
        said = words_of(blocks)
        blocks += tuple(
            block
            for block in other.answer
            if block not in blocks and not ((words := words_of((block,))) and contains(said, words))
        )
    return blocks


def _title(group: Sequence[Entry], question: Entry) -> str:
    """The title beside the question that is kept; where it has none, the first in the order of paths and lines."""
    by_span = sorted(group, key=lambda entry: entry.span)
    return next((entry.title for entry in (question, *by_span) if entry.title), "")


def _other_titles(code: str, group: Sequence[Entry], kept: str) -> Iterator[Diagnostic]:
    """A note for every entry under another title; no conflict, since the question says what is asked."""
    for entry in group:
        if entry.title and entry.title.casefold() != kept.casefold():
            message = f"{code} is titled “{entry.title}” here; “{kept}” is kept"
            yield diagnose("same-code-different-title", entry.span, message, code)


def _explain(contradiction: Contradiction) -> Diagnostic:
    """A warning for an entry that does not fit the one that is kept, with what differs."""
    code, part, kept, other = contradiction.code, contradiction.part, contradiction.kept, contradiction.other
    here, there = difference(words_of(getattr(other, part)), words_of(getattr(kept, part)))
    message = f"{code} is kept as in {kept.span}: “{there}”, not “{here}”; remove one"
    return diagnose(f"same-code-different-{part}", other.span, message, code)


def difference(one: Words, other: Words) -> tuple[str, str]:
    """The first place where two runs of words part, as short excerpts of both."""
    for operation, i, _, j, _ in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if operation != "equal":
            return _excerpt(one, i), _excerpt(other, j)
    return "", ""


def _excerpt(words: Words, at: int) -> str:
    first, last = max(0, at - 2), at + 6
    return ("… " if first else "") + " ".join(words[first:last]) + (" …" if last < len(words) else "")


def _duplicates(group: Group, answer: Fullest) -> Iterator[Duplicate]:
    kept = answer.kept
    for entry in group.own:
        if entry is kept or entry in answer.against:
            continue
        if kept not in group.own:
            why = f"the same question, and {better(kept, entry)}"
        elif held(entry, "answer") == held(kept, "answer") or words_of(entry.answer) == words_of(kept.answer):
            why = "same code, same words"
        else:
            why = f"same code, and {group.preferred} is preferred" if group.preferred else "same code, fewer words"
        yield Duplicate(entry, kept, why)
    for entry, ruling in group.joined:
        if entry is not kept:
            told = "both answers are kept" if ruling.both else better(kept, entry)
            yield Duplicate(entry, kept, f"the same question, as {ruling.span} decides; {told}")


def _origins(group: Sequence[Entry]) -> tuple[Origin, ...]:
    """Where the question was seen, each place once: an archive of before there were addresses may name it, too."""
    return tuple({(o.span, o.page): o for o in sorted({o for entry in group for o in entry.origins})}.values())


def _tags(code: str, group: Sequence[Entry], spelling: Mapping[str, str], config: Config) -> tuple[str, ...]:
    """The tags of all pages; where no page gives one, the area of the code's prefix or the title of the page."""
    if tags := {spelling[tag_of(tag).casefold()] for entry in group for tag in entry.tags if tag_of(tag)}:
        return tuple(sorted(tags))
    if code.startswith(UNCODED):
        pages = (tag_of(origin.page) for entry in group for origin in entry.origins)
        return tuple(sorted({tag for tag in pages if tag})) or (UNTITLED,)
    return (config.area_of(code),)


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """For every tag without regard to case the way it is written most often; Anki keeps only one of them."""
    counted = Counter(tag_of(name) for name in names)
    by_rank = sorted(counted, key=lambda tag: (-counted[tag], tag), reverse=True)
    return {tag.casefold(): tag for tag in by_rank}


def _tag_words(entries: Iterable[Entry], config: Config) -> dict[str, str]:
    """For every tag without regard to case the words that it stands for most often, on pages or in the settings."""
    names = Counter(name for entry in entries for name in (*entry.tags, *{o.page for o in entry.origins}))
    names.update(name for edit in config.decisions.edits for name in edit.tags or ())
    by_rank = sorted(names, key=lambda name: (-names[name], name), reverse=True)
    # What is read back from records has underscores, and says nothing of the words that they stand for.
    return {tag_of(name).casefold(): name for name in by_rank if tag_of(name) != name}
