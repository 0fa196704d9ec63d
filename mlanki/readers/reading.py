"""What every reader gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mlanki.diagnostics import Diagnostic
from mlanki.records import Entry


@dataclass(frozen=True, slots=True)
class Reading:
    """The entries of one source, in its order, what is to be said about it, and the picture files its images name."""

    entries: tuple[Entry, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
