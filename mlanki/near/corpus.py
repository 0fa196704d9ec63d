"""Learns from the records how their words are read, and how much each of them tells.

Words become terms: their stems, where an abbreviation and what it stands for, a word and a slip of the pen, or an open
and a closed compound give the same one.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import fsum, log, sqrt

import regex

from mlanki.near.terms import (
    Numbers,
    Phrase,
    Tokens,
    abbreviations,
    find_slips,
    first_names,
    short_forms,
    term_of,
    thesaurus,
)
from mlanki.stemming import stem

WHOLE = 1.5  # terms that a phrase counts as which has an abbreviation, however many it has
NEGATING = ("", "un", "im", "in", "non")
NEGATED = regex.compile(r"(?:un|im|in|non)(?=\p{L}{5})")
SENTENCE_END = ". "
STOCK = 4  # answers that hold a sentence make it one that says nothing of any of them


def without_stock(answers: Callable[[], Iterable[str]]) -> Iterator[str]:
    """The answers, without the sentences that are the same in several of them: what a site says below each question."""
    held = Counter(said for answer in answers() for said in set(map(hash, answer.split(SENTENCE_END))))
    stock = {said for said, count in held.items() if count >= STOCK}
    for answer in answers():
        said = answer.split(SENTENCE_END) if stock else [answer]
        yield SENTENCE_END.join(sentence for sentence in said if hash(sentence) not in stock)


@dataclass(frozen=True, slots=True)
class Corpus:
    """How the words of records are read: `read` makes words comparable, `rarity` and `overlap` weigh them.

    The terms of answers go by their ranks, the rarest first; those below `shared` are in one answer only.
    """

    records: int
    known: Collection[str]  # all words, and their stems
    # Abbreviation, or first term of what it stands for → the terms of that.
    short_forms: Mapping[str, Collection[Phrase]]
    slips: Mapping[str, str]  # misspelled word → the word that is meant
    ranks: Mapping[str, int]  # of the terms of answers
    shared: int
    telling: Sequence[float]  # rank → how much the term tells
    squares: Sequence[float]
    contents: Sequence[Sequence[int]]  # of each answer the terms, sorted
    weights: Sequence[float]  # of each answer what its terms tell
    lengths: Sequence[float]  # of each answer the sum of its squares
    seen: Counter[str] = field(default_factory=Counter)  # term → the number of questions and titles with it
    terms: dict[str, str] = field(default_factory=dict)  # word of a question → its term

    @classmethod
    def of(cls, questions: Sequence[str], answers: Iterable[str], asked: Iterable[Iterable[Sequence[str]]]) -> "Corpus":
        """The corpus of records with those `questions`, titles included, and answers; `asked` has what they ask by."""
        tokens = Tokens()
        numbers = Numbers(tokens)
        counted: Counter[str] = Counter()
        explained: defaultdict[str, set[Phrase]] = defaultdict(set)
        held: Counter[int] = Counter()
        numbered: list[array[int]] = []
        for question, answer in zip(questions, answers, strict=True):
            counted.update(question.split())
            counted.update(said := answer.split())
            for text in (question, answer):
                if "(" in text:
                    for short, phrase in abbreviations(text):
                        explained[short].add(phrase)
            numbered.append(array("I", terms := numbers.of_all(said)))
            held.update(terms)
        words: Counter[str] = Counter()
        for token, count in counted.items():
            for word in tokens[token]:
                words[word] += count
        rarest = sorted(numbers.of_terms.items(), key=lambda item: (held[item[1]], item[0]))
        rank_of = [0] * len(rarest)
        for rank, (_, number) in enumerate(rarest):
            rank_of[number] = rank
        answered = sum(map(bool, numbered))
        telling = [log((1 + answered) / held[number]) for _, number in rarest]
        squares = [tells**2 for tells in telling]
        contents = [array("I", sorted(map(rank_of.__getitem__, content))) for content in numbered]
        asking = {token for question in questions for token in question.split()}
        corpus = cls(
            records=len(questions),
            known=frozenset(map(stem, words)).union(words),
            short_forms=short_forms(explained, asking, map(tokens.words_of, questions), words),
            slips=find_slips(words, {word for token in asking for word in tokens[token]}),
            ranks={term: rank for rank, (term, _) in enumerate(rarest)},
            shared=sum(count == 1 for count in held.values()),
            telling=telling,
            squares=squares,
            contents=contents,
            weights=array("d", (fsum(map(telling.__getitem__, content)) for content in contents)),
            lengths=array("d", (fsum(map(squares.__getitem__, content)) for content in contents)),
        )
        for said_by_one in asked:
            corpus.seen.update({term for said in said_by_one for term, *_ in corpus.read(said)})
        return corpus

    def weight(self, term: str, role: float) -> float:
        """`role`, less for a term that more questions have: all of it for one that one has, towards none of it."""
        return _weight(role, max(1, self.seen[term]), max(1, self.records))

    def shorter(self, one: int, other: int) -> int:
        """The number of terms of the shorter one of two answers."""
        return min(len(self.contents[one]), len(self.contents[other]))

    def overlap(self, one: int, other: int) -> float:
        """How much the one of two answers that tells less has in common with the other."""
        both = fsum(map(self.telling.__getitem__, self._common(one, other)))
        return both / min(self.weights[one], self.weights[other]) if both else 0.0

    def likeness(self, one: int, other: int, by_chance: float) -> float:
        """How alike two answers are: the cosine of their terms, each counted once (Salton's vector space).

        It is less where they share little altogether: by as much as `by_chance` of the rarest terms would weigh.
        """
        both = sum(map(self.squares.__getitem__, self._common(one, other)))
        alone = by_chance * log(1 + self.records) ** 2
        return both / (sqrt(self.lengths[one] * self.lengths[other]) + alone) if both else 0.0

    def _common(self, one: int, other: int) -> Collection[int]:
        """The ranks of the terms that two answers share."""
        return set(self.contents[one]).intersection(self.contents[other])

    def mentions(self, answer: int, term: str) -> bool:
        """Whether an answer has a term."""
        rank, content = self.ranks.get(term, -1), self.contents[answer]
        at = bisect_left(content, rank)
        return at < len(content) and content[at] == rank

    def read(self, words: Sequence[str]) -> Iterator[tuple[str, slice, float]]:
        """The terms that `words` (no stop words) stand for, each with the stretch of words that it was read from.

        What can be abbreviated counts as two terms at most: the last is how much of a term each of its terms is.
        """
        at = 0
        plain = list(first_names([(self._term(word), stretch) for word, stretch in self._closed(words)]))
        while at < len(plain):
            term, stretch = plain[at]
            phrase: Phrase = (term,)
            taken = 1
            for longer in self.short_forms.get(term, ()):
                if longer[0] != term:
                    phrase = longer
                elif len(longer) > taken and tuple(other for other, _ in plain[at : at + len(longer)]) == longer:
                    phrase, taken = longer, len(longer)
            parts = dict.fromkeys(phrase)
            for part in parts:
                yield part, slice(stretch.start, plain[at + taken - 1][1].stop), min(1.0, WHOLE / len(parts))
            at += taken

    def _term(self, word: str) -> str:
        """The term of a word of a question; `unbalanced` is `imbalanced` where the corpus has both, or `balanced`."""
        if word not in self.terms:
            negated = NEGATED.match(word) if stem(word) not in thesaurus().known else None
            bare = word[negated.end() :] if negated else word
            others = [stem(prefix + bare) for prefix in NEGATING if negated and prefix != negated[0]]
            is_negation = any(map(self.known.__contains__, others))
            self.terms[word] = f"un{term_of(bare)}" if is_negation else term_of(word)
        return self.terms[word]

    def _is_known(self, word: str) -> bool:
        return word in self.known or f"{word}s" in self.known or word in self.short_forms

    def _closed(self, words: Sequence[str]) -> Iterator[tuple[str, slice]]:
        """The words, with slips mended and compounds closed where the corpus closes them (`back propagation`)."""
        at = 0
        while at < len(words):
            word, first = self.slips.get(words[at], words[at]), at
            if at + 1 < len(words) and len(word) > 1 and self._is_known(word + words[at + 1]):
                at += 1
                word += words[at]
            at += 1
            yield word, slice(first, at)


@lru_cache(maxsize=10_000)
def _weight(role: float, seen: int, records: int) -> float:
    """By the inverse document frequency."""
    return role * (log(1 + records / seen) / log(1 + records))
