"""Running text of a page → inlines: white space as a browser shows it, marks that do not begin or end in a blank."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Protocol

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from mlanki import patterns as regex
from mlanki.document import Break, Code, Emphasis, Image, Inline, Inlines, Link, Math, Strong, Text, plain_text
from mlanki.prose.cleaning import CONTROL, drop_zero_width
from mlanki.prose.formulas.bare import find_bare
from mlanki.prose.tex import Delimited, find_delimited
from mlanki.readers.web.formulas import FORMULA, make_formula
from mlanki.readers.web.tags import attribute

STRONG = frozenset({"b", "strong"})
EMPHASIS = frozenset({"i", "em", "var", "cite", "dfn"})
CODE = frozenset({"code", "kbd", "samp", "tt"})
TARGET = regex.compile(r"(?:https?://|mailto:)[^\s<>\"\p{Cc}]+", regex.IGNORECASE)
FONT_WEIGHT = regex.compile(r"font-weight:(\w+)")
BLANKS = regex.compile(r"\s+")
TEX_SIGN = regex.compile(r"[\\$\[]")  # every formula in running text begins with one
UNSEEN = regex.compile(r"[\p{Cc}--\n]", regex.VERSION1)
# A footnote's number raised as a link, and words that are raised only for show.
NOTE_NUMBER = regex.compile(r"\[?[\w\s]{1,8}\]?|\[citation needed\]")
RAISED = frozenset({"", "st", "nd", "rd", "th", "TM", "®", "™"})

SUPERSCRIPT = str.maketrans("0123456789+-−=()niT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱᵀ")
SUBSCRIPT = str.maketrans("0123456789+-−=()aeijkmnoprtux", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑᵢⱼₖₘₙₒₚᵣₜᵤₓ")


@dataclass(frozen=True, slots=True)
class Marks:
    """What is set on a stretch of text, from the outermost in: a link, bold, italics."""

    target: str = ""
    strong: bool = False
    emphasis: bool = False

    def __and__(self, other: "Marks") -> "Marks":
        target = self.target if self.target == other.target else ""
        return Marks(target, self.strong and other.strong, self.emphasis and other.emphasis)


PLAIN = Marks()


@dataclass(frozen=True, slots=True)
class Leaf:
    """An inline that holds no others, and what is set on it; `literal` where no formula is looked for."""

    inline: Inline
    marks: Marks
    literal: bool = False


def read_inlines(nodes: Iterable[PageElement], page: "Surroundings", *, bold: bool = True) -> Inlines:
    """The inlines of `nodes` in one run; without bold where all of it is (a heading, a term)."""
    runs = [run for run in read_runs(nodes, page, bold=bold) if run]
    joined = [inline for run in runs for inline in (Break(), *run)]
    return tuple(joined[1:])


def read_runs(nodes: Iterable[PageElement], page: "Surroundings", *, bold: bool = True) -> Iterator[Inlines]:
    """The inlines of `nodes`, in as many runs as empty lines divide them into."""
    leaves = [leaf for node in nodes for leaf in _leaves(node, PLAIN, page)]
    if not bold:
        leaves = [
            replace(leaf, marks=replace(leaf.marks, strong=False)) if leaf.marks.strong else leaf for leaf in leaves
        ]
    leaves = _join(leaves)
    match leaves:
        case [Leaf(Text(text), marks)] if marks is PLAIN and not TEX_SIGN.search(text):  # so is most of a page
            yield from ((Text(words),) for words in (BLANKS.sub(" ", text).strip(),) if words)
            return
    leaves = _collapse(_find_formulas(leaves))
    yield from (tuple(_nest(_join(_unmark_blanks(run)))) for run in _split(leaves) if run)


class Surroundings(Protocol):
    """What else is known of the page; `mlanki.readers.web.blocks` has it."""

    def is_literal(self, tag: Tag | None) -> bool:
        """Whether no formula is looked for in the text of an element."""

    def inline(self, tag: Tag) -> Inline | None:
        """The picture, its words where it stands for text, or nothing."""


def _leaves(node: PageElement, marks: Marks, page: Surroundings) -> Iterator[Leaf]:
    if not isinstance(node, Tag):
        if isinstance(node, NavigableString) and (text := _shown(str(node))):
            yield Leaf(Text(text), marks, page.is_literal(node.parent))
        return
    match node.name:
        case "br":
            yield Leaf(Break(), PLAIN)
            return
        case "img":
            if (inline := page.inline(node)) is not None:
                yield Leaf(inline, marks)
            return
        case "q":
            yield Leaf(Text("“"), marks)
        case name if name == FORMULA:
            yield Leaf(Math(attribute(node, "tex"), display=attribute(node, "display") == "block"), marks)
            return
        case name if name in CODE:
            text = " ".join(drop_zero_width(CONTROL.sub(" ", node.get_text(separator=""))).split())
            if text and not node.find([FORMULA, "img"]):
                yield Leaf(Code(text), marks)
                return
        case "sup" | "sub":
            if (script := _script(node)) is not None:
                yield from (Leaf(Text(text), marks, literal=True) for text in (script,) if text)
                return
    within = _marked(node, marks)
    for child in node.children:
        yield from _leaves(child, within, page)
    if node.name == "q":
        yield Leaf(Text("”"), marks)


def _shown(text: str) -> str:
    """The words of a page with a blank for many; a line end stays, since in TeX it ends a comment."""
    if text.isprintable() and "  " not in text:
        return text
    spaced = BLANKS.sub(lambda blank: "\n" if "\n" in blank.group() else " ", text)
    return UNSEEN.sub("", drop_zero_width(spaced))


def _marked(tag: Tag, marks: Marks) -> Marks:
    style = attribute(tag, "style").replace(" ", "").lower()
    weight = FONT_WEIGHT.search(style)
    if tag.name in STRONG or weight:
        is_bold = not weight or weight[1] in ("bold", "bolder", "600", "700", "800", "900")
        return replace(marks, strong=marks.strong or is_bold)
    if tag.name in EMPHASIS or "font-style:italic" in style:
        return replace(marks, emphasis=True)
    if tag.name == "a" and TARGET.fullmatch(target := attribute(tag, "href").strip()):
        return replace(marks, target=target)
    return marks


def _script(tag: Tag) -> str | None:
    """Raised or lowered characters as Unicode has them, else after `^` or `_`; a note's number is nothing."""
    if tag.find([FORMULA, "img", *CODE]):
        return None
    words = " ".join(tag.get_text().split())
    link = tag.find("a")
    if link and NOTE_NUMBER.fullmatch(words) and (words.startswith("[") or "#" in attribute(link, "href")):
        return ""
    if words in RAISED:
        return words
    table, mark = (SUPERSCRIPT, "^") if tag.name == "sup" else (SUBSCRIPT, "_")
    if all(ord(character) in table for character in words):
        return words.translate(table)
    return mark + (words if len(words) == 1 else f"({words})")


