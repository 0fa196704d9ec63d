"""Deciding what is open: by answering, or by pasting what is printed."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import Result

from mlanki.decisions.statements import (
    DecisionLine,
    accept,
    alias,
    different,
    drop,
    of_record,
    retire,
    same,
    to_paste,
    write,
)
from tests.collection import Desk
from tests.conftest import Run, invoke
from tests.pages import PIXEL, page, record

# Writing


OURS = """\
# our deck
root-deck = "Ours"  # short
retire = [
    "ML0001",  # too old
    # and this
    "ML0002",
]

# what the site renamed
[alias]
ML0010 = "ML0011"  # in May

[records.ML0020]
title = "A"
"""


def test_what_is_written_keeps_comments_and_order() -> None:
    decided = (
        alias("ML0030", "ML0031"),
        retire("ML0003", ""),
        same("ML0004", "ML0005"),
        same("ML0006", "ML0007", both=True),
        of_record("ML0020", "figure", ()),
        of_record("ML0021", "prefer", "a.txt"),
        accept("missing-figure", "ML0022", 'it "says" all'),
        accept("missing-figure", "tag nn.txt", "ornaments"),
    )

    assert write(OURS, decided) == (
        """\
# our deck
root-deck = "Ours"  # short
retire = [
    "ML0001",  # too old
    # and this
    "ML0002",
    "ML0003",
]
same = [
    ["ML0004", "ML0005"],
    {codes = ["ML0006", "ML0007"], answer = "both"}
]

# what the site renamed
[alias]
ML0010 = "ML0011"  # in May
ML0030 = "ML0031"

[records.ML0020]
title = "A"
figure = []

[records.ML0021]
prefer = "a.txt"

