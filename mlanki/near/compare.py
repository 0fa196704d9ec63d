"""Scores how likely two records are one question, and says why."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from mlanki.identity import WORD
from mlanki.near.corpus import Corpus, stem
from mlanki.near.facets import DEFINITION, WORKINGS, facets_alike
from mlanki.near.question import CONTEXT, STOP_WORDS, Inquiry, fold, take_apart, text_of
from mlanki.records import Record

# The floor of the report. Raised or lowered on purpose: tests/near/pairs.jsonl tells what it costs.
REPORTED = 0.7
# Below this the subjects have too little in common for anything else to count; the index relies on it.
SUBJECT_FLOOR = 0.5

CONTRAST = 0.5
NOT_IN_TITLE = 0.5  # weight of a word that the question has and its own title leaves out

# What is left of a score where only a part of a record asks the same.
FIRST_CLAUSE = 0.85
FURTHER_CLAUSE = 0.8
TITLE_IN_QUESTION = 0.83
TITLE_ALONE = 0.75

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
AKIN = 0.8  # of what is asked for


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


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which a record asks: its question, a clause of that, or its title.

    `worth` is what is left of a score that is reached by it, and `said` tells which part of the record it is.
    """

    code: str
    worth: float
    said: str
    inquiry: Inquiry
    terms: tuple[str, ...]  # of the subject, in the order of reading
    weights: Mapping[str, float]  # term → how much it tells, by its role and its rarity
    telling: frozenset[str]  # the terms that are more than context
    title: frozenset[str]
    read_as: Mapping[str, str]  # term → the words that it was read from
    marks: frozenset[str]  # terms that no other can stand for: numbers, single letters, and whatever says no

    @classmethod
    def of(cls, code: str, inquiry: Inquiry, title: frozenset[str], corpus: Corpus) -> "Phrasing":
        roles: dict[str, float] = {}
        read_as: dict[str, str] = {}
        terms = []
        for term, stretch in corpus.read(inquiry.words):
            roles[term] = max([roles.get(term, 0.0), *inquiry.roles[stretch]])
            read_as.setdefault(term, " ".join(inquiry.words[stretch]))
            terms.append(term)
        if title and title <= roles.keys() and _is_about(title, roles, inquiry):
            roles = {term: role if term in title else min(role, NOT_IN_TITLE) for term, role in roles.items()}
        return cls(
            code,
            1.0,
            "",
            inquiry,
            tuple(terms),
            {term: role * corpus.rarity(term) for term, role in roles.items()},
            frozenset(term for term, role in roles.items() if role > CONTEXT),
            title,
            read_as,
            inquiry.negations.union(filter(_is_mark, terms)),
        )


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """A record as it is compared: the phrasings of what it asks, the whole question first, and where its answer is."""

    record: Record
    number: int
    phrasings: tuple[Phrasing, ...]

    @classmethod
    def of(cls, record: Record, number: int, asked: "Asked", corpus: Corpus) -> "ComparedRecord":
        title = frozenset(term for term, _ in corpus.read(asked.title))
        whole, *clauses = asked.inquiries
        phrasings = [Phrasing.of(record.code, whole, title, corpus)]
        for place, clause in enumerate(clauses):
            worth = FURTHER_CLAUSE if place else FIRST_CLAUSE
            phrasing = Phrasing.of(record.code, clause, title, corpus)
            phrasings.append(replace(phrasing, worth=worth, said="in one of its clauses"))
        if title and (worth := _title_worth(phrasings[1 if clauses else 0])):
            named = take_apart(record.title)[0]
            phrasing = Phrasing.of(record.code, named, title, corpus)
            phrasings.append(replace(phrasing, worth=worth, said="by its title"))
        return cls(record, number, tuple(phrasings))

    @property
    def topic(self) -> frozenset[str]:
        """The title where it says what the question does not; empty otherwise."""
        return next((phrasing.title for phrasing in self.phrasings if phrasing.worth == TITLE_ALONE), frozenset())

    def without_topic(self) -> "ComparedRecord":
        return replace(self, phrasings=tuple(phrasing for phrasing in self.phrasings if phrasing.worth != TITLE_ALONE))


