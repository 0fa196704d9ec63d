"""Gives every note its place among the new cards: by the number of its code, and else in the order of its page."""

from collections.abc import Iterator, Sequence

from mlanki.identity import FIRST_UNCODED_POSITION, LAST_POSITION, UNCODED, position_of
from mlanki.release.ledger import Ledger

GAP = 32  # between two places, for what a later release puts there


def places_of(order: Sequence[str], ledger: Ledger) -> dict[str, int]:
    """The place of each note that has no number, of these in the order in which they were read.

    What a release has sealed keeps its place, and what is new comes between its neighbours.
    """
    numberless = [identity for identity in order if identity.startswith(UNCODED)]
    sealed = ledger.sealed_notes
    places = {
        identity: sealed[identity].place or position_of(identity) for identity in numberless if identity in sealed
    }
    last = FIRST_UNCODED_POSITION
    for run, above in _runs(numberless, places):
        room = next((place for place in above if place > last), min(last + GAP * (len(run) + 1), LAST_POSITION + 1))
        places |= {identity: last + (room - last) * number // (len(run) + 1) for number, identity in enumerate(run, 1)}
        last = above[0] if above else last
    return places


def _runs(order: Sequence[str], places: dict[str, int]) -> Iterator[tuple[list[str], list[int]]]:
    """The runs of notes without a place, each with the places of the notes that come after it."""
    kept = list(places.values())
    run: list[str] = []
    for identity in order:
        if identity in places:
            yield run, kept
            run, kept = [], kept[1:]
        else:
            run.append(identity)
    yield run, kept
