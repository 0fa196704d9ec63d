"""The outline of a page, whatever its format: what asks, what belongs to each question, and what to neither."""

import pytest

from mlanki.document import List
from mlanki.markup import to_markdown
from mlanki.outline import read
from mlanki.outline.evidence import WEIGHTS
from mlanki.records import Entry
from tests.pages import heard, source, text

LONG = "It depends on the data, on the model, and on the time that there is."


def entries(page: str, path: str = "page.md") -> tuple[Entry, ...]:
    """What is read from `page`, in which `…` stands for an answer."""
    return read(source(page.replace("…", LONG), path)).entries


def pairs(page: str, path: str = "page.md") -> list[tuple[str, str]]:
    """Each question with its answer, which is `…` again where it is the long one."""
    return [(question, answer.replace(LONG, "…")) for _, question, answer in heard(entries(page, path))]


def questions(page: str, path: str = "page.md") -> list[str]:
    return [question for question, _ in pairs(page, path)]


def told(page: str, path: str = "page.md") -> list[str]:
    return [f"{said.code} {said.span}" for said in read(source(page.replace("…", LONG), path)).diagnostics]


# Numbers


def test_roman_numbers_below_a_stem_count_questions_that_begin_with_it() -> None:
    page = """\
1. What is a margin?

   …

2. Given a tree of depth three:

   i. How many leaves can it have?

      Eight of them.

   ii. How many splits does it take?

      Seven of them.

3. What is a stump?

   …
"""
    assert pairs(page) == [
        ("What is a margin?", "…"),
        ("Given a tree of depth three: How many leaves can it have?", "Eight of them."),
        ("Given a tree of depth three: How many splits does it take?", "Seven of them."),
        ("What is a stump?", "…"),
    ]


def test_a_numbered_heading_that_asks_nothing_is_a_section_and_begins_no_question() -> None:
    page = "## 1. Trees 🌳\n\n* **Q: What is a stump?**\n    - *A:* …\n* **Q: What is a leaf?**\n    - *A:* …\n"
    assert pairs(page) == [("What is a stump?", "…"), ("What is a leaf?", "…")]
    given = "## 1. Given a tree of depth three:\n\n* How many leaves has it?\n\n  …\n\n* How many splits?\n\n  …\n"
    assert pairs(given)[0] == ("Given a tree of depth three: How many leaves has it?", "…")


def test_a_sign_between_the_number_and_the_question_is_no_part_of_it() -> None:
    page = (
        "1. :: What is a mode?\nAnswer: …\n2. :: Define the term range.\nAnswer: …\n3. • What is a mean?\nAnswer: …\n"
    )
    asked = ["What is a mode?", "Define the term range.", "What is a mean?"]
    assert questions(page, "page.txt") == asked


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_numbers_of_steps_in_an_answer_count_no_questions(path: str) -> None:
    page = "1. What is a kernel?\n\n…\n\n1. Choose one.\n2. Try it.\n\n2. What is a margin?\n\n…\n\n3. Why?\n\n…\n"
    assert questions(page, path) == ["What is a kernel?", "What is a margin?", "Why?"]


# The answer key and choices

QUIZ = """\
Q1. Which one of these is a loss?

A) Dropout
B) Hinge

Q2. Which one of these is a kernel?

A) Gaussian
B) Softmax
"""


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_the_key_at_the_end_answers_by_number(path: str) -> None:
    found = pairs(f"{QUIZ}\nQ1. Answer: B, it is used for margins.\n\nQ2. Answer: A, as its shape tells.\n", path)
    assert [answer for _, answer in found] == ["B, it is used for margins.", "A, as its shape tells."]


def test_a_key_below_its_own_heading_answers_by_number() -> None:
    page = f"# Quiz\n\n## Part one\n\n{QUIZ}\n## Answer key\n\nQ1. B\n\nQ2. A\n\n## References\n\nA book.\n"
    assert [answer for _, answer in pairs(page)] == ["B", "A"]


def test_a_key_names_no_page_and_its_reasons_stand_apart() -> None:
    page = f"{QUIZ}\n## Answer key\n\n1. B\nIt has a margin.\n\n2. A\nTwice over.\n"
    assert [(to_markdown(each.answer), each.page) for each in entries(page)] == [
        ("B It has a margin.", ""),
        ("A Twice over.", ""),
    ]


def test_what_a_key_says_for_no_question_is_told() -> None:
    page = f"{QUIZ}\n## Answer key\n\n1. B\n\n2. B\n\n2. A\n\n7. C\n"
    assert [answer for _, answer in pairs(page)] == ["B", "A"]
    assert told(page) == ["text-outside-records page.md:15", "text-outside-records page.md:19"]


