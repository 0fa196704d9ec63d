"""The forms in which a question bank is met: a coded listing, a guide of flat text, Markdown and HTML."""

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import count

from mlanki.document import Block, Blocks, CodeBlock, Heading, Inlines, Item, List, Math, Paragraph, Strong, Table, Text
from tests import bank_words as words
from tests.banks import Bank, Style
from tests.pages import page, record


def listing(bank: Bank) -> str:
    """Coded records, formulas without delimiters; a section is a page of its own."""
    codes = map("ML{:04}".format, count(1))
    style = replace(bank.style, inline="{}", display="{}")
    return "\n".join(
        page(
            f"Tag: {section.name or words.TITLE}",
            *(
                record(next(codes), asked.topic, asked.question, "\n\n".join(_written(asked.answer, style)))
                for asked in section.asked
            ),
        )
        for section in bank.sections
    )


def guide(bank: Bank) -> str:
    """Flat text: numbered questions, a blank line between paragraphs."""
    return _page(bank, bank.style)


def markdown(bank: Bank) -> str:
    """Headings for title, sections and questions; formulas between dollars."""
    style = Style(
        *("- ", "{}. ", "${}$", "$$\n{}\n$$", "- **{}** ", "**{}**", "# {}", "## {}", "### {}", "#### {}"),
        code="```python\n{}\n```",
        row=("| ", " | ", " |"),
        rule="| --- ",
    )
    return _page(bank, style)


def _page(bank: Bank, style: Style) -> str:
    numbers = count(1)
    paragraphs = [style.title.format(words.TITLE)]
    for section in bank.sections:
        paragraphs += [style.section.format(section.name)] * bool(section.name)
        for asked in section.asked:
            paragraphs.append(style.asked.format(bank.mark.format(next(numbers)) + asked.question))
            paragraphs += _written(asked.answer, style)
    return "\n\n".join(paragraphs) + "\n"


def _written(blocks: Blocks, style: Style) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(inlines):
                yield _line(inlines, style)
            case Heading(inlines):
                yield style.heading.format(_line(inlines, style))
            case List(items, start):
                yield "\n".join(_item(item, number, start, style) for number, item in enumerate(items, start or 0))
            case CodeBlock(text):
                yield style.code.format(text)
            case Table(header, rows):
                left, middle, right = style.row
                lines = [left + middle.join(_line(cell, style) for cell in row) + right for row in (header, *rows)]
                yield "\n".join((lines[0], *[style.rule * len(header) + "|"] * bool(style.rule), *lines[1:]))


def _item(item: Item, number: int, start: int | None, style: Style) -> str:
    mark = style.bullet if start is None else style.number.format(number)
    if item.term:
        mark = style.term.format(_line(item.term, style))
    return mark + "\n".join(_written(item.blocks, style)).replace("\n", "\n  ")


def _line(inlines: Inlines, style: Style) -> str:
    line = ""
    for inline in inlines:
        match inline:
            case Text(text):
                line += text
            case Math(tex, display):
                line += (style.display if display else style.inline).format(tex)
            case Strong(inner):
                line += style.strong.format(_line(inner, style))
    return line


def html(bank: Bank) -> str:
    """A page with the delimiters of MathJax."""
    numbers = count(1)
    lines = [f"<!DOCTYPE html>\n<html><head><title>{words.TITLE}</title></head><body>", _tag("h1", words.TITLE)]
    for section in bank.sections:
        lines += [_tag("h2", section.name)] * bool(section.name)
        for asked in section.asked:
            lines.append(_tag("h3", bank.mark.format(next(numbers)) + asked.question))
            lines += map(_tagged, asked.answer)
    return "\n".join((*lines, "</body></html>\n"))


def _tag(name: str, *inner: str) -> str:
    return f"<{name}>{''.join(inner)}</{name}>"


def _tagged(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return _tag("p", _tagged_line(inlines))
        case Heading(inlines, level):
            return _tag(f"h{level}", _tagged_line(inlines))
        case List(items, start):
            return _tag("ul" if start is None else "ol", *map(_tagged_item, items))
        case CodeBlock(text):
            return _tag("pre", _tag("code", escape(text)))
        case Table(header, rows):
            lines = [_tag("tr", *(_tag("th", _tagged_line(cell)) for cell in header))]
            lines += [_tag("tr", *(_tag("td", _tagged_line(cell)) for cell in row)) for row in rows]
            return _tag("table", *lines)
        case _:
            raise NotImplementedError(block)


def _tagged_item(item: Item) -> str:
    match item.blocks:
        case (Paragraph(inlines), *others):
            term = _tag("strong", _tagged_line(item.term)) + " " if item.term else ""
            return _tag("li", term, _tagged_line(inlines), *map(_tagged, others))
        case _:
            raise NotImplementedError(item)


def _tagged_line(inlines: Inlines) -> str:
    line = ""
    for inline in inlines:
        match inline:
            case Text(text):
                line += escape(text)
            case Math(tex, display):
                line += escape((r"\[{}\]" if display else r"\({}\)").format(tex))
            case Strong(inner):
                line += _tag("strong", _tagged_line(inner))
    return line
