"""Blocks as a page has them → blocks as records hold them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from mlanki import patterns as regex
from mlanki.document import (
    Block,
    Blocks,
    Break,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    plain_text,
    trim,
)
from mlanki.outline.furniture import BACK_TO_TOP
from mlanki.prose.cleaning import drop_control_characters, one_blank

LEADS = regex.compile(r"(?:https?|mailto):", regex.IGNORECASE)  # to where a card can follow


def settle(blocks: Blocks) -> Blocks:
    """Blocks as records hold them: soft line ends are spaces, what is empty is gone, links lead somewhere."""
    return tuple(settled for block in blocks for settled in _settle(block))


def _settle(block: Block) -> Iterator[Block]:
    match block:
        case Paragraph(inlines):
            settled = settle_inlines(inlines)
            if settled and not BACK_TO_TOP.fullmatch(plain_text(settled)):
                yield block if settled is inlines else Paragraph(settled)
        case Heading(inlines, level):
            words = tuple(Text(" ") if isinstance(inline, Break) else inline for inline in settle_inlines(inlines))
            if words:
                yield Heading(_joined(words), level)
        case List(items, start):
            settled_items = (Item(settle(item.blocks), settle_inlines(item.term)) for item in items)
            if kept := tuple(item for item in settled_items if item.term or item.blocks):
                yield List(kept, start)
        case Quote(inner):
            if quoted := settle(inner):
                yield Quote(quoted)
        case Table(header, rows):
            cells = tuple(tuple(settle_inlines(cell) for cell in row) for row in (header, *rows))
            yield Table(cells[0], cells[1:])
        case CodeBlock():
            yield block


def settle_inlines(inlines: Inlines) -> Inlines:
    """Inlines as records hold them: one blank for each run of white space, no two texts in a row, none empty."""
    match inlines:
        case (Text(text),) | (Text(text), Break()):  # as a rule
            return trim(inlines[:1] if (spaced := one_blank(text)) == text else (Text(spaced),))
    settled: list[Inline] = []
    for inline in inlines:
        match inline:
            case Text(text):
                settled.append(inline if (spaced := one_blank(text)) == text else Text(spaced))
            case Strong(inner) | Emphasis(inner):
                settled += _around(type(inline), settle_inlines(inner), inner)
            case Link(inner, target):
                settled += _settle_link(settle_inlines(inner), target)
            case Math(tex, display):
                settled += [Math(tex.strip(), display)] if tex.strip() else []
            case Image(_, alt):
                settled.append(replace(inline, alt=" ".join(drop_control_characters(alt).split())))
            case _:
                settled.append(inline)
    return trim(_joined(tuple(settled)))


def _around(kind: type[Strong | Emphasis], words: Inlines, raw: Inlines) -> Inlines:
    """Emphasis around `words`; blanks that stood at its edges stand outside, and nothing is around nothing."""
    said = plain_text(raw)
    if not words:
        return (Text(" "),) if said else ()
    before, after = said[:1].isspace(), said[-1:].isspace()
    return (*((Text(" "),) if before else ()), kind(words), *((Text(" "),) if after else ()))


def _settle_link(words: Inlines, target: str) -> Inlines:
    """A link; only its words where it leads to another place of the page, or to a file that no card has beside it."""
    if BACK_TO_TOP.fullmatch(plain_text(words)) and target.startswith("#"):
        return ()
    if LEADS.match(target) and words:
        return (Link(words, target),)
    return words


def _joined(inlines: Inlines) -> Inlines:
    """The inlines with neighbouring texts in one, and no blank beside a line break."""
    if len(inlines) == 1:
        return inlines
    joined: list[Inline] = []
    for inline in _run_together(inlines):
        above = joined[-1] if joined else None
        match inline:
            case Text(text) if isinstance(above, Break):
                if words := text.lstrip():
                    joined.append(inline if words == text else Text(words))
            case Break():
                if isinstance(above, Text):
                    words = above.text.rstrip()
                    joined[-1:] = [above if words == above.text else Text(words)] if words else []
                if not joined or not isinstance(joined[-1], Break):
                    joined.append(inline)
            case _:
                joined.append(inline)
    return tuple(joined)


def _run_together(inlines: Inlines) -> Iterator[Inline]:
    if not any(isinstance(one, Text) and isinstance(other, Text) for one, other in pairwise(inlines)):
        yield from inlines
        return
    for is_text, run in groupby(inlines, key=lambda inline: isinstance(inline, Text)):
        together = tuple(run)
        if is_text and len(together) > 1:
            yield Text(one_blank(plain_text(together)))
        else:
            yield from together
