"""Sheets of questions and answers: CSV and TSV, with a header or without."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line
from mlanki.prose.cleaning import drop_control_characters, drop_zero_width
from mlanki.readers.columns import SIDES, Columns, Row, columns_of, kinds_of
from mlanki.readers.pieces import Page
from mlanki.readers.question_rows import has_question, page_of
from mlanki.sources import Source

SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
DELIMITERS = ",;\t|"
CELL_LIMIT = 10_000_000  # characters; Python's own would refuse an answer of 131,072
UNDERLINE = regex.compile(r"[\s>:|]*-[\s:|-]*")  # of the header of a table in Markdown
WORD = regex.compile(r"\p{L}{2,}|\p{Han}")
NAMED = frozenset({"question", "answer"})  # columns that make a line the header of a sheet
FEWEST = 3  # lines of a text whose tabs make it a sheet
NEARLY_ALL = 0.9  # of these begin otherwise than the others


def recognises(source: Source) -> bool:
    """Whether the source is called a sheet, its first line is the header of one, or tabs part all its lines alike."""
    if PurePath(source.path).suffix.lower() in SUFFIXES or _has_sides(source):
        return True
    first, second = source.lines[:1], source.lines[1:2]
    return not any(UNDERLINE.fullmatch(line.text) for line in second) and any(
        _has_header(_rows(first, delimiter)[0], NAMED) for delimiter in DELIMITERS
    )


def _has_sides(source: Source) -> bool:
    """Whether each line is a flashcard: a tab parts words from others, not a number or a label that comes again."""
    fronts = []
    for line in source.lines:
        front, *backs = line.text.strip().split("\t")
        if len(backs) != bool(front):  # a blank line has none
            return False
        if front:
            fronts.append(tuple(WORD.findall(front)))
    return len(fronts) >= FEWEST and all(fronts) and len(set(fronts)) >= NEARLY_ALL * len(fronts)


def read(source: Source) -> tuple[Page, ...]:
    """A page of given questions, their cells read as Markdown; what columns of no known name say ends the answer."""
    found = [(delimiter, *_rows(source.lines, delimiter)) for delimiter in DELIMITERS]
    headed = next(
        (each for kinds in (NAMED, NAMED - {"answer"}) for each in found if _has_header(each[1], kinds)), None
    )
    for delimiter, rows, end in (headed,) if headed else found:
        names = [cell.text for cell in rows[0].cells] if headed else [""] * len(rows[0].cells) if rows else []
        if columns := columns_of(names, rows[1:] if headed else rows, sides=not headed and _are_sides(rows, delimiter)):
            return (_page(source, columns, rows[1:] if headed else rows, end, delimiter),)
    message = "no column is headed `question`, `front` or `prompt`, and none has cells that ask; name them so"
    return (Page((), diagnostics=(diagnose("not-read", source.span(1), message),)),)


def _rows(lines: Sequence[Line], delimiter: str) -> tuple[list[Row], str]:
    """The records that say something, and why no more could be read, if so."""
    csv.field_size_limit(CELL_LIMIT)
    texts = (f"{drop_zero_width(drop_control_characters(line.text))}\n" for line in lines)
    reader = csv.reader(texts, delimiter=delimiter, skipinitialspace=True, strict=True)
    rows = []
    last = 0
    try:
        for cells in reader:
            first, last = last + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(Row(tuple(_cells(cells, first)), first, last))
    except csv.Error as error:
        return rows, str(error)
    return rows, ""


def _cells(cells: Sequence[str], first: int) -> Iterator[Line]:
    """The cells of a record that begins on this line, each with the line on which its first word stands."""
    for cell in cells:
        blank = len(cell) - len(cell.lstrip())
        yield Line(first + cell[:blank].count("\n"), cell.strip())
        first += cell.count("\n")


def _has_header(rows: Sequence[Row], kinds: frozenset[str]) -> bool:
    """Whether the first row names columns of these kinds."""
    return bool(rows) and kinds <= {*kinds_of([cell.text for cell in rows[0].cells])}


def _are_sides(rows: Sequence[Row], delimiter: str) -> bool:
    """Whether tabs part all rows alike."""
    widths = {len(row.cells) for row in rows}
    return delimiter == "\t" and len(rows) >= FEWEST and len(widths) == 1 and max(widths) >= SIDES


def _page(source: Source, columns: Columns, rows: Sequence[Row], end: str, delimiter: str) -> Page:
    remarks: list[Diagnostic] = []
    asked = []
    for row in rows:
        held, named = len(row.cells), len(columns.kinds)
        if any(cell.text for cell in row.cells[named:]):
            message = f"this row has {held} cells, and the first row {named}; quote cells that hold a {delimiter!r}"
        elif not has_question(columns, row):
            message = "this row has no question and was left out; see whether that is right"
        else:
            asked.append(row)
            continue
        remarks.append(diagnose("record-unreadable", source.span(row.first, row.last), message))
    if end:
        line = rows[-1].last + 1 if rows else 1
        message = f"nothing could be read from this row on ({end}); mend its quotation marks"
        remarks.append(diagnose("record-unreadable", source.span(line, source.lines[-1].number), message))
    return page_of(source, [(columns, asked, ())], remarks)
