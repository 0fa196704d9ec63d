"""Learns from the records how their words are read, and how much each of them tells.

Words become terms: their stems, where an abbreviation and what it stands for, a word and a slip of the pen, or an open
and a closed compound give the same one.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from math import fsum, log, sqrt

import regex
import snowballstemmer
from rapidfuzz.distance import OSA

from mlanki.identity import WORD
from mlanki.near.question import STOP_WORDS, fold, text_of, word_set
from mlanki.records import Record

# Words that say the same of most subjects. Those of one line are read as its first.
SYNONYMS = {
    synonym: first
    for first, *others in map(
        str.split,
        """
        handle deal treat address tackle cope overcome mitigate avoid prevent reduce combat fight fix solve resolve
        split divide partition
        detect identify recognise recognize diagnose spot notice
        choose chosen select pick determine decide
        feature variable attribute predictor
        """.strip().splitlines(),
    )
    for synonym in others
}

STEMMER = snowballstemmer.stemmer("porter")
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
    return str(STEMMER.stemWord(british))


NEGATING = ("", "un", "im", "in", "non")
NEGATED = regex.compile(r"(?:un|im|in|non)(?=\p{L}{5})")
STEMMED_SYNONYMS = {stem(word): stem(first) for word, first in SYNONYMS.items()}


def term_of(word: str) -> str:
    root = stem(word)
    return STEMMED_SYNONYMS.get(root, root)


class Tokens(dict[str, tuple[str, ...]]):
    """The folded words of whatever stands between two blanks, worked out once for all the times it is written."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        words = self[token] = tuple(WORD.findall(fold(token)))
        return words


