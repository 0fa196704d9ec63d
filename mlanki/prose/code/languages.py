"""SQL, shell, and the languages with braces: told from prose by the signs that begin, join and end their lines.

Pygments sets strings and comments aside, and tells the words of a language from the names that a program gives.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from pygments.lexer import Lexer
from pygments.token import Comment, Name, String, Token, _TokenType, is_token_subtype

from mlanki import patterns as regex

LONGEST_LINE = 1000  # characters; a longer line is a paragraph
SENTENCE = regex.compile(
    r"""(?<! [\w.$] ) (?: an | are | be | can | has | have | how | its? | may | our | should | than | that | the | their
          | these | they | those | was | we | were | what | which | why | will | you | your ) \s+ \p{L}
      | \w [.?!…] $""",
    regex.VERBOSE | regex.IGNORECASE,
)
SIGN = re.compile(r"[^\w\s]")


class CodeLine(NamedTuple):
    """A line with its strings empty, how many more brackets it opens than closes, and whether it calls for more."""

    bare: str
    opens: int
    is_hungry: bool


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """How lines of a language, or of a family of them, look; but for `begins` its patterns see strings empty."""

    name: Callable[[str], str]  # of the language of some code
    lexer: str  # that of Pygments
    names: int  # that may stand side by side, with no sign and no word of the language between them
    needs: re.Pattern[str]  # what some line has wherever lines are certain, also within strings and comments
    begins: re.Pattern[str]  # a line that may be one
    hungry: re.Pattern[str]  # the end of a line that goes on with the next
    prose: re.Pattern[str]  # what no line has
    certain: re.Pattern[str]  # what prose never has
    quoting: re.Pattern[str]  # what strings and comments begin with, and names that touch; to Pygments

    def beginnings(self, lines: Collection[str]) -> set[str]:
        """Those of a page's lines that code may begin with."""
        found = {line for line in lines if self.may_begin(line.strip())}
        return found if found and any(self.needs.search(line) for line in lines) else set()

    def read(self, lines: Sequence[str], at: int) -> tuple[int, bool]:
        """The place after the lines of code that stand together from `at` on, and whether they are code."""
        read: list[CodeLine] = []
        end, depth = at, 0
        for place in range(at, len(lines)):
            line = lines[place].strip()
            if not line:
                continue
            goes_on = read and (read[-1].is_hungry or (depth > 0 and SIGN.search(line)))
            if not (goes_on or self.may_begin(line)) or not (seen := self._look(line)):
                break
            read.append(seen)
            depth = max(0, depth + seen.opens)
            end = place + 1
        return end, bool(self.certain.search("\n".join(line.bare for line in read)))

    def may_begin(self, line: str) -> bool:
        """Whether code may begin with this line, without white space around it."""
        return len(line) <= LONGEST_LINE and bool(self.begins.match(line))

    @lru_cache(maxsize=4096)  # noqa: B019 - of three languages; an answer is read after its page
    def _look(self, line: str) -> CodeLine | None:
        """What is seen of a line by itself; nothing where it is prose."""
        if len(line) > LONGEST_LINE:
            return None
        is_bare = not self.quoting.search(line)
        if is_bare and (SENTENCE.search(line) or self.prose.search(line)):
            return None
        bare, names = (line, 0) if is_bare and len(line.split()) <= self.names else self._bare(line)
        if (names > self.names and not self.certain.search(bare)) or SENTENCE.search(bare) or self.prose.search(bare):
            return None
        opens = sum((sign in "([{") - (sign in ")]}") for sign in bare)
        return CodeLine(bare, opens, is_hungry=bool(self.hungry.search(bare)))

    def _bare(self, line: str) -> tuple[str, int]:
        """`line` with its strings empty and without its comment, and how many names stand side by side in it."""
        tokens = [(_family(kind), text) for kind, text in _lexer(self.lexer).get_tokens(line)]
        runs = groupby(kind for kind, text in tokens if not text.isspace())
        names = max((len([*run]) for kind, run in runs if kind is Name), default=0)
        bare = ""
        for kind, run in groupby(tokens, key=lambda token: token[0]):
            bare += {String: '""', Comment: ""}.get(kind, "".join(text for _, text in run))
        return bare.strip(), names


@cache
def _lexer(name: str) -> Lexer:
    """Pygments compiles some hundred patterns for one language, and no line of a source may look like it."""
    from pygments.lexers import get_lexer_by_name

    return get_lexer_by_name(name, stripnl=False, ensurenl=False)


def _family(kind: _TokenType) -> _TokenType:
    return next((family for family in (String, Comment, Name) if is_token_subtype(kind, family)), Token)


def _verbose(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.VERBOSE | re.MULTILINE)


