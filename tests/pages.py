"""Dumps as tests write them, and what a reader should find in them."""

import base64
from collections.abc import Iterable
from pathlib import Path

from mlanki.diagnostics import Diagnostic
from mlanki.document import Blocks, CodeBlock, Heading, Item, Paragraph, Table, plain_text, walk
from mlanki.records import Entry
from mlanki.sources import Place, Source, decode, fetch, split_lines

LOGIN = "Login to view more content"

# The smallest PNG; a build names it NAME-6b7fa434f9.png.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PIXEL_ADDRESS = "data:image/png;base64," + base64.b64encode(PIXEL).decode()


def record(code: str, title: str = "Some Title", question: str = "What is it?", answer: str = "It is this.") -> str:
    """One record as a listing shows it; `answer` may have several lines."""
    body = "\n".join(f"    {line}".rstrip() for line in answer.split("\n"))
    return f"  • {code} {title}\n\n    {question}\n\n    Answer\n\n{body}\n\n    {LOGIN}\n"


def page(header: str, *records: str) -> str:
    """A page of a listing, with the line that names it."""
    return f"{header}\n\n" + "".join(records)


def source(text: str, path: str = "page.txt", folder: Path | None = None) -> Source:
    """A source with these lines, without a file; beside it lies what is in `folder`, if anything."""
    return Source(Place((folder or Path()) / path, path, path, folder), text.encode(), split_lines(text))


def load(place: Place) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The source at `place`, and what its bytes gave cause to say; no source where it holds no text."""
    data = fetch(place)
    return (None, (data,)) if isinstance(data, Diagnostic) else decode(place, data)


def words(blocks: Blocks) -> list[str]:
    """The words of `blocks` in the order of reading, however they are arranged in paragraphs and lists."""
    said: list[str] = []
    for node in walk(blocks):
        match node:
            case Paragraph(inlines) | Heading(inlines):
                said += plain_text(inlines).split()
            case Item(_, term):
                said += plain_text(term).split()
            case CodeBlock(text):
                said += text.split()
            case Table(header, rows):
                for cell in (*header, *(cell for row in rows for cell in row)):
                    said += plain_text(cell).split()
            case _:
                pass
    return said


def text(blocks: Blocks) -> str:
    """The words of `blocks` with one blank between them."""
    return " ".join(words(blocks))


def heard(entries: Iterable[Entry]) -> list[tuple[str | None, str, str]]:
    """Of each entry its code, its question and its answer, as words."""
    return [(entry.code, text(entry.question), text(entry.answer)) for entry in entries]
