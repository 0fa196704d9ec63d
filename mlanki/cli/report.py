"""Prints what a command has to say: diagnostics on stderr as they come, one summary on stdout at the end."""

import json
import os
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

import click

from mlanki import patterns as regex
from mlanki import pipeline
from mlanki.cache import user_cache
from mlanki.cli.deck_files import find_settings, settle_around
from mlanki.cli.sarif import to_sarif
from mlanki.cli.summary import begun
from mlanki.cli.terminal import PRINTERS, in_one_line, visible_json
from mlanki.config import Config, parse_config, read_settings
from mlanki.diagnostics import EVIDENCE, Diagnostic, Severity
from mlanki.errors import Stop
from mlanki.file_names import CONFIG_NAME
from mlanki.patterns import keep as keep_patterns
from mlanki.pipeline import Parsed
from mlanki.pipeline.gathering import AT_ONCE, Effort
from mlanki.sources import LARGEST, Place, largest_of

LONG_WORK = 20  # sources; below that a progress bar would only flicker

LONGEST_LINE = 159  # characters of a diagnostic
LEAST_REPEATED = {"“": 12, "`": 12, "(": 24}  # characters; less would not be found again, and no reason any more
REPEATED = regex.compile(
    r"""  “ (?P<said> [^”]+ ) ”
        | ` (?P<said> [^`]+ ) `
        | \( (?P<said> [^()]+ ) \)""",
    regex.VERBOSE,
)
KINDS_TOLD = 4  # kinds of problems in a tally

PLAIN_FLAGS = ("quiet", "verbose", "as_json", "as_sarif", "strict", "form")  # each under its name in the options
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


