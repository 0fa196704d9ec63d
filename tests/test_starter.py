"""`mlanki init`: a new repository begins with what it needs, and nothing of an old one is overwritten."""

import json
from pathlib import Path

import pytest
import regex

from mlanki import __version__
from mlanki.cli import main
from mlanki.config import Config, load_config
from tests.conftest import Run

FILES = [".github/workflows/release.yml", ".gitignore", "mlanki.toml"]


def test_a_new_repository_gets_settings_a_gitignore_and_a_workflow(home: Path, run: Run) -> None:
    ran = run("init", "decks/mine")

    assert ran.status == 0
    folder = home / "decks" / "mine"
    assert sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()) == FILES
    assert "build/" in (folder / ".gitignore").read_text("utf-8").splitlines()
    assert f"MLANKI: mlanki=={__version__}\n" in (folder / ".github/workflows/release.yml").read_text("utf-8")
    assert "decks/mine/raw/" in ran.out.splitlines()[-1]


def test_the_settings_say_what_is_the_case_without_them(home: Path, run: Run) -> None:
    run("init")

    assert load_config(home / "mlanki.toml") == Config()


def test_the_examples_in_the_settings_are_settings(home: Path, run: Run) -> None:
    run("init")
    lines = (home / "mlanki.toml").read_text("utf-8").splitlines()
    examples = [
        line.removeprefix("# ") for line in lines if regex.match(r"# (?:[a-z-]+|[A-Z]+\d*) = |# \[[\w.]+\]$", line)
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


@pytest.mark.parametrize("name", FILES)
def test_what_is_there_stays_as_it_is(home: Path, run: Run, name: str) -> None:
    (home / name).parent.mkdir(parents=True, exist_ok=True)
    (home / name).write_bytes(b"mine")

    told = json.loads(run("init", "--json").out)

    assert told["kept"] == [name]
    assert sorted(told["written"]) == [other for other in FILES if other != name]
    assert (home / name).read_bytes() == b"mine"


def test_a_repository_can_be_begun_twice(home: Path, run: Run) -> None:
    run("init")
    before = {name: (home / name).read_bytes() for name in FILES}

    ran = run("init")

    assert ran.status == 0
    assert ran.out.count(" as it is\n") == 3
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
