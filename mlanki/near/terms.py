"""Makes terms of words: their stems, where words that say the same of most subjects give the same one."""

from mlanki.identity import WORD
from mlanki.near.question import STOP_WORDS, fold
from mlanki.stemming import stem

# Words that say the same of most subjects. Those of one line are read as its first.
SYNONYMS = {
    stem(synonym): stem(first)
    for first, *others in map(
        str.split,
        """
        handle deal treat address tackle cope overcome mitigate avoid prevent reduce combat fight fix solve resolve
        split divide partition
        detect identify recognise recognize diagnose spot notice
        choose chosen select pick decide
        feature variable attribute predictor
        """.strip().splitlines(),
    )
    for synonym in others
}


def term_of(word: str) -> str:
    root = stem(word)
    return SYNONYMS.get(root, root)


class Tokens(dict[str, tuple[str, ...]]):
    """The folded words of whatever stands between two blanks, worked out once for all the times it is written."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        words = self[token] = tuple(WORD.findall(fold(token)))
        return words

    def words_of(self, text: str) -> list[str]:
        return [word for token in text.split() for word in self[token]]


class Numbers(dict[str, int]):
    """A number for whatever stands between two blanks: that of its term; below 0 where it has `several`, or none.

    Stop words are no terms. `of_terms` has the numbers of the terms.
    """

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.of_terms: dict[str, int] = {}
        self.several: list[tuple[int, ...]] = [()]

    def __missing__(self, token: str) -> int:
        terms = [term_of(word) for word in self.tokens[token] if word not in STOP_WORDS]
        numbers = tuple(self.of_terms.setdefault(term, len(self.of_terms)) for term in terms)
        if len(numbers) > 1:
            self.several.append(numbers)
            numbers = (-len(self.several),)
        self[token] = numbers[0] if numbers else -1
        return self[token]

    def of_all(self, said: list[str]) -> set[int]:
        """The numbers of the terms that the tokens `said` have."""
        numbers = set(map(self.__getitem__, said))
        for number in [number for number in numbers if number < 0]:
            numbers.remove(number)
            numbers.update(self.several[-1 - number])
        return numbers
