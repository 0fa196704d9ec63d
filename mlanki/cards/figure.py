"""The hint on a card whose page shows a figure that the source has lost."""

from mlanki.cards.html import is_lost
from mlanki.document import Blocks, Image, walk
from mlanki.prose.figures import missing_figures


def figure_hint(blocks: Blocks) -> str:
    """A hint as HTML that `blocks` lack a figure; empty where they do not.

    They lack the images that have no file, and those that their own sentences point at.
    """
    is_lacking = any(isinstance(node, Image) and is_lost(node) for node in walk(blocks))
    return "The page has a figure that this card lacks." if is_lacking or missing_figures(blocks) else ""
