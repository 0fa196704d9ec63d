"""Where each block of flattened Python ends: evidence with names, and what follows from it.

The first statement below a header is inside; for every later one the rules are asked in their order, and the
first that has something to say decides. Where none has, a later statement that is certainly inside settles it.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from mlanki.prose.code.syntax import Statement, bound_names, read_names

FOLLOWED_BY = {
    "if": ("elif", "else"),
    "elif": ("elif", "else"),
    "for": ("else",),
    "while": ("else",),
    "try": ("except", "else", "finally"),
    "except": ("except", "else", "finally"),
}
LOOPS = ("for", "while")
DEEPEST = 99  # blocks within blocks; Python itself takes no more


class UndeterminedError(Exception):
    """Nothing tells whether a statement belongs to the block above it."""


class Standing(Enum):
    """Where a statement stands, seen from a block that is open."""

    INSIDE = auto()
    OUTSIDE = auto()


@dataclass(slots=True)
class Block:
    """A block that is open: what stands at its head, and what its statements have done so far."""

    keyword: str = ""
    header: ast.AST | None = None
    names: set[str] = field(default_factory=set)  # bound here and not before
    last: Statement | None = None
    others_leave: bool = True  # of `else`: whether every branch before it returns or raises
    settled: int = 0  # a statement before this one, of which nothing else tells, is inside

    @property
    def own_name(self) -> str:
        """The name of the function or class that the block makes."""
        return getattr(self.header, "name", None) or ""

    @property
    def leaves(self) -> bool:
        """Whether its last statement lets nothing after it run."""
        return self.last is not None and isinstance(self.last.node, ast.Return | ast.Raise | ast.Break | ast.Continue)


Rule = Callable[[Statement, Block, tuple[Block, ...]], Standing | None]


def nothing_runs_after_return(_: Statement, block: Block, __: tuple[Block, ...]) -> Standing | None:
    return Standing.OUTSIDE if block.leaves else None


def a_clause_ends_the_branch(statement: Statement, _: Block, __: tuple[Block, ...]) -> Standing | None:
    return Standing.OUTSIDE if statement.keyword in ("elif", "else", "except", "finally") else None


def a_definition_stands_outermost(statement: Statement, block: Block, _: tuple[Block, ...]) -> Standing | None:
    """Functions and classes are written side by side; what takes `self` is a method of the class above."""
    if not isinstance(statement.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return None
    if block.keyword != "class" or isinstance(statement.node, ast.ClassDef):
        return Standing.OUTSIDE
    first = [argument.arg for argument in statement.node.args.args[:1]]
    return Standing.INSIDE if statement.text.startswith("@") or first in (["self"], ["cls"]) else Standing.OUTSIDE


def imports_stand_outermost(statement: Statement, _: Block, __: tuple[Block, ...]) -> Standing | None:
    return Standing.OUTSIDE if isinstance(statement.node, ast.Import | ast.ImportFrom) else None


def the_script_begins_outermost(statement: Statement, _: Block, __: tuple[Block, ...]) -> Standing | None:
    return Standing.OUTSIDE if statement.text.startswith("if __name__") else None


def return_ends_its_function(statement: Statement, block: Block, around: tuple[Block, ...]) -> Standing | None:
    """A `return` is in a function; as the last line of a loop it would end the loop on its first round.

    Nor is it in an `else` whose other branches go on: they would go on to nothing.
    """
    if not isinstance(statement.node, ast.Return):
        return None
    if block.keyword == "def":
        return Standing.INSIDE
    in_function = any(outer.keyword == "def" for outer in around)
    goes_on = block.keyword == "else" and not block.others_leave
    return Standing.OUTSIDE if in_function and (block.keyword in LOOPS or goes_on) else None


def what_is_made_is_used_outside(statement: Statement, block: Block, _: tuple[Block, ...]) -> Standing | None:
    used = statement.node is not None and block.own_name in read_names(statement.node)
    return Standing.OUTSIDE if block.own_name and used else None


def a_class_holds_definitions(statement: Statement, block: Block, _: tuple[Block, ...]) -> Standing | None:
    if block.keyword != "class":
        return None
    attribute = isinstance(statement.node, ast.Assign | ast.AnnAssign)
    has_method = block.last is not None and isinstance(block.last.node, ast.FunctionDef | ast.AsyncFunctionDef)
    return Standing.INSIDE if attribute and not has_method else Standing.OUTSIDE


def a_loop_over_the_same_name_is_another(statement: Statement, block: Block, _: tuple[Block, ...]) -> Standing | None:
    if not (isinstance(statement.node, ast.For) and isinstance(block.header, ast.For)):
        return None
    return Standing.OUTSIDE if bound_names(statement.node.target) & bound_names(block.header.target) else None


def names_are_used_where_they_are_bound(statement: Statement, block: Block, _: tuple[Block, ...]) -> Standing | None:
    """Parameters and locals live in their function; what a loop binds anew is hardly read after it."""
    if block.keyword not in ("def", *LOOPS) or statement.node is None:
        return None
    return Standing.INSIDE if read_names(statement.node) & block.names else None


RULES: tuple[Rule, ...] = (
    nothing_runs_after_return,
    a_clause_ends_the_branch,
    a_definition_stands_outermost,
    imports_stand_outermost,
    the_script_begins_outermost,
    return_ends_its_function,
    what_is_made_is_used_outside,
    a_class_holds_definitions,
    a_loop_over_the_same_name_is_another,
    names_are_used_where_they_are_bound,
)


class Nesting:
    """How deep each statement stands, found from the first to the last."""

    def __init__(self, code: Sequence[Statement]) -> None:
        self.code = code
        self.found: dict[int, int] = {}

    def depths(self) -> list[int]:
        """The depth of every statement; raises `UndeterminedError` where nothing tells it."""
        module = Block()
        at = 0
        while at < len(self.code):
            at = self._add(at, module, ())
        return [self.found[at] for at in range(len(self.code))]

    def _add(self, at: int, block: Block, around: tuple[Block, ...]) -> int:
        """Set the statement at `at`, with the blocks that it opens, into `block`; the place after all that."""
        self.found[at] = len(around)
        while self.code[at].text.startswith("@") and at + 1 < len(self.code):
            at += 1
            self.found[at] = len(around)
        statement, end = self.code[at], at + 1
        branch: Block | None = None
        leave = True
        while statement.opens:
            branch = Block(statement.keyword, statement.node, others_leave=leave)
            end = self._body(end, branch, (*around, block))
            leave = leave and branch.leaves
            if end == len(self.code) or self.code[end].keyword not in FOLLOWED_BY.get(branch.keyword, ()):
                break
            statement = self.code[end]
            self.found[end] = len(around)
            end += 1
        block.last = self.code[at]
        for added in self.code[at:end]:
            if added.node is not None:
                block.names |= {name for name in bound_names(added.node) if not _is_visible(name, block, around)}
        return end

    def _body(self, at: int, block: Block, around: tuple[Block, ...]) -> int:
        """Fill `block` from `at` on; the place after it."""
        if at == len(self.code) or len(around) == DEEPEST:
            raise UndeterminedError
        if block.header is not None and block.keyword in ("def", *LOOPS):
            block.names |= bound_names(block.header)
        end = self._add(at, block, around)
        while end < len(self.code) and self._is_inside(end, block, around):
            end = self._add(end, block, around)
        return end

    def _is_inside(self, at: int, block: Block, around: tuple[Block, ...]) -> bool:
        """Whether the statement at `at` belongs to `block`, by itself or because a later one does."""
        for later in range(at, len(self.code)):
            opinions = (rule(self.code[later], block, around) for rule in RULES)
            place = next((opinion for opinion in opinions if opinion is not None), None)
            if place is None and later < block.settled:
                return True
            if place is Standing.OUTSIDE and later > at:
                break
            if place is not None:
                block.settled = later
                return place is Standing.INSIDE
        raise UndeterminedError


def _is_visible(name: str, block: Block, around: tuple[Block, ...]) -> bool:
    """Whether the function, or else the module, that `block` is in has bound `name` so far."""
    for scope in (block, *reversed(around)):
        if name in scope.names:
            return True
        if scope.keyword == "def":
            return False
    return False
