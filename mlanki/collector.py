"""Keeps Python's search for garbage out of work that makes none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Look for no objects that hold each other meanwhile: whoever asks for this makes next to none, or keeps them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
