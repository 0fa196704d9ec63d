"""Writes clusters as text to be pasted into `mlanki.toml`; it decides nothing until a person uncomments it."""

import json
from collections.abc import Iterator, Mapping, Sequence

from mlanki.decisions.model import Decisions
from mlanki.document import Span
from mlanki.identity import UNCODED, WORD
from mlanki.near import Cluster
from mlanki.near.question import STOP_WORDS, fold, text_of
from mlanki.near.terms import term_of
from mlanki.records import Record

INSTRUCTIONS = """\
# Records that may be one question. Uncomment the codes of those that are, and move those that are not to
# `different`: they are not reported again. A coded record keeps its code, else the first one named does.
"""
QUESTION_EXCERPT = 160  # characters of a question
SHOWN_WORDS = 6  # of those that only one of two answers has


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
    there = {term_of(word) for word in _telling(other_text)}
    words = list(dict.fromkeys(word for word in _telling(text) if term_of(word) not in there))
    said = [f"“{word}”" for word in words[:SHOWN_WORDS]] + [f"{len(words) - SHOWN_WORDS} more"] * (
        len(words) > SHOWN_WORDS
    )
    if more := len(formulas - other_formulas):
        said.append(f"{more} formula{'s' if more > 1 else ''}")
    if said:
        yield f"only {record.code} has {', '.join(said)}"


def _telling(text: str) -> list[str]:
    return [word for word in WORD.findall(fold(text)) if word not in STOP_WORDS]


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
