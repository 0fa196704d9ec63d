"""What a line looks like, seen by itself."""

from collections.abc import Sequence
from enum import Enum, auto
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from mlanki import patterns as regex
from mlanki.document import Block, Inlines, Math, are_plain
from mlanki.prose.structure.shape import SYMBOL, cut, shape, tidy


class RowKind(Enum):
    """What there is to tell apart."""

    READY = auto()  # a block already: code, a table
    DISPLAY = auto()  # a displayed formula alone
    WHERE = auto()  # the word that opens a legend of symbols: `Where:`, `where,`, `Where`
    LABEL = auto()  # `Advantages:`, `For Hidden Layers:` – a heading, or the term of what follows
    TITLE = auto()  # like a title and without a colon
    TERM = auto()  # `Term: text`
    PROSE = auto()  # anything else
    NUMBERED = auto()  # `(1) …`, `1. …`, `1) …`
    BULLET = auto()  # a line whose bullet has survived


class AnswerRow(NamedTuple):
    """A line that is not blank."""

    kind: RowKind
    inlines: Inlines
    text: str  # their shape
    beside: RowKind  # what stands beside a number or a bullet looks like; elsewhere the kind again
    content: Inlines  # the line without number and bullet
    term: Inlines = ()  # of `Term: text`, with its colon
    rest: Inlines = ()
    style: str = ""  # the signs about a number
    number: int | None = None
    block: Block | None = None
    apart: bool = False  # from the row above: by a blank line, or because every line of the page is a block
    blank_above: bool = False

    @property
    def ends_with_colon(self) -> bool:
        """Whether its last words are a colon."""
        return self.text.endswith(":")


Rows = Sequence[AnswerRow]

NUMBER = regex.compile(
    r"""(?: (?P<open> \( ) (?! 1 \) .*? [\s,;] \( 2 \) \s )  # `(1) Split, (2) fit` is a sentence
            (?P<number> 0 | [1-9][0-9]? ) \)
          | (?P<number> 0 | [1-9][0-9]? ) (?P<close> [.)] ) (?= \s | \p{Lu} ) )
        \s* (?! ,| (?: and | or | to ) \b ) (?= \S )   # `(1) and (2) differ` is a sentence""",
    regex.VERBOSE,
)
BULLET = regex.compile(r"[-*•‣◦▪●○■·–] \s+ (?=\S)", regex.VERBOSE)
WHERE = regex.compile(r"where \s* [:,]?", regex.VERBOSE | regex.IGNORECASE)
WORD = regex.compile(rf"[\p{{L}}\p{{N}}{SYMBOL}][\p{{L}}\p{{M}}\p{{N}}{SYMBOL}'’_./&+‑-]*")
# Where a sentence may end within a line; after an abbreviation it does not.
STOP = r"[.!?;](?<!\b(?:vs|e\.g|i\.e|cf|etc|approx|resp|no).)\s"
LEAD_IN_STOP = regex.compile(STOP + r"|[!?;,]$")
TITLE_START = regex.compile(r"[\p{Lu}\p{N}“\"]")
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]{1,2}")
UNSPACED_TITLE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}][^,;:.?!，。；：？！、]*+")
NO_TITLE = regex.compile(STOP + r"|:\s|[.,;:!?…]$|\s[=≈]\s")  # an equation is none either
BRACKETED = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
COLON = regex.compile(r"\s?:(?=\s|$)")


def vocabulary(words: str) -> frozenset[str]:
    """The words of a string, as a set."""
    return frozenset(words.split())


# A finite verb makes a clause, and a clause is no title. Only those are here that are never nouns in a title.
FINITE = vocabulary(
    """is are was were am be been has have had can could may might will would shall should must do does did
    isn't aren't doesn't don't can't cannot won't it's that's there's let's here's"""
)
# How a sentence begins that leads in to what stands below it or tells the reader what to do.
OPENING = vocabulary(
    """this these that those it its they their them we our you your there here
    if while since because although though unless once as so then thus hence therefore however moreover
    imagine consider suppose assume let given note recall notice remember see
    also often usually typically generally"""
)
ARTICLE = vocabulary("a an the")
# Before words in lower case these lead in (`In other words:`); `For`, `During`, `Below` begin titles, too.
PREPOSITION = vocabulary("in on to by from through into under among")
# A colon after one of these calls for the rest of the sentence.
DANGLING = vocabulary(
    """a an the of to by as for in on at with from that which and or but when where if than
    follows following include includes including become becomes use uses using require requires involves
    say says give gives example instance"""
)
SMALL = vocabulary(
    """a an the and or nor but for of in on at to from by with as into over per vs via is it its than that
    be are not between about against during within without"""
)
QUESTION_WORDS = vocabulary("how what why when where which who whose")

TITLE_WORDS = 8
CASED_TITLE_WORDS = 14
STEP_WORDS = 3
STEP_STOP = regex.compile(r"[.!?;,]")


def classify(inlines: Inlines, *, signs: bool = True) -> AnswerRow:
    """What a line looks like; whatever it is, its words are all there. Without `signs` a number is a word."""
    return _classify_words(inlines, signs) if are_plain(inlines) else _classify_line(inlines, signs)


@lru_cache(maxsize=1024)
def _classify_words(inlines: Inlines, signs: bool) -> AnswerRow:  # noqa: FBT001 - as above
    return _classify_line(inlines, signs)


