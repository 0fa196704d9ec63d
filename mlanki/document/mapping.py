"""Applies a change to all the words or all the pictures of a document, however deep they stand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mlanki.document import (
    Block,
    Blocks,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)


def change_words(blocks: Blocks, change: Callable[[str], str]) -> Blocks:
    """The blocks with `change` made to every stretch of words and of code; formulas and addresses stay as they are."""

    def changed(inline: Inline) -> Inlines:
        match inline:
            case Text(text) | Code(text):
                return (replace(inline, text=words),) if (words := change(text)) else ()
            case _:
                return (inline,)

    return _Change(changed, change).blocks(blocks)


def change_text(blocks: Blocks, change: Callable[[str], Inlines]) -> Blocks:
    """The blocks with every stretch of words, but for those of code, made what `change` says."""
    return _Change(lambda inline: change(inline.text) if isinstance(inline, Text) else (inline,)).blocks(blocks)


def change_images(blocks: Blocks, change: Callable[[Image], Image]) -> Blocks:
    """The blocks with `change` made to every picture, in the order of reading."""
    return _Change(lambda inline: (change(inline),) if isinstance(inline, Image) else (inline,)).blocks(blocks)


@dataclass(frozen=True, slots=True)
class _Change:
    leaf: Callable[[Inline], Inlines]
    code: Callable[[str], str] = str

    def blocks(self, blocks: Blocks) -> Blocks:
        return tuple(self.block(block) for block in blocks)

    def block(self, block: Block) -> Block:
        match block:
            case Paragraph(inlines) | Heading(inlines):
                return replace(block, inlines=self.inlines(inlines))
            case List(items):
                changed = (Item(term=self.inlines(item.term), blocks=self.blocks(item.blocks)) for item in items)
                return replace(block, items=tuple(changed))
            case Table(header, rows):
                return Table(tuple(map(self.inlines, header)), tuple(tuple(map(self.inlines, row)) for row in rows))
            case Quote(blocks):
                return Quote(self.blocks(blocks))
            case CodeBlock(text):
                return replace(block, text=self.code(text))

    def inlines(self, inlines: Inlines) -> Inlines:
        return tuple(self._changed(inlines))

    def _changed(self, inlines: Inlines) -> Iterator[Inline]:
        for inline in inlines:
            match inline:
                case Strong(inner) | Emphasis(inner) | Link(inner):
                    yield replace(inline, inlines=self.inlines(inner))
                case _:
                    yield from self.leaf(inline)
