"""TeX itself: tokens, pairs, arguments, the commands that MathJax knows, and what is wrong with a formula."""

from mlanki.prose.tex.commands import COMMANDS, ENVIRONMENTS, SIZES, TEXTUAL, Command
from mlanki.prose.tex.problems import problems
from mlanki.prose.tex.reading import Tex
from mlanki.prose.tex.sizes import strip_size
from mlanki.prose.tex.tokens import Kind, Pairs, Token, pair, tokenise

__all__ = [
    "COMMANDS",
    "ENVIRONMENTS",
    "SIZES",
    "TEXTUAL",
    "Command",
    "Kind",
    "Pairs",
    "Tex",
    "Token",
    "pair",
    "problems",
    "strip_size",
    "tokenise",
]
