r"""The markup of records: CommonMark with tables, and formulas between dollars.

What `to_markdown` writes, `from_markdown` reads back to the same blocks. Three things go beyond CommonMark:
`$…$` and `$$…$$` as GitHub has them, with GitHub's `` $`…`$ `` for TeX that itself holds a dollar; `<b>`, `<i>`
and `<br>` where asterisks or a line end cannot stand; and a list item that begins in bold has that as its term,
unless an empty comment stands before it.
"""

from mlanki.markup.law import reads_back
from mlanki.markup.reading import from_markdown, nest_blocks, read_blocks
from mlanki.markup.short_ways import add_short_ways
from mlanki.markup.writing import NO_TERM, to_markdown

__all__ = ["NO_TERM", "add_short_ways", "from_markdown", "nest_blocks", "read_blocks", "reads_back", "to_markdown"]
