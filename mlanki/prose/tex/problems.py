"""What keeps a formula from being typeset."""

from collections.abc import Iterator
from functools import lru_cache

from mlanki import patterns as regex
from mlanki.prose.tex.commands import ACTING, COMMANDS, ENVIRONMENTS, TEXTUAL, TYPESETTING
from mlanki.prose.tex.reading import Tex
from mlanki.prose.tex.tokens import Kind, Token, environment_name

COMMAND = regex.compile(r"\\([A-Za-z]+)")
CLOSING = frozenset({"}", r"\right", r"\end"})
NESTING = regex.compile(
    r"(?P<opens> \{ | \\ (?: left | begin ) (?! [A-Za-z] ) ) | \} | \\ (?: right | end ) (?! [A-Za-z] ) | \\ .",
    regex.VERBOSE | regex.DOTALL,
)
DEEPEST = 16  # groups in each other; no formula has so many, and some take MathJax twice as long with each
DEFINING = frozenset({"newcommand", "renewcommand", "def", "let", "DeclareMathOperator"})


@lru_cache(maxsize=1024)  # a page says the same formula many times
def problems(tex: str) -> tuple[tuple[str, str], ...]:
    r"""The code and the message of everything in `tex` that MathJax would stumble over, each once.

    >>> problems(r"\frac{a}{b")
    (('unbalanced-tex', '`{` is never closed'), ('unbalanced-tex', '`\\frac` lacks an argument'))
    >>> problems(r"\argmax_x f(x)")
    (('unknown-tex-command', '`\\argmax` is no command that MathJax knows'),)
    """
    read = Tex.of(tex)
    found = [("unbalanced-tex", message) for message in _unbalanced(read)]
    found += [("unknown-tex-command", message) for message in _unknown(read)]
    return tuple(dict.fromkeys(found))


def _unbalanced(read: Tex) -> Iterator[str]:
    for index in read.pairs.lone:
        token = read.tokens[index]
        opens = token.kind is Kind.OPEN or token.name in ("left", "begin")
        yield f"`{token.text}` {'is never closed' if opens else 'closes nothing'}"
    for index, token in enumerate(read.tokens):
        known = COMMANDS.get(token.name) if token.name else None
        if known is not None and token.name not in ("begin", "end"):
            wanted = sum(kind in "md" for kind in known.arguments)
            if read.arguments(index, known.arguments)[0] < wanted:
                yield f"`{token.text}` lacks an argument"


def _unknown(read: Tex) -> Iterator[str]:
    words_until = 0
    own: set[str] = set()
    for index, token in enumerate(read.tokens):
        if index < words_until or token.kind is not Kind.COMMAND:
            continue
        if token.name in TEXTUAL:
            words_until = read.unit_end(index)
        elif token.name in DEFINING:
            own.update(name for name in _names(read.tokens[index + 1 : index + 4]))
        elif token.name == "begin":
            environment = environment_name(read.tokens, index)
            if environment not in ENVIRONMENTS:
                yield f"`{environment}` is no environment that MathJax knows"
        if token.name not in COMMANDS and token.name not in own:
            yield f"`{token.text}` is no command that MathJax knows"


def _names(tokens: tuple[Token, ...]) -> Iterator[str]:
    yield from (token.name for token in tokens if token.kind is Kind.COMMAND)


def acting(tex: str) -> tuple[str, ...]:
    r"""The commands in `tex` that MathJax knows and that do more than typeset, in their order.

    They are looked for in words too, since between dollars these may hold formulas again.

    >>> acting(r"\frac{a}{b} \text{$\href{https://example.org}{c}$}"), acting(r"\unheardof")
    (('href',), ())
    """
    known = (name for name in COMMAND.findall(tex) if name in COMMANDS or name in ACTING)
    return tuple(dict.fromkeys(name for name in known if name not in TYPESETTING))


def is_tangled(tex: str) -> bool:
    r"""Whether groups stand so deep in each other that nobody would live to see them typeset.

    >>> is_tangled(r"\left(" * 9 + "x" + r"\right)" * 9), is_tangled("{" * 2000)
    (False, True)
    """
    depth = 0
    for found in NESTING.finditer(tex):
        if found["opens"]:
            depth += 1
            if depth > DEEPEST:
                return True
        elif found[0] in CLOSING:
            depth = max(0, depth - 1)
    return False
