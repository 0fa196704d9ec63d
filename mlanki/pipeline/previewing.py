"""Records and packages → what a preview shows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from mlanki.cards import to_face, to_point_face
from mlanki.cards.notetype import POINT
from mlanki.cards.points import find_points
from mlanki.config import POINTS, Config
from mlanki.diagnostics import Diagnostic
from mlanki.document import Span
from mlanki.errors import stop
from mlanki.identity import deck_of, guid_of
from mlanki.pipeline.parsing import Parsed, near
from mlanki.preview import Alike, Card, Site, our_note_type, show_note
from mlanki.readback import Contents, NoteSeen
from mlanki.release.fates import decide_fates
from mlanki.release.homes import homes_of
from mlanki.release.ledger import Ledger
from mlanki.release.point_codes import code_points, released_points

LARGEST_SHOWN = 2**26  # characters of all sides: a template may say a field many times


def preview(
    parsed: Parsed | None,
    packages: Mapping[str, Contents],
    config: Config,
    ledger: Ledger,
) -> Site:
    """What a preview shows of the records, if there are any, and of packages that were read back, by their names."""
    seen = chain.from_iterable(_shown(name, contents) for name, contents in packages.items())
    if parsed is None:
        return Site(", ".join(packages), _distinct(seen))
    shown = {place.path: place.shown for place in parsed.places}

    def visible(span: Span) -> Span:
        return replace(span, path=shown.get(span.path, span.path))

    remarks = [replace(remark, span=visible(remark.span)) for remark in parsed.diagnostics]
    remarks_of = _by_path(remarks)
    released = decide_fates(parsed.records, parsed.joined, config, ledger).living
    homes = homes_of(released, parsed.tag_words, config, ledger)
    note_type, point_type = our_note_type(), our_note_type(POINT)
    learnt = released_points(ledger)
    ours: list[Card] = []
    for identity, record in released.items():
        stamp = ledger.notes.get(identity)
        deck = deck_of(config.root_deck, homes[identity])
        mod = stamp.mod if stamp else 0
        note = NoteSeen(guid_of(identity), note_type, *to_face(record), mod, (deck,))
        origins = [visible(origin.span) for origin in record.origins]
        about = [
            remark
            for origin in origins
            for remark in remarks_of.get(origin.path, ())
            if origin.first <= remark.span.first <= origin.last
        ]
        ours += show_note(note, origins, about)
        if POINTS in config.cards:
            for code, point in code_points(identity, find_points(record), learnt.get(identity, {})).items():
                seen_point = NoteSeen(guid_of(code), point_type, *to_point_face(code, point, record), mod, (deck,))
                ours += show_note(seen_point, origins)
    alike = [Alike(cluster.codes, "; ".join(link.reason for link in cluster.links)) for cluster in near(parsed, config)]
    return Site(config.root_deck, _distinct(chain(ours, seen)), tuple(remarks), tuple(alike))


def _shown(name: str, contents: Contents) -> Iterator[Card]:
    left = LARGEST_SHOWN
    too_much = stop("package-unreadable", name, "its cards are more than a page can hold; export fewer of them")
    try:
        for card in chain.from_iterable(map(show_note, contents.notes)):
            left -= len(card.front) + len(card.back)
            if left < 0:
                raise too_much
            yield card
    except ValueError as error:
        raise too_much from error


def _by_path(remarks: Iterable[Diagnostic]) -> Mapping[str, Sequence[Diagnostic]]:
    found: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for remark in remarks:
        found[remark.span.path].append(remark)
    return found


def _distinct(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The cards in the order of their keys, each once: packages share cards."""
    first: dict[str, Card] = {}
    for card in cards:
        first.setdefault(card.key, card)
    return tuple(card for _, card in sorted(first.items()))
