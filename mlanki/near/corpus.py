"""Learns from the records how their words are read, and how much each of them tells.

Words become terms: their stems, where an abbreviation and what it stands for, a word and a slip of the pen, or an open
and a closed compound give the same one.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from math import fsum, log, sqrt

import regex

from mlanki.near.spelling import Phrase, abbreviations, find_slips, short_forms
from mlanki.near.terms import Numbers, Tokens, term_of

NEGATING = ("", "un", "im", "in", "non")
NEGATED = regex.compile(r"(?:un|im|in|non)(?=\p{L}{5})")


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
            known=words.keys(),
            short_forms=short_forms(explained, asking, map(tokens.words_of, questions)),
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
            corpus.seen.update({term for said in said_by_one for term, _ in corpus.read(said)})
        return corpus

    def weight(self, term: str, role: float) -> float:
        """`role`, less for a term that more questions have: all of it for one that one has, towards none of it."""
        return _weight(role, max(1, self.seen[term]), max(1, self.records))

    def shorter(self, one: int, other: int) -> int:
        """The number of terms of the shorter one of two answers."""
        return min(len(self.contents[one]), len(self.contents[other]))

    def may_be_one_text(self, one: int, other: int) -> bool:
        """Whether two answers may share half of what both tell.

        The one that tells less must share more than two thirds of that, so its rarest third holds something of both.
        """
        here, there = (self.contents[number] for number in sorted((one, other), key=self.weights.__getitem__))
        rarest = here[: len(here) // 3 + 1]
        return not set(rarest).isdisjoint(there[: bisect_right(there, rarest[-1])])

    def common(self, one: int, other: int) -> Collection[int]:
        """The ranks of the terms that two answers share."""
        return set(self.contents[one]).intersection(self.contents[other])

    def overlap(self, one: int, other: int, common: Iterable[int]) -> tuple[float, float]:
        """How much two answers have in `common`, of the shorter one and of both, in telling terms."""
        both = fsum(map(self.telling.__getitem__, common))
        here, there = self.weights[one], self.weights[other]
        return (both / min(here, there), both / (here + there - both)) if both else (0.0, 0.0)

    def likeness(
        self, one: int, other: int, common: Collection[int], asked: tuple[Iterable[str], Iterable[str]]
    ) -> float:
        """How alike two records are as a whole: the cosine of their terms, each counted once (Salton's vector space).

        `asked` are the terms of the two questions and titles.
        """
        here, there = (
            {self.ranks[term] for term in terms if term in self.ranks and not self.mentions(number, term)}
            for number, terms in zip((one, other), asked, strict=True)
        )
        met = {rank for rank in here if rank in there or self._has(other, rank)}
        met.update(rank for rank in there if self._has(one, rank))
        both, *more = (fsum(map(self.squares.__getitem__, ranks)) for ranks in (chain(common, met), here, there))
        return both / sqrt((self.lengths[one] + more[0]) * (self.lengths[other] + more[1])) if both else 0.0

    def mentions(self, answer: int, term: str) -> bool:
        """Whether an answer has a term."""
        return term in self.ranks and self._has(answer, self.ranks[term])

    def _has(self, answer: int, rank: int) -> bool:
        content = self.contents[answer]
        at = bisect_left(content, rank)
        return at < len(content) and content[at] == rank

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

    def _term(self, word: str) -> str:
        """The term of a word of a question; `unbalanced` is `imbalanced` where the corpus has both, or `balanced`."""
        if word not in self.terms:
            negated = NEGATED.match(word)
            bare = word[negated.end() :] if negated else word
            others = [prefix + bare for prefix in NEGATING if negated and prefix != negated[0]]
            is_negation = any(map(self.known.__contains__, others))
            self.terms[word] = f"un{term_of(bare)}" if is_negation else term_of(word)
        return self.terms[word]

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


@lru_cache(maxsize=10_000)
def _weight(role: float, seen: int, records: int) -> float:
    """By the inverse document frequency."""
    return role * (log(1 + records / seen) / log(1 + records))
