"""The command line: options in, one summary out. Nothing else prints."""

import json
import os
import sys
import time
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import click
import regex

from mlanki import __version__, pipeline
from mlanki.config import FILE_NAME as CONFIG_NAME
from mlanki.config import Config, load_config
from mlanki.diagnostics import Diagnostic, Severity
from mlanki.document import Span
from mlanki.errors import Stop, stop
from mlanki.ledger import FILE_NAME as LEDGER_NAME
from mlanki.ledger import LATEST, Ledger, load_ledger, to_text
from mlanki.near import Cluster
from mlanki.near.paste import to_toml
from mlanki.pipeline import Build, Parsed
from mlanki.preview import changes, site_files
from mlanki.readback import media_bytes, read_package, summarise, to_object
from mlanki.records import MEDIA, to_json_lines
from mlanki.release import MANIFEST, publish, write_changed, write_whole
from mlanki.sources import Place, find_sources

LONG_WORK = 20  # sources; below that a progress bar would only flicker

REMARKS = {"clusters": "records that may be one question; decide with mlanki check --near"}

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
    """


def reads_sources(command: Command) -> Command:
    """Give a command its sources, and the options that all such commands share."""
    decorators = (
        click.argument(
            "sources",
            nargs=-1,
            required=True,
            metavar="SOURCE…",
            type=click.Path(exists=True, path_type=Path),
        ),
        click.option(
            "--config",
            "config_file",
            type=click.Path(dir_okay=False, exists=True, path_type=Path),
            help=f"Settings.  [default: {CONFIG_NAME} in this folder or in a SOURCE, if there is one]",
        ),
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
    with reporting(flags, sources) as report:
        options = report.options
        ledger_file = lock_file or (options.config_file.parent if options.config_file else folder) / LEDGER_NAME
        ledger = load_ledger(ledger_file)
        parsed = report.parse(sources)
        built = pipeline.build(parsed, options.config, ledger, _now())
        report.say(built.diagnostics)
        clusters = pipeline.near(parsed, options.config)
        publish(built.files, folder, ledger_file, to_text(built.ledger))
        numbers = _numbers(parsed, clusters)
        report.finish(numbers | _release_numbers(built, folder), _table(numbers, built))


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
    The pictures that they name are written into media/ beside FILE.
    """
    with reporting(flags, sources) as report:
        parsed = report.parse(sources)
        lines = to_json_lines(parsed.records)
        numbers = _numbers(parsed)
        if file is not None:
            pictures = {file.parent / MEDIA / name: data for name, data in parsed.media.items()}
            write_whole(pictures | {file: lines.encode()})
            report.finish(numbers, _table(numbers))
        elif report.options.as_json:
            report.finish(numbers | {"contents": [json.loads(line) for line in lines.splitlines()]}, "")
        else:
            _print_data(lines)


@main.command()
@reads_sources
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; made if need be.",
)
@click.option("--open", "opens", is_flag=True, help="Open the site in the browser.")
@click.option("--watch", "watches", is_flag=True, help="Write it anew whenever a source changes, until Ctrl-C.")
def preview(sources: tuple[Path, ...], folder: Path, *, opens: bool, watches: bool, **flags: Any) -> None:  # noqa: ANN401
    """Write a site into DIR that shows the cards of SOURCE… as Anki will.

    It opens from the file system: DIR/index.html. A SOURCE may also be a package (.apkg), ours or any other, or the
    folder of a build. Formulas are typeset by MathJax from the web, or offline where mlanki[preview] is installed.
    """
    # What changes while the site is written must count as changed since.
    watch = changes(lambda: (place.file for place in find_sources(sources)[0])) if watches else iter(())
    # A source that is being written may be wrong for a while; what there is to say was said.
    bearable = (SystemExit,) if watches else ()
    with suppress(*bearable):
        _preview(sources, folder, flags, reloads=watches)
    if opens:
        webbrowser.open((folder / "index.html").resolve().as_uri())
    with suppress(KeyboardInterrupt):
        for _ in watch:
            with suppress(*bearable):
                _preview(sources, folder, flags, reloads=watches)


