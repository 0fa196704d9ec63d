r"""Markdown as people write it on GitHub → markdown-it tokens of the kinds that `mlanki.markup` reads.

Formulas stand between dollars, in `\( \)`, `\[ \]` (their backslash often doubled) and in blocks marked `math`.
"""

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from mlanki.markup import NO_TERM
from mlanki.readers.markdown.html import text_token, without_html

DOLLARS = regex.compile(
    r"""\$\$ (?P<display> (?: \\. | [^$\\] )+ ) \$\$
      | (?<! [\p{L}\p{N}\\$] ) \$ (?P<fence> `+ ) (?P<fenced> .+? ) (?P=fence) \$ (?! \$ )
      | (?<! [\p{L}\p{N}\\$] ) \$ (?P<inline> (?: \\. | [^$\\] )+ ) \$ (?! [\p{L}\p{N}$] )""",
    regex.VERBOSE | regex.DOTALL,
)
BRACKETS = regex.compile(
    r"""(?P<slash> \\{1,2} ) (?: \( (?P<inline> .{1,2000}? ) (?P=slash) \)
                               | \[ (?P<display> .{1,2000}? ) (?P=slash) \] )""",
    regex.VERBOSE | regex.DOTALL,
)
ENVIRONMENT = regex.compile(
    r"\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray|alignat|flalign)\*?)\}.{1,4000}?\\end\{(?P=name)\}",
    regex.DOTALL,
)
TEX = regex.compile(r"[\\^_=<>+*/|{}]")
WORDS = regex.compile(r"(?<![\\\p{L}])\p{L}{2,}")
FUNCTIONS = frozenset({"arg", "cos", "det", "dim", "exp", "ln", "log", "max", "min", "mod", "sin", "tan", "tanh"})
DASHES = ("– ", "— ", "- ")
TERM_ENDS = (":", ".", "?", "!", "–", "—", "-")


def _dollars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Read a formula between dollars; two prices in a sentence, or two variables of a shell, are none."""
    found = DOLLARS.match(state.src, state.pos, state.posMax)
    if not found or (found["inline"] is not None and not _is_formula(found["inline"])):
        return False
    tex = next(part for part in (found["display"], found["fenced"], found["inline"]) if part is not None)
    return _push_math(state, tex, found.end(), silent, display=found["display"] is not None)


def _is_formula(between: str) -> bool:
    """Whether what stands between two dollars is TeX rather than the words between two amounts."""
    if "\n\n" in between or not between.strip():
        return False
    words = [word for word in WORDS.findall(between) if word not in FUNCTIONS]
    prose = not TEX.search(between) and len(words) > (0 if between[0].isdigit() else 1)
    if between[0].isspace() or between[-1].isspace():
        # GitHub asks for none of these blanks, other pages put both.
        padded = between[0].isspace() and between[-1].isspace()
        return padded and not prose and bool(TEX.search(between) or len(between.split()) == 1)
    return not prose


def _brackets(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    r"""Read `\( … \)` and `\[ … \]`; `\[1\]` is only an escaped bracket."""
    found = BRACKETS.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    tex, display = found["inline"] or found["display"], found["display"] is not None
    sure = len(found["slash"]) == 2 or bool(TEX.search(tex))
    if not sure and (display or len(WORDS.findall(tex)) > 0):
        return False
    return _push_math(state, tex, found.end(), silent, display=display)


def _environment(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    r"""Read `\begin{align} … \end{align}`, which MathJax takes for a formula without any delimiter."""
    found = ENVIRONMENT.match(state.src, state.pos, state.posMax)
    return found is not None and _push_math(state, found[0], found.end(), silent, display=True)


def _push_math(state: StateInline, tex: str, end: int, silent: bool, *, display: bool) -> bool:  # noqa: FBT001
    if not tex.strip():
        return False
    if not silent:
        token = state.push("math_inline_double" if display else "math_inline", "math", 0)
        token.content = tex.strip()
    state.pos = end
    return True


def _bracket_block(state: StateBlock, first: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    r"""Read `\[` at the start of a line up to the line that ends with `\]`."""
    opening = regex.match(r"(\\{1,2})\[", state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]])
    if not opening or state.is_code_block(first):
        return False
    closing = opening[1] + "]"
    for last in range(first, end):
        if state.isEmpty(last):
            return False
        text = state.getLines(first, last + 1, state.blkIndent, keepLastLF=False).strip()
        if text.endswith(closing) and len(text) >= len(opening[0]) + len(closing):
            break
        if closing in text:
            return False
    else:
        return False
    tex = text[len(opening[0]) : -len(closing)].strip()
    if not tex or (first == last and len(opening[1]) == 1 and not TEX.search(tex)):
        return False
    if not silent:
        token = state.push("math_block", "math", 0)
        token.block, token.content, token.map = True, tex, [first, last + 1]
        state.line = last + 1
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.use(dollarmath_plugin, allow_labels=False)
    parser.inline.ruler.at("math_inline", _dollars)
    parser.inline.ruler.before("escape", "bracket_math", _brackets)
    parser.inline.ruler.before("escape", "environment_math", _environment)
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("fence", "bracket_math_block", _bracket_block, {"alt": interrupted})
    # Tags are looked at one by one, so that Markdown between them is read wherever it stands.
    parser.disable("html_block")
    # What may be followed is for those who know what they have: a picture is a file, and a link a link.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


PARSER = _parser()


def parse(text: str) -> list[Token]:
    """The tokens of `text`. A soft line end is a line end in a text token, for the reader to judge."""
    tokens = PARSER.parse(text)
    for token in tokens:
        if token.type == "fence" and token.info.strip().lower() in ("math", "latex-math"):
            token.type = "math_block"
        elif token.type == "fence":
            token.info = (token.info.split() or [""])[0].strip("{}.")
        elif token.type == "inline" and token.children:
            _place_pictures(token)
            token.children = list(without_html(token.children))
    for opening, words in zip(tokens, tokens[2:], strict=False):
        if opening.type == "list_item_open" and words.type == "inline":
            words.children = _judge_term(words.children or [])
    return tokens


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
