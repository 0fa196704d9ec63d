"""Which rows of an answer are headings."""

from mlanki import patterns as regex
from mlanki.document import Math
from mlanki.prose.structure.answer_rows import FRESH
from mlanki.prose.structure.kinds import ARTICLE, AnswerRow, RowKind, Rows, is_cased, is_title, words_of
from mlanki.prose.structure.shape import shape

# Sections that every answer may have: a heading even where a colon makes it look like an item.
COMMON_SECTION = regex.compile(
    r"(?:summary|conclusions?|examples?|overview|introduction|key (?:takeaways|points)|takeaways|references):?",
    regex.IGNORECASE,
)
# What comes back to a part that was counted before: `More details for step (3):`.
ABOUT_A_PART = regex.compile(r"\b(?:part|phase|stage|step)s? \(?\d{1,2}\)?:", regex.IGNORECASE | regex.REVERSE)
QUESTION_TITLE_WORDS = 8
ANSWER = "answer"  # names the whole, not a part of it


def is_heading(rows: Rows, at: int, *, blank_lines: bool) -> bool:
    """Whether a row is a heading, which has something below it; of the labels of a flat page the outline judges."""
    row = rows[at]
    if blank_lines and row.kind is RowKind.LABEL:
        return True
    if at + 1 == len(rows):
        return False
    return _opens_paragraph(rows, at) if blank_lines else _is_title(rows, at)


def _opens_paragraph(rows: Rows, at: int) -> bool:
    """Whether a title on a page with blank lines is a heading: it opens a paragraph, or stands alone above one.

    Above a formula, or with an article at its head, it may be a sentence that goes on.
    """
    row, below = rows[at], rows[at + 1]
    if row.kind is not RowKind.TITLE or (at and not row.apart):
        return False
    if below.apart:
        alone = below.kind is RowKind.PROSE and FRESH.match(below.text) and row.text.casefold() != ANSWER
        return bool(alone) or is_cased(words_of(row.text))
    words = words_of(row.text)
    return is_cased(words) or (below.kind is not RowKind.DISPLAY and words[0].casefold() not in ARTICLE)


def _is_title(rows: Rows, at: int) -> bool:
    """Whether a row is a heading on a page without blank lines, where the lists left no trace either."""
    below, beside = rows[at + 1], rows[max(at - 1, 0)]
    match rows[at].kind:
        case RowKind.TITLE:
            return not _is_listed(rows, at)
        case RowKind.NUMBERED if rows[at].beside is RowKind.TITLE:
            # Browsers number a list themselves: a number that was copied had been typed, as in a heading.
            return below.kind is not RowKind.NUMBERED
        case RowKind.LABEL:
            return bool(COMMON_SECTION.fullmatch(rows[at].text) or ABOUT_A_PART.match(rows[at].text))
        case RowKind.PROSE:
            return _asks_as_title(rows[at].text)
        case RowKind.TERM:
            return _is_split_title(rows[at]) and not (_is_split_title(below) or (at and _is_split_title(beside)))
        case _:
            return False


def _is_listed(rows: Rows, at: int) -> bool:
    """Whether a line that is like a title is rather an item without a full stop, one of several in a row."""
    kinds = [rows[place].kind if 0 <= place < len(rows) else None for place in range(at - 2, at + 2)]
    match [kind if kind in (RowKind.TITLE, RowKind.LABEL) else None for kind in kinds]:
        case [_, RowKind.LABEL, _, below]:
            return below is RowKind.TITLE
        case [first, RowKind.TITLE, _, below]:
            return first is not None or below is RowKind.TITLE
        case _:
            return False


def _asks_as_title(text: str) -> bool:
    """`Why Is It Useful?` – a line that is nothing but a short question."""
    words = words_of(text)
    return text.endswith("?") and 1 < len(words) <= QUESTION_TITLE_WORDS and not words[0][0].islower()


def _is_split_title(row: AnswerRow) -> bool:
    """`Example: Single Layer Network` – a term, but what follows is a title and no explanation."""
    if row.kind is not RowKind.TERM:
        return False
    text = shape(row.rest)
    return is_title(text) and is_cased(words_of(text)) and not any(isinstance(inline, Math) for inline in row.rest)
