r"""Formulas that a page typeset with KaTeX leaves behind when it is copied as text: three times over.

The copy holds what a reader saw (`λ=2`), the TeX (`\lambda=2`), and what a reader saw once more, with nothing
between them. A fraction may be seen top first or bottom first, so what is compared is which characters stand
there, not their order. The TeX is kept, its two pictures are dropped, if all three are the same formula.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Final

from mlanki import patterns as regex
from mlanki.prose.formulas.draft import Stretch
from mlanki.prose.tex import COMMANDS, Kind, Tex, Token

LONGEST: Final = 120  # tokens of TeX, and characters of a copy
REACH: Final = 30  # tokens between where TeX begins and its first command
# The same sign, typed and typeset.
ALIKE: Final = str.maketrans({"−": "-", "∗": "*", "∣": "|", "∥": "‖", "⋅": "·", "∼": "~", "′": "'", "⋯": "…"})
# Accents are drawn in many ways, and zero-width characters are glue.
UNSEEN: Final = str.maketrans("", "", "^~ˉ¯˙¨ˇ˘´`ˊˋ→⃗\u200b\u2060\ufeff\u2061\u2062\u2063\u2064_")

NAMED: Final = regex.compile(r"\\[A-Za-z]+")
# Something of TeX, and the character that it stands before, if that is no command.
BEGINNING: Final = regex.compile(r"(?:\\(?P<name>[A-Za-z]+)|[_^{])[\s{}_^]*+(?P<next>[^\\])?")
BEGINNINGS: Final = ("\\", "_", "^", "{")  # one of these is in all that only TeX can be
MARKS: Final = frozenset("{}\\")  # of TeX, in which nobody saw a formula
# Of hashes in sums, and larger than any of these.
MASK: Final = 2**30 - 1
BRACES: Final = {Kind.OPEN: 2**40, Kind.CLOSE: -(2**40)}
UNCOPIED: Final = MARKS | {" ", "\t", "\n", "_"}  # what no copy ends with


@lru_cache(maxsize=4096)
def seen(text: str) -> str:
    """The characters of `text` that a reader sees, in one spelling."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).translate(ALIKE).translate(UNSEEN)
    return folded if folded.isascii() else "".join(c for c in folded if not unicodedata.combining(c))


def typeset(token: Token) -> str:
    """What a reader sees of a token."""
    match token.kind:
        case Kind.CHAR | Kind.PROSE:
            return seen(token.text)
        case Kind.COMMAND if token.name in COMMANDS:
            return seen(COMMANDS[token.name].character)
        case _:
            return ""


def may_hold_copies(text: str) -> bool:
    """Whether anything of TeX shows a character that stands on both sides of it, as on few lines it does."""
    if not any(mark in text for mark in BEGINNINGS):
        return False
    line = seen(NAMED.sub("", text))
    for mark in BEGINNING.finditer(text):
        own = seen(COMMANDS[mark["name"]].character) if mark["name"] in COMMANDS else ""
        if own:
            if all(line.count(char) > 1 for char in own):
                return True
        elif mark["next"] and line.count(seen(mark["next"])) > 2:
            return True
    return False


def find_copies(text: str) -> Iterator[Stretch]:
    """The formulas of `text` that stand there three times, TeX in the middle."""
    if not may_hold_copies(text):
        return
    page = BothWays(text)
    at = 0
    tried = -1
    for index, token in enumerate(page.tokens):
        known = token.name in COMMANDS if token.kind is Kind.COMMAND else token.kind in (Kind.SCRIPT, Kind.OPEN)
        if token.start < at or not known:
            continue
        # What did not begin a formula around an earlier mark begins none around a later one.
        firsts = range(index, max(tried, index - REACH), -1)
        tried = index
        if (stretch := page.around(index, firsts, at)) is not None:
            yield stretch
            at = stretch.end