def test_a_line_of_text_may_name_the_key() -> None:
    page = f"{QUIZ}\nANSWERS AND REASONS\n\n1. B. It is used for margins.\n2. A. Its shape tells.\n"
    assert [answer for _, answer in pairs(page, "page.txt")] == ["B. It is used for margins.", "A. Its shape tells."]
    assert told(page, "page.txt") == []


def test_a_key_may_be_a_list() -> None:
    page = f"# Quiz\n\n## Part one\n\n{QUIZ}\n## Answer key\n\n1. B\n2. A\n"
    assert [answer for _, answer in pairs(page)] == ["B", "A"]


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_choices_belong_to_the_question(path: str) -> None:
    page = "Q1. Which is convex?\nA) A ring\nB) A disc\nAnswer: B\n\nQ2. Why?\nAnswer: Chords stay within.\n"
    assert pairs(page, path) == [("Which is convex? A) A ring B) A disc", "B"), ("Why?", "Chords stay within.")]


def test_one_lettered_line_is_no_choice() -> None:
    assert pairs("Q1. What is a bound?\n\nA) The best one.\n\nQ2. Why?\n\n…\n")[0][1] == "A) The best one."


def test_choices_below_make_a_question_of_an_unfinished_sentence() -> None:
    page = (
        "1. A wide margin comes from:\nA) A small norm\nB) A large norm\n\n"
        "2. Which tree has more leaves?\nA) Oak\nB) Fir\n\n"
        "3. A deep tree has:\nA) Few leaves\nB) Many leaves\n"
    )
    assert questions(page, "page.txt") == [
        "A wide margin comes from: A) A small norm B) A large norm",
        "Which tree has more leaves? A) Oak B) Fir",
        "A deep tree has: A) Few leaves B) Many leaves",
    ]


# Other ways of asking


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        ("¿Qué es un margen?", "Explica el sesgo", "Respuesta:"),
        ("Was ist ein Rand?", "Erkläre die Verzerrung", "Antwort:"),
        ("Quel est le rôle d'une marge ?", "Expliquez le biais", "Réponse :"),
        ("Cosa è un margine", "Spiega la distorsione", "Risposta:"),
        ("O que é uma margem", "Explique o viés", "Resposta:"),
        ("Что такое отступ", "Объясните смещение", "Ответ:"),
        ("什么是间隔？", "解释偏差", "答案："),
    ],
)
def test_a_page_may_ask_in_another_language(first: str, second: str, answer: str) -> None:
    page = f"### {first}\n\n{answer} …\n\n### {second}\n\n{answer} …\n"
    assert pairs(page) == [(first, "…"), (second, "…")]


def test_a_gap_asks() -> None:
    page = "1. The step of a filter is called ____.\n\n…\n\n2. The border of an image is filled with ____.\n\n…\n"
    assert len(pairs(page, "page.txt")) == 2


def test_dots_that_lead_to_the_number_of_a_page_are_no_gap() -> None:
    contents = "1. Leaves ........ 3\n2. Roots ........ 7\n3. Margins ........ 12\n"
    page = f"Notes on trees\n\n{contents}\n1. What is a leaf?\n…\n\n2. What is a root?\n…\n\n3. What is a margin?\n…\n"
    assert pairs(page, "page.txt") == [("What is a leaf?", "…"), ("What is a root?", "…"), ("What is a margin?", "…")]


def test_the_sides_of_a_card_may_be_parted_by_marks() -> None:
    page = "What is a leaf? :: …\n\nWhat is a root?\n?\n…\n"
    assert [answer for _, answer in pairs(page)] == ["…", "…"]


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_the_marks_of_a_flashcard_need_no_blanks_and_the_answer_may_be_short(path: str) -> None:
    page = "What is a leaf?::An end\n\nName two parts of a tree:::Root, leaf\n\nWrite the rule of odds.\n?\np / q\n"
    asked = [("What is a leaf?", "An end"), ("Name two parts of a tree", "Root, leaf")]
    assert pairs(page, path) == [*asked, ("Write the rule of odds.", "p / q")]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("### P{}: ", "**R:** "), ("D: ", "R: "), ("{}) ", "R: "), ("**Soru {}:** ", "**Cevap:** "), ("Q{}. ", "Me: ")],
)
def test_any_word_is_a_label_that_stands_where_labels_do(asked: str, answered: str) -> None:
    page = "".join(f"{asked.format(at)}¿Qué es {name}?\n\n{answered}…\n\n" for at, name in ((1, "L1"), (2, "R2")))
    assert pairs(page) == [("¿Qué es L1?", "…"), ("¿Qué es R2?", "…")]


