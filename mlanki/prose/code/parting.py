"""The lines of an answer, with its code set apart."""

from collections.abc import Iterator, Sequence
from textwrap import dedent

from mlanki.document import CodeBlock, Line
from mlanki.prose.code.code_runs import find_runs
from mlanki.prose.code.indenting import restore


def set_apart(lines: Sequence[Line]) -> Iterator[CodeBlock | Sequence[Line]]:
    """Code, restored, and the runs of lines between it, in their order; a run may be empty."""
    end = 0
    for run in find_runs([line.text for line in lines]):
        yield lines[end : run.places.start]
        code = restore(run.lines) if run.language == "python" else dedent("\n".join(run.lines))
        yield CodeBlock(code, run.language)
        end = run.places.stop
    yield lines[end:]
