"""Scores how likely two records are one question, and says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, sqrt
from operator import mul
from typing import NamedTuple

from mlanki.identity import WORD
from mlanki.near.corpus import Corpus
from mlanki.near.facets import facets_alike
from mlanki.near.phrasing import FURTHER_CLAUSE, ComparedRecord, Phrasing
from mlanki.near.question import fold, text_of
from mlanki.records import Record
from mlanki.stemming import stem

# The floor of the report. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it costs.
REPORTED = 0.7
# Below this the subjects have too little in common for what is asked to count; the index relies on it.
SUBJECT_FLOOR = 0.5

CONTRAST = 0.5
LEAST = 0.45  # alike questions are at least so much alike

UNLIKE = 0.3  # of what two phrasings have in common is left where they ask for other things
FEW_TERMS = 4  # an answer of fewer tells nothing
LONG = 16
LITTLE = 0.2  # keeps the logarithm of nothing finite
BY_CHANCE = 0.04  # so much alike are answers to other questions
RAREST = 2  # the rarest terms that answers may share by chance

# Answers are the same text where they share runs of words (Broder's resemblance).
RUN = 4
FEW_RUNS = 12  # a shorter answer may equal another by chance
MAYBE_ONE_TEXT = 0.3  # by their words
SAME_TEXT = 0.5
SAME_TEXT_DESPITE_CONTRAST = 0.8


@dataclass(frozen=True, slots=True)
class Near:
    """Two records that may be one question: a score up to 1, and the reason in words.

    `aside` where they meet in something that one of them asks besides, so that no third one is the same for it.
    """

    one: str
    other: str
    score: float
    reason: str
    aside: bool = False


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


# What each counts, in logits: fitted by `benchmarks/near_weights.py` on pairs of real questions that people labelled.
# Only `disagree` is more than these say: hardly any of them has a long answer.
WEIGHTS = Evidence(
    sure=1.4,
    subject=2.4,
    facets=1.5,
    together=2.4,
    answers=3.2,
    told=2.2,
    disagree=-1.6,
    unanswered=0.6,
    page=-1.7,
    modified=-1.0,
    beside=-1.8,
    swapped=-0.5,
)
BIAS = -2.1  # from 0 on a pair is reported
# As much more, where no other record is nearer to one of them, or to either, by how much alike the answers are.
NEAREST = (0.0, 0.5, 3.8)
WORTH_KEEPING = -NEAREST[-1]


class Asking(NamedTuple):
    """How much alike two records ask by the rules, and the phrasings in which they do."""

    alike: float
    one: Phrasing
    other: Phrasing


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two records with what speaks for their being one question, but for whether others are nearer to them."""

    one: ComparedRecord
    other: ComparedRecord
    asking: Asking
    found: Evidence
    logit: float
    same_text: float


def evidence(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> tuple[Evidence, "Asking"]:
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
        sure=asking.alike >= REPORTED,
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


def weigh(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> Weighed | None:
    """What speaks for two records being one question; None where that is too little, whatever others are like."""
    found, asking = evidence(one, other, corpus)
    logit = BIAS + sum(map(mul, WEIGHTS, found))
    if not (corpus.contents[one.number] or corpus.contents[other.number]):
        # Of two that nobody has answered only what is asked is known, so that decides.
        logit = max(logit, 0.0) if found.sure else -inf
    same_text = 0.0
    if found.told >= MAYBE_ONE_TEXT and not found.sure:
        runs = _shared_runs(one, other)
        same_text = (
            runs if runs >= (SAME_TEXT if asking.alike >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST) else 0.0
        )
    return Weighed(one, other, asking, found, logit, same_text) if same_text or logit >= WORTH_KEEPING else None


def compare(weighed: Weighed, best: Sequence[float], corpus: Corpus) -> Near | None:
    """How near two records are; None where a person need not be asked. `best` is the best logit of each record."""
    found, asking = weighed.found, weighed.asking
    nearest = [
        record.record.code
        for record in (weighed.one, weighed.other)
        if found.told >= BY_CHANCE and not found.swapped and weighed.logit >= best[record.number]
    ]
    logit = weighed.logit + NEAREST[len(nearest)] * found.answers
    if logit < 0 and not weighed.same_text:
        return None
    # However much else there is, nothing tells as surely as what is asked.
    score = max(weighed.same_text, asking.alike if found.sure else 0.0, REPORTED / (1 + exp(-logit)))
    return Near(
        weighed.one.record.code,
        weighed.other.record.code,
        round(score, 2),
        "; ".join(_reasons(weighed, nearest, corpus)),
        FURTHER_CLAUSE in (asking.one.worth, asking.other.worth),
    )


def _shared_runs(one: ComparedRecord, other: ComparedRecord) -> float:
    """Shared runs of words among all of them."""
    here, there = _runs(one.record), _runs(other.record)
    return len(here & there) / len(here | there) if min(len(here), len(there)) >= FEW_RUNS else 0.0


def _runs(record: Record) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text_of(record.answer)[0]))
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))


