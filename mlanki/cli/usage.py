"""What a user is told of each command, and the options that it takes.

The module that does its work is imported when it is run: help, version and completion need none of it.
"""

import re
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any

import click

from mlanki.cli.options import (
    A_BUILD,
    A_FILE,
    A_FOLDER,
    A_RELEASE,
    NEW_FILE,
    Command,
    builds,
    config_option,
    judges,
    output_option,
    output_options,
    reads_sources,
    report_form,
)
from mlanki.file_names import CONFIG_NAME, LEDGER_NAME

RELEASE_NAME = re.compile(r"[^\W_](?:[\w+-]|\.(?=[^\W_]))*")  # what git takes for a tag


def command(*modules: str) -> Callable[[Command], click.Command]:
    """A command with this name, help and options, whose work the function of its name in a module here does.

    Of several `modules` the next does it where one says that it has not.
    """

    def decorate(described: Command) -> click.Command:
        @wraps(described)
        def work(**given: Any) -> None:  # noqa: ANN401
            for module in modules:
                if getattr(import_module(f"mlanki.cli.{module}"), described.__name__)(**given) is not False:
                    return

        return click.command()(work)

    return decorate


def _named(_: click.Context, __: click.Parameter, name: str) -> str:
    if not RELEASE_NAME.fullmatch(name) or name.endswith(".lock"):
        raise click.BadParameter(f"“{name}” cannot be a tag of git; a name such as v1 or 2026-05 can")
    return name


@command("unchanged", "build_commands")
@builds
@judges
@output_option("Where the packages go; made if need be.")
def build() -> None:
    """Build Anki packages from SOURCE… into DIR.

    Writes a package for each tag, all.apkg, records.jsonl, manifest.json and SHA256SUMS, and keeps in the ledger
    what it built, so that the next build changes only what has changed. It may be tried as often as you like: what
    learners can count on begins with mlanki release. If anything fails, the build before stays whole.
    """


@command("build_commands")
@builds
@judges
@report_form
@output_option("Where the build would go: looked at, never written to.", "-o", required=False)
@click.option("--near", is_flag=True, help=f"Print the open clusters in a form to be pasted into {CONFIG_NAME}.")
def check() -> None:
    """Report all that a build of SOURCE… would, and write nothing.

    Tells what would be new, changed, gone or used again for those who have the last release; if DIR has kept that,
    also in what way. Also looks for records that may be one question asked in two ways (clusters). Nothing is merged by
    itself: with --near they are printed, each with a score, the reason and the origins, for a person to decide.
    """


@command("decide_command")
@builds
@output_option("Where the packages are built.  [default: build]", required=False)
def decide() -> None:
    """Ask about everything in SOURCE… that is open.

    Open are released questions that are gone or have another code, sources that contradict each other, records that
    may be one question, missing figures, and lines that may be questions. Each is answered with one key; Enter leaves
    it open. What was answered is written into mlanki.toml at once, comments and order of the file stay, and q ends it
    at any time.
    """


@command("release_commands")
@click.argument("old", type=A_RELEASE)
@click.argument("new", type=A_RELEASE)
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print the changes as one JSON document.")
@click.option("--markdown", is_flag=True, help="Print the changes as release notes.")
@click.option(
    "--corrections",
    metavar="FILE",
    type=NEW_FILE,
    help="Also write what NEW corrects as text, if anything, for learners who keep own words in Extra.",
)
def diff() -> None:
    """Tell what changed from the release OLD to the release NEW.

    Each is a package, a folder that build has written, or records.jsonl, in any mix; sources will do too. Questions
    are new, changed, renamed, moved to another deck, retagged or retired; what changed is shown by words and whole
    formulas, as [-gone-] and {+new+}. Only questions with an answer count, since others have no card.

    \b
    Examples:
      mlanki diff last-month/all.apkg build/
      mlanki diff last-month/records.jsonl build/ --markdown > notes.md
    """  # noqa: D301 - click takes a real \b for the mark of lines that it must not wrap


@command("explain_command")
@click.argument("name", metavar="[NAME]", default="")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def explain() -> None:
    """Explain NAME, a diagnostic or a setting.

    Without a NAME all of them are explained, as Markdown.

    \b
    Examples:
      mlanki explain no-answer
      mlanki explain records.figure
      mlanki explain > reference.md
    """  # noqa: D301 - click takes a real \b for the mark of lines that it must not wrap


