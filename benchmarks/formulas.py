"""How exactly bare formulas are found in Markdown banks, and what each rule adds: `python benchmarks/formulas.py FOLDER…`.

The truth is what stands between dollars in the banks. They are shown without the dollars in two habits: `spaced`, where
every formula begins with a space of its own, and `plain`, where none does. Then every rule is taken away in turn; the
table says by how many thousandths F1 falls without it (a negative figure: the rule does harm there).
Formulas without a sign of TeX (`x`, `0.5`) are free in `plain`, where nothing sets them off.

`--show` prints what was lost and what was found in vain; `--quick` leaves out the table.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import regex

from mlanki.document import Line, Math, Text
from mlanki.prose.formulas import RULES, RichLine, find_delimited, find_formulas
from mlanki.prose.formulas.rules import Rule

GAPS = {"spaced": " ", "plain": ""}

FENCED = regex.compile(r"^\s*(```|~~~).*?^\s*\1.*?$", regex.MULTILINE | regex.DOTALL)
HEADING = regex.compile(r"\#{1,6}\s")
TABLE = regex.compile(r"\s*\|.*\|\s*")
MARKUP = regex.compile(
    r"""^ \s* (?: [-*+] \s+ | > \s? | \#{1,6} \s+ )+    # the marks of an item, a quotation, a heading
      | \*\* | ` | </?[a-zA-Z][^<>\n]*>                 # bold, code, HTML""",
    regex.VERBOSE,
)
SIGN = regex.compile(r"\\[a-zA-Z]|[\^{_]")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines under one heading, with their formulas."""

    name: str
    lines: tuple[RichLine, ...]

    def formulas(self) -> Iterator[Math]:
        return (piece for line in self.lines for piece in line.inlines if isinstance(piece, Math))

    def bare(self, gap: str) -> list[Line]:
        """The lines as a page shows them, a displayed formula on a line of its own."""
        shown: list[str] = []
        for line in self.lines:
            shown.append("")
            for piece in line.inlines:
                match piece:
                    case Text(text):
                        shown[-1] += text
                    case Math(tex, display=True):
                        shown += [gap + " ".join(tex.split()), ""]
                    case Math(tex):
                        shown[-1] += gap + " ".join(tex.split())
        return [Line(number, text) for number, text in enumerate(shown, 1)]


def sections(bank: Path) -> Iterator[Section]:
    """The sections of a bank that hold a formula; code and tables are left out."""
    name, lines = bank.stem, list[str]()
    for text in [*FENCED.sub("", bank.read_text(encoding="utf-8")).split("\n"), "# "]:
        if not HEADING.match(text):
            lines += [] if TABLE.fullmatch(text) else [MARKUP.sub("", text)]
            continue
        found = find_delimited([Line(number, line.rstrip()) for number, line in enumerate(lines, 1)])
        section = Section(f"{bank.stem}: {name}", found.lines)
        dollars = any("$" in piece.text for line in found.lines for piece in line.inlines if isinstance(piece, Text))
        if found.findings and not dollars:
            yield section
        name, lines = text.lstrip("# "), []


def squeeze(tex: str) -> str:
    """A formula without what no reader sees: spaces, and the punctuation of the sentence after it."""
    return regex.sub(r"\s+|\\displaystyle", "", tex).rstrip(".,;:")


def is_required(tex: str) -> bool:
    return bool(SIGN.search(tex)) or ("=" in tex and len(tex) > 3)


@dataclass
class Score:
    """How many formulas were found as marked, lost, found in vain, and displayed where they are not or the reverse."""

    right: int = 0
    lost: int = 0
    vain: int = 0
    misplaced: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.lost + self.vain)


def score(banks: Sequence[Section], habit: str, *, show: bool = False) -> Score:
    total = Score()
    for section in banks:
        marked = list(section.formulas())
        found = [finding for finding in find_formulas(section.bare(GAPS[habit])).findings]
        wanted = Counter(squeeze(math.tex) for math in marked if habit == "spaced" or is_required(math.tex))
        got = Counter(squeeze(finding.tex) for finding in found)
        free = {squeeze(math.tex) for math in marked if not is_required(math.tex)}
        whole = "".join(squeeze(math.tex) for math in marked)
        lost = wanted - got
        vain = Counter(
            {tex: n for tex, n in (got - wanted).items() if tex not in free and not (len(tex) < 4 and tex in whole)}
        )
        shown = Counter(squeeze(math.tex) for math in marked if math.display)
        shown_found = Counter(squeeze(finding.tex) for finding in found if finding.display)
        total.right += (got & wanted).total()
        total.lost += lost.total()
        total.vain += vain.total()
        total.misplaced += ((shown & got) - shown_found).total()
        if show:
            for what, formulas in (("lost", lost), ("vain", vain)):
                print(*(f"  {section.name[:40]} {what} {tex}" for tex in formulas), sep="\n", end="\n" * bool(formulas))
    return total


@contextmanager
def without(rule: Rule) -> Iterator[None]:
    """A reading in which `rule` never holds and weighs nothing."""
    kept = rule.holds, rule.weight
    _set(rule, lambda _: False, 0.0)
    try:
        yield
    finally:
        _set(rule, *kept)


def _set(rule: Rule, holds: object, weight: float) -> None:
    # Rules are frozen for everybody else; taking one away in place reaches every table that holds it.
    object.__setattr__(rule, "holds", holds)
    object.__setattr__(rule, "weight", weight)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    files = [file for folder in options.folders for file in (sorted(folder.glob("*.md")) if folder.is_dir() else [folder])]
    banks = [section for file in files for section in sections(file)]
    base = {}
    for habit in GAPS:
        base[habit] = score(banks, habit, show=options.show)
        of = base[habit]
        print(
            f"{habit}: F1 {of.f1:.3f} ({of.right} right, {of.lost} lost, {of.vain} found in vain, {of.misplaced} misplaced)"
        )
    if options.quick:
        return
    print(f"\n{'rule':<22}{'spaced':>8}{'plain':>8}")
    for name, rule in RULES.items():
        with without(rule):
            falls = [1000 * (base[habit].f1 - score(banks, habit).f1) for habit in GAPS]
        print(f"{name:<22}" + "".join(f"{fall:8.1f}" if round(fall, 1) else f"{'.':>8}" for fall in falls), flush=True)


if __name__ == "__main__":
    main()