@pytest.mark.parametrize(
    "label",
    ["Exercise {}: ", "### Problem {}\n", "**Task {}.** ", "## Aufgabe {}\n\n", "Todo 1.{} - ", "## Puzzle {}: "],
)
def test_counted_tasks_are_asked_where_nothing_is_called_a_question(label: str) -> None:
    page = f"# Sheet\n\n{label.format(1)}Write a loop.\n\nIt ….\n\n{label.format(2)}Create a list.\n\nIt ….\n"
    assert pairs(page) == [("Write a loop.", "It …."), ("Create a list.", "It ….")]


def test_what_counts_otherwise_or_orders_nothing_is_no_task() -> None:
    assert pairs("Problem 1: High latency\n\nIt ….\n\nProblem 2: Lost packets\n\nIt ….\n") == []
    asked = ["What goes wrong?", "What is a stump?"]
    for mark in ("Q{}. ", "{}. "):
        first, second = (f"{mark.format(at)}{question}" for at, question in enumerate(asked, 1))
        page = f"{first}\n\nProblem 1: Draw a tree.\n\nProblem 2: Write a loop.\n\n{second}\n\nIt ….\n"
        assert [question for question, _ in pairs(page)] == asked


@pytest.mark.parametrize("page", ["page.txt", "page.md"])
@pytest.mark.parametrize("mark", ["{}- ", "#Q{}. ", "###Question {}: "])
def test_marks_may_be_glued_to_a_sign(mark: str, page: str) -> None:
    text = f"{mark.format(1)}Describe a stump.\n\nIt ….\n\n{mark.format(2)}Describe a leaf.\n\nIt ….\n"
    assert pairs(f"{text}\n{mark.format(3)}What is a root?\n\nIt ….\n", page) == [
        ("Describe a stump.", "It …."),
        ("Describe a leaf.", "It …."),
        ("What is a root?", "It …."),
    ]


def test_a_line_that_asks_is_a_question_where_the_word_answer_stands_below_it() -> None:
    page = "@ What is a stump?\n\nAnswer:\nA tree.\n\n@ What is a leaf?\n\nAnswer:\nA node.\n"
    assert pairs(page, "page.txt") == [("@ What is a stump?", "A tree."), ("@ What is a leaf?", "A node.")]


def test_a_question_below_its_label_ends_with_its_question_mark() -> None:
    page = (
        "Question 1\nWhat is a stump?\nA tree.\n\nIt is low.\n\nQuestion 2\nWhat is a leaf?\nA node.\n\nIt is last.\n"
    )
    assert pairs(page, "page.txt") == [
        ("What is a stump?", "A tree. It is low."),
        ("What is a leaf?", "A node. It is last."),
    ]


def test_an_order_with_a_label_goes_on_where_its_line_was_broken() -> None:
    page = "Q1. Define an index of a\ndatabase.\n\nIt ….\n\nQ2. List the kinds of\ntrees.\n\nIt ….\n"
    assert pairs(page, "page.txt") == [
        ("Define an index of a database.", "It …."),
        ("List the kinds of trees.", "It …."),
    ]


def test_a_word_before_a_number_that_most_often_does_not_ask_is_no_label() -> None:
    page = "## What is a leaf?\n\nLayer 1: …\n\nLayer 2: What is it?\n\nLayer 3: …\n\n## What is a root?\n\n…\n"
    assert questions(page) == ["What is a leaf?", "What is a root?"]


def test_a_table_whose_columns_ask_and_tell_needs_no_names_for_them() -> None:
    rows = (("What is a leaf?", "A node without any children."), ("Why prune?", "To forget what was noise."))
    named = "| Nr | Thema | Kurz |\n|---|---|---|\n" + "".join(f"| 1 | {asked} | {told} |\n" for asked, told in rows)
    bare = "".join(f"<tr><td>{asked}</td><td>{told}</td></tr>" for asked, told in rows)
    assert pairs(named) == pairs(f"<table>{bare}</table>", "page.html") == [*rows]


def test_a_table_that_compares_is_part_of_an_answer() -> None:
    rows = "| How deep is it? | Two | Nine |\n| How wide is it? | Ten | One |\n"
    page = f"## What is a leaf?\n\n|  | Oak | Fir |\n|---|---|---|\n{rows}\n## What is a root?\n\n…\n"
    assert questions(page) == ["What is a leaf?", "What is a root?"]


