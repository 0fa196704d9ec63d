"""Recognises released questions that are gone, and are in the sources under other codes."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mlanki.release.code_reuse import resemblance
from mlanki.release.differences.word_by_word import tokens_of

LIKE = 0.6  # of what two questions are about; one word of a short question may have been mended
ANSWER_TELLS = 5  # words; shorter answers may be alike by chance


@dataclass(frozen=True, slots=True)
class Said:
    """What a note says: a sketch of its question, and its answer as HTML, empty where it is not known."""

    sketch: str
    answer: str


def find_renamed(gone: Mapping[str, Said], living: Mapping[str, Said], released: Collection[str]) -> dict[str, str]:
    """For codes that are gone those with the same words; one that was `released` beside it has the same answer."""
    return pair_likest(_likenesses(gone, living, released))


def pair_likest(likenesses: Iterable[tuple[float, str, str]]) -> dict[str, str]:
    """Of names that are more or less like, each of one side with that of the other which is most like it.

    Each at most once, and none of several equally like.

    >>> pair_likest([(0.9, "old", "new"), (0.8, "older", "new"), (0.7, "a", "b"), (0.7, "a", "c")])
    {'old': 'new'}
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, alike in groupby(sorted(likenesses, reverse=True), key=itemgetter(0)):
        pairs = [(old, code) for _, old, code in alike if not {old, code} & taken]
        rivals = Counter(code for pair in pairs for code in pair)
        sure = [(old, code) for old, code in pairs if rivals[old] == rivals[code] == 1]
        found |= sure
        taken |= rivals.keys()
    return dict(sorted(found.items()))


def _likenesses(
    gone: Mapping[str, Said], living: Mapping[str, Said], released: Collection[str]
) -> Iterator[tuple[float, str, str]]:
    answers = {code: tuple(tokens_of(said.answer)) for code, said in (*gone.items(), *living.items())}
    for old, before in gone.items():
        for code, after in living.items():
            alike = resemblance(before.sketch, after.sketch)
            same_answer = len(answers[old]) >= ANSWER_TELLS and answers[old] == answers[code]
            if same_answer or (alike >= LIKE and code not in released):
                yield alike + same_answer, old, code
