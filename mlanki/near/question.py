"""Takes a question apart: what is asked about, and what is asked of it: a definition, the reasons, and so on."""

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from mlanki import patterns as regex
from mlanki.document import Blocks, Code, CodeBlock, Image, Math, Text, walk
from mlanki.identity import WORD, folded

ASKING = tomllib.loads(Path(__file__).with_name("asking.toml").read_text("utf-8"))
STOP_WORDS, PREPOSITIONS, DIRECTIONS, NEGATIONS, PRONOUNS, ABSTRACT_WORDS, CLASS_WORDS = (
    frozenset(ASKING[kind].split())
    for kind in ("stop", "prepositions", "directions", "negations", "pronouns", "abstract", "class")
)
NO_SUBJECT = STOP_WORDS | ABSTRACT_WORDS | CLASS_WORDS


def _one_of(ways: Mapping[str, str]) -> str:
    """A pattern with a group for each of several things, which stand a line a way to say it."""
    return "|".join(f"({'|'.join(lines.splitlines())})" for lines in map(str.strip, ways.values())).replace(" ", r"\s+")


ASKS = re.compile(rf"\b(?:{_one_of(ASKING['facets'])})\b")
FACETS = tuple(ASKING["facets"])
ROUNDABOUTS = re.compile(rf"\b(?:{_one_of(ASKING['roundabout'])})")
PLAINLY = tuple(ASKING["roundabout"])

DEFINITION, DIFFERENCE, WORKINGS, WAYS = "a definition", "the difference", "the workings", "ways to do it"
# `What are the advantages` asks for no definition, nor `How are they different` for ways. Of them the first counts.
WEAK = (WORKINGS, WAYS, DEFINITION)

KIN = {frozenset(two): alike for *two, alike in ASKING["kin"]}
ONE_ASKS_MORE = 0.8

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
PARENTHESES = re.compile(r"(?<=\w\s)\([^()]*\)")
FIELDS = re.compile(
    r"""\b (?: machine | deep | statistical ) \s learning (?: \s (?: models? | algorithms? | systems? ) )? \b
      | \b (?: deep \s )? (?: artificial \s )? neural \s (?: networks? | nets? ) (?: \s models? )? \b
      | \b deep \s (?: networks? | models? ) \b
      | \b (?: large \s )? (?: language | text ) \s models? \b
      | \b (?: data \s (?: science | mining ) | statistics | artificial \s intelligence
             | natural \s language \s processing | computer \s vision | ai | dl | ml | nlp ) \b""",
    re.VERBOSE,
)
FIELD, BESIDE = 2, 3
VAGUE = ((MANNER, BESIDE), (PARENTHESES, BESIDE), (FIELDS, FIELD))

HYPHENS = "‐‑‒–—―−-"
FOLDED = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"} | dict.fromkeys(f"{HYPHENS}/_", " "))
CONTRACTIONS = (
    (regex.compile(r"\bcan't\b"), "can not"),
    (regex.compile(r"n't\b"), " not"),
    (regex.compile(r"'(?:re|ve|ll|d|m)\b"), ""),
    (regex.compile(r"\b(what|how|where|who)'s\b"), r"\1 is"),
    (regex.compile(r"'s?\b"), ""),
)
ACCENTS = regex.compile(r"\p{Mn}+")
PLAIN = re.compile(r"[a-z0-9 ,?]*")  # in it there is nothing to be mended
MENDED = (
    (regex.compile(r"\b(?:(vs)|e\.g|i\.e)\."), r"\1 "),  # no end of a clause
    (regex.compile(r"\b(\p{L})[/-](\p{L})\b"), r"\1\2"),  # `A/B` is a word of its own
    (regex.compile(r"\b(co|hyper|multi|non|over|pre|re|semi|sub|un|under)[‐‑-](?=\p{L})"), r"\1"),
)


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
    for pattern, instead in CONTRACTIONS if "'" in text else ():
        text = pattern.sub(instead, text)
    return text


def telling_words(text: str) -> list[str]:
    """The folded words of `text` that are no stop words."""
    return [word for word in WORD.findall(fold(text)) if word not in STOP_WORDS]


NONE: frozenset[str] = frozenset()
PLAIN_SYMBOL = regex.compile(r"\\?[\p{L}\p{N}]+")


def text_of(blocks: Blocks) -> tuple[str, frozenset[str]]:
    """The words of `blocks` in one line, and its formulas; a formula that is a mere name is among the words."""
    parts: list[str] = []
    formulas: list[str] = []
    for node in walk(blocks):
        if isinstance(node, Text | Code | CodeBlock):
            parts.append(node.text)
        elif isinstance(node, Math):
            tex = node.tex.strip()
            if PLAIN_SYMBOL.fullmatch(tex):
                parts.append(tex.removeprefix("\\"))
            else:
                formulas.append("".join(tex.split()))
        else:
            parts.append(node.alt if isinstance(node, Image) else " ")
    return " ".join("".join(parts).split()), _kept(frozenset(formulas)) if formulas else NONE


