"""The commands that show cards and packages: `preview`, `inspect`."""

import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from mlanki import pipeline
from mlanki.cli.deck_files import find_ledger, refuse_source_folder
from mlanki.cli.report import reporting
from mlanki.cli.summary import numbers_of
from mlanki.pipeline.previewing import preview as site_of
from mlanki.preview import Download, changes, site_files
from mlanki.readback import Contents, media_bytes, summarise, to_object
from mlanki.release.ledger_file import load_ledger
from mlanki.release.publishing import ALL, CHECKSUMS, CORRECTIONS, MANIFEST, release_in, write_whole
from mlanki.sources import STANDARD_INPUT, find_sources, written_path


def preview(
    sources: tuple[Path, ...],
    folder: Path,
    *,
    against: Path | None,
    opens: bool,
    watches: bool,
    **flags: Any,  # noqa: ANN401
) -> None:
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
        _preview(sources, folder, against, flags, reloads=watches)
    if opens:
        webbrowser.open((folder / "index.html").resolve().as_uri())
    with suppress(KeyboardInterrupt):
        for _ in watch:
            with suppress(*tolerated):
                _preview(sources, folder, against, flags, reloads=watches)


def _preview(
    sources: Sequence[Path], folder: Path, against: Path | None, flags: Mapping[str, Any], *, reloads: bool
) -> None:
    with reporting(flags, sources) as report:
        files = [file for source in sources for file in _packages(source)]
        others = [source for source in sources if not _packages(source)]
        options = report.options
        packages = {file: pipeline.inspect(file) for file in files}
        ledger = load_ledger(find_ledger(None, options.config_file, sources, None))
        parsed = report.parse(others, folder, ledger.released_codes) if others else None
        shown = {written_path(Path(file.name)): seen for file, seen in packages.items()}
        site = site_of(parsed, shown, options.config, ledger, against)
        if len(built := [source for source in sources if (source / MANIFEST).is_file()]) == 1:
            site = replace(site, release=release_in(built[0]), downloads=tuple(_downloads(built[0], packages)))
        old = against / ALL if against and (against / ALL).is_file() else against
        before = {file: pipeline.inspect(file) for file in _packages(old)} if old else {}
        pictures: dict[str, bytes] = {}
        for file, seen in (*before.items(), *packages.items()):
            pictures |= media_bytes(file, seen.media)
        pictures |= parsed.media if parsed else {}
        written = site_files(site, {name: data for name, data in pictures.items() if data}, reloads=reloads)
        write_whole({folder / name: data for name, data in written.items()})
        index = (folder / "index.html").as_posix()
        numbers = (numbers_of(parsed) if parsed else {}) | {"cards": len(site.cards), "index": index}
        report.finish(numbers, f"{len(site.cards)} cards: {index}")


def _downloads(folder: Path, packages: Mapping[Path, Contents]) -> Iterator[Download]:
    """What learners take from the release in `folder`: the package with every note first."""
    for file in sorted(_packages(folder), key=lambda file: file.name != ALL):
        yield Download(written_path(Path(file.name)), file.read_bytes(), len(packages[file].notes))
    for file in (folder / CORRECTIONS, folder / CHECKSUMS):
        if _is_own(file):
            yield Download(file.name, file.read_bytes())


def _is_own(file: Path) -> bool:
    """Whether a file is of the folder that it is named in: what a link leads to elsewhere is nobody's to publish."""
    return file.is_file() and file.resolve().parent == file.parent.resolve()


def _packages(source: Path) -> list[Path]:
    """The packages that `source` stands for: itself, or all in a folder that a build has left."""
    if (source / MANIFEST).is_file():
        return sorted(filter(_is_own, source.glob("*.apkg")))
    return [source] if source.suffix.lower() == ".apkg" else []


def inspect(file: Path, **flags: Any) -> None:  # noqa: ANN401
    with reporting(flags, (file,)) as report:
        contents = pipeline.inspect(file)
        report.finish({"file": file.as_posix()} | to_object(contents), summarise(contents))
