"""`mlanki check` as a linter: which problems count, in which form they are told, and to whom."""

import json
from pathlib import Path

import jsonschema
import pytest
import regex
import yaml

from mlanki.cli import main
from tests.conftest import Run
from tests.pages import page, record

ROOT = Path(__file__).parents[1]


def thing(*required: str, **properties: object) -> dict[str, object]:
    """The schema of an object with these properties and no others."""
    named = {name.replace("_schema", "$schema"): each for name, each in properties.items()}
    return {"type": "object", "required": [*required], "additionalProperties": False, "properties": named}


# What https://docs.oasis-open.org/sarif/sarif/v2.1.0/ asks of the objects that are written; nothing else may be.
LEVEL = {"enum": ["none", "note", "warning", "error"]}
WORDS = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LINE = {"type": "integer", "minimum": 1}
RULE = thing("id", id={"type": "string"}, fullDescription=WORDS, defaultConfiguration=thing(level=LEVEL))
LOCATION = thing(
    "physicalLocation",
    physicalLocation=thing(
        "artifactLocation",
        artifactLocation=thing("uri", uri={"type": "string", "format": "uri-reference", "pattern": r"^\S+$"}),
        region=thing("startLine", startLine=LINE, endLine=LINE),
    ),
)
RESULT = thing(
    *("message", "ruleId"),
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=WORDS,
    locations={"type": "array", "items": LOCATION},
)
DRIVER = thing(
    "name",
    name={"type": "string"},
    version={"type": "string"},
    rules={"type": "array", "items": RULE, "uniqueItems": True},
)
RUN = thing(
    *("tool", "results"),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    tool=thing("driver", driver=DRIVER),
    results={"type": "array", "items": RESULT},
)
SARIF = thing(
    *("version", "runs"),
    version={"const": "2.1.0"},
    _schema={"type": "string", "format": "uri"},
    runs={"type": "array", "items": RUN, "minItems": 1},
)


@pytest.fixture
def doubtful(home: Path) -> Path:
    """A page with two warnings: no answer, and no figure; its name is none that an address takes as it is."""
    (home / "raw").mkdir()
    (home / "raw" / "tag nn.txt").write_text(
        page(
            "Tag: NN",
            record("ML0001", "Perceptron", "What is a perceptron?", ""),
            record("ML0002", "Depth", "Why depth?", "The plot below shows why: Each layer builds on others."),
        ),
        "utf-8",
    )
    return home / "raw"


NO_ANSWER = "raw/tag nn.txt:3: warning: ML0001 has no answer on any page and gets no card; scrape it again [no-answer]"


@pytest.mark.parametrize(
    ("options", "codes", "why"),
    [
        ("", ["missing-figure", "no-answer"], ""),
        ("--select no-answer", ["no-answer"], ""),
        ("--ignore no-answer", ["missing-figure"], ""),
        ("--ignore no-answer,missing-figure", [], ""),
        ("--ignore no-answer --ignore missing-figure --strict", [], ""),
        ("--select no-answer --fail-on missing-figure", ["no-answer"], ""),
        ("--fail-on error", ["missing-figure", "no-answer"], ""),
        ("--fail-on record-gone,truncated-record", ["missing-figure", "no-answer"], ""),
        (
            "--fail-on warning",
            ["missing-figure", "no-answer"],
            "2 warnings (1 no-answer, 1 missing-figure), which --fail-on",
        ),
        ("--fail-on no-answer", ["missing-figure", "no-answer"], "1 warning (no-answer), which --fail-on"),
        ("--strict", ["missing-figure", "no-answer"], "2 warnings (1 no-answer, 1 missing-figure), which --strict"),
    ],
)
def test_the_options_say_which_problems_are_told_and_which_fail(
    doubtful: Path, run: Run, options: str, codes: list[str], why: str
) -> None:
    checked = run("check", doubtful.name, *options.split())
    built = run("build", doubtful.name, "-o", "out", *options.split())

    assert checked.status == built.status == bool(why)
    assert checked.err == built.err
    assert sorted(regex.findall(r"warning: .*\[([a-z-]+)\]$", checked.err, regex.MULTILINE)) == codes
    last = checked.err.splitlines()[-1] if why else ""
    assert last == (f"mlanki: failed with {why} does not allow" if why else "")
    assert Path("out").exists() == (not why)


