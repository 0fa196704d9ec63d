"""Question banks drawn at random: what an author had in mind, and how that author writes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice

from hypothesis import strategies as st

from mlanki.document import Block, Blocks, CodeBlock, Heading, Item, List, Math, Paragraph, Strong, Table, Text
from tests import bank_words as words


@dataclass(frozen=True)
class Asked:
    """One question of a bank, the topic that may be its title, and its answer."""

    topic: str
    question: str
    answer: Blocks


@dataclass(frozen=True)
class Section:
    """Questions under one name; a bank without sections is one section without a name."""

    name: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Style:
    """How a text writes what it is made of; a flat text writes little more than the words."""

    bullet: str
    number: str
    inline: str
    display: str
    term: str = "{} "
    strong: str = "{}"
    title: str = "{}"
    section: str = "{}"
    asked: str = "{}"
    heading: str = "{}"
    code: str = "{}"
    row: tuple[str, str, str] = ("", "\t", "")
    rule: str = ""


@dataclass(frozen=True)
class Bank:
    """What the author had in mind, the mark before each question, and how the author writes flat text."""

    sections: tuple[Section, ...]
    mark: str
    style: Style


# Strategies: what a block says is dealt from shuffled sentences, since an author seldom says a thing twice.

Deal = Iterator[str]


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def _paragraphs(draw: st.DrawFn, deal: Deal) -> Block:
    return _paragraph(" ".join(islice(deal, draw(st.integers(1, 3)))))


def _items(draw: st.DrawFn, deal: Deal) -> tuple[Item, ...]:
    return tuple(Item((_paragraph(said),)) for said in islice(deal, draw(st.integers(2, 4))))


def _nested(draw: st.DrawFn, deal: Deal) -> Block:
    first, *inner = _items(draw, deal)
    return List((Item((*first.blocks, List(tuple(inner)))), Item((_paragraph(next(deal)),))))


def _terms(draw: st.DrawFn, deal: Deal) -> Block:
    terms = draw(st.lists(st.sampled_from(words.TERMS), min_size=2, max_size=4, unique=True))
    return List(tuple(Item((_paragraph(next(deal)),), (Text(f"{term}:"),)) for term in terms))


def _formula(draw: st.DrawFn, _: Deal) -> Block:
    before, tex, behind = draw(st.sampled_from(words.FORMULAS))
    return Paragraph((Text(before), Math(tex), Text(behind)))


def _emphasis(draw: st.DrawFn, deal: Deal) -> Block:
    return Paragraph(
        (Text("First comes "), Strong((Text(draw(st.sampled_from(words.TERMS))),)), Text(f". {next(deal)}"))
    )


def _table(draw: st.DrawFn, _: Deal) -> Block:
    header, *rows = (tuple((Text(cell),) for cell in row) for row in draw(st.sampled_from(words.TABLES)))
    return Table(header, tuple(rows))


BLOCKS: Mapping[str, Callable[[st.DrawFn, Deal], Block]] = {
    "paragraphs": _paragraphs,
    "bullets": lambda draw, deal: List(_items(draw, deal)),
    "numbers": lambda draw, deal: List(_items(draw, deal), 1),
    "nested lists": _nested,
    "terms": _terms,
    "formulas": _formula,
    "formulas in lists": lambda draw, deal: List(tuple(Item((_formula(draw, deal),)) for _ in range(3))),
    "displayed formulas": lambda draw, _: Paragraph((Math(draw(st.sampled_from(words.DISPLAYED)), display=True),)),
    "code": lambda draw, _: CodeBlock(draw(st.sampled_from(words.CODE)), "python"),
    "tables": _table,
    "headings": lambda draw, _: Heading((Text(draw(st.sampled_from(words.HEADINGS))),), 4),
    "emphasis": _emphasis,
}
_marks = st.sampled_from(("{}. ", "{}) ", "Q{}. ", "Q{}: "))
_styles = st.builds(
    Style,
    bullet=st.sampled_from(("• ", "- ", "* ")),
    number=st.sampled_from(("{}. ", "{}) ", "({}) ")),
    inline=st.sampled_from((r"\({}\)", "${}$")),
    display=st.sampled_from((r"\[{}\]", "$${}$$")),
)


@st.composite
def banks(draw: st.DrawFn, kinds: tuple[str, ...], *, sectioned: bool) -> Bank:
    """A bank of 3 to 8 questions; an answer is a paragraph and, behind it, blocks of `kinds`."""
    deal = cycle(draw(st.permutations(words.SENTENCES)))
    asked = []
    for topic in draw(st.lists(st.sampled_from(words.TOPICS), min_size=4 if sectioned else 3, max_size=8, unique=True)):
        answer: list[Block] = [_paragraph(next(deal))]
        for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3, unique=True)):
            answer.append(BLOCKS[kind](draw, deal))
            answer += [_paragraph(next(deal))] * (kind == "headings" or draw(st.booleans()))
        asked.append(Asked(topic.title(), draw(st.sampled_from(words.ASKED)).format(topic), tuple(answer)))
    parts = {"": tuple(asked)}
    if sectioned:
        one, other = draw(st.permutations(words.SECTIONS))[:2]
        cut = draw(st.integers(2, len(asked) - 2))
        parts = {one: tuple(asked[:cut]), other: tuple(asked[cut:])}
    return Bank(tuple(Section(name, part) for name, part in parts.items()), draw(_marks), draw(_styles))
