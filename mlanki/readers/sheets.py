"""Sheets of questions and answers: CSV and TSV, with a header or without."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line
from mlanki.pictures import Pictures
from mlanki.prose.cleaning import damage, drop_control_characters, drop_zero_width
from mlanki.readers import markdown
from mlanki.readers.pieces import Given, Page
from mlanki.sources import Source

SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
DELIMITERS = ",;\t|"
CELL_LIMIT = 10_000_000  # characters; Python's own would refuse an answer of 131,072

# What the columns of a header are called.
COLUMN = regex.compile(
    r"""[\W_]*+ (?: (?P<question> (?: interview [\s_] )? questions? | ques | q | front | prompt )
                 | (?P<answer> answers? | ans | a | back | solutions? )
                 | (?P<tags> tags? | topics? | categor(?:y|ies) | subjects? )
                 | (?P<code> codes? | id ) | (?P<title> title )
                 # counts, and what banks note down
                 | (?P<aside> no | nr | num | number | s\.?\s?no | index
                            | difficulty (?: [\s_] level )? | level | type | frequency | compan(?:y|ies) ) ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
CODE = regex.compile(r"\p{L}{2,}\d+")
TAG_END = regex.compile(r"[,;|]")
OPENS_BLOCK = regex.compile(r"```|~~~|[|#>$<!+*-]")
UNDERLINE = regex.compile(r"[\s>:|]*-[\s:|-]*")  # of the header of a table in Markdown
ASKS = regex.compile(r"[?？]\W*$")
WORD = regex.compile(r"\p{L}{2,}|\p{Han}")
FEWEST = 3  # lines of a text whose tabs make it a sheet
NEARLY_ALL = 0.9  # of these begin otherwise than the others


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column holds: the name of a group of `COLUMN`, empty for any other; and what they are called."""

    kinds: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A record of a sheet, and the lines that it stands on."""

    cells: tuple[str, ...]
    first: int
    last: int


def recognises(source: Source) -> bool:
    """Whether the source is called a sheet, its first line is the header of one, or tabs part all its lines alike."""
    if PurePath(source.path).suffix.lower() in SUFFIXES or _has_sides(source):
        return True
    first, second = source.lines[:1], source.lines[1:2]
    return not any(UNDERLINE.fullmatch(line.text) for line in second) and any(
        _columns(record.cells) for delimiter in DELIMITERS for record in _records(first, delimiter)[0]
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
    found = [(delimiter, *_records(source.lines, delimiter)) for delimiter in DELIMITERS]
    for delimiter, records, end in found:
        if records and (columns := _columns(records[0].cells)):
            return _page(source, columns, records[1:], end, delimiter)
    for delimiter, records, end in found:
        if columns := _guessed(records, delimiter):
            return _page(source, columns, records, end, delimiter)
    message = "no column is headed `question`, `front` or `prompt`, or none `answer` or `back`; name them so"
    return (Page((), diagnostics=(diagnose("not-read", source.span(1), message),)),)


def _records(lines: Sequence[Line], delimiter: str) -> tuple[list[SheetRow], str]:
    """The records that say something, and why no more could be read, if so."""
    csv.field_size_limit(CELL_LIMIT)
    texts = (f"{drop_zero_width(drop_control_characters(line.text))}\n" for line in lines)
    reader = csv.reader(texts, delimiter=delimiter, skipinitialspace=True, strict=True)
    records = []
    last = 0
    try:
        for cells in reader:
            first, last = last + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                records.append(SheetRow(tuple(cells), first, last))
    except csv.Error as error:
        return records, str(error)
    return records, ""


def _columns(header: Sequence[str]) -> Columns | None:
    """What the columns hold, if the header names one of questions and one of answers."""
    kinds = [found.lastgroup or "" if (found := COLUMN.fullmatch(cell)) else "" for cell in header]
    first = {kind: at for at, kind in reversed([*enumerate(kinds)])}
    known = tuple(kind if kind == "tags" or first[kind] == at else "" for at, kind in enumerate(kinds))
    return Columns(known, tuple(cell.strip() for cell in header)) if {"question", "answer"} <= {*kinds} else None


def _guessed(records: Sequence[SheetRow], delimiter: str) -> Columns | None:
    """What the columns hold by what stands in them; a first record that may be a header is one of them.

    Most cells of the questions ask, and of the others the longest answer. Two columns that tabs part are the sides of
    flashcards, whatever they say.
    """
    width = len(records[0].cells) if records else 0
    even = [record.cells for record in records if len(record.cells) == width]
    asking = [at for at in range(width) if 2 * sum(bool(ASKS.search(cells[at])) for cells in even) > len(records)]
    sides = delimiter == "\t" and width == 2 and len(even) == len(records) >= FEWEST
    if width < 2 or len(asking) > 1 or not (asking or sides):
        return None
    asked = asking[0] if asking else 0
    answer = max((at for at in range(width) if at != asked), key=lambda at: sum(len(cells[at]) for cells in even))
    kinds = tuple("question" if at == asked else "answer" if at == answer else "" for at in range(width))
    return Columns(kinds, ("",) * width)


def _page(source: Source, columns: Columns, records: Sequence[SheetRow], end: str, delimiter: str) -> tuple[Page, ...]:
    remarks: list[Diagnostic] = []
    given: list[Given] = []
    pictures = Pictures(source)
    for record in records:
        if remark := _remark(source, columns, record, delimiter):
            remarks.append(remark)
        else:
            given.append(_given(columns, record, pictures))
    if end:
        line = records[-1].last + 1 if records else 1
        message = f"nothing could be read from this row on ({end}); mend its quotation marks"
        remarks.append(diagnose("record-unreadable", source.span(line, source.lines[-1].number), message))
    path = PurePath(source.path)
    name = path.stem if path.suffix else ""
    said = (*damage(source), *remarks)
    return (
        Page(
            (),
            name=name,
            fallback=name,
            exact=True,
            given=tuple(given),
            left_out=tuple(pictures.left_out),
            diagnostics=said,
            media=pictures.media,
        ),
    )


def _given(columns: Columns, record: SheetRow, pictures: Pictures) -> Given:
    cells = {kind: cell for kind, _, cell in _held(columns, record) if kind}
    tags = [
        tag.strip() for kind, _, cell in _held(columns, record) if kind == "tags" for tag in TAG_END.split(cell.text)
    ]
    told = [*_lines(cells["answer"])] if "answer" in cells else []
    for kind, name, cell in _held(columns, record):
        if not kind and (name or not cell.text.isdecimal()):  # a column without a name often counts the rows
            told += (Line(cell.number, ""), *_lines(cell, f"{name}: " if name else ""))
    asked = cells["question"]
    # Under a label a number is no list.
    lines = _lines(asked, "" if OPENS_BLOCK.match(asked.text) else "Q: ")
    code = cells["code"].text if "code" in cells and CODE.fullmatch(cells["code"].text) else ""
    return Given(
        markdown.pieces_of(tuple(lines), pictures),
        markdown.pieces_of(told, pictures),
        record.first,
        record.last,
        code,
        cells["title"].text if "title" in cells else "",
        tuple(tag for tag in dict.fromkeys(tags) if tag),
    )


def _remark(source: Source, columns: Columns, record: SheetRow, delimiter: str) -> Diagnostic | None:
    """Why a record cannot be read, if it cannot."""
    held, named = len(record.cells), len(columns.kinds)
    if any(cell.strip() for cell in record.cells[named:]):
        message = f"this row has {held} cells, and the first row {named}; quote cells that hold a {delimiter!r}"
    elif not any(kind == "question" for kind, _, _ in _held(columns, record)):
        message = "this row has no question and was left out; see whether that is right"
    else:
        return None
    return diagnose("record-unreadable", source.span(record.first, record.last), message)


def _held(columns: Columns, record: SheetRow) -> Iterator[tuple[str, str, Line]]:
    """The kind, the name and the content of each cell that says something, with the line on which it begins."""
    line = record.first
    for kind, name, cell in zip(columns.kinds, columns.names, record.cells, strict=False):
        begins = line + len(cell) - len(cell.lstrip())
        if text := cell.strip():
            yield kind, name, Line(line + cell[: begins - line].count("\n"), text)
        line += cell.count("\n")


def _lines(cell: Line, label: str = "") -> Iterator[Line]:
    for number, text in enumerate(cell.text.split("\n"), cell.number):
        yield Line(number, label + text if number == cell.number else text)
