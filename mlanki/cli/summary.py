"""The figures of a run, for programs and for people."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from mlanki.cli.terminal import in_one_line
from mlanki.near import Cluster
from mlanki.pipeline import Build, Parsed

REMARKS = {"clusters": "records that may be one question; decide with mlanki check --near"}

NAMED = 8  # names of one list
PACKAGES = 24

T = TypeVar("T")


def numbers_of(parsed: Parsed, clusters: Sequence[Cluster] | None = None) -> dict[str, Any]:
    """How much was read, and what became of it."""
    numbers = {
        "sources": len(parsed.sources),
        "entries": parsed.entries,
        "records": len(parsed.records),
        "duplicates": len(parsed.duplicates),
        "conflicts": parsed.conflicts,
    }
    return numbers if clusters is None else numbers | {"clusters": len(clusters)}


def cluster_object(cluster: Cluster) -> dict[str, Any]:
    """A cluster of near-duplicates as JSON has it."""
    return {
        "score": cluster.score,
        "codes": list(cluster.codes),
        "links": [
            {name: getattr(link, name) for name in ("one", "other", "score", "reason")} for link in cluster.links
        ],
    }


def release_numbers(built: Build) -> dict[str, Any]:
    """What is in a build, and what is new in it for those who have the last release."""
    return {
        "notes": built.packages[0].notes,
        "new": list(built.new),
        "changed": list(built.changed),
        "gone": list(built.gone),
        "renamed": dict(built.renamed),
        "merged": dict(built.merged),
        "retired": list(built.retired),
        "reused": list(built.reused),
        "release": built.release or None,
        "decks_alike": [list(pair) for pair in built.decks_alike],
        "packages": [asdict(package) for package in built.packages],
    }


def table(
    numbers: Mapping[str, int],
    built: Build | None = None,
    files: Mapping[str, str | None] | None = None,
    *,
    explains: bool = False,
    whole: bool = False,
) -> str:
    """The summary for people: a line for each figure, for each package, and for the `files` that were used.

    With `explains` it also says what the changes mean for learners; it is `whole` with every name of a long list.
    """
    rows = [(name, str(value), REMARKS.get(name, "") if value else "") for name, value in numbers.items()]
    if built is not None:
        unchanged = built.packages[0].notes - len(built.new) - len(built.changed)
        rows.append(("notes", str(built.packages[0].notes), ""))
        overwritten = f"{_named(built.changed, whole=whole)}; an import overwrites learners' own edits to these"
        rows.append(("  new", str(len(built.new)), ""))
        rows.append(("  changed", str(len(built.changed)), overwritten if explains and built.changed else ""))
        rows.append(("  unchanged", str(unchanged), ""))
        merged = [f"{code} into {survivor}" for code, survivor in built.merged.items()]
        ended = {"merged": merged, "retired": built.retired, "gone": built.gone, "reused": built.reused}
        rows += [(f"  {name}", str(len(codes)), _named(codes, whole=whole)) for name, codes in ended.items() if codes]
        if built.decks_alike:
            pairs = [f"{one} | {other}" for one, other in built.decks_alike]
            remark = f"one name for both under [decks] joins them: {_named(pairs, whole=whole)}"
            rows.append(("decks alike", str(len(pairs)), remark))
        rows += [
            (each, "", "") if isinstance(each, str) else (each.file, str(each.notes), _named(each.decks, whole=whole))
            for each in begun(built.packages, PACKAGES, whole=whole)
        ]
    rows += [(name, "", file) for name, file in (files or {}).items() if file]
    rows = [(name, number, in_one_line(remark)) for name, number, remark in rows]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {number:>{widths[1]}}  {remark}".rstrip() for name, number, remark in rows)


def _named(names: Sequence[str], *, whole: bool) -> str:
    return ", ".join(begun(names, NAMED, whole=whole))


def begun(items: Sequence[T], most: int, *, whole: bool) -> Iterator[T | str]:
    """The items, or the first `most` of them and how many more there are; one more is named rather than counted."""
    shown = items if whole or len(items) <= most + 1 else items[:most]
    yield from shown
    if len(shown) < len(items):
        yield f"… and {len(items) - len(shown)} more (`-v`)"
