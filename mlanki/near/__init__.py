"""Near-duplicates: records that may be one question, found across all of them, for a person to decide.

Nothing is merged here. Two records are near when they ask for the same (a definition, a difference, …) about the
same subject, or when their answers are the same text; a number, a negation or one other subject makes them two.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mlanki.near.asking import text_of
from mlanki.near.compare import Near, Question, compare
from mlanki.near.index import pairs_by_answers, pairs_by_terms
from mlanki.near.vocabulary import Vocabulary
from mlanki.records import Record

__all__ = ["Cluster", "Near", "find_near"]

CodePair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that may be one question, sorted by code; the links between them, the surest first."""

    codes: tuple[str, ...]
    links: tuple[Near, ...]

    @property
    def score(self) -> float:
        """That of the weakest link which the cluster needs."""
        return min(link.score for link in self.links)


def find_near(records: Sequence[Record], different: Collection[CodePair] = frozenset()) -> tuple[Cluster, ...]:
    """The clusters among `records`, the surest first, without the pairs that were found to be `different`.

    The same records give the same clusters in any order and under any hash seed.
    """
    records = sorted(records, key=lambda record: record.code)
    vocabulary = _vocabulary(records)
    questions = [Question.of(record, vocabulary) for record in records]
    links = {}
    for a, b in _pairs(questions, vocabulary):
        codes = frozenset({questions[a].record.code, questions[b].record.code})
        if codes not in different and (near := compare(questions[a], questions[b], vocabulary)):
            links[a, b] = near
    return tuple(
        sorted(_clusters(list(links.values()), different), key=lambda cluster: (-cluster.score, cluster.codes))
    )


def _vocabulary(records: Sequence[Record]) -> Vocabulary:
    questions = [f"{record.title}. {text_of(record.question)[0]}" for record in records]
    return Vocabulary.of(questions, (text_of(record.answer)[0] for record in records))


def _pairs(questions: Sequence[Question], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing, some of them twice. Of questions that read alike one stands for all."""
    alike: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, question in enumerate(questions):
        alike[question.signature].append(number)
    firsts = [numbers[0] for numbers in alike.values()]
    yield from ((numbers[0], number) for numbers in alike.values() for number in numbers[1:])
    weights = [questions[first].weights for first in firsts]
    rarity = {term: vocabulary.rarity(term) for vector in weights for term in vector}
    yield from ((firsts[a], firsts[b]) for a, b in pairs_by_terms(weights, rarity))
    yield from pairs_by_answers([question.sketch for question in questions])


def _clusters(links: Sequence[Near], different: Collection[CodePair]) -> Iterator[Cluster]:
    """Clusters grown from the surest link on; none holds a pair that was found to be different.

    A link that would bring such a pair into one cluster stands for itself.
    """
    cluster_of: dict[str, _Growing] = {}
    for link in sorted(links, key=lambda link: (-link.score, link.one, link.other)):
        one = cluster_of.setdefault(link.one, _Growing([link.one], []))
        other = cluster_of.setdefault(link.other, _Growing([link.other], []))
        if one is other:
            continue
        if different and any(frozenset({a, b}) in different for a in one.codes for b in other.codes):
            yield Cluster(tuple(sorted((link.one, link.other))), (link,))
            continue
        one.codes.extend(other.codes)
        one.links.extend((link, *other.links))
        cluster_of.update(dict.fromkeys(other.codes, one))
    for code, cluster in cluster_of.items():
        if cluster.links and code == cluster.codes[0]:
            in_order = sorted(cluster.links, key=lambda link: (-link.score, link.one, link.other))
            yield Cluster(tuple(sorted(cluster.codes)), tuple(in_order))


@dataclass(frozen=True, slots=True, eq=False)
class _Growing:
    codes: list[str]
    links: list[Near]
