"""Bare TeX in a text whose markup is still to be read, or has none for formulas."""

from itertools import accumulate

from mlanki import patterns as regex
from mlanki.document import Line
from mlanki.prose.formulas import delimited
from mlanki.prose.formulas.record import read_record
from mlanki.prose.tex import Delimited

COMMAND = regex.compile(r"\\(?!begin|end)\p{L}{2,}")


def find_bare(text: str) -> tuple[Delimited, ...]:
    r"""The formulas of `text` that no delimiter marks and that hold a command of TeX, in order.

    >>> [found.tex for found in find_bare(r"where  \eta is the rate, and $\mu$ the mean")]
    ['\\eta']
    """
    if not COMMAND.search(text):
        return ()
    lines = [Line(number, line) for number, line in enumerate(text.split("\n"))]
    begins = [0, *accumulate(len(line.text) + 1 for line in lines)]
    found = []
    for draft in read_record(list(delimited.find(lines))):
        for stretch in draft.stretches:
            if not stretch.inner and COMMAND.search(stretch.tex(draft.line.text)):
                begin = begins[draft.line.number]
                kind = "square" if stretch.display else "round"
                found.append(Delimited(begin + stretch.start, begin + stretch.end, kind, stretch.tex(draft.line.text)))
    return tuple(found)
