"""Entries → records: one for each question, and an account of what became of the others."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.identity import UNCODED, code_of, prefix_of, tag_of, words_of
from mlanki.prose.structure import missing_figures
from mlanki.records import Entry, Record

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that went into a record which another entry gave the words to."""

    dropped: Entry
    kept: Entry
    why: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The records, sorted by code; and what was merged into them, and what did not fit together."""

    records: tuple[Record, ...]
    duplicates: tuple[Duplicate, ...]
    conflicts: int
    diagnostics: tuple[Diagnostic, ...]


def merge(entries: Iterable[Entry], config: Config) -> Merged:
    """One record for all the entries of a code; their order matters only where they contradict each other."""
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.code or code_of(entry.question)].append(entry)
    spelling = _spellings(tag for group in groups.values() for entry in group for tag in entry.tags)
    records: list[Record] = []
    duplicates: list[Duplicate] = []
    diagnostics: list[Diagnostic] = []
    conflicts = 0
    for code, group in sorted(groups.items()):
        question = _fullest([entry for entry in group if entry.question] or group, _question_words)
        answer = _fullest([entry for entry in group if entry.answer] or group, _answer_words)
        conflicts += bool(question.against or answer.against)
        diagnostics += _differences(code, "question", question, _question_words)
        diagnostics += _differences(code, "answer", answer, _answer_words)
        duplicates += _duplicates(group, answer)
        records.append(
            Record(
                code=code,
                title=question.kept.title or next((entry.title for entry in group if entry.title), ""),
                question=question.kept.question,
                answer=answer.kept.answer,
                tags=_tags(code, group, spelling, config),
                origins=tuple(sorted({origin for entry in group for origin in entry.origins})),
            )
        )
    diagnostics += (flaw for record in records for flaw in _flaws(record))
    return Merged(tuple(records), tuple(duplicates), conflicts, tuple(diagnostics))


@dataclass(frozen=True, slots=True)
class _Fullest:
    """The entry whose words are kept, and those whose words it does not contain."""

    kept: Entry
    against: tuple[Entry, ...]


def _question_words(entry: Entry) -> Words:
    return words_of(entry.question)


def _answer_words(entry: Entry) -> Words:
    return words_of(entry.answer)


def _fullest(entries: Sequence[Entry], words: Callable[[Entry], Words]) -> _Fullest:
    """The entry that contains the words of the others.

    Among entries of the same words the exact ones come first, then the order of paths and lines, so that the
    order of sources does not matter. It decides only between words that do not contain each other.
    """
    same: dict[Words, list[Entry]] = {}
    for entry in entries:
        same.setdefault(words(entry), []).append(entry)
    best = {said: min(group, key=lambda entry: (not entry.exact, entry.span)) for said, group in same.items()}
    fullest = [said for said in best if not any(other is not said and contains(other, said) for other in best)]
    kept, *against = sorted((best[said] for said in fullest), key=lambda entry: not entry.exact)
    return _Fullest(kept, tuple(against))


def contains(fuller: Words, words: Words) -> bool:
    """Whether all of `words` occur in `fuller`, in the same order."""
    rest = iter(fuller)
    return all(word in rest for word in words)


def _differences(code: str, part: str, fullest: _Fullest, words: Callable[[Entry], Words]) -> Iterator[Diagnostic]:
    """A warning for every entry that does not fit the one that is kept, with what differs."""
    for entry in fullest.against:
        here, there = difference(words(entry), words(fullest.kept))
        message = (
            f"{code} has another {part} here than at {fullest.kept.span}, which is kept: "
            f"“{here}” against “{there}”; remove one of them"
        )
        yield diagnose(f"same-code-different-{part}", entry.span, message)


def difference(one: Words, other: Words) -> tuple[str, str]:
    """The first place where two runs of words part, as short excerpts of both."""
    for operation, i, _, j, _ in SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes():
        if operation != "equal":
            return _excerpt(one, i), _excerpt(other, j)
    return "", ""


def _excerpt(words: Words, at: int) -> str:
    first, last = max(0, at - 2), at + 6
    return ("… " if first else "") + " ".join(words[first:last]) + (" …" if last < len(words) else "")


def _duplicates(group: Sequence[Entry], answer: _Fullest) -> Iterator[Duplicate]:
    kept = answer.kept
    for entry in group:
        if entry is kept or entry in answer.against:
            continue
        same = _answer_words(entry) == _answer_words(kept)
        yield Duplicate(entry, kept, "same code, same words" if same else "same code, fewer words")


def _tags(code: str, group: Sequence[Entry], spelling: Mapping[str, str], config: Config) -> tuple[str, ...]:
    """The tags of all pages; where no page gives one, the area of the code's prefix or the title of the page."""
    if tags := {spelling[tag_of(tag).casefold()] for entry in group for tag in entry.tags if tag_of(tag)}:
        return tuple(sorted(tags))
    if code.startswith(UNCODED):
        pages = (tag_of(origin.page) for entry in group for origin in entry.origins)
        return tuple(sorted({tag for tag in pages if tag}))
    return (config.areas.get(prefix_of(code), prefix_of(code)),)


def _spellings(names: Iterable[str]) -> dict[str, str]:
    """For every tag without regard to case the way it is written most often; Anki keeps only one of them."""
    counted = Counter(tag_of(name) for name in names)
    by_rank = sorted(counted, key=lambda tag: (-counted[tag], tag), reverse=True)
    return {tag.casefold(): tag for tag in by_rank}


def _flaws(record: Record) -> Iterator[Diagnostic]:
    """What keeps a record out of the decks."""
    span = record.origins[0].span
    if not record.question:
        yield diagnose("empty-question", span, f"{record.code} has no question and gets no card; write one")
    if not record.answer:
        yield diagnose("no-answer", span, f"{record.code} has no answer on any page and gets no card; scrape it again")
    for sentence in missing_figures((*record.question, *record.answer)):
        yield diagnose("missing-figure", span, f"{record.code} points at a figure that the source lacks: “{sentence}”")
