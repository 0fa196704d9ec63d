"""The one grammar of asking: what the words of a line say for and against a question, each sign by its name."""

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache

from mlanki import patterns as regex
from mlanki.prose.structure.kinds import BRACKETED, FINITE, length_in_words, vocabulary

QUESTION_WORDS = "what|why|how|when|where|which|who|whose|whom"
QUESTION_WORD = re.compile(
    rf"(?:{QUESTION_WORDS}|what['’]s|how['’]s|(?:in|on|at|for|to|by|under|with|from|of|about)\s+(?:what|which|whom))\b",
    re.IGNORECASE,
)
AUXILIARY = re.compile(
    "(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|may|must|isn['’]t|aren['’]t|don['’]t)\\b",
    re.IGNORECASE,
)
# The same in other languages that banks are written in; what follows the word is not looked at.
OTHER_QUESTION_WORD = re.compile(
    r"""¿ | (?: qué | cómo | cuál (?: es )? | cuándo | por \s qué | quién | dónde | o \s que | por \s que | quais
          | cosa \s (?: è | sono | significa ) | che \s cos['’]è | perché | come \s (?: funziona | si ) | quali
          | was \s (?: ist | sind | bedeutet | versteht | macht ) | wie | warum | wieso | welche [rsnm]? | wozu | wann
          | quel (?:le)? s? | comment \s (?: fonctionne | peut | les? | la ) | pourquoi | qu['’]est
          | что | как | какой | какая | какие | каков[аы]? | почему | зачем | когда | чем
          | що | як | яки[йх] | яка | яке | які | чому | навіщо | коли | чи ) \b
      | (?: 什么 | 如何 | 怎么 | 怎样 | 为什么 | 为何 | 哪些? | 何时 )
      | (?! .{35} ) .{1,30} (?: 是什么 | 有哪些 | 的区别 | 的不同 | 是多少 ) $""",
    re.VERBOSE | re.IGNORECASE,
)
OTHER_IMPERATIVE = re.compile(
    r"""(?: expli (?: ca | que ) | spiega (?: re )? | descrivi | definisci | confronta | elenca
          | describ [ae] | descreva | defin [aei] | compar [ae] | nombr [ae] | enumer [ae] | mencion [ae] | cite
          | dar | d[êé] | diferenci [ae] | erkläre? n? | beschreibe? n? | nennen? | vergleichen? | definieren?
          | expliquez | décrivez | comparez | citez | donnez | listez | définissez
          | расскажите | объясните | опишите | назовите | перечислите | сравните | приведите | дайте | напишите
          | поясніть | опишіть | назвіть | перелічіть | порівняйте | наведіть | напишіть ) \b
      | (?: 请 )? (?: 解释 | 描述 | 简述 | 说明 | 介绍 | 列举 | 比较 | 谈谈 )""",
    re.VERBOSE | re.IGNORECASE,
)
# Asked without a question mark: an auxiliary verb stands before its subject.
INVERTED = re.compile(
    r"""(?: what | which | who | whose | where | when | why | how ) (?: ’s | 's )? (?: \s+ [\w-]+ ){0,3}? \s*
        (?: (?<= ’s | 's )
          | \b (?: is | are | was | were | do | does | did | can | could | should | would | will | has | have | must ) )
        \s+ (?! to \b | not \b ) \S""",
    re.VERBOSE | re.IGNORECASE,
)
# `Why` and `how` ask with an auxiliary or an infinitive; `what` and `who` may be the subject of any verb.
ELLIPTICAL = re.compile(r"(?:why|how)\b", re.IGNORECASE)
HAS_VERB = regex.compile(rf"\b(?:{'|'.join(sorted(FINITE))}|to|not)\b|n['’]t\b", regex.IGNORECASE)
POLITE = re.compile(r"(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:briefly\s+)?", re.IGNORECASE)
IMPERATIVE = re.compile(
    r"(?:describe|explain|discuss|contrast|differentiate|distinguish|elaborate|outline|summari[sz]e|derive"
    r"|walk\s+(?:(?:me|us)\s+)?through|tell\s+(?:me|us)|talk\s+about|compare(?=.*?\b(?:and|with|to|vs)\b))\b",
    re.IGNORECASE,
)
# Verbs that also tell what a step of a method is, or begin the name of a chapter.
MILD_IMPERATIVE = re.compile(
    "(?:define|list|name|give|state|mention|write|implement|show|prove|provide|identify|illustrate|design|compare"
    "|sketch|suggest|justify|clarify|enumerate|interpret)\\b",
    re.IGNORECASE,
)
# How a task may begin whose author has marked it as one.
TASK = re.compile(
    "(?:calculate|compute|estimate|draw|find|build|create|evaluate|solve|reverse|suppose|assume|consider|given|imagine"
    "|let|select|return|count|check|determine|express|convert|program|transform|use|if|you|your|we|there)\\b",
    re.IGNORECASE,
)
PLAIN_ORDERS = (IMPERATIVE, OTHER_IMPERATIVE, MILD_IMPERATIVE)
# With an object, a mild order is as plain as any.
WITH_OBJECT = regex.compile(
    r"""[\w-]+ \s+ (?: an? | the | that | how | why | what | some | any | your | me | us | at | two | three | four
        | five | different | various | examples? | \d+ ) \b | (?: define | enumerate ) \b \s* \S""",
    regex.VERBOSE | regex.IGNORECASE,
)
DIFFERENCE = re.compile(
    r"(?:the\s+|key\s+|main\s+)*differences?\s+between\b|(?=.*+(?<=\?)$).+?\svs\.?\s(?=..)", re.IGNORECASE
)
CONNECTIVE = re.compile(r"(?:so|but|and|or|then|because|now|well|also)\b,?", re.IGNORECASE)
TELLS_FIRST = re.compile(r"(?:it|this|that|these|those|they|there)\b", re.IGNORECASE)
PRONOUN = regex.compile(r"\b(?:it|its|this|that|these|those|they|them|their)\b", regex.IGNORECASE)
# `Does it pay to …`, `it is hard that …`: what such a pronoun stands for comes behind it.
EXPLETIVES = tuple(
    (regex.compile(rf"\b(?:{opening})\b", regex.IGNORECASE), regex.compile(rf"\b(?:{below})\b", regex.IGNORECASE))
    for opening, below in (
        (r"(?:is|does|would|makes?|take)\s+it", "to|if|that"),
        (r"it\s+(?:is|takes?|means?)", "to|that|for"),
    )
)
BARE = re.compile(rf"(?:{QUESTION_WORDS})(?:\s+(?:to\s+\w+|not))?\s*\?", re.IGNORECASE)
FOLLOW_UP = regex.compile(r"follow[- ]?ups?(?:\s+questions?)?\s*(?::|(?-i:(?=\p{Lu})))", regex.IGNORECASE)
# What a site says for itself.
PITCH = re.compile(
    r"(?:why|how|what)\b.{0,40}\b(?:our|us|with\s+us|join|enrol+|hire)\b|(?:ready|want|looking)\s+to\b",
    re.IGNORECASE,
)
ASKS = regex.compile(r"[?？؟][\s\"”’*_)】」』]*+(?:[(\[][^()\[\]]*+[)\]]\s*+)?$", regex.REVERSE)
# `What is bagging? Name two methods.` asks in its first sentence and orders in the others.
THEN_ORDERS = regex.compile(r"[?？]\s+(?P<order>[^?？]+)$")
TRUE_OR_FALSE = re.compile(r"true\s+or\s+false\b", re.IGNORECASE)
WORDS = regex.compile(r"[\p{L}\p{N}]")
# `The step of a filter is called ____.`; in a table of contents dots lead to a number.
GAP = regex.compile(r"(?<!\w)_{3,}|_{3,}(?!\w)|(?:\.{5,}+|…{2,}+)(?!\s*\d+\s*$)")
COLON = re.compile(r":(?:\s|$)")
ENDS_SENTENCE = (".", "!", ";", ",", "。")
FUNCTION_WORDS = FINITE | vocabulary(
    "a an the of to in on for and or what why how when where which who s you we i me us"
)
CONTENT_WORD = regex.compile(r"\p{L}{2,}")
TOKEN = regex.compile(r"[\p{L}\p{N}]+")

WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}'’-]*")
SENTENCE = re.compile(r"[.?!:]\s+")
SMALL_IN_TITLES = vocabulary(
    """a an the and or nor but for of in on at to from by with as into over per vs via than between about against
    during within without"""
)
LONG = 45  # words
TITLE_WORDS = 14  # what has more is no title


def grammar(text: str) -> Iterator[str]:
    """The signs that the words of a line give.

    >>> list(grammar("How It Happens"))
    ['question-word', 'declarative-order', 'no-antecedent']
    """
    opening = asking(text)
    yield from opening
    yield from telling(text, asks="question-mark" in opening)


@lru_cache(maxsize=4096)  # a line is read with its list, opened, and cut
def asking(text: str) -> tuple[str, ...]:
    """The signs of how a line begins and whether it asks: all that speak for a question are among them."""
    text = _plainly(text)
    asks = bool(WORDS.search(text) and (ASKS.match(text) or GAP.search(text) or _orders_then(text)))
    asks = asks or TRUE_OR_FALSE.match(text) is not None
    return (*(("question-mark",) if asks else ()), *_opening(text, asks=asks))


@lru_cache(maxsize=4096)
def telling(text: str, *, asks: bool) -> tuple[str, ...]:
    """The other signs: those of a statement, if the line has no question mark, and of one that hangs on the text."""
    return tuple(_telling(text, asks=asks))


