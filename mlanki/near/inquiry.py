"""Takes a question apart: what it asks for, and about what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

import regex

from mlanki.document import Blocks, Code, CodeBlock, Image, Math, Text, walk
from mlanki.identity import WORD
from mlanki.near.facets import DEFINITION, DIFFERENCE, find_facets
from mlanki.near.lexicon import ABSTRACT_WORDS, CLASS_WORDS, CONTEXT_PHRASES, STOP_WORDS, fold, word_set

# Behind them stands what a subject is seen in: `a kernel in an SVM`.
PREPOSITIONS = word_set("in for during while when within on at under throughout inside before after")
DIRECTIONS = word_set(
    "than over from before after instead rather prefer preferred given convert map transform translate"
)
NEGATIONS = word_set("not no never without nor cannot")
CLAUSE_END = regex.compile(
    r"""[.?!;:]+(?:\s+|$)
      | ,?\s+and\s+(?=(?:what|how|why|when|where|which|its|their|can|does|is)\b
                       |(?:over|in|under|to)\s(?:what|which)\b)
      | ,\s+(?=(?:what|how|why|when|where)\b)""",
    regex.VERBOSE,
)
# A clause with one of them is about what the first clause is about: `and how is it computed`.
PRONOUNS = word_set("it its they them their this these that those each both")
PLAIN_SYMBOL = regex.compile(r"\\?[\p{L}\p{N}]+")


class Role(Enum):
    """How much a word tells of what a question is about."""

    SUBJECT = 1.0
    SETTING = 0.5
    CONTEXT = 0.1


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question taken apart; `words` are folded but not yet stemmed, each with its role, in the order of reading.

    `formulas` are compact TeX; `directed` tells that the order of the subjects matters (`A rather than B`).
    """

    facets: frozenset[str]
    words: tuple[tuple[str, Role], ...]
    negations: frozenset[str]
    formulas: frozenset[str]
    directed: bool


def text_of(blocks: Blocks) -> tuple[str, frozenset[str]]:
    """The words of `blocks` in one line, and its formulas; a formula that is a mere name is among the words."""
    parts: list[str] = []
    formulas: list[str] = []
    for node in walk(blocks):
        match node:
            case Math(tex) if PLAIN_SYMBOL.fullmatch(tex.strip()):
                parts.append(tex.strip().removeprefix("\\"))
            case Math(tex):
                formulas.append("".join(tex.split()))
            case Text(text) | Code(text) | CodeBlock(text) | Image(_, text):
                parts.append(text)
            case _:
                parts.append(" ")
    return " ".join("".join(parts).split()), frozenset(formulas)


def take_apart(text: str, formulas: frozenset[str] = frozenset()) -> tuple[Inquiry, ...]:
    """What the question `text` asks: all of it first, then, where there are several, each of its clauses.

    Where no word tells, a definition is asked for. A clause that says `it` is about what the first one is about.
    """
    clauses = [_clause(clause) for clause in CLAUSE_END.split(fold(text))]
    clauses = [clause for clause in clauses if clause.words or clause.facets]
    whole = _asked(clauses, formulas)
    if len(clauses) < 2 or formulas:
        return (whole,)
    first, *others = clauses
    return whole, _asked([first], formulas), *(_asked(_with_subject(clause, first), formulas) for clause in others)


@dataclass(frozen=True, slots=True)
class _Clause:
    facets: frozenset[str]
    words: tuple["_Word", ...]
    directed: bool


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
    return Inquiry(
        facets=frozenset().union(*(clause.facets for clause in clauses)) or frozenset({DEFINITION}),
        words=_with_roles([word for word in said if word.text not in STOP_WORDS | NEGATIONS]),
        negations=frozenset(word.text for word in said) & NEGATIONS,
        formulas=formulas,
        directed=any(clause.directed for clause in clauses),
    )


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question: whether it stands behind a preposition, and whether it only names a field or a class."""

    text: str
    behind: bool
    vague: bool


def _with_roles(words: Sequence[_Word]) -> tuple[tuple[str, Role], ...]:
    """Every word with its role; what would be context or setting is the subject where there is no other."""
    subjects = [word for word in words if not word.behind and not word.vague]
    subjects = subjects or [word for word in words if not word.behind] or list(words)
    role_of = dict.fromkeys(subjects, Role.SUBJECT)
    return tuple((word.text, role_of.get(word, Role.CONTEXT if word.vague else Role.SETTING)) for word in words)


def _words(clause: str) -> Iterator[_Word]:
    """The words of a clause. Behind a preposition stands what comes after one that follows a subject, up to a comma."""
    phrases = [match.span() for match in CONTEXT_PHRASES.finditer(clause)]
    behind = subject = False
    end = 0
    for match, after in pairwise((*WORD.finditer(clause), None)):
        assert match is not None
        word = match[0]
        if "," in clause[end : match.start()]:
            behind = False
        end = match.end()
        behind = behind or (subject and word in PREPOSITIONS)
        subject = subject or word not in STOP_WORDS
        # A class word describes what follows it: `network pruning`, `layers of`.
        describes = after is not None and (after[0] == "of" or after[0] not in STOP_WORDS | CLASS_WORDS)
        vague = (
            word in ABSTRACT_WORDS
            or (word in CLASS_WORDS and not describes)
            or any(first <= match.start() < last for first, last in phrases)
        )
        yield _Word(word, behind, vague)
