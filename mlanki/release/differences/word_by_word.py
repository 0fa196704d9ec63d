r"""A field of a note as words and formulas, and what differs between two.

>>> [(piece.kind.name, str(piece)) for piece in compare_words(r"is \(x^2\) here", r"is \(x^3\) <b>here</b>")]
[('SAME', 'is'), ('GONE', '\\(x^2\\)'), ('NEW', '\\(x^3\\)'), ('SAME', 'here')]
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import Enum
from html import unescape

import regex

FORMULA = regex.compile(r"\\\( .*? \\\) | \\\[ .*? \\\]", regex.VERBOSE | regex.DOTALL)
PICTURE = regex.compile(r'<img\b[^>]*? src="(?P<name>[^"]*)"[^>]*>')
IN_LINE = regex.compile(r"</?(?:a|b|code|em|i|mark|small|span|strong|sub|sup|u)\b[^>]*>")
TAG = regex.compile(r"<[^>]*>")


class Kind(Enum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a whole formula with its delimiters; what stands before it does not tell two tokens apart."""

    text: str
    after_blank: bool = field(default=True, compare=False)

    @property
    def is_formula(self) -> bool:
        return bool(FORMULA.fullmatch(self.text))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, and what became of it."""

    kind: Kind
    tokens: tuple[Token, ...]

    def __str__(self) -> str:
        return join(self.tokens)


def compare_words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from one HTML to another; empty where all words and formulas are the same."""
    before, after = tuple(tokens_of(old)), tuple(tokens_of(new))
    if before == after:
        return ()
    return tuple(_pieces(before, after))


def _pieces(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Piece]:
    for operation, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if operation == "equal":
            yield Piece(Kind.SAME, tuple(before[i:j]))
            continue
        if i < j:
            yield Piece(Kind.GONE, tuple(before[i:j]))
        if k < m:
            yield Piece(Kind.NEW, tuple(after[k:m]))


def tokens_of(html: str) -> Iterator[Token]:
    """The words and formulas of a field, without its markup; a picture reads as its name."""
    at = 0
    blank = True
    for formula in (*FORMULA.finditer(html), None):
        plain = _plain(html[at : formula.start() if formula else len(html)])
        for word in regex.finditer(r"(?P<blank>\s*)(?P<word>\S+)", plain):
            yield Token(word["word"], blank or bool(word["blank"]))
            blank = False
        blank = blank or plain[-1:].isspace()
        if formula:
            yield Token(unescape(formula[0]), blank)
            blank = False
            at = formula.end()


def _plain(html: str) -> str:
    return unescape(TAG.sub(" ", IN_LINE.sub("", PICTURE.sub(r" [\g<name>] ", html))))


def join(tokens: Sequence[Token]) -> str:
    """The words in one line, blanks where they were."""
    return "".join(" " * (number > 0 and token.after_blank) + token.text for number, token in enumerate(tokens))
