"""Structure that an author typed: `(1) …`, `Where:` and `Term: …` as lines of paragraphs, where markup says nothing."""

from collections.abc import Sequence

from mlanki import patterns as regex
from mlanki.document import Blocks, Paragraph, plain_text
from mlanki.outline.settling import settle_inlines
from mlanki.prose.lines import RichLine
from mlanki.prose.structure import structure
from mlanki.readers.pieces import Piece

TYPED = regex.compile(r"\(?\d{1,2}[.)]\s|where\s*+[:,]?\s*+$", regex.IGNORECASE)


def typed_blocks(lines: Sequence[Piece]) -> Blocks | None:
    """The lines of some paragraphs read as those of a text are; None where nobody typed a list into them."""
    if not any(
        isinstance(line.block, Paragraph) and TYPED.match(plain_text(line.block.inlines).strip()) for line in lines
    ):
        return None
    rich: list[RichLine] = []
    for line in lines:
        assert isinstance(line.block, Paragraph)
        if not line.joined and rich:
            rich.append(RichLine(line.first, ()))
        rich.append(RichLine(line.first, settle_inlines(line.block.inlines)))
    return structure(rich, blank_lines=True)
