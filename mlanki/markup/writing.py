"""Blocks → markup."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mlanki import patterns as regex
from mlanki.document import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    make_item,
)

# What would begin something other than a paragraph, were it first on its line.
LINE_START = regex.compile(
    r"""(?P<mark> [#]+ (?=\s|$) | > | [+-] (?=\s|$) | [-~|:] (?= [-~|:\s]* $ ) | ~ (?=~~) )
      | (?P<number> \d{1,9} ) (?= [.)] (?:\s|$) )""",
    regex.VERBOSE,
)
# What CommonMark would take for markup inside a line.
SPECIAL = regex.compile(
    r"""[`*$]
      | \\ (?= [!-/:-@\[-`{-~] | $ )          # a backslash that would escape what follows
      | (?<! [\p{L}\p{N}] ) _ | _ (?! [\p{L}\p{N}] )
      | < (?= [\p{L}/!?] )
      | \] (?= \( )""",
    regex.VERBOSE,
)
SPECIAL_IN_LINK = regex.compile(rf"{SPECIAL.pattern} | [\[\]]", regex.VERBOSE)
SPECIAL_IN_ADDRESS = regex.compile(r"[<>\\]")
SPECIAL_IN_ALT = regex.compile(r"[\[\]\\`*_$<]")
CLOSING_MARKS = regex.compile(r"(?<!\S)(#+)$")  # of a heading
SIGNS = regex.compile("`++|~++")  # of fences

NO_TERM = "<!-- -->"
# TeX that stands between dollars as it is.
PLAIN_TEX = regex.compile(r"(?!`)(?:\\.|[^\\$])+", regex.DOTALL)


def to_markdown(blocks: Blocks) -> str:
    """The blocks as markup, without a final line end."""
    return "\n".join(_lines(blocks))


def _lines(blocks: Blocks) -> Iterator[str]:
    lists_in_a_row = 0
    for number, block in enumerate(blocks):
        if number:
            yield ""
        lists_in_a_row = lists_in_a_row + 1 if isinstance(block, List) else 0
        yield from _block(block, other_mark=lists_in_a_row % 2 == 0)


def _block(block: Block, *, other_mark: bool) -> Iterator[str]:
    match block:
        case Paragraph(inlines):
            yield from _written(inlines).split("\n")
        case Heading(inlines, level):
            yield "#" * level + " " + CLOSING_MARKS.sub(r"\\\1", _written(inlines))
        case List(items, start):
            for number, item in enumerate(items, 0 if start is None else start):
                # Lists that follow each other are told apart by their marks.
                bullet, end = ("*", ")") if other_mark else ("-", ".")
                mark = bullet if start is None else f"{number}{end}"
                yield from _hang(mark + " ", _item(item))
        case CodeBlock(text, language):
            fence = _fence(text, 3, "~" if "`" in language else "`")
            yield fence + language
            yield from text.split("\n")
            yield fence
        case Table(header, rows):
            width = max(len(row) for row in (header, *rows))
            yield _row(header or ((),) * width)
            yield "|" + " --- |" * width
            for row in rows:
                yield _row(row)
        case Quote(inner):
            yield from _hang("> ", _lines(inner), rest="> ")


def _item(item: Item) -> Iterator[str]:
    """The lines of an item; its term and its first paragraph share a line."""
    if not item.term:
        lines = _lines(item.blocks)
        yield (NO_TERM if make_item(item.blocks).term else "") + next(lines, "")
        yield from lines
        return
    match item.blocks:
        case (Paragraph(inlines), *others):
            yield from _written((Strong(item.term), Text(" "), *inlines)).split("\n")
        case others:
            yield _written((Strong(item.term),))
    if others:
        yield ""
        yield from _lines(tuple(others))


def _hang(mark: str, lines: Iterator[str], rest: str = "") -> Iterator[str]:
    """`mark` before the first of `lines`; before the others `rest`, or as much blank as the mark is long."""
    rest = rest or " " * len(mark)
    yield mark + first if (first := next(lines, "")) else mark.rstrip()
    for line in lines:
        yield rest + line if line else rest.rstrip()


def _row(cells: Sequence[Inlines]) -> str:
    written = (_written(cell).replace("\\\n", "<br>").replace("|", r"\|") for cell in cells)
    return "| " + " | ".join(written) + " |"


def _written(inlines: Inlines, special: regex.Pattern[str] = SPECIAL) -> str:
    """Inlines as markup, `special` escaped in their words; a backslash ends a line that goes on below."""
    written = ""
    before: Inline | None = None
    for inline, after in pairwise((*inlines, None)):
        if isinstance(before, Code | Math) and isinstance(inline, Code | Math):
            written += "<!-- -->"  # without it their fences would run together
        before = inline
        match inline:
            case Text(text):
                escaped = special.sub(r"\\\g<0>", text) if special.search(text) else text  # which as a rule says no
                if (not written or written.endswith("\n")) and (found := LINE_START.match(escaped)):
                    escaped = _escape_start(found) + escaped[found.end() :]
                if text.endswith("!") and isinstance(after, Link):
                    escaped = escaped[:-1] + r"\!"
                written += escaped
            case Break():
                written += "\\\n"
            case Strong(inner):
                written += _emphasised(_written(inner, special), "**", "b", written, after)
            case Emphasis(inner):
                written += _emphasised(_written(inner, special), "*", "i", written, after)
            case Code(text):
                written += _fenced(text)
            case Math(tex, display):
                dollars = "$$" if display else "$"
                written += dollars + (tex if PLAIN_TEX.fullmatch(tex) else _fenced(tex)) + dollars
            case Link(inner, target):
                words = _written(inner, SPECIAL_IN_LINK)
                address = SPECIAL_IN_ADDRESS.sub(r"\\\g<0>", target)
                written += f"[{words}](<{address}>)"
            case Image(name, alt):
                words = SPECIAL_IN_ALT.sub(r"\\\g<0>", alt)
                written += f"![{words}]({name})"
    return written


def _escape_start(found: regex.Match[str]) -> str:
    return f"{found['number']}\\" if found["number"] else "\\" + found["mark"]


def _emphasised(words: str, stars: str, tag: str, before: str, after: Inline | None) -> str:
    """Emphasis by asterisks where CommonMark's rules on flanking let them be seen, else by a tag."""
    opens = not before or before[-1].isspace()
    match after:
        case None | Break():
            closes = True
        case Text(text):
            closes = not text[0].isalnum() and text[0] != "*"
        case _:
            closes = False
    if opens and closes and words and words == words.strip() and "*" not in words and "<" not in words:
        return stars + words + stars
    return f"<{tag}>{words}</{tag}>"


def _fenced(text: str) -> str:
    """`text` between backticks."""
    fence = _fence(text, 1)
    pad = " " if text.startswith("`") or text.endswith("`") or (text[:1] == " " == text[-1:] and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fence(text: str, least: int, sign: str = "`") -> str:
    """More signs than `text` has in a row, and no fewer than `least`."""
    return sign * max(least, 1 + max((len(run[0]) for run in SIGNS.finditer(text) if run[0][0] == sign), default=0))
