"""What the forms of a word have in common."""

from functools import lru_cache

import Stemmer

from mlanki import patterns as regex

PORTER = Stemmer.Stemmer("porter")
AMERICAN = regex.compile(r"iz(?=e|ing|ation)")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What the forms of a word have in common; who does something is not the doing, so `optimiser` stays as it is.

    >>> [stem(word) for word in ("regularization", "regularised", "vanishing", "vanish", "splitting", "optimisers")]
    ['regularis', 'regularis', 'vanish', 'vanish', 'split', 'optimiser']
    """
    british = AMERICAN.sub("is", word)
    if british.endswith(("er", "ers")):
        return british.removesuffix("s")
    return str(PORTER.stemWord(british))
