"""What speaks for a line being a question and what against it, each sign by its name.

Some signs are the line's own (grammar), some are its place's (what stands above and below), some the document's
(how this author writes questions). No sign decides alone, but the author's own numbering outweighs the others.
"""

from collections.abc import Iterator, Mapping
from enum import Enum, auto
from types import MappingProxyType

import regex

from mlanki.prose.structure.kinds import BRACKETED, FINITE, vocabulary

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # grammar
        "question-mark": 3,
        "question-word": 1.5,
        "auxiliary-first": 1,
        "imperative": 3,
        "mild-imperative": 1.5,  # `Define …`, `List …` also tell what a step of a method is
        "declarative-order": -2,  # `How It Happens`
        "colon": -4,
        "statement": -4,
        "full-stop": -0.5,
        "long": -2,
        "tells-first": -3,  # `It grows, but how fast?` says something before it asks
        "connective": -2,  # `So which one is it?` talks to the reader of an answer
        "elliptical": -2,  # `Why the division?`
        "no-antecedent": -2.5,  # `Why does it matter?` asks about what has just been said
        # place
        "code": -10,
        "bullet": -3,
        "after-colon": -4,
        "within-a-paragraph": -3,  # where blank lines stand above the questions of this page
        "answered": 1,
        "repeats-question": -1,
        "before-summary": -3,  # the answer above has not come to the end that answers have here
        # document
        "marked": 12,  # a `Q3.` asks whatever its words are
        "numbered": 4,
        "unmarked-among-marked": -5,
        "sentence-case-among-titles": 2,
        "title-case-among-titles": -3,
        "like-the-others": 1,
        "full-stop-unlike-the-others": -2,
        "no-question-marks-here": 2,
    }
)
THRESHOLD = 3.5
DOUBT = 1  # a sum nearer to the threshold than this is told

QUESTION_WORDS = "what|why|how|when|where|which|who|whose|whom"
QUESTION_WORD = regex.compile(
    rf"(?:{QUESTION_WORDS}|what['’]s|how['’]s|(?:in|on|at|for|to|by|under|with|from|of|about)\s+(?:what|which|whom))\b",
    regex.IGNORECASE,
)
AUXILIARY = regex.compile(
    "(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|may|must|isn['’]t|aren['’]t|don['’]t)\\b",
    regex.IGNORECASE,
)
# `Why` and `how` ask with an auxiliary or an infinitive; `what` and `who` may be the subject of any verb.
ELLIPTICAL = regex.compile(r"(?:why|how)\b", regex.IGNORECASE)
HAS_VERB = regex.compile(rf"\b(?:{'|'.join(sorted(FINITE))}|to|not)\b|n['’]t\b", regex.IGNORECASE)
POLITE = regex.compile(r"^(?:(?:can|could|would)\s+you\s+)?(?:please\s+)?(?:briefly\s+)?", regex.IGNORECASE)
IMPERATIVE = regex.compile(
    r"(?:describe|explain|discuss|contrast|differentiate|distinguish|elaborate|outline|summari[sz]e|derive"
    r"|walk\s+(?:me|us)\s+through|tell\s+(?:me|us)|talk\s+about|compare(?=.*\b(?:and|with|to|vs)\b))\b",
    regex.IGNORECASE,
)
MILD_IMPERATIVE = regex.compile(
    "(?:define|list|name|give|state|mention|write|implement|show|prove|provide|identify|illustrate|design|compare"
    "|sketch|suggest|justify|clarify|enumerate|interpret)\\b",
    regex.IGNORECASE,
)
CONNECTIVE = regex.compile(r"(?:so|but|and|or|then|because|now|well|also)\b,?", regex.IGNORECASE)
TELLS_FIRST = regex.compile(r"(?:it|this|that|these|those|they|there)\b", regex.IGNORECASE)
PRONOUN = regex.compile(r"\b(?:it|its|this|that|these|those|they|them|their)\b", regex.IGNORECASE)
EXPLETIVE = regex.compile(
    r"\b(?:is|does|would|makes?|take)\s+it\b.*\b(?:to|if|that)\b|\bit\s+(?:is|takes?|means?)\b.*\b(?:to|that|for)\b",
    regex.IGNORECASE,
)
ASKS = regex.compile(r"\?[\s\"”’*_)]*(?:[(\[][^()\[\]]*[)\]]\s*)?$")
FUNCTION_WORDS = FINITE | vocabulary(
    "a an the of to in on for and or what why how when where which who s you we i me us"
)

