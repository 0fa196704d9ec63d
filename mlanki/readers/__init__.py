"""The readers, in the order in which they are asked whether a source is theirs."""

from typing import Protocol

from mlanki.diagnostics import diagnose
from mlanki.readers import archive, listing
from mlanki.readers.reading import Reading
from mlanki.sources import Source


class Reader(Protocol):
    """What the module of a format offers."""

    LOOKS_FOR: str

    def recognises(self, source: Source) -> bool:
        """Whether the source is of this format."""

    def read(self, source: Source) -> Reading:
        """The entries of the source; called only for a source that `recognises` claims."""


READERS: tuple[Reader, ...] = (archive, listing)


def read(source: Source) -> Reading:
    """Read `source` with the first reader that claims it; none, or no entry, is a diagnostic."""
    for reader in READERS:
        if reader.recognises(source):
            reading = reader.read(source)
            break
    else:
        reading = Reading()
    if reading.entries:
        return reading
    looked_for = "; ".join(reader.LOOKS_FOR for reader in READERS)
    missing = diagnose("no-record", source.span(1), f"no question was found here; looked for {looked_for}")
    return Reading((), (*reading.diagnostics, missing))
