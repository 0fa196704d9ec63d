"""What the linter says of records: each rule with what it is about, and with what only looks like it."""

from pathlib import Path

import pytest

from mlanki.config import Config
from mlanki.diagnostics import CATALOGUE, Severity
from mlanki.document import Span
from mlanki.linting import RULES, lint
from mlanki.markup import from_markdown
from mlanki.pipeline import parse
from mlanki.records import Origin, Record
from tests.conftest import Run

ROOT = Path(__file__).parents[1]


def record_of(answer: str, question: str = "What is a margin?", code: str = "ML0001") -> Record:
    origin = Origin(Span("page.txt", int(code[2:]), int(code[2:])), "Tag: NN")
    return Record(code, "Margin", from_markdown(question), from_markdown(answer), ("NN",), (origin,))


def said(*records: Record) -> list[str]:
    return [str(diagnostic) for diagnostic in lint(records)]


@pytest.mark.parametrize(
    ("answer", "end"),
    [
        ("The margin is the distance between the boundary and the", "“…he distance between the boundary and the”"),
        (
            "A margin is wide where points are far away from the boundary,",
            "“…e points are far away from the boundary,”",
        ),
        ("First a line.\n\nThe points nearest to the boundary are called support vectors because", "“…"),
    ],
)
def test_an_answer_that_stops_within_a_sentence_was_cut_off(answer: str, end: str) -> None:
    (line,) = said(record_of(answer))

    assert line.startswith("page.txt:1: ML0001 ends in mid-sentence (" + end)
    assert line.endswith("”); scrape the page again [answer-cut-off]")


@pytest.mark.parametrize(
    "answer",
    [
        "The margin is the distance between the boundary and the nearest point.",
        "The margin is the distance between the boundary and the nearest point",
        "It is what the hinge loss is about, and what it was made for",
        "the null and the",  # too short to be prose
        "The loss of a point is small wherever it is far from the boundary, and $L = \\log 2$",
        "It is one of the following, depending on the kind of data and the\n\n- hard margin\n- soft margin",
        "The margin of a set of points is computed in the same way by the\n\n```python\nmargin(points)\n```",
    ],
)
def test_an_answer_that_ends_with_a_word_a_formula_or_a_list_is_whole(answer: str) -> None:
    assert said(record_of(answer)) == []


@pytest.mark.parametrize(
    "answer",
    [
        "https://example.org/margins",
        "<https://example.org/margins>",
        "[Margins](https://example.org/margins)",
        "See [this article](https://example.org/margins).",
        "Read more here: https://example.org/margins",
        "- [One](https://example.org/1)\n- [Two](https://example.org/2)",
    ],
)
def test_an_answer_that_is_only_a_link_answers_nothing(answer: str) -> None:
    (line,) = said(record_of(answer))

    assert line == (
        "page.txt:1: ML0001 has nothing but a link for an answer; save the page that it leads to, and read that "
        "[answer-is-link]"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "A distance; see [this](https://example.org/1).",
        "See here.",
        "Vapnik, https://example.org/vapnik",
        "The answer is it.",
    ],
)
def test_an_answer_with_a_link_and_words_is_one(answer: str) -> None:
    assert said(record_of(answer)) == []


@pytest.mark.parametrize(
    ("answer", "glued"),
    [
        ("The points are apart.However, a line will do.", "apart.However"),
        ("Is it a matter of distance?Points far away do not count.", "distance?Points"),
        ("A line parts the pointsThe margin is what is left.", "pointsThe"),
    ],
)
def test_words_without_a_space_between_them_are_told(answer: str, glued: str) -> None:
    (line,) = said(record_of(answer))

    assert line == (
        f"page.txt:1: ML0001 has lost a space (“{glued}”); scrape the page again, or mend it with “replace” "
        "[glued-words]"
    )


@pytest.mark.parametrize(
    "answer",
    [
        "PyTorch, LightGBM, XGBoost and iPhone are names; scikit-learn is one as well.",
        "Use torch.Tensor or nn.Module here, not numpy.Array of old, e.g.Those.",
        "See www.example.org/about.The or mail me@example.Org now.",
        "Code says `points.The margin` and OpenAI says GPT.",
    ],
)
def test_names_and_addresses_are_no_glued_words(answer: str) -> None:
    assert [line for line in said(record_of(answer)) if "glued" in line] == []


