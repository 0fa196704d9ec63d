"""Lines into which a flattened page has run together what stood on several: a question, its choices, its answer."""

from mlanki.markup import to_markdown
from tests.test_outline import entries, pairs, questions


def test_choices_behind_their_question_are_a_list_and_the_answer_stands_below() -> None:
    page = (
        "1. Which loss is robust? A. Squared B. Absolute C. Cubed D. None of these Ans : B\n\n"
        "2. Which tree is deep? A. A stump B. A bush C. A forest Answer: B It has no limit.\n"
    )
    first, second = entries(page, "page.txt")
    assert to_markdown(first.question) == (
        "Which loss is robust?\n\n- A. Squared\n- B. Absolute\n- C. Cubed\n- D. None of these"
    )
    assert to_markdown(first.answer) == "B"
    assert to_markdown(second.question) == "Which tree is deep?\n\n- A. A stump\n- B. A bush\n- C. A forest"
    assert to_markdown(second.answer) == "B It has no limit."


def test_letters_in_brackets_may_be_glued_to_their_question() -> None:
    page = (
        "1.\n\nWhat is pooled?(a) the maps(b) the units (of a layer)(c) nothing\n\nAnswer»\n\n(a) the maps\n\n"
        "2.\n\nWhat is dropped?(a) units(b) maps(c) rows\n\nAnswer»\n\n(a) units\n"
    )
    entry, _ = entries(page, "page.txt")
    assert (
        to_markdown(entry.question) == "What is pooled?\n\n- (a) the maps\n- (b) the units (of a layer)\n- (c) nothing"
    )
    assert to_markdown(entry.answer) == "(a) the maps"


def test_letters_that_count_the_parts_of_an_answer_are_no_choices() -> None:
    (entry,) = entries("Q: How is it trained?\nA: In three steps: (a) collect, (b) clean, (c) fit.\n", "page.txt")
    assert to_markdown(entry.answer) == "In three steps: (a) collect, (b) clean, (c) fit."


def test_letters_that_count_what_a_question_is_about_are_no_choices() -> None:
    asked = "Explain the loss on (a) texts, (b) images and (c) sounds. Which is larger?"
    (entry,) = entries(f"Q: {asked}\nA: …\n", "page.txt")
    assert to_markdown(entry.question) == asked


def test_answers_may_stand_behind_the_first_sentence_of_labelled_questions() -> None:
    page = (
        "Q1. What is a margin? The margin is the distance of the nearest points from the border.\n\n"
        "Q2. Explain the kernel trick. Products of features are found without the features themselves.\n\n"
        "Q3. What is a slack variable? It lets a point stand on the wrong side of the border.\n"
    )
    assert pairs(page, "page.txt") == [
        ("What is a margin?", "The margin is the distance of the nearest points from the border."),
        ("Explain the kernel trick.", "Products of features are found without the features themselves."),
        ("What is a slack variable?", "It lets a point stand on the wrong side of the border."),
    ]


def test_labelled_questions_of_several_sentences_keep_them_where_answers_stand_below() -> None:
    page = (
        "Q1. What is a margin? The border of this question has three nearest points around it.\n…\n\n"
        "Q2. What is a kernel? The question is about those kernels that are positive definite.\n…\n"
    )
    assert pairs(page, "page.txt") == [
        ("What is a margin? The border of this question has three nearest points around it.", "…"),
        ("What is a kernel? The question is about those kernels that are positive definite.", "…"),
    ]


def test_the_word_answer_behind_a_question_and_answers_that_stand_elsewhere_are_no_part_of_it() -> None:
    page = (
        "1. What is pooled? Answer\n\n2. What is scaled?\n\nMaps.\n\n"
        "3. What is dropped?\n\nAnswers to above questions\n"
    )
    assert pairs(page, "page.txt") == [("What is pooled?", ""), ("What is scaled?", "Maps."), ("What is dropped?", "")]


def test_what_a_click_shows_may_say_answer_again() -> None:
    page = "1. Which is it?\na) one\nb) two\nView Answer\nAnswer: b\nExplanation: It is the second.\n\n" * 2
    assert [answer for _, answer in pairs(page, "page.txt")] == ["b Explanation: It is the second."] * 2


def test_a_gap_may_be_glued_to_a_word() -> None:
    page = (
        "1. A tree is the ____structure of a forest.\n\n- A) main\n- B) only\n\nAnswer: A\n\n2. Is it deep?\n\nYes.\n"
    )
    assert questions(page) == [
        "A tree is the ____structure of a forest. A) main B) only",
        "Is it deep?",
    ]


def test_a_label_before_a_question_is_no_heading_of_a_fold() -> None:
    item = (
        '<li><p><strong class="question">Question: </strong>What is {}?</p><div class="answer"><a><span>Show answer'
        "</span> <span>Hide answer</span></a></div><div><p>It is {}.</p></div></li>"
    )
    page = f"<h1>Interview questions</h1><ul>{item.format('a stump', 'short')}{item.format('a leaf', 'an end')}</ul>"
    assert pairs(page, "page.html") == [("What is a stump?", "It is short."), ("What is a leaf?", "It is an end.")]


def test_questions_go_on_to_count_where_many_were_left_out() -> None:
    page = "# Trees\n\nOn leaves:\n\n" + "".join(
        f"{number}. **What is leaf {number}?**\n - It ends a branch.\n\n" for number in (1, 3, 7, 8)
    )
    assert questions(page) == [f"What is leaf {number}?" for number in (1, 3, 7, 8)]


def test_the_question_that_lost_the_first_number_is_asked_too() -> None:
    page = "Trees in short\n\nWhat is a stump?\n…\n\n2. What is a leaf?\n…\n\n3. What is a root?\n…\n"
    assert pairs(page, "page.txt") == [("What is a stump?", "…"), ("What is a leaf?", "…"), ("What is a root?", "…")]


