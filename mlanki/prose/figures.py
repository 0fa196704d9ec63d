"""Sentences that point at something which a text dump cannot hold."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from mlanki import patterns as regex
from mlanki.document import Blocks, CodeBlock, Heading, Image, List, Math, Paragraph, Quote, Table, text_lines, walk

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

SENTENCE_END = regex.compile(r"(?<=[.!?][)\]”\"’]?)\s+(?=[\p{Lu}\p{N}(\[“\"])")


# Here no picture is named: the words only say that something is to be seen, and so may mean a formula, code or a list.
UNNAMED = regex.compile(
    rf"""\b here [ ] (?: is | are ) [ ] (?: an? | some | the ) [ ] (?: [\w-]+ [ ] )? (?: examples? | comparisons? ) [ ]
        (?: of [ ] (?: [\w-]+ [ ] ){{1,4}} )?
        (?: comparing | contrasting | illustrating | plotting | showing | visuali[sz]ing ) \b
      | ^ \W* below [ ] (?: visually [ ] )? (?: {_SHOW} ) \b
      | \b (?: {_SHOWN} ) [ ] (?: graphically [ ] | visually [ ] )? below (?= [.,;)]* $ | , )
      | \b (?: {_POINTER} | this ) [ ] (?: examples? | comparisons? ) [ ] (?: below [ ] )? visually [ ] (?: {_SHOW} ) \b
      | \b (?: below | here ) [ ] (?: is | are ) [ ] (?: an? | some | the ) [ ] (?: graphical | visual ) \b
      | \b below [ ] (?: example | comparison ) [ ] (?: visually [ ] )? (?: {_SHOW} ) \b
      | \b (?: example | comparison ) [ ] below [ ] (?: visually [ ] )? (?: {_SHOW} ) \b""",
    regex.VERBOSE | regex.IGNORECASE,
)
IN_WORDS = regex.compile(
    r"\b(?:algorithms?|calculations?|code|commands?|derivations?|equations?|formulas?|formulae|functions?|list|numbers|points"
    r"|proof|pseudo-?code|quer(?:y|ies)|reasons|rules?|snippets?|steps|tables?)\b",
    regex.IGNORECASE,
)


# Whatever such a pattern finds has one of its stems; most answers have none.
STEMS = {
    TABLES: ("table",),
    PICTURES: (
        *("animation", "chart", "curve", "diagram", "fig.", "figure", "gif", "graph", "illustration", "image"),
        *("picture", "plot", "screenshot", "video", "visual"),
    ),
    UNNAMED: ("below", "here are", "here is", "visual"),
}
EVERY_STEM = frozenset(chain(*STEMS.values()))


def missing_figures(blocks: Blocks) -> tuple[str, ...]:
    """The sentences that point at a picture, plot or table, where `blocks` hold none; a table may be a picture.

    >>> from mlanki.document import Paragraph, Text
    >>> missing_figures((Paragraph((Text("Both converge. The plot below shows how fast."),)),))
    ('The plot below shows how fast.',)
    """
    lines = [text_lines((block,)) for block in blocks]
    stems = _stems(EVERY_STEM, "\n".join(chain(*lines)))
    sentences = tuple(_sentences(blocks, lines, stems)) if stems else ()
    if not sentences:
        return ()
    nodes = walk(blocks)
    pictured, tabled = (any(isinstance(node, kind) for node in nodes) for kind in (Image, Table | Image))
    return tuple(
        sentence
        for sentence, stands_below in sentences
        if (not tabled and _finds(TABLES, sentence))
        or (not pictured and _finds(PICTURES, sentence))
        or (not (pictured or stands_below) and _finds(UNNAMED, sentence) and not IN_WORDS.search(sentence))
    )


def _finds(pattern: regex.Pattern[str], sentence: str) -> bool:
    return bool(_stems(STEMS[pattern], sentence)) and pattern.search(sentence) is not None


def _stems(stems: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of the `stems` that the text has."""
    return tuple(filter(text.casefold().__contains__, stems))


def _sentences(blocks: Blocks, lines: Sequence[Sequence[str]], stems: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Every sentence outside of code that has one of these stems, and whether something stands below it.

    `lines` are those of each block.
    """
    for block, own, below in zip_longest(blocks, lines, blocks[1:]):
        match block:
            case CodeBlock():
                continue
            case Paragraph(inlines):
                shows = any(isinstance(inline, Math) and inline.display for inline in inlines)
            case _:
                shows = not isinstance(block, Heading)
        match below:
            case CodeBlock() | List() | Table() | Quote():
                shows = True
            case Paragraph((Math(_, True), *_)):
                shows = True
        for line in own:
            if _stems(stems, line):
                yield from ((each.strip(), shows) for each in SENTENCE_END.split(line) if _stems(stems, each))
