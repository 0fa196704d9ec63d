"""JSON: its objects as rows of a table, wherever they stand in it; one value, or several one below the other."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from pathlib import PurePath
from typing import Any

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic, diagnose, shortened
from mlanki.document import Line
from mlanki.prose.cleaning import drop_control_characters, drop_zero_width, one_blank
from mlanki.readers.columns import Row, columns_of, kinds_of
from mlanki.readers.pieces import Page
from mlanki.readers.question_rows import Table, has_question, page_of
from mlanki.sources import Source

SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
BEGINS = regex.compile(r'\s*(?:\[\s*)?\{\s*"')
BETWEEN = regex.compile(r"[\s,\]\uFEFF]*")  # two values, of which an editor may have left the brackets
TOKEN = regex.compile(r'"(?:[^"\\]|\\.)*+"|[{}]', regex.DOTALL)
TO_NEXT = regex.compile(r"(?s:.*?)(?:\n[^\S\n]*+(?=[{\[])|\Z)")
# Who speaks, in what is said in turn.
ASKING = regex.compile(r"user|human|interviewer|question", regex.IGNORECASE)
TELLING = regex.compile(r"assistant|gpt|bot|model|candidate|student|answer", regex.IGNORECASE)
WORDS = regex.compile(r"\p{L}\S*\s+\S|\p{Han}{2}")  # one alone names something: `"role": "user"`
FARTHEST = 2**16  # characters, since each error counts the lines above it
MOST_EMPTY = 20  # cells for one that says something; objects that have less in common are no table
MOST_NUMBERS = 8  # that are choices; more are a vector
# In an object that stands for one cell, what names it and what it says.
MARK = regex.compile(r"key|id|label|letter|option", regex.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """An object, and the lines that it stands on."""

    members: dict[str, Any]
    first: int
    last: int


def recognises(source: Source) -> bool:
    """Whether the source is called JSON, or is some that holds questions."""
    if PurePath(source.path).suffix.lower() in SUFFIXES:
        return True
    begins = BEGINS.match("\n".join(line.text for line in source.lines[:3]))
    tables, remarks = _read(source) if begins else ([], [])
    return bool(tables) and not remarks


def read(source: Source) -> tuple[Page, ...]:
    """A page of given questions, their cells read as Markdown."""
    tables, remarks = _read(source)
    if not tables and not remarks:
        message = "no object has a key `question` or `prompt`, or one whose values ask; name it so"
        remarks.append(diagnose("not-read", source.span(1), message))
    return (page_of(source, tables, remarks),)


def _read(source: Source) -> tuple[list[Table], list[Diagnostic]]:
    """The tables of a source, what could not be read, and what belongs to no question."""
    try:
        values, remarks = _values(source)
        tables = [*_tables(values, ())]
        return tables, [*remarks, *_left_out(source, values, tables)] if tables else remarks
    except RecursionError:
        message = "this cannot be read, for it is nested too deeply; give the list of questions alone"
        return [], [diagnose("not-read", source.span(1), message)]


def _left_out(source: Source, values: list[Any], tables: Sequence[Table]) -> Iterator[Diagnostic]:
    """What no row of a table says, once for each object that says it."""
    rows = [row for _, rows, _ in tables for row in rows]
    held = {cell.text for row in rows for cell in row.cells} | {tag for _, _, tags in tables for tag in tags}
    held |= {text.partition(") ")[2] for text in held}  # behind the letter that marks it
    first = min(row.first for row in rows)
    for within, words in groupby(_said(values, None), key=itemgetter(0)):
        left = [text for _, text in words if WORDS.search(text) and text not in held]
        if not left:
            continue
        span = source.span(within.first, within.last) if within else source.span(1, source.lines[-1].number)
        said = f"“{shortened(one_blank(left[0]))}”" + (f" (and {len(left) - 1} more)" if left[1:] else "")
        if within is None or span.first <= first:
            yield diagnose("introduction-left-out", span, f"{said} introduces the page and was left out")
        else:
            message = f"{said} belongs to no question and was left out; see whether that is right"
            yield diagnose("text-outside-records", span, message)


def _said(value: object, within: Object | None) -> Iterator[tuple[Object | None, str]]:
    """All that is said, and the object that says it."""
    match value:
        case Object(members):
            for member in members.values():
                yield from _said(member, value)
        case list():
            for each in value:
                yield from _said(each, within)
        case str():
            yield within, _text(value) or ""


def _values(source: Source) -> tuple[list[Any], list[Diagnostic]]:
    """The values of a source, and where nothing could be read."""
    text = "\n".join(line.text for line in source.lines)
    starts = [0, *accumulate(len(line.text) + 1 for line in source.lines)]
    values: list[Any] = []
    remarks: list[Diagnostic] = []
    rest, cut = text, 0
    at = _after(BETWEEN, text, 0)
    while at < len(text):
        try:
            value, end = _value(rest, at - cut, _extents(text, at, starts))
            values.append(value)
            at = cut + end
        except json.JSONDecodeError as error:
            message = f"nothing could be read from this line on ({error.msg}); mend it"
            begun, at = at, _after(TO_NEXT, text, cut + error.pos)
            if at - cut > FARTHEST:
                rest, cut = text[at:], at
            span = source.span(bisect_right(starts, begun), bisect_right(starts, max(begun, at - 1)))
            remarks.append(diagnose("record-unreadable", span, message))
        at = _after(BETWEEN, text, at)
    return values, remarks


def _after(pattern: regex.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that fits everywhere ends."""
    found = pattern.match(text, at)
    return found.end() if found else len(text)


