"""What `mlanki.toml` may say: codes, words and tables, and an error with its line for anything else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mlanki.decisions.model import RECORD_CODE, Ruling
from mlanki.document import Span
from mlanki.errors import Stop, stop
from mlanki.prose.cleaning import CONTROL
from mlanki.toml_places import TomlPath


@dataclass(frozen=True, slots=True)
class Setting:
    """What a setting does, and lines of `mlanki.toml` that show it."""

    meaning: str
    example: str


# Every name at the top of the file, in the order of its documentation.
SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "root-deck": Setting(
            "What the names of all decks begin with: `ML Interview` if nothing is said. Anki keeps cards that were "
            "imported in their decks, so settle it before the first release.",
            'root-deck = "Interviews"',
        ),
        "smallest-deck": Setting(
            "How many questions give a tag a deck of its own: 5 if nothing is said. Those of smaller tags are in "
            "another of their decks, in their area, or in the root deck. What is released stays where it is.",
            "smallest-deck = 8",
        ),
        "cards": Setting(
            "Which cards are made: one for each question if nothing is said; with `points` also a small one for each "
            "point of an enumeration in its answer, and one for its formula.",
            'cards = ["overview", "points"]',
        ),
        "areas": Setting(
            "The tag of a coded question that no page tags, by the letters of its code. `ML` is `Machine_Learning` and "
            "`DL` is `Deep_Learning` if nothing is said; other letters stand for themselves.",
            '[areas]\nCV = "Computer_Vision"',
        ),
        "decks": Setting(
            "What the deck of a tag is called, in place of the words of the page; tags of the same name share a deck.",
            '[decks]\nEvaluation_and_Deployment = "Evaluation"\n"Evaluation and Operation" = "Evaluation"',
        ),
        "same": Setting(
            "Codes of one question. It keeps the code that a site gave it, or else the first, and shows the better "
            "answer, or both.",
            'same = [\n    ["Q-7K3M9Q2D", "ML0034"],\n    {codes = ["ML0033", "ML0061"], answer = "both"},\n]',
        ),
        "different": Setting(
            "Codes of questions that are not the same, however near they look. They are never asked about again.",
            'different = [["ML0021", "ML0052"]]',
        ),
        "drop": Setting("Questions that get no card. Who has a card already gets a notice.", 'drop = ["ML0099"]'),
        "alias": Setting(
            "Codes that were renamed, the old one first. Learners keep their note, and with it their progress.",
            '[alias]\nML0012 = "ML0120"',
        ),
        "retire": Setting(
            "Questions that are taken back: learners get a notice. A list, or a table with the reasons that they see.",
            '[retire]\nML0013 = "it says the same as ML0034"',
        ),
        "reworded": Setting(
            "Questions that are still the ones that were released under their codes, in quite other words.",
            'reworded = ["ML0022"]',
        ),
        "accept": Setting(
            "Warnings that are right as they are, each with its reason, by the code of the record or the path of the "
            "source. They become notes, so that `--strict` passes.",
            '[accept.text-outside-records]\nML0023 = "a remark of the author"\n"tag-nn.txt" = "an advertisement"',
        ),
        "records": Setting(
            "Mends what a single record says. What it may hold is below.",
            '[records.ML0023]\ntitle = "Gradient Descent"',
        ),
    }
)

# Every name below `[records.CODE]`.
RECORD_SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "title": Setting("The title of the record.", 'title = "Gradient Descent"'),
        "question": Setting(
            "The question, as Markdown with formulas between dollars.",
            "question = 'What does $\\nabla$ tell gradient descent?'",
        ),
        "tags": Setting("All its tags, in place of those of the pages.", 'tags = ["Optimisation", "Basics"]'),
        "replace": Setting(
            "Wrong words and the right ones, in text and code; TeX is never rewritten.",
            'replace = [["grandient", "gradient"]]',
        ),
        "figure": Setting(
            "A picture that the sources have lost, or a list of them, as seen from `mlanki.toml`. An empty list says "
            "that the words do without.",
            'figure = "figures/descent.png"',
        ),
        "prefer": Setting("The source to believe where two contradict each other.", 'prefer = "tag-nn.txt"'),
    }
)

NAMED = 40  # characters of a name in a message

Table = dict[str, Any]


def shorten(name: str) -> str:
    """A name as a message can quote it."""
    return name if len(name) <= NAMED else name[: NAMED - 1] + "…"


@dataclass(frozen=True, slots=True)
class Settings:
    """The content of a file, and the line of everything in it."""

    file: Path
    content: Table
    lines: Mapping[TomlPath, int]

    def clean(self, value: object, path: TomlPath = ()) -> None:
        """Raises `Stop` for a name or a text that no field of Anki can hold; U+001F would end one."""
        match value:
            case str():
                if control := CONTROL.search(value.replace("\n", "")):
                    message = f"this holds a control character (U+{ord(control[0]):04X}); remove it"
                    raise self.wrong(message, self.line(*path))
            case dict():
                for key, inner in value.items():
                    self.clean(key, (*path, key))
                    self.clean(inner, (*path, key))
            case list():
                for number, inner in enumerate(value):
                    self.clean(inner, (*path, number))
            case _:
                pass

    def known(self, table: Table, names: Collection[str], path: TomlPath = ()) -> None:
        """Raises `Stop` for a key that is none of `names`."""
        self.in_place(table, path)
        for key in table:
            if key not in names:
                nearest = get_close_matches(key, names, n=1, cutoff=0)
                message = f"“{shorten(key)}” is not a setting; did you mean “{nearest[0]}”?"
                raise self.wrong(message, self.line(*path, key))

    def in_place(self, table: Table, path: TomlPath) -> None:
        """Raises `Stop` for a key that belongs to the top of the file, and stands below the header of a table."""
        for key in (key for key in table if path and key in SETTINGS):
            header = ".".join(str(part) for part in path)
            message = f"“{key}” stands below [{header}] and so belongs to it; move it above the first line in brackets"
            raise self.wrong(message, self.line(*path, key))

    def table(self, key: str, example: str) -> Table:
        table = self.content.get(key, {})
        if not isinstance(table, dict):
            raise self.error(key, f"a table: [{key}] with lines such as {example}")
        self.in_place(table, (key,))
        return table

    def listed(self, key: str) -> tuple[Ruling, ...]:
        """A list of codes, each a ruling of its own."""
        codes = self.content.get(key, [])
        wanted = 'a list of codes: ["ML0012", …]'
        if not isinstance(codes, list):
            raise self.error(key, wanted)
        return tuple(
            Ruling((self.code(code, line := self.line(key, number), key, wanted),), self.span(line))
            for number, code in enumerate(codes)
        )

    def code(self, value: object, line: int, key: str, wanted: str) -> str:
        """A code as records have it, letters upper case."""
        if isinstance(value, str) and RECORD_CODE.fullmatch(value.strip().upper()):
            return value.strip().upper()
        said = f"; “{shorten(value)}” is no code" if isinstance(value, str) else ""
        raise self.wrong(f"“{key}” must be {wanted}{said}", line)

    def words(self, table: Table, key: str, default: str, path: TomlPath = ()) -> str:
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
