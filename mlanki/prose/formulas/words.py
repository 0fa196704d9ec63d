"""What a stretch of letters, digits and signs is, before anyone knows whether it is TeX."""

from enum import Enum, auto
from functools import lru_cache
from typing import Final

from mlanki import patterns as regex
from mlanki.prose.tex import COMMANDS


class Sort(Enum):
    """What an item is to a reader who does not yet know whether this is TeX."""

    __hash__ = object.__hash__  # as good as Enum's own, and far faster

    WORD = auto()  # prose: two letters or more
    PROSE = auto()  # words between words
    ACRONYM = auto()  # two or three capitals
    LABEL = auto()  # L1, F1, x1
    LETTER = auto()
    DIFFERENTIAL = auto()  # dx
    NUMBER = auto()
    NAME = auto()  # x_train: a script to TeX, a variable to a programmer
    CODE = auto()  # learning_rate, model.fit, e.g.
    COMPOUND = auto()  # i-th, k-means
    SUFFIX = auto()  # the -th after a formula, the 's
    COMMAND = auto()  # with its arguments
    ENVIRONMENT = auto()
    GROUP = auto()
    SIZED = auto()  # {\large …}: a picture of its own
    SCRIPT = auto()
    BRACKET = auto()
    RELATION = auto()
    OPERATOR = auto()
    SIGN = auto()  # + and -, which may stand before a term
    FENCE = auto()  # |
    PRIME = auto()
    COMMA = auto()
    DOTS = auto()
    STOP = auto()
    QUOTE = auto()
    MARK = auto()
    FORMULA = auto()  # found by its delimiters


