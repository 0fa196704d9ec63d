"""The files that a new repository for a deck begins with."""

from importlib.resources import files
from pathlib import Path

from mlanki.errors import stop
from mlanki.release.publishing import write_whole
from mlanki.starter.origin import own_origin, requirement

WORKFLOW = ".github/workflows/release.yml"
PROBLEMS = ".github/mlanki-problems.json"  # lets GitHub show what mlanki reports beside the lines of the sources
LEARNERS = "IMPORTING.md"  # for those who study the deck; each sentence of it is tried out in real Anki

# Where each file goes. A name that begins with a dot is easily left out of a package.
FILES = {
    "mlanki.toml": "mlanki.toml",
    ".gitignore": "gitignore",
    WORKFLOW: "release.yml",
    PROBLEMS: "problems.json",
    LEARNERS: "IMPORTING.md",
}


def start(folder: Path, origin: str = "") -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the files that `folder` lacks, and return their names and those that were there, which stay as they are.

    The workflow installs mlanki from `origin`, `URL@COMMIT`, or else from where this installation comes from.
    Raises `Stop` (`not-writable`, `origin-unknown`).
    """
    here = files("mlanki.starter")
    missing = [name for name in FILES if not (folder / name).exists()]
    contents = {folder / name: here.joinpath(FILES[name]).read_text("utf-8") for name in missing}
    if WORKFLOW in missing:
        installed = requirement(origin or own_origin())
        if not installed:
            message = "this mlanki does not know its own commit; add --from https://github.com/OWNER/mlanki@COMMIT"
            refused = f"“{origin}” is no URL@COMMIT, with https and all 40 digits of the commit"
            raise stop("origin-unknown", (folder / WORKFLOW).as_posix(), refused if origin else message)
        contents[folder / WORKFLOW] = contents[folder / WORKFLOW].replace("{origin}", installed)
    if contents:
        write_whole({file: text.encode() for file, text in contents.items()})
    return tuple(missing), tuple(name for name in FILES if name not in missing)