def test_a_label_may_say_how_many_questions_there_are() -> None:
    page = "Quiz\n\nQuestion 1 of 2\nWhat is a stump?\nA short tree.\nQuestion 2 of 2\nWhat is a leaf?\nAn end.\n"
    assert pairs(page, "page.txt") == [("What is a stump?", "A short tree."), ("What is a leaf?", "An end.")]


def test_a_colon_with_blanks_around_it_parts_a_question_from_its_answer() -> None:
    page = "What is a stump? : A short tree.\nWhat is a leaf? : An end.\nWhat is a root? : The start.\n"
    assert pairs(page, "page.txt") == [
        ("What is a stump?", "A short tree."),
        ("What is a leaf?", "An end."),
        ("What is a root?", "The start."),
    ]


def test_code_above_choices_is_part_of_the_question() -> None:
    code = "<pre><code>print(2)</code></pre>"
    choices = "<ol><li>A. 1</li><li>B. 2</li></ol>"
    page = f"<h2>Quiz</h2><p><b>1. What is printed?</b></p>{code}{choices}<p><b>2. Is it odd?</b></p>{choices}"
    assert questions(page, "page.html") == [
        "What is printed? print(2) A. 1 B. 2",
        "Is it odd? A. 1 B. 2",
    ]


def test_the_first_choice_below_a_label_is_no_answer() -> None:
    page = (
        "Q1. Who wrote laws?\nA. Solon\nB. Draco\nCorrect Answer: B\n\nQ2. Who sang?\nA. Sappho\nB. Draco\nAnswer: A\n"
    )
    assert pairs(page, "page.txt") == [
        ("Who wrote laws? A. Solon B. Draco", "B"),
        ("Who sang? A. Sappho B. Draco", "A"),
    ]


def test_questions_may_be_set_as_quotations_above_their_answers() -> None:
    page = "# What I was asked\n\n> What is a stump?\n\nA tree that asks only once.\n\n> What is a leaf?\n\nAn end.\n"
    assert pairs(page) == [("What is a stump?", "A tree that asks only once."), ("What is a leaf?", "An end.")]


def test_signs_that_tell_that_a_title_opens_are_no_part_of_it() -> None:
    item = '<div class="faq-item"><div class="faq-question">{} <span>+</span></div><div><p>{}</p></div></div>'
    page = item.format("What is a stump?", "Short.") + item.format("Is 2<span>+</span>2 four?", "Yes.")
    assert pairs(f"<html><body>{page}</body></html>", "page.html") == [
        ("What is a stump?", "Short."),
        ("Is 2+2 four?", "Yes."),
    ]


def test_answers_behind_the_questions_of_a_numbered_list_may_be_short() -> None:
    page = """\
Trees in short

1. What is a stump? A tree with one split.
2. Explain pruning. Cutting back what learnt noise.
3. Stump vs forest? One weak tree vs many.

Forests

4. What is bagging? Each tree has its own sample.
5. Why so many? Their errors cancel each other out.
"""
    assert pairs(page, "page.txt") == [
        ("What is a stump?", "A tree with one split."),
        ("Explain pruning.", "Cutting back what learnt noise."),
        ("Stump vs forest?", "One weak tree vs many."),
        ("What is bagging?", "Each tree has its own sample."),
        ("Why so many?", "Their errors cancel each other out."),
    ]


def test_a_lone_question_mark_parts_both_sides_of_a_card_on_one_line() -> None:
    page = "What is a stump? ? A short tree.\n\nWhat is a leaf?::An end.\n\nDefine a root. ?? The start.\n"
    assert pairs(page, "page.txt") == [
        ("What is a stump?", "A short tree."),
        ("What is a leaf?", "An end."),
        ("Define a root.", "The start."),
    ]


def test_a_title_of_a_fold_may_end_with_another_tag_that_begins_one() -> None:
    fold = "<details><summary>{}<summary><p>{}</p></details>"
    page = fold.format("What is a stump?", "A short tree.") + fold.format("What is a leaf?", "An end.")
    assert pairs(f"<html><body>{page}</body></html>", "page.html") == [
        ("What is a stump?", "A short tree."),
        ("What is a leaf?", "An end."),
    ]


def test_the_next_number_behind_an_answer_asks_on_a_line_of_its_own() -> None:
    page = (
        "1. What is a limit?\nA value that is neared. 2. What is a bound?\nA value that is kept. 3. What is tight?\n"
        "See version 2. Why? Nobody knows.\n"
    )
    assert pairs(page, "page.txt") == [
        ("What is a limit?", "A value that is neared."),
        ("What is a bound?", "A value that is kept."),
        ("What is tight?", "See version 2. Why? Nobody knows."),
    ]


def test_a_colon_behind_what_asks_leads_in_to_the_answer_where_nothing_else_is_below() -> None:
    page = "Q1. What is a limit:\nA value that is neared.\n\nQ2. What is a bound:\nA value.\nIt is kept.\n"
    assert [answer for _, answer in pairs(page, "page.txt")] == ["A value that is neared.", "A value. It is kept."]


def test_what_is_asked_without_question_marks_counts_from_one_in_each_section() -> None:
    page = (
        "1.What is a limit\nA value that is neared.\n\n2.What is a bound\nA value that is kept.\n\nTrees\n"
        "1.What is a leaf\nAn end of a branch.\n\n2.What is a root\nThe start of all branches.\n"
    )
    assert [question for question, _ in pairs(page, "page.txt")] == [
        *("What is a limit", "What is a bound"),
        *("What is a leaf", "What is a root"),
    ]
