"""The readers, in the order in which they are asked whether a source is theirs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from mlanki.diagnostics import diagnose
from mlanki.readers import archive, guide, listing, markdown, web
from mlanki.readers.reading import Reading
from mlanki.sources import Source


class Reader(Protocol):
    """What the module of a format offers."""

    LOOKS_FOR: str

    def recognises(self, source: Source) -> bool:
        """Whether the source is of this format."""

    def read(self, source: Source) -> Reading:
        """The entries of the source; called only for a source that `recognises` claims."""


READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "records": archive,
        "html": web,
        "listing": listing,
        "markdown": markdown,
        "guide": guide,
    }
)


def read(source: Source, form: str = "") -> Reading:
    """Read `source` with the first reader that claims it, or with that of `form`; no entry is a diagnostic."""
    asked = (READERS[form],) if form else tuple(READERS.values())
    reader = next((reader for reader in asked if form or reader.recognises(source)), None)
    reading = reader.read(source) if reader else Reading()
    if reading.entries:
        return reading
    looked_for = "; ".join(reader.LOOKS_FOR for reader in asked)
    missing = diagnose("no-record", source.span(1), f"no question was found here; looked for {looked_for}")
    return Reading((), (*reading.diagnostics, missing))
