"""Sheets of questions and answers: CSV and TSV."""

import pytest

from mlanki.document import Span
from mlanki.markup import to_markdown
from mlanki.outline import read
from mlanki.records import Entry
from tests.pages import source


def entries(text: str, path: str = "bank.csv") -> tuple[Entry, ...]:
    reading = read(source(text, path))
    assert reading.diagnostics == ()
    return reading.entries


def pairs(text: str, path: str = "bank.csv") -> list[tuple[str, str]]:
    return [(to_markdown(entry.question), to_markdown(entry.answer)) for entry in entries(text, path)]


def said(text: str, path: str = "bank.csv") -> list[str]:
    return [str(diagnostic) for diagnostic in read(source(text, path)).diagnostics]


@pytest.mark.parametrize(
    "header",
    ["question,answer", "Front,Back", "prompt,ANSWER", "Interview Question, Answers", "_Q_,_A_", '"Question","Answer"'],
)
def test_a_column_of_questions_and_one_of_answers_are_known_by_their_headers(header: str) -> None:
    assert pairs(f"{header}\nWhat is a stack?,Last in comes out first.\nOverfitting,It fits noise.\n") == [
        ("What is a stack?", "Last in comes out first."),
        ("Overfitting", "It fits noise."),
    ]


def test_a_label_that_stands_alone_is_the_question() -> None:
    assert pairs("question,answer\nQ: What is a stack?,Last in comes out first.\nQuestion:,What is asked.\n") == [
        ("What is a stack?", "Last in comes out first."),
        ("Question:", "What is asked."),
    ]


def test_what_a_cell_begins_with_is_kept_where_it_looks_like_tex() -> None:
    ((question, _), _) = pairs("question,answer\n\\\\\\word of a stack?,Last in comes out first.\nWhy?,So.\n")
    assert "word" in question


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_sense(delimiter: str) -> None:
    rows = [("answer", "question"), ('"One, two; three | four"', "What is counted?")]

    assert pairs("\n".join(map(delimiter.join, rows))) == [("What is counted?", "One, two; three | four")]


def test_two_columns_without_a_header_are_questions_and_answers_where_most_first_cells_ask() -> None:
    rows = 'What is a root?\tThe top "node".\nWhat is a leaf?\tIt has no children.\nName an edge.\tA link.\n'

    assert pairs(rows, "bank.tsv") == [
        ("What is a root?", 'The top "node".'),
        ("What is a leaf?", "It has no children."),
        ("Name an edge.", "A link."),
    ]


def test_columns_of_other_names_are_known_by_what_stands_in_them() -> None:
    rows = (
        "Nr;Niveau;Frage;Text",
        "1;leicht;Was ist ein Blatt?;Ein Ende.",
        "2;schwer;Wozu wird es gekürzt?;Zum Vergessen.",
    )
    page = "\n".join(rows)
    _, (leaf, _), (cut, told) = pairs(page)
    assert (leaf, cut) == ("Was ist ein Blatt?", "Wozu wird es gekürzt?")
    assert told.startswith("Zum Vergessen.")


def test_a_text_with_one_tab_on_each_line_is_a_sheet_of_flashcards() -> None:
    page = "Leaf\tIt has no children.\nRoot\tThe top node.\nTree\tBoth of them.\n"
    assert [answer for _, answer in pairs(page, "page.txt")] == [
        "It has no children.",
        "The top node.",
        "Both of them.",
    ]


@pytest.mark.parametrize(
    "page",
    [
        "Q:\tWhat is a leaf?\nA:\tIt has no children.\nQ:\tWhat is a root?\nA:\tThe top node.\n",
        "Ask 1:\tWhat is a leaf?\nAns:\tIt has no children.\nAsk 2:\tWhat is a root?\nAns:\tThe top node.\n",
        "1.\tWhat is a leaf?\n\tIt has no children.\n2.\tWhat is a root?\n\tThe top node.\n",
    ],
    ids=["labels", "counted labels", "numbers"],
)
def test_tabs_behind_marks_make_no_sheet(page: str) -> None:
    assert pairs(page, "page.txt") == [
        ("What is a leaf?", "It has no children."),
        ("What is a root?", "The top node."),
    ]


def test_cells_are_markdown_with_blank_lines_code_and_formulas() -> None:
    cell = "It zeroes units:\n\n- at rate $p$\n- in **training**\n\n```python\n# What is this?\nx = 1\n```"

    (entry,) = entries(f'question,answer\n"What is dropout,\nin short?","{cell}"\n')

    assert to_markdown(entry.question) == "What is dropout, in short?"
    assert to_markdown(entry.answer) == cell


