"""What a flattened page has run together on one line, opened: a question with its choices, or with its answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.document import Paragraph, Text
from mlanki.outline.evidence import speaks_for
from mlanki.outline.marks import Mark, read_mark
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
# `It is a bound. 4. What is a limit?`: the next question behind the end of an answer.
COUNTED = regex.compile(
    r"""(?<= [.?!:)\]”"’] ) \s+ (?P<begin>) (?P<number> \d{1,3} ) [.)] \s+
        (?P<asked> \p{Lu} (?: [^.?？] | \.(?!\s) ){1,300}+ [?？] ) (?= \s | $ )""",
    regex.VERBOSE,
)
FIRST_SENTENCE = regex.compile(r"(?:[^?？.]|\.(?!\s))*+[?？.](?=\s+\p{Lu})")
LONG_ENOUGH = 8  # words; fewer need be no answer
SHORT = 4  # where each item of a list has some
SEVERAL = 2
NEARLY_ALL = 0.8  # of the questions that are marked alike have their answers beside them


def open_run_on(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, each choice and each answer on a line of its own."""
    lines = _with_counted(tuple(line for piece in pieces for line in _parted(piece, _choices(_text(piece)))))
    texts = [_text(piece) for piece in lines]
    marks = [read_mark(text) for text in texts]
    begins: dict[int, int] = {}
    for run in _runs(marks):
        found = {at: end for at in run if (end := _answer_beside(texts[at], marks[at]))}
        alone = [at for at in found if at == len(lines) - 1 or marks[at + 1].length or is_title(texts[at + 1])]
        begins |= found if len(alone) >= max(SEVERAL, NEARLY_ALL * len(run)) else {}
    return tuple(
        part for at, piece in enumerate(lines) for part in _parted(piece, (begins[at],) if at in begins else ())
    )


def _runs(marks: Sequence[Mark]) -> Iterator[Sequence[int]]:
    """The lines with a label and a number, and those of each list with numbers alone."""
    yield [at for at, mark in enumerate(marks) if mark.style == "q" and mark.number is not None]
    run: list[int] = []
    for at, mark in enumerate(marks):
        if run and not (mark.style == "1" and mark.number == (marks[at - 1].number or 0) + 1):
            yield run
            run = []
        if mark.style == "1":
            run.append(at)
    yield run


def _text(piece: Piece) -> str:
    """The words of a line that has no markup."""
    match piece.block:
        case Paragraph((Text(text),)):
            return text.rstrip()
    return ""


def _with_counted(lines: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The lines, each question on one of its own that counts on behind the answer to the one above it."""
    count = 0
    begins: dict[int, list[int]] = {}
    for at, text in enumerate(map(_text, lines)):
        mark = read_mark(text)
        if mark.number is not None and ask(text[mark.length :].strip()):
            count = mark.number
        for found in COUNTED.finditer(text) if count and ("?" in text or "？" in text) else ():
            if int(found["number"]) == count + 1 and ask(found["asked"]):
                count += 1
                begins.setdefault(at, []).append(found.start("begin"))
    if len(begins) < SEVERAL:
        return lines
    return tuple(part for at, line in enumerate(lines) for part in _parted(line, begins.get(at, ())))


def _choices(text: str) -> Sequence[int]:
    """Where choices begin that are counted from A right behind what asks, and the answer to it; nowhere if few."""
    begins: list[int] = []
    sign = ""
    asks = "?" in text or ":" in text or "_" in text or "？" in text
    for found in LETTER.finditer(text) if asks and SECOND.search(text) else ():
        if not begins:
            if found["letter"].upper() == "A" and ASKED.match(text, 0, found.start()):
                begins, sign = [found.start()], _sign(found)
        elif found["letter"].upper() == "ABCD"[len(begins) : len(begins) + 1] and _sign(found) == sign:
            begins.append(found.start())
    if len(begins) < FEWEST_CHOICES or not ask(text[read_mark(text).length : begins[0]].strip()):
        return ()
    answered = ANSWERED.search(text, begins[-1])
    return [*begins, answered.start()] if answered else begins


def _sign(letter: regex.Match[str]) -> str:
    """What stands around a letter."""
    return letter[0].replace(letter["letter"], "")


def _answer_beside(text: str, mark: Mark) -> int:
    """Where the answer begins behind the first sentence of a question; 0 if there is none."""
    found = FIRST_SENTENCE.match(text, mark.length)
    if not found or not ask(found[0].strip()):
        return 0
    rest = text[found.end() :].strip()
    tells = not speaks_for(asking(rest)) and "task" not in asking(rest)
    return found.end() if tells and length_in_words(rest) >= (LONG_ENOUGH if mark.style == "q" else SHORT) else 0


def _parted(piece: Piece, places: Sequence[int]) -> Iterator[Piece]:
    """A line as one for each of its parts, or as it is where nothing parts it."""
    if not places:
        yield piece
        return
    text = _text(piece)
    for begin, end in pairwise((0, *places, len(text))):
        yield replace(piece, block=Paragraph((Text(f"{text[begin:end].strip()}\n"),)), joined=piece.joined or begin > 0)
