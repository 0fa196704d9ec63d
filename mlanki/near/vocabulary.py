"""Learns from the records how rare each word is, what is short for what, and which words are misspelled."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, repeat
from math import fsum, log

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from mlanki.identity import WORD
from mlanki.near.lexicon import STOP_WORDS, SYNONYMS, fold, stem, word_set

# `Convolutional Neural Network (CNN)`, and the other way round: `CNN (convolutional neural network)`.
ABBREVIATED = regex.compile(
    r"(?<![\p{L}\p{N}’'–-])(?P<words>(?:[\p{L}\p{N}’'–-]{1,40}\s+){1,8})\((?P<short>\p{L}[\p{L}\p{N}-]{1,9})\)"
)
SPELLED_OUT = regex.compile(
    r"(?<![\p{L}\p{N}])(?P<short>\p{L}[\p{L}\p{N}-]{1,9})\s+\((?P<words>\p{L}[\p{L}\p{N}’'–\s-]{4,80})\)"
)
SMALL_WORDS = word_set("a an and for in of on the to with")

# A slip of the pen: a long word seen once, a letter away from one that is common here. Where a letter stands for
# another the two may well be different words (`bagging`, `tagging`), so the first letters must agree.
SLIP_LENGTH = 7
SLIP_COMMON = 3

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How the words of a corpus are read: `terms` makes words comparable, `rarity` weighs them."""

    records: int
    seen: Mapping[str, int]  # term → the number of questions and titles with it
    known: frozenset[str]  # every folded word
    short_forms: Mapping[str, Mapping[Phrase, str]]  # first term of an expansion → expansion → abbreviation
    slips: Mapping[str, str]  # misspelled word → the word that is meant
    contents: tuple[tuple[str, ...], ...]  # of each answer the terms, sorted
    telling: Mapping[str, float]  # term of an answer → how much it tells, 0 where all answers have it

    @classmethod
    def of(cls, questions: Sequence[str], answers: Iterable[str]) -> "Vocabulary":
        """The vocabulary of `questions` (titles among them), learned from the `answers` too."""
        counted: Counter[str] = Counter()
        expansions: defaultdict[str, Counter[Phrase]] = defaultdict(Counter)
        contents = []
        for text, answer in chain(zip(questions, repeat(False)), zip(answers, repeat(True))):
            words = WORD.findall(fold(text))
            counted.update(words)
            if "(" in text:
                for short, phrase in _abbreviations(text):
                    expansions[short][phrase] += 1
            if answer:
                contents.append(_content(words))
        draft = cls(
            records=len(questions),
            seen={},
            known=frozenset(counted),
            short_forms=_short_forms(expansions),
            slips=_slips(counted),
            contents=tuple(contents),
            telling=_telling(contents),
        )
        seen: Counter[str] = Counter()
        for text in questions:
            seen.update(set(draft.terms(WORD.findall(fold(text)))))
        return replace(draft, seen=seen)

    def rarity(self, term: str) -> float:
        """1 for a term that one question has, towards 0 for one that all have (inverse document frequency)."""
        return log(1 + self.records / max(1, self.seen.get(term, 1))) / log(1 + max(1, self.records))

    def overlap(self, one: Sequence[str], other: Sequence[str]) -> tuple[float, float]:
        """How much the contents of two answers have in common, of the shorter one and of both, in telling terms."""
        both = self._weight(set(one).intersection(other))
        here, there = self._weight(one), self._weight(other)
        return (both / min(here, there), both / (here + there - both)) if here and there else (0.0, 0.0)

    def _weight(self, content: Iterable[str]) -> float:
        return fsum(map(self.telling.__getitem__, content))

    def terms(self, words: Sequence[str]) -> list[str]:
        """The terms that `words` stand for, without stop words; an abbreviation and its expansion give the same one."""
        return [term for term, _ in self.read([word for word in words if word not in STOP_WORDS])]

    def read(self, words: Sequence[str]) -> Iterator[tuple[str, slice]]:
        """The terms that `words` (no stop words) stand for, each with the stretch of words that it was read from."""
        plain = list(self._plain(words))
        at = 0
        while at < len(plain):
            term, stretch = plain[at]
            taken = 1
            for phrase, short in self.short_forms.get(term, {}).items():
                if len(phrase) > taken and tuple(other for other, _ in plain[at : at + len(phrase)]) == phrase:
                    term, taken = short, len(phrase)
            yield term, slice(stretch.start, plain[at + taken - 1][1].stop)
            at += taken

    def _plain(self, words: Sequence[str]) -> Iterator[tuple[str, slice]]:
        """Stems, with slips mended and compounds closed where the corpus closes them (`back propagation`)."""
        at = 0
        while at < len(words):
            word, first = self.slips.get(words[at], words[at]), at
            after = words[at + 1] if at + 1 < len(words) else ""
            if after and word + after in self.known and len(word) > 1:
                word += after
                at += 1
            at += 1
            yield _term(word), slice(first, at)


