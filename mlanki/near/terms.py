"""Makes terms of words: their stems, where what the field calls by several names gives the same ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mlanki.identity import WORD
from mlanki.near.question import STOP_WORDS, fold
from mlanki.stemming import stem

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What the field calls by several names, all words as stems."""

    synonyms: Mapping[str, str]  # word → the first name of its group, where that is one word, too
    phrases: Mapping[str, Sequence[tuple[Phrase, Phrase]]]  # first term → the names that begin so, as said and as read
    known: Collection[str]  # every word of it


@cache  # read when it is first needed, since most commands need none
def thesaurus() -> Thesaurus:
    lines = Path(__file__).with_name("thesaurus.txt").read_text("utf-8").splitlines()
    groups = [list(map(_telling, line.split("="))) for line in lines if line and not line.startswith("#")]
    synonyms = {name[0]: group[0][0] for group in groups if len(group[0]) == 1 for name in group if len(name) == 1}
    phrases: defaultdict[str, list[tuple[Phrase, Phrase]]] = defaultdict(list)
    for group in groups:
        for name in group:
            if len(name) > 1 or len(group[0]) > 1:
                said, read = (tuple(synonyms.get(part, part) for part in each) for each in (name, group[0]))
                phrases[said[0]].append((said, read))
    return Thesaurus(
        synonyms,
        {term: sorted(names, key=lambda name: -len(name[0])) for term, names in phrases.items()},
        frozenset(part for group in groups for name in group for part in name),
    )


def _telling(name: str) -> Phrase:
    return tuple(stem(word) for word in WORD.findall(fold(name)) if word not in STOP_WORDS)


def term_of(word: str) -> str:
    root = stem(word)
    return thesaurus().synonyms.get(root, root)


def first_names(terms: Sequence[tuple[str, slice]]) -> Iterator[tuple[str, slice]]:
    """The terms, each with where it was read, as the thesaurus reads them."""
    phrases = thesaurus().phrases
    at = 0
    while at < len(terms):
        term, stretch = terms[at]
        for said, read in phrases.get(term, ()):
            if len(said) <= len(terms) - at and all(
                part == other for part, (other, _) in zip(said, terms[at : at + len(said)], strict=True)
            ):
                whole = slice(stretch.start, terms[at + len(said) - 1][1].stop)
                yield from ((part, whole) for part in read)
                at += len(said)
                break
        else:
            yield term, stretch
            at += 1


def terms_of(words: Iterable[str]) -> Phrase:
    """The terms of a phrase, stop words aside, as the thesaurus reads them."""
    plain = [(term_of(word), slice(0)) for word in words if word not in STOP_WORDS]
    return tuple(term for term, _ in first_names(plain))


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
