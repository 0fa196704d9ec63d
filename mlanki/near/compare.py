"""Scores how likely two records are one question, and says why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

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

# How alike two questions ask counts by itself. Where both have answers the rest of what is missing to certainty may
# come from these, each a number up to 1 times its weight. The weights were fitted on pairs of real questions.
ANSWERS = 1.3  # how alike the answers are, beyond what they are by chance
SUBJECT = 0.4  # what the questions are about, whatever they ask of it
NAMED = 0.15  # how much of either subject the answer to the other question names
OTHER = 0.3  # is left of all three where they ask for other things
DISAGREE = 3.0  # how much less alike long answers are than by chance
MARKS = 0.3  # speaks against them: each has a number or a letter that the other lacks
# No other record is nearer to one of them, or to either.
NEAREST = (0.0, 0.15, 0.4)
WORTH_KEEPING = REPORTED - NEAREST[-1]

FEW_TERMS = 4  # an answer of fewer tells nothing
LONG = 16
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two records with what speaks for their being one question, but for whether others are nearer to them."""

    one: ComparedRecord
    other: ComparedRecord
    phrasings: tuple[Phrasing, Phrasing]  # in which they ask most alike
    asked: float  # how much alike
    score: float
    answers: float  # how much these have in common
    same_text: float


def weigh(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> Weighed | None:
    """What speaks for two records being one question; None where that is too little, whatever others are like."""
    asked, here, there = _best(one, other)
    score = asked
    answers = same_text = 0.0
    length = corpus.shorter(one.number, other.number)
    if asked < REPORTED and length >= FEW_TERMS:
        answers = corpus.likeness(one.number, other.number, RAREST)
        besides = ANSWERS * max(answers - BY_CHANCE, 0.0) + SUBJECT * _shared_subject(one, other)
        if asked + besides + NAMED < WORTH_KEEPING:
            return None
        besides += NAMED * min(_named(one, other, corpus), _named(other, one, corpus))
        besides *= OTHER + (1 - OTHER) * _ask_alike(one, other)
        if _differ_in_one_term(here, there):
            besides *= CONTRAST
        score += (1 - asked) * besides
        if length >= LONG:
            score -= DISAGREE * max(BY_CHANCE - answers, 0.0)
        if here.marks - there.marks and there.marks - here.marks:
            score -= MARKS
        if answers >= MAYBE_ONE_TEXT:
            runs = _shared_runs(one, other)
            same_text = runs if runs >= (SAME_TEXT if asked >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST) else 0.0
            score = max(score, same_text)
    return Weighed(one, other, (here, there), asked, score, answers, same_text) if score >= WORTH_KEEPING else None


def compare(weighed: Weighed, best: Sequence[float], corpus: Corpus) -> Near | None:
    """How near two records are; None where a person need not be asked. `best` is the best score of each record."""
    both = (weighed.one, weighed.other)
    counts = weighed.answers >= BY_CHANCE and not _differ_in_one_term(*weighed.phrasings)
    nearest = [record.record.code for record in both if counts and weighed.score >= best[record.number]]
    if weighed.score + NEAREST[len(nearest)] < REPORTED:
        return None
    score = weighed.score
    if max(weighed.asked, weighed.same_text) < REPORTED < score:
        # However much else there is, nothing tells as surely as what is asked.
        score = REPORTED + (min(score, 1.0) - REPORTED) / 2
    return Near(
        weighed.one.record.code,
        weighed.other.record.code,
        round(min(score, 1.0), 2),
        "; ".join(_reasons(weighed, nearest, corpus)),
        FURTHER_CLAUSE in (phrasing.worth for phrasing in weighed.phrasings),
        weighed.score < REPORTED,
    )


def _shared_runs(one: ComparedRecord, other: ComparedRecord) -> float:
    """Shared runs of words among all of them."""
    here, there = _runs(one.record), _runs(other.record)
    return len(here & there) / len(here | there) if min(len(here), len(there)) >= FEW_RUNS else 0.0


def _runs(record: Record) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text_of(record.answer)[0]))
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))


def _ask_alike(one: ComparedRecord, other: ComparedRecord) -> float:
    """How far two records ask for the same, whatever they are about."""
    return max(facets_alike(a.inquiry.facets, b.inquiry.facets) for a in one.phrasings for b in other.phrasings)


def _differ_in_one_term(here: Phrasing, there: Phrasing) -> bool:
    """Whether each has one term of its own: the `ridge penalty` and the `lasso penalty` are explained alike."""
    return len(_alone(here, there)) == len(_alone(there, here)) == 1


def _named(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> float:
    """How much of the subject of a question the answer to the other one mentions."""
    subject = one.phrasings[0]
    telling = {term: subject.weights[term] for term in subject.telling}
    mentioned = sum(tells for term, tells in telling.items() if corpus.mentions(other.number, term))
    return mentioned / sum(telling.values()) if telling else 0.0


def _shared_subject(one: ComparedRecord, other: ComparedRecord) -> float:
    """How much two questions share of what they are about."""
    here, there = one.phrasings[0], other.phrasings[0]
    shared = sum(tells + there.weights[term] for term, tells in here.weights.items() if term in there.weights)
    return shared / (here.total + there.total) if shared else 0.0


def _best(one: ComparedRecord, other: ComparedRecord) -> tuple[float, Phrasing, Phrasing]:
    """The two phrasings that are nearest, the plainest among equals."""
    best = (0.0, one.phrasings[0], other.phrasings[0])
    for here in one.phrasings:
        for there in other.phrasings:
            worth = here.worth * there.worth
            if worth > best[0] and (score := worth * _alike(here, there)) > best[0]:
                best = (score, here, there)
    return best


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
    elif weighed.answers >= BY_CHANCE:
        yield f"their answers share {corpus.overlap(one.number, other.number):.0%} of their telling words"
    here, there = one.phrasings[0], other.phrasings[0]
    words = here.read_as(corpus)
    if weighed.asked < LEAST and (shared := _quoted(words[term] for term in here.telling if term in there.telling)):
        yield f"both are about {shared}"
    if weighed.score < REPORTED and len(nearest) > 1:
        yield "question and answer are much alike as a whole, and nothing is nearer to either"
    elif weighed.score < REPORTED:
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
