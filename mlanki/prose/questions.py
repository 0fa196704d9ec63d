"""Whether a heading asks something, judged by its words alone."""

from dataclasses import dataclass

import regex

# `Q3.`, `Q:`, `Question 12 -`: such a heading is a question whatever follows.
MARKED = regex.compile(
    r"\s* (?: Q | Ques | Question ) (?: \s* \#? \s* \d+ (?:\.\d+)* \s* [.):\]–—-]* | \s* [.:)] ) (?: \s+ | $ )",
    regex.VERBOSE | regex.IGNORECASE,
)
# `12)`, `12.`, `3.1`, `#4`, `(5)`: numbers that sections wear too.
NUMBERED = regex.compile(
    r"\s* (?: \#? \d+ (?:\.\d+)* \s* [.):–—-]+ | \d+(?:\.\d+)+ | \( \d+ \) | \#\d+ ) \s+", regex.VERBOSE
)

# Asked without a question mark: an auxiliary verb stands before its subject.
INVERTED = regex.compile(
    r"""(?: (?: what | which | who | whose | where | when | why
            | how (?: \s+ (?: much | many | often | far | well ) )? )
            (?: \s+ [\w-]+ ){0,2}? \s+
            (?: is | are | was | were | do | does | did | can | could | should | would | will | has | have | must )
          | is | are | do | does | can | could | should | would )
        \s+ (?! to \b | not \b ) \S+""",
    regex.VERBOSE | regex.IGNORECASE,
)
WHAT_IS = regex.compile(
    r"(?: what | who | which | why | how ) (?: ’s | 's | \s+ (?: is | are ) ) \b", regex.VERBOSE | regex.IGNORECASE
)
# Verbs that are also nouns or begin one (`State space`, `Design patterns`) order something only before such a word.
ORDERED = regex.compile(
    r"""(?: explain | describe | define | compare | contrast | differentiate | distinguish | discuss | derive
          | elaborate | enumerate | tell \s+ me | walk \s+ (?: me | us )
          | give \s+ (?: me | an? | some | the | two | three | examples? )
          | (?: list | name | state | write | show | prove | implement | design | outline | sketch | suppose | given
              | imagine | illustrate | calculate | compute | estimate | justify | summari[sz]e | mention | provide
              | identify )
            \s+ (?: an? | the | that | how | why | what | some | any | your | me | us | you | we | all | at | two
                  | three | four | five | \d+ )
          | (?: the \s+ | what \s+ (?: is | are ) \s+ (?: the \s+ )? )? differences? \s+ between ) \b \s* \S""",
    regex.VERBOSE | regex.IGNORECASE,
)
# `Why is it useful?`, `How they work`, `When to use this`: about what the heading before it is about.
LEANING = regex.compile(
    r"""(?: (?: and | but | so ) \s+ )?
        (?: what | which | who | where | when | why | how | is | are | does | do | can | should )
        (?: \s+ (?: is | are | was | were | do | does | did | can | could | should | would | will | to | you | we | and
                  | or | why | how | when | where | not | use | choose | avoid | apply ) )*
        \s+ (?: it | its | they | them | their | this | these | that | those ) \b (?! \s+ (?: an? | the ) \b )
        (?: \s+ [\w’'-]+ ){0,3} \s* \??""",
    regex.VERBOSE | regex.IGNORECASE,
)
BARE = regex.compile(
    r"(?: what | why | how | when | where | who ) (?: \s+ to \s+ \w+ )? \s* \?", regex.VERBOSE | regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words of a heading tell: its number's length in characters, and what kind of thing it may be."""

    number: int
    marked: bool
    numbered: bool
    asks: bool
    leans: bool


def judge(text: str) -> Asked:
    """Judge the words of a heading.

    `marked` means that they say so themselves (`Q3.`), `asks` that they are a question or an order by themselves,
    `leans` that they only ask about what the text before them is about.

    >>> judge("12. What is overfitting?").asks, judge("Why is it useful?").leans, judge("How to choose a kernel").asks
    (True, True, False)
    """
    found = MARKED.match(text)
    number = found or NUMBERED.match(text)
    words = text[number.end() :].strip() if number else text.strip()
    leans = not found and bool(LEANING.fullmatch(words) or BARE.fullmatch(words))
    asks = not leans and bool(
        regex.search(r"\?[\s\"”’')\]*]*$", words)
        or WHAT_IS.match(words)
        or INVERTED.match(words)
        or ORDERED.match(words)
    )
    return Asked(number.end() if number else 0, bool(found), bool(number) and not found, asks or bool(found), leans)
