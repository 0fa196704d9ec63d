r"""Markdown as people write it on GitHub → markdown-it tokens of the kinds that `mlanki.markup` reads.

Formulas stand between dollars, in `\( \)`, `\[ \]` (their backslash often doubled) and in blocks marked `math`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from mlanki import patterns as regex
from mlanki.markup import NO_TERM, add_short_ways, nest_blocks
from mlanki.prose.formulas.bare import find_bare
from mlanki.prose.tex import Delimited, flat_tex, match_delimited
from mlanki.readers.markdown.cells import with_all_cells
from mlanki.readers.markdown.html import text_token, without_html

BLOCK = regex.compile(
    r"(?P<opening> \$\$ | (?P<slash> \\{1,2} ) \[ | \\begin \s* (?P<name> \{ [a-z]+ \*? \} ) )", regex.VERBOSE
)
DELIMITER = regex.compile(r"[$\\]")
HEADING = regex.compile(r"\#{1,6}\s")
LONGEST_BLOCK = 60  # lines
# What a fence says to programs alone: its language, and how the code is to be shown (`{1,3}`, `echo=FALSE`).
FENCE_SETTING = regex.compile(
    r"""^[^\s{]\S*+ | \{[^{}"']*+\}? | \}
        | (?: (?<! [\w.-] ) [\w.-]++ = )? ["'][^\p{L}"']*+["']
        | (?<! [\w.-] ) [\w.-]++ = (?: [^\s"']\S*+ | (?= ["'] ) )""",
    regex.VERBOSE,
)
DASHES = ("– ", "— ", "- ")
# `**Term: **words`, `**Term:**words`, `** Term **`: none of them is bold for CommonMark, and each was for its author.
LABEL = regex.compile(
    r"""^ (?P<bold> \*\* | __ ) (?: [ \t]++ (?P<words> [^*_`$\\\n]*? ) [ \t]*+ (?P=bold)
        | (?P<words> [^*_`$\\\n]*? ) (?: [ \t]++ (?P=bold) | (?<= \p{P} ) (?P=bold) (?= [\p{L}\p{N}] ) ) ) [ \t]*+""",
    regex.VERBOSE | regex.MULTILINE,
)
FOLD = "fold"  # the type of a token that stands for a tag which opens or closes what a click unfolds
TERM_ENDS = (":", ".", "?", "!", "–", "—", "-")


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read a formula that stands between delimiters in a line."""
    found = match_delimited(state.src, state.pos, state.posMax, escapes=True)
    if not found:
        return False
    if not silent:
        token = state.push("math_inline_double" if found.display else "math_inline", "math", 0)
        token.content = found.tex
    state.pos = found.end
    return True


def _formula_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Read a displayed formula from the beginning of a line to the end of another, but across no heading."""
    opening = BLOCK.match(state.src, state.bMarks[first] + state.tShift[first], state.eMarks[first])
    if not opening or state.is_code_block(first) or (silent and not opening["slash"]):
        return False
    closing = "\\end" + opening["name"] if opening["name"] else opening["slash"] + "]" if opening["slash"] else "$$"
    for last in range(first, min(end, first + LONGEST_BLOCK)):
        line = state.src[state.bMarks[last] + state.tShift[last] : state.eMarks[last]].strip()
        within = line.removeprefix(opening["opening"]) if last == first else line
        if within.endswith(closing):
            break
        if closing in within or opening["opening"] in within or HEADING.match(line):
            return False
    else:
        return False
    text = state.getLines(first, last + 1, state.blkIndent, keepLastLF=False).strip()
    found = match_delimited(text, 0, len(text), escapes=first == last)
    if not found or found.end < len(text):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block, token.content, token.map = True, found.tex, [first, last + 1]
        state.line = last + 1
    return True


# What stands for a bare formula while the markup around it is read: a number between two characters that no page has:
# they are none in Unicode, so that cleaning removes them, and no entity of Markdown means them.
HELD = regex.compile("\ufdd0(\\d+)\ufdd1")


FOLD_TAG = regex.compile(r"<(?P<name>/?(?:details|summary))\b[^>]*>[ \t]*", regex.IGNORECASE)


def _fold_tag(state: StateBlock, first: int, _: int, __: bool) -> bool:  # noqa: FBT001
    """Read a tag of a fold that has its line to itself, between blank ones; its token says which."""
    found = FOLD_TAG.fullmatch(state.src, state.bMarks[first] + state.tShift[first], state.eMarks[first])
    if not found or state.is_code_block(first) or not (first + 1 == state.lineMax or state.isEmpty(first + 1)):
        return False
    state.line = first + 1
    tag = state.push(FOLD, "", 0)
    tag.content, tag.map = found["name"].lower(), [first, first + 1]
    return True


def _outside_delimiters(text: str) -> list[Delimited]:
    """The bare formulas of `text` that stand in none that Markdown's own delimiters mark."""
    if not (bare := find_bare(text)):
        return []
    places = (at.start() for at in DELIMITER.finditer(text))
    marked = [found for at in places if (found := match_delimited(text, at, len(text), escapes=True))]
    begins = [found.first for found in marked]
    reach = [0, *accumulate((found.end for found in marked), max)]  # of all that begin before each
    return [each for each in bare if reach[bisect_left(begins, each.end)] <= each.first]


def _hold_bare(state: StateCore) -> None:
    """Put bare TeX aside, whose backslashes and asterisks markup would take for its own."""
    held: list[Delimited] = state.env.setdefault("held", [])
    for token in state.tokens:
        if token.type == "inline":
            found = _outside_delimiters(token.content)
            kept = at = 0
            words = ""
            for at, formula in enumerate(found, len(held)):
                words += f"{token.content[kept : formula.first]}\ufdd0{at}\ufdd1"
                kept = formula.end
            token.content = words + token.content[kept:]
            held.extend(found)


def _mend_labels(state: StateCore) -> None:
    """Put the blanks of a bold label at the beginning of a line behind it, and one behind a sign that it ends with."""
    for token in state.tokens:
        if token.type == "inline":
            token.content = LABEL.sub(r"\g<bold>\g<words>\g<bold> ", token.content)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.core.ruler.before("inline", "labels", _mend_labels)
    parser.core.ruler.before("inline", "bare_formulas", _hold_bare)
    parser.inline.ruler.before("escape", "formula", _formula)
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "formula_block", _formula_block, {"alt": interrupted})
    parser.block.ruler.before("table", "fold_tag", _fold_tag)
    # Tags are looked at one by one, so that Markdown between them is read wherever it stands.
    parser.disable("html_block")
    # What may be followed is for those who know what they have: a picture is a file, and a link a link.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return add_short_ways(nest_blocks(parser))


PARSER = _parser()


def _restored(tokens: Sequence[Token], held: Sequence[Delimited]) -> Iterator[Token]:
    """The tokens with the formulas that were put aside; in code they are the text that they were."""
    for token in tokens:
        if "\ufdd0" not in token.content:
            yield token
        elif token.type != "text":
            token.content = HELD.sub(lambda found: held[int(found[1])].tex, token.content)
            yield token
        else:
            for at, part in enumerate(HELD.split(token.content)):
                if at % 2:
                    formula = held[int(part)]
                    kind = "math_inline_double" if formula.display else "math_inline"
                    yield Token(kind, "math", 0, content=formula.tex)
                elif part:
                    yield text_token(part)


def parse(text: str) -> list[Token]:
    """The tokens of `text`. A soft line end is a line end in a text token, for the reader to judge.

    What a fence has to say beside its language is among what its token carries (`meta`), under `said`.
    """
    env: dict[str, list[Delimited]] = {}
    tokens = PARSER.parse(text, env)
    if (escaped := with_all_cells(text, tokens)) != text:
        env = {}
        tokens = PARSER.parse(escaped, env)
    held = env.get("held", [])
    for token in tokens:
        if token.type == "fence" and token.info.strip().lower() in ("math", "latex-math"):
            token.type, token.content = "math_block", flat_tex(token.content)
        elif token.type == "fence":
            token.meta["said"] = " ".join(FENCE_SETTING.sub(" ", token.info.strip()).split())
            token.info = (token.info.split() or [""])[0].strip("{}.")
        elif token.type == "inline" and token.children and not _are_words(token.children):
            _place_pictures(token)
            token.children = list(_restored(list(without_html(token.children)), held))
    for opening, words in zip(tokens, tokens[2:], strict=False):
        if opening.type == "list_item_open" and words.type == "inline":
            words.children = _judge_term(words.children or [])
    return tokens


def _are_words(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 1 and tokens[0].type == "text" and "\ufdd0" not in tokens[0].content


def _place_pictures(words: Token) -> None:
    """Note in every token that may be a picture the line that it stands on; markdown-it knows those of blocks only."""
    first, end = words.map or (0, 1)
    for token in words.children or ():
        if token.type in ("image", "html_inline"):
            token.map = [first, end]
        first += token.type in ("softbreak", "hardbreak") or token.content.count("\n")


def _judge_term(tokens: list[Token]) -> list[Token]:
    """The words of an item that begins in bold: a term has a colon or the like at its end, or its line to itself.

    A colon behind the bold words goes into them; `**Ridge** shrinks` is a sentence, and is marked as no term.
    """
    if not tokens or tokens[0].type != "strong_open":
        return tokens
    end = next((at for at, token in enumerate(tokens) if token.type == "strong_close"), len(tokens) - 1)
    term, rest = tokens[1:end], tokens[end + 1 :]
    behind = rest[0].content if rest and rest[0].type == "text" else ""
    if behind.startswith(":"):
        rest[0].content = behind.removeprefix(":")
        return [tokens[0], *term, text_token(":"), tokens[end], *rest]
    said = "".join(token.content for token in term).rstrip()
    if not rest or behind.startswith("\n") or said.endswith(TERM_ENDS) or behind.lstrip().startswith(DASHES):
        return tokens
    return [Token("html_inline", "", 0, content=NO_TERM), *tokens]
