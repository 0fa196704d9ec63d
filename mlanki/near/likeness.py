"""Weighs what speaks for two records being one question, or against it, each piece under a name, and says it in words.

A record asks in several ways: its question, each clause of that, and its title.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import exp, fsum
from operator import mul
from typing import NamedTuple

from mlanki.near.pairs import FEW_TERMS, SUBJECT_FLOOR, Answers, shared_runs
from mlanki.near.phrasing import FURTHER_CLAUSE, ComparedRecord, Phrasing, Reader
from mlanki.near.question import NONE, facets_alike
from mlanki.stemming import stem

LEAST = 0.45  # alike questions are at least so much alike
# Where as much alike is asked, that tells by itself. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it
# costs.
SURE = 0.7
CONTRAST = 0.5  # is left of what is alike where each names something that the other does not
UNLIKE = 0.3  # of what two phrasings have in common is left where they ask for other things
LONG = 16
BY_CHANCE = 0.04  # so much alike are answers to other questions

# Of the runs of words in two answers so many are shared.
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


# What each counts, in logits: fitted by `benchmarks/near_weights.py` on pairs of real questions that people labelled.
# `instead` and `disagree` are set by hand: the tests expect of them what those pairs do not show.
WEIGHTS = Evidence(
    sure=1.5,
    facets=1.2,
    together=3.2,
    named=2.6,
    covered=1.5,
    told=1.2,
    instead=4.0,
    disagree=-2.6,
    nearest=2.7,
    unanswered=0.9,
    page=-1.7,
    modified=-1.1,
    beside=-1.2,
)
BIAS = -4.9  # from 0 on a pair is reported


class Asking(NamedTuple):
    """The phrasings in which two records ask most alike, how much that is, and how much alike the answers are."""

    one: Phrasing
    other: Phrasing
    alike: float
    told: float
    nothing_nearer: bool  # whether no other answer is more alike to either


@dataclass(frozen=True, slots=True)
class Corpus:
    """What all records together tell: how words are read, how much each term tells, and what answers share."""

    reader: Reader
    rarity: Mapping[str, float]
    answers: Answers
    often_answered: bool  # more than a quarter of the records


def evidence(
    one: ComparedRecord, other: ComparedRecord, told: float, best: float, corpus: Corpus
) -> tuple[Evidence, Asking]:
    """The evidence on a pair, and how they ask most alike.

    Their answers are as much alike as is `told`, the `best` that one of the two has with any record.
    """
    found, asking = _first_look(one, other, told, best, corpus)
    return _thorough(found, asking, one, other, corpus), asking


def _first_look(
    one: ComparedRecord, other: ComparedRecord, told: float, best: float, corpus: Corpus
) -> tuple[Evidence, Asking]:
    """The evidence with what takes longest to find as it would be at best."""
    here, there, subject, facets = _nearest(one, other)
    # The `ridge penalty` and the `lasso penalty` are explained alike.
    if told and len(alone(here, there)) == len(alone(there, here)) == 1:
        told *= CONTRAST
    asking = Asking(here, there, here.worth * there.worth * subject * facets, told, told >= best)
    shorter = corpus.answers.shorter(one.number, other.number)
    return Evidence(
        sure=asking.alike >= SURE,
        facets=facets,
        together=subject * facets,
        named=_named_alike(one.named, other.named, corpus.rarity),
        covered=1.0,
        told=told,
        instead=told if asking.nothing_nearer and not subject else 0.0,
        disagree=max(1 - told / BY_CHANCE, 0.0) if shorter >= LONG else 0.0,
        nearest=told / (best + BY_CHANCE),
        unanswered=shorter < FEW_TERMS,
        page=bool(one.page) and one.page == other.page,
        modified=0.0,
        beside=FURTHER_CLAUSE in (here.worth, there.worth),
    ), asking


def _thorough(found: Evidence, asking: Asking, one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> Evidence:
    return found._replace(
        covered=max(_covered(one, other, corpus.answers), _covered(other, one, corpus.answers)),
        modified=_is_modified(asking.one, asking.other) or _is_modified(asking.other, asking.one),
    )


def _nearest(one: ComparedRecord, other: ComparedRecord) -> tuple[Phrasing, Phrasing, float, float]:
    """The phrasings in which two records ask most alike, what their subjects share, and how far they ask the same."""
    nearest, found = 0.0, (one.phrasings[0], other.phrasings[0], 0.0, 0.0)
    for mine in one.phrasings:
        for theirs in other.phrasings:
            worth = mine.worth * theirs.worth
            if worth > nearest and (shared := _shared(mine, theirs, nearest / worth)):
                kin = facets_alike(mine.facets, theirs.facets)
                if (near := worth * shared * (UNLIKE + (1 - UNLIKE) * kin)) > nearest:
                    nearest, found = near, (mine, theirs, shared, kin)
    return found


def _shared(here: Phrasing, there: Phrasing, least: float) -> float:
    """How much two phrasings have in common of what they are about, where nothing makes two questions of them.

    It is 0 as well where it would be no more than is asked for `least`.
    """
    # A term of both is no difference between them, however much it tells in each.
    theirs = there.weights
    both = sum([weight + theirs[term] for term, weight in here.weights.items() if term in theirs]) / 2
    if not both or (shared := both / (here.total + there.total - both)) <= least or _contradict(here, there):
        return 0.0
    apart = (alone(here, there) and alone(there, here)) or (_title_alone(here, there) and _title_alone(there, here))
    return shared * (CONTRAST if apart else 1.0)


def _named_alike(here: Collection[str], there: Collection[str], rarity: Mapping[str, float]) -> float:
    both = [rarity[term] for term in here if term in there]
    return (shared := sum(both)) / (sum([rarity[term] for term in (*here, *there)]) - shared) if both else 0.0


def _covered(one: ComparedRecord, other: ComparedRecord, answers: Answers) -> float:
    """How much of a question the other one says, be it in its answer."""
    asked = one.phrasings[0]
    unsaid = [term for term in asked.weights if term not in other.named and not answers.mentions(other.number, term)]
    return 1 - sum([asked.weights[term] for term in unsaid]) / asked.total if asked.total else 0.0


def _is_modified(here: Phrasing, there: Phrasing) -> bool:
    """Whether `here` says of a term of both which kind of it is meant."""
    theirs = there.weights
    return any(term not in theirs and then in theirs for term, then in pairwise(here.weights))


def _contradict(one: Phrasing, other: Phrasing) -> bool:
    """Whether numbers, a negation, formulas, or the order of the subjects make two questions of them."""
    if one.negations != other.negations or (one.marks - other.marks and other.marks - one.marks):
        return True
    if one.formulas and other.formulas and one.formulas != other.formulas:
        return True
    if not (one.directed or other.directed):
        return False
    common = one.weights.keys() & other.weights.keys()
    return [term for term in one.weights if term in common] != [term for term in other.weights if term in common]


def alone(question: Phrasing, other: Phrasing) -> list[str]:
    """The telling terms that only `question` has."""
    return [term for term in question.telling if term not in other.weights and term not in other.title]


def _title_alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    if not (question.title and other.title):
        return NONE
    return question.title - other.title - other.weights.keys()


def compare(one: ComparedRecord, other: ComparedRecord, told: float, best: float, corpus: Corpus) -> Near | None:
    """How near two records are whose answers are as much alike as is `told`; None where a person need not be asked.

    `best` is the most that the answer of either is to that of any record.
    """
    found, asking = _first_look(one, other, told, best, corpus)
    if told < MAYBE_ONE_TEXT and _logit(found) < 0 and not found.sure:
        return None
    found = _thorough(found, asking, one, other, corpus)
    logit = _logit(found)
    if not (corpus.answers.contents[one.number] or corpus.answers.contents[other.number]):
        # Of two that nobody has answered only what is asked is known. In a mere list of questions that decides alone;
        # where many are answered the rest counts, too, unless they ask for other things or one names a kind.
        if found.sure:
            logit = max(logit, 0.0)
        elif found.facets < SURE or found.modified or not corpus.often_answered:
            return None
    may_be_one = told >= MAYBE_ONE_TEXT and not found.sure
    same_text = shared_runs(one.record.answer, other.record.answer) if may_be_one else 0.0
    if same_text < (SAME_TEXT if asking.alike >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST):
        same_text = 0.0
    if logit < 0 and not same_text:
        return None
    # However much else there is, nothing tells as surely as what is asked.
    score = max(same_text, asking.alike if found.sure else 0.0, SURE / (1 + exp(-logit)))
    return Near(
        one.record.code,
        other.record.code,
        round(score, 2),
        "; ".join(_reasons(one, other, asking, same_text, corpus)),
        bool(found.beside),
    )


def _logit(found: Evidence) -> float:
    return BIAS + fsum(map(mul, WEIGHTS, found))


def _reasons(
    one: ComparedRecord, other: ComparedRecord, asking: Asking, same_text: float, corpus: Corpus
) -> Iterator[str]:
    """What spoke for two records being one question, in words."""
    if asking.alike >= LEAST:
        yield from _how_asked((one.record.code, other.record.code), asking, corpus.reader)
    if asking.alike >= SURE:
        return
    if same_text:
        yield f"their answers are the same text for {same_text:.0%}"
        return
    if asking.told >= BY_CHANCE:
        yield f"their answers share {corpus.answers.overlap(one.number, other.number):.0%} of their telling words"
    here, there = one.phrasings[0], other.phrasings[0]
    words = here.read_as(corpus.reader)
    if asking.alike < LEAST and (shared := _quoted(words[term] for term in here.telling if term in there.telling)):
        yield f"both are about {shared}"
    if asking.told >= BY_CHANCE and asking.nothing_nearer:
        yield "question and answer are much alike as a whole, and nothing is nearer to either"


def _how_asked(codes: tuple[str, str], asking: Asking, reader: Reader) -> Iterator[str]:
    """What two phrasings ask for, what only one of them mentions, and which words of theirs were taken for one."""
    one, other = phrasings = asking[:2]
    read = here, there = one.read_as(reader), other.read_as(reader)
    about = _quoted(here[term] for term in one.telling if term in other.telling)
    if parts := [f"{code} {phrasing.said}" for code, phrasing in zip(codes, phrasings, strict=True) if phrasing.said]:
        about = f"{about} ({' and '.join(parts)})"
    yield _asked_for(codes, one.facets, other.facets, about)
    for code, words, terms in zip(codes, read, (alone(one, other), alone(other, one)), strict=True):
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
