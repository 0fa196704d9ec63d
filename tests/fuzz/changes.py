"""From a seed to what is fed: bytes, lines and pieces of a grammar are dropped, moved, put in and repeated."""

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from hypothesis import strategies as st

LARGEST = 20_000  # bytes: enough to see what grows faster than its text


class Change(NamedTuple):
    """One step from a seed to what is fed: where, over how much, and what is put there how often."""

    kind: str
    at: int
    length: int
    piece: bytes
    times: int


def apply(data: bytes, change: Change) -> bytes:
    """The data after a change, no larger than the largest."""
    kind, at, length, piece, times = change
    piece = piece.replace(b"zyq", b"zyq%d" % at).replace(b"Zyq", b"Zyq%d" % at)  # each planted word another
    if kind in ("drop lines", "repeat lines", "move lines"):
        units = data.splitlines(keepends=True)
        at %= len(units) + 1
        before, chosen, after = units[:at], units[at : at + length], units[at + length :]
        order = {"drop lines": [before, after], "repeat lines": [before, *([chosen] * times), after]}
        return b"".join(b"".join(part) for part in order.get(kind, [chosen, before, after]))[: max(LARGEST, len(data))]
    at %= len(data) + 1
    if kind == "begin line":
        at = data.rfind(b"\n", 0, at) + 1
    gone = length if kind in ("drop", "replace") else 0
    put = b"" if kind == "drop" else (piece or b" ") * min(times, LARGEST // (len(piece) or 1))
    return (data[:at] + put + data[at + gone :])[: max(LARGEST, len(data))]


def changed(seeds: Sequence[bytes], grammar: str) -> st.SearchStrategy[bytes]:
    """The seeds after some changes; the pieces of the grammar have broken bars between them."""
    pieces = st.one_of(st.sampled_from(grammar.encode().split("¦".encode())), st.binary(max_size=3))
    changes = st.builds(
        Change,
        st.sampled_from(("drop lines", "repeat lines", "move lines", "begin line", "put", "drop", "replace")),
        st.integers(0, 2**17),
        st.integers(1, 12),
        pieces,
        st.one_of(st.just(1), st.just(1), st.integers(1, 5000)),
    )
    return st.builds(
        lambda start, steps: reduce(apply, steps, start), st.sampled_from(seeds), st.lists(changes, max_size=8)
    )
