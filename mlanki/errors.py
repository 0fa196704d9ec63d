"""The exception that stops a run."""

import tomllib

import regex

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span

LINE_IN_MESSAGE = regex.compile(r"at line (\d+)")


class Stop(Exception):
    """The run cannot go on; the diagnostic says where and why, and what to do."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def stop(code: str, path: object, message: str, line: int = 1) -> Stop:
    """The exception to raise for a problem at `path:line`."""
    return Stop(diagnose(code, Span(str(path), line, line), message))


def line_of(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line of `text` that `error` complains of; the last where the text ends too early."""
    line = LINE_IN_MESSAGE.search(str(error))
    return int(line[1]) if line else max(1, len(text.splitlines()))
