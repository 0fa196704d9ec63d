"""Finds the sections of an answer: which of them sums it up, and when they are too much to read at once."""

from dataclasses import dataclass
from itertools import pairwise

from mlanki.document import Blocks, Code, CodeBlock, Heading, Math, Text, plain_text, walk

# How many words people read on a card before they lose the thread; measured on answers of guides, where two in
# three sections have fewer.
LONG_SECTION = 120
LONG_ANSWER = 2 * LONG_SECTION

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
    starts = [at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == top]
    sections = []
    for start, end in pairwise((*starts, len(blocks))):
        heading = blocks[start]
        assert isinstance(heading, Heading)
        sections.append(Section(heading, blocks[start + 1 : end]))
    return blocks[: starts[0] if starts else len(blocks)], tuple(sections)


def find_gist(answer: Blocks) -> Section | None:
    """The section that sums the answer up, at its end or at its beginning; none where it is all there is."""
    opening, sections = split_sections(answer)
    if not opening and len(sections) < 2:
        return None
    for section in (*sections[-1:], *sections[:1]):
        words = plain_text(section.heading.inlines).strip().rstrip(":.").casefold()
        if words in GIST_HEADINGS and 0 < count_words(section.blocks) <= LONG_SECTION:
            return section
    return None


def is_long(sections: tuple[Section, ...]) -> bool:
    """Whether these are too much to read at once: one that is long, or many that are short."""
    lengths = [count_words(section.blocks) for section in sections]
    return len(sections) > 1 and (max(lengths) > LONG_SECTION or sum(lengths) > LONG_ANSWER)


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
