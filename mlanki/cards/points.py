"""Finds what of an answer is worth a small card of its own: the points of its enumerations, and its one formula.

What is worth one follows P. Wozniak, "Twenty rules of formulating knowledge" (https://www.supermemo.com/en/blog/
twenty-rules-of-formulating-knowledge, here by their numbers), and A. Matuschak, "How to write good prompts"
(https://andymatuschak.org/prompts):

- minimum information (4): a card asks for one point; an explanation of more than `LONG` words is none, unless its
  first paragraph says what those below it go into; of a legend it has what explains its own formulas;
- avoid sets and enumerations (9, 10): no card asks for a list, not even for one in a sentence (`Risks: …`), and one
  that is longer than `SEVEN` comes in groups;
- combat interference (11): points that go by the same words are told apart by their headings, or are none;
- context cues (16): the question of the parent and the headings stand above the term, which so can stay short;
- redundancy is no fault (17): a formula is asked for by its name, too;
- provide sources (18): the address of the parent stands below;
- prompts are precise: a label (`Example:`), a symbol or a whole sentence asks for nothing in particular;
- prompts take effort: what the term says already is no answer, nor is a bare name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import TypeGuard

from mlanki import patterns as regex
from mlanki.cards.folding import subjects_of
from mlanki.cards.html import figure_hint
from mlanki.cards.sections import GIST_HEADINGS, count_words
from mlanki.document import (
    Block,
    Blocks,
    Code,
    Heading,
    Inlines,
    Item,
    List,
    Math,
    Paragraph,
    Text,
    plain_text,
    text_lines,
    walk,
)
from mlanki.identity import ENUMERATOR, WORD, folded
from mlanki.prose.figures import SENTENCE_END
from mlanki.prose.structure.kinds import BRACKETED, vocabulary
from mlanki.prose.tex import strip_size
from mlanki.records import Record

LONG = 60  # words of an explanation
SEVEN = 7  # points that one sees at a glance
LEAST = 3  # words and formulas that an explanation has beside those of its term
TERM = 8  # words; what is longer is a sentence

LABELS = GIST_HEADINGS | vocabulary(
    "analogy caution caveat caveats check example examples hint hints note notes recall remark remarks tip tips warning"
)
LABELS |= {"key point", "key points", "rule of thumb"}
SETS = vocabulary(
    """advantages alternatives applications benefits cons disadvantages downsides drawbacks limitations limits pitfalls
    pros remedies risks strengths upsides uses variants weaknesses"""
)
EQUATION = regex.compile(r"=|\\(?:approx|equiv|propto|sim|coloneqq)\b")
TEX_GROUP = regex.compile(r"\{(?:[^{}]++|(?R))*+\}")
TEX_NAME = regex.compile(r"\\[A-Za-z]+")
RELATION = regex.compile(r"[=<>,:]|\\(?:in|leq?|geq?|sim|subset)\b")
ARTICLE = regex.compile(r"^\s*(?:the|an?)\s+", regex.IGNORECASE)
VERB = regex.compile(r"\s+(?:are|\p{Ll}+s)\b")  # as it stands behind one thing, which so has no longer name
FORMULA: Inlines = (Text("Formula"),)


@dataclass(frozen=True, slots=True)
class Point:
    """A small card: a term or a name, what stands above it, and what is to be known of it.

    `words` are those that its code derives from (`symmetry-problem`); `group` has the range of its neighbours in a
    list that is long.
    """

    words: str
    question: Inlines
    part: Inlines
    answer: Blocks
    group: str = ""


def find_points(record: Record) -> tuple[Point, ...]:
    """The points of the answer of `record`, in the order of reading, no two of which have the same words."""
    found = [*_in_blocks(record.answer, ()), *_formula(record)]
    times = Counter(point.words for point in found)
    told = [
        point
        if times[point.words] == 1
        else replace(point, words=term_words(f"{plain_text(point.part)} {plain_text(point.question)}"))
        for point in found
    ]
    times = Counter(point.words for point in told)
    return tuple(point for point in told if times[point.words] == 1)


def term_words(text: str) -> str:
    """The words of a term as codes have them.

    >>> term_words("Full/Half Precision")
    'full-half-precision'
    """
    return "-".join(WORD.findall(folded(text)))


def _in_blocks(blocks: Blocks, part: Inlines) -> Iterator[Point]:
    """The points of the lists of `blocks`, below the heading `part`."""
    leads_in = False
    for block in blocks:
        match block:
            case Heading(inlines):
                part, leads_in = _heading(inlines), plain_text(inlines).rstrip().endswith(":")
            case List(items) if folded(plain_text(part)) not in LABELS:
                found = tuple(_in_list(items, part))
                yield from found
                if found and leads_in:  # what follows the list that it speaks of is about something else
                    part = ()
            case _:
                pass


def _in_list(items: Sequence[Item], part: Inlines) -> Iterator[Point]:
    """The points of a list; an item that has points of its own is their heading, and none itself."""
    below = [tuple(_in_blocks(item.blocks, _below(part, _heading(item.term)))) for item in items]
    rows = [row for item in items for block in item.blocks if _is_legend(block) for row in block.items]
    own = [None if inner else _point(item, part, rows) for item, inner in zip(items, below, strict=True)]
    count = sum(point is not None for point in own)
    is_enumeration = count >= 2 and 2 * count >= len(items) - sum(map(bool, below))
    groups = iter(_groups(count))
    for inner, point in zip(below, own, strict=True):
        yield from inner
        if point and is_enumeration:
            yield replace(point, group=next(groups))


def _groups(count: int) -> Iterator[str]:
    """The group of each of so many points, as even as can be; points that one sees at a glance need none.

    >>> list(_groups(3)), list(_groups(8))[3:5]
    (['', '', ''], ['1–4 of 8', '5–8 of 8'])
    """
    size = ceil(count / ceil(count / SEVEN)) if count else 0
    for number in range(count):
        first = number - number % size
        yield f"{first + 1}–{min(first + size, count)} of {count}" if count > SEVEN else ""


def _below(part: Inlines, heading: Inlines) -> Inlines:
    """Both headings; the lower alone where it has the words of the other."""
    above, words = (subjects_of([plain_text(each)]) for each in (part, heading))
    return heading if above <= words else (*part, Text(" · "), *heading) if heading else part


def _point(item: Item, part: Inlines, legend: Sequence[Item]) -> Point | None:
    """The point of an item; none where its term asks for nothing, or its explanation answers nothing.

    The `legend` is that of the whole list, which its last item may end with.
    """
    term = _without_colon(item.term)
    name = _said(walk(term))
    subject = subjects_of([name])
    answer = tuple(block for block in item.blocks if not (_is_legend(block) or _is_where(block)))
    answer = answer if count_words(answer) <= LONG else answer[:1]
    if (
        not subject
        or len(name.split()) > TERM
        or folded(BRACKETED.sub("", name).strip()) in LABELS | SETS
        or SENTENCE_END.search(name)
    ):
        return None
    if count_words(answer) > LONG or figure_hint(answer):
        return None
    if (text_lines(answer) or [""])[-1].rstrip().endswith(":"):  # what it leads in to is not here
        return None
    formulas = [node for node in walk(answer) if isinstance(node, Math)]
    says = len(subjects_of([_said(walk(answer))]) - subject) + len(formulas)
    if says < LEAST and not any(map(_is_equation, formulas)):
        return None
    rows = tuple(row for row in legend if any(_holds(formula, row) for formula in formulas))
    return Point(term_words(plain_text(term)), term, part, (*answer, List(rows)) if rows else answer)


def _holds(formula: Math, row: Item) -> bool:
    """Whether the symbol that a row of a legend explains stands in a formula."""
    sought = "".join(RELATION.split(strip_size(_formulas(row.term)[0].tex))[0].split())
    tex = formula.tex if "\\" in sought else TEX_NAME.sub(" ", formula.tex)
    return bool(sought) and sought in "".join(tex.split())


def _said(nodes: Iterable[object]) -> str:
    """The words of nodes, without their formulas."""
    return " ".join(node.text for node in nodes if isinstance(node, Text | Code))


def _heading(inlines: Inlines) -> Inlines:
    """A heading without its number and its colon: neither is a cue, and codes must not know of numbers."""
    match _without_colon(inlines):
        case (Text(text), *others) if words := ENUMERATOR.sub("", text).lstrip():
            return (Text(words), *others)
        case without:
            return without


def _without_colon(inlines: Inlines) -> Inlines:
    match inlines:
        case (*before, Text(text)) if before or text.rstrip(" :."):
            return (*before, Text(words)) if (words := text.rstrip(" :.")) else tuple(before)
        case _:
            return inlines


def _formula(record: Record) -> Iterator[Point]:
    """The formula of an answer that has one, under the name that the question gives it.

    The name is what the sentence over it begins with: `The triplet loss asks …`, asked `What is the triplet loss?`
    """
    if sum(isinstance(node, Math) and node.display for node in walk(record.answer)) != 1:
        return
    above: Inlines = ()
    for number, block in enumerate(record.answer):
        if not isinstance(block, Paragraph):
            continue
        for at, formula in enumerate(block.inlines):
            if not (isinstance(formula, Math) and formula.display):
                continue
            sentence = SENTENCE_END.split(plain_text(block.inlines[:at]).strip() or plain_text(above))[-1]
            if _is_equation(formula) and (name := _name(sentence, record)):
                answer = (Paragraph((formula,)), *_legend(record.answer[number + 1 :]))
                yield Point(term_words(name), (Text(name),), FORMULA, answer)
        above = block.inlines


def _is_equation(formula: Math) -> bool:
    return EQUATION.search(TEX_GROUP.sub("", strip_size(formula.tex))) is not None


def _name(sentence: str, record: Record) -> str:
    """The words that a sentence begins with and the question has, too; empty where they are no whole name."""
    asked = " ".join(word for line in text_lines(record.question) for word in WORD.findall(folded(line)))
    begin = end = len(sentence) - len(ARTICLE.sub("", sentence, count=1))
    for word in WORD.finditer(sentence, begin):
        if f" {' '.join(WORD.findall(folded(sentence[begin : word.end()])))} " not in f" {asked} ":
            break
        end = word.end()
    name = sentence[begin:end]
    title = set(WORD.findall(folded(record.title)))
    is_whole = title <= set(WORD.findall(folded(name))) if title else VERB.match(sentence, end)
    return name[:1].upper() + name[1:] if is_whole and subjects_of([name]) else ""


def _legend(blocks: Blocks) -> Blocks:
    """The list that says what the symbols of the formula above it mean."""
    match blocks[1:] if blocks and _is_where(blocks[0]) else blocks:
        case (legend, *_) if _is_legend(legend) and count_words((legend,)) <= LONG:
            return (legend,)
        case _:
            return ()


def _is_where(block: Block) -> bool:
    """Whether all that a block says is `Where:`."""
    return isinstance(block, Paragraph) and count_words((block,)) <= 1 and not _formulas(block.inlines)


def _is_legend(block: Block) -> TypeGuard[List]:
    return isinstance(block, List) and all(_formulas(item.term) for item in block.items)


def _formulas(inlines: Inlines) -> list[Math]:
    return [node for node in walk(inlines) if isinstance(node, Math)]
