"""The decisions that a person can make about records, each with its place in `mlanki.toml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import regex

from mlanki.document import Span
from mlanki.pictures import Picture

RECORD_CODE = regex.compile(r"\p{Lu}{2,}\d+|Q-[\p{Lu}\d]{8}")


@dataclass(frozen=True, slots=True)
class Ruling:
    """Codes that were judged together, in the order in which they are named."""

    codes: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Renaming:
    """A record that was published as `old` and is now called `new`."""

    old: str
    new: str
    span: Span


@dataclass(frozen=True, slots=True)
class Edit:
    """What a record says in place of what its sources say; None where they are left alone.

    `figure` has the pictures for a record whose sources have lost theirs. `span` is where the edit begins, `spans` has
    the place of each of its settings.
    """

    code: str
    span: Span
    spans: Mapping[str, Span]
    title: str | None = None
    question: str | None = None
    tags: tuple[str, ...] | None = None
    replace: tuple[tuple[str, str], ...] = ()
    figure: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Decisions:
    """Everything decided, in the order of the file."""

    same: tuple[Ruling, ...] = ()
    different: tuple[Ruling, ...] = ()
    drop: tuple[Ruling, ...] = ()
    alias: tuple[Renaming, ...] = ()
    edits: tuple[Edit, ...] = ()
    newer: Mapping[str, str] = field(init=False)
    older: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Look up renamings both ways; where two records became one, it stays the one that was named first."""
        object.__setattr__(self, "newer", MappingProxyType({renaming.old: renaming.new for renaming in self.alias}))
        older = {renaming.new: renaming.old for renaming in reversed(self.alias)}
        object.__setattr__(self, "older", MappingProxyType(older))

    def code_now(self, code: str) -> str:
        """What the record of `code` is called now, after all its renamings."""
        while code in self.newer:
            code = self.newer[code]
        return code

    def identity_of(self, code: str) -> str:
        """The code under which the record that is now `code` was first released.

        Guid, note id, place in the order of study and entry in the ledger all derive from this one, so that users of a
        renamed record keep its note with all their progress; what they see in it is the new code.
        """
        while code in self.older:
            code = self.older[code]
        return code

    def pairs_apart(self) -> frozenset[frozenset[str]]:
        """Every two codes that were found to be different questions."""
        return frozenset(pair for ruling in self.different for pair in self.pairs(ruling))

    def pairs(self, ruling: Ruling) -> Iterator[frozenset[str]]:
        """Every two codes of a ruling, by what they are called now."""
        codes = [self.code_now(code) for code in ruling.codes]
        return (frozenset({one, other}) for at, one in enumerate(codes) for other in codes[at + 1 :] if one != other)
