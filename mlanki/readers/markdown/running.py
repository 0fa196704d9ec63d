"""Questions in running text: labels, folds, bold lines, and items of lists."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import regex

from mlanki.document import Inlines, Link, List, Paragraph, Strong, plain_text, trim, walk
from mlanki.prose.marks import FOLD, Signs, signs_of
from mlanki.readers.markdown.answers import is_answer
from mlanki.readers.markdown.codes import is_bold
from mlanki.readers.markdown.pieces import Fold, Piece
from mlanki.readers.markdown.sections import MOST, Section
from mlanki.readers.markdown.settling import settle_inlines
from mlanki.readers.markdown.words import first_line, lines_of

WRAPPED = 60  # characters; editors that break lines leave longer ones


class Form(Enum):
    """The ways to set off a question in running text, the surest first."""

    LABEL = auto()
    FOLD = auto()
    BOLD = auto()
    NUMBERED = auto()
    BULLET = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece that looks like a question in one of the forms."""

    form: Form
    signs: Signs
    words: Inlines
    rest: Inlines = ()
    bare: bool = False
    code: str = ""

    def begins(self, item: str) -> bool:
        """Whether it begins a question, where its form is that of the questions; `item` is the mark of its item."""
        return self.signs.worded or self.signs.marked or bool(item or self.code)


def candidate(piece: Piece) -> Candidate | None:
    """What of a question `piece` looks like, if of any."""
    match piece.block:
        case Fold(opens=True, summary=summary):
            signs = signs_of(plain_text(summary).strip())
            if FOLD.fullmatch(plain_text(summary)) or not (signs.worded or signs.label):
                return None
            return Candidate(Form.FOLD, signs, summary)
        case Paragraph(inlines):
            if piece.code:
                return Candidate(Form.LABEL, signs_of(plain_text(inlines)), *first_line(trim(inlines)), code=piece.code)
            return _in_paragraph(trim(inlines), piece.item)
        case _:
            return None


def _in_paragraph(inlines: Inlines, item: str) -> Candidate | None:
    text = plain_text(inlines)
    signs = signs_of(text)
    if item.isdigit() and not signs.marked:
        signs = replace(signs, number=item)
    if not inlines:
        return None
    words, rest = _to_question_mark(inlines)
    if signs.label:
        bare = not text[signs.length :].split("\n")[0].strip()
        return Candidate(Form.LABEL, signs, *((inlines, ()) if bare else (words, rest)), bare=bare)
    head, others = first_line(inlines)
    match settle_inlines(head):
        case (Strong(bold),) | (Strong(bold), _) if is_bold(head):
            sign = signs_of(plain_text(bold))
            if sign.worded or sign.marked or item:
                return Candidate(Form.NUMBERED if item.isdigit() else Form.BOLD, signs, head, others)
        case (Strong(bold), *_) if signs_of(plain_text(bold)).number and not item:
            return Candidate(Form.BOLD, signs, words, rest)
        case _:
            pass
    if item.isdigit():
        return Candidate(Form.NUMBERED, signs, words, rest)
    if item:
        return Candidate(Form.BULLET, signs, words, rest)
    return None


def _to_question_mark(inlines: Inlines) -> tuple[Inlines, Inlines]:
    """Cut a paragraph behind the first line that ends in a question mark; all of it where none does."""
    lines = lines_of(inlines)
    for at, line in enumerate(lines[:-1], 1):
        if regex.search(r"\?[\p{P}\p{S}\s]*$", plain_text(line)):
            return _cut(lines, at)
    if len(lines) > 1 and _ends_early(plain_text(lines[0]).strip(), plain_text(lines[1])):
        return _cut(lines, 1)
    return inlines, ()


def _ends_early(line: str, below: str) -> bool:
    """Whether a line reads like a question that its author ended, rather than wrapped, before the line below."""
    return len(line) <= WRAPPED and signs_of(line).worded and bool(regex.match(r"[^\p{L}]*\p{Lu}", below))


def _cut(lines: Sequence[Inlines], at: int) -> tuple[Inlines, Inlines]:
    return tuple(i for line in lines[:at] for i in line), tuple(i for line in lines[at:] for i in line)


def candidates(own: Sequence[Piece]) -> Iterator[tuple[list[Piece], Candidate]]:
    """The candidates among the pieces of a section, each with the pieces that follow it."""
    stream = list(open_lists(own))
    for at, piece in enumerate(stream):
        found = candidate(piece)
        if found and (
            found.signs.worded or found.form is Form.LABEL or (found.form is Form.BOLD and found.signs.marked)
        ):
            yield stream[at + 1 : at + 3], found


def open_lists(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces with the items of every list of questions in its place; a table of contents is left out."""
    expected = 0
    for piece in pieces:
        if not isinstance(piece.block, List):
            yield piece
            continue
        if is_contents(piece):
            continue
        start = piece.block.start
        heads = [item[0] for item in piece.items if item]
        signs = [signs_of(plain_text(head.block.inlines)) for head in heads if isinstance(head.block, Paragraph)]
        asks = sum(sign.asks or (start is not None and sign.orders) for sign in signs)
        labelled = any(sign.label for sign in signs)
        continues = start is not None and start == expected > 1
        restarts = start == 1 and expected > 2 and len(piece.items) > 1
        folded = any(isinstance(part.block, Fold) and part.block.summary for item in piece.items for part in item[1:2])
        if labelled or folded or continues or (asks >= MOST * len(piece.items) and not restarts):
            for number, item in enumerate(piece.items, start or 0):
                first, *others = item or (None,)
                if first:
                    yield replace(first, item="-" if start is None else str(number))
                    yield from (part for part in others if part)
            expected = (start or 0) + len(piece.items)
        else:
            yield piece


def is_contents(piece: Piece) -> bool:
    """Whether a list only leads to other places of its page."""
    if not isinstance(piece.block, List):
        return False
    texts = total = 0
    for node in walk((piece.block,)):
        if isinstance(node, Paragraph):
            total += 1
            texts += _leads_within(node.inlines)
    return bool(total) and texts >= MOST * total


def _leads_within(inlines: Inlines) -> bool:
    links = [inline for inline in inlines if isinstance(inline, Link)]
    others = plain_text(tuple(inline for inline in inlines if not isinstance(inline, Link)))
    within = [link for link in links if not link.target or "#" in link.target]
    return bool(within) and not regex.search(r"\p{L}{3,}", others)


def forms_of(page: Section, asking: Mapping[int, str]) -> frozenset[Form]:
    """The forms that questions have in the running text of this page, outside of what headings ask."""
    counted: Counter[Form] = Counter()

    def count(section: Section) -> None:
        if section.heading and section.heading.first in asking:
            return
        for pieces, signs in candidates(section.own):
            answered = any(map(is_answer, pieces))
            counted[signs.form] += 2 if answered or signs.form is Form.FOLD else 1
        for child in section.below:
            count(child)

    count(page)
    return frozenset(form for form, number in counted.items() if number > 1)
