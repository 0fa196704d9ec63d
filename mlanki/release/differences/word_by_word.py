r"""Compares two versions of a field by words and whole formulas, and marks in a field those that became others.

>>> [(piece.kind.name, str(piece)) for piece in compare_words(r"is \(x^2\) here", r"is \(x^3\) <b>here</b>")]
[('SAME', 'is'), ('GONE', '\\(x^2\\)'), ('NEW', '\\(x^3\\)'), ('SAME', 'here')]
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import Match, SequenceMatcher
from enum import Enum
from functools import lru_cache
from html import unescape
from itertools import accumulate

from mlanki import patterns as regex
from mlanki.readback import HTML_TAG

TYPESET_FORMULA = regex.compile(
    r"\\\( (?: \\[^()] | [^\\] )*+ \\\) | \\\[ (?: \\[^\[\]] | [^\\] )*+ \\\]", regex.VERBOSE | regex.DOTALL
)
PICTURE = regex.compile(r'<img\b(?: (?!src=")|[^<> ])*+ src="(?P<name>[^"<>]*+)"[^<>]*+>')
LONE_LETTER = regex.compile(r"\\\((?P<letter>\p{L})\\\)")
IN_LINE = regex.compile(r"</?(?:a|b|code|em|i|mark|small|span|strong|sub|sup|u)\b[^<>]*+>")
BLANK_AND_WORD = regex.compile(r"(?P<blank>\s*+)(?P<word>\S++)")


# Pairs of equal words in two fields: what comparing costs grows with them, and honest fields have some thousand.
MOST_PAIRS = 200_000
MOST_LOOKS = 25  # times that a word is looked at, on the average; every run of shared words parts those around it


class Fate(Enum):
    """What became of a run of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


MARKS = {Fate.GONE: "del", Fate.NEW: "ins"}

