"""The command line: options in, one summary out. Nothing else prints."""

import click

from mlanki.cli import usage
from mlanki.cli.signals import Commands
from mlanki.version import __version__


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mlanki", message="%(prog)s %(version)s")
def main() -> None:
    """Turn scraped machine-learning interview questions into Anki decks.

    A SOURCE is a file, a folder, or - for standard input. Folders are walked in sorted order; dot files, README*,
    LICENSE* and *.toml are passed over, and what else is not read is told. Problems are reported on stderr as
    "path:line: warning: message [code]" (or error:), and where a run fails, a last line "mlanki: …" says why.

    Exit status: 0 done; 1 the input had errors, or warnings under --strict; 2 wrong usage; 130 interrupted.

    Shell completion: eval "$(_MLANKI_COMPLETE=bash_source mlanki)", likewise zsh_source and fish_source.

    \b
    Files:
      mlanki.toml        settings, in the folder that mlanki is run in or from a SOURCE upward
      mlanki.lock        the ledger of what was built and released, likewise; commit it
    Environment:
      SOURCE_DATE_EPOCH  the time of a build in seconds since 1970
      NO_COLOR           no colour, on a terminal either
    Examples:
      mlanki init deck
      mlanki build raw/ -o build/
      mlanki release v1 raw/ -o build/
    """  # noqa: D301 - click takes a real \b for the mark of lines that it must not wrap


for command in vars(usage).values():
    if isinstance(command, click.Command):
        main.add_command(command)