[accept.missing-figure]
ML0022 = "it \\"says\\" all"
"tag nn.txt" = "ornaments"
"""
    )


def test_a_reason_turns_the_list_of_retired_codes_into_a_table() -> None:
    written = write(OURS, [retire("ML0003", "out of scope")])

    assert tomllib.loads(written)["retire"] == {"ML0001": "", "ML0002": "", "ML0003": "out of scope"}
    assert 'ML0001 = "" # too old\n# and this\nML0002 = ""\n' in written


@pytest.mark.parametrize(
    "text", ["", "# ours\n", "# ours", "same = []\n", '[areas]\nML = "Basics"\n', "# a\n\n# b\n[alias]"]
)
def test_what_is_written_one_by_one_is_what_is_written_at_once(text: str) -> None:
    decided = (drop("ML0001"), alias("ML0002", "ML0003"), different("ML0004", "ML0005"), retire("ML0006", "why"))
    one_by_one = text
    for statement in decided:
        one_by_one = write(one_by_one, [statement])

    assert tomllib.loads(one_by_one) == tomllib.loads(write(text, decided))
    assert tomllib.loads(one_by_one)["different"] == [["ML0004", "ML0005"]]
    assert tomllib.loads(one_by_one)["retire"] == {"ML0006": "why"}
    assert set(text.splitlines()) <= set(one_by_one.splitlines())


def test_what_is_printed_names_its_places_and_can_be_pasted_there() -> None:
    decided: list[DecisionLine] = [
        retire("ML0003", ""),
        alias("ML0030", "ML0031"),
        retire("ML0004", ""),
        drop("ML0005"),
    ]

    assert to_paste(OURS, decided) == (
        "# after `retire = [` on line 3\n"
        '    "ML0003",\n'
        '    "ML0004",\n'
        "\n"
        "# below [alias] on line 10\n"
        'ML0030 = "ML0031"\n'
        "\n"
        "# above the first line in brackets\n"
        "drop = [\n"
        '    "ML0005",\n'
        "]"
    )
    assert tomllib.loads(to_paste("", decided)) == {
        "drop": ["ML0005"],
        "retire": {"ML0003": "", "ML0004": ""},
        "alias": {"ML0030": "ML0031"},
    }


# Asking

NN = (
    record("ML0001", "Perceptron", "What is a perceptron?", "A weighted sum and a threshold."),
    record("ML0002", "Depth", "Why depth?", "Each layer builds on others. The plot below shows it."),
    record("ML0003", "Backpropagation", "What is backpropagation?", "The chain rule, from the last layer on."),
    record("ML0004", "Gradients", "Describe backpropagation.", "A slope for each of the weights."),
    record("ML0009", "Momentum", "What is momentum?", "A moving mean of the gradients."),
)


@pytest.fixture
def deck(home: Path, run: Run) -> Path:
    """A deck with a release, whose sources have changed since; a question of every kind is open."""
    (home / "raw").mkdir()
    (home / "raw" / "nn.txt").write_text(page("Tag: NN", *NN), "utf-8")
    (home / "mlanki.toml").write_text("# ours\n", "utf-8")
    assert run("release", "v1", "raw", "-o", "build").status == 0
    renamed = NN[2].replace("ML0003", "ML0033")
    (home / "raw" / "nn.txt").write_text(page("Tag: NN", *NN[:2], renamed, NN[3]), "utf-8")
    other = record("ML0001", "Perceptron", "What is a perceptron?", "Some other thing entirely.")
    (home / "raw" / "b.txt").write_text(page("Tag: NN", other), "utf-8")
    return home


def decide(*answers: str, options: tuple[str, ...] = (), sources: tuple[str, ...] = ("raw",)) -> Result:
    return invoke("decide", *sources, *options, said="".join(f"{answer}\n" for answer in answers))


def settings(deck: Path) -> object:
    return tomllib.loads((deck / "mlanki.toml").read_text("utf-8"))


def test_every_open_question_is_answered_with_a_key_and_then_nothing_is_open(
    deck: Path, desk: Desk, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take(deck / "build" / "all.apkg")
    desk.study("ML Interview", 5)
    studied = desk.scheduling()

    asked = decide("a", "r", "out of date", "2", "d", "n")

    assert asked.exit_code == 0
    assert "5 decided, in mlanki.toml; 5 were open" in asked.stdout
    assert settings(deck) == {
        "alias": {"ML0003": "ML0033"},
        "retire": {"ML0009": "out of date"},
        "records": {"ML0001": {"prefer": "nn.txt"}, "ML0002": {"figure": []}},
        "different": [["ML0004", "ML0033"]],
    }
    assert (deck / "mlanki.toml").read_text("utf-8").startswith("# ours\n")
    again = decide()
    assert "0 decided, in mlanki.toml; 0 were open" in again.stdout
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1702592000")
    built = run("build", "raw", "-o", "build", "--strict")
    assert (built.status, built.err) == (0, "")
    desk.take(deck / "build" / "all.apkg")
    assert desk.note("ML0033")["Title"] == "Backpropagation"
    assert desk.note("ML0009")["Answer"].endswith("</div>A moving mean of the gradients.")
    assert "Why: out of date." in desk.note("ML0009")["Answer"]
    assert desk.scheduling() == studied


@pytest.mark.usefixtures("deck")
def test_what_is_to_be_compared_stands_side_by_side_with_its_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "83")

    shown = decide("", "", "", "q").stdout

    assert "1  b.txt:3                               | 2  nn.txt:3\n" in shown
    assert "[-Some other thing entirely.-]           | {+A weighted sum and a threshold.+}\n" in shown
    assert "ML0004 Gradients                         | ML0033 Backpropagation\n" in shown
    assert "[-Describe backpropagation.-]            | {+What is backpropagation?+}\n" in shown


@pytest.mark.parametrize("answers", [(), ("q",), ("", "q"), ("", "", "", "", "")])
def test_who_quits_or_leaves_everything_open_changes_nothing(deck: Path, answers: tuple[str, ...]) -> None:
    before = {file: file.read_bytes() for file in deck.rglob("*") if file.is_file()}

    asked = decide(*answers)

    assert asked.exit_code == 0
    assert "0 decided" in asked.stdout
    assert {file: file.read_bytes() for file in deck.rglob("*") if file.is_file()} == before


def test_what_was_answered_before_the_end_is_written(deck: Path) -> None:
    asked = decide("a", "x", "r")

    assert "“x” is none of r, k, Enter, q" in asked.stdout
    assert settings(deck) == {"alias": {"ML0003": "ML0033"}}


def test_an_answer_that_makes_no_sense_is_refused_and_nothing_of_it_is_written(deck: Path) -> None:
    asked = decide("", "", "", "", "f", "none.png")

    assert "This was not written: there is no picture “none.png” that can be read" in asked.stdout
    assert settings(deck) == {}


def test_a_picture_may_be_named(deck: Path) -> None:
    (deck / "depth.png").write_bytes(PIXEL)

    decide("", "", "", "", "f", "depth.png")

    assert settings(deck) == {"records": {"ML0002": {"figure": "depth.png"}}}


def test_what_is_gone_may_be_left_to_its_users(deck: Path, run: Run) -> None:
    decide("k", "no matter", "k", "")

    assert settings(deck) == {"accept": {"record-gone": {"ML0003": "no matter", "ML0009": "seen, and right as it is"}}}
    assert "record-gone" not in run("build", "raw", "-o", "build").err


def test_the_words_of_a_retired_question_go_among_the_sources_and_every_machine_has_them(
    deck: Path, desk: Desk, run: Run
) -> None:
    assert run("build", "raw", "-o", "build").status == 0  # that it is gone is seen, and not yet decided
    assert json.loads((deck / "build" / "gone.jsonl").read_text("utf-8").splitlines()[-1])["code"] == "ML0009"

    decide("", "r", "")

    archived = json.loads((deck / "raw" / "retired.jsonl").read_text("utf-8"))
    assert (archived["code"], archived["answer"]) == ("ML0009", "A moving mean of the gradients.")
    assert run("build", "raw", "-o", "elsewhere").status == 0
    desk.take(deck / "elsewhere" / "all.apkg")
    assert desk.note("ML0009")["Answer"].endswith("</div>A moving mean of the gradients.")


def test_words_never_go_beside_an_address_that_cannot_be_read(deck: Path, run: Run) -> None:
    run("build", "raw", "-o", "build")

    decide("", "r", "", sources=("https://example.org/page", "raw"))

    assert "ML0009" in (deck / "raw" / "retired.jsonl").read_text("utf-8")


def test_a_deck_without_settings_gets_them_and_its_ledger_beside_them(deck: Path, run: Run) -> None:
    (deck / "mlanki.lock").rename(deck / "build" / "mlanki.lock")
    (deck / "mlanki.toml").unlink()

    decide("a")

    assert settings(deck) == {"alias": {"ML0003": "ML0033"}}
    summary = json.loads(run("build", "raw", "-o", "build", "--json").out)
    assert summary["new"] == []
    assert summary["gone"] == ["ML0009"]


GUIDE = """# Deep learning

