"""Compares two releases: questions and points that are new, changed, renamed, moved, retagged, merged or retired.

A headline says in one sentence what became of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from mlanki.cards.notetype import POINT, QUESTION, Published
from mlanki.cards.tombstone import MERGED, RETIRED, notice_of
from mlanki.release.differences.word_by_word import WordRun, compare_wholes, compare_words

Fields = Mapping[str, str]

CODES_NAMED = 8  # codes in a sentence; more are counted
DECKS_NAMED = 5  # decks in a sentence

# Characters of a field, and of all that changed, whose words are compared; beyond them fields are as wholes.
LONGEST_COMPARED = 2**17
MOST_COMPARED = 3 * 2**20


@dataclass(frozen=True, slots=True)
class Released:
    """A question, or a point of an answer, as a release has it: the fields of its note as HTML, by name.

    `guid` is what Anki knows it by, whatever its code is now. `title` is what people know it by: the term of a point.
    `deck` is the full name of its deck, empty where the release is known by its records alone.
    """

    guid: str
    code: str
    title: str
    fields: Fields
    tags: frozenset[str]
    deck: str = ""
    kind: Published = QUESTION

    @property
    def is_retired(self) -> bool:
        return RETIRED in self.tags

    @property
    def is_merged(self) -> bool:
        return MERGED in self.tags

    @property
    def has_ended(self) -> bool:
        """Whether it has a notice that it does not go on."""
        return self.is_retired or self.is_merged

    @property
    def notice(self) -> tuple[str, str]:
        """The reason for which a question was retired, if one is given; and the one that it was merged into."""
        return notice_of(self.fields["Answer"])

    @property
    def place(self) -> str:
        """Where people look for the question: the last part of its deck, or else the first of its tags."""
        return self.deck.rpartition("::")[2] or min((tag for tag in self.tags if "::" not in tag), default="")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that changed. It has no `pieces` where its words stayed and only their layout changed.

    One that is too much to be compared word by word is told as a whole: all that it said is gone.
    """

    name: str
    pieces: tuple[WordRun, ...]
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A question that both releases have, and not quite alike."""

    old: Released
    new: Released
    fields: tuple[FieldChange, ...]

    @property
    def kind(self) -> Published:
        return self.new.kind

    @property
    def is_renamed(self) -> bool:
        return self.old.code != self.new.code

    @property
    def is_moved(self) -> bool:
        return bool(self.old.deck and self.new.deck) and self.old.deck != self.new.deck

    @property
    def is_retagged(self) -> bool:
        return self.old.tags != self.new.tags

    @property
    def reworded(self) -> frozenset[str]:
        """The names of the fields that have other words or formulas."""
        return frozenset(field.name for field in self.fields if field.pieces)


@dataclass(frozen=True, slots=True)
class Changes:
    """All the differences, each sorted by code.

    `merged` are questions whose notes now name another, `retired` those that have a notice now, or are gone.
    """

    new: tuple[Released, ...]
    changed: tuple[Change, ...]
    renamed: tuple[Change, ...]
    moved: tuple[Change, ...]
    retagged: tuple[Change, ...]
    merged: tuple[Released, ...]
    retired: tuple[Released, ...]
    unchanged: int

    def of(self, kind: Published) -> "Changes":
        """What befell the notes of one kind."""
        found: dict[str, Any] = {
            each.name: tuple(one for one in getattr(self, each.name) if one.kind == kind)
            for each in fields(self)
            if each.name != "unchanged"
        }
        return replace(self, **found)


def compare(old: Iterable[Released], new: Iterable[Released]) -> Changes:
    """The differences between two releases; records tell nothing of points, which are left out where one is no more."""
    sides = tuple(old), tuple(new)
    has_points = all(question.deck for side in sides for question in side)
    before, after = ({each.guid: each for each in side if has_points or each.kind != POINT} for side in sides)
    lived = {guid: question for guid, question in before.items() if not question.has_ended}
    lives = {guid: question for guid, question in after.items() if not question.has_ended}
    both = sorted(set(lived) & set(lives), key=lambda guid: lives[guid].code)
    changes = list(_changes([(lived[guid], lives[guid]) for guid in both]))
    ended = [after.get(guid, question) for guid, question in lived.items() if guid not in lives]
    return Changes(
        new=_sorted(question for guid, question in lives.items() if guid not in lived),
        changed=tuple(change for change in changes if change.fields),
        renamed=tuple(change for change in changes if change.is_renamed),
        moved=tuple(change for change in changes if change.is_moved),
        retagged=tuple(change for change in changes if change.is_retagged),
        merged=_sorted(question for question in ended if question.is_merged),
        retired=_sorted(question for question in ended if not question.is_merged),
        unchanged=sum(
            not (change.fields or change.is_renamed or change.is_moved or change.is_retagged) for change in changes
        ),
    )


def _sorted(questions: Iterable[Released]) -> tuple[Released, ...]:
    return tuple(sorted(questions, key=lambda question: question.code))


def _changes(questions: Iterable[tuple[Released, Released]]) -> Iterator[Change]:
    """Each question as it was and as it is. A code is told apart, and where a question was found is no content."""
    left = MOST_COMPARED
    for old, new in questions:
        fields = []
        for name in (name for name in dict.fromkeys((*old.fields, *new.fields)) if name not in ("Code", "Source")):
            before, after = old.fields.get(name, ""), new.fields.get(name, "")
            if before != after:
                left -= len(before) + len(after)
                is_whole = left < 0 or max(len(before), len(after)) > LONGEST_COMPARED
                compared = compare_wholes(before, after) if is_whole else compare_words(before, after)
                fields.append(FieldChange(name, compared, is_whole))
        yield Change(old, new, tuple(fields))


class Nouns(NamedTuple):
    """What a headline calls notes and what of them changed; `asking` are the fields that ask."""

    note: str
    answer: str
    rest: str
    card: str
    asking: frozenset[str]


NOUNS = (
    (QUESTION, Nouns("question", "answer", "other remarks", "card", frozenset({"Title", "Question"}))),
    (POINT, Nouns("small card", "small card", "other headings", "small card", frozenset({"Question"}))),
)


def headline(changes: Changes) -> str:
    """The changes in one sentence: “12 new questions in NN; 3 answers corrected: ML0024, ML0031, ML0040”."""
    parts = (part for kind, nouns in NOUNS for part in _parts(changes.of(kind), nouns))
    return "; ".join(parts) or "no question has changed"


def _parts(changes: Changes, nouns: Nouns) -> Iterator[str]:
    one, more = nouns.note, f"{nouns.note}s"
    if changes.new:
        yield _new(changes.new, f"new {one}", f"new {more}")
    answers = [change for change in changes.changed if "Answer" in change.reworded]
    asking = [change for change in changes.changed if change.reworded & nouns.asking]
    others = [change for change in changes.changed if change.reworded.isdisjoint({"Answer", *nouns.asking})]
    rest = [change for change in others if change.reworded]
    layout = [change for change in changes.changed if not change.reworded]
    for some, thing, things in (
        (answers, f"{nouns.answer} corrected", f"{nouns.answer}s corrected"),
        (asking, f"{one} reworded", f"{more} reworded"),
        (rest, f"{one} with {nouns.rest}", f"{more} with {nouns.rest}"),
        (layout, f"{nouns.card} laid out anew", f"{nouns.card}s laid out anew"),
        (changes.renamed, f"{one} with another code", f"{more} with other codes"),
        (changes.retagged, f"{one} with other tags", f"{more} with other tags"),
        (changes.moved, f"{one} in another deck", f"{more} in other decks"),
    ):
        if some:
            yield f"{count(len(some), thing, things)}: {_codes([change.new for change in some])}"
    if changes.merged:
        yield f"{count(len(changes.merged), one, more)} merged into another: {_codes(changes.merged)}"
    if changes.retired:
        yield f"{count(len(changes.retired), one, more)} retired: {_codes(changes.retired)}"


def _new(new: Sequence[Released], one: str, more: str) -> str:
    places = Counter(question.place for question in new).most_common()
    if len(places) > DECKS_NAMED or not all(place for place, _ in places):
        return count(len(new), one, more)
    (place, number), *others = places
    return ", ".join((f"{count(number, one, more)} in {place}", *(f"{number} in {place}" for place, number in others)))


def count(number: int, one: str, more: str) -> str:
    """So many of something."""
    return f"{number} {one if number == 1 else more}"


def _codes(questions: Sequence[Released]) -> str:
    codes = [question.code for question in questions]
    return ", ".join(codes[:CODES_NAMED]) + (
        f" and {len(codes) - CODES_NAMED} more" if len(codes) > CODES_NAMED else ""
    )
