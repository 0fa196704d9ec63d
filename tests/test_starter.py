"""`mlanki init`: a new repository begins with what it needs, and nothing of an old one is overwritten."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import regex
import yaml

import mlanki
from mlanki.cli import main
from mlanki.config import Config, load_config
from tests.conftest import Run

COMMIT = "5e1f0a" + "0" * 34
ORIGIN = f"https://github.com/me/mlanki@{COMMIT}"
FILES = [".github/mlanki-problems.json", ".github/workflows/release.yml", ".gitignore", "IMPORTING.md", "mlanki.toml"]


def installed(folder: Path) -> str:
    """What the workflow of a repository installs."""
    workflow = yaml.safe_load((folder / ".github/workflows/release.yml").read_text("utf-8"))
    return str(workflow["jobs"]["release"]["env"]["MLANKI"])


def test_a_new_repository_gets_settings_a_gitignore_a_workflow_and_a_page_for_learners(home: Path, run: Run) -> None:
    ran = run("init", "decks/mine", "--from", ORIGIN)

    assert ran.status == 0
    folder = home / "decks" / "mine"
    assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()) == FILES
    assert "build/" in (folder / ".gitignore").read_text("utf-8").splitlines()
    assert installed(folder) == f"git+{ORIGIN}"
    assert "decks/mine/raw/" in ran.out.splitlines()[-1]


def test_the_settings_say_what_is_the_case_without_them(home: Path, run: Run) -> None:
    run("init", "--from", ORIGIN)

    assert load_config(home / "mlanki.toml") == Config()


def test_the_examples_in_the_settings_are_settings(home: Path, run: Run) -> None:
    run("init", "--from", ORIGIN)
    lines = (home / "mlanki.toml").read_text("utf-8").splitlines()
    examples = [
        line.removeprefix("# ") for line in lines if regex.match(r"# (?:[a-z-]+|[A-Z]+\d*) = |# \[[\w.-]+\]$", line)
    ]
    (home / "mlanki.toml").write_text("\n".join(examples), "utf-8")

    config = load_config(home / "mlanki.toml")

    assert config.root_deck == "ML Interview"
    assert list(config.retire) == ["ML0012"]
    assert config.reworded == {"ML0013"}
    assert config.areas == {"ML": "Machine_Learning", "DL": "Deep_Learning"}
    assert config.decisions.same[0].codes == ("ML0014", "Q-7K3M9Q2D")
    assert config.decisions.code_now("ML0018") == "ML0180"
    assert config.decisions.edits[0].title == "Gradient Descent"


@pytest.mark.parametrize(
    ("origin", "requirement"),
    [
        (f"https://github.com/me/mlanki.git@{COMMIT}", f"git+https://github.com/me/mlanki.git@{COMMIT}"),
        (
            f"git+https://git.example.org:8443/a/b/mlanki@{COMMIT}",
            f"git+https://git.example.org:8443/a/b/mlanki@{COMMIT}",
        ),
        (f"git@github.com:me/mlanki.git@{COMMIT}", f"git+https://github.com/me/mlanki.git@{COMMIT}"),
        (f"ssh://git@github.com/me/mlanki@{COMMIT}", f"git+https://github.com/me/mlanki@{COMMIT}"),
        (f"https://me:secret@github.com/me/mlanki@{COMMIT}", f"git+https://github.com/me/mlanki@{COMMIT}"),
    ],
)
def test_the_workflow_installs_from_the_repository_at_the_commit(
    home: Path, run: Run, origin: str, requirement: str
) -> None:
    assert run("init", "--from", origin).status == 0

    assert installed(home) == requirement


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("mlanki==0.1.0", "mlanki==0.1.0"),
        ("https://github.com/me/mlanki", "https://github.com/me/mlanki"),
        ("https://github.com/me/mlanki@main", "https://github.com/me/mlanki@main"),
        (f"https://github.com/me/mlanki@{COMMIT[:12]}", "https://github.com/me/mlanki@5e1f0a000…"),
        (f"/home/me@{COMMIT}", "/home/me@5e1f0a00000000000000000000000…"),
        (f'https://github.com/"; rm -rf /; "@{COMMIT}', 'https://github.com/"; rm -rf /; "@5e1f…'),
    ],
)
def test_what_is_no_commit_of_a_repository_is_refused_and_nothing_is_written(
    home: Path, run: Run, origin: str, shown: str
) -> None:
    ran = run("init", "--from", origin)

    assert ran.status == 1
    assert ran.err.splitlines() == [
        (
            f".github/workflows/release.yml:1: error: “{shown}” is no URL@COMMIT, with https and all 40 digits of the "
            "commit [origin-unknown]"
        ),
        "mlanki: failed with 1 error (origin-unknown)",
    ]
    assert list(home.iterdir()) == []


def begun(home: Path, place: Path) -> subprocess.CompletedProcess[str]:
    """`mlanki init` in `home`, as the mlanki does it that lies in `place`."""
    command = (sys.executable, "-m", "mlanki", "init", "--json")
    environment = os.environ | {"PYTHONPATH": str(place)}
    return subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with the code of mlanki."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(mlanki.__file__).parent, tmp_path / "place" / "mlanki", ignore=ignored)
    return tmp_path / "place"


def git(folder: Path, *arguments: str) -> str:
    command = ("git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_clone_knows_its_remote_and_the_commit_that_was_pushed(home: Path, place: Path) -> None:
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "x")
    git(place, "remote", "add", "origin", "git@github.com:me/mlanki.git")
    assert "origin-unknown" in begun(home, place).stderr, "nobody can install what was never pushed"
    git(place, "update-ref", "refs/remotes/origin/main", "HEAD")

    assert begun(home, place).returncode == 0

    assert installed(home) == f"git+https://github.com/me/mlanki.git@{git(place, 'rev-parse', 'HEAD')}"


def told(place: Path, **direct_url: object) -> None:
    """Make `place` a folder into which pip has installed mlanki, as PEP 610 wants it."""
    info = place / "mlanki-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mlanki\nVersion: 0.1.0\n", "utf-8")
    if direct_url:
        (info / "direct_url.json").write_text(json.dumps(direct_url), "utf-8")


def test_an_installation_from_a_repository_knows_its_commit(home: Path, place: Path) -> None:
    told(place, url="https://github.com/me/mlanki", vcs_info={"vcs": "git", "commit_id": COMMIT})

    assert begun(home, place).returncode == 0

    assert installed(home) == f"git+{ORIGIN}"


@pytest.mark.parametrize(
    "direct_url",
    [{}, {"url": "https://example.org/mlanki.whl", "archive_info": {}}, {"url": "file:///nowhere", "dir_info": {}}],
    ids=["index", "wheel", "folder"],
)
def test_an_installation_that_knows_of_no_repository_says_so(
    home: Path, place: Path, direct_url: dict[str, object]
) -> None:
    told(place, **direct_url)

    ran = begun(home, place)

    assert ran.returncode == 1
    assert "this mlanki does not know its own commit; add --from " in ran.stderr
    assert list(home.iterdir()) == []


def test_a_workflow_that_is_there_needs_no_origin(home: Path, place: Path) -> None:
    told(place)
    (home / ".github/workflows").mkdir(parents=True)
    (home / ".github/workflows/release.yml").touch()

    assert begun(home, place).returncode == 0


@pytest.mark.parametrize("name", FILES)
def test_what_is_there_stays_as_it_is(home: Path, run: Run, name: str) -> None:
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_bytes(b"mine")

    told = json.loads(run("init", "--json", "--from", ORIGIN).out)

    assert told["kept"] == [name]
    assert sorted(told["written"]) == [other for other in FILES if other != name]
    assert (home / name).read_bytes() == b"mine"


def test_a_repository_can_be_begun_twice(home: Path, run: Run) -> None:
    run("init", "--from", ORIGIN)
    before = {name: (home / name).read_bytes() for name in FILES}

    ran = run("init", "--from", ORIGIN)

    assert ran.status == 0
    assert ran.out.count(" as it is\n") == 5
    assert {name: (home / name).read_bytes() for name in FILES} == before


def test_a_folder_that_is_a_file_is_wrong_usage(home: Path, run: Run) -> None:
    (home / "file").touch()

    assert run("init", "file").status == 2


@pytest.mark.parametrize(
    "command", [[], *([name] for name in sorted(main.commands))], ids=lambda c: " ".join(c) or "mlanki"
)
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    ran = run(*command, "--help")

    assert ran.status == 0
    lines = ran.out.splitlines()
    assert lines[0].startswith(" ".join(("Usage: mlanki", *command)))
    assert " ".join(lines[2 : lines.index("", 2)]).endswith("."), "a sentence says what it is for"
    assert "-h, --help" in ran.out
    assert max(map(len, lines)) <= 100