def test_lines_that_ask_and_answer_in_turn_need_no_other_sign() -> None:
    lines = ("Is it raining?", "No.", "What is a leaf?", "An end.", "Where is the root of a tree?", "At the top.")
    more = (
        "Is a bush that grows tall some tree?",
        "It may be.",
        "State the sum of 1 and 2",
        "3",
        "What is a forest?",
        "Trees",
    )
    page = "\n".join((*lines, *more, "Who prunes?", "A gardener."))
    assert [answer for _, answer in pairs(page, "page.txt")] == [*lines[1::2], *more[1::2], "A gardener."]


def test_the_last_item_of_a_list_is_no_section() -> None:
    page = "What is a leaf?\n1. An end\n2. Of a tree\n3. Its Own Node\n\nWhat is a root?\n…\n\nWhat is a tree?\n…\n"
    assert pairs(page, "page.txt")[0] == ("What is a leaf?", "An end Of a tree Its Own Node")


def test_a_template_for_those_who_contribute_is_no_question() -> None:
    page = "# Trees\n\n## How to contribute\n\n### How tall are you?\n\n…\n\n## All\n\n### What is a leaf?\n\n…\n\n"
    asked = questions(page + "### What is a root?\n\n…\n")
    assert asked == ["What is a leaf?", "What is a root?"]


def test_what_a_page_of_questions_counts_is_asked_where_nothing_else_is() -> None:
    page = "# Questions on {}\n\n## 1. Leaf and root\n\n…\n\n## 2. Pruning\n\n…\n\n## 3. {}\n\n…\n"
    assert pairs(page.format("trees", "Margins")) == [("Leaf and root", "…"), ("Pruning", "…"), ("Margins", "…")]
    assert pairs(page.replace("Questions", "Notes")) == []


def test_letters_that_an_answer_explains_are_no_labels() -> None:
    page = "Q1: What is the rule of odds?\n\nOne by the other.\n\nP: …\n\nQ2: What is a leaf?\n\n…\n"
    assert pairs(page) == [("What is the rule of odds?", "One by the other. P: …"), ("What is a leaf?", "…")]


def test_scripts_without_blanks_have_answers_and_titles_too() -> None:
    answer = "从根到叶的一条路径给出一个预测，路径的长度就是树的深度。"
    questions = ["什么是叶子?", "什么时候需要剪枝", "什么是根?"]
    first, second, third = (f"{question}\n\n{answer}\n\n" for question in questions)
    page = f"面试题总结\n\n{first}{second}2. 算法\n\n{third}"
    assert pairs(page, "page.txt") == [(question, answer) for question in questions]


def test_a_line_alone_above_its_paragraph_asks_without_a_question_mark_where_the_page_says_that_it_asks() -> None:
    page = "{}\n\nWhat is a root\n\n…\n\nHow is a leaf made\n\n…\n"
    assert len(pairs(page.format("Interview questions"), "page.txt")) == 2
    assert pairs(page.format("Trees and what grows on them"), "page.txt") == []


def test_the_cells_of_a_table_may_be_run_together() -> None:
    rows = ("1What is a leaf?A node without children", "2Name two parts.Root and leaf.", "3Why prune?To forget.")
    page = "\n".join(("#QuestionAnswer", *rows))
    answers = ["A node without children", "Root and leaf.", "To forget."]
    assert pairs(page, "page.txt") == [*zip(["What is a leaf?", "Name two parts.", "Why prune?"], answers, strict=True)]


@pytest.mark.parametrize("between", [" - ", " – ", " -> ", " → ", " A: "])
def test_an_answer_may_stand_behind_its_question_on_the_same_line(between: str) -> None:
    page = f"What is a leaf?{between}…\nWhy would you prune a tree?{between}…\n"
    assert pairs(page, "page.txt") == [("What is a leaf?", "…"), ("Why would you prune a tree?", "…")]


def test_colons_within_a_name_part_no_sides() -> None:
    page = "**What is `std::move`?**\n\n…\n\n**When would you call std::swap?**\n\n…\n"
    assert pairs(page) == [("What is std::move?", "…"), ("When would you call std::swap?", "…")]


def test_words_that_pages_close_with_are_words_of_answers_as_well() -> None:
    body = (
        "They keep the complete set of weights.\n\nBecome a bottleneck they may.\n\n**Candidates:** the best of them."
    )
    (_, found), _ = pairs(f"## What is a beam?\n\n{body}\n\n## What is a root?\n\n…\n")
    assert found == body.replace("**", "").replace("\n\n", " ")


# Notes