def test_an_answer_that_asks_and_has_labels_stays_one_answer() -> None:
    cell = "A shift.\n\nWhat is it for? It moves the line.\n\n## How is it found?\n\nBy descent."
    text = f'question,answer\n"What is bias?","{cell}"\n'

    (entry,) = entries(text + "What is a weight?,A slope.\n")[:1]

    assert to_markdown(entry.answer).startswith("A shift.\n\nWhat is it for?")
    assert to_markdown(entry.answer).endswith("How is it found?\n\nBy descent.")
    assert len(entries(text)) == 1


@pytest.mark.parametrize("answer", ["Comments", "Easy", "Q: What else?\n\nA: Nothing.", "# Notes\n\nA line.", "A. one"])
def test_an_answer_is_what_its_cell_holds_whatever_that_is_like(answer: str) -> None:
    assert pairs(f'question,answer\nWhat is it?,"{answer}"\nWhat else?,No more.\n')[0] == ("What is it?", answer)


@pytest.mark.parametrize("placeholder", ["N/A", "TBD", "coming soon"])
def test_what_only_holds_the_place_of_an_answer_is_none(placeholder: str) -> None:
    assert pairs(f"question,answer\nWhat is it?,{placeholder}\n") == [("What is it?", "")]


@pytest.mark.parametrize("mark", ["", "1. ", "12) ", "Q5: ", "Q: ", "Question 3. "])
def test_a_question_goes_without_its_number_and_its_label(mark: str) -> None:
    assert pairs(f"question,answer\n{mark}What is it?,A thing.\n")[0] == ("What is it?", "A thing.")


def test_words_that_a_question_begins_with_are_no_number() -> None:
    assert pairs("question,answer\n2 Phase commit: what is it?,A protocol.\n")[0][0] == "2 Phase commit: what is it?"


def test_choices_of_a_question_are_a_list() -> None:
    ((question, answer),) = pairs('question,answer\n"Which is a metric?\na) recall\nb) bias",a\n')

    assert question == "Which is a metric?\n\n- a) recall\n- b) bias"
    assert answer == "a"


def test_other_columns_give_tags_and_codes_and_what_is_left_stands_behind_the_answer() -> None:
    text = (
        "id,Question,Answer,Tags,Category,Difficulty,Example\n"
        'ML0101,What is a norm?,A length.,"Linear Algebra; Basics",Vectors,Easy,The 2-norm.\n'
        "7,What is a trace?,A sum.,,Matrices,Hard,\n"
    )

    first, second = entries(text)

    assert (first.code, first.tags) == ("ML0101", ("Linear Algebra", "Basics", "Vectors"))
    assert to_markdown(first.question) == "What is a norm?"
    assert to_markdown(first.answer) == "A length.\n\nExample: The 2-norm."
    assert (second.code, second.tags) == (None, ("Matrices",))
    assert to_markdown(second.answer) == "A sum."


def test_a_sheet_without_tags_is_about_what_it_is_called() -> None:
    (entry,) = entries("question,answer\nWhat is a tree?,A graph.\n", "Data Structures.csv")

    assert (entry.tags, entry.page) == (("Data Structures",), "Data Structures")


def test_records_have_the_lines_that_they_stand_on() -> None:
    first, second = entries('question,answer\n"What is\na list?","Items\n\nin order."\n\nWhat is a set?,No order.\n')

    assert (first.span.first, first.span.last) == (2, 5)
    assert (second.span.first, second.span.last) == (7, 7)


def test_a_question_without_an_answer_has_none() -> None:
    assert pairs("question,answer\nWhat is a heap?,\nWhat is a tree?,A graph.\n")[0] == ("What is a heap?", "")


def test_a_row_with_too_many_cells_and_one_without_a_question_are_told() -> None:
    assert said(
        "question,answer\nWhat is a set?,No order, no repetition.\n,Nobody asked.\nWhat is a map?,Pairs.\n"
    ) == [
        "bank.csv:2: this row has 3 cells, and the first row 2; quote cells that hold a ',' [record-unreadable]",
        "bank.csv:3: this row has no question and was left out; see whether that is right [record-unreadable]",
    ]


def test_a_quotation_mark_that_is_not_closed_ends_what_is_read_and_is_told() -> None:
    text = 'question,answer\nWhat is a set?,No order.\nWhat is a map?,"Pairs.\nWhat is a bag?,Counts.\n'

    reading = read(source(text, "bank.csv"))
    assert len(reading.entries) == 1
    assert reading.diagnostics[0].span == Span("bank.csv", 3, 4)
    assert said(text) == [
        (
            "bank.csv:3: nothing could be read from this row on (unexpected end of data); mend its quotation marks "
            "[record-unreadable]"
        )
    ]


def test_a_table_of_something_else_says_what_it_lacks() -> None:
    assert said("height,weight\n1,2\n") == [
        (
            "bank.csv:1: no column is headed `question`, `front` or `prompt`, and none has cells that ask; "
            "name them so [not-read]"
        )
    ]


