"""Decodes protocol buffers without their schema, as far as Anki uses them (protobuf.dev, "Encoding")."""

from collections import defaultdict
from typing import TypeVar

T = TypeVar("T")

LONGEST_NUMBER = 10  # bytes


def read_message(data: bytes) -> defaultdict[int, list[int | bytes]]:
    r"""The values of each field by its number, whole numbers as int, all else as bytes.

    Raises `ValueError` for what is no message, also `IndexError` where it breaks off.

    >>> dict(read_message(b"\x08\x96\x01\x12\x02hi"))
    {1: [150], 2: [b'hi']}
    """
    fields: defaultdict[int, list[int | bytes]] = defaultdict(list)
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        value: int | bytes
        match key & 7:
            case 0:
                value, at = _varint(data, at)
            case 2:
                length, at = _varint(data, at)
                value, at = data[at : at + length], at + length
            case 1:
                value, at = data[at : at + 8], at + 8
            case 5:
                value, at = data[at : at + 4], at + 4
            case other:
                raise ValueError(f"wire type {other}")
        if at > len(data):
            raise ValueError("a message breaks off")
        fields[key >> 3].append(value)
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, seven bits a byte, and where what follows it begins."""
    number = shift = 0
    while shift < 7 * LONGEST_NUMBER:
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << shift
        if byte < 0x80:
            return number, at
        shift += 7
    raise ValueError("a number does not end")


def of_type(kind: type[T], value: object) -> T:
    """The value. Raises `TypeError` where it is of another kind, `ValueError` where it is half a character."""
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected, and found {type(value).__name__}")
    if isinstance(value, str):
        value.encode()  # JSON can name the halves of a character
    return value