def _content(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(map(_term, set(words) - STOP_WORDS))))


def _telling(contents: Sequence[Sequence[str]]) -> dict[str, float]:
    answered = Counter(chain.from_iterable(contents))
    count = sum(map(bool, contents))
    return {term: log(count / holders) for term, holders in answered.items()}


@lru_cache(maxsize=100_000)
def _term(word: str) -> str:
    if word in SYNONYMS:
        return stem(SYNONYMS[word])
    root = stem(word)
    return STEMMED_SYNONYMS.get(root, root)


STEMMED_SYNONYMS = {stem(word): stem(first) for word, first in SYNONYMS.items()}


def _abbreviations(text: str) -> Iterator[tuple[str, Phrase]]:
    """The abbreviations that `text` explains, folded, with the terms that they stand for."""
    for pattern in (ABBREVIATED, SPELLED_OUT):
        for match in pattern.finditer(text):
            short = match["short"].removesuffix("s") if match["short"][:-1].isupper() else match["short"]
            if sum(map(str.isupper, short)) < 2:
                continue
            words = WORD.findall(fold(match["words"]))
            # All that stands in parentheses is the expansion; before them it is the shortest run that fits.
            firsts = range(len(words) - 1, -1, -1) if pattern is ABBREVIATED else range(1)
            runs = (words[first:] for first in firsts if words and words[first] not in SMALL_WORDS)
            if run := next((run for run in runs if _spells(run, short)), None):
                terms = tuple(_term(word) for word in run if word not in STOP_WORDS)
                yield short.casefold().replace("-", ""), terms


def _spells(words: Sequence[str], short: str) -> bool:
    """Whether `short`, or its capitals (`ReLU`), is made of the beginnings of `words`, small words aside."""
    telling = [word for word in words if word not in SMALL_WORDS]
    letters = short.replace("-", "").casefold()
    capitals = "".join(filter(str.isupper, short)).casefold()
    return len(telling) > 1 and any(_fits(run, said) for run in (words, telling) for said in (letters, capitals))


def _fits(words: Sequence[str], letters: str) -> bool:
    """Whether every word gives its first letter to `letters`, and perhaps more of its letters, all in order.

    >>> _fits(["variational", "autoencoder"], "vae"), _fits(["variational", "encoder"], "vcr")
    (True, False)
    """
    if not words or not letters:
        return not words and not letters
    word, *others = words
    if word[0] != letters[0]:
        return False
    most = len(letters) - len(others)
    return any(_in_order(letters[1:end], word[1:]) and _fits(others, letters[end:]) for end in range(1, most + 1))


def _in_order(letters: str, word: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)


def _short_forms(expansions: Mapping[str, Counter[Phrase]]) -> dict[str, dict[Phrase, str]]:
    """The abbreviations that stand for one thing only; `LR` may be a learning rate or logistic regression."""
    forms: defaultdict[str, dict[Phrase, str]] = defaultdict(dict)
    for short, phrases in sorted(expansions.items()):
        if len(phrases) == 1:
            (phrase,) = phrases
            forms[phrase[0]].setdefault(phrase, _term(short))
    return dict(forms)


def _slips(counted: Counter[str]) -> dict[str, str]:
    common: defaultdict[str, list[str]] = defaultdict(list)
    for word, count in sorted(counted.items()):
        if count >= SLIP_COMMON and len(word) >= SLIP_LENGTH - 1:
            common[word[0]].append(word)
    slips = {}
    for word, count in sorted(counted.items()):
        if count == 1 and len(word) >= SLIP_LENGTH and word.isalpha():
            nearest = process.extractOne(word, common[word[0]], scorer=OSA.distance, score_cutoff=1)
            if nearest is not None and stem(nearest[0]) != stem(word):
                slips[word] = nearest[0]
    return slips
