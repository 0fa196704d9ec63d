"""Prints text as its reader can take it: programs UTF-8, terminals nothing that they would act on."""

import os
import sys

import click

from mlanki import patterns as regex
from mlanki.cli.signals import need_standard_output

# Control characters but the line end and the tab, halves of characters, and what turns the order of words.
UNSEEN = regex.compile(r"[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069--[\n\t]]", regex.VERSION1)

# A line that begins with `::`, or says `##[` anywhere, is a command to what runs workflows for GitHub.
COMMAND = regex.compile(r"(?<=^\s*):(?=:)|(?<=\#\#)\[", regex.MULTILINE)


def print_data(text: str) -> None:
    """Print what programs read: UTF-8, whatever the encoding of the terminal."""
    need_standard_output()
    click.echo(text.encode(), nl=False)


def print_diagnostic(line: str) -> None:
    """Print a line on stderr; click takes the colour out where no terminal is."""
    click.echo(line, err=True, color=False if os.environ.get("NO_COLOR") else None)


def print_words(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print what people read; a character that the terminal does not have, or would act on, is shown by its number."""
    if not err:
        need_standard_output()
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    click.echo(visible(text).encode(encoding, "backslashreplace").decode(encoding), err=err, nl=nl)


def visible(text: str) -> str:
    r"""Words from anywhere as a terminal may have them: what would move its cursor or turn the order of words is named.

    So is what would be a command in the log of a workflow.

    >>> visible("a\x1b[2Jb \x9b1m \N{RIGHT-TO-LEFT OVERRIDE}c")
    'a\\x1b[2Jb \\x9b1m \\u202ec'
    >>> visible("::error::a ##[error]b")
    '\\x3a:error::a ##\\x5berror]b'
    """
    return COMMAND.sub(_number, UNSEEN.sub(_number, text))


def _number(found: regex.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}" if found[0] < "\u0100" else f"\\u{ord(found[0]):04x}"


def visible_json(text: str) -> str:
    r"""JSON in which nothing acts on a terminal or in the log of a workflow, and which says the same.

    >>> visible_json('["##[error]"]')
    '["##\\u005berror]"]'
    """
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text).replace("##[", "##\\u005b")


def in_one_line(text: str) -> str:
    """The same, where a line end would begin a message of its own."""
    return visible(text.replace("\n", "\\n"))


PRINTERS = {"diagnostic": print_diagnostic, "data": print_data, "words": print_words}