SQL = Language(
    name=lambda _: "sql",
    lexer="sql",
    names=2,  # a table and its alias
    needs=_verbose(
        r"""^ \s* (?: /\* .* \*/ \s* )?
            (?i: SELECT | WITH | INSERT | UPDATE | DELETE | CREATE | ALTER | DROP | TRUNCATE ) \b"""
    ),
    begins=_verbose(
        r"""(?i: SELECT | WITH | INSERT | UPDATE | DELETE | CREATE | ALTER | DROP | TRUNCATE | EXPLAIN | FROM | WHERE
              | (?: GROUP | ORDER ) \s BY | HAVING | LIMIT | (?: (?: INNER | LEFT | RIGHT | FULL | CROSS ) \s )?
                (?: OUTER \s )? JOIN | UNION | VALUES | RETURNING ) \b
          | (?: ON | AND | OR | SET | CASE | WHEN | THEN | ELSE | END | on | and | or | set | case | when | then | else
              | end | BEGIN | COMMIT | ROLLBACK | GRANT | REVOKE | DECLARE | EXCEPT | INTERSECT | OFFSET ) \b
          | -- \s* \w | \)"""
    ),
    hungry=_verbose(
        r"""[,(=<>+*/|] $
          | (?i: \b (?: SELECT | DISTINCT | FROM | WHERE | AND | OR | ON | BY | AS | VALUES | SET | THEN | ELSE | WHEN
                      | CASE | IN | BETWEEN | LIKE | JOIN | ALL | HAVING | EXISTS | UNION | NOT ) ) $"""
    ),
    prose=_verbose(r"\w:\s | ^[-•–—]\s"),
    certain=_verbose(
        r"""# In small letters or as a sentence begins, only with a sign that sentences lack.
            ^ (?: (?= [A-Z]{2} ) | (?= [^;]{0,500}? (?: [*=<>;_] | \w\( | "" ) ) )
            (?i: SELECT \s+ (?: (?: DISTINCT | ALL | TOP \s \(?\d+\)? ) \s+ )?
                 (?: CASE \b | [*(@\d"] | [\w.]+ \s* (?: [,(+*/=|-] | \s (?: AS | FROM ) \b | [\w.]+ , ) )
                 (?: (?! ^SELECT ) [\s\S] ){0,1000}?
                 \b FROM \s+ (?! (?: WHERE | GROUP | HAVING | ORDER | LIMIT | JOIN ) \b ) [\w("@]
               | SELECT \s [\w("@] [^\n]* ; $
               | WITH \s (?: RECURSIVE \s )? \w+ \s* (?: \( [^()]* \) \s* )? AS \s* \( \s* (?: SELECT | -- | $ )
               | INSERT \s INTO \s [\w."]+ \s* (?: \( [^()]{0,500} \) \s* )? (?: VALUES \s* \( | SELECT \b )
               | UPDATE \s [\w."]+ (?: \s \w+ )? \s+ SET \s+ [\w."]+ \s* =
               | DELETE \s FROM \s [\w."]+ (?: \s \w+ )? \s* (?: ; | WHERE \b )
               | CREATE \s (?: \w+ \s+ ){0,3}? (?: TABLE | VIEW | TYPE | FUNCTION | PROCEDURE | TRIGGER )
                 \s (?: IF \s NOT \s EXISTS \s )? [\w."]+ \s* (?: \( | AS \b | BEFORE | AFTER )
               | CREATE \s (?: UNIQUE \s )? INDEX \s \w+ \s ON \s
               | (?: ALTER | DROP | TRUNCATE ) \s (?: TABLE | VIEW | INDEX ) \s [\w."]+ \s* (?: ; | \w+ \s ) )"""
    ),
    quoting=_verbose(r"""['"] | -- | /\*"""),
)

INSTALLERS = "apt | apt-get | brew | cargo | conda | npm | pip3? | poetry | yarn"
SHELL = Language(
    name=lambda code: "console" if code.startswith("$") else "bash",
    lexer="bash",
    names=LONGEST_LINE,
    needs=_verbose(r"^ \s* [a-z$]"),
    begins=_verbose(
        rf"""\$ \s [a-z./~] (?! .* \$ (?: \W | $ ) )
          | (?: sudo \s )? (?: {INSTALLERS} | cd | chmod | cp | curl | docker | echo | export | gcc | git | go | javac?
              | kubectl | make | mkdir | mv | node | npx | python3? | rm | scp | source | ssh | tar | uv | wget )
            \s+ [\w./~$"'-]
          | \# \s* \w"""
    ),
    hungry=_verbose(r"\\ $"),
    prose=_verbose(
        r": (?: \s | $ ) | [,?] $ | \s (?: and | does | for | in | is | or | to | versus | vs\.? | with ) (?: \s | $ )"
    ),
    certain=_verbose(
        rf"""^\$ \s [a-z./~]{{2}}
          | ^(?: sudo \s )? (?: {INSTALLERS} ) \s (?: install | add | remove | update | upgrade | create | run ) \s \S
          | ^git \s (?: add | branch | checkout | clone | commit | diff | fetch | log | merge | pull | push | rebase
             | remote | reset | restore | revert | stash | switch | tag ) \s [\w./"@-]
          | ^[a-z][\w.-]* \s [^\n]*? (?<= \s )
            (?: --?[A-Za-z][\w-]* (?= \s | = | $ ) | [.~]{{0,2}}/\w | \S+\.[a-z]{{1,4}} $ )"""
    ),
    quoting=_verbose(r"""["'`\\] | << | \$\{"""),
)

