"""Records drawn at random, as readers give them, from characters and TeX that markup could mistake."""

import string
from collections.abc import Sequence

from hypothesis import strategies as st

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
    Span,
    Strong,
    Table,
    Text,
    make_item,
    trim,
)
from mlanki.records import Origin, Record

CHARACTERS = "ab AB1 2.,:;!?()[]{}<>|*_`$\\~#+-=&%^/'\"é—•🚀"


def settled(inlines: Sequence[Inline]) -> Inlines:
    """The inlines as readers leave them: neighbouring texts in one, no blank beside a line break or at an end."""
    joined: list[Inline] = []
    for inline in inlines:
        match joined[-1:], inline:
            case [Text(before)], Text(text):
                joined[-1] = Text(before + text)
            case [Text(before)], Break():
                joined[-1:] = [Text(before.rstrip()), inline] if before.strip() else [inline]
            case (([Break()] | []), Text(text)):
                joined += [Text(text.lstrip())] if text.strip() else []
            case _:
                joined.append(inline)
    return trim(tuple(joined))


def unbroken(inlines: Inlines) -> Inlines:
    """The inlines in one line."""
    return settled([inline for inline in inlines if not isinstance(inline, Break)])


texts = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=12)
words = texts.map(str.strip).filter(bool)
tex = st.text(st.sampled_from("xyz\\{}_^ $`|<>&%1+"), min_size=1, max_size=10).map(str.strip).filter(bool)
leaves = st.one_of(
    texts.map(Text),
    st.builds(Math, tex, st.booleans()),
    words.map(Code),
    st.just(Break()),
    st.builds(Image, st.sampled_from(["", "roc-6b7fa434f9.png"]), st.one_of(st.just(""), words)),
)
plain = st.lists(leaves, max_size=5).map(settled)
lines = plain.map(unbroken).filter(bool)
targets = st.sampled_from(["https://example.org/a_b?x=1&y=(2)", "x<y>", "mailto:a@example.org"])
inlines = st.lists(
    st.one_of(leaves, lines.map(Strong), lines.map(Emphasis), st.builds(Link, lines, targets)), max_size=5
).map(settled)
terms = inlines.map(unbroken).filter(bool)


def _table(columns: int) -> st.SearchStrategy[Block]:
    row = st.tuples(*[inlines] * columns)
    return st.builds(Table, st.one_of(st.just(()), row.filter(any)), st.lists(row, min_size=1, max_size=3).map(tuple))


def _items(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Item]:
    content = st.lists(blocks, max_size=3).map(tuple)
    return st.one_of(content.map(Item), content.map(make_item), st.builds(Item, content, terms))


def _holding(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    lists = st.builds(
        List, st.lists(_items(blocks), min_size=1, max_size=3).map(tuple), st.one_of(st.none(), st.integers(0, 20))
    )
    return st.one_of(lists, st.builds(Quote, st.lists(blocks, min_size=1, max_size=2).map(tuple)))


code_lines = st.text(st.sampled_from("ab \n`\t#$~"), min_size=1, max_size=15)
block: st.SearchStrategy[Block] = st.recursive(
    st.one_of(
        inlines.filter(bool).map(Paragraph),
        st.builds(Heading, terms, st.integers(1, 6)),
        st.builds(CodeBlock, code_lines, st.sampled_from(["", "python", "a`~~~"])),
        st.integers(1, 3).flatmap(_table),
    ),
    _holding,
    max_leaves=8,
)
blocks: st.SearchStrategy[Blocks] = st.lists(block, max_size=4).map(tuple)

codes = st.one_of(
    st.builds(
        "{}{:04}".format, st.text(st.sampled_from(string.ascii_uppercase), min_size=2, max_size=4), st.integers(0, 9999)
    ),
    st.text(st.sampled_from("ABCDEFGH0123"), min_size=8, max_size=8).map("Q-{}".format),
)
origins = st.builds(
    lambda path, first, more, page: Origin(Span(path, first, first + more), page),
    st.sampled_from(["tag-nn.txt", "guides/bäume.md"]),
    st.integers(1, 9999),
    st.integers(0, 99),
    st.one_of(st.just(""), words),
)
tags = st.lists(st.sampled_from(["NN", "Deep_Learning", "Évaluation"]), min_size=1, unique=True).map(sorted).map(tuple)
records = st.builds(
    Record,
    codes,
    st.one_of(st.just(""), words),
    blocks,
    blocks,
    tags,
    st.lists(origins, min_size=1, max_size=3, unique=True).map(sorted).map(tuple),
)
