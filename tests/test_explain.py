"""`mlanki explain`, and the page that it makes: what a message means and what a setting does, as the program has it."""

import ast
import json
from itertools import pairwise
from pathlib import Path

import pytest
import regex

import mlanki
from mlanki.diagnostics import CATALOGUE
from tests.conftest import Run

HOUSE = Path(mlanki.__file__).parent
REFERENCE = HOUSE.parent / "docs" / "reference.md"
PRINTED = regex.compile(r"[\w./-]+:\d+: (?P<severity>error|warning|note): (?P<message>\S.*)")
CONSTANTS = [
    node.value
    for file in HOUSE.rglob("*.py")
    for node in ast.walk(ast.parse(file.read_text("utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
]
FILLED_IN = regex.compile(r"“[^”]*”|`[^`]*`|\([^)]*\)|\S*\d\S*|\S+[./_]\S+|[;:,…]")  # names, places, numbers; stops
SAID = {pair for text in CONSTANTS for clause in FILLED_IN.split(text) for pair in pairwise(clause.split())}


def test_a_message_is_explained_with_an_example_and_a_cure(run: Run) -> None:
    ran = run("explain", "no-answer")

    assert ran.status == 0
    assert ran.out.split("\n\n") == [
        "no-answer (warning)",
        "No page shows an answer. The record is kept in `records.jsonl` and gets no card.",
        (
            "For example:\n"
            "raw/page.txt:11: warning: ML1002 has no answer on any page and gets no card; scrape it again [no-answer]"
        ),
        "What to do: Save the page with its answer shown, or `drop` the question.\n",
    ]


def test_a_setting_is_explained_with_an_example(run: Run) -> None:
    out = run("explain", "records.figure").out

    assert out.startswith("records.figure (a setting of mlanki.toml)\n")
    assert 'figure = "figures/descent.png"' in out.splitlines()


def test_a_code_may_be_pasted_with_its_brackets(run: Run) -> None:
    assert run("explain", "[record-gone]").out == run("explain", "record-gone").out


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("no-anwser", "did you mean “no-answer”?"),
        ("retired", "did you mean “retire”?"),
        ("zzzz", "mlanki explain lists all"),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(run: Run, name: str, meant: str) -> None:
    ran = run("explain", name)

    assert ran.status == 2
    assert ran.err.splitlines()[-1] == f"Error: “{name}” is no diagnostic and no setting; {meant}"


def test_programs_get_one_or_all_as_json(run: Run) -> None:
    told = json.loads(run("explain", "words-lost", "--json").out)
    names = [each["name"] for each in json.loads(run("explain", "--json").out)]

    assert (told["name"], told["kind"]) == ("words-lost", "error")
    assert told["cure"].startswith("Name what was released with `--released all.apkg`")
    assert {"words-lost", "question", "records.question", "accept"} <= set(names)


def test_the_reference_is_what_explain_prints(run: Run) -> None:
    assert REFERENCE.read_text("utf-8") == run("explain").out, "run: mlanki explain > docs/reference.md"


def test_whatever_the_program_reports_is_explained_and_nothing_else() -> None:
    named = {text for text in CONSTANTS if regex.fullmatch(r"[a-z]+(?:-[a-z]+)*", text)}

    # `same-code-different-answer` and its sister are made of their parts.
    assert set(CATALOGUE) - named == {"same-code-different-answer", "same-code-different-question"}


@pytest.mark.parametrize("code", CATALOGUE)
def test_an_example_is_a_line_that_the_program_prints(code: str) -> None:
    entry = CATALOGUE[code]

    printed = PRINTED.fullmatch(entry.example)
    assert printed is not None
    assert printed["severity"] == str(entry.severity)
    for clause in FILLED_IN.split(printed["message"]):
        assert len(_unsaid(clause.split())) <= 1, "no message has these words any more"  # one may be filled in
    assert len(entry.example) <= 160


@pytest.mark.parametrize("code", CATALOGUE)
def test_meaning_and_cure_are_sentences(code: str) -> None:
    for text in (CATALOGUE[code].meaning, CATALOGUE[code].cure):
        assert regex.fullmatch(r"[\p{Lu}`].*[.]", text)
        assert len(text) <= 240


def _unsaid(words: list[str]) -> list[str]:
    """The words that stand beside none of their neighbours in any text of the program."""
    said = {word for pair in pairwise(words) if pair in SAID for word in pair}
    return [word for word in words if word not in said]
