"""The evidence: named rules, what each weighs, and when it holds.

Weights are log odds, roughly base two: +1 says "twice as likely a formula as not". A formula is what its
rules add up to, so every decision can be read off, and a test can name the rule that it relies on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Final

from mlanki.prose.formulas.seats import (
    BINDING,
    CONNECTING,
    DANGLING,
    Seat,
    after_operator,
    always,
    applied,
    applies,
    article,
    between_letters,
    cut_short,
    defined,
    equation,
    escape,
    function,
    has_condition,
    holds_words,
    index,
    inside_a_run,
    is_coefficient,
    is_tuple,
    plain,
    product,
    spaced,
    tex_group,
    tight,
)
from mlanki.prose.formulas.words import Sort
from mlanki.prose.tex import COMMANDS

# How a habit of the record moves rules: its alternative texts begin with a space, or do not, or wear a size group all.
SPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": 1.5, "no-mark": -2, "comma": 4.5})
UNSPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": -1.5, "no-mark": 1, "letters-in-a-row": -3})
WRAPPED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": -2, "no-mark": -2})
MOVED: Final = frozenset({*SPACED, *UNSPACED, *WRAPPED})


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A name, a weight, what it looks like, when it holds, and of what it is asked (of every item, if none is told)."""

    name: str
    weight: float
    like: str
    holds: Callable[[Seat], bool]
    of: Collection[Sort] = frozenset(Sort)


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
            Rule("text-command", 2, r"\% \_ \textbf{two words}, in prose too", lambda s: s.item.name in COMMANDS),
            Rule("unknown-command", 9, r"\argmax, which an author took for TeX", lambda s: len(s.item.name) > 1),
            Rule("backslash", -3, r"\n, \d+", always),
        ),
        Sort.ENVIRONMENT: (Rule("tex-environment", 20, r"\begin{cases} …", always),),
        Sort.SIZED: (Rule("size-group", 16, r"{\large x}, the whole alternative text", always),),
        Sort.GROUP: (
            Rule("tex-group", 12, r"{\bf x}", tex_group),
            Rule("plain-group", -5, "{x: 1}", always),
        ),
        Sort.SCRIPT: (Rule("script", 7, "x_i, n^2", always),),
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
            Rule("equation", 3.2, "n = 5", equation),
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
            Rule("comma", -5.5, "x, rather the end of one formula", always),
        ),
        Sort.DOTS: (Rule("dots", -0.5, "...", always),),
        # What prose is made of.
        Sort.ACRONYM: (
            Rule("function-name", -1.5, "KL(p)", function),
            Rule("argument", -2.5, "P(A, NOT B), P(spam)", lambda s: s.item.argument),
            Rule("product", -0.4, "W + BA", product),
            Rule("acronym", -4, "GPU", always),
        ),
        Sort.WORD: (
            Rule("function-name", -1.5, "max(0, x)", function),
            Rule("product", -0.4, "mx + b, = np", product),
            Rule("argument", -2.5, "P(A, NOT B), P(spam)", lambda s: s.item.argument),
            Rule("unknown-function", -4, "norm(a)", applied),
            Rule("word", -8, "loss", always),
        ),
        Sort.PROSE: (Rule("prose", -8, "the loss of, each word", always),),
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
    Rule("application", 2, "f(x)", applies, {Sort.BRACKET}),
    Rule("condition", 4, "P(A|B)", lambda s: applies(s) and has_condition(s.item), {Sort.BRACKET}),
    Rule("letters-in-a-row", 3, "Q, K, V", between_letters, {Sort.COMMA}),
    Rule("tuple", 1, "[0, 1], (i, j)", lambda s: is_tuple(s.item), {Sort.BRACKET}),
)

# What is added for a symbol that a sure formula of the record holds, and where a picture begins with it.
KNOWN: Final = (
    Rule("known-name", 4, "rel_i, which the formula above holds", always, {Sort.NAME}),
    Rule("known-symbol", 2, "K, which the formula above holds", always, {Sort.LETTER, Sort.ACRONYM}),
)
KNOWN_FIRST: Final = (
    Rule(
        "where-definition",
        4,
        "a line `p is …` or `p: …` for a p of the formula above",
        defined,
        {Sort.LETTER, Sort.NAME},
    ),
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
    Rule("leads-with-operator", -5, "|= x", lambda s: s.item.binds or s.item.role == "space", BINDING),
    Rule("leads-with-sign", -0.5, "|-1", always, {Sort.SIGN}),
    Rule("leads-with-comma", -12, "|, x", always, DANGLING),
    Rule(
        "bracket-first",
        -3.5,
        "(x + 1), rather text around a formula",
        lambda s: not (s.item.name or s.item.roomy or is_tuple(s.item)),
        {Sort.BRACKET},
    ),
    Rule("beside-code", -3, "x = np.dot(a, b)", lambda s: s.code and plain(s)),
)


