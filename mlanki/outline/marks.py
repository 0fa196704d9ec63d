"""The marks that pages put on their questions and answers: codes, labels, numbers, and what hides an answer."""

from dataclasses import dataclass
from functools import lru_cache

from mlanki import patterns as regex
from mlanki.outline.trimming import without_ending

# What decorates a line before its mark: signs of Markdown that a text shows, the box of a task, a bullet, an emoji.
_BEFORE = r"""(?: \#{1,6} (?: \s+ | (?= \p{L} ) ) | [>*_\s] )*+ (?P<bullet> [-•‣◦▪●○■·–+] \s+ )?
    (?: \[ [ xX]? \] \s+ )? [*_]*+ (?: [\p{So}\p{Sk}] [\p{So}\p{Sk}\uFE0F\s]*+ )?"""
_BEHIND = r"[*_]*+ \s*+ (?: (?: :: | [•–—-] ) \s+ )?"

MARK = regex.compile(
    rf"""{_BEFORE}
    (?: (?P<label> \[ (?: e | m | h | easy | medium | hard ) \] ) \s+  # [E]
      | (?: (?P<number> \d{{1,4}} ) [.)] \s+ )?  # 1. Q: and 1. Question 1
        (?P<label> question | ques | que (?= \s? \d+ \s* [:.)] ) | q | pregunta | pergunta | domanda | frage | вопрос
                 | 问题 | 题目 | 问 | interviewer )
        (?! \p{{L}} )
        (?: \s*+ [\#.–—-]? \s*+ \(? (?P<part> \d{{1,2}} \. )* (?P<number> \d{{1,4}} ) \)?  # Q3, Question - 1
            (?: \s of \s \d{{1,4}} \b )?  # Question 1 of 9
            (?! \s? [–-] \s? q \s? \d )  # Q1–Q9 names a section
            (?: (?: \s*+ [.:：)\]–—-] )++ | (?= \s | $ | [*_] ) )
          | \s* [:：] | [.)] (?= \s | [*_] ) )  # Q: and Q.
        {_BEHIND} (?: (?P<number> \d{{1,4}} ) [.)] \s+ | [a-z] [.)]++ \s+ )?  # Question: 3. and Q3 a)
      | (?: (?P<part> \d{{1,2}} [.-] )+ (?P<number> \d{{1,3}} ) (?: [.):] (?! \d ) | (?= \s ) )  # 2.1 and 1-1
          | [(\[]? (?P<number> \d{{1,4}} ) (?: \uFE0F? \s? [.:] \)? | [)\]] [.:]? | [、．：] ) (?! \d )  # (12), 12.)
          | \# (?P<number> \d{{1,4}} ) [.):]? (?= \s )  # #4
          | (?P<number> \d{{1,2}} ) \uFE0F? \u20E3  # a keycap
          | (?P<number> \d{{1,4}} ) \s* [–—-] (?= \s++ \P{{N}} )  # 3 – and 3-
          | (?P<bare> (?P<number> \d{{1,3}} ) )  # 3 What and 3What
            (?= \s+ ["“‘'(]? (?-i: \p{{Lu}} ) | (?-i: \p{{Lu}}\p{{Ll}} ) | \s* $ )
          | (?P<letter> \( \p{{Lu}} \) ) (?= \s )  # (A)
          | (?P<roman> (?-i: x?+ (?: ix | iv | v?i{{0,3}} ) (?<= [ivx] ) ) ) [.)] (?= \s ) )  # ii.
        {_BEHIND} )""",
    regex.VERBOSE | regex.IGNORECASE,
)
BULLET = regex.compile(r"\s*[-*•‣◦▪●○■–]\s")
# The signs of Markdown around the words of a line of plain text.
MARKDOWN = regex.compile(r"^(?:\#{1,6}\s+|[*_]{2,3}(?=\S))|(?<=\S)[*_]{2,3}$", regex.MULTILINE)
PERMALINKS = ("¶", "🔗", "#")
PERMALINK = regex.compile(r"(?<!\s)\s*+(?:¶|🔗|(?<=[\p{L}\p{N})?!.”\"])\#)\s*+$", regex.REVERSE)

