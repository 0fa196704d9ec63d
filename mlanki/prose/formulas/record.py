"""Bare TeX in the lines of one record: read twice, the second time with the author's habits in mind."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from mlanki import patterns as regex
from mlanki.document import Line
from mlanki.prose.formulas.draft import Draft, Stretch, together
from mlanki.prose.formulas.items import itemise
from mlanki.prose.formulas.segment import Level, WritingHabits
from mlanki.prose.formulas.words import CHARS, Sort
from mlanki.prose.tex import Kind, Tex, environment_name

Said = tuple[str, tuple[Stretch, ...]]  # a line and the formulas in it that are known

LONGEST_FORMULA: Final = 40  # lines; an opening brace that waits longer for its partner has none
UNPAIRED: Final = regex.compile(r"[{}]|\\(?:(?P<paired>left|right|begin|end)(?![A-Za-z])|[{}\\])")
# What any formula has at least one of: a mark of TeX, a space too many, a relation, a letter that stands alone.
MARKS: Final = frozenset({*"\\{^_", *(char for char, sort in CHARS.items() if sort is Sort.RELATION)})
BLANK: Final = regex.compile(r"\s(?:[\s)\]]|(?<=[(\[]\s))")
BLANKS: Final = ("  ", " )", " ]", "( ", "[ ")  # the same, where of all blanks there is only the space
LETTER: Final = r"[^{0}'’]{1}[{0}](?![{0}])"


def _letter(other_than: str = "") -> Mapping[bool, re.Pattern[str] | regex.Pattern[str]]:
    """What finds a letter alone in lines that are ASCII, which Python's own engine reads far faster, and in others."""
    return {
        True: re.compile(LETTER.format("a-zA-Z", other_than), re.ASCII),
        False: regex.compile(LETTER.format(r"\p{L}", other_than)),
    }


ANY_LETTER: Final = _letter()
NO_ARTICLE: Final = _letter(r"(?![aAI]\s)")
ARTICLES: Final = frozenset({"a", "A", "I"})
WORDS: Final = regex.compile(r"\\\p{L}+|\p{L}+(?:_\p{L}+)?")
# A formula that meets one of these bears witness for the symbols in it.
SURE: Final = frozenset(
    {
        *("tex-command", "tex-environment", "tex-group", "size-group", "script", "relation", "equation"),
        *("application", "round", "square", "dollar", "dollars", "environment", "three-copies"),
    }
)


