"""The whole pass: sources in, a release out. Most of it is `import mlanki`; `previewing` shows what it would be."""

from mlanki.config import Config, load_config
from mlanki.diagnostics import Diagnostic, Severity
from mlanki.errors import Stop
from mlanki.pipeline.building import Build, build
from mlanki.pipeline.comparing import diff
from mlanki.pipeline.parsing import Parsed, near, parse, read
from mlanki.readback import Contents
from mlanki.readback import read_package as inspect
from mlanki.records import Reading, Record, to_json_lines
from mlanki.release.differences import Changes
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import load_ledger

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
    "near",
    "parse",
    "read",
    "to_json_lines",
]
