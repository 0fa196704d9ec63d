"""The commands about releases, which promise something to learners: `init`, `release`, `diff`, `verify`, `restore`."""

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from mlanki import pipeline
from mlanki.cli.deck_files import find_ledger_above, refuse_source_folder
from mlanki.cli.making import Made, last_package, make
from mlanki.cli.report import reporting
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.errors import stop
from mlanki.file_names import LEDGER_NAME
from mlanki.pipeline.restoring import restore as restore_ledger
from mlanki.readback import read_package
from mlanki.release.differences import Changes
from mlanki.release.differences.corrections import to_corrections
from mlanki.release.differences.rendering import first_release_notes, to_object, to_release_notes, to_terminal
from mlanki.release.journal import settle
from mlanki.release.ledger_file import read_ledger, require_readable, to_text
from mlanki.release.publishing import ALL, CORRECTIONS, RELEASE_NOTES, followed, kept_package, write_whole
from mlanki.release.verification import verify as verify_release
from mlanki.scratch import scratch
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
            settle(followed(ledger).parent)
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


def release(name: str, sources: tuple[Path, ...], folder: Path, since: Path | None, **flags: Any) -> None:  # noqa: ANN401
    refuse_source_folder(folder, sources)
    with reporting(flags, sources) as report:
        made = make(report, sources, folder, flags, name)
        report.say(made.built.diagnostics, _undecided_renamings(made))
        before = since or last_package(made.ledger, folder)
        changes = made.changes_since(before) if before else None
        notes = _release_notes(made, changes)
        corrections = to_corrections(changes) if changes else ""
        with scratch() as copy:
            write_whole({copy / file: path for file, path in made.built.files.paths.items()})
            report.say(verify_release(copy, name).diagnostics)
        package = made.built.files.paths[ALL]
        files: dict[str, bytes | Path] = {RELEASE_NOTES: notes.encode(), kept_package(name): package}
        files |= {CORRECTIONS: corrections.encode()} if corrections else {}
        made.publish(folder, files)
        numbers, words = made.summary(whole=report.options.verbose)
        commands = tuple(_git_commands(name, made, sources, folder))
        told = {
            "output": folder.as_posix(),
            "release_notes": (folder / RELEASE_NOTES).as_posix(),
            "corrections": (folder / CORRECTIONS).as_posix() if corrections else None,
            "since": before.as_posix() if before else None,
            "next": commands,
        }
        lines = [words, "", f"{name} is verified and sealed. What changed is in {told['release_notes']}."]
        if corrections:
            lines.append(f"Publish {told['corrections']} as well: it spares what learners keep in Extra.")
        if made.ledger.releases and before is None:
            lines.append(f"{made.ledger.last_release} was not found, so they name codes only; say --since OLD.")
        lines += ["Next:", *(f"  {command}" for command in commands)]
        report.finish(numbers | told, "\n".join(lines))


def _undecided_renamings(made: Made) -> Iterator[Diagnostic]:
    """An error for each question that seems to be renamed: once both codes are released it is two notes for good."""
    for statement in made.proposed:
        if statement.path[0] == "alias" and statement.value in made.built.new:
            old, new = statement.path[1], statement.value
            message = (
                f"{old} seems to be {new} now: decide before both are released (mlanki decide, [alias], or retire)"
            )
            yield diagnose("renaming-undecided", Span(LEDGER_NAME, 1, 1), message, old)


def _release_notes(made: Made, changes: Changes | None) -> str:
    """What to tell learners; where the release before is not at hand, no more than the ledger knows."""
    built = made.built
    if changes is not None:
        return to_release_notes(changes)
    if not made.ledger.releases:
        return first_release_notes(made.questions())
    said = (("New", built.new), ("Changed", built.changed), ("Retired", built.retired), ("Gone", built.gone))
    told = [f"{word}: {', '.join(codes)}." for word, codes in said if codes]
    return "\n\n".join(told or ["No question has changed."]) + "\n"


def _git_commands(name: str, made: Made, sources: Sequence[Path], folder: Path) -> Iterator[str]:
    files = [made.ledger_file, *filter(None, [made.settings]), *filter(Path.exists, sources)]
    # The output is not committed, and so is ignored as a rule.
    force = ["-f"] if made.ledger_file.resolve().is_relative_to(folder.resolve()) else []
    yield shlex.join(["git", "add", *force, *dict.fromkeys(file.as_posix() for file in files)])
    yield shlex.join(["git", "commit", "-m", f"Release {name}"])
    yield shlex.join(["git", "tag", name])
    yield shlex.join(["git", "push", "origin", "HEAD", name])


def restore(packages: tuple[Path, ...], file: Path, name: str, **flags: Any) -> None:  # noqa: ANN401
    with reporting(flags, (*packages, file.parent)) as report:
        if file.exists():
            message = "is there already, and a ledger is not overwritten; name another file, or move it away first"
            raise stop("not-writable", file, message)
        contents = {package: read_package(package) for package in packages}
        ledger = restore_ledger(contents, report.options.config, name)
        require_readable(ledger, file)
        text = to_text(ledger)
        read_ledger(text, file)  # its names are of a package, which may come from anywhere
        write_whole({file: text.encode()})
        numbers = {"notes": len(ledger.notes), "ledger": file.as_posix(), "release": name}
        report.finish(numbers, f"{len(ledger.notes)} notes, sealed as {name}: {file.as_posix()}")
