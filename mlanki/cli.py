"""The command line: options in, one summary out. Nothing else prints."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import click
import regex

from mlanki import __version__, pipeline
from mlanki.changes import compare
from mlanki.changes.sides import read_release
from mlanki.changes.telling import to_object, to_release_notes, to_terminal
from mlanki.config import FILE_NAME as CONFIG_NAME
from mlanki.config import Config, load_config
from mlanki.diagnostics import Diagnostic, Severity
from mlanki.document import Span
from mlanki.errors import Stop, stop
from mlanki.ledger import FILE_NAME as LEDGER_NAME
from mlanki.ledger import LATEST, load_ledger, to_text
from mlanki.pipeline import Build, Parsed
from mlanki.records import to_json_lines
from mlanki.release import publish, write_whole
from mlanki.sources import Place
from mlanki.starter import start
from mlanki.verify import verify as verify_release

LONG_WORK = 20  # sources; below that a progress bar would only flicker

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Options:
    """What every command that reads sources is told about how to speak, and with which settings to work."""

    config: Config
    config_file: Path | None
    quiet: bool
    verbose: bool
    as_json: bool
    strict: bool

    def shows(self, diagnostic: Diagnostic) -> bool:
        least = Severity.ERROR if self.quiet else Severity.NOTE if self.verbose else Severity.WARNING
        return diagnostic.severity >= least

    def fails(self, diagnostics: Iterable[Diagnostic]) -> bool:
        """Whether something among these makes the run a failure."""
        bearable = Severity.NOTE if self.strict else Severity.WARNING
        return any(diagnostic.severity > bearable for diagnostic in diagnostics)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mlanki", message="%(prog)s %(version)s")
def main() -> None:
    """Turn scraped machine-learning interview questions into Anki decks.

    A SOURCE is a file or a folder. Folders are walked in sorted order; dot files, README*, LICENSE* and *.toml
    are passed over. Problems are reported on stderr as "path:line: message [code]".

    Exit status: 0 done; 1 the input had errors, or warnings under --strict; 2 wrong usage.

    Shell completion: eval "$(_MLANKI_COMPLETE=bash_source mlanki)", likewise zsh_source and fish_source.

    \b
    Files:
      mlanki.toml        settings, in the folder that mlanki is run in
      mlanki.lock        the ledger of what was released; commit it
    Environment:
      SOURCE_DATE_EPOCH  the time of a build in seconds since 1970
    Examples:
      mlanki init deck
      mlanki build raw/ -o build/
      mlanki diff last-month/all.apkg build/ --markdown
    """  # noqa: D301 - click takes a real \b for the mark of lines that it must not wrap


config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help=f"Settings.  [default: {CONFIG_NAME} in this folder, if there is one]",
)


def reads_sources(command: Command) -> Command:
    """Give a command its sources, and the options that all such commands share."""
    argument = click.argument(
        "sources",
        nargs=-1,
        required=True,
        metavar="SOURCE…",
        type=click.Path(exists=True, path_type=Path),
    )
    return argument(config_option(manners(command)))


def manners(command: Command) -> Command:
    """Give a command the options that say how it speaks."""
    decorators = (
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
        click.option("-v", "--verbose", is_flag=True, help="Also explain what was decided: duplicates, changes."),
        click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document."),
        click.option("--strict", is_flag=True, help="Fail on warnings too."),
    )
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


@main.command()
@reads_sources
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=True, path_type=Path),
    help="Where the packages go; made if need be.",
)
@click.option(
    "--lock",
    "lock_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The ledger.  [default: {LEDGER_NAME} beside {CONFIG_NAME}, or else in DIR]",
)
def build(sources: tuple[Path, ...], folder: Path, lock_file: Path | None, **flags: Any) -> None:  # noqa: ANN401
    """Build Anki packages from SOURCE… into DIR.

    Writes a package for each tag, all.apkg, records.jsonl, manifest.json and SHA256SUMS, and keeps in the ledger
    what it released, so that the next build changes only what has changed. If anything fails, the build before
    stays whole.
    """
    with reporting(flags) as report:
        options = report.options
        ledger_file = lock_file or (options.config_file.parent if options.config_file else folder) / LEDGER_NAME
        report.shown[LEDGER_NAME] = ledger_file.as_posix()
        ledger = load_ledger(ledger_file)
        parsed = report.parse(sources)
        built = pipeline.build(parsed, options.config, ledger, _now())
        report.say(built.diagnostics)
        publish(built.files, folder, ledger_file, to_text(built.ledger))
        report.finish(_numbers(parsed) | _release_numbers(built, folder), _table(parsed, built))


@main.command()
@reads_sources
@click.option(
    "-o",
    "--output",
    "file",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the records go.  [default: standard output]",
)
def parse(sources: tuple[Path, ...], file: Path | None, **flags: Any) -> None:  # noqa: ANN401
    """Read SOURCE… and write the records, one JSON object a line.

    Without -o the records go to standard output, and no summary; with --json they are part of its document.
    """
    with reporting(flags) as report:
        parsed = report.parse(sources)
        lines = to_json_lines(parsed.records)
        numbers = _numbers(parsed)
        if file is not None:
            write_whole({file: lines.encode()})
            report.finish(numbers, _table(parsed))
        elif report.options.as_json:
            report.finish(numbers | {"contents": [json.loads(line) for line in lines.splitlines()]}, "")
        else:
            click.echo(lines, nl=False)


@main.command()
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print the changes as one JSON document.")
@click.option("--markdown", is_flag=True, help="Print the changes as release notes.")
def diff(old: Path, new: Path, *, markdown: bool, **flags: Any) -> None:  # noqa: ANN401
    """Tell what changed from the release OLD to the release NEW.

    Each is a package, a folder that build has written, or records.jsonl, in any mix; sources will do too. Questions
    are new, changed, renamed, moved to another deck, retagged or retired; what changed is shown by words and whole
    formulas, as [-gone-] and {+new+}. Only questions with an answer count, since others have no card.

    \b
    Examples:
      mlanki diff last-month/all.apkg build/
      mlanki diff last-month/records.jsonl build/ --markdown > notes.md
    """  # noqa: D301 - as above
    if markdown and flags["as_json"]:
        raise click.UsageError("--json and --markdown contradict each other")
    with reporting(flags) as report:
        config = report.options.config
        changes = compare(read_release(old, config), read_release(new, config))
        report.finish(to_object(changes), to_release_notes(changes).rstrip("\n") if markdown else to_terminal(changes))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@manners
def verify(folder: Path, **flags: Any) -> None:  # noqa: ANN401
    """Check that the release in DIR is whole.

    Compares every file with SHA256SUMS, and what the packages hold with the digests in manifest.json. Exit status 1
    and a line for each mismatch where something is missing, damaged, or not of the same build. A package whose notes
    are right and whose bytes are not was packed anew by something else.
    """
    with reporting(flags) as report:
        verified = verify_release(folder)
        report.say(verified.diagnostics)
        numbers = {"files": verified.files, "packages": verified.packages}
        report.finish(numbers, f"{verified.files} files, {verified.packages} packages: all whole")


@main.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@manners
def init(folder: Path, **flags: Any) -> None:  # noqa: ANN401
    """Begin a repository for a deck in DIR, or else in this folder.

    Writes mlanki.toml with every setting explained, a .gitignore, and a workflow for GitHub that publishes a release
    for every tag. What is there already is left as it is.
    """
    with reporting(flags) as report:
        written, kept = start(folder)
        lines = [f"wrote {(folder / name).as_posix()}" for name in written]
        lines += [f"left {(folder / name).as_posix()} as it is" for name in kept]
        lines.append(
            f"Next: put your pages into {(folder / 'raw').as_posix()}/ and run mlanki build raw/ -o build/ there."
        )
        report.finish({"written": list(written), "kept": list(kept)}, "\n".join(lines))


class Report:
    """Speaks for a command: diagnostics on stderr as they come, one summary on stdout at the end."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.said: list[Diagnostic] = []
        self.shown: dict[str, str] = {}

    def parse(self, sources: Sequence[Path]) -> Parsed:
        """Read the sources, and end the run where that found what must not be built upon."""
        parsed = pipeline.parse(sources, self.options.config, self.track)
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
        if self.options.as_json:
            self._print_json({"ok": False})
        sys.exit(1)

    def finish(self, numbers: dict[str, Any], table: str) -> None:
        if self.options.as_json:
            self._print_json({"ok": True} | numbers)
        elif not self.options.quiet:
            click.echo(table)

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
        click.echo(json.dumps(numbers | {"diagnostics": diagnostics}, ensure_ascii=False))

    def track(self, places: Sequence[Place]) -> Iterator[Place]:
        """The places one by one, under a progress bar where someone is there to see it and the work is long."""
        if len(places) < LONG_WORK or self.options.quiet or not sys.stderr.isatty():
            yield from places
            return
        with click.progressbar(places, label="Reading", file=sys.stderr) as bar:
            yield from bar


