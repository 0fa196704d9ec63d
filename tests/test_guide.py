"""Guides: which lines are questions, and what belongs to them."""

from pathlib import Path

import pytest

from mlanki.markup import to_markdown
from mlanki.outline import read as read_source
from mlanki.outline.evidence import THRESHOLD, WEIGHTS
from mlanki.outline.finding import FEWEST, Found
from mlanki.outline.furniture import section_name
from mlanki.outline.marks import read_mark, without_mark
from mlanki.outline.reach import Question, Reach
from mlanki.outline.section_names import Sections
from mlanki.outline.toc import fold
from mlanki.outline.wording import Case, case_of, grammar
from mlanki.readers.text import read as read_text_pages
from mlanki.records import Reading
from mlanki.sources import Place
from tests.pages import load, source

ANSWER = "It depends on the data, on the model, and on the time that there is."


def questions_of(text: str) -> list[Question]:
    """The questions that are found in `text`, in which `…` stands for an answer."""
    lines = (line.strip() for line in text.replace("…", ANSWER).strip("\n").split("\n"))
    (page,) = read_text_pages(source("\n".join(lines)))
    found = Found(page)
    return list(Reach(found, Sections(found)).questions())


def asked(text: str) -> list[str]:
    return [question.row.said for question in questions_of(text)]


@pytest.fixture
def read(tmp_path: Path):
    """Read a guide with the reader."""

    def read_text(text: str) -> Reading:
        file = tmp_path / "guide.txt"
        file.write_text(text.replace("…", ANSWER), encoding="utf-8")
        source, _ = load(Place(file, "guide.txt", "guide.txt"))
        assert source is not None
        return read_source(source)

    return read_text


# Grammar


@pytest.mark.parametrize(
    ("line", "signs"),
    [
        ("What is dropout?", {"question-mark", "question-word"}),
        ("How to avoid saddle points", {"question-word"}),
        ("How dropout helps", {"question-word", "declarative-order"}),
        ("Is a deep network always better?", {"question-mark", "auxiliary-first"}),
        ("Can lead to smaller models.", {"statement"}),
        ("Describe dropout", {"imperative"}),
        ("Can you explain dropout?", {"question-mark", "imperative"}),
        ("Define recall.", {"mild-imperative", "with-object", "full-stop"}),
        ("Compare", {"mild-imperative"}),
        (
            "When the input is large, the slope is small.",
            {"question-word", "declarative-order", "inverted", "statement"},
        ),
        ("How it works: Step by step.", {"question-word", "declarative-order", "colon", "statement", "no-antecedent"}),
        ("Why does it matter?", {"question-mark", "question-word", "no-antecedent"}),
        ("How would you fix it?", {"question-mark", "question-word", "no-antecedent"}),
        ("Why does dropout do this?", {"question-mark", "question-word"}),
        ("Is it good to normalise inputs?", {"question-mark", "auxiliary-first"}),
        ("Why the square root?", {"question-mark", "question-word", "elliptical"}),
        ("So which one is better?", {"question-mark", "connective"}),
        ("In which case would you stop? (follow-up)", {"question-mark", "question-word"}),
        ("The loss falls.", {"statement"}),
    ],
)
def test_the_words_of_a_line_give_signs_with_names(line: str, signs: set[str]) -> None:
    assert set(grammar(line)) == signs
    assert signs <= set(WEIGHTS)


@pytest.mark.parametrize(
    ("line", "case"),
    [
        ("Why Is It Useful?", Case.TITLE),
        ("How to Select a Good Batch Size", Case.TITLE),
        ("How to select a good batch size", Case.SENTENCE),
        ("What is Batch Normalisation?", Case.SENTENCE),
        ("What is AUC?", Case.SENTENCE),
        ("Why ReLU?", Case.NEITHER),
        ("Describe SGD. Why does it work?", Case.SENTENCE),
    ],
)
def test_the_case_of_a_line_is_told_by_the_words_that_titles_write_otherwise(line: str, case: Case) -> None:
    assert case_of(line) is case


# Marks


@pytest.mark.parametrize(
    ("line", "style", "number", "text"),
    [
        ("Q3. Why?", "q", 3, "Why?"),
        ("Q: Why?", "q", None, "Why?"),
        ("**Q7:** Why?", "q", 7, "Why?"),
        ("**Q: Why?**", "q", None, "Why?"),
        ("Question 4 – Why?", "q", 4, "Why?"),
        ("### 12) Why?", "1", 12, "Why?"),
        ("(5) Why?", "1", 5, "Why?"),
        ("5.) Why?", "1", 5, "Why?"),
        ("5\ufe0f. Why?", "1", 5, "Why?"),
        ("Que5:Why?", "q", 5, "Why?"),
        ("Que 5 Why", "", None, "Que 5 Why"),
        ("Quality matters", "", None, "Quality matters"),
        ("Questions: none", "", None, "Questions: none"),
        ("3D convolution", "", None, "3D convolution"),
    ],
)
def test_marks_are_read_however_they_are_written(line: str, style: str, number: int | None, text: str) -> None:
    mark = read_mark(line)
    assert (mark.style, mark.number, without_mark(line)) == (style, number, text)


