"""The marks that pages put on their questions and answers, and the names of what stands beside these."""

from dataclasses import dataclass

import regex

from mlanki.prose.questions import judge

MARK = regex.compile(
    r"""[\p{So}\p{Sk}\uFE0F\u20E3\s]*                                               # a symbol for decoration
        (?: (?P<label> (?: Question | Ques | Q )
                (?: \s* [#.-]? \s* \(? (?P<asked> \d{1,4} ) \)? (?: \s* [:.)] | \s+ [–—-] (?=\s) | (?=\s|$) )   # Q3.
                  | \s* : | \. (?=\s) ) )                                                               # Question:
            \s* (?: (?P<again> \d{1,4} ) [.)] \s+ )?                                                # Question: 3. Why
          | (?P<number> \d{1,4} (?: \. \d{1,3} )+ [.):]? (?=\s)                                         # 2.1
                      | \(? \d{1,4} \)? (?: \s? [.):] (?!\d) | \s+ [–—-] (?=\s) )                       # 12) or 3 –
                      | \# \d{1,4} [.):]? (?=\s) )                                                      # #4
        ) \s*""",
    regex.VERBOSE | regex.IGNORECASE,
)
CODE = regex.compile(
    r"[\p{So}\p{Sk}\uFE0F\s]* \[? (?P<code> \p{Lu}{2,} \d+ ) \]? (?: \s* [:.)–—-] (?=\s) | [:.)] )? (?: \s+ | $ )",
    regex.VERBOSE,
)
ANSWER = regex.compile(
    r"""\s* (?: (?: (?: Best | Short | Sample | Model | Suggested | Correct ) \s )?
                (?: Answer | Ans | Solution | Soln ) s? \s* \d{0,4} \s* (?: [:.–—-] (?=\s|$) | : | $ )
              | A \s? \d{0,4} \s? : | A\d{1,4} [.)] (?=\s) ) \s*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What stands on the fold of an answer: `Answer`, `Show answer`, `Click to reveal the solution`.
FOLD = regex.compile(
    r"""\W* (?: (?: click | tap | press ) \b .{0,40}
              | (?: (?: show | view | see | reveal | expand | open ) \s )? (?: me \s )? (?: the \s )? (?: \w+ \s )?
                (?: answer | solution | explanation | hint | details ) s? ) \W*""",
    regex.VERBOSE | regex.IGNORECASE,
)
PLACEHOLDER = regex.compile(
    r"""[\W_]* (?: to \s be \s (?: filled | added | done | answered | written ) (?: \s in )?
                 | (?: your \s )? answer \s here | (?: answer \s )? (?: coming \s soon | pending )
                 | tbd | tba | todo | wip | n/?a | no \s answer \s yet ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What a bank notes down about a question.
METADATA = regex.compile(
    r"""[\W_]* (?: difficulty | level | tags? | topics? | category | compan(?:y|ies) | asked \s (?: by | in | at )
                 | frequency ) [\W_]* : .*""",
    regex.VERBOSE | regex.IGNORECASE | regex.DOTALL,
)
CONTENTS = regex.compile(
    r"""[\W_]* (?: (?: table \s of \s )? contents? | toc | index | (?: list \s of \s )? questions | outline
                 | navigation ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
BACK_TO_TOP = regex.compile(
    r"""[\W_]* (?: (?: back | (?: go | return | jump | scroll ) (?: \s back | \s up )? (?= \s to ) )
                   (?: \s to )? (?: \s the )?
                   \s (?: top | start | beginning | (?: table \s of \s )? contents? | index | toc | menu | questions )
                 | (?: to \s )? (?: the \s )? top ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Sections that a page keeps for itself.
BACK_MATTER = regex.compile(
    r"""[\W_]* (?: references | (?: \w+ \s )? (?: resources | links | reading ) | bibliography | sources
                 | (?: how \s to \s )? contribut(?: e | ing | ors | ions? ) | licen[cs]e | acknowledge?ments | credits
                 | authors? | support | contact | changelog | disclaimer | about (?: \s me )? | star \s history
                 | connect \b .{0,30} ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Names of sections that say nothing about their subject.
GENERIC = regex.compile(
    r"""[\W_]* (?: (?: interview \s )? questions? (?: \s* (?: & | and | with ) \s* answers? )?
                 | q \s* (?: & | and ) \s* a | faqs? | frequently \s asked \s questions ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Verbs that also begin the title of a chapter, and the beginnings of a task.
MAYBE_ORDER = regex.compile(
    r"""(?: list | name | give | write | implement | design | calculate | compute | show | draw | sketch | find
          | build | create | identify | enumerate | evaluate | interpret | solve | estimate | reverse | provide
          | mention | suppose | assume | consider | given | imagine | say | let | if | you | your | we | there
          | select | return | count | check | determine | express | convert ) \b""",
    regex.VERBOSE | regex.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What a line shows of a question; `length` is how many characters its mark takes at the beginning."""

    label: bool = False
    number: str = ""
    asks: bool = False
    orders: bool = False
    length: int = 0

    @property
    def marked(self) -> bool:
        """Whether the author has set it off as a question, rather than only worded it as one."""
        return self.label or bool(self.number)

    @property
    def worded(self) -> bool:
        """Whether it reads like a question; a verb that could begin a title counts beside a number."""
        return self.asks or (self.orders and self.marked)


def signs_of(text: str) -> Signs:
    """The signs of a question that `text` shows.

    >>> signs_of("Q3. Why scale?")
    Signs(label=True, number='3', asks=True, orders=False, length=4)
    >>> signs_of("Q-learning in detail").marked
    False
    """
    found = MARK.match(text)
    said = text[found.end() :] if found else text
    asks, orders = _asks(said)
    if not found:
        return Signs(asks=asks, orders=orders)
    number = found["asked"] or found["again"] or found["number"] or ""
    return Signs(
        label=bool(found["label"]),
        number=regex.sub(r"[^\d.]", "", number).rstrip("."),
        asks=asks,
        orders=orders,
        length=found.end(),
    )


def _asks(said: str) -> tuple[bool, bool]:
    """Whether the words ask, and whether they at least might order something."""
    words = regex.sub(r"^[^\p{L}\p{N}]+|[\p{So}\p{Sk}\uFE0F\s]+$", "", said)
    judged = judge(words)
    if judged.leans:
        return False, words.endswith("?")
    asks = judged.asks or bool(regex.search(r"\?(?=[\s\p{P}\p{S}])", words))
    return asks, not asks and bool(MAYBE_ORDER.match(words)) and len(words.split()) > 1
