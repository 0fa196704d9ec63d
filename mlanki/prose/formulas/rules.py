"""The evidence: named rules, what each weighs, and which of them an item or a boundary meets.

Weights are log odds, roughly base two: +1 says "twice as likely a formula as not". A span is what its rules
add up to, so that every decision can be read off, and a test can name the rule that it relies on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mlanki.prose.formulas.items import FUNCTIONS, Item, Sort
from mlanki.prose.tex import COMMANDS, Tex

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
        "interval": 1,  # [0, 1]
        "plain-group": -5,  # {x: 1}
        "label": -2.5,  # L1, x2
        "acronym": -4,
        "function-name": -1.5,  # max(0, x)
        "name": -4,  # x_train
        # What prose is made of.
        "article": -4,  # a, A, I
        "comma": -0.8,
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
        "no-mark": -3,  # nothing sets it off
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
        "ends-with-comma": -9,
        "before-operator": -4,  # x |= loss
        # What it runs across.
        "space-inside": -2.5,
        "beyond-size-group": -7,
        # The line as a whole.
        "own-line": 1,
        "left-hand-side": 6,  # words that the line equates with what follows
        "equation-line": 6,  # likewise all words of a line that begins with a space
        "last-stop": 4.5,  # y = x.
        # What the rest of the record does.
        "unlike-the-record": -2,
    }
)

# How far a record's own habit moves a rule: towards +1 where all its formulas do it, -1 where none does.
SPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": 1.5, "no-mark": -1})


@dataclass(frozen=True, slots=True)
class Habits:
    """How the author of a record writes: what a first reading has found, for the second to go by."""

    symbols: frozenset[str] = frozenset()  # that stand in formulas
    spaced: float = 0.0  # do alternative texts begin with a space? from -1, never, to +1, always
    wrapped: bool = False  # does every formula wear a size group?

    def weight(self, rule: str) -> float:
        return RULES[rule] + SPACED.get(rule, 0.0) * self.spaced

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
BOUND: Final = (Sort.RELATION, Sort.OPERATOR)  # cannot begin or end a formula
TOUCHABLE: Final = (Sort.COMMA, Sort.STOP, Sort.QUOTE, Sort.SUFFIX, Sort.MARK, Sort.SIZED, Sort.FORMULA)


def role(item: Item) -> str:
    """The TeX class of a command; empty for any other item."""
    if item.sort is not Sort.COMMAND:
        return ""
    known = COMMANDS.get(Tex.of(item.text).tokens[0].name)
    return known.role if known else ""


def binds(item: Item) -> bool:
    """Does it want a term on either side?"""
    return item.sort in BOUND or role(item) in ("bin", "rel")


def content(item: Item, behind: Item | None, ahead: Item | None, habits: Habits, *, nested: bool) -> tuple[str, ...]:
    """The rules that an item meets by being what it is where it is."""
    known = ("known-symbol",) if item.text in habits.symbols else ()
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
            return ("function-name",)
        case Sort.BRACKET:
            rules = ["application"] if _applied(item, behind) else []
            if item.text[0] == "[" and any(inner.sort is Sort.COMMA for inner in item.inner):
                rules.append("interval")
            if item.text[0] == "\\":
                rules.append("tex-command")
            return tuple(rules)
        case Sort.NUMBER if _coefficient(ahead):
            return ("number", "coefficient")
        case Sort.COMMA if nested:
            return ("inner-comma",)
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
        if behind is None and ahead is not None and item.text in habits.symbols and ahead.text in VERBS:
            rules.append("where-definition")
        if item.roomy and behind is not None and behind.sort in (Sort.STOP, Sort.COMMA):
            rules.append("space-after-stop")
    if binds(item):
        rules.append("leads-with-operator")
    elif item.sort is Sort.SIGN:
        rules.append("leads-with-sign")
    elif item.sort in (Sort.COMMA, Sort.STOP, Sort.SCRIPT, Sort.PRIME, Sort.DOTS):
        rules.append("leads-with-comma")
    elif item.sort is Sort.BRACKET and item.text[0] != "\\" and not item.roomy:
        rules.append("bracket-first")
    if item.touching and behind is not None and not _lets_touch(behind, item):
        rules.append("inside-a-run")
    elif behind is not None and (binds(behind) or behind.sort is Sort.SIGN):
        rules.append("after-operator")
    return tuple(rules)


def closing(item: Item, ahead: Item | None, *, nested: bool) -> tuple[str, ...]:
    """The rules that a picture meets by ending with `item`."""
    rules = []
    if binds(item) or item.sort is Sort.SIGN:
        rules.append("ends-with-operator")
    elif item.sort is Sort.COMMA:
        rules.append("ends-with-comma")
    if ahead is None:
        if nested and item.after:
            rules.append("space-at-end")
        return tuple(rules)
    if ahead.touching and ahead.sort not in TOUCHABLE and item.sort is not Sort.SIZED:
        rules.append("cut-short")
    elif binds(ahead):
        rules.append("before-operator")
    if ahead.before > (0 if ahead.sort in (Sort.COMMA, Sort.STOP) else 1):
        rules.append("space-at-end")
    if ahead.text in DEFINING:
        rules.append("definition")
    return tuple(rules)


def across(item: Item, behind: Item) -> tuple[str, ...]:
    """The rules that a picture meets by running on from `behind` to `item`."""
    rules = []
    if item.roomy:
        rules.append("space-inside")
    if Sort.SIZED in (item.sort, behind.sort):
        rules.append("beyond-size-group")
    return tuple(rules)


def _command(item: Item) -> str:
    tokens = Tex.of(item.text).tokens
    name = tokens[0].name
    if name in COMMANDS:
        return "tex-command" if name.isalpha() or name in "{}|,;:!\\" else "escape"
    # \n and \d+ in code, \Users in a path; but \argmax is what an author took for TeX.
    return "unknown-command" if len(name) > 1 else "backslash"


def _holds_tex(item: Item) -> bool:
    return '"' not in item.text and any(c in item.text for c in "\\_^")


def _article(item: Item, behind: Item | None, ahead: Item | None, *, nested: bool) -> bool:
    if item.text not in ("a", "A", "I") or ahead is None or ahead.touching:
        return False
    if nested and behind is None and ahead.sort is not Sort.WORD:
        return False
    return ahead.sort in (Sort.WORD, Sort.COMPOUND, Sort.ACRONYM, Sort.CODE) and ahead.text not in DEFINING


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
        or binds(behind)
    )