def test_a_section_loses_its_number_and_a_line_of_the_contents_its_page() -> None:
    assert section_name("Section 3: Loss Functions") == "Loss Functions"
    assert section_name("## II. Trees") == "Trees"
    assert fold("4) What is a tree? ........ 12") == fold("What is a tree?")


# Finding


def test_sentence_case_tells_questions_from_titles_where_the_author_keeps_them_apart() -> None:
    text = """
        Interview Questions
        Training
        How to choose a rate
        …
        Effects of the Rate
        …
        How to Choose a Schedule
        …
        Describe momentum
        …
        Common Values
        …
        What Is Nesterov Momentum?
        …
        Why does Adam need two averages?
        …
        How It Happens
        …
        """
    assert asked(text) == ["How to choose a rate", "Describe momentum", "Why does Adam need two averages?"]


def test_numbering_outweighs_grammar() -> None:
    text = "Q1. Overfitting\n…\nWhy does this happen in small data sets?\n…\nQ2. Underfitting\n…\nQ3. Why?\n…"
    assert asked(text) == ["Overfitting", "Underfitting", "Why?"]


def test_numbers_of_questions_go_on_and_those_of_a_list_do_not() -> None:
    text = """
        1. What is a kernel?
        …
        1. Choose one.
        2. Try it.
        2. How is it chosen?
        …
        3. What is a margin?
        …
        """
    assert asked(text) == ["What is a kernel?", "How is it chosen?", "What is a margin?"]


def test_numbers_start_again_below_the_title_of_a_section() -> None:
    text = """
        Trees
        1) What is a leaf?
        …
        2) What is a stump?
        …
        Forests
        1) Why do trees help?
        …
        2) What is bagging?
        …
        """
    assert asked(text) == ["What is a leaf?", "What is a stump?", "Why do trees help?", "What is bagging?"]


def test_a_question_below_a_lead_in_belongs_to_the_answer() -> None:
    text = """
        What is a good metric?
        Before you choose one, ask yourself:
        Who reads the number?
        What is decided with it?
        …
        What is recall?
        …
        What is precision?
        …
        """
    assert asked(text) == ["What is a good metric?", "What is recall?", "What is precision?"]


def test_an_answer_that_has_no_summary_yet_goes_on_where_all_others_have_one() -> None:
    body = "…\nSummary\n…\n"
    text = (
        f"What is attention?\n{body}What is a head?\n{body}What is a mask?\n{body}"
        f"What is a token?\n…\nWhat are its limits?\n…\nSummary\n…\nWhat is a position?\n{body}"
    )
    assert "What are its limits?" not in asked(text)
    assert len(asked(text)) == 5


def test_questions_without_question_marks_are_found_where_the_author_never_sets_any() -> None:
    text = "What is a tree\n…\nHow to prune a tree\n…\nWhen to stop\n…\nThe Result\n…\nWhat is a leaf\n…"
    assert asked(text) == ["What is a tree", "How to prune a tree", "When to stop", "What is a leaf"]


def test_a_line_may_hold_two_questions_and_a_question_many_words() -> None:
    long = (
        "You are given a thousand pictures without labels, and a budget that pays for fifty of them, and the model "
        "has to run on a phone by the end of the month; which ones would you have labelled?"
    )
    text = f"Describe bagging. Why does it help?\n…\n{long}\n…\nWhat is boosting?\n…"
    assert asked(text) == ["Describe bagging. Why does it help?", long, "What is boosting?"]


def test_code_asks_nothing() -> None:
    text = "What is a loop?\n…\nfor row in rows:\nprint(row)\nwhat = why(row)  # is it?\nWhat is a list?\n…"
    assert asked(text) == ["What is a loop?", "What is a list?"]


def test_a_table_of_contents_is_no_second_copy() -> None:
    text = """
        Trees and Forests
        Contents
        Trees
        What is a leaf?
        What is a stump?
        Forests
        What is bagging?
        Trees
        What is a leaf?
        …
        What is a stump?
        …
        Forests
        Some words on forests come first.
        What is bagging?
        …
        """
    questions = questions_of(text)
    assert [(question.row.said, *question.sections) for question in questions] == [
        ("What is a leaf?", "Trees"),
        ("What is a stump?", "Trees"),
        ("What is bagging?", "Forests"),
    ]
    assert questions[1].end == questions[1].row.at + 2


