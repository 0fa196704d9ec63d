"""Pages without blank lines whose lines were broken at a margin, as text copied from paper is."""

from mlanki.markup import to_markdown
from mlanki.outline import read
from tests.pages import source

PAPER = """\
1. What is a stump?
Answer: A stump is a tree that was never allowed to grow (one split,
two leaves), so that alone it is hardly better than a coin, but many
together are.
2. What is a forest?
Answer: Trees (each of its own sample), their votes (one each), and
an average (for numbers).
It grows in parallel.
3. When does one prune?
Answer:
when the tree is deep
when its leaves are few
"""


def answers(page: str) -> list[str]:
    return [to_markdown(entry.answer) for entry in read(source(page, "page.txt")).entries]


def test_lines_broken_at_a_margin_are_one_again() -> None:
    first, second, _ = answers(PAPER)
    assert first == (
        "A stump is a tree that was never allowed to grow (one split, two leaves), so that alone it is hardly better "
        "than a coin, but many together are."
    )
    assert second.startswith("Trees (each of its own sample), their votes (one each), and an average (for numbers).\n")


def test_lines_that_end_before_the_margin_stay_apart() -> None:
    *_, third = answers(PAPER)
    lines = [line.strip("- ") for line in third.split("\n") if line]
    assert lines == ["when the tree is deep", "when its leaves are few"]


def test_where_few_lines_go_on_every_line_is_a_block() -> None:
    page = (
        "1. What is a stump?\nAnswer: It is a tree with one split,\nsmall as it is.\n2. What grows?\nAnswer: Trees.\n"
    )
    assert answers(page)[0] == "It is a tree with one split,\n\nsmall as it is."
