"""The same sources and ledger give the same packages under every Python and SQLite that we can lay hands on."""

import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tomllib
import types
import zipfile
from pathlib import Path
from typing import Any

import apsw
import pytest

from mlanki.cards.notetype import NoteType
from mlanki.release import packing
from tests.environments import environment

ROOT = Path(__file__).parents[1]


class OtherSQLite:
    """As much of Python's `sqlite3` as writing a package takes, over the SQLite that apsw brings."""

    def __init__(self) -> None:
        self.connection = apsw.Connection(":memory:")

    def cursor(self) -> "OtherSQLite":
        return self

    def execute(self, *arguments: Any) -> apsw.Cursor:
        return self.connection.execute(*arguments)

    executescript = execute

    def executemany(self, *arguments: Any) -> apsw.Cursor:
        return self.connection.executemany(*arguments)

    def commit(self) -> None:
        """Nothing is open: apsw begins no transaction of its own."""

    def serialize(self) -> bytes:
        return self.connection.serialize("main")

    def close(self) -> None:
        self.connection.close()


def notes(count: int) -> list[packing.Note]:
    return [
        packing.Note(
            f"ML{number:04}",
            (f"ML{number:04}", "Title", "Why?", f"Because {number}. " * (number * 7 % 900), *[""] * 4),
            ("NN",),
            "ML Interview::NN",
            1_600_000_000 + number,
            number,
        )
        for number in range(count)
    ]


def test_another_version_of_sqlite_writes_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert apsw.sqlite_lib_version() != sqlite3.sqlite_version, "nothing to compare"
    # Long enough that some answers need pages of their own, and the trees more than one level.
    here = packing.pack(notes(300), NoteType(1))
    monkeypatch.setattr(packing, "sqlite3", types.SimpleNamespace(connect=lambda _: OtherSQLite()))

    assert packing.pack(notes(300), NoteType(1)) == here


def test_what_sqlite_left_between_cells_is_wiped_and_the_database_stays_whole() -> None:
    with zipfile.ZipFile(io.BytesIO(packing.pack(notes(300), NoteType(1)))) as archive:
        data = archive.read("collection.anki2")

    database = sqlite3.connect(":memory:")
    database.deserialize(data)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("SELECT count(*), max(length(flds)) FROM notes").fetchone()[0] == 300
    database.close()


def find_python(version: str) -> str | None:
    """A Python of this version: on the path, or else among those of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{version}"), *map(str, sorted(pyenv.glob(f"{version}.*/bin/python")))]
    for python in filter(None, found):
        if subprocess.run([python, "-c", "import venv"], check=False, capture_output=True).returncode == 0:
            return python
    return None


# Those of this machine; in CI a job for each version compares their SHA256SUMS.
PYTHONS = {"this": sys.executable} | {
    version: python for version in ("3.11", "3.12", "3.13") if (python := find_python(version))
}


@pytest.mark.parametrize("version", PYTHONS)
def test_each_python_builds_the_same_packages(version: str, raw: Path, built: Path, request: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cache = request.config.cache.mkdir("environments")
    interpreter = environment(cache, f"python-{version}", project["dependencies"], PYTHONS[version])
    other = raw.parent / "other"
    shutil.copy(built / "mlanki.lock", raw.parent / "copy.lock")
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = ("build", "raw", "-o", "other", "--config", "small-decks.toml", "--lock", "copy.lock", "--quiet")
    command = (str(interpreter), "-m", "mlanki", *arguments)
    subprocess.run(command, cwd=raw.parent, env=variables, check=True)

    assert (other / "SHA256SUMS").read_text("utf-8") == (built / "SHA256SUMS").read_text("utf-8")
    assert hashlib.sha256((other / "all.apkg").read_bytes()).hexdigest() in (other / "SHA256SUMS").read_text("utf-8")
