"""What MathJax knows: the facts of `commands.txt` and `environments.txt`, read once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """A control sequence: the arguments it takes (`m o d n`), its TeX class, and what it always prints."""

    name: str
    arguments: str
    role: str
    character: str


def _rows(name: str) -> Iterator[list[str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    _, _, table = text.partition("\n---\n")
    for row in table.splitlines():
        yield ["" if cell == "-" else cell for cell in row.split(" ")]


COMMANDS: Final[Mapping[str, Command]] = MappingProxyType(
    {row[0]: Command(*row) for row in _rows("commands.txt")}
    | {space: Command(space, "", "space", "") for space in " \n"}  # which a table of words cannot hold
)
ENVIRONMENTS: Final = frozenset(name for (name,) in _rows("environments.txt"))

# Set a size and nothing else. `footnotesize` is LaTeX's, unknown to MathJax: one more reason to leave it out.
SIZES: Final = frozenset(
    {
        *("tiny", "Tiny", "scriptsize", "footnotesize", "small", "normalsize"),
        *("large", "Large", "LARGE", "huge", "Huge"),
    }
)

# Their argument is words, in which MathJax without textmacros looks for no commands.
TEXTUAL: Final = frozenset(
    {
        *("text", "mbox", "hbox", "fbox", "textrm", "textbf", "textit", "textsf", "texttt", "textnormal", "textup"),
        *("tag", "label", "ref", "eqref", "href", "class", "cssId", "style", "verb", "color", "unicode"),
    }
)

# What does more than typeset: it leads somewhere, loads, names parts of the page or changes how they look, answers a
# click, or changes what the commands of all later formulas mean, be it without end.
ACTING: Final = frozenset(
    {
        *("href", "ref", "eqref", "refeq", "require", "bbox", "class", "cssId", "style", "unicode", "mmlToken"),
        "fcolorbox",  # the colour of its border may be any style
        *("data", "mathtip", "texttip", "toggle", "def", "let", "newcommand", "renewcommand", "newenvironment"),
        *("renewenvironment", "definecolor", "mathtoolsset", "newtagform", "renewtagform", "usetagform"),
        *("DeclareMathOperator", "DeclarePairedDelimiter", "DeclarePairedDelimiters", "DeclarePairedDelimiterX"),
        *("DeclarePairedDelimiterXPP", "DeclarePairedDelimitersX", "DeclarePairedDelimitersXPP", "Newextarrow"),
    }
)
TYPESETTING: Final = COMMANDS.keys() - ACTING