def find_facets(clause: str) -> tuple[frozenset[str], str]:
    """What a folded clause asks for, and the clause without the words that say so.

    >>> find_facets("what are the benefits of relu")
    (frozenset({'the advantages'}), '  the   relu')
    >>> find_facets("what is a finite difference")  # and not the difference
    (frozenset({'a definition'}), '  a finite difference')
    """
    clause = ROUNDABOUTS.sub(lambda match: PLAINLY[(match.lastindex or 0) - 1], clause)
    found: list[str] = []

    def note(match: re.Match[str]) -> str:
        found.append(FACETS[(match.lastindex or 0) - 1])
        return " "

    rest = ASKS.sub(note, clause)
    return frozenset(found).difference(WEAK) or frozenset([name for name in WEAK if name in found][:1]), rest


@cache
def facets_alike(here: frozenset[str], there: frozenset[str]) -> float:
    """How far two questions ask for the same: 1 if they do, 0 if not at all."""
    best = max(1.0 if one == other else KIN.get(frozenset({one, other}), 0.0) for one in here for other in there)
    return best * ONE_ASKS_MORE ** ((not here <= there and len(here) > 1) + (not there <= here and len(there) > 1))


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
    if text.isupper() or not any(name.casefold() in STOP_WORDS for name in CAPITALS.findall(text)):
        return fold(text)
    parts = CAPITALS.split(text)
    return "".join(part if part.isupper() and part.casefold() in STOP_WORDS else fold(part) for part in parts)


# A word, whether it stands behind a preposition, and how little it tells: 1 where it only names a class, 2 for a field,
# 3 where it is beside the point: a manner, or another name.
_Told = tuple[str, bool, int]


class _Clause(NamedTuple):
    facets: frozenset[str]
    words: frozenset[str]
    told: list[_Told]  # those that are no stop words
    directed: bool

    @property
    def says_more(self) -> bool:
        """Whether it asks for something, and does not merely tell how to answer: `Explain with examples`."""
        if not self.told:
            return bool(self.facets.difference({DEFINITION}))
        return any(vague != BESIDE for *_, vague in self.told)


@lru_cache(maxsize=1_000)  # behind most question marks stands nothing
def _clause(text: str) -> _Clause:
    facets, rest = find_facets(text)
    words = WORD.findall(rest)
    directed = DIFFERENCE not in facets and not DIRECTIONS.isdisjoint(words)
    return _Clause(facets, frozenset(words), _told(rest, words), directed)


def _with_subject(clause: _Clause, first: _Clause) -> list[_Clause]:
    """A clause together with the subject of the first one where it has none of its own."""
    if clause.words & PRONOUNS or clause.words <= STOP_WORDS | NEGATIONS:
        return [first._replace(facets=frozenset(), directed=False), clause]
    return [clause]


def _asked(clauses: Sequence[_Clause], formulas: frozenset[str]) -> Inquiry:
    told = [each for clause in clauses for each in clause.told if each[0] not in NEGATIONS]
    return Inquiry(
        facets=_kept(frozenset().union(*(clause.facets for clause in clauses)) or frozenset({DEFINITION})),
        words=tuple([word for word, *_ in told]),
        roles=_roles(tuple([each[1:] for each in told])),
        negations=_kept(NEGATIONS.intersection(chain.from_iterable(clause.words for clause in clauses))),
        formulas=formulas,
        directed=any(clause.directed for clause in clauses),
    )


@lru_cache(maxsize=1_000)
def _kept(few: frozenset[str]) -> frozenset[str]:
    """The first of equal sets, so that those of many questions are in memory once."""
    return few


@lru_cache(maxsize=10_000)
def _roles(told: tuple[tuple[bool, int], ...]) -> tuple[float, ...]:
    """The role of each word; what would be context or setting is the subject where there is no other."""
    plainest = min(((vague, behind) for behind, vague in told), default=(0, False))
    if plainest == (0, True):
        plainest = min(((vague, behind) for behind, vague in told if not behind), default=plainest)
    return tuple(SUBJECT if (vague, behind) <= plainest else CONTEXT if vague else SETTING for behind, vague in told)


def _told(clause: str, words: Sequence[str]) -> list[_Told]:
    """What the words of a clause tell. Behind a preposition is what follows one behind a subject, up to a comma."""
    spans = [(*match.span(), level) for pattern, level in VAGUE for match in pattern.finditer(clause)]
    commas = "," in clause
    starts = [match.start() for match in WORD.finditer(clause)] if spans or commas else repeat(0)
    told: list[_Told] = []
    behind = False
    end = 0
    for at, (word, start) in enumerate(zip(words, starts, strict=False), 1):
        if commas and "," in clause[end:start]:
            behind = False
        end = start + len(word)
        if word in STOP_WORDS:
            behind = behind or (bool(told) and word in PREPOSITIONS)
            continue
        vague = next((level for first, last, level in spans if first <= start < last), 0)
        if not vague and word in NO_SUBJECT:
            # A class word describes what follows it: `network pruning`, `layers of`.
            after = words[at] if at < len(words) else "the"
            vague = int(word in ABSTRACT_WORDS or (after != "of" and after in NO_SUBJECT))
        told.append((sys.intern(word), behind, vague))
    return told