def test_notes_below_a_question_are_tags_where_they_name_a_subject() -> None:
    page = (
        "### Q1. What is a leaf?\n\nDifficulty: Easy\nTopics: Trees, Forests\n\n…\n\n"
        "### Q2. What is a root?\n\n**Level:** hard\n\n…\n"
    )
    first, second = entries(page)
    assert (first.tags, second.tags) == (("Trees", "Forests"), ())
    assert (text(first.answer), text(second.answer)) == (LONG, LONG)


def test_notes_in_a_list_are_tags() -> None:
    page = "### Q1. What is a leaf?\n\n- Tags: Trees\n- Level: hard\n\n…\n\n### Q2. What is a root?\n\n…\n"
    first, _ = entries(page)
    assert (first.tags, text(first.answer)) == (("Trees",), LONG)


@pytest.mark.xfail(reason="only the first item of a list is looked at for the word `Answer`")
def test_notes_may_stand_before_the_answer_in_its_list() -> None:
    page = "### Q1. What is a leaf?\n\n- Tags: Trees\n- Answer: The end.\n\n### Q2. What is a root?\n\n…\n"
    first, _ = entries(page)
    assert (first.tags, text(first.answer)) == (("Trees",), "The end.")


# Where a question and its answer end


def test_a_follow_up_is_no_question_and_ends_the_answer() -> None:
    page = "Q1. What is a leaf?\n\n…\n\nFollow-up: Why is it there?\n\nQ2. What is a root?\n\n…\n"
    assert pairs(page) == [("What is a leaf?", "…"), ("What is a root?", "…")]


@pytest.mark.parametrize(
    "closing",
    ["Related articles\n\nTen more trees", "© 2024 The Garden", "Leave a reply\n\nYour name", "Subscribe for more"],
)
@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_the_last_answer_ends_where_the_page_closes(closing: str, path: str) -> None:
    page = f"Q1. What is a leaf?\n\n…\n\nQ2. What is a root?\n\n…\n\n{closing}\n"
    assert pairs(page, path) == [("What is a leaf?", "…"), ("What is a root?", "…")]


def test_what_closes_a_page_is_told() -> None:
    page = "Q1. What is a leaf?\n\n…\n\nQ2. What is a root?\n\n…\n\nRelated articles\n\nTen more trees\n"
    assert told(page) == ["introduction-left-out page.md:9"]


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_an_answer_may_begin_on_the_line_of_its_question(path: str) -> None:
    page = "Q1. What is bias? Ans: An error.\n\nQ2. What is variance? Ans: A spread.\n"
    assert pairs(page, path) == [("What is bias?", "An error."), ("What is variance?", "A spread.")]


def test_the_word_answer_may_be_glued_to_the_answer_by_its_full_stop() -> None:
    page = "1.What is bias?\nAns.An error.\n\n2.What is variance?\nAns.Solutions.py has a spread.\n\n"
    assert [answer for _, answer in pairs(page, "page.txt")] == ["An error.", "Solutions.py has a spread."]


def test_an_answer_may_begin_on_the_line_of_an_item() -> None:
    page = "1. What is bias? Ans: An error.\n2. What is variance? Ans: A spread.\n3. What is noise? Ans: The rest.\n"
    assert questions(page) == ["What is bias?", "What is variance?", "What is noise?"]


def test_a_label_within_an_answer_does_not_cut_it() -> None:
    body = "…\n\nKey point:\n\nIt is last.\n\nWhy it helps:\n\nIt is small."
    page = f"## What is a leaf?\n\n{body}\n\n## What is a root?\n\n…\n"
    assert [answer for _, answer in pairs(page)] == ["… Key point: It is last. Why it helps: It is small.", "…"]


def test_a_question_that_ends_with_a_colon_goes_on_below() -> None:
    page = (
        "Q1. Name the part that each of these is:\n\n- the first\n- the last\n\nA root, and a leaf.\n\nQ2. Why?\n\n…\n"
    )
    assert pairs(page)[0] == ("Name the part that each of these is: the first the last", "A root, and a leaf.")


@pytest.mark.parametrize("path", ["page.md", "page.txt"])
def test_a_question_broken_over_lines_is_whole(path: str) -> None:
    page = "Q1. What would you do with a tree that\nhas more leaves than rows?\n\n…\n\nQ2. Why?\n\n…\n"
    assert pairs(page, path)[0] == ("What would you do with a tree that has more leaves than rows?", "…")


# Topics


