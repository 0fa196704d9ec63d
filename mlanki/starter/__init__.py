"""The files that a new repository for a deck begins with."""

from importlib.resources import files
from pathlib import Path

from mlanki import __version__
from mlanki.release.publishing import write_whole

# Where each file goes. A name that begins with a dot is easily left out of a package.
FILES = {
    "mlanki.toml": "mlanki.toml",
    ".gitignore": "gitignore",
    ".github/workflows/release.yml": "release.yml",
}


def start(folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the files that `folder` lacks, and return their names and those that were there, which stay as they are.

    Raises `Stop` (`not-writable`).
    """
    here = files("mlanki.starter")
    missing = [name for name in FILES if not (folder / name).exists()]
    contents = {folder / name: here.joinpath(FILES[name]).read_text("utf-8") for name in missing}
    if contents:
        write_whole({file: text.replace("{version}", __version__).encode() for file, text in contents.items()})
    return tuple(missing), tuple(name for name in FILES if name not in missing)
