"""Picks the pairs of records worth comparing, by the terms and the answers that they share."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import chain, combinations, islice, pairwise
from operator import eq
from typing import Any

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
    postings: defaultdict[tuple[Hashable, Hashable, str], list[tuple[int, float]]] = defaultdict(list)
    totals = [sum(vector.values()) for vector in weights]
    for number in sorted(range(len(weights)), key=lambda number: (totals[number], number)):
        seen: set[int] = set()
        rest = total = totals[number]
        least = floor * total
        group, own = groups[number]
        for term in sorted(weights[number], key=lambda term: (-rank[term], term)):
            if rest < least or not rest:
                break
            for kind in kin[own]:
                for other, other_rest in islice(reversed(postings.get((group, kind, term), ())), MOST_ALIKE):
                    if totals[other] < least:
                        break  # the lighter ones further on cannot be similar either
                    # What they share begins with this term, so it is no more than what either has from here on.
                    most = min(rest, other_rest)
                    if most >= (floor - ROUNDING) * (total + totals[other] - most):
                        seen.add(other)
            postings[group, own, term].append((number, rest))
            rest -= weights[number][term]
        alike: list[tuple[float, int]] = []
        for other in seen:
            there = weights[other]
            both = sum(min(weight, there[term]) for term, weight in weights[number].items() if term in there)
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
