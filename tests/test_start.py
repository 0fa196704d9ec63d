"""What mlanki only says of itself it says at once: nothing is imported that reads or builds."""

import os
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
import regex

from mlanki.cli.options import FORM_NAMES
from mlanki.readers import FORMS
from tests.pages import page, record

TELLING = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr))"
RUNNING = "from mlanki.cli import main; main(prog_name='mlanki')"


def imported_by(*arguments: str, **environment: str) -> tuple[str, set[str]]:
    """What is printed, and the modules that were imported until the end."""
    command = [sys.executable, "-c", f"{TELLING}; {RUNNING}", *arguments]
    run = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=True, env=os.environ | {"PYTHONUTF8": "1"} | environment
    )
    return run.stdout, set(run.stderr.split())


def imported_on_completing(words: str) -> tuple[str, set[str]]:
    place = str(len(words.split(" ")) - 1)
    return imported_by(_MLANKI_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=place)


def assert_little(modules: set[str]) -> None:
    dependencies = {regex.split(r"[^\w-]", line, maxsplit=1)[0] for line in requires("mlanki") or ()}
    homes = packages_distributions()
    distributions = {home for module in modules for home in homes.get(module.partition(".")[0], ())}
    assert {module for module in modules if module.startswith("mlanki.")} == {
        *(
            "mlanki.cli",
            "mlanki.cli.usage",
            "mlanki.cli.options",
            "mlanki.cli.signals",
            "mlanki.file_names",
            "mlanki.version",
        )
    }
    assert distributions & dependencies == {"click"}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["build", "--help"], ["release", "--help"]])
def test_version_and_help_import_nothing_but_click(arguments: list[str]) -> None:
    said, modules = imported_by(*arguments)

    assert "mlanki" in said
    assert_little(modules)


@pytest.mark.parametrize(
    ("words", "offered"),
    [("mlanki re", "release"), ("mlanki build raw --st", "--strict"), ("mlanki parse --format ma", "markdown")],
)
def test_completion_imports_nothing_but_click(words: str, offered: str) -> None:
    said, modules = imported_on_completing(words)

    assert f"plain,{offered}" in said.splitlines()
    assert_little(modules)


def test_the_forms_that_can_be_named_are_those_that_there_are_readers_for() -> None:
    assert tuple(FORMS) == FORM_NAMES


def test_sources_of_plain_text_are_built_without_what_parses_html(tmp_path: Path) -> None:
    (tmp_path / "tag.txt").write_text(page("Tag: NN", record("ML0001", answer="It falls.")), encoding="utf-8")

    _, modules = imported_by("build", str(tmp_path / "tag.txt"), "-o", str(tmp_path / "out"))

    assert "mlanki.outline" in modules
    others = {"bs4", "soupsieve", "lxml", "mlanki.readers.markdown.pieces", "multiprocessing", "importlib.metadata"}
    assert modules.isdisjoint(others)


def test_what_only_looks_like_a_language_at_first_loads_nothing_that_reads_it(tmp_path: Path) -> None:
    answer = "The function grows (uphill).\n\nimport numpy as np\nhalf = (a + b) / 2\nreturn np.exp(half)"
    (tmp_path / "tag.txt").write_text(page("Tag: NN", record("ML0001", answer=answer)), encoding="utf-8")

    _, modules = imported_by("build", str(tmp_path / "tag.txt"), "-o", str(tmp_path / "out"))

    assert "pygments.lexer" in modules
    assert "pygments.lexers.javascript" not in modules


def test_python_need_not_look_through_what_was_made_when_it_ends() -> None:
    telling = "import atexit, gc, runpy, sys; atexit.register(lambda: print(gc.get_freeze_count() > 10_000))"
    running = "runpy.run_module('mlanki', run_name='__main__')"
    command = (sys.executable, "-c", f"{telling}; {running}", "--version")

    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    assert said.splitlines()[-1] == "True"