NAME: Final = regex.compile(r"(?:\p{L}\p{N}*)?\p{L}*_[\p{L}\p{N}_]+|\p{L}[\p{L}\p{N}]*(?:_[\p{L}\p{N}]+)+_?|__\w+")
# C:\jobs\new, \\server\jobs, %HOME%\jobs
PATH: Final = regex.compile(r"(?:\p{Lu}:|\\\\[\w.$-]{2,}|%\w{2,}%)\\(?P<folder>[\w.$%-]+)(?:\\[\w.$%-]+)*")
BACKQUOTED: Final = regex.compile(r"(?<!`)(`++)[^`\n]+\1(?!`)")  # code, as Markdown marks it
DOTTED: Final = regex.compile(r"(?:https?://|www\.)\S+|\p{L}[\w]*(?:\.\p{L}\w*)+\.?(?!\w)")
SLASHED: Final = regex.compile(r"\p{L}+(?:/\p{L}+)+(?![\p{L}\p{N}_^({\\])")
COMPOUND: Final = regex.compile(r"[\p{L}\p{N}]+(?:[-‑‐][\p{L}\p{N}]+){1,6}+(?:['’]\p{L}+)?(?![\p{L}\p{N}_^(\\{])")
INDEX: Final = regex.compile(r"\p{L}[-‑‐](?:th|st|nd|rd)(?!\p{L})")
COUNT: Final = regex.compile(r"\p{L}[-‑‐]\p{L}{2}")
# What is a word and nothing else, as white space or the end of a clause follows.
PLAIN_WORD: Final = regex.compile(r"\p{L}\p{Ll}+(?=[,;:.!?]?(?:\s|$))")
DIFFERENTIAL: Final = regex.compile(r"d[p-z]")
WORD: Final = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)*|I['’]\p{L}+|\p{L}\p{M}*")
NUMBER: Final = regex.compile(r"\p{N}+(?:[.,]\p{N}+)*(?:[eE][-+]?\d+(?!\p{L}))?")
ORDINAL: Final = regex.compile(r"\p{N}+\p{Ll}{2,}(?![\p{L}_^({\\])")
SUFFIX: Final = regex.compile(r"[-‑‐]\p{L}{2,}(?:[-‑‐]\p{L}+)*(?![\p{L}\p{N}_^(\\{])|['’](?:s|th|d)(?!\p{L})")
# A letter or a number that goes on in none of these ways: the names of the groups are those of sorts.
ALONE: Final = regex.compile(r"(?:(?P<LETTER>\p{L})|(?P<NUMBER>\p{N}++)(?!,))(?![\p{L}\p{M}\p{N}_.'’/‐‑-])")
SIGNS: Final = regex.compile(
    r"""(?P<DOTS> \.\.\.+ | … | ⋯ )
      | (?P<RELATION> := | =: )
      | (?P<FENCE> \|\| )
      | (?P<MARK> ==+ | [!+*/]= | -> | => | :: | \*\*+ | // | && | ---? | --+>? | >>+ | <<+ | \#+ )""",
    regex.VERBOSE,
)
# What bears a script of its own is no part of the script before it: w_0x_0.
LETTER_SCRIPT: Final = regex.compile(r"(?:\p{N}+|\p{L})(?=\p{L}[_^])|[\p{L}\p{N}]+")
# w_0x_0, y_ix_i: the indices are numbers, or the same.
INDEXED: Final = regex.compile(r"(?:\p{L}_\p{N}+){2,}|\p{L}_(?P<index>\p{L})(?:\p{L}_(?P=index))+")

CHARS: Final = {
    **dict.fromkeys("=<>≤≥≈≠∈→←≡∼∝⇒↔≪≫⊂⊆", Sort.RELATION),
    **dict.fromkeys("*/×·÷∘⊙⊗∗⋅∂∇∑∏∫√∪∩⊕~", Sort.OPERATOR),
    **dict.fromkeys("+-−±", Sort.SIGN),
    **dict.fromkeys("|∥‖", Sort.FENCE),
    **dict.fromkeys("′", Sort.PRIME),
    **dict.fromkeys(",;", Sort.COMMA),
    **dict.fromkeys(".:?!", Sort.STOP),
    **dict.fromkeys("\"“”‘’`'«»", Sort.QUOTE),
}
QUOTES: Final = frozenset("'\"“‘")  # 'a' is a quoted letter, a' a letter with a prime

# What a prime may follow.
BEARING: Final = (Sort.LETTER, Sort.COMMAND, Sort.SCRIPT, Sort.PRIME, Sort.BRACKET, Sort.GROUP, Sort.ACRONYM)


@lru_cache(maxsize=4096)
def word_sort(word: str) -> Sort:
    """What a run of letters and digits is."""
    letters = sum(c.isalpha() for c in word)
    if len(word) == 1 or (letters == 1 and not word[-1].isdigit()):
        return Sort.LETTER
    if letters == 1:
        return Sort.LABEL
    if DIFFERENTIAL.fullmatch(word):
        return Sort.DIFFERENTIAL
    if word.isupper() and letters == len(word) <= 3:
        return Sort.ACRONYM
    return Sort.WORD


def name_sort(name: str, following: str) -> Sort | None:
    """A name with an underscore: code, or perhaps code; nothing where it is rather a symbol with an index."""
    base, *scripts = name.split("_")
    if INDEXED.fullmatch(name):
        return None
    if not base or len(scripts) > 1:
        return None if base and not scripts[-1] else Sort.CODE
    (script,) = scripts
    if (len(base) == 1 or (len(base) == 2 and base.isupper())) and (len(script) <= 2 or script.isdigit()):
        return None
    if following in ("{", "^"):
        return None
    if base in FUNCTIONS and (len(script) == 1 or script.isdigit()):
        return None
    return Sort.NAME if len(base) == 1 or (len(base) <= 3 and len(script) == 1) else Sort.CODE


FUNCTIONS: Final = frozenset(
    {name for name, command in COMMANDS.items() if command.role == "op" and name.isalpha()}
    | {"argmax", "argmin", "softmax", "sigmoid", "relu", "ReLU", "sign", "tr", "rank", "KL", "Var", "Cov", "Pr"}
)

HYPHEN = regex.compile("[-‑‐]")


def compound_sort(compound: str) -> Sort | None:
    """`i-th` and `k-means` are words; `x-y` and `n-1` are not."""
    parts = HYPHEN.split(compound)
    if len(parts[0]) == 1 and parts[1].isdigit():
        return None  # n-1-dimensional
    return Sort.COMPOUND if any(sum(c.isalpha() for c in part) > 1 for part in parts) else None
