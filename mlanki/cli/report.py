"""Prints what a command has to say: diagnostics on stderr as they come, one summary on stdout at the end."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import click

from mlanki import pipeline
from mlanki.cli.deck_files import find_settings
from mlanki.config import CONFIG_NAME, Config, load_config
from mlanki.diagnostics import Diagnostic, Severity
from mlanki.document import Span
from mlanki.errors import Stop
from mlanki.pipeline import Parsed
from mlanki.sources import Place

LONG_WORK = 20  # sources; below that a progress bar would only flicker


@dataclass(frozen=True, slots=True)
class Options:
    """What every command that reads sources is told about how to speak, and with which settings to work."""

    config: Config
    config_file: Path | None
    quiet: bool
    verbose: bool
    as_json: bool
    strict: bool
    form: str = ""  # of all sources, if it was named

    def shows(self, diagnostic: Diagnostic) -> bool:
        least = Severity.ERROR if self.quiet else Severity.NOTE if self.verbose else Severity.WARNING
        return diagnostic.severity >= least

    def fails(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Whether something among these makes the run a failure."""
        highest_allowed = Severity.NOTE if self.strict else Severity.WARNING
        return any(diagnostic.severity > highest_allowed for diagnostic in diagnostics)


class Report:
    """Speaks for a command: diagnostics on stderr as they come, one summary on stdout at the end."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.said: list[Diagnostic] = []
        self.shown: dict[str, str] = {}
        self.harm: tuple[dict[str, Any], str] = ({}, "")  # numbers and table that a failing run shows all the same

    def parse(self, sources: Sequence[Path], output: Path | None = None) -> Parsed:
        """Read the sources without `output`, and end the run where that found what must not be built upon."""
        parsed = pipeline.parse(sources, self.options.config, self.track, self.options.form, output)
        self.shown |= {place.path: place.shown for place in parsed.places}
        self.say(parsed.diagnostics)
        return parsed

    def say(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print what the options let be seen; end the run if one of them is a failure."""
        diagnostics = tuple(diagnostics)
        self.said += diagnostics
        for diagnostic in diagnostics:
            if self.options.shows(diagnostic):
                span = diagnostic.span
                visible = replace(diagnostic, span=Span(self.shown.get(span.path, span.path), span.first, span.last))
                click.echo(str(visible), err=True)
        if self.options.fails(diagnostics):
            self.fail()

    def fail(self) -> NoReturn:
        numbers, table = self.harm
        if self.options.as_json:
            self._print_json({"ok": False} | numbers)
        elif table and not self.options.quiet:
            print_words(table)
        sys.exit(1)

    def finish(self, numbers: dict[str, Any], table: str) -> None:
        if self.options.as_json:
            self._print_json({"ok": True} | numbers)
        elif table and not self.options.quiet:
            print_words(table)

    def _print_json(self, numbers: dict[str, Any]) -> None:
        diagnostics = [
            {
                "code": diagnostic.code,
                "severity": str(diagnostic.severity),
                "path": diagnostic.span.path,
                "line": diagnostic.span.first,
                "message": diagnostic.message,
            }
            for diagnostic in self.said
        ]
        print_data(json.dumps(numbers | {"diagnostics": diagnostics}, ensure_ascii=False) + "\n")

    def track(self, places: Sequence[Place]) -> Iterator[Place]:
        """The places one by one, under a progress bar where someone is there to see it and the work is long."""
        if len(places) < LONG_WORK or self.options.quiet or not sys.stderr.isatty():
            yield from places
            return
        with click.progressbar(places, label="Reading", file=sys.stderr) as bar:
            yield from bar


@contextmanager
def reporting(flags: Mapping[str, Any], sources: Sequence[Path] = ()) -> Iterator[Report]:
    """A report for a command with these `flags` and `sources`."""
    plain = {name: flags.get(name, False) for name in ("quiet", "verbose", "as_json", "strict")}
    if plain["quiet"] and plain["verbose"]:
        raise click.UsageError("-q and -v contradict each other")
    report = Report(Options(Config(), None, **plain, form=flags.get("form") or ""))
    with ending(report):
        file = _settings(flags, sources)
        if file is not None:
            report.shown[CONFIG_NAME] = file.as_posix()
            report.options = replace(report.options, config=load_config(file), config_file=file)
        yield report


@contextmanager
def ending(report: Report) -> Iterator[None]:
    """What stops the run is the last diagnostic of its report."""
    try:
        yield
    except Stop as stopped:
        report.say([stopped.diagnostic])


def _settings(flags: Mapping[str, Any], sources: Sequence[Path]) -> Path | None:
    """The settings for a command that knows of any: as named, in this folder, or from the sources upward."""
    if "config_file" not in flags:
        return None
    return Path(flags["config_file"]) if flags["config_file"] is not None else find_settings(sources)


def print_data(text: str) -> None:
    """Print what programs read: UTF-8, whatever the encoding of the terminal."""
    click.echo(text.encode(), nl=False)


def print_words(text: str) -> None:
    """Print what people read; a character that the terminal does not have is shown by its number."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding))
