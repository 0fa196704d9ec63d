"""`mlanki.toml`: what a person has decided about a deck. All of it is optional."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

import regex

from mlanki.errors import Stop, line_of, stop

FILE_NAME = "mlanki.toml"


@dataclass(frozen=True, slots=True)
class Retirement:
    """A question that is taken back: why, if a reason is given, and the line that says so."""

    why: str
    line: int


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, with the value that it has when `mlanki.toml` does not say otherwise."""

    root_deck: str = "ML Interview"
    areas: Mapping[str, str] = field(
        default_factory=lambda: MappingProxyType({"DL": "Deep_Learning", "ML": "Machine_Learning"})
    )
    retire: Mapping[str, Retirement] = field(default_factory=lambda: MappingProxyType({}))
    reworded: frozenset[str] = frozenset()


def load_config(file: Path) -> Config:
    """Read `file`. Raises `Stop` (`config-invalid`) where it is no TOML or says something unknown."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # some editors begin a file with a byte order mark
        settings = tomllib.loads(text)
    except OSError as error:
        raise stop("config-invalid", file, f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise stop("config-invalid", file, "is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise stop("config-invalid", file, f"is not valid TOML: {error}", line_of(error, text)) from error
    return _Checked(file, text).config(settings)


@dataclass(frozen=True, slots=True)
class _Checked:
    """Turns what TOML says into a `Config`; an error names the line."""

    file: Path
    text: str

    def config(self, settings: dict[str, Any]) -> Config:
        default = Config()
        self.known(settings, ("root-deck", "areas", "retire", "reworded"))
        areas = settings.get("areas", {})
        if not isinstance(areas, dict):
            raise self.error("areas", 'a table: [areas] with lines such as ML = "Machine_Learning"')
        return Config(
            root_deck=self.words(settings, "root-deck", default.root_deck),
            areas=MappingProxyType(
                {**default.areas, **{prefix.upper(): self.words(areas, prefix, "") for prefix in areas}}
            ),
            retire=MappingProxyType(self.retired(settings)),
            reworded=frozenset(self.codes(settings, "reworded")),
        )

    def retired(self, settings: dict[str, Any]) -> dict[str, Retirement]:
        """The retired codes; `[retire]` gives a reason for each, a mere list does not."""
        retired = settings.get("retire", [])
        if isinstance(retired, dict):
            return {code.upper(): Retirement(self.words(retired, code, ""), self.line(code)) for code in retired}
        return dict.fromkeys(self.codes(settings, "retire"), Retirement("", self.line("retire")))

    def codes(self, settings: dict[str, Any], key: str) -> tuple[str, ...]:
        codes = settings.get(key, [])
        if not isinstance(codes, list) or not all(isinstance(code, str) and code.strip() for code in codes):
            raise self.error(key, 'a list of codes: ["ML0012", …]')
        return tuple(code.strip().upper() for code in codes)

    def known(self, table: dict[str, Any], names: tuple[str, ...]) -> None:
        for key in table:
            if key not in names:
                nearest = get_close_matches(key, names, n=1, cutoff=0)
                raise stop(
                    "config-invalid",
                    self.file,
                    f"“{key}” is not a setting; did you mean “{nearest[0]}”?",
                    self.line(key),
                )

    def words(self, table: dict[str, Any], key: str, default: str) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "some words between quotation marks")
        return value.strip()

    def error(self, key: str, wanted: str) -> Stop:
        return stop("config-invalid", self.file, f"“{key}” must be {wanted}", self.line(key))

    def line(self, key: str) -> int:
        """The first line that sets `key`; the TOML reader does not tell."""
        pattern = regex.compile(rf"""\s*\[?\s*["']?{regex.escape(key)}["']?\s*[=\]]""")
        return next((number for number, line in enumerate(self.text.splitlines(), 1) if pattern.match(line)), 1)
