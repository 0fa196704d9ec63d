"""The one door that lines without exact markup pass: code apart, formulas found, structure recovered."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from mlanki.diagnostics import Diagnostic
from mlanki.document import Block, Blocks, CodeBlock, Line
from mlanki.prose.code import set_apart
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
    content = [line for line in (*question, *answer) if line.text]
    base = min((len(line.text) - len(line.text.lstrip()) for line in content), default=0)
    parts = list(set_apart(answer))
    prose = [line for part in parts if not isinstance(part, CodeBlock) for line in part]
    # The formulas of the question and of the answer bear witness for each other.
    lines = (*question, *prose)
    find = find_all if bare or any(BARE_TEX.search(line.text) for line in lines) else find_delimited
    last_of_question = max((line.number for line in question), default=0)
    one_line = bool(prose) and prose[0].number <= last_of_question  # `What is bias? Ans: An error.`
    found = [find(run, path=path, first_column=base) for run in ((question, prose) if one_line else (lines,))]
    rich: list[RichLine | Block] = []
    for part in parts:
        if isinstance(part, CodeBlock):
            rich.append(part)
        elif part:
            rich += [line for line in found[-1].lines if part[0].number <= line.number <= part[-1].number]
    findings = (explain(finding) for each in found for finding in each.findings) if bare else ()
    return Told(
        paragraphs([line for line in found[0].lines if line.number <= last_of_question]),
        structure(rich, blank_lines=blank_lines),
        (*(diagnostic for each in found for diagnostic in each.diagnostics), *findings),
    )


def has_paragraphs(answers: Sequence[Sequence[Line]]) -> bool:
    """Whether blank lines separate the paragraphs of these answers; where there are none, each line is a block."""
    return any(not line.text.strip() for lines in answers for line in lines)
