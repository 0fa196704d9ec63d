"""What a person decides in mlanki.toml, from the file to the package in Anki's hands."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageRequest

from mlanki.cards import to_face, to_fields
from mlanki.config import load_config
from mlanki.decisions.settings import RECORD_SETTINGS, SETTINGS
from mlanki.document import Span
from mlanki.errors import Stop
from mlanki.identity import code_of, guid_of, note_id_of
from mlanki.markup import from_markdown, to_markdown
from mlanki.merge import Merged, merge
from mlanki.records import Entry
from tests.conftest import Run, invoke
from tests.pages import PIXEL, page, record

UNUSED = " [decision-unused]"
MISSING = "; remove it, or look whether its source is missing" + UNUSED
UNCODED = "Q-KKC0VBB3"


def entry(code: str | None, question: str, answer: str, path: str = "page.txt", title: str = "") -> Entry:
    return Entry(code, title, from_markdown(question), from_markdown(answer), ("NN",), Span(path, 1, 3), "Tag: NN")


ENTRIES = (
    entry("ML0034", "What is backpropagation?", "The chain rule, from the last layer on.", title="Backpropagation"),
    entry(None, "Describe backpropagation", "A grandient for each weight.", "guide.txt"),
    entry("ML0040", "What is $\\grandient$?", "A slope."),
)


@pytest.fixture
def merged(tmp_path: Path) -> "Merge":
    return Merge(tmp_path / "mlanki.toml")


class Merge:
    """Merges some entries under the settings that a test writes."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self, settings: str, *entries: Entry) -> Merged:
        self.file.write_text(settings, encoding="utf-8")
        return merge(entries or ENTRIES, load_config(self.file))

    def said(self, merged: Merged) -> list[str]:
        """The diagnostics about decisions, without the folder of the file."""
        said = [str(diagnostic).removeprefix(f"{self.file.parent.as_posix()}/") for diagnostic in merged.diagnostics]
        return [line for line in said if "decision-unused" in line or "dropped" in line]


def test_the_code_of_the_uncoded_entry_is_the_one_that_these_tests_name() -> None:
    assert code_of(ENTRIES[1].question) == UNCODED


def test_records_that_are_the_same_become_one_under_the_code_of_the_coded_one(merged: Merge) -> None:
    result = merged(f'same = [["{UNCODED}", "ML0034"]]')

    assert [record.code for record in result.records] == ["ML0034", "ML0040"]
    assert to_markdown(result.records[0].answer) == "The chain rule, from the last layer on."
    assert [origin.span.path for origin in result.records[0].origins] == ["guide.txt", "page.txt"]
    assert result.conflicts == 0
    assert [(d.dropped.span.path, d.why) for d in result.duplicates] == [
        ("guide.txt", f"the same question, as {merged.file.as_posix()}:1 decides; the other one has a code")
    ]


def test_of_two_answers_to_one_question_the_better_one_is_shown_and_the_report_says_why(merged: Merge) -> None:
    short = entry("ML0034", "What is backpropagation?", "The chain rule.")
    long = entry("ML0040", "How are gradients found?", "The chain rule, applied from the last layer to the first.")

    result = merged('same = [["ML0034", "ML0040"]]', short, long)

    assert [record.code for record in result.records] == ["ML0034"]
    assert to_markdown(result.records[0].question) == "What is backpropagation?"
    assert to_markdown(result.records[0].answer) == "The chain rule, applied from the last layer to the first."
    assert [d.why for d in result.duplicates] == ["the same question, and the other one has more words"]


def test_both_answers_are_kept_where_a_person_says_so_and_nothing_is_said_twice(merged: Merge) -> None:
    one = entry("ML0034", "What is backpropagation?", "The chain rule.\n\nIt costs about two forward passes.")
    other = entry("ML0040", "How are gradients found?", "By the chain rule.\n\nThe chain rule.\n\nMemory is the price.")

    result = merged('same = [{codes = ["ML0034", "ML0040"], answer = "both"}]', one, other)

    assert to_markdown(result.records[0].answer) == (
        "By the chain rule.\n\nThe chain rule.\n\nMemory is the price.\n\nIt costs about two forward passes."
    )
    assert merged.said(result) == []


