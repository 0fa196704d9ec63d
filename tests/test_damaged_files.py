"""The ledger, the settings and the records, however damaged: a line that names the place, and never a traceback."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlanki.config import Config, parse_config
from mlanki.errors import Stop
from mlanki.release.ledger_file import load_ledger, to_text
from tests.conftest import Run

LEDGER = """\
version = 2

[note-types]
"ML Interview Question" = { mod = 1700000000, hash = "aa", release = "v1" }

[notes]
ML0001 = { mod = 1700000000, hash = "bb", home = "NN", asks = "0102", release = "v1" }
ML0002 = { mod = 1700000000, hash = "cc", home = "NN", last = { mod = 1, hash = "dd", release = "v1" } }

[releases]
v1 = { time = 1700000000, content = "dd" }
"""
SETTINGS = """\
root-deck = "ML Interview"
same = [["Q-7K3M9Q2D", "ML0034"]]  # one question
different = [["ML0021", "Q-3F9TX0AB"]]
drop = [
    "ML0099",
]
reworded = ["ML0022"]

[retire]
ML0012 = "it says the same as ML0034"

[alias]
ML0013 = "ML0130"

[records.ML0023]
title = "Gradient Descent"
question = 'What does $\\nabla$ tell?'
tags = ["Optimisation", "Basics"]
replace = [["grandient", "gradient"]]
figure = []

