"""Scraped machine-learning interview questions in, Anki decks out.

`read` one file, `parse` many into unique records, `build` packages of them, `diff` two releases, `inspect` a package:
these are the functions that the command line calls. What is wrong with the input is said by the diagnostics of their
results; what lets nothing come of it is raised, as `Stop`. Nothing is loaded before it is asked for.
"""

# ruff: noqa: F405 - what `__all__` names is looked up when it is asked for

from typing import TYPE_CHECKING

from mlanki.version import __version__ as __version__

if TYPE_CHECKING:
    from mlanki.pipeline import *  # noqa: F403
else:

    def __getattr__(name: str) -> object:
        """What `__all__` names, from the pipeline."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from mlanki import pipeline

        return getattr(pipeline, name)


__all__ = [
    "Build",
    "Changes",
    "Config",
    "Contents",
    "Diagnostic",
    "Ledger",
    "Parsed",
    "Reading",
    "Record",
    "Severity",
    "Stop",
    "build",
    "diff",
    "inspect",
    "load_config",
    "load_ledger",
    "parse",
    "read",
    "to_json_lines",
]
