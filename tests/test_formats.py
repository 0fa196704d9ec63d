"""One bank in four forms: read as a listing, a guide, Markdown or HTML, it gives the same questions and answers."""

from collections.abc import Callable, Iterator, Mapping
from difflib import unified_diff
from itertools import product

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from mlanki.config import Config
from mlanki.document import (
    Blocks,
    Break,
    CodeBlock,
    Heading,
    Inlines,
    List,
    Math,
    Paragraph,
    Quote,
    Table,
    plain_text,
)
from mlanki.identity import tag_of
from mlanki.merge import merge
from mlanki.outline import read
from tests import bank_forms
from tests.bank_words import TITLE
from tests.banks import BLOCKS, Bank, banks
from tests.pages import source, text

FORMS: Mapping[str, tuple[str, Callable[[Bank], str]]] = {
    "listing": ("page.txt", bank_forms.listing),
    "guide": ("page.txt", bank_forms.guide),
    "markdown": ("bank.md", bank_forms.markdown),
    "html": ("page.html", bank_forms.html),
}
FLAT = frozenset({"listing", "guide"})
# What the answers of a bank hold beside paragraphs; or whether its questions stand in sections; or all at once.
HOLDING = (*BLOCKS, "sections", "everything")


def lines_of(blocks: Blocks, *, flat: bool, indent: str = "") -> Iterator[str]:
    """What blocks say, a line each behind the mark of its kind, as far as a form can hold that.

    A flat text has no levels of lists; it does not tell a heading from a short line, and of a table it has the words.
    """
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield from said(inlines)
            case Heading(inlines):
                yield from (line if flat else f"# {line}" for line in said(inlines))
            case List(items, start):
                mark = ("" if flat else indent) + ("- " if start is None else "1. ")
                for item in items:
                    first, *others = lines_of(item.blocks, flat=flat, indent=indent + "  ") if item.blocks else ("",)
                    yield f"{mark}{plain_text(item.term)} {first}" if item.term else mark + first
                    yield from others
            case CodeBlock(code):
                yield from (f"code: {line}" for line in code.split("\n") if line.strip() or not flat)
            case Table(header, rows):
                for row in (header, *rows):
                    yield ("" if flat else "| ") + " ".join(map(plain_text, row))
            case Quote(inner):
                yield from (f"> {line}" for line in lines_of(inner, flat=flat))


def said(inlines: Inlines) -> list[str]:
    """Words and formulas, in lines as they are shown; a displayed formula has its own."""
    words = ""
    for inline in inlines:
        match inline:
            case Math(tex, display=True):
                words += f"\n$$ {tex}\n"
            case Math(tex):
                words += f" ${tex}$ "
            case Break():
                words += "\n"
            case _:
                words += plain_text((inline,))
    return [squeezed for line in words.split("\n") if (squeezed := " ".join(line.split()))]


def meant(bank: Bank, *, flat: bool) -> list[str]:
    """What is to be found in every form of `bank`."""
    lines = []
    for section in bank.sections:
        for asked in section.asked:
            lines += [f"{tag_of(section.name or TITLE)}: {asked.question}", *lines_of(asked.answer, flat=flat)]
    return lines


def found(path: str, content: str, *, flat: bool) -> list[str]:
    """What is found in a source."""
    records = merge(read(source(content, path)).entries, Config()).records
    lines = []
    for record in sorted(records, key=lambda record: record.origins):
        lines += [f"{' '.join(record.tags)}: {text(record.question)}", *lines_of(record.answer, flat=flat)]
    return lines


def difference(form: str, bank: Bank) -> str:
    """What a form does not give back of `bank`, and the text itself; empty where nothing is wrong."""
    path, write = FORMS[form]
    content = write(bank)
    lines = unified_diff(
        meant(bank, flat=form in FLAT), found(path, content, flat=form in FLAT), "meant", "found", n=1, lineterm=""
    )
    return "\n".join(whole) + f"\n\nin\n{content}" if (whole := [*lines]) else ""


def drawn(data: st.DataObject, holding: str) -> Bank:
    kinds = tuple(BLOCKS) if holding == "everything" else (holding if holding in BLOCKS else "paragraphs",)
    return data.draw(banks(kinds, sectioned=holding in {"sections", "everything"}))


# The same banks every time, so that a failure is no matter of luck.
SAME = settings(max_examples=12, database=None)


@pytest.mark.parametrize(("form", "holding"), [*product(FORMS, HOLDING)])
@seed(0)
@SAME
@given(st.data())
def test_a_bank_reads_the_same_in_every_form(form: str, holding: str, data: st.DataObject) -> None:
    assert not (wrong := difference(form, drawn(data, holding))), wrong
