"""Tells whether a code still stands for the question that it was released with.

Who has studied a question keeps its history under its code. Should a site number its questions anew, that history
would pass to another question, and nobody would notice: so the ledger keeps a sketch of what each code asks.
"""

from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from mlanki import patterns as regex
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.identity import WORD, folded, words_of
from mlanki.records import Record
from mlanki.release.ledger import Ledger

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
    return _sketch(record.title, words_of(record.question))


def sketch_of_words(title: str, question: str) -> str:
    """The same of a title and a question that are known as plain text alone."""
    return _sketch(title, WORD.findall(folded(question)))


def _sketch(title: str, words: Iterable[str]) -> str:
    return "".join(f"{number:04x}" for number in sorted(_about(title, words))[:SKETCHED_WORDS])


def is_other_question(sketch: str, record: Record) -> bool:
    """Whether the question of `record` has not one word of the `sketch` that was released under its code."""
    released = _numbers(sketch)
    words = _about(record.title, words_of(record.question))
    return bool(released and words) and released.isdisjoint(words)


def find_reused(built: Mapping[str, Record], config: Config, ledger: Ledger) -> Iterator[Record]:
    """Every record under a code that has been released as another question; who renames one has looked at it."""
    sealed = ledger.sealed_notes
    for identity, record in built.items():
        is_bound = identity in sealed and record.code == identity and record.code not in config.reworded
        if is_bound and is_other_question(sealed[identity].asks, record):
            yield record


def explain_reused(reused: Iterable[Record]) -> Iterator[Diagnostic]:
    """An error for every code that would be used again."""
    for record in reused:
        message = (
            f"{record.code} was released as another question: give this one a new code, or say "
            f'reworded = ["{record.code}"] if only its words are new'
        )
        yield diagnose("code-reused", record.origins[0].span, message)


def resemblance(one: str, other: str) -> float:
    """How much two sketches have in common, from 0 to 1: the part of the smallest numbers of both that both have.

    That estimates how many of all words two questions share (Broder 1997, bottom-k sketches).
    """
    here, there = _numbers(one), _numbers(other)
    smallest = sorted(here | there)[:SKETCHED_WORDS]
    return sum(number in here and number in there for number in smallest) / len(smallest) if smallest else 0.0


def _numbers(sketch: str) -> set[int]:
    return {int(sketch[at : at + 4], 16) for at in range(0, len(sketch), 4)}


def _about(title: str, words: Iterable[str]) -> set[int]:
    """The words that say what a question is about, each as a number below 65,536."""
    pieces = set(PIECE.findall(" ".join((title.casefold(), *words)))) - ASKING
    return {crc32(piece[:STEM].encode()) & 0xFFFF for piece in pieces}
