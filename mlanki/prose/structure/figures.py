"""Sentences that point at something which a text dump cannot hold."""

from collections.abc import Iterator

import regex

from mlanki.document import (
    Blocks,
    Break,
    Code,
    Heading,
    Image,
    Inlines,
    Item,
    Math,
    Paragraph,
    Table,
    Text,
    walk,
    walk_inlines,
)

# A picture is pointed at (`the plot below`, `Figure 2`), or it tells something itself (`The plot shows`). An
# image, a graph, a curve or a table may also be what the answer is about: those need the pointing finger.
_TELLING = "figures? | plots? | diagrams? | charts? | illustrations? | animations? | screenshots? | infographics?"
_PICTURE = f"{_TELLING} | images? | pictures? | graphs? | curves? | visuali[sz]ations? | videos? | gifs?"
_POINTER = "below | above | following | next | previous | adjacent | accompanying"
_SHOW = """shows? | illustrates? | depicts? | compares? | demonstrates? | visuali[sz]es? | summari[sz]es?
    | presents? | displays? | highlights? | gives?"""
_SHOWN = "shown | seen | illustrated | depicted | visuali[sz]ed | summari[sz]ed | plotted | drawn | presented"


def _pointing(thing: str) -> str:
    """`The following loss plot`, `the plot is shown below`, `here is a plot`."""
    return rf"""
        \b (?: {_POINTER} ) (?: [ ] (?! and \b ) [\w-]+ ){{0,2}} [ ] (?: {thing} ) \b
      | \b (?: {thing} ) [ ] (?: (?: is | are | shown | given ) [ ] )? (?: below | above ) \b
      | \b (?: {thing} ) [ ] on [ ] the [ ] (?: left | right ) \b
      | \b (?: below | here ) [ ] (?: is | are ) [ ] (?: an? | the | some ) [ ]
        (?: (?! of \b ) [\w-]+ [ ] ){{0,3}} (?: {thing} ) \b"""


PICTURES = regex.compile(
    rf"""{_pointing(_PICTURE)}
      | \b (?: the | this | these ) [ ] (?: {_TELLING} ) [ ] (?: {_SHOW} ) \b
      | \b (?: {_SHOWN} ) [ ] (?: in | by ) [ ] (?: the | this ) [ ] (?: {_TELLING} ) \b
      | \b (?: see | refer [ ] to ) [ ] (?: (?: the | this ) [ ] )? (?: {_TELLING} ) \b
      | \b (?: figure | fig\. ) [ ]? \d+ \b""",
    regex.VERBOSE | regex.IGNORECASE,
)
TABLES = regex.compile(rf"{_pointing('tables?')} | \b table [ ]? \d+ \b", regex.VERBOSE | regex.IGNORECASE)

SENTENCE_END = regex.compile(r"(?<=[.!?][)\]”\"’]?)\s+(?=[\p{Lu}\p{N}(\[“\"])|(?<=\w)\s+(?=\((?:The|See|As|Below)\b)")


def missing_figures(blocks: Blocks) -> tuple[str, ...]:
    """The sentences that point at a picture, plot or table, where `blocks` hold none; a table may be a picture.

    >>> missing_figures((Paragraph((Text("Both converge. The plot below shows how fast."),)),))
    ('The plot below shows how fast.',)
    """
    nodes = tuple(walk(blocks))
    lost = [
        pattern
        for pattern, kind in ((PICTURES, Image), (TABLES, Table | Image))
        if not any(isinstance(node, kind) for node in nodes)
    ]
    return tuple(sentence for sentence in _sentences(blocks) if any(pattern.search(sentence) for pattern in lost))


def _sentences(blocks: Blocks) -> Iterator[str]:
    for node in walk(blocks):
        match node:
            case Paragraph(inlines) | Heading(inlines):
                runs = inlines
            case Item(term=term):
                runs = term
            case _:
                continue
        for line in _lines(runs):
            yield from (sentence.strip() for sentence in SENTENCE_END.split(line) if sentence.strip())


def _lines(inlines: Inlines) -> Iterator[str]:
    """The words of every line of a paragraph; a formula is its TeX there."""
    line = ""
    for inline in walk_inlines(inlines):
        match inline:
            case Text(text) | Code(text) | Math(text):
                line += text
            case Break():
                yield line
                line = ""
    yield line
