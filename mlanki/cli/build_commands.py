"""The commands that turn sources into records and packages: `build`, `parse`, `check`."""

import json
import os
import time
from pathlib import Path
from typing import Any

import click
import regex

from mlanki import pipeline
from mlanki.cli.options import reads_sources
from mlanki.cli.report import print_data, reporting
from mlanki.cli.summary import cluster_object, numbers_of, release_numbers, table
from mlanki.config import CONFIG_NAME
from mlanki.errors import stop
from mlanki.near.paste import to_toml
from mlanki.records import MEDIA, to_json_lines
from mlanki.release.ledger import LATEST, LEDGER_NAME, Ledger, load_ledger, to_text
from mlanki.release.publishing import publish, write_whole

SECONDS = regex.compile(r"[0-9]{1,10}")


@click.command()
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
        report.shown[LEDGER_NAME] = ledger_file.as_posix()
        ledger = load_ledger(ledger_file)
        parsed = report.parse(sources)
        built = pipeline.build(parsed, options.config, ledger, _now())
        report.say(built.diagnostics)
        clusters = pipeline.near(parsed, options.config)
        publish(built.files, folder, ledger_file, to_text(built.ledger))
        numbers = numbers_of(parsed, clusters)
        report.finish(numbers | release_numbers(built, folder), table(numbers, built, whole=options.verbose))


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
        numbers = numbers_of(parsed)
        if file is not None:
            pictures = {file.parent / MEDIA / name: data for name, data in parsed.media.items()}
            write_whole(pictures | {file: lines.encode()})
            report.finish(numbers, table(numbers))
        elif report.options.as_json:
            report.finish(numbers | {"contents": [json.loads(line) for line in lines.splitlines()]}, "")
        else:
            print_data(lines)


@click.command()
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
        numbers = numbers_of(parsed, clusters)
        if near:
            pasted = to_toml(clusters, parsed.records, options.config.decisions, report.shown)
            told = numbers | {"near": [cluster_object(cluster) for cluster in clusters]}
            report.finish(told, pasted if clusters else "", is_data=True)
        else:
            report.finish(numbers, table(numbers))


def _now() -> int:
    """The time of this build in seconds since 1970; `SOURCE_DATE_EPOCH` sets it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return int(time.time())
    # A mod that Anki takes for the future would hide every later correction, so a slip must not become one.
    if not SECONDS.fullmatch(epoch) or int(epoch) > LATEST:
        raise stop("config-invalid", "SOURCE_DATE_EPOCH", f"must be seconds since 1970, and is “{epoch}”")
    return int(epoch)
