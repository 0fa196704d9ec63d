"""Tables that a text dump has left without lines: short cells, parted by tabs or standing below each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlanki import patterns as regex
from mlanki.document import Block, Inlines, Table
from mlanki.prose.lines import RichLine
from mlanki.prose.structure.shape import part, shape, tidy

GAP = regex.compile(r"(?<=\S)(?:[ ]*\t[ ]*|[ ]{2,})(?=\S)")
LIST_SIGN = regex.compile(r"\(?\d{1,2}[.)]|[-*•‣◦▪●○■·–]")
RULE = regex.compile(r"[-–—=_]{2,}")
# A sentence or a label ends here, or a formula goes on.
NO_CELL = regex.compile(r".*[:;,.!?]|[=+*/<>≤≥≈→].*")
HEAD = regex.compile(r"\p{Lu}|\p{Lo}")
CELL_WORDS = 6
MOST_COLUMNS = 50  # a line with more gaps is no row
TABLE_ROWS = 3  # with fewer, columns may line up by accident


@dataclass(frozen=True, slots=True)
class Cells:
    """A line cut at its gaps, and where each cell begins; `tabbed` where tabs say so."""

    words: tuple[Inlines, ...]
    starts: tuple[int, ...]
    tabbed: bool

    def below(self, first: "Cells") -> bool:
        """Whether these are in columns of the row `first`."""
        return len(self.words) == len(first.words) if self.tabbed else set(self.starts) <= set(first.starts)


def set_tables(parts: Sequence[RichLine | Block]) -> list[RichLine | Block]:
    """`parts` with a table in the place of the lines that were its rows."""
    made: list[RichLine | Block] = []
    cut = [_cells(part) if isinstance(part, RichLine) else None for part in parts]
    at = 0
    while at < len(parts):
        run: list[Cells] = []
        for place in range(at, len(parts)):
            cells = cut[place]
            if cells is None or (run and (cells.tabbed != run[0].tabbed or not cells.below(run[0]))):
                break
            run.append(cells)
        if len(run) >= TABLE_ROWS:
            made.append(_table(run))
            at += len(run)
        else:
            made.append(parts[at])
            at += 1
    return made


def _cells(line: RichLine) -> Cells | None:
    """The cells of a line; None if it has but one, or what no cell holds."""
    text = shape(line.inlines)
    gaps = list(GAP.finditer(text)) if "  " in text or "\t" in text else []
    if not 0 < len(gaps) < MOST_COLUMNS:
        return None
    starts = [len(text) - len(text.lstrip()), *(gap.end() for gap in gaps)]
    cells: list[Inlines] = []
    rest = line.inlines
    for start in reversed(starts):
        rest, cell = part(rest, start)
        cells.insert(0, tidy(cell))
    words = [shape(cell) for cell in cells]
    said = any(NO_CELL.fullmatch(word) for word in words[:-1]) or words[-1].startswith("=")
    if said or LIST_SIGN.fullmatch(words[0]) or any(len(word.split()) > CELL_WORDS for word in words):
        return None
    return Cells(tuple(cells), tuple(starts), tabbed=any("\t" in gap[0] for gap in gaps))


def _table(run: Sequence[Cells]) -> Table:
    """The rows of a table, the first of them its header if nothing else opens with a capital or a rule follows."""
    first, *others = run
    rows = []
    for cells in others:
        at = dict(zip(cells.starts, cells.words, strict=True))
        rows.append(cells.words if cells.tabbed else tuple(at.get(start, ()) for start in first.starts))
    ruled = all(RULE.fullmatch(shape(cell)) for cell in rows[0])
    if ruled or all(HEAD.match(shape(cell)) for cell in first.words):
        return Table(first.words, tuple(rows[ruled:]))
    return Table((), (first.words, *rows))
