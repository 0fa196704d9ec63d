"""The law of the markup, as mdformat has it: what is written says what was meant, or somebody has to be told."""

from itertools import pairwise

import regex

from mlanki.document import Block, Blocks, Inline, List, Math, Paragraph, Text
from mlanki.markup.reading import from_markdown
from mlanki.markup.writing import PLAIN_TEX, to_markdown

# Nothing in it is a sign of markup, and nothing before or behind it makes one of it.
PLAIN = regex.compile(r"[\p{L}\p{N} ,;:.?!'’\"“”()%/–—]++")


def reads_back(blocks: Blocks) -> bool:
    """Whether the markup of these blocks reads as these blocks and no others."""
    is_plain = all(map(_is_plain, blocks)) and sum(isinstance(block, List) for block in blocks) <= 1
    return is_plain or from_markdown(to_markdown(blocks)) == blocks


def _is_plain(block: Block) -> bool:
    """Whether there is no doubt: words, and formulas among them, in paragraphs or in the items of a list."""
    match block:
        case Paragraph((Text(first), *others)):
            last = others[-1] if others else Text(first)
            return (
                first[0].isalpha()
                and not (isinstance(last, Text) and last.text[-1].isspace())
                and all(map(_is_plain_inline, (Text(first), *others)))
                and not any(type(one) is type(other) for one, other in pairwise((Text(first), *others)))
            )
        case List(items):
            inner = [block for item in items for block in item.blocks]
            is_bare = all(item.blocks and not item.term for item in items)
            return is_bare and all(isinstance(block, Paragraph) and _is_plain(block) for block in inner)
        case _:
            return False


def _is_plain_inline(inline: Inline) -> bool:
    match inline:
        case Text(text):
            return PLAIN.fullmatch(text) is not None
        case Math(tex):
            return tex == tex.strip() and "\n" not in tex and PLAIN_TEX.fullmatch(tex) is not None
        case _:
            return False
