"""The lines of an answer, with its code set apart."""

from collections.abc import Iterator, Sequence

from mlanki.document import CodeBlock, Line
from mlanki.prose.code.finding import find_code
from mlanki.prose.code.restoring import restore


def set_apart(lines: Sequence[Line]) -> Iterator[CodeBlock | Sequence[Line]]:
    """Code, restored, and the runs of lines between it, in their order; a run may be empty."""
    end = 0
    for run in find_code([line.text for line in lines]):
        yield lines[end : run.start]
        yield CodeBlock(restore([lines[at].text for at in run]), "python")
        end = run.stop
    yield lines[end:]