MARKS = {
    name: re.compile(pattern)
    for name, pattern in {
        "javascript": r"\b(?:const|let|var|function|console|document|require|async|await|typeof)\b|=>|===",
        "cpp": r"#\s*include|\bstd::|->|\b(?:cout|nullptr|auto|template|unsigned|struct|sizeof|char|int)\b|\w[*&] \w",
        "java": r"\b(?:public|private|protected|String|System|extends|implements|final|boolean|new)\b",
    }.items()
}
TYPE = r"""(?: \w+_t | int | long | double | float | char | bool | boolean | void | auto | unsigned | String
              | (?: std:: )? string \b )"""
BRACES = Language(
    name=lambda code: max(MARKS, key=lambda name: len(MARKS[name].findall(code))),
    lexer="javascript",
    names=2,  # a type and what is of that type
    needs=_verbose(
        r"""[;{] \s* (?: $ | / | <!-- ) | \) \s* (?: \{ | /[/*] ) | ^ \s* \# \s* include
          | \b function \b [^(]* \( .* \) \s* (?: $ | <!-- )
          | \b (?: const | std | namespace | console | System | cout ) \b | @Override
          | \b (?: import | from ) \b .* ["'`]"""
    ),
    begins=_verbose(
        r"""// | /\* | [)\]}] | \. \w+ \( | @\w+ (?: \( .* \) )? $ | \# \s* (?: include | define ) \b
          | (?: async | await | case | catch | class | const | default | else | export | for | function | if | import
              | let | package | private | protected | public | return | static | struct | template | try | using | var
              | while ) (?! [\w-] )
          | [\w.]+ \( .* \) $
          | [^;{}\n]*+ (?= [;{}] ) .* (?: [;{] | [;{}] \s* \} ) (?: \s* // .* )? $"""
    ),
    hungry=_verbose(r"(?: [,(\[=+*/|&?<] | => ) $"),
    prose=_verbose(r"^[-•–—*]\s | ^ (?! case | default | public | private | protected ) .* \w : $"),
    certain=_verbose(
        rf"""^\# \s* include \s* [<"]
          | ^(?: export \s | default \s | async \s )* function \b \*? \s* \w* \s* \( [^()\n]* \) \s* \{{
          | ^(?: const | let | var ) \s [\w$]+ \s = \s .* ; $ | ^const \s (?: [\w$]+ | [\[{{] .* [\]}}] ) \s = \s
          | ^(?: \}} \s* )? (?: if | for | while | switch | else \s if | catch ) \s? \( .* \) \s* \{{ $
          | ^(?: (?: public | private | protected | static | final | const | abstract | virtual | inline ) \s )*
            {TYPE} (?: < .* > )? (?: \[\] | [\s*&] )+ \w+ \s* (?: = .* ; | \( .* [;{{] | \[ .* ; | ; ) $
          | ^(?: public | private | protected | static | abstract ) \s .* [)\w>] \s* \{{ $
          | ^(?: public | private | protected | static ) \s .* (?: \( .* \) | = .* ) ; $
          | ^(?: abstract \s | final \s )* (?: class | struct | interface | enum | namespace ) \s \w+ [^\n]* \{{ $
          | [\w)\]] (?: \. | :: | -> ) \w+ \( .* \) ; $
          | \b std::\w | ^using \s namespace \s | ^import \s .* \s from \s "" ;? $
          | ^(?: import | package ) \s [\w.*]+ \. [\w*]+ ; $ | ^@Override \b
          | \b (?: console | System\.out ) \. \w+ \( | \b cout \s* <<
          | => \s* \{{ $ | = \s new \s \w+ .* ; $"""
    ),
    quoting=_verbose(r"""["'`/\#$\\] | <!--"""),
)
LANGUAGES = (SQL, SHELL, BRACES)
