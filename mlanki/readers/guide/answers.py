"""The lines of an answer → blocks: code apart, formulas found, structure recovered."""

from collections.abc import Sequence
from itertools import pairwise

from mlanki.diagnostics import Diagnostic
from mlanki.document import Blocks, CodeBlock, Line
from mlanki.prose.code import set_apart
from mlanki.prose.formulas import find_delimited
from mlanki.prose.lines import RichLine
from mlanki.prose.structure import structure
from mlanki.readers.guide.marks import ANSWER_MARK, ANSWER_WORD


def without_mark(lines: Sequence[Line], *, always: bool) -> tuple[Line, ...]:
    """An answer without the word that only says that it is one: `Answer:`, and `A:` below a marked question."""
    if not lines:
        return ()
    first, *others = lines
    found = (ANSWER_MARK if always else ANSWER_WORD).match(first.text)
    if found is None:
        return tuple(lines)
    rest = first.text[found.end() :]
    return (*((Line(first.number, rest),) if rest.strip() else ()), *others)


def has_paragraphs(answers: Sequence[Sequence[Line]]) -> bool:
    """Whether blank lines separate paragraphs of several lines in these answers.

    Where there are none, or one after every line, they say nothing, and each line is a block.
    """
    written = [[bool(line.text.strip()) for line in lines] for lines in answers]
    return any(False in lines for lines in written) and any((True, True) in pairwise(lines) for lines in written)


def answer_blocks(lines: Sequence[Line], path: str, *, paragraphs: bool) -> tuple[Blocks, tuple[Diagnostic, ...]]:
    """The blocks of an answer, and what there is to say about its formulas.

    `paragraphs` tells that blank lines separate them; without that every line is a block of its own.
    """
    parts: list[RichLine | CodeBlock] = []
    diagnostics: list[Diagnostic] = []
    for part in set_apart(lines):
        if isinstance(part, CodeBlock):
            parts.append(part)
        else:
            found = find_delimited(part, path=path)
            parts += [RichLine(line.number, line.inlines) for line in found.lines]
            diagnostics += found.diagnostics
    return structure(parts, blank_lines=paragraphs), tuple(diagnostics)
