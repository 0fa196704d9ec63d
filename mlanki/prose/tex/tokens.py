"""TeX as tokens that know their place, and which of them open and close each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from mlanki import patterns as regex


class Kind(Enum):
    """What a token is to TeX."""

    __hash__ = object.__hash__  # as good as Enum's own, and far faster

    COMMAND = auto()
    OPEN = auto()
    CLOSE = auto()
    SCRIPT = auto()
    ALIGN = auto()
    SPACE = auto()
    CHAR = auto()
    PROSE = auto()


class Token(NamedTuple):
    """A token and where it stands in its text: `text[start:end]`. A run of prose is one."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def name(self) -> str:
        """The name of a command, without its backslash; empty for any other token."""
        return self.text[1:] if self.kind is Kind.COMMAND else ""


TOKEN: Final = regex.compile(
    r"""(?P<COMMAND> \\ (?: [A-Za-z]+ | . )? )   # a lone backslash may end the text
      | (?P<OPEN>    \{ )
      | (?P<CLOSE>   \} )
      | (?P<SCRIPT>  [_^] )
      | (?P<ALIGN>   & )
      | (?P<SPACE>   \s+ )
      | (?P<CHAR>    . )""",
    regex.VERBOSE | regex.DOTALL,
)


# Words between words, which are neither the argument of a command nor beside anything but words.
PROSE: Final = regex.compile(
    r"""(?<! \S ) \p{L}\p{Ll}++ [ ]
        (?P<run> \p{L}\p{Ll}++ (?: [ ] \p{L}\p{Ll}++ )* )
        (?= [ ] \p{L}\p{Ll}++ (?! \S ) )""",
    regex.VERBOSE,
)
KINDS: Final = (Kind.CHAR, *(Kind[name] for name in TOKEN.groupindex))  # by the number of the group


def tokenise(text: str) -> tuple[Token, ...]:
    """Every token of `text`, in order and without a gap: their texts joined are `text` again."""
    tokens: list[Token] = []
    at = 0
    for prose in PROSE.finditer(text):
        start, end = prose.span("run")
        tokens += [Token(KINDS[m.lastindex or 0], m[0], m.start()) for m in TOKEN.finditer(text, at, start)]
        tokens.append(Token(Kind.PROSE, prose["run"], start))
        at = end
    tokens += [Token(KINDS[m.lastindex or 0], m[0], m.start()) for m in TOKEN.finditer(text, at)]
    return tuple(tokens)


@dataclass(frozen=True, slots=True)
class Pairs:
    r"""Which tokens belong together (`{ }`, `\begin \end`, `\left \right`), by index, and which are alone.

    For `\begin{name}` the index is that of the command, for `\end{name}` that of its closing brace.
    """

    closing: dict[int, int]
    lone: tuple[int, ...]


PAIRED: Final = frozenset({Kind.OPEN, Kind.CLOSE, Kind.COMMAND})


def pair(tokens: Sequence[Token]) -> Pairs:
    """Pair up what opens and closes; where pairs cross, the inner opening is left alone."""
    closing: dict[int, int] = {}
    lone: list[int] = []
    stack: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    skip_to = 0
    for index, token in enumerate(tokens):
        if token.kind not in PAIRED or index < skip_to:
            continue
        last = index
        match token.kind, token.name:
            case Kind.OPEN, _:
                opens, what = True, "{"
            case Kind.CLOSE, _:
                opens, what = False, "{"
            case Kind.COMMAND, "left" | "right":
                opens, what = token.name == "left", "left"
            case Kind.COMMAND, "begin" | "end":
                last = environment_end(tokens, index)
                opens, what = token.name == "begin", f"\\{environment_name(tokens, index)}"
                skip_to = last + 1
            case _:
                continue
        if opens:
            stack.append((what, index))
            waiting[what] += 1
        elif waiting[what]:
            while (top := stack.pop())[0] != what:
                waiting[top[0]] -= 1
                lone.append(top[1])
            waiting[what] -= 1
            closing[top[1]] = last
        else:
            lone.append(index)
    lone.extend(index for _, index in stack)
    return Pairs(closing, tuple(sorted(lone)))


def environment_end(tokens: Sequence[Token], index: int) -> int:
    r"""The index of the brace that closes the name after `\begin` or `\end`; without a name, `index`."""
    at = index + 1
    if at >= len(tokens) or tokens[at].kind is not Kind.OPEN:
        return index
    while at < len(tokens) and tokens[at].kind in (Kind.OPEN, Kind.CHAR):
        at += 1
    return at if at < len(tokens) and tokens[at].kind is Kind.CLOSE else index


def environment_name(tokens: Sequence[Token], index: int) -> str:
    r"""The name after the `\begin` or `\end` at `index`; empty without one."""
    return "".join(token.text for token in tokens[index + 2 : environment_end(tokens, index)])
