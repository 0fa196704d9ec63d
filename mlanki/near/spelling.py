"""Learns from the records what their abbreviations stand for, and which of their words are slips of the pen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import regex
from rapidfuzz.distance import OSA

from mlanki.identity import WORD
from mlanki.near.question import STOP_WORDS, fold, word_set
from mlanki.near.terms import term_of
from mlanki.stemming import stem

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


def abbreviations(text: str) -> Iterator[tuple[str, Phrase]]:
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


def short_forms(
    explained: Mapping[str, Collection[Phrase]], asked: Iterable[str], questions: Iterable[Sequence[str]]
) -> dict[str, dict[Phrase, str]]:
    """The abbreviations that stand for one thing only, by the first term of what they stand for.

    `LR` may be a learning rate or logistic regression. What no page has `explained` is read as the one run of words in
    a question that it is the initials of; `asked` is what stands between two blanks in questions.
    """
    shortened = {match[1].casefold() for token in asked if (match := CAPITALS.fullmatch(token))}
    spelled = _spelled(shortened - explained.keys(), questions)
    forms: defaultdict[str, dict[Phrase, str]] = defaultdict(dict)
    for short, phrases in (*sorted(spelled.items()), *sorted(explained.items())):
        if len(phrases) == 1 and (phrase := next(iter(phrases))):
            forms[phrase[0]].setdefault(phrase, term_of(short))
    return dict(forms)


def _spelled(shorts: Collection[str], questions: Iterable[Sequence[str]]) -> Mapping[str, Collection[Phrase]]:
    """What each of `shorts` may stand for: the runs of telling words in questions that it is the initials of."""
    found: defaultdict[str, set[Phrase]] = defaultdict(set)
    for words in questions if shorts else ():
        letters = "".join(word[0] if len(word) > 2 and word not in STOP_WORDS else " " for word in words)
        for count in INITIALS:
            for first in range(len(words) - count + 1):
                if (short := letters[first : first + count]) in shorts:
                    found[short].add(tuple(map(term_of, words[first : first + count])))
    return found


def find_slips(counted: Mapping[str, int], asked: Iterable[str]) -> dict[str, str]:
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