def _value(text: str, at: int, extents: Iterator[tuple[int, int]]) -> tuple[Any, int]:
    """The value that begins here, and where it ends; numbers are bytes as they are written, since they are no text."""
    decoder = json.JSONDecoder(
        object_pairs_hook=lambda pairs: Object(_members(pairs), *next(extents)),
        parse_int=str.encode,
        parse_float=str.encode,
        parse_constant=lambda _: None,
    )
    return decoder.raw_decode(text, at)


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The members of an object by their names; of those with one name each after the first is called another."""
    times: Counter[str] = Counter()
    members: dict[str, Any] = {}
    for name, value in pairs:
        called = name
        while called in members:
            times[name] += 1
            called = f"another {name}" if times[name] == 1 else f"another {name} {times[name]}"
        members[called] = value
    return members


def _extents(text: str, begin: int, starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and the last line of each object from a place on, in the order in which they end."""
    opened: list[int] = []
    for token in TOKEN.finditer(text, begin):
        if token[0] == "{":
            opened.append(bisect_right(starts, token.start()))
        elif token[0] == "}" and opened:
            yield opened.pop(), bisect_right(starts, token.start())


def _tables(value: list[Any], tags: tuple[str, ...]) -> Iterator[Table]:
    """The tables of questions in some values, in the order of the source; `tags` name what these are about."""
    objects = [each for each in value if isinstance(each, Object)]
    table = _in_turn(objects) or _rows(objects)
    if table is None:
        for each in value:
            yield from _tables([each], tags)
        return
    keys, rows = table
    columns = columns_of(keys, rows) if rows else None
    if columns and (asked := [row for row in rows if has_question(columns, row)]):
        yield columns, asked, tags
        return
    for each in value:
        if isinstance(each, list):
            yield from _tables(each, tags)
        elif isinstance(each, Object):
            named = zip(kinds_of([*each.members]), each.members.values(), strict=True)
            own = [_text(member) or "" for kind, member in named if kind == "tags" and isinstance(member, str)]
            for member in each.members.values():
                yield from _tables(member if isinstance(member, list) else [member], (*tags, *own))


def _rows(objects: Sequence[Object]) -> tuple[list[str], list[Row]] | None:
    """A row for each object, and the names of the columns; what is a list has as many columns as it has parts.

    None where the objects have so little in common that nearly all cells were empty.
    """
    table = []
    columns: dict[tuple[str, int], None] = {}
    for each in objects:
        parts: Counter[str] = Counter()
        cells: dict[tuple[str, int], str] = {}
        for name, text in _cells(each):
            cells[name, parts[name]] = text
            parts[name] += 1
        table.append(cells)
        columns.update(dict.fromkeys(cells))
    if len(table) * len(columns) > MOST_EMPTY * sum(map(len, table)):
        return None
    rows = [
        Row(tuple(Line(each.first, cells.get(column, "")) for column in columns), each.first, each.last)
        for each, cells in zip(objects, table, strict=True)
    ]
    return [name for name, _ in columns], rows


def _cells(record: Object) -> Iterator[tuple[str, str]]:
    """What an object says that is no table itself, each with its name."""
    for name, member in record.members.items():
        if isinstance(member, Object):  # `"options": {"A": …}`
            yield from (
                (f"{name} {key}", text) for key, each in member.members.items() if (text := _text(each)) is not None
            )
            continue
        parts = member if isinstance(member, list) else [member]
        texts = [text for part in parts if (text := _text(part)) is not None]
        is_vector = isinstance(member, list) and all(isinstance(part, bytes) for part in parts)
        if len(texts) < len(parts) or (is_vector and len(parts) > MOST_NUMBERS):
            continue
        right = [at for at, part in enumerate(parts) if isinstance(part, Object) and True in part.members.values()]
        yield from (("choice" if right else name, text) for text in texts)
        yield from (("correct answer", texts[at]) for at in right)


def _text(value: object) -> str | None:
    """What is no list, as text; of an object what it says if that is one thing, behind the letter that marks it."""
    match value:
        case str():
            lines = map(drop_control_characters, value.split("\n"))
            return drop_zero_width("\n".join(lines)).strip()
        case bytes():
            return value.decode()
        case Object(members):
            said = {key: member for key, member in members.items() if isinstance(member, str)}
            marks = [said.pop(key) for key in [*said] if MARK.fullmatch(key) and len(said) > 1]
            is_one = len(said) == 1 and "question" not in kinds_of([*said]) and not any(map(_holds, members.values()))
            words = _text(*said.values()) if is_one else None
            return f"{marks[0]}) {words}" if words and marks and len(marks[0]) == 1 else words
        case list():
            return None
        case _:
            return "" if value is None else json.dumps(value)


def _holds(value: object) -> bool:
    return isinstance(value, list | Object)


def _in_turn(objects: Sequence[Object]) -> tuple[list[str], list[Row]] | None:
    """The rows that they make where they are what two say in turn, the one asking and the other answering."""
    said = []
    for each in objects:
        words = [member for member in each.members.values() if isinstance(member, str)]
        who = [word for word in words if ASKING.fullmatch(word) or TELLING.fullmatch(word)]
        said.append((who[0] if len(who) == 1 else "", next((word for word in words if word not in who), ""), each))
    rows = [
        Row((Line(asked.first, _text(question) or ""), Line(told.first, _text(answer) or "")), asked.first, told.last)
        for (asking, question, asked), (telling, answer, told) in pairwise(said)
        if ASKING.fullmatch(asking) and TELLING.fullmatch(telling)
    ]
    return (["question", "answer"], rows) if rows else None
