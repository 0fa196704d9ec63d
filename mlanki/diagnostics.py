"""Problems of the input that a person may want to mend: named, with a place, returned and never raised."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from mlanki.document import Span


class Severity(IntEnum):
    """How much a diagnostic weighs: an error stops a build, a warning does so under `--strict`."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem with a name (`code`), its place, and a sentence that says what to do about it.

    `about` is the code of the record that has the problem, where it is one record's and known.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.span}: {self.message} [{self.code}]"


CATALOGUE: Mapping[str, Severity] = MappingProxyType(
    {
        # what stops a run
        "already-building": Severity.ERROR,
        "already-released": Severity.ERROR,
        "code-reused": Severity.ERROR,
        "config-invalid": Severity.ERROR,
        "duplicate-guid": Severity.ERROR,
        "ledger-changed": Severity.ERROR,
        "ledger-missing": Severity.ERROR,
        "ledger-unreadable": Severity.ERROR,
        "ledger-too-new": Severity.ERROR,
        "no-record-at-all": Severity.ERROR,
        "not-restorable": Severity.ERROR,
        "not-sealed": Severity.ERROR,
        "not-writable": Severity.ERROR,
        "origin-unknown": Severity.ERROR,
        "package-unreadable": Severity.ERROR,
        "release-damaged": Severity.ERROR,
        "release-missing": Severity.ERROR,
        "source-unreadable": Severity.ERROR,
        "words-lost": Severity.ERROR,
        # what a person should look at
        "binary-file": Severity.WARNING,
        "control-character": Severity.WARNING,
        "decision-unused": Severity.WARNING,
        "empty-question": Severity.WARNING,
        "front-matter-unreadable": Severity.WARNING,
        "missing-figure": Severity.WARNING,
        "no-answer": Severity.WARNING,
        "no-record": Severity.WARNING,
        "not-a-file": Severity.WARNING,
        "not-read": Severity.WARNING,
        "not-released": Severity.WARNING,
        "record-gone": Severity.WARNING,
        "record-unreadable": Severity.WARNING,
        "same-code-different-answer": Severity.WARNING,
        "same-code-different-question": Severity.WARNING,
        "slug-taken": Severity.WARNING,
        "symlink-loop": Severity.WARNING,
        "text-outside-records": Severity.WARNING,
        "truncated-record": Severity.WARNING,
        "unbalanced-tex": Severity.WARNING,
        "uncertain-question": Severity.WARNING,
        "undecodable-bytes": Severity.WARNING,
        "unknown-tex-command": Severity.WARNING,
        # what explains a decision (shown by -v)
        "dropped": Severity.NOTE,
        "duplicate": Severity.NOTE,
        "formula": Severity.NOTE,
        "introduction-left-out": Severity.NOTE,
        "not-read-either": Severity.NOTE,
        "output-left-out": Severity.NOTE,
        "outputs-left-out": Severity.NOTE,
        "question": Severity.NOTE,
        "same-code-different-title": Severity.NOTE,
    }
)

# Not one of these asks for anything to be done: they tell what a decision was based on.
EVIDENCE = frozenset({"formula", "question"})


def diagnose(code: str, span: Span, message: str, about: str = "") -> Diagnostic:
    """A diagnostic of the catalogue, with the severity that it has there; `KeyError` for any other code."""
    return Diagnostic(code, CATALOGUE[code], span, message, about)