def test_a_topic_before_a_question_is_no_part_of_it() -> None:
    page = "Pruning: What is a stump?\n…\nBagging: What is a bag?\n…\nBoosting: What is a weak learner?\n…\n"
    asked = ["What is a stump?", "What is a bag?", "What is a weak learner?"]
    assert questions(page, "page.txt") == asked


def test_a_label_that_names_a_topic_has_its_question_below() -> None:
    pruning = "Question: Pruning\n\nWhy would you cut a tree?\n\nAnswer: It fits less."
    found = entries(f"{pruning}\n\nQuestion: Bagging\n\nWhy many?\n\n…\n")
    assert [(entry.title, text(entry.question)) for entry in found] == [
        ("Pruning", "Why would you cut a tree?"),
        ("Bagging", "Why many?"),
    ]


# Tables of contents


def test_entries_of_the_contents_that_nothing_answers_are_no_questions() -> None:
    page = """\
Contents
1. What is a leaf?
2. What is a root?
3. What is a stump?
4. What is a crown?
1. What is a leaf?
…
2. What is a root?
…
3. What is a stump?
…
"""
    assert pairs(page, "page.txt") == [("What is a leaf?", "…"), ("What is a root?", "…"), ("What is a stump?", "…")]


# Evidence


def test_signs_for_and_against_have_names_that_a_reader_understands() -> None:
    assert all(sign.replace("-", "").isalpha() and sign.islower() for sign in WEIGHTS)
    assert {weight > 0 for weight in WEIGHTS.values() if weight} == {True, False}


# Words


@pytest.mark.parametrize(
    "asked",
    [
        "What is a proxy? Name two kinds of them.",
        "What happens to a packet on its way? Walk through every hop.",
        "True or false: a forest is one tree.",
    ],
)
def test_what_asks_and_then_orders_is_a_question(asked: str) -> None:
    page = (
        f"<details><summary>{asked}</summary>\n\n…\n</details>\n\n<details><summary>Why?</summary>\n\n…\n</details>\n"
    )
    assert pairs(page)[0] == (asked, "…")


def test_what_asks_and_then_tells_is_none() -> None:
    page = "Q: What is a stump?\n\nWhy so small? We grow many of them.\n\nQ: What is a leaf?\n\n…\n"
    assert questions(page, "page.txt") == ["What is a stump?", "What is a leaf?"]


def test_chinese_labels_of_tasks_and_solutions() -> None:
    page = "题目:什么是树桩?\n解答:只有一次划分的树。\n题目:什么是叶子?\n解答\n\n没有子节点的节点。\n"
    assert pairs(page, "page.txt") == [("什么是树桩?", "只有一次划分的树。"), ("什么是叶子?", "没有子节点的节点。")]


def test_what_only_a_question_mark_makes_a_question_keeps_the_words_before_its_colon() -> None:
    page = "Q: Name the kind of tree: Deep or shallow?\nA: Deep.\n\nQ: Pruning: What is pruning?\nA: Cutting.\n"
    assert pairs(page, "page.txt") == [
        ("Name the kind of tree: Deep or shallow?", "Deep."),
        ("What is pruning?", "Cutting."),
    ]


def test_what_is_said_about_a_question_before_its_answer_is_no_part_of_it() -> None:
    page = """\
1. What is a stump?

This basic question tests whether you know trees.

Answer: …

2. How many leaves has it?

A stump splits once.

Answer: …

3. When is it grown?

The interviewer wants to hear about boosting.

Answer: …
"""
    assert pairs(page, "page.txt") == [
        ("What is a stump?", "This basic question tests whether you know trees. …"),
        ("How many leaves has it? A stump splits once.", "…"),
        ("When is it grown?", "The interviewer wants to hear about boosting. …"),
    ]


@pytest.mark.parametrize("path", ["page.txt", "page.md"])
def test_a_topic_before_a_question_is_its_title(path: str) -> None:
    text = "Trees: What is pruning?\n\nCutting branches.\n\nForests: What is bagging?\n\nResampled data.\n"

    assert [(entry.title, to_markdown(entry.question)) for entry in read(source(text, path)).entries] == [
        ("Trees", "What is pruning?"),
        ("Forests", "What is bagging?"),
    ]


@pytest.mark.parametrize("label", ["Scenario", "Chapter 2"])
def test_a_label_for_what_is_given_is_no_title(label: str) -> None:
    page = f"1. {label}: What does a stump do on noise?\n\nIt splits.\n\n2. Pruning: What is cut?\n\nBranches.\n"
    given, topic = entries(page, "page.txt")

    assert (given.title, to_markdown(given.question)) == ("", f"{label}: What does a stump do on noise?")
    assert (topic.title, to_markdown(topic.question)) == ("Pruning", "What is cut?")