def test_of_two_coded_records_that_are_the_same_the_first_named_is_kept(merged: Merge) -> None:
    result = merged('same = [["ML0040", "ML0034"]]')

    assert {record.code for record in result.records} == {"ML0040", UNCODED}


def test_rulings_that_overlap_make_one_record(merged: Merge) -> None:
    result = merged(f'same = [["ML0034", "{UNCODED}"], ["{UNCODED}", "ML0040"]]')

    assert [record.code for record in result.records] == ["ML0034"]


def test_a_record_without_an_answer_takes_that_of_the_one_it_is_the_same_as(merged: Merge) -> None:
    bare = entry("ML0034", "What is backpropagation?", "")

    result = merged(f'same = [["ML0034", "{UNCODED}"]]', bare, ENTRIES[1])

    assert to_markdown(result.records[0].answer) == "A grandient for each weight."


def test_a_dropped_record_is_gone_and_a_note_says_why(merged: Merge) -> None:
    result = merged('drop = [\n  "ml0040", # too short\n]')

    assert [record.code for record in result.records] == ["ML0034", UNCODED]
    assert any(line.endswith("mlanki.toml:2 decides [dropped]") for line in merged.said(result))


def test_a_record_is_edited_by_its_code(merged: Merge) -> None:
    result = merged(
        f"""
        [records.ML0034]
        title = "Backprop"
        question = "What does $\\\\nabla$ say?"
        tags = ["Deep Learning", "nn"]
        [records.{UNCODED}]
        replace = [["grandient", "gradient"]]
        """
    )

    coded, _, uncoded = result.records
    assert (coded.title, to_markdown(coded.question)) == ("Backprop", "What does $\\nabla$ say?")
    assert coded.tags == ("Deep_Learning", "NN")
    assert to_markdown(uncoded.answer) == "A gradient for each weight."
    assert uncoded.code == UNCODED
    assert merged.said(result) == []


def test_a_replacement_never_reaches_into_a_formula(merged: Merge) -> None:
    result = merged('[records.ML0040]\nreplace = [["grandient", "gradient"]]')

    assert to_markdown(result.records[1].question) == "What is $\\grandient$?"
    (said,) = merged.said(result)
    assert said.startswith("mlanki.toml:2: “grandient” stands only in a formula of ML0040, and TeX is never rewritten")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            'same = [\n  ["ML0034", "ML0040"], # fine\n  ["ML0034",\n   "ML0041"]\n]',
            "mlanki.toml:3: no record has the code ML0041 of this decision; did you mean ML0040? [decision-unused]",
        ),
        (
            'different = [["ML0034", "DL0099"]]',
            "mlanki.toml:1: no record has the code DL0099 of this decision" + MISSING,
        ),
        (
            'drop = ["XX0001"]',
            "mlanki.toml:1: no record has the code XX0001 of this decision" + MISSING,
        ),
        (
            '[alias]\nXX0001 = "XX0002"',
            "mlanki.toml:2: no record has the code XX0002 of this decision" + MISSING,
        ),
        (
            '[records.XX0001]\ntitle = "X"',
            "mlanki.toml:1: no record has the code XX0001 of this decision" + MISSING,
        ),
        (
            '[records.ML0034]\ntags = ["NN"]\ntitle = "Backpropagation"',
            "mlanki.toml:2: tags changes nothing in ML0034: the sources say so already; remove it [decision-unused]",
        ),
        (
            '[records.ML0034]\nreplace = [["sloppe", "slope"]]',
            "mlanki.toml:2: “sloppe” does not stand in ML0034; remove this replacement, or write it as the sources do"
            + UNUSED,
        ),
    ],
)
def test_a_decision_that_no_longer_applies_is_a_warning_at_its_line(merged: Merge, settings: str, said: str) -> None:
    assert said in merged.said(merged(settings))


