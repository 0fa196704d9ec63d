"""Records and packages → what a preview shows, beside what an earlier release had otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from mlanki.cards import to_face
from mlanki.cards.notetype import POINT
from mlanki.config import Config
from mlanki.diagnostics import Diagnostic
from mlanki.document import Span
from mlanki.errors import stop
from mlanki.identity import deck_of, guid_of, parent_of
from mlanki.pipeline.burying import bury
from mlanki.pipeline.comparing import own_notes, read_release, to_released
from mlanki.pipeline.dividing import PointNote, divide
from mlanki.pipeline.parsing import Parsed, near
from mlanki.pipeline.remembering import Releases
from mlanki.preview import Alike, Card, News, Site, Told, cloze_numbers, our_note_type, show_note
from mlanki.readback import Contents, NoteSeen
from mlanki.release.differences import Change, Changes, Released, compare, headline
from mlanki.release.differences.rendering import tags_changed
from mlanki.release.differences.word_by_word import Fate, mark_words
from mlanki.release.fates import decide_fates
from mlanki.release.homes import homes_of
from mlanki.release.ledger import Ledger

# Characters of all sides of the smallest package, and for each byte of a larger one: a template may say a field often.
LARGEST_SHOWN, SHOWN_PER_BYTE = 2**25, 32
LARGEST_READ = 2**28  # characters that are looked through for it: a template may do so and show nothing
TAG_COSTS, CARD_COSTS = 300, 3000  # as much time as so many characters
TOO_MUCH = "its cards are more than a page can hold; export fewer of them"


@dataclass(frozen=True, slots=True)
class _Found:
    """A note to be shown, with the code of its record, and the places of that in the sources."""

    note: NoteSeen
    record: str
    origins: Sequence[Span] = ()


def preview(
    parsed: Parsed | None,
    packages: Mapping[str, Contents],
    config: Config,
    ledger: Ledger,
    against: Path | None = None,
) -> Site:
    """What a preview shows of the records, if there are any, and of packages that were read back, by their names.

    Beside it stands what the release `against` had, which is named as for `diff`. Raises `Stop` where that cannot be
    read.
    """
    seen = chain.from_iterable(_bounded(_shown(name, held), {name: held}) for name, held in packages.items())
    found: list[_Found] = []
    remarks: list[Diagnostic] = []
    alike: list[Alike] = []
    if parsed is not None:
        shown = {place.path: place.shown for place in parsed.places}
        notes, lost = _notes_of(parsed, config, ledger, Releases((against,) if against else ()))
        found = [replace(one, origins=[_visible(span, shown) for span in one.origins]) for one in notes]
        remarks = [replace(one, span=_visible(one.span, shown)) for one in (*parsed.diagnostics, *lost)]
        clusters = near(parsed, config)
        alike = [Alike(cluster.codes, "; ".join(link.reason for link in cluster.links)) for cluster in clusters]
    remarks_of: defaultdict[str, list[Diagnostic]] = defaultdict(list)
    for remark in remarks:
        remarks_of[remark.span.path].append(remark)
    ours: list[tuple[str, Card]] = []
    for one in found:
        of_places = ((span, remark) for span in one.origins for remark in remarks_of[span.path])
        about = [remark for span, remark in of_places if span.first <= remark.span.first <= span.last]
        ours += ((one.record, card) for card in show_note(one.note, one.origins, about))
    cards = _distinct(chain(ours, ((parent_of(card.key) or card.key, card) for card in seen)))
    site = Site(config.root_deck if parsed else _title(packages), cards, tuple(remarks), tuple(alike))
    if against is None:
        return site
    own = [*(one.note for one in found), *chain.from_iterable(map(own_notes, packages.values()))]
    site = _beside(site, own, read_release(against, config))
    return site if parsed else replace(site, cards=tuple(_bounded(site.cards, packages)))


def _notes_of(
    parsed: Parsed, config: Config, ledger: Ledger, before: Releases
) -> tuple[list[_Found], Sequence[Diagnostic]]:
    """The notes that a build would make, and what it would say of those whose words are lost."""
    fates = decide_fates(parsed.records, parsed.joined, config, ledger)
    ended, lost = bury(fates, parsed, config, before)
    homes = {identity: ledger.notes[identity].home or "" for identity in ended}
    homes |= homes_of(fates.living, parsed.tag_words, config, ledger)
    records = {**fates.living, **{identity: note.record for identity, note in ended.items()}}
    faces = {identity: to_face(record) for identity, record in fates.living.items()}
    faces |= {identity: note.face for identity, note in ended.items()}
    note_type, point_type = our_note_type(), our_note_type(POINT)
    points = defaultdict[str, dict[str, PointNote]](dict)
    for own, point in divide(fates, {}, parsed, config, ledger, before=before)[0].items():
        points[point.parent][own] = point
    found = []
    for identity, face in faces.items():
        stamp = ledger.notes.get(identity)
        mod, decks = stamp.mod if stamp else 0, (deck_of(config.root_deck, homes[identity]),)
        record = records[identity]
        origins = [origin.span for origin in record.origins] if record else []
        code = record.code if record else config.decisions.code_now(identity)
        found.append(_Found(NoteSeen(guid_of(identity), note_type, *face, mod, decks), code, origins))
        for own, point in points[identity].items():
            shown = NoteSeen(guid_of(own), point_type, *point.note.face, mod, decks)
            found.append(_Found(shown, code, origins))
    return found, lost


def _beside(site: Site, notes: Iterable[NoteSeen], old: Sequence[Released]) -> Site:
    ours = {note.guid: note for note in notes}
    changes = compare(old, map(to_released, ours.values()))
    cards = tuple(_beside_old(site.cards, ours, changes))
    return replace(site, cards=cards, headline=headline(changes), news=tuple(_news_of(changes, cards)))


def _beside_old(cards: Iterable[Card], notes: Mapping[str, NoteSeen], changes: Changes) -> Iterator[Card]:
    """The cards, those that changed with what they were; `notes` are theirs by guid.

    Templates that are not ours may say a field many times, so that their cards stand alone.
    """
    changed = {change.new.guid: change for change in (*changes.renamed, *changes.changed)}
    for card in cards:
        change = changed.get(card.guid)
        if change is None or not card.ours:
            yield card
            continue
        note = notes[card.guid]
        before = _back(_as_it_was(note, change.old), change, Fate.GONE, card.number)
        yield replace(card, before=before, after=_back(note, change, Fate.NEW, card.number))


def _as_it_was(note: NoteSeen, old: Released) -> NoteSeen:
    """The note with the words of before, in the look of now: words are what is compared."""
    fields = tuple(old.fields.get(name, "") for name in note.note_type.fields)
    return replace(note, fields=fields, tags=tuple(sorted(old.tags)), decks=(old.deck,) if old.deck else note.decks)


def _back(note: NoteSeen, change: Change, fate: Fate, number: int) -> str:
    runs = {field.name: field.pieces for field in change.fields if not field.is_whole}
    sides = show_note(note, mark=lambda name, html: mark_words(html, runs.get(name, ()), fate))
    return next((card.back for card in sides if card.number == number), "")


def _news_of(changes: Changes, cards: Iterable[Card]) -> Iterator[News]:
    """What became of the questions, by kind, as far as anything did."""
    shown: dict[str, Card] = {}
    for card in cards:
        shown.setdefault(card.guid, card)

    def told(question: Released, why: str) -> Told:
        card = shown.get(question.guid)
        return Told(card.key, card.label, card.title, why) if card else Told("", question.code, question.title, why)

    for heading, found in _kinds(changes):
        if questions := tuple(told(question, why) for question, why in found):
            yield News(heading, questions)


def _kinds(changes: Changes) -> Iterator[tuple[str, list[tuple[Released, str]]]]:
    reworded = [change for change in changes.changed if change.reworded]
    yield "New", [(question, "") for question in changes.new]
    yield "Corrected", [(change.new, ", ".join(sorted(change.reworded))) for change in reworded]
    yield "Laid out anew", [(change.new, "") for change in changes.changed if not change.reworded]
    yield "Other codes", [(change.new, f"was {change.old.code}") for change in changes.renamed]
    yield "Other tags", [(change.new, ", ".join(tags_changed(change))) for change in changes.retagged]
    yield "Other decks", [(change.new, f"was in {change.old.deck}") for change in changes.moved]
    yield "Merged", [(question, f"goes on as {question.notice[1]}") for question in changes.merged]
    yield "Retired", [(question, question.notice[0]) for question in changes.retired if question.is_retired]
    yield "Gone without a notice", [(question, "") for question in changes.retired if not question.is_retired]


def _bounded(cards: Iterable[Card], packages: Mapping[str, Contents]) -> Iterator[Card]:
    """The cards. Raises `Stop` where all their sides are more than those of packages of this size."""
    left = LARGEST_SHOWN + SHOWN_PER_BYTE * sum(contents.size for contents in packages.values())
    for card in cards:
        left -= sum(map(len, (card.front, card.back, card.before, card.after)))
        if left < 0:
            raise stop("package-unreadable", ", ".join(packages), TOO_MUCH)
        yield card


def _shown(name: str, contents: Contents) -> Iterator[Card]:
    unread = LARGEST_READ
    too_much = stop("package-unreadable", name, TOO_MUCH)
    try:
        for note in sorted(contents.notes, key=lambda note: note.id):
            unread -= _cost(note)
            if unread < 0:
                raise too_much
            yield from show_note(note)
    except ValueError as error:
        raise too_much from error


def _cost(note: NoteSeen) -> int:
    """About how many characters are looked through to show the cards of a note."""
    kind = note.note_type
    said = sum(map(len, note.fields))
    sides = [side for template in kind.templates for side in (template.front, template.back)]
    cards = len(cloze_numbers(dict(zip(kind.fields, note.fields, strict=False)))) if kind.is_cloze else 1
    return cards * sum(CARD_COSTS + said + len(side) + TAG_COSTS * side.count("{{") for side in sides)


def _title(packages: Mapping[str, Contents]) -> str:
    """What packages are called: one by its name, several by the deck that holds all of theirs, if there is one."""
    roots = {deck.partition("::")[0] for contents in packages.values() for deck in contents.decks}
    return roots.pop() if len(packages) > 1 and len(roots) == 1 else ", ".join(packages)


def _visible(span: Span, shown: Mapping[str, str]) -> Span:
    return replace(span, path=shown.get(span.path, span.path))


def _distinct(cards: Iterable[tuple[str, Card]]) -> tuple[Card, ...]:
    """The cards by the codes of their records, those of one as they come, each once: packages share cards."""
    first: dict[str, tuple[str, Card]] = {}
    for code, card in cards:
        first.setdefault(card.key, (code, card))
    return tuple(card for _, card in sorted(first.values(), key=lambda each: each[0]))
