"""Gathers what speaks for two records being one question, or against it, each piece under a name."""

from itertools import pairwise
from math import log, sqrt
from typing import NamedTuple

from mlanki.near.corpus import Corpus
from mlanki.near.facets import facets_alike
from mlanki.near.phrasing import FURTHER_CLAUSE, ComparedRecord, Phrasing

# Where as much alike is asked, that tells by itself. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it
# costs.
SURE = 0.7
# Below this the subjects have too little in common for what is asked to count; the index relies on it.
SUBJECT_FLOOR = 0.5

CONTRAST = 0.5  # is left of what is alike where each names something that the other does not
UNLIKE = 0.3  # of what two phrasings have in common is left where they ask for other things
FEW_TERMS = 4  # an answer of fewer tells nothing
LONG = 16
LITTLE = 0.2  # keeps the logarithm of nothing finite
BY_CHANCE = 0.04  # so much alike are answers to other questions
RAREST = 2  # the rarest terms that answers may share by chance


class Evidence(NamedTuple):
    """What speaks for two records being one question, or against it; each a number up to 1 but for `subject`."""

    sure: float  # whether by the rules they ask enough alike for this to tell by itself
    subject: float  # what they have in common of their subjects, in the phrasings that are nearest, as a logarithm
    facets: float  # how far these ask for the same of them
    together: float  # both
    answers: float  # how much alike the answers are, as a root, since a little is much already
    told: float  # and without
    disagree: float  # how far long answers are less alike than by chance
    unanswered: float  # whether one has no answer that tells anything
    page: float  # whether they are of one page of several, which seldom asks one thing twice
    modified: float  # whether only one says which kind: `ReLU` and `leaky ReLU`
    beside: float  # whether they meet in a further clause only
    swapped: float  # whether each names one thing that the other does not: what is alike is explained alike


class Asking(NamedTuple):
    """How much alike two records ask by the rules, and the phrasings in which they do."""

    alike: float
    one: Phrasing
    other: Phrasing


def evidence(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> tuple[Evidence, Asking]:
    """The evidence on a pair, and how they ask most alike by the rules."""
    asking = Asking(0.0, one.phrasings[0], other.phrasings[0])
    nearest, best = 0.0, (one.phrasings[0], other.phrasings[0])
    for here in one.phrasings:
        for there in other.phrasings:
            if not (subject := _shared(here, there)):
                continue
            facets = facets_alike(here.inquiry.facets, there.inquiry.facets)
            worth = here.worth * there.worth
            if worth > asking.alike and (alike := worth * facets * _alike(here, there)) > asking.alike:
                asking = Asking(alike, here, there)
            if (near := worth * subject * (UNLIKE + (1 - UNLIKE) * facets)) > nearest:
                nearest, best = near, (here, there)
    here, there = best
    subject, facets = _shared(here, there), facets_alike(here.inquiry.facets, there.inquiry.facets)
    length = corpus.shorter(one.number, other.number)
    alike = corpus.likeness(one.number, other.number, RAREST) if length >= FEW_TERMS else 0.0
    if swapped := _differ_in_one_term(here, there):
        alike *= CONTRAST
    return Evidence(
        sure=asking.alike >= SURE,
        subject=log(subject + LITTLE),
        facets=facets,
        together=subject * facets,
        answers=sqrt(alike),
        told=alike,
        disagree=max(1 - alike / BY_CHANCE, 0.0) if length >= LONG else 0.0,
        unanswered=length < FEW_TERMS,
        page=bool(one.page) and one.page == other.page,
        modified=_is_modified(here, there) or _is_modified(there, here),
        beside=FURTHER_CLAUSE in (here.worth, there.worth),
        swapped=swapped,
    ), asking


def _shared(here: Phrasing, there: Phrasing) -> float:
    """How much two phrasings have in common of what they are about, where nothing makes two questions of them."""
    if _contradict(here, there):
        return 0.0
    both = sum(weight + there.weights[term] for term, weight in here.weights.items() if term in there.weights) / 2
    return both / (here.total + there.total - both) if both else 0.0


def _differ_in_one_term(here: Phrasing, there: Phrasing) -> bool:
    """Whether each has one term of its own: the `ridge penalty` and the `lasso penalty` are explained alike."""
    return len(alone(here, there)) == len(alone(there, here)) == 1


def _is_modified(here: Phrasing, there: Phrasing) -> bool:
    """Whether `here` says of a term of both which kind of it is meant."""
    return any(term not in there.weights and then in there.weights for term, then in pairwise(here.terms))


def _alike(one: Phrasing, other: Phrasing) -> float:
    """How much two phrasings that share a term are about the same, and nothing else."""
    common = [(weight, other.weights[term]) for term, weight in one.weights.items() if term in other.weights]
    every = one.total + other.total
    shared = sum(map(min, common))
    if shared >= SUBJECT_FLOOR * (every - shared):
        # A term of both is no difference between them, however much it tells in each.
        shared = sum(map(sum, common)) / 2
    score = shared / (every - shared)
    if (alone(one, other) and alone(other, one)) or (_title_alone(one, other) and _title_alone(other, one)):
        score *= CONTRAST
    return score


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
