"""What the README and the pages in docs/ show exists and runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run

REPOSITORY = Path(__file__).parents[1]
FENCE = re.compile(r"^```(?:console|sh|shell|bash)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
DOCUMENTATION = "".join(page.read_text(encoding="utf-8") for page in PAGES)
COMMANDS = [
    shlex.split(line.removeprefix("$ "), comments=True)
    for block in FENCE.findall(DOCUMENTATION)
    for line in block.replace("\\\n", " ").splitlines()
]
OURS = sorted({shlex.join(command[1:]) for command in COMMANDS if command[:1] == ["mlanki"]})
TARGETS = sorted({target for command in COMMANDS if command[:1] == ["make"] for target in command[1:]})
NAMED = sorted(set(re.findall(r"`mlanki ([a-z]+)", DOCUMENTATION)) | {shlex.split(command)[0] for command in OURS})


def test_the_documentation_shows_commands_and_targets() -> None:
    assert OURS
    assert {"decks", "test"} <= set(TARGETS)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample sources, what was built from them, and the release of last month."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(REPOSITORY / "raw", folder / "raw")
    build = [sys.executable, "-m", "mlanki", "build", "raw/", "-o", "build/", "-q"]
    subprocess.run(build, cwd=folder, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, check=True)
    shutil.copytree(folder / "build", folder / "last-month")
    return folder


@pytest.mark.parametrize("command", OURS)
def test_a_command_of_the_documentation_runs_beside_the_sample_sources_and_their_release(
    command: str, desk: Path, home: Path, run: Run
) -> None:
    shutil.copytree(desk, home, dirs_exist_ok=True)
    words = shlex.split(command.replace("COMMIT", "0" * 40))

    ran = run(*(words[: words.index(">")] if ">" in words else words))

    assert ran.status == 0, ran.err


@pytest.mark.parametrize("command", NAMED)
def test_a_command_that_the_documentation_speaks_of_exists(command: str, run: Run) -> None:
    assert run(command, "--help").status == 0


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_of_the_documentation_exists(target: str) -> None:
    dry = subprocess.run(["make", "--dry-run", target], cwd=REPOSITORY, capture_output=True, text=True, check=False)

    assert dry.returncode == 0, dry.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    for path, anchor in re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", page.read_text("utf-8")):
        target = page.parent / path if path else page
        assert target.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.+)", target.read_text("utf-8"), re.MULTILINE)
            anchors = [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]
            assert anchor in anchors, f"{path}#{anchor}"
