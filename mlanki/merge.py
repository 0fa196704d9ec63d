"""Merges all entries of a question into one record, and tells what became of the others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Literal

from mlanki.config import Config
from mlanki.decisions.applying import Decided, Group, decide_groups, edit_records
from mlanki.decisions.model import Decisions
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Blocks, Lost, Span, images_of
from mlanki.identity import UNCODED, code_of, prefix_of, tag_of, words_of
from mlanki.prose.figures import missing_figures
from mlanki.records import Entry, Origin, Record

UNTITLED = "Questions"  # the tag of what stands on a page without title, tags and sections

Words = tuple[str, ...]

EXACT_SUFFICES = 0.9  # of the words of a flat text; a page with fewer is an excerpt


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that went into a record which another entry gave the words to."""

    dropped: Entry
    kept: Entry
    why: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """An entry that does not fit into the one that is kept; `part` is `question` or `answer`."""

    code: str
    part: Literal["question", "answer"]
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
    diagnostics = [*decided.diagnostics]
    records: list[Record] = []
    duplicates: list[Duplicate] = []
    contradictions: list[Contradiction] = []
    conflicts = 0
    for code, group in sorted(decided.groups.items()):
        question, answer = parts = _fullest_parts(group)
        record = _record(code, group, parts, spelling, config)
        conflicts += bool(question.against or answer.against)
        contradictions += (Contradiction(code, "question", question.kept, other) for other in question.against)
        contradictions += (Contradiction(code, "answer", answer.kept, other) for other in answer.against)
        diagnostics += _differences(code, "question", question, _question_words)
        diagnostics += _differences(code, "answer", answer, _answer_words)
        diagnostics += _other_titles(code, group.entries, record.title)
        duplicates += _duplicates(group, answer)
        records.append(record)
    records, more = edit_records(records, spelling, config.decisions)
    diagnostics += more
    diagnostics += _unanswered(records)
    diagnostics += (flaw for record in records for flaw in _flaws(record))
    former = [
        _record(code, group, _fullest_parts(group), spelling, config)
        for code, group in _former(decided, groups, config.decisions)
    ]
    former, _ = edit_records(former, spelling, config.decisions)
    return Merged(
        tuple(records),
        tuple(duplicates),
        conflicts,
        tuple(diagnostics),
        decided.joined,
        {record.code: record for record in former},
        tuple(contradictions),
        _tag_words((entry for group in groups.values() for entry in group), config),
        tuple(groups),
    )


def _record(
    code: str, group: Group, parts: "tuple[_Fullest, _Fullest]", spelling: Mapping[str, str], config: Config
) -> Record:
    question, answer = parts
    return Record(
        code=code,
        title=_title(group.entries, question.kept),
        question=question.kept.question,
        answer=_united(answer.kept, group),
        tags=_tags(code, group.entries, spelling, config),
        origins=_origins(group.entries),
    )


def _former(
    decided: Decided, groups: Mapping[str, Sequence[Entry]], decisions: Decisions
) -> Iterator[tuple[str, Group]]:
    """What was dropped or joined; and of what was renamed the entries that still bear the old code."""
    yield from decided.former.items()
    for code in decisions.newer:
        entries = tuple(entry for entry in groups.get(decisions.code_now(code), ()) if entry.code == code)
        if entries:
            yield code, Group(entries)


@dataclass(frozen=True, slots=True)
class _Fullest:
    """The entry whose words are kept, and those whose words it does not contain."""

    kept: Entry
    against: tuple[Entry, ...]


def _fullest_parts(group: Group) -> tuple[_Fullest, _Fullest]:
    """The entries that give a record its question and its answer.

    Of records that were joined the better answer is kept: that of a coded page, then one with exact formulas, with
    fewer pictures lost, with more words; among equals that of the record which goes on.
    """
    question = _fullest(group.with_a("question"), _question_words)
    answer = _fullest(group.with_a("answer"), _answer_words)
    if group.preferred or not answer.kept.answer or not group.joined:
        return question, answer
    best = min((answer.kept, *(entry for entry, _ in group.joined if entry.answer)), key=_poorness)
    return question, answer if best is answer.kept else _Fullest(best, ())


BETTER = ("has a code", "has exact formulas", "has lost fewer pictures", "has more words")


def _poorness(entry: Entry) -> tuple[bool, bool, int, int]:
    return entry.code is None, not entry.exact, _lost_pictures(entry), -len(_answer_words(entry))


def _better(kept: Entry, other: Entry) -> str:
    """Why the answer of `kept` is shown rather than that of `other`."""
    by = (name for name, here, there in zip(BETTER, _poorness(kept), _poorness(other), strict=True) if here < there)
    return f"the other one {why}" if (why := next(by, "")) else "the other one is named first"


def _united(kept: Entry, group: Group) -> Blocks:
    """The answer of `kept`; where a person wants both, below it whatever blocks of the others say more."""
    blocks = kept.answer
    both = [entry for entry, ruling in group.joined if ruling.both]
    for other in (*(group.own if both else ()), *both):
        said = words_of(blocks)
        blocks += tuple(
            block
            for block in other.answer
            if block not in blocks and not ((words := words_of((block,))) and contains(said, words))
        )
    return blocks


def _question_words(entry: Entry) -> Words:
    return words_of(entry.question)


