"""Says how a record asks: by its question, by each clause of that, and by its title, in terms as the records read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mlanki import patterns as regex
from mlanki.near.question import CONTEXT, DEFINITION, NONE, WORKINGS, Inquiry, take_apart
from mlanki.near.terms import Phrase, Tokens, find_short_forms, find_slips, first_names, term_of, thesaurus
from mlanki.records import Record
from mlanki.stemming import stem

NOT_IN_TITLE = 0.5  # weight of a word that the question has and its own title leaves out

# What is left of a score where only a part of a record asks the same.
FIRST_CLAUSE = 0.85
FURTHER_CLAUSE = 0.8
TITLE_IN_QUESTION = 0.83
TITLE_ALONE = 0.75

WHOLE = 1.5  # terms that a phrase counts as which has an abbreviation, however many it has
NEGATING = ("", "un", "im", "in", "non")
NEGATED = regex.compile(r"(?:un|im|in|non)(?=\p{L}{5})")


@dataclass(frozen=True, slots=True)
class Reader:
    """How the words of questions are read."""

    known: Collection[str]  # all words of the records, and their stems
    # Abbreviation, or first term of what it stands for → the terms of that.
    short_forms: Mapping[str, Collection[Phrase]]
    slips: Mapping[str, str]  # misspelled word → the word that is meant
    terms: dict[str, str] = field(default_factory=dict)  # word of a question → its term

    @classmethod
    def of(
        cls,
        questions: Sequence[str],
        tokens: Tokens,
        counted: Mapping[str, int],
        explained: Mapping[str, Collection[Phrase]],
    ) -> "Reader":
        """The reader of `questions`, of records that have `tokens` as often as is `counted` and `explained` so much."""
        words: defaultdict[str, int] = defaultdict(int)
        for token, count in counted.items():
            for word in tokens.words_of(token):
                words[word] += count
        asking = {token for question in questions for token in question.split()}
        asked = ([word for token in question.split() for word in tokens.words_of(token)] for question in questions)
        return cls(
            known=frozenset(map(stem, words)).union(words),
            short_forms=find_short_forms(explained, asking, asked, words),
            slips=find_slips(words, {word for token in asking for word in tokens.words_of(token)}),
        )

    def read(self, words: Sequence[str]) -> list[tuple[str, int, int, float]]:
        """The terms that `words` (no stop words) stand for, each with the first word and the end of what it was.

        What can be abbreviated counts as two terms at most: the last is how much of a term each of its terms is.
        """
        plain = first_names([(self._term(word), first, end) for word, first, end in self._closed(words)])
        found: list[tuple[str, int, int, float]] = []
        at = 0
        while at < len(plain):
            term, first, end = plain[at]
            phrase: Phrase = (term,)
            taken = 1
            for longer in self.short_forms.get(term, ()):
                if longer[0] != term:
                    phrase = longer
                elif len(longer) > taken and tuple([other for other, *_ in plain[at : at + len(longer)]]) == longer:
                    phrase, taken = longer, len(longer)
            if taken > 1:
                end = plain[at + taken - 1][2]
            parts = dict.fromkeys(phrase)
            share = min(1.0, WHOLE / len(parts))
            found += [(part, first, end, share) for part in parts]
            at += taken
        return found

    def _term(self, word: str) -> str:
        """The term of a word of a question; `unbalanced` is `imbalanced` where the corpus has both, or `balanced`."""
        if word not in self.terms:
            negated = NEGATED.match(word) if stem(word) not in thesaurus()[2] else None
            bare = word[negated.end() :] if negated else word
            others = [stem(prefix + bare) for prefix in NEGATING if negated and prefix != negated[0]]
            is_negation = any(map(self.known.__contains__, others))
            self.terms[word] = f"un{term_of(bare)}" if is_negation else term_of(word)
        return self.terms[word]

    def _is_known(self, word: str) -> bool:
        return word in self.known or f"{word}s" in self.known or word in self.short_forms

    def _closed(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """The words, with slips mended and compounds closed where the corpus closes them (`back propagation`)."""
        at = 0
        while at < len(words):
            word, first = self.slips.get(words[at], words[at]), at
            if at + 1 < len(words) and len(word) > 1 and self._is_known(word + words[at + 1]):
                at += 1
                word += words[at]
            at += 1
            yield word, first, at


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way in which a record asks: an inquiry, read.

    `worth` is what is left of a score that is reached by it, and `said` tells which part of the record it is.
    """

    worth: float
    said: str
    facets: frozenset[str]
    negations: frozenset[str]
    formulas: frozenset[str]
    directed: bool
    words: tuple[str, ...]
    weights: Mapping[str, float]  # term → how much it tells, by its role and its rarity, in the order of reading
    total: float  # of the weights
    telling: tuple[str, ...]  # the terms that are more than context
    title: frozenset[str]
    marks: frozenset[str]  # terms that no other can stand for: numbers, single letters, and whatever says no

    @classmethod
    def of(
        cls, inquiry: Inquiry, title: frozenset[str], reader: Reader, worth: float = 1.0, said: str = ""
    ) -> "Phrasing":
        roles: dict[str, float] = {}
        shares: dict[str, float] = {}
        for term, first, end, share in reader.read(inquiry.words):
            roles[term] = max(roles.get(term, 0.0), *inquiry.roles[first:end])
            shares[term] = max(shares.get(term, 0.0), share)
        if title and title <= roles.keys() and _is_about(title, roles, inquiry.facets):
            roles = {term: role if term in title else min(role, NOT_IN_TITLE) for term, role in roles.items()}
        return cls(
            worth,
            said,
            inquiry.facets,
            inquiry.negations,
            inquiry.formulas,
            inquiry.directed,
            inquiry.words,
            {term: role * shares[term] for term, role in roles.items()},
            0.0,
            tuple([term for term, role in roles.items() if role > CONTEXT]),
            title,
            inquiry.negations.union(marks) if (marks := list(filter(_is_mark, roles))) else inquiry.negations,
        )

    def weighed(self, rarity: Mapping[str, float]) -> "Phrasing":
        weights = {  # in memory most are the rarity itself
            term: rarity[term] if weight == 1 else weight * rarity[term] for term, weight in self.weights.items()
        }
        return replace(self, weights=weights, total=sum(weights.values()))

    def read_as(self, reader: Reader) -> dict[str, str]:
        """The words that each term was first read from."""
        read = [(term, " ".join(self.words[first:end])) for term, first, end, _ in reader.read(self.words)]
        return dict(reversed(read))