@pytest.mark.parametrize(
    ("settings", "line", "said"),
    [
        ('smae = [["ML0001", "ML0002"]]', 1, "“smae” is not a setting; did you mean “same”?"),
        ('\nsame = ["ML0001", "ML0002"]', 2, "“same” must be lists of two or more codes"),
        ('same = [["ML0001"]]', 1, "“same” must be lists of two or more codes"),
        ('same = [\n["ML0001", "ML0002"],\n["ML0003", "dropout"]]', 3, "“dropout” is no code"),
        ('same = [["ML0001", "ML0001"]]', 1, "names a code twice"),
        ('drop = "ML0001"', 1, "“drop” must be a list of codes"),
        ('drop = ["ML0001", 5]', 1, "“drop” must be a list of codes"),
        ('[alias]\nML0001 = "ML0002"\nML0002 = "ML0001"', 2, "lead back to it"),
        ('[alias]\nML0001 = "dropout"', 2, "“dropout” is no code"),
        ('[retire]\nML0001 = "old"\n[alias]\nML0001 = "dropout"', 4, "“dropout” is no code"),
        ('drop = [\n# "ML0001",\n"ML0001", "dropout"]', 3, "“dropout” is no code"),
        ('[records]\nML0001.title = "X"\n\nML0001.tags = []', 4, "“tags” must be a list of tags"),
        ('[areas]\nML = "Basics"\nsame = [["ML0001", "ML0002"]]', 3, "move it above the first line in brackets"),
        ('[records.ML0001]\n\ntitel = "X"', 3, "did you mean “title”?"),
        ('[records.ML0001]\ntitle = "X"\n[records.ML0002]\ntitle = ""', 4, "“title” must be some words"),
        ("[records.ML0001]\ntags = []", 2, "“tags” must be a list of tags"),
        ('[records.ML0001]\nreplace = ["a", "b"]', 2, "“replace” must be pairs"),
        ('[records.ML0001]\nfigure = "none.png"', 2, "there is no picture"),
        ('[records.ML0001]\nfigure = "."', 2, "there is no picture"),
        ('[records.ML0001]\nfigure = "a\\u0000.png"', 2, "this holds a control character (U+0000)"),
        ('[records.ML0001]\nfigure = "mlanki.toml"', 2, "cannot be shown: it is no picture"),
        ("[records.ML0001]\nprefer = 5", 2, "“prefer” must be some words"),
        ('retire = ["ML0001"]\nretire = [\n"ML0002"]', 3, "“retire” stands on line 1 already"),
        ('retire = ["ML0001"]\n[retire]\nML0002 = "why"', 2, "“retire” stands on line 1 already"),
        ('[alias]\nML0001 = "ML0002"\n[areas]\n[alias]', 4, "“alias” stands on line 1 already"),
        ('[records.ML0001]\ntitle = "X"\nretire = ["ML0002"]', 3, "“retire” stands below [records.ML0001]"),
        ('[alias]\nML0001 = "ML0002"\ndrop = ["ML0003"]', 3, "“drop” stands below [alias]"),
        ('[retire]\nML0001 = "why"\nsame = [["ML0002", "ML0003"]]', 3, "move it above the first line in brackets"),
        ('[accept.missing-figures]\nML0001 = "why"', 1, "is no warning; did you mean “missing-figure”?"),
        ('[accept.words-lost]\nML0001 = "why"', 1, "“words-lost” is no warning"),
        ("[accept.missing-figure]\nML0001 = 1", 2, "“ML0001” must be some words"),
        ('[accept]\nmissing-figure = "why"', 1, "“accept” must be tables named after a warning"),
        ("[records.ML0001]\n\nfigure = [3]", 3, "“figure” must be a path, or a list of paths"),
        ('[records.ML0001]\nfigure = " "', 2, "“figure” must be a path, or a list of paths"),
        ('records = "X"', 1, "“records” must be a table"),
        (
            'different = [["ML0001", "ML0002"]]\nsame = [["ML0003", "ML0002", "ML0001"]]',
            2,
            "are said to be the same and to be different",
        ),
    ],
)
def test_a_slip_in_a_decision_is_told_with_its_line(tmp_path: Path, settings: str, line: int, said: str) -> None:
    file = tmp_path / "mlanki.toml"
    file.write_text(settings, encoding="utf-8")

    with pytest.raises(Stop) as stopped:
        load_config(file)

    assert said in stopped.value.diagnostic.message
    assert stopped.value.diagnostic.span == Span(str(file), line, line)


