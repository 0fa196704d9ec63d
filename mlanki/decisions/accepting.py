"""Tells warnings that a person has accepted from those that are open."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from heapq import heappop, heappush

from mlanki.decisions.model import Acceptance, Decisions
from mlanki.diagnostics import Diagnostic, Severity, diagnose
from mlanki.records import Record


def name_records(diagnostics: Collection[Diagnostic], records: Iterable[Record]) -> Iterator[Diagnostic]:
    """The diagnostics, those of a place that only one record has with its code."""
    spans: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for record in records:
        for origin in record.origins:
            spans[origin.span.path].append((origin.span.first, origin.span.last, record.code))
    lines: defaultdict[str, set[int]] = defaultdict(set)
    for diagnostic in diagnostics:
        lines[diagnostic.span.path].add(diagnostic.span.first)
    owners = {path: _owners(spans[path], found) for path, found in lines.items() if path in spans}

    def named(diagnostic: Diagnostic) -> Diagnostic:
        code = owners.get(diagnostic.span.path, {}).get(diagnostic.span.first)
        return replace(diagnostic, about=code) if code and not diagnostic.about else diagnostic

    return map(named, diagnostics)


def _owners(spans: Iterable[tuple[int, int, str]], lines: Iterable[int]) -> dict[int, str]:
    """The code of each of the `lines` that is in spans of one record only; lines and spans are gone through once."""
    ahead = sorted(spans, reverse=True)
    around: list[tuple[int, str]] = []
    codes: Counter[str] = Counter()
    owners = {}
    for line in sorted(lines):
        while ahead and ahead[-1][0] <= line:
            _, last, code = ahead.pop()
            heappush(around, (last, code))
            codes[code] += 1
        while around and around[0][0] < line:
            _, code = heappop(around)
            codes[code] -= 1
            if not codes[code]:
                del codes[code]
        if len(codes) == 1:
            (owners[line],) = codes
    return owners


def accept(diagnostics: Iterable[Diagnostic], decisions: Decisions, judged: Collection[str]) -> Iterator[Diagnostic]:
    """The diagnostics, of which those that were accepted weigh no more than a note, as do those of what was dropped.

    An acceptance of one of the `judged` kinds that nothing needs any more is a warning.
    """
    used: set[Acceptance] = set()
    dropped = decisions.dropped
    for diagnostic in diagnostics:
        by = next((each for each in decisions.accept if _is_about(each, diagnostic, decisions)), None)
        if by is not None and diagnostic.severity is Severity.WARNING:
            used.add(by)
            message = f"{diagnostic.message} (accepted: {by.why})"
            yield replace(diagnostic, severity=Severity.NOTE, message=message)
        elif diagnostic.about in dropped and diagnostic.severity is Severity.WARNING:
            yield replace(diagnostic, severity=Severity.NOTE)
        else:
            yield diagnostic
    for acceptance in decisions.accept:
        if acceptance.diagnostic in judged and acceptance not in used:
            message = f"nothing about “{acceptance.about}” is {acceptance.diagnostic} any more; remove this acceptance"
            yield diagnose("decision-unused", acceptance.span, message)


def _is_about(acceptance: Acceptance, diagnostic: Diagnostic, decisions: Decisions) -> bool:
    if acceptance.diagnostic != diagnostic.code:
        return False
    path = diagnostic.span.path
    if acceptance.about == path or acceptance.about.endswith(f"/{path}"):
        return True
    return bool(diagnostic.about) and decisions.code_now(acceptance.about) == decisions.code_now(diagnostic.about)
