"""`mlanki explain`: what a diagnostic or a setting means, from the tables that the program itself goes by."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

import click
from rapidfuzz import fuzz, process

from mlanki.cli.terminal import print_data, print_words
from mlanki.decisions.settings import RECORD_SETTINGS, SETTINGS, Setting
from mlanki.diagnostics import CATALOGUE, Explanation, Severity

ALIKE = 70  # of 100, from which on a name may be another one misspelled
WIDEST = 100  # columns of text that are easily read

Entry = Explanation | Setting

ENTRIES: Mapping[str, Entry] = {
    **CATALOGUE,
    **SETTINGS,
    **{f"records.{name}": setting for name, setting in RECORD_SETTINGS.items()},
}
HEADINGS = {
    Severity.ERROR: ("Errors", "An error ends the run. The build before stays whole."),
    Severity.WARNING: (
        "Warnings",
        (
            "A warning is for a person to look at, and ends a run under `--strict`. One that is right as it is can be "
            "[accepted](decisions.md#warnings-that-are-right-as-they-are)."
        ),
    ),
    Severity.NOTE: ("Notes", "A note explains a decision. `-v` shows it."),
}


def explain(name: str, *, as_json: bool) -> None:
    wanted = name.strip("[] ").lower()
    if wanted and wanted not in ENTRIES:
        found = process.extract(wanted, ENTRIES.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=ALIKE)
        near = [f"“{each}”" for each, _, _ in found]
        meant = f"did you mean {' or '.join(near)}?" if near else "mlanki explain lists all"
        raise click.UsageError(f"“{name}” is no diagnostic and no setting; {meant}")
    if as_json:
        told = [_object(each) for each in ([wanted] if wanted else ENTRIES)]
        print_data(json.dumps(told[0] if wanted else told, ensure_ascii=False) + "\n")
    elif wanted:
        print_words("\n\n".join(_paragraphs(wanted)))
    else:
        print_data("\n\n".join(_reference()) + "\n")


def _object(name: str) -> dict[str, Any]:
    entry = ENTRIES[name]
    if isinstance(entry, Setting):
        return {"name": name, "kind": "setting"} | asdict(entry)
    kind, example = str(entry.severity), f"{entry.example} [{name}]"
    return {"name": name, "kind": kind, "meaning": entry.meaning, "example": example, "cure": entry.cure}


def _paragraphs(name: str) -> Iterator[str]:
    """What a terminal shows; examples are never wrapped, so that they can be copied."""
    entry = ENTRIES[name]
    width = min(WIDEST, shutil.get_terminal_size().columns)
    if isinstance(entry, Setting):
        yield f"{name} (a setting of mlanki.toml)"
        yield click.wrap_text(entry.meaning, width)
        yield entry.example
        return
    yield f"{name} ({entry.severity})"
    yield click.wrap_text(entry.meaning, width)
    yield f"For example:\n{entry.example} [{name}]"
    yield click.wrap_text(f"What to do: {entry.cure}", width)


def _reference() -> Iterator[str]:
    """Every setting and every diagnostic, as a page of Markdown."""
    yield "# Every setting, and everything that mlanki reports"
    yield "This page is made by `mlanki explain`; `mlanki explain NAME` prints one part of it."
    yield "## Settings"
    yield "All of `mlanki.toml` is optional. It is looked for in this folder, then from the sources upward."
    for name, setting in SETTINGS.items():
        yield from _setting(name, setting)
    yield "### Below `[records.CODE]`"
    for name, setting in RECORD_SETTINGS.items():
        yield from _setting(name, Setting(setting.meaning, f"[records.ML0023]\n{setting.example}"))
    for severity, (heading, words) in HEADINGS.items():
        yield f"## {heading}"
        yield words
        for code, entry in CATALOGUE.items():
            if entry.severity is severity:
                yield f"### {code}"
                yield entry.meaning
                yield f"```text\n{entry.example} [{code}]\n```"
                yield entry.cure


def _setting(name: str, setting: Setting) -> Iterator[str]:
    yield f"### {name}"
    yield setting.meaning
    yield f"```toml\n{setting.example}\n```"
