"""A record as it is compared: the phrasings of its question, and a sketch of its answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from zlib import crc32

from mlanki.identity import WORD
from mlanki.near.facets import DEFINITION, WORKINGS
from mlanki.near.inquiry import Inquiry, Role, take_apart, text_of
from mlanki.near.lexicon import fold
from mlanki.near.vocabulary import Vocabulary
from mlanki.records import Record

NOT_IN_TITLE = 0.5  # weight of a word that the question has and its own title leaves out

# What is left of a score where only a part of a record asks the same.
FIRST_CLAUSE = 0.85
FURTHER_CLAUSE = 0.8
TITLE_IN_QUESTION = 0.83
TITLE_ALONE = 0.75

RUN = 4
FEW_RUNS = 12  # a shorter answer may equal another by chance
SKETCHED_RUNS = 12

ROMAN_NUMBERS = frozenset({"ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One phrasing of what a record asks: its question, one clause of it, or its title as a plain question."""

    code: str
    worth: float  # how sure it is that the record is about this
    said: str  # where the record says it, for the reason; empty for the whole question
    inquiry: Inquiry
    terms: tuple[str, ...]  # in order
    weights: Mapping[str, float]
    telling: frozenset[str]  # the terms that are more than context
    title: frozenset[str]
    read_as: Mapping[str, str]  # term → the words that it was read from
    marks: frozenset[str]  # terms that no other can stand for: numbers, single letters, and whatever says no

    @classmethod
    def of(cls, code: str, inquiry: Inquiry, title: frozenset[str], vocabulary: Vocabulary) -> "Phrasing":
        words = [word for word, _ in inquiry.words]
        terms: list[str] = []
        roles: dict[str, Role] = {}
        read_as: dict[str, str] = {}
        for term, stretch in vocabulary.read(words):
            role = max((role for _, role in inquiry.words[stretch]), key=lambda role: role.value)
            roles[term] = max(role, roles.get(term, role), key=lambda role: role.value)
            read_as.setdefault(term, " ".join(words[stretch]))
            terms.append(term)
        factors = _factors(roles, title, inquiry)
        weights = {term: factor * vocabulary.rarity(term) for term, factor in factors.items()}
        telling = frozenset(term for term, factor in factors.items() if factor > Role.CONTEXT.value)
        marks = inquiry.negations | set(filter(_is_mark, terms))
        return cls(code, 1.0, "", inquiry, tuple(terms), weights, telling, title, read_as, marks)

    @property
    def signature(self) -> tuple[object, ...]:
        """What two phrasings share that no comparison can tell apart."""
        inquiry = self.inquiry
        return self.worth, inquiry.facets, self.marks, inquiry.formulas, self.terms, frozenset(self.weights.items())


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """A record as it is compared: the phrasings of what it asks, the whole question first."""

    record: Record
    phrasings: tuple[Phrasing, ...]
    sketch: frozenset[int]  # of the answer
    content: tuple[str, ...]  # the terms of the answer

    @classmethod
    def of(cls, record: Record, content: tuple[str, ...], vocabulary: Vocabulary) -> "ComparedRecord":
        title = frozenset(vocabulary.terms(WORD.findall(fold(record.title))))
        whole, *clauses = take_apart(*text_of(record.question))
        phrasings = [Phrasing.of(record.code, whole, title, vocabulary)]
        for number, clause in enumerate(clauses):
            worth = FURTHER_CLAUSE if number else FIRST_CLAUSE
            phrasing = Phrasing.of(record.code, clause, title, vocabulary)
            phrasings.append(replace(phrasing, worth=worth, said="in one of its clauses"))
        if title and (worth := _title_worth(phrasings[1 if clauses else 0])):
            phrasing = Phrasing.of(record.code, take_apart(record.title)[0], title, vocabulary)
            phrasings.append(replace(phrasing, worth=worth, said="by its title"))
        return cls(record, tuple(phrasings), answer_sketch(runs_of(answer_words(record))), content)

    @property
    def signature(self) -> tuple[object, ...]:
        """What two records share that no comparison of their questions can tell apart."""
        return self.phrasings[0].title, tuple(phrasing.signature for phrasing in self.phrasings)

    @property
    def topic(self) -> frozenset[str]:
        """The title where it says what the question does not; empty otherwise."""
        return next((phrasing.title for phrasing in self.phrasings if phrasing.worth == TITLE_ALONE), frozenset())

    def without_topic(self) -> "ComparedRecord":
        return replace(self, phrasings=tuple(phrasing for phrasing in self.phrasings if phrasing.worth != TITLE_ALONE))


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
    return len(term) == 1 or term in ROMAN_NUMBERS or any(map(str.isdigit, term))


def _factors(roles: Mapping[str, Role], title: frozenset[str], inquiry: Inquiry) -> dict[str, float]:
    """How much each term tells of the subject; where the title names that, what the title leaves out tells less."""
    factors = {term: role.value for term, role in roles.items()}
    if title and title <= factors.keys() and _is_about(title, roles, inquiry):
        return {term: factor if term in title else min(factor, NOT_IN_TITLE) for term, factor in factors.items()}
    return factors


def answer_words(record: Record) -> list[str]:
    return WORD.findall(fold(text_of(record.answer)[0]))


def runs_of(words: list[str]) -> frozenset[tuple[str, ...]]:
    """Every run of `RUN` words (shingles)."""
    return frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))


def answer_sketch(runs: Collection[tuple[str, ...]]) -> frozenset[int]:
    """The least hashes of an answer's runs of words; none for an answer that is too short to tell.

    Two answers that resemble each other by half share about half of their sketches: Broder's bottom-k sketch, in
    which one fixed hash function does for all the permutations of MinHash.
    """
    if len(runs) < FEW_RUNS:
        return frozenset()
    return frozenset(nsmallest(SKETCHED_RUNS, {crc32(" ".join(run).encode()) for run in runs}))
