"""Finds records that may be one question in other words, for a person to decide.

Nothing is merged here. Two records are near when they ask for the same (a definition, a difference, …) about the same
subject; when their answers are the same text; or when all evidence together makes it likely, the more so where no
other record is nearer to either. A number, a negation or another order of the subjects makes two questions of them.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from mlanki.collector import without_collector
from mlanki.near.compare import Near, compare
from mlanki.near.corpus import Corpus, without_stock
from mlanki.near.facets import facets_alike
from mlanki.near.index import pairs_by_contents, pairs_by_rare_terms, pairs_by_terms
from mlanki.near.likeness import SURE, Asked, ComparedRecord, answers_alike
from mlanki.near.question import text_of
from mlanki.records import Record

__all__ = ["Cluster", "Near", "find_near"]

CodePair = frozenset[str]

SAME = 0.95  # links by which whatever is near to one is so to the other
MOST = 0.5  # of the pairs between two clusters that must be near for all to be one
HEADS = 20  # of a cluster that are looked at for that


@dataclass(frozen=True, slots=True)
class Cluster:
    """Records that may be one question, sorted by code; the links between them, the surest first."""

    codes: tuple[str, ...]
    links: tuple[Near, ...]

    @property
    def score(self) -> float:
        """That of the weakest link which the cluster needs."""
        return min(link.score for link in self.links)


def find_near(
    records: Sequence[Record], different: Collection[CodePair] = frozenset(), same: Iterable[Collection[str]] = ()
) -> tuple[Cluster, ...]:
    """The clusters among `records`, the surest first, without the pairs that were found to be `different`.

    Codes that were found to be the `same` are of one record now, so what is different from one is so from the others.
    Of clusters that are as sure the largest comes first, since it saves most cards. The same records give the same
    clusters in any order and under any hash seed.
    """
    with without_collector():  # which would take a quarter of the time
        links = _links(sorted(records, key=lambda record: record.code))
    apart = _apart(different, same)
    open_links = [link for link in links if frozenset({link.one, link.other}) not in apart]
    return tuple(
        sorted(_clusters(open_links, apart), key=lambda cluster: (-cluster.score, -len(cluster.codes), cluster.codes))
    )


def _apart(different: Collection[CodePair], same: Iterable[Collection[str]]) -> Collection[CodePair]:
    """Every two codes that are different, be it by way of codes that are the same as they."""
    united: dict[str, set[str]] = {}
    for codes in same:
        largest = max((united.setdefault(code, {code}) for code in codes), key=len, default=set())
        for code in codes:
            if (smaller := united[code]) is not largest:
                largest |= smaller
                united.update(dict.fromkeys(smaller, largest))
    pairs = [[united.get(code, {code}) for code in pair] for pair in different]
    return frozenset(frozenset({one, other}) for here, there in pairs for one in here for other in there)


def _links(records: Sequence[Record]) -> list[Near]:
    """Every two records that may be one question."""
    return [near for pair in candidates(records) if (near := compare(*pair))]


def candidates(
    records: Sequence[Record],
) -> Iterator[tuple[ComparedRecord, ComparedRecord, float, float, Corpus]]:
    """Every two records that are compared, each once, as `compare` takes them."""
    asked, corpus = _read(records)
    questions = _compared(records, asked, corpus)
    pairs = list(_candidates(asked, questions, corpus))
    told = array("d", (answers_alike(one, other, corpus) for one, other in pairs))
    best = [0.0] * len(records)
    for pair, alike in zip(pairs, told, strict=True):
        for number in pair:
            best[number] = max(best[number], alike)
    for (one, other), alike in zip(pairs, told, strict=True):
        yield questions[one], questions[other], alike, max(best[one], best[other]), corpus


def _candidates(
    asked: Sequence[Asked], questions: Sequence[ComparedRecord], corpus: Corpus
) -> Iterator[tuple[int, int]]:
    partners = [array("I") for _ in asked]  # as tuples in a set the pairs would fill more memory than all else
    for one, other in chain(pairs_by_contents(corpus.contents, corpus.shared), _pairs(asked, questions, corpus)):
        partners[one].append(other)
    for one, others in enumerate(partners):
        yield from ((one, other) for other in set(others))


def _compared(records: Sequence[Record], asked: Sequence[Asked], corpus: Corpus) -> list[ComparedRecord]:
    pages = [record.origins[0].span.path for record in records]
    several = len(set(pages)) > 1
    return _without_shared_topics(
        [
            ComparedRecord.of(record, number, question, corpus, page if several else "")
            for number, (record, question, page) in enumerate(zip(records, asked, pages, strict=True))
        ]
    )


def _read(records: Sequence[Record]) -> tuple[list[Asked], Corpus]:
    texts = [text_of(record.question) for record in records]
    asked = [Asked.of(record.title, *text) for record, text in zip(records, texts, strict=True)]
    corpus = Corpus.of(
        [
            text if record.title == text else f"{record.title}. {text}"
            for record, (text, _) in zip(records, texts, strict=True)
        ],
        without_stock(lambda: (text_of(record.answer)[0] for record in records)),
        ((question.title, question.inquiries[0].words) for question in asked),
    )
    return asked, corpus


def _without_shared_topics(questions: Sequence[ComparedRecord]) -> list[ComparedRecord]:
    """`questions`, of which those that share a title are not read by it: it names their field, not what each asks."""
    topics = Counter(question.topic for question in questions)
    shared = {topic for topic, count in topics.items() if topic and count > 1}
    return [question.without_topic() if question.topic in shared else question for question in questions]


def _pairs(asked: Sequence[Asked], questions: Sequence[ComparedRecord], corpus: Corpus) -> Iterator[tuple[int, int]]:
    """The pairs of questions worth comparing, some of them twice. Of those that read alike one stands for all."""
    alike: defaultdict[Asked, list[int]] = defaultdict(list)
    for number, question in enumerate(asked):
        alike[question].append(number)
    yield from ((numbers[0], number) for numbers in alike.values() for number in numbers[1:])
    firsts = [numbers[0] for numbers in alike.values()]
    for a, b in pairs_by_rare_terms([questions[first].phrasings[0].telling for first in firsts]):
        yield firsts[a], firsts[b]
    phrasings = [(first, phrasing) for first in firsts for phrasing in questions[first].phrasings]
    weights = [phrasing.weights for _, phrasing in phrasings]
    rarity = {term: corpus.weight(term, 1.0) for vector in weights for term in vector}
    groups = [(phrasing.marks, phrasing.inquiry.facets) for _, phrasing in phrasings]
    for a, b in pairs_by_terms(weights, rarity, groups, lambda here, there: facets_alike(here, there) >= SURE):
        one, other = phrasings[a][0], phrasings[b][0]
        if one != other:
            yield min(one, other), max(one, other)


def _clusters(links: Sequence[Near], different: Collection[CodePair]) -> Iterator[Cluster]:
    """Clusters grown from the surest link on; none holds a pair that was found to be different.

    A link that would bring such a pair into one cluster stands for itself; so does one by what is asked besides, and
    one that too few of the records in two clusters speak for.
    """
    linked = {(link.one, link.other) for link in links}
    cluster_of: dict[str, _Growing] = {}
    for link in sorted(links, key=lambda link: (link.aside, -link.score, link.one, link.other)):
        one = cluster_of.setdefault(link.one, _Growing([link.one], [link.one], []))
        other = cluster_of.setdefault(link.other, _Growing([link.other], [link.other], []))
        if one is other:
            continue
        parted = different and any(frozenset({a, b}) in different for a in one.codes for b in other.codes)
        if link.aside or parted or (link.score < SAME and not _mostly_linked(one.heads, other.heads, linked)):
            yield Cluster(tuple(sorted((link.one, link.other))), (link,))
            continue
        one.codes.extend(other.codes)
        if link.score < SAME:
            one.heads.extend(other.heads)
        one.links.extend((link, *other.links))
        cluster_of.update(dict.fromkeys(other.codes, one))
    for code, cluster in cluster_of.items():
        if cluster.links and code == cluster.codes[0]:
            in_order = sorted(cluster.links, key=lambda link: (-link.score, link.one, link.other))
            yield Cluster(tuple(sorted(cluster.codes)), tuple(in_order))


def _mostly_linked(one: Sequence[str], other: Sequence[str], linked: Collection[tuple[str, str]]) -> bool:
    """Whether more than half of the pairs between two clusters are near by themselves, of the first in each."""
    here, there = one[:HEADS], other[:HEADS]
    near = sum((min(a, b), max(a, b)) in linked for a in here for b in there)
    return near > MOST * len(here) * len(there)


@dataclass(frozen=True, slots=True, eq=False)
class _Growing:
    codes: list[str]
    heads: list[str]  # one of those that ask the same
    links: list[Near]
