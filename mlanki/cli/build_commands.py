"""The commands that turn sources into records and packages: `build`, `parse`, `check`."""

import json
from pathlib import Path
from typing import Any

import click

from mlanki.cli.deck_files import refuse_source_folder
from mlanki.cli.making import make
from mlanki.cli.options import builds, output_folder, reads_sources
from mlanki.cli.report import print_data, reporting
from mlanki.cli.summary import cluster_object, numbers_of, table
from mlanki.config import CONFIG_NAME
from mlanki.near.paste import to_toml
from mlanki.records import MEDIA, to_json_lines
from mlanki.release.differences.rendering import headline
from mlanki.release.differences.rendering import to_object as differences_object
from mlanki.release.publishing import write_whole


@click.command()
@builds
@output_folder("Where the packages go; made if need be.")
def build(sources: tuple[Path, ...], folder: Path, **flags: Any) -> None:  # noqa: ANN401
    """Build Anki packages from SOURCE… into DIR.

    Writes a package for each tag, all.apkg, records.jsonl, manifest.json and SHA256SUMS, and keeps in the ledger
    what it built, so that the next build changes only what has changed. It may be tried as often as you like: what
    learners can count on begins with mlanki release. If anything fails, the build before stays whole.
    """
    refuse_source_folder(folder, sources)
    with reporting(flags, sources) as report:
        made = make(report, sources, folder, flags)
        report.say(made.built.diagnostics)
        made.publish(folder)
        numbers, words = made.summary(whole=report.options.verbose)
        report.finish(numbers | {"output": folder.as_posix()}, words)


@click.command()
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
        settings = {"settings": report.options.config_file.as_posix()} if report.options.config_file else {}
        numbers = numbers_of(parsed)
        if file is not None:
            pictures = {file.parent / MEDIA / name: data for name, data in parsed.media.items()}
            write_whole(pictures | {file: lines.encode()})
            report.finish(numbers | settings, table(numbers, files=settings))
        elif report.options.as_json:
            report.finish(numbers | {"contents": [json.loads(line) for line in lines.splitlines()]}, "")
        else:
            print_data(lines)


@click.command()
@builds
@output_folder("Where the build would go: looked at, never written to.", required=False)
@click.option("--near", is_flag=True, help=f"Print the open clusters in a form to be pasted into {CONFIG_NAME}.")
def check(sources: tuple[Path, ...], folder: Path | None, *, near: bool, **flags: Any) -> None:  # noqa: ANN401
    """Do what a build of SOURCE… would, report the same, and write nothing.

    Tells what would be new, changed, gone or used again for those who have the last release; if DIR has kept that,
    also in what way. Also looks for records that may be one question asked in two ways (clusters). Nothing is merged by
    itself: with --near they are printed, each with a score, the reason and the origins, for a person to decide.
    """
    if folder is not None:
        refuse_source_folder(folder, sources)
    with reporting(flags, sources) as report:
        made = make(report, sources, folder, flags)
        numbers, words = made.summary(explains=True, whole=report.options.verbose)
        if before := made.kept(folder):
            changes = made.changes_since(before, report.options.config)
            numbers |= {"changes": differences_object(changes)}
            words += f"\n\nSince {made.ledger.last_release}: {headline(changes)}"
        report.harm = numbers, words
        report.say(made.built.diagnostics)
        if near:
            numbers |= {"near": [cluster_object(cluster) for cluster in made.clusters]}
            words = to_toml(made.clusters, made.parsed.records, report.options.config.decisions, report.shown)
            words = words if made.clusters else ""
        report.finish(numbers, words, is_data=near)
