"""The labels that an author sets before questions and answers, in whatever language, written as `Q:` and `A:`.

A label is known by the habit: the same word or letter begins several pieces, and most of these ask; and right below
nearly all questions another begins what stands there.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.document import Heading, Paragraph, Text, plain_text
from mlanki.outline.furniture import SECTION_NUMBER
from mlanki.outline.marks import ANSWER, read_mark
from mlanki.outline.row_parts import ASIDE, ask
from mlanki.outline.trimming import without_start
from mlanki.outline.wording import asking
from mlanki.readers.pieces import Piece

# `P1:`, `P:` and `Soru 1:`; a word without a number may be anything.
ASKING = regex.compile(
    r"""[\W_]*+ (?: (?P<word> \p{Lu} ) (?P<number> \d{1,3} )? [:：]
               | (?P<word> \p{Lu} ) (?P<number> \d{1,3} ) [.)]
               | (?P<word> [\p{L}\p{M}]{2,14} ) \s? (?P<number> \d{1,3} ) \s? [:：.)–-] )
        [*_]*+ (?= \s ) \s*+ [*_]*+""",
    regex.VERBOSE,
)
TELLING = regex.compile(
    r"[\W_]*+ (?P<word> [\p{L}\p{M}]{1,14} ) \s? \d{0,3} \s? [:：] [*_]*+ (?: \s++ [*_]*+ | $ )", regex.VERBOSE
)
# `Exercise 2` and `Task 3: …`: what stands behind the number, or below it, need only be an order.
TASK = regex.compile(
    r"""[\W_]*+ (?: exercise | problem | task | todo | assignment | challenge | puzzle | exercice | ejercicio
                 | exercício | esercizio | aufgabe | übung | задача | задание | упражнение )
        \s [\#]? (?: \d{1,2} \. (?= \d ) )*+ (?P<number> \d{1,3} )
        [*_]*+ (?: \s? [:：.)–—-] )?+ [*_]*+ (?= \s | $ ) \s*+ [*_]*+""",
    regex.VERBOSE | regex.IGNORECASE,
)
MAY_ASK = frozenset({"question-mark", "imperative", "mild-imperative", "task"})
SEVERAL = 2
MOST = 0.6  # of the pieces with a label ask
NEARLY_ALL = 0.8  # of the questions have an answer with a label


def open_labels(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces with `Q1:` and `A:` in the places of the labels that this author sets."""
    return _with_answers(_with_questions(_with_tasks(tuple(pieces))))


def _words(piece: Piece) -> str:
    return plain_text(piece.block.inlines) if isinstance(piece.block, Paragraph | Heading) else ""


def _with_tasks(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The pieces, where tasks are counted with their name, and nothing is called a question and little else asks."""
    texts = [_words(piece) for piece in pieces]
    found = {at: label for at, text in enumerate(texts) if (label := TASK.match(text))}
    numbers = [int(label["number"]) for label in found.values()]
    behind = {at: label.string[label.end() :].strip(" *_\n") for at, label in found.items()}
    orders = sum(not words or not MAY_ASK.isdisjoint(asking(words)) for words in behind.values())
    is_count = len(found) >= SEVERAL and all(above < below or below == 1 for above, below in pairwise(numbers))
    if not is_count or orders < MOST * len(found) or any(read_mark(text).style == "q" for text in texts):
        return pieces
    others = [text for at, text in enumerate(texts) if at not in found and behind.get(at - 1) != ""]
    if sum(ask(text[read_mark(text).length :].strip(" *_\n")) for text in others) >= len(found):
        return pieces
    return _relabelled(pieces, {at: (f"Q{each['number']}: ", each.end()) for at, each in found.items()})


def _with_questions(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    found = {
        at: label
        for at, piece in enumerate(pieces)
        if (label := ASKING.match(text := _words(piece)))
        and not (read_mark(text).length or ANSWER.match(text) or ASIDE.match(text) or SECTION_NUMBER.match(text))
    }
    asked: defaultdict[str, list[bool]] = defaultdict(list)
    for label in found.values():
        asked[label["word"]].append(ask(label.string[label.end() :].strip(" *_\n")))
    labels = {word for word, asks in asked.items() if len(asks) >= SEVERAL and sum(asks) >= MOST * len(asks)}
    return _relabelled(
        pieces, {at: (f"Q{each['number'] or ''}: ", each.end()) for at, each in found.items() if each["word"] in labels}
    )


def _with_answers(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    texts = [_words(piece) for piece in pieces]
    found = {
        at: label
        for at, text in enumerate(texts)
        if (":" in text or "：" in text) and (label := TELLING.match(text)) and not ANSWER.match(text)
    }
    if len(found) < SEVERAL:
        return pieces
    marks = [read_mark(text) for text in texts]
    counted = {at for at, mark in enumerate(marks) if mark.length or pieces[at].marker}
    below = {at + 1 for at in counted if at + 1 < len(pieces) and at + 1 not in counted}
    labelled = {at for at in below if marks[at - 1].style == "q"}
    found = {at: label for at, label in found.items() if at in below}
    words = Counter(label["word"] for at, label in found.items() if at in labelled or len(label["word"]) == 1)
    labels = {
        word
        for word, count in words.items()
        if count >= SEVERAL and count >= NEARLY_ALL * len(below if len(word) == 1 else labelled)
    }
    return _relabelled(pieces, {at: ("A: ", each.end()) for at, each in found.items() if each["word"] in labels})


def _relabelled(pieces: tuple[Piece, ...], labels: Mapping[int, tuple[str, int]]) -> tuple[Piece, ...]:
    """The pieces, some with a label in the place of their first characters, of which the length stands beside it."""
    relabelled = [*pieces]
    for at, (label, length) in labels.items():
        piece = pieces[at]
        assert isinstance(piece.block, Paragraph | Heading)
        inlines = (Text(label), *without_start(piece.block.inlines, length))
        relabelled[at] = replace(piece, block=replace(piece.block, inlines=inlines))
    return tuple(relabelled) if labels else pieces
