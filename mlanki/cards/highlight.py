"""Highlights code: HTML with classes for the kinds of word."""

from collections.abc import Callable
from itertools import groupby

from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType, is_token_subtype
from pygments.util import ClassNotFound

# The kinds that are worth a colour, by the class names that Pygments itself gives them. It tells many more apart,
# and differently with each release: with these few a newer Pygments seldom changes a card.
CLASSES = (
    (Comment, "c"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Builtin, "nb"),
    (Name.Class, "nc"),
    (Name.Decorator, "nd"),
    (Name.Exception, "nb"),
    (Name.Function, "nf"),
)


def highlight(code: str, language: str, escape: Callable[[str], str]) -> str:
    """`code` as HTML, its words by `escape`; plain where `language` is none that Pygments knows.

    >>> highlight("x = 1  # one", "python", str)
    'x = <span class="m">1</span>  <span class="c"># one</span>'
    """
    from pygments.lexers import get_lexer_by_name

    try:
        lexer = get_lexer_by_name(language.partition(" ")[0].lower(), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    html = ""
    for kind, run in groupby(lexer.get_tokens(code), key=lambda token: _class_of(token[0])):
        words = escape("".join(text for _, text in run))
        html += f'<span class="{kind}">{words}</span>' if kind else words
    return html


def _class_of(kind: _TokenType) -> str:
    return next((name for family, name in CLASSES if is_token_subtype(kind, family)), "")
