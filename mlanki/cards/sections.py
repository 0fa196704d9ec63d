"""Finds the sections of an answer, how long they are, and which of them sums it up."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from mlanki.document import (
    Block,
    Blocks,
    Code,
    CodeBlock,
    Heading,
    Inlines,
    Item,
    List,
    Math,
    Paragraph,
    Quote,
    Table,
    Text,
    plain_text,
    walk,
)
from mlanki.prose.figures import SENTENCE_END
from mlanki.prose.structure.shape import cut, shape

LONG_SECTION = 120  # words; a summary that is longer sums nothing up
GIST_LINES = 5

# Of a phone: measured at 390 px, in the size that the cards are set in there.
LINE = 38  # characters
SCREEN = 28  # lines

GIST_HEADINGS = frozenset(
    {
        *("conclusion", "conclusions", "in conclusion", "in short", "in summary", "summary", "summing up"),
        *("key takeaway", "key takeaways", "takeaway", "takeaways", "tl;dr", "tldr", "to sum up"),
    }
)


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-heading and what stands below it, lower headings included."""

    heading: Heading
    blocks: Blocks


def split_sections(blocks: Blocks) -> tuple[Blocks, tuple[Section, ...]]:
    """What stands above the first sub-heading of the highest level, and the section of each such heading.

    >>> opening, sections = split_sections((Heading((Text("How"),), 3), Heading((Text("Summary"),), 3)))
    >>> opening, [plain_text(section.heading.inlines) for section in sections]
    ((), ['How', 'Summary'])
    """
    top = min((block.level for block in blocks if isinstance(block, Heading)), default=0)
    heads = {at: block for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == top}
    starts = (*heads, len(blocks))
    sections = (Section(heads[start], blocks[start + 1 : end]) for start, end in pairwise(starts))
    return blocks[: starts[0]], tuple(sections)


@dataclass(frozen=True, slots=True)
class Gist:
    """What sums an answer up, and the section that it is from; of a long one it is the first sentence."""

    section: Section
    blocks: Blocks

    @property
    def is_whole(self) -> bool:
        """Whether it is all that its section says."""
        return self.blocks == self.section.blocks


def find_gist(answer: Blocks) -> Gist | None:
    """The section that sums the answer up, at its end or at its beginning; none where it is all there is.

    One of more than five lines on a phone is none: its first sentence is, if that fits.
    """
    opening, sections = split_sections(answer)
    if not opening and len(sections) < 2:
        return None
    for section in (*sections[-1:], *sections[:1]):
        words = plain_text(section.heading.inlines).strip().rstrip(":.").casefold()
        if words in GIST_HEADINGS and 0 < count_words(section.blocks) <= LONG_SECTION:
            short = next(
                (blocks for blocks in (section.blocks, _first_sentence(section.blocks)) if _is_short(blocks)), ()
            )
            return Gist(section, short) if short else None
    return None


def _first_sentence(blocks: Blocks) -> Blocks:
    match blocks:
        case (Paragraph(inlines), *_) if found := SENTENCE_END.search(shape(inlines)):
            return (Paragraph(cut(inlines, found.start())[0]),)
        case (Paragraph() as first, *_):
            return (first,)
        case _:
            return ()


def _is_short(blocks: Blocks) -> bool:
    return bool(blocks) and lines_of(blocks) <= GIST_LINES + 0.5 * len(blocks)


def count_words(blocks: Blocks) -> int:
    """The number of words of `blocks`; a formula counts as one."""
    count = 0
    for node in walk(blocks):
        match node:
            case Text(text) | Code(text) | CodeBlock(text):
                count += len(text.split())
            case Math():
                count += 1
            case _:
                pass
    return count


def lines_of(blocks: Blocks) -> float:
    """About how many lines `blocks` take up on a phone."""
    return sum(map(_lines, blocks))


def _lines(block: Block | Item) -> float:
    match block:
        case Paragraph(inlines):
            return _lines_of_run(inlines) + 0.5
        case Heading(inlines):
            return _lines_of_run(inlines) + 1.5
        case List(items):
            return sum(map(_lines, items))
        case Item(blocks, term):
            first, *others = (*blocks, Paragraph(()))
            beside = (*term, *first.inlines) if isinstance(first, Paragraph) else term
            return _lines_of_run(beside, LINE - 4) + 0.3 + lines_of(tuple(others[:-1]))
        case CodeBlock(text):
            return text.count("\n") + 2.5
        case Table(_, rows):
            return 2.0 * (len(rows) + 1)
        case Quote(inner):
            return lines_of(inner)
        case _:
            return 0.0


def _lines_of_run(inlines: Inlines, width: int = LINE) -> float:
    displayed = sum(isinstance(inline, Math) and inline.display for inline in inlines)
    words = tuple(inline for inline in inlines if not (isinstance(inline, Math) and inline.display))
    return ceil(len(plain_text(words)) / width) + 3.0 * displayed
