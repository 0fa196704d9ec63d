"""The wheel and the sdist: all that mlanki needs is in them, and what is installed from them works."""

import email
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from tests.environments import environment
from tests.pages import page, record

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    # The backend is among our own packages, so that nothing has to be fetched.
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return sdist, wheel


def tracked(*folders: str) -> set[str]:
    """The files of the project below these folders, as they are released."""
    files = (file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file())
    names = {file.relative_to(ROOT).as_posix() for file in files if "__pycache__" not in file.parts}
    assert names
    return names


def test_the_wheel_has_every_file_of_the_program_and_no_other(distributions: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(distributions[1]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert names == tracked("mlanki")
    assert {
        "mlanki/py.typed",
        "mlanki/cards/style.css",
        "mlanki/cards/front.html",
        "mlanki/cards/back.html",
        "mlanki/prose/tex/commands.txt",
        "mlanki/starter/IMPORTING.md",
        "mlanki/starter/gitignore",
        "mlanki/starter/mlanki.toml",
        "mlanki/starter/problems.json",
        "mlanki/starter/release.yml",
    } <= names


def test_the_sdist_has_the_tests_and_all_that_they_read(distributions: tuple[Path, Path]) -> None:
    with tarfile.open(distributions[0]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    assert tracked("mlanki", "tests", "raw", ".github", "benchmarks") <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile"} <= names


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_string(archive.read(name).decode())


def test_the_metadata_says_what_people_look_for(distributions: tuple[Path, Path]) -> None:
    said = metadata(distributions[1])

    assert said["Name"] == "mlanki"
    assert said["Version"] == "0.1.0"
    assert said["Summary"].startswith("Turns scraped machine-learning interview questions into Anki decks")
    assert said["Author"] == "The mlanki authors"
    assert said["License-Expression"] == "MIT"
    assert said["License-File"] == "LICENSE"
    assert said["Requires-Python"] == ">=3.11"
    assert said["Description-Content-Type"] == "text/markdown"
    assert "anki" in said["Keywords"]
    classifiers = said.get_all("Classifier", [])
    assert {f"Programming Language :: Python :: {version}" for version in ("3.11", "3.12", "3.13")} <= set(classifiers)
    assert str(said.get_payload()).startswith("# mlanki\n")


def test_from_an_empty_folder_to_a_release_with_what_was_installed(
    distributions: tuple[Path, Path], tmp_path: Path
) -> None:
    python = environment(tmp_path, "wheel", [str(distributions[1])])
    deck = tmp_path / "deck"
    deck.mkdir()

    def mlanki(*arguments: str) -> str:
        command = (str(python.parent / "mlanki"), *arguments)
        ran = subprocess.run(command, cwd=deck, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    assert mlanki("--version") == "mlanki 0.1.0\n"
    origin = f"https://github.com/me/mlanki@{'0' * 40}"  # a wheel knows of no commit
    assert mlanki("init", "--from", origin).splitlines()[:5] == [
        "wrote mlanki.toml",
        "wrote .gitignore",
        "wrote .github/workflows/release.yml",
        "wrote .github/mlanki-problems.json",
        "wrote IMPORTING.md",
    ]
    (deck / "raw").mkdir()
    (deck / "raw" / "page.txt").write_text(
        page("Tag: NN", record("ML0001", "Loss", "What is the loss?", r"L = -\log \sigma(z)")), "utf-8"
    )
    mlanki("build", "raw/", "-o", "build/")
    assert sorted(file.name for file in (deck / "build").iterdir()) == [
        *("SHA256SUMS", "all.apkg", "manifest.json", "nn.apkg", "records.jsonl"),
    ]
    assert mlanki("verify", "build/") == "3 files, 2 packages: all whole\n"
    assert mlanki("diff", "build/", "build/records.jsonl") == "no question has changed\n"
    assert (deck / "mlanki.lock").is_file()
