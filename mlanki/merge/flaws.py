"""Tells what keeps records out of the decks: no question, no answer, and pictures that they lack."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Lost, images_of
from mlanki.packed import held
from mlanki.prose.figures import missing_figures
from mlanki.records import Record


def find_flaws(records: Sequence[Record]) -> Iterator[Diagnostic]:
    """First what is said of answers that are missing, then of each record the rest."""
    yield from _unanswered(records)
    for record in records:
        yield from _flaws(record)


def _unanswered(records: Iterable[Record]) -> Iterator[Diagnostic]:
    """A warning for each record without an answer; one for the page where nothing on it has any."""
    pages: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        pages[record.origins[0].span.path].append(record)
    for asked in pages.values():
        lacking = [record for record in asked if not held(record, "answer")]
        if len(lacking) > 1 and len(lacking) == len(asked):
            span = min(record.origins[0].span for record in lacking)
            message = (
                f"none of the {len(lacking)} questions here has an answer, so none gets a card; scrape their answers"
            )
            yield diagnose("no-answer", span, message)
            continue
        for record in lacking:
            message = f"{record.code} has no answer on any page and gets no card; scrape it again"
            yield diagnose("no-answer", record.origins[0].span, message, record.code)


def _flaws(record: Record) -> Iterator[Diagnostic]:
    span = record.origins[0].span
    if not record.question:
        message = f"{record.code} has no question and gets no card; write one"
        yield diagnose("empty-question", span, message, record.code)
    if not record.needs_figure:
        return
    blocks = (*record.question, *record.answer)
    for image in images_of(blocks):
        if not image.name:
            named = f" (“{image.alt}”)" if image.alt else ""
            lost = image.lost or Lost(
                span, f"{record.code} lacks the picture of its source{named}; name a file as “figure” in mlanki.toml"
            )
            yield diagnose("missing-figure", lost.span, lost.message, record.code)
    for sentence in missing_figures(blocks):
        message = f"{record.code} points at a figure that the source lacks: “{sentence}”"
        yield diagnose("missing-figure", span, message, record.code)
