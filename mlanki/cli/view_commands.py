"""The commands that show cards and packages: `preview`, `inspect`."""

import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from mlanki import pipeline
from mlanki.cli.deck_files import find_ledger, refuse_source_folder
from mlanki.cli.options import reads_sources
from mlanki.cli.report import Options, Report, ending, reporting
from mlanki.cli.summary import numbers_of
from mlanki.config import Config
from mlanki.preview import changes, site_files
from mlanki.readback import media_bytes, summarise, to_object
from mlanki.release.journal import settle
from mlanki.release.ledger_file import load_ledger
from mlanki.release.publishing import MANIFEST, write_changed
from mlanki.sources import STANDARD_INPUT, find_sources


@click.command()
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
    if watches and STANDARD_INPUT in sources:
        raise click.UsageError("standard input cannot be watched")
    refuse_source_folder(folder, sources)
    # What changes while the site is written must count as changed since.
    written = folder.resolve()

    def watched() -> Iterator[Path]:
        places, _ = find_sources(sources, lambda inner: inner.resolve() == written)
        return (place.file for place in places)

    watch = changes(watched) if watches else iter(())
    # A source that is being written may be wrong for a while; what there is to say was said.
    tolerated = (SystemExit,) if watches else ()
    with suppress(*tolerated):
        _preview(sources, folder, flags, reloads=watches)
    if opens:
        webbrowser.open((folder / "index.html").resolve().as_uri())
    with suppress(KeyboardInterrupt):
        for _ in watch:
            with suppress(*tolerated):
                _preview(sources, folder, flags, reloads=watches)


def _preview(sources: Sequence[Path], folder: Path, flags: Mapping[str, Any], *, reloads: bool) -> None:
    with reporting(flags, sources) as report:
        files = [file for source in sources for file in _packages(source)]
        others = [source for source in sources if not _packages(source)]
        options = report.options
        packages = {file: pipeline.inspect(file) for file in files}
        ledger = load_ledger(find_ledger(None, options.config_file, sources, None))
        parsed = report.parse(others, folder, ledger.released_codes) if others else None
        site = pipeline.preview(parsed, {file.name: seen for file, seen in packages.items()}, options.config, ledger)
        pictures = {media.name: media_bytes(file, media) for file, seen in packages.items() for media in seen.media}
        pictures |= parsed.media if parsed else {}
        written = site_files(site, {name: data for name, data in pictures.items() if data}, reloads=reloads)
        write_changed({folder / name: data for name, data in written.items()})
        index = (folder / "index.html").as_posix()
        numbers = (numbers_of(parsed) if parsed else {}) | {"cards": len(site.cards), "index": index}
        report.finish(numbers, f"{len(site.cards)} cards: {index}")


def _packages(source: Path) -> list[Path]:
    """The packages that `source` stands for: itself, or all in a folder that a build has left."""
    if (source / MANIFEST).is_file():
        return sorted(source.glob("*.apkg"))
    return [source] if source.suffix.lower() == ".apkg" else []


@click.command()
@click.argument("file", metavar="FILE.apkg", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with every field of every note.")
def inspect(file: Path, *, as_json: bool) -> None:
    """List what FILE.apkg holds, whoever made it.

    Decks, tags, note types, media and notes; of packages in the older and the newer format.
    """
    report = Report(Options(Config(), None, quiet=False, verbose=False, as_json=as_json, strict=False))
    with ending(report):
        settle(file.parent)
        contents = pipeline.inspect(file)
        report.finish({"file": file.as_posix()} | to_object(contents), summarise(contents))
