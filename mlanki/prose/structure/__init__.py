"""Lines of an answer → blocks: enumerations, headings, definition lists, paragraphs.

The pages were written in an editor and flattened by a scraper: numbers, colons and blank lines survived,
weight and indentation did not. `kinds` says what one line looks like, `coded` what a run of lines was.
"""

from mlanki.prose.structure.coded import paragraphs, structure
from mlanki.prose.structure.figures import missing_figures

__all__ = ["missing_figures", "paragraphs", "structure"]
