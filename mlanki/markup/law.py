"""The law of the markup, as mdformat has it: what is written says what was meant, or somebody has to be told."""

from functools import lru_cache
from itertools import chain

from mlanki import patterns as regex
from mlanki.document import (
    Block,
    Blocks,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Item,
    List,
    Math,
    Paragraph,
    Strong,
    Table,
    Text,
    plain_text,
    split_lines,
)
from mlanki.markup.reading import from_markdown
from mlanki.markup.writing import PLAIN_TEX, to_markdown

# Nothing in it is a sign of markup behind a letter, and nothing before or behind it makes one of it.
PLAIN = regex.compile(
    r"""(?: [[A-Za-z0-9\ ,;:.?!'"()%/=+>\|\&\[{}@^\-] || [^\p{ASCII}\s\p{C}]]++
          | (?<= [\p{L}\p{N}] ) _ (?= [\p{L}\p{N}] ) | \] (?! \( ) )++""",
    regex.VERBOSE | regex.VERSION1,
)
# Whatever is a sign of markup in it has a backslash when it is written, and stands for itself again when it is read.
ESCAPED = regex.compile(r"[[\ -~] || [^\p{ASCII}\s\p{C}]]++", regex.VERSION1)
BEGINS = regex.compile(r"[\p{L}\p{N}(“\"\[{@%&/'’]")
# Behind emphasis: what CommonMark takes for no part of a word.
CLOSES = regex.compile(r"[ ,;:.?!'’\"“”()%/–—=+>-]")
CODE_LINES = regex.compile(r"[^`~\p{C}]*+(?:\n[^`~\p{C}]*+)*+")
LANGUAGE = regex.compile(r"[\w+#-]*+")


def reads_back(blocks: Blocks) -> bool:
    """Whether the markup of these blocks reads as these blocks and no others."""
    return all(_is_plain(block) or _stands_alone(block) for block in blocks) or _are_same(blocks)


@lru_cache(maxsize=1024)  # of lines that are hardly words there are few, and pages have them many times over
def _stands_alone(block: Block) -> bool:
    """Whether it is text that reads back by itself, or one item of text: then nothing hangs on its neighbours."""
    match block:
        case Paragraph() | Heading() | List((Item((Paragraph(),), ()),)):
            return _are_same((block,))
        case _:
            return False


def _are_same(blocks: Blocks) -> bool:
    return from_markdown(to_markdown(blocks)) == blocks


def _is_plain(block: Block) -> bool:
    """Whether there is no doubt: words, formulas and code in paragraphs, headings and lists, and lines of code."""
    match block:
        case Paragraph((Text(),) as line):  # as a rule
            return _is_escaped_line(line)
        case Paragraph(inlines):
            return all(_is_escaped_line(line) or _is_plain_line(line) for line in split_lines(inlines))
        case Heading(inlines):
            return _is_plain_line(inlines)
        case List(items):
            return all(_is_plain_item(item) or _stands_alone(List((item,))) for item in items)
        case CodeBlock(text, language):
            return bool(CODE_LINES.fullmatch(text) and LANGUAGE.fullmatch(language))
        case Table(header, rows):
            widths = {len(row) for row in (header, *rows) if row}
            is_whole = len(widths) == 1 and all(rows) and (any(header) or not header)
            return is_whole and all(map(_is_plain_cell, chain(header, *rows)))
        case _:
            return False


def _is_plain_cell(cell: Inlines) -> bool:
    """Whether it is empty, or one line with nothing that would part it."""
    return not cell or ("|" not in plain_text(cell) and _is_plain_line(cell))


def _is_plain_item(item: Item) -> bool:
    """Whether it says something, and begins with nothing in bold but its term."""
    term = not item.term or (_is_plain_line(item.term) and not _has_emphasis(item.term))
    match item.blocks:
        case (Paragraph(inlines), *_):
            begins = not _has_emphasis(inlines[:1])
        case _:
            begins = bool(item.term)
    return term and begins and all(map(_is_plain, item.blocks))


def _has_emphasis(inlines: Inlines) -> bool:
    return any(isinstance(inline, Strong | Emphasis) for inline in inlines)


@lru_cache(maxsize=1024)
def _is_plain_line(line: Inlines) -> bool:
    """Whether a line begins with a letter, a formula or code, ends without a blank, and has nothing like markup."""
    match line:
        case (Text(said),):  # as a rule
            return BEGINS.match(said) is not None and not said[-1].isspace() and PLAIN.fullmatch(said) is not None
    said = plain_text(line)
    begins = bool(BEGINS.match(said)) or isinstance(next(iter(line), None), Math | Code)
    neighbours = zip((None, *line), line, (*line[1:], None), strict=False)
    return begins and not said[-1:].isspace() and all(_is_plain_inline(*each) for each in neighbours)


def _is_escaped_line(line: Inlines) -> bool:
    """Whether a line is words, formulas and code, none of them within another, and has no blank at an end."""
    match line:
        case (Text(said),):  # as a rule
            return said == said.strip() != "" and ESCAPED.fullmatch(said) is not None
    said = plain_text(line)
    neighbours = zip((None, *line), line, (*line[1:], None), strict=False)
    return said == said.strip() != "" and all(
        not isinstance(inline, Strong | Emphasis) and _is_plain_inline(before, inline, after, ESCAPED)
        for before, inline, after in neighbours
    )


def _is_plain_inline(
    before: Inline | None, inline: Inline, after: Inline | None, words: regex.Pattern[str] = PLAIN
) -> bool:
    match inline:
        case Text(text):
            return not isinstance(before, Text) and words.fullmatch(text) is not None
        case Code(text):
            is_bare = text == text.strip() != "" and "`" not in text and text.isprintable()
            return is_bare and not isinstance(before, Code | Math)
        case Math(tex, display):
            is_bare = tex == tex.strip() and "\n" not in tex and PLAIN_TEX.fullmatch(tex) is not None
            return is_bare and (isinstance(before, Text) or (before is None and (not display or after is None)))
        case Strong(inner) | Emphasis(inner):
            opens = before is None or (isinstance(before, Text) and before.text[-1:].isspace())
            closes = after is None or (isinstance(after, Text) and CLOSES.match(after.text) is not None)
            return opens and closes and not _has_emphasis(inner) and _is_plain_line(inner)
        case _:
            return False
