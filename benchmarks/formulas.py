"""How exactly bare formulas are found, and what each rule adds: `python benchmarks/formulas.py FOLDER…`.

In Markdown banks the truth is what stands between dollars. They are shown without the dollars in two habits: `spaced`,
where every formula begins with a space of its own, and `plain`, where none does. Pages of a listing (`.txt`) are marked
as those in `tests/marked`, ⟦inline⟧ ⟪displayed⟫ ⦅either⦆, and read as they are without the marks.

Then every rule is taken away in turn; the table says by how many thousandths F1 falls without it (a negative figure:
the rule does harm there). Formulas without a sign of TeX (`x`, `0.5`) are free in `plain`, where nothing sets them off.
`--show` prints what was lost and what was found in vain; `--quick` leaves out the table.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import regex

from mlanki.document import Line, Math, Text
from mlanki.prose.formulas import RULES, RichLine, find_delimited
from mlanki.prose.formulas.draft import Draft
from mlanki.prose.formulas.record import read_record
from mlanki.prose.formulas.rules import Rule, evidence

GAPS = {"spaced": " ", "plain": ""}
HABITS = (*GAPS, "marked")

FENCED = regex.compile(r"^\s*(```|~~~).*?^\s*\1.*?$", regex.MULTILINE | regex.DOTALL)
HEADING = regex.compile(r"\#{1,6}\s")
TABLE = regex.compile(r"\s*\|.*\|\s*")
MARKUP = regex.compile(
    r"""^ \s* (?: [-*+] \s+ | > \s? | \#{1,6} \s+ )+    # the marks of an item, a quotation, a heading
      | \*\* | ` | </?[a-zA-Z][^<>\n]*>                 # bold, code, HTML""",
    regex.VERBOSE,
)
MARK = regex.compile(r"⟦(?P<inline>[^⟧]*)⟧|⟪(?P<display>[^⟫]*)⟫|⦅(?P<free>[^⦆]*)⦆")
RECORD = regex.compile(r"^\s*•.*$", regex.MULTILINE)
SIGN = regex.compile(r"\\[a-zA-Z]|[\^{_]")


@dataclass(frozen=True, slots=True)
class Section:
    """Lines as a page shows them, and the formulas in them; `free` are those that may be lost."""

    name: str
    lines: tuple[Line, ...]
    formulas: tuple[Math, ...]
    free: frozenset[str]


def of_bank(bank: Path) -> Iterator[tuple[str, Section]]:
    """The sections of a Markdown bank that hold a formula, in both habits; code and tables are left out."""
    name, lines = bank.stem, list[str]()
    for text in [*FENCED.sub("", bank.read_text(encoding="utf-8")).split("\n"), "# "]:
        if not HEADING.match(text):
            lines += [] if TABLE.fullmatch(text) else [MARKUP.sub("", text)]
            continue
        found = find_delimited([Line(number, line.rstrip()) for number, line in enumerate(lines, 1)])
        pieces = [piece for line in found.lines for piece in line.inlines]
        maths = tuple(piece for piece in pieces if isinstance(piece, Math))
        if maths and not any("$" in piece.text for piece in pieces if isinstance(piece, Text)):
            trivial = frozenset(squeeze(math.tex) for math in maths if not is_required(math.tex))
            for habit, gap in GAPS.items():
                free = trivial if habit == "plain" else frozenset()
                yield habit, Section(f"{bank.stem}: {name}", tuple(bare(found.lines, gap)), maths, free)
        name, lines = text.lstrip("# "), []


def bare(lines: Sequence[RichLine], gap: str) -> Iterator[Line]:
    """The lines without their dollars, a displayed formula on a line of its own."""
    shown: list[str] = []
    for line in lines:
        shown.append("")
        for piece in line.inlines:
            match piece:
                case Text(text):
                    shown[-1] += text
                case Math(tex, display=True):
                    shown += [gap + " ".join(tex.split()), ""]
                case Math(tex):
                    shown[-1] += gap + " ".join(tex.split())
    return (Line(number, text) for number, text in enumerate(shown, 1))


def of_page(page: Path) -> Iterator[tuple[str, Section]]:
    """The records of a marked page of a listing."""
    for number, text in enumerate(RECORD.split(page.read_text(encoding="utf-8"))):
        marks = list(MARK.finditer(text))
        maths = tuple(Math(mark[0][1:-1], display=mark.lastgroup == "display") for mark in marks)
        free = frozenset(squeeze(mark["free"]) for mark in marks if mark["free"])
        shown = regex.sub("[⟦⟧⟪⟫⦅⦆]", "", text).split("\n")
        indentation = min((len(line) - len(line.lstrip()) for line in shown if line.strip()), default=0)
        lines = tuple(Line(at, line[indentation:].rstrip()) for at, line in enumerate(shown, 1))
        if marks:
            yield "marked", Section(f"{page.stem}: {number}", lines, maths, free)


def squeeze(tex: str) -> str:
    """A formula without what no reader sees: spaces, and the punctuation of the sentence after it."""
    return regex.sub(r"\s+|\\displaystyle", "", tex).rstrip(".,;:")


def is_required(tex: str) -> bool:
    return bool(SIGN.search(tex)) or ("=" in tex and len(tex) > 3)


@dataclass
class Score:
    """How many formulas were found as marked, lost, found in vain, and not displayed though marked so."""

    right: int = 0
    lost: int = 0
    vain: int = 0
    misplaced: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.lost + self.vain)

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f} ({self.right} right, {self.lost} lost, {self.vain} vain, {self.misplaced} misplaced)"


def score(sections: Sequence[Section], *, show: bool = False) -> Score:
    total = Score()
    for section in sections:
        found = [
            Math(stretch.tex(draft.line.text), stretch.display)
            for draft in read_record([Draft(line) for line in section.lines])
            for stretch in draft.stretches
        ]
        wanted = Counter(squeeze(math.tex) for math in section.formulas)
        got = Counter(squeeze(math.tex) for math in found)
        whole = "".join(wanted)
        lost = Counter({tex: n for tex, n in (wanted - got).items() if tex not in section.free})
        vain = Counter({tex: n for tex, n in (got - wanted).items() if not (len(tex) < 4 and tex in whole)})
        display = Counter(squeeze(math.tex) for math in section.formulas if math.display)
        displayed = Counter(squeeze(math.tex) for math in found if math.display)
        total.right += (got & wanted).total()
        total.lost += lost.total()
        total.vain += vain.total()
        total.misplaced += ((display & got) - displayed).total()
        if show:
            for tex in lost:
                print(f"  {section.name[:40]} lost {tex}")
            for tex in vain:
                print(f"  {section.name[:40]} vain {tex}")
    return total


@contextmanager
def without(rule: Rule) -> Iterator[None]:
    """A reading in which `rule` never holds and weighs nothing."""
    kept = rule.holds, rule.weight
    _change(rule, lambda _: False, 0.0)
    try:
        yield
    finally:
        _change(rule, *kept)


def _change(rule: Rule, holds: object, weight: float) -> None:
    # Rules are frozen for everybody else; changing one in place reaches every table that holds it.
    object.__setattr__(rule, "holds", holds)
    object.__setattr__(rule, "weight", weight)
    evidence.cache_clear()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    files = chain.from_iterable(sorted(place.glob("*.*")) if place.is_dir() else [place] for place in options.places)
    sections: dict[str, list[Section]] = {habit: [] for habit in HABITS}
    for file in files:
        for habit, section in of_page(file) if file.suffix == ".txt" else of_bank(file):
            sections[habit].append(section)
    whole = {habit: score(some, show=options.show) for habit, some in sections.items() if some}
    for habit, of in whole.items():
        print(f"{habit}: {of}")
    if options.quick:
        return
    print(f"\n{'rule':<22}" + "".join(f"{habit:>8}" for habit in whole))
    for name, rule in RULES.items():
        with without(rule):
            falls = [round(1000 * (of.f1 - score(sections[habit]).f1), 1) for habit, of in whole.items()]
        print(f"{name:<22}" + "".join(f"{fall or '.':>8}" for fall in falls), flush=True)


if __name__ == "__main__":
    main()
