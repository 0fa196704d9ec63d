"""How much a line looks like Python."""

import ast
from collections.abc import Collection, Sequence
from enum import IntEnum
from functools import lru_cache

from mlanki import patterns as regex
from mlanki.prose.code.splitting import MAY_GO_ON, logical_end, split
from mlanki.prose.code.syntax import NO_STATEMENTS, is_header, parse

LONGEST_LINE = 10_000  # characters; nobody has written so much code that was then joined into one line
BUILTINS = frozenset(("enumerate", "len", "list", "open", "print", "range", "sorted", "super", "zip"))
COMMENT = regex.compile(r"#(?!#)\s*\S")
CLOSED_BRACKETS = regex.compile(r"[)\]}]+[,;]?")
SNAKE_CASE = regex.compile(r"\p{Ll}{2,}\w*_\w*\p{Ll}{2,}")
# How a statement begins; most lines of prose are told by this alone.
BEGINS = regex.compile(r"[#@\"'(\[{]|\w+\s*[.(\[=:,+*/-]|[\p{Ll}_]+\b")


class Likeness(IntEnum):
    """How much a line looks like Python."""

    NONE = 0
    POSSIBLE = 1  # `return loss`, `y = w * x`, `# a comment`: code among code, and not by itself
    CERTAIN = 2


def python_beginnings(lines: Collection[str]) -> set[str]:
    """Those of a page's lines that a statement may begin with."""
    return {line for line in lines if _may_begin(line.strip())}


def _may_begin(line: str) -> bool:
    begins = len(line) <= LONGEST_LINE and (BEGINS.match(line) or MAY_GO_ON.search(line))
    return bool(begins) and not NO_STATEMENTS.match(line)


def read_python(lines: Sequence[str], at: int) -> tuple[int, bool]:
    """The place after the last of the statements that stand together from `at` on, and whether they are code.

    They are where one, or a header with the statement below it, can be nothing else. Blank lines may stand between.
    """
    end = at
    certain = header = False
    while at < len(lines):
        if not lines[at].strip():
            at += 1
        elif found := _statement(lines, at):
            rank, end = found
            # A header with a statement below it is a block, and prose has none.
            certain = certain or rank is Likeness.CERTAIN or (header and not lines[at].lstrip().startswith("#"))
            header, at = is_header(lines[at].strip()), end
        else:
            break
    return end, certain


def _statement(lines: Sequence[str], at: int) -> tuple[Likeness, int] | None:
    """What the statement from `lines[at]` on looks like, and the place after it; None if it is none."""
    if NO_STATEMENTS.match(lines[at]):
        return None
    if rank := rank_line(lines[at]):
        return rank, at + 1
    end = logical_end(lines, at)
    if end > at + 1 and (rank := rank_statement("\n".join(lines[at:end]).strip())):
        return rank, end
    return None


@lru_cache(maxsize=4096)  # an answer is searched after its page
def rank_line(line: str) -> Likeness:
    """How much `line`, which may hold several statements, looks like Python.

    >>> [rank_line(line).name for line in ("import numpy as np", "y = w * x", "Summary", "A tree splits.")]
    ['CERTAIN', 'POSSIBLE', 'NONE', 'NONE']
    """
    line = line.strip()
    if not BEGINS.match(line):
        return Likeness.NONE
    if rank := rank_statement(line):
        return rank
    # A line of prose is given up at its first word that is no statement.
    rank = Likeness.NONE
    for piece in split(line):
        if not (of_piece := rank_statement(piece)):
            return Likeness.NONE
        rank = max(rank, of_piece)
    return rank


def rank_statement(statement: str) -> Likeness:
    """How much one statement, header or comment looks like Python."""
    if statement.startswith("#"):
        return Likeness.POSSIBLE if COMMENT.match(statement) else Likeness.NONE
    if CLOSED_BRACKETS.fullmatch(statement):
        return Likeness.NONE
    match parse(statement):
        case None:
            return Likeness.NONE
        case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return Likeness.CERTAIN
        case ast.Expr(ast.Call(func=ast.Attribute())) | ast.With(items=[ast.withitem(ast.Call()), *_]):
            return Likeness.CERTAIN
        case ast.AnnAssign() | ast.Expr(ast.Name() | ast.Tuple() | ast.BinOp() | ast.Compare() | ast.BoolOp()):
            return Likeness.NONE  # `Range: x`, `Summary`, `precision, recall`: labels and words
        case ast.Expr(ast.UnaryOp() | ast.Attribute() | ast.Subscript() | ast.List() | ast.Set()):
            return Likeness.NONE
        case ast.Expr(ast.Constant(value)) if not isinstance(value, str) and value is not ...:
            return Likeness.NONE
        case node:
            return Likeness.CERTAIN if _is_unmistakable(node) else Likeness.POSSIBLE


def _is_unmistakable(statement: ast.stmt) -> bool:
    """Whether `statement` has something that neither prose nor algebra has."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(name) if SNAKE_CASE.fullmatch(name):
                return True
            case ast.Call(func=ast.Attribute()) | ast.Call(keywords=[_, *_]):
                return True
            case ast.Call(func=ast.Name(name)) if name in BUILTINS:
                return True
            case ast.AugAssign(target=ast.Subscript() | ast.Attribute()):
                return True
    return False