def test_a_title_below_a_summary_begins_a_section_even_with_an_introduction() -> None:
    body = "…\nSummary\n…\n"
    text = f"Page\nTrees\nWhat is a leaf?\n{body}What is a root?\n{body}Forests\n…\nWhat is bagging?\n{body}"
    questions = questions_of(text)
    assert [question.sections for question in questions] == [("Trees",), ("Trees",), ("Forests",)]
    assert questions[1].end - questions[1].row.at == 4


def test_items_without_full_stops_are_no_section() -> None:
    text = "Optimisers\nBasics\nWhich ones do you know?\n…\nMomentum\nAdam\nWhich one is the best?\n…"
    assert [question.sections for question in questions_of(text)] == [("Basics",), ("Basics",)]


# Reading


def test_an_entry_has_its_section_its_page_and_its_lines(read) -> None:
    first, second = read("The Page\nTrees\nWhat is a leaf?\n…\nMore.\nForests:\nWhat is bagging?\n…\n").entries
    assert (first.code, first.title, first.tags, first.page) == (None, "", ("Trees",), "The Page")
    assert (first.span.path, first.span.first, first.span.last) == ("guide.txt", 3, 5)
    assert second.tags == ("Forests",)


def test_a_question_without_an_answer_borrows_nothing(read) -> None:
    first, second, third = read("What is a leaf?\nWhat is a stump?\n…\nTrees\nWhat is a root?\n…").entries
    assert first.answer == ()
    assert second.answer != ()
    assert (second.span.first, second.span.last) == (2, 3)
    assert third.tags == ("Trees",)


def test_doubt_is_told_with_the_evidence_and_what_to_do(read) -> None:
    reading = read("What is a leaf?\n…\nWhat is a root?\n…\nSo what is a stump?\n…\nWhat is a crown?\n…")
    (doubt,) = [diagnostic for diagnostic in reading.diagnostics if diagnostic.code == "uncertain-question"]
    assert str(doubt.span) == "guide.txt:5"
    assert "connective -2" in doubt.message
    assert "`Q1.`" in doubt.message


def test_what_stands_above_the_first_question_is_told(read) -> None:
    reading = read("The Page\nWelcome to these questions.\nWhat is a leaf?\n…\nWhat is a root?\n…")
    (outside,) = reading.diagnostics
    assert (outside.code, str(outside.span)) == ("text-outside-records", "guide.txt:2")
    assert "“Welcome to these questions.”" in outside.message


def test_a_header_above_the_first_question_names_the_tag_of_all(read) -> None:
    reading = read("Tag: Trees\n1. What is a leaf?\n…\n2. What is a root?\n…")
    assert [entry.tags for entry in reading.entries] == [("Trees",)] * 2
    assert not reading.diagnostics


def test_a_number_is_an_answer_and_names_no_section(read) -> None:
    reading = read("1. What is the chance of a five or a six?\n1 / 3\n2. What is a die?\n…")
    assert [to_markdown(entry.answer) for entry in reading.entries] == ["1 / 3", ANSWER]


def test_the_colon_behind_a_number_may_be_as_wide_as_its_letters(read) -> None:
    reading = read("Q1：什么是梯度？\n最陡的方向。\nQ2：什么是学习率？\n每步的长度。")
    assert [to_markdown(entry.question) for entry in reading.entries] == ["什么是梯度？", "什么是学习率？"]


def test_formulas_between_delimiters_and_code_are_found(read) -> None:
    text = "What is \\(x^2\\)?\nA square.\n\\[y = x^2\\]Example: With 2 it is 4.\nHow is a square computed?\n"
    first, second = read(f"{text}def square(x):\nreturn x * x").entries
    assert "Math(tex='x^2', display=False)" in repr(first.question)
    assert "Math(tex='y = x^2', display=True)" in repr(first.answer)
    assert "def square(x):\\n    return x * x" in repr(second.answer)


@pytest.mark.parametrize(
    "text",
    ["One line.", "", "What is this?\nA page with one question in it.", "Notes\nThe first one.\nThe second one."],
)
def test_a_page_without_questions_is_no_guide(text: str) -> None:
    assert len(asked(text)) < FEWEST


def test_the_threshold_takes_a_plain_question_and_no_plain_title() -> None:
    assert WEIGHTS["question-mark"] + WEIGHTS["question-word"] >= THRESHOLD
    assert WEIGHTS["question-word"] + WEIGHTS["answered"] < THRESHOLD