@dataclass(frozen=True, slots=True)
class Options:
    """What every command that reads sources is told about how to speak, and with which settings to work."""

    config: Config = field(default_factory=Config)
    config_file: Path | None = None
    quiet: bool = False
    verbose: bool = False
    as_json: bool = False
    strict: bool = False
    form: str = ""  # of all sources, if it was named
    effort: Effort = AT_ONCE
    largest: int = LARGEST  # bytes of one source or picture
    as_sarif: bool = False
    select: frozenset[str] = frozenset()
    ignore: frozenset[str] = frozenset()
    fail_on: frozenset[str] = frozenset()
    config_text: str = ""  # as it was read

    def shows(self, diagnostic: Diagnostic) -> bool:
        least = Severity.ERROR if self.quiet else Severity.NOTE if self.verbose else Severity.WARNING
        return diagnostic.severity >= least

    def concerns(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic is to be told at all; an error always is."""
        if diagnostic.severity is Severity.ERROR:
            return True
        return diagnostic.code not in self.ignore and (not self.select or diagnostic.code in self.select)

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether a diagnostic makes the run a failure."""
        least = Severity.WARNING if self.strict or "warning" in self.fail_on else Severity.ERROR
        return diagnostic.severity >= least or diagnostic.code in self.fail_on


class Report:
    """Speaks for a command: diagnostics on stderr as they come, one summary on stdout at the end."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.heard: list[Sequence[Diagnostic]] = []
        self.told: list[tuple[str, str]] = []  # what was printed of it and with it
        self.shown: dict[str, str] = {}
        self.harm: tuple[dict[str, Any], str] = ({}, "")  # numbers and table that a failing run shows all the same

    def parse(
        self, sources: Sequence[Path], output: Path | None = None, released: Collection[str] = frozenset()
    ) -> Parsed:
        """Read the sources without `output`, and end the run where that found what must not be built upon."""
        parsed = self.parse_silently(sources, output, released)
        self.say(parsed.evidence, parsed.diagnostics)
        return parsed

    def parse_silently(self, sources: Sequence[Path], output: Path | None, released: Collection[str]) -> Parsed:
        """Read the sources without `output`; what is said of them afterwards has the paths that the person wrote."""
        options = self.options
        parsed = pipeline.parse(
            sources,
            options.config,
            self.track,
            options.form,
            output=output,
            released=released,
            effort=options.effort,
            largest=options.largest,
        )
        self.shown |= {place.path: place.shown for place in parsed.places}
        return parsed

    def say(self, *diagnostics: Iterable[Diagnostic]) -> None:
        """Print what the options let be seen; end the run if one of them is a failure."""
        heard = [each if isinstance(each, Sequence) else tuple(each) for each in diagnostics]
        self.heard += heard
        is_failure = False
        for diagnostic in filter(self.options.concerns, chain(*heard)):
            if self.options.shows(diagnostic):
                self._tell("diagnostic", _line(self._as_written(diagnostic), whole=self.options.verbose))
            is_failure = is_failure or self.options.fails(diagnostic)
        if is_failure:
            self.fail()

    @property
    def said(self) -> Iterator[Diagnostic]:
        """All that was to be told so far."""
        return filter(self.options.concerns, chain(*self.heard))

    def _as_written(self, diagnostic: Diagnostic) -> Diagnostic:
        """With the path as the person wrote it."""
        span = diagnostic.span
        return replace(diagnostic, span=replace(span, path=self.shown.get(span.path, span.path)))

    def fail(self) -> NoReturn:
        """End the run with a line that says why: `-q` shows no warning, and many lines hide the one that counts."""
        errors = tally(self.said, Severity.ERROR, whole=self.options.verbose)
        option = "--strict" if self.options.strict else "--fail-on"
        others = tally(filter(self.options.fails, self.said), whole=self.options.verbose)
        why = errors or f"{others}, which {option} does not allow"
        numbers, table = self.harm
        self._print({"ok": False} | numbers, table)
        click.echo(f"mlanki: failed with {why}", err=True)
        sys.exit(1)

    def finish(self, numbers: dict[str, Any], table: str, *, is_data: bool = False) -> None:
        """Print the summary: `numbers` as JSON, or else `table`, with a tally of the warnings unless it is data."""
        counted = "" if is_data else tally(self.said, Severity.WARNING, whole=self.options.verbose)
        self._print({"ok": True} | numbers, "\n".join(filter(None, (table, counted))))

    def _print(self, numbers: dict[str, Any], table: str) -> None:
        """Print the report in the form that was asked for."""
        if self.options.as_sarif:
            self._tell_object(to_sarif(map(self._as_written, filter(self.options.shows, self.said))))
        elif self.options.as_json:
            self._tell_object(numbers | {"diagnostics": self._weighed()})
        elif table and not self.options.quiet:
            self._tell("words", table)

    def _weighed(self) -> list[dict[str, Any]]:
        """The diagnostics as JSON has them, in the order of their weight."""
        told = [self._as_written(each) for each in self.said if self.options.verbose or each.code not in EVIDENCE]
        return [
            {
                "code": diagnostic.code,
                "severity": str(diagnostic.severity),
                "path": diagnostic.span.path,
                "line": diagnostic.span.first,
                "message": diagnostic.message,
            }
            for diagnostic in sorted(told, key=lambda each: -each.severity)
        ]

    def _tell_object(self, content: Mapping[str, Any]) -> None:
        self._tell("data", visible_json(json.dumps(content, ensure_ascii=False)) + "\n")

    def _tell(self, kind: str, text: str) -> None:
        self.told.append((kind, text))
        PRINTERS[kind](text)

    def track(self, places: Sequence[Place]) -> Iterator[Place]:
        """The places one by one, under a progress bar where someone is there to see it and the work is long."""
        if len(places) < LONG_WORK or self.options.quiet or not sys.stderr.isatty():
            yield from places
            return
        with click.progressbar(places, label="Reading", file=sys.stderr) as bar:
            yield from bar


def _line(diagnostic: Diagnostic, *, whole: bool) -> str:
    """`path:line: warning: message [code]`, coloured."""
    severity = click.style(f"{diagnostic.severity}:", fg=COLOURS[diagnostic.severity], bold=True)
    place, said = in_one_line(str(diagnostic.span)), in_one_line(diagnostic.message)
    around = len(f"{place}: {diagnostic.severity}:  [{diagnostic.code}]")
    message = said if whole else fitted(said, LONGEST_LINE - around)
    return f"{place}: {severity} {message} [{diagnostic.code}]"


def fitted(message: str, room: int) -> str:
    """The message in at most `room` characters: what it repeats of the input is cut, the longest first.

    Its own words stay, for they say what to do; so it may be longer still.

    >>> fitted("“What is a very long question about?” belongs to no question", 48)
    '“What is a very long qu…” belongs to no question'
    """
    while (excess := len(message) - room) > 0:
        spare = {found: len(found["said"]) - LEAST_REPEATED[found[0][0]] for found in REPEATED.finditer(message)}
        longest = max(spare, key=lambda found: spare[found], default=None)
        if longest is None or spare[longest] <= 0:
            break
        kept = longest["said"][: -min(excess, spare[longest]) - 1].rstrip() + "…"
        message = message[: longest.start("said")] + kept + message[longest.end("said") :]
    return message


def tally(diagnostics: Iterable[Diagnostic], severity: Severity | None = None, *, whole: bool) -> str:
    """How many of one severity there are, and of which codes: `3 warnings (2 no-answer, 1 no-record)`, or nothing.

    It is `whole` with every code where there are many. Where no severity is named, it is that which weighs most.
    """
    counted = Counter((each.severity, each.code) for each in diagnostics)
    severity = max((weight for weight, _ in counted), default=None) if severity is None else severity
    codes = Counter({code: number for (weight, code), number in counted.items() if weight is severity})
    if not codes:
        return ""
    kinds = [f"{number} {code}" if len(codes) > 1 else code for code, number in codes.most_common()]
    listed = ", ".join(begun(kinds, KINDS_TOLD, whole=whole))
    return f"{codes.total()} {severity}{'s' * (codes.total() > 1)} ({listed})"


@contextmanager
def reporting(flags: Mapping[str, Any], sources: Sequence[Path] = ()) -> Iterator[Report]:
    """A report for a command with these `flags` and `sources`, once what was interrupted there is ended."""
    plain = {name: flags[name] for name in PLAIN_FLAGS if flags.get(name)}
    # An option that may be given several times has several codes each time.
    codes: dict[str, Any] = {name: frozenset().union(*flags.get(name, ())) for name in ("select", "ignore", "fail_on")}
    report = Report(Options(**plain, **codes, effort=_effort(flags), largest=largest_of(flags.get("max_size"))))
    if report.options.quiet and report.options.verbose:
        raise click.UsageError("-q and -v contradict each other")
    try:
        settle_around(sources)
        file = find_settings(flags, sources)
        if file is not None:
            report.shown[CONFIG_NAME] = file.as_posix()
            text = read_settings(file)
            config = parse_config(text, file)
            report.options = replace(report.options, config=config, config_file=file, config_text=text)
        try:
            yield report
        finally:
            if report.options.effort.cache:
                keep_patterns(report.options.effort.cache)
    except Stop as stopped:  # the last diagnostic
        report.say([stopped.diagnostic])


def _effort(flags: Mapping[str, Any]) -> Effort:
    """What a command that reads sources was told to spend on it."""
    if "no_cache" not in flags:
        return AT_ONCE
    # In a container a process may use fewer processors than there are.
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return Effort(flags["jobs"] or processors, None if flags["no_cache"] else user_cache())
