"""Scores how likely two records are one question, and says why."""

from collections.abc import Iterator
from dataclasses import dataclass

from mlanki.near.facets import facets_alike
from mlanki.near.lexicon import ABSTRACT_WORDS, CLASS_WORDS, stem
from mlanki.near.phrasing import ComparedRecord, Phrasing, answer_words, runs_of
from mlanki.near.vocabulary import Vocabulary

# The floor of the report. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it costs.
REPORTED = 0.7
# Below this the subjects have too little in common for anything else to count; the index relies on it.
SUBJECT_FLOOR = 0.5

CONTRAST = 0.5
ONE_FORMULA = 0.85

# Answers are compared by their runs of words, and those by sketches.
SAME_TEXT = 0.5
SAME_TEXT_DESPITE_CONTRAST = 0.8
SHARED_IN_SKETCH = 3

# Answers in other words are compared by their telling terms: beside alike questions, and alone.
ANSWERS_ALIKE = 0.4
ANSWERS_WEIGHT = 0.3
FEW_TERMS = 8
# Alone they tell where much of the shorter one is shared, not too little of both, and neither is a few words.
ANSWERS_ALONE = 0.45
OF_BOTH = 0.18
ENOUGH_TERMS = 20
NAMED_BY_OTHER = 0.5  # of the subject of one, by the other
AKIN = 0.8  # of what is asked for

VAGUE = frozenset(map(stem, ABSTRACT_WORDS | CLASS_WORDS))


@dataclass(frozen=True, slots=True)
class Near:
    """Two records that may be one question: a score up to 1, and the reason in words."""

    one: str
    other: str
    score: float
    reason: str


def compare(one: ComparedRecord, other: ComparedRecord, vocabulary: Vocabulary) -> Near | None:
    """How near two records are; None where a person need not be asked."""
    score, here, there = _best(one, other)
    runs = _shared_runs(one, other)
    reasons = [_what_is_asked(here, there), *_left_and_read(here, there)] if score >= SUBJECT_FLOOR else []
    if SUBJECT_FLOOR <= score < REPORTED and _content_length(one, other) >= FEW_TERMS:
        answers, _ = vocabulary.overlap(one.content, other.content)
        if answers > ANSWERS_ALIKE:
            score += ANSWERS_WEIGHT * answers
            reasons.append(_shared_terms(answers))
    if runs >= (SAME_TEXT if score >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST):
        score = max(score, runs)
        reasons.append(f"their answers are the same text for {runs:.0%}")
    if score < REPORTED:
        return None
    return Near(one.record.code, other.record.code, round(min(score, 1.0), 2), "; ".join(reasons))


def compare_contents(one: ComparedRecord, other: ComparedRecord, vocabulary: Vocabulary) -> Near | None:
    """How near two records are by what their answers say, for questions in other words; None as in `compare`."""
    if _content_length(one, other) < ENOUGH_TERMS or not _may_be_one(one, other):
        return None
    answers, of_both = vocabulary.overlap(one.content, other.content)
    if answers < ANSWERS_ALONE or of_both < OF_BOTH:
        return None
    score = REPORTED + (answers - ANSWERS_ALONE) / 2
    return Near(one.record.code, other.record.code, round(score, 2), _shared_terms(answers))


def _shared_terms(answers: float) -> str:
    return f"their answers share {answers:.0%} of their telling words"


def _content_length(one: ComparedRecord, other: ComparedRecord) -> int:
    return min(len(one.content), len(other.content))


def _may_be_one(one: ComparedRecord, other: ComparedRecord) -> bool:
    """Whether two questions in other words may be one, for all that they say, if their answers agree.

    Not where they differ in one term each: the `ridge penalty` and the `lasso penalty` are explained alike.
    """
    here, there = one.phrasings[0], other.phrasings[0]
    if len(_alone(here, there)) == len(_alone(there, here)) == 1:
        return False
    named = sorted((_named(one, other), _named(other, one)))
    if named[0 if here.title and there.title else 1] < NAMED_BY_OTHER:
        return False
    return any(
        facets_alike(a.inquiry.facets, b.inquiry.facets) >= AKIN and not _contradict(a, b)
        for a in one.phrasings
        for b in other.phrasings
    )


