"""Messages: one line each, short enough to be read, whatever titles, paths and lines they repeat."""

import json
from pathlib import Path

import pytest

from tests.conftest import EXPECTED, Case, Run
from tests.pages import page, record

ROOT = Path(__file__).parents[1]
LONG = "an answer that goes on about the width and the depth of networks " * 4
TITLE = "On the many ways in which a title may be longer than any line that somebody would like to read " * 2

# Pages and settings that have something to say about whatever is long in them.
LONG_PAGES = {
    "tag-a.txt": page(
        "Tag: A",
        record("ML0001", TITLE, f"What is {LONG}?", f"{LONG} first."),
        record("ML0002", TITLE, f"What is not {LONG}?", f"See the figure below that shows {LONG}."),
        record("ML0003", TITLE, f"Why is {LONG}?", f"where \\frac{{a {LONG}"),
    ),
    "tag-b.txt": f"{LONG}\n\n"
    + page("Tag: B", record("ML0001", f"Another {TITLE}", f"When is {LONG}?", f"Not {LONG}, but {LONG}.")),
    "bank.md": f"# {TITLE}\n\n## {LONG}?\n\n![{LONG}](pictures/{'a' * 200}.png)\n\n## {TITLE}\n\nNo.\n\n{LONG}\n",
    f"{'sheet' * 6}.csv": f'"{LONG}","{LONG}"\n"unclosed',
    **{f"lecture {number} on trees.pdf": "" for number in range(9)},
    "page.html": f'<h2>{LONG}?</h2><p><img src="https://example.org/{"b" * 200}.png"></p><p>{LONG}</p>',
    "records.jsonl": '{"code": "ML0009", "title": ' + f'"{TITLE}"' + "\n",
}
LONG_SETTINGS = f"""
[records.ML0001]
replace = [["{TITLE}?", "short"]]
prefer = "{"folder/" * 20}tag-c.txt"
[accept.no-answer]
"{"folder/" * 20}tag-c.txt" = "{LONG}"
[accept.missing-figure]
ML0002 = "{LONG}"
"""


@pytest.fixture
def long_pages(home: Path) -> Path:
    folder = home / "long"
    folder.mkdir()
    for name, text in LONG_PAGES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "mlanki.toml").write_text(LONG_SETTINGS, "utf-8")
    return folder


def said_in(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of a check from within the folder, so that paths are those that a person sees."""
    monkeypatch.chdir(folder)
    expected = (*EXPECTED, "mlanki.toml")
    return run("check", *sorted(file.name for file in folder.iterdir() if file.name not in expected)).err.splitlines()


def test_no_line_about_a_dump_is_as_long_as_160_characters(
    made_case: Case, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [line for line in said_in(made_case.folder, run, monkeypatch) if len(line) >= 160] == []


@pytest.mark.parametrize("sources", ["raw", "long"])
def test_no_line_about_the_samples_and_long_pages_is_as_long_as_160_characters(
    sources: str, long_pages: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = said_in(ROOT / "raw" if sources == "raw" else long_pages, run, monkeypatch)

    assert said or sources == "raw", "the samples are clean"
    assert [line for line in said if len(line) >= 160] == []


def test_what_is_cut_can_be_had_whole(long_pages: Path, run: Run) -> None:
    short, whole = run("check", long_pages), run("check", long_pages, "-v")
    document = json.loads(run("check", long_pages, "--json").out)

    assert "“pictures/aaaa" not in short.err
    assert TITLE.strip() in whole.err
    assert {each["severity"] for each in document["diagnostics"]} >= {"warning", "note"}
    assert any(len(each["message"]) > 300 for each in document["diagnostics"])


def test_a_tally_of_many_kinds_names_the_most_frequent(long_pages: Path, run: Run) -> None:
    ran = run("check", long_pages, "--strict", "-q")

    (line,) = ran.err.splitlines()
    assert line.startswith("mlanki: failed with ")
    assert line.endswith(", … and 4 more (`-v`)), which --strict does not allow")
    assert len(line) < 160
