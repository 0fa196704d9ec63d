"""Renders blocks as the HTML of a field; the only place that escapes text."""

from html import escape
from itertools import groupby

from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

from mlanki import patterns as regex
from mlanki.cards.allow_list import part_delimiters
from mlanki.cards.folding import folded_sections
from mlanki.cards.sections import count_words, find_gist, split_sections
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
    images_of,
    walk,
)
from mlanki.prose.figures import missing_figures
from mlanki.prose.tex import strip_size

# Anki runs whatever a field holds; an address with another beginning is not worth that risk.
SAFE_ADDRESS = regex.compile(r"(?:https?://|mailto:)", regex.IGNORECASE)

# The kinds that are worth a colour, by the class names that Pygments itself gives them. It tells many more apart,
# and differently with each release: with these few a newer Pygments seldom changes a card.
CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Builtin, "nb"),
    (Name.Class, "nc"),
    (Name.Decorator, "nd"),
    (Name.Exception, "nb"),
    (Name.Function, "nf"),
)

# Wider than about half of a phone's screen, which a list leaves of it.
WIDE_FORMULA = 14
# What of TeX is seen: a command, a letter or a digit as one sign each, a named function by its letters.
TEX_SIGN = regex.compile(
    r"""\\ (?: left | right | [dt]?frac | sqrt | quad | operatorname | (?: text | math ) [a-z]* ) \b
      | [\s{}^_&]
      | \\ (?= (?: arg | cos | det | exp | inf | lim | ln | log | max | min | sin | sup | tan )+ h? \b )
      | (?P<sign> \\[A-Za-z]+ | . )""",
    regex.VERBOSE,
)


def render_text(text: str) -> str:
    r"""Words as HTML; nothing in them is markup, a formula's delimiters `\(` included.

    >>> render_text("a < b & c")
    'a &lt; b &amp; c'
    """
    return part_delimiters(escape(text, quote=False))


def render_answer(answer: Blocks, question: Blocks = ()) -> str:
    """An answer as HTML; of a long one some sections are folded, and a section that is the gist is not shown again."""
    opening, sections = split_sections(answer)
    if not sections:
        return render_blocks(answer)
    gist = find_gist(answer)
    folds = folded_sections(question, answer, gist)
    html = "".join(map(_block, opening))
    for number, section in enumerate(sections):
        heading, blocks = render_inlines(section.heading.inlines), "".join(map(_block, section.blocks))
        if gist and gist.is_whole and section == gist.section:
            html += f'<div class="again"><h4>{heading}</h4>{blocks}</div>'
        elif number in folds:
            # How much is in it; AnkiMobile would take a tap for its own, but for the class.
            words = count_words(section.blocks)
            summary = f'<summary class="tappable" data-words="{words}">{heading}</summary>'
            html += f"<details>{summary}{blocks}</details>"
        else:
            html += f"<h4>{heading}</h4>{blocks}"
    return html


def render_blocks(blocks: Blocks) -> str:
    """Blocks as HTML; a single paragraph needs no tag."""
    match blocks:
        case (Paragraph(inlines),):
            return render_inlines(inlines)
        case _:
            return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case Paragraph(inlines):
            return f"<p>{render_inlines(inlines)}</p>"
        case Heading(inlines):
            return f"<h5>{render_inlines(inlines)}</h5>"
        case List(items, None) if all(item.term for item in items):
            kind = ' class="where"' if all(_is_symbol(item.term) for item in items) else ""
            rows = (f"<dt>{render_inlines(item.term)}</dt> <dd>{_run_in(item.blocks)}</dd>" for item in items)
            return f"<dl{kind}>{''.join(f'<div>{row}</div>' for row in rows)}</dl>"
        case List(items, start):
            tag, attribute = ("ul", "") if start is None else ("ol", f' start="{start}"' if start != 1 else "")
            return f"<{tag}{attribute}>{''.join(map(_item, items))}</{tag}>"
        case CodeBlock(text, language):
            return f"<pre><code>{highlight(text, language)}</code></pre>"
        case Table(header, rows):
            head = f"<thead>{_row(header, 'th', 'th')}</thead>" if header else ""
            # Where the corner is empty the first column names the rows.
            first = "th" if header and not header[0] else "td"
            body = "".join(_row(row, first, "td") for row in rows)
            return f'<div class="table"><table>{head}<tbody>{body}</tbody></table></div>'
        case Quote(inner):
            return f"<blockquote>{''.join(map(_block, inner))}</blockquote>"


