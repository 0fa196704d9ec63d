"""What the README shows exists and runs."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Run

REPOSITORY = Path(__file__).parents[1]
FENCE = re.compile(r"^```(?:console|sh|shell|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line.removeprefix("$ "), comments=True)
    for block in FENCE.findall(README)
    for line in block.replace("\\\n", " ").splitlines()
]
OURS = sorted({shlex.join(command[1:]) for command in COMMANDS if command[:1] == ["mlanki"]})
TARGETS = sorted({target for command in COMMANDS if command[:1] == ["make"] for target in command[1:]})
NAMED = sorted(set(re.findall(r"`mlanki ([a-z]+)", README)) | {shlex.split(command)[0] for command in OURS})


def test_the_readme_shows_commands_and_targets() -> None:
    assert OURS
    assert {"decks", "test"} <= set(TARGETS)


@pytest.mark.parametrize("command", OURS)
def test_a_command_of_the_readme_runs_beside_the_sample_sources_and_their_release(
    command: str, home: Path, run: Run
) -> None:
    shutil.copytree(REPOSITORY / "raw", home / "raw")
    assert run("build", "raw/", "-o", "build/", "-q").status == 0
    shutil.copytree(home / "build", home / "last-month")
    words = shlex.split(command)

    ran = run(*(words[: words.index(">")] if ">" in words else words))

    assert ran.status == 0, ran.err


@pytest.mark.parametrize("command", NAMED)
def test_a_command_that_the_readme_speaks_of_exists(command: str, run: Run) -> None:
    assert run(command, "--help").status == 0


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_the_readme_exists(target: str) -> None:
    dry = subprocess.run(["make", "--dry-run", target], cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert dry.returncode == 0, dry.stderr