@pytest.mark.parametrize("remark", ["is testing whether you know boosting", "are after boosting"])
def test_what_an_interviewer_is_after_is_no_part_of_the_question(remark: str) -> None:
    page = f"1. What is a stump?\n\nInterviewers {remark}.\n\nAnswer: …\n\n2. What is a leaf?\n\nAnswer: …\n"
    assert pairs(page, "page.txt")[0] == ("What is a stump?", f"Interviewers {remark}. …")


def test_a_question_that_stands_twice_is_asked_once() -> None:
    page = "1What is a stump?\nWhat is a stump?\nAnswer\n…\n2What is a leaf?\nWhat is a leaf?\nAnswer\n…\n"
    assert pairs(page, "page.txt") == [("What is a stump?", "…"), ("What is a leaf?", "…")]


def test_an_answer_above_the_first_question_is_told() -> None:
    page = "Answer: A tree of one split.\n\n1. What is a leaf?\n\n…\n\n2. What is a split?\n\n…\n"
    assert told(page, "page.txt") == ["text-outside-records page.txt:1"]


def test_where_a_question_leads_for_its_answer_is_its_address() -> None:
    page = "1. What is a stump? — [Read answer →](https://a.org/stump)\n2. What is a leaf? | [View answer](leaf.md)\n"
    assert [(to_markdown(each.question), each.address) for each in entries(page)] == [
        ("What is a stump?", "https://a.org/stump"),
        ("What is a leaf?", ""),
    ]


def test_how_hard_a_question_is_may_stand_before_where_it_leads() -> None:
    page = (
        "1. What is a stump? (easy) [Read answer →](https://a.org/stump)\n"
        "2. What is a leaf? [View answer](https://a.org/leaf)\n"
    )
    assert [each.address for each in entries(page)] == ["https://a.org/stump", "https://a.org/leaf"]


@pytest.mark.parametrize(("before_questions", "before_parts"), [("", "🔹 "), ("❓ ", "")])
def test_headings_with_a_symbol_are_parts_of_answers_where_only_those_without_ask(
    before_questions: str, before_parts: str
) -> None:
    part = f"## {before_parts}Setup\n\n…\n\n### Step\n\n…\n\n## {before_parts}Why does it work?\n\n…\n\n"
    page = "".join(f"## {before_questions}{asked}\n\n{part}" for asked in ("What is a stump?", "When is a leaf cut?"))

    found = [(to_markdown(each.question), to_markdown(each.answer)) for each in entries(page)]
    assert [question.removeprefix(before_questions) for question, _ in found] == [
        "What is a stump?",
        "When is a leaf cut?",
    ]
    assert all(
        [line.removeprefix("#") for line in answer.splitlines() if line.startswith("#")]
        == [f" {before_parts}Setup", "# Step", f" {before_parts}Why does it work?"]
        for _, answer in found
    )


def test_a_label_with_nothing_below_it_breaks_nothing() -> None:
    answered = "**Q:** What is recall?\n**A:** …\n\n"
    page = f"{answered}## Question 4\n\n# \n\n**When is it low?**\n\n**Answer:**\n\n…\n\n## Question 5\n"
    assert ("What is recall?", "…") in pairs(page)


def test_orders_in_a_list_below_a_heading_that_asks_are_steps_of_its_answer() -> None:
    steps = "1. **Describe** the data\n\n2. **Explain the split**\n\n   It is x.\n\n3. **Compare** both\n\n"
    page = f"## What is a test?\n\n### Steps\n\n{steps}## What is a trial?\n\nA test.\n"
    first, _ = entries(page)

    _, listed = first.answer
    assert isinstance(listed, List)
    assert (listed.start, len(listed.items)) == (1, 3)


def test_the_title_of_a_page_that_is_printed_on_each_sheet_is_in_no_answer() -> None:
    page = """\
Growing Decision Trees

What is a stump?

A tree with one split.
Growing Decision Trees

Growing Decision Trees | 2

What is a leaf?

A node without children
GROWING DECISION TREES  3
that holds a label.
"""
    assert pairs(page, "page.txt") == [
        ("What is a stump?", "A tree with one split."),
        ("What is a leaf?", "A node without children that holds a label."),
    ]


