"""How far TeX reads: the arguments that a command takes, the argument of a script."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mlanki import patterns as regex
from mlanki.prose.tex.commands import COMMANDS
from mlanki.prose.tex.tokens import Kind, Pairs, Token, environment_end, pair, tokenise

DIMENSION: Final = regex.compile(r"\s*[+-]?\s*(?:\d+(?:[.,]\d*)?|[.,]\d+)\s*(?:em|ex|mu|pt|px|pc|mm|cm|in)")

LONGEST_OPTION: Final = 64  # tokens; keeps a line of `\\sqrt[\\sqrt[…` linear


@dataclass(frozen=True, slots=True)
class Tex:
    """A text read as TeX: its tokens and their pairs."""

    text: str
    tokens: tuple[Token, ...]
    pairs: Pairs

    @classmethod
    @lru_cache(maxsize=128)  # a line is read for what it leaves open, then for its items
    def of(cls, text: str) -> "Tex":
        tokens = tokenise(text)
        return cls(text, tokens, pair(tokens))

    def skip_space(self, index: int) -> int:
        """The index of the first token from `index` on that is no space."""
        while index < len(self.tokens) and self.tokens[index].kind is Kind.SPACE:
            index += 1
        return index

    def unit_end(self, index: int) -> int:
        """The index after the unit at `index`: a group, an environment, a command with its arguments."""
        token = self.tokens[index]
        if (last := self.pairs.closing.get(index)) is not None:
            # The delimiter after \right belongs to it.
            return self.argument_end(last + 1) if token.name == "left" else last + 1
        if token.kind is not Kind.COMMAND:
            return index + 1
        if token.name in ("begin", "end"):
            return environment_end(self.tokens, index) + 1
        known = COMMANDS.get(token.name)
        return self.arguments(index, known.arguments if known else "")[1]

    def arguments(self, index: int, wanted: str) -> tuple[int, int]:
        """How many obligatory arguments of those `wanted` follow the command at `index`, and their end."""
        at = index + 1
        if wanted and self._is(at, "*"):
            at += 1
        found = 0
        for kind in wanted:
            start = self.skip_space(at)
            match kind:
                case "o":
                    at = self._bracket_end(start) or at
                    continue
                case "n" if (m := DIMENSION.match(self.text, self._offset(at))) is not None:
                    end = start
                    while end < len(self.tokens) and self.tokens[end].start < m.end():
                        end += 1
                case _:
                    end = self.argument_end(at)
            if end == at:
                break
            at, found = end, found + 1
        return found, at

    def argument_end(self, index: int) -> int:
        """The index after one argument, white space before it included; `index` itself where there is none.

        A closing brace ends what the command stands in, and a lone brace, a script or an `&` is no argument.
        """
        at = self.skip_space(index)
        if at >= len(self.tokens):
            return index
        token = self.tokens[at]
        if token.kind is Kind.OPEN:
            return self.pairs.closing[at] + 1 if at in self.pairs.closing else index
        if token.kind in (Kind.CLOSE, Kind.ALIGN, Kind.SCRIPT) or token.name in ("right", "end", "\\"):
            return index
        return at + 1

    def _bracket_end(self, index: int) -> int | None:
        if not self._is(index, "["):
            return None
        depth = 0
        at = index
        limit = index + LONGEST_OPTION
        while at < min(limit, len(self.tokens)):
            token = self.tokens[at]
            if token.kind is Kind.CLOSE:
                return None
            if token.kind is Kind.CHAR and token.text in "[]":
                depth += 1 if token.text == "[" else -1
                if depth == 0:
                    return at + 1
            at = self.pairs.closing.get(at, at) + 1
        return None

    def _is(self, index: int, text: str) -> bool:
        return index < len(self.tokens) and self.tokens[index].text == text

    def _offset(self, index: int) -> int:
        return self.tokens[index].start if index < len(self.tokens) else len(self.text)