def _preview(sources: Sequence[Path], folder: Path, flags: Mapping[str, Any], *, reloads: bool) -> None:
    files = [file for source in sources for file in _packages(source)]
    others = [source for source in sources if not _packages(source)]
    with reporting(flags, sources) as report:
        options = report.options
        packages = {file: read_package(file) for file in files}
        ledger = load_ledger(options.config_file.parent / LEDGER_NAME) if options.config_file else Ledger()
        parsed = report.parse(others) if others else None
        site = pipeline.preview(parsed, {file.name: seen for file, seen in packages.items()}, options.config, ledger)
        pictures = {media.name: media_bytes(file, media) for file, seen in packages.items() for media in seen.media}
        pictures |= parsed.media if parsed else {}
        written = site_files(site, {name: data for name, data in pictures.items() if data}, reloads=reloads)
        write_changed({folder / name: data for name, data in written.items()})
        index = (folder / "index.html").as_posix()
        numbers = (_numbers(parsed) if parsed else {}) | {"cards": len(site.cards), "index": index}
        report.finish(numbers, f"{len(site.cards)} cards: {index}")


def _packages(source: Path) -> list[Path]:
    """The packages that `source` stands for: itself, or all in a folder that a build has left."""
    if (source / MANIFEST).is_file():
        return sorted(source.glob("*.apkg"))
    return [source] if source.suffix.lower() == ".apkg" else []


