"""The commands that turn sources into records and packages: `build`, `parse`, `check`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mlanki.cli.deck_files import refuse_source_folder
from mlanki.cli.making import Made, last_package, make
from mlanki.cli.options import REPORT_FORMS
from mlanki.cli.report import reporting
from mlanki.cli.summary import cluster_object, numbers_of, table
from mlanki.cli.terminal import print_data, visible_json
from mlanki.cli.unchanged import Grounds, remember
from mlanki.file_names import LEDGER_NAME, MEDIA
from mlanki.near import to_toml
from mlanki.records import json_lines, to_json_lines
from mlanki.release.differences import headline
from mlanki.release.differences.rendering import to_object as differences_object
from mlanki.release.files import Files
from mlanki.release.ledger_file import to_text
from mlanki.release.publishing import sha256, write_whole


def build(sources: tuple[Path, ...], folder: Path, **flags: Any) -> None:  # noqa: ANN401
    refuse_source_folder(folder, sources)
    with reporting(flags, sources) as report:
        made = make(report, sources, folder, flags)
        report.say(made.built.diagnostics)
        has_changed = made.publish(folder)
        numbers, words = made.summary(whole=report.options.verbose)
        report.finish(numbers | {"output": folder.as_posix()}, words)
        if report.options.effort.cache and _tells_the_same(made, flags, has_changed=has_changed):
            grounds = Grounds(
                flags,
                sources,
                folder,
                made.settings,
                report.options.config_text,
                made.ledger_file,
                sha256(to_text(made.built.ledger).encode()),
                made.parsed.places,
                made.parsed.unread,
                list(made.parsed.digests),
            )
            remember(report.options.effort.cache, grounds, made.built.files.digests, made.parsed.sought, report.told)


def _tells_the_same(made: Made, flags: Mapping[str, Any], *, has_changed: bool) -> bool:
    """Whether the next build writes and tells what this one did, as long as nothing changes that `Grounds` know of.

    They know of no figure that settings name, and of nothing that was released elsewhere. How a released question ends
    is told from the ledger and the output of before, which this build may have changed.
    """
    built = made.built
    is_known = not flags["before"] and not any(edit.figure for edit in made.config.decisions.edits)
    ends = built.gone or built.merged or built.retired
    in_ledger = any(each.span.path == LEDGER_NAME for each in built.diagnostics)
    return is_known and not (has_changed and (ends or in_ledger))


def parse(sources: tuple[Path, ...], file: Path | None, **flags: Any) -> None:  # noqa: ANN401
    with reporting(flags, sources) as report:
        parsed = report.parse(sources)
        settings = {"settings": report.options.config_file.as_posix()} if report.options.config_file else {}
        numbers = numbers_of(parsed)
        if file is not None:
            pictures = {file.parent / MEDIA / name: data for name, data in parsed.media.items()}
            files = Files()
            files.put(file.name, (line.encode() for line in json_lines(parsed.records)))
            write_whole({**pictures, file: files.paths[file.name]})
            report.finish(numbers | settings, table(numbers, files=settings))
        elif report.options.as_json:
            report.finish(numbers | {"contents": [*map(json.loads, json_lines(parsed.records))]}, "")
        else:
            print_data(visible_json(to_json_lines(parsed.records)))


def check(
    sources: tuple[Path, ...],
    folder: Path | None,
    *,
    output: str | None,
    near: bool,
    **flags: Any,  # noqa: ANN401
) -> None:
    if output in REPORT_FORMS:
        flags["as_json"] |= output == "json"
        flags["as_sarif"] = output == "sarif"
    elif output is not None:
        folder = Path(output)  # as --output still says for a build
        if not folder.is_dir():
            raise click.UsageError(f"--output “{output}” is none of {', '.join(REPORT_FORMS)}, nor a folder")
    if folder is not None:
        refuse_source_folder(folder, sources)
    with reporting(flags, sources) as report:
        made = make(report, sources, folder, flags)
        numbers, words = made.summary(explains=True, whole=report.options.verbose)
        if before := last_package(made.ledger, folder):
            changes = made.changes_since(before)
            numbers |= {"changes": differences_object(changes)}
            words += f"\n\nSince {made.ledger.last_release}: {headline(changes)}"
        report.harm = numbers, words
        report.say(made.built.diagnostics)
        if near:
            numbers |= {"near": [cluster_object(cluster) for cluster in made.clusters]}
            words = to_toml(made.clusters, made.parsed.records, report.options.config.decisions, report.shown)
            words = words if made.clusters else ""
        report.finish(numbers, words, is_data=near)
