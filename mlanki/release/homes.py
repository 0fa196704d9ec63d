"""Chooses for every note its home, the one deck below the root that all packages file it under; and its place.

Anki never moves a card that somebody has, so what a release has sealed stays where it is, and a deck that learners have
keeps its name. New cards come by the numbers of their codes, and else in the order of their page.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import combinations

from mlanki import patterns as regex
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.identity import FIRST_UNCODED_POSITION, LAST_POSITION, UNCODED, deck_name_of, folded, position_of, tag_of
from mlanki.records import Record
from mlanki.release.ledger import Ledger

ADDRESS_IN_TITLE = regex.compile(r"[\s,–—|-]*https?://\S+")
PART_OF_NAME = regex.compile(r"\s+(?:and|or|&|vs\.?)\s+|[,;/|&:–—]")
# What says how a page puts things, and nothing of what they are about; and what two ways of spelling differ in.
BESIDE_THE_SUBJECT = regex.compile(
    r"\b(?:\d[\d.]*|advanced|basics?|common|faq|interview|introduction|notes?|questions?|answers?|the|to|top)\b|s\b"
)
GAP = 32  # between two places, for what a later release puts there
SPELLING = regex.compile(r"(?<=[aeilmnr])[sz](?=ation|e\b|er|ing)")


def homes_of(
    released: Mapping[str, Record], words: Mapping[str, str], config: Config, ledger: Ledger
) -> dict[str, str]:
    """For each note the name of its home, empty for the root deck; `words` are those of the pages for each tag.

    A tag has a deck if enough records carry it, or if learners have it. Of its tags' decks a note is at home in the one
    with the fewest records, the first in the alphabet among equals; else in that of its area if enough come to it; else
    at the root. What was only built keeps its home as long as one of its tags has that deck.
    """
    name = _namer(words, config, ledger)
    sealed = ledger.sealed_notes
    known = {stamp.home for stamp in sealed.values()}
    tagged = {identity: {name(tag) for tag in record.tags} for identity, record in released.items()}
    sizes = Counter(deck for decks in tagged.values() for deck in decks)
    homes: dict[str, str] = {}
    strays: defaultdict[str, list[str]] = defaultdict(list)
    for identity, record in released.items():
        own = {deck for deck in tagged[identity] if sizes[deck] >= config.smallest_deck or deck in known}
        before = ledger.notes[identity].home if identity in ledger.notes else None
        if identity in sealed:
            homes[identity] = sealed[identity].home or ""
        elif own:
            homes[identity] = before if before in own else min(own, key=lambda deck: (sizes[deck], deck))
        else:
            homes[identity] = ""
            strays[name(_area(record, config))].append(identity)
    living = {*homes.values(), *known}
    for area, notes in strays.items():
        if area and (area in living or len(notes) >= config.smallest_deck):
            homes |= dict.fromkeys(notes, area)
    return homes


def _namer(words: Mapping[str, str], config: Config, ledger: Ledger) -> Callable[[str], str]:
    """The name of a tag's deck: as the settings say, as learners have it, as the pages say, or the tag's own words."""
    homes = Counter(stamp.home for stamp in ledger.sealed_notes.values() if stamp.home)
    had = {tag_of(home).casefold(): home for home, _ in sorted(homes.items(), key=lambda item: (item[1], item[0]))}
    spelt: dict[str, str] = {}  # Anki finds a deck whatever the case of its letters

    def name(tag: str) -> str:
        key = tag.casefold()
        if key in config.decks:
            deck = "::".join(filter(None, map(deck_name_of, config.decks[key].name.split("::"))))
        else:
            deck = had.get(key) or deck_name_of(words.get(key) or tag.replace("_", " "))
        return spelt.setdefault(deck.casefold(), deck)

    return name


def _area(record: Record, config: Config) -> str:
    """The tag of the field that a code belongs to; without a code the title of the page."""
    if not record.code.startswith(UNCODED):
        return config.area_of(record.code)
    titles = (ADDRESS_IN_TITLE.sub("", origin.page).strip() for origin in record.origins)
    return next((tag_of(title) for title in titles if title), "")


def unused_deck_names(records: Sequence[Record], config: Config) -> Iterator[Diagnostic]:
    """A warning for every line of `[decks]` that names the tag of no record, nor the area of one."""
    if not config.decks:
        return
    tags = {tag.casefold(): tag for record in records for tag in (_area(record, config), *record.tags)}
    for key, deck in config.decks.items():
        if key not in tags:
            nearest = get_close_matches(key, tags, n=1, cutoff=0.6)
            hint = f"did you mean {tags[nearest[0]]}?" if nearest else "remove it"
            message = f"no record has the tag {deck.tag}, whose deck is to be “{deck.name}”; {hint}"
            yield diagnose("decision-unused", deck.span, message)


def names_alike(tags: Iterable[str], words: Mapping[str, str], config: Config) -> list[tuple[str, str]]:
    """The pairs of decks whose names share a subject, so that a person may want to join them.

    >>> names_alike(("Evaluation_and_Deployment", "Evaluation_and_Operation", "Training"), {}, Config())
    [('Evaluation and Deployment', 'Evaluation and Operation')]
    """
    name = _namer(words, config, Ledger())
    pairs = combinations(sorted({name(tag) for tag in tags}), 2)
    return [(one, other) for one, other in pairs if _subjects(one) & _subjects(other)]


def _subjects(name: str) -> set[str]:
    parts = PART_OF_NAME.split(folded(name))
    return {" ".join(BESIDE_THE_SUBJECT.sub(" ", SPELLING.sub("z", part)).split()) for part in parts} - {""}


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