def highlight(code: str, language: str) -> str:
    """`code` as HTML with classes for the kinds of word; plain where `language` is none that Pygments knows.

    >>> highlight("x = 1  # one", "python")
    'x = <span class="m">1</span>  <span class="c"># one</span>'
    """
    from pygments.lexers import get_lexer_by_name

    try:
        lexer = get_lexer_by_name(language.partition(" ")[0].lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return render_text(code)
    html = ""
    for kind, run in groupby(lexer.get_tokens(code), key=lambda token: _class_of(token[0])):
        words = render_text("".join(text for _, text in run))
        html += f'<span class="{kind}">{words}</span>' if kind else words
    return html


def _class_of(kind: _TokenType) -> str:
    return next((name for family, name in CLASSES if is_token_subtype(kind, family)), "")


def _is_symbol(term: Inlines) -> bool:
    """Whether a term is a formula that the list explains, with a few words at most."""
    return any(isinstance(inline, Math) and not inline.display for inline in walk(term))


def _item(item: Item) -> str:
    term = f"<b>{render_inlines(item.term)}</b> " if item.term else ""
    return f"<li>{(term + _run_in(item.blocks)).rstrip()}</li>"


def _run_in(blocks: Blocks) -> str:
    """Blocks of which the first, where it is a paragraph, goes on in the line of a term or a number."""
    match blocks:
        case (Paragraph(inlines), *others):
            return render_inlines(inlines) + "".join(map(_block, others))
        case _:
            return "".join(map(_block, blocks))


def _row(cells: tuple[Inlines, ...], first: str, tag: str) -> str:
    tags = (first, *(tag for _ in cells[1:]))
    return "<tr>" + "".join(f"<{t}>{render_inlines(cell)}</{t}>" for t, cell in zip(tags, cells, strict=True)) + "</tr>"


def render_inlines(inlines: Inlines) -> str:
    """Inlines as HTML, formulas between the delimiters that Anki knows."""
    html = ""
    for before, inline, after in zip((None, *inlines), inlines, (*inlines[1:], None), strict=False):
        # A displayed formula begins and ends a line by itself.
        if not (isinstance(inline, Break) and (_is_display(before) or _is_display(after))):
            html += _inline(inline)
    return html


def _is_display(inline: Inline | None) -> bool:
    return isinstance(inline, Math) and inline.display


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
            return _formula(tex, display=display)
        case Link(inner, target) if SAFE_ADDRESS.match(target):
            return f'<a href="{escape(target)}">{render_inlines(inner)}</a>'
        case Link(inner):
            return render_inlines(inner)
        case Image(_, alt) if _is_lost(inline):
            return f'<span class="lost">{render_text(alt)}</span>' if alt else ""
        case Image(name, alt):
            return f'<img src="{escape(name)}" alt="{escape(alt)}">'


def _is_lost(image: Image) -> bool:
    """Whether there is no file for a picture; what is no plain name is none of the package, but an address."""
    return not image.name or "/" in image.name or ":" in image.name


def figure_hint(blocks: Blocks) -> str:
    """A hint as HTML that `blocks` lack a figure; empty where they do not.

    They lack the images that have no file, and those that their own sentences point at.
    """
    is_lacking = any(_is_lost(image) for image in images_of(blocks))
    return "The page has a figure that this card lacks." if is_lacking or missing_figures(blocks) else ""


def _formula(tex: str, *, display: bool) -> str:
    r"""A formula between Anki's delimiters; one that may be wider than a phone gets a box in which it can move.

    >>> _formula("a<b", display=False)
    '\\(a&lt;b\\)'
    """
    tex = strip_size(tex, display=display)
    escaped = escape(tex, quote=False)
    if display:
        return rf"\[{escaped}\]"
    signs = sum(found["sign"] is not None for found in TEX_SIGN.finditer(tex))
    return rf'<span class="wide">\({escaped}\)</span>' if signs > WIDE_FORMULA else rf"\({escaped}\)"