def test_text_that_was_decoded_wrongly_is_told() -> None:
    garbled = "The pointâ€™s distance â€“ its margin â€“ is small".encode().decode()

    assert said(record_of(garbled)) == [
        "page.txt:1: ML0001 was decoded wrongly (“The pointâ€™s distanc”); save the page again, as UTF-8 [mojibake]"
    ]
    assert [line[-10:] for line in said(record_of("Fine.", "What is naÃ¯ve Bayes, and why naÃ¯ve?"))] == ["[mojibake]"]


@pytest.mark.parametrize(
    "answer",
    [
        "Naïve Bayes is due to Bayes’s rule – “naïve” since it’s simple… Ångström, São Paulo, Čech, Ελλάδα, Привет.",
        "À la carte: 5 € at 20 °C ± 1, α ≤ β → γ, x² + y³, ½ of Ñandú’s «œuvre».",
    ],
)
def test_letters_of_other_languages_and_signs_are_no_mojibake(answer: str) -> None:
    assert said(record_of(answer)) == []


@pytest.mark.parametrize(
    "question",
    [
        "Which is wide? Answer: the soft margin",
        "Which is wide?\n\nCorrect answer is: B",
        "Is it true that the margin is the distance to the nearest of all points?",
    ],
)
def test_a_question_that_has_its_answer_in_it_is_told(question: str) -> None:
    assert said(record_of("the margin is the distance to the nearest of all points", question)) == [
        "page.txt:1: ML0001 gives its answer away in its question; part them in the source [question-tells-answer]"
    ]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Which is wide?\n\n1. the hard margin\n2. the soft margin", "the soft margin"),
        (
            "Which is wide?\n\n- A. None\n- B. The margin that lets a few points in",
            "B. The margin that lets a few points in",
        ),
        ("Why would you answer with a margin?", "Since it is what separates the classes best of all."),
        ("What does the transpose of a matrix answer?", "Nothing."),
    ],
)
def test_a_question_with_choices_gives_nothing_away(question: str, answer: str) -> None:
    assert said(record_of(answer, question)) == []


def test_a_line_that_many_answers_share_is_told_once() -> None:
    line = "Was this page of any help to you?"
    records = [record_of(f"Answer {n} is this.\n\n{line}", code=f"ML000{n}") for n in range(1, 6)]

    (told,) = said(*records)
    assert told == (
        f"page.txt:1: 5 answers begin or end with “{line}”; if the page says so and not they, take it out "
        "[repeated-line]"
    )
    assert said(*records[:4]) == []
    assert said(*(record_of("It depends on the data and the task.", code=f"ML000{n}") for n in range(1, 9))) == []
    same = f"One answer.\n\n{line}"
    assert said(*(record_of(same, code=f"ML000{n}") for n in range(1, 9))) == []
    assert said(*(record_of(f"Yes.\n\nAnswer {n}.\n\nYes.", code=f"ML000{n}") for n in range(1, 9))) == []


def test_the_rules_are_warnings_and_find_nothing_in_the_samples() -> None:
    assert {CATALOGUE[code].severity for code in (*RULES, "repeated-line")} == {Severity.WARNING}
    codes = {each.code for each in parse([ROOT / "raw"], Config()).diagnostics}
    assert codes.isdisjoint({*RULES, "repeated-line"})


def test_check_and_build_tell_what_the_rules_find_and_change_nothing(raw: Path, run: Run) -> None:
    file = raw / "tag-nn.txt"
    file.write_text(file.read_text("utf-8").replace("a threshold.", "a threshold.Then a step."), "utf-8")

    checked = run("check", raw, "-o", "out")
    built = run("build", raw, "-o", "out")

    assert checked.err == built.err
    assert "ML0001 has lost a space (“threshold.Then”)" in built.err
    assert "a threshold.Then a step." in (raw.parent / "out" / "records.jsonl").read_text("utf-8")
