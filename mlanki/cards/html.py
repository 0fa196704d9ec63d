"""Blocks → HTML: the last door, and the only place that escapes."""

from html import escape

from mlanki.document import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)


def render_text(text: str) -> str:
    r"""Words as HTML; nothing in them is markup, a formula's delimiters `\(` included.

    >>> render_text("a < b & c")
    'a &lt; b &amp; c'
    """
    escaped = escape(text, quote=False)
    # MathJax does not look for a delimiter across an element's edge.
    return escaped.replace("\\(", "<span>\\</span>(").replace("\\[", "<span>\\</span>[")


def render_blocks(blocks: Blocks) -> str:
    """Blocks as HTML; a single paragraph needs no tag."""
    match blocks:
        case (Paragraph(inlines),):
            return render_inlines(inlines)
        case _:
            return "".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return f"<p>{render_inlines(inlines)}</p>"
        case Heading(inlines):
            return f"<h4>{render_inlines(inlines)}</h4>"
        case List(items, None) if all(item.term for item in items):
            return f"<dl>{''.join(map(_definition, items))}</dl>"
        case List(items, start):
            tag, attribute = ("ul", "") if start is None else ("ol", f' start="{start}"' if start != 1 else "")
            return f"<{tag}{attribute}>{''.join(map(_item, items))}</{tag}>"
        case CodeBlock(text):
            return f"<pre><code>{escape(text, quote=False)}</code></pre>"
        case Table(header, rows):
            head = f"<thead>{_row(header, 'th')}</thead>" if header else ""
            return f"<table>{head}<tbody>{''.join(_row(row, 'td') for row in rows)}</tbody></table>"
        case Quote(inner):
            return f"<blockquote>{''.join(map(_block, inner))}</blockquote>"


def _definition(item: Item) -> str:
    return f"<dt>{render_inlines(item.term)}</dt><dd>{render_blocks(item.blocks)}</dd>"


def _item(item: Item) -> str:
    term = f"<b>{render_inlines(item.term)}</b> " if item.term else ""
    return f"<li>{(term + render_blocks(item.blocks)).rstrip()}</li>"


def _row(cells: tuple[Inlines, ...], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{render_inlines(cell)}</{tag}>" for cell in cells) + "</tr>"


def render_inlines(inlines: Inlines) -> str:
    """Inlines as HTML, formulas between the delimiters that Anki knows."""
    return "".join(map(_inline, inlines))


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text):
            return render_text(text)
        case Break():
            return "<br>"
        case Strong(inner):
            return f"<b>{render_inlines(inner)}</b>"
        case Emphasis(inner):
            return f"<i>{render_inlines(inner)}</i>"
        case Code(text):
            return f"<code>{render_text(text)}</code>"
        case Math(tex, display):
            left, right = (r"\[", r"\]") if display else (r"\(", r"\)")
            return f"{left}{escape(tex, quote=False)}{right}"
        case Link(inner, target):
            return f'<a href="{escape(target)}">{render_inlines(inner)}</a>'
        case Image(name, alt):
            return f'<img src="{escape(name)}" alt="{escape(alt)}">' if name else render_text(alt)
