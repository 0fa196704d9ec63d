"""`import mlanki`: what it offers, what it costs, and the page of the manual that shows it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import mlanki
from mlanki import pipeline
from tests.conftest import PAGES
from tests.pages import page, record

PAGE = Path(__file__).parents[1] / "docs" / "library.md"
FENCE = re.compile(r"^```(python|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)

LISTINGS = {
    "tag-nn.txt": page("Tag: NN", record("ML0001", "Perceptron")),
    "tag-basics.txt": page("Tag: Basics", record("ML0002", "Bias"), *(record(f"ML00{n}") for n in range(10, 14))),
}


def test_the_example_of_the_manual_runs_and_prints_what_stands_below_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "mlanki.toml").touch()
    (home / "raw").mkdir()
    for name, text in LISTINGS.items():
        (home / "raw" / name).write_text(text, "utf-8")
    (_, code), (_, printed) = FENCE.findall(PAGE.read_text("utf-8"))

    exec(code, {})  # noqa: S102 - it is ours

    assert capsys.readouterr().out == printed


def test_to_import_it_loads_nothing_else() -> None:
    told = "import sys, typing; old = {*sys.modules}; import mlanki; print(sorted({*sys.modules} - old))"
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)

    assert ran.stdout == "['mlanki', 'mlanki.version']\n"


@pytest.mark.parametrize("name", mlanki.__all__)
def test_what_it_offers_is_what_the_command_line_calls_and_is_explained(name: str) -> None:
    assert getattr(mlanki, name) is getattr(pipeline, name)
    assert getattr(mlanki, name).__doc__


def test_what_it_does_not_offer_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'mlanki' has no attribute 'learn'"):
        mlanki.learn  # type: ignore[attr-defined]  # noqa: B018


def test_a_file_is_read_as_scraped(raw: Path) -> None:
    reading = mlanki.read(raw / "tag-nn.txt")

    assert [(entry.code, entry.span.first) for entry in reading.entries] == [
        ("ML0001", 3),
        ("ML0003", 12),
        ("DL0002", 22),
    ]
    assert mlanki.read(raw / "tag-nn.txt", "records").entries == ()


def test_two_releases_are_compared(raw: Path) -> None:
    old, new = raw.parent / "old.apkg", raw.parent / "new.apkg"
    for package in (old, new):
        parsed = mlanki.parse([raw], mlanki.Config())
        package.write_bytes(mlanki.build(parsed, mlanki.Config(), mlanki.Ledger(), 1_700_000_000).files["all.apkg"])
        (raw / "author.txt").write_text(PAGES["author.txt"].replace("positives", "true ones"), "utf-8")

    changes = mlanki.diff(old, new, mlanki.Config())

    assert [change.new.code for change in changes.changed] == ["ML0020"]
    assert changes.unchanged == 6


def test_what_is_not_there_is_told_and_what_cannot_come_of_it_is_raised(home: Path) -> None:
    nothing = home / "nothing"

    assert [each.code for each in mlanki.read(nothing).diagnostics] == ["not-a-file"]
    assert [each.code for each in mlanki.read(home).diagnostics] == ["not-a-file"]
    parsed = mlanki.parse([nothing], mlanki.Config())
    assert [each.code for each in parsed.diagnostics] == ["not-a-file", "no-record-at-all"]
    for call in (
        lambda: mlanki.build(parsed, mlanki.Config(), mlanki.Ledger(), 0),
        lambda: mlanki.build(mlanki.parse([], mlanki.Config()), mlanki.Config(), mlanki.Ledger(), 0),
        lambda: mlanki.inspect(nothing),
        lambda: mlanki.diff(nothing, nothing, mlanki.Config()),
        lambda: mlanki.load_config(nothing),
    ):
        with pytest.raises(mlanki.Stop) as stopped:
            call()
        assert stopped.value.diagnostic.severity is mlanki.Severity.ERROR
