"""What `make bench` measures with: sources of any size in each form, and contestants that do the same work."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mlanki.config import Config
from mlanki.document import Math, walk
from mlanki.pipeline import parse

SPEED = Path(__file__).parents[1] / "benchmarks" / "speed"


def write_pages(form: str, occurrences: int, folder: Path) -> int:
    command = (sys.executable, SPEED / "pages.py", form, str(occurrences), folder)
    return int(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)


@pytest.mark.parametrize("form", ["listings", "guides", "HTML", "Markdown"])
def test_pages_hold_as_many_questions_as_were_asked_for(form: str, tmp_path: Path) -> None:
    size = write_pages(form, 48, tmp_path)

    parsed = parse([tmp_path], Config())
    formulas = [record for record in parsed.records if any(isinstance(node, Math) for node in walk(record.answer))]
    assert (parsed.entries, len(parsed.records), len(formulas)) == (48, 30, 10)
    assert size == sum(file.stat().st_size for file in tmp_path.iterdir())
    assert 1_200 < size / 48 < 2_000


@pytest.mark.parametrize("contestant", ["floor", "naive", "genanki", "anki"])
def test_contestants_write_the_packages_that_mlanki_writes(contestant: str, tmp_path: Path) -> None:
    raw, built, scratch = (tmp_path / name for name in ("raw", "built", "scratch"))
    raw.mkdir()
    scratch.mkdir()
    write_pages("listings", 48, raw)
    subprocess.run((sys.executable, "-m", "mlanki", "build", raw, "-o", built, "-q"), check=True)
    command = (sys.executable, SPEED / "contestants.py", contestant, raw, built, scratch)
    said = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    assert json.loads(said)["all"]["cpu"] > 0
    packages = sorted(scratch.glob("*.apkg"))
    assert len(packages) == len(list(built.glob("*.apkg")))
    assert all("collection.anki2" in zipfile.ZipFile(package).namelist() for package in packages)
