"""The one door that lines without exact markup pass: code apart, formulas found, structure recovered."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import starmap

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic
from mlanki.document import Block, Blocks, CodeBlock, Line, Span
from mlanki.prose.code import may_be_named, set_apart, set_off_named
from mlanki.prose.formulas import RichLine, explain, find_all, find_delimited
from mlanki.prose.structure import paragraphs, structure

# TeX that no delimiter need stand around.
BARE_TEX = regex.compile(r"\\(?!begin|end)\p{L}{2,}|[_^]\{")


@dataclass(frozen=True, slots=True)
class Told:
    """A question and its answer as blocks, and what there is to say about their formulas."""

    question: Blocks
    answer: Blocks
    diagnostics: tuple[Diagnostic, ...]


def read_lines(
    question: Sequence[Line], answer: Sequence[Line], path: str, *, blank_lines: bool, bare: bool = False
) -> Told:
    """The lines of a question and of its answer as blocks.

    `blank_lines` tells that these stand between paragraphs; without that every line is a block of its own. `bare` tells
    that formulas may stand without delimiters and without a command of TeX in them.
    """
    one_line = bool(question and answer) and answer[0].number <= question[-1].number  # `What is bias? Ans: An error.`
    told = _read(
        tuple(line.text for line in question), tuple(line.text for line in answer), one_line, blank_lines, bare
    )
    numbers = [line.number for line in (*question, *answer)]
    placed = (
        replace(diagnostic, span=Span(path, numbers[diagnostic.span.first], numbers[diagnostic.span.last]))
        for diagnostic in told.diagnostics
    )
    return replace(told, diagnostics=tuple(placed))


@lru_cache(maxsize=8192)  # a record stands on several pages of a site, in the same words: it is read once
def _read(asked: tuple[str, ...], answered: tuple[str, ...], one_line: bool, blank_lines: bool, bare: bool) -> Told:  # noqa: FBT001
    """What `read_lines` does, wherever the lines stand: here they count from 0, through question and answer."""
    question, answer = [*starmap(Line, enumerate(asked))], [*starmap(Line, enumerate(answered, len(asked)))]
    base = min((len(text) - len(text.lstrip()) for text in (*asked, *answered) if text), default=0)
    parts = list(set_apart(answer))
    prose = [line for part in parts if not isinstance(part, CodeBlock) for line in part]
    # The formulas of the question and of the answer bear witness for each other.
    find = find_all if bare or any(BARE_TEX.search(line.text) for line in (*question, *prose)) else find_delimited
    runs = (question, prose) if one_line and answer[:1] == prose[:1] else ((*question, *prose),)
    found = [find(run, first_column=base) for run in runs]
    lines = found[-1].lines
    numbers = [line.number for line in lines]
    rich: list[RichLine | Block] = []
    for part in parts:
        if isinstance(part, CodeBlock):
            rich.append(part)
        elif part:
            rich += lines[bisect_left(numbers, part[0].number) : bisect_right(numbers, part[-1].number)]
    findings = (explain(finding) for each in found for finding in each.findings) if bare else ()
    asks = paragraphs([line for line in found[0].lines if line.number < len(asked)])
    answers = structure(rich, blank_lines=blank_lines)
    if any(may_be_named(line.text) for line in (*question, *prose)):
        asks, answers = set_off_named(asks), set_off_named(answers)
    return Told(asks, answers, (*(diagnostic for each in found for diagnostic in each.diagnostics), *findings))


def has_paragraphs(answers: Sequence[Sequence[Line]]) -> bool:
    """Whether blank lines separate the paragraphs of these answers; where there are none, each line is a block."""
    return any(not line.text.strip() for lines in answers for line in lines)
