"""A question cut into its parts: what it asks, what answers it, what is noted down about it, and what is neither."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from mlanki.document import Break, Heading, List, Paragraph, Quote, Text, make_item, plain_text, trim
from mlanki.outline.codes import Codes, Kind
from mlanki.outline.finding import Question, is_contents
from mlanki.outline.furniture import COMMENTS, PAGER, TRANSITION, is_frame, one_line
from mlanki.outline.inlines import without_start
from mlanki.outline.joining import join
from mlanki.outline.marks import (
    ANSWER,
    ANSWER_LINE,
    CHOICE,
    LEVEL_ALONE,
    METADATA,
    PLACEHOLDER,
    SHORT_ANSWER,
    VIEW,
    read_mark,
)
from mlanki.outline.rows import Row, Shown, read_rows
from mlanki.outline.settling import settle_inlines
from mlanki.readers.pieces import Fold, Piece

BEFORE_ANSWER = 4  # rows between a question and the word `Answer`, or that word belongs to the answer
NOTE_WORDS = 6
SPLIT = regex.compile(r"\s*[,;]\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """The pieces of one question.

    What stands above its answer, its choices, and the answer (None without the word `Answer` where a coded title has to
    have one); the tags that it is given there, what belongs to neither, whether a line closes it, and the topic that
    stands where the question is expected.
    """

    question: Question
    above: tuple[Piece, ...]
    choices: tuple[Piece, ...]
    answer: tuple[Piece, ...] | None
    tags: tuple[str, ...] = ()
    left_out: tuple[Piece, ...] = ()
    closed: bool = False
    topic: str = ""


def cut(rows: Sequence[Row], question: Question, codes: Codes, *, exact: bool) -> Part:
    """Cut a question and the rows up to its end into parts."""
    begin = question.row.at + question.row.length
    own = rows[begin : question.end]
    if question.code and not exact:
        return _cut_record(question, own, codes)
    pieces = tuple(
        row.piece for row in own if row.length and not (row.shown is Shown.LINE and is_frame(one_line(row.text)))
    )
    if trim(question.row.rest):
        pieces = (replace(question.row.piece, block=Paragraph(question.row.rest), joined=False, marker=""), *pieces)
    tags, pieces = _without_notes(pieces)
    # `Question: Imbalance` names what the question below it is about.
    topic = question.row.said if _names_topic(question.row, pieces) else ""
    bare = not question.row.said or bool(topic)
    reach = len(pieces) if question.code or bare else BEFORE_ANSWER
    # An answer below another question is that one's.
    reach = next((at for at, piece in enumerate(pieces[:reach]) if at and read_mark(_text(piece)).style == "q"), reach)
    at, rest = next(
        (
            (at, rest)
            for at, piece in enumerate(pieces[:reach])
            if (rest := answer_mark(piece, short=question.row.mark.style == "q")) is not None
        ),
        (None, ()),
    )
    if at is not None:
        above, answer = pieces[:at], (*rest, *pieces[at + 1 :])
    elif goes_on := _question_goes_on(question.row, pieces):
        above, answer = goes_on, pieces[len(goes_on) :]
    elif bare or (question.code and pieces and _asks(pieces[0])):
        end = next((at for at, piece in enumerate(pieces) if at and not piece.joined), len(pieces))
        above, answer = pieces[:end], pieces[end:]
    else:
        above, answer = (), pieces
    above, choices = split_choices(above)
    if not above and not choices:
        answer, choices = _leading_choices(answer)
    return Part(question, above, choices, _without_end(answer), tags, topic=topic)


def _cut_record(question: Question, own: Sequence[Row], codes: Codes) -> Part:
    """Cut a record of a listing, whose title, question, line `Answer` and closing line stand in this order."""
    above: list[Piece] = []
    answer: list[Piece] | None = None
    left_out: list[Piece] = []
    closed = False
    for row in own:
        text = one_line(row.text)
        kind = codes.kinds[row.at]
        if kind is Kind.HEADER:
            left_out += [below.piece for below in own[row.at - own[0].at :] if codes.kinds[below.at] is Kind.PROSE]
            break
        if kind is Kind.END and closed:
            break
        if kind is Kind.END:
            closed = True
            if codes.is_form(row.at):
                break
        elif closed and COMMENTS.fullmatch(text):
            break
        elif closed:
            left_out += [] if PAGER.fullmatch(text) else [row.piece]
        elif answer is None and (found := ANSWER_LINE.fullmatch(text)):
            answer = [_beside(row.piece)] if found["text"] else []
        else:
            (above if answer is None else answer).append(row.piece)
    content = above if answer is None else answer
    while closed and content and COMMENTS.fullmatch(one_line(_text(content[-1]))):
        content.pop()
    return Part(question, tuple(above), (), None if answer is None else tuple(answer), (), tuple(left_out), closed)


def _beside(piece: Piece) -> Piece:
    """What stands beside the word `Answer`, in the column where the line begins."""
    assert isinstance(piece.block, Paragraph)
    text = plain_text(piece.block.inlines)
    indentation = text[: len(text) - len(text.lstrip())]
    return replace(piece, block=Paragraph((Text(indentation + text.partition(":")[2].lstrip()),)))


def _question_goes_on(row: Row, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The first of `pieces` if it is more of the question: labelled so, a line that asks right below, after a colon."""
    if not pieces or not row.said:
        return ()
    first = pieces[0]
    if row.said.endswith(":") and isinstance(first.block, List):
        return (first,)
    if not isinstance(first.block, Paragraph):
        return ()
    (below,) = read_rows((first,))
    if below.mark.style == "q" and below.mark.number is None and below.said:
        return (replace(first, block=Paragraph((*below.inlines, Text("\n"))), joined=False),)
    if row.said.endswith(":") and not row.rest:
        end = next((at for at, piece in enumerate(pieces) if at and not piece.joined), len(pieces))
        return tuple(pieces[:end])
    alone = len(pieces) == 1 or not pieces[1].joined
    right_below = row.shown is Shown.HEADING and row.piece.last < first.first <= row.piece.last + 1
    return (first,) if right_below and alone and "question-mark" in below.signs else ()


