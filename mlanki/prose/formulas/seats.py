"""An item among its neighbours, and what the rules ask about it."""

from typing import Final, NamedTuple

from mlanki import patterns as regex
from mlanki.prose.formulas.item import Item
from mlanki.prose.formulas.words import FUNCTIONS, Sort
from mlanki.prose.tex import TEXTUAL

TWO_WORDS = regex.compile(r"\S\s+\S")


class Seat(NamedTuple):
    """An item and its neighbours on the same level."""

    item: Item
    behind: Item | None
    ahead: Item | None
    nested: bool = False  # within a bracket
    code: bool = False  # on a line with code

    @property
    def sort(self) -> Sort:
        return self.item.sort


VERBS: Final = frozenset(
    [
        *("is", "are", "was", "be", "being", "has", "have", "can", "represents", "represent", "denotes"),
        *("means", "refers", "stands", "indicates", "controls", "measures", "determines", "specifies"),
        *("corresponds", "equals", "contains", "describes", "defines", "models", "maps", "gives", "denote"),
    ]
)
CONNECTING: Final = VERBS | {"and", "or", "to", "with"}
# A command, or an index on a single letter; `min_lr` is a name.
TEX_MARK: Final = regex.compile(r"\\|\^|(?<![\p{L}\p{N}])\p{L}_(?:\{|\p{N}|\p{L}(?!\p{L}))|_\{")
SYMBOLIC: Final = ("ord", "op", "")  # the classes of commands that stand for something
ORDINALS: Final = frozenset({"th", "st", "nd", "rd"})
# The English words of two letters, so that the others may be products.
PARTICLES: Final = frozenset(
    [
        *("am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no", "of"),
        *("on", "or", "so", "to", "up", "us", "vs", "we", "eg", "ie", "ok"),
    ]
)
NOUNS: Final = (
    Sort.WORD,
    Sort.PROSE,
    Sort.COMPOUND,
    Sort.ACRONYM,
    Sort.CODE,
    Sort.NUMBER,
    Sort.LABEL,
)  # after an article


def tex_group(seat: Seat) -> bool:
    return '"' not in seat.item.text and TEX_MARK.search(seat.item.text) is not None


def is_coefficient(seat: Seat) -> bool:
    """A number before a symbol that is surely TeX."""
    ahead = seat.ahead
    return ahead is not None and (ahead.scripted or (ahead.sort is Sort.COMMAND and ahead.role in SYMBOLIC))


def tight(seat: Seat) -> bool:
    """A sign that touches a letter, on the side where it has one at all."""
    ahead, behind = seat.ahead, seat.behind
    after = ahead is not None and ahead.touching
    before = behind is not None and seat.item.touching
    letter_after = ahead is not None and after and ahead.sort is Sort.LETTER
    letter_before = behind is not None and before and behind.sort in (Sort.LETTER, Sort.SCRIPT)
    return (letter_after or letter_before) and (seat.sort is Sort.FENCE or (after and before))


def article(seat: Seat) -> bool:
    ahead = seat.ahead
    if seat.item.text not in ("a", "A", "I") or ahead is None or ahead.touching:
        return False
    if ahead.sort is Sort.BRACKET and not after_operator(seat):
        return True
    return ahead.sort in NOUNS and ahead.text not in VERBS


def index(seat: Seat) -> bool:
    return seat.ahead is not None and not seat.ahead.touching and seat.ahead.text in ORDINALS


def applied(seat: Seat) -> bool:
    """A symbol or a word that touches the bracket after it."""
    ahead = seat.ahead
    return ahead is not None and ahead.touching and ahead.sort is Sort.BRACKET


def function(seat: Seat) -> bool:
    ahead = seat.ahead
    known = seat.item.text in FUNCTIONS
    scripted = known and ahead is not None and ahead.touching and ahead.sort is Sort.SCRIPT
    return scripted or (applied(seat) and (known or seat.sort is Sort.ACRONYM))


def product(seat: Seat) -> bool:
    """Two letters beside an operator that are no word."""
    if len(seat.item.text) != 2 or seat.item.text.lower() in PARTICLES:
        return False
    ahead = seat.ahead
    before_operator = ahead is not None and (ahead.binds or ahead.sort is Sort.SIGN)
    return seat.item.scripted or before_operator or after_operator(seat)


def equation(seat: Seat) -> bool:
    """The sign between a symbol and its value."""
    behind, ahead = seat.behind, seat.ahead
    if seat.item.text != "=" or behind is None or ahead is None or ahead.sort is not Sort.NUMBER:
        return False
    return behind.sort in (Sort.LETTER, Sort.SCRIPT, Sort.COMMAND)


def holds_words(seat: Seat) -> bool:
    """A command for words, with more than one in its argument, that no bracket makes a part of TeX."""
    return seat.item.name in TEXTUAL and not seat.nested and TWO_WORDS.search(seat.item.text) is not None


def between_letters(seat: Seat) -> bool:
    around = (seat.behind, seat.ahead)
    return seat.sort is Sort.COMMA and all(
        i is not None and i.sort is Sort.LETTER and not (i.scripted or i.applied) for i in around
    )


def is_tuple(item: Item) -> bool:
    return item.sort is Sort.BRACKET and any(inner.sort is Sort.COMMA for inner in item.inner)


def has_condition(item: Item) -> bool:
    """A bracket with a bar between its words or symbols."""
    return any(inner.sort is Sort.FENCE for inner in item.inner[1:-1]) and item.inner[0].sort is not Sort.FENCE


def applies(seat: Seat) -> bool:
    """A bracket that touches the symbol before it."""
    return (
        seat.item.touching
        and seat.behind is not None
        and seat.behind.sort in (Sort.LETTER, Sort.SCRIPT, Sort.COMMAND, Sort.PRIME, Sort.ACRONYM, Sort.WORD)
    )


def always(_: Seat) -> bool:
    return True


def escape(seat: Seat) -> bool:
    return not seat.item.name.isalpha() and seat.item.name not in "{}|,;:!\\"


def spaced(seat: Seat) -> bool:
    return seat.item.roomy and seat.sort is not Sort.SIZED


def plain(seat: Seat) -> bool:
    return not seat.item.roomy and seat.sort is not Sort.SIZED


def defined(seat: Seat) -> bool:
    return seat.behind is None and seat.ahead is not None and (seat.ahead.text in VERBS or seat.ahead.text == ":")


def inside_a_run(seat: Seat) -> bool:
    item, behind = seat.item, seat.behind
    if behind is None or not item.touching or Sort.SIZED in (item.sort, behind.sort) or behind.binds:
        return False
    return behind.sort not in (Sort.FORMULA, Sort.QUOTE, Sort.MARK, Sort.STOP, Sort.COMMA)


def after_operator(seat: Seat) -> bool:
    return seat.behind is not None and (seat.behind.binds or seat.behind.sort is Sort.SIGN)


BINDING: Final = (Sort.RELATION, Sort.OPERATOR, Sort.COMMAND)
DANGLING: Final = (Sort.COMMA, Sort.STOP, Sort.SCRIPT, Sort.PRIME, Sort.DOTS)


def cut_short(seat: Seat) -> bool:
    ahead = seat.ahead
    return ahead is not None and ahead.touching and ahead.sort not in LEAVABLE and seat.sort is not Sort.SIZED


# What may touch the end of a picture.
LEAVABLE: Final = (Sort.COMMA, Sort.STOP, Sort.QUOTE, Sort.SUFFIX, Sort.MARK, Sort.SIZED, Sort.FORMULA)
