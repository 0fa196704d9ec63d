"""Chooses the entry whose words are kept: among all that ask one question, the one that says what the others say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mlanki.decisions.applying import Group, Part
from mlanki.document import Span, images_of
from mlanki.identity import words_of
from mlanki.packed import held
from mlanki.records import Entry

Words = tuple[str, ...]

EXACT_SUFFICES = 0.9  # of the words of a flat text; a page with fewer is an excerpt


@dataclass(frozen=True, slots=True)
class Fullest:
    """The entry whose words are kept, and those whose words it does not contain."""

    kept: Entry
    against: tuple[Entry, ...]


def fullest_parts(group: Group) -> tuple[Fullest, Fullest]:
    """The entries that give a record its question and its answer.

    Of records that were joined the better answer is kept: that of a coded page, then one with exact formulas, with
    fewer pictures lost, with more words; among equals that of the record which goes on.
    """
    if not (group.joined or group.preferred) and _are_one(group.own):  # as of most records: nobody need know its words
        only = Fullest(min(group.own, key=lambda entry: (not entry.exact, entry.span)), ())
        return only, only
    question, answer = _fullest(group, "question"), _fullest(group, "answer")
    if group.preferred or not group.joined or not answer.kept.answer:
        return question, answer
    best = min((answer.kept, *(entry for entry, _ in group.joined if entry.answer)), key=_poorness)
    return question, answer if best is answer.kept else Fullest(best, ())


def _are_one(entries: Sequence[Entry]) -> bool:
    """Whether all of them say the same, formulas and pictures included."""
    first, *others = entries
    return all(held(entry, part) == held(first, part) for entry in others for part in ("question", "answer"))


BETTER = ("has a code", "has exact formulas", "has lost fewer pictures", "has more words")


def _poorness(entry: Entry) -> tuple[bool, bool, int, int]:
    return entry.code is None, not entry.exact, _lost_pictures(entry), -len(words_of(entry.answer))


def better(kept: Entry, other: Entry) -> str:
    """Why the answer of `kept` is shown rather than that of `other`."""
    by = (name for name, here, there in zip(BETTER, _poorness(kept), _poorness(other), strict=True) if here < there)
    return f"the other one {why}" if (why := next(by, "")) else "the other one is named first"


def _fullest(group: Group, part: Part) -> Fullest:
    """The entry that contains the words which the others have in this part.

    Among entries of the same words the exact ones come first, of these the ones that have lost the fewest pictures,
    then the order of paths and lines, so that the order of sources does not matter. It decides only between words
    that do not contain each other.
    """
    entries = group.with_a(part)
    same: dict[Words, list[Entry]] = {}
    for entry in entries:
        same.setdefault(words_of(getattr(entry, part)), []).append(entry)
    best = {said: min(alike, key=_rank) for said, alike in same.items()}
    fullest = [said for said in best if not any(_supersedes(best, other, said) for other in best)]
    kept, *against = sorted((best[said] for said in fullest), key=lambda entry: not entry.exact)
    return Fullest(kept, tuple(against))


def _rank(entry: Entry) -> tuple[bool, int, Span]:
    return not entry.exact, _lost_pictures(entry), entry.span


def _lost_pictures(entry: Entry) -> int:
    return sum(not image.name for image in images_of((*entry.question, *entry.answer)))


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