class BothWays:
    """A text as TeX, and as the characters that a reader sees of it if it is not."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = Tex.of(text).tokens
        self.looks = [typeset(token) for token in self.tokens]
        self.chars = [(c, offset) for offset, char in enumerate(text) for c in seen(char)]
        self.line = "".join(char for char, _ in self.chars)
        self.offsets = [offset for _, offset in self.chars]
        # Where the characters begin that stand before each without a mark of TeX between: no copy reaches further back.
        begins = (at if char in MARKS else 0 for at, (char, _) in enumerate(self.chars, 1))
        self.unmarked = list(accumulate(begins, max, initial=0))
        # What shows the same characters, in whatever order, has the same sum; and no brace of TeX is alone in it.
        self.sums = list(accumulate((hash(char) & MASK for char in self.line), initial=0))
        shown = (
            sum(hash(char) & MASK for char in look) + BRACES.get(token.kind, 0)
            for token, look in zip(self.tokens, self.looks, strict=True)
        )
        self.tex_sums = list(accumulate(shown, initial=0))
        self.sizes = list(accumulate(map(len, self.looks), initial=0))
        # Where TeX may end: blanks behind it would part it from its copy.
        self.ends = [at for at, token in enumerate(self.tokens) if not text[token.end : token.end + 1].isspace()]
        self.end_sizes = [self.sizes[at + 1] for at in self.ends]
        self.end_sums = [self.tex_sums[at + 1] for at in self.ends]

    def around(self, index: int, firsts: range, at: int) -> Stretch | None:
        """The formula from one of `firsts` whose first mark of TeX is `index`, with its copies, after offset `at`."""
        for first in firsts:
            start = self.tokens[first].start
            if start <= at:
                return None
            if self.tokens[first].kind in (Kind.SPACE, Kind.SCRIPT) or self.text[start - 1] in UNCOPIED:
                continue
            if (found := self._from(first, index, at)) is not None:
                return found
        return None

    def _from(self, first: int, index: int, at: int) -> Stretch | None:
        """The same, if its TeX begins with token `first`."""
        start = self.tokens[first].start
        behind = bisect_left(self.offsets, start)
        begins = max(self.unmarked[behind], behind - LONGEST, bisect_left(self.offsets, at))
        before = self.line[begins:behind]
        least = index + 1 if self.tokens[index].kind is Kind.COMMAND else index + 2  # braces go on
        if not before or any(char not in before for look in self.looks[first:least] for char in look):
            return None
        for last, size in self._seen_before(first, index, behind, behind - begins):
            begin, end = self.chars[behind - size][1], self.tokens[last].end
            ahead = bisect_left(self.offsets, end)
            finish = min(ahead + size, len(self.line))
            looks = self.line[ahead:finish]
            if self.sums[finish] - self.sums[ahead] != self.sums[behind] - self.sums[behind - size]:
                continue
            if not MARKS.isdisjoint(looks) or not any(map(str.isalnum, looks)):
                continue
            if not Tex.of(self.text[start:end]).pairs.lone:
                finish = self.offsets[ahead + size - 1] + 1
                alone = not (self.text[:begin].strip() or self.text[finish:].strip())
                return Stretch(begin, finish, ("three-copies",), alone, inner=self.text[start:end].strip())
        return None

    def _seen_before(self, first: int, index: int, behind: int, most: int) -> Iterator[tuple[int, int]]:
        """With which tokens TeX from `first` on may end that is seen before it, and how many characters it shows."""
        shown, base = self.sizes[first], behind + self.sizes[first]
        end = bisect_right(self.end_sizes, shown + most, hi=bisect_left(self.ends, first + LONGEST))
        begin = max(bisect_left(self.ends, index), bisect_right(self.end_sizes, shown, hi=end))
        ends = zip(self.ends[begin:end], self.end_sizes[begin:end], self.end_sums[begin:end], strict=True)
        sums, sought = self.sums, self.sums[behind] + self.tex_sums[first]
        return ((last, size - shown) for last, size, own in ends if own + sums[base - size] == sought)
