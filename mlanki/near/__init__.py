"""Finds records that may be one question in other words, and writes them for a person to decide.

Nothing is merged here. Two records are near when they ask for the same (a definition, a difference, …) about the same
subject; when their answers are the same text; or when all evidence together makes it likely, the more so where no
other record is nearer to either. A number, a negation or another order of the subjects makes two questions of them.
"""

import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log

from mlanki.collector import without_collector
from mlanki.decisions.model import Decisions
from mlanki.document import Span
from mlanki.identity import UNCODED
from mlanki.near.likeness import SURE, Corpus, Near, compare
from mlanki.near.pairs import Answers, learn, pairs_by_contents, pairs_by_rare_terms, pairs_by_terms
from mlanki.near.phrasing import Asked, ComparedRecord, Reader
from mlanki.near.question import facets_alike, telling_words, text_of
from mlanki.near.terms import term_of
from mlanki.records import Record

__all__ = ["Cluster", "Near", "find_near", "to_toml"]

CodePair = frozenset[str]

SAME = 0.95  # links by which whatever is near to one is so to the other
MOST = 0.5  # of the pairs between two clusters that must be near for all to be one
HEADS = 20  # of a cluster that are looked at for that

INSTRUCTIONS = """\
# Records that may be one question. Uncomment the codes of those that are, and move those that are not to
# `different`: they are not reported again. A coded record keeps its code, else the first one named does.
"""
QUESTION_EXCERPT = 160  # characters of a question
SHOWN_WORDS = 6  # of those that only one of two answers has


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
    questions, firsts, corpus = _read(records)
    partners = [array("I") for _ in questions]  # as tuples in a set the pairs would fill more memory than all else
    for one, other in chain(
        pairs_by_contents(corpus.answers.contents, corpus.answers.shared), _pairs(questions, firsts, corpus)
    ):
        partners[one].append(other)
    told = []
    best = array("d", [0.0] * len(questions))
    for one, others in enumerate(partners):
        partners[one] = array("I", set(others))
        told.append(array("d", corpus.answers.alike(one, partners[one])))
        for other, alike in zip(partners[one], told[one], strict=True):
            best[one], best[other] = max(best[one], alike), max(best[other], alike)
    for one, others in enumerate(partners):
        for other, alike in zip(others, told[one], strict=True):
            yield questions[one], questions[other], alike, max(best[one], best[other]), corpus


def _read(records: Sequence[Record]) -> tuple[list[ComparedRecord], list[int], Corpus]:
    """The records as they are compared, of each the number of the first that reads the same, and what all tell."""
    compared, firsts, reader, answers = _take_apart(records)
    seen = Counter(term for record in compared for term in record.named)
    rarity = {term: log(1 + len(records) / count) / log(1 + len(records)) for term, count in seen.items()}
    topics = Counter(record.topic for record in compared)
    shared = {topic for topic, count in topics.items() if topic and count > 1}
    for number, record in enumerate(compared):
        compared[number] = record.weighed(rarity, shared)  # both lists at once would be the most that a build holds
    often_answered = 4 * sum(map(bool, answers.contents)) > len(records)
    return compared, firsts, Corpus(reader, rarity, answers, often_answered)


def _take_apart(records: Sequence[Record]) -> tuple[list[ComparedRecord], list[int], Reader, Answers]:
    """The records before any is weighed, the numbers as above, how words are read, and what the answers tell."""
    texts = [text_of(record.question) for record in records]
    questions = [
        text if record.title == text else f"{record.title}. {text}"
        for record, (text, _) in zip(records, texts, strict=True)
    ]
    answers, reader = learn(questions, lambda: (text_of(record.answer)[0] for record in records))
    pages = [record.origins[0].span.path for record in records]
    several = len(set(pages)) > 1
    first: dict[Asked, int] = {}
    firsts = []
    compared = []
    for number, (record, text, page) in enumerate(zip(records, texts, pages, strict=True)):
        asked = Asked.of(record.title, *text)
        firsts.append(first.setdefault(asked, number))
        compared.append(ComparedRecord.of(record, number, asked, reader, page if several else ""))
    return compared, firsts, reader, answers


