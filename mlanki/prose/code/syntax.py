"""What one line of Python says: parsed by Python itself, in the context that the line alone lacks."""

import ast
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from keyword import kwlist, softkwlist

from mlanki.prose.code.splitting import code_part

CLAUSES = {"elif": "if x: pass\n", "else": "if x: pass\n", "except": "try: pass\n", "finally": "try: pass\n"}
CLAUSE = re.compile(r"(elif|else|except|finally)\b")
HEADER = re.compile(r"(async|class|def|elif|else|except|finally|for|if|try|while|with)\b")
FIRST_WORD = re.compile(r"(?:async\s+)?(\w*)")
TRY = re.compile(r"try\s*:")
# Outside of any string two names side by side are no statement, and of three the second is none either, wherever
# line ends were lost: what most lines of prose are told by.
NAME = rf"\b (?! (?: {' | '.join((*kwlist, *softkwlist))} ) \b ) [^\W\d]\w*+"
NO_STATEMENT = re.compile(rf"[^\"'\#\\]*? {NAME} [ ]++ {NAME}", re.VERBOSE)
NO_STATEMENTS = re.compile(rf"{NO_STATEMENT.pattern} [ ]++ {NAME}", re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, a comment or a blank line; several lines where a bracket or a string goes over them."""

    lines: tuple[str, ...]
    node: ast.stmt | None  # None for a comment or a blank

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def opens(self) -> bool:
        """Whether a block begins below."""
        return is_header(self.text)

    @property
    def keyword(self) -> str:
        """The word that it begins with."""
        word = FIRST_WORD.match(self.text)
        return word[1] if word else ""


@lru_cache(maxsize=4096)  # a page is searched more than once, and what is found restored
def parse(statement: str) -> ast.stmt | None:
    """The one statement, header or clause that `statement` is; None if it is none, or more than one.

    A header stands for its block (`for i in x:` with nothing below), a clause for the statement it belongs to.
    """
    if clause := CLAUSE.match(statement):
        return _first(f"{CLAUSES[clause[1]]}{code_part(statement)} pass")
    if statement.startswith("@"):
        return _first(f"{statement}\ndef f(): pass")
    if is_header(statement):
        if TRY.match(statement):
            return _first("try: pass\nfinally: pass")
        return _first(f"{code_part(statement)} pass")
    return _first(statement)


def _first(text: str) -> ast.stmt | None:
    if NO_STATEMENT.match(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an invalid escape in a string of theirs is none of our business
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 else None


def compiles(code: str) -> bool:
    """Whether Python takes `code` as a module; stricter than parsing: `return` needs its function."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(_on_one_line(ast.parse(code)), "<page>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _on_one_line(module: ast.Module) -> ast.Module:
    """The module as if it were written on one line: Python 3.11 compares each function with all that differ in it."""
    for node in ast.walk(module):
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = node.end_lineno = 1
            node.col_offset = node.end_col_offset = 0
    return module


def is_header(statement: str) -> bool:
    """Whether a block begins below `statement`: it starts as a header does and ends in its colon."""
    return bool(HEADER.match(statement)) and code_part(statement).endswith(":")


def read_names(node: ast.AST) -> frozenset[str]:
    """The names whose value `node` asks for, those it then changes (`x[0] = 1`, `x += 1`) included."""
    loads = {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)}
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        loads.add(node.target.id)
    return frozenset(loads)


def bound_names(node: ast.AST) -> frozenset[str]:
    """The names to which `node` gives a value, of a function its parameters; `x += 1` needs one that is there."""
    nodes = list(ast.walk(node))
    changed = {id(each.target) for each in nodes if isinstance(each, ast.AugAssign)}
    names = {
        each.id
        for each in nodes
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) and id(each) not in changed
    }
    return frozenset(names | {each.arg for each in nodes if isinstance(each, ast.arg)})
