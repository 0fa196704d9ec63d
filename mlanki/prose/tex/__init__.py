"""TeX itself: delimiters, tokens, pairs, arguments, the commands of MathJax, and what is wrong with a formula."""

from mlanki.prose.tex.commands import COMMANDS, ENVIRONMENTS, SIZES, TEXTUAL, TYPESETTING, Command
from mlanki.prose.tex.delimiters import Delimited, find_delimited, flat_tex, match_delimited, whole_delimited
from mlanki.prose.tex.problems import acting, is_tangled, problems
from mlanki.prose.tex.reading import Tex
from mlanki.prose.tex.sizes import strip_size
from mlanki.prose.tex.tokens import Kind, Pairs, Token, environment_name, pair, tokenise

__all__ = [
    "COMMANDS",
    "ENVIRONMENTS",
    "SIZES",
    "TEXTUAL",
    "TYPESETTING",
    "Command",
    "Delimited",
    "Kind",
    "Pairs",
    "Tex",
    "Token",
    "acting",
    "environment_name",
    "find_delimited",
    "flat_tex",
    "is_tangled",
    "match_delimited",
    "pair",
    "problems",
    "strip_size",
    "tokenise",
    "whole_delimited",
]
