"""Rows of a table as questions that are given: its columns say which cell asks, which answers, which are choices."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic
from mlanki.document import Line
from mlanki.pictures import Pictures
from mlanki.prose.cleaning import damage
from mlanki.readers import markdown
from mlanki.readers.columns import NUMBER, Columns, Row
from mlanki.readers.pieces import Given, Page
from mlanki.sources import Source

CODE = regex.compile(r"\p{L}{2,}\d+")
TAG_END = regex.compile(r"[,;|]")
OPENS_BLOCK = regex.compile(r"```|~~~|[|#>$<!+*-]")
LABELLED = regex.compile(r"[(\[]?[A-Ha-h][)\].]\s")

Table = tuple[Columns, Sequence[Row], tuple[str, ...]]


def page_of(source: Source, tables: Sequence[Table], remarks: Sequence[Diagnostic]) -> Page:
    """A page of the questions in these tables; beside each stand the tags of all in it."""
    pictures = Pictures(source)
    given = []
    for columns, rows, tags in tables:
        named = Counter(cell.text for row in rows for cell in columns.of(row, "address"))
        given += [_given(columns, row, tags, named, pictures) for row in rows]
    path = PurePath(source.path)
    name = path.stem if path.suffix else ""
    return Page(
        (),
        name=name,
        fallback=name,
        exact=True,
        given=tuple(given),
        left_out=tuple(pictures.left_out),
        diagnostics=(*damage(source), *remarks),
        media=pictures.media,
    )


def has_question(columns: Columns, row: Row) -> bool:
    return any(cell.text for cell in columns.of(row, "question"))


def _given(columns: Columns, row: Row, tags: tuple[str, ...], addresses: Counter[str], pictures: Pictures) -> Given:
    asked, *_ = columns.of(row, "question")
    code = next((cell.text for cell in columns.of(row, "code") if CODE.fullmatch(cell.text)), "")
    title = next((cell.text for cell in columns.of(row, "title")), "")
    own = [tag.strip() for cell in columns.of(row, "tags") for tag in TAG_END.split(cell.text)]
    choices, start = _choices(columns, row)
    # Under a label a number is no list.
    lines = _lines(asked, row, "" if OPENS_BLOCK.match(asked.text) else "Q: ")
    return Given(
        markdown.pieces_of(tuple(lines), pictures),
        markdown.pieces_of(tuple(_told(columns, row)), pictures),
        row.first,
        row.last,
        code,
        title,
        tuple(tag for tag in dict.fromkeys((*own, *tags)) if tag),
        tuple(markdown.pieces_of(tuple(_lines(choice, row)), pictures) for choice in choices),
        start,
        next((cell.text for cell in columns.of(row, "address") if addresses[cell.text] == 1), ""),
    )


def _told(columns: Columns, row: Row) -> Iterator[Line]:
    """The answer, and below it what columns of no known name say."""
    answer = next((cell for cell in columns.of(row, "answer") if cell.text), None)
    known = {
        "",
        *(name for name, kind, _ in zip(columns.names, columns.kinds, row.cells, strict=False) if kind == "answer"),
    }
    if answer:
        choices = columns.choices(row)
        at = int(answer.text) - columns.base if columns.base is not None and NUMBER.fullmatch(answer.text) else -1
        is_key = (
            not columns.labels and 0 <= at < len(choices) and answer.text not in {choice.text for choice in choices}
        )
        yield from _lines(choices[at] if is_key else answer, row)
    for kind, name, cell in zip(columns.kinds, columns.names, row.cells, strict=False):
        if kind == "" and cell.text and not (answer and cell.text == answer.text):
            yield Line(cell.number, "")
            yield from _lines(cell, row, "" if name in known else f"{name}: ")


def _choices(columns: Columns, row: Row) -> tuple[list[Line], int | None]:
    """The choices, each behind its label if that is a letter; and the number of the first if it is one."""
    choices = columns.choices(row)
    labels = columns.labels + ("",) * (len(choices) - len(columns.labels))
    start = int(labels[0]) if labels and labels[0].isdecimal() else None
    bare = start is not None or any(LABELLED.match(choice.text) for choice in choices)
    marked = [
        Line(choice.number, choice.text if bare or not label else f"{label}) {choice.text}")
        for label, choice in zip(labels, choices, strict=False)
        if choice.text
    ]
    return marked, start


def _lines(cell: Line, row: Row, label: str = "") -> Iterator[Line]:
    for number, text in enumerate(cell.text.split("\n"), cell.number):
        yield Line(min(number, row.last), label + text if number == cell.number else text)
