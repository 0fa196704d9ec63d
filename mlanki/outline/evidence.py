"""The signs that speak for a piece being a question and against it, and what each weighs.

Some are the words' own, some the mark's and the form's, some the place's (what stands above and below), some the
page's (how this author writes questions). No sign decides alone, but the author's own marks outweigh the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # words
        "question-mark": 3,
        "question-word": 1.5,
        "inverted": 0,  # `What is a tree`: counts where the line is set off
        "auxiliary-first": 1,
        "imperative": 3,
        "mild-imperative": 1.5,  # `Define …`, `List …` also tell what a step of a method is
        "task": 0,  # `Calculate …` counts beside a mark
        "with-object": 0,  # counts where the line is set off
        "difference": 2,
        "declarative-order": -2,  # `How It Happens`
        "colon": -4,
        "statement": -4,
        "full-stop": -0.5,
        "long": -2,
        "tells-first": -3,  # `It grows, but how fast?` says something before it asks
        "connective": -2,  # `So which one is it?` talks to the reader of an answer
        "elliptical": -2,  # `Why the division?`
        "no-antecedent": -2.5,  # `Why does it matter?` asks about what has just been said
        "choices-below": 5,  # `A) …` and `B) …` on the next lines
        "answer-beside": 7,  # `Two dice are rolled; find the odds of a pair. Answer: 1/6`
        "topic": 2,  # `Overfitting: What is overfitting?`
        "follow-up": -9,  # `Follow-up: why is that?` belongs to the question above
        "pitch": -4,  # `Why choose our course?`
        # mark and form
        "marked": 12,  # a `Q3.` asks whatever its words are
        "numbered": 4,
        "numbered-in-bold": 9,
        "between-questions": 4,  # by its number
        "folded": 2,
        "in-bold": 2,
        "listed": 2,
        "lettered": 4,
        "set-off": 2.5,  # a question word with its verb behind it, or an order with an object
        "unmarked-among-marked": -5,
        "no-topic-among-topics": -3,
        "plain-among-headings": -5,
        "beside-questions": 4,  # a heading where most of its level ask, an item of such a list
        "unlike-other-headings": -5,
        "within-an-answer": -6,
        "in-back-matter": -9,
        "counted-as-question": 4,  # a heading with a number, where a page of questions has nothing else
        # place
        "code": -10,
        "bullet": -3,
        "after-colon": -4,
        "within-a-paragraph": -3,  # where blank lines stand above the questions of this page
        "answered": 1,
        "in-turn": 2.5,  # lines ask and answer in turn, and it stands below the answer to the question above
        "repeats-question": -1,
        "running-head": -12,  # the title of the page once more
        "before-summary": -3,  # the answer above has not come to the end that answers have here
        # page
        "sentence-case-among-titles": 2,
        "title-case-among-titles": -3,
        "like-the-others": 1,
        "full-stop-unlike-the-others": -2,
        "no-question-marks-here": 2,
        # titles with a code
        "nothing-open": 2.5,  # the line above ends a record, or is the header of a page
        "code-in-heading": 2.5,
        "answer-below": 1.6,
        "many-digits": 1,  # no name of a model has three
        "family": 1,  # other titles have such a code
        "bulleted": 1,
        "reads-like-title": 0.9,
        "question-below": 0.6,
        "no-bullet-among-bullets": -3,
        "no-end-above": -3,  # where the records of the page end with a line of their own
        "below-other-titles": -5,
    }
)
THRESHOLD = 3.5
DOUBT = 1  # a sum nearer to the threshold than this is told
ASKED = 2.5  # the words alone ask


@lru_cache(maxsize=4096)  # the same few stand together over and over
def worth(signs: tuple[str, ...]) -> float:
    """The sum of what the signs weigh."""
    return sum(WEIGHTS[sign] for sign in signs)


@lru_cache(maxsize=4096)
def speaks_for(signs: tuple[str, ...]) -> bool:
    """Whether any of the signs is one of a question."""
    return any(WEIGHTS[sign] > 0 for sign in signs)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a piece is a question, and why."""

    at: int
    signs: tuple[str, ...]

    @property
    def score(self) -> float:
        return worth(self.signs)

    @property
    def is_question(self) -> bool:
        return self.score >= THRESHOLD

    @property
    def is_doubtful(self) -> bool:
        """Whether a little more evidence would have turned it, and there is some on both sides."""
        sides = {WEIGHTS[sign] > 0 for sign in self.signs if WEIGHTS[sign]}
        return abs(self.score - THRESHOLD) < DOUBT and len(sides) > 1

    def explain(self, most: int | None = None) -> str:
        """The evidence in words: `question-mark +3, after-colon -3`; all, or the `most` signs that weigh most."""
        weighed = [sign for sign in self.signs if WEIGHTS[sign]]
        strongest = sorted(weighed, key=lambda sign: -abs(WEIGHTS[sign]))[:most]
        return ", ".join(f"{sign} {WEIGHTS[sign]:+g}" for sign in weighed if sign in strongest)
