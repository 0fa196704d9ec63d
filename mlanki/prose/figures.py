"""Sentences that point at something which a text dump cannot hold."""

import regex

from mlanki.document import Blocks, CodeBlock, Image, Table, text_lines, walk

# A picture is pointed at (`the plot below`, `Figure 2`), or it tells something itself (`The plot shows`). An
# image, a graph, a curve or a table may also be what the answer is about: those need the pointing finger.
_TELLING = "figures? | plots? | diagrams? | charts? | illustrations? | animations? | screenshots? | infographics?"
_PICTURE = f"{_TELLING} | images? | pictures? | graphs? | curves? | visuali[sz]ations? | videos? | gifs?"
_POINTER = "below | above | following | next | previous | adjacent | accompanying"
# Whatever points at one of these names it by one of these stems; most lines have none.
_STEMS = (
    *("animation", "chart", "curve", "diagram", "fig.", "figure", "gif", "graph", "illustration", "image"),
    *("infographic", "picture", "plot", "screenshot", "table", "video", "visualisation", "visualization"),
)
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

SENTENCE_END = regex.compile(r"(?<=[.!?][)\]”\"’]?)\s+(?=[\p{Lu}\p{N}(\[“\"])")


def missing_figures(blocks: Blocks) -> tuple[str, ...]:
    """The sentences that point at a picture, plot or table, where `blocks` hold none; a table may be a picture.

    >>> from mlanki.document import Paragraph, Text
    >>> missing_figures((Paragraph((Text("Both converge. The plot below shows how fast."),)),))
    ('The plot below shows how fast.',)
    """
    nodes = tuple(walk(blocks))
    lost = [
        pattern
        for pattern, kind in ((PICTURES, Image), (TABLES, Table | Image))
        if not any(isinstance(node, kind) for node in nodes)
    ]
    lines = text_lines(tuple(block for block in blocks if not isinstance(block, CodeBlock)))
    naming = (line for line in lines if any(map(line.casefold().__contains__, _STEMS)))
    sentences = (sentence.strip() for line in naming for sentence in SENTENCE_END.split(line))
    return tuple(sentence for sentence in sentences if any(pattern.search(sentence) for pattern in lost))
