"""Reads `mlanki.toml`: settings of a deck and decisions about its records, all optional, as `SETTINGS` has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from mlanki.decisions.model import Decisions, DeckName, Retirement
from mlanki.decisions.settings import SETTINGS, Settings
from mlanki.decisions.stated import read_decisions, read_deck_names, read_retired
from mlanki.errors import stop
from mlanki.identity import prefix_of, tag_of
from mlanki.toml_places import UnreadableTomlError, explain_repeated, find_lines, read_toml

OVERVIEW, POINTS = "overview", "points"  # the kinds of cards


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, with the value that it has when `mlanki.toml` does not say otherwise."""

    root_deck: str = "ML Interview"
    smallest_deck: int = 5
    cards: frozenset[str] = frozenset({OVERVIEW})
    decks: Mapping[str, DeckName] = field(default_factory=lambda: MappingProxyType({}))  # by the tag, case folded
    areas: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({"DL": "Deep_Learning", "ML": "Machine_Learning"})
    )
    decisions: Decisions = field(default_factory=Decisions)
    retire: Mapping[str, Retirement] = field(default_factory=lambda: MappingProxyType({}))
    reworded: frozenset[str] = frozenset()

    def area_of(self, code: str) -> str:
        """The tag of the field that a code belongs to, by its letters."""
        return self.areas.get(prefix_of(code), prefix_of(code))


def load_config(file: Path) -> Config:
    """Read `file`. Raises `Stop` (`config-invalid`) where it is no TOML or says something unknown."""
    return parse_config(read_settings(file), file)


def read_settings(file: Path) -> str:
    """What `file` says. Raises `Stop` (`config-invalid`) where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors begin a file with a byte order mark
    except OSError as error:
        raise stop("config-invalid", file, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise stop("config-invalid", file, "is not UTF-8; save it as UTF-8") from error


def parse_config(text: str, file: Path) -> Config:
    """The settings in `text`, which stands in `file` or is about to. Raises `Stop` as `load_config` does."""
    try:
        content, lines = read_toml(text), find_lines(text)
    except UnreadableTomlError as error:
        why = explain_repeated(text, error.line) or f"is not valid TOML: {error.why}"
        raise stop("config-invalid", file, why, error.line) from error
    settings = Settings(file, content, lines)
    settings.clean(content)
    settings.known(content, SETTINGS)
    default = Config()
    areas = settings.table("areas", 'ML = "Machine_Learning"')
    named = {prefix.upper(): settings.words(areas, prefix, "", ("areas",)) for prefix in areas}
    smallest = content.get("smallest-deck", default.smallest_deck)
    if type(smallest) is not int or smallest < 1:
        raise settings.error("smallest-deck", "a number of records, 1 or more")
    cards = content.get("cards", [OVERVIEW])
    if cards not in ([OVERVIEW], [OVERVIEW, POINTS]):
        raise settings.error("cards", f'["{OVERVIEW}"], or ["{OVERVIEW}", "{POINTS}"] for small cards, too')
    return Config(
        root_deck=settings.words(content, "root-deck", default.root_deck),
        smallest_deck=smallest,
        cards=frozenset(cards),
        decks=MappingProxyType({tag_of(deck.tag).casefold(): deck for deck in read_deck_names(settings)}),
        areas=MappingProxyType({**default.areas, **named}),
        decisions=read_decisions(settings),
        retire=MappingProxyType(read_retired(settings)),
        reworded=frozenset(ruling.codes[0] for ruling in settings.listed("reworded")),
    )