# Pictures that the sources have lost


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder beside the settings with two pictures, and a file that is none."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "ROC curve.png").write_bytes(PIXEL)
    (folder / "loss.gif").write_bytes(b"GIF89a loss")
    (folder / "notes.txt").write_text("none")
    return folder


ROC, LOSS = "roc-curve-6b7fa434f9.png", "loss-a727a01d4c.gif"
POINTING = "The plot below shows it."
ONE = '[records.ML0001]\nfigure = "pictures/ROC curve.png"'
BOTH = '[records.ML0001]\nfigure = ["pictures/ROC curve.png", "pictures/loss.gif"]'


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize(
    ("settings", "answer", "shown"),
    [
        (ONE, "First. ![A curve]() Then.", f"First. ![A curve]({ROC}) Then."),
        (ONE, "It bends.", f"It bends.\n\n![]({ROC})"),
        (ONE, f"It bends. {POINTING}", f"It bends. {POINTING}\n\n![{POINTING}]({ROC})"),
        (ONE, "The table below compares.", f"The table below compares.\n\n![The table below compares.]({ROC})"),
        (ONE, "", f"![]({ROC})"),
        (ONE, "- ![one]()\n- ![two]()", f"- ![one]({ROC})\n- ![two]()"),
        (BOTH, "- ![one]()\n- ![two]()", f"- ![one]({ROC})\n- ![two]({LOSS})"),
        (BOTH, "> ![one]()", f"> ![one]({ROC})\n\n![]({LOSS})"),
        (
            BOTH,
            "Figure 1 rises.\n\nFigure 2 falls.",
            f"Figure 1 rises.\n\nFigure 2 falls.\n\n![Figure 1 rises.]({ROC})\n\n![Figure 2 falls.]({LOSS})",
        ),
        (BOTH, f"![here]({ROC})", f"![here]({ROC})\n\n![]({LOSS})"),
    ],
)
def test_a_figure_stands_where_the_sources_have_lost_one_or_else_behind_the_answer(
    merged: Merge, settings: str, answer: str, shown: str
) -> None:
    result = merged(settings, entry("ML0001", "What is it?", answer))

    assert to_markdown(result.records[0].answer) == shown
    assert merged.said(result) == []


@pytest.mark.usefixtures("pictures")
def test_a_figure_fills_what_a_question_has_lost_first(merged: Merge) -> None:
    result = merged(ONE, entry("ML0001", "What does ![this]() show?", "It bends."))

    assert to_markdown(result.records[0].question) == f"What does ![this]({ROC}) show?"
    assert to_markdown(result.records[0].answer) == "It bends."


@pytest.mark.usefixtures("pictures")
@pytest.mark.parametrize("answer", ["It bends: ![A curve]()", "It bends. The plot below shows it.", "See table 3."])
def test_a_record_with_its_figure_no_longer_lacks_one(merged: Merge, answer: str) -> None:
    without, having = (merged(settings, entry("ML0001", "What?", answer)) for settings in ("", ONE))

    assert [diagnostic.code for diagnostic in without.diagnostics] == ["missing-figure"]
    assert to_face(without.records[0])[1] == ("NN", "mlanki::missing_figure")
    assert to_fields(without.records[0])[5].startswith("The page has a figure that this card lacks.")
    assert having.diagnostics == ()
    assert to_face(having.records[0])[1] == ("NN",)
    assert to_fields(having.records[0])[5] == ""
    assert f'<img src="{ROC}"' in to_fields(having.records[0])[3]


@pytest.mark.usefixtures("pictures")
def test_a_figure_too_few_leaves_the_other_missing(merged: Merge) -> None:
    result = merged(ONE, entry("ML0001", "What?", "![one]() ![two]()"))

    assert [str(diagnostic) for diagnostic in result.diagnostics] == [
        (
            "page.txt:1: ML0001 lacks the picture of its source (“two”); "
            "name a file as “figure” in mlanki.toml [missing-figure]"
        )
    ]


