"""Takes a question apart: what is asked about, and what is asked of it: a definition, the reasons, and so on."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

import regex

from mlanki.document import Blocks, Code, CodeBlock, Image, Math, Text, walk
from mlanki.identity import WORD, folded
from mlanki.near.facets import DEFINITION, DIFFERENCE, find_facets


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# They hold a sentence together and say nothing about its subject. `one`, `high` and the like are not among
# them: what turns one question into another is a subject.
STOP_WORDS = word_set(
    """
    a an the this that these those there here it its it they them their he she you your we our us i me my one's
    is are was were be been being am do does did done doing has have had having can could may might must shall
    should will would to of and or as but also so such if then else than too very just only even about because
    what which who whom whose how why when where whether in for during while within on at under with by using
    through throughout against inside into from over between among across after before via per
    use uses used using usage utilise utilised utilize utilized apply applied employ employed make makes made get
    gets give gives given take let please following follow
    all any each every some many much several various different other another same certain specific particular
    main major typical typically common commonly popular general generally usually often basic briefly brief
    name list mention exist exists simple layman beginner detail detailed details important essential fundamental
    potential possible good best better own useful helpful help helps optimal right ideal
    prefer preferred preferable instead rather appropriate suitable face faced facing encounter encountered
    whats hows currently sometimes hello whenever respect respects understand understanding understood say said meant
    consider considered consideration considerations involve involved really truly come comes try tries trying
    interview question answer term terms called know known simply
    """
)
# Where one of the first stands, what follows is what the subject is seen in: `a kernel in an SVM`.
PREPOSITIONS = word_set("in for during while when within on at under throughout inside before after")
DIRECTIONS = word_set(
    "than over from before after instead rather prefer preferred given convert map transform translate"
)
NEGATIONS = word_set("not no never without nor cannot")
# A clause with one of them is about what the first clause is about: `and how is it computed`.
PRONOUNS = word_set("it its they them their this these that those each both")

# What a question calls its subject by: `ReLU` and `the ReLU function` are one thing. The first kind says nothing
# wherever it stands; the second does in `layer normalisation` and in `the layers of a CNN`.
ABSTRACT_WORDS = word_set(
    """
    algorithm algorithms technique techniques method methods approach approaches strategy strategies concept concepts
    problem problems issue issues task tasks process processes way ways thing things idea ideas theorem
    architecture architectures context key keys
    """
)
CLASS_WORDS = word_set(
    """
    function functions model models layer layers network networks unit units data dataset datasets set sets
    classifier classifiers activation
    """
)
# How to answer, not what: `in simple terms`, `intuitively`, `with an example`.
MANNER = re.compile(
    r"""\b (?: in \s (?: \w+ \s ){1,3} (?: words? | terms | language | sentences? | lines? | detail )
             | in \s detail
             | a \s few (?! \s shot )
             | (?: with | using | (?: give | provide | show | and ) (?: \s me )? ) (?: \s an? | \s some | \s \d )?
                \s (?: real \s (?: world \s | life \s )? )? examples? (?: \s of \b )?
             | [^\W\d_]+ (?: al | ive | ef | ar | ent | ant | on ) ly ) \b""",
    re.VERBOSE,
)
FIELDS = re.compile(
    r"""\b (?: machine | deep | statistical ) \s learning (?: \s (?: models? | algorithms? | systems? ) )? \b
      | \b (?: deep \s )? (?: artificial \s )? neural \s (?: networks? | nets? ) (?: \s models? )? \b
      | \b deep \s (?: networks? | models? ) \b
      | \b (?: large \s )? (?: language | text ) \s models? \b
      | \b (?: data \s (?: science | mining ) | statistics | artificial \s intelligence
             | natural \s language \s processing | computer \s vision | ai | dl | ml | nlp ) \b""",
    re.VERBOSE,
)

NO_SUBJECT = STOP_WORDS | ABSTRACT_WORDS | CLASS_WORDS
PARENTHESES = re.compile(r"(?<=\w\s)\([^()]*\)")

HYPHENS = "‐‑‒–—―−-"
FOLDED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"} | dict.fromkeys(f"{HYPHENS}/_", " "))
CONTRACTIONS = (
    (regex.compile(r"\bcan't\b"), "can not"),
    (regex.compile(r"n't\b"), " not"),
    (regex.compile(r"'(?:re|ve|ll|d|m)\b"), ""),
)
CONTRACTED_IS = regex.compile(r"\b(what|how|where|who)'s\b")
ACCENTS = regex.compile(r"\p{Mn}+")
PLAIN = re.compile(r"[a-z0-9 ,?]*")  # in it there is nothing to be mended
MENDED = (
    (regex.compile(r"\b(?:(vs)|e\.g|i\.e)\."), r"\1 "),  # no end of a clause
    (regex.compile(r"\b(\p{L})[/-](\p{L})\b"), r"\1\2"),  # `A/B` is a word of its own
    (regex.compile(r"\b(co|hyper|multi|non|over|pre|re|semi|sub|un|under)[‐‑-](?=\p{L})"), r"\1"),
)
POSSESSIVE = regex.compile(r"'s?\b")


def fold(text: str) -> str:
    """`text` without regard to case, accents, kinds of quotes and hyphens, and contractions.

    >>> fold("What’s naïve back‑propagation?")
    'what is naive back propagation?'
    """
    text = text.casefold() if text.isascii() else ACCENTS.sub("", normalize("NFD", folded(text)))
    if PLAIN.fullmatch(text):
        return text
    for pattern, instead in MENDED:
        text = pattern.sub(instead, text)
    text = text.translate(FOLDED)
    if "'" not in text:
        return text
    for pattern, instead in CONTRACTIONS:
        text = pattern.sub(instead, text)
    return POSSESSIVE.sub("", CONTRACTED_IS.sub(r"\1 is", text))


# How much a word tells of what a question is about.
SUBJECT, SETTING, CONTEXT = 1.0, 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question taken apart; `words` are folded but not yet stemmed, in the order of reading, `roles` are theirs.

    `formulas` are compact TeX; `directed` tells that the order of the subjects matters (`A rather than B`).
    """

    facets: frozenset[str]
    words: tuple[str, ...]
    roles: tuple[float, ...]
    negations: frozenset[str]
    formulas: frozenset[str]
    directed: bool