def _names_topic(row: Row, pieces: Sequence[Piece]) -> bool:
    return row.mark.style == "q" and not row.asks and bool(pieces) and _asks(pieces[0])


def _asks(piece: Piece) -> bool:
    """Whether a piece is a line that asks."""
    (row,) = read_rows((piece,))
    return row.asks


def _text(piece: Piece) -> str:
    block = piece.block
    return plain_text(settle_inlines(block.inlines)) if isinstance(block, Paragraph | Heading) else ""


# The word `Answer`


def answer_mark(piece: Piece, *, short: bool = False) -> tuple[Piece, ...] | None:
    """What is left of `piece` without the word `Answer` at its beginning; None where it has no such word.

    `short` also takes `A.` for one, as it is below `Q.`.
    """
    match piece.block:
        case Heading():
            return () if ANSWER.fullmatch(_text(piece)) else None
        case Fold(opens=True, summary=summary):
            return () if VIEW.fullmatch(plain_text(summary)) else None
        case Paragraph(inlines):
            text = _text(piece)
            found = ANSWER.match(text) or (SHORT_ANSWER.match(text) if short else None)
            if not found:
                return () if SHOWS.match(text) and VIEW.fullmatch(text) else None
            rest = trim(without_start(settle_inlines(inlines), found.end()))
            end = inlines[-1:] if isinstance(inlines[-1], Break) else (Text("\n"),)
            return (replace(piece, block=Paragraph((*rest, *end)), joined=False, marker=""),) if rest else ()
        case List(items) if items and piece.items and piece.items[0]:
            rest_of_item = answer_mark(piece.items[0][0], short=short)
            if rest_of_item is None:
                return None
            first = (*rest_of_item, *piece.items[0][1:])
            return first if len(items) == 1 else (_with_first(piece, first),)
        case Quote(blocks) if blocks:
            inner = [Piece(block, piece.first, piece.last) for block in blocks]
            rest_of_quote = answer_mark(inner[0], short=short)
            return None if rest_of_quote is None else (*rest_of_quote, *inner[1:])
        case _:
            return None


SHOWS = regex.compile(
    r"\W*(?:click|tap|press|show|hide|view|see|reveal|expand|open|read|toggle|check)\b", regex.IGNORECASE
)


def _with_first(piece: Piece, first: tuple[Piece, ...]) -> Piece:
    """The list `piece` with other words in its first item."""
    assert isinstance(piece.block, List)
    made = (make_item(tuple(join(first))), *piece.block.items[1:])
    return replace(piece, block=replace(piece.block, items=made), items=(first, *piece.items[1:]))


def _with_some(piece: Piece, kept: Sequence[int]) -> Piece:
    """The list `piece` with those of its items only."""
    assert isinstance(piece.block, List)
    items = tuple(piece.block.items[at] for at in kept)
    return replace(piece, block=replace(piece.block, items=items), items=tuple(piece.items[at] for at in kept))


# Notes


