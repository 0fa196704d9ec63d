"""Scores how likely two records are one question, and says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, sqrt
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

# What each piece of evidence counts, as logits: fitted on pairs of real questions by `benchmarks/near_weights.py`.
WEIGHTS = {
    "asked": 1.6,
    "sure": 0.8,
    "subject": 1.6,
    "facets": 1.1,
    "together": 2.1,
    "whole": 0.9,
    "answers": 3.1,
    "told": 2.2,
    "disagree": -1.6,
    "unanswered": 0.8,
    "page": -1.9,
    "modified": -0.8,
    "listed": -0.4,
    "beside": -1.7,
    "swapped": 0.0,
}
BIAS = -3.6
UNLIKE = 0.3  # of what two phrasings have in common is left where they ask for other things
LIKELY = -0.6  # logits from which a pair is reported
NEAREST = (0.0, 0.5, 3.8)  # logits more where no other record is nearer to one of them, or to either
WORTH_KEEPING = LIKELY - NEAREST[-1]

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

    `aside` where they meet in something that one of them asks besides, so that no third one is the same for it;
    `probable` where they are near only because nothing is nearer, so that no third one is the same by way of it.
    """

    one: str
    other: str
    score: float
    reason: str
    aside: bool = False
    probable: bool = False


class Evidence(NamedTuple):
    """What speaks for two records being one question, or against it; each a number up to 1 but for `subject`."""

    asked: float  # how much alike they ask by the rules, in the phrasings that are most alike
    sure: float  # whether that is enough by itself
    subject: float  # what they have in common of their subjects, in the phrasings that are nearest, as a logarithm
    facets: float  # how far these ask for the same of them
    together: float  # both
    whole: float  # what the whole questions have in common
    answers: float  # how much alike the answers are, as a root, since a little is much already
    told: float  # and without
    disagree: float  # how far long answers are less alike than by chance
    unanswered: float  # whether one has no answer that tells anything
    page: float  # whether they are of one page of several, which seldom asks one thing twice
    modified: float  # whether only one says which kind: `ReLU` and `leaky ReLU`
    listed: float  # whether only one names another subject besides: `bagging` and `bagging and boosting`
    beside: float  # whether they meet in a further clause only
    swapped: float  # whether each names one thing that the other does not: what is alike is explained alike


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two records with what speaks for their being one question, but for whether others are nearer to them."""

    one: ComparedRecord
    other: ComparedRecord
    phrasings: tuple[Phrasing, Phrasing]  # in which they ask most alike
    asked: float  # how much alike
    logit: float
    answers: float  # how much these have in common
    swapped: bool
    same_text: float


def evidence(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> tuple[Evidence, tuple[Phrasing, Phrasing]]:
    """The evidence on a pair, and the phrasings in which they ask most alike."""
    asked, ruled = 0.0, (one.phrasings[0], other.phrasings[0])
    nearest, best = 0.0, ruled
    for here in one.phrasings:
        for there in other.phrasings:
            subject = _shared(here, there)
            facets = facets_alike(here.inquiry.facets, there.inquiry.facets)
            worth = here.worth * there.worth
            if subject and worth > asked and (score := worth * _alike(here, there)) > asked:
                asked, ruled = score, (here, there)
            near = worth * subject * (UNLIKE + (1 - UNLIKE) * facets)
            if near > nearest:
                nearest, best = near, (here, there)
    here, there = best
    subject, facets = _shared(here, there), facets_alike(here.inquiry.facets, there.inquiry.facets)
    length = corpus.shorter(one.number, other.number)
    alike = corpus.likeness(one.number, other.number, RAREST) if length >= FEW_TERMS else 0.0
    swapped = _differ_in_one_term(here, there)
    if swapped:
        alike *= CONTRAST
    return Evidence(
        asked=asked,
        sure=asked >= REPORTED,
        subject=log(subject + LITTLE),
        facets=facets,
        together=subject * facets,
        whole=_shared(one.phrasings[0], other.phrasings[0]),
        answers=sqrt(alike),
        told=alike,
        disagree=max(1 - alike / BY_CHANCE, 0.0) if length >= LONG else 0.0,
        unanswered=length < FEW_TERMS,
        page=bool(one.page) and one.page == other.page,
        modified=_is_modified(here, there) or _is_modified(there, here),
        listed=_lists_more(here, there) or _lists_more(there, here),
        beside=FURTHER_CLAUSE in (here.worth, there.worth),
        swapped=swapped,
    ), ruled


def weigh(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> Weighed | None:
    """What speaks for two records being one question; None where that is too little, whatever others are like."""
    found, phrasings = evidence(one, other, corpus)
    logit = BIAS + sum(weight * value for weight, value in zip(WEIGHTS.values(), found, strict=True))
    if not (corpus.contents[one.number] or corpus.contents[other.number]):
        # Of two that nobody has answered only what is asked is known, so the rules decide.
        logit = max(logit, LIKELY) if found.sure else -inf
    answers = found.told
    same_text = 0.0
    if answers >= MAYBE_ONE_TEXT and found.asked < REPORTED:
        runs = _shared_runs(one, other)
        same_text = runs if runs >= (SAME_TEXT if found.asked >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST) else 0.0
    if logit < WORTH_KEEPING and not same_text:
        return None
    return Weighed(one, other, phrasings, found.asked, logit, answers, bool(found.swapped), same_text)


def compare(weighed: Weighed, best: Sequence[float], corpus: Corpus) -> Near | None:
    """How near two records are; None where a person need not be asked. `best` is the best logit of each record."""
    both = (weighed.one, weighed.other)
    nearest = [
        record.record.code
        for record in both
        if weighed.answers >= BY_CHANCE and not weighed.swapped and weighed.logit >= best[record.number]
    ]
    logit = weighed.logit + NEAREST[len(nearest)] * sqrt(weighed.answers)
    if logit < LIKELY and not weighed.same_text:
        return None
    # However much else there is, nothing tells as surely as what is asked.
    likely = REPORTED / (1 + exp(LIKELY - logit)) 
    score = max(weighed.same_text, weighed.asked if weighed.asked >= REPORTED else 0.0, likely)
    return Near(
        weighed.one.record.code,
        weighed.other.record.code,
        round(min(score, 1.0), 2),
        "; ".join(_reasons(weighed, nearest, corpus)),
        FURTHER_CLAUSE in (phrasing.worth for phrasing in weighed.phrasings),
        weighed.logit < LIKELY and not weighed.same_text,
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


def _lists_more(here: Phrasing, there: Phrasing) -> bool:
    """Whether `here` lists a term besides one of both: `bagging and boosting`."""
    return any((one in there.weights) != (other in there.weights) for one, other in here.listed)


def _alike(one: Phrasing, other: Phrasing) -> float:
    """How much two phrasings ask the same."""
    score = facets_alike(one.inquiry.facets, other.inquiry.facets)
    if score == 0 or _contradict(one, other):
        return 0.0
    common = [(weight, other.weights[term]) for term, weight in one.weights.items() if term in other.weights]
    if not common:
        return 0.0
    every = one.total + other.total
    shared = sum(map(min, common))
    if shared >= SUBJECT_FLOOR * (every - shared):
        # A term of both is no difference between them, however much it tells in each.
        shared = sum(map(sum, common)) / 2
    score *= shared / (every - shared)
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
    one, other = weighed.one, weighed.other
    if weighed.asked >= LEAST:
        yield from _how_asked((one.record.code, other.record.code), weighed.phrasings, corpus)
    if weighed.asked >= REPORTED:
        return
    if weighed.same_text:
        yield f"their answers are the same text for {weighed.same_text:.0%}"
        return
    if weighed.answers >= BY_CHANCE:
        yield f"their answers share {corpus.overlap(one.number, other.number):.0%} of their telling words"
    here, there = one.phrasings[0], other.phrasings[0]
    words = here.read_as(corpus)
    if weighed.asked < LEAST and (shared := _quoted(words[term] for term in here.telling if term in there.telling)):
        yield f"both are about {shared}"
    if weighed.logit < LIKELY and len(nearest) > 1:
        yield "question and answer are much alike as a whole, and nothing is nearer to either"
    elif weighed.logit < LIKELY and nearest:
        yield f"nothing is nearer to {nearest[0]}"


def _how_asked(codes: tuple[str, str], phrasings: tuple[Phrasing, Phrasing], corpus: Corpus) -> Iterator[str]:
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
