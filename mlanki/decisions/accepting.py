"""Tells warnings that a person has accepted from those that are open."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from mlanki.decisions.model import Acceptance, Decisions
from mlanki.diagnostics import Diagnostic, Severity, diagnose
from mlanki.records import Record


def name_records(diagnostics: Iterable[Diagnostic], records: Sequence[Record]) -> list[Diagnostic]:
    """The diagnostics, those of a place that only one record has with its code."""
    spans = [(origin.span, record.code) for record in records for origin in record.origins]
    by_path: dict[str, list[tuple[int, int, str]]] = {}
    for span, code in spans:
        by_path.setdefault(span.path, []).append((span.first, span.last, code))

    def named(diagnostic: Diagnostic) -> Diagnostic:
        line = diagnostic.span.first
        found = {code for first, last, code in by_path.get(diagnostic.span.path, ()) if first <= line <= last}
        return replace(diagnostic, about=found.pop()) if len(found) == 1 and not diagnostic.about else diagnostic

    return [named(diagnostic) for diagnostic in diagnostics]


def accept(diagnostics: Iterable[Diagnostic], decisions: Decisions, judged: Collection[str]) -> list[Diagnostic]:
    """The diagnostics, of which those that were accepted weigh no more than a note, as do those of what was dropped.

    An acceptance of one of the `judged` kinds that nothing needs any more is a warning.
    """
    used: set[Acceptance] = set()
    weighed = []
    dropped = decisions.dropped
    for diagnostic in diagnostics:
        by = next((each for each in decisions.accept if _is_about(each, diagnostic, decisions)), None)
        if by is not None and diagnostic.severity is Severity.WARNING:
            used.add(by)
            message = f"{diagnostic.message} (accepted: {by.why})"
            weighed.append(replace(diagnostic, severity=Severity.NOTE, message=message))
        elif diagnostic.about in dropped and diagnostic.severity is Severity.WARNING:
            weighed.append(replace(diagnostic, severity=Severity.NOTE))
        else:
            weighed.append(diagnostic)
    for acceptance in decisions.accept:
        if acceptance.diagnostic in judged and acceptance not in used:
            message = f"nothing about “{acceptance.about}” is {acceptance.diagnostic} any more; remove this acceptance"
            weighed.append(diagnose("decision-unused", acceptance.span, message))
    return weighed


def _is_about(acceptance: Acceptance, diagnostic: Diagnostic, decisions: Decisions) -> bool:
    if acceptance.diagnostic != diagnostic.code:
        return False
    path = diagnostic.span.path
    if acceptance.about == path or acceptance.about.endswith(f"/{path}"):
        return True
    return bool(diagnostic.about) and decisions.code_now(acceptance.about) == decisions.code_now(diagnostic.about)
