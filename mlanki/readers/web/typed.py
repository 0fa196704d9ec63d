"""Structure that an author typed: `(1) …`, `Where:` and `Term: …` as lines of paragraphs, where HTML says nothing."""

from itertools import groupby

import regex

from mlanki.document import Block, Blocks, Break, Inlines, Paragraph, plain_text
from mlanki.prose.lines import RichLine
from mlanki.prose.structure import structure

NUMBERED = regex.compile(r"\(?\d{1,2}[.)]\s")
WHERE = regex.compile(r"where\s*[:,]?", regex.IGNORECASE)


def structured(blocks: Blocks) -> Blocks:
    """The blocks, with the runs of paragraphs in which lists were typed read as those of a text dump are."""
    made: list[Block] = []
    for is_typed, run in groupby(_runs(blocks), key=lambda pair: pair[0]):
        found = [block for _, block in run]
        made += _read([block for block in found if isinstance(block, Paragraph)]) if is_typed else found
    return tuple(made)


def _runs(blocks: Blocks) -> list[tuple[bool, Block]]:
    """Each block, and whether it is one of a run of paragraphs that holds a typed list."""
    pairs: list[tuple[bool, Block]] = []
    for is_paragraph, run in groupby(blocks, key=lambda block: isinstance(block, Paragraph)):
        found = list(run)
        typed = is_paragraph and any(_is_typed(block) for block in found if isinstance(block, Paragraph))
        pairs += [(typed, block) for block in found]
    return pairs


def _is_typed(paragraph: Paragraph) -> bool:
    texts = [plain_text(line).strip() for line in _lines(paragraph.inlines)]
    return any(NUMBERED.match(text) or WHERE.fullmatch(text) for text in texts)


def _read(paragraphs: list[Paragraph]) -> Blocks:
    lines: list[RichLine] = []
    for paragraph in paragraphs:
        lines += [RichLine(len(lines) + at, line) for at, line in enumerate(_lines(paragraph.inlines), 1)]
        lines.append(RichLine(len(lines) + 1, ()))
    return structure(lines, blank_lines=True)


def _lines(inlines: Inlines) -> list[Inlines]:
    return [tuple(run) for is_break, run in groupby(inlines, key=lambda each: isinstance(each, Break)) if not is_break]
