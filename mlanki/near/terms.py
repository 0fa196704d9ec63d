"""Makes terms of words, as the records teach to read them.

Terms are stems, where what the field calls by several names, an abbreviation and what it stands for, a word and a slip
of the pen, or an open and a closed compound give the same ones.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from rapidfuzz.distance import OSA

from mlanki import patterns as regex
from mlanki.identity import WORD
from mlanki.near.question import STOP_WORDS, fold, telling_words
from mlanki.stemming import stem

Phrase = tuple[str, ...]

THESAURUS = Path(__file__).with_name("thesaurus.txt")

# `Convolutional Neural Network (CNN)`, and the other way round: `CNN (convolutional neural network)`.
PARENTHESES = regex.compile(r"\s\(([^()]{2,80})\)")
SHORT = regex.compile(r"\p{L}[\p{L}\p{N}-]{1,9}")
BEFORE = 160  # characters before parentheses in which what they abbreviate is sought
LONGEST = 8  # words
CAPITALS = regex.compile(r"\b\p{Lu}{2,5}(?=s?\b)")
INITIALS = range(2, 7)  # words whose first letters may be an abbreviation
ALIKE = 4  # letters that the words of two spellings of one thing begin with: `batch norm`, `batch normalisation`
SMALL_WORDS = frozenset(["a", "an", "and", "for", "in", "of", "on", "the", "to", "with"])

# A slip of the pen: a long word seen once, a letter away from one that is common here. Where a letter stands for
# another the two may well be different words (`bagging`, `tagging`), so the first letters must agree.
SLIP_LENGTH = 6
SLIP_COMMON = 3


@cache  # read when it is first needed, since most commands need none
def thesaurus() -> tuple[Mapping[str, str], Mapping[str, Sequence[tuple[Phrase, Phrase]]], Collection[str]]:
    """What the field calls by several names, all words as stems, and every word of it.

    The first has for a word the first name of its group, where that is one word, too; the second for a term the names
    that begin so, as they are said and as they are read.
    """
    lines = [line for line in THESAURUS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    groups = [[tuple(map(stem, telling_words(name))) for name in line.split("=")] for line in lines]
    synonyms = {name[0]: group[0][0] for group in groups if len(group[0]) == 1 for name in group if len(name) == 1}
    phrases: defaultdict[str, list[tuple[Phrase, Phrase]]] = defaultdict(list)
    for group in groups:
        for name in group:
            if len(name) > 1 or len(group[0]) > 1:
                said, read = (tuple(synonyms.get(part, part) for part in each) for each in (name, group[0]))
                phrases[said[0]].append((said, read))
    for names in phrases.values():
        names.sort(key=lambda name: -len(name[0]))
    return synonyms, phrases, frozenset(part for group in groups for name in group for part in name)


def term_of(word: str) -> str:
    root = stem(word)
    return thesaurus()[0].get(root, root)


def first_names(terms: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The terms, each with where it was read, as the thesaurus reads them."""
    phrases = thesaurus()[1]
    names = tuple([each[0] for each in terms])
    if phrases.keys().isdisjoint(names):
        return list(terms)
    found = []
    at = 0
    while at < len(terms):
        term, first, last = terms[at]
        for said, read in phrases.get(term, ()):
            if said == names[at : at + len(said)]:
                last = terms[at + len(said) - 1][2]
                found += [(part, first, last) for part in read]
                at += len(said)
                break
        else:
            found.append((term, first, last))
            at += 1
    return found


def _terms_of(words: Iterable[str]) -> Phrase:
    """The terms of a phrase, stop words aside, as the thesaurus reads them."""
    return tuple(
        [term for term, *_ in first_names([(term_of(word), 0, 0) for word in words if word not in STOP_WORDS])]
    )


