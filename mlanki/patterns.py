"""`regex`, but what it has compiled can be kept for the next run.

To compile the patterns of a small build takes an eighth of a second, to load them four thousandths. They are known by
their words and flags, and there is nothing in them of sources and settings.
"""

import hashlib
import pickle
import sys
from contextlib import suppress
from typing import Any, AnyStr

import regex
from regex import DOTALL, IGNORECASE, MULTILINE, REVERSE, VERBOSE, VERSION1, Match, Pattern, escape

from mlanki.cache import Cache, user_cache

__all__ = ["DOTALL", "IGNORECASE", "MULTILINE", "REVERSE", "VERBOSE", "VERSION1", "Match", "Pattern", "escape"]

KEY = hashlib.sha256(f"patterns, regex {regex.__version__}, Python {sys.version}".encode()).hexdigest()
MOST = 2_000  # that are kept; mlanki has far fewer, but one that is changed is another

Patterns = dict[tuple[str | bytes, int], Any]


def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:  # noqa: A001 - as `regex` has it
    """What `regex` makes of it, now or in an earlier run."""
    key = pattern, int(flags)
    if key not in USED:
        USED[key] = KEPT.get(key) or regex.compile(pattern, flags)
    compiled: Pattern[AnyStr] = USED[key]
    return compiled


def keep(cache: Cache) -> None:
    """Let the next run have what this one had to compile."""
    if not USED.keys() <= KEPT.keys():
        cache.keep(KEY, pickle.dumps(USED if len(KEPT) > MOST else KEPT | USED))
        KEPT.update(USED)


def _kept() -> Patterns:
    with suppress(Exception):  # whatever is wrong with them, they are compiled anew
        kept: Patterns = pickle.loads(user_cache().find(KEY) or b"")  # noqa: S301 - nobody else could sign it
        return kept
    return {}


KEPT, USED = _kept(), Patterns()
