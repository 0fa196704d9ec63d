"""Lines of an answer → blocks: enumerations, headings, definition lists, paragraphs.

The pages were written in an editor and flattened by a scraper: numbers, colons and blank lines survived,
weight and indentation did not. `kinds` says what one line looks like; `coded` (a page that
kept its blank lines) and `flat` (one that kept none) say what a run of lines was.
"""

from mlanki.prose.structure.coded import paragraphs, structure
from mlanki.prose.structure.figures import missing_figures
from mlanki.prose.structure.flat import structure_flat

__all__ = ["missing_figures", "paragraphs", "structure", "structure_flat"]
