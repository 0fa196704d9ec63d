"""Tables of contents: they repeat the questions and the sub-headings of a page and ask none."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from mlanki import patterns as regex
from mlanki.outline.furniture import CONTENTS, section_name
from mlanki.outline.marks import without_mark
from mlanki.outline.rows import Row, Shown
from mlanki.outline.trimming import without_ending

FEWEST = 3  # entries
LEADERS = regex.compile(r"(?<![\s.·…_-])[\s.·…_-]{2,}+\d{1,4}$|\t\d{1,4}$", regex.REVERSE)
SIGNS = regex.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`text` as a table of contents may repeat it: without marks, dot leaders, page numbers, punctuation, case."""
    return SIGNS.sub("", section_name(without_mark(without_ending(text.strip(), LEADERS)))).casefold()


def contents(rows: Sequence[Row]) -> Iterator[int]:
    """The places of the rows of a table of contents: several together that all come again further down."""
    folded = [fold(row.text) if row.shown is not Shown.BLOCK else "" for row in rows]
    last = {text: at for at, text in enumerate(folded)}
    at = 0
    while at < len(rows):
        end = _run_ends(folded, last, at)
        entries = [entry for entry in range(at, end) if last[folded[entry]] >= end]
        end += _counts_on(rows, end) if entries else 0
        entries += list(range(entries[-1] + 1, end)) if entries else []
        headed = at > 0 and CONTENTS.fullmatch(rows[at - 1].text) is not None
        asking = [entry for entry in entries if rows[entry].sounds or rows[entry].mark.length]
        is_nested = len(asking) > 1 and entries[0] == asking[0]  # questions, with what each is about below them
        if len(entries) >= FEWEST and (headed or 2 * len(asking) >= len(entries) or is_nested):
            yield from ([at - 1] if headed else [])
            yield from entries
        at = max(end, at + 1)
    yield from _listed(rows, folded, last)


def _listed(rows: Sequence[Row], folded: Sequence[str], last: dict[str, int]) -> Iterator[int]:
    """The items of a list of questions of which some come again below, outside of lists."""
    for is_listed, group in groupby(rows, key=lambda row: bool(row.piece.marker) and row.asks):
        run = list(group)
        again = [
            row for row in run if last[folded[row.at]] > run[-1].at and not rows[last[folded[row.at]]].piece.marker
        ]
        if is_listed and len(run) >= FEWEST and len(again) > 1:
            yield from (row.at for row in run)


def _run_ends(folded: Sequence[str], last: dict[str, int], at: int) -> int:
    """Where the rows end, from `at` on, that come again below; not within the run itself."""
    end = at
    while end < len(folded) and folded[end] and last[folded[end]] > end:
        end += 1
    return end


def _counts_on(rows: Sequence[Row], at: int) -> int:
    """How many rows count on from the one above without an answer between them: entries that nothing answers."""
    end = at
    while end + 1 < len(rows) and rows[end].asks:
        above = rows[end - 1].mark.number
        if above is None or rows[end].mark.number != above + 1:
            break
        end += 1
    return end - at
