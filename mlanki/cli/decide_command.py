"""The command that asks what is open, and writes the answers into `mlanki.toml`: `decide`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import click
from tomlkit.exceptions import TOMLKitError

from mlanki import pipeline
from mlanki.cli.making import open_ledger, releases_before
from mlanki.cli.report import reporting
from mlanki.cli.terminal import print_words
from mlanki.config import Config, parse_config
from mlanki.decisions.statements import DecisionLine, write
from mlanki.diagnostics import Severity
from mlanki.errors import Stop
from mlanki.file_names import CONFIG_NAME, MEDIA
from mlanki.pipeline.opening import Choice, Open, find_open
from mlanki.pipeline.remembering import Releases
from mlanki.records import to_json_lines
from mlanki.release.publishing import write_whole
from mlanki.sources import STANDARD_INPUT

LINES_SHOWN = 24  # lines of a column
ARCHIVE = "retired.jsonl"
LATER, QUIT = "", "q"


def decide(sources: tuple[Path, ...], folder: Path | None, **flags: Any) -> None:  # noqa: ANN401
    if STANDARD_INPUT in sources:
        raise click.UsageError("standard input gives the answers; name a file or a folder")
    with reporting(flags, sources) as report:
        config, settings = report.options.config, report.options.config_file
        output = folder or Path("build")
        _, _, ledger = open_ledger(report, sources, output, flags)
        releases = releases_before(ledger, flags["before"], output)
        parsed = report.parse_silently(sources, output, ledger.released_codes)
        report.say(diagnostic for diagnostic in parsed.diagnostics if diagnostic.severity is Severity.ERROR)
        built = pipeline.build(parsed, config, ledger, 0, before=releases)
        opened = list(find_open(parsed, built, pipeline.near(parsed, config), config))
        file = settings or Path(CONFIG_NAME)
        source = next(place for place in sources if place.exists())  # the others were told
        decided = 0
        as_json = report.options.as_json
        for statement in _answers(opened, file, err=as_json):
            decided += 1
            if statement.path[0] == "retire":
                print_words(_archive(statement.path[1], source, releases, config), err=as_json)
        words = f"{decided} decided, in {file.as_posix()}; {len(opened)} were open"
        report.finish({"open": len(opened), "decided": decided, "settings": file.as_posix()}, words)


class _QuitError(Exception):
    """A person wants no more questions, or there is nobody to answer them."""


def _answers(opened: Sequence[Open], file: Path, *, err: bool) -> Iterator[DecisionLine]:
    """Every decision, once it is written."""
    settled: set[tuple[str, ...]] = set()
    one_question: dict[str, frozenset[str]] = {}
    for number, question in enumerate(opened, 1):
        joined = any(set(question.codes) <= group for group in one_question.values()) and question.topic == "near"
        if joined or (question.topic, *question.codes) in settled:
            continue
        print_words(f"\n{number}/{len(opened)}  {question.headline}\n{_side_by_side(question.columns)}", err=err)
        try:
            statement = _ask(question.choices, err=err)
        except (_QuitError, KeyboardInterrupt, EOFError, click.Abort):
            click.echo(err=err)
            return
        if statement is None:
            continue
        try:
            _write(file, statement)
        except (Stop, TOMLKitError) as problem:
            why = problem.diagnostic.message if isinstance(problem, Stop) else problem
            print_words(f"This was not written: {why}", err=err)
            continue
        settled.add((question.topic, *question.codes))
        if statement.path == ("same",):
            group = frozenset(question.codes).union(*(one_question.get(code, ()) for code in question.codes))
            one_question |= dict.fromkeys(group, group)
        yield statement


def _ask(choices: Sequence[Choice], *, err: bool) -> DecisionLine | None:
    """What was decided; None for later. Raises `_QuitError`."""
    by_key = {choice.key: choice for choice in choices}
    offered = "".join(f"  [{choice.key}] {choice.label}\n" for choice in choices)
    print_words(f"{offered}  [Enter] later   [q] quit", err=err)
    while True:
        click.echo("> ", nl=False, err=err)
        key = _key()
        if key == QUIT:
            raise _QuitError
        if key == LATER:
            return None
        if key in by_key:
            choice = by_key[key]
            said = ""
            if choice.prompt:
                print_words(f"{choice.prompt}: ", nl=False, err=err)
                said = _line()
            return replace(choice.statement, value=said) if said else choice.statement
        print_words(f"“{key}” is none of {', '.join((*by_key, 'Enter', QUIT))}", err=err)


def _key() -> str:
    """One key from a terminal; from anything else a line."""
    if not sys.stdin.isatty():
        return _line()
    key = str(click.getchar(echo=True))
    click.echo()
    return "" if key in ("\r", "\n") else key


def _line() -> str:
    """Raises `_QuitError` where nothing more comes."""
    try:
        line = sys.stdin.readline()
    except (OSError, ValueError) as error:  # nobody is there
        raise _QuitError from error
    if not line:
        raise _QuitError
    return line.strip()


def _write(file: Path, statement: DecisionLine) -> None:
    """Raises `Stop` (`config-invalid`) where the settings would no longer make sense; then nothing is written."""
    text = file.read_text("utf-8-sig") if file.is_file() else ""
    written = write(text, [statement])
    parse_config(written, file)
    write_whole({file: written.encode()})


def _side_by_side(columns: Sequence[tuple[str, str]]) -> str:
    """The columns below their headings, as wide as the terminal lets them be."""
    if not columns:
        return ""
    width = max(20, (get_terminal_size().columns - 3 * (len(columns) - 1)) // len(columns))
    wrapped = []
    for heading, text in columns:
        lines = [line for part in text.splitlines() for line in (wrap(part, width) or [""])]
        more = ["…"] if len(lines) > LINES_SHOWN else []
        wrapped.append([heading[:width], "-" * width, *lines[:LINES_SHOWN], *more])
    rows = zip_longest(*wrapped, fillvalue="")
    return "\n".join(" | ".join(cell.ljust(width) for cell in row).rstrip() for row in rows)


def _archive(code: str, source: Path, releases: Releases, config: Config) -> str:
    """Put the words of a question that is retired among the sources, so that every later build has them.

    What is to be said about it.
    """
    found = releases.find(code, config.decisions.code_now(code))
    if found is None:
        return f"{code}: its words are not at hand; name what was released with --released"
    if found.record is None:
        return f"{code}: its words are only in a package; keep naming that with --released"
    folder = source if source.is_dir() else source.parent
    file = folder / ARCHIVE
    lines = file.read_text("utf-8") if file.is_file() else ""
    files = {folder / MEDIA / name: data for name, data in found.media.items()}
    write_whole(files | {file: (lines + to_json_lines([found.record])).encode()})
    return f"{code}: its words are kept in {file.as_posix()}"
