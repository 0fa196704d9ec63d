"""Scores how likely two records are one question, and says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import exp, inf
from operator import mul

from mlanki.identity import WORD
from mlanki.near.corpus import Corpus
from mlanki.near.likeness import BY_CHANCE, SUBJECT_FLOOR, SURE, Asking, Evidence, alone, evidence
from mlanki.near.phrasing import FURTHER_CLAUSE, ComparedRecord, Phrasing
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two records with what speaks for their being one question, but for whether others are nearer to them."""

    one: ComparedRecord
    other: ComparedRecord
    asking: Asking
    found: Evidence
    logit: float
    same_text: float


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
    score = max(weighed.same_text, asking.alike if found.sure else 0.0, SURE / (1 + exp(-logit)))
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


def _reasons(weighed: Weighed, nearest: Sequence[str], corpus: Corpus) -> Iterator[str]:
    """What spoke for two records being one question, in words."""
    one, other, (alike, *phrasings) = weighed.one, weighed.other, weighed.asking
    if alike >= LEAST:
        yield from _how_asked((one.record.code, other.record.code), phrasings, corpus)
    if alike >= SURE:
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