class Terms(dict[str, tuple[int, ...]]):
    """The numbers of the terms of whatever stands between two blanks, without stop words, in the order of first use."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.tokens = tokens
        self.numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> tuple[int, ...]:
        terms = (term_of(word) for word in self.tokens[token] if word not in STOP_WORDS)
        numbers = self[token] = tuple(self.numbers.setdefault(term, len(self.numbers)) for term in terms)
        return numbers


# `Convolutional Neural Network (CNN)`, and the other way round: `CNN (convolutional neural network)`.
PARENTHESES = regex.compile(r"\s\(([^()]{2,80})\)")
SHORT = regex.compile(r"\p{L}[\p{L}\p{N}-]{1,9}")
BEFORE = 160  # characters before parentheses in which what they abbreviate is sought
LONGEST = 8  # words
CAPITALS = regex.compile(r"\W*(\p{Lu}{3,5})s?\W*")
INITIALS = (3, 4, 5)  # words whose first letters may be an abbreviation; those of two words are many things
SMALL_WORDS = word_set("a an and for in of on the to with")

# A slip of the pen: a long word seen once, a letter away from one that is common here. Where a letter stands for
# another the two may well be different words (`bagging`, `tagging`), so the first letters must agree.
SLIP_LENGTH = 6
SLIP_COMMON = 3

Phrase = tuple[str, ...]


Reading = tuple[tuple[str, slice], ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """How the words of records are read: `read` makes words comparable, `rarity` and `overlap` weigh them.

    The terms of answers go by their ranks, the rarest first; those below `shared` are in one answer only.
    """

    records: int
    known: Collection[str]  # every folded word
    short_forms: Mapping[str, Mapping[Phrase, str]]  # first term of an expansion → expansion → abbreviation
    slips: Mapping[str, str]  # misspelled word → the word that is meant
    ranks: Mapping[str, int]  # of the terms of answers
    shared: int
    telling: Sequence[float]  # rank → how much the term tells
    contents: tuple[tuple[int, ...], ...]  # of each answer the terms, sorted
    weights: tuple[float, ...]  # of each answer
    seen: Counter[str] = field(default_factory=Counter)  # term → the number of questions and titles with it
    readings: dict[tuple[str, ...], Reading] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Sequence[Record], questions: Iterable[Iterable[tuple[str, ...]]]) -> "Corpus":
        """The corpus of `records`, whose `questions` and titles have those words."""
        tokens = Tokens()
        terms = Terms(tokens)
        counted: Counter[str] = Counter()
        asked: set[str] = set()
        expansions: defaultdict[str, Counter[Phrase]] = defaultdict(Counter)
        spelled: defaultdict[str, set[Phrase]] = defaultdict(set)
        held: Counter[int] = Counter()
        numbered: list[tuple[int, ...]] = []
        for record in records:
            question = f"{record.title}. {text_of(record.question)[0]}"
            answer = text_of(record.answer)[0]
            for short, phrase in _initials(question):
                spelled[short].add(phrase)
            for text in (question, answer):
                said = text.split()
                counted.update(said)
                if "(" in text:
                    for short, phrase in _abbreviations(text):
                        expansions[short][phrase] += 1
            asked.update(question.split())
            numbered.append(tuple(set(chain.from_iterable(map(terms.__getitem__, said)))))
            held.update(numbered[-1])
        words: Counter[str] = Counter()
        for token, count in counted.items():
            for word in tokens[token]:
                words[word] += count
        rarest = sorted(terms.numbers.items(), key=lambda item: (held[item[1]], item[0]))
        rank_of = [0] * len(rarest)
        for rank, (_, number) in enumerate(rarest):
            rank_of[number] = rank
        answered = sum(map(bool, numbered))
        telling = [log((1 + answered) / held[number]) for _, number in rarest]
        contents = tuple(tuple(sorted(map(rank_of.__getitem__, numbers))) for numbers in numbered)
        corpus = cls(
            records=len(records),
            known=words.keys(),
            short_forms=_short_forms(expansions, spelled, asked),
            slips=_slips(words, {word for token in asked for word in tokens[token]}),
            ranks={term: rank for rank, (term, _) in enumerate(rarest)},
            shared=sum(count == 1 for count in held.values()),
            telling=telling,
            contents=contents,
            weights=tuple(fsum(map(telling.__getitem__, content)) for content in contents),
        )
        for question_words in questions:
            corpus.seen.update({term for said in question_words for term, _ in corpus.read(said)})
        return corpus

    def rarity(self, term: str) -> float:
        """1 for a term that one question has, towards 0 for one that all have (inverse document frequency)."""
        return log(1 + self.records / max(1, self.seen[term])) / log(1 + max(1, self.records))

    def overlap(self, one: int, other: int) -> tuple[float, float]:
        """How much two answers have in common, of the shorter one and of both, in telling terms."""
        both = fsum(map(self.telling.__getitem__, set(self.contents[one]).intersection(self.contents[other])))
        here, there = self.weights[one], self.weights[other]
        return (both / min(here, there), both / (here + there - both)) if both else (0.0, 0.0)

    def likeness(self, one: int, other: int, asked: tuple[Iterable[str], Iterable[str]]) -> float:
        """How alike two records are as a whole: the cosine of their terms, each counted once (Salton's vector space).

        `asked` are the terms of the two questions and titles.
        """
        here, there = (
            set(self.contents[number]).union(self.ranks[term] for term in terms if term in self.ranks)
            for number, terms in zip((one, other), asked, strict=True)
        )
        both, *each = (fsum(self.telling[rank] ** 2 for rank in terms) for terms in (here & there, here, there))
        return both / sqrt(each[0] * each[1]) if both else 0.0

    def mentions(self, answer: int, term: str) -> bool:
        """Whether an answer has a term."""
        return self.ranks.get(term) in self.contents[answer]

    def read(self, words: tuple[str, ...]) -> Reading:
        """The terms that `words` (no stop words) stand for, each with the stretch of words that it was read from."""
        if (reading := self.readings.get(words)) is None:
            reading = self.readings[words] = tuple(self._read(words))
        return reading

    def _read(self, words: Sequence[str]) -> Iterator[tuple[str, slice]]:
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

    def _term(self, word: str) -> str:
        """The term of a word of a question; `unbalanced` is `imbalanced` where the corpus has both, or `balanced`."""
        if negated := NEGATED.match(word):
            bare = word[negated.end() :]
            if any(prefix + bare in self.known for prefix in NEGATING if prefix != negated[0]):
                return f"un{term_of(bare)}"
        return term_of(word)

    def _plain(self, words: Sequence[str]) -> Iterator[tuple[str, slice]]:
        """Stems, with slips mended and compounds closed where the corpus closes them (`back propagation`)."""
        at = 0
        while at < len(words):
            word, first = self.slips.get(words[at], words[at]), at
            if at + 1 < len(words) and len(word) > 1 and word + words[at + 1] in self.known:
                at += 1
                word += words[at]
            at += 1
            yield self._term(word), slice(first, at)


def _abbreviations(text: str) -> Iterator[tuple[str, Phrase]]:
    """The abbreviations that `text` explains, folded, with the terms that they stand for."""
    for match in PARENTHESES.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()].split()
        if not before:
            continue
        if SHORT.fullmatch(match[1]):
            words = WORD.findall(fold(" ".join(before[-LONGEST:])))
            # Before the parentheses it is the shortest run that fits; all that stands in them is the expansion.
            runs = [words[first:] for first in reversed(range(len(words)))]
            yield from _expanded(match[1], runs)
        if SHORT.fullmatch(before[-1]):
            yield from _expanded(before[-1], [WORD.findall(fold(match[1]))])


def _expanded(short: str, runs: Iterable[Sequence[str]]) -> Iterator[tuple[str, Phrase]]:
    short = short.removesuffix("s") if short[:-1].isupper() else short
    if sum(map(str.isupper, short)) < 2:
        return
    for run in runs:
        if run and run[0] not in SMALL_WORDS and _spells(run, short):
            yield short.casefold().replace("-", ""), tuple(term_of(word) for word in run if word not in STOP_WORDS)
            return


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


def _initials(question: str) -> Iterator[tuple[str, Phrase]]:
    """The runs of telling words in a question, each with what its first letters spell.

    >>> [short for short, _ in _initials("What is principal component analysis?")]
    ['pca']
    """
    words = WORD.findall(fold(question))
    for count in INITIALS:
        for first in range(len(words) - count + 1):
            run = words[first : first + count]
            if all(len(word) > 2 and word not in STOP_WORDS for word in run):
                yield "".join(word[0] for word in run), tuple(map(term_of, run))


def _short_forms(
    expansions: Mapping[str, Counter[Phrase]], spelled: Mapping[str, Collection[Phrase]], asked: Iterable[str]
) -> dict[str, dict[Phrase, str]]:
    """The abbreviations that stand for one thing only; `LR` may be a learning rate or logistic regression.

    What no page explains is read as the one run of words in a question that it is the initials of.
    """
    forms: defaultdict[str, dict[Phrase, str]] = defaultdict(dict)
    for short in sorted({match[1].casefold() for token in asked if (match := CAPITALS.fullmatch(token))}):
        if short not in expansions and len(phrases := spelled.get(short, ())) == 1:
            (phrase,) = phrases
            forms[phrase[0]].setdefault(phrase, term_of(short))
    for short, phrases in sorted(expansions.items()):
        if len(phrases) == 1:
            (phrase,) = phrases
            forms[phrase[0]].setdefault(phrase, term_of(short))
    return dict(forms)


def _slips(counted: Mapping[str, int], asked: Iterable[str]) -> dict[str, str]:
    """The words of questions that are slips of the pen; what is a letter away from another shares a shortening."""
    rare = [word for word in sorted(asked) if counted[word] == 1 and len(word) >= SLIP_LENGTH and word.isalpha()]
    if not rare:
        return {}
    common: defaultdict[str, list[str]] = defaultdict(list)
    for word, count in sorted(counted.items()):
        if count >= SLIP_COMMON and len(word) >= SLIP_LENGTH - 1:
            for shortened in _shortened(word):
                common[shortened].append(word)
    slips = {}
    for word in rare:
        alike = {other for shortened in _shortened(word) for other in common.get(shortened, ()) if other[0] == word[0]}
        meant = [other for other in sorted(alike) if OSA.distance(word, other) == 1 and stem(other) != stem(word)]
        if meant:
            slips[word] = meant[0]
    return slips


def _shortened(word: str) -> Iterator[str]:
    """`word`, and without each of its letters."""
    yield word
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))
