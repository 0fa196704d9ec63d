"""The evidence: named rules, what each weighs, and when it holds.

Weights are log odds, roughly base two: +1 says "twice as likely a formula as not". A formula is what its rules
add up to, so every decision can be read off, and a test can name the rule that it relies on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Final

from mlanki.prose.formulas.items import FUNCTIONS, Item, Sort
from mlanki.prose.tex import COMMANDS


@dataclass(frozen=True, slots=True)
class Habits:
    """How the author of a record writes: what a first reading has found, for the second to go by."""

    symbols: frozenset[str] = frozenset()  # that stand in formulas
    spaced: float = 0.0  # do alternative texts begin with a space? from -1, never, to +1, always
    wrapped: bool = False  # does every formula wear a size group?
    code: bool = False  # is there code on this line?

    def weigh(self, rules: Iterable[str]) -> float:
        """What rules amount to in this record."""
        return sum(RULES[rule].weight + self._moved(rule) for rule in rules)

    def _moved(self, rule: str) -> float:
        return (SPACED if self.spaced > 0 else UNSPACED).get(rule, 0.0) * abs(self.spaced)


# How a habit of the record moves a rule: if its alternative texts begin with a space, and if they do not.
SPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": 1.5, "no-mark": -2, "comma": 4.5})
UNSPACED: Final[Mapping[str, float]] = MappingProxyType({"extra-space": -1.5, "no-mark": 1})


@dataclass(frozen=True, slots=True)
class Seat:
    """An item, its neighbours on the same level, and the habits of its record."""

    item: Item
    behind: Item | None
    ahead: Item | None
    habits: Habits
    nested: bool = False  # within a bracket

    @property
    def sort(self) -> Sort:
        return self.item.sort


@dataclass(frozen=True, slots=True)
class Rule:
    """A name, a weight, what it looks like, and when it holds."""

    name: str
    weight: float
    like: str
    holds: Callable[[Seat], bool]


VERBS: Final = frozenset(
    [
        *("is", "are", "was", "be", "being", "has", "have", "can", "represents", "represent", "denotes"),
        *("means", "refers", "stands", "indicates", "controls", "measures", "determines", "specifies"),
        *("corresponds", "equals", "contains", "describes", "defines", "models", "maps", "gives", "denote"),
    ]
)
CONNECTING: Final = VERBS | {"and", "or", "to", "with"}
ORDINALS: Final = frozenset({"th", "st", "nd", "rd"})
ROWS: Final = frozenset({r"\dots", r"\ldots", r"\cdots"})


def _known(seat: Seat) -> bool:
    return seat.item.text in seat.habits.symbols


def _tex_group(seat: Seat) -> bool:
    return '"' not in seat.item.text and any(c in seat.item.text for c in "\\_^")


def _article(seat: Seat) -> bool:
    ahead = seat.ahead
    if seat.item.text not in ("a", "A", "I") or ahead is None or ahead.touching:
        return False
    return ahead.sort in (Sort.WORD, Sort.COMPOUND, Sort.ACRONYM, Sort.CODE) and ahead.text not in VERBS


def _index(seat: Seat) -> bool:
    return seat.ahead is not None and not seat.ahead.touching and seat.ahead.text in ORDINALS


def _applied(seat: Seat) -> bool:
    """A symbol or a word that touches the bracket after it."""
    ahead = seat.ahead
    return ahead is not None and ahead.touching and ahead.sort is Sort.BRACKET


def _function(seat: Seat) -> bool:
    ahead = seat.ahead
    known = seat.item.text in FUNCTIONS
    scripted = known and ahead is not None and ahead.touching and ahead.sort is Sort.SCRIPT
    return scripted or (_applied(seat) and (known or seat.sort is Sort.ACRONYM))


def _in_row(seat: Seat) -> bool:
    around = (seat.behind, seat.ahead)
    return any(i and (i.sort is Sort.DOTS or i.text in ROWS or i.role == "space") for i in around)


def _tuple(item: Item) -> bool:
    return item.sort is Sort.BRACKET and any(inner.sort is Sort.COMMA for inner in item.inner)


def _applies(seat: Seat) -> bool:
    """A bracket that touches the symbol before it."""
    return (
        seat.item.touching
        and seat.behind is not None
        and seat.behind.sort in (Sort.LETTER, Sort.SCRIPT, Sort.COMMAND, Sort.PRIME, Sort.ACRONYM, Sort.WORD)
    )


def _always(_: Seat) -> bool:
    return True


# What an item says, by what it is. The first rule that holds is the one.
CONTENT: Final[Mapping[Sort, tuple[Rule, ...]]] = MappingProxyType(
    {
        # TeX is never prose, so this outweighs any boundary.
        Sort.COMMAND: (
            Rule(
                "tex-command",
                14,
                r"\theta, \frac{a}{b}",
                lambda s: s.item.name in COMMANDS and not _escape(s),
            ),
            Rule("escape", 2, r"\% \_, TeX and Markdown", lambda s: s.item.name in COMMANDS),
            Rule(
                "unknown-command", 9, r"\argmax, which an author took for TeX", lambda s: len(s.item.name) > 1
            ),
            Rule("backslash", -3, r"\n, \d+", _always),
        ),
        Sort.ENVIRONMENT: (Rule("tex-environment", 20, r"\begin{cases} …", _always),),
        Sort.SIZED: (Rule("size-group", 16, r"{\large x}, the whole alternative text", _always),),
        Sort.GROUP: (
            Rule("tex-group", 12, r"{\bf x}", _tex_group),
            Rule("plain-group", -5, "{x: 1}", _always),
        ),
        Sort.SCRIPT: (
            Rule("braced-script", 12, "x_{ij}", lambda s: s.item.text[1] in "{\\"),
            Rule("script", 7, "x_i, n^2", _always),
        ),
        # What might be either.
        Sort.LETTER: (
            Rule("index", 5.5, "i th, with a space that nobody types", _index),
            Rule("article", -4, "a model, I think", _article),
            Rule("letter", 0.5, "x", _always),
        ),
        Sort.NUMBER: (
            Rule("coefficient", 0.3, "2 x^2", lambda s: s.ahead is not None and s.ahead.scripted),
            Rule("number", -0.3, "0.5", _always),
        ),
        Sort.RELATION: (Rule("relation", 1.5, "= <", _always),),
        Sort.OPERATOR: (Rule("operator", 0.5, "* /", _always),),
        Sort.SIGN: (Rule("sign", 0.5, "+ -", _always),),
        Sort.BRACKET: (Rule("tex-bracket", 14, r"\{0, 1\}", lambda s: bool(s.item.name)),),
        Sort.DIFFERENTIAL: (Rule("differential", 0.7, "dx", _always),),
        Sort.LABEL: (Rule("label", -2.5, "L1, x2", _always),),
        Sort.NAME: (Rule("name", -4, "x_train", _always),),
        Sort.COMMA: (
            Rule("inner-comma", -0.1, "(x, y)", lambda s: s.nested),
            Rule("comma-in-row", -0.8, r"x_1, \dots, x_n", _in_row),
            Rule("comma", -5.5, "x, rather the end of one formula", _always),
        ),
        Sort.DOTS: (Rule("dots", -0.5, "...", _always),),
        # What prose is made of.
        Sort.ACRONYM: (
            Rule("function-name", -1.5, "KL(p)", _function),
            Rule("acronym", -4, "GPU", _always),
        ),
        Sort.WORD: (
            Rule("function-name", -1.5, "max(0, x)", _function),
            Rule("unknown-function", -4, "norm(a)", _applied),
            Rule("word", -8, "loss", _always),
        ),
        Sort.MARK: (Rule("mark", -6, "& • —", _always),),
        Sort.STOP: (Rule("stop", -5, ". :", _always),),
        Sort.QUOTE: (Rule("quote", -8, "“", _always),),
        Sort.COMPOUND: (Rule("compound", -9, "k-means", _always),),
        Sort.SUFFIX: (Rule("suffix", -9, "x|-th", _always),),
        Sort.CODE: (Rule("code", -10, "learning_rate, model.fit", _always),),
        Sort.FORMULA: (Rule("delimited", -99, r"\(x\), a formula already", _always),),
    }
)

# What its surroundings add. All the rules that hold.
ADDED: Final = (
    Rule("application", 2, "f(x)", lambda s: s.sort is Sort.BRACKET and _applies(s)),
    Rule("tuple", 1, "[0, 1], (i, j)", lambda s: _tuple(s.item)),
    Rule(
        "known-name", 4, "rel_i, which the formula above holds", lambda s: s.sort is Sort.NAME and _known(s)
    ),
    Rule(
        "known-symbol", 2, "K, which the formula above holds", lambda s: s.sort is not Sort.NAME and _known(s)
    ),
)


def _escape(seat: Seat) -> bool:
    return not seat.item.name.isalpha() and seat.item.name not in "{}|,;:!\\"


def _spaced(seat: Seat) -> bool:
    return seat.item.roomy and seat.sort is not Sort.SIZED


def _plain(seat: Seat) -> bool:
    return not seat.item.roomy and seat.sort is not Sort.SIZED


def _defined(seat: Seat) -> bool:
    return (
        seat.behind is None
        and seat.ahead is not None
        and seat.ahead.text in VERBS
        and seat.sort in (Sort.LETTER, Sort.NAME)
        and _known(seat)
    )


def _inside_a_run(seat: Seat) -> bool:
    item, behind = seat.item, seat.behind
    if behind is None or not item.touching or Sort.SIZED in (item.sort, behind.sort) or behind.binds:
        return False
    return behind.sort not in (Sort.FORMULA, Sort.QUOTE, Sort.MARK, Sort.STOP, Sort.COMMA)


def _after_operator(seat: Seat) -> bool:
    return seat.behind is not None and (seat.behind.binds or seat.behind.sort is Sort.SIGN)


DANGLING: Final = (Sort.COMMA, Sort.STOP, Sort.SCRIPT, Sort.PRIME, Sort.DOTS)

# Where a picture begins. All the rules that hold.
OPENING: Final = (
    Rule("extra-space", 4, "the alternative text began with a space", _spaced),
    Rule("no-mark", -4, "nothing sets it off", _plain),
    Rule(
        "space-after-stop",
        -3,
        "many type two spaces after a full stop",
        lambda s: _spaced(s) and s.behind is not None and s.behind.sort in (Sort.STOP, Sort.COMMA),
    ),
    Rule("inside-a-run", -10, "abc|x", _inside_a_run),
    Rule("after-operator", -4, "loss = |x", lambda s: _after_operator(s) and not _inside_a_run(s)),
    Rule("leads-with-operator", -5, "|= x", lambda s: s.item.binds or s.item.role == "space"),
    Rule("leads-with-sign", -0.5, "|-1", lambda s: s.sort is Sort.SIGN),
    Rule("leads-with-comma", -12, "|, x", lambda s: s.sort in DANGLING),
    Rule(
        "bracket-first",
        -1.5,
        "(x + 1), rather text around a formula",
        lambda s: s.sort is Sort.BRACKET and not (s.item.name or s.item.roomy or _tuple(s.item)),
    ),
    Rule("where-definition", 4, "a line `p is the number of …` for a p of the formula above", _defined),
    Rule(
        "unlike-the-record",
        -2,
        "bare where all others wear a size group",
        lambda s: s.habits.wrapped and s.sort is not Sort.SIZED,
    ),
    Rule("beside-code", -4, "x = np.dot(a, b)", lambda s: s.habits.code and _plain(s)),
)


def _cut_short(seat: Seat) -> bool:
    ahead = seat.ahead
    return ahead is not None and ahead.touching and ahead.sort not in LEAVABLE and seat.sort is not Sort.SIZED


def _trailed(seat: Seat) -> bool:
    if seat.ahead is None:
        return seat.nested and seat.item.after > 0
    return seat.ahead.before > (0 if seat.ahead.sort in (Sort.COMMA, Sort.STOP) else 1)


# What may touch the end of a picture.
LEAVABLE: Final = (Sort.COMMA, Sort.STOP, Sort.QUOTE, Sort.SUFFIX, Sort.MARK, Sort.SIZED, Sort.FORMULA)

# Where a picture ends. All the rules that hold.
CLOSING: Final = (
    Rule(
        "connection",
        1.5,
        "x |is, x |represents, x |and",
        lambda s: s.ahead is not None and s.ahead.text in CONNECTING,
    ),
    Rule("space-at-end", 1.5, "the alternative text ended with a space", _trailed),
    Rule("cut-short", -10, "x|abc", _cut_short),
    Rule(
        "before-operator",
        -4,
        "x |= loss",
        lambda s: s.ahead is not None and s.ahead.binds and not _cut_short(s),
    ),
    Rule("ends-with-operator", -6, "x =|", lambda s: s.item.binds or s.sort is Sort.SIGN),
    Rule("ends-with-function", -3, r"\log|, \quad|", lambda s: s.item.role in ("op", "space")),
    Rule("ends-with-comma", -9, "x,|", lambda s: s.sort is Sort.COMMA),
)

# What a picture runs across, from one item to the next.
ACROSS: Final = (
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
    Rule("own-line", 1, "the formula is the line", _always),
    Rule("left-hand-side", 6, "words that the line equates with what follows, each", _always),
    Rule("equation-line", 6, "the words of an equation whose line begins with a space, each", _always),
)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {rule.name: rule for rule in chain(*CONTENT.values(), ADDED, OPENING, CLOSING, ACROSS, WHOLE)}
)


def content(seat: Seat) -> tuple[str, ...]:
    """The rules that an item meets by being what it is where it is."""
    own = next((rule.name for rule in CONTENT.get(seat.sort, ()) if rule.holds(seat)), None)
    return met(ADDED, seat) if own is None else (own, *met(ADDED, seat))


def met(rules: Iterable[Rule], seat: Seat) -> tuple[str, ...]:
    """The names of the rules that hold."""
    return tuple(rule.name for rule in rules if rule.holds(seat))