WORD = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}'’-]*")
SMALL_IN_TITLES = vocabulary(
    """a an the and or nor but for of in on at to from by with as into over per vs via than between about against
    during within without"""
)
LONG = 45  # words


def grammar(text: str) -> Iterator[str]:
    """The signs that the words of a line give.

    >>> list(grammar("How It Happens"))
    ['question-word', 'declarative-order', 'no-antecedent']
    """
    text = POLITE.sub("", text, count=1)
    asks = bool(ASKS.search(text))
    orders = IMPERATIVE.match(text) or MILD_IMPERATIVE.match(text)
    words = text.split()
    if asks:
        yield "question-mark"
    if QUESTION_WORD.match(text):
        yield "question-word"
        if not asks and not _is_inverted(text):
            yield "declarative-order"
        if asks and ELLIPTICAL.match(text) and not HAS_VERB.search(text):
            yield "elliptical"
    elif asks and AUXILIARY.match(text):
        yield "auxiliary-first"
    elif IMPERATIVE.match(text):
        yield "imperative"
    elif orders:
        yield "mild-imperative"
    elif asks and TELLS_FIRST.match(text):
        yield "tells-first"
    if not asks and regex.search(r":(?:\s|$)", BRACKETED.sub("", text)):
        yield "colon"
    if not asks and text.endswith((".", "!", ";", ",")):
        yield "full-stop" if orders else "statement"
    if not asks and len(words) > LONG:
        yield "long"
    if CONNECTIVE.match(text):
        yield "connective"
    if _lacks_antecedent(text):
        yield "no-antecedent"


def _is_inverted(text: str) -> bool:
    """Whether a verb or an infinitive follows the question word, as in a question: `How to …`, `What is …`."""
    following = regex.sub(QUESTION_WORD.pattern, "", text, count=1, flags=regex.IGNORECASE).split()
    return not following or "’s" in text[:8] or "'s" in text[:8] or following[0].casefold() in FINITE | {"to"}


def _lacks_antecedent(text: str) -> bool:
    """Whether a pronoun stands before any word that it could mean."""
    found = PRONOUN.search(text)
    if found is None or EXPLETIVE.search(text):
        return False
    before: list[str] = regex.findall(r"[\p{L}\p{N}]+", text[: found.start()].casefold())
    telling = [word for word in before if word not in FUNCTION_WORDS]
    # The word right before the pronoun is the verb that has it for its object: `How would you fix it?`
    return telling == before[-len(telling) :] if len(telling) == 1 else not telling


class Case(Enum):
    """How a line is capitalised."""

    TITLE = auto()
    SENTENCE = auto()
    NEITHER = auto()  # one word, or names only: nothing tells


def case_of(text: str) -> Case:
    """How `text` is capitalised, judged by the words that a title and a sentence write differently.

    >>> [case_of(text).name for text in ("Why Is It Useful?", "What is AUC?", "Why ReLU?")]
    ['TITLE', 'SENTENCE', 'NEITHER']
    """
    words = [word for sentence in regex.split(r"[.?!:]\s+", text) for word in WORD.findall(sentence)[1:]]
    telling = [word for word in words if word.casefold() not in SMALL_IN_TITLES and len(word) > 1]
    if any(word[0].islower() for word in telling):
        return Case.SENTENCE
    return Case.TITLE if any(word[0].isupper() and word[1:].islower() for word in telling) else Case.NEITHER
