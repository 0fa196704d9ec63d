"""Makes a build as `build`, `check` and `release` do, with the ledger that it goes by; nothing is written."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mlanki import patterns as regex
from mlanki import pipeline
from mlanki.cli.deck_files import find_ledger
from mlanki.cli.report import Report
from mlanki.cli.summary import numbers_of, release_numbers, table
from mlanki.config import Config
from mlanki.decisions.statements import DecisionLine, to_paste
from mlanki.errors import Stop, stop
from mlanki.file_names import CONFIG_NAME, LEDGER_NAME
from mlanki.near import Cluster
from mlanki.pipeline import Build, Parsed
from mlanki.pipeline.comparing import own_notes, read_release, to_released
from mlanki.pipeline.opening import undecided
from mlanki.pipeline.remembering import Releases
from mlanki.pipeline.restoring import is_outdated
from mlanki.readback import Contents, read_package
from mlanki.release.differences import Changes, Released, compare
from mlanki.release.files import Content
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import LATEST, load_ledger, require_readable, to_text
from mlanki.release.packing import PackagesBefore
from mlanki.release.publishing import (
    ALL,
    MANIFEST,
    is_output,
    kept_package,
    kept_packages,
    ledger_bytes,
    publish,
    release_in,
)

UNDECIDED = f"To be decided: run mlanki decide, or paste this into {CONFIG_NAME} as far as it is right,"

SECONDS = regex.compile(r"[0-9]{1,10}")


@dataclass(frozen=True, slots=True)
class Made:
    """A build before anything is written, and the files that it goes by.

    `ledger` is that of before, and `built_on` the bytes of its file, which no other build must have changed since.
    """

    parsed: Parsed
    built: Build
    config: Config
    clusters: tuple[Cluster, ...]
    ledger: Ledger
    ledger_file: Path
    built_on: bytes
    settings: Path | None
    proposed: tuple[DecisionLine, ...]

    def publish(self, folder: Path, more: Mapping[str, Content] = MappingProxyType({})) -> bool:
        """Write the build, and `more` files of its release, into `folder`; whether anything there has changed."""
        files = {**self.built.files.paths, **more}
        return publish(files, folder, self.ledger_file, to_text(self.built.ledger), self.built_on)

    def changes_since(self, before: Path) -> Changes:
        """What the build changes for those who have the release `before`."""
        return compare(read_release(before, self.config), self.questions())

    def questions(self) -> tuple[Released, ...]:
        """The questions of the build, as they would be read back."""
        return tuple(map(to_released, own_notes(read_package(self.built.files.paths[ALL]))))

    def summary(self, *, explains: bool = False, whole: bool = False) -> tuple[dict[str, Any], str]:
        """What there is to say of it, for programs and for people."""
        settings = self.settings.as_posix() if self.settings else None
        files = {"settings": settings, "ledger": self.ledger_file.as_posix()}
        numbers = numbers_of(self.parsed, self.clusters)
        words = table(numbers, self.built, files, explains=explains, whole=whole)
        if self.proposed:
            text = self.settings.read_text("utf-8-sig") if self.settings else ""
            words = f"{UNDECIDED}\n\n{to_paste(text, self.proposed)}\n\n{words}"
        return numbers | release_numbers(self.built) | files, words


def make(
    report: Report, sources: Sequence[Path], output: Path | None, flags: Mapping[str, Any], release: str = ""
) -> Made:
    """Build `sources` without writing, with these `flags` of the command, and as a `release` if it is given a name."""
    config, settings = report.options.config, report.options.config_file
    file, built_on, ledger = open_ledger(report, sources, output, flags)
    if release in ledger.releases:
        again = f"git restore {file.as_posix()}"
        message = f"{release} was released already: name another, or, if nobody has it, undo it: {again}"
        raise stop("already-released", file.as_posix(), message)
    parsed = report.parse(sources, output, ledger.released_codes)
    before = releases_before(ledger, flags["before"], output)
    packages = PackagesBefore(output, report.options.effort.cache)
    clusters = pipeline.near(parsed, config)  # before there are notes, so that memory need not hold both
    built = pipeline.build(parsed, config, ledger, now(), release=release, before=before, packages_before=packages)
    require_readable(built.ledger, file)
    refuse_outdated(ledger, built.ledger, file, output)
    proposed = tuple(undecided(built, config))
    return Made(parsed, built, config, clusters, ledger, file, built_on, settings, proposed)


def open_ledger(
    report: Report, sources: Sequence[Path], output: Path | None, flags: Mapping[str, Any]
) -> tuple[Path, bytes, Ledger]:
    """The file of the ledger, its bytes, and what these say; an empty ledger before the first release.

    Raises `Stop` (`ledger-missing`) where there is none and yet one with releases in the usual place, the repository,
    an earlier build, or a decision about released questions shows that there was one: without it every note would be
    new, and learners would lose their own edits.
    """
    config, settings = report.options.config, report.options.config_file
    file = find_ledger(flags["lock_file"], settings, sources, output)
    report.shown[LEDGER_NAME] = file.as_posix()
    data = ledger_bytes(file)
    if file.is_file() or flags["is_first"]:
        return file, data, load_ledger(file)
    usual = find_ledger(None, settings, sources, output)
    if usual.is_file() and load_ledger(usual).released_codes:
        message = f"no ledger is here, and that of this deck is {usual.as_posix()}: name that, or say --first-release"
        raise stop("ledger-missing", file.as_posix(), message)
    if _is_in_git(file):
        message = f"the ledger is lost, and git has it: git restore {file.as_posix()}, or say --first-release"
        raise stop("ledger-missing", file.as_posix(), message)
    advice = f"mlanki restore FILE.apkg -o {file.as_posix()}"
    if output is not None and is_output(output):
        advice = advice.replace("FILE.apkg", (output / ALL).as_posix())
        why, where, line = "its ledger", output / MANIFEST, 1
    else:
        retired = [retirement.line for retirement in config.retire.values()]
        spoken = sorted((*retired, *(renaming.span.first for renaming in config.decisions.alias)))
        if not spoken and not config.reworded:
            return file, data, Ledger()
        why, where, line = "the ledger that this needs", settings or Path(CONFIG_NAME), (*spoken, 1)[0]
    message = f"{why} is lost: bring it back, run {advice}, or say --first-release"
    raise stop("ledger-missing", where.as_posix(), message, line)


def _is_in_git(file: Path) -> bool:
    """Whether the repository that holds the folder of `file` had it in its last commit."""
    command = ("git", "-C", str(file.parent), "cat-file", "-e", f"HEAD:./{file.name}")
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - our own words
    except OSError:
        return False


def refuse_outdated(before: Ledger, after: Ledger, file: Path, output: Path | None) -> None:
    """Raises `Stop` (`ledger-outdated`) where the ledger `before` knew nothing of the latest release in `output`.

    That is so when an old one was brought back, or somebody else has released from it.
    """
    kept: dict[Path, Contents] = {}
    for package in kept_packages(output) if output else ():
        with suppress(Stop):  # what is damaged tells nothing
            kept[package] = read_package(package)
    latest = max(kept, key=lambda package: max((note.mod for note in kept[package].notes), default=0), default=None)
    earlier = before.releases.keys() - {before.last_release}
    if latest is not None and latest.stem not in earlier and is_outdated(after, kept[latest]):
        message = (
            f"does not know what was released as {latest.stem}: bring a newer one back; if nobody has {latest.stem}, "
            f"remove {latest.as_posix()}"
        )
        raise stop("ledger-outdated", file.as_posix(), message)


def releases_before(ledger: Ledger, named: Sequence[Path], output: Path | None) -> Releases:
    """Where the words of what was released are looked for."""
    return Releases(tuple(filter(None, (*named, last_package(ledger, output), output))))


def last_package(ledger: Ledger, output: Path | None) -> Path | None:
    """The package of the last release, if the output has kept it."""
    name = ledger.last_release
    if output is None or not name:
        return None
    if (kept := output / kept_package(name)).is_file():
        return kept
    return output / ALL if release_in(output) == name and (output / ALL).is_file() else None


def now() -> int:
    """The time of this build in seconds since 1970; `SOURCE_DATE_EPOCH` sets it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return int(time.time())
    # A mod that Anki takes for the future would hide every later correction, so a slip must not become one.
    if not SECONDS.fullmatch(epoch) or int(epoch) > LATEST:
        raise stop("config-invalid", "SOURCE_DATE_EPOCH", f"must be seconds since 1970, and is “{epoch}”")
    return int(epoch)