@pytest.mark.usefixtures("pictures")
def test_a_figure_that_the_sources_have_by_now_is_not_shown_twice(merged: Merge) -> None:
    result = merged(ONE, entry("ML0001", "What?", f"It bends: ![A curve]({ROC})"))

    assert to_markdown(result.records[0].answer) == f"It bends: ![A curve]({ROC})"
    assert merged.said(result) == [
        "mlanki.toml:2: figure changes nothing in ML0001: the sources say so already; remove it [decision-unused]"
    ]


@pytest.mark.usefixtures("pictures")
def test_a_question_may_be_written_anew_around_its_picture(merged: Merge) -> None:
    question = f"question = 'What does ![this]({ROC}) show, and ![that](other.png)?'"
    result = merged(f"[records.ML0001]\n{question}", entry("ML0001", f"![this]({ROC})?", "It bends."))

    assert to_markdown(result.records[0].question) == f"What does ![this]({ROC}) show, and ![that]()?"
    assert [diagnostic.message for diagnostic in result.diagnostics] == [
        "there is no picture “other.png” in ML0001; give it one with “figure”"
    ]
    assert result.diagnostics[0].span.first == 2


def test_a_figure_arrives_in_packages_and_beside_the_records(tmp_path: Path, pictures: Path, run: Run) -> None:
    (tmp_path / "page.txt").write_text(
        page("Tag: NN", record("ML0001", answer="It falls. The plot below shows it.")), encoding="utf-8"
    )
    (tmp_path / "mlanki.toml").write_text(ONE, encoding="utf-8")
    command = ("build", tmp_path / "page.txt", "-o", tmp_path / "out", "--config", tmp_path / "mlanki.toml", "--strict")

    ran = run(*command)

    assert (ran.status, ran.err) == (0, "")
    assert (tmp_path / "out" / "media" / ROC).read_bytes() == (pictures / "ROC curve.png").read_bytes()
    listed = json.loads(run("inspect", tmp_path / "out" / "nn.apkg", "--json").out)
    assert listed["media"] == [{"name": ROC, "bytes": len(PIXEL)}]
    assert run("preview", *command[1:2], "-o", tmp_path / "site", *command[4:]).status == 0
    assert (tmp_path / "site" / "media" / ROC).read_bytes() == PIXEL
    assert run("preview", tmp_path / "out", "-o", tmp_path / "site2").status == 0
    assert (tmp_path / "site2" / "media" / ROC).read_bytes() == PIXEL


# Figures that are not needed, and warnings that are all right


def test_a_record_may_need_no_figure(merged: Merge) -> None:
    pointing = entry("ML0001", "What?", f"It bends. {POINTING} ![A curve]()")

    result = merged("[records.ML0001]\nfigure = []", pointing)

    assert result.diagnostics == ()
    assert to_face(result.records[0])[1] == ("NN",)
    assert to_fields(result.records[0])[5] == ""
    assert POINTING in to_fields(result.records[0])[3]


def test_that_a_record_needs_no_figure_is_told_where_it_lacks_none(merged: Merge) -> None:
    result = merged("[records.ML0001]\nfigure = []", entry("ML0001", "What?", "It bends."))

    assert merged.said(result) == [
        "mlanki.toml:2: figure changes nothing in ML0001: the sources say so already; remove it [decision-unused]"
    ]


FLAWED = page(
    "Tag: NN",
    record("ML0001", answer="It falls. The plot below shows it."),
    record("ML0002", answer="It rises. The plot below shows it."),
)


