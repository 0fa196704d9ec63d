"""The key of a page: the place where answers stand together, each under the number of its question."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mlanki.document import Paragraph, Text, trim
from mlanki.outline.furniture import ANSWER_KEY
from mlanki.outline.marks import ANSWER
from mlanki.outline.rows import Row, Shown
from mlanki.outline.trimming import without_start
from mlanki.readers.pieces import Piece


class AnswerKey:
    """The key of a page, if it has one; on a page of coded titles only lines like `Q1. Answer: B` can be its rows."""

    def __init__(self, rows: Sequence[Row], *, coded: bool) -> None:
        self.rows = rows
        headings = [row for row in rows if row.shown is Shown.HEADING]
        lines = (row for row in rows if row.is_apart and len(row.text.split()) > 1)
        named = () if coded else headings or lines
        self.begins = next((row.at for row in named if ANSWER_KEY.fullmatch(row.text)), len(rows))
        self.ends = next((row.at for row in headings if row.at > self.begins), len(rows))

    def answers_at(self, at: int) -> bool:
        """Whether a row with the mark of a question gives its answer: `Q1. Answer: B`, or `1. B` within the key."""
        row = self.rows[at]
        if row.mark.number is None or row.shown is Shown.HEADING:
            return False
        return bool(ANSWER.match(row.said)) or self.begins < at < self.ends

    def extents(self, asked: Collection[int]) -> Mapping[int, int]:
        """The first row of what is said about each question, and the one after its last; `asked` are the questions."""
        keyed = [row.at for row in self.rows if row.shown is not Shown.BLOCK and self.answers_at(row.at)]
        others = [row.at for row in self.rows if row.shown is Shown.HEADING or row.at in asked]
        ends = dict(pairwise(sorted({*keyed, *others, len(self.rows)})))
        return {at: ends[at] for at in keyed}

    def answers(self, extents: Mapping[int, int]) -> Mapping[int, tuple[Piece, ...]]:
        """What is said for the question of each number."""
        found = {}
        for at, end in extents.items():
            row = self.rows[at]
            mark = ANSWER.match(row.said)
            words = (*trim(without_start(row.inlines, mark.end() if mark else 0)), *row.rest)
            first = (
                (replace(row.piece, block=Paragraph((*words, Text("\n"))), joined=False, marker=""),) if words else ()
            )
            found[row.mark.number or 0] = (*first, *(other.piece for other in self.rows[at + 1 : end]))
        return found
