"""The ways in which a record asks: its question, each clause of that, and its title."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from mlanki.near.corpus import Corpus
from mlanki.near.facets import DEFINITION, WORKINGS
from mlanki.near.question import CONTEXT, Inquiry, take_apart
from mlanki.records import Record

NOT_IN_TITLE = 0.5  # weight of a word that the question has and its own title leaves out

# What is left of a score where only a part of a record asks the same.
FIRST_CLAUSE = 0.85
FURTHER_CLAUSE = 0.8
TITLE_IN_QUESTION = 0.83
TITLE_ALONE = 0.75
UNTITLED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which a record asks.

    `worth` is what is left of a score that is reached by it, and `said` tells which part of the record it is.
    """

    worth: float
    said: str
    inquiry: Inquiry
    terms: tuple[str, ...]  # of the subject, in the order of reading
    weights: Mapping[str, float]  # term → how much it tells, by its role and its rarity
    total: float  # of the weights
    telling: tuple[str, ...]  # the terms that are more than context, each once
    title: frozenset[str]
    marks: frozenset[str]  # terms that no other can stand for: numbers, single letters, and whatever says no

    @classmethod
    def of(
        cls, inquiry: Inquiry, title: frozenset[str], corpus: Corpus, worth: float = 1.0, said: str = ""
    ) -> "Phrasing":
        roles: dict[str, float] = {}
        terms = []
        shares: dict[str, float] = {}
        for term, stretch, share in corpus.read(inquiry.words):
            roles[term] = max(roles.get(term, 0.0), *inquiry.roles[stretch])
            shares[term] = max(shares.get(term, 0.0), share)
            terms.append(term)
        if title and title <= roles.keys() and _is_about(title, roles, inquiry):
            roles = {term: role if term in title else min(role, NOT_IN_TITLE) for term, role in roles.items()}
        weights = {term: corpus.weight(term, role) * shares[term] for term, role in roles.items()}
        return cls(
            worth,
            said,
            inquiry,
            tuple(terms),
            weights,
            sum(weights.values()),
            tuple(term for term, role in roles.items() if role > CONTEXT),
            title,
            inquiry.negations.union(marks) if (marks := list(filter(_is_mark, terms))) else inquiry.negations,
        )

    def read_as(self, corpus: Corpus) -> dict[str, str]:
        """The words that each term was first read from."""
        words = self.inquiry.words
        read = [(term, " ".join(words[stretch])) for term, stretch, _ in corpus.read(words)]
        return dict(reversed(read))


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """A record as it is compared: the phrasings of what it asks, the whole question first, and where its answer is."""

    record: Record
    number: int
    phrasings: tuple[Phrasing, ...]
    page: str  # empty where all records are of one

    @classmethod
    def of(cls, record: Record, number: int, asked: "Asked", corpus: Corpus, page: str = "") -> "ComparedRecord":
        title = frozenset(term for term, *_ in corpus.read(asked.title)) if asked.title else UNTITLED
        whole, *clauses = asked.inquiries
        phrasings = [Phrasing.of(whole, title, corpus)]
        for place, clause in enumerate(clauses):
            worth = FURTHER_CLAUSE if place else FIRST_CLAUSE
            phrasings.append(Phrasing.of(clause, title, corpus, worth, "in one of its clauses"))
        if title and (worth := _title_worth(phrasings[1 if clauses else 0])):
            named = take_apart(record.title)[0]
            phrasings.append(Phrasing.of(named, title, corpus, worth, "by its title"))
        return cls(record, number, tuple(phrasings), page)

    @property
    def topic(self) -> frozenset[str]:
        """The title where it says what the question does not; empty otherwise."""
        return next((phrasing.title for phrasing in self.phrasings if phrasing.worth == TITLE_ALONE), UNTITLED)

    def without_topic(self) -> "ComparedRecord":
        return replace(self, phrasings=tuple(phrasing for phrasing in self.phrasings if phrasing.worth != TITLE_ALONE))


@dataclass(frozen=True, slots=True)
class Asked:
    """What no comparison of questions goes beyond: the words of the title, and the question taken apart."""

    title: tuple[str, ...]
    inquiries: tuple[Inquiry, ...]

    @classmethod
    def of(cls, title: str, text: str, formulas: frozenset[str]) -> "Asked":
        asked = take_apart(text, formulas)
        named = take_apart(title)[0] if title else None
        # A heading that is the whole question names no subject besides.
        return cls(() if named is None or set(named.words) == set(asked[0].words) else named.words, asked)


def _title_worth(first: Phrasing) -> float:
    """How far the title of a record is its question: 0 where the question asks for something else about it."""
    if not first.inquiry.facets <= {DEFINITION, WORKINGS}:
        return 0.0
    if not first.title <= set(first.terms):
        return TITLE_ALONE
    return TITLE_IN_QUESTION if _is_about(first.title, first.terms, first.inquiry) else 0.0


def _is_about(title: frozenset[str], terms: Collection[str], inquiry: Inquiry) -> bool:
    """Whether a question that mentions its title is about that.

    `What is the cost of a tree` is about a cost, whatever the title; `How does a tree split` is about a tree.
    """
    return WORKINGS in inquiry.facets or next(iter(terms)) in title


def _is_mark(term: str) -> bool:
    return len(term) == 1 or any(map(str.isdigit, term))
