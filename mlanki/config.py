r"""Reads `mlanki.toml`: settings of a deck and decisions about its records, all of them optional.

root-deck = "ML Interview"
same = [["Q-7K3M9Q2D", "ML0034"]]       # one record; a coded record keeps its code, else the first named does
different = [["ML0021", "Q-3F9TX0AB"]]  # not reported as near any more
drop = ["ML0099"]                       # no card

[areas]                                 # the tag of a coded record that no page tags
CV = "Computer_Vision"

[alias]                                 # renamed: users keep the note they have, and with it their progress
ML0012 = "ML0120"
Q-0RTB5C7D = "ML0130"                   # likewise where a question was reworded, or has got a code

[records.ML0023]
title = "Gradient Descent"
question = 'What does $\nabla$ tell gradient descent?'
tags = ["Optimisation", "Basics"]
replace = [["grandient", "gradient"]]   # in words and code; never in a formula
figure = "pictures/descent.png"         # for a picture that the sources have lost; as seen from this file; or a list
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mlanki.decisions.model import RECORD_CODE, Decisions, Edit, Renaming, Ruling
from mlanki.document import Span
from mlanki.errors import Stop, stop
from mlanki.pictures import Absent, Picture, read_picture
from mlanki.toml_places import TomlPath, find_lines, line_of

CONFIG_NAME = "mlanki.toml"


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
    decisions: Decisions = field(default_factory=Decisions)
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
    return _Checked(file, find_lines(text)).config(settings)


SETTINGS = ("root-deck", "areas", "same", "different", "drop", "alias", "retire", "reworded", "records")
RECORD_SETTINGS = ("title", "question", "tags", "replace", "figure")


@dataclass(frozen=True, slots=True)
class _Checked:
    """Turns what TOML says into a `Config`; an error names the line."""

    file: Path
    lines: Mapping[TomlPath, int]

    def config(self, settings: dict[str, Any]) -> Config:
        default = Config()
        self.known(settings, SETTINGS)
        areas = self.table(settings, "areas", 'ML = "Machine_Learning"')
        for name in set(areas) & set(SETTINGS):
            message = f"“{name}” stands below [areas] and so belongs to it; move it above the first line in brackets"
            raise self.wrong(message, self.line("areas", name))
        return Config(
            root_deck=self.words(settings, "root-deck", default.root_deck),
            areas=MappingProxyType(
                {**default.areas, **{prefix.upper(): self.words(areas, prefix, "", ("areas",)) for prefix in areas}}
            ),
            decisions=self.decisions(settings),
            retire=MappingProxyType(self.retired(settings)),
            reworded=frozenset(ruling.codes[0] for ruling in self.listed(settings, "reworded")),
        )

    def decisions(self, settings: dict[str, Any]) -> Decisions:
        edits = self.table(settings, "records", 'as in [records.ML0023], with lines such as title = "Descent"')
        decisions = Decisions(
            same=self.rulings(settings, "same"),
            different=self.rulings(settings, "different"),
            drop=self.listed(settings, "drop"),
            alias=self.renamings(self.table(settings, "alias", 'ML0012 = "ML0120"')),
            edits=tuple(self.edit(code, edits[code]) for code in edits),
        )
        apart = decisions.pairs_apart()
        for ruling in decisions.same:
            if any(pair in apart for pair in decisions.pairs(ruling)):
                codes = " and ".join(ruling.codes)
                raise self.wrong(
                    f"{codes} are said to be the same and to be different; decide for one", ruling.span.first
                )
        return decisions

    def rulings(self, settings: dict[str, Any], key: str) -> tuple[Ruling, ...]:
        groups = settings.get(key, [])
        wanted = 'lists of two or more codes: [["Q-7K3M9Q2D", "ML0034"], …]'
        if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
            raise self.error(key, wanted)
        rulings = []
        for number, group in enumerate(groups):
            first = self.line(key, number, 0)
            codes = tuple(self.code(code, first, key, wanted) for code in group)
            if len(codes) < 2:
                raise self.error(key, wanted)
            if len(set(codes)) < len(codes):
                raise self.wrong(f"“{key}” names a code twice in one list ({', '.join(codes)}); once will do", first)
            rulings.append(Ruling(codes, self.span(first)))
        return tuple(rulings)

    def listed(self, settings: dict[str, Any], key: str) -> tuple[Ruling, ...]:
        codes = settings.get(key, [])
        wanted = 'a list of codes: ["ML0012", …]'
        if not isinstance(codes, list):
            raise self.error(key, wanted)
        return tuple(
            Ruling((self.code(code, line := self.line(key, number), key, wanted),), self.span(line))
            for number, code in enumerate(codes)
        )

    def renamings(self, table: dict[str, Any]) -> tuple[Renaming, ...]:
        renamings = []
        for old, new in table.items():
            line = self.line("alias", old)
            wanted = 'lines of an old code and a new one: ML0012 = "ML0120"'
            renamings.append(
                Renaming(self.code(old, line, "alias", wanted), self.code(new, line, "alias", wanted), self.span(line))
            )
        newer = {renaming.old: renaming.new for renaming in renamings}
        for renaming in renamings:
            code: str | None = renaming.new
            for _ in renamings:
                if code == renaming.old:
                    raise self.wrong(
                        f"the aliases of {code} lead back to it; leave one of them out", renaming.span.first
                    )
                code = newer.get(code or "")
        return tuple(renamings)

    def edit(self, code: str, table: object) -> Edit:
        path = ("records", code)
        header = self.line(*path)
        wanted = "tables named after a code, such as [records.ML0023]"
        name = self.code(code, header, "records", wanted)
        if not isinstance(table, dict):
            raise self.error("records", wanted)
        self.known(table, RECORD_SETTINGS, path)
        spans = {key: self.span(self.line(*path, key)) for key in table}
        return Edit(
            name,
            self.span(header),
            MappingProxyType(spans),
            title=self.words(table, "title", "-", path) if "title" in table else None,
            question=self.words(table, "question", "-", path) if "question" in table else None,
            tags=self.tags(table, path),
            replace=self.replacements(table, path),
            figure=self.figures(table, path),
        )

    def tags(self, table: dict[str, Any], path: TomlPath) -> tuple[str, ...] | None:
        tags = table.get("tags")
        if tags is None:
            return None
        if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) and tag.strip(" ,") for tag in tags):
            raise self.error("tags", 'a list of tags: ["NN", "Basics"]', path)
        return tuple(tags)

    def replacements(self, table: dict[str, Any], path: TomlPath) -> tuple[tuple[str, str], ...]:
        pairs = table.get("replace", [])
        if not isinstance(pairs, list) or not all(
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair) and pair[0]
            for pair in pairs
        ):
            raise self.error("replace", 'pairs of a wrong text and the right one: [["grandient", "gradient"]]', path)
        return tuple((old, new) for old, new in pairs)

    def figures(self, table: dict[str, Any], path: TomlPath) -> tuple[Picture, ...]:
        if "figure" not in table:
            return ()
        named = table["figure"]
        names = named if isinstance(named, list) else [named]
        if not names or not all(isinstance(name, str) and name.strip() for name in names):
            raise self.error("figure", 'a path, or a list of paths: "pictures/descent.png"', path)
        return tuple(self.picture(self.file.parent / name.strip(), self.line(*path, "figure")) for name in names)

    def picture(self, file: Path, line: int) -> Picture:
        try:
            picture = read_picture(file)
        except (OSError, ValueError) as error:  # a path with U+0000 is a wrong value
            message = f"there is no picture {file.as_posix()} that can be read; name it as seen from {self.file.name}"
            raise self.wrong(message, line) from error
        if isinstance(picture, Absent):
            raise self.wrong(f"{file.as_posix()} cannot be shown: {picture.why}", line)
        return picture

    def code(self, value: object, line: int, key: str, wanted: str) -> str:
        """A code as records have it, letters upper case."""
        if isinstance(value, str) and RECORD_CODE.fullmatch(value.strip().upper()):
            return value.strip().upper()
        said = f"; “{value}” is no code" if isinstance(value, str) else ""
        raise self.wrong(f"“{key}” must be {wanted}{said}", line)

    def table(self, settings: dict[str, Any], key: str, example: str) -> dict[str, Any]:
        table = settings.get(key, {})
        if not isinstance(table, dict):
            raise self.error(key, f"a table: [{key}] with lines such as {example}")
        return table

    def retired(self, settings: dict[str, Any]) -> dict[str, Retirement]:
        """The retired codes; `[retire]` gives a reason for each, a mere list does not."""
        retired = settings.get("retire", [])
        if isinstance(retired, dict):
            wanted = 'lines of a code and a reason: ML0012 = "it says the same as ML0034"'
            return {
                self.code(code, self.line("retire", code), "retire", wanted): Retirement(
                    self.words(retired, code, "", ("retire",)), self.line("retire", code)
                )
                for code in retired
            }
        return {ruling.codes[0]: Retirement("", ruling.span.first) for ruling in self.listed(settings, "retire")}

    def known(self, table: dict[str, Any], names: tuple[str, ...], path: TomlPath = ()) -> None:
        for key in table:
            if key not in names:
                nearest = get_close_matches(key, names, n=1, cutoff=0)
                message = f"“{key}” is not a setting; did you mean “{nearest[0]}”?"
                raise self.wrong(message, self.line(*path, key))

    def words(self, table: dict[str, Any], key: str, default: str, path: TomlPath = ()) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "some words between quotation marks", path)
        return value.strip()

    def error(self, key: str, wanted: str, path: TomlPath = ()) -> Stop:
        return self.wrong(f"“{key}” must be {wanted}", self.line(*path, key))

    def wrong(self, message: str, line: int) -> Stop:
        return stop("config-invalid", self.file, message, line)

    def span(self, line: int) -> Span:
        return Span(self.file.as_posix(), line, line)

    def line(self, *path: str | int) -> int:
        """The line of what stands at `path`, or else of what holds it."""
        return next((self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines), 1)