@main.command()
@click.argument("file", metavar="FILE.apkg", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with every field of every note.")
def inspect(file: Path, *, as_json: bool) -> None:
    """List what FILE.apkg holds: decks, tags, note types, media and notes of any Anki package."""
    report = Report(Options(Config(), None, quiet=False, verbose=False, as_json=as_json, strict=False))
    with ending(report):
        contents = read_package(file)
        report.finish({"file": file.as_posix()} | to_object(contents), summarise(contents))


@main.command()
@reads_sources
@click.option("--near", is_flag=True, help=f"Print the open clusters in a form to be pasted into {CONFIG_NAME}.")
def check(sources: tuple[Path, ...], near: bool, **flags: Any) -> None:  # noqa: ANN401, FBT001 - click calls it by name
    """Read SOURCE…, report what a build would, and write nothing.

    Also looks for records that may be one question asked in two ways (clusters). Nothing is merged by itself: with
    --near they are printed, each with a score, the reason and the origins, for a person to decide.
    """
    with reporting(flags, sources) as report:
        options = report.options
        parsed = report.parse(sources)
        report.say(pipeline.build(parsed, options.config, Ledger(), 0).diagnostics)
        clusters = pipeline.near(parsed, options.config)
        numbers = _numbers(parsed, clusters)
        if near:
            table = to_toml(clusters, parsed.records, options.config.decisions, report.shown)
            report.finish(numbers | {"near": [_cluster(cluster) for cluster in clusters]}, table if clusters else "")
        else:
            report.finish(numbers, _table(numbers))


class Report:
    """Speaks for a command: diagnostics on stderr as they come, one summary on stdout at the end."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.said: list[Diagnostic] = []
        self.shown: Mapping[str, str] = {}

    def parse(self, sources: Sequence[Path]) -> Parsed:
        """Read the sources, and end the run where that found what must not be built upon."""
        parsed = pipeline.parse(sources, self.options.config, self.track)
        self.shown = {place.path: place.shown for place in parsed.places}
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
        elif table and not self.options.quiet:
            _print_words(table)

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
        _print_data(json.dumps(numbers | {"diagnostics": diagnostics}, ensure_ascii=False) + "\n")

    def track(self, places: Sequence[Place]) -> Iterator[Place]:
        """The places one by one, under a progress bar where someone is there to see it and the work is long."""
        if len(places) < LONG_WORK or self.options.quiet or not sys.stderr.isatty():
            yield from places
            return
        with click.progressbar(places, label="Reading", file=sys.stderr) as bar:
            yield from bar


@contextmanager
def reporting(flags: Mapping[str, Any], sources: Sequence[Path]) -> Iterator[Report]:
    """A report for a command with these `flags` and `sources`."""
    plain = {name: flags[name] for name in ("quiet", "verbose", "as_json", "strict")}
    if flags["quiet"] and flags["verbose"]:
        raise click.UsageError("-q and -v contradict each other")
    report = Report(Options(Config(), None, **plain))
    with ending(report):
        file = flags["config_file"] or _settings_near(sources)
        if file is not None:
            report.options = replace(report.options, config=load_config(file), config_file=file)
        yield report


def _settings_near(sources: Sequence[Path]) -> Path | None:
    """The settings in this folder, or else in the first of the sources that has some."""
    for folder in (Path(), *sources):
        with suppress(OSError):  # what may not be looked into is reported when it is read
            if (folder / CONFIG_NAME).is_file():
                return folder / CONFIG_NAME
    return None


@contextmanager
def ending(report: Report) -> Iterator[None]:
    """What stops the run is the last diagnostic of its report."""
    try:
        yield
    except Stop as stopped:
        report.say([stopped.diagnostic])


def _print_data(text: str) -> None:
    """Print what programs read: UTF-8, whatever the encoding of the terminal."""
    click.echo(text.encode(), nl=False)


def _print_words(text: str) -> None:
    """Print what people read; a character that the terminal does not have is shown by its number."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "backslashreplace").decode(encoding))


def _now() -> int:
    """The time of this build in seconds since 1970; `SOURCE_DATE_EPOCH` sets it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return int(time.time())
    # A mod that Anki takes for the future would hide every later correction, so a slip must not become one.
    if not regex.fullmatch(r"[0-9]{1,10}", epoch) or int(epoch) > LATEST:
        raise stop("config-invalid", "SOURCE_DATE_EPOCH", f"must be seconds since 1970, and is “{epoch}”")
    return int(epoch)


def _numbers(parsed: Parsed, clusters: Sequence[Cluster] | None = None) -> dict[str, Any]:
    numbers = {
        "sources": len(parsed.sources),
        "entries": parsed.entries,
        "records": len(parsed.records),
        "duplicates": len(parsed.duplicates),
        "conflicts": parsed.conflicts,
    }
    return numbers if clusters is None else numbers | {"clusters": len(clusters)}


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return {
        "score": cluster.score,
        "codes": list(cluster.codes),
        "links": [
            {"one": link.one, "other": link.other, "score": link.score, "reason": link.reason} for link in cluster.links
        ],
    }


def _release_numbers(built: Build, folder: Path) -> dict[str, Any]:
    return {
        "output": folder.as_posix(),
        "notes": built.packages[0].notes,
        "new": list(built.new),
        "changed": list(built.changed),
        "gone": list(built.gone),
        "packages": [{"file": p.file, "decks": list(p.decks), "notes": p.notes} for p in built.packages],
    }


def _table(numbers: Mapping[str, int], built: Build | None = None) -> str:
    """The summary for people: a line for each figure."""
    rows = [(name, str(value), REMARKS.get(name, "") if value else "") for name, value in numbers.items()]
    if built is not None:
        unchanged = built.packages[0].notes - len(built.new) - len(built.changed)
        rows.append(("notes", str(built.packages[0].notes), ""))
        rows += [("  new", str(len(built.new)), ""), ("  changed", str(len(built.changed)), "")]
        rows += [("  unchanged", str(unchanged), "")]
        if built.gone:
            rows.append(("  gone", str(len(built.gone)), ", ".join(built.gone[:8])))
        rows += [(package.file, str(package.notes), ", ".join(package.decks)) for package in built.packages]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {number:>{widths[1]}}  {remark}".rstrip() for name, number, remark in rows)
