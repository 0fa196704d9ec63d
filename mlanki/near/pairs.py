"""Picks the pairs of records worth comparing, by the terms and the answers that they share."""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import chain, combinations, pairwise
from math import fsum, log, sqrt
from operator import eq
from typing import Any

from mlanki.document import Blocks
from mlanki.identity import WORD
from mlanki.near.phrasing import Reader
from mlanki.near.question import fold, text_of
from mlanki.near.terms import Phrase, Tokens, abbreviations

Pair = tuple[int, int]

SUBJECT_FLOOR = 0.5  # below this the subjects have too little in common for what is asked to count by itself

# Answers in other words find each other by two of their rarest terms, and three of the somewhat rare ones.
RAREST = 5
RARE = 12
SHARED_RARE = 3

ROUNDING = 1e-9  # of sums in another order
MOST_ALIKE = 50  # questions that weigh about as much, of those with a term in common: in more of them it tells nothing
FEW = 12  # questions with a term in common, which their answers are compared for
CROWD = 30  # answers with two terms in common, or questions as alike as that; in more of them only the nearest count

SENTENCE_END = ". "
STOCK = 4  # answers that hold a sentence make it one that says nothing of any of them

FEW_TERMS = 4  # an answer of fewer tells nothing
BY_CHANCE = 2  # the rarest terms that answers may share by chance

# Answers are the same text where they share runs of words (Broder's resemblance).
RUN = 4
FEW_RUNS = 12  # a shorter answer may equal another by chance


@dataclass(frozen=True, slots=True)
class Answers:
    """What answers have in common. Terms go by their ranks, the rarest first; those below `shared` are in one only."""

    ranks: Mapping[str, int]
    shared: int
    telling: Sequence[float]  # rank → how much the term tells
    squares: Sequence[float]
    contents: Sequence[Sequence[int]]  # of each answer the terms, sorted
    weights: Sequence[float]  # of each answer what its terms tell
    lengths: Sequence[float]  # of each answer the sum of its squares

    @classmethod
    def of(cls, contents: Sequence["array[int]"], numbers: Mapping[str, int]) -> "Answers":
        """Those with such `contents`, which have the `numbers` of terms, and become their ranks."""
        held: Counter[int] = Counter()
        for content in contents:
            held.update(content)
        rarest = sorted(numbers.items(), key=lambda item: (held[item[1]], item[0]))
        rank_of = [0] * len(rarest)
        for rank, (_, number) in enumerate(rarest):
            rank_of[number] = rank
        for content in contents:
            content[:] = array("I", sorted(map(rank_of.__getitem__, content)))
        answered = sum(map(bool, contents))
        telling = [log((1 + answered) / held[number]) for _, number in rarest]
        squares = [tells**2 for tells in telling]
        return cls(
            ranks={term: rank for rank, (term, _) in enumerate(rarest)},
            shared=sum(count == 1 for count in held.values()),
            telling=telling,
            squares=squares,
            contents=contents,
            weights=array("d", (fsum(map(telling.__getitem__, content)) for content in contents)),
            lengths=array("d", (fsum(map(squares.__getitem__, content)) for content in contents)),
        )

    def shorter(self, one: int, other: int) -> int:
        """The number of terms of the shorter one of two answers."""
        return min(len(self.contents[one]), len(self.contents[other]))

    def overlap(self, one: int, other: int) -> float:
        """How much the one of two answers that tells less has in common with the other."""
        both = fsum(map(self.telling.__getitem__, set(self.contents[one]).intersection(self.contents[other])))
        return both / min(self.weights[one], self.weights[other]) if both else 0.0

    def alike(self, one: int, others: Iterable[int]) -> Iterator[float]:
        """How alike an answer is to others: the cosine of their terms, each counted once (Salton's vector space).

        It is less where they share little altogether, by as much as some of the rarest terms would weigh, and 0 where
        one tells too little.
        """
        alone = BY_CHANCE * log(1 + len(self.contents)) ** 2
        here = set(self.contents[one])
        for other in others:
            there = self.contents[other]
            if len(here) < FEW_TERMS or len(there) < FEW_TERMS:
                yield 0.0
            else:
                both = sum(map(self.squares.__getitem__, here.intersection(there)))
                yield both / (sqrt(self.lengths[one] * self.lengths[other]) + alone) if both else 0.0

    def mentions(self, answer: int, term: str) -> bool:
        """Whether an answer has a term."""
        rank, content = self.ranks.get(term, -1), self.contents[answer]
        at = bisect_left(content, rank)
        return at < len(content) and content[at] == rank


def learn(questions: Sequence[str], answers: Callable[[], Iterable[str]]) -> tuple[Answers, Reader]:
    """What answers have in common, and how to read the words of records with these questions, titles included."""
    tokens = Tokens()
    counted: Counter[str] = Counter()
    explained: defaultdict[str, set[Phrase]] = defaultdict(set)
    contents: list[array[int]] = []
    for question, answer in zip(questions, _without_stock(answers), strict=True):
        counted.update(question.split())
        counted.update(said := answer.split())
        for text in (question, answer):
            if "(" in text:
                for short, phrase in abbreviations(text):
                    explained[short].add(phrase)
        contents.append(array("I", tokens.numbers_of(said)))
    return Answers.of(contents, tokens.terms), Reader.of(questions, tokens, counted, explained)