@contextmanager
def reporting(flags: Mapping[str, Any]) -> Iterator[Report]:
    """A report for a command with these `flags`; what stops the run is its last diagnostic."""
    plain = {name: flags.get(name, False) for name in ("quiet", "verbose", "as_json", "strict")}
    if plain["quiet"] and plain["verbose"]:
        raise click.UsageError("-q and -v contradict each other")
    report = Report(Options(Config(), None, **plain))
    try:
        file = _settings(flags)
        if file is not None:
            report.shown[CONFIG_NAME] = file.as_posix()
            report.options = replace(report.options, config=load_config(file), config_file=file)
        yield report
    except Stop as stopped:
        report.say([stopped.diagnostic])
        report.fail()


def _settings(flags: Mapping[str, Any]) -> Path | None:
    """The file of settings for a command that knows of any."""
    if "config_file" not in flags:
        return None
    file: Path | None = flags["config_file"]
    return file or (Path(CONFIG_NAME) if Path(CONFIG_NAME).is_file() else None)


def _now() -> int:
    """The time of this build in seconds since 1970; `SOURCE_DATE_EPOCH` sets it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return int(time.time())
    # A mod that Anki takes for the future would hide every later correction, so a slip must not become one.
    if not regex.fullmatch(r"[0-9]{1,10}", epoch) or int(epoch) > LATEST:
        raise stop("config-invalid", "SOURCE_DATE_EPOCH", f"must be seconds since 1970, and is “{epoch}”")
    return int(epoch)


def _numbers(parsed: Parsed) -> dict[str, Any]:
    return {
        "sources": len(parsed.sources),
        "entries": parsed.entries,
        "records": len(parsed.records),
        "duplicates": len(parsed.duplicates),
        "conflicts": parsed.conflicts,
    }


def _release_numbers(built: Build, folder: Path) -> dict[str, Any]:
    return {
        "output": folder.as_posix(),
        "notes": built.packages[0].notes,
        "new": list(built.new),
        "changed": list(built.changed),
        "gone": list(built.gone),
        "retired": list(built.retired),
        "packages": [{"file": p.file, "decks": list(p.decks), "notes": p.notes} for p in built.packages],
    }


def _table(parsed: Parsed, built: Build | None = None) -> str:
    """The summary for people: a line for each figure."""
    rows = [(name, str(value), "") for name, value in _numbers(parsed).items()]
    if built is not None:
        unchanged = built.packages[0].notes - len(built.new) - len(built.changed)
        rows.append(("notes", str(built.packages[0].notes), ""))
        rows += [("  new", str(len(built.new)), ""), ("  changed", str(len(built.changed)), "")]
        rows += [("  unchanged", str(unchanged), "")]
        for name, codes in (("  retired", built.retired), ("  gone", built.gone)):
            if codes:
                rows.append((name, str(len(codes)), ", ".join(codes[:8])))
        rows += [(package.file, str(package.notes), ", ".join(package.decks)) for package in built.packages]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {number:>{widths[1]}}  {remark}".rstrip() for name, number, remark in rows)