def _shared(here: Phrasing, there: Phrasing) -> float:
    """How much two phrasings have in common of what they are about, where nothing makes two questions of them."""
    if _contradict(here, there):
        return 0.0
    both = sum(weight + there.weights[term] for term, weight in here.weights.items() if term in there.weights) / 2
    return both / (here.total + there.total - both) if both else 0.0


def _differ_in_one_term(here: Phrasing, there: Phrasing) -> bool:
    """Whether each has one term of its own: the `ridge penalty` and the `lasso penalty` are explained alike."""
    return len(_alone(here, there)) == len(_alone(there, here)) == 1


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
    if (_alone(one, other) and _alone(other, one)) or (_title_alone(one, other) and _title_alone(other, one)):
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


def _alone(question: Phrasing, other: Phrasing) -> list[str]:
    """The telling terms that only `question` has."""
    return [term for term in question.telling if term not in other.weights and term not in other.title]


def _title_alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    if not (question.title and other.title):
        return frozenset()
    return question.title - other.title - other.weights.keys()


def _reasons(weighed: Weighed, nearest: Sequence[str], corpus: Corpus) -> Iterator[str]:
    """What spoke for two records being one question, in words."""
    one, other, (alike, *phrasings) = weighed.one, weighed.other, weighed.asking
    if alike >= LEAST:
        yield from _how_asked((one.record.code, other.record.code), phrasings, corpus)
    if alike >= REPORTED:
        return
    if weighed.same_text:
        yield f"their answers are the same text for {weighed.same_text:.0%}"
        return
    if weighed.found.told >= BY_CHANCE:
        yield f"their answers share {corpus.overlap(one.number, other.number):.0%} of their telling words"
    here, there = one.phrasings[0], other.phrasings[0]
    words = here.read_as(corpus)
    if alike < LEAST and (shared := _quoted(words[term] for term in here.telling if term in there.telling)):
        yield f"both are about {shared}"
    if weighed.logit < 0:
        yield (
            f"nothing is nearer to {nearest[0]}"
            if len(nearest) == 1
            else "question and answer are much alike as a whole, and nothing is nearer to either"
        )


def _how_asked(codes: tuple[str, str], phrasings: Sequence[Phrasing], corpus: Corpus) -> Iterator[str]:
    """What two phrasings ask for, what only one of them mentions, and which words of theirs were taken for one."""
    one, other = phrasings
    read = here, there = one.read_as(corpus), other.read_as(corpus)
    about = _quoted(here[term] for term in one.telling if term in other.telling)
    if parts := [f"{code} {phrasing.said}" for code, phrasing in zip(codes, phrasings, strict=True) if phrasing.said]:
        about = f"{about} ({' and '.join(parts)})"
    yield _asked_for(codes, one.inquiry.facets, other.inquiry.facets, about)
    for code, words, terms in zip(codes, read, (_alone(one, other), _alone(other, one)), strict=True):
        if terms:
            yield f"only {code} mentions {_quoted(words[term] for term in sorted(terms))}"
    for mine, theirs in dict.fromkeys(
        (here[term], there[term]) for term in sorted(one.weights.keys() & other.weights.keys())
    ):
        if stem(mine.replace(" ", "")) != stem(theirs.replace(" ", "")):
            yield f"“{mine}” and “{theirs}” are taken for one"


def _asked_for(codes: tuple[str, str], here: frozenset[str], there: frozenset[str], about: str) -> str:
    if here == there:
        return f"both ask for {_in_words(here)}: {about}"
    if here < there or there < here:
        fuller = codes[here < there]
        return f"both ask for {_in_words(here & there)}: {about}; {fuller} also for {_in_words(here ^ there)}"
    return f"one asks for {_in_words(here)}, the other for {_in_words(there)}: {about}"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in dict.fromkeys(words))


def _in_words(facets: frozenset[str]) -> str:
    return " and ".join(sorted(facets))
