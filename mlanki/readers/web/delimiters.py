r"""Formulas between delimiters in running text."""

import regex

from mlanki.document import Math
from mlanki.readers.web.formulas import make_formula

DELIMITED = regex.compile(
    r"""(?<!\\)(?:\\\\)*+\K
        (?: \\\[ (?: \\\\ | (?! \\\] ) . )*+ \\\]
          | \\\( (?: \\\\ | (?! \\\) ) . )*+ \\\)
          | \$\$ (?! \$ ) (?: \\. | [^$\\] | \$ (?!\$) )++ \$\$
          | \\begin\{ (?P<name> (?: equation | align | alignat | gather | multline | eqnarray ) \*? ) \}
            .*? \\end\{ (?P=name) \}
          | (?<! [\$\w] ) \$ (?: latex \s )? (?! [\s$] ) (?: \\. | [^$\\\n] | \n (?! \n ) )*+ (?<! \s ) \$ (?! [\d\w$] )
          | \[latex\] .*? \[/latex\] )""",
    regex.VERBOSE | regex.DOTALL,
)
# Between two prices stand words; a formula has none of three letters that are not TeX's own.
PROSE = regex.compile(r"\s[a-z]{3,}\s|\s[a-z]+\s+[a-z]+\s", regex.IGNORECASE)


def find_delimited(text: str) -> tuple[tuple[int, int, Math], ...]:
    r"""Every formula of `text` that stands between delimiters, with its first character and the one after its last.

    A line end is `\n` here. A dollar that could be a price is none.
    """
    found = []
    at = 0
    while match := DELIMITED.search(text, at):
        written = match.group()
        at = match.end()
        if (
            written[0] == "$"
            and written[1] != "$"
            and PROSE.search(regex.sub(r"\\[a-z]+\s*\{[^}]*\}|\\[a-z]+", "", written))
        ):
            at = match.start() + 1
            continue
        display = written.startswith("\\begin")
        tex = written.removeprefix("[latex]").removesuffix("[/latex]")
        math = make_formula(tex, display=display)
        if math.tex:
            found.append((match.start(), match.end(), math))
    return tuple(found)
