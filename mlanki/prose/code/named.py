"""Finds the code that a sentence names: `call model.fit(X, y) and look at batch_size`.

Its grammar tells, not its words: a call of a name with a dot or an underscore, a dunder, a snake_case identifier, what
a library offers under its usual name. No word before a bracket is one, no abbreviation, no address, nothing of TeX.
"""

import ast
from collections.abc import Iterator

from mlanki import patterns as regex
from mlanki.document import Blocks, Code, Inlines, Text
from mlanki.document.mapping import change_text
from mlanki.prose.code.syntax import compiles, parse
from mlanki.prose.formulas.words import FUNCTIONS
from mlanki.prose.tex import COMMANDS

LIBRARIES = frozenset(
    {
        *("keras", "matplotlib", "nltk", "nn", "np", "numpy", "optim", "pandas", "pd", "plt", "scipy", "self"),
        *("sklearn", "sns", "spacy", "statsmodels", "tf", "torch", "torchvision", "transformers", "xgboost"),
    }
)
NAME = r"[A-Za-z_]\w*+ (?: \. [A-Za-z]\w*+ ){0,9}+"
NAMED = regex.compile(
    rf"""(?<! [\w.\\/$@#?&%'’-] ) (?P<name> {NAME} )
         (?: \( [^()]{{0,200}}+ (?: \( [^()]{{0,99}}+ \) [^()]{{0,99}}+ ){{0,9}}+ \)
           | \[ [^][]{{0,99}}+ \]
           | \. [A-Za-z]\w*+ ){{0,19}}
         (?! [\w\\@] | [-/] \w | \. \w )""",
    regex.VERBOSE,
)
# Its signs are looked for first, for they are rare, and then what stands around them.
MAY_BE_NAMED = regex.compile(r"[_.(](?:(?<=[\p{L}_]_)\p{L}|(?<=\w\.)\p{L}{2}|(?<=\p{Ll}\p{Lu}\w*\())")
IDENTIFIER = regex.compile(r"\p{Ll}{2,}\w*_\w*\p{Ll}{2,} | [xXyY]_\p{Ll}{4,} | __\p{Ll}+(?:_\p{Ll}+)*__", regex.VERBOSE)
CAMEL_CASE = regex.compile(r"\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}*)+|\p{Ll}+(?:\p{Lu}\p{Ll}+)+")
QUOTES = str.maketrans("“”‘’", "\"\"''")


def may_be_named(text: str) -> bool:
    """Whether a look at the words is worth its time."""
    return MAY_BE_NAMED.search(text) is not None


def set_off_named(blocks: Blocks) -> Blocks:
    """The blocks with the code that their sentences name set off from the words."""
    return change_text(blocks, lambda text: _set_off(text) if may_be_named(text) else (Text(text),))


def _set_off(text: str) -> Inlines:
    parts = tuple(_parts(text))
    return (Code(text),) if len(parts) > 1 and compiles(text.translate(QUOTES)) else parts


def _parts(text: str) -> Iterator[Text | Code]:
    at = 0
    for found in NAMED.finditer(text):
        whole, name = found[0], found["name"]
        if code := next(filter(_is_code, (whole, name)), ""):
            if at < found.start():
                yield Text(text[at : found.start()])
            yield Code(code)
            at = found.start() + len(code)
    if at < len(text):
        yield Text(text[at:])


def _is_code(words: str) -> bool:
    match parse(words.translate(QUOTES)):
        case ast.Expr(node):
            return _says_code(node)
        case _:
            return False


def _says_code(node: ast.expr) -> bool:
    """Whether an expression has a shape that words and formulas have not."""
    match node:
        case ast.Name(name):
            function, _, script = name.partition("_")
            return IDENTIFIER.fullmatch(name) is not None and not (function in FUNCTIONS and script in COMMANDS)
        case ast.Attribute(ast.Name(first), name):
            return first in LIBRARIES or any(_says_code(ast.Name(each)) for each in (first, name))
        case ast.Attribute(value) | ast.Subscript(value):
            return _says_code(value)
        case ast.Call(ast.Attribute(ast.Name(first), name)) if first[0].isupper() and name[0].isupper():
            return False  # J.Smith(2019)
        case ast.Call(ast.Attribute(_, name)):
            return len(name) > 1
        case ast.Call(ast.Name(name), arguments, keywords):
            is_none_of_algebra = keywords or not arguments or any(map(_is_string, arguments))
            return _says_code(ast.Name(name)) or bool(CAMEL_CASE.fullmatch(name) and is_none_of_algebra)
        case ast.Call(function):
            return _says_code(function)
        case _:
            return False


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