@pytest.mark.parametrize(
    ("settings", "status", "said"),
    [
        ("", 1, ["raw/nn.txt:3: warning: ML0001 points at", "raw/nn.txt:12: warning: ML0002 points at"]),
        ('[accept.missing-figure]\nml0001 = "the words do"', 1, ["raw/nn.txt:12: warning: ML0002 points at"]),
        ('[accept.missing-figure]\nML0001 = "the words do"\nML0002 = "so do these"', 0, []),
        ('[accept]\nmissing-figure = { "raw/nn.txt" = "all of its figures are ornaments" }', 0, []),
        (
            '[accept.missing-figure]\n"nn.txt" = "ornaments"\nML0003 = "x"\n[accept.no-answer]\nML0001 = "x"',
            1,
            [
                "mlanki.toml:3: warning: nothing about “ML0003” is missing-figure any more; remove this acceptance",
                "mlanki.toml:5: warning: nothing about “ML0001” is no-answer any more; remove this acceptance",
            ],
        ),
    ],
    ids=["open", "one", "both", "source", "unused"],
)
def test_a_warning_can_be_accepted_for_a_record_or_a_source(
    desk: Path, settings: str, status: int, said: list[str]
) -> None:
    (desk / "raw" / "nn.txt").write_text(FLAWED, encoding="utf-8")
    (desk / "mlanki.toml").write_text(settings, encoding="utf-8")

    result = invoke("check", "--strict", "raw")

    assert result.exit_code == status
    lines = [line for line in result.stderr.splitlines() if not line.startswith("mlanki: failed with ")]
    assert [line.startswith(start) for line, start in zip(lines, said, strict=True)] == [True] * len(said)


def test_what_was_accepted_is_still_explained(desk: Path) -> None:
    (desk / "raw" / "nn.txt").write_text(FLAWED, encoding="utf-8")
    (desk / "mlanki.toml").write_text('[accept.missing-figure]\nML0001 = "the words do"', encoding="utf-8")

    assert "(accepted: the words do) [missing-figure]" in invoke("check", "-v", "raw").stderr


def test_a_released_question_that_is_gone_may_be_accepted(desk: Path) -> None:
    (desk / "mlanki.toml").write_text('[accept.record-gone]\nML0034 = "it comes back next month"', encoding="utf-8")
    first = invoke("release", "v1", "raw", "-o", "build")
    (desk / "raw" / "nn.txt").write_text(LISTING.partition("  • ML0040")[0].format(code="ML0041"), encoding="utf-8")

    second = invoke("build", "raw", "-o", "build")

    assert "nothing about “ML0034” is record-gone any more" in first.stderr
    assert "ML0040" in second.stderr
    assert "ML0034" not in second.stderr


# Contradictions


def test_of_sources_that_contradict_each_other_a_person_may_prefer_one(merged: Merge) -> None:
    one, other = (entry("ML0001", "What?", said, path) for said, path in (("It bends.", "a.txt"), ("No.", "b.txt")))

    result = merged('[records.ML0001]\nprefer = "b.txt"', one, other)

    assert to_markdown(result.records[0].answer) == "No."
    assert (result.conflicts, result.diagnostics) == (0, ())
    assert [(d.dropped.span.path, d.why) for d in result.duplicates] == [("a.txt", "same code, and b.txt is preferred")]


def test_to_prefer_what_does_not_have_the_record_is_told(merged: Merge) -> None:
    result = merged('[records.ML0001]\nprefer = "c.txt"', entry("ML0001", "What?", "It bends.", "a.txt"))

    assert merged.said(result) == [
        (
            "mlanki.toml:2: ML0001 is not in the source “c.txt”; name one of its own (a.txt), or remove this "
            "[decision-unused]"
        )
    ]


# The command line.

LISTING = """Tag: NN

  • {code} Backpropagation

    What is backpropagation?

    Answer

    The chain rule, from the last layer on.

    Login to view more content
  • ML0040 Gradient

    Describe backpropagation.

    Answer

    A slope for each weight.

    Login to view more content
"""


@pytest.fixture
def desk(home: Path) -> Path:
    """A folder with one source, in which the command runs."""
    (home / "raw").mkdir()
    write(home, "ML0034")
    return home


def write(folder: Path, code: str) -> None:
    (folder / "raw" / "nn.txt").write_text(LISTING.format(code=code), encoding="utf-8")


def test_check_writes_nothing_and_counts_the_open_clusters(desk: Path) -> None:
    result = invoke("check", "raw")

    assert result.exit_code == 0
    assert "clusters     1  records that may be one question" in result.stdout
    assert sorted(path.name for path in desk.rglob("*")) == ["nn.txt", "raw"]


@pytest.mark.usefixtures("desk")
def test_build_counts_the_open_clusters() -> None:
    assert json.loads(invoke("build", "raw", "-o", "build", "--json").stdout)["clusters"] == 1