def _classify_line(inlines: Inlines, signs: bool) -> AnswerRow:  # noqa: FBT001 - as above
    inlines = tidy(inlines)
    text = shape(inlines)
    if signs and (found := NUMBER.match(text)):
        content = cut(inlines, found.end())[1]
        row = _classify(content, shape(content), numbered=True)
        style = f"{found['open'] or ''}1{found['close'] or ')'}"
        number = int(found["number"])
        return row._replace(kind=RowKind.NUMBERED, inlines=inlines, text=text, style=style, number=number)
    if signs and (found := BULLET.match(text)):
        content = cut(inlines, found.end())[1]
        return _classify(content, shape(content), numbered=False)._replace(
            kind=RowKind.BULLET, inlines=inlines, text=text
        )
    return _classify(inlines, text, numbered=False)


def _classify(inlines: Inlines, text: str, *, numbered: bool) -> AnswerRow:
    kind = RowKind.PROSE
    term: Inlines = ()
    rest: Inlines = ()
    if len(inlines) == 1 and isinstance(inlines[0], Math) and inlines[0].display:
        kind = RowKind.DISPLAY
    elif WHERE.fullmatch(text):
        kind = RowKind.WHERE
    elif (colon := first_colon(text)) is None:
        if is_title(text) and (numbered or not orders(text)):
            kind = RowKind.TITLE
    elif is_lead_in(text[:colon].rstrip(" :")):
        term, rest = cut(inlines, colon)
        if rest:
            kind = RowKind.TERM
        elif numbered or not orders(text):
            kind = RowKind.LABEL
    return AnswerRow(kind, inlines, text, kind, inlines, term, rest)


def as_term(row: AnswerRow) -> AnswerRow:
    """A numbered line as `Term: text` if one of its like has a term: then a verb may name a step, too."""
    if row.beside is RowKind.PROSE and (colon := first_colon(shape(row.content))) is not None:
        term, rest = cut(row.content, colon)
        if rest and len(words_of(shape(term))) <= STEP_WORDS and not STEP_STOP.search(shape(term)):
            return row._replace(beside=RowKind.TERM, term=term, rest=rest)
    return row


def first_colon(text: str) -> int | None:
    """Where the first colon outside of brackets ends that a space or the end of the line follows."""
    if ":" not in text:
        return None
    outside = BRACKETED.sub(lambda found: "x" * len(found[0]), text)
    found = COLON.search(outside)
    return found.end() if found else None


def words_of(text: str) -> list[str]:
    """The words of `text`, what stands in brackets left out."""
    words: list[str] = WORD.findall(BRACKETED.sub(" ", text))
    return words


def length_in_words(text: str) -> int:
    """How many words a text has; where no blanks part them, two signs are about one.

    >>> length_in_words("What is bias"), length_in_words("什么是偏差")
    (3, 3)
    """
    return len((text if text.isascii() else UNSPACED.sub(" x ", text)).split())


def is_cased(words: Sequence[str]) -> bool:
    """Whether all words but the small ones are capitalised, and so many that it is no accident."""
    if any(word[0].islower() and word.casefold() not in SMALL for word in words):
        return False
    return sum(word.casefold() not in SMALL for word in words) > 1


def is_lead_in(text: str) -> bool:
    """Whether the words before a colon name something rather than say something.

    >>> [is_lead_in(text) for text in ("Purpose", "1.0", "How it Works", "Its derivative is")]
    [True, True, True, False]
    """
    if LEAD_IN_STOP.search(text) or "://" in text or not (words := words_of(text)):
        return False
    if is_cased(words):
        return len(words) <= CASED_TITLE_WORDS and not _is_clause(words)
    if len(words) == 1 and (words[0].endswith("ly") or WHERE.fullmatch(words[0])):
        return False
    first, *others = words
    if first.casefold() in PREPOSITION and any(word[0].islower() and word not in SMALL for word in others):
        return False
    return _names(text, words) and first.casefold() not in ARTICLE


@lru_cache(maxsize=1024)  # what a page says once it may say on every line
def is_title(text: str) -> bool:
    """Whether a line without a colon reads like a title: one of several words in lower case must be short."""
    if UNSPACED_TITLE.fullmatch(text):
        return length_in_words(text) <= TITLE_WORDS
    if not TITLE_START.match(text) or NO_TITLE.search(text) or not (words := words_of(text)):
        return False
    if not any(map(str.isalpha, text)):  # `1 / 3` is what an answer comes to
        return False
    if is_cased(words):
        return len(words) <= CASED_TITLE_WORDS and not _is_clause(words)
    return len(words) < TITLE_WORDS and "," not in text and _names(text, words)


def _names(text: str, words: list[str]) -> bool:
    """Whether these words, not all capitalised, may still be a title."""
    first = words[0].casefold().replace("’", "'")
    if len(words) > TITLE_WORDS or first in OPENING or first in FINITE or _is_clause(words):
        return False
    if len(words) > 1 and words[-1].casefold() in DANGLING:
        return False
    # `k-means` and `p-value` are terms; several words that begin small are the rest of a sentence.
    return not words[0][0].islower() or (len(words) == 1 and "," not in text)


def _is_clause(words: list[str]) -> bool:
    """Whether a finite verb stands among the words; a question word before it makes a noun of the clause."""
    first, *others = (word.casefold().replace("’", "'") for word in words)
    return first not in QUESTION_WORDS and any(word in FINITE for word in others)


def orders(text: str) -> bool:
    """Whether an article follows a verb (`Compute the gradient`), which makes a sentence that tells what to do.

    After a preposition, an infinitive or a gerund, and all capitalised, the words may still name something.
    """
    words = words_of(text)
    if is_cased(words):
        return False
    small = [word.casefold() for word in words]
    if not small or small[0] in QUESTION_WORDS or small[0].endswith("ing") or "to" in small:
        return False
    return any(word in ARTICLE and before not in SMALL | PREPOSITION for before, word in pairwise(small))
