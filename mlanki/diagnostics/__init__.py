"""Problems of the input that a person may want to mend: named, with a place, returned and never raised."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from importlib.resources import files
from types import MappingProxyType

from mlanki.document import Span

SHORT = 48  # characters of a line that a message repeats


class Severity(IntEnum):
    """How much a diagnostic weighs: an error stops a build, a warning does so under `--strict`."""

    NOTE = 0
    WARNING = 1
    ERROR = 2

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A problem with a name (`code`), its place, and a sentence that says what to do about it.

    `about` is the code of the record that has the problem, where it is one record's and known.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    about: str = ""

    def __str__(self) -> str:
        return f"{self.span}: {self.message} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What every diagnostic of one code means, what one looks like as it is printed, and the cure."""

    severity: Severity
    meaning: str
    example: str
    cure: str


CATALOGUE: Mapping[str, Explanation] = MappingProxyType(
    {
        code: Explanation(Severity[said["severity"].upper()], said["meaning"], said["example"], said["cure"])
        for code, said in tomllib.loads(files(__name__).joinpath("catalogue.toml").read_text("utf-8")).items()
    }
)

# Not one of these asks for anything to be done: they tell what a decision was based on.
EVIDENCE = frozenset({"formula", "question"})


def shortened(text: str) -> str:
    """The beginning of `text`, as much as a message repeats."""
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def diagnose(code: str, span: Span, message: str, about: str = "") -> Diagnostic:
    """A diagnostic of the catalogue, with the severity that it has there; `KeyError` for any other code."""
    return Diagnostic(code, CATALOGUE[code].severity, span, message, about)
