r"""Where TeX says in running text that it begins and ends: `$ $`, `$$ $$`, `\( \)`, `\[ \]`, `\begin{align}`.

Dollars are also money and shell variables. Pandoc's rule tells most of them apart, a little stricter here: the opening
one follows neither letter nor digit and touches what it opens, the closing one touches what it closes, and neither
letter nor digit follows. What is then left must not read like prose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mlanki import patterns as regex
from mlanki.markup.reading import FENCED

LONGEST: Final = 4000  # characters of one formula; a delimiter that stands alone must not find a partner far away

# In scripts without blanks between words a formula stands close to them.
LETTER: Final = r"[[\p{L}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]]"

# Every body ends at what could open another one, so that no stretch of text is read twice for the same delimiter.
FORMULA: Final = regex.compile(
    rf"""
    (?P<slash> \\{{1,2}} )
    (?: \( (?P<round>  (?: (?P=slash){{2}} | (?! (?P=slash) [()\[] ) . )*+ ) (?P=slash) \)
      | \[ (?P<square> (?: (?P=slash){{2}} | (?! (?P=slash) [\[\]] ) . )*+ ) (?P=slash) \] )
  | (?P<environment>
      \\begin \s* \{{ (?P<name> (?: equation | align | gather | multline | eqnarray | alignat | flalign ) \*? ) \}}
      (?: (?! \\ (?: begin | end ) \s* \{{ (?P=name) \}} ) . )*+
      \\end \s* \{{ (?P=name) \}} )
  | (?i: \[latex\] (?P<shortcode> (?: (?! \[ /? latex\] ) . )*+ ) \[/latex\] )
  | (?<! \$ ) \$\$ (?! \$ ) (?P<dollars> (?: \\. | [^$\\] | \$ (?! \$ ) )++ ) \$\$
  | (?<! {LETTER} | \$ ) \$
    (?: {FENCED}
      | latex \s (?P<wordpress> (?: \\. | [^$\\] )++ )
      | (?P<dollar> (?: \\. | [^$\\\n] | \n (?! \s*+ \n ) )++ ) )
    \$ (?! (?! (?: st | nd | rd | th | s | D ) \b ) {LETTER} | [$\{{] )""",
    regex.VERBOSE | regex.DOTALL | regex.VERSION1,
)
KINDS: Final = ("round", "square", "environment", "shortcode", "dollars", "fenced", "wordpress", "dollar")
DISPLAYED: Final = frozenset({"square", "environment", "dollars"})

# What is no delimiter: a line break of TeX, a dollar that is meant, and code, which has dollars of its own.
PASSED: Final = regex.compile(
    rf"""\\\\
  | \\\$
  | (?<!`) (?P<ticks> `++ ) (?: [^`\n]++ | (?! (?P=ticks) (?!`) ) `++ )*+ (?P=ticks)
  | (?P<formula> {FORMULA.pattern} )""",
    FORMULA.flags,
)

FIRST: Final = ("\\", "$", "`", "[")  # whatever these two find begins with one of them

SIGN: Final = regex.compile(r"[\\^_={}<>]")
OPERATOR: Final = regex.compile(r"[+*/|]")
PADDED: Final = regex.compile(r"(?<!\d\s)\$\s[^$]*+(?<=\s)\$")
WORD: Final = regex.compile(r"\p{L}{2,}")
LONG_WORD: Final = regex.compile(r"\p{L}{3,}|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
AMOUNT: Final = regex.compile(r"\s*\d")
CALL: Final = regex.compile(r"\p{L}\([^()]*+\)")  # P(A and B)
FUNCTION_WORDS: Final = regex.compile(
    r"""\b (?: an | and | are | as | at | be | but | by | can | each | for | from | has | have | if | in | into | is
             | it | its | no | not | of | on | or | per | so | than | that | the | their | then | there | these | they
             | this | to | was | we | were | when | which | while | will | with | you | your ) \b""",
    regex.VERBOSE | regex.IGNORECASE,
)
COMMENT: Final = regex.compile(r"(?<!\\)((?:\\\\)*)%.*")


@dataclass(frozen=True, slots=True)
class Delimited:
    """A formula from the first character of its delimiters to the one after their last, and what they are."""

    first: int
    end: int
    kind: str
    tex: str

    @property
    def display(self) -> bool:
        return self.kind in DISPLAYED


def find_delimited(text: str) -> Iterator[Delimited]:
    r"""Every formula of `text` that stands between delimiters.

    >>> [found.tex for found in find_delimited(r"so \(p\) for $5 or $10, and $(Cat, Dog)$")]
    ['p', '(Cat, Dog)']
    """
    if not any(sign in text for sign in FIRST):
        return
    at = 0
    while (match := PASSED.search(text, at)) is not None:
        found = _judge(match) if match["formula"] else None
        if found is not None:
            yield found
        at = match.end() if found is not None or not match["formula"] else match.start() + 1


def match_delimited(text: str, at: int, end: int, *, escapes: bool = False) -> Delimited | None:
    r"""The formula that begins at `at` and ends before `end`, if one does.

    With `escapes` a backslash may only keep the bracket after it from being markup: `\[1\]` is no formula then.
    """
    match = FORMULA.match(text, at, end)
    return _judge(match, escapes=escapes) if match else None


def whole_delimited(text: str) -> Delimited | None:
    """The formula that all of `text` is, of which somebody else has said that it is one."""
    match = FORMULA.fullmatch(text.strip())
    return _delimited(match) if match else None


def flat_tex(written: str) -> str:
    """TeX in one line: a line end is a blank to it, and ends a comment."""
    lines = written.split("\n")
    if len(lines) > 1:
        lines = [COMMENT.sub(r"\1", line) for line in lines]
    return " ".join(line.strip() for line in lines if line.strip())


def _delimited(match: regex.Match[str]) -> Delimited:
    kind = next(kind for kind in KINDS if match[kind] is not None)
    return Delimited(match.start(), match.end(), kind, flat_tex(match[kind]))


def _judge(match: regex.Match[str], *, escapes: bool = False) -> Delimited | None:
    found = _delimited(match)
    inner = match[found.kind]
    if not found.tex or len(inner) > LONGEST:
        return None
    if found.kind in ("dollar", "dollars") and _reads_like_prose(inner):
        return None
    if found.kind == "dollar" and (inner[0].isspace() or inner[-1].isspace()):
        # Pandoc and GitHub ask for none of these blanks, other pages put both; after an amount they part words.
        padded = PADDED.match(match.string, match.start()) is not None
        return found if padded and (SIGN.search(inner) or len(inner.split()) == 1) else None
    if escapes and match["slash"] == "\\" and not SIGN.search(inner):
        brief = not found.display and not WORD.search(inner)
        return found if brief or (OPERATOR.search(inner) and not _reads_like_prose(inner)) else None
    return found


def _reads_like_prose(inner: str) -> bool:
    """Whether what stands between dollars is words without anything of TeX: what is said between two amounts."""
    if SIGN.search(inner):
        return False
    words = CALL.sub("", inner)
    return bool(
        FUNCTION_WORDS.search(words)
        or (AMOUNT.match(words) and LONG_WORD.search(words))
        or sum(map(words.count, "([{")) != sum(map(words.count, ")]}"))
    )
