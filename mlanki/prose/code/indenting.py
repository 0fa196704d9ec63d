"""Indentation that was lost, set again where rules leave one way to do it."""

from collections.abc import Iterator, Sequence
from textwrap import dedent

from mlanki.prose.code.nesting import Nesting, UndeterminedError
from mlanki.prose.code.splitting import logical_end, split
from mlanki.prose.code.syntax import Statement, compiles, parse

INDENT = "    "


def restore(lines: Sequence[str]) -> str:
    r"""The code that `lines` were, every block indented; a line alone may also be several that were joined.

    What Python takes as it is stays so, and so does what can be read in several ways. Only white space is
    ever changed.

    >>> restore(["def half(x):", "return x / 2", "print(half(3))"])
    'def half(x):\n    return x / 2\nprint(half(3))'
    """
    as_it_came = dedent("\n".join(lines))
    pieces = [*split(lines[0].strip())] if len(lines) == 1 else lines
    if len(pieces) == len(lines) and compiles(as_it_came):
        return as_it_came
    try:
        restored = "\n".join(_indented(_statements([piece.strip() for piece in pieces])))
    except UndeterminedError:
        return as_it_came
    return restored if compiles(restored) else as_it_came


def _statements(lines: Sequence[str]) -> list[Statement]:
    """The statements, comments and blanks of `lines`; a bracket or a string may be open over several."""
    statements: list[Statement] = []
    at = 0
    while at < len(lines):
        for end in (at + 1, logical_end(lines, at)):
            text = "\n".join(lines[at:end])
            node = parse(text)
            if node is not None or (end > at and (not text or text.startswith("#"))):
                statements.append(Statement(tuple(lines[at:end]), node))
                at = end
                break
        else:
            raise UndeterminedError
    return statements


def _indented(statements: Sequence[Statement]) -> Iterator[str]:
    """The lines of `statements`, indented; a comment is as deep as the statement below it."""
    depths = Nesting([statement for statement in statements if statement.node is not None]).depths()
    at = 0
    for statement in statements:
        depth = depths[min(at, len(depths) - 1)] if depths else 0
        at += statement.node is not None
        first, *others = statement.lines
        yield (INDENT * depth + first).rstrip()
        in_string = '"""' in statement.text or "'''" in statement.text
        for line in others:
            deeper = not line.startswith((")", "]", "}"))
            yield line if in_string else INDENT * (depth + deeper) + line
