"""Markup → blocks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token

from mlanki import patterns as regex
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
    make_item,
    plain_text,
    trim,
)
from mlanki.markup.short_ways import add_short_ways
from mlanki.markup.writing import NO_TERM

# The formulas that `mlanki.markup.writing` writes: nothing is judged here, since other dollars have a backslash.
# GitHub's form for TeX that holds a dollar: as many backticks at the end as at the beginning.
FENCED = r"""
    (?P<fence> `++ )
    (?P<fenced> (?: [^`$]++ | \$ (?! (?P=fence) (?![`$]) ) | (?! (?P=fence) (?!`) ) `++ )++ )
    (?P=fence)"""
MATH = regex.compile(
    rf"(?P<dollars> \$\$? ) (?: {FENCED} | (?P<plain> (?: \\. | [^\\$] )++ ) ) (?P=dollars)",
    regex.VERBOSE | regex.DOTALL,
)


def _math(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read a formula between dollars, in which a backslash escapes as it does in TeX."""
    # The pattern itself would look for a dollar as far as the end of the text.
    found = MATH.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "$" else None
    tex = (found["fenced"] or found["plain"]) if found else ""
    if not found or not tex.strip():
        return False
    if not silent:
        token = state.push("math_inline_double" if found["dollars"] == "$$" else "math_inline", "math", 0)
        token.content = tex[1:-1] if tex.startswith(" ") and tex.endswith(" ") else tex
    state.pos = found.end()
    return True


InlineRule = Callable[[StateInline, bool], bool]


# From the end of the text: a bracket that closes, and one with an address behind it, where no reference may stand.
CLOSED = regex.compile(r"(?<!\\)(?:\\\\)*+\]", regex.REVERSE)
ADDRESSED = regex.compile(r"(?<!\\)(?:\\\\)*+\]\(", regex.REVERSE)
LAST = -1  # no place in a text: under it its cache, which tells where what begins at a place ends, has the last bracket


def _if_closed(rule: InlineRule) -> InlineRule:
    """The rule for what stands in brackets; where none closes any more, it would look for one at each that opens."""

    def if_closed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
        if LAST not in state.cache:
            found = (CLOSED if "references" in state.env else ADDRESSED).search(state.src)
            state.cache[LAST] = found.end() if found else 0
        return state.pos < state.cache[LAST] and rule(state, silent)

    return if_closed


DEEPEST_BLOCK = 300  # more than the deepest page has; a list counts twice, since its item counts, too


def nest_blocks(parser: MarkdownIt) -> MarkdownIt:
    """Let blocks stand in blocks as deep as pages have them; inlines stay as they are, whose cost grows with it.

    What stands deeper than its one bound for both (20), markdown-it drops.
    """

    def bound(depth: int) -> Callable[[StateCore], None]:
        return lambda state: state.md.options.update(maxNesting=depth)

    for name, rule in (("link", link), ("image", image)):
        parser.inline.ruler.at(name, _if_closed(rule))
    parser.core.ruler.before("block", "deep_blocks", bound(DEEPEST_BLOCK))
    parser.core.ruler.after("block", "shallow_inlines", bound(parser.options.maxNesting))
    return parser


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    # Blocks that are never written must not be seen in words.
    parser.disable(["html_block", "hr", "lheading", "code", "reference", "autolink", "entity"])
    parser.inline.ruler.before("escape", "math", _math)
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return add_short_ways(nest_blocks(parser))


PARSER = _parser()


def from_markdown(text: str) -> Blocks:
    """The blocks that `to_markdown` wrote; of what others wrote, those that it would write.

    What stands deeper than it writes anything is not taken apart: all are words of one paragraph.
    """
    tokens = PARSER.parse(text)
    if any(token.level >= DEEPEST_BLOCK - 1 for token in tokens):
        return (Paragraph((Text(" ".join(text.split())),)),)
    return _settle_all(read_blocks(tokens))


def _settle(block: Block) -> Iterator[Block]:
    """The block without what no line of markup can begin or end with; nothing where it says nothing."""
    match block:
        case Paragraph(inlines) | Heading(inlines):
            if words := _settle_lines(inlines):
                yield replace(block, inlines=words)
        case List(items):
            settled = (replace(item, blocks=_settle_all(item.blocks), term=_settle_lines(item.term)) for item in items)
            yield replace(block, items=tuple(settled))
        case Quote(inner):
            if blocks := _settle_all(inner):
                yield Quote(blocks)
        case Table(header, rows):
            yield Table(tuple(map(_settle_lines, header)), tuple(tuple(map(_settle_lines, row)) for row in rows))
        case CodeBlock():
            yield block


def _settle_all(blocks: Blocks) -> Blocks:
    return tuple(settled for block in blocks for settled in _settle(block))


def _settle_lines(inlines: Inlines) -> Inlines:
    settled: list[Inline] = []
    for is_end, run in groupby(inlines, key=lambda inline: isinstance(inline, Break)):
        line = tuple(run)
        settled += line if is_end else trim(line)
    return trim(tuple(settled))


def read_blocks(tokens: Sequence[Token]) -> Blocks:
    """The blocks that markdown-it found; tokens of other kinds than ours are passed over with their contents.

    A picture that a reader has found lost says so under `lost` among what its token carries (`meta`).
    """
    return tuple(_read_blocks(iter(tokens)))


def _read_blocks(tokens: Iterator[Token], until: str = "") -> Iterator[Block]:
    for token in tokens:
        match token.type:
            case closing if closing == until:
                return
            case "paragraph_open":
                inlines = _read_inlines(next(tokens))
                if inlines:
                    yield Paragraph(inlines)
            case "heading_open":
                yield Heading(_read_inlines(next(tokens)), int(token.tag[1]))
            case "bullet_list_open":
                yield List(tuple(_read_items(tokens, "bullet_list_close")))
            case "ordered_list_open":
                start = token.attrs.get("start", 1)
                yield List(tuple(_read_items(tokens, "ordered_list_close")), int(start))
            case "blockquote_open":
                yield Quote(tuple(_read_blocks(tokens, "blockquote_close")))
            case "fence" | "code_block":
                yield CodeBlock(token.content.removesuffix("\n"), token.info.strip())
            case "table_open":
                yield _read_table(tokens)
            case "math_block":
                yield Paragraph((Math(token.content.strip(), display=True),))
            case _:
                pass


def _read_items(tokens: Iterator[Token], until: str) -> Iterator[Item]:
    for token in tokens:
        if token.type == until:
            return
        if token.type == "list_item_open":
            first = next(tokens)
            if first.type == "list_item_close":
                yield Item(())
                continue
            second = next(tokens)
            blocks = tuple(_read_blocks(chain((first, second), tokens), "list_item_close"))
            is_plain = (second.children or [first])[0].content == NO_TERM
            yield Item(blocks) if is_plain else make_item(blocks)


def _read_table(tokens: Iterator[Token]) -> Table:
    rows: list[list[Inlines]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_read_inlines(token))
    header, *others = (tuple(row) for row in rows)
    return Table(header if any(header) else (), tuple(others))


def _read_inlines(token: Token) -> Inlines:
    return tuple(_nest(iter(token.children or ())))


CLOSING = {
    "strong_open": "strong_close",
    "em_open": "em_close",
    "link_open": "link_close",
    "<b>": "</b>",
    "<i>": "</i>",
}


DEEPEST_INLINE = 150  # more than the deepest page has


def _nest(tokens: Iterator[Token], until: str = "", depth: int = 0) -> Iterator[Inline]:
    """The inlines up to the token `until`; words that markdown-it gives in pieces come in one.

    Of what stands too deep the words are read.
    """
    words = ""
    for token in tokens:
        kind = token.content if token.type == "html_inline" else token.type
        if kind == until:
            break
        inline: Inline | None = None
        match kind:
            case "text" | "text_special":
                words += token.content
                continue
            case "softbreak":
                words += " "
                continue
            case "hardbreak" | "<br>":
                inline = Break()
            case opening if opening in CLOSING and depth == DEEPEST_INLINE:
                continue
            case "strong_open" | "<b>":
                inline = Strong(tuple(_nest(tokens, CLOSING[kind], depth + 1)))
            case "em_open" | "<i>":
                inline = Emphasis(tuple(_nest(tokens, CLOSING[kind], depth + 1)))
            case "link_open":
                inline = Link(tuple(_nest(tokens, CLOSING[kind], depth + 1)), str(token.attrs["href"]))
            case "code_inline":
                inline = Code(token.content)
            case "math_inline" | "math_inline_double":
                inline = Math(token.content.strip(), display=kind == "math_inline_double")
            case "image":
                inline = Image(str(token.attrs["src"]), plain_text(_read_inlines(token)), token.meta.get("lost"))
            case _:
                continue
        if words:
            yield Text(words)
            words = ""
        yield inline
    if words:
        yield Text(words)
