"""A line as items: words, symbols, operators, TeX commands with their arguments, bracketed stretches.

An item is what is either wholly inside a formula or wholly outside. Brackets are the exception and the
reason for the tree: a bracketed stretch goes into a formula as a whole, or stays text and may hold formulas.
"""

from collections.abc import Mapping
from typing import Final

from mlanki.prose.formulas.item import Item, finish
from mlanki.prose.formulas.words import (
    ALONE,
    BACKQUOTED,
    BEARING,
    CHARS,
    COMPOUND,
    COUNT,
    DOTTED,
    INDEX,
    LETTER_SCRIPT,
    NAME,
    NUMBER,
    ORDINAL,
    PATH,
    PLAIN_WORD,
    QUOTES,
    SIGNS,
    SLASHED,
    SUFFIX,
    WORD,
    Sort,
    compound_sort,
    name_sort,
    word_sort,
)
from mlanki.prose.tex import COMMANDS, SIZES, Kind, Tex, Token

CLOSING: Final = {"(": ")", "[": "]"}
SORTS: Final = dict(Sort.__members__)
# What `SUFFIX` and `SIGNS` begin with, and what is only a sign: no bracket, and no part of a path, code or a word.
SUFFIX_STARTS: Final = frozenset("-‑‐'’")
SIGN_STARTS: Final = frozenset(".…⋯:=|!+*/-><&#")
ONLY_SIGNS: Final = frozenset("!\"#$'*+,-./:;<=>?@|~")
# Characters; keeps a line of x_x_x_ linear, and a pattern from looking beyond for what it cannot do without.
LONGEST_NAME: Final = 256
DEEPEST: Final = 12  # brackets within brackets; no formula goes deeper, and it bounds the recursion


def itemise(read: Tex, formulas: Mapping[int, int] | None = None) -> list[Item]:
    """The items of a line, brackets paired; `formulas` (from where to where) are items already."""
    return Itemiser(read, formulas or {}).run()