PLAIN_SYMBOL = regex.compile(r"\\?[\p{L}\p{N}]+")


def text_of(blocks: Blocks) -> tuple[str, frozenset[str]]:
    """The words of `blocks` in one line, and its formulas; a formula that is a mere name is among the words."""
    parts: list[str] = []
    formulas: list[str] = []
    for node in walk(blocks):
        match node:
            case Text(text) | Code(text) | CodeBlock(text) | Image(_, text):
                parts.append(text)
            case Math(tex) if PLAIN_SYMBOL.fullmatch(tex.strip()):
                parts.append(tex.strip().removeprefix("\\"))
            case Math(tex):
                formulas.append("".join(tex.split()))
            case _:
                parts.append(" ")
    return " ".join("".join(parts).split()), _kept(frozenset(formulas))


CAPITALS = re.compile(r"\b([A-Z]{2,})\b")
CLAUSE_END = regex.compile(
    r"""[.?!;:]+(?:\s+|$)
      | ,?\s+and\s+(?=(?:what|how|why|when|where|which|its|their|can|does|is)\b
                       |(?:over|in|under|to)\s(?:what|which)\b
                       |(?:give|provide|list|name|mention|explain|describe|discuss|define|compare)\b)
      | ,\s+(?=(?:what|how|why|when|where)\b)""",
    regex.VERBOSE,
)


def take_apart(text: str, formulas: frozenset[str] = frozenset()) -> tuple[Inquiry, ...]:
    """What the question `text` asks: all of it first, then, where there are several, each of its clauses.

    Where no word tells, a definition is asked for. A clause that says `it` is about what the first one is about.
    """
    clauses = [_clause(clause) for clause in CLAUSE_END.split(_folded(text))]
    clauses = [clause for clause in clauses if clause.says_more] or clauses[:1]
    whole = _asked(clauses, formulas)
    if len(clauses) < 2 or formulas:
        return (whole,)
    # `You flip a coin.` asks for nothing where what follows does.
    first, *others = [clause for clause in clauses if clause.facets] or clauses
    return whole, _asked([first], formulas), *(_asked(_with_subject(clause, first), formulas) for clause in others)


