"""The evidence: named rules, what each weighs, and when it holds.

Weights are log odds, roughly base two: +1 says "twice as likely a formula as not". A formula is what its
rules add up to, so every decision can be read off, and a test can name the rule that it relies on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final

from mlanki.prose.formulas.seats import (
    CONNECTING,
    DANGLING,
    Habits,
    Seat,
    after_operator,
    always,
    applied,
    applies,
    argument,
    article,
    before_space,
    between_letters,
    cut_short,
    defined,
    equated,
    equation,
    escape,
    function,
    holds_words,
    index,
    inside_a_run,
    is_coefficient,
    is_tuple,
    known,
    path,
    plain,
    product,
    spaced,
    tex_group,
    tight,
    trailed,
)
from mlanki.prose.formulas.words import Sort
from mlanki.prose.tex import COMMANDS

# How a habit of the record moves a rule: if its alternative texts begin with a space, and if they do not.
SPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": 1.5, "no-mark": -2, "comma": 4.5})
UNSPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": -1.5, "no-mark": 1, "letters-in-a-row": -3})


@dataclass(frozen=True, slots=True)
class Rule:
    """A name, a weight, what it looks like, and when it holds."""

    name: str
    weight: float
    like: str
    holds: Callable[[Seat], bool]


# What an item says, by what it is. The first rule that holds is the one.
CONTENT: Final[Mapping[Sort, tuple[Rule, ...]]] = MappingProxyType(
    {
        # TeX is never prose, so this outweighs any boundary.
        Sort.COMMAND: (
            Rule(
                "tex-command",
                14,
                r"\theta, \frac{a}{b}",
                lambda s: s.item.name in COMMANDS and not escape(s) and not holds_words(s),
            ),
            Rule("escape", 2, r"\% \_, TeX and Markdown", lambda s: s.item.name in COMMANDS and escape(s)),
            Rule("words", 2, r"\textbf{two words}, which prose has too", lambda s: s.item.name in COMMANDS),
            Rule("path", -9, r"C:\temp", path),
            Rule("unknown-command", 9, r"\argmax, which an author took for TeX", lambda s: len(s.item.name) > 1),
            Rule("backslash", -3, r"\n, \d+", always),
        ),
        Sort.ENVIRONMENT: (Rule("tex-environment", 20, r"\begin{cases} …", always),),
        Sort.SIZED: (Rule("size-group", 16, r"{\large x}, the whole alternative text", always),),
        Sort.GROUP: (
            Rule("tex-group", 12, r"{\bf x}", tex_group),
            Rule("plain-group", -5, "{x: 1}", always),
        ),
        Sort.SCRIPT: (
            Rule("braced-script", 12, "x_{ij}", lambda s: s.item.text[1] in "{\\"),
            Rule("script", 7, "x_i, n^2", always),
        ),
        # What might be either.
        Sort.LETTER: (
            Rule("index", 5.5, "i th, with a space that nobody types", index),
            Rule("article", -6, "a model, I think", article),
            Rule("letter", 0.5, "x", always),
        ),
        Sort.NUMBER: (
            Rule("coefficient", 0.3, r"2 x^2, 2 \ln x", is_coefficient),
            Rule("number", -0.3, "0.5", always),
        ),
        Sort.RELATION: (
            Rule("equation", 3, "n = 5", equation),
            Rule("relation", 1.5, "= <", always),
        ),
        Sort.OPERATOR: (
            Rule("tight-operator", 1.5, "d/2", tight),
            Rule("operator", 0.5, "* /", always),
        ),
        Sort.SIGN: (Rule("sign", 0.5, "+ -", always),),
        Sort.BRACKET: (Rule("tex-bracket", 14, r"\{0, 1\}", lambda s: bool(s.item.name)),),
        Sort.FENCE: (Rule("fence", 1, "|x|", tight),),
        Sort.PRIME: (Rule("prime", 4, "x'", always),),
        Sort.DIFFERENTIAL: (Rule("differential", 0.7, "dx", always),),
        Sort.LABEL: (Rule("label", -2.5, "L1, x2", always),),
        Sort.NAME: (Rule("name", -4, "x_train", always),),
        Sort.COMMA: (
            Rule("inner-comma", -0.1, "(x, y)", lambda s: s.nested),
            Rule("shared", -0.5, r"x, y \in S", lambda s: s.item.shared),
            Rule("comma-in-row", 0.3, r"x_1, \dots, x_n", lambda s: s.item.listed),
            Rule("comma-and-space", -0.8, r"x,\quad y", before_space),
            Rule("comma", -5.5, "x, rather the end of one formula", always),
        ),
        Sort.DOTS: (
            Rule("dots-in-row", 1, "1, 2, ..., n", lambda s: s.item.listed),
            Rule("dots", -0.5, "...", always),
        ),
        # What prose is made of.
        Sort.ACRONYM: (
            Rule("function-name", -1.5, "KL(p)", function),
            Rule("argument", -2.5, "P(A, NOT B)", argument),
            Rule("product", -1, "W + BA", product),
            Rule("quantity", -1.5, "AUC =", equated),
            Rule("acronym", -4, "GPU", always),
        ),
        Sort.WORD: (
            Rule("function-name", -1.5, "max(0, x)", function),
            Rule("product", -1, "mx + b, = np", product),
            Rule("operand", -1.5, "= norm(a)", lambda s: applied(s) and after_operator(s)),
            Rule("argument", -2.5, "P(spam)", argument),
            Rule("unknown-function", -4, "norm(a)", applied),
            Rule("word", -8, "loss", always),
        ),
        Sort.MARK: (Rule("mark", -6, "& • —", always),),
        Sort.STOP: (
            Rule("map", 1, r"f: A \to B", lambda s: s.item.mapping),
            Rule("stop", -5, ". :", always),
        ),
        Sort.QUOTE: (Rule("quote", -8, "“", always),),
        Sort.COMPOUND: (Rule("compound", -9, "k-means", always),),
        Sort.SUFFIX: (Rule("suffix", -9, "x|-th", always),),
        Sort.CODE: (Rule("code", -10, "learning_rate, model.fit", always),),
        Sort.FORMULA: (Rule("delimited", -99, r"\(x\), a formula already", always),),
    }
)

# What its surroundings add. All the rules that hold.
ADDED: Final = (
    Rule("application", 2, "f(x)", lambda s: s.sort is Sort.BRACKET and applies(s)),
    Rule("letters-in-a-row", 3, "Q, K, V", between_letters),
    Rule("tuple", 1, "[0, 1], (i, j)", lambda s: is_tuple(s.item)),
    Rule("known-name", 4, "rel_i, which the formula above holds", lambda s: s.sort is Sort.NAME and known(s)),
    Rule("known-symbol", 2, "K, which the formula above holds", lambda s: s.sort is not Sort.NAME and known(s)),
)


# Where a picture begins. All the rules that hold.
OPENING: Final = (
    Rule("extra-space", 4, "the alternative text began with a space", spaced),
    Rule("no-mark", -4, "nothing sets it off", plain),
    Rule(
        "space-after-stop",
        -3,
        "many type two spaces after a full stop",
        lambda s: spaced(s) and s.behind is not None and s.behind.sort in (Sort.STOP, Sort.COMMA),
    ),
    Rule("inside-a-run", -10, "abc|x", inside_a_run),
    Rule("after-operator", -4, "loss = |x", lambda s: after_operator(s) and not inside_a_run(s)),
    Rule("leads-with-operator", -5, "|= x", lambda s: s.item.binds or s.item.role == "space"),
    Rule("leads-with-sign", -0.5, "|-1", lambda s: s.sort is Sort.SIGN),
    Rule("leads-with-comma", -12, "|, x", lambda s: s.sort in DANGLING),
    Rule(
        "bracket-first",
        -3.5,
        "(x + 1), rather text around a formula",
        lambda s: s.sort is Sort.BRACKET and not (s.item.name or s.item.roomy or is_tuple(s.item)),
    ),
    Rule("where-definition", 4, "a line `p is the number of …` for a p of the formula above", defined),
    Rule(
        "unlike-the-record",
        -2,
        "bare where all others wear a size group",
        lambda s: s.habits.wrapped and s.sort is not Sort.SIZED,
    ),
    Rule("beside-code", -3, "x = np.dot(a, b)", lambda s: s.habits.code and plain(s)),
)


# Where a picture ends. All the rules that hold.
CLOSING: Final = (
    Rule(
        "connection",
        1.5,
        "x |is, x |represents, x |and",
        lambda s: s.ahead is not None and s.ahead.text in CONNECTING,
    ),
    Rule("space-at-end", 1.5, "the alternative text ended with a space", trailed),
    Rule("cut-short", -10, "x|abc", cut_short),
    Rule(
        "before-operator",
        -4,
        "x |= loss",
        lambda s: s.ahead is not None and s.ahead.binds and not cut_short(s),
    ),
    Rule("ends-with-operator", -6, "x =|", lambda s: s.item.binds or s.sort is Sort.SIGN),
    Rule("ends-with-function", -3, r"\log|, \quad|", lambda s: s.item.role in ("op", "space")),
    Rule("ends-with-comma", -9, "x,|", lambda s: s.sort is Sort.COMMA),
)

# What a picture runs across, from one item to the next.
ACROSS: Final = (
    Rule("plural", -20, "x |y are, which are two", lambda s: s.item.apart),
    Rule("space-inside", -2.5, "x  y", lambda s: s.item.roomy),
    Rule(
        "beyond-size-group",
        -7,
        r"{\large x} y",
        lambda s: s.behind is not None and Sort.SIZED in (s.sort, s.behind.sort),
    ),
)

# What the line as a whole says to being displayed; see `Level.displayed`, which knows when they hold.
WHOLE: Final = (
    Rule("own-line", 1, "the formula is the line", always),
    Rule("left-hand-side", 6, "words that the line equates with what follows, each", always),
    Rule("right-hand-side", 7.5, "words beside operators, if the line begins with a space, each", always),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.name: rule for rule in chain(*CONTENT.values(), ADDED, OPENING, CLOSING, ACROSS, WHOLE)}
)


def weigh(rules: Iterable[str], habits: Habits) -> float:
    """What rules amount to in a record with these habits."""
    moved = SPACED if habits.spaced > 0 else UNSPACED
    return sum(RULES[rule].weight + moved.get(rule, 0.0) * abs(habits.spaced) for rule in rules)


def content(seat: Seat) -> tuple[str, ...]:
    """The rules that an item meets by being what it is where it is."""
    own = next((rule.name for rule in CONTENT.get(seat.sort, ()) if rule.holds(seat)), None)
    return met(ADDED, seat) if own is None else (own, *met(ADDED, seat))


def met(rules: Iterable[Rule], seat: Seat) -> tuple[str, ...]:
    """The names of the rules that hold."""
    return tuple(rule.name for rule in rules if rule.holds(seat))
