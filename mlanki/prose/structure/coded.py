"""The answer of a coded page: blank lines stand between its paragraphs, and a line end is a line end.

Every rule is given the rows and the place of its first one, and gives back what these rows make and the place
after the last one that it took.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import regex

from mlanki.document import Block, Blocks, Heading, Item, List, Paragraph
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.kinds import (
    ARTICLE,
    Blank,
    Bullet,
    Display,
    Kind,
    Label,
    Numbered,
    Prose,
    Term,
    Title,
    Where,
    as_term,
    classify,
    next_written,
    unlabelled,
    words_of,
)
from mlanki.prose.structure.legend import legend, legend_ends
from mlanki.prose.structure.shape import join, shape

Rows = Sequence[Kind]


def structure(lines: Sequence[RichLine]) -> Blocks:
    """The blocks of an answer whose paragraphs stand between blank lines.

    Every word and formula of `lines` is there, in its place; numbers and bullets that open an item are not
    words but the shape of a list.
    """
    return levelled(_blocks(agree(doubt_numbers([classify(line) for line in lines]))))


def paragraphs(lines: Sequence[RichLine]) -> Blocks:
    """The blocks of a question: a paragraph for every run of lines between blank ones, and nothing more."""
    runs = groupby(lines, key=lambda line: bool(line.inlines))
    return tuple(Paragraph(join(line.inlines for line in run)) for written, run in runs if written)


def doubt_numbers(rows: Rows) -> Rows:
    """`rows` with only those numbers that count something: from the start, or on from a neighbour."""
    seen = {(row.style, row.number) for row in rows if isinstance(row, Numbered)}
    return [
        unlabelled(row.inlines)
        if isinstance(row, Numbered)
        and row.number > 1
        and not {(row.style, row.number - 1), (row.style, row.number + 1)} & seen
        else row
        for row in rows
    ]


def agree(rows: Rows) -> Rows:
    """`rows` in which the items of an enumeration have terms as their neighbours have: `2. Remember: save it`."""
    termed = {(row.style, row.number) for row in rows if isinstance(row, Numbered) and isinstance(row.content, Term)}
    return [
        replace(row, content=as_term(row.content))
        if isinstance(row, Numbered) and {(row.style, row.number - 1), (row.style, row.number + 1)} & termed
        else row
        for row in rows
    ]


def levelled(blocks: Blocks) -> Blocks:
    """`blocks` with each heading that ends in a colon below one without, or below one that it follows."""
    titled = under_label = False
    made: list[Block] = []
    for at, block in enumerate(blocks):
        if not isinstance(block, Heading):
            made.append(block)
            continue
        label = shape(block.inlines).endswith(":")
        if not label:
            titled, under_label = True, False
        followed = at + 1 < len(blocks) and _is_label(blocks[at + 1])
        if label and followed:
            under_label = False
        made.append(Heading(block.inlines, 1 + (label and titled) + under_label))
        under_label = under_label or (label and followed)
    return tuple(made)


def _is_label(block: Block) -> bool:
    return isinstance(block, Heading) and shape(block.inlines).endswith(":")


def _blocks(rows: Rows) -> Blocks:
    made: list[Block] = []
    at = 0
    while at < len(rows):
        block: Block
        match rows[at]:
            case Blank():
                at += 1
                continue
            case Numbered():
                block, at = _enumeration(rows, at)
            case Bullet():
                block, at = _bullets(rows, at)
            case Term():
                block, at = _terms(rows, at)
            case Label(inlines):
                block, at = Heading(inlines), at + 1
            case Title(inlines) if _is_heading(rows, at):
                block, at = Heading(inlines), at + 1
            case Where(inlines) if legend_ends(rows, at + 1) > at + 1:
                made.append(Paragraph(inlines))
                block, at = legend(rows, at + 1)
            case _ if legend_ends(rows, at, bare=False) > at + 1:
                block, at = legend(rows, at, bare=False)
            case _:
                block, at = _paragraph(rows, at)
        made.append(block)
    return tuple(made)


def _paragraph(rows: Rows, at: int) -> tuple[Paragraph, int]:
    """The lines up to one that is something else; a displayed formula is a line of its paragraph."""
    end = at + 1
    while end < len(rows) and _continues(rows, end):
        end += 1
    return Paragraph(join(row.inlines for row in rows[at:end])), end


def _continues(rows: Rows, at: int) -> bool:
    """Whether the row is one more line of the paragraph that is open."""
    match rows[at]:
        case Prose() | Display():
            return legend_ends(rows, at, bare=False) <= at + 1
        case Title():
            return not _is_heading(rows, at)
        case Where():
            return legend_ends(rows, at + 1) == at + 1
        case _:
            return False


def _is_heading(rows: Rows, at: int) -> bool:
    """Whether a line that is like a title is one: it opens a paragraph, and there is something below it.

    Alone between blank lines, above a formula, or with an article at its head, only its capitals tell it from
    a sentence without a full stop.
    """
    row = rows[at]
    if not isinstance(row, Title) or (at and not isinstance(rows[at - 1], Blank)):
        return False
    below = next_written(rows, at + 1)
    if below == len(rows):
        return False
    named = words_of(shape(row.inlines))[0].casefold() not in ARTICLE
    return row.cased or (named and below == at + 1 and not isinstance(rows[below], Display))


# Enumerations


def _enumeration(rows: Rows, at: int) -> tuple[List, int]:
    """`(1) …`, `(2) …`: an item goes on to the next number, the last one as far as `_last_ends` says."""
    first = rows[at]
    assert isinstance(first, Numbered)
    items: list[Item] = []
    several = False
    while True:
        label = rows[at]
        assert isinstance(label, Numbered)
        following = _next_number(rows, at, label)
        end = _last_ends(rows, at, label, several=several or not items) if following is None else following
        several = several or not all(isinstance(row, Blank) for row in rows[at + 1 : end])
        items.append(_item(label.content, rows[at + 1 : end]))
        if following is None:
            return List(tuple(items), start=first.number), end
        at = following


def _item(content: Kind, below: Rows) -> Item:
    """One item: what stands beside its number, and the rows below that belong to it."""
    match content:
        case Label(inlines):
            return Item(_blocks(below), term=inlines)
        case Title(inlines) if below and not isinstance(below[0], Blank | Numbered | Bullet):
            return Item(_blocks(below), term=inlines)
        case Term(_, term, text):
            return Item(_blocks([Prose(text), *below]), term=term)
        case _:
            return Item(_blocks([Prose(content.inlines), *below]))


def _next_number(rows: Rows, at: int, label: Numbered) -> int | None:
    """Where the item with the next number begins.

    The same signs with another number begin another list, and so does a heading right above the number.
    """
    for place in range(at + 1, len(rows)):
        row = rows[place]
        if isinstance(row, Numbered) and row.style == label.style:
            above = place - 1
            while isinstance(rows[above], Blank):
                above -= 1
            headed = above > at and (isinstance(rows[above], Label) or _is_heading(rows, above))
            return place if row.number == label.number + 1 and not headed else None
    return None


def _last_ends(rows: Rows, at: int, label: Numbered, *, several: bool) -> int:
    """Where the last item of an enumeration ends: nothing tells but its form and that of the items before.

    It ends at a heading, and at a blank line unless what it has said so far calls for more. `several` tells
    that items of this list go over several lines; without that, a line of prose below it is not its own.
    """
    bare = isinstance(label.content, Label | Title)
    end = at + 1
    while (place := next_written(rows, end)) < len(rows):
        row = rows[place]
        heading = isinstance(row, Label) or _is_heading(rows, place)
        if isinstance(row, Numbered) and row.style == label.style:
            break
        if heading and not (bare and place == at + 1):
            break
        expected = (bare and end == at + 1) or _calls_for(rows[end - 1], row)
        if place > end:
            belongs = expected or _counts_on(rows[at + 1 : end], row)
        elif isinstance(row, Term):
            belongs = not isinstance(label.content, Prose)
        else:
            belongs = expected or several or bare or not isinstance(row, Prose | Title)
        if not belongs:
            break
        end = place + 1
    return end


def _counts_on(rows: Rows, following: Kind) -> bool:
    """Whether `following` bears the next number after one in `rows`."""
    return isinstance(following, Numbered) and any(
        isinstance(row, Numbered) and (row.style, row.number + 1) == (following.style, following.number) for row in rows
    )


def _calls_for(row: Kind, following: Kind) -> bool:
    """Whether `row` is not complete without `following`, even over a blank line.

    After a formula a line that begins small ends the sentence, and `where` explains the symbols.
    """
    text = shape(row.inlines)
    if text.endswith(":") or isinstance(row, Where):
        return True
    goes_on = not regex.match(r"(?!(?i:where)\b)[\p{Lu}\p{N}“\"(]", shape(following.inlines))
    return isinstance(row, Display) and isinstance(following, Prose | Where) and goes_on


def _bullets(rows: Rows, at: int) -> tuple[List, int]:
    """Lines with a bullet; lines between two of them belong to the first, a formula to the last as well."""
    items: list[Item] = []
    while True:
        bullet = rows[at]
        assert isinstance(bullet, Bullet)
        end = at + 1
        while end < len(rows) and isinstance(rows[end], Prose | Display | Title | Term):
            end += 1
        following = next_written(rows, end)
        goes_on = following < len(rows) and isinstance(rows[following], Bullet)
        if not goes_on:
            end = _complement_ends(rows, at + 1)
        items.append(_item(bullet.content, rows[at + 1 : end]))
        if not goes_on:
            return List(tuple(items)), end
        at = following


def _complement_ends(rows: Rows, at: int) -> int:
    """Where that ends without which the row before `at` is not complete: formulas and what explains them."""
    end = at
    while end < len(rows):
        place = next_written(rows, end)
        if place == len(rows):
            break
        row, above = rows[place], rows[end - 1]
        if isinstance(row, Numbered | Bullet) and shape(above.inlines).endswith(":"):
            return (_enumeration if isinstance(row, Numbered) else _bullets)(rows, place)[1]
        if isinstance(row, Where) and (legend := legend_ends(rows, place + 1)) > place + 1:
            end = legend
        elif (isinstance(row, Display) and place == end) or (
            isinstance(row, Prose | Display) and _calls_for(above, row)
        ):
            end = place + 1
        else:
            break
    return end


# Definition lists


def _terms(rows: Rows, at: int) -> tuple[List, int]:
    """A run of `Term: text`; lines between two of them belong to the first."""
    items: list[Item] = []
    while True:
        term = rows[at]
        assert isinstance(term, Term)
        end = at + 1
        while end < len(rows) and isinstance(rows[end], Prose | Display | Title):
            end += 1
        following = next_written(rows, end)
        goes_on = following < len(rows) and isinstance(rows[following], Term) and following in (end, at + 2)
        if not goes_on:
            end = _complement_ends(rows, at + 1)
            following = next_written(rows, end)
            goes_on = following < len(rows) and isinstance(rows[following], Term)
        items.append(_item(term, rows[at + 1 : end]))
        if not goes_on:
            return List(tuple(items)), end
        at = following
