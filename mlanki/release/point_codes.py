"""Gives the points of answers their codes; a point that was released keeps the code that it was released with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from mlanki.cards.folding import subjects_of
from mlanki.cards.points import Point
from mlanki.document import text_lines
from mlanki.identity import POINT, parent_of, point_code_of
from mlanki.release.code_reuse import resemblance, sketch_of_words
from mlanki.release.ledger import Ledger, Stamp, Stamps
from mlanki.release.renaming import pair_likest

LIKE = 0.5  # of what two points ask and of what they answer, on average
SAME_WORDS, FIRST_WORDS = 3.0, 2.0  # the words of the last release are surer than those of the code


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
    code_of = {words: code for code, words in pair_likest(_likenesses(points, released)).items()}
    coded: dict[str, Point] = {}
    for point in points:
        code = code_of.get(point.words, "")
        if not code:
            code = point_code_of(parent, point.words)
            while code in released or code in coded:  # another point was released with these words
                code += "-again"
        coded[code] = point
    return coded


def _likenesses(points: Sequence[Point], released: Stamps) -> Iterator[tuple[float, str, str]]:
    sketches = {point.words: sketch_of_point(point) for point in points}
    for code, stamp in released.items():
        for words, sketch in sketches.items():
            if words in (stamp.words, words_in(code)):
                yield SAME_WORDS if words == (stamp.words or words_in(code)) else FIRST_WORDS, code, words
            else:
                here, there = subjects_of([words]), subjects_of([stamp.words or words_in(code)])
                alike = len(here & there) / len(here | there) if here | there else 0.0
                if (alike := (alike + resemblance(stamp.asks, sketch)) / 2) >= LIKE:
                    yield alike, code, words


def sketch_of_point(point: Point) -> str:
    """Some of the words of its answer, as the ledger remembers them."""
    return sketch_of_words("", " ".join(text_lines(point.answer)))


def words_in(code: str) -> str:
    """The words that a point was first released with."""
    return code.partition(POINT)[2]
