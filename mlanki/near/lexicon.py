"""Word lists, folding and stems for comparing questions."""

import regex
import snowballstemmer

from mlanki.identity import folded


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They hold a sentence together and say nothing about its subject. `one`, `high` and the like are not among
# them: what turns one question into another is a subject.
STOP_WORDS = word_set(
    """
    a an the this that these those there here it its they them their he she you your we our us i me my one's
    is are was were be been being am do does did done doing has have had having can could may might must shall
    should will would to of and or as but also so such if then else than too very just only even about because
    what which who whom whose how why when where whether in for during while within on at under with by using
    through throughout inside into from over between among across after before via per
    use uses used using usage utilise utilised utilize utilized apply applied employ employed make makes made get
    gets give gives given take let please following follow
    all any each every some many much several various different other another same certain specific
    key main major typical typically common commonly popular general generally usually often basic briefly brief
    name list mention exist exists simple layman beginner detail detailed details important essential fundamental
    potential possible good best better own
    prefer preferred preferable instead rather interview question answer term terms called known simply
    """
)

# What a question calls its subject by: `ReLU` and `the ReLU function` are one thing. The first kind says nothing
# wherever it stands; the second does in `layer normalisation` and in `the layers of a CNN`.
ABSTRACT_WORDS = word_set(
    """
    algorithm algorithms technique techniques method methods approach approaches strategy strategies concept concepts
    problem problems issue issues task tasks process processes way ways thing things idea ideas theorem
    architecture architectures context
    """
)
CLASS_WORDS = word_set(
    """
    function functions model models layer layers network networks unit units data dataset datasets set sets
    """
)
CONTEXT_PHRASES = regex.compile(
    r"""\b (?: machine | deep | statistical ) \s learning (?: \s (?: models? | algorithms? | systems? ) )? \b
      | \b (?: deep \s )? (?: artificial \s )? neural \s (?: networks? | nets? ) (?: \s models? )? \b
      | \b deep \s (?: networks? | models? ) \b
      | \b activation \s functions? \b
      | \b (?: large \s )? (?: language | text ) \s models? \b
      | \b (?: data \s science | statistics | artificial \s intelligence | natural \s language \s processing
             | computer \s vision | ai | dl | ml | nlp ) \b""",
    regex.VERBOSE,
)

# Words that ask for the same thing. Those of one line are read as its first.
SYNONYMS = {
    synonym: first
    for first, *others in map(
        str.split,
        """
        handle deal address tackle cope overcome mitigate avoid prevent reduce combat fix solve resolve alleviate
        detect identify recognise recognize diagnose spot notice
        choose select pick determine decide
        compute calculate
        split divide partition
        data dataset datasets
        large big huge
        small tiny little
        increase raise
        decrease lower
        improve enhance
        feature variable attribute predictor
        picture image
        example instance observation
        explanation phrasing
        """.strip().splitlines(),
    )
    for synonym in others
}

STEMMER = snowballstemmer.stemmer("porter")
AMERICAN = regex.compile(r"iz(?=e|ing|ation)")


def stem(word: str) -> str:
    """What the forms of a word have in common; who does something is not the doing, so `optimiser` stays as it is.

    >>> [stem(word) for word in ("regularization", "regularised", "vanishing", "vanish", "splitting", "optimisers")]
    ['regularis', 'regularis', 'vanish', 'vanish', 'split', 'optimiser']
    """
    british = AMERICAN.sub("is", word)
    if british.endswith(("er", "ers")):
        return british.removesuffix("s")
    return str(STEMMER.stemWord(british))


CLOSED_PREFIX = regex.compile(r"\b(co|hyper|multi|non|over|pre|re|semi|sub|un|under)[‐‑-](?=\p{L})")
FOLDED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"} | dict.fromkeys("‐‑‒–—―−-/_", " "))
CONTRACTIONS = ((regex.compile(r"\bcan't\b"), "can not"), (regex.compile(r"n't\b"), " not"))
CONTRACTED_IS = regex.compile(r"\b(what|how|where|who)'s\b")
POSSESSIVE = regex.compile(r"'s?\b")


def fold(text: str) -> str:
    """`text` without regard to case, kinds of quotes and hyphens, and contractions.

    >>> fold("What’s back‑propagation?")
    'what is back propagation?'
    """
    text = CLOSED_PREFIX.sub(r"\1", folded(text)).translate(FOLDED)
    for pattern, instead in CONTRACTIONS:
        text = pattern.sub(instead, text)
    return POSSESSIVE.sub("", CONTRACTED_IS.sub(r"\1 is", text))
