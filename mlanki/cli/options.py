"""The options that commands share."""

from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from mlanki.file_names import CONFIG_NAME, LEDGER_NAME

Command = Callable[..., None]

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
ANYWHERE = click.Path(path_type=Path)
A_FOLDER = click.Path(file_okay=False, path_type=Path)
A_BUILD = click.Path(exists=True, file_okay=False, path_type=Path)
A_RELEASE = click.Path(exists=True, path_type=Path)  # a package, a folder that a build has written, or records

REPORT_FORMS = ("text", "json", "sarif")

# As `mlanki.readers` knows them, without what it takes to read any.
FORM_NAMES = ("records", "notebook", "json", "sheet", "html", "markdown", "text", "listing", "guide")


def together(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """One decorator that does what all these do; help lists their options in this order."""

    def decorate(command: Command) -> Command:
        for each in reversed(decorators):
            command = each(command)
        return command

    return decorate


class SourceArgument(click.Path):
    """A file or a folder, `-` for standard input; an address passes as well, to be told like all that is not read."""

    def __init__(self) -> None:
        super().__init__(exists=True, allow_dash=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            from mlanki.sources import is_address

            if is_address(Path(value)):
                return Path(value)
            raise


class CodeList(click.ParamType):  # type: ignore[type-arg]  # generic in newer click only
    """Codes of diagnostics, parted by commas; `severities` may stand among them."""

    name = "codes"

    def __init__(self, *severities: str) -> None:
        self.severities = severities

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:  # noqa: ANN401
        from mlanki.diagnostics import CATALOGUE

        codes = frozenset(code.strip() for code in value.split(",") if code.strip())
        known = (*self.severities, *CATALOGUE)
        for code in sorted(codes.difference(known)):
            (nearest,) = get_close_matches(code, known, n=1, cutoff=0)
            self.fail(f"“{code}” is no code; did you mean “{nearest}”?", param, ctx)
        return codes


config_option = click.option(
    "--config",
    "config_file",
    type=A_FILE,
    help=f"Settings.  [default: {CONFIG_NAME} in this folder, or else from a SOURCE upward]",
)

# How a command speaks.
output_options = together(
    click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    click.option("-v", "--verbose", is_flag=True, help="Also explain what was decided, and why; list all."),
    click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON document."),
    click.option("--strict", is_flag=True, help="Fail on warnings too."),
)

# The sources of a command, and what all commands with sources share.
reads_sources = together(
    click.argument("sources", nargs=-1, required=True, metavar="SOURCE…", type=SourceArgument()),
    config_option,
    click.option(
        "--format", "form", type=click.Choice(FORM_NAMES), help="The form of all sources.  [default: as each looks]"
    ),
    click.option(
        "--max-size",
        type=click.IntRange(min=1),
        metavar="MB",
        help="The largest source or picture that is read; others are told.  [default: 64]",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        help="How many processes read, where there is much to read.  [default: as many as there are processors]",
    ),
    click.option(
        "--no-cache", "no_cache", is_flag=True, help="Read every source anew, and do not remember what it was read as."
    ),
    output_options,
)

# The same for a command that builds its sources, and so goes by a ledger.
builds = together(
    reads_sources,
    click.option(
        "--lock",
        "lock_file",
        type=NEW_FILE,
        help=f"The ledger.  [default: {LEDGER_NAME} beside {CONFIG_NAME}, or else in DIR]",
    ),
    click.option(
        "--released",
        "before",
        multiple=True,
        metavar="FILE",
        type=A_RELEASE,
        help="What was released before: a package, records.jsonl or a folder. Retired questions that no source has "
        "any more keep the words that they have there.  [default: what is in DIR]",
    ),
    click.option("--first-release", "is_first", is_flag=True, help="There is no ledger yet, and none was lost."),
)

# Which problems count.
judges = together(
    click.option("--select", type=CodeList(), multiple=True, metavar="CODES", help="Of warnings tell only these."),
    click.option("--ignore", type=CodeList(), multiple=True, metavar="CODES", help="Of warnings tell none of these."),
    click.option(
        "--fail-on",
        type=CodeList("error", "warning"),
        multiple=True,
        metavar="CODES",
        help="Fail on these as well as on errors: codes, or warning for all (as --strict).  [default: error]",
    ),
)

# The form in which `check` reports; a DIR is still taken there, as it was before there were forms.
report_form = click.option(
    "--output",
    "output",
    metavar=f"[{'|'.join(REPORT_FORMS)}]",
    help="The form of the report on standard output; --json is short for json.  [default: text]",
)


def output_option(
    words: str, *names: str, to: str = "folder", kind: click.Path = ANYWHERE, required: bool = True
) -> Callable[[Command], Command]:
    """The option that names the folder, or the file, that is written, by these `names` if not by the usual ones."""
    metavar = "DIR" if to == "folder" else "FILE"
    return click.option(*(names or ("-o", "--output")), to, required=required, metavar=metavar, type=kind, help=words)