def _named(one: ComparedRecord, other: ComparedRecord) -> float:
    """How much of the subject of a question the other one, or its answer, mentions."""
    whole = one.phrasings[0]
    subject = whole.title or whole.telling
    mentioned = {*other.content, *other.phrasings[0].terms, *other.phrasings[0].title}
    return len(subject & mentioned) / len(subject) if subject else 0.0


def _best(one: ComparedRecord, other: ComparedRecord) -> tuple[float, Phrasing, Phrasing]:
    """The two phrasings that are nearest, the plainest among equals."""
    best = (-1.0, one.phrasings[0], other.phrasings[0])
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
    every = sum(one.weights.values()) + sum(other.weights.values())
    shared = sum(map(min, common))
    if not every or shared < SUBJECT_FLOOR * (every - shared):
        return 0.0
    # A term of both is no difference between them, however much it tells in each.
    shared = sum(map(sum, common)) / 2
    score *= shared / (every - shared)
    if one.inquiry.formulas != other.inquiry.formulas:
        score *= ONE_FORMULA
    if (_alone(one, other) and _alone(other, one)) or (_title_alone(one, other) and _title_alone(other, one)):
        score *= CONTRAST
    return score


def _contradict(one: Phrasing, other: Phrasing) -> bool:
    """Whether numbers, a negation, formulas, or the order of the subjects make two questions of them."""
    if one.marks != other.marks:
        return True
    if one.inquiry.formulas and other.inquiry.formulas and one.inquiry.formulas != other.inquiry.formulas:
        return True
    if not (one.inquiry.directed or other.inquiry.directed):
        return False
    common = one.weights.keys() & other.weights.keys()
    here, there = ([term for term in dict.fromkeys(q.terms) if term in common] for q in (one, other))
    return here != there


def _what_is_asked(one: Phrasing, other: Phrasing) -> str:
    here, there = one.inquiry.facets, other.inquiry.facets
    shared = dict.fromkeys(term for term in one.terms if term in one.telling & other.telling)
    about = ", ".join(f"“{one.read_as[term]}”" for term in shared)
    if parts := [f"{phrasing.code} {phrasing.said}" for phrasing in (one, other) if phrasing.said]:
        about = f"{about} ({' and '.join(parts)})"
    if here == there:
        return f"both ask for {_in_words(here)}: {about}"
    if here < there or there < here:
        fuller = other if here < there else one
        more = _in_words(here ^ there)
        return f"both ask for {_in_words(here & there)}: {about}; {fuller.code} also for {more}"
    return f"one asks for {_in_words(here)}, the other for {_in_words(there)}: {about}"


def _left_and_read(one: Phrasing, other: Phrasing) -> Iterator[str]:
    """What only one of two questions mentions, and which words of theirs were taken for one."""
    for question, terms in ((one, _alone(one, other)), (other, _alone(other, one))):
        if terms:
            named = ", ".join(f"“{question.read_as[term]}”" for term in sorted(terms))
            yield f"only {question.code} mentions {named}"
    for term in sorted(one.weights.keys() & other.weights.keys()):
        here, there = one.read_as[term], other.read_as[term]
        if stem(here.replace(" ", "")) != stem(there.replace(" ", "")):
            yield f"“{here}” and “{there}” are taken for one"


def _in_words(facets: frozenset[str]) -> str:
    return " and ".join(sorted(facets))


def _alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    """The telling terms that only `question` has."""
    return question.telling - other.weights.keys() - other.title


def _title_alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    if not (question.title and other.title):
        return frozenset()
    return question.title - other.title - other.weights.keys() - VAGUE


def _shared_runs(one: ComparedRecord, other: ComparedRecord) -> float:
    """The resemblance of two answers (Broder): shared runs of words among all of them; 0 where it must be low."""
    if len(one.sketch & other.sketch) < SHARED_IN_SKETCH:
        return 0.0
    here, there = runs_of(answer_words(one.record)), runs_of(answer_words(other.record))
    return len(here & there) / len(here | there)
