"""Gathers what speaks for two records being one question, or against it, each piece under a name.

A record asks in several ways: its question, each clause of that, and its title.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from mlanki.near.corpus import Corpus
from mlanki.near.facets import DEFINITION, WORKINGS, facets_alike
from mlanki.near.question import CONTEXT, Inquiry, take_apart
from mlanki.records import Record

# Where as much alike is asked, that tells by itself. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it
# costs.
SURE = 0.7
CONTRAST = 0.5  # is left of what is alike where each names something that the other does not
UNLIKE = 0.3  # of what two phrasings have in common is left where they ask for other things
FEW_TERMS = 4  # an answer of fewer tells nothing
LONG = 16
BY_CHANCE = 0.04  # so much alike are answers to other questions
RAREST = 2  # the rarest terms that answers may share by chance

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
    named: Mapping[str, float]  # term of the question or the title → how much it tells

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
        says = {term: corpus.weight(term, 1.0) for term in sorted(title.union(phrasings[0].weights))}
        return cls(record, number, tuple(phrasings), page, says)

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


class Evidence(NamedTuple):
    """What speaks for two records being one question, or against it; each a number up to 1."""

    sure: float  # whether they ask enough alike for this to tell by itself
    facets: float  # how far the phrasings that are nearest ask for the same of their subjects
    together: float  # and what they have in common of these, too
    named: float  # what all of question and title have in common
    covered: float  # how far one of the questions is in the other one or in its answer
    told: float  # how much alike the answers are
    instead: float  # the same, where nothing else is more alike to either and their subjects share nothing
    disagree: float  # how far long answers are less alike than by chance
    nearest: float  # and how nearly as much as the most alike ones of either
    unanswered: float  # whether one has no answer that tells anything
    page: float  # whether they are of one page of several, which seldom asks one thing twice
    modified: float  # whether only one says which kind: `ReLU` and `leaky ReLU`
    beside: float  # whether they meet in a further clause only


class Asking(NamedTuple):
    """The phrasings in which two records ask most alike, how much that is, and how much alike the answers are."""

    alike: float
    one: Phrasing
    other: Phrasing
    told: float
    nothing_nearer: bool  # whether no other answer is more alike to either


def answers_alike(one: int, other: int, corpus: Corpus) -> float:
    """How much alike the answers of two records are; 0 where one tells too little."""
    return corpus.likeness(one, other, RAREST) if corpus.shorter(one, other) >= FEW_TERMS else 0.0


def evidence(
    one: ComparedRecord, other: ComparedRecord, told: float, best: float, corpus: Corpus
) -> tuple[Evidence, Asking]:
    """The evidence on a pair, and how they ask most alike.

    Their answers are as much alike as is `told`, the `best` that one of the two has with any record.
    """
    subject = facets = nearest = 0.0
    here, there = one.phrasings[0], other.phrasings[0]
    for mine in one.phrasings:
        for theirs in other.phrasings:
            worth = mine.worth * theirs.worth
            if worth <= nearest or not (shared := _shared(mine, theirs)):
                continue
            kin = facets_alike(mine.inquiry.facets, theirs.inquiry.facets)
            if (near := worth * shared * (UNLIKE + (1 - UNLIKE) * kin)) > nearest:
                nearest, subject, facets, here, there = near, shared, kin, mine, theirs
    alike = here.worth * there.worth * subject * facets
    # The `ridge penalty` and the `lasso penalty` are explained alike.
    if len(alone(here, there)) == len(alone(there, here)) == 1:
        told *= CONTRAST
    return Evidence(
        sure=alike >= SURE,
        facets=facets if subject else 0.0,
        together=subject * facets,
        named=_named_alike(one.named, other.named),
        covered=max(_covered(one, other, corpus), _covered(other, one, corpus)),
        told=told,
        instead=told if told >= best and not subject else 0.0,
        disagree=max(1 - told / BY_CHANCE, 0.0) if corpus.shorter(one.number, other.number) >= LONG else 0.0,
        nearest=told / (best + BY_CHANCE),
        unanswered=corpus.shorter(one.number, other.number) < FEW_TERMS,
        page=bool(one.page) and one.page == other.page,
        modified=_is_modified(here, there) or _is_modified(there, here),
        beside=FURTHER_CLAUSE in (here.worth, there.worth),
    ), Asking(alike, here, there, told, told >= best)


def _shared(here: Phrasing, there: Phrasing) -> float:
    """How much two phrasings have in common of what they are about, where nothing makes two questions of them."""
    # A term of both is no difference between them, however much it tells in each.
    both = sum(weight + there.weights[term] for term, weight in here.weights.items() if term in there.weights) / 2
    if not both or _contradict(here, there):
        return 0.0
    apart = (alone(here, there) and alone(there, here)) or (_title_alone(here, there) and _title_alone(there, here))
    return both / (here.total + there.total - both) * (CONTRAST if apart else 1.0)


def _named_alike(here: Mapping[str, float], there: Mapping[str, float]) -> float:
    if here.keys() == there.keys():
        return 1.0 if here else 0.0
    both = sum([here[term] for term in here if term in there])
    return both / (sum(here.values()) + sum(there.values()) - both) if both else 0.0


def _covered(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> float:
    """How much of a question the other one says, be it in its answer."""
    asked = one.phrasings[0]
    unsaid = [term for term in asked.weights if term not in other.named and not corpus.mentions(other.number, term)]
    return 1 - sum(map(asked.weights.__getitem__, unsaid)) / asked.total if asked.total else 0.0


def _is_modified(here: Phrasing, there: Phrasing) -> bool:
    """Whether `here` says of a term of both which kind of it is meant."""
    return any(term not in there.weights and then in there.weights for term, then in pairwise(here.terms))


def _contradict(one: Phrasing, other: Phrasing) -> bool:
    """Whether numbers, a negation, formulas, or the order of the subjects make two questions of them."""
    if one.inquiry.negations != other.inquiry.negations or (one.marks - other.marks and other.marks - one.marks):
        return True
    if one.inquiry.formulas and other.inquiry.formulas and one.inquiry.formulas != other.inquiry.formulas:
        return True
    if not (one.inquiry.directed or other.inquiry.directed):
        return False
    common = one.weights.keys() & other.weights.keys()
    here, there = ([term for term in dict.fromkeys(q.terms) if term in common] for q in (one, other))
    return here != there


def alone(question: Phrasing, other: Phrasing) -> list[str]:
    """The telling terms that only `question` has."""
    return [term for term in question.telling if term not in other.weights and term not in other.title]


def _title_alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    if not (question.title and other.title):
        return frozenset()
    return question.title - other.title - other.weights.keys()
