"""Pages that list questions without answers: what is worded as an order, or like a title, is asked there as well."""

from tests.test_outline import pairs, questions


def test_orders_between_bare_questions_are_asked_too() -> None:
    page = (
        "What is a kernel?\nDifference between a kernel and a feature map.\nHow does it scale?\nGive two kernels.\n"
        "Why do kernels have to be positive definite?\nExplain the trick.\nWhat is a margin?\n"
    )
    assert questions(page, "page.txt") == [
        "What is a kernel?",
        "Difference between a kernel and a feature map.",
        "How does it scale?",
        "Give two kernels.",
        "Why do kernels have to be positive definite?",
        "Explain the trick.",
        "What is a margin?",
    ]


def test_titles_between_bare_questions_are_sections() -> None:
    page = (
        "Trees\nWhat is a stump?\nGiven a table of splits, return the best one.\nForests\nHow are trees drawn?\n"
        "How many trees do you grow?\nExplain what is bagged.\nBoosting\nWhat does each tree fit?\nWhen do you stop?\n"
    )
    assert pairs(page, "page.txt") == [
        ("What is a stump?", ""),
        ("Given a table of splits, return the best one.", ""),
        ("How are trees drawn?", ""),
        ("How many trees do you grow?", ""),
        ("Explain what is bagged.", ""),
        ("What does each tree fit?", ""),
        ("When do you stop?", ""),
    ]


def test_each_section_of_bare_questions_counts_from_one() -> None:
    page = (
        "Trees -\n1. What is a stump?\n2. Kinds of leaves, name each one of them.\n3. How deep is a tree?\n"
        "4. How is it cut?\n\nSQL -\n1. Write a query for the mean.\n2. Explain joins.\n3. What is a view?\n"
    )
    assert questions(page, "page.txt") == [
        "What is a stump?",
        "Kinds of leaves, name each one of them.",
        "How deep is a tree?",
        "How is it cut?",
        "Write a query for the mean.",
        "Explain joins.",
        "What is a view?",
    ]


def test_an_item_between_questions_is_one_of_them() -> None:
    page = (
        "<h1>Tasks</h1><ol><li>Is a word the same backwards?<p>level is</p></li><li>Is the number perfect?"
        "<p>28 is.</p></li><li>The second largest of an array.</li><li>Is the array sorted?</li></ol>"
    )
    assert pairs(page, "page.html") == [
        ("Is a word the same backwards?", "level is"),
        ("Is the number perfect?", "28 is."),
        ("The second largest of an array.", ""),
        ("Is the array sorted?", ""),
    ]


def test_an_order_in_another_language_is_asked_in_its_list() -> None:
    page = "- O que é um grafo?\n\n- O que é uma árvore? Dar exemplos.\n\n- Cite três grafos.\n\n- Para que servem?\n"
    assert questions(page) == [
        "O que é um grafo?",
        "O que é uma árvore? Dar exemplos.",
        "Cite três grafos.",
        "Para que servem?",
    ]


def test_items_that_name_what_the_lists_below_them_ask_about_are_sections() -> None:
    page = (
        "# Python\n\n* What is a list?\n* What is a set?\n\n# Objects\n\n* Principles\n    * What is hidden?\n"
        "    * What is inherited?\n* Notions\n    * What is a class?\n    * What is a method?\n"
    )
    assert pairs(page) == [
        ("What is a list?", ""),
        ("What is a set?", ""),
        ("What is hidden?", ""),
        ("What is inherited?", ""),
        ("What is a class?", ""),
        ("What is a method?", ""),
    ]


def test_short_answers_below_their_questions_are_no_sections() -> None:
    page = "What is dropped?\nUnits\nWhat is scaled?\nInputs\nWhat is shared?\nWeights\nWhat is pooled?\nMaps\n"
    assert pairs(page, "page.txt") == [
        ("What is dropped?", "Units"),
        ("What is scaled?", "Inputs"),
        ("What is shared?", "Weights"),
        ("What is pooled?", "Maps"),
    ]


def test_sections_with_headings_may_list_them_as_paragraphs() -> None:
    page = (
        "# Interview questions\n\n## Lists:\n\nExplain how a list grows.\n\nHow is it sorted?\n\n"
        "## Sets:\n\nExplain the order of a set.\n\nHow do sets differ from lists?\n\nDescribe the union of sets.\n"
    )
    assert [question for question, _ in pairs(page, "page.md")] == [
        "Explain how a list grows.",
        "How is it sorted?",
        "Explain the order of a set.",
        "How do sets differ from lists?",
        "Describe the union of sets.",
    ]
