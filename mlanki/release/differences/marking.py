r"""Marks in a field the words and formulas that became others.

>>> from mlanki.release.differences.word_by_word import compare_words
>>> old, new = r"is <b>\(x^2\)</b> here", r"is <b>\(x^3\)</b> here"
>>> mark_words(old, compare_words(old, new), Fate.GONE)
'is <b><del>\\(x^2\\)</del></b> here'
>>> mark_words(new, compare_words(old, new), Fate.NEW)
'is <b><ins>\\(x^3\\)</ins></b> here'
"""

from collections.abc import Sequence
from html import unescape

import regex

from mlanki.release.differences.word_by_word import PICTURE, TYPESET_FORMULA, Fate, WordRun

MARKS = {Fate.GONE: "del", Fate.NEW: "ins"}

PART = regex.compile(
    rf"""  (?P<formula> {TYPESET_FORMULA.pattern} )
         | <[^>]*>
         | \s+
         | (?P<word> \S (?: (?! \\[(\[] ) [^\s<] )* )""",
    regex.VERBOSE | regex.DOTALL,
)
BETWEEN_MARKS = regex.compile(r"</(?P<mark> del | ins )> (?P<blank> \s+ ) <(?P=mark)>", regex.VERBOSE)


def mark_words(html: str, runs: Sequence[WordRun], fate: Fate) -> str:
    """One side of a comparison with those runs marked that met `fate`.

    `html` is the old version where they are gone, the new one where they are new. Words are found again by their
    letters, whatever the markup around them; HTML with other letters than were compared comes out without a mark.
    """
    parts = [(found[0], _letters_of(found)) for found in PART.finditer(html)]
    marked = [
        run.kind is fate
        for run in runs
        if run.kind in (Fate.SAME, fate)
        for token in run.tokens
        for _ in _letters(token.text)
    ]
    if len(marked) != sum(letters for _, letters in parts):
        return html
    mark, at, marking = MARKS[fate], 0, ""
    for text, letters in parts:
        marking += f"<{mark}>{text}</{mark}>" if any(marked[at : at + letters]) else text
        at += letters
    return BETWEEN_MARKS.sub(r"\g<blank>", marking)


def _letters_of(part: regex.Match[str]) -> int:
    """How many letters of the words that are compared a part of the HTML has; a picture reads as its name."""
    if picture := PICTURE.fullmatch(part[0]):
        return len(_letters(f"[{picture['name']}]"))
    return len(_letters(unescape(part[0]))) if part["formula"] or part["word"] else 0


def _letters(text: str) -> str:
    return "".join(text.split())
