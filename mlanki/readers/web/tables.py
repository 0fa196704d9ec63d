"""Tables on pages."""

from collections.abc import Callable, Collection, Container, Iterator

from bs4 import Tag
from bs4.element import PageElement

from mlanki.document import Inlines, Table
from mlanki.readers.web.chrome import HEADINGS

MOST_EMPTY = 20  # cells without words for each that has some; a table that holds more arranges nothing
WIDEST = 60  # columns that one cell may span; a page that says more means nothing by it


def is_layout(tag: Tag) -> bool:
    """Whether a table only arranges what is in it: it says so, has one cell, or holds what no cell of data does."""
    if tag.get("role") in ("presentation", "none"):
        return True
    several = [cell for cell, _ in zip(own(tag, ("td", "th")), range(2), strict=False)]
    return len(several) <= 1 or tag.find([*HEADINGS, "table", "pre"]) is not None


def own(tag: Tag, names: Container[str], around: str = "") -> Iterator[Tag]:
    """The elements of these names in an element, but not those that stand in another one called like it."""
    around = around or tag.name
    for child in tag.children:
        if isinstance(child, Tag):
            if child.name in names:
                yield child
            if child.name != around:
                yield from own(child, names, around)


def parts(tag: Tag, names: Collection[str], around: str = "") -> Iterator[Tag | list[PageElement]]:
    """The elements of these names in an element, and in their places the runs of whatever else stands in it."""
    around = around or tag.name
    others: list[PageElement] = []
    for child in tag.children:
        is_one = isinstance(child, Tag) and child.name in names
        if isinstance(child, Tag) and (is_one or (child.name != around and any(own(child, names, around)))):
            if others:
                yield others
            others = []
            yield from (child,) if is_one else parts(child, names, around)
        else:
            others.append(child)
    if others:
        yield others


def read_table(tag: Tag, read_cell: Callable[[Tag], Inlines]) -> Table | None:
    """The rows of a table, all of one width; a cell that spans others leaves those empty."""
    grid: list[list[Inlines]] = []
    heads: list[bool] = []
    pending: dict[int, int] = {}  # column → rows that a cell from above still covers
    for row in own(tag, ("tr",)):
        cells = row.find_all(["td", "th"], recursive=False)
        line: list[Inlines] = []
        for cell in (*cells, None):
            while pending.get(len(line), 0):
                pending[len(line)] -= 1
                line.append(())
            if cell is None:
                break
            for n in range(_span(cell, "colspan")):
                pending[len(line)] = _span(cell, "rowspan") - 1
                line.append(read_cell(cell) if not n else ())
        grid.append(line)
        in_head = any(parent.name == "thead" for parent in row.parents)
        heads.append(in_head or (bool(cells) and all(cell.name == "th" for cell in cells)))
    width = max(map(len, grid), default=0)
    if width * len(grid) > MOST_EMPTY * (1 + sum(bool(cell) for line in grid for cell in line)):
        return None
    whole = [tuple(line + [()] * (width - len(line))) for line in grid]
    filled = [(row, head) for row, head in zip(whole, heads, strict=True) if any(row)]
    if not filled:
        return None
    header = filled[0][0] if filled[0][1] and len(filled) > 1 else ()
    return Table(header, tuple(row for row, _ in (filled[1:] if header else filled)))


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1")).strip()
    return max(1, min(int(value), WIDEST)) if value.isascii() and value.isdigit() else 1
