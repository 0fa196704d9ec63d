"""Jupyter notebooks: their cells in order, as the Markdown that they are written in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import regex

from mlanki.diagnostics import diagnose
from mlanki.document import Line
from mlanki.readers import markdown
from mlanki.readers.pieces import Page
from mlanki.sources import Source

BACKTICKS = regex.compile(r"`{3,}")
BEGINS_OBJECT = regex.compile(r'\s*\{\s*"')


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
    written = replace(source, lines=tuple(_lines(notebook, source)))
    outputs = sum(bool(cell.get("outputs")) for cell in notebook["cells"])
    (page,) = markdown.read(written)
    if not outputs:
        return (page,)
    left_out = diagnose("outputs-left-out", source.span(1), f"the outputs of {outputs} of its cells are left out")
    return (replace(page, diagnostics=(*page.diagnostics, left_out)),)


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


def _lines(notebook: Mapping[str, Any], source: Source) -> Iterator[Line]:
    """The lines of the cells as Markdown, each with the line of the file on which it stands."""
    metadata = notebook.get("metadata") or {}
    language = (metadata.get("kernelspec") or {}).get("language") or (metadata.get("language_info") or {}).get("name")
    at = 0
    for cell in notebook["cells"]:
        parts = cell["source"] if isinstance(cell["source"], list) else [cell["source"]]
        lines: list[Line] = []
        for part in parts:
            at = _found(part, source, at)
            lines += (Line(at + 1, text) for text in part.split("\n")[: -1 if part.endswith("\n") else None])
        if not any(line.text.strip() for line in lines):
            continue
        first, last = lines[0].number, lines[-1].number
        if cell.get("cell_type") == "markdown":
            yield from (replace(line, text=_with_attachments(line.text, cell)) for line in lines)
        elif cell.get("cell_type") == "code":
            longest = max((len(run[0]) for line in lines for run in BACKTICKS.finditer(line.text)), default=2)
            fence = "`" * (longest + 1)
            yield Line(first, f"{fence}{language or ''}")
            yield from lines
            yield Line(last, fence)
        yield Line(last, "")


def _found(part: str, source: Source, at: int) -> int:
    """The place of the line that holds `part`, from `at` on; `at` where a notebook is not written line by line."""
    forms = (json.dumps(part, ensure_ascii=False), json.dumps(part))
    held = range(at, len(source.lines))
    return next((place for place in held if source.lines[place].text.rstrip(" ,").endswith(forms)), at)


def _with_attachments(text: str, cell: Mapping[str, Any]) -> str:
    """A line with the pictures that its cell holds in the place of their names."""
    for name, kinds in (cell.get("attachments") or {}).items():
        for kind, data in kinds.items():
            text = text.replace(f"(attachment:{name})", f"(data:{kind};base64,{data})")
    return text
