"""What is held of a line, with the evidence for it, and what a question is."""

from dataclasses import dataclass

from mlanki.readers.guide.evidence import DOUBT, THRESHOLD, WEIGHTS


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a line is a question, and why."""

    at: int
    signs: tuple[str, ...]

    @property
    def score(self) -> float:
        return sum(WEIGHTS[sign] for sign in self.signs)

    @property
    def is_question(self) -> bool:
        return self.score >= THRESHOLD

    @property
    def is_doubtful(self) -> bool:
        """Whether a little more evidence would have turned it, and there is some on both sides."""
        sides = {WEIGHTS[sign] > 0 for sign in self.signs}
        return abs(self.score - THRESHOLD) < DOUBT and len(sides) > 1

    def explain(self) -> str:
        """The evidence in words: `question-mark +3, after-colon -3`."""
        return ", ".join(f"{sign} {WEIGHTS[sign]:+g}" for sign in self.signs)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the places of its lines: its own, and the first and the one after the last of its answer."""

    at: int
    text: str
    section: str
    first: int
    end: int
