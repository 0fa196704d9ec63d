"""What an author writes before a question or an answer to mark it, and what a line is without that."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from mlanki.document import Line

# `Q3.`, `**Q:**`, `Question 4 –`, `### 12)`, `(5)`, `2.1`; the signs of Markdown around it belong to the mark.
QUESTION_MARK = regex.compile(
    r"""[#>*_\s]* (?: [-•‣◦▪●○■–] \s+ )? [*_]*
        (?: (?P<word> q | ques | question ) [\s#.]* (?: (?P<part> \d{1,2} \. )* (?P<number> \d{1,3} ) )?
            \s* (?: [.:)–—-]+ | (?<=\d) \s )
          | (?P<part> \d{1,2} \. )+ (?P<number> \d{1,3} ) (?: [.)] (?! \d ) | (?= \s ) )
          | \(? (?P<number> \d{1,3} ) [.)] (?! \d )
          | (?P<number> \d{1,3} ) (?: \s+ [–—-] (?= \s )
                                   | (?= \s+ (?-i: What | Why | How | When | Which | Explain | Describe ) \b ) ) )
        [*_]* \s* (?= \S )""",
    regex.VERBOSE | regex.IGNORECASE,
)
BARE_MARK = regex.compile(r"[#>*_\s]*(?:q|ques|question)[\s#.]*\d{1,3}\s*[.:)–—-]*[*_\s]*", regex.IGNORECASE)
# `A:`, `**Answer:**`, `Ans 3.`
ANSWER_MARK = regex.compile(
    r"[#>*_\s]* (?: a | ans | answer ) (?: [\s#.]* \d{1,3} )? \s* (?: [.:)–—-]+ [*_]* \s* | [*_]* $ )",
    regex.VERBOSE | regex.IGNORECASE,
)
ANSWER_WORD = regex.compile(r"[#>*_\s]*ans(?:wer)?\s*(?:[:*_\s]*$|[*_]*:[*_]*\s+)", regex.IGNORECASE)
BULLET = regex.compile(r"\s*[-*•‣◦▪●○■–]\s")
MARKDOWN = regex.compile(r"^(?:\#{1,6}\s+|[*_]{2,3}(?=\S))|(?<=\S)[*_]{2,3}$", regex.MULTILINE)
SECTION_MARK = regex.compile(
    r"(?: (?: section | part | chapter | topic ) \s+ )? (?: \d{1,2} | [IVX]+ ) (?: [.:)–—-]+ \s* | \s+ [–—-] \s* )",
    regex.VERBOSE | regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """A line in two: the mark before it, and what it says."""

    style: str  # `q` with the word, `1` with a number alone; empty without a mark
    number: int | None
    text: str
    part: str = ""  # `2.` of `2.1`: the number of what the questions are counted within


def join_marks(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, with each mark that has a line to itself (`Question 3`) before the words of the next one."""
    joined = list(lines)
    waiting: int | None = None
    for at, line in enumerate(lines):
        if BARE_MARK.fullmatch(line.text):
            waiting = at
        elif waiting is not None and line.text.strip():
            joined[waiting] = Line(lines[waiting].number, "")
            mark = lines[waiting].text.strip(" #>*_.:)–—-")
            joined[at] = Line(line.number, f"{mark}: {line.text.lstrip()}")
            waiting = None
    return tuple(joined)


def read_mark(line: str) -> Marked:
    """Take the mark of a question off `line`, and the bullet before it.

    >>> read_mark("**Q3.** What is dropout?")
    Marked(style='q', number=3, text='What is dropout?', part='')
    """
    found = QUESTION_MARK.match(line)
    bullet = BULLET.match(line)
    said = line[found.end() :] if found else line[bullet.end() :] if bullet else line
    text = MARKDOWN.sub("", said.strip()).strip()
    if found is None:
        return Marked("", None, text)
    number = int(found["number"]) if found["number"] else None
    return Marked("q" if found["word"] else "1", number, text, "".join(found.captures("part")))


def section_name(line: str) -> str:
    """The name of a section, without its number and its colon.

    >>> section_name("Part 2 – Loss Functions")
    'Loss Functions'
    """
    text = MARKDOWN.sub("", line.strip()).strip()
    found = SECTION_MARK.match(text)
    return (text[found.end() :] if found else text).rstrip(" :")


def fold(text: str) -> str:
    """`text` as a table of contents may repeat it: without marks, dot leaders, page numbers, punctuation, case."""
    text = regex.sub(r"[\s.·…_-]{2,}\d{1,4}$|\t\d{1,4}$", "", text.strip())
    return regex.sub(r"[\W_]+", "", section_name(read_mark(text).text)).casefold()
