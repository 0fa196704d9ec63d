"""Scores how likely two records are one question, and says why."""

from collections.abc import Collection, Iterator
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
# Below this the subjects have too little in common for anything else to count; the index relies on it.
SUBJECT_FLOOR = 0.5

CONTRAST = 0.5

# Answers are the same text where they share runs of words (Broder's resemblance).
RUN = 4
FEW_RUNS = 12  # a shorter answer may equal another by chance
SAME_TEXT = 0.5
SAME_TEXT_DESPITE_CONTRAST = 0.8

# Answers in other words are compared by their telling terms: beside alike questions, and alone.
LEAST = 0.45  # alike questions are at least so much alike
BY_CHANCE = 0.1  # so much of the shorter one any other answer has
ANSWERS_WEIGHT = 0.6
FEW_TERMS = 8
# Alone they tell where much of the shorter one is shared.
ANSWERS_ALONE = 0.55
# As a whole they tell with the questions' likeness added to their own.
AS_A_WHOLE = 0.45
QUESTION_WEIGHT = 0.5
NAMED_BY_OTHER = 0.5  # of the subjects, by the other question or its answer
AKIN = 0.75  # what is asked for is more than that


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


def compare(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> Near | None:
    """How near two records are; None where a person need not be asked."""
    score, here, there = _best(one, other)
    asked_alike = score >= LEAST
    evidence = ""
    numbers = one.number, other.number
    ask_alike = score > 0 or _ask_alike(one, other)
    # Where they ask for other things they can only be one text.
    if score < REPORTED and corpus.shorter(*numbers) >= FEW_TERMS and (ask_alike or corpus.may_be_one_text(*numbers)):
        common = corpus.common(*numbers)
        answers, of_both = corpus.overlap(*numbers, common)
        runs = _shared_runs(one, other) if of_both >= SAME_TEXT else 0.0
        if runs >= (SAME_TEXT if score >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST):
            score = max(score, runs)
            evidence = f"their answers are the same text for {runs:.0%}"
        elif asked_alike and score + ANSWERS_WEIGHT * (answers - BY_CHANCE) >= REPORTED:
            score += ANSWERS_WEIGHT * (answers - BY_CHANCE)
            evidence = _shared_terms(answers)
        elif answers >= ANSWERS_ALONE and _may_be_one(one, other, corpus):
            score = REPORTED + (answers - ANSWERS_ALONE) / 2
            asked_alike = False
            evidence = _shared_terms(answers)
        elif ask_alike and (as_a_whole := _alike_as_a_whole(one, other, score, common, corpus)) >= AS_A_WHOLE:
            score = REPORTED + (as_a_whole - AS_A_WHOLE) / 2
            evidence = "question and answer are much alike as a whole"
    if score < REPORTED:
        return None
    codes = one.record.code, other.record.code
    reasons = [*(_how_asked(codes, (here, there), corpus) if asked_alike else ()), *filter(None, [evidence])]
    aside = FURTHER_CLAUSE in (here.worth, there.worth)
    return Near(*codes, round(min(score, 1.0), 2), "; ".join(reasons), aside)


def _alike_as_a_whole(
    one: ComparedRecord, other: ComparedRecord, score: float, common: Collection[int], corpus: Corpus
) -> float:
    """How alike two records are in all their words, and a little in how they ask."""
    if _differ_in_one_term(one, other):
        return 0.0
    here, there = (record.phrasings[0].title.union(record.phrasings[0].terms) for record in (one, other))
    return corpus.likeness(one.number, other.number, common, (here, there)) + QUESTION_WEIGHT * max(score, 0.0)


def _differ_in_one_term(one: ComparedRecord, other: ComparedRecord) -> bool:
    here, there = one.phrasings[0], other.phrasings[0]
    return len(_alone(here, there)) == len(_alone(there, here)) == 1


def _ask_alike(one: ComparedRecord, other: ComparedRecord, least: float = 0.0) -> bool:
    return any(
        facets_alike(a.inquiry.facets, b.inquiry.facets) > least and not _contradict(a, b)
        for a in one.phrasings
        for b in other.phrasings
    )


def _shared_terms(answers: float) -> str:
    return f"their answers share {answers:.0%} of their telling words"


def _shared_runs(one: ComparedRecord, other: ComparedRecord) -> float:
    """Shared runs of words among all of them."""
    here, there = _runs(one.record), _runs(other.record)
    return len(here & there) / len(here | there) if min(len(here), len(there)) >= FEW_RUNS else 0.0


def _runs(record: Record) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text_of(record.answer)[0]))
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))


def _may_be_one(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> bool:
    """Whether two questions in other words may be one, for all that they say, if their answers agree.

    Not where they differ in one term each: the `ridge penalty` and the `lasso penalty` are explained alike.
    """
    if _differ_in_one_term(one, other):
        return False
    if _named(one, other, corpus) + _named(other, one, corpus) <= 2 * NAMED_BY_OTHER:
        return False
    return _ask_alike(one, other, AKIN)


def _named(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> float:
    """How much of the subject of a question the other one, or its answer, mentions."""
    whole = one.phrasings[0]
    subject = whole.title or whole.telling
    asked = other.phrasings[0].title.union(other.phrasings[0].terms)
    mentioned = sum(term in asked or corpus.mentions(other.number, term) for term in subject)
    return mentioned / len(subject) if subject else 0.0


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
    if one.marks != other.marks:
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


def _how_asked(codes: tuple[str, str], phrasings: tuple[Phrasing, Phrasing], corpus: Corpus) -> Iterator[str]:
    """What two phrasings ask for, what only one of them mentions, and which words of theirs were taken for one."""
    one, other = phrasings
    read = here, there = one.read_as(corpus), other.read_as(corpus)
    about = ", ".join(f"“{here[term]}”" for term in one.telling if term in other.telling)
    if parts := [f"{code} {phrasing.said}" for code, phrasing in zip(codes, phrasings, strict=True) if phrasing.said]:
        about = f"{about} ({' and '.join(parts)})"
    yield _asked_for(codes, one.inquiry.facets, other.inquiry.facets, about)
    for code, words, terms in zip(codes, read, (_alone(one, other), _alone(other, one)), strict=True):
        if terms:
            yield f"only {code} mentions {', '.join(f'“{words[term]}”' for term in sorted(terms))}"
    for term in sorted(one.weights.keys() & other.weights.keys()):
        if stem(here[term].replace(" ", "")) != stem(there[term].replace(" ", "")):
            yield f"“{here[term]}” and “{there[term]}” are taken for one"


def _asked_for(codes: tuple[str, str], here: frozenset[str], there: frozenset[str], about: str) -> str:
    if here == there:
        return f"both ask for {_in_words(here)}: {about}"
    if here < there or there < here:
        fuller = codes[here < there]
        return f"both ask for {_in_words(here & there)}: {about}; {fuller} also for {_in_words(here ^ there)}"
    return f"one asks for {_in_words(here)}, the other for {_in_words(there)}: {about}"


def _in_words(facets: frozenset[str]) -> str:
    return " and ".join(sorted(facets))
