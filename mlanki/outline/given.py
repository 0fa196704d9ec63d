"""Questions whose parts the format itself names: nothing is to be found, only what is written is to be read."""

from mlanki.document import Blocks, List, Math, Paragraph, make_item, plain_text, trim
from mlanki.outline.choices import choice_list, closing_choices
from mlanki.outline.joining import exact_blocks
from mlanki.outline.marks import PLACEHOLDER, read_mark
from mlanki.outline.rows import read_rows
from mlanki.outline.trimming import unwrapped, without_start
from mlanki.readers.pieces import Given, Page
from mlanki.records import Entry
from mlanki.sources import Source


def read_given(source: Source, page: Page, given: Given) -> Entry:
    """The entry of a question, without the label and the number that it bears."""
    first, below = given.question[:1], given.question[1:]
    begin = closing_choices(read_rows(below))
    answer = exact_blocks(given.answer)
    items = tuple(make_item(exact_blocks(choice)) for choice in given.choices)
    choices = (List(items, given.start),) if items else ()
    match answer:
        case (Paragraph(inlines),) if PLACEHOLDER.fullmatch(plain_text(inlines)):
            answer = ()
    return Entry(
        code=given.code.upper() or None,
        title=given.title,
        question=(*_without_mark(exact_blocks((*first, *below[:begin]))), *choice_list(below[begin:]), *choices),
        answer=answer,
        tags=given.tags or ((page.fallback,) if page.fallback and not given.code else ()),
        span=source.span(given.first, given.last),
        page=page.name,
        exact=True,
        address=given.address,
    )


def _without_mark(blocks: Blocks) -> Blocks:
    """`blocks` without the labels before the question; one alone is the question, one in a formula a part of that."""
    match blocks:
        case (Paragraph(inlines), *others):
            while (mark := read_mark(plain_text(inlines))).style == "q":
                if isinstance(inlines[0], Math) or not (said := trim(without_start(inlines, mark.length))):
                    break
                inlines = said
            return (Paragraph(unwrapped(inlines)), *others)
    return blocks