def test_what_roman_questions_are_about_is_counted_with_the_questions_beside_it() -> None:
    page = """\
3.1 Splits

1. Impurity

• i. What is impurity?

How mixed the labels of a node are.

• ii. What is it good for?

It tells a good split from a bad one.

2. What is a stump?

A tree with one split.

3. What is a leaf?

A node without children.

3.2 Forests

1. Why do they say that many trees see more than one?

Each has errors of its own, which their mean forgets.

2. What is bagging?

Each tree is grown on a sample of its own.
"""
    assert [question.rpartition(": ")[2] for question, _ in pairs(page, "page.txt")] == [
        "What is impurity?",
        "What is it good for?",
        "What is a stump?",
        "What is a leaf?",
        "Why do they say that many trees see more than one?",
        "What is bagging?",
    ]


def test_what_stands_between_two_numbered_questions_by_its_number_is_one() -> None:
    asked = [
        "What is a stump?",
        "What is a leaf?",
        "You know that your tree has three leaves. How deep is it? Hint: count the splits, not the leaves.",
        "What is a node?",
        "What is a path?",
        "What is a split?",
    ]
    page = "\n\n".join(f"{number}. {question}\n\n…" for number, question in enumerate(asked, 1))
    assert [question for question, _ in pairs(page, "page.txt")] == asked


def test_a_number_that_goes_on_below_a_colon_is_no_item_of_what_the_colon_lists() -> None:
    page = """\
1. Why is a tree cut back?

Its deepest splits learn noise. Remember, as the book says of all that grows without end:

2. Name some signs of a tree that is too deep.

Its leaves hold one example each.

3. What is a stump?

A tree with one split.
"""
    assert [question for question, _ in pairs(page, "page.txt")] == [
        "Why is a tree cut back?",
        "Name some signs of a tree that is too deep.",
        "What is a stump?",
    ]


def test_paragraphs_that_ask_and_answer_below_the_headings_of_sections_are_questions() -> None:
    page = """\
# Trees

## Basics

What is a stump?

A tree with one split, which is weak alone but good in a crowd.

Why do we prune trees?

Their deepest splits learn noise, and noise does not come again.

## Forests

How does bagging help?

Each tree sees a sample of its own, so that their errors cancel out.
"""
    assert [question for question, _ in pairs(page)] == [
        "What is a stump?",
        "Why do we prune trees?",
        "How does bagging help?",
    ]


def test_a_section_that_is_called_a_level_begins_a_count_anew() -> None:
    page = """\
Level 1: Basic

1. What is a stump?
Answer
A tree with one split.
2. What is a leaf?
Answer
A node without children.

Level 2: Advanced

1. What is bagging?
Answer
Each tree is grown on a sample of its own.
"""
    assert [question for question, _ in pairs(page, "page.txt")] == [
        "What is a stump?",
        "What is a leaf?",
        "What is bagging?",
    ]


def test_what_an_answer_says_of_a_tag_or_a_type_is_no_note() -> None:
    page = """\
Q: What is a tree made of?

- Tag: the label that most of the rows in a leaf bear
- Type: whether a split asks for a number or a name

Q: What is a stump?

- Type: basic
- Tags: trees, weak learners
"""
    assert pairs(page)[0][1] == (
        "Tag: the label that most of the rows in a leaf bear Type: whether a split asks for a number or a name"
    )


def test_a_portuguese_answer_may_be_the_one_to_compare_with() -> None:
    page = "Q: O que é um toco?\n\nResposta esperada: uma árvore.\n\nQ: O que é uma folha?\n\nResposta: um nó.\n"
    assert pairs(page, "page.txt") == [("O que é um toco?", "uma árvore."), ("O que é uma folha?", "um nó.")]


def test_comments_in_code_are_no_headings_of_a_text() -> None:
    page = """\
1. How do you grow a tree?

# grow it
tree = grow(rows)

# cut it
tree = cut(tree)

2. How do you grow a forest?

# of many
forest = [grow(sample(rows)) for _ in range(100)]
"""
    assert pairs(page, "page.txt") == [
        ("How do you grow a tree?", "# grow it tree = grow(rows) # cut it tree = cut(tree)"),
        ("How do you grow a forest?", "# of many forest = [grow(sample(rows)) for _ in range(100)]"),
    ]


def test_a_count_that_begins_anew_right_below_an_answer_asks_where_an_answer_follows() -> None:
    page = """\
1. What is a stump?
A tree with one split that is grown on all of the rows.
2. What is a leaf?
A node without children that holds a label for each row. LESSON TWO
1. What is bagging?
Each tree is grown on a sample of its own from the rows.
2. What is boosting?
Each tree is grown on what the trees before it got wrong.
"""
    assert [question for question, _ in pairs(page, "page.txt")] == [
        "What is a stump?",
        "What is a leaf?",
        "What is bagging?",
        "What is boosting?",
    ]