CODED = regex.compile(
    r"""\s* (?P<bullet> [•*◦▪‣●·–-] \s+ )?
        \[? (?P<code> (?: \p{Lu}{2,} | \p{Ll}{2,} ) [0-9]{1,9} ) \]?     # ML0023
        [:.)–—-]? (?: \s+ (?: [:–—-] \s+ )? (?P<title> \S .* )? )? $""",
    regex.VERBOSE | regex.DOTALL,
)
# `Answer`, `Ans 3.`, `Answer - 1 : -`, `Model answer:`, `A:`, `A2.`
ANSWER = regex.compile(
    r"""(?: \#{1,6} \s+ | [>*_\s] )*+ (?: [-•+] \s+ )? [*_]*+ [\p{So}\uFE0F\s]*+
        (?: (?: (?: best | short | long | quick | sample | model | suggested | expected | correct | possible | example
                  | right | full | detailed ) \s+ )?
            (?: answer | ans | solution | soln | respuesta | resposta | risposta | réponse | antwort | ответ
              | 回答 | 解答 | 答案 | 答 | candidate (?! s )
              | (?: respuesta | resposta | risposta | réponse ) \s \p{L}+ (?= [*_]* \s? : ) ) s?+ (?! \p{L} )
            [\s.\#(-]{0,20} \d{0,4}
            (?: [*_\s)]*+ [.:–—-]++ (?: \s*+ [:–—-] )* (?= [\s*_] | $ )
                | \. (?= (?-i: \p{Lu}\p{Ll} ) ) | [*_]*+ [:：] | [*_\s»›→▶▼]*+ $ )
          | A \s? \d{0,4} [*_]* \s? : | A \d{1,4} [.)] (?= \s | $ ) )
        [*_]*+ \s*+""",
    regex.VERBOSE | regex.IGNORECASE,
)
# The line of a listing, whose answers may have lines that begin with `A:`.
ANSWER_LINE = regex.compile(r"Answer(?: ?: (?P<text>.+)| ?:)?", regex.IGNORECASE)
# `A.` is a mark where questions are `Q.`.
SHORT_ANSWER = regex.compile(r"[>*_\s]*+ A [.–-]++ [*_]*+ (?: \s++ | $ )", regex.VERBOSE)
# `What is bias? Ans: An error.`
LABELLED_ANSWER = regex.compile(
    r"[.?!] (?P<between> \s+ ) (?= (?: a | ans | answer | solution | candidate | interviewee ) \s? : \s )",
    regex.VERBOSE | regex.IGNORECASE,
)
# `What is bias? - An error.`, `What is bias? : An error.` and `What is bias? → An error.`
PARTED_ANSWER = regex.compile(
    r"""[?？] [”"')*_]*+
        (?P<between> \s*+ (?: (?<= \s ) (?: [–—-]{1,2} | : ) (?= \s ) | -> | => | [→⇒] ) \s*+ ) (?= \S )""",
    regex.VERBOSE,
)
# What was the next cell of a table: `3Why scale?So that` and `4Name two sums.Mean`.
NEXT_CELL = regex.compile(r"(?:[?](?P<between>)(?=\p{Lu})|\p{Ll}\p{Ll}\.(?P<between>)(?=\p{Lu}\p{L}++[\s(,;:]))")
# `— Read answer →` behind a question, `[src]`, or `Answer` after its question mark.
LEADS_TO_ANSWER = regex.compile(
    r"""(?<! [\s–—|:(\[-] ) [\s–—|:(\[-]*+
        (?: (?<= \[ ) (?: src | source | ref | link ) \]+ $
          | \b (?: show | view | see | read | reveal ) \s (?: the \s | full \s )* (?: answer | solution ) s?
            \W*+ $ )
      | (?<= [?？] ) \s++ (?: answer | solution ) s? \s*+ $""",
    regex.VERBOSE | regex.IGNORECASE | regex.REVERSE,
)
# What a click shows: `View answer`, `Read Answer →`, `Click to reveal the solution`, `Show / Hide`.
VIEW = regex.compile(
    r"""\W* (?: (?: click | tap | press ) \b .{0,40}
              | (?: (?: (?: show | hide | view | see | reveal | expand | open | read | toggle | check ) [\s/]+ )+
                    (?: me \s )? (?: the \s )? (?: (?! (?: show | hide ) \b ) \w+ \s )?
                    (?: answer | solution | explanation | hint | details ) s? \W*+ ){1,2}
              | (?: answer | solution | explanation | hint | details ) s? ) \W*""",
    regex.VERBOSE | regex.IGNORECASE,
)
PLACEHOLDER = regex.compile(
    r"""[\W_]*+ (?: to \s be \s (?: filled | added | done | answered | written ) (?: \s in )?
                 | (?: your \s )? answer \s here | answers? \s (?: to | for ) \s (?: the \s )? above \s questions?
                 | (?: answer \s )? (?: coming \s soon | pending )
                 | tbd | tba | todo | wip | n/?a | no \s answer \s yet )? [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What an author says about a question before answering it: `This question tests …`, `Interviewers want to know …`.
ABOUT_QUESTION = regex.compile(
    r"""[\W_]*+ (?: this \s (?: [\w-]+ \s )? question \s
                   (?: tests | assesses | evaluates | checks | gauges | probes | measures | explores | examines | aims )
               | (?: the \s )? (?: interviewers? | hiring \s managers? | recruiters? ) \s
                   (?: may | might | often | usually | is | are | wants? | asks? | looks? | expects? | uses? ) ) \b""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What a bank notes down about a question; a subject is a tag.
METADATA = regex.compile(
    r"""[\W_]*+ (?P<key> difficulty (?: \s level )? | level | type | frequency
          | (?P<subject> tags? | topics? | categor(?:y|ies) | subjects? )
          | compan(?:y|ies) | asked \s (?: by | in | at ) (?: \s [^:.?]{1,80} [)\]] )? )
        [*_\s]* (?: : [*_]* \s* (?P<value> .* ) )?""",
    regex.VERBOSE | regex.IGNORECASE | regex.DOTALL,
)
# How hard a question is, behind it.
LEVEL = regex.compile(
    r"""(?<= [.?!？] ) [(\[\p{So}\p{Sk}\uFE0F\s–—-]*+
        (?: easy | medium | hard | beginner | intermediate | advanced | expert | basic ) [)\]\s]*+ $""",
    regex.VERBOSE | regex.IGNORECASE | regex.REVERSE,
)
LEVEL_ALONE = regex.compile(
    r"[\W_]*+(?:easy|medium|hard|beginner|intermediate|advanced|expert|basic)[\W_]*", regex.IGNORECASE
)
BOX = r"\[ (?: \s | (?P<tick> [xX✓✔] ) ) \] \s+ (?= \S )"
TICK_BOX = regex.compile(rf"\s* (?: [-*•+] \s+ )? {BOX}", regex.VERBOSE)
CHOICE = regex.compile(
    rf"\s* (?: [-*•+] \s+ )? (?: {BOX} )? [(\[]? (?P<letter> [A-Ha-h] ) [)\].] \s+ (?= \S )", regex.VERBOSE
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark that a line begins with: how many characters it takes, and what it says.

    `style` is `q` for a label (`Q3.`), `1` for a number, `0` for one without any sign behind it, `a` for a letter in
    brackets, `i` for a Roman number; empty where there is none. `part` is what the number is counted within: the `2.`
    of `2.1`.
    """

    style: str = ""
    number: int | None = None
    part: str = ""
    length: int = 0


NO_MARK = Mark()
STYLES = (("q", "label"), ("0", "bare"), ("a", "letter"), ("i", "roman"))
ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMAN = tuple(tens + ones for tens in ("", "x") for ones in ONES)


@lru_cache(maxsize=4096)  # a line is read with its list, opened, and cut
def read_mark(text: str) -> Mark:
    """The mark of a question at the beginning of `text`.

    >>> read_mark("Q3. Why scale?")
    Mark(style='q', number=3, part='', length=4)
    >>> read_mark("Q-learning in detail").style, read_mark("Q1–Q9: Trees").style
    ('', '')
    """
    found = MARK.match(text)
    if not found:
        return NO_MARK
    style = next((style for style, name in STYLES if found[name]), "1")
    numbers = found.captures("number")
    number = int(numbers[-1]) if numbers else ROMAN.index(found["roman"]) if found["roman"] else None
    return Mark(style, number, "".join(found.captures("part")), found.end())


def without_mark(text: str) -> str:
    """The words of a line without its mark, its bullet, and the signs of Markdown that a text shows.

    >>> without_mark("**Q3.** What is dropout?")
    'What is dropout?'
    """
    mark = read_mark(text)
    bullet = None if mark.length else BULLET.match(text)
    return without_signs(text[mark.length or (bullet.end() if bullet else 0) :])


def without_signs(text: str) -> str:
    """Words without blanks and signs of Markdown around them, and without the link to their place behind them."""
    said = text.strip()
    if "*" in said or "_" in said or "#" in said:
        said = MARKDOWN.sub("", said).strip()
    return without_ending(said, PERMALINK) if said.endswith(PERMALINKS) else said


def answer_beside(said: str, *, is_cell: bool) -> tuple[int, int, bool]:
    """Where a question ends and where its answer begins on the same line, and whether a label says so; 0 for none.

    `is_cell` tells that it may be a cell which the next one was run together with.
    """
    found = LABELLED_ANSWER.search(said) if ":" in said else None
    found = found or (PARTED_ANSWER.search(said) if "?" in said or "？" in said else None)
    found = found or (NEXT_CELL.search(said) if is_cell else None)
    return (*found.span("between"), found.re is LABELLED_ANSWER) if found else (0, 0, False)
