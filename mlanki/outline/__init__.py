"""Pages → entries, for every format alike: which pieces ask, where each answer ends, and what belongs to neither.

`rows` is the table of what is seen in each piece; `wording`, `marks` and `furniture` are the grammar; `codes`,
`headings` and `habits` give verdicts, which are sums of named signs (`evidence`); `finding` puts them together,
`cutting` parts each question from its answer, and `entries` passes answers through the door to `prose`.
"""

from mlanki.outline.entries import read

__all__ = ["read"]
