"""Packs values: nouns as bytes and back, and what lies packed while nobody looks at it, a field or a row of a list.

The nodes of an answer take five times the memory of its words, and packed half of that.
"""

import io
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache, lru_cache
from importlib import import_module
from itertools import islice
from typing import Any, TypeVar, overload

import zstandard

NOUNS = frozenset({"mlanki.diagnostics", "mlanki.document", "mlanki.records", "mlanki.pipeline.gathering"})

# Zlib takes three times as long for the same.
COMPRESSOR, DECOMPRESSOR = zstandard.ZstdCompressor(level=1), zstandard.ZstdDecompressor()

AT_ONCE = 100  # rows that are packed together, since they repeat each other

Noun = TypeVar("Noun")
Row = TypeVar("Row")


class _Reducers(dict[Any, Callable[[Any], Any]]):
    """By the kind of a noun what gives its class and the values of its fields; nothing of what is no noun."""

    def __missing__(self, kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
        if issubclass(kind, Enum):  # by its value: Python 3.11.0 to 3.11.3 would look it up by its name
            self[kind] = lambda noun: (kind, (noun.value,))
        elif is_dataclass(kind):
            slots = [getattr(vars(kind)[field.name], "slot", vars(kind)[field.name]) for field in fields(kind)]
            values = [slot.__get__ for slot in slots]
            self[kind] = lambda noun: (kind, tuple([value(noun) for value in values]))
        else:
            raise KeyError(kind)
        return self[kind]


class _Pickler(pickle.Pickler):
    """Writes a noun as its class and the values of its fields."""

    dispatch_table = _Reducers()


@cache
def _noun(module: str, name: str) -> type:
    noun = getattr(import_module(module), name, None) if module in NOUNS else None
    if not isinstance(noun, type) or noun.__module__ != module or not (is_dataclass(noun) or issubclass(noun, Enum)):
        raise pickle.UnpicklingError(f"{module}.{name} is no noun of mlanki")
    return noun


class _Unpickler(pickle.Unpickler):
    """Makes the nouns of mlanki and nothing else, whoever wrote what it reads."""

    find_class = staticmethod(_noun)


def pickled(value: object) -> bytes:
    """A value pickled, since JSON would need a way in and out for each kind of node, and more time."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(value)
    return stream.getvalue()


def unpickled(data: bytes) -> Any:  # noqa: ANN401
    """What `pickled` has written. Raises `UnpicklingError` where it is of anything else."""
    return _Unpickler(io.BytesIO(data)).load()


def _pack(value: object) -> bytes:
    # What the compressor gives keeps the room that it was given to write into.
    return bytes(memoryview(COMPRESSOR.compress(pickled(value))))


def _unpack(data: bytes) -> Any:  # noqa: ANN401
    return unpickled(DECOMPRESSOR.decompress(data))


_unpack_field = lru_cache(maxsize=8)(_unpack)  # whoever looks at a record looks at it several times


class _Packable:
    """A field of a slotted dataclass that holds its value, or that packed, and gives it unpacked."""

    def __init__(self, slot: Any) -> None:  # noqa: ANN401
        self.slot = slot

    def __get__(self, noun: object, owner: type | None = None) -> Any:  # noqa: ANN401
        value = self.slot.__get__(noun, owner)
        return _unpack_field(value) if type(value) is bytes else value

    def __set__(self, noun: object, value: object) -> None:
        self.slot.__set__(noun, value)


def packable(*names: str) -> Callable[[type[Noun]], type[Noun]]:
    """Lets these fields of a slotted dataclass, none of which is of bytes, lie packed."""

    def change(kind: type[Noun]) -> type[Noun]:
        for name in names:
            setattr(kind, name, _Packable(vars(kind)[name]))
        return kind

    return change


@cache
def _packables(kind: Any) -> dict[str, _Packable]:  # noqa: ANN401
    return {name: field for name, field in vars(kind).items() if isinstance(field, _Packable)}


def held(noun: Any, name: str) -> Any:  # noqa: ANN401
    """The value of a field as it lies there: for another noun, or to see whether it is empty, or the same."""
    kind: Any = type(noun)
    field = _packables(kind).get(name)
    return field.slot.__get__(noun) if field else getattr(noun, name)


def packed(noun: Noun) -> Noun:
    """The noun with what it has in its packable fields packed."""
    kind: Any = type(noun)
    values = {name: held(noun, name) for name in _packables(kind)}
    values = {name: _pack(value) if value and type(value) is not bytes else value for name, value in values.items()}
    return replace(noun, **values)  # type: ignore[type-var]


class Rows(Sequence[Row]):
    """A tuple of many rows, which lie packed; to go through it in order is what it is for."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        remaining = iter(rows)
        self.length = 0
        self.chunks: list[bytes] = []
        while some := tuple(islice(remaining, AT_ONCE)):
            self.length += len(some)
            self.chunks.append(_pack(some))

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Row]:
        for chunk in self.chunks:
            yield from _unpack(chunk)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        return tuple(self)[at]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == (tuple(other) if isinstance(other, Rows) else other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