def read_record(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The lines of a record with the bare formulas of each, beside those that their delimiters gave away."""
    drafts = tuple(join_broken(drafts))
    numbers: dict[Said, int] = {}  # lines that say the same are read once
    alike = [numbers.setdefault((draft.line.text, draft.stretches), len(numbers)) for draft in drafts]
    said, times = tuple(numbers), Counter(alike)
    levels: dict[int, Level] = {}
    read, searched, known = [stretches for _, stretches in said], None, None
    for _ in range(2):
        habits = habits_of((text, read[at], times[at]) for at, (text, _) in enumerate(said))
        if habits == known:  # nothing was learnt, as from most records that have no formula
            break
        known = habits
        letter = ANY_LETTER if habits.symbols & ARTICLES else NO_ARTICLE
        for at, (text, stretches) in enumerate(said if letter is not searched else ()):
            if at not in levels and _may_hold_formula(text, letter):
                levels[at] = Level.of_line(itemise(Tex.of(text), {s.start: s.end for s in stretches}))
        searched = letter
        for at, level in levels.items():
            read[at] = together(said[at][1], level.read(habits))
    return tuple(
        Draft(draft.line, read[at]) if at in levels else draft for at, draft in zip(alike, drafts, strict=True)
    )


def _may_hold_formula(text: str, letter: Mapping[bool, re.Pattern[str] | regex.Pattern[str]]) -> bool:
    text = f"({text}"  # a line begins as what stands in brackets: with no blank, and a letter there may be alone
    if not MARKS.isdisjoint(text):
        return True
    is_spaced = any(map(text.__contains__, BLANKS)) if text.isprintable() else BLANK.search(text)
    return bool(is_spaced or letter[text.isascii()].search(text))


def join_broken(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The lines, those that one formula was broken over made one, with the line breaks kept in it."""
    lone = [tuple(_lone(draft.line.text)) for draft in drafts]
    if not any(lone):
        yield from drafts
        return
    at = 0
    while at < len(drafts):
        draft, end = drafts[at], _end_of_broken(drafts, lone, at)
        if end > at + 1:
            draft = Draft(Line(draft.line.number, "\n".join(each.line.text for each in drafts[at:end])))
        yield draft
        at = end


def _end_of_broken(drafts: Sequence[Draft], lone: Sequence[Sequence[tuple[bool, str]]], at: int) -> int:
    """The index after the last line of a formula that line `at` begins; `at + 1` where it begins none."""
    if drafts[at].stretches or not any(opens for opens, _ in lone[at]):
        return at + 1
    waiting: list[str] = []
    count: Counter[str] = Counter()
    for line in range(at, min(len(drafts), at + LONGEST_FORMULA)):
        if line > at and (drafts[line].stretches or not drafts[line].line.text.strip()):
            break
        for opens, what in lone[line]:
            if opens:
                waiting.append(what)
                count[what] += 1
            elif count[what]:
                while (last := waiting.pop()) != what:
                    count[last] -= 1
                count[what] -= 1
        if not waiting:
            return line + 1
    return at + 1


def _lone(text: str) -> Iterator[tuple[bool, str]]:
    """What has no partner on its line: whether it opens, and what of TeX; a brace that opens has to be one of TeX's."""
    if _pairs_up(text):
        return
    read = Tex.of(text)
    for index in read.pairs.lone:
        token = read.tokens[index]
        if token.kind is Kind.COMMAND:
            yield token.name in ("left", "begin"), environment_name(read.tokens, index)
        elif token.kind is Kind.CLOSE or _belongs_to_tex(read, index):
            yield token.kind is Kind.OPEN, "{"


def _pairs_up(text: str) -> bool:
    """Whether it is plain that all braces are closed, and that nothing else opens or closes."""
    depth = 0
    for found in UNPAIRED.finditer(text):
        depth += 1 if found[0] == "{" else -1 if found[0] == "}" else 0
        if depth < 0 or found["paired"]:
            return False
    return not depth


def _belongs_to_tex(read: Tex, index: int) -> bool:
    """Whether the brace at `index` is one of TeX's, rather than a dictionary's."""
    before = read.tokens[max(0, index - 1)]
    after = read.tokens[min(len(read.tokens) - 1, read.skip_space(index + 1))]
    return Kind.COMMAND in (before.kind, after.kind) or before.kind is Kind.SCRIPT


def habits_of(lines: Iterable[tuple[str, Sequence[Stretch], int]]) -> WritingHabits:
    """What the formulas found so far tell about their author; each line with how often it is said."""
    spaced = plain = sized = 0
    symbols: set[str] = set()
    for text, stretches, times in lines:
        for stretch in stretches:
            if not SURE.isdisjoint(stretch.rules):
                symbols |= symbols_of(stretch.tex(text))
            wrapped = "size-group" in stretch.rules
            sized += times * wrapped
            if not stretch.display and not wrapped:
                spaced += times * ("extra-space" in stretch.rules)
                plain += times * ("no-mark" in stretch.rules)
    return WritingHabits(
        symbols=frozenset(symbols),
        spaced=(spaced - plain) / (spaced + plain + 1),
        wrapped=sized > 1 and spaced + plain <= sized // 4,
    )


def symbols_of(tex: str) -> set[str]:
    """The letters, acronyms and names of a formula."""
    return {run for run in WORDS.findall(tex) if len(run) == 1 or "_" in run or (run.isupper() and len(run) <= 3)}
