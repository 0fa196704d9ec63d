"""What a build has written is no source, and no source folder is written to."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run


def perceptron(folder: Path) -> str:
    lines = (folder / "records.jsonl").read_text("utf-8").splitlines()
    (answer,) = (one["answer"] for one in map(json.loads, lines) if one["code"] == "ML0001")
    return str(answer)


def correct(raw: Path) -> None:
    for name in ("tag-nn.txt", "author.txt"):
        text = (raw / name).read_text("utf-8")
        (raw / name).write_text(text.replace("A weighted sum and a threshold.", "A weighted sum."), "utf-8")


def test_a_correction_is_not_lost_to_the_build_before_that_lies_below_the_sources(raw: Path, run: Run) -> None:
    assert run("build", ".", "-o", "build").status == 0
    correct(raw)

    ran = run("build", ".", "-o", "build")

    assert (ran.status, ran.err) == (0, "")
    assert perceptron(Path("build")) == "A weighted sum."
    assert ran.out.splitlines()[0].split() == ["sources", "3"]


@pytest.mark.parametrize(
    "command", [("check",), ("parse", "-o", "x.jsonl"), ("build", "-o", "elsewhere"), ("preview", "-o", "site")]
)
def test_no_command_reads_an_output_below_its_sources(built: Path, run: Run, command: tuple[str, ...]) -> None:
    assert built.is_dir()

    document = json.loads(run(command[0], ".", *command[1:], "--json").out)

    assert document["sources"] == 3
    left_out = [each for each in document["diagnostics"] if each["code"] == "output-left-out"]
    assert [(each["severity"], each["path"]) for each in left_out] == [("note", "build")]


def test_files_in_the_output_are_no_sources_either_before_it_has_a_manifest(raw: Path, run: Run) -> None:
    assert raw.is_dir()
    Path("out").mkdir()
    Path("out/old.txt").write_text("What is a sum?\n\nIt adds.\n", "utf-8")

    assert run("build", ".", "-o", "out").out.splitlines()[0].split() == ["sources", "3"]


@pytest.mark.parametrize("named", ["build", "build/records.jsonl"])
def test_an_output_that_is_named_is_a_source(built: Path, run: Run, named: str) -> None:
    assert built.is_dir()

    ran = run("build", named, "-o", "elsewhere")

    assert ran.status == 0
    assert perceptron(Path("elsewhere")) == "A weighted sum and a threshold."


@pytest.mark.parametrize("command", [("build",), ("check",), ("release", "v1"), ("preview",)])
@pytest.mark.parametrize(
    ("source", "output"),
    [("raw", "raw"), ("raw", "./raw/"), ("raw/../raw", "raw"), (".", "."), ("raw/author.txt", "raw")],
)
def test_a_source_folder_is_never_written_to(
    raw: Path, run: Run, command: tuple[str, ...], source: str, output: str
) -> None:
    before = sorted(raw.parent.rglob("*"))

    ran = run(*command, source, "-o", output)

    assert ran.status == 2
    assert "is a source folder; what is written there would be read, so name another" in " ".join(ran.err.split())
    assert sorted(raw.parent.rglob("*")) == before
