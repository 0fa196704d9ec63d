"""Picks the pairs of records worth comparing, by the terms and the answers that they share."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, pairwise

from mlanki.near.compare import SHARED_IN_SKETCH, SUBJECT_FLOOR

Pair = tuple[int, int]

# Answers in other words find each other by two of their rarest terms, and three of the somewhat rare ones.
RAREST = 6
RARE = 12
SHARED_RARE = 3

CROWD = 30  # answers with a hash in common; in a crowd (boilerplate) each is only compared with its neighbours


def pairs_by_terms(weights: Sequence[Mapping[str, float]], rank: Mapping[str, float]) -> Iterator[Pair]:
    """Every pair whose weighted Jaccard similarity reaches `SUBJECT_FLOOR`, and some that do not.

    Prefix filtering (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007): two sets can only be that
    similar if the rarest terms that make up more than half of the weight of each have one in common. So only
    those are indexed, and nothing is missed.
    """
    postings: defaultdict[str, list[int]] = defaultdict(list)
    totals = [sum(vector.values()) for vector in weights]
    for number in sorted(range(len(weights)), key=lambda number: (totals[number], number)):
        seen: set[int] = set()
        rest = totals[number]
        least = SUBJECT_FLOOR * totals[number]
        for term in sorted(weights[number], key=lambda term: (-rank[term], term)):
            if rest < least or not rest:
                break
            rest -= weights[number][term]
            for other in reversed(postings[term]):
                if totals[other] < least:
                    break  # the lighter ones further on cannot be similar either
                seen.add(other)
            postings[term].append(number)
        yield from ((min(number, other), max(number, other)) for other in sorted(seen))


def pairs_by_answers(sketches: Sequence[frozenset[int]]) -> Iterator[Pair]:
    """The pairs whose answers seem to be the same text."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, sketch in enumerate(sketches):
        for value in sketch:
            holders[value].append(number)
    shared: defaultdict[Pair, int] = defaultdict(int)
    for numbers in holders.values():
        for pair in combinations(numbers, 2) if len(numbers) <= CROWD else pairwise(numbers):
            shared[pair] += 1
    yield from (pair for pair, count in shared.items() if count >= SHARED_IN_SKETCH)


def pairs_by_contents(contents: Sequence[Sequence[str]]) -> Iterator[Pair]:
    """The pairs whose answers share some of their rarest terms, of those that any two answers share."""
    counted = Counter(chain.from_iterable(contents))
    shared = frozenset(term for term, holders in counted.items() if holders > 1)
    rarest = [sorted(filter(shared.__contains__, content), key=counted.__getitem__)[:RARE] for content in contents]
    holders: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, terms in enumerate(rarest):
        for two in combinations(sorted(terms[:RAREST]), 2):
            holders[two].append(number)
    sets = list(map(frozenset, rarest))
    found = {
        (one, other)
        for numbers in holders.values()
        for one, other in (combinations(numbers, 2) if len(numbers) <= CROWD else pairwise(numbers))
        if len(sets[one] & sets[other]) >= SHARED_RARE
    }
    yield from sorted(found)
