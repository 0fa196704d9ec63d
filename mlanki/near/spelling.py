"""Learns from the records what their abbreviations stand for, and which of their words are slips of the pen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import regex
from rapidfuzz.distance import OSA

from mlanki.identity import WORD
from mlanki.near.question import STOP_WORDS, fold, word_set
from mlanki.near.terms import Phrase, term_of, terms_of
from mlanki.stemming import stem

# `Convolutional Neural Network (CNN)`, and the other way round: `CNN (convolutional neural network)`.
PARENTHESES = regex.compile(r"\s\(([^()]{2,80})\)")
SHORT = regex.compile(r"\p{L}[\p{L}\p{N}-]{1,9}")
BEFORE = 160  # characters before parentheses in which what they abbreviate is sought
LONGEST = 8  # words
CAPITALS = regex.compile(r"\b\p{Lu}{2,5}(?=s?\b)")
INITIALS = range(2, 7)  # words whose first letters may be an abbreviation
ALIKE = 4  # letters that the words of two spellings of one thing begin with: `batch norm`, `batch normalisation`
SMALL_WORDS = word_set("a an and for in of on the to with")

# A slip of the pen: a long word seen once, a letter away from one that is common here. Where a letter stands for
# another the two may well be different words (`bagging`, `tagging`), so the first letters must agree.
SLIP_LENGTH = 6
SLIP_COMMON = 3


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
            yield short.casefold().replace("-", ""), terms_of(run)
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
                if telling[first] and telling[first + count - 1] and whole and (short := _initials(run)) in shorts:
                    found[short].add(terms_of(run))
    return found


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


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