PART = regex.compile(
    rf"""  (?P<formula> {TYPESET_FORMULA.pattern} )
         | <[^>]*>
         | \s+
         | (?P<word> \S (?: [^\s<\\]++ | (?! \\[(\[] ) \\ )*+ )""",
    regex.VERBOSE | regex.DOTALL,
)
BETWEEN_MARKS = regex.compile(r"</(?P<mark> del | ins )> (?P<blank> \s+ ) <(?P=mark)>", regex.VERBOSE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a whole formula with its delimiters; what stands before it does not tell two tokens apart."""

    text: str
    after_blank: bool = field(default=True, compare=False)


@dataclass(frozen=True, slots=True)
class WordRun:
    """A run of words, and what became of it."""

    kind: Fate
    tokens: tuple[Word, ...]

    def __str__(self) -> str:
        return join(self.tokens)


def compare_words(old: str, new: str) -> tuple[WordRun, ...]:
    """The pieces that lead from one HTML to another; empty where all words and formulas are the same.

    Whether letters are formulas is layout, if nothing else changed.
    """
    before, after = tuple(tokens_of(old)), tuple(tokens_of(new))
    unset = tuple(LONE_LETTER.sub(r"\g<letter>", html) for html in (old, new))
    if before == after or (unset != (old, new) and len({tuple(tokens_of(html)) for html in unset}) == 1):
        return ()
    return tuple(_pieces(before, after))


def compare_wholes(old: str, new: str) -> tuple[WordRun, ...]:
    """The same where nobody would find the words that changed: all of one HTML is gone, and all of the other new."""
    before, after = (" ".join(_plain(html).split()) for html in (old, new))
    if before == after:
        return ()
    sides = ((Fate.GONE, before), (Fate.NEW, after))
    return tuple(WordRun(fate, (Word(words),)) for fate, words in sides if words)


class _TooMuchError(Exception):
    """Two fields would take too long to compare."""


class _Matcher(SequenceMatcher[str]):
    """Finds what two lists of words share, and gives up where it would look through them again for every word."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        counts = Counter(after)
        self.costs = (0, *accumulate(1 + counts[word] for word in before))
        self.left = MOST_LOOKS * self.costs[-1]
        if self.costs[-1] - len(before) > MOST_PAIRS:
            raise _TooMuchError
        super().__init__(a=before, b=after, autojunk=False)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self.left -= self.costs[-1 if ahi is None else ahi] - self.costs[alo]
        if self.left < 0:
            raise _TooMuchError
        return super().find_longest_match(alo, ahi, blo, bhi)


def _pieces(before: Sequence[Word], after: Sequence[Word]) -> Iterator[WordRun]:
    try:
        found = _Matcher(*([word.text for word in words] for words in (before, after))).get_opcodes()
    except _TooMuchError:
        yield WordRun(Fate.GONE, tuple(before))
        yield WordRun(Fate.NEW, tuple(after))
        return
    for operation, i, j, k, m in found:
        if operation == "equal":
            yield WordRun(Fate.SAME, tuple(before[i:j]))
            continue
        if i < j:
            yield WordRun(Fate.GONE, tuple(before[i:j]))
        if k < m:
            yield WordRun(Fate.NEW, tuple(after[k:m]))


_word = lru_cache(maxsize=2**16)(Word)  # the same words come again and again


def tokens_of(html: str) -> Iterator[Word]:
    """The words and formulas of a field, without its markup; a picture reads as its name."""
    at = 0
    blank = True
    for formula in (*TYPESET_FORMULA.finditer(html), None):
        plain = _plain(html[at : formula.start() if formula else len(html)])
        for word in BLANK_AND_WORD.finditer(plain.rstrip()):
            yield _word(word["word"], blank or bool(word["blank"]))
            blank = False
        blank = blank or plain[-1:].isspace()
        if formula:
            yield Word(unescape(formula[0]), blank)
            blank = False
            at = formula.end()


def _plain(html: str) -> str:
    return unescape(HTML_TAG.sub(" ", IN_LINE.sub("", PICTURE.sub(r" [\g<name>] ", html))))


def plain_text_of(html: str) -> str:
    """The words and formulas of a field in one line."""
    return join(tuple(tokens_of(html)))


def join(tokens: Sequence[Word]) -> str:
    """The words in one line, blanks where they were."""
    return "".join(" " * (number > 0 and token.after_blank) + token.text for number, token in enumerate(tokens))


def mark_words(html: str, runs: Sequence[WordRun], fate: Fate) -> str:
    r"""One side of a comparison with those runs marked that met `fate`.

    `html` is the old version where they are gone, the new one where they are new. Words are found again by their
    letters, whatever the markup around them; HTML with other letters than were compared comes out without a mark.

    >>> old, new = r"is <b>\(x^2\)</b> here", r"is <b>\(x^3\)</b> here"
    >>> mark_words(old, compare_words(old, new), Fate.GONE)
    'is <b><del>\\(x^2\\)</del></b> here'
    >>> mark_words(new, compare_words(old, new), Fate.NEW)
    'is <b><ins>\\(x^3\\)</ins></b> here'
    """
    if not runs:
        return html
    parts = [(found[0], _letters_of(found)) for found in PART.finditer(html)]
    marked = bytearray()  # a byte for each letter
    for run in runs:
        if run.kind in (Fate.SAME, fate):
            marked += bytes([run.kind is fate]) * sum(_letters(token.text) for token in run.tokens)
    if len(marked) != sum(letters for _, letters in parts):
        return html
    mark, at, marking = MARKS[fate], 0, ""
    for text, letters in parts:
        marking += f"<{mark}>{text}</{mark}>" if 1 in marked[at : at + letters] else text
        at += letters
    return BETWEEN_MARKS.sub(r"\g<blank>", marking)


def _letters_of(part: regex.Match[str]) -> int:
    """How many letters of the words that are compared a part of the HTML has; a picture reads as its name."""
    if part.lastgroup:
        return _letters(unescape(part[0]))
    picture = PICTURE.fullmatch(part[0]) if part[0].startswith("<img") else None
    return _letters(f"[{picture['name']}]") if picture else 0


def _letters(text: str) -> int:
    return len("".join(text.split()))