def _is_mark(term: str) -> bool:
    return len(term) == 1 or any(map(str.isdigit, term))


class Asked(NamedTuple):
    """What no comparison of questions goes beyond: the title and the question, taken apart."""

    title: Inquiry | None
    inquiries: tuple[Inquiry, ...]

    @classmethod
    def of(cls, title: str, text: str, formulas: frozenset[str]) -> "Asked":
        asked = take_apart(text, formulas)
        named = take_apart(title)[0] if title else None
        # A heading that is the whole question names no subject besides.
        return cls(None if named is None or set(named.words) == set(asked[0].words) else named, asked)


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """A record as it is compared: the phrasings of what it asks, the whole question first, and where its answer is."""

    record: Record
    number: int
    phrasings: tuple[Phrasing, ...]
    page: str  # empty where all records are of one
    named: Collection[str]  # terms of the question and the title

    @classmethod
    def of(cls, record: Record, number: int, asked: Asked, reader: Reader, page: str = "") -> "ComparedRecord":
        title = frozenset([term for term, *_ in reader.read(asked.title.words)]) if asked.title else NONE
        whole, *clauses = asked.inquiries
        phrasings = [Phrasing.of(whole, title, reader)]
        for place, clause in enumerate(clauses):
            worth = FURTHER_CLAUSE if place else FIRST_CLAUSE
            phrasings.append(Phrasing.of(clause, title, reader, worth, "in one of its clauses"))
        if asked.title and title and (worth := _title_worth(phrasings[1 if clauses else 0])):
            phrasings.append(Phrasing.of(asked.title, title, reader, worth, "by its title"))
        named = sorted(title.union(phrasings[0].weights)) if title else phrasings[0].weights
        return cls(record, number, tuple(phrasings), page, dict.fromkeys(named))

    @property
    def topic(self) -> frozenset[str]:
        """The title where it says what the question does not; empty otherwise."""
        return next((phrasing.title for phrasing in self.phrasings if phrasing.worth == TITLE_ALONE), NONE)

    def weighed(self, rarity: Mapping[str, float], shared_topics: Collection[frozenset[str]]) -> "ComparedRecord":
        """With weights, and without a title that several share: it names their field, not what each asks."""
        asking = [each for each in self.phrasings if each.worth != TITLE_ALONE or each.title not in shared_topics]
        return replace(self, phrasings=tuple([phrasing.weighed(rarity) for phrasing in asking]))


def _title_worth(first: Phrasing) -> float:
    """How far the title of a record is its question: 0 where the question asks for something else about it."""
    if not first.facets <= {DEFINITION, WORKINGS}:
        return 0.0
    if not first.title <= first.weights.keys():
        return TITLE_ALONE
    return TITLE_IN_QUESTION if _is_about(first.title, first.weights, first.facets) else 0.0


def _is_about(title: frozenset[str], terms: Iterable[str], facets: frozenset[str]) -> bool:
    """Whether a question that mentions its title is about that.

    `What is the cost of a tree` is about a cost, whatever the title; `How does a tree split` is about a tree.
    """
    return WORKINGS in facets or next(iter(terms)) in title