# Where a picture ends. All the rules that hold.
CLOSING: Final = (
    Rule(
        "connection",
        1.5,
        "x |is, x |represents, x |and",
        lambda s: s.ahead is not None and s.ahead.text in CONNECTING,
    ),
    Rule("cut-short", -10, "x|abc", cut_short),
    Rule(
        "before-operator",
        -4,
        "x |= loss",
        lambda s: s.ahead is not None and s.ahead.binds and not cut_short(s),
    ),
    Rule("ends-with-operator", -6, "x =|", lambda s: s.item.binds or s.sort is Sort.SIGN, {*BINDING, Sort.SIGN}),
    Rule("ends-with-function", -3, r"\log|, \quad|", lambda s: s.item.role in ("op", "space"), {Sort.COMMAND}),
    Rule("ends-with-comma", -9, "x,|", always, {Sort.COMMA}),
)

# What a picture runs across, from one item to the next.
ACROSS: Final = (
    Rule("plural", -20, "x |y are, which are two", lambda s: s.item.apart, {Sort.LETTER, Sort.COMMAND}),
    Rule(
        "beyond-size-group",
        -7,
        r"{\large x} y",
        lambda s: s.behind is not None and Sort.SIZED in (s.sort, s.behind.sort),
    ),
)

# What the line as a whole says to being displayed; see `Reading.displayed`, which knows when they hold.
WHOLE: Final = (
    Rule("own-line", 1, "the formula is the line", always),
    Rule("left-hand-side", 6, "words that the line equates with what follows, each", always),
    Rule("right-hand-side", 7.5, "words beside operators, if the line begins with a space, each", always),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.name: rule for rule in chain(*CONTENT.values(), ADDED, KNOWN, KNOWN_FIRST, OPENING, CLOSING, ACROSS, WHOLE)}
)


def by_sort(rules: Iterable[Rule]) -> Mapping[Sort, tuple[Rule, ...]]:
    """The rules that are asked of an item, by what it is."""
    rules = tuple(rules)
    return MappingProxyType({sort: tuple(rule for rule in rules if sort in rule.of) for sort in Sort})


ADDED_TO, OPENED_BY, CLOSED_BY, RUN_TO = map(by_sort, (ADDED, OPENING, CLOSING, ACROSS))
KNOWN_AS, KNOWN_FIRST_AS = map(by_sort, (KNOWN, KNOWN_FIRST))
KNOWABLE: Final = frozenset(chain.from_iterable(rule.of for rule in KNOWN))
ADDABLE: Final = frozenset(chain.from_iterable(rule.of for rule in ADDED))


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Rules that hold, what they weigh together, and the names of those that habits move."""

    rules: tuple[Rule, ...]
    weight: float
    moved: tuple[str, ...]


@lru_cache(maxsize=4096)
def evidence(*rules: Rule) -> Evidence:
    """What rules that hold say together; the same few stand together over and over."""
    return Evidence(rules, sum(rule.weight for rule in rules), tuple(rule.name for rule in rules if rule.name in MOVED))


def met(rules: Mapping[Sort, tuple[Rule, ...]], seat: Seat) -> Evidence:
    """What those of the rules say that hold."""
    return evidence(*[rule for rule in rules[seat.item.sort] if rule.holds(seat)])


def content(seat: Seat) -> Evidence:
    """What an item says by being what it is where it is."""
    item = seat.item
    added = [rule for rule in ADDED_TO[item.sort] if rule.holds(seat)] if item.sort in ADDABLE else ()
    for rule in CONTENT.get(item.sort, ()):
        if rule.holds(seat):
            return evidence(*[rule] * item.words, *added)
    return evidence(*added)


def moves(spaced: float, *, wrapped: bool) -> Mapping[str, float]:
    """How far habits move each of the rules that they move at all."""
    way = SPACED if spaced > 0 else UNSPACED
    return {name: way.get(name, 0.0) * abs(spaced) + (WRAPPED.get(name, 0.0) if wrapped else 0.0) for name in MOVED}
