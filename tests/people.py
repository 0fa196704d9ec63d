"""Who takes part in a month: somebody who maintains a deck, and those who study it, each with some version of Anki."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import mlanki
from tests.environments import environment

ROOT = Path(__file__).parents[1]
MONTH = 30 * 86_400

# The last patch of each, as PyPI writes them; the current one is that of the environment that the tests run in.
VERSIONS = {"24.11": "24.11", "25.02": "25.2.7", "current": ""}

Step = list[Any]


@dataclass(frozen=True)
class User:
    """Somebody with an Anki of some version; each call is a session at the desk."""

    python: str
    file: Path

    def __call__(self, *steps: Step) -> list[Any]:
        ran = subprocess.run(
            [self.python, "-W", "ignore", "-m", "tests.user", self.file],
            input=json.dumps(steps, default=str),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        came: list[Any] = json.loads(ran.stdout)
        return came


@dataclass
class Maintainer:
    """Somebody with sources, settings and a ledger, who publishes a release each month."""

    folder: Path
    program: Path = ROOT
    releases: int = 0
    smallest_deck: int = 1  # every tag has a deck

    def release(self, at: int | None = None) -> Path:
        """Release, at a time of its own if need be; the folder of each release stays as it is."""
        self.releases += 1
        folder = self.folder / f"release-{self.releases}"
        if not (self.folder / "mlanki.toml").exists():
            self.settle("")
        last = f"release-{self.releases - 1}/all.apkg"
        before = ("--released", last, "--since", last) if self.releases > 1 else ()
        self.run("release", f"v{self.releases}", "raw", "-o", folder.name, *before, at=at)
        return folder

    def run(self, *arguments: str, at: int | None = None) -> None:
        command = (sys.executable, "-m", "mlanki", *arguments, "--quiet")
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.program),
            "SOURCE_DATE_EPOCH": str(at or 1_700_000_000 + self.releases * MONTH),
        }
        subprocess.run(command, cwd=self.folder, env=environment, check=True)

    def settle(self, text: str) -> None:
        (self.folder / "mlanki.toml").write_text(f"smallest-deck = {self.smallest_deck}\n{text}", "utf-8")

    def edit(self, name: str, before: str, after: str) -> None:
        file = self.folder / "raw" / name
        content = file.read_text("utf-8")
        assert before in content
        file.write_text(content.replace(before, after), "utf-8")

    def add(self, name: str, text: str) -> None:
        (self.folder / "raw" / name).write_text(text, "utf-8")

    def remove(self, name: str, code: str) -> None:
        file = self.folder / "raw" / name
        head, *records = file.read_text("utf-8").split("  • ")
        assert any(text.startswith(code) for text in records)
        file.write_text("  • ".join((head, *(r for r in records if not r.startswith(code)))), "utf-8")

    def restyle(self) -> None:
        """Take up a version of mlanki with another style sheet."""
        self.program = self.folder / "program"
        package = Path(mlanki.__file__).parent
        shutil.copytree(package, self.program / "mlanki", ignore=shutil.ignore_patterns("__pycache__"))
        with (self.program / "mlanki" / "cards" / "style.css").open("a", encoding="utf-8") as file:
            file.write(".restyled { top: 0 }\n")


def python_of(version: str, cache: pytest.Cache) -> str:
    """The Python that has this version of Anki, a key of `VERSIONS`."""
    if not VERSIONS[version]:
        return sys.executable
    return str(environment(cache.mkdir("environments"), f"anki-{version}", [f"anki=={VERSIONS[version]}"]))
