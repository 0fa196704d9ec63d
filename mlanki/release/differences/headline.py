"""Says in one sentence what a release changes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mlanki.cards.notetype import POINT, QUESTION
from mlanki.release.differences import Changes, Released

CODES_NAMED = 8  # codes in a sentence; more are counted
DECKS_NAMED = 5  # decks in a sentence


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
