"""Recognises what was released under other codes or words: questions that seem to be gone, and points of answers.

A point that was released keeps the code that it was released with.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from mlanki.cards.folding import subjects_of
from mlanki.cards.points import Point
from mlanki.document import text_lines
from mlanki.identity import POINT, parent_of, point_code_of
from mlanki.release.code_reuse import resemblance, sketch_of_words
from mlanki.release.differences.word_by_word import tokens_of
from mlanki.release.ledger import Ledger, Stamp, Stamps

LIKE_QUESTIONS = 0.6  # of what two questions are about; one word of a short question may have been mended
ANSWER_TELLS = 5  # words; shorter answers may be alike by chance
LIKE_POINTS = 0.5  # of what two points ask and of what they answer, on average
SAME_WORDS, FIRST_WORDS = 3.0, 2.0  # the words of the last release are surer than those of the code


@dataclass(frozen=True, slots=True)
class Said:
    """What a note says: a sketch of its question, and its answer as HTML, empty where it is not known."""

    sketch: str
    answer: str


def find_renamed(gone: Mapping[str, Said], living: Mapping[str, Said], released: Collection[str]) -> dict[str, str]:
    """For codes that are gone those with the same words; one that was `released` beside it has the same answer."""
    return pair_likest(_alike_questions(gone, living, released))


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


def _alike_questions(
    gone: Mapping[str, Said], living: Mapping[str, Said], released: Collection[str]
) -> Iterator[tuple[float, str, str]]:
    answers = {code: tuple(tokens_of(said.answer)) for code, said in (*gone.items(), *living.items())}
    for old, before in gone.items():
        for code, after in living.items():
            alike = resemblance(before.sketch, after.sketch)
            same_answer = len(answers[old]) >= ANSWER_TELLS and answers[old] == answers[code]
            if same_answer or (alike >= LIKE_QUESTIONS and code not in released):
                yield alike + same_answer, old, code


def released_points(ledger: Ledger) -> Mapping[str, Stamps]:
    """For each record the points of its answer that learners have."""
    found: defaultdict[str, dict[str, Stamp]] = defaultdict(dict)
    for code, stamp in ledger.sealed_notes.items():
        if parent := parent_of(code):
            found[parent][code] = stamp
    return found


def code_points(parent: str, points: Sequence[Point], released: Stamps) -> dict[str, Point]:
    """The points by their codes, in their order; `parent` is the code of their record, `released` has its points.

    One that goes by other words than it was released with is known by some of them, and by those of its answer.
    """
    code_of = {words: code for code, words in pair_likest(_alike_points(points, released)).items()}
    coded: dict[str, Point] = {}
    for point in points:
        code = code_of.get(point.words, "")
        if not code:
            code = point_code_of(parent, point.words)
            while code in released or code in coded:  # another point was released with these words
                code += "-again"
        coded[code] = point
    return coded


def _alike_points(points: Sequence[Point], released: Stamps) -> Iterator[tuple[float, str, str]]:
    sketches = {point.words: sketch_of_point(point) for point in points}
    for code, stamp in released.items():
        for words, sketch in sketches.items():
            if words in (stamp.words, words_in(code)):
                yield SAME_WORDS if words == (stamp.words or words_in(code)) else FIRST_WORDS, code, words
            else:
                here, there = subjects_of([words]), subjects_of([stamp.words or words_in(code)])
                alike = len(here & there) / len(here | there) if here | there else 0.0
                if (alike := (alike + resemblance(stamp.asks, sketch)) / 2) >= LIKE_POINTS:
                    yield alike, code, words


def sketch_of_point(point: Point) -> str:
    """Some of the words of its answer, as the ledger remembers them."""
    return sketch_of_words("", " ".join(text_lines(point.answer)))


def words_in(code: str) -> str:
    """The words that a point was first released with."""
    return code.partition(POINT)[2]