[accept.text-outside-records]
"tag-nn.txt" = "an advertisement"
"""

BITS = [
    *(
        "<<<<<<< HEAD\n",
        "=======\n",
        ">>>>>>> theirs\n",
        '"',
        "'",
        '"""',
        "[",
        "]",
        "{",
        "}",
        "=",
        "#",
        "\n",
        "\\u0000",
    ),
    *("9" * 5000, "2147483648", "9223372036854775808", "-1", "1e400", "nan", "true", "1979-05-27", "0x1f", ""),
    *(
        "[" * 2000,
        "{a=" * 1000,
        "a." * 2000 + "b = 1\n",
        "[records]\n",
        "[[same]]\n",
        "[records.ML0001]\n",
        "\0",
        "\x1f",
    ),
]


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """The text with some of its places overwritten, and some of its lines doubled or lost."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines(keepends=True)
        match draw(st.sampled_from(("bit", "bit", "character", "double", "lose"))):
            case "bit" | "character" as kind:
                start = draw(st.integers(0, len(text)))
                new = draw(st.sampled_from(BITS)) if kind == "bit" else draw(st.characters(codec="utf-8"))
                text = text[:start] + new + text[start + draw(st.integers(0, 20)) :]
            case "double" if lines:
                lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(lines)))
                text = "".join(lines)
            case "lose" if lines:
                lines.pop(draw(st.integers(0, len(lines) - 1)))
                text = "".join(lines)
    return text


@given(text=damaged(LEDGER))
def test_a_damaged_ledger_is_told_or_can_be_written_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "damaged.lock"
    file.write_text(text, "utf-8")
    with suppress(Stop):
        ledger = load_ledger(file)
        file.write_text(to_text(ledger), "utf-8")
        assert load_ledger(file) == ledger


@given(damaged(SETTINGS))
def test_damaged_settings_are_told_or_read(text: str) -> None:
    with suppress(Stop):
        assert isinstance(parse_config(text, Path("mlanki.toml")), Config)


DAMAGE = {
    "a merge": (
        "<<<<<<< HEAD\n{0}\n=======\n{0}\n>>>>>>> theirs\n",
        3,
        "“<<<<<<<” marks an unfinished merge",
    ),
    "a number of 5,000 digits": ("x = " + "9" * 5000 + "\n{0}\n", 3, "a number has too many digits"),
    "a key of thousands of parts": ("a." * 4000 + "b = '" + "a." * 4000 + "'\n{0}\n", 3, "it is nested too deeply"),
    "deep nesting": ("x = " + "[" * 5000 + "\n{0}\n", 3, "it is nested too deeply"),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["mlanki.lock", "mlanki.toml"])
def test_damage_is_one_line_with_its_place(raw: Path, run: Run, name: str, damage: str) -> None:
    text, line, why = DAMAGE[damage]
    rows = "root-deck = 'A'\n" if name == "mlanki.toml" else "version = 2\n"
    Path(name).write_text(rows + "\n" + text.format("y = 1"), "utf-8")

    ran = run("check", raw, "--lock", "mlanki.lock", "--first-release")

    said, last = ran.err.splitlines()
    assert (ran.status, ran.out) == (1, "")
    assert said.startswith(f"{name}:{line}: error: ")
    assert why in said
    assert last.startswith("mlanki: failed with 1 error (")


def test_a_key_of_more_parts_than_one_of_two_readers_takes_is_told() -> None:
    with pytest.raises(Stop, match=r"mlanki\.toml:2: is not valid TOML: .* nested .* \[config-invalid\]"):
        parse_config("\n" + "a." * 200 + "b = 1\n", Path("mlanki.toml"))


@pytest.mark.parametrize("mod", [2**31, 2**32 - 2])
def test_a_time_that_is_late_is_followed_by_a_later_one(raw: Path, built: Path, run: Run, mod: int) -> None:
    move_on(raw, built, mod)

    assert run("build", raw, "-o", built).status == 0
    assert load_ledger(built / "mlanki.lock").notes["DL0002"].mod == mod + 1
    assert run("build", raw, "-o", built).status == 0


def test_a_time_that_is_the_last_stops_the_build_and_no_ledger_is_written_that_cannot_be_read(
    raw: Path, built: Path, run: Run
) -> None:
    move_on(raw, built, 2**32 - 1)
    before = (built / "mlanki.lock").read_bytes()

    for command in ("check", "build"):
        ran = run(command, raw, "-o", built)
        assert ran.status == 1
        assert ran.err.splitlines()[-2] == (
            f"{built}/mlanki.lock:1: error: DL0002 would be of the second 4294967296, and time ends at 4294967295; "
            "restore an earlier ledger [ledger-unreadable]"
        )
    assert (built / "mlanki.lock").read_bytes() == before


def move_on(raw: Path, built: Path, mod: int) -> None:
    """Let the ledger have a note that changed at `mod`, and let another change."""
    lock = built / "mlanki.lock"
    lines = lock.read_text("utf-8").splitlines(keepends=True)
    lock.write_text("".join(row.replace("1700000000", str(mod)) if "ML0020" in row else row for row in lines), "utf-8")
    text = (raw / "tag-nn.txt").read_text("utf-8")
    (raw / "tag-nn.txt").write_text(text.replace("at random", "at times"), "utf-8")


def test_half_merged_records_are_read_on_both_sides_and_the_marks_are_told(built: Path, run: Run) -> None:
    first, second, *others = (built / "records.jsonl").read_text("utf-8").splitlines()
    marked = ["<<<<<<< HEAD", first, "=======", second, ">>>>>>> theirs", *others]
    Path("records.jsonl").write_text("\n".join(marked) + "\n", "utf-8")

    ran = run("check", "records.jsonl")

    assert ran.status == 0
    assert ran.err.splitlines() == [
        f"records.jsonl:{line}: warning: this line holds no record (it marks an unfinished merge); mend it, "
        "or build the file again [record-unreadable]"
        for line in (1, 3, 5)
    ]
    assert [row.split()[:2] for row in ran.out.splitlines()][2] == ["records", "7"]


def test_a_record_with_numbers_beyond_all_bounds_is_told(built: Path, run: Run) -> None:
    lines = (built / "records.jsonl").read_text("utf-8").splitlines()
    lines[0] = lines[0].replace('"first": 22', '"first": ' + "9" * 5000)
    lines[1] = lines[1].replace('"last": ', '"last": ' + "9" * 4000)
    Path("records.jsonl").write_text("\n".join(lines) + "\n", "utf-8")

    ran = run("check", "records.jsonl")

    assert [line.partition("; ")[0] for line in ran.err.splitlines()] == [
        "records.jsonl:1: warning: this line holds no record (a number has too many digits)",
        "records.jsonl:2: warning: this line holds no record (the lines of an origin are no numbers)",
    ]
