"""Where this installation of mlanki comes from, so that another machine can install the same: a repository at a commit.

A version from an index would be whatever somebody puts there under that name.
"""

import json
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mlanki import patterns as regex

ORIGIN = regex.compile(
    r"""(?: git\+ )? (?: https:// (?: [^/@\s]+ @ )? (?P<host> [\w.-]+ (?: :\d+ )? ) /   # without a user or a token
                       | (?: ssh:// )? git@ (?P<host> [\w.-]+ ) [:/] )                  # what a clone by SSH calls it
        (?P<path> [\w.~-]+ (?: / [\w.~-]+ )* ) @ (?P<commit> [0-9a-f]{40} )""",
    regex.VERBOSE,
)


def requirement(origin: str) -> str:
    """What pip installs from `URL@COMMIT`; empty where that is none.

    >>> requirement("git@github.com:me/mlanki.git@" + "0" * 40)
    'git+https://github.com/me/mlanki.git@0000000000000000000000000000000000000000'
    """
    found = ORIGIN.fullmatch(origin)
    return f"git+https://{found['host']}/{found['path']}@{found['commit']}" if found else ""


def own_origin() -> str:
    """`URL@COMMIT` of this installation, as far as it knows: empty where it does not.

    A clone knows its remote, and one that pip has installed from what it was (PEP 610).
    """
    clone = Path(__file__).parents[2]
    if (clone / ".git").exists():
        return _of_clone(clone)
    try:
        told = json.loads(distribution("mlanki").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return ""
    match told:
        case {"url": str(url), "vcs_info": {"vcs": "git", "commit_id": str(commit)}}:
            return f"{url}@{commit}"
        case {"url": str(url), "dir_info": dict()}:
            return _of_clone(Path(url2pathname(urlsplit(url).path)))
        case _:
            return ""


def _of_clone(folder: Path) -> str:
    """The remote of a clone, and its commit if that was seen there: nobody can install what was never pushed."""
    commit = _git(folder, "rev-parse", "HEAD")
    pushed = commit and _git(folder, "for-each-ref", "--contains", commit, "refs/remotes/origin", "refs/tags")
    url = _git(folder, "remote", "get-url", "origin")
    return f"{url}@{commit}" if pushed and url else ""


def _git(folder: Path, *arguments: str) -> str:
    try:
        ran = subprocess.run(  # noqa: S603 - our own words
            ("git", "-C", str(folder), *arguments),  # noqa: S607 - the git that the person uses
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return ran.stdout.strip()
