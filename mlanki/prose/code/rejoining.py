"""Code with a token a line: a highlighter set each token into an element, and every element became a line."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from mlanki import patterns as regex
from mlanki.prose.code.splitting import split

TOKEN = regex.compile(
    r"""(?P<word> \w+ (?: \. \w+ )* | [rbfu]? (?: "[^"]*" | '[^']*' ) )
      | (?P<sign> [^\w\s"'\#]{1,4} )
      | (?P<comment> (?: \# | // ) \s .* )""",
    regex.VERBOSE,
)
FEWEST_WORDS = 3
COMMENTS = ("#", "//")
TWO_LETTERS = regex.compile(r"\w\w")
AFTER_SEMICOLONS = regex.compile(r"(?<=[;{}])\s+")


class Rejoined(NamedTuple):
    """A line as it was written, and the places of the lines that it has become."""

    text: str
    places: range


def rejoin(lines: Sequence[str]) -> list[Rejoined]:
    """`lines`, and of those with a token each the statements that they were."""
    rejoined: list[Rejoined] = []
    kinds: list[str] = []  # of the tokens that stand together, and their places
    places: list[int] = []
    for at, line in enumerate((*lines, "the end")):
        found = TOKEN.fullmatch(line.strip())
        if found:
            kinds.append(found.lastgroup or "")
            places.append(at)
        elif line.strip():
            if "sign" in kinds and kinds.count("word") >= FEWEST_WORDS:
                rejoined += _statements(lines, places)
            end = rejoined[-1].places.stop if rejoined else 0
            rejoined += [Rejoined(lines[each], range(each, each + 1)) for each in range(end, min(at + 1, len(lines)))]
            kinds, places = [], []
    return rejoined


def _statements(lines: Sequence[str], places: Sequence[int]) -> Iterator[Rejoined]:
    """The statements of which the lines at `places` are the tokens, those with a blank line between set apart."""
    text = lines[places[0]].strip()
    begins = [0]
    for above, place in pairwise(places):
        token = lines[place].strip()
        if token.startswith(COMMENTS) or lines[above].strip().startswith(COMMENTS):
            text += "\n"
        elif place > above + 1 or TWO_LETTERS.fullmatch(text[-1] + token[0]):
            text += " "
        begins.append(len(text))
        text += token
    at = 0
    for line in text.split("\n"):
        for statement in AFTER_SEMICOLONS.split(line) if line.endswith(";") else split(line):
            at = text.index(statement, at)
            first = bisect_right(begins, at) - 1  # the token that it begins in
            at += len(statement)
            yield Rejoined(statement, range(places[first], places[bisect_left(begins, at) - 1] + 1))
