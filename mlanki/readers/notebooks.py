"""Jupyter notebooks: their cells in order, as the Markdown that they are written in."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line
from mlanki.pictures import Absent, Picture, find_picture
from mlanki.readers import markdown
from mlanki.readers.pieces import Page
from mlanki.sources import Source

BACKTICKS = regex.compile(r"`{3,}")
BEGINS_OBJECT = regex.compile(r'\s*\{\s*"')
STRING = regex.compile(
    r"""\s*+ (?: "[^"\\]*+" \s*+ : \s*+ )?+ \[?+ \s*+ (?P<string> " (?: \\. | [^"\\] )*+ " ) [\s,\]]*+""", regex.VERBOSE
)
NUMBERED = regex.compile(r"^ {0,3}(?P<number>\d{1,3})[.)](?=\s+\S)")
FEWEST = 3  # cells that count
WORD = regex.compile(r"\p{L}")
LANGUAGE = regex.compile(r"[\w+#. \-]+")
# A name may hold brackets, as that of a second download does.
ATTACHMENT = regex.compile(r"\( attachment: (?P<name> (?: [^()] | \( [^()]*+ \) )*+ ) \)", regex.VERBOSE)


def recognises(source: Source) -> bool:
    """Whether the source is called a notebook, or is an object with the keys of one."""
    if PurePath(source.path).suffix.lower() == ".ipynb":
        return True
    text = "\n".join(line.text for line in source.lines[:2])
    return bool(BEGINS_OBJECT.match(text)) and isinstance(_loaded(source), dict)


def read(source: Source) -> tuple[Page, ...]:
    """The Markdown of a notebook: code cells as code in the language of its kernel, without what they gave out."""
    notebook = _loaded(source)
    if not isinstance(notebook, dict):
        message = f"this notebook cannot be read ({notebook}); open it in Jupyter and save it again"
        return (Page((), diagnostics=(diagnose("not-read", source.span(1), message),)),)
    held: dict[str, Picture | Absent] = {}
    written = replace(source, lines=tuple(_lines(notebook, source, held)))
    (page,) = markdown.read(written, held)
    return (replace(page, diagnostics=(*page.diagnostics, *_left_out(notebook, source))),)


def _left_out(notebook: Mapping[str, Any], source: Source) -> Iterator[Diagnostic]:
    """What is said of the parts of a notebook that are not read."""
    others = [cell for cell in notebook["cells"] if cell.get("cell_type") not in ("markdown", "code")]
    if silent := sum(WORD.search("".join(cell["source"])) is not None for cell in others):
        message = f"{silent} of its cells, neither Markdown nor code, are left out; make them Markdown if they answer"
        yield diagnose("record-unreadable", source.span(1), message)
    if outputs := sum(bool(cell.get("outputs")) for cell in notebook["cells"]):
        yield diagnose("outputs-left-out", source.span(1), f"the outputs of {outputs} of its cells are left out")


def _loaded(source: Source) -> dict[str, Any] | str:
    """The notebook of a source, or why it is none (nbformat 4, https://nbformat.readthedocs.io)."""
    try:
        notebook: dict[str, Any] = json.loads("\n".join(line.text for line in source.lines))
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}" if isinstance(error, ValueError) else "nested too deeply"
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list) or "nbformat" not in notebook or not all(map(_is_cell, cells)):
        return "it has no list of cells"
    return notebook


def _is_cell(cell: object) -> bool:
    source = cell.get("source") if isinstance(cell, dict) else None
    return isinstance(source, str) or (isinstance(source, list) and all(isinstance(part, str) for part in source))


def _lines(notebook: Mapping[str, Any], source: Source, held: dict[str, Picture | Absent]) -> Iterator[Line]:
    """The lines of the cells as Markdown, each with the line of the file on which it stands.

    The pictures in the cells are put into `held`, and their addresses there stand in the places of their names.
    """
    metadata = _table(notebook.get("metadata"))
    kernel, language = _table(metadata.get("kernelspec")), _table(metadata.get("language_info"))
    name = str(kernel.get("language") or language.get("name") or "")
    places = _places(source)
    at = 0
    heads = _heads(notebook["cells"])
    for cell in notebook["cells"]:
        parts = cell["source"] if isinstance(cell["source"], list) else [cell["source"]]
        lines: list[Line] = []
        for part in parts:
            there = places.get(part, ())
            later = bisect_left(there, at)
            at = there[later] if later < len(there) else at
            lines += (Line(at + 1, text) for text in part.split("\n")[: -1 if part.endswith("\n") else None])
        if not any(line.text.strip() for line in lines):
            continue
        first, last = lines[0].number, lines[-1].number
        if cell.get("cell_type") == "markdown":
            addresses = _attached(cell, source, held)
            if id(cell) in heads:
                lines = [replace(line, text=NUMBERED.sub(r"## \g<0>", line.text)) for line in lines]
            yield from (replace(line, text=ATTACHMENT.sub(_addressed(addresses), line.text)) for line in lines)
        elif cell.get("cell_type") == "code":
            longest = max((len(run[0]) for line in lines for run in BACKTICKS.finditer(line.text)), default=2)
            fence = "`" * (longest + 1)
            yield Line(first, fence + (name if LANGUAGE.fullmatch(name) else ""))
            yield from lines
            yield Line(last, fence)
        yield Line(last, "")


def _heads(cells: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """The identities of the cells that hold a numbered line alone, where they count from 1: these are headings."""
    said = [[line for line in "".join(cell["source"]).split("\n") if any(map(str.isalnum, line))] for cell in cells]
    alone = [
        (id(cell), int(found["number"]))
        for cell, lines in zip(cells, said, strict=True)
        if cell.get("cell_type") == "markdown" and len(lines) == 1 and (found := NUMBERED.match(lines[0]))
    ]
    counts = len(alone) >= FEWEST and [number for _, number in alone] == [*range(1, len(alone) + 1)]
    return frozenset(cell for cell, _ in alone) if counts else frozenset()


def _table(value: object) -> Mapping[str, Any]:
    """An object of JSON; an empty one where something else was written."""
    return value if isinstance(value, dict) else {}


def _places(source: Source) -> Mapping[str, Sequence[int]]:
    """For each text that ends a line of the file, those lines from 0 on; few where it is not written line by line."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, line in enumerate(source.lines):
        if found := STRING.fullmatch(line.text):
            with suppress(ValueError):  # an escape that is none
                places[json.loads(found["string"])].append(place)
    return places


def _attached(cell: Mapping[str, Any], source: Source, held: dict[str, Picture | Absent]) -> Mapping[str, str]:
    """For each picture that a cell holds its address in `held`, under which it is put there."""
    addresses = {}
    for name, kinds in _table(cell.get("attachments")).items():
        for kind, data in list(_table(kinds).items())[:1]:
            addresses[name] = address = f"attachment:/{len(held)}"
            held[address] = find_picture(source.place, f"data:{kind};base64,{data}")
    return addresses


def _addressed(addresses: Mapping[str, str]) -> Callable[[regex.Match[str]], str]:
    return lambda found: f"({addresses[found['name']]})" if found["name"] in addresses else found[0]
