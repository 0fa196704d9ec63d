"""A record cut into its parts: its question, its answer, and what is neither."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlanki.document import Line
from mlanki.readers.listing.page import Kind, Page, Title
from mlanki.readers.listing.phrases import ANSWER, COMMENTS, PAGER, plain


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one record: its question, its answer (None without a line `Answer`), and what is neither."""

    title: Title
    question: tuple[Line, ...]
    answer: tuple[Line, ...] | None
    left_out: tuple[Line, ...]
    closed: bool


def cut(page: Page, title: Title, end: int) -> Part:
    """Cut the record that begins with `title` and ends before line `end` into its parts."""
    question: list[Line] = []
    answer: list[Line] | None = None
    left_out: list[Line] = []
    closed = False
    for at in range(title.at + 1, end):
        line, kind = page.lines[at], page.kinds[at]
        if kind in (Kind.FORM, Kind.HEADER):
            closed = closed or kind is Kind.FORM
            break
        if kind is Kind.LOGIN:
            closed = True
        elif closed and COMMENTS.fullmatch(plain(line.text)):
            break
        elif closed:
            if kind is not Kind.BLANK and not PAGER.fullmatch(plain(line.text)):
                left_out.append(line)
        elif kind is Kind.ANSWER and answer is None:
            answer = _beside(line)
        else:
            (question if answer is None else answer).append(line)
    content = question if answer is None else answer
    while content and (not content[-1].text or (closed and COMMENTS.fullmatch(plain(content[-1].text)))):
        content.pop()
    return Part(title, tuple(question), None if answer is None else tuple(answer), tuple(left_out), closed)


def _beside(line: Line) -> list[Line]:
    """What stands beside the word `Answer`, in the column where the line begins."""
    found = ANSWER.fullmatch(plain(line.text))
    if found is None or found["text"] is None:
        return []
    indentation = line.text[: len(line.text) - len(line.text.lstrip())]
    return [Line(line.number, indentation + line.text.partition(":")[2].lstrip())]


def why_truncated(parts: Sequence[Part]) -> str:
    """Why the last record of a page seems to be cut off, as the rest of a sentence; empty where it does not."""
    *others, last = parts
    if last.answer is None and not last.closed:
        return "ends before its line `Answer`"
    if not last.answer:
        return "" if last.closed else "ends right after its line `Answer`"
    if len(others) > 1 and all(part.closed for part in others) and not last.closed:
        return "ends without the line that closes all others of its page, so its answer may be cut off"
    return ""
