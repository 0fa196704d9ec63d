"""Finds the lines of a TOML file on which its settings stand, so that a message can name them."""

from collections.abc import Generator, Iterator, Mapping, Sequence

import regex
import tomlkit
from tomlkit.items import Array, Comment, Item, Key, String, Table, Whitespace

TomlPath = tuple[str | int, ...]

LINE_IN_MESSAGE = regex.compile(r"at line (\d+)")
ENTRY = regex.compile(r"""\s* (?P<table> \[ )? \s* (?P<name> [\w.\-]+ ) \s* [=\]]""", regex.VERBOSE)
COMMENT = regex.compile(r"#.*")


def line_of(error: ValueError, text: str) -> int:
    """The line of `text` that the `error` of a TOML reader names; the last where the text ends too early."""
    line = LINE_IN_MESSAGE.search(str(error))
    return int(line[1]) if line else max(1, len(text.splitlines()))


def explain_repeated(text: str, line: int) -> str:
    r"""What to do about a key or a table that ends on `line` of some TOML; empty where it stands there but once.

    >>> explain_repeated('retire = ["ML0001"]\nretire = ["ML0002"]', 2)
    '“retire” stands on line 1 already: put there what is here, since TOML wants it in one place'
    """
    first: dict[str, int] = {}
    header, here, latest = "", "", 0
    for number, content in enumerate(text.splitlines()[:line], 1):
        if found := ENTRY.match(content):
            name = found["name"]
            header = name if found["table"] else header
            here = name if found["table"] or not header else f"{header}.{name}"
            latest = number
            first.setdefault(here, number)
    if latest == first.get(here, latest):
        return ""
    return f"“{here}” stands on line {first[here]} already: put there what is here, since TOML wants it in one place"


def find_lines(text: str) -> Mapping[TomlPath, int]:
    r"""The line of every key, of every header of a table, and of every string of a list in valid TOML.

    Some TOML readers give values and some keep the layout, but none tells lines. A list counts its strings from 0; one
    that holds a `#` is passed over, for it may as well begin a comment.

    >>> dict(find_lines("drop = [\n'ML0012',\n]\n[records.ML0023]\ntitle = 'A'"))[("records", "ML0023", "title")]
    5
    """
    lines: dict[TomlPath, int] = {}
    for path, line in _lines(tomlkit.parse(text).body, 1, ()):
        lines.setdefault(path, line)
    return lines


def _lines(
    body: Sequence[tuple[Key | None, Item]], line: int, path: TomlPath
) -> Generator[tuple[TomlPath, int], None, int]:
    """The lines below `path`, of which the first is `line`; returns the one behind them."""
    for key, item in body:
        here = path if key is None else (*path, key.key)
        yield here, line
        match item:
            case Table():
                has_header = not (item.is_super_table() or (key and key.is_dotted()))
                line = yield from _lines(item.value.body, line + has_header, here)
            case Whitespace() | Comment():
                line += item.as_string().count("\n")
            case _:
                if isinstance(item, Array):
                    yield from _string_lines(item, line, here)
                line += (item.as_string() + item.trivia.trail).count("\n")
    return line


def _string_lines(array: Array, line: int, path: TomlPath) -> Iterator[tuple[TomlPath, int]]:
    text = COMMENT.sub("", array.as_string())
    at = 0
    for here, string in _strings(array, path):
        at = max(at, text.find(string.as_string(), at))
        yield here, line + text.count("\n", 0, at)
        at += 1


def _strings(array: Array, path: TomlPath) -> Iterator[tuple[TomlPath, String]]:
    for number, item in enumerate(array):
        match item:
            case Array():
                yield from _strings(item, (*path, number))
            case String():
                yield (*path, number), item
