"""Diagnostics as SARIF 2.1.0, which code hosts show beside the lines that they are about.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from mlanki import __version__
from mlanki.diagnostics import CATALOGUE, Diagnostic
from mlanki.document import Span


def to_sarif(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """A log of one run, whose rules are all codes that there are."""
    codes = sorted(CATALOGUE)
    rules = [
        {
            "id": code,
            "fullDescription": {"text": CATALOGUE[code].meaning},
            "defaultConfiguration": {"level": str(CATALOGUE[code].severity)},
        }
        for code in codes
    ]
    results = [
        {
            "ruleId": diagnostic.code,
            "ruleIndex": codes.index(diagnostic.code),
            "level": str(diagnostic.severity),
            "message": {"text": diagnostic.message},
            "locations": [{"physicalLocation": _place(diagnostic.span)}],
        }
        for diagnostic in diagnostics
    ]
    driver = {"name": "mlanki", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "runs": [run]}


def _place(span: Span) -> dict[str, Any]:
    """Lines of a file, as seen from where mlanki runs: as a rule the top of a repository."""
    region = {"startLine": span.first} | ({"endLine": span.last} if span.last > span.first else {})
    return {"artifactLocation": {"uri": quote(span.path)}, "region": region}