@pytest.mark.parametrize(
    ("header", "key"),
    [("id,question,option_A,option_B,option_C,correct", "C"), ("Question,A,B,C,Correct Answer", "c")],
)
def test_choices_have_the_letters_of_their_columns_where_a_letter_answers(header: str, key: str) -> None:
    number = "7," if header.startswith("id") else ""
    ((question, answer),) = pairs(f"{header}\n{number}Which one grows?,Stone,Sand,Grass,{key}\n")

    assert question == "Which one grows?\n\n- A) Stone\n- B) Sand\n- C) Grass"
    assert answer == key


def test_choices_are_counted_as_their_columns_are_where_a_number_answers() -> None:
    first, _ = pairs("Question,Choice1,Choice2,Answer\nWhich is wet?,Rain,Dust,1\nWhich is dry?,Sea,Desert,2\n")
    assert first == ("Which is wet?\n\n1. Rain\n2. Dust", "1")


def test_choices_that_have_no_numbers_are_named_in_words_by_the_number_that_answers() -> None:
    page = "Which grows?\t1\tStone\tGrass\tSand\nWhich is wet?\t0\tRain\tDust\tFire\n"
    assert pairs(page, "deck.tsv") == [
        ("Which grows?\n\n- Stone\n- Grass\n- Sand", "Grass"),
        ("Which is wet?\n\n- Rain\n- Dust\n- Fire", "Rain"),
    ]


def test_a_number_stays_where_nothing_tells_from_which_one_it_counts() -> None:
    page = "question,options,answer\nWhich grows?,Stone|Grass|Sand,1\nWhich is wet?,Rain|Dust|Sea,2\n"
    assert [answer for _, answer in pairs(page)] == ["1", "2"]


def test_a_question_without_choices_stands_among_those_that_have_some() -> None:
    rows = "Which grows?,Stone|Grass,Grass,It lives.\nIs it so?,,true,It is.\n"
    assert pairs(f"question,options,correct_answer,explanation\n{rows}") == [
        ("Which grows?\n\n- Stone\n- Grass", "Grass\n\nexplanation: It lives."),
        ("Is it so?", "true\n\nexplanation: It is."),
    ]


def test_three_columns_that_tabs_part_are_two_sides_and_what_they_are_about() -> None:
    page = "Leaf\tIt has no children.\ttree\nRoot\tThe top node.\ttree\nEdge\tA link of two.\tgraph basics\n"

    leaf, *_, edge = entries(page, "deck.tsv")

    assert (to_markdown(leaf.question), to_markdown(leaf.answer), leaf.tags) == (
        "Leaf",
        "It has no children.",
        ("tree",),
    )
    assert edge.tags == ("graph basics",)


def test_whether_it_is_so_answers_a_statement_and_what_else_is_said_stands_below() -> None:
    page = "A root has no parent.\ttrue\tThe top is alone.\nA leaf has a child.\tFALSE\tThe end has none.\n"
    page += "A tree has a loop.\tfalse\tA graph may.\n"
    assert pairs(page, "deck.tsv") == [
        ("A root has no parent.", "true\n\nThe top is alone."),
        ("A leaf has a child.", "FALSE\n\nThe end has none."),
        ("A tree has a loop.", "false\n\nA graph may."),
    ]


def test_a_column_of_names_that_come_again_says_what_a_question_is_about() -> None:
    page = (
        "Skill,Question,Answer\nSQL,What is a key?,A name.\nSQL,What is a view?,A query.\nGit,What is a tag?,A mark.\n"
    )
    assert [entry.tags for entry in entries(page)] == [("SQL",), ("SQL",), ("Git",)]
    assert pairs(page)[0] == ("What is a key?", "A name.")


def test_questions_alone_have_no_answers_and_their_own_pages_are_where_they_come_from() -> None:
    page = "Question\tSource\nName a tree.\thttps://example.org/1\nName a fish.\thttps://example.org/2\n"

    first, second = entries(page, "asked.tsv")

    assert (first.answer, first.address) == ((), "https://example.org/1")
    assert (second.answer, second.address) == ((), "https://example.org/2")


def test_an_answer_may_be_as_long_as_it_likes() -> None:
    ((_, answer),) = pairs(f'question,answer\nWhat is long?,"{"word " * 40_000}"\n')

    assert answer.count("word") == 40_000


def test_a_sheet_is_known_by_its_header_where_it_has_no_name() -> None:
    ((question, _),) = pairs("question,answer\nWhat is a tree?,A graph.\n", "stdin")

    assert question == "What is a tree?"


def test_a_row_of_what_cannot_be_seen_is_no_record() -> None:
    reading = read(source("question,answer\nWhat is a stack?,Last in comes out first.\n\x01\n\ufeff,\n", "bank.csv"))

    assert [str(entry.span) for entry in reading.entries] == ["bank.csv:2"]
    assert [diagnostic.code for diagnostic in reading.diagnostics] == ["control-character"]
