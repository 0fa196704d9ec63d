"""`mlanki check` is a build that writes nothing: it says the same, and ends the same."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, Run
from tests.pages import page, record

Change = Callable[[Path], None]


def nothing(raw: Path) -> None:
    del raw


def gone(raw: Path) -> None:
    (raw / "author.txt").write_text(page("Author: someone", record("ML0099", answer="")), "utf-8")


def reused(raw: Path) -> None:
    (raw / "author.txt").write_text(
        page("Author: x", record("ML0020", "Kernels", "Which kernels exist?", "Many.")), "utf-8"
    )


def corrected(raw: Path) -> None:
    file = raw / "tag-basics.txt"
    file.write_text(file.read_text("utf-8").replace("too simple", "much too simple"), "utf-8")
    (raw / "new.txt").write_text(page("Tag: NN", record("ML0100")), "utf-8")


def empty(raw: Path) -> None:
    for file in raw.iterdir():
        file.write_text("Only notes.\n", "utf-8")


def conflict(raw: Path) -> None:
    (raw / "other.txt").write_text(
        page("Tag: NN", record("ML0001", "Perceptron", "What is a perceptron?", "A bird.")), "utf-8"
    )


def files(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "change", [nothing, gone, reused, corrected, empty, conflict], ids=lambda change: change.__name__
)
@pytest.mark.parametrize("options", [(), ("--strict",), ("-q",), ("-v",)], ids=" ".join)
def test_check_says_what_a_build_says_and_ends_as_it_does(
    raw: Path, released: Path, run: Run, change: Change, options: tuple[str, ...]
) -> None:
    change(raw)
    before = files(raw.parent)

    checked = run("check", raw, "-o", released, *options)

    assert files(raw.parent) == before
    built = run("build", raw, "-o", released, *options)
    assert (checked.status, checked.err) == (built.status, built.err)


@pytest.mark.parametrize("change", [nothing, gone, corrected, conflict], ids=lambda change: change.__name__)
def test_check_counts_what_a_build_counts(raw: Path, released: Path, run: Run, change: Change) -> None:
    change(raw)

    checked = json.loads(run("check", raw, "-o", released, "--json").out)

    built = json.loads(run("build", raw, "-o", released, "--json").out)
    del built["output"]
    assert "changes" in checked
    del checked["changes"]
    assert checked == built


def rows(ran: Ran) -> dict[str, str]:
    figures = ran.out[ran.out.index("sources ") :]
    pairs = (line.split(maxsplit=1) for line in figures.splitlines() if line)
    return {pair[0]: " ".join(pair[1].split()) for pair in pairs}


def test_harm_shows_before_anything_is_written(raw: Path, released: Path, run: Run) -> None:
    corrected(raw)
    gone(raw)

    ran = run("check", raw, "-o", released)

    assert "ML0020 was released, and no source answers it" in ran.err
    assert ran.err.endswith("[record-gone]\n")
    told = rows(ran)
    assert told["changed"] == "1 ML0010; an import overwrites learners' own edits to these"
    assert (told["new"], told["gone"]) == ("1", "1 ML0020")
    assert ran.out.endswith(
        "\nSince v1: 1 new question in NN; 1 answer corrected: ML0010; 1 question retired: ML0020\n"
        "2 warnings (1 no-answer, 1 record-gone)\n"
    )


def test_a_reused_code_fails_the_check_and_is_counted_all_the_same(raw: Path, released: Path, run: Run) -> None:
    reused(raw)

    ran = run("check", raw, "-o", released)

    assert ran.status == 1
    assert ran.err.endswith("[code-reused]\nmlanki: failed with 1 error (code-reused)\n")
    assert rows(ran)["reused"] == "1 ML0020"
    document = json.loads(run("check", raw, "-o", released, "--json").out)
    assert (document["ok"], document["reused"], document["gone"]) == (False, ["ML0020"], [])


def test_the_ledger_beside_the_sources_is_found_without_naming_the_output(raw: Path, run: Run) -> None:
    (raw / "mlanki.toml").touch()
    run("release", "v1", raw, "-o", "out")
    gone(raw)

    ran = run("check", raw)

    assert "[record-gone]" in ran.err
    assert rows(ran)["ledger"] == f"{raw}/mlanki.lock"
