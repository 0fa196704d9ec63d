"""A question cut into its parts: what it asks, what answers it, what is noted down about it, and what is neither."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mlanki.document import CodeBlock, List, Paragraph, Text, plain_text, trim
from mlanki.identity import folded
from mlanki.outline.answer_word import after_answer_word, calls_for_click
from mlanki.outline.choices import closing_choices, keyed_choices, opening_choices, untick
from mlanki.outline.codes import Codes, LineKind
from mlanki.outline.furniture import COMMENTS, PAGER, TRANSITION, one_line
from mlanki.outline.lists import is_contents
from mlanki.outline.marks import ABOUT_QUESTION, ANSWER, ANSWER_LINE, PLACEHOLDER
from mlanki.outline.notes import without_notes
from mlanki.outline.reach import Question
from mlanki.outline.rows import Row, Shown, read_rows, words_of
from mlanki.readers.pieces import Fold, Piece

BEFORE_ANSWER = 4  # rows between a question and the word `Answer`, or that word belongs to the answer
FEW_LINKS = 2  # items that lead elsewhere are no table of contents
SAYING = (LineKind.PROSE, LineKind.TITLE)  # what begins with a code and no record is a sentence (`GPT4 says so`)


@dataclass(frozen=True, slots=True)
class Part:
    """The pieces of one question.

    What stands above its answer, its choices, and the answer (None without the word `Answer` where a coded title has to
    have one); the tags that it is given there, what belongs to neither, what stands below the comment form or the word
    `Comments`, whether a line closes it, and the topic that stands where the question is expected.
    """

    question: Question
    above: tuple[Piece, ...]
    choices: tuple[Piece, ...]
    answer: tuple[Piece, ...] | None
    tags: tuple[str, ...] = ()
    left_out: tuple[Piece, ...] = ()
    commented: tuple[Piece, ...] = ()
    closed: bool = False
    topic: str = ""


def cut(rows: Sequence[Row], question: Question, codes: Codes, *, exact: bool) -> Part:
    """Cut a question and the rows up to its end into parts."""
    asked = question.row
    own: Sequence[Row] = rows[asked.at + asked.length : question.end]
    if question.code and not exact:
        return _cut_record(question, own, codes)
    # A number belongs to the row below it where that is a question.
    own = [row for row in own if not row.is_frame and (row.length or row.at + 1 < question.end)]
    # What a click shows may say `Answer` again.
    clicked = {above.at for above, row in pairwise(own) if ANSWER.match(row.words) and calls_for_click(above.words)}
    own = [row for row in own if row.at not in clicked]
    if trim(asked.rest):
        own = [*read_rows((replace(asked.piece, block=Paragraph(asked.rest), joined=False, marker=""),)), *own]
    if own and asked.said and folded(own[0].said) == folded(asked.said):
        own = own[1:]  # what a click unfolds begins with the question once more
    tags, own = without_notes(own)
    # `Question: Imbalance` names what the question below it is about.
    topic = asked.said if asked.mark.style == "q" and not asked.asks and own and own[0].asks else ""
    bare = not asked.said or bool(topic)
    keyed = keyed_choices(own)
    above, answer = _halves(question, own, keyed.stop, bare=bare)
    begin = keyed.start if keyed else closing_choices(above)
    above, choices = above[:begin], above[begin:]
    if not choices and (bare or not above):
        # What the question is about may be code above its choices.
        code = next((at for at, row in enumerate(answer) if not isinstance(row.piece.block, CodeBlock)), 0)
        if end := opening_choices(answer[code:]):
            above, choices, answer = [*above, *answer[:code]], answer[code : code + end], answer[code + end :]
    among, ticked = untick(_pieces(choices))
    kept = (*ticked, *_pieces(_without_end(answer)))
    return Part(question, _pieces(above), among, kept, tuple(tags), topic=topic)


def _pieces(rows: Sequence[Row]) -> tuple[Piece, ...]:
    return tuple(row.piece for row in rows)


def _halves(question: Question, own: Sequence[Row], chosen: int, *, bare: bool) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of a question in two: more of it, and its answer.

    Its choices end at `chosen`, 0 where it has none; `bare` tells that its first row asks nothing.
    """
    reach = len(own) if question.code or bare else max(BEFORE_ANSWER, chosen + 1)
    found = _find_answer(question.row, own, chosen, reach)
    if found is not None:
        at, rest = found
        begin = next((place for place, row in enumerate(own[:at]) if ABOUT_QUESTION.match(row.words)), at)
        return own[:begin], [*own[begin:at], *read_rows(rest), *own[at + 1 :]]
    if (halves := _question_goes_on(question.row, own)) is not None:
        return halves
    if bare or (question.code and own and own[0].asks):
        end = _paragraph_ends(own)
        asks = [row.at for row in own[:end] if "question-mark" in row.asking]
        if bare and own and asks == [own[0].at]:
            end = own[0].length
        return own[:end], own[end:]
    return (), own