def _answer_words(entry: Entry) -> Words:
    return words_of(entry.answer)


def _fullest(entries: Sequence[Entry], words: Callable[[Entry], Words]) -> _Fullest:
    """The entry that contains the words of the others.

    Among entries of the same words the exact ones come first, of these the ones that have lost the fewest pictures,
    then the order of paths and lines, so that the order of sources does not matter. It decides only between words
    that do not contain each other.
    """
    if len(entries) == 1:  # as of most records: nobody need know its words
        return _Fullest(entries[0], ())
    same: dict[Words, list[Entry]] = {}
    for entry in entries:
        same.setdefault(words(entry), []).append(entry)
    best = {said: min(group, key=_rank) for said, group in same.items()}
    fullest = [said for said in best if not any(_supersedes(best, other, said) for other in best)]
    kept, *against = sorted((best[said] for said in fullest), key=lambda entry: not entry.exact)
    return _Fullest(kept, tuple(against))


def _rank(entry: Entry) -> tuple[bool, int, Span]:
    return not entry.exact, _lost_pictures(entry), entry.span


def _lost_pictures(entry: Entry) -> int:
    return sum(not image.name for image in images_of((*entry.question, *entry.answer)))


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


def _supersedes(best: Mapping[Words, Entry], other: Words, said: Words) -> bool:
    """Whether `other` says all that `said` does, so that `said` need not be kept.

    Formulas and figures are exact on a page and guessed in flat text: that adds a word or two, a caption, a stray
    line, and a page is kept all the same.
    """
    if other is said:
        return False
    if best[said].exact and not best[other].exact:
        return contains(other, said) and len(said) < EXACT_SUFFICES * len(other)
    if best[other].exact and not best[said].exact and len(other) >= EXACT_SUFFICES * len(said):
        return contains(other, said) or contains(said, other)
    return contains(other, said)


def contains(fuller: Words, words: Words) -> bool:
    """Whether all of `words` occur in `fuller`, in the same order."""
    rest = iter(fuller)
    return all(word in rest for word in words)


def _differences(code: str, part: str, fullest: _Fullest, words: Callable[[Entry], Words]) -> Iterator[Diagnostic]:
    """A warning for every entry that does not fit the one that is kept, with what differs."""
    for entry in fullest.against:
        here, there = difference(words(entry), words(fullest.kept))
        message = f"{code} is kept as in {fullest.kept.span}: “{there}”, not “{here}”; remove one"
        yield diagnose(f"same-code-different-{part}", entry.span, message, code)


def difference(one: Words, other: Words) -> tuple[str, str]:
    """The first place where two runs of words part, as short excerpts of both."""
    for operation, i, _, j, _ in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if operation != "equal":
            return _excerpt(one, i), _excerpt(other, j)
    return "", ""


def _excerpt(words: Words, at: int) -> str:
    first, last = max(0, at - 2), at + 6
    return ("… " if first else "") + " ".join(words[first:last]) + (" …" if last < len(words) else "")


def _duplicates(group: Group, answer: _Fullest) -> Iterator[Duplicate]:
    kept = answer.kept
    for entry in group.own:
        if entry is kept or entry in answer.against:
            continue
        if kept not in group.own:
            why = f"the same question, and {_better(kept, entry)}"
        elif _answer_words(entry) == _answer_words(kept):
            why = "same code, same words"
        else:
            why = f"same code, and {group.preferred} is preferred" if group.preferred else "same code, fewer words"
        yield Duplicate(entry, kept, why)
    for entry, ruling in group.joined:
        if entry is not kept:
            told = "both answers are kept" if ruling.both else _better(kept, entry)
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
    return (config.areas.get(prefix_of(code), prefix_of(code)),)


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


def _unanswered(records: Iterable[Record]) -> Iterator[Diagnostic]:
    """A warning for each record without an answer; one for the page where nothing on it has any."""
    pages: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        pages[record.origins[0].span.path].append(record)
    for asked in pages.values():
        lacking = [record for record in asked if not record.answer]
        if len(lacking) > 1 and len(lacking) == len(asked):
            span = min(record.origins[0].span for record in lacking)
            message = (
                f"none of the {len(lacking)} questions here has an answer, so none gets a card; scrape their answers"
            )
            yield diagnose("no-answer", span, message)
            continue
        for record in lacking:
            message = f"{record.code} has no answer on any page and gets no card; scrape it again"
            yield diagnose("no-answer", record.origins[0].span, message, record.code)


def _flaws(record: Record) -> Iterator[Diagnostic]:
    """What keeps a record out of the decks."""
    span = record.origins[0].span
    if not record.question:
        message = f"{record.code} has no question and gets no card; write one"
        yield diagnose("empty-question", span, message, record.code)
    if not record.needs_figure:
        return
    blocks = (*record.question, *record.answer)
    for image in images_of(blocks):
        if not image.name:
            named = f" (“{image.alt}”)" if image.alt else ""
            lost = image.lost or Lost(
                span, f"{record.code} lacks the picture of its source{named}; name a file as “figure” in mlanki.toml"
            )
            yield diagnose("missing-figure", lost.span, lost.message, record.code)
    for sentence in missing_figures(blocks):
        message = f"{record.code} points at a figure that the source lacks: “{sentence}”"
        yield diagnose("missing-figure", span, message, record.code)