def _telling(text: str, *, asks: bool) -> Iterator[str]:
    text = _plainly(text)
    if not asks:
        yield from _statement(text)
    for sign, pattern in (("connective", CONNECTIVE), ("follow-up", FOLLOW_UP), ("pitch", PITCH)):
        if pattern.match(text):
            yield sign
    if lacks_antecedent(text):
        yield "no-antecedent"


def _plainly(text: str) -> str:
    """What is asked, without the words that only ask politely."""
    polite = POLITE.match(text)
    return text[polite.end() :] if polite else text


def _opening(text: str, *, asks: bool) -> Iterator[str]:
    """The signs of how a line begins."""
    if QUESTION_WORD.match(text):
        yield "question-word"
        if not asks and not _is_inverted(text):
            yield "declarative-order"
        if not asks and INVERTED.match(text):
            yield "inverted"
        if asks and ELLIPTICAL.match(text) and not HAS_VERB.search(text):
            yield "elliptical"
    elif OTHER_QUESTION_WORD.match(text):
        yield from ("question-word", "inverted")
    elif asks and AUXILIARY.match(text):
        yield "auxiliary-first"
    elif IMPERATIVE.match(text):
        yield "imperative"
    elif DIFFERENCE.match(text):
        yield "difference"
    elif MILD_IMPERATIVE.match(text) or TASK.match(text):
        yield "mild-imperative" if MILD_IMPERATIVE.match(text) else "task"
        if WITH_OBJECT.match(text):
            yield "with-object"
    elif OTHER_IMPERATIVE.match(text):
        yield "imperative"
    elif asks and TELLS_FIRST.match(text):
        yield "tells-first"


def _statement(text: str) -> Iterator[str]:
    """The signs that a line without a question mark rather tells something."""
    if COLON.search(BRACKETED.sub("", text)):
        yield "colon"
    if text.endswith(ENDS_SENTENCE):
        yield "full-stop" if any(order.match(text) for order in (*PLAIN_ORDERS, TASK, DIFFERENCE)) else "statement"
    if length_in_words(text) > LONG:
        yield "long"


def _orders_then(text: str) -> bool:
    """Whether only orders stand behind a question, as in `What is bagging? Name two methods`."""
    found = THEN_ORDERS.search(text)
    sentences = SENTENCE.split(found["order"]) if found else ()
    return bool(sentences) and all(any(order.match(sentence) for order in PLAIN_ORDERS) for sentence in sentences)


def _is_inverted(text: str) -> bool:
    """Whether a verb or an infinitive follows the question word, as in a question: `How to …`, `What is …`."""
    following = QUESTION_WORD.sub("", text, count=1).split()
    return not following or "’s" in text[:8] or "'s" in text[:8] or following[0].casefold() in FINITE | {"to"}


def lacks_antecedent(text: str) -> bool:
    """Whether a pronoun stands before any word that it could mean, or nothing follows the question word."""
    found = PRONOUN.search(text)
    if found is None:
        return BARE.fullmatch(text) is not None
    return not _has_antecedent(text[: found.start()]) and not any(
        (expletive := opening.search(text)) and below.search(text, expletive.end()) for opening, below in EXPLETIVES
    )


def _has_antecedent(before: str) -> bool:
    """Whether a word stands before a pronoun that this may mean.

    The word right before it is the verb that has it for its object: `How would you fix it?`
    """
    words = (found[0] for found in TOKEN.finditer(before.casefold()))
    return any(word not in FUNCTION_WORDS for word in words) and next(words, None) is not None


class Case(Enum):
    """How a line is capitalised."""

    TITLE = auto()
    SENTENCE = auto()
    NEITHER = auto()  # one word, or names only: nothing tells


@lru_cache(maxsize=4096)
def case_of(text: str) -> Case:
    """How `text` is capitalised, judged by the words that a title and a sentence write differently.

    >>> [case_of(text).name for text in ("Why Is It Useful?", "What is AUC?", "Why ReLU?")]
    ['TITLE', 'SENTENCE', 'NEITHER']
    """
    words = [word for sentence in SENTENCE.split(text) for word in WORD.findall(sentence)[1:]]
    telling = [word for word in words if word.casefold() not in SMALL_IN_TITLES and len(word) > 1]
    if any(word[0].islower() for word in telling):
        return Case.SENTENCE
    return Case.TITLE if any(word[0].isupper() and word[1:].islower() for word in telling) else Case.NEITHER


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words that say what a line is about."""
    return frozenset(CONTENT_WORD.findall(text.casefold())) - FUNCTION_WORDS