def _find_answer(asked: Row, own: Sequence[Row], chosen: int, reach: int) -> tuple[int, tuple[Piece, ...]] | None:
    """Where the word `Answer` stands below the choices in the first rows, and what else its row says.

    Below another question with a label it is that one's.
    """
    short = asked.mark.style == "q"
    for at, row in enumerate(own[chosen:reach], chosen):
        if at and row.words and row.mark.style == "q":
            return None
        if (rest := after_answer_word(row.piece, row.words, short=short)) is not None:
            return at, rest
    return None


def _question_goes_on(asked: Row, own: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]] | None:
    """The rows in two, if the first are more of the question: labelled so, asking right below, or behind a colon."""
    if not own or not asked.said:
        return None
    first = own[0].piece
    is_lead_in = asked.said.endswith(":")
    if is_lead_in and isinstance(first.block, List):
        return own[:1], own[1:]
    if not isinstance(first.block, Paragraph):
        return None
    (below,) = read_rows((first,))  # this line alone, even if the next goes on with it
    if below.mark.style == "q" and below.mark.number is None and below.said:
        piece = replace(first, block=Paragraph((*below.inlines, Text("\n"))), joined=False)
        return read_rows((piece,)), own[1:]
    if is_lead_in and not asked.rest:
        end = _paragraph_ends(own)
        return (own[:end], own[end:]) if end < len(own) else ((), own)  # else nothing would answer
    alone = len(own) == 1 or own[1].is_apart
    right_below = asked.shown is Shown.HEADING and asked.piece.last < first.first <= asked.piece.last + 1
    return (own[:1], own[1:]) if right_below and alone and "question-mark" in below.asking else None


def _paragraph_ends(rows: Sequence[Row]) -> int:
    """Where the first paragraph of these rows ends."""
    return next((at for at, row in enumerate(rows) if at and row.is_apart), len(rows))


def _without_end(answer: Sequence[Row]) -> Sequence[Row]:
    """An answer without the ornament in it, the words that lead over to the next section, and placeholders."""
    kept = [row for row in answer if not _is_ornament(row)]
    while kept and TRANSITION.fullmatch(one_line(kept[-1].words)):
        kept.pop()
    said = " ".join(row.text if isinstance(row.piece.block, Fold) else row.words or "x" for row in kept)
    return [] if PLACEHOLDER.fullmatch(said) else kept


def _is_ornament(row: Row) -> bool:
    """Whether a row only leads elsewhere: to other places of the page, or to the answer (`View answer`)."""
    if isinstance(row.piece.block, List):
        return is_contents(row.piece) and len(row.piece.items) > FEW_LINKS
    return calls_for_click(row.words)


# Records of a listing


def _cut_record(question: Question, own: Sequence[Row], codes: Codes) -> Part:
    """Cut a record of a listing, whose title, question, line `Answer` and closing line stand in this order."""
    above: list[Row] = []
    answer: list[Row] | None = None
    left_out: list[Piece] = []
    commented: list[Piece] = []
    closed = False
    for row in own:
        kind = codes.kinds[row.at]
        ends = kind is LineKind.HEADER or (closed and (kind is LineKind.END or COMMENTS.fullmatch(row.line)))
        if ends or codes.is_form(row.at):
            closed = closed or not ends
            below = own[row.at - own[0].at + 1 :]
            said = [each.piece for each in below if codes.kinds[each.at] in SAYING and not _frames(each)]
            if kind is LineKind.HEADER:
                left_out += [row.piece, *said]  # unless it names the page of the next record
            else:
                commented += said
            break
        if kind is LineKind.END:
            closed = True
        elif closed:
            left_out += [] if _frames(row) else [row.piece]
        elif answer is None and (found := ANSWER_LINE.fullmatch(row.line)):
            answer = [replace(row, piece=_beside(row.piece))] if found["text"] else []
        else:
            (above if answer is None else answer).append(row)
    content = above if answer is None else answer
    while closed and content and COMMENTS.fullmatch(one_line(words_of(content[-1].piece))):
        content.pop()
    told = None if answer is None else _pieces(answer)
    return Part(question, _pieces(above), (), told, (), tuple(left_out), tuple(commented), closed)


def _frames(row: Row) -> bool:
    return bool(PAGER.fullmatch(row.line) or COMMENTS.fullmatch(row.line))


def _beside(piece: Piece) -> Piece:
    """What stands beside the word `Answer`, in the column where the line begins."""
    assert isinstance(piece.block, Paragraph)
    text = plain_text(piece.block.inlines)
    indentation = text[: len(text) - len(text.lstrip())]
    return replace(piece, block=Paragraph((Text(indentation + text.partition(":")[2].lstrip()),)))


def why_truncated(parts: Sequence[Part]) -> str:
    """Why the last record of a listing seems to be cut off, as the rest of a sentence; empty where it does not."""
    *others, last = parts
    if last.answer is None and not last.closed:
        return "ends before its line `Answer`"
    if not last.answer:
        return "" if last.closed else "ends right after its line `Answer`"
    if len(others) > 1 and all(part.closed for part in others) and not last.closed:
        return "ends without the line that closes all others here and may be cut off"
    return ""
