"""A line of prose whose formulas have been found."""

from dataclasses import dataclass

from mlanki.document import Inlines


@dataclass(frozen=True, slots=True)
class RichLine:
    """One line and its number from 1; a blank one has no inlines, a displayed formula is alone on its own."""

    number: int
    inlines: Inlines
