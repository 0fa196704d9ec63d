"""Reads TOML, and finds the lines on which its settings and its faults stand, so that a message can name them."""

import tomllib
from collections.abc import Generator, Iterator, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError
from tomlkit.items import Array, Comment, Item, Key, String, Table, Whitespace

from mlanki import patterns as regex

TomlPath = tuple[str | int, ...]

LINE_IN_MESSAGE = regex.compile(r"at line (\d+)")
CONFLICT = regex.compile(r"^(?:<{7}|>{7}|={7})(?=\s|$)", regex.MULTILINE)  # what git leaves in a file
ENTRY = regex.compile(r"""\s* (?P<table> \[ )? \s* (?P<name> [\w.\-]+ ) \s* [=\]]""", regex.VERBOSE)
COMMENT = regex.compile(r"#.*")
# A reader of TOML remembers a dotted key at each of its dots: of 90 KB it makes gigabytes.
MOST_LEVELS = 20
DEEP_KEY = regex.compile(
    rf"""  \"{{3}} (?: \\. | (?! \"{{3}} ) . )*+ (?: \"{{3,5}}+ )?+ | '{{3}} (?: (?! '{{3}} ) . )*+ (?: '{{3,5}}+ )?+
         | \#[^\n]*+
         | (?P<part> [\w\-]++ | "(?: \\. | [^"\\\n] )*+" | '[^'\n]*+' )
           (?P<deep> (?: [ \t]*+ \. [ \t]*+ (?&part) ){{{MOST_LEVELS},}}+ )?+""",
    regex.VERBOSE | regex.DOTALL,
)


class UnreadableTomlError(Exception):
    """Why a text cannot be read as TOML, and the line on which that shows."""

    def __init__(self, why: str, line: int) -> None:
        super().__init__(why)
        self.why = why
        self.line = line


def read_toml(text: str) -> dict[str, Any]:
    """What a text says. Raises `UnreadableTomlError`."""
    _refuse_deep_keys(text)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(text, error) from error


def _refuse_deep_keys(text: str) -> None:
    if all(line.count(".") < MOST_LEVELS for line in text.split("\n")):
        return
    deep = next((found for found in DEEP_KEY.finditer(text) if found["deep"]), None)
    if deep:
        raise UnreadableTomlError("it is nested too deeply", text.count("\n", 0, deep.start()) + 1)


def _unreadable(text: str, error: ValueError | RecursionError) -> UnreadableTomlError:
    """What is wrong with a text that a TOML reader refuses; what it does not place is on the longest line."""
    if mark := CONFLICT.search(text):
        why = f"“{mark[0]}” marks an unfinished merge"
        return UnreadableTomlError(why, text.count("\n", 0, mark.start()) + 1)
    lines = text.split("\n")
    longest = max(range(len(lines)), key=lambda number: len(lines[number])) + 1
    if isinstance(error, RecursionError):
        return UnreadableTomlError("it is nested too deeply", longest)
    if not isinstance(error, (tomllib.TOMLDecodeError, ParseError)):
        return UnreadableTomlError("a number has too many digits", longest)
    place = LINE_IN_MESSAGE.search(str(error))
    return UnreadableTomlError(str(error), int(place[1]) if place else max(1, len(text.splitlines())))


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
    that holds a `#` is passed over, for it may as well begin a comment. Raises `UnreadableTomlError`.

    >>> dict(find_lines("drop = [\n'ML0012',\n]\n[records.ML0023]\ntitle = 'A'"))[("records", "ML0023", "title")]
    5
    """
    lines: dict[TomlPath, int] = {}
    _refuse_deep_keys(text)
    try:
        for path, line in _lines(tomlkit.parse(text).body, 1, ()):
            lines.setdefault(path, line)
    except (ParseError, RecursionError) as error:  # it allows for less depth than others do
        raise _unreadable(text, error) from error
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
        found = max(at, text.find(string.as_string(), at))
        line += text.count("\n", max(at - 1, 0), found)
        yield here, line
        at = found + 1


def _strings(array: Array, path: TomlPath) -> Iterator[tuple[TomlPath, String]]:
    for number, item in enumerate(array):
        match item:
            case Array():
                yield from _strings(item, (*path, number))
            case String():
                yield (*path, number), item
