"""Formulas recovered from flat text.

On the page a formula was a picture with its TeX as alternative text, or TeX between delimiters. What was
scraped is one run of text. `find_formulas` finds pictures, by evidence; `find_delimited` finds delimiters;
`find_all` does the one after the other.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line, Span
from mlanki.prose.formulas import delimited
from mlanki.prose.formulas.draft import Draft
from mlanki.prose.formulas.record import read_record
from mlanki.prose.formulas.rules import RULES
from mlanki.prose.lines import RichLine
from mlanki.prose.tex import problems

__all__ = ["RULES", "Finding", "Formulas", "RichLine", "explain", "find_all", "find_delimited", "find_formulas"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A formula and the evidence for it: the rules that it met, in the order of reading."""

    span: Span
    tex: str
    display: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """What the lines of one record hold."""

    lines: tuple[RichLine, ...]
    findings: tuple[Finding, ...]
    diagnostics: tuple[Diagnostic, ...]


def find_formulas(lines: Sequence[Line], *, path: str = "", first_column: int = 0) -> Formulas:
    r"""The bare formulas in the lines of one record.

    Give the lines of a record together: its formulas bear witness for each other. `first_column` is the
    indentation that the page gave them all; a space beyond it belonged to a formula. Lines that one formula
    was broken over come back as one, with the number of the first.

    >>> found = find_formulas([Line(7, r"where  \theta_0 is the bias")])
    >>> found.lines[0].inlines
    (Text(text='where '), Math(tex='\\theta_0', display=False), Text(text=' is the bias'))
    """
    return _found(lines, first_column, path, lambda flat: read_record([*map(Draft, flat)]))


def find_delimited(lines: Sequence[Line], *, path: str = "", first_column: int = 0) -> Formulas:
    r"""The formulas that stand between delimiters; what is no delimiter stays text.

    >>> find_delimited([Line(1, r"a \(p\) for $5")]).lines[0].inlines
    (Text(text='a '), Math(tex='p', display=False), Text(text=' for $5'))
    """
    return _found(lines, first_column, path, delimited.find)


def find_all(lines: Sequence[Line], *, path: str = "", first_column: int = 0) -> Formulas:
    """Both: the formulas between delimiters, and the bare ones in what is left."""
    return _found(lines, first_column, path, lambda flat: read_record([*delimited.find(flat)]))


def explain(finding: Finding) -> Diagnostic:
    """The evidence for a formula, as a note.

    >>> print(explain(find_formulas([Line(7, "raised to  x is")], path="raw/a.txt").findings[0]))
    raw/a.txt:7: inline `x` because of extra-space +4, letter +0.5, connection +1.5 [formula]
    """
    where = "display" if finding.display else "inline"
    return diagnose("formula", finding.span, f"{where} `{finding.tex}` because of {_reasons(finding.rules)}")


@lru_cache(maxsize=1024)  # the same few rules find most formulas
def _reasons(rules: tuple[str, ...]) -> str:
    return ", ".join(
        (f"{rule} {RULES[rule].weight:+g}" if rule in RULES else rule) + (f" ×{times}" if times > 1 else "")
        for rule, times in Counter(rules).items()
    )


def _found(
    lines: Sequence[Line], column: int, path: str, read: Callable[[Sequence[Line]], Iterable[Draft]]
) -> Formulas:
    drafts = tuple(read([Line(line.number, _without_margin(line.text, column)) for line in lines]))
    findings = tuple(finding for draft in drafts if draft.stretches for finding in _findings(draft, path))
    return Formulas(
        lines=tuple(RichLine(draft.line.number, draft.inlines()) for draft in drafts),
        findings=findings,
        diagnostics=tuple(
            diagnose(code, finding.span, f"{message}, in `{finding.tex}`")
            for finding in findings
            for code, message in problems(finding.tex)
        ),
    )


def _without_margin(text: str, column: int) -> str:
    return text if text[:column].strip() else text[column:].rstrip()


def _findings(draft: Draft, path: str) -> Iterator[Finding]:
    text, number = draft.line.text, draft.line.number
    begins = [*accumulate(len(line) + 1 for line in text.split("\n"))]  # of the lines below the first
    for stretch in draft.stretches:
        span = Span(path, number + bisect_right(begins, stretch.start), number + bisect_right(begins, stretch.end))
        yield Finding(span, stretch.tex(text), stretch.display, stretch.rules)