@pytest.mark.usefixtures("desk")
def test_what_check_near_prints_can_be_pasted_and_decides_nothing_as_it_stands() -> None:
    printed = invoke("check", "--near", "raw").stdout

    assert printed == (
        "# Records that may be one question. Uncomment the codes of those that are, and move those that are not to\n"
        "# `different`: they are not reported again. A coded record keeps its code, else the first one named does.\n"
        "# Paste the following into mlanki.toml, above the first line in brackets.\n"
        "\n"
        "same = [\n"
        "    # 1.00  both ask for a definition: “backpropagation”\n"
        "    #   ML0034  raw/nn.txt:3  What is backpropagation?\n"
        "    #   ML0040  raw/nn.txt:12  Describe backpropagation.\n"
        "    #   answers: only ML0034 has “chain”, “rule”, “last”, “layer”; only ML0040 has “slope”, “weight”\n"
        '    # ["ML0034", "ML0040"],\n'
        "]\n"
        "\n"
        "different = [\n"
        "]\n"
    )
    assert tomllib.loads(printed) == {"same": [], "different": []}


def test_what_is_uncommented_is_decided_and_the_cluster_is_closed(desk: Path) -> None:
    printed = invoke("check", "--near", "raw").stdout
    (desk / "mlanki.toml").write_text(printed.replace('# ["ML0034"', '["ML0034"'), encoding="utf-8")

    summary = json.loads(invoke("check", "--near", "--json", "raw").stdout)

    assert (summary["records"], summary["clusters"], summary["near"]) == (1, 0, [])
    assert invoke("check", "--near", "raw").stdout == ""


def test_a_list_that_exists_already_is_not_begun_a_second_time(desk: Path) -> None:
    settings = '# ours\nsame = [\n    ["ML0034", "ML0035"],\n]\n'
    (desk / "mlanki.toml").write_text(settings, encoding="utf-8")

    printed = invoke("check", "--near", "-q", "raw").stdout + invoke("check", "--near", "raw").stdout

    assert "# Paste the following after `same = [` (mlanki.toml:3)." in printed
    assert tomllib.loads(settings.replace("same = [\n", "same = [\n" + printed)) == {"same": [["ML0034", "ML0035"]]}


def test_what_joins_a_decided_question_is_reported_with_the_earlier_decision(desk: Path) -> None:
    (desk / "mlanki.toml").write_text('same = [["ML0034", "ML0040"]]\n', encoding="utf-8")
    assert invoke("check", "--near", "raw").stdout == ""

    page = "## Explain back-propagation.\n\nIt goes back.\n\n## Who found it?\n\nMany did.\n"
    (desk / "raw" / "more.md").write_text(page, encoding="utf-8")

    assert "    #   decided earlier: ML0034 and ML0040 are one question (mlanki.toml:1)\n" in (
        invoke("check", "--near", "raw").stdout
    )


@pytest.mark.usefixtures("desk")
def test_check_json_has_the_clusters_with_score_and_reason() -> None:
    summary = json.loads(invoke("check", "--near", "--json", "raw").stdout)

    assert summary["ok"] is True
    assert summary["near"] == [
        {
            "score": 1.0,
            "codes": ["ML0034", "ML0040"],
            "links": [
                {
                    "one": "ML0034",
                    "other": "ML0040",
                    "score": 1.0,
                    "reason": "both ask for a definition: “backpropagation”",
                }
            ],
        }
    ]


def test_a_decision_that_does_nothing_fails_a_strict_check(desk: Path) -> None:
    (desk / "mlanki.toml").write_text('drop = ["ML0041"]\n', encoding="utf-8")

    assert invoke("check", "raw").exit_code == 0
    strict = invoke("check", "--strict", "raw")
    assert strict.exit_code == 1
    assert strict.stderr == (
        "mlanki.toml:1: warning: no record has the code ML0041 of this decision; did you mean ML0040? "
        "[decision-unused]\n"
        "mlanki: failed with 1 warning (decision-unused), which --strict does not allow\n"
    )


