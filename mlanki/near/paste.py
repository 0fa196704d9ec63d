"""Writes clusters as text to be pasted into `mlanki.toml`; it decides nothing until a person uncomments it."""

import json
from collections.abc import Iterator, Mapping, Sequence

from mlanki.decisions.model import Decisions
from mlanki.document import Span
from mlanki.identity import UNCODED
from mlanki.near import Cluster
from mlanki.near.question import text_of
from mlanki.records import Record

INSTRUCTIONS = """\
# Records that may be one question. Uncomment the codes of those that are, and move those that are not to
# `different`: they are not reported again. A coded record keeps its code, else the first one named does.
"""
QUESTION_EXCERPT = 160  # characters of a question


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
        lines += [*([""] if number else []), *_lines(cluster, by_code, shown)]
    if not decisions.same:
        lines.append("]")
    if not decisions.different:
        lines += ["", "# different = [", "# ]"] if decisions.same else ["", "different = [", "]"]
    return "\n".join(lines)


def _lines(cluster: Cluster, records: Mapping[str, Record], shown: Mapping[str, str]) -> Iterator[str]:
    codes = sorted(cluster.codes, key=lambda code: (code.startswith(UNCODED), code))
    width = max(map(len, codes))
    for link in cluster.links:
        pair = f"{link.one} and {link.other}: " if len(codes) > 2 else ""
        yield f"    # {link.score:.2f}  {pair}{link.reason}"
    for code in codes:
        record = records[code]
        yield f"    #   {code:<{width}}  {_place(record, shown)}  {_short(text_of(record.question)[0] or record.title)}"
    yield f"    # {json.dumps(codes)},"


def _place(record: Record, shown: Mapping[str, str]) -> str:
    span = record.origins[0].span
    return str(Span(shown.get(span.path, span.path), span.first, span.last))


def _short(text: str) -> str:
    return text if len(text) <= QUESTION_EXCERPT else text[: QUESTION_EXCERPT - 1].rstrip() + "…"