def _pairs(questions: Sequence[ComparedRecord], firsts: Sequence[int], corpus: Corpus) -> Iterator[tuple[int, int]]:
    """The pairs of questions worth comparing, some of them twice. Of those that read alike one stands for all."""
    yield from ((first, number) for number, first in enumerate(firsts) if first != number)
    several = [number for number, first in enumerate(firsts) if first == number]
    for a, b in pairs_by_rare_terms([questions[first].phrasings[0].telling for first in several]):
        yield several[a], several[b]
    phrasings = [(first, phrasing) for first in several for phrasing in questions[first].phrasings]
    groups = [(phrasing.marks, phrasing.facets) for _, phrasing in phrasings]
    weights = [phrasing.weights for _, phrasing in phrasings]
    for a, b in pairs_by_terms(weights, corpus.rarity, groups, lambda here, there: facets_alike(here, there) >= SURE):
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


def to_toml(
    clusters: Sequence[Cluster], records: Sequence[Record], decisions: Decisions, shown: Mapping[str, str]
) -> str:
    """The clusters to be pasted, without a final line end; `shown` has the paths of sources as a person writes them.

    Lists that `mlanki.toml` has already are not begun a second time, which TOML does not allow: what is printed
    then goes between the brackets of the list that is there.
    """
    by_code = {record.code: record for record in records}
    lines = [INSTRUCTIONS.rstrip()]
    if decisions.same:
        lines += [f"# Paste the following after `same = [` ({decisions.same[0].span}).", ""]
    else:
        lines += ["# Paste the following into mlanki.toml, above the first line in brackets.", "", "same = ["]
    for number, cluster in enumerate(clusters):
        lines += [*([""] if number else []), *_lines(cluster, by_code, decisions, shown)]
    if not decisions.same:
        lines.append("]")
    if not decisions.different:
        lines += ["", "# different = [", "# ]"] if decisions.same else ["", "different = [", "]"]
    return "\n".join(lines)


def _lines(
    cluster: Cluster, records: Mapping[str, Record], decisions: Decisions, shown: Mapping[str, str]
) -> Iterator[str]:
    codes = sorted(cluster.codes, key=lambda code: (code.startswith(UNCODED), code))
    width = max(map(len, codes))
    for link in cluster.links:
        pair = f"{link.one} and {link.other}: " if len(codes) > 2 else ""
        yield f"    # {link.score:.2f}  {pair}{link.reason}"
    for code in codes:
        record = records[code]
        yield f"    #   {code:<{width}}  {_place(record, shown)}  {_short(text_of(record.question)[0] or record.title)}"
    for other in codes[1:]:
        if parts := [*_only_in(records[codes[0]], records[other]), *_only_in(records[other], records[codes[0]])]:
            yield f"    #   answers: {'; '.join(parts)}"
    yield from _earlier(codes, decisions)
    yield f"    # {json.dumps(codes)},"


def _only_in(record: Record, other: Record) -> Iterator[str]:
    """What the answer of a record has and that of another one leaves out."""
    (text, formulas), (other_text, other_formulas) = text_of(record.answer), text_of(other.answer)
    if not record.answer:
        yield f"{record.code} has none"
        return
    there = {term_of(word) for word in telling_words(other_text)}
    words = list(dict.fromkeys(word for word in telling_words(text) if term_of(word) not in there))
    said = [f"“{word}”" for word in words[:SHOWN_WORDS]] + [f"{len(words) - SHOWN_WORDS} more"] * (
        len(words) > SHOWN_WORDS
    )
    if more := len(formulas - other_formulas):
        said.append(f"{more} formula{'s' if more > 1 else ''}")
    if said:
        yield f"only {record.code} has {', '.join(said)}"


def _earlier(codes: Sequence[str], decisions: Decisions) -> Iterator[str]:
    """What has been decided about records of a cluster, which something else has joined since."""
    for rulings, verdict in ((decisions.same, "one question"), (decisions.different, "different questions")):
        for ruling in rulings:
            if {decisions.code_now(code) for code in ruling.codes}.intersection(codes):
                yield f"    #   decided earlier: {' and '.join(ruling.codes)} are {verdict} ({ruling.span})"


def _place(record: Record, shown: Mapping[str, str]) -> str:
    span = record.origins[0].span
    return str(Span(shown.get(span.path, span.path), span.first, span.last))


def _short(text: str) -> str:
    return text if len(text) <= QUESTION_EXCERPT else text[: QUESTION_EXCERPT - 1].rstrip() + "…"
