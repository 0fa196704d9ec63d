r"""Formulas that say where they begin and end: `\( \)`, `\[ \]`, `$ $`, `$$ $$`, `\begin{align}`.

Dollars are also money and shell variables. An opening dollar follows neither letter nor digit and touches
what it opens, a closing one touches what it closes and no letter or digit follows (Pandoc's rule, and a
little stricter: it asks for no digit only); and what is between them must not read like prose.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final

import regex

from mlanki.document import Line
from mlanki.prose.formulas.copies import find_copies
from mlanki.prose.formulas.draft import Draft, Stretch, together
from mlanki.prose.formulas.items import flat, itemise
from mlanki.prose.formulas.words import Sort
from mlanki.prose.tex import Tex

# Environments that are a display of their own; others, such as `cases`, are part of a formula around them.
DISPLAYS: Final = frozenset(
    f"{name}{star}"
    for name in ("equation", "align", "gather", "multline", "eqnarray", "alignat", "flalign", "displaymath")
    for star in ("", "*")
)
LONGEST_FORMULA: Final = 60  # lines

OPENING: Final = regex.compile(
    r"""  \\\\                                             # a line break: \\[2pt] opens nothing
        | \\\$                                             # a dollar that is meant
        | (?P<code> `+ )                                   # code has dollars and backslashes of its own
        | (?P<round> \\\( )
        | (?P<square> \\\[ )
        | (?P<begin> \\begin \s* \{ (?P<name> [A-Za-z]+ \*? ) \} )
        | (?P<dollars> \$\$ )
        | (?P<dollar> (?<! [\p{L}\p{N}$] ) \$ (?! [\s$] ) )""",
    regex.VERBOSE,
)
CLOSING: Final = {
    "round": regex.compile(r"\\\\|(?P<lost>\\[(\[])|(?P<end>\\\))"),
    "square": regex.compile(r"\\\\|(?P<lost>\\\[)|(?P<end>\\\])"),
    "dollars": regex.compile(r"\\\\|\\\$|(?P<end>\$\$)"),
    "dollar": regex.compile(r"\\\\|\\\$|(?P<lost>\$\$|\n)|(?<!\s)(?P<end>\$)(?![\p{L}\p{N}])|(?P<stray>\$)"),
}
CLOSES: Final = regex.compile(r"\\[])]|\$\$|\\end")  # something that a line before may wait for


def find(lines: Sequence[Line]) -> Iterator[Draft]:
    """The lines with their delimited formulas; lines that one formula runs across come as one."""
    at = 0
    while at < len(lines):
        line, end = lines[at], at + 1
        stretches, waiting = scan(line.text)
        while waiting and end < min(len(lines), at + LONGEST_FORMULA) and lines[end].text.strip():
            end += 1
            if not CLOSES.search(lines[end - 1].text):
                continue
            longer = Line(line.number, "\n".join(each.text for each in lines[at:end]))
            found, waiting = scan(longer.text)
            if len(found) > len(stretches):
                stretches, line = found, longer
                break
        else:
            end = at + 1
        yield Draft(line, together(stretches, _copies(line.text, stretches)))
        at = end


def _copies(text: str, stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """The formulas that stand three times over, where no delimiter has found one."""
    for copy in find_copies(text):
        if all(copy.end <= other.start or other.end <= copy.start for other in stretches):
            yield copy


def scan(text: str) -> tuple[tuple[Stretch, ...], bool]:
    """The delimited formulas of `text`, and whether something is still open at its end."""
    found: list[Stretch] = []
    waiting = False
    read: Tex | None = None
    at = 0
    while (opening := OPENING.search(text, at)) is not None:
        at = opening.end()
        match opening.lastgroup:
            case None:
                continue
            case "code":
                end = text.find(opening["code"], at)
                at = end + len(opening["code"]) if end >= 0 else at
                continue
            case "name" | "begin":
                read = read or Tex.of(text)
                stretch = _environment(read, opening)
                waiting = waiting or (stretch is None and opening["name"] in DISPLAYS)
            case kind:
                stretch = _between(text, opening, kind)
                waiting = waiting or (stretch is None and kind != "dollar")
        if stretch is not None:
            found.append(stretch)
            at = stretch.end
    return tuple(found), waiting


def _between(text: str, opening: regex.Match[str], kind: str) -> Stretch | None:
    for closing in CLOSING[kind].finditer(text, opening.end()):
        if closing.lastgroup in ("lost", "stray"):
            return None
        if closing.lastgroup == "end":
            inner = text[opening.end() : closing.start()]
            if not inner.strip() or (kind == "dollar" and _reads_like_prose(inner)):
                return None
            display = kind in ("square", "dollars")
            return Stretch(opening.start(), closing.end(), (kind,), display, inner=(opening.end(), closing.start()))
    return None


def _environment(read: Tex, opening: regex.Match[str]) -> Stretch | None:
    if opening["name"] not in DISPLAYS:
        return None
    start = opening.start()
    first = bisect_left(read.tokens, start, key=attrgetter("start"))
    last = read.pairs.closing.get(first)
    if last is None:
        return None
    end = read.tokens[last].end
    return Stretch(start, end, ("environment",), display=True, inner=(start, end))


def _reads_like_prose(inner: str) -> bool:
    """Tell words side by side from a formula: `$5 or 10$` has nothing of TeX."""
    items = list(flat(itemise(Tex.of(inner))))
    if any(item.sort in (Sort.COMMAND, Sort.SCRIPT, Sort.RELATION, Sort.GROUP, Sort.SIZED) for item in items):
        return False
    return len(items) > 1 and any(item.sort in (Sort.WORD, Sort.COMPOUND, Sort.CODE, Sort.QUOTE) for item in items)