def _join(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Stretches of text with the same marks in one."""
    leaves = list(leaves)
    if not any(isinstance(one.inline, Text) and isinstance(other.inline, Text) for one, other in pairwise(leaves)):
        return leaves  # as a rule
    joined: list[Leaf] = []
    for is_text, run in groupby(leaves, key=lambda leaf: isinstance(leaf.inline, Text)):
        if not is_text:
            joined += run
            continue
        for _, alike in groupby(run, key=lambda leaf: (leaf.marks, leaf.literal)):
            first, *others = alike
            text = plain_text(tuple(leaf.inline for leaf in (first, *others)))
            joined.append(replace(first, inline=Text(text)) if others else first)
    return joined


def _find_formulas(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """Formulas between delimiters, which may run over several lines, and bare ones that hold a command of TeX."""

    def runs_on(leaf: Leaf) -> bool:
        return isinstance(leaf.inline, Text | Break) and not leaf.literal

    for textual, run in groupby(leaves, key=runs_on):
        if not textual:
            yield from run
            continue
        written = list(run)
        text = "".join(leaf.inline.text if isinstance(leaf.inline, Text) else "\n" for leaf in written)
        found = deque(sorted((*find_delimited(text), *find_bare(text)), key=attrgetter("first")))
        yield from _cut(written, found) if found else written


def _cut(leaves: Sequence[Leaf], waiting: deque[Delimited]) -> Iterator[Leaf]:
    """The leaves with the formulas that are `waiting` in place of their characters."""
    begin = 0
    for leaf in leaves:
        text = leaf.inline.text if isinstance(leaf.inline, Text) else "\n"
        end = begin + len(text)
        at = begin
        while waiting and waiting[0].first < end:
            formula = waiting[0]
            if formula.first >= at:
                if formula.first > at:
                    yield replace(leaf, inline=Text(text[at - begin : formula.first - begin]))
                yield Leaf(make_formula(formula.tex, display=formula.display), leaf.marks)
            at = min(formula.end, end)
            if formula.end > end:
                break
            waiting.popleft()
        if at == begin and not isinstance(leaf.inline, Text):
            yield leaf
        elif at < end:
            yield replace(leaf, inline=Text(text[at - begin :]))
        begin = end


def _collapse(leaves: Iterable[Leaf]) -> list[Leaf]:
    """White space as a browser shows it: one blank for many, none at the edges of a line."""
    collapsed: list[Leaf] = []
    blank = True
    for leaf in _join(leaves):
        if isinstance(leaf.inline, Text):
            text = BLANKS.sub(" ", leaf.inline.text)
            text = text.removeprefix(" ") if blank else text
            if not text:
                continue
            blank = text.endswith(" ")
            collapsed.append(leaf if text == leaf.inline.text else replace(leaf, inline=Text(text)))
            continue
        if isinstance(leaf.inline, Break):
            _strip_end(collapsed)
        blank = isinstance(leaf.inline, Break)
        collapsed.append(leaf)
    _strip_end(collapsed)
    return collapsed


def _strip_end(leaves: list[Leaf]) -> None:
    while leaves and isinstance(last := leaves[-1].inline, Text):
        if text := last.text.rstrip():
            leaves[-1] = replace(leaves[-1], inline=Text(text))
            return
        leaves.pop()


def _split(leaves: Iterable[Leaf]) -> Iterator[list[Leaf]]:
    """Runs of lines; two line ends in a row are an empty line."""
    run: list[Leaf] = []
    for leaf in leaves:
        if isinstance(leaf.inline, Break) and (not run or isinstance(run[-1].inline, Break)):
            if run:
                yield run[:-1]
            run = []
        else:
            run.append(leaf)
    while run and isinstance(run[-1].inline, Break):
        run.pop()
    yield run


def _unmark_blanks(leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """Take the blanks at the edges of marked text out of its marks, where markup could not hold them."""
    for at, leaf in enumerate(leaves):
        if not isinstance(leaf.inline, Text) or leaf.marks == PLAIN:
            yield leaf
            continue
        before = leaves[at - 1].marks if at else PLAIN
        after = leaves[at + 1].marks if at + 1 < len(leaves) else PLAIN
        text = leaf.inline.text
        words = text.strip()
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if words else ""
        if lead:
            yield replace(leaf, inline=Text(lead), marks=leaf.marks & before & (leaf.marks if words else after))
        if words:
            yield replace(leaf, inline=Text(words))
        if trail:
            yield replace(leaf, inline=Text(trail), marks=leaf.marks & after)


def _nest(leaves: Sequence[Leaf]) -> Iterator[Inline]:
    """The leaves within what is set on them."""
    joined = _join(replace(leaf, literal=False) if leaf.literal else leaf for leaf in leaves)
    for target, linked in groupby(joined, key=lambda leaf: leaf.marks.target):
        inner: list[Inline] = []
        for strong, bold in groupby(linked, key=lambda leaf: leaf.marks.strong):
            words: list[Inline] = []
            for emphasis, run in groupby(bold, key=lambda leaf: leaf.marks.emphasis):
                inlines = tuple(leaf.inline for leaf in run)
                words += (Emphasis(inlines),) if emphasis else inlines
            inner += (Strong(tuple(words)),) if strong else tuple(words)
        # A picture that leads to its larger self needs no link; words that lead nowhere else do.
        is_picture = all(isinstance(inline, Image) for inline in inner)
        yield from (Link(tuple(inner), target),) if target and not is_picture else tuple(inner)
