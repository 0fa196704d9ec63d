"""A short way through markdown-it for what is nothing but words, which most of any text is.

Its rules ask for every line whether each kind of block begins there, and for every sign whether each kind of inline
does. The tokens are those that they would come to.
"""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from mlanki import patterns as regex

# How a line begins that begins or ends no block but a paragraph, whatever stands behind.
WORDS = regex.compile(
    r"""[^\s$\\`~>*+=_\#\[|:<\d-] | \*{1,2}+ [^*\s] | _{1,2}+ [^_\s] | \$ [^$] | \\ [^\\\[b] | `{1,2}+ [^`]
      | \d++ [^\d.)] | :++ [^:|\s-]""",
    regex.VERBOSE,
)
CODE = 4  # columns of indent
MARKUP = regex.compile(r"[\\`*_\[<&$]")  # what any inline but a line break begins with


def add_short_ways(parser: MarkdownIt) -> MarkdownIt:
    """Let a parser for CommonMark with formulas take words as they are."""
    first = parser.block.ruler.get_all_rules()[0]
    parser.block.ruler.before(first, "wordy_paragraph", _wordy_paragraph)
    parser.core.ruler.at("inline", _inline)
    return parser


def _wordy_paragraph(state: StateBlock, first: int, _: int, __: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read a paragraph none of whose lines may begin or end anything else."""
    end = first
    while end < state.lineMax and not state.isEmpty(end):
        indent = state.sCount[end] - state.blkIndent
        if not 0 <= indent < CODE or not WORDS.match(state.src, state.bMarks[end] + state.tShift[end]):
            return False
        end += 1
    state.line = end
    state.push("paragraph_open", "p", 1).map = [first, end]
    words = state.push("inline", "", 0)
    words.content = mdTrim(state.getLines(first, end, state.blkIndent, keepLastLF=False))
    words.map, words.children = [first, end], []
    state.push("paragraph_close", "p", -1)
    return True


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline":
            if MARKUP.search(token.content):
                token.children = state.md.inline.parse(token.content, state.md, state.env, token.children or [])
            else:
                token.children = [*_words(token.content)]


def _words(text: str) -> Iterator[Token]:
    """The lines of a text, and what ends each but the last: two blanks before a line end break the line."""
    *lines, last = text.split("\n")
    for at, line in enumerate(lines):
        words = line.lstrip(" \t") if at else line
        if kept := words.rstrip(" "):
            yield Token("text", "", 0, content=kept)
        yield Token("hardbreak" if len(words) > len(kept) + 1 else "softbreak", "br", 0)
    if last := last.lstrip(" \t") if lines else last:
        yield Token("text", "", 0, content=last)
