"""Elements of a page → blocks."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from mlanki import patterns as regex
from mlanki.document import (
    Block,
    Blocks,
    Break,
    CodeBlock,
    Heading,
    Image,
    Inline,
    Inlines,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    make_item,
    plain_text,
)
from mlanki.pictures import Pictures
from mlanki.readers.pieces import Fold, Piece, lines_of_paragraph
from mlanki.readers.web.chrome import BLOCKS
from mlanki.readers.web.code import read_code, shows_code
from mlanki.readers.web.inlines import read_inlines, read_runs
from mlanki.readers.web.tables import is_layout, parts, read_table
from mlanki.readers.web.tags import attribute, classes
from mlanki.sources import Source

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What a click unfolds, or what a system calls a title though it is no heading.
OPENERS = regex.compile(
    r"""(?: accordion | toggle | faq | collaps | spoiler | elementor-tab ) [\w-]* [-_]
        (?: title | question | header | heading | trigger | label | button ) (?: [-_] .* )?
      | (?: admonition | markdown-alert ) -title | question | schema-faq-question | rank-math-question
      | wp-block-accordion-heading | su-spoiler-title | sd-summary-title""",
    regex.VERBOSE | regex.IGNORECASE,
)
ENDS_LABEL = regex.compile(r"[:：]\s*$")
OPENER_TAGS = frozenset({"div", "button", "strong", "p", "span", "a"})
NO_TITLE = frozenset({*HEADINGS, "p", "ul", "ol", "pre", "table"})
PICTURE_FILE = regex.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|avif)", regex.IGNORECASE)
BETWEEN_CANDIDATES = regex.compile(r",\s+")  # of a `srcset`
SMALL_NUMBER = regex.compile(r"[0-9]{1,6}")


class BlockReader:
    """Turns elements into blocks; `pictures` has those that they show."""

    def __init__(self, source: Source, soup: BeautifulSoup) -> None:
        self.pictures = Pictures(source)
        # What holds a block, however deep, is no running text, whatever its name.
        self._holders: set[int] = set()
        # The line of the last element within each: backwards, the first to come is the last.
        self._last: dict[int, int] = {}
        self._literal: set[int] = set()
        tags = soup.find_all(True)
        for tag in tags:
            around = id(tag.parent) in self._literal
            if _is_literal(tag, around=around) if tag.attrs else around:
                self._literal.add(id(tag))
        self._openers: set[int] = set()
        several: set[int] = set()  # hold more than the words of a title
        for tag in reversed(tags):
            last = self._last.setdefault(id(tag), tag.sourceline or 1)
            self._last.setdefault(id(tag.parent), last)
            if tag.attrs and id(tag) not in several and _is_called_opener(tag):
                self._openers.add(id(tag))
            if id(tag) in self._holders or tag.name in BLOCKS or id(tag) in self._openers:
                self._holders |= {id(tag), id(tag.parent)}
            if id(tag) in several or tag.name in NO_TITLE:
                several.add(id(tag.parent))

    def read(self, tag: Tag) -> tuple[Piece, ...]:
        """The pieces of an element."""
        return tuple(self._flow(tag.contents))

    def blocks(self, nodes: Iterable[PageElement]) -> Blocks:
        """The blocks of some nodes."""
        return join_lines(self._flow(nodes))

    def is_literal(self, tag: Tag | None) -> bool:
        return id(tag) in self._literal

    def inline(self, tag: Tag) -> Inline | None:
        alt = " ".join(attribute(tag, "alt").split())
        if {"emoji", "wp-smiley", "g-emoji"} & set(classes(tag)):
            return Text(alt) if alt else None
        if alt == attribute(tag, "src") or PICTURE_FILE.fullmatch(alt):
            alt = ""  # Sphinx and others repeat the name of the file, for want of words
        if any(attribute(tag, side) in ("0", "1") for side in ("width", "height")):
            return None  # counts visitors
        return self.pictures.show(_addresses(tag), alt, tag.sourceline or 1)

    def _lines(self, tag: Tag) -> tuple[int, int]:
        """The lines that an element begins on, and its last element does."""
        first = tag.sourceline or 1
        return first, max(first, self._last[id(tag)])

    def _flow(self, nodes: Iterable[PageElement]) -> Iterator[Piece]:
        run: list[PageElement] = []
        for node in nodes:
            if isinstance(node, Tag) and id(node) in self._holders:
                if run:
                    yield from self._paragraphs(run)
                    run = []
                if node.name == "p" and not node.attrs:  # most of a page
                    yield from self._flow(node.contents)
                    continue
                first, last = self._lines(node)
                for block in self._block(node):
                    yield block if isinstance(block, Piece) else Piece(block, first, last)
            else:
                run.append(node)
        if run:
            yield from self._paragraphs(run)

    def _paragraphs(self, run: list[PageElement]) -> Iterator[Piece]:
        tags = [node for node in run if isinstance(node, Tag)]
        if not tags and not any(str(node).strip() for node in run):
            return
        parent = run[0].parent
        first = (tags[0].sourceline if tags else None) or (parent.sourceline if parent is not None else None) or 1
        last = max(first, *(self._lines(tag)[1] for tag in tags)) if tags else first
        for inlines in read_runs(run, self):
            yield from lines_of_paragraph(Paragraph(inlines), first, last)

    def _block(self, tag: Tag) -> Iterator[Block | Fold | Piece]:
        name = tag.name
        if (code := shows_code(tag)) is not None:
            if (block := read_code(code)) is not None:
                yield block
        elif name in HEADINGS or tag.get("role") == "heading":
            level = HEADINGS.get(name) or _number(tag.get("aria-level"), 2)
            if inlines := _on_one_line(read_inlines([tag], self, bold=False)):
                yield Heading(inlines, min(level, 6))
        elif name == "summary" or id(tag) in self._openers:
            if inlines := _on_one_line(read_inlines([tag], self, bold=False)):
                yield Fold(opens=True, summary=inlines)
        elif name == "details":
            yield from self._flow(tag.contents)
            yield Fold(opens=False)
        elif name in ("ul", "ol", "menu"):
            if items := tuple(self._items(tag)):
                start = _number(tag.get("start"), 1) if name == "ol" else None
                listed = List(tuple(make_item(join_lines(item)) for item in items), start)
                yield Piece(listed, *self._lines(tag), items=items)
        elif name == "dl":
            yield from self._definitions(tag)
        elif name == "table" and not is_layout(tag):
            yield from self._table(tag)
        elif name == "blockquote":
            if inner := self.blocks(tag.contents):
                yield Quote(inner)
        else:
            yield from self._flow(tag.contents)

    def _table(self, tag: Tag) -> Iterator[Block | Fold | Piece]:
        for caption in tag.find_all("caption"):
            yield from (Paragraph(inlines) for inlines in read_runs(caption.contents, self))
        table = read_table(tag, self._cell)
        if table is None:
            yield from self._flow(tag.contents)
            return
        for part in parts(tag, ("td", "th", "caption", "colgroup")):
            yield from self._flow(part) if isinstance(part, list) else ()  # browsers show it above the table, too
        yield table

    def _items(self, tag: Tag) -> Iterator[tuple[Piece, ...]]:
        """The pieces of the items of a list; what stands between them belongs to the one before."""
        runs: list[list[PageElement]] = [[]]
        for child in tag.contents:
            wraps = isinstance(child, Tag) and child.name not in ("li", "ul", "ol")
            for node in child.contents if isinstance(child, Tag) and wraps else [child]:
                if isinstance(node, Tag) and node.name == "li":
                    runs.append([*node.contents])
                else:
                    runs[-1].append(node)
        yield from filter(None, (tuple(self._flow(run)) for run in runs))

    def _definitions(self, tag: Tag) -> Iterator[Block | Fold | Piece]:
        """Terms and what they mean, as pieces of a list; without terms it is only a way to indent."""
        items: list[tuple[Piece, ...]] = []
        for part in parts(tag, ("dt", "dd")):
            if isinstance(part, Tag) and part.name == "dt":
                inlines = _on_one_line(read_inlines([part], self, bold=False))
                items += [(Piece(Paragraph((Strong(inlines),)), *self._lines(part)),)] if inlines else []
                continue
            meaning = self._flow(part.contents if isinstance(part, Tag) else part)
            if items:
                items[-1] += tuple(meaning)
            else:
                yield from meaning
        if items:
            made = (make_item(join_lines(item)) for item in items)
            yield Piece(List(tuple(made)), *self._lines(tag), items=tuple(items))

    def _cell(self, tag: Tag) -> Inlines:
        """What a cell holds, as lines of running text."""
        lines: list[Inline] = []
        for block in self.blocks(tag.contents):
            for inlines in _flattened(block):
                lines += [Break(), *inlines]
        return tuple(lines[1:])


def join_lines(pieces: Iterable[Piece]) -> Blocks:
    """The pieces as blocks, the lines of a paragraph in one; a fold within a list is open."""
    pieces = tuple(pieces)
    if len(pieces) == 1 and isinstance(pieces[0].block, Paragraph):
        return (pieces[0].block,)
    made: list[Block | list[Inline]] = []  # a paragraph as its inlines
    for piece in pieces:
        block = piece.block
        if isinstance(block, Fold):
            made += [[Strong(block.summary)]] if block.opens else []
        elif not isinstance(block, Paragraph):
            made.append(block)
        elif piece.joined and made and isinstance(made[-1], list):
            made[-1] += block.inlines
        else:
            made.append([*block.inlines])
    return tuple(Paragraph(tuple(each)) if isinstance(each, list) else each for each in made)


def _flattened(block: Block) -> Iterator[Inlines]:
    match block:
        case Paragraph(inlines) | Heading(inlines):
            yield inlines
        case List(items):
            for item in items:
                lines = [line for inner in item.blocks for line in _flattened(inner)]
                if item.term:
                    first = (Strong(item.term), Text(" "), *lines[0]) if lines else (Strong(item.term),)
                    lines = [first, *lines[1:]]
                yield from lines
        case Quote(inner):
            for quoted in inner:
                yield from _flattened(quoted)
        case CodeBlock(text):
            yield from ((Text(line.strip()),) for line in text.split("\n") if line.strip())
        case Table(header, rows):
            for row in (header, *rows):
                yield from (cell for cell in row if cell)


def _on_one_line(inlines: Inlines) -> Inlines:
    """The inlines with blanks for line ends, where markup has no place for them."""
    joined = tuple(Text(" ") if isinstance(inline, Break) else inline for inline in inlines)
    return joined if plain_text(joined).strip() or any(isinstance(inline, Image) for inline in joined) else ()


def _addresses(tag: Tag) -> Iterator[str]:
    """Where an `img` or its `picture` says the file is; pages that load pictures late say so in `data-` attributes."""
    real = [attribute(tag, name) for name in ("data-src", "data-lazy-src", "data-original", "data-orig-file")]
    source = attribute(tag, "src")
    sets = [attribute(tag, name) for name in ("srcset", "data-srcset", "data-lazy-srcset")]
    if tag.parent is not None and tag.parent.name == "picture":
        above = takewhile(lambda node: getattr(node, "name", "") != "img", tag.previous_siblings)
        sets += reversed([attribute(node, "srcset") for node in above if isinstance(node, Tag)])
    is_placeholder = source.startswith("data:") and any(real)
    found = [*real, source] if is_placeholder else [source, *real]
    found += [part.split()[0] for each in sets for part in BETWEEN_CANDIDATES.split(each) if part.strip()]
    yield from dict.fromkeys(address.strip() for address in found if address.strip())


def _is_called_opener(tag: Tag) -> bool:
    """Whether a click on this element unfolds what follows, in the systems that call it so; `Question:` is a label."""
    is_called = tag.name in OPENER_TAGS and any(OPENERS.fullmatch(name) for name in classes(tag))
    return is_called and not ENDS_LABEL.search(tag.get_text())


def _is_literal(tag: Tag, *, around: bool) -> bool:
    """Whether the page tells its typesetter to leave the text in an element alone."""
    names = set(classes(tag))
    if names & {"mathjax_process", "tex2jax_process"}:
        return False
    return around or bool(names & {"mathjax_ignore", "tex2jax_ignore"})


def _number(value: object, default: int) -> int:
    text = str(value)
    return int(text) if SMALL_NUMBER.fullmatch(text) else default