class Itemiser:
    """One pass over the tokens, with a stack of the brackets that are open."""

    def __init__(self, read: Tex, formulas: Mapping[int, int]) -> None:
        self.read = read
        self.formulas = formulas
        self.at = 0
        self.levels: list[list[Item]] = [[]]
        self.openings: list[Item] = []

    def run(self) -> list[Item]:
        space = 0
        while self.at < len(self.read.tokens):
            token = self.read.tokens[self.at]
            if token.kind is Kind.SPACE:
                # A line break inside a joined formula is one space, however the next line is indented.
                space = 1 if "\n" in token.text else len(token.text)
                self.at += 1
                continue
            self._take(token, space)
            space = 0
        while self.openings:
            self._abandon()
        finish(self.levels[0])
        return self.levels[0]

    def _take(self, token: Token, space: int) -> None:
        if token.kind is Kind.PROSE:
            self.at += 1
            self.levels[-1].append(Item(Sort.PROSE, token.text, token.start, token.end, space))
            return
        if (end := self.formulas.get(token.start)) is not None:
            self._add(Item(Sort.FORMULA, self.read.text[token.start : end], token.start, end, space))
            return
        if token.kind is Kind.CHAR and token.text in ONLY_SIGNS:
            self._add(self._next(token, space))
            return
        end = token.start + LONGEST_NAME
        path = PATH.match(self.read.text, token.start, end) if space or not self.levels[-1] else None
        if path is not None and path["folder"] not in COMMANDS:  # F:\mathbb{R} is a map
            self._add(Item(Sort.CODE, path[0], path.start(), path.end(), space))
            return
        if token.text == "`" and (quoted := BACKQUOTED.match(self.read.text, token.start)) is not None:
            self._add(Item(Sort.CODE, quoted[0], quoted.start(), quoted.end(), space))
            return
        role = COMMANDS[token.name].role if token.kind is Kind.COMMAND and token.name in COMMANDS else ""
        if token.text in CLOSING or (role == "open" and len(self.levels) <= DEEPEST):
            self._open(token, space)
        elif token.text in ")]" or role == "close":
            self._close(token, space)
        else:
            self._add(self._next(token, space))

    def _add(self, item: Item) -> None:
        self.levels[-1].append(item)
        self.at += 1
        while self.at < len(self.read.tokens) and self.read.tokens[self.at].start < item.end:
            self.at += 1

    def _open(self, token: Token, space: int) -> None:
        self.at += 1
        opening = Item(Sort.MARK, token.text, token.start, token.end, space, name=token.name)
        if len(self.levels) > DEEPEST:
            self.levels[-1].append(opening)
            return
        self.openings.append(opening)
        self.levels.append([])

    def _close(self, token: Token, space: int) -> None:
        self.at += 1
        openings = enumerate(reversed(self.openings), 1)
        depth = next((depth for depth, opening in openings if self._closes(opening, token, depth)), None)
        if depth is None:
            sort = Sort.COMMAND if token.name else Sort.MARK
            self.levels[-1].append(Item(sort, token.text, token.start, token.end, space, name=token.name))
            return
        for _ in range(depth - 1):
            self._abandon()
        opening, inner = self.openings.pop(), self.levels.pop()
        if inner:
            finish(inner)
        text = self.read.text[opening.start : token.end]
        self.levels[-1].append(
            Item(Sort.BRACKET, text, opening.start, token.end, opening.before, name=opening.name, inner=inner)
        )

    def _closes(self, opening: Item, token: Token, depth: int) -> bool:
        if opening.text.startswith("\\") or token.name:
            return opening.text.startswith("\\") and bool(token.name)
        if CLOSING[opening.text] == token.text:
            return True
        # A half-open interval: [0, 1), [0,1)
        inner = self.levels[-1]
        if len(inner) == 1:
            return depth == 1 and inner[0].sort is Sort.NUMBER and "," in inner[0].text
        return depth == 1 and len(inner) in (3, 4, 5) and sum(item.sort is Sort.COMMA for item in inner) == 1

    def _abandon(self) -> None:
        """The innermost open bracket has no partner: it is a mark like any other."""
        opening, inner = self.openings.pop(), self.levels.pop()
        if opening.text.startswith("\\"):
            opening.sort = Sort.COMMAND
        self.levels[-1] += [opening, *inner]

    def _next(self, token: Token, space: int) -> Item:
        sort, end = self._sort(token, space)
        return Item(sort, self.read.text[token.start : end], token.start, end, space, name=token.name)

    def _sort(self, token: Token, space: int) -> tuple[Sort, int]:
        read = self.read
        match token.kind:
            case Kind.COMMAND:
                unit = read.unit_end(self.at)
                sort = Sort.ENVIRONMENT if token.name == "begin" else Sort.COMMAND
                return sort, read.tokens[unit - 1].end
            case Kind.OPEN if self.at in read.pairs.closing:
                inside = read.tokens[read.skip_space(self.at + 1)]
                sized = inside.name in SIZES or inside.name == "displaystyle"
                return Sort.SIZED if sized else Sort.GROUP, read.tokens[read.pairs.closing[self.at]].end
            case Kind.SCRIPT:
                return self._script(token, space)
            case Kind.CHAR:
                return self._chars(token, space)
            case _:
                return Sort.MARK, token.end

    def _script(self, token: Token, space: int) -> tuple[Sort, int]:
        above = token.text == "^" and self.levels[-1] and self.levels[-1][-1].sort in BEARING
        if not self.levels[-1] or (space and not above) or self.at + 1 >= len(self.read.tokens):
            dunder = NAME.match(self.read.text, token.start, token.start + LONGEST_NAME)
            return (Sort.CODE, dunder.end()) if dunder else (Sort.MARK, token.end)
        argument = self.read.tokens[self.at + 1]
        if argument.kind in (Kind.SPACE, Kind.SCRIPT, Kind.CLOSE, Kind.ALIGN) or argument.text in ")],.;:":
            return Sort.MARK, token.end
        if (run := LETTER_SCRIPT.match(self.read.text, argument.start)) is not None:
            # TeX takes one character; an author who wrote more meant it, so it stays in one piece.
            return Sort.SCRIPT, run.end()
        return Sort.SCRIPT, self.read.tokens[self.read.unit_end(self.at + 1) - 1].end

    def _chars(self, token: Token, space: int) -> tuple[Sort, int]:
        text, at = self.read.text, token.start
        behind = self.levels[-1][-1] if self.levels[-1] and not space else None
        if token.text in ONLY_SIGNS:
            return self._sign(token, behind)
        if (m := ALONE.match(text, at)) is not None:
            return SORTS[m.lastgroup or ""], m.end()
        if not token.text.isalnum():
            return self._sign(token, behind)
        if (m := PLAIN_WORD.match(text, at)) is not None:
            return word_sort(m[0]), m.end()
        if INDEX.match(text, at) or (space > 1 and COUNT.match(text, at)):
            return Sort.LETTER, at + 1
        for pattern, sort in (
            (DOTTED, Sort.CODE),
            (NAME, None),
            (COMPOUND, None),
            (SLASHED, Sort.COMPOUND),
            (ORDINAL, Sort.WORD),
        ):
            if (m := pattern.match(text, at, at + LONGEST_NAME)) is None:
                continue
            if pattern is COMPOUND and behind is not None and behind.sort is Sort.SIGN:
                continue  # n-1-dimensional
            found = sort or (name_sort(m[0], text[m.end() : m.end() + 1]) if pattern is NAME else compound_sort(m[0]))
            if found:
                return found, m.end()
        if (m := WORD.match(text, at)) is not None:
            return word_sort(m[0]), m.end()
        m = NUMBER.match(text, at)
        return (Sort.NUMBER, m.end()) if m is not None else (Sort.MARK, token.end)

    def _sign(self, token: Token, behind: Item | None) -> tuple[Sort, int]:
        text, at = self.read.text, token.start
        if behind is not None and token.text in SUFFIX_STARTS and (m := SUFFIX.match(text, at)):
            return Sort.SUFFIX, m.end()
        if (
            token.text == "'"
            and behind is not None
            and behind.sort in BEARING
            and not text[at + 1 : at + 2].isalpha()
            and text[behind.start - 1 : behind.start] not in QUOTES
        ):
            return Sort.PRIME, token.end
        if token.text in SIGN_STARTS and (m := SIGNS.match(text, at)) is not None:
            return SORTS[m.lastgroup or ""], m.end()
        return CHARS.get(token.text, Sort.MARK), token.end
