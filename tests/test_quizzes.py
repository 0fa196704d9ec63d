"""Multiple choice as pages write it: which lines are the choices, and what says which of them is right."""

from mlanki.markup import to_markdown
from mlanki.outline import read
from tests.pages import source

BOXES = """\
**7. What does a stump split on?**
- [ ] A. All features
- [x] B. One feature
- [ ] C. No feature

**8. Which of these are trees?**
- [x] A stump
- [ ] A margin
- [X] A forest of **one**
"""
NUMBERED = """\
TREES, A QUIZ
1. How many splits has a stump?
1. None
2. One
3. Two
Answer: One
2. A tree of depth two has ____ leaves when it is
full
1. 2
2. 3
3. 4
4. None of these
Answer: 4
"""


def cards(page: str, path: str) -> list[tuple[str, str]]:
    return [(to_markdown(entry.question), to_markdown(entry.answer)) for entry in read(source(page, path)).entries]


def test_ticked_boxes_are_the_answer_and_the_question_does_not_show_them() -> None:
    wanted = [
        ("What does a stump split on?\n\n- A. All features\n- B. One feature\n- C. No feature", "B. One feature"),
        ("Which of these are trees?\n\n- A stump\n- A margin\n- A forest of **one**", "A stump\n\nA forest of **one**"),
    ]
    assert cards(BOXES, "page.md") == wanted


def test_numbered_lines_are_choices_where_the_answer_below_names_one_of_them() -> None:
    wanted = [
        ("How many splits has a stump?\n\n1. None\n2. One\n3. Two", "One"),
        ("A tree of depth two has \\_\\_\\_\\_ leaves when it is\n\nfull\n\n1. 2\n2. 3\n3. 4\n4. None of these", "4"),
    ]
    assert cards(NUMBERED, "page.txt") == wanted


def test_numbered_steps_above_an_answer_are_no_choices() -> None:
    page = "1. What is pruned?\n1. Grow a tree.\n2. Cut it.\nAnswer: branches\n2. What is grown?\nAnswer: trees\n"
    assert cards(page, "page.txt")[0] == ("What is pruned?\n\n1\\. Grow a tree.\\\n2\\. Cut it.", "branches")
