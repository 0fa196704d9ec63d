"""Writes decisions into `mlanki.toml`, or prints them with the place where they belong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import tomlkit
from tomlkit.items import AbstractTable, Array, Item, Table

from mlanki import patterns as regex
from mlanki.toml_places import find_lines

LISTED_CODE = regex.compile(
    r"""(?: "(?P<code>[^"]*)" | '(?P<code>[^']*)' )? [\s,]* (?: \# \s? (?P<said>.*) )?""", regex.VERBOSE
)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A line of decisions: a value of the list `path`, or of the key `path` where that leads into a table.

    With `both`, the value are codes whose answers are united.
    """

    path: tuple[str, ...]
    value: str | tuple[str, ...]
    both: bool = False

    @property
    def item(self) -> Item:
        """The value in the form of TOML."""
        if not self.both:
            return tomlkit.item(self.value if isinstance(self.value, str) else list(self.value))
        united = tomlkit.inline_table()
        united.update({"codes": list(self.value), "answer": "both"})
        return united


def alias(old: str, new: str) -> DecisionLine:
    return DecisionLine(("alias", old), new)


def retire(code: str, why: str) -> DecisionLine:
    return DecisionLine(("retire", code), why)


def same(*codes: str, both: bool = False) -> DecisionLine:
    return DecisionLine(("same",), codes, both)


def different(*codes: str) -> DecisionLine:
    return DecisionLine(("different",), codes)


def drop(code: str) -> DecisionLine:
    return DecisionLine(("drop",), code)


def of_record(code: str, setting: str, value: str | tuple[str, ...]) -> DecisionLine:
    return DecisionLine(("records", code, setting), value)


def accept(diagnostic: str, about: str, why: str) -> DecisionLine:
    return DecisionLine(("accept", diagnostic, about), why)


def write(text: str, statements: Iterable[DecisionLine]) -> str:
    """The text of `mlanki.toml` with the statements; its comments and the order of what is there stay."""
    statements = tuple(statements)
    document = tomlkit.parse(_with_lists(text, (each.path[0] for each in statements if len(each.path) == 1)))
    for statement in statements:
        *tables, key = statement.path
        if statement.path[0] == "retire" and isinstance(document.get("retire"), Array):
            if not statement.value:
                _append(document, "retire", key)
                continue
            _give_reasons(document)
        if not tables:
            _append(document, key, statement.item)
            continue
        table: Any = document
        for depth, name in enumerate(tables):
            if name not in table:
                table.add(name, tomlkit.table(is_super_table=depth < len(tables) - 1))
            table = table[name]
        table[key] = statement.item
    return tomlkit.dumps(document)


def _with_lists(text: str, names: Iterable[str]) -> str:
    """The text with an empty list for each name that it lacks, above the first table and what is said of that."""
    there = tomlkit.parse(text)
    new = "".join(f"{name} = [\n]\n" for name in dict.fromkeys(names) if name not in there)
    if not new:
        return text
    lines = text.splitlines(keepends=True)
    headers = [line for path, line in find_lines(text).items() if path and isinstance(there.get(path[0]), Table)]
    if not headers:
        return text + "\n" * bool(text and not text.endswith("\n")) + new
    at = min(headers) - 1
    for is_passed in (lambda line: line.startswith("#"), lambda line: not line.strip()):
        while at and is_passed(lines[at - 1]):
            at -= 1
    return "".join((*lines[:at], new, *([] if at and lines[at].isspace() else ["\n"]), *lines[at:]))


def _append(document: tomlkit.TOMLDocument, name: str, value: object) -> None:
    array: Any = document[name]
    array.append(value)


def _give_reasons(document: tomlkit.TOMLDocument) -> None:
    """Turn the list of retired codes into a table, in which each may have a reason; what is said beside them stays."""
    array: Any = document["retire"]
    table = tomlkit.table()
    for line in array.as_string().strip("[]").splitlines():
        for found in LISTED_CODE.finditer(line):
            if found["code"]:
                table.add(found["code"], "")
                if found["said"]:
                    table[found["code"]].comment(found["said"])
            elif found["said"]:
                table.add(tomlkit.comment(found["said"]))
    document.remove("retire")
    document.add("retire", table)


def to_paste(text: str, statements: Sequence[DecisionLine]) -> str:
    """The statements as they can be pasted into the `text` of `mlanki.toml`, each run of them below its place."""
    document = tomlkit.parse(text)
    lines = find_lines(text)
    inside: dict[tuple[str, ...], list[DecisionLine]] = {}
    for statement in statements:
        inside.setdefault(statement.path[:-1] or statement.path, []).append(statement)
    new = [(path, found) for path, found in inside.items() if path not in lines]
    parts = [
        "\n".join((f"# {_place(document, path, lines[path])}", *_pasted(document, path, found)))
        for path, found in inside.items()
        if path in lines
    ]
    above = [(path, found) for path, found in new if len(found[0].path) == 1]
    below = [(path, found) for path, found in new if len(found[0].path) > 1]
    if above:
        top = "\n".join(f"{path[0]} = [\n{_values(found)}\n]" for path, found in above)
        parts.append(f"# above the first line in brackets\n{top}")
    if below:
        tables = "\n\n".join("\n".join((f"[{'.'.join(map(_key, path))}]", *map(_line, found))) for path, found in below)
        parts.append(f"# at the end\n{tables}")
    return "\n\n".join(parts)


def _place(document: tomlkit.TOMLDocument, path: tuple[str, ...], line: int) -> str:
    if isinstance(document.get(path[0]), AbstractTable):
        return f"below [{'.'.join(path)}] on line {line}"
    return f"after `{path[0]} = [` on line {line}"


def _pasted(document: tomlkit.TOMLDocument, path: tuple[str, ...], found: Sequence[DecisionLine]) -> Iterator[str]:
    if isinstance(document.get(path[0]), AbstractTable):
        yield from map(_line, found)
    elif len(found[0].path) == 1:
        yield _values(found)
    else:  # codes to retire, into a list that gives no reasons
        yield "\n".join(f"    {tomlkit.item(statement.path[-1]).as_string()}," for statement in found)


def _values(found: Iterable[DecisionLine]) -> str:
    return "\n".join(f"    {statement.item.as_string()}," for statement in found)


def _line(statement: DecisionLine) -> str:
    return f"{_key(statement.path[-1])} = {statement.item.as_string()}"


def _key(name: str) -> str:
    return tomlkit.key(name).as_string()
