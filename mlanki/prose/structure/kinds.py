"""What a line looks like, seen by itself."""

from dataclasses import dataclass
from itertools import pairwise

import regex

from mlanki.document import Block, Inlines, Math
from mlanki.prose.structure.shape import FORMULA, cut, shape, tidy


@dataclass(frozen=True, slots=True)
class Ready:
    """What is a block already: code, a table."""

    block: Block
    inlines: Inlines = ()


@dataclass(frozen=True, slots=True)
class Blank:
    """Nothing."""

    inlines: Inlines = ()


@dataclass(frozen=True, slots=True)
class Display:
    """A displayed formula alone."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Where:
    """The word that opens a legend of symbols: `Where:`, `where,`, `Where`."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Label:
    """`Advantages:`, `For Hidden Layers:` – a heading, or the term of what follows on the next lines."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Title:
    """Like a title and without a colon; `cased` where the capitals say so too (`Bias and Variance`)."""

    inlines: Inlines
    cased: bool


@dataclass(frozen=True, slots=True)
class Term:
    """`Term: text`; the term with its colon."""

    inlines: Inlines
    term: Inlines
    text: Inlines


@dataclass(frozen=True, slots=True)
class Prose:
    """Anything else."""

    inlines: Inlines


Unlabelled = Blank | Display | Where | Label | Title | Term | Prose


@dataclass(frozen=True, slots=True)
class Numbered:
    """`(1) …`, `1. …`, `1) …`: the number, the signs about it, and what the rest of the line looks like."""

    inlines: Inlines
    number: int
    style: str
    content: Unlabelled


@dataclass(frozen=True, slots=True)
class Bullet:
    """A line whose bullet has survived."""

    inlines: Inlines
    content: Unlabelled


Kind = Unlabelled | Numbered | Bullet | Ready

NUMBER = regex.compile(
    r"""(?: (?P<open> \( ) (?P<number> 0 | [1-9][0-9]? ) \)
          | (?P<number> 0 | [1-9][0-9]? ) (?P<close> [.)] ) (?= \s | \p{Lu} ) )
        \s* (?! ,| (?: and | or | to ) \b ) (?= \S )   # `(1) and (2) differ` is a sentence""",
    regex.VERBOSE,
)
BULLET = regex.compile(r"[-*•‣◦▪●○■·–] \s+ (?=\S)", regex.VERBOSE)
WHERE = regex.compile(r"where \s* [:,]?", regex.VERBOSE | regex.IGNORECASE)
WORD = regex.compile(rf"[\p{{L}}\p{{N}}{FORMULA}][\p{{L}}\p{{M}}\p{{N}}{FORMULA}'’_./&+‑-]*")
# Where a sentence may end within a line; after an abbreviation it does not.
STOP = r"(?<!\b(?:vs|e\.g|i\.e|cf|etc|approx|resp|no))[.!?;]\s"
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


def classify(inlines: Inlines) -> Kind:
    """What a line looks like; whatever it is, its words are all there."""
    inlines = tidy(inlines)
    text = shape(inlines)
    if found := NUMBER.match(text):
        style = f"{found['open'] or ''}1{found['close'] or ')'}"
        content = unlabelled(cut(inlines, found.end())[1], numbered=True)
        return Numbered(inlines, int(found["number"]), style, content)
    if found := BULLET.match(text):
        return Bullet(inlines, unlabelled(cut(inlines, found.end())[1]))
    return unlabelled(inlines)


def unlabelled(inlines: Inlines, *, numbered: bool = False) -> Unlabelled:
    """What a line without a number or a bullet looks like, or one whose number has been taken off."""
    text = shape(inlines)
    orders = not numbered and not is_cased(text) and _has_object(words_of(text))
    kind: Unlabelled = Prose(inlines)
    if not inlines:
        kind = Blank()
    elif len(inlines) == 1 and isinstance(inlines[0], Math) and inlines[0].display:
        kind = Display(inlines)
    elif WHERE.fullmatch(text):
        kind = Where(inlines)
    elif (colon := first_colon(text)) is None:
        if is_title(text) and not orders:
            kind = Title(inlines, is_cased(text))
    elif is_lead_in(text[:colon].rstrip(" :")):
        term, rest = cut(inlines, colon)
        if rest:
            kind = Term(inlines, term, rest)
        elif not orders:
            kind = Label(inlines)
    return kind


def as_term(kind: Unlabelled) -> Unlabelled:
    """A line as `Term: text` if one of its like has a term: then a verb may name a step, too."""
    if isinstance(kind, Prose) and (colon := first_colon(shape(kind.inlines))) is not None:
        term, text = cut(kind.inlines, colon)
        if text and len(words_of(shape(term))) <= STEP_WORDS and not regex.search(r"[.!?;,]", shape(term)):
            return Term(kind.inlines, term, text)
    return kind


def first_colon(text: str) -> int | None:
    """Where the first colon outside of brackets ends that a space or the end of the line follows."""
    outside = BRACKETED.sub(lambda found: "x" * len(found[0]), text)
    found = COLON.search(outside)
    return found.end() if found else None


def words_of(text: str) -> list[str]:
    """The words of `text`, what stands in brackets left out."""
    words: list[str] = WORD.findall(BRACKETED.sub(" ", text))
    return words


def is_cased(text: str) -> bool:
    """Whether all words but the small ones are capitalised, and so many that it is no accident."""
    words = [word for word in words_of(text) if word.casefold() not in SMALL]
    return len(words) > 1 and not any(word[0].islower() for word in words)


def is_lead_in(text: str) -> bool:
    """Whether the words before a colon name something rather than say something.

    >>> [is_lead_in(text) for text in ("Purpose", "1.0", "How it Works", "Its derivative is")]
    [True, True, True, False]
    """
    words = words_of(text)
    if not words or regex.search(STOP + r"|[!?;,]$", text) or "://" in text:
        return False
    if is_cased(text):
        return len(words) <= CASED_TITLE_WORDS and not _is_clause(words)
    if len(words) == 1 and (words[0].endswith("ly") or WHERE.fullmatch(words[0])):
        return False
    first, *others = words
    if first.casefold() in PREPOSITION and any(word[0].islower() and word not in SMALL for word in others):
        return False
    return _names(text, words) and first.casefold() not in ARTICLE


def is_title(text: str) -> bool:
    """Whether a line without a colon reads like a title: one of several words in lower case must be short."""
    words = words_of(text)
    if not words or not regex.match(r"[\p{Lu}\p{N}“\"]", text) or NO_TITLE.search(text):
        return False
    if is_cased(text):
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


def _has_object(words: list[str]) -> bool:
    """Whether an article follows a verb (`Compute the gradient`), which makes a sentence that tells what to do.

    After a preposition, an infinitive or a gerund the words may still name something.
    """
    small = [word.casefold() for word in words]
    if not small or small[0] in QUESTION_WORDS or small[0].endswith("ing") or "to" in small:
        return False
    return any(word in ARTICLE and before not in SMALL | PREPOSITION for before, word in pairwise(small))
