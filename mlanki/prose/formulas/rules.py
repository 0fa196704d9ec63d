"""The evidence: named rules, what each weighs, and which of them an item or a boundary meets.

Weights are log odds, roughly base two: +1 says "twice as likely a formula as not". A span is what its rules
add up to, so that every decision can be read off, and a test can name the rule that it relies on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mlanki.prose.formulas.items import FUNCTIONS, Item, Sort
from mlanki.prose.tex import COMMANDS

RULES: Final[Mapping[str, float]] = MappingProxyType(
    {
        # What an item says. TeX is never prose, so these outweigh any boundary.
        "tex-command": 14,  # \theta, \frac{a}{b}
        "tex-environment": 20,
        "tex-group": 12,  # braces with TeX inside
        "size-group": 16,  # {\large x}: the whole alternative text
        "braced-script": 12,  # x_{ij}
        "script": 7,  # x_i, n^2
        "unknown-command": 9,  # \argmax
        "escape": 2,  # \%, \_: TeX, and Markdown
        "backslash": -3,  # C:\temp, \n, \d+
        # What might be either.
        "letter": 0.5,
        "number": -0.3,
        "coefficient": 0.6,  # 2 x^2
        "relation": 1.5,
        "operator": 0.5,
        "application": 2,  # f(x): a symbol that touches its bracket
        "index": 5,  # i th: nobody types that space
        "known-symbol": 2,  # stands in another formula of the record
        "known-name": 4,  # rel_i, which the formula above holds
        "tuple": 1,  # [0, 1], (i, j)
        "plain-group": -5,  # {x: 1}
        "label": -2.5,  # L1, x2
        "acronym": -4,
        "function-name": -1.5,  # max(0, x)
        "unknown-function": -4,  # norm(a)
        "differential": 0.7,  # dx
        "name": -4,  # x_train
        # What prose is made of.
        "article": -4,  # a, A, I
        "comma": -5.5,  # rather the end of one formula
        "comma-in-row": -0.8,  # x_1, \dots, x_n
        "inner-comma": -0.1,  # within brackets
        "dots": -0.5,
        "mark": -6,
        "delimited": -99,  # a formula already, by its delimiters
        "stop": -5,
        "quote": -8,
        "word": -8,
        "compound": -9,
        "suffix": -9,
        "code": -10,
        # Where a picture begins.
        "no-mark": -4,  # nothing sets it off
        "extra-space": 4,  # its alternative text began with a space
        "space-after-stop": -3,  # many type two spaces after a full stop
        "inside-a-run": -10,  # abc|x
        "leads-with-operator": -5,  # = x
        "leads-with-sign": -0.5,  # -1
        "leads-with-comma": -12,
        "bracket-first": -1.5,  # (x + 1) is rather text around a formula
        "after-operator": -4,  # loss = |x
        "where-definition": 4,  # a line `p is the number of …` for a p of the formula above
        # Where it ends.
        "definition": 1.5,  # x |is, x |represents
        "space-at-end": 1.5,  # its alternative text ended with a space
        "cut-short": -10,  # x|abc
        "ends-with-operator": -6,  # x =
        "ends-with-function": -3,  # \\log |2
        "ends-with-comma": -9,
        "before-operator": -4,  # x |= loss
        # What it runs across.
        "space-inside": -2.5,
        "beyond-size-group": -7,
        # The line as a whole.
        "own-line": 1,
        "left-hand-side": 6,  # words that the line equates with what follows
        "equation-line": 6,  # likewise all words of a line that begins with a space
        # What the rest of the line and the record do.
        "beside-code": -4,
        "unlike-the-record": -2,
    }
)

# How the habit of a record moves a rule: if its alternative texts begin with a space, and if they do not.
SPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": 1.5, "no-mark": -2, "comma": 4.5})
UNSPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": -1.5, "no-mark": 1})


@dataclass(frozen=True, slots=True)
class Habits:
    """How the author of a record writes: what a first reading has found, for the second to go by."""

    symbols: frozenset[str] = frozenset()  # that stand in formulas
    spaced: float = 0.0  # do alternative texts begin with a space? from -1, never, to +1, always
    wrapped: bool = False  # does every formula wear a size group?
    code: bool = False  # is there code on this line?

    def weight(self, rule: str) -> float:
        moved = SPACED if self.spaced > 0 else UNSPACED
        return RULES[rule] + moved.get(rule, 0.0) * abs(self.spaced)

    def weigh(self, rules: Iterable[str]) -> float:
        return sum(map(self.weight, rules))


VERBS: Final = frozenset(
    [
        *(
            "is",
            "are",
            "was",
            "be",
            "being",
            "has",
            "have",
            "can",
            "represents",
            "represent",
            "denotes",
            "denote",
        ),
        *(
            "means",
            "refers",
            "stands",
            "indicates",
            "controls",
            "measures",
            "determines",
            "specifies",
            "gives",
        ),
        *("corresponds", "equals", "contains", "describes", "defines", "models", "maps"),
    ]
)
DEFINING: Final = VERBS | {"and", "or", "to", "with"}
ORDINALS: Final = frozenset({"th", "st", "nd", "rd"})
TOUCHABLE: Final = (Sort.COMMA, Sort.STOP, Sort.QUOTE, Sort.SUFFIX, Sort.MARK, Sort.SIZED, Sort.FORMULA)


def content(
    item: Item, behind: Item | None, ahead: Item | None, habits: Habits, *, nested: bool
) -> tuple[str, ...]:
    """The rules that an item meets by being what it is where it is."""
    known = (
        ("known-name" if item.sort is Sort.NAME else "known-symbol",) if item.text in habits.symbols else ()
    )
    return _content(item, behind, ahead, nested=nested) + known


def _content(item: Item, behind: Item | None, ahead: Item | None, *, nested: bool) -> tuple[str, ...]:
    match item.sort:
        case Sort.COMMAND:
            return (_command(item),)
        case Sort.GROUP:
            return ("tex-group" if _holds_tex(item) else "plain-group",)
        case Sort.SCRIPT:
            return ("braced-script" if item.text[1] in "{\\" else "script",)
        case Sort.LETTER if ahead is not None and not ahead.touching and ahead.text in ORDINALS:
            return ("letter", "index")
        case Sort.LETTER:
            return ("article",) if _article(item, behind, ahead, nested=nested) else ("letter",)
        case Sort.WORD | Sort.ACRONYM if _function(item, ahead):
            return (
                "function-name"
                if item.text in FUNCTIONS or item.sort is Sort.ACRONYM
                else "unknown-function",
            )
        case Sort.BRACKET:
            rules = ["application"] if _applied(item, behind) else []
            if _tuple(item):
                rules.append("tuple")
            if item.text[0] == "\\":
                rules.append("tex-command")
            return tuple(rules)
        case Sort.NUMBER if _coefficient(ahead):
            return ("number", "coefficient")
        case Sort.COMMA if nested:
            return ("inner-comma",)
        case Sort.COMMA if _in_row(behind) or _in_row(ahead):
            return ("comma-in-row",)
        case sort:
            return PLAIN[sort]


PLAIN: Final[Mapping[Sort, tuple[str, ...]]] = MappingProxyType(
    {
        Sort.WORD: ("word",),
        Sort.ACRONYM: ("acronym",),
        Sort.LABEL: ("label",),
        Sort.NUMBER: ("number",),
        Sort.NAME: ("name",),
        Sort.CODE: ("code",),
        Sort.COMPOUND: ("compound",),
        Sort.SUFFIX: ("suffix",),
        Sort.ENVIRONMENT: ("tex-environment",),
        Sort.SIZED: ("size-group",),
        Sort.RELATION: ("relation",),
        Sort.OPERATOR: ("operator",),
        Sort.SIGN: ("operator",),
        Sort.FENCE: (),
        Sort.PRIME: (),
        Sort.COMMA: ("comma",),
        Sort.DOTS: ("dots",),
        Sort.STOP: ("stop",),
        Sort.QUOTE: ("quote",),
        Sort.MARK: ("mark",),
        Sort.DIFFERENTIAL: ("differential",),
        Sort.FORMULA: ("delimited",),
    }
)


def opening(item: Item, behind: Item | None, ahead: Item | None, habits: Habits) -> tuple[str, ...]:
    """The rules that a picture meets by beginning with `item`."""
    rules = []
    if item.sort is not Sort.SIZED:
        rules.append("extra-space" if item.roomy else "no-mark")
        if habits.wrapped:
            rules.append("unlike-the-record")
        if habits.code and not item.roomy:
            rules.append("beside-code")
        if (
            behind is None
            and ahead is not None
            and item.text in habits.symbols
            and ahead.text in VERBS
            and item.sort in (Sort.LETTER, Sort.NAME)
        ):
            rules.append("where-definition")
        if item.roomy and behind is not None and behind.sort in (Sort.STOP, Sort.COMMA):
            rules.append("space-after-stop")
    if item.binds or item.role == "space":
        rules.append("leads-with-operator")
    elif item.sort is Sort.SIGN:
        rules.append("leads-with-sign")
    elif item.sort in (Sort.COMMA, Sort.STOP, Sort.SCRIPT, Sort.PRIME, Sort.DOTS):
        rules.append("leads-with-comma")
    elif item.sort is Sort.BRACKET and item.text[0] != "\\" and not item.roomy and not _tuple(item):
        rules.append("bracket-first")
    if item.touching and behind is not None and not _lets_touch(behind, item):
        rules.append("inside-a-run")
    elif behind is not None and (behind.binds or behind.sort is Sort.SIGN):
        rules.append("after-operator")
    return tuple(rules)


def closing(item: Item, ahead: Item | None, *, nested: bool) -> tuple[str, ...]:
    """The rules that a picture meets by ending with `item`."""
    rules = []
    if item.binds or item.sort is Sort.SIGN:
        rules.append("ends-with-operator")
    elif item.sort is Sort.COMMA:
        rules.append("ends-with-comma")
    elif item.role in ("op", "space"):
        rules.append("ends-with-function")
    if ahead is None:
        if nested and item.after:
            rules.append("space-at-end")
        return tuple(rules)
    if ahead.touching and ahead.sort not in TOUCHABLE and item.sort is not Sort.SIZED:
        rules.append("cut-short")
    elif ahead.binds:
        rules.append("before-operator")
    if ahead.before > (0 if ahead.sort in (Sort.COMMA, Sort.STOP) else 1):
        rules.append("space-at-end")
    if ahead.text in DEFINING:
        rules.append("definition")
    return tuple(rules)


def across(item: Item, behind: Item | None) -> tuple[str, ...]:
    """The rules that a picture meets by running on from `behind` to `item`."""
    if behind is None:
        return ()
    rules = []
    if item.roomy:
        rules.append("space-inside")
    if Sort.SIZED in (item.sort, behind.sort):
        rules.append("beyond-size-group")
    return tuple(rules)


def _command(item: Item) -> str:
    if item.name in COMMANDS:
        return "tex-command" if item.name.isalpha() or item.name in "{}|,;:!\\" else "escape"
    # \n and \d+ in code, \Users in a path; but \argmax is what an author took for TeX.
    return "unknown-command" if len(item.name) > 1 else "backslash"


def _holds_tex(item: Item) -> bool:
    return '"' not in item.text and any(c in item.text for c in "\\_^")


def _article(item: Item, behind: Item | None, ahead: Item | None, *, nested: bool) -> bool:
    if item.text not in ("a", "A", "I") or ahead is None or ahead.touching:
        return False
    if nested and behind is None and ahead.sort is not Sort.WORD:
        return False
    return ahead.sort in (Sort.WORD, Sort.COMPOUND, Sort.ACRONYM, Sort.CODE) and ahead.text not in DEFINING


def _tuple(item: Item) -> bool:
    return any(inner.sort is Sort.COMMA for inner in item.inner)


def _in_row(item: Item | None) -> bool:
    return item is not None and (
        item.sort is Sort.DOTS or item.role == "space" or item.text in (r"\dots", r"\ldots", r"\cdots")
    )


def _coefficient(ahead: Item | None) -> bool:
    return ahead is not None and ahead.sort is Sort.LETTER and ahead.scripted


def _function(item: Item, ahead: Item | None) -> bool:
    if ahead is None or not ahead.touching:
        return False
    return ahead.sort is Sort.BRACKET or (item.text in FUNCTIONS and ahead.sort is Sort.SCRIPT)


def _applied(item: Item, behind: Item | None) -> bool:
    return (
        item.touching
        and behind is not None
        and behind.sort in (Sort.LETTER, Sort.SCRIPT, Sort.COMMAND, Sort.PRIME, Sort.ACRONYM, Sort.WORD)
    )


def _lets_touch(behind: Item, item: Item) -> bool:
    return (
        Sort.SIZED in (behind.sort, item.sort)
        or behind.sort in (Sort.FORMULA, Sort.QUOTE, Sort.MARK, Sort.STOP, Sort.COMMA)
        or behind.binds
    )