@command("release_commands")
@click.argument("folder", metavar="[DIR]", default=".", type=A_FOLDER)
@click.option(
    "--from",
    "origin",
    metavar="URL@COMMIT",
    default="",
    help="The repository of mlanki that the workflow installs it from.  [default: that of this installation]",
)
@output_options
def init() -> None:
    """Begin a repository for a deck in DIR, or else in this folder.

    Writes mlanki.toml with every setting explained, a .gitignore, a workflow for GitHub that publishes a release for
    every tag, what lets GitHub show problems beside their lines, and IMPORTING.md for those who will study. What is
    there already is left as it is. The workflow installs mlanki from a repository at a commit, which an installation
    by pip from a repository knows, and so does a clone whose commit was pushed.
    """


@command("view_commands")
@click.argument("file", metavar="FILE.apkg", type=A_FILE)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document, with every field of every note.")
def inspect() -> None:
    """List what FILE.apkg holds, whoever made it.

    Decks, tags, note types, media and notes; of packages in the older and the newer format.
    """


@command("build_commands")
@reads_sources
@output_option("Where the records go.  [default: standard output]", to="file", kind=NEW_FILE, required=False)
def parse() -> None:
    """Read SOURCE… and write the records, one JSON object a line.

    Without -o the records go to standard output, and no summary; with --json they are part of its document.
    The pictures that they name are written into media/ beside FILE.
    """


@command("view_commands")
@reads_sources
@output_option("Where the site goes; made if need be.", kind=A_FOLDER)
@click.option(
    "--against",
    metavar="OLD",
    type=A_RELEASE,
    help="Show beside it what a release before had: a package, a folder that build has written, or records.jsonl.",
)
@click.option("--open", "opens", is_flag=True, help="Open the site in the browser.")
@click.option("--watch", "watches", is_flag=True, help="Write it anew whenever a source changes, until Ctrl-C.")
def preview() -> None:
    """Write a site into DIR that shows the cards of SOURCE… as Anki will.

    It opens from the file system: DIR/index.html. A SOURCE may also be a package (.apkg), ours or any other, or the
    folder of a build, whose packages can then be downloaded from the site. Formulas are typeset by MathJax from the
    web, or offline where mlanki[preview] is installed.
    """


@command("release_commands")
@click.argument("name", callback=_named)
@builds
@judges
@output_option("Where the release goes; made if need be.")
@click.option(
    "--since",
    metavar="OLD",
    type=A_RELEASE,
    help="The release before, for the release notes: a package or a folder.  [default: as DIR has kept it]",
)
def release() -> None:
    """Release SOURCE… as NAME into DIR.

    Builds, verifies what was built, seals it in the ledger, and writes RELEASE_NOTES.md into DIR; and, for learners
    with words of their own in the field Extra, corrections.txt. From then on learners can count on it: every note
    keeps its place, and what becomes of it is told. Commit the ledger and tag the commit; the commands are printed.
    If anything fails, nothing is written.
    """


@command("release_commands")
@click.argument("packages", nargs=-1, required=True, metavar="FILE.apkg…", type=A_FILE)
@output_option(f"Where the ledger goes, as a rule {LEDGER_NAME}; never one that is there.", to="file", kind=NEW_FILE)
@click.option("--release", "name", default="restored", callback=_named, help="What to call the release that it seals.")
@config_option
@output_options
def restore() -> None:
    """Rebuild a lost ledger from the packages that were released.

    Give the all.apkg of the last release, and those before it for questions that it has no more. The next build then
    makes the same packages as with the ledger that was lost.
    """


@command("release_commands")
@click.argument("folder", metavar="DIR", type=A_BUILD)
@click.option("--release", metavar="NAME", default="", help="Also check that it is the release NAME, sealed.")
@click.option(
    "--lock",
    "lock_file",
    type=A_FILE,
    help=f"The ledger that it was built with.  [default: {LEDGER_NAME} in DIR, or else from there upward]",
)
@output_options
def verify() -> None:
    """Check that the build in DIR is whole.

    Compares every file with SHA256SUMS, what the packages hold with the digests in manifest.json, and when their notes
    last changed with the ledger; what an interrupted build has left is ended first. Exit status 1 and a line for each
    mismatch where something is missing, damaged, or not of the same build. A package whose notes are right and whose
    bytes are not was packed anew by something else.
    """
