"""Bare TeX in the lines of one record: read twice, the second time with the author's habits in mind."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import regex

from mlanki.document import Line
from mlanki.prose.formulas.draft import Draft, together
from mlanki.prose.formulas.items import itemise
from mlanki.prose.formulas.segment import Habits, Level
from mlanki.prose.formulas.words import CHARS, Sort
from mlanki.prose.tex import Kind, Tex

LONGEST_FORMULA: Final = 40  # lines; an opening brace that waits longer for its partner has none
CLOSES: Final = regex.compile(r"\}|\\right|\\end")
# What any formula has at least one of: a mark of TeX, a space too many, a relation, a letter that stands alone.
SIGNS: Final = rf"[\\{{^_{''.join(regex.escape(c) for c, sort in CHARS.items() if sort is Sort.RELATION)}]"
LETTER: Final = r"(?<![\p{L}'’]) \p{L}\p{M}* (?! \p{L})"
POSSIBLE, WITH_ARTICLES = (
    regex.compile(rf"{SIGNS} | (?:^|[\s(\[])\s | \s[)\]] | {article} {LETTER}", regex.VERBOSE)
    for article in (r"(?! [aAI] (?!\p{L}) \s )", "")
)
ARTICLES: Final = frozenset({"a", "A", "I"})
WORDS: Final = regex.compile(r"\\\p{L}+|\p{L}+(?:_\p{L}+)?")
# A formula that meets one of these bears witness for the symbols in it.
SURE: Final = frozenset(
    {
        *("tex-command", "tex-environment", "tex-group", "size-group", "braced-script", "script", "relation"),
        *("application", "round", "square", "dollar", "dollars", "environment", "three-copies"),
    }
)


def read_record(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The lines of a record with the bare formulas of each, beside those that their delimiters gave away."""
    drafts = tuple(join_broken(drafts))
    levels: dict[int, Level] = {}
    read = drafts
    for _ in range(2):
        habits = habits_of(read)
        possible = WITH_ARTICLES if habits.symbols & ARTICLES else POSSIBLE
        for at, draft in enumerate(drafts):
            if at not in levels and possible.search(draft.line.text):
                items = itemise(Tex.of(draft.line.text), {s.start: s.end for s in draft.stretches})
                levels[at] = Level.of_line(items)
        read = tuple(
            replace(draft, stretches=together(draft.stretches, levels[at].read(habits))) if at in levels else draft
            for at, draft in enumerate(drafts)
        )
    return read


def join_broken(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The lines, those that one formula was broken over made one, with the line breaks kept in it."""
    closes = [_closes(draft.line.text) for draft in drafts]
    at = 0
    while at < len(drafts):
        draft, end = drafts[at], at + 1
        if not draft.stretches and _waits(draft.line.text):
            for stop in range(at + 2, min(len(drafts), at + LONGEST_FORMULA) + 1):
                added = drafts[stop - 1]
                if added.stretches or not added.line.text.strip():
                    break
                joined = "\n".join(each.line.text for each in drafts[at:stop])
                if closes[stop - 1] and not _waits(joined):
                    draft, end = Draft(Line(draft.line.number, joined)), stop
                    break
        yield draft
        at = end


def _closes(text: str) -> bool:
    """Whether it closes something of TeX that a line before has opened."""
    if not CLOSES.search(text):
        return False
    read = Tex.of(text)
    return any(
        read.tokens[index].kind is Kind.CLOSE or read.tokens[index].name in ("right", "end")
        for index in read.pairs.lone
    )


def _waits(text: str) -> bool:
    """Whether something of TeX is still open at its end."""
    if "\\" not in text and "{" not in text:
        return False
    read = Tex.of(text)
    return any(
        read.tokens[index].name in ("begin", "left")
        or (read.tokens[index].kind is Kind.OPEN and _belongs_to_tex(read, index))
        for index in read.pairs.lone
    )


def _belongs_to_tex(read: Tex, index: int) -> bool:
    """Whether the brace at `index` is one of TeX's, rather than a dictionary's."""
    before = read.tokens[max(0, index - 1)]
    after = read.tokens[min(len(read.tokens) - 1, read.skip_space(index + 1))]
    return Kind.COMMAND in (before.kind, after.kind) or before.kind is Kind.SCRIPT


def habits_of(drafts: Sequence[Draft]) -> Habits:
    """What the formulas found so far tell about their author."""
    spaced = plain = sized = 0
    symbols: set[str] = set()
    for draft in drafts:
        for stretch in draft.stretches:
            if SURE.intersection(stretch.rules):
                symbols |= symbols_of(stretch.tex(draft.line.text))
            wrapped = "size-group" in stretch.rules
            sized += wrapped
            if not stretch.display and not wrapped:
                spaced += "extra-space" in stretch.rules
                plain += "no-mark" in stretch.rules
    return Habits(
        symbols=frozenset(symbols),
        spaced=(spaced - plain) / (spaced + plain + 1),
        wrapped=sized > 1 and spaced + plain <= sized // 4,
    )


def symbols_of(tex: str) -> set[str]:
    """The letters, acronyms and names of a formula."""
    return {run for run in WORDS.findall(tex) if len(run) == 1 or "_" in run or (run.isupper() and len(run) <= 3)}
