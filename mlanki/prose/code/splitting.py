"""Where the statements of Python end: over several lines, and in one line that was several."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from mlanki import patterns as regex

LONGEST_STATEMENT = 60  # lines; a bracket that is open for longer was none
DEEPEST = 12  # brackets that are open at the end of a line; no statement is written so
LONG_QUOTES = ('"""', "'''")
MAY_GO_ON = regex.compile(r"[(\[{]|\"\"\"|'''|\\$")
WORD_START = regex.compile(r"(?<=\s)\S")
LONGEST_HEADER = 210  # characters, as many as the pattern takes; beyond them it must not look for its colon
IF_HEADER = regex.compile(r"if\b(?:(?!\belse\b)[^:]){0,200}:")
# An escaped quote begins none, so that a line is searched for the end of one string at most.
STRING = r"""(?<! \\ ) (?: "{3} (?s: .*? ) "{3} | '{3} (?s: .*? ) '{3}
    | " (?: [^"\\\n]++ | \\. )*+ " | ' (?: [^'\\\n]++ | \\. )*+ ' )"""
BRACKET = r"(?P<open> [(\[{] ) | (?P<close> [)\]}] )"
BRACKETS = regex.compile(rf"{STRING} | \# .* | {BRACKET}", regex.VERBOSE)
TOKEN = regex.compile(
    rf"""(?P<space> \s+ )
      | (?P<comment> \# )
      | (?P<string> (?: \b [rbfuRBFU]{{1,2}} )? {STRING} )
      | (?P<number> (?: \d [\d_]* \.? \d* | \. \d+ ) (?: e [+-]? \d+ )? )
      | (?P<name> [\p{{L}}_] \w* )
      | (?P<dots> \.{{3}} )
      | {BRACKET}
      | (?P<sign> :: | := | [-+*/%@&|^<>=!]=? | \*\*=? | //=? | -> | . )""",
    regex.VERBOSE,
)

HEADERS = frozenset(("def", "class", "for", "while", "if", "elif", "else", "with", "try", "except", "finally", "async"))
STARTERS = (HEADERS - {"if", "else"}) | frozenset(
    ("import", "from", "return", "raise", "del", "assert", "global", "pass", "break", "continue")
)
COMPLETE = frozenset(("pass", "break", "continue", "return"))
# Words that stand between two operands, or before one, within a statement.
WITHIN = frozenset(("and", "or", "not", "in", "is", "as", "if", "else", "for", "lambda", "await", "from", "import"))

# What ends a comment in the middle of a line: nothing marks it, so only the beginnings of statements that are
# hardly ever English.
AFTER_COMMENT = regex.compile(
    r"""(?: [\p{L}_][\w.]* (?: \[ [^\]]{0,200} \] )? \s [-+*/]?= \s
          | (?: return | print | import | from | del | raise ) \b (?! \s (?: the | a | an ) \b ) [ (]
          | (?: def | class ) \s \w+ \s? [(:]
          | (?: for \s [\w, ()]{1,80} \s in | while | if | with ) \s [^#:]{0,200} :
          | [\p{L}_]\w* (?: \. \w+ )+ \(
          | \# )""",
    regex.VERBOSE,
)


class CodeToken(NamedTuple):
    """A piece of a line: what it is, its text, and where it begins."""

    kind: str
    text: str
    at: int

    @property
    def ends_statement(self) -> bool:
        """Whether a statement may be complete here."""
        return self.kind in ("string", "number", "dots", "close") or (
            self.kind == "name" and self.text not in (WITHIN | STARTERS) - COMPLETE
        )


def tokens(line: str, *, ending: bool = False) -> Iterator[CodeToken]:
    """The pieces of `line` without its spaces; `ending` ends a comment where a statement seems to begin."""
    at = 0
    while found := TOKEN.match(line, at):
        kind = found.lastgroup or ""
        end = found.end()
        if kind == "comment":
            words = (word.start() for word in WORD_START.finditer(line, pos=end)) if ending else ()
            end = next((word for word in words if AFTER_COMMENT.match(line, word)), len(line))
        if kind != "space":
            yield CodeToken(kind, line[at:end].rstrip(), at)
        at = end


