"""Questions that a page asks within a paragraph or a list → bold paragraphs of their own, which read like headings."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlanki.document import Block, Break, Heading, Inlines, Item, List, Paragraph, Strong, Text, plain_text, trim
from mlanki.prose.questions import judge
from mlanki.readers.web.blocks import Placed

FEWEST = 3  # numbered questions without any mark but their number


def set_off_marked(placed: Sequence[Placed]) -> Iterator[Placed]:
    """The blocks, with questions apart that begin a paragraph and say that they are questions.

    They are in bold and the answer follows on the next line, or they bear a number or a label (`Q2. …`).
    """
    for each in placed:
        match each.block:
            case Paragraph((Strong(asked), Break(), *answer)) if judge(plain_text(asked)).asks:
                yield from _apart(each, asked, tuple(answer))
            case Paragraph((Strong(asked), Text(), *_) as inlines) if _is_marked(asked):
                yield from _apart(each, asked, inlines[1:])
            case Paragraph(inlines) if _is_labelled(first := _first_line(inlines)):
                yield from _apart(each, first, inlines[len(first) + 1 :])
            case _:
                yield each


def set_off_listed(placed: Sequence[Placed]) -> tuple[Placed, ...]:
    """The blocks, with questions apart that are items of a list or begin numbered paragraphs, answers following."""
    unlisted = [part for each in placed for part in _unlisted(each)]
    numbered = {at for at, each in enumerate(unlisted) if _is_numbered_question(each)}
    if len(numbered) < FEWEST:
        return tuple(unlisted)
    made: list[Placed] = []
    for at, each in enumerate(unlisted):
        if at in numbered and isinstance(each.block, Paragraph):
            first = _first_line(each.block.inlines)
            made += _apart(each, first, each.block.inlines[len(first) + 1 :])
        else:
            made.append(each)
    return tuple(made)


def open_posts(placed: Sequence[Placed]) -> Iterator[Placed]:
    """The blocks, with the items of lists in their place where each begins with a heading, as a post does."""
    for each in placed:
        match each.block:
            case List(items) if all(item.blocks and isinstance(item.blocks[0], Heading) for item in items):
                yield from (replace(each, block=block) for item in items for block in item.blocks)
            case _:
                yield each


def _unlisted(placed: Placed) -> Iterator[Placed]:
    """The items of a list as blocks, each question a bold paragraph, where all of them are questions with answers."""
    match placed.block:
        case List(items) if all(_question(item) for item in items):
            for item in items:
                yield from (replace(placed, block=block) for block in _item_blocks(item))
        case _:
            yield placed


def _question(item: Item) -> Inlines:
    """The words of an item that ask and have an answer below them; nothing of any other."""
    asked: Inlines = item.term
    below = item.blocks
    if not asked and below:
        match below[0]:
            case Heading(inlines) | Paragraph((Strong(inlines),)):
                asked, below = inlines, below[1:]
    return asked if below and judge(plain_text(asked)).asks else ()


def _item_blocks(item: Item) -> Iterator[Block]:
    yield Paragraph((Strong(_question(item)),))
    yield from item.blocks if item.term else item.blocks[1:]


def _is_numbered_question(placed: Placed) -> bool:
    if not isinstance(placed.block, Paragraph):
        return False
    judged = judge(plain_text(_first_line(placed.block.inlines)))
    return judged.numbered and judged.asks


def _is_marked(inlines: Inlines) -> bool:
    judged = judge(plain_text(inlines))
    return judged.asks and (judged.marked or judged.numbered)


def _is_labelled(inlines: Inlines) -> bool:
    """Whether the line bears a question's own label; one that is all in bold is set off already."""
    return not isinstance(inlines[0] if inlines else None, Strong) and judge(plain_text(inlines)).marked


def _first_line(inlines: Inlines) -> Inlines:
    end = next((at for at, inline in enumerate(inlines) if isinstance(inline, Break)), len(inlines))
    return inlines[:end]


def _apart(placed: Placed, asked: Inlines, answer: Inlines) -> Iterator[Placed]:
    yield replace(placed, block=Paragraph((Strong(asked),)))
    if rest := trim(answer):
        yield replace(placed, block=Paragraph(rest))