def _without_stock(answers: Callable[[], Iterable[str]]) -> Iterator[str]:
    """The answers, without the sentences that are the same in several of them: what a site says below each question."""
    held = array("q", (said for answer in answers() for said in set(map(hash, answer.split(SENTENCE_END)))))
    held = array("q", sorted(held))  # which takes far less room than counts
    stock = {said for said, again in zip(held, held[STOCK - 1 :], strict=False) if said == again}
    for answer in answers():
        said = answer.split(SENTENCE_END) if stock else [answer]
        yield SENTENCE_END.join(sentence for sentence in said if hash(sentence) not in stock)


def pairs_by_terms(
    weights: Sequence[Mapping[str, float]],
    rank: Mapping[str, float],
    groups: Sequence[tuple[Hashable, Any]] = (),
    akin: Callable[[Any, Any], object] = eq,
    floor: float = SUBJECT_FLOOR,
) -> Iterator[Pair]:
    """Every pair whose weighted Jaccard similarity reaches `floor`.

    Prefix filtering (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007): two sets can only be that
    similar if the rarest terms that make up more than `1 - floor` of the weight of each have one in common. So only
    those are indexed, and nothing is missed. Of `groups` the first part must be equal and the second be `akin`.
    """
    groups = groups or [(None, None)] * len(weights)
    kinds = list(dict.fromkeys(kind for _, kind in groups))
    kin = {kind: [other for other in kinds if akin(kind, other)] for kind in kinds}
    held = Counter(term for vector in weights for term in vector)
    # group, kind, term → number, what is left from that term on, number, …: the lightest first
    postings: defaultdict[tuple[Hashable, Hashable, str], array[float]] = defaultdict(lambda: array("d"))
    totals = [sum(vector.values()) for vector in weights]
    for number in sorted(range(len(weights)), key=lambda number: (totals[number], number)):
        seen: set[int] = set()
        mine = weights[number]
        rest = total = totals[number]
        least = floor * total
        group, own = groups[number]
        for term in sorted(mine, key=lambda term: (-rank[term], term)):
            if rest < least or not rest:
                break
            for kind in kin[own] if held[term] > 1 else ():
                found = postings.get((group, kind, term), ())
                for at in range(len(found) - 2, max(-1, len(found) - 2 * MOST_ALIKE - 1), -2):
                    other = int(found[at])
                    if totals[other] < least:
                        break  # the lighter ones further on cannot be similar either
                    # What they share begins with this term, so it is no more than what either has from here on.
                    most = min(rest, found[at + 1])
                    if most >= (floor - ROUNDING) * (total + totals[other] - most):
                        seen.add(other)
            if held[term] > 1:
                postings[group, own, term].extend((number, rest))
            rest -= mine[term]
        alike: list[tuple[float, int]] = []
        for other in seen:
            there = weights[other]
            both = sum([min(weight, there[term]) for term, weight in mine.items() if term in there])
            if both >= (floor - ROUNDING) * (every := total + totals[other] - both):
                alike.append((both / every, other))
        for _, other in alike if len(alike) <= CROWD else nlargest(CROWD, alike):
            yield min(number, other), max(number, other)


def pairs_by_contents(contents: Sequence[Sequence[int]], shared: int) -> Iterator[Pair]:
    """The pairs whose answers share some of their rarest terms, of those that any two share; some of them twice.

    `contents` are the sorted ranks of terms, the rarest first; those from `shared` on are in several answers.
    """
    rarest = [content[(first := bisect_left(content, shared)) : first + RARE] for content in contents]
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, terms in enumerate(rarest):
        for term in terms[:RAREST]:
            holders[term].append(number)
    for term, numbers in holders.items():
        holders_too: defaultdict[int, list[int]] = defaultdict(list)
        for number in numbers if len(numbers) > 1 else ():
            for other_term in rarest[number][:RAREST]:
                if other_term > term:
                    holders_too[other_term].append(number)
        for both in holders_too.values():
            for one, other in combinations(both, 2) if len(both) <= CROWD else pairwise(both):
                if len(set(rarest[one]).intersection(rarest[other])) >= SHARED_RARE:
                    yield one, other


def pairs_by_rare_terms(questions: Iterable[Iterable[str]]) -> Iterator[Pair]:
    """The pairs of questions that share a term which few have."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, terms in enumerate(questions):
        for term in terms:
            holders[term].append(number)
    yield from chain.from_iterable(combinations(numbers, 2) for numbers in holders.values() if len(numbers) <= FEW)


def shared_runs(one: Blocks, other: Blocks) -> float:
    """Of the runs of words in two answers the share that both have."""
    here, there = _runs(one), _runs(other)
    return len(here & there) / len(here | there) if min(len(here), len(there)) >= FEW_RUNS else 0.0


def _runs(answer: Blocks) -> set[tuple[str, ...]]:
    words = WORD.findall(fold(text_of(answer)[0]))
    return set(zip(*(words[at:] for at in range(RUN)), strict=False))
