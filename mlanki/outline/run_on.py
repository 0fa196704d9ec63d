"""What a flattened page has run together on one line, opened: a question with its choices, or with its answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.document import Paragraph, Text
from mlanki.outline.evidence import speaks_for
from mlanki.outline.marks import read_mark
from mlanki.outline.row_parts import ask
from mlanki.outline.wording import asking
from mlanki.prose.structure.kinds import is_title, length_in_words
from mlanki.readers.pieces import Piece

# `Which one is it? A. This B. That C. Both Ans: B`; letters in brackets may be glued to what stands before them.
LETTER = regex.compile(
    r"(?: \( (?P<letter> [a-d] )  \) | (?<! \S ) (?P<letter> [A-D] ) [.)] (?= \s ) )",
    regex.VERBOSE | regex.IGNORECASE,
)
SECOND = re.compile(r"[bB][.)]")  # of three choices or more, which few lines have
ASKED = regex.compile(r"[?？:_]\s*+$", regex.REVERSE)
ANSWERED = regex.compile(r"\s(?:correct\s)?(?:ans|answer)s?\s?:", regex.IGNORECASE)
FEWEST_CHOICES = 3
FIRST_SENTENCE = regex.compile(r"(?:[^?？.]|\.(?!\s))*+[?？.](?=\s+\p{Lu})")
LONG_ENOUGH = 8  # words; fewer need be no answer
SEVERAL = 2
NEARLY_ALL = 0.8  # of the questions with a label have their answers beside them


def open_run_on(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, each choice and each answer on a line of its own."""
    lines = tuple(line for piece in pieces for line in _with_choices(piece))
    texts = [_text(piece) for piece in lines]
    marks = [read_mark(text) for text in texts]
    labelled = [at for at, mark in enumerate(marks) if mark.style == "q" and mark.number is not None]
    begins = {at: end for at in labelled if (end := _answer_beside(texts[at], marks[at].length))}
    last = len(lines) - 1
    alone = [at for at in begins if at == last or marks[at + 1].style == "q" or is_title(texts[at + 1])]
    if len(alone) < max(SEVERAL, NEARLY_ALL * len(labelled)):
        return lines
    return tuple(
        part for at, piece in enumerate(lines) for part in _parted(piece, (begins[at],) if at in begins else ())
    )


def _text(piece: Piece) -> str:
    """The words of a line that has no markup."""
    match piece.block:
        case Paragraph((Text(text),)):
            return text.rstrip()
    return ""


def _with_choices(piece: Piece) -> Iterator[Piece]:
    text = _text(piece)
    begins = [*_choices(text)]
    if not begins or not ask(text[read_mark(text).length : begins[0]].strip()):
        yield piece
        return
    answered = ANSWERED.search(text, begins[-1])
    yield from _parted(piece, (*begins, *((answered.start(),) if answered else ())))


def _choices(text: str) -> Iterator[int]:
    """Where choices begin that are counted from A right behind what asks; nowhere if they are few."""
    begins: list[int] = []
    sign = ""
    asks = "?" in text or ":" in text or "_" in text
    for found in LETTER.finditer(text) if asks and SECOND.search(text) else ():
        if not begins:
            if found["letter"].upper() == "A" and ASKED.match(text, 0, found.start()):
                begins, sign = [found.start()], _sign(found)
        elif found["letter"].upper() == "ABCD"[len(begins) : len(begins) + 1] and _sign(found) == sign:
            begins.append(found.start())
    yield from begins if len(begins) >= FEWEST_CHOICES else ()


def _sign(letter: regex.Match[str]) -> str:
    """What stands around a letter."""
    return letter[0].replace(letter["letter"], "")


def _answer_beside(text: str, begins: int) -> int:
    """Where the answer begins behind the first sentence of a question; 0 if there is none."""
    found = FIRST_SENTENCE.match(text, begins)
    if not found or not ask(found[0].strip()):
        return 0
    rest = text[found.end() :].strip()
    tells = not speaks_for(asking(rest)) and "task" not in asking(rest)
    return found.end() if tells and length_in_words(rest) >= LONG_ENOUGH else 0


def _parted(piece: Piece, places: Sequence[int]) -> Iterator[Piece]:
    """A line as one for each of its parts."""
    text = _text(piece)
    for begin, end in pairwise((0, *places, len(text))) if places else ():
        part = f"{text[begin:end].strip()}\n"
        yield replace(piece, block=Paragraph((Text(part),)), joined=piece.joined if not begin else True)
    if not places:
        yield piece
