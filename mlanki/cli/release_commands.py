"""The commands that begin, compare and verify releases: `init`, `diff`, `verify`."""

from pathlib import Path
from typing import Any

import click

from mlanki import pipeline
from mlanki.cli.deck_files import find_ledger_above
from mlanki.cli.options import config_option, output_options
from mlanki.cli.report import reporting
from mlanki.release.differences.corrections import to_corrections
from mlanki.release.differences.rendering import to_object, to_release_notes, to_terminal
from mlanki.release.journal import settle
from mlanki.release.ledger_file import LEDGER_NAME
from mlanki.release.publishing import write_whole
from mlanki.release.verification import verify as verify_release
from mlanki.starter import start


@click.command()
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print the changes as one JSON document.")
@click.option("--markdown", is_flag=True, help="Print the changes as release notes.")
@click.option(
    "--corrections",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write what NEW corrects as text, if anything, for learners who keep own words in Extra.",
)
def diff(old: Path, new: Path, *, markdown: bool, corrections: Path | None, **flags: Any) -> None:  # noqa: ANN401
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
    with reporting(flags, (old, new)) as report:
        changed = pipeline.diff(old, new, report.options.config)
        if corrections and (text := to_corrections(changed)):
            write_whole({corrections: text.encode()})
        told = to_release_notes(changed).rstrip("\n") if markdown else to_terminal(changed)
        report.finish(to_object(changed), told, is_data=True)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--release", metavar="NAME", default="", help="Also check that it is the release NAME, sealed.")
@click.option(
    "--lock",
    "lock_file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help=f"The ledger that it was built with.  [default: {LEDGER_NAME} in DIR, or else from there upward]",
)
@output_options
def verify(folder: Path, release: str, lock_file: Path | None, **flags: Any) -> None:  # noqa: ANN401
    """Check that the build in DIR is whole.

    Compares every file with SHA256SUMS, what the packages hold with the digests in manifest.json, and when their notes
    last changed with the ledger; what an interrupted build has left is ended first. Exit status 1
    and a line for each mismatch where something is missing, damaged, or not of the same build. A package whose notes
    are right and whose bytes are not was packed anew by something else.
    """
    with reporting(flags, (folder,)) as report:
        ledger = lock_file or find_ledger_above(folder)
        if ledger is not None:
            settle(ledger.parent)
        is_shared = lock_file is None and ledger != folder / LEDGER_NAME
        verified = verify_release(folder, release, ledger, shared=is_shared)
        report.say(verified.diagnostics)
        numbers = {"files": verified.files, "packages": verified.packages}
        report.finish(numbers, f"{verified.files} files, {verified.packages} packages: all whole")


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--from",
    "origin",
    metavar="URL@COMMIT",
    default="",
    help="The repository of mlanki that the workflow installs it from.  [default: that of this installation]",
)
@output_options
def init(folder: Path, origin: str, **flags: Any) -> None:  # noqa: ANN401
    """Begin a repository for a deck in DIR, or else in this folder.

    Writes mlanki.toml with every setting explained, a .gitignore, a workflow for GitHub that publishes a release for
    every tag, and IMPORTING.md for those who will study. What is there already is left as it is. The workflow
    installs mlanki from a repository at a commit, which an installation by pip from a repository knows, and so does a
    clone whose commit was pushed.
    """
    with reporting(flags) as report:
        written, kept = start(folder, origin)
        lines = [f"wrote {(folder / name).as_posix()}" for name in written]
        lines += [f"left {(folder / name).as_posix()} as it is" for name in kept]
        lines.append(
            f"Next: put your pages into {(folder / 'raw').as_posix()}/ and run mlanki build raw/ -o build/ there."
        )
        report.finish({"written": list(written), "kept": list(kept)}, "\n".join(lines))
