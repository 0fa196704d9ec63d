"""The whole pass: sources in, a release out; or a site that shows what it would be."""

from mlanki.pipeline.building import Build, build
from mlanki.pipeline.parsing import Parsed, near, parse
from mlanki.pipeline.previewing import preview

__all__ = ["Build", "Parsed", "build", "near", "parse", "preview"]