def _without_notes(pieces: Sequence[Piece]) -> tuple[tuple[str, ...], tuple[Piece, ...]]:
    """The tags that a question is given below it, and its pieces without what is only noted down about it."""
    tags: list[str] = []
    kept: list[Piece] = []
    marked = next((at for at, piece in enumerate(pieces) if answer_mark(piece) is not None), -1)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        found = METADATA.fullmatch(_text(piece)) if isinstance(piece.block, Paragraph) else None
        leading = not kept and (at < marked or (found is not None and found["value"]))
        if isinstance(piece.block, List) and _has_notes(piece):
            notes = [METADATA.fullmatch(_text(item[0])) if item else None for item in piece.items]
            for note in notes:
                tags += _subjects(note)
            said = [place for place, note in enumerate(notes) if note is None]
            kept += [_with_some(piece, said)] if said else []
        elif leading and found and found["value"]:
            tags += _subjects(found)
        elif leading and found and at + 1 < marked and len(_text(pieces[at + 1]).split()) <= NOTE_WORDS:
            tags += _names(_text(pieces[at + 1])) if found["subject"] else []
            at += 1
        elif not (leading and LEVEL_ALONE.fullmatch(_text(piece))) and not (
            not kept and LEVEL_ALONE.fullmatch(_text(piece)) and _text(piece)
        ):
            kept.append(piece)
        at += 1
    return tuple(tags), tuple(kept)


def _has_notes(piece: Piece) -> bool:
    """Whether a list holds an answer or notes, each under its name."""
    found = [METADATA.fullmatch(_text(item[0])) for item in piece.items if item]
    return any(found) and (answer_mark(piece) is not None or all(found))


def _subjects(found: regex.Match[str] | None) -> list[str]:
    return _names(found["value"]) if found and found["subject"] and found["value"] else []


def _names(value: str) -> list[str]:
    return [name for part in SPLIT.split(value) if (name := part.strip(" #`*_[]"))]


# Choices


def split_choices(above: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """What stands above an answer in two: the question, and the choices that it ends with."""
    begin = len(above)
    while begin and _is_choice(above[begin - 1]):
        begin -= 1
    return (tuple(above[:begin]), tuple(above[begin:])) if _count(above[begin:]) > 1 else (tuple(above), ())


def _leading_choices(answer: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """An answer in two: what follows the choices that it begins with, and these."""
    end = 0
    while end < len(answer) and _is_choice(answer[end]):
        end += 1
    return (tuple(answer[end:]), tuple(answer[:end])) if _count(answer[:end]) > 1 else (tuple(answer), ())


def _is_choice(piece: Piece) -> bool:
    if isinstance(piece.block, List):
        return bool(piece.items) and all(item and CHOICE.match(_text(item[0])) for item in piece.items)
    return bool(CHOICE.match(_text(piece)))


def _count(pieces: Sequence[Piece]) -> int:
    """How many choices there are, if they are counted from A."""
    letters = [
        found["letter"].upper()
        for piece in pieces
        for text in ([_text(item[0]) for item in piece.items] if piece.items else [_text(piece)])
        if (found := CHOICE.match(text))
    ]
    return len(letters) if letters[:1] == ["A"] else 0


def _without_end(answer: Sequence[Piece]) -> tuple[Piece, ...]:
    """An answer without the ornament and the placeholders around it."""
    kept = tuple(piece for piece in answer if not _is_ornament(piece))
    while kept and TRANSITION.fullmatch(one_line(_text(kept[-1]))):
        kept = kept[:-1]
    said = " ".join(_text(piece) or "x" for piece in kept if not isinstance(piece.block, Fold))
    return () if PLACEHOLDER.fullmatch(said) else kept


def _is_ornament(piece: Piece) -> bool:
    """Whether a piece only leads elsewhere: to other places of the page, or to the answer (`View answer`)."""
    if isinstance(piece.block, List):
        return is_contents(piece) and len(piece.items) > 2
    return bool(SHOWS.match(_text(piece)) and VIEW.fullmatch(_text(piece)))


# Truncation


def why_truncated(parts: Sequence[Part]) -> str:
    """Why the last record of a listing seems to be cut off, as the rest of a sentence; empty where it does not."""
    *others, last = parts
    if last.answer is None and not last.closed:
        return "ends before its line `Answer`"
    if not last.answer:
        return "" if last.closed else "ends right after its line `Answer`"
    if len(others) > 1 and all(part.closed for part in others) and not last.closed:
        return "ends without the line that closes all others of its page, so its answer may be cut off"
    return ""