## What is a batch?

Some examples that make one step.

## What is an epoch?

One pass over all of the examples.

## Why are layers normalised?

So that the steps stay stable.

## Learning rate schedules

They shrink the steps over time.

## How is dropout done?

By silencing units at random.
"""


@pytest.mark.parametrize(
    ("answers", "decided"),
    [
        (("k", "a heading"), {"accept": {"uncertain-question": {"Q-VG8W6CW6": "a heading"}}}),
        (("d",), {"drop": ["Q-VG8W6CW6"]}),
    ],
)
def test_a_line_that_may_be_no_question_is_confirmed_or_dropped(
    home: Path, run: Run, answers: tuple[str, ...], decided: object
) -> None:
    (home / "raw").mkdir()
    (home / "raw" / "guide.md").write_text(GUIDE, "utf-8")

    asked = decide(*answers)

    assert "“Learning rate schedules” was taken for a question" in asked.stdout
    assert settings(home) == decided
    assert run("check", "raw", "--strict").status == 0


def test_a_build_prints_one_block_for_all_that_is_gone(deck: Path, run: Run) -> None:
    out = run("build", "raw", "-o", "build").out

    block = out.partition("as far as it is right,\n\n")[2].partition("\n\nsources")[0]
    assert block == '# at the end\n[alias]\nML0003 = "ML0033"\n\n[retire]\nML0009 = ""'
    (deck / "mlanki.toml").write_text(f"# ours\n{block}", "utf-8")
    assert "record-gone" not in run("build", "raw", "-o", "build").err


@pytest.mark.usefixtures("deck")
def test_a_renaming_that_was_built_for_a_trial_is_asked_about_all_the_same(run: Run) -> None:
    assert run("build", "raw", "-o", "build").status == 0

    decide("a")

    summary = json.loads(run("build", "raw", "-o", "build", "--json").out)
    assert (summary["new"], summary["gone"], summary["merged"]) == ([], ["ML0009"], {})


@pytest.mark.usefixtures("deck")
def test_answers_and_pages_do_not_share_standard_input() -> None:
    refused = invoke("decide", "-", said="r\n")

    assert refused.exit_code == 2
    assert "standard input gives the answers; name a file or a folder" in refused.stderr
