"""Two questions beside each other: how much they are one, and why, in words."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from zlib import crc32

from mlanki.identity import WORD
from mlanki.near.asking import Asked, Role, take_apart, text_of
from mlanki.near.facets import facets_alike
from mlanki.near.vocabulary import Vocabulary
from mlanki.near.words import ABSTRACT_WORDS, CLASS_WORDS, fold, stem
from mlanki.records import Record

# The floor of the report. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it costs.
REPORTED = 0.7
# Below this the subjects have too little in common for anything else to count; the index relies on it.
SUBJECT_FLOOR = 0.5

NOT_IN_TITLE = 0.5  # weight of a word that the question has and its own title leaves out
CONTRAST = 0.5
ONE_FORMULA = 0.85

# Answers are compared by their runs of words, and those by sketches.
SAME_TEXT = 0.5
SAME_TEXT_DESPITE_CONTRAST = 0.8
RUN = 4
FEW_RUNS = 12  # a shorter answer may equal another by chance
SKETCH = 12
SHARED_IN_SKETCH = 3

ANSWERS_ALIKE = 0.5
ANSWERS_WEIGHT = 0.2
FEW_TERMS = 8

VAGUE = frozenset(map(stem, ABSTRACT_WORDS | CLASS_WORDS))
ROMAN_NUMBERS = frozenset({"ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Near:
    """Two records that may be one question: a score up to 1, and the reason in words."""

    one: str
    other: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """A record as it is compared: what it asks, its terms in order and with their weights, those of its title."""

    record: Record
    asked: Asked
    terms: tuple[str, ...]
    weights: Mapping[str, float]
    telling: frozenset[str]  # the terms that are more than context
    title: frozenset[str]
    read_as: Mapping[str, str]  # term → the words that it was read from
    sketch: frozenset[int]  # of the answer
    marks: frozenset[str]  # terms that no other can stand for: numbers, single letters, and whatever says no

    @classmethod
    def of(cls, record: Record, vocabulary: Vocabulary) -> "Question":
        asked = take_apart(record.question)
        words = [word for word, _ in asked.words]
        title = frozenset(vocabulary.terms(WORD.findall(fold(record.title))))
        terms: list[str] = []
        roles: dict[str, Role] = {}
        read_as: dict[str, str] = {}
        for term, stretch in vocabulary.read(words):
            role = max((role for _, role in asked.words[stretch]), key=lambda role: role.value)
            roles[term] = max(role, roles.get(term, role), key=lambda role: role.value)
            read_as.setdefault(term, " ".join(words[stretch]))
            terms.append(term)
        factors = _factors(roles, title)
        weights = {term: factor * vocabulary.rarity(term) for term, factor in factors.items()}
        telling = frozenset(term for term, factor in factors.items() if factor > Role.CONTEXT.value)
        sketch = sketch_of(runs_of(answer_words(record)))
        marks = asked.negations | set(filter(_is_mark, terms))
        return cls(record, asked, tuple(terms), weights, telling, title, read_as, sketch, marks)

    @property
    def signature(self) -> tuple[object, ...]:
        """What two records share that no comparison of their questions can tell apart."""
        asked = self.asked
        return asked.facets, self.marks, asked.formulas, self.terms, frozenset(self.weights.items()), self.title


def _is_mark(term: str) -> bool:
    return len(term) == 1 or term in ROMAN_NUMBERS or any(map(str.isdigit, term))


def _factors(roles: Mapping[str, Role], title: frozenset[str]) -> dict[str, float]:
    """How much each term tells of the subject; where a title names it, what the title leaves out tells less."""
    factors = {term: role.value for term, role in roles.items()}
    if title and title <= factors.keys():
        return {term: factor if term in title else min(factor, NOT_IN_TITLE) for term, factor in factors.items()}
    return factors


def compare(one: Question, other: Question, vocabulary: Vocabulary) -> Near | None:
    """How near two records are; None where a person need not be asked."""
    score = _asked_alike(one, other)
    runs = _shared_runs(one, other)
    answers = _shared_terms(one.record, other.record, vocabulary) if SUBJECT_FLOOR <= score < REPORTED else 0.0
    reasons = [_what_is_asked(one, other), *_left_and_read(one, other)] if score >= SUBJECT_FLOOR else []
    if answers > ANSWERS_ALIKE:
        score += ANSWERS_WEIGHT * answers
        reasons.append(f"their answers share {answers:.0%} of their telling words")
    if runs >= (SAME_TEXT if score >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST):
        score = max(score, runs)
        reasons.append(f"their answers are the same text for {runs:.0%}")
    if score < REPORTED:
        return None
    return Near(one.record.code, other.record.code, round(min(score, 1.0), 2), "; ".join(reasons))


def _asked_alike(one: Question, other: Question) -> float:
    """How much the questions themselves are one."""
    score = facets_alike(one.asked.facets, other.asked.facets)
    if score == 0 or _contradict(one, other):
        return 0.0
    shared = sum(min(weight, other.weights.get(term, 0.0)) for term, weight in one.weights.items())
    every = sum(one.weights.values()) + sum(other.weights.values()) - shared
    score *= shared / every if every else 0.0
    if one.asked.formulas != other.asked.formulas:
        score *= ONE_FORMULA
    if (_alone(one, other) and _alone(other, one)) or (_title_alone(one, other) and _title_alone(other, one)):
        score *= CONTRAST
    return score


def _contradict(one: Question, other: Question) -> bool:
    """Whether numbers, a negation, formulas, or the order of the subjects make two questions of them."""
    if one.marks != other.marks:
        return True
    if one.asked.formulas and other.asked.formulas and one.asked.formulas != other.asked.formulas:
        return True
    if not (one.asked.directed or other.asked.directed):
        return False
    common = one.weights.keys() & other.weights.keys()
    here, there = ([term for term in dict.fromkeys(q.terms) if term in common] for q in (one, other))
    return here != there


def _what_is_asked(one: Question, other: Question) -> str:
    here, there = one.asked.facets, other.asked.facets
    shared = dict.fromkeys(term for term in one.terms if term in one.telling & other.telling)
    about = ", ".join(f"“{one.read_as[term]}”" for term in shared)
    if here == there:
        return f"both ask for {_in_words(here)}: {about}"
    if here < there or there < here:
        fuller = other if here < there else one
        more = _in_words(here ^ there)
        return f"both ask for {_in_words(here & there)}: {about}; {fuller.record.code} also for {more}"
    return f"one asks for {_in_words(here)}, the other for {_in_words(there)}: {about}"


def _left_and_read(one: Question, other: Question) -> Iterator[str]:
    """What only one of two questions mentions, and which words of theirs were taken for one."""
    for question, terms in ((one, _alone(one, other)), (other, _alone(other, one))):
        if terms:
            named = ", ".join(f"“{question.read_as[term]}”" for term in sorted(terms))
            yield f"only {question.record.code} mentions {named}"
    for term in sorted(one.weights.keys() & other.weights.keys()):
        here, there = one.read_as[term], other.read_as[term]
        if stem(here.replace(" ", "")) != stem(there.replace(" ", "")):
            yield f"“{here}” and “{there}” are taken for one"


def _in_words(facets: frozenset[str]) -> str:
    return " and ".join(sorted(facets))


def _alone(question: Question, other: Question) -> frozenset[str]:
    """The telling terms that only `question` has."""
    return question.telling - other.weights.keys() - other.title


def _title_alone(question: Question, other: Question) -> frozenset[str]:
    if not (question.title and other.title):
        return frozenset()
    return question.title - other.title - other.weights.keys() - VAGUE


def answer_words(record: Record) -> list[str]:
    return WORD.findall(fold(text_of(record.answer)[0]))


def runs_of(words: list[str]) -> frozenset[tuple[str, ...]]:
    """Every run of `RUN` words (shingles)."""
    return frozenset(zip(*(words[at:] for at in range(RUN)), strict=False))


def _shared_runs(one: Question, other: Question) -> float:
    """The resemblance of two answers (Broder): shared runs of words among all of them; 0 where it must be low."""
    if len(one.sketch & other.sketch) < SHARED_IN_SKETCH:
        return 0.0
    here, there = runs_of(answer_words(one.record)), runs_of(answer_words(other.record))
    return len(here & there) / len(here | there)


def sketch_of(runs: Collection[tuple[str, ...]]) -> frozenset[int]:
    """The least hashes of an answer's runs of words; none for an answer that is too short to tell.

    Two answers that resemble each other by half share about half of their sketches: Broder's bottom-k sketch, in
    which one fixed hash function does for all the permutations of MinHash.
    """
    if len(runs) < FEW_RUNS:
        return frozenset()
    return frozenset(nsmallest(SKETCH, {crc32(" ".join(run).encode()) for run in runs}))


def _shared_terms(one: Record, other: Record, vocabulary: Vocabulary) -> float:
    """How much of the telling terms of the shorter answer the other has too."""
    here, there = (set(vocabulary.terms(answer_words(r))) for r in (one, other))
    shorter, longer = sorted((here, there), key=len)
    if len(shorter) < FEW_TERMS:
        return 0.0
    weights = {term: vocabulary.rarity(term) for term in shorter}
    return sum(weight for term, weight in weights.items() if term in longer) / sum(weights.values())