@lru_cache(maxsize=4 * LONGEST_STATEMENT)
def _left_open(line: str, quote: str) -> tuple[int, str]:
    """How many more brackets `line` opens than it closes, and the long quote that is open after it."""
    if quote:
        _, closes, line = line.partition(quote)
        quote = "" if closes else quote
    if not quote and (quote := next((mark for mark in LONG_QUOTES if line.count(mark) % 2), "")):
        line = line.rpartition(quote)[0]
    return sum((found.lastgroup == "open") - (found.lastgroup == "close") for found in BRACKETS.finditer(line)), quote


def logical_end(lines: Sequence[str], at: int) -> int:
    """The place after the line that closes every bracket and string which `lines[at]` opens; `at` if none does.

    >>> logical_end(["f(", "1", ")", "g()"], 0)
    3
    """
    if not MAY_GO_ON.search(lines[at]):
        return at + 1
    depth, quote = 0, ""
    for end in range(at, min(at + LONGEST_STATEMENT, len(lines))):
        opened, quote = _left_open(lines[end], quote)
        depth += opened
        if depth > DEEPEST:
            break
        if depth <= 0 and not quote and not lines[end].endswith("\\"):
            return end + 1
    return at


def code_part(line: str) -> str:
    """`line` without the comment beside it."""
    begins = (token.at for token in tokens(line) if token.kind == "comment") if "#" in line else iter(())
    return line[: next(begins, len(line))].rstrip()


def split(line: str) -> Iterator[str]:
    """The statements and comments that `line` holds, one by one; `line` alone where it is one.

    A statement ends where two values stand side by side, where a comment ends, and after the colon of `if …:`
    and its like. A comment beside a statement stays beside it. Where a comment ends is a guess, made only if
    some other place shows that line ends were lost.

    >>> [*split("for x in rows: # each print(x) done = True")]
    ['for x in rows:', '# each', 'print(x)', 'done = True']
    >>> [*split("x = 4 # was x = 5")]
    ['x = 4 # was x = 5']
    """
    begun = [*islice(_split(line, ending=False), 2)]
    return _split(line, ending=True) if len(begun) > 1 else iter(begun)


def _split(line: str, *, ending: bool) -> Iterator[str]:
    begin = 0
    first = previous = None
    depth = lambdas = 0
    for token in tokens(line, ending=ending):
        if first is None or previous is None or (depth == 0 and _begins(line, first, previous, token)):
            if first is not None:
                yield line[begin : token.at].strip()
            begin, first, lambdas = token.at, token, 0
        depth += (token.kind == "open") - (token.kind == "close")
        lambdas += token.text == "lambda"
        of_lambda = token.text == ":" and lambdas > 0
        lambdas -= of_lambda
        previous = CodeToken("sign", "lambda:", token.at) if of_lambda else token
    yield line[begin:].strip()


def _begins(line: str, first: CodeToken, previous: CodeToken, token: CodeToken) -> bool:
    """Whether `token` begins a statement, since it cannot go on with the one from `first` to `previous`."""
    if previous.kind == "comment":
        return True
    if previous.text == ":" and first.text in HEADERS:
        return True
    if not previous.ends_statement or token.kind not in ("name", "string", "number"):
        return False
    if previous.text == "return":
        return token.text in STARTERS
    match token.text:
        case "if":  # `a if b else c`
            return bool(IF_HEADER.match(line, token.at, token.at + LONGEST_HEADER))
        case "from":  # `raise … from …`
            return first.text not in ("raise", "yield")
        case "import":
            return first.text != "from"
        case word:
            return word in STARTERS or word not in WITHIN
