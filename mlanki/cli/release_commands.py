"""The commands that begin, compare and verify releases: `init`, `diff`, `verify`."""

from pathlib import Path
from typing import Any

import click

from mlanki import pipeline
from mlanki.cli.deck_files import find_ledger_above
from mlanki.cli.report import reporting
from mlanki.file_names import LEDGER_NAME
from mlanki.release.differences.corrections import to_corrections
from mlanki.release.differences.rendering import to_object, to_release_notes, to_terminal
from mlanki.release.journal import settle
from mlanki.release.publishing import write_whole
from mlanki.release.verification import verify as verify_release
from mlanki.starter import start


def diff(old: Path, new: Path, *, markdown: bool, corrections: Path | None, **flags: Any) -> None:  # noqa: ANN401
    if markdown and flags["as_json"]:
        raise click.UsageError("--json and --markdown contradict each other")
    with reporting(flags, (old, new)) as report:
        changed = pipeline.diff(old, new, report.options.config)
        if corrections and (text := to_corrections(changed)):
            write_whole({corrections: text.encode()})
        told = to_release_notes(changed).rstrip("\n") if markdown else to_terminal(changed)
        report.finish(to_object(changed), told, is_data=True)


def verify(folder: Path, release: str, lock_file: Path | None, **flags: Any) -> None:  # noqa: ANN401
    with reporting(flags, (folder,)) as report:
        ledger = lock_file or find_ledger_above(folder)
        if ledger is not None:
            settle(ledger.parent)
        is_shared = lock_file is None and ledger != folder / LEDGER_NAME
        verified = verify_release(folder, release, ledger, shared=is_shared)
        report.say(verified.diagnostics)
        numbers = {"files": verified.files, "packages": verified.packages}
        report.finish(numbers, f"{verified.files} files, {verified.packages} packages: all whole")


def init(folder: Path, origin: str, **flags: Any) -> None:  # noqa: ANN401
    with reporting(flags) as report:
        written, kept = start(folder, origin)
        lines = [f"wrote {(folder / name).as_posix()}" for name in written]
        lines += [f"left {(folder / name).as_posix()} as it is" for name in kept]
        lines.append(
            f"Next: put your pages into {(folder / 'raw').as_posix()}/ and run mlanki build raw/ -o build/ there."
        )
        report.finish({"written": list(written), "kept": list(kept)}, "\n".join(lines))