def _folded(text: str) -> str:
    """`text` folded, but for the small words that are names: `WHERE` and `HAVING` in a question about SQL."""
    if text.isupper():
        return fold(text)
    parts = CAPITALS.split(text)
    return "".join(part if part.isupper() and part.casefold() in STOP_WORDS else fold(part) for part in parts)


FIELD, BESIDE = 2, 3


class _Word(NamedTuple):
    """A word of a question: whether it stands behind a preposition, and how little it tells.

    `vague` is 1 where it only names a class, 2 for a field, 3 where it is beside the point: a manner, or another name.
    """

    text: str
    behind: bool
    vague: int


@dataclass(frozen=True, slots=True)
class _Clause:
    facets: frozenset[str]
    words: tuple[_Word, ...]
    directed: bool

    @property
    def says_more(self) -> bool:
        """Whether it asks for something, and does not merely tell how to answer: `Explain with examples`."""
        told = [word for word in self.words if word.text not in STOP_WORDS]
        return bool(told or self.facets.difference({DEFINITION})) and not (
            told and all(word.vague == BESIDE for word in told)
        )


@lru_cache(maxsize=1_000)  # behind most question marks stands nothing
def _clause(text: str) -> _Clause:
    facets, rest = find_facets(text)
    words = tuple(_words(rest))
    return _Clause(facets, words, DIFFERENCE not in facets and any(word.text in DIRECTIONS for word in words))


def _with_subject(clause: _Clause, first: _Clause) -> list[_Clause]:
    """A clause together with the subject of the first one where it has none of its own."""
    named = {word.text for word in clause.words}
    if named & PRONOUNS or named <= STOP_WORDS | NEGATIONS:
        return [replace(first, facets=frozenset(), directed=False), clause]
    return [clause]


def _asked(clauses: Sequence[_Clause], formulas: frozenset[str]) -> Inquiry:
    said = [word for clause in clauses for word in clause.words]
    telling = [word for word in said if word.text not in STOP_WORDS and word.text not in NEGATIONS]
    return Inquiry(
        facets=_kept(frozenset().union(*(clause.facets for clause in clauses)) or frozenset({DEFINITION})),
        words=tuple(word.text for word in telling),
        roles=_roles(telling),
        negations=_kept(NEGATIONS.intersection([word.text for word in said])),
        formulas=formulas,
        directed=any(clause.directed for clause in clauses),
    )


@lru_cache(maxsize=1_000)
def _kept(few: frozenset[str]) -> frozenset[str]:
    """The first of equal sets, so that those of many questions are in memory once."""
    return few


def _roles(words: Sequence[_Word]) -> tuple[float, ...]:
    """The role of each word; what would be context or setting is the subject where there is no other."""
    told = [(word.vague, word.behind) for word in words]
    plainest = min(told, default=())
    if plainest == (0, True):
        plainest = min((each for each in told if not each[1]), default=plainest)
    return tuple(SUBJECT if each <= plainest else CONTEXT if each[0] else SETTING for each in told)


def _words(clause: str) -> Iterator[_Word]:
    """The words of a clause. Behind a preposition stands what comes after one that follows a subject, up to a comma."""
    spans = [
        (match.start(), match.end(), level)
        for pattern, level in ((MANNER, BESIDE), (PARENTHESES, BESIDE), (FIELDS, FIELD))
        for match in pattern.finditer(clause)
    ]
    behind = subject = False
    end = 0
    for match, after in pairwise((*WORD.finditer(clause), None)):
        assert match is not None
        word = sys.intern(match[0])
        if "," in clause[end : match.start()]:
            behind = False
        end = match.end()
        behind = behind or (subject and word in PREPOSITIONS)
        subject = subject or word not in STOP_WORDS
        # A class word describes what follows it: `network pruning`, `layers of`.
        describes = after is not None and (after[0] == "of" or after[0] not in NO_SUBJECT)
        level = next((level for first, last, level in spans if first <= match.start() < last), 0)
        yield _Word(word, behind, level or (word in ABSTRACT_WORDS or (word in CLASS_WORDS and not describes)))
