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


def test_choices_have_no_bullet_beside_their_letter() -> None:
    page = "1. What has a stump?\n\n    • A) A split\n    • B) Two\n\nAnswer: A\n\n2. What is grown?\n\nAnswer: B\n"
    assert cards(page, "page.txt")[0] == ("What has a stump?\n\n- A) A split\n- B) Two", "A")


def test_numbered_lines_are_choices_where_the_answer_below_names_one_of_them() -> None:
    wanted = [
        ("How many splits has a stump?\n\n1. None\n2. One\n3. Two", "One"),
        ("A tree of depth two has \\_\\_\\_\\_ leaves when it is\n\nfull\n\n1. 2\n2. 3\n3. 4\n4. None of these", "4"),
    ]
    assert cards(NUMBERED, "page.txt") == wanted


def test_numbered_steps_above_an_answer_are_no_choices() -> None:
    page = "1. What is pruned?\n1. Grow a tree.\n2. Cut it.\nAnswer: branches\n2. What is grown?\nAnswer: trees\n"
    assert cards(page, "page.txt")[0] == ("What is pruned?\n\n1\\. Grow a tree.\\\n2\\. Cut it.", "branches")


def test_a_numbered_line_with_its_answer_beside_it_is_a_question_however_it_is_worded() -> None:
    page = """\
1. Two trees vote, find how often they agree. Answer: 3 / 4
2. A leaf holds two points and one of them is drawn, so find the odds of the other one being
drawn next. Answer: 1 / 2
3. How many leaves has a stump? Answer: two
"""
    assert cards(page, "page.txt") == [
        ("Two trees vote, find how often they agree.", "3 / 4"),
        (
            "A leaf holds two points and one of them is drawn, so find the odds of the other one being drawn next.",
            "1 / 2",
        ),
        ("How many leaves has a stump?", "two"),
    ]


def test_a_sentence_with_an_answer_beside_it_is_no_question_by_that_alone() -> None:
    page = "Q: What is a stump?\n\nA tree.\n\nIt may look small. Answer: it is.\n\nQ: What is a leaf?\n\nAn end.\n"
    assert [asked for asked, _ in cards(page, "page.txt")] == ["What is a stump?", "What is a leaf?"]


def test_the_word_answer_is_found_below_all_choices() -> None:
    page = """\
1. What is cut off when a tree is pruned?
A. Its root
B. Its branches
C. Its name
D. Its data
Answer: B. Its branches
2. What does a forest
do?
a) It votes
b) It waits
c) It splits
d) It sleeps

Answer:

a) It votes
"""
    assert [answer for _, answer in cards(page, "page.txt")] == ["B. Its branches", "a) It votes"]


def test_a_number_before_the_label_is_part_of_the_mark() -> None:
    headed = """\
## 1. Question 1
What does a stump split on?

- [ ] All features
- [x] One feature

## 2. Question 2
What is a forest?

- [x] Many trees
- [ ] One tree
"""
    assert cards(headed, "page.md") == [
        ("What does a stump split on?\n\n- All features\n- One feature", "One feature"),
        ("What is a forest?\n\n- Many trees\n- One tree", "Many trees"),
    ]
    labelled = "1. Q: What is a stump?\n   A: A small tree.\n\n2. Q: Define a forest.\n   A: Many trees.\n"
    assert cards(labelled, "page.txt") == [("What is a stump?", "A small tree."), ("Define a forest.", "Many trees.")]
