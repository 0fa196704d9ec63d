"""What every reader gives back."""

from dataclasses import dataclass

from mlanki.diagnostics import Diagnostic
from mlanki.records import Entry


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of one source, in its order, and what is to be said about it."""

    entries: tuple[Entry, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
