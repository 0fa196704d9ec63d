"""Ends a run that is interrupted, or whose output nobody takes any more, with a line and an exit status."""

import errno
import os
import sys
from contextlib import suppress
from typing import Any, NoReturn, TextIO

import click

INTERRUPTED = 130  # what shells say of a process that Ctrl-C has ended

# A pipe whose reader has gone, a full disk, a descriptor that is closed, a terminal that is gone.
OUTPUT_IS_LOST = frozenset({errno.EPIPE, errno.ENOSPC, errno.EBADF, errno.EIO, errno.EFBIG, errno.EDQUOT})


class _OutputLostError(Exception):
    """Standard output, or stderr, has lost its reader."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class Commands(click.Group):
    """The commands; click would say “Aborted!”, exit with 1, and leave a full disk to Python."""

    def main(self, *arguments: Any, **extra: Any) -> NoReturn:  # noqa: ANN401
        try:
            sys.exit(self._run(*arguments, **extra))
        except (click.Abort, KeyboardInterrupt):
            end("interrupted", INTERRUPTED)
        except (_OutputLostError, OSError) as problem:
            error = problem.error if isinstance(problem, _OutputLostError) else problem
            if error.errno == errno.ENAMETOOLONG:  # wherever somebody's name is first looked for
                end("a name is too long for this disk; choose a shorter one", 1)
            if error.filename is not None or error.errno not in OUTPUT_IS_LOST:
                raise error from None
            _give_up(sys.stdout)
            end(f"standard output cannot be written ({error.strerror})", 1)

    def _run(self, *arguments: Any, **extra: Any) -> int:  # noqa: ANN401
        try:
            return super().main(*arguments, **{**extra, "standalone_mode": False}) or 0
        except click.ClickException as error:
            error.show()
            return error.exit_code

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401
        """Run the command; at an interrupt click would begin a new line, and of a broken pipe say nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            raise click.Abort from interrupt
        except BrokenPipeError as error:
            raise _OutputLostError(error) from error


def end(why: str, status: int) -> NoReturn:
    """End the run with a last line, if there is anybody to read it."""
    try:
        click.echo(f"mlanki: {why}", err=True)
    except OSError:
        _give_up(sys.stderr)
    sys.exit(status)


def _give_up(stream: TextIO | None) -> None:
    """Send nowhere what is still to be written: Python would lose it once more at the end, and change the status."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # type: ignore[union-attr]


def need_standard_output() -> None:
    """Raises `OSError` where standard output is closed, which click would pass over in silence."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
