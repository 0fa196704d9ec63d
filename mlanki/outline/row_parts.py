"""What a row says, wherever it stands: its mark, its topic, the question on its line and what stands beside it."""

from functools import lru_cache
from typing import NamedTuple

from mlanki import patterns as regex
from mlanki.document import Inlines, Link, Text, are_plain, plain_text, trim
from mlanki.outline.evidence import ASKED, speaks_for, worth
from mlanki.outline.marks import BULLET, LEADS_TO_ANSWER, LEVEL, VIEW, Mark, answer_beside, read_mark, without_signs
from mlanki.outline.trimming import without_end, without_start
from mlanki.outline.wording import asking, grammar
from mlanki.prose.cleaning import one_blank

# `Overfitting: What is overfitting?`
TOPIC = regex.compile(r"(?P<topic> \p{Lu} [^:?.!,()]{1,58} ) : \s+ (?= \S )", regex.VERBOSE)
ASIDE = regex.compile(
    r"""(?: hint | note | example | bonus | follow [-\s]? ups? | remember | tip | step | part | case | scenario
          | situation | option | section | chapter | for \s example ) \b""",
    regex.VERBOSE | regex.IGNORECASE,
)
TOPIC_WORDS = 6


class Parts(NamedTuple):
    """The fields of the same names of a row."""

    text: str
    mark: Mark
    said: str
    topic: str
    inlines: Inlines
    rest: Inlines
    length: int
    words: str
    further: tuple[str, ...]


@lru_cache(maxsize=1024)  # what a page says once it may say on every line
def line_of_words(text: str, marker: str) -> Parts:
    """The parts of a line without markup, whose columns may be those of code or of TeX."""
    read, spaced = _read((Text(text),), marker, (), may_answer=True), one_blank(text)
    return read if spaced == text else read._replace(words=spaced)


def parts(inlines: Inlines, marker: str, rest: Inlines, *, may_answer: bool) -> Parts:
    """The parts of `inlines`; `rest` stands behind them, and if they may, they have an answer beside them."""
    read = _read_plain if are_plain((*inlines, *rest)) else _read
    return read(inlines, marker, rest, may_answer=may_answer)


@lru_cache(maxsize=1024)
def _read_plain(inlines: Inlines, marker: str, rest: Inlines, *, may_answer: bool) -> Parts:
    return _read(inlines, marker, rest, may_answer=may_answer)


def _read(inlines: Inlines, marker: str, rest: Inlines, *, may_answer: bool) -> Parts:
    text = plain_text(inlines)
    mark = read_mark(text)
    bullet = None if mark.length else BULLET.match(text)
    if marker.isdigit() and mark.style in ("", "0"):
        mark = Mark("1", int(marker))
    words = trim(without_start(inlines, bullet.end() if bullet else mark.length))
    said = without_signs(plain_text(words))
    may_answer = may_answer and not rest
    ends, begins, labelled = answer_beside(said, is_cell=mark.style == "0") if may_answer else (0, 0, False)
    if ends and not VIEW.fullmatch(said, begins):
        rest = trim(without_start(words, begins))
        said, words = said[:ends], trim(without_end(words, len(said) - ends))
    is_linked = False
    if leads := LEADS_TO_ANSWER.match(said):
        is_linked = any(isinstance(inline, Link) for inline in words)  # `question_words` takes it for an address
        said, words = said[: leads.start()], words if is_linked else trim(without_end(words, len(said) - leads.start()))
    topic = ""
    found = TOPIC.match(said) if ":" in said else None
    if found and not ASIDE.match(said) and len(found["topic"].split()) <= TOPIC_WORDS:
        asked = said[found.end() :]
        if asked[0].isupper() and ask(asked) and (*grammar(asked),) != ("question-mark",):  # `Trees: Deep?`
            topic, said, words = found["topic"], asked, trim(without_start(words, found.end()))
    if (level := LEVEL.match(said)) and not is_linked:
        said, words = said[: level.start()], trim(without_end(words, len(said) - level.start()))
    further = (*(("topic",) if topic else ()), *(("answer-beside",) if labelled else ()))
    return Parts(text, mark, said, topic, words, rest, 1, text, further)


def ask(words: str) -> bool:
    """Whether words alone ask; those that do not sound like it are not weighed."""
    return speaks_for(asking(words)) and worth(tuple(grammar(words))) >= ASKED
