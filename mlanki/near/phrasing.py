"""Says how a record asks: by its question, by each clause of that, and by its title."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from mlanki.near.question import CONTEXT, DEFINITION, NONE, WORKINGS, Inquiry, take_apart
from mlanki.near.terms import Reader
from mlanki.records import Record

NOT_IN_TITLE = 0.5  # weight of a word that the question has and its own title leaves out

# What is left of a score where only a part of a record asks the same.
FIRST_CLAUSE = 0.85
FURTHER_CLAUSE = 0.8
TITLE_IN_QUESTION = 0.83
TITLE_ALONE = 0.75


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which a record asks: an inquiry, read.

    `worth` is what is left of a score that is reached by it, and `said` tells which part of the record it is.
    """

    worth: float
    said: str
    facets: frozenset[str]
    negations: frozenset[str]
    formulas: frozenset[str]
    directed: bool
    words: tuple[str, ...]
    weights: Mapping[str, float]  # term → how much it tells, by its role and its rarity, in the order of reading
    total: float  # of the weights
    telling: tuple[str, ...]  # the terms that are more than context
    title: frozenset[str]
    marks: frozenset[str]  # terms that no other can stand for: numbers, single letters, and whatever says no

    @classmethod
    def of(
        cls, inquiry: Inquiry, title: frozenset[str], reader: Reader, worth: float = 1.0, said: str = ""
    ) -> "Phrasing":
        roles: dict[str, float] = {}
        shares: dict[str, float] = {}
        for term, first, end, share in reader.read(inquiry.words):
            roles[term] = max(roles.get(term, 0.0), *inquiry.roles[first:end])
            shares[term] = max(shares.get(term, 0.0), share)
        if title and title <= roles.keys() and _is_about(title, roles, inquiry.facets):
            roles = {term: role if term in title else min(role, NOT_IN_TITLE) for term, role in roles.items()}
        return cls(
            worth,
            said,
            inquiry.facets,
            inquiry.negations,
            inquiry.formulas,
            inquiry.directed,
            inquiry.words,
            {term: role * shares[term] for term, role in roles.items()},
            0.0,
            tuple([term for term, role in roles.items() if role > CONTEXT]),
            title,
            inquiry.negations.union(marks) if (marks := list(filter(_is_mark, roles))) else inquiry.negations,
        )

    def weighed(self, rarity: Mapping[str, float]) -> "Phrasing":
        weights = {term: weight * rarity[term] for term, weight in self.weights.items()}
        return replace(self, weights=weights, total=sum(weights.values()))

    def read_as(self, reader: Reader) -> dict[str, str]:
        """The words that each term was first read from."""
        read = [(term, " ".join(self.words[first:end])) for term, first, end, _ in reader.read(self.words)]
        return dict(reversed(read))


def _is_mark(term: str) -> bool:
    return len(term) == 1 or any(map(str.isdigit, term))


class Asked(NamedTuple):
    """What no comparison of questions goes beyond: the title and the question, taken apart."""

    title: Inquiry | None
    inquiries: tuple[Inquiry, ...]

    @classmethod
    def of(cls, title: str, text: str, formulas: frozenset[str]) -> "Asked":
        asked = take_apart(text, formulas)
        named = take_apart(title)[0] if title else None
        # A heading that is the whole question names no subject besides.
        return cls(None if named is None or set(named.words) == set(asked[0].words) else named, asked)


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """A record as it is compared: the phrasings of what it asks, the whole question first, and where its answer is."""

    record: Record
    number: int
    phrasings: tuple[Phrasing, ...]
    page: str  # empty where all records are of one
    named: Collection[str]  # terms of the question and the title

    @classmethod
    def of(cls, record: Record, number: int, asked: Asked, reader: Reader, page: str = "") -> "ComparedRecord":
        title = frozenset([term for term, *_ in reader.read(asked.title.words)]) if asked.title else NONE
        whole, *clauses = asked.inquiries
        phrasings = [Phrasing.of(whole, title, reader)]
        for place, clause in enumerate(clauses):
            worth = FURTHER_CLAUSE if place else FIRST_CLAUSE
            phrasings.append(Phrasing.of(clause, title, reader, worth, "in one of its clauses"))
        if asked.title and title and (worth := _title_worth(phrasings[1 if clauses else 0])):
            phrasings.append(Phrasing.of(asked.title, title, reader, worth, "by its title"))
        named = sorted(title.union(phrasings[0].weights)) if title else phrasings[0].weights
        return cls(record, number, tuple(phrasings), page, dict.fromkeys(named))

    @property
    def topic(self) -> frozenset[str]:
        """The title where it says what the question does not; empty otherwise."""
        return next((phrasing.title for phrasing in self.phrasings if phrasing.worth == TITLE_ALONE), NONE)

    def weighed(self, rarity: Mapping[str, float], shared_topics: Collection[frozenset[str]]) -> "ComparedRecord":
        """With weights, and without a title that several share: it names their field, not what each asks."""
        asking = [each for each in self.phrasings if each.worth != TITLE_ALONE or each.title not in shared_topics]
        return replace(self, phrasings=tuple([phrasing.weighed(rarity) for phrasing in asking]))


def _title_worth(first: Phrasing) -> float:
    """How far the title of a record is its question: 0 where the question asks for something else about it."""
    if not first.facets <= {DEFINITION, WORKINGS}:
        return 0.0
    if not first.title <= first.weights.keys():
        return TITLE_ALONE
    return TITLE_IN_QUESTION if _is_about(first.title, first.weights, first.facets) else 0.0


def _is_about(title: frozenset[str], terms: Iterable[str], facets: frozenset[str]) -> bool:
    """Whether a question that mentions its title is about that.

    `What is the cost of a tree` is about a cost, whatever the title; `How does a tree split` is about a tree.
    """
    return WORKINGS in facets or next(iter(terms)) in title