class Tokens(dict[str, int]):
    """A number for whatever stands between two blanks: that of its term; below 0 where it has `several`, or none.

    Stop words are no terms. `terms` has the numbers of the terms, and `words` the folded words of each token.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: dict[str, tuple[str, ...]] = {}
        self.terms: dict[str, int] = {}
        self.several: list[tuple[int, ...]] = [()]

    def words_of(self, token: str) -> tuple[str, ...]:
        if token not in self.words:
            self.words[token] = tuple(WORD.findall(fold(token)))
        return self.words[token]

    def __missing__(self, token: str) -> int:
        terms = [term_of(word) for word in self.words_of(token) if word not in STOP_WORDS]
        numbers = tuple([self.terms.setdefault(term, len(self.terms)) for term in terms])
        if len(numbers) > 1:
            self.several.append(numbers)
        self[token] = numbers[0] if len(numbers) == 1 else -len(self.several) if numbers else -1
        return self[token]

    def numbers_of(self, said: Iterable[str]) -> set[int]:
        """The numbers of the terms that the tokens `said` have."""
        numbers = set(map(self.__getitem__, said))
        for number in [number for number in numbers if number < 0]:
            numbers.remove(number)
            numbers.update(self.several[-1 - number])
        return numbers


def abbreviations(text: str) -> Iterator[tuple[str, Phrase]]:
    """The abbreviations that `text` explains, folded, with the terms that they stand for."""
    for match in PARENTHESES.finditer(text):
        before = text[max(0, match.start() - BEFORE) : match.start()].split()
        if not before:
            continue
        if SHORT.fullmatch(match[1]):
            words = WORD.findall(fold(" ".join(before[-LONGEST:])))
            # Before the parentheses it is the shortest run that fits; all that stands in them is the expansion.
            yield from _expanded(match[1], [words[first:] for first in reversed(range(len(words)))])
        if SHORT.fullmatch(before[-1]):
            yield from _expanded(before[-1], [WORD.findall(fold(match[1]))])


def _expanded(short: str, runs: Iterable[Sequence[str]]) -> Iterator[tuple[str, Phrase]]:
    short = short.removesuffix("s") if short[:-1].isupper() else short
    if sum(map(str.isupper, short)) < 2:
        return
    for run in runs:
        if run and run[0] not in SMALL_WORDS and _spells(run, short):
            yield short.casefold().replace("-", ""), _terms_of(run)
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


def find_short_forms(
    explained: Mapping[str, Collection[Phrase]],
    asked: Iterable[str],
    questions: Iterable[Sequence[str]],
    counted: Mapping[str, int],
) -> dict[str, list[Phrase]]:
    """What abbreviations stand for, by these and by the first term of that, where it is one thing only.

    `LR` may be a learning rate or logistic regression. What no page has `explained` is read as the one run of words in
    a question that it is the initials of; `asked` is what stands between two blanks in questions. Two letters may be
    anything where no other place has them, too, as `counted` tells.
    """
    shortened = {short.casefold() for token in asked for short in CAPITALS.findall(token)}
    known = {short for short in shortened if len(short) > 2 or counted[short] + counted[f"{short}s"] > 1}
    spelled = _spelled(known - explained.keys(), questions)
    forms: defaultdict[str, list[Phrase]] = defaultdict(list)
    for short, phrases in sorted(chain(spelled.items(), explained.items())):
        if len({tuple(part[:ALIKE] for part in phrase) for phrase in phrases}) == 1 and (phrase := min(phrases)):
            forms[term_of(short)].append(phrase)
            forms[phrase[0]].append(phrase)
    return dict(forms)


def _spelled(shorts: Collection[str], questions: Iterable[Sequence[str]]) -> Mapping[str, Collection[Phrase]]:
    """What each of `shorts` may stand for: the runs of telling words in questions that it is the initials of."""
    found: defaultdict[str, set[Phrase]] = defaultdict(set)
    for words in questions if shorts else ():
        telling = [len(word) > 2 and word not in STOP_WORDS for word in words] + [False]
        for count in INITIALS:
            for first in range(len(words) - count + 1):
                run = words[first : first + count]
                # Two words are many things, so they must be all that stands between two small ones.
                whole = count > 2 or not (telling[first - 1] or telling[first + count])
                initials = "".join([word[0] for word in run])
                if telling[first] and telling[first + count - 1] and whole and initials in shorts:
                    found[initials].add(_terms_of(run))
    return found


def find_slips(counted: Mapping[str, int], asked: Iterable[str]) -> dict[str, str]:
    """The words of questions that are slips of the pen; what is a letter away from another shares a shortening."""
    rare = [word for word in sorted(asked) if counted[word] == 1 and len(word) >= SLIP_LENGTH and word.isalpha()]
    common: defaultdict[str, list[str]] = defaultdict(list)
    for word, count in sorted(counted.items()) if rare else ():
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


def _shortened(word: str) -> list[str]:
    """`word`, and without each of its letters."""
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]