@dataclass(frozen=True, slots=True)
class Asked:
    """What no comparison of questions goes beyond: the words of the title, and the question taken apart."""

    title: tuple[str, ...]
    inquiries: tuple[Inquiry, ...]

    @classmethod
    def of(cls, record: Record) -> "Asked":
        title = tuple(word for word in WORD.findall(fold(record.title)) if word not in STOP_WORDS)
        return cls(title, take_apart(*text_of(record.question)))


def _title_worth(first: Phrasing) -> float:
    """How far the title of a record is its question: 0 where the question asks for something else about it."""
    if not first.inquiry.facets <= {DEFINITION, WORKINGS}:
        return 0.0
    if not first.title <= set(first.terms):
        return TITLE_ALONE
    return TITLE_IN_QUESTION if _is_about(first.title, first.terms, first.inquiry) else 0.0


def _is_about(title: frozenset[str], terms: Collection[str], inquiry: Inquiry) -> bool:
    """Whether a question that mentions its title is about that.

    `What is the cost of a tree` is about a cost, whatever the title; `How does a tree split` is about a tree.
    """
    return WORKINGS in inquiry.facets or next(iter(terms)) in title


def _is_mark(term: str) -> bool:
    return len(term) == 1 or any(map(str.isdigit, term))


def compare(one: ComparedRecord, other: ComparedRecord, corpus: Corpus) -> Near | None:
    """How near two records are; None where a person need not be asked."""
    score, here, there = _best(one, other)
    reasons = [_what_is_asked(here, there), *_left_and_read(here, there)] if score >= LEAST else []
    length = min(len(corpus.contents[record.number]) for record in (one, other))
    if score < REPORTED and length >= FEW_TERMS:
        answers, of_both = corpus.overlap(one.number, other.number)
        runs = _shared_runs(one, other) if of_both >= SAME_TEXT else 0.0
        if runs >= (SAME_TEXT if score >= SUBJECT_FLOOR else SAME_TEXT_DESPITE_CONTRAST):
            score = max(score, runs)
            reasons.append(f"their answers are the same text for {runs:.0%}")
        elif score >= LEAST and score + ANSWERS_WEIGHT * (answers - BY_CHANCE) >= REPORTED:
            score += ANSWERS_WEIGHT * (answers - BY_CHANCE)
            reasons.append(_shared_terms(answers))
        elif answers >= ANSWERS_ALONE and _may_be_one(one, other, corpus):
            score = REPORTED + (answers - ANSWERS_ALONE) / 2
            reasons = [_shared_terms(answers)]
        elif (as_a_whole := _alike_as_a_whole(one, other, score, corpus)) >= AS_A_WHOLE:
            score = REPORTED + (as_a_whole - AS_A_WHOLE) / 2
            reasons = [*reasons, "question and answer are much alike as a whole"]
    if score < REPORTED:
        return None
    aside = FURTHER_CLAUSE in (here.worth, there.worth)
    return Near(one.record.code, other.record.code, round(min(score, 1.0), 2), "; ".join(reasons), aside)


def _alike_as_a_whole(one: ComparedRecord, other: ComparedRecord, score: float, corpus: Corpus) -> float:
    """How alike two records are in all their words, and a little in how they ask; 0 where they ask for other things."""
    if _differ_in_one_term(one, other) or not _ask_alike(one, other):
        return 0.0
    asked = [record.phrasings[0].title.union(record.phrasings[0].terms) for record in (one, other)]
    return corpus.likeness(one.number, other.number, (asked[0], asked[1])) + QUESTION_WEIGHT * max(score, 0.0)


def _differ_in_one_term(one: ComparedRecord, other: ComparedRecord) -> bool:
    here, there = one.phrasings[0], other.phrasings[0]
    return len(_alone(here, there)) == len(_alone(there, here)) == 1


def _ask_alike(one: ComparedRecord, other: ComparedRecord, least: float = 0.75) -> bool:
    return any(
        facets_alike(a.inquiry.facets, b.inquiry.facets) >= least and not _contradict(a, b)
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
    every = sum(one.weights.values()) + sum(other.weights.values())
    shared = sum(map(min, common))
    if not shared:
        return 0.0
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


def _alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    """The telling terms that only `question` has."""
    return question.telling - other.weights.keys() - other.title


def _title_alone(question: Phrasing, other: Phrasing) -> frozenset[str]:
    if not (question.title and other.title):
        return frozenset()
    return question.title - other.title - other.weights.keys()


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
