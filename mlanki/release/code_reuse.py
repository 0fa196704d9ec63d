"""Tells whether a code still stands for the question that it was released with.

Who has studied a question keeps its history under its code. Should a site number its questions anew, that history
would pass to another question, and nobody would notice: so the ledger keeps a sketch of what each code asks.
"""

from collections.abc import Iterable
from zlib import crc32

import regex

from mlanki.identity import WORD, folded, words_of
from mlanki.records import Record

SKETCHED_WORDS = 8  # words; of a question with fewer, all
STEM = 5  # letters; `layer` and `layers` count as one

# Scripts without blanks between words are compared by character.
PIECE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{N}]+")

# They ask, and say nothing of what is asked about.
ASKING = frozenset(
    """
    a an the this that these those it its they them their you your we our i is are was were be been do does did can
    could may might must shall should will would has have had of to in on at by for from with without into between
    and or not no but if than then as so what which who whom whose how why when where whether there
    explain describe define discuss compare name list give mean means meaning difference different example examples
    use used using about
    """.split()  # noqa: SIM905 - a paragraph of words is easier to read than a list
)


def sketch_of(record: Record) -> str:
    """Some of the words of the title and the question, as hexadecimal numbers; empty where they have none."""
    return _written(_words(record))


def _written(words: Iterable[int]) -> str:
    return "".join(f"{number:04x}" for number in sorted(words)[:SKETCHED_WORDS])


def sketch_of_words(title: str, question: str) -> str:
    """The same of a title and a question that are known as plain text alone."""
    return _written(_about((*PIECE.findall(title.casefold()), *WORD.findall(folded(question)))))


def is_other_question(sketch: str, record: Record) -> bool:
    """Whether the question of `record` has not one word of the `sketch` that was released under its code."""
    released = _numbers(sketch)
    words = _words(record)
    return bool(released and words) and released.isdisjoint(words)


def resemblance(one: str, other: str) -> float:
    """How much two sketches have in common, from 0 to 1: the part of the smallest numbers of both that both have.

    That estimates how many of all words two questions share (Broder 1997, bottom-k sketches).
    """
    here, there = _numbers(one), _numbers(other)
    smallest = sorted(here | there)[:SKETCHED_WORDS]
    return sum(number in here and number in there for number in smallest) / len(smallest) if smallest else 0.0


def _numbers(sketch: str) -> set[int]:
    return {int(sketch[at : at + 4], 16) for at in range(0, len(sketch), 4)}


def _words(record: Record) -> set[int]:
    """The words that say what a question is about, each as a number below 65,536."""
    return _about((*PIECE.findall(record.title.casefold()), *words_of(record.question)))


def _about(words: Iterable[str]) -> set[int]:
    pieces = set(PIECE.findall(" ".join(words))) - ASKING
    return {crc32(piece[:STEM].encode()) & 0xFFFF for piece in pieces}