def test_a_build_of_which_everything_is_dropped_ends_with_one_line(desk: Path) -> None:
    (desk / "mlanki.toml").write_text('drop = ["ML0034", "ML0040"]\n', encoding="utf-8")

    result = invoke("build", "raw", "-o", "build")

    assert result.exit_code == 1
    line, why = result.stderr.splitlines()
    assert line.endswith("[no-record-at-all]")
    assert why == "mlanki: failed with 1 error (no-record-at-all)"


# Renamed records in Anki's hands.


def take(collection: Collection, package: Path) -> tuple[list[str], list[str], list[str]]:
    """Import `package`; the codes of the notes that Anki calls new, updated and duplicate."""
    request = ImportAnkiPackageRequest(
        package_path=str(package.resolve()), options=collection._backend.get_import_anki_package_presets()
    )
    log = collection.import_anki_package(request).log
    new, updated, duplicate = (
        sorted(note.fields[0] for note in found) for found in (log.new, log.updated, log.duplicate)
    )
    return new, updated, duplicate


def test_users_of_a_renamed_record_keep_its_note_and_their_progress(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk / "mlanki.toml").write_text("", encoding="utf-8")
    invoke("release", "v1", "raw", "-o", "build")
    collection = Collection(str(desk / "collection.anki2"))
    try:
        assert take(collection, desk / "build" / "all.apkg") == (["ML0034", "ML0040"], [], [])
        (note_id,) = collection.find_notes("Code:ML0034")
        (card_id,) = collection.get_note(note_id).card_ids()
        assert (note_id, collection.get_note(note_id).guid) == (note_id_of("ML0034"), guid_of("ML0034"))
        collection.sched.set_due_date([card_id], "5")
        due = collection.get_card(card_id).due

        write(desk, "ML0120")
        (desk / "mlanki.toml").write_text('[alias]\nML0034 = "ML0120"\n', encoding="utf-8")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700086400")
        summary = json.loads(invoke("build", "raw", "-o", "build", "--json").stdout)

        assert (summary["new"], summary["changed"], summary["gone"]) == ([], ["ML0120"], [])
        assert take(collection, desk / "build" / "all.apkg") == ([], ["ML0120"], ["ML0040"])
        note = collection.get_note(note_id)
        assert (note["Code"], note.guid, note.card_ids()) == ("ML0120", guid_of("ML0034"), [card_id])
        assert collection.get_card(card_id).due == due
        assert collection.note_count() == 2
    finally:
        collection.close()


def test_the_ledger_remembers_a_renamed_record_by_its_first_code_and_a_second_renaming_changes_nothing_of_that(
    desk: Path,
) -> None:
    (desk / "mlanki.toml").write_text("", encoding="utf-8")
    invoke("build", "raw", "-o", "build")
    first = tomllib.loads((desk / "mlanki.lock").read_text("utf-8"))["notes"]
    (desk / "mlanki.toml").write_text('[alias]\nML0034 = "ML0120"\nML0120 = "DL0007"\n', encoding="utf-8")

    for code in ("ML0034", "ML0120", "DL0007"):
        write(desk, code)
        shutil.rmtree(desk / "build")
        invoke("build", "raw", "-o", "build")
        ledger = tomllib.loads((desk / "mlanki.lock").read_text("utf-8"))["notes"]
        record = json.loads((desk / "build" / "records.jsonl").read_text("utf-8").splitlines()[0])

        assert sorted(ledger) == ["ML0034", "ML0040"]
        assert ledger["ML0034"]["home"] == first["ML0034"]["home"]
        assert record["code"] == "DL0007"


def test_the_examples_of_all_settings_are_valid_together(tmp_path: Path) -> None:
    examples = sorted((each.example for each in SETTINGS.values()), key=lambda example: example.startswith("["))
    examples += [each.example for name, each in RECORD_SETTINGS.items() if name != "title"]  # which [records] shows
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "descent.png").write_bytes(PIXEL)
    (tmp_path / "mlanki.toml").write_text("\n".join(examples), encoding="utf-8")

    config = load_config(tmp_path / "mlanki.toml")

    assert config.areas["CV"] == "Computer_Vision"
    assert config.decisions.identity_of("ML0120") == "ML0012"
    assert config.decisions.edits[0].question == "What does $\\nabla$ tell gradient descent?"
