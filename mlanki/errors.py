"""The exception that stops a run, which is the base of all that are raised for what is wrong with the input."""

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span


class Stop(Exception):
    """Nothing can come of the input. `diagnostic` has the name of the problem (`code`), its place, and what to do."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(str(diagnostic))
        self.diagnostic = diagnostic


def stop(code: str, path: object, message: str, line: int = 1) -> Stop:
    """The exception to raise for a problem at `path:line`."""
    return Stop(diagnose(code, Span(str(path), line, line), message))
