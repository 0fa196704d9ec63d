"""The decisions that a person can make about records, each with its place in `mlanki.toml`."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from types import MappingProxyType

from mlanki import patterns as regex
from mlanki.document import Span
from mlanki.pictures import Picture

RECORD_CODE = regex.compile(r"\p{Lu}{2,}\d+|Q-[\p{Lu}\d]{8}")


@dataclass(frozen=True, slots=True)
class Ruling:
    """Codes that were judged together, in the order in which they are named; `both` keeps what every answer has."""

    codes: tuple[str, ...]
    span: Span
    both: bool = False


@dataclass(frozen=True, slots=True)
class Renaming:
    """A record that was published as `old` and is now called `new`."""

    old: str
    new: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeckName:
    """What the deck of a tag is called."""

    tag: str
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Retirement:
    """A question that is taken back: why, if a reason is given, and the line that says so."""

    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A warning that a person has seen and finds right as it is: its name, the record or the source, and why."""

    diagnostic: str
    about: str
    why: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """What a record says in place of what its sources say; None where they are left alone.

    `figure` has the pictures for a record whose sources have lost theirs, none for one that needs none; `prefer` is
    the path of the source that is believed where sources contradict each other. `span` is where the edit begins,
    `spans` has the place of each of its settings.
    """

    code: str
    span: Span
    spans: Mapping[str, Span]
    title: str | None = None
    question: str | None = None
    tags: tuple[str, ...] | None = None
    replace: tuple[tuple[str, str], ...] = ()
    figure: tuple[Picture, ...] | None = None
    prefer: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything decided, in the order of the file; `dropped` are the codes without a card, as they are called now."""

    same: tuple[Ruling, ...] = ()
    different: tuple[Ruling, ...] = ()
    drop: tuple[Ruling, ...] = ()
    alias: tuple[Renaming, ...] = ()
    edits: tuple[Edit, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    newest: Mapping[str, str] = field(init=False)
    older: Mapping[str, list[str]] = field(init=False)
    dropped: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Look up renamings both ways; of two records that became one the first named comes first."""
        newer = {renaming.old: renaming.new for renaming in self.alias}
        newest: dict[str, str] = {}
        older: defaultdict[str, list[str]] = defaultdict(list)
        for renaming in self.alias:
            older[renaming.new].append(renaming.old)
            passed = [code := renaming.old]
            while (code := newer[code]) in newer and code not in newest:
                passed.append(code)
            newest |= dict.fromkeys(passed, newest.get(code, code))
        object.__setattr__(self, "newest", MappingProxyType({old: newest[old] for old in newer}))
        object.__setattr__(self, "older", MappingProxyType(dict(older)))
        object.__setattr__(self, "dropped", frozenset(self.code_now(ruling.codes[0]) for ruling in self.drop))

    def code_now(self, code: str) -> str:
        """What the record of `code` is called now, after all its renamings."""
        return self.newest.get(code, code)

    def identity_of(self, code: str) -> str:
        """The first code of the record that is now `code`, as far as renamings tell.

        Guid, note id, place in the order of study and entry in the ledger all derive from it, so that users of a
        renamed record keep its note with all their progress; what they see in it is the new code. Where a ledger is at
        hand, `release.fates` knows better: it has seen which of the codes were released.
        """
        while code in self.older:
            code = self.older[code][0]
        return code

    def codes_of(self, code: str) -> tuple[str, ...]:
        """`code` and all codes that were renamed to it, each before the one that it replaced."""
        found = []
        waiting = [code]
        while waiting:
            found.append(waiting.pop())
            waiting += reversed(self.older.get(found[-1], ()))
        return tuple(found)

    def all_codes_of(self, code: str) -> tuple[str, ...]:
        """`code`, and all codes that were renamed to it or found to be the same question."""
        questions = [code, *(each for ruling in self.same if code in ruling.codes for each in ruling.codes)]
        return tuple(dict.fromkeys(each for question in questions for each in self.codes_of(question)))

    def pairs_apart(self) -> frozenset[frozenset[str]]:
        """Every two codes that were found to be different questions."""
        return frozenset(pair for ruling in self.different for pair in self.pairs(ruling))

    def pairs(self, ruling: Ruling) -> Iterator[frozenset[str]]:
        """Every two codes of a ruling, by what they are called now."""
        pairs = map(frozenset, combinations(map(self.code_now, ruling.codes), 2))
        return (pair for pair in pairs if len(pair) == 2)