def test_an_error_is_told_and_fails_whatever_is_chosen(raw: Path, run: Run) -> None:
    for file in raw.iterdir():
        file.write_text("Only notes.\n", "utf-8")

    ran = run("check", raw, "--select", "no-answer", "--ignore", "no-record-at-all")

    assert ran.status == 1
    assert "[no-record-at-all]" in ran.err


@pytest.mark.parametrize("option", ["--select", "--ignore", "--fail-on"])
def test_a_code_that_there_is_not_is_wrong_usage(doubtful: Path, run: Run, option: str) -> None:
    ran = run("check", doubtful, option, "no-answer,no-anser")

    assert ran.status == 2
    assert "“no-anser” is no code; did you mean “no-answer”?" in ran.err


def test_sarif_tells_each_problem_with_its_rule_and_its_place(doubtful: Path, run: Run) -> None:
    ran = run("check", doubtful.name, "--output", "sarif")

    log = json.loads(ran.out)
    jsonschema.validate(log, SARIF, format_checker=jsonschema.FormatChecker())
    (told,) = log["runs"]
    rules = told["tool"]["driver"]["rules"]
    first = next(result for result in told["results"] if result["ruleId"] == "no-answer")
    assert rules[first.pop("ruleIndex")] == {
        "id": "no-answer",
        "fullDescription": {"text": "No page shows an answer. The record is kept in `records.jsonl` and gets no card."},
        "defaultConfiguration": {"level": "warning"},
    }
    assert first == {
        "ruleId": "no-answer",
        "level": "warning",
        "message": {"text": "ML0001 has no answer on any page and gets no card; scrape it again"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "raw/tag%20nn.txt"},
                    "region": {"startLine": 3, "endLine": 5},
                }
            }
        ],
    }
    assert [result["ruleId"] for result in told["results"]] == ["no-answer", "missing-figure"]
    assert ran.status == 0
    assert NO_ANSWER in ran.err


def test_sarif_is_whole_where_a_run_fails(raw: Path, run: Run) -> None:
    Path("mlanki.toml").write_text("[", "utf-8")

    ran = run("check", raw, "--output", "sarif")

    log = json.loads(ran.out)
    jsonschema.validate(log, SARIF)
    assert [(each["ruleId"], each["level"]) for each in log["runs"][0]["results"]] == [("config-invalid", "error")]
    assert ran.status == 1


def test_the_other_forms_are_those_that_there_always_were(raw: Path, built: Path, run: Run) -> None:
    assert run("check", raw, "--output", "json") == run("check", raw, "--json")
    assert run("check", raw, "--output", "text") == run("check", raw)
    assert run("check", raw, "--output", built) == run("check", raw, "-o", built)
    assert run("check", raw, "--output", "sarf").status == 2


def test_the_hook_for_others_calls_a_command_that_there_is(doubtful: Path, run: Run) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    program, command = hook["entry"].split()
    assert (program, command in main.commands, hook["language"]) == ("mlanki", True, "python")
    assert run(command, *hook["args"]).status == 0
    assert doubtful.name + "/" in hook["args"]
    assert [bool(regex.search(hook["files"], name)) for name in ("raw/a.txt", "mlanki.toml", "README.md")] == [
        True,
        True,
        False,
    ]


def test_github_reads_what_is_reported(doubtful: Path, run: Run) -> None:
    text = (ROOT / "mlanki" / "starter" / "problems.json").read_text("utf-8")
    ((pattern,),) = (matcher["pattern"] for matcher in json.loads(text)["problemMatcher"])
    said = run("check", doubtful.name).err.splitlines()

    found = regex.match(pattern["regexp"], said[0])

    assert found
    assert {name: found[group] for name, group in pattern.items() if name != "regexp"} == {
        "file": "raw/tag nn.txt",
        "line": "3",
        "severity": "warning",
        "message": "ML0001 has no answer on any page and gets no card; scrape it again",
        "code": "no-answer",
    }
    assert text == (ROOT / ".github" / "mlanki-problems.json").read_text("utf-8")
