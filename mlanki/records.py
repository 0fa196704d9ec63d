"""Entries as scraped, records as unique questions, and the records' form on disk: JSON Lines."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic
from mlanki.document import Blocks, Span
from mlanki.markup import to_markdown
from mlanki.packed import packable

ADDRESS = regex.compile(r"https?://[^\s\p{Cc}\p{Cs}]+")  # of a page; a path within a site leads nowhere from a card


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where a record was seen: the lines, what that page calls itself, and the address that is the question's own."""

    span: Span
    page: str
    address: str = ""


@packable("question", "answer")
@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence of a question, as scraped.

    `code` is None where the page gives none, `page` is what the page calls itself (`Tag: NN`), and `exact`
    tells that formulas and figures were read from markup rather than recovered from flat text. `address` is that of
    the question's own page. An entry that was read back from records.jsonl has that line as its span, and `archived`
    names the pages it once was on.
    """

    code: str | None
    title: str
    question: Blocks
    answer: Blocks
    tags: tuple[str, ...]
    span: Span
    page: str
    exact: bool = False
    archived: tuple[Origin, ...] = ()
    address: str = ""

    @property
    def origins(self) -> tuple[Origin, ...]:
        """The places where the question was seen."""
        return self.archived or (Origin(self.span, self.page, self.address),)


@packable("question", "answer")
@dataclass(frozen=True, slots=True)
class Record:
    """One question, however many times it was scraped.

    `needs_figure` is false where a person found that the words do without a figure that they point at; the form on
    disk does not know of it, for it is a decision and no content.
    """

    code: str
    title: str
    question: Blocks
    answer: Blocks
    tags: tuple[str, ...]
    origins: tuple[Origin, ...]
    needs_figure: bool = True

    @property
    def address(self) -> str:
        """That of the question's own page, the first in the order of paths; empty where no source knows one."""
        return next((origin.address for origin in self.origins if origin.address), "")


@packable("diagnostics", "evidence")
@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of one source, in its order, what is to be said about it, and the picture files its images name.

    `evidence` tells of each question that was found why it was taken for one.
    """

    entries: tuple[Entry, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    evidence: tuple[Diagnostic, ...] = ()


def to_json_lines(records: Iterable[Record]) -> str:
    """The records as JSON Lines: one object a line, in the order given, formulas between dollars."""
    return "".join(json_lines(records))


def json_lines(records: Iterable[Record]) -> Iterator[str]:
    """The same, line by line."""
    return (json.dumps(_to_object(record), ensure_ascii=False) + "\n" for record in records)


def _to_object(record: Record) -> dict[str, object]:
    return {
        "code": record.code,
        "title": record.title,
        "question": to_markdown(record.question),
        "answer": to_markdown(record.answer),
        "tags": list(record.tags),
        "origins": [
            {"path": origin.span.path, "first": origin.span.first, "last": origin.span.last, "page": origin.page}
            | ({"address": origin.address} if origin.address else {})
            for origin in record.origins
        ],
    }
