"""Scores how likely two records are one question, and says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, inf
from operator import mul

from mlanki.identity import WORD
from mlanki.near.corpus import Corpus
from mlanki.near.index import SUBJECT_FLOOR
from mlanki.near.likeness import (
    BY_CHANCE,
    FURTHER_CLAUSE,
    SURE,
    Asking,
    ComparedRecord,
    Evidence,
    Phrasing,
    alone,
    evidence,
)
from mlanki.near.question import fold, text_of
from mlanki.records import Record
from mlanki.stemming import stem

LEAST = 0.45  # alike questions are at least so much alike

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
    disagree=-2.5,
    nearest=2.7,
    unanswered=0.9,
    page=-1.7,
    modified=-1.1,
    beside=-1.2,
)
BIAS = -4.95  # from 0 on a pair is reported


def compare(one: ComparedRecord, other: ComparedRecord, told: float, best: float, corpus: Corpus) -> Near | None:
    """How near two records are whose answers are as much alike as is `told`; None where a person need not be asked.

    `best` is the most that the answer of either is to that of any record.
    """
    found, asking = evidence(one, other, told, best, corpus)
    logit = BIAS + sum(map(mul, WEIGHTS, found))
    if not (corpus.contents[one.number] or corpus.contents[other.number]):
        # Of two that nobody has answered only what is asked is known, so that decides.
        logit = max(logit, 0.0) if found.sure else -inf
    same_text = _shared_runs(one, other) if told >= MAYBE_ONE_TEXT and not found.sure else 0.0
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
        FURTHER_CLAUSE in (asking.one.worth, asking.other.worth),
    )


def _shared_runs(one: ComparedRecord, other: ComparedRecord) -> float:
    """Shared runs of words among all of them."""
    here, there = _runs(one.record), _runs(other.record)
    return len(here & there) / len(here | there) if min(len(here), len(there)) >= FEW_RUNS else 0.0


def _runs(record: Record) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text_of(record.answer)[0]))
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))


def _reasons(
    one: ComparedRecord, other: ComparedRecord, asking: Asking, same_text: float, corpus: Corpus
) -> Iterator[str]:
    """What spoke for two records being one question, in words."""
    alike, *phrasings, told, nothing_nearer = asking
    if alike >= LEAST:
        yield from _how_asked((one.record.code, other.record.code), phrasings, corpus)
    if alike >= SURE:
        return
    if same_text:
        yield f"their answers are the same text for {same_text:.0%}"
        return
    if told >= BY_CHANCE:
        yield f"their answers share {corpus.overlap(one.number, other.number):.0%} of their telling words"
    here, there = one.phrasings[0], other.phrasings[0]
    words = here.read_as(corpus)
    if alike < LEAST and (shared := _quoted(words[term] for term in here.telling if term in there.telling)):
        yield f"both are about {shared}"
    if told >= BY_CHANCE and nothing_nearer:
        yield "question and answer are much alike as a whole, and nothing is nearer to either"


def _how_asked(codes: tuple[str, str], phrasings: Sequence[Phrasing], corpus: Corpus) -> Iterator[str]:
    """What two phrasings ask for, what only one of them mentions, and which words of theirs were taken for one."""
    one, other = phrasings
    read = here, there = one.read_as(corpus), other.read_as(corpus)
    about = _quoted(here[term] for term in one.telling if term in other.telling)
    if parts := [f"{code} {phrasing.said}" for code, phrasing in zip(codes, phrasings, strict=True) if phrasing.said]:
        about = f"{about} ({' and '.join(parts)})"
    yield _asked_for(codes, one.inquiry.facets, other.inquiry.facets, about)
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
