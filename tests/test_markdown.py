"""Question banks in Markdown: which lines are questions, and what becomes of all the others."""

from itertools import pairwise
from pathlib import Path

import pytest

from mlanki.config import Config
from mlanki.document import (
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inlines,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Quote,
    Strong,
    Text,
    images_of,
    plain_text,
    walk,
)
from mlanki.markup import to_markdown
from mlanki.merge import merge
from mlanki.outline import read
from mlanki.readers import markdown
from mlanki.records import Reading
from tests.pages import PIXEL, PIXEL_ADDRESS, heard, source


def reading(text: str, path: str = "bank.md", folder: Path | None = None) -> Reading:
    return read(source(text, path, folder))


def answer(body: str) -> Blocks:
    """The answer to the only question of a page."""
    (entry,) = reading(f"### Q1. What is it?\n\n{body}\n").entries
    return entry.answer


def line(body: str) -> Inlines:
    """The answer where it is one paragraph."""
    (paragraph,) = answer(body)
    assert isinstance(paragraph, Paragraph)
    return paragraph.inlines


def asked(text: str) -> list[str]:
    return [question for _, question, _ in heard(reading(text).entries)]


def test_a_summary_that_nobody_closed_holds_no_more_than_its_first_words() -> None:
    text = "**Q1. What is bias?**\n\n<details><summary>Answer\n\nAn error.\n\n**Q2. What is noise?**\n\nChance.\n"

    assert heard(reading(text).entries) == [(None, "What is bias?", "An error."), (None, "What is noise?", "Chance.")]


def test_a_number_above_a_heading_that_asks_nothing_is_kept() -> None:
    assert answer("A mean of\n7\n\n#### How it works\n\nIn steps.") == (
        Paragraph((Text("A mean of 7"),)),
        Heading((Text("How it works"),), 1),
        Paragraph((Text("In steps."),)),
    )


# Which lines are questions

FOLDS = """\
<details><summary>What is bias?</summary>
An error.
</details>
<details>
<summary>Q2: Reverse a string.</summary>

Slice it.

</details>
"""
BARE = """\
## Question 1

**What is bias?**

**Answer:**

An error.

## Question 2

**Reverse a string.**

**Answer:**

Slice it.
"""
SECTIONS = """\
# Bank

## 1. Basics

### What is a loss?

x

### What is a step?

y

## 2. More

### Why sum?

z
"""
README = """\
# tool

## What is this?

A tool.

## Installation

1. Clone it
2. Run it

## Usage

**Note:** new.
"""
ARTICLE = """\
# What is overfitting?

A gap.

## Signs

- loss

## When does it occur?

Often.

## Remedies

Data.
"""
CODED = """\
### ML0023 Gradient Descent

What is it?

**Answer**

Steps.

### ML0024: Noise

What is noise?

Answer

Errors.
"""


@pytest.mark.parametrize(
    "text",
    [
        "#### 1) What is bias?\n\nAn error.\n\n#### 2) Reverse a string.\n\nSlice it.\n",
        "### Q1. What is bias?\nAn error.\n### Q2. Reverse a string.\nSlice it.\n",
        "### Question 1: What is bias? ###\nAn error.\n### Question 2: Reverse a string. ###\nSlice it.\n",
        "**Q:** What is bias?\n**A:** An error.\n\n**Q:** Reverse a string.\n**A:** Slice it.\n",
        "**1. What is bias?**\n\nAn error.\n\n**2. Reverse a string.**\n\nSlice it.\n",
        "1. What is bias?\nAnswer: An error.\n2. Reverse a string.\nAnswer: Slice it.\n",
        "1. **What is bias?**\n   - **Answer**: An error.\n2. **Reverse a string.**\n   - **Answer**: Slice it.\n",
        "- Q: What is bias?\n\n  An error.\n- Q: Reverse a string.\n\n  Slice it.\n",
        FOLDS,
        BARE,
        '??? question "What is bias?"\n\n    An error.\n\n??? question "Q2. Reverse a string."\n\n    Slice it.\n',
    ],
    ids=["numbered", "q", "question", "label", "bold", "list", "nested", "bullets", "folds", "bare", "mkdocs"],
)
def test_questions_are_found_in_every_form_that_banks_have(text: str) -> None:
    assert heard(reading(text).entries) == [
        (None, "What is bias?", "An error."),
        (None, "Reverse a string.", "Slice it."),
    ]


def test_a_bank_of_bold_questions_keeps_other_bold_lines_in_its_answers() -> None:
    text = "**What is a tree?**\n\nA graph.\n\n**Advantages**\n\nNone.\n\n**Explain bagging. 🚀**\nAn average.\n"

    assert heard(reading(text).entries) == [
        (None, "What is a tree?", "A graph. Advantages None."),
        (None, "Explain bagging. 🚀", "An average."),
    ]


def test_a_heading_within_an_answer_is_no_question_even_if_it_asks() -> None:
    (entry,) = reading("## Q1. What is dropout?\n\nNoise.\n\n#### Why is it useful?\n\nIt regularises.\n").entries

    assert entry.answer == (
        Paragraph((Text("Noise."),)),
        Heading((Text("Why is it useful?"),), 1),
        Paragraph((Text("It regularises."),)),
    )


def test_numbered_sections_are_no_questions() -> None:
    assert [(entry.tags, entry.page) for entry in reading(SECTIONS).entries] == [
        (("Basics",), "Bank"),
        (("Basics",), "Bank"),
        (("More",), "Bank"),
    ]


def test_the_odd_heading_among_questions_is_taken_and_said_to_be_uncertain() -> None:
    names = ["What is a?", "What is b?", "What is c?", "What is d?", "Clipping"]
    found = reading("# Bank\n\n" + "".join(f"## {name}\n\nIt is.\n\n" for name in names))

    assert [question for _, question, _ in heard(found.entries)] == names
    (diagnostic,) = found.diagnostics
    assert str(diagnostic) == (
        "bank.md:19: “Clipping” was taken for a question: most headings beside it ask; see whether "
        "it does [uncertain-question]"
    )


def test_a_question_that_stands_one_level_too_low_is_not_swallowed() -> None:
    assert asked("### Q1. What is a?\nx\n#### Why?\ny\n#### Q2. What is b?\nz\n") == ["What is a?", "What is b?"]


def test_a_list_in_an_answer_does_not_swallow_the_question_that_counts_on() -> None:
    text = "1. Which losses are there?\n\nThese:\n\n1. hinge\n2. Huber\n\n3. What is a margin?\n\nA distance.\n"

    assert asked(text) == ["Which losses are there?", "What is a margin?"]


@pytest.mark.parametrize(
    "contents",
    [
        "- [What is bias?](#what-is-bias)\n- [What is noise?](#what-is-noise)\n",
        "1. [Bias](#what-is-bias)\n   - [What is noise?](https://example.org/bank.md#what-is-noise)\n",
        "* What is bias?\n* What is noise?\n",
    ],
    ids=["linked", "nested", "plain"],
)
def test_a_table_of_contents_is_no_second_copy(contents: str) -> None:
    text = f"# Bank\n\n## Contents\n\n{contents}\n## Answers\n\n### What is bias?\n\nx\n\n### What is noise?\n\ny\n"

    assert asked(text) == ["What is bias?", "What is noise?"]


@pytest.mark.parametrize(
    ("row", "asks", "answers"),
    [
        ("| 1 | What is $P(A|B)$? | A conditional probability. |", "What is $P(A|B)$?", "A conditional probability."),
        ("| 1 | What is P(A|B)? | A conditional probability. |", "What is P(A|B)?", "A conditional probability."),
        ("| 1 | What does `a | b` do? | It unites. |", "What does `a | b` do?", "It unites."),
        ("| 1 | What joins words? | A dash | a hyphen |", "What joins words?", "A dash | a hyphen"),
        ("| only in old books | What is it? | A word. |", "What is it?", "A word.\n\n#: only in old books"),
    ],
    ids=["formula", "bare formula", "code", "words", "no number"],
)
def test_no_cell_of_a_table_is_lost(row: str, asks: str, answers: str) -> None:
    (entry,) = reading(f"| # | Question | Answer |\n|---|---|---|\n{row}\n").entries

    assert (to_markdown(entry.question), to_markdown(entry.answer)) == (asks, answers)


def test_a_table_within_a_list_keeps_its_header() -> None:
    (found,) = answer("- | Term | Meaning |\n  |---|---|\n  | bias | error |")

    assert to_markdown((found,)) == "- | Term | Meaning |\n  | --- | --- |\n  | bias | error |"


@pytest.mark.parametrize(
    "text",
    [
        README,
        ARTICLE,
        "---\ntitle: Notes\n---\n\nJust some words, and a list:\n\n1. one\n2. two\n",
        "",
    ],
    ids=["readme", "article", "notes", "empty"],
)
def test_markdown_without_questions_is_not_claimed(text: str) -> None:
    assert reading(text, "page.md").entries == ()


def test_a_bank_is_recognised_whatever_its_name() -> None:
    found = read(source("# Bank\n\n### Q1. What is bias?\n\nAn error.\n", "bank.txt"))

    assert heard(found.entries) == [(None, "What is bias?", "An error.")]


def test_flat_text_with_numbered_questions_is_left_to_other_readers() -> None:
    text = "Common questions\n\nQ1. What is bias?\nAn error.\n\nQ2. What is a power?\n# comment\nx**2 ** 3\n"

    assert not markdown.recognises(source(text, "guide.txt"))


# What belongs to a question


def test_a_coded_heading_gives_code_and_title() -> None:
    first, second = reading(CODED).entries

    assert (first.code, first.title) == ("ML0023", "Gradient Descent")
    assert (second.code, second.title) == ("ML0024", "Noise")
    assert heard((first, second)) == [("ML0023", "What is it?", "Steps."), ("ML0024", "What is noise?", "Errors.")]


def test_a_bold_line_may_have_a_code_too() -> None:
    text = "**ML0023 Steps**\n\nWhat is it?\n\n**Answer**\n\nx\n\n**ML0024 Noise**\n\nAnswer: y\n"

    assert heard(reading(text).entries) == [("ML0023", "What is it?", "x"), ("ML0024", "Noise", "y")]


def test_the_name_of_a_model_is_no_code() -> None:
    text = "### VGG16 or GPT2, which is larger?\n\nx\n\n### What is BERT?\n\ny\n"

    assert heard(reading(text).entries) == [
        (None, "VGG16 or GPT2, which is larger?", "x"),
        (None, "What is BERT?", "y"),
    ]


def test_a_bold_label_below_a_list_begins_anew() -> None:
    body = "**Good:**\n- One idea.\n- Two ideas.\n**Bad:**\n- None."
    assert [type(block) for block in answer(body)] == [Paragraph, List, Paragraph, List]


def test_an_answer_ends_where_the_next_section_begins() -> None:
    first, second = reading("# B\n\n## One\n\n### Q1. What?\n\nx\n\n## Two\n\nWords.\n\n### Q2. Why?\n\ny\n").entries

    assert heard((first, second)) == [(None, "What?", "x"), (None, "Why?", "y")]


def test_words_between_questions_are_left_out_and_reported() -> None:
    found = reading("# B\n\nHello.\n\n## Tasks\n\nA table is given.\n\n### Q1. What?\n\nx\n")

    introduction, given = map(str, found.diagnostics)
    assert introduction == "bank.md:3: “Hello.” introduces the page and was left out [introduction-left-out]"
    assert given == (
        "bank.md:7: “A table is given.” belongs to no question and was left out; see whether that is right "
        "[text-outside-records]"
    )


def test_a_heading_within_what_is_left_out_is_told_with_it() -> None:
    page = reading("### Q1. What?\n\nx\n\nContents\n\n#### How\n\nIt flies.\n\n### Q2. Why?\n\ny\n")

    assert [(said.code, said.span.first, said.span.last) for said in page.diagnostics] == [
        ("text-outside-records", 5, 9)
    ]


@pytest.mark.parametrize("body", ["", "_[To be filled]_", "**Answer:** todo", "[⬆ Back to top](#contents)"])
def test_a_question_may_lack_an_answer(body: str) -> None:
    assert answer(body) == ()


def test_spans_reach_from_the_question_to_the_end_of_its_answer() -> None:
    first, second = reading("# B\n\n### Q1. What?\n\nx\n\n- y\n\n\n### Q2. Why?\n").entries

    assert [(entry.span.first, entry.span.last) for entry in (first, second)] == [(3, 7), (10, 10)]


def test_front_matter_gives_tags_and_a_title_where_no_heading_does() -> None:
    text = (
        '---\ntitle: "Deep: a bank"\ntags:\n  - nets\n  - deep learning\nlayout: page\n---\n\n**Q:** What?\n**A:** x\n'
    )
    (entry,) = reading(text).entries

    assert (entry.page, entry.tags) == ("Deep: a bank", ("nets", "deep learning"))


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Trees, in short # a comment\ntopics: [\"binary, balanced\", 'heaps', 2]\n---",
        "---\nTags: binary, heaps\n# a comment\ntopic:\n- 2\ntitle: >\n  Trees,\n  in short\n...",
        '+++\ntitle = "Trees, in short"\ntags = [\n  "heaps", 2,\n]\n+++',
    ],
    ids=["yaml", "yaml-in-blocks", "toml"],
)
def test_front_matter_is_read_as_yaml_and_toml_have_it(front: str) -> None:
    (entry,) = reading(f"{front}\n\n**Q:** What?\n**A:** x\n").entries

    assert entry.page == "Trees, in short"
    assert entry.tags[-2:] == ("heaps", "2")


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("---\ntitle: Trees: a bank\n---", "mapping values are not allowed here"),
        ("---\n[a,\nkey: c]\n---", "not every line has a name"),
        (f"---\ntitle: x\nnote: {'so ' * 9000}\n---", "it has more than 16384 characters"),
        ("+++\ntitle = 'x'\n" + "a." * 40_000 + "a = 1\n+++", "it has more than 16384 characters"),
        ("+++\ntitle = 'x'\n" + "'a' . " * 2000 + "a = 1\n+++", "it is nested too deeply"),
    ],
)
def test_front_matter_that_is_in_error_is_told_and_no_part_of_the_text(front: str, why: str) -> None:
    found = reading(f"{front}\n\n**Q:** What?\n**A:** x\n")

    assert len(found.entries) == 1
    assert [str(diagnostic) for diagnostic in found.diagnostics] == [
        f"bank.md:1: its title and tags cannot be read ({why}); mend the lines above the text [front-matter-unreadable]"
    ]


@pytest.mark.parametrize(
    "value", ["!!int x", "!!bool x", "!!timestamp x", '!!float ""', "2024-99-99", f"0x{'f' * 6000}"]
)
def test_no_value_in_front_matter_is_more_than_its_words(value: str) -> None:
    found = reading(f"---\ntitle: Trees\nurl: {value}\n---\n\n**Q:** What?\n**A:** x\n")

    assert (found.entries[0].page, found.diagnostics) == ("Trees", ())


def test_a_number_of_thousands_of_digits_is_no_title() -> None:
    (entry,) = reading(f"+++\ntitle = 0x{'e' * 7000}\ntags = ['heaps']\n+++\n\n**Q:** What?\n**A:** x\n").entries

    assert (entry.page, entry.tags) == ("", ("heaps",))


def test_a_list_of_lists_of_lists_by_their_names_is_not_written_out() -> None:
    lists = "".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise("abcdefghijk"))
    (entry,) = reading(
        f"---\na: &a heaps\n{lists}title: *k\nurl: *j\ntags: [*a, *k]\n---\n\n**Q:** What?\n**A:** x\n"
    ).entries

    assert (entry.page, entry.tags) == ("", ("heaps",))


def test_a_line_across_the_page_is_no_front_matter() -> None:
    (entry,) = reading("---\n\n**Q:** What?\n**A:** x\n\n---\n").entries

    assert entry.answer == (Paragraph((Text("x"),)),)


def test_the_link_to_where_a_question_was_found_is_no_part_of_it() -> None:
    (entry,) = reading("### 1) What is bias? [[src](https://example.org)]\n\nAn error.\n").entries

    assert entry.question == (Paragraph((Text("What is bias?"),)),)
    assert entry.answer == (Paragraph((Text("An error."),)),)
    assert entry.address == "https://example.org"


def test_of_several_links_behind_a_question_the_first_is_its_address_and_the_others_stand_below_the_answer() -> None:
    links = "[[src](https://example.org/a)] [[ref](https://example.org/b)] [[link](https://example.org/c)]"
    (entry,) = reading(f"### 1) What is bias? {links}\n\nAn error.\n").entries

    below = (
        Link((Text("ref"),), "https://example.org/b"),
        Text(" "),
        Link((Text("link"),), "https://example.org/c"),
    )
    assert entry.question == (Paragraph((Text("What is bias?"),)),)
    assert entry.answer == (Paragraph((Text("An error."),)), Paragraph(below))
    assert entry.address == "https://example.org/a"


def test_entries_are_exact() -> None:
    assert [entry.exact for entry in reading("### Q1. What is it?\n\nx\n").entries] == [True]


# Formulas


@pytest.mark.parametrize(
    ("body", "formula"),
    [
        ("$a_1 * b_2 * c$", Math("a_1 * b_2 * c")),
        ("$ y $", Math("y")),
        ("$`a$b`$", Math("a$b")),
        ("\\(a_1\\)", Math("a_1")),
        ("\\\\(P(A)\\\\)", Math("P(A)")),
        ("$$\na < b\n$$", Math("a < b", display=True)),
        ("$$x^2$$", Math("x^2", display=True)),
        ("\\[\n\\sum_i x_i\n\\]", Math("\\sum_i x_i", display=True)),
        ("\\\\[ E = mc^2 \\\\]", Math("E = mc^2", display=True)),
        ("```math\n\\hat{y}\n```", Math("\\hat{y}", display=True)),
        ('<img src="https://latex.codecogs.com/svg.latex?\\inline&space;x^2">', Math("x^2")),
    ],
)
def test_formulas_are_read_in_every_notation(body: str, formula: Math) -> None:
    assert line(body.replace("&space;", "%20")) == (formula,)


@pytest.mark.parametrize(
    "body",
    [
        "It costs $5 now and $10 later.",
        "Between $2 and 3$ a day.",
        "Set $HOME/$USER or ${PATH}:$PWD.",
        "From $5-$10, or US$7.",
        "Escaped \\$x\\$ and [1\\] are words.",
    ],
)
def test_prices_and_shell_variables_are_no_formulas(body: str) -> None:
    assert not any(isinstance(node, Math) for node in walk(answer(body)))


def test_escaped_brackets_around_a_word_are_brackets() -> None:
    assert line("See \\[1\\] and \\(the appendix\\).") == (Text("See [1] and (the appendix)."),)


# Raw HTML


def test_tags_that_shape_text_are_understood() -> None:
    assert line("<p>A <b>b</b> <em>c</em><br>x<sub>1</sub><sup>n+1</sup>, w<sub>ij</sub>, e<sup>a b</sup></p>") == (
        Text("A "),
        Strong((Text("b"),)),
        Text(" "),
        Emphasis((Text("c"),)),
        Break(),
        Text("x₁ⁿ⁺¹, wᵢⱼ, e^(a b)"),
    )


def test_other_tags_go_and_leave_their_words() -> None:
    body = '<span onclick="x()">One</span> <font>two</font><script>alert(1)</script><!-- no --> <x-y>three</x-y>'

    assert line(body) == (Text("One two three"),)


def test_what_stands_behind_a_tag_that_nothing_closes_is_said() -> None:
    assert answer("One <svg><svg>two</svg> three <svg>four") == (Paragraph((Text("One three four"),)),)


def test_a_link_that_runs_a_script_is_none() -> None:
    assert not any(isinstance(node, Link) for node in walk(answer("[x](javascript:alert(1)) [y](#top) [z](other.md)")))


def test_tags_in_code_are_code() -> None:
    assert line("`<script>` and `<b>`") == (Code("<script>"), Text(" and "), Code("<b>"))
    assert answer("```html\n<!-- kept -->\n<details>\n```") == (CodeBlock("<!-- kept -->\n<details>", "html"),)


def test_a_picture_keeps_its_words_and_a_badge_goes() -> None:
    badge = "[![Stars](https://img.shields.io/stars.svg)](https://example.org)"

    assert answer(f"{badge}\n\n![a curve](figures/a.png) <img src='b.png' alt='b'>") == (
        Paragraph((Image("", "a curve"), Text(" "), Image("", "b"))),
    )


# Pictures


@pytest.mark.parametrize(
    "shown",
    [
        "![A](figures/Loss%20Curve.jpeg)",
        '![A](<figures/Loss Curve.jpeg> "a title")',
        "<img alt='A' src='./figures/Loss Curve.jpeg' width=300>",
        "![A][loss]\n\n[loss]: figures/Loss%20Curve.jpeg",
        "[![A](figures/Loss%20Curve.jpeg)](figures/Loss%20Curve.jpeg)",
    ],
)
def test_a_picture_beside_the_page_travels_under_a_name_made_of_its_content(tmp_path: Path, shown: str) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "Loss Curve.jpeg").write_bytes(PIXEL)

    page = reading(f"### Q1. What is it?\n\n{shown}\n", folder=tmp_path)

    assert page.entries[0].answer == (Paragraph((Image("loss-curve-6b7fa434f9.png", "A"),)),)
    assert page.media == {"loss-curve-6b7fa434f9.png": PIXEL}


def test_a_picture_travels_from_wherever_in_a_question_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PIXEL)
    page = reading(
        "### Q1. What is ![it](a.png)?\n\n1. **Curve:** ![one](a.png)\n   - ![two](a.png)\n\n"
        "> ![three](a.png)\n\n| a |\n| --- |\n| ![four](a.png) |\n",
        folder=tmp_path,
    )

    (entry,) = page.entries
    assert [image.alt for image in images_of((*entry.question, *entry.answer))] == ["it", "one", "two", "three", "four"]
    assert {image.name for image in images_of((*entry.question, *entry.answer))} == {"a-6b7fa434f9.png"}


def test_a_picture_within_the_page_travels_too() -> None:
    page = reading(f"### Q1. What is it?\n\n![A]({PIXEL_ADDRESS})\n")

    assert page.media == {"picture-6b7fa434f9.png": PIXEL}


def test_an_absent_picture_is_named_with_its_line(tmp_path: Path) -> None:
    page = reading(
        "### Q1. What is it?\n\nOne\ntwo `x` <b\n>three</b> ![a curve](a.png)\nfour <img src=figures/b.png>\n\n"
        "- five\n- ![six](https://example.org/c.png) ![seven](file:///d.png)\n",
        folder=tmp_path,
    )
    diagnostics = merge(page.entries, Config()).diagnostics

    absent = "no such file is beside this source; save its pictures with it [missing-figure]"
    elsewhere = "it is on the web, and not fetched; save the page with its pictures [missing-figure]"
    assert [str(diagnostic) for diagnostic in diagnostics] == [
        f"bank.md:5: the picture “a curve” is missing: {absent}",
        f"bank.md:6: the picture “b.png” is missing: {absent}",
        f"bank.md:9: the picture “six” is missing: {elsewhere}",
        f"bank.md:9: the picture “seven” is missing: {elsewhere}",
    ]
    assert page.media == {}


def test_nothing_outside_the_folder_of_the_sources_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    secret = tmp_path / "secret.png"
    secret.write_bytes(PIXEL)
    (folder / "link.png").symlink_to(secret)
    addresses = ("../secret.png", "%2e%2e/secret.png", "link.png", secret, secret.as_uri(), "x/../../secret.png")
    images = " ".join(f'![A]({address}) <img src="{address}">' for address in addresses)

    page = reading(f"### Q1. What is it?\n\n{images}\n", folder=folder)

    assert [image.name for image in images_of(page.entries[0].answer)] == [""] * 12
    assert page.media == {}


def test_a_picture_outside_of_every_question_stays_behind(tmp_path: Path) -> None:
    (tmp_path / "logo.png").write_bytes(PIXEL)
    page = reading("![Logo](logo.png) ![Gone](gone.png)\n\n### Q1. What is it?\n\nThis.\n", folder=tmp_path)

    assert page.media == {}
    assert merge(page.entries, Config()).diagnostics == ()


def test_tags_without_end_are_no_trouble() -> None:
    assert line("<b>" * 5000 + "x" + "*" * 200) != ()


# Blocks


@pytest.mark.parametrize(
    "label",
    ["**Ridge:**shrinks", "**Ridge: **shrinks", "** Ridge: **shrinks", "__Ridge: __shrinks", "** Ridge: ** shrinks"],
)
def test_a_bold_label_is_bold_wherever_its_blanks_stand(label: str) -> None:
    assert line(label) == (Strong((Text("Ridge:"),)), Text(" shrinks"))


@pytest.mark.parametrize("words", ["**KL**-divergence", "** no label", "2**3 and 4**5", '**"Ridge"**, it says'])
def test_other_asterisks_gain_no_blank(words: str) -> None:
    assert plain_text(line(words)).replace("**", "") == words.replace("**", "")


def test_bold_words_at_the_start_of_an_item_are_its_term_if_a_colon_follows() -> None:
    assert answer("- **Speed:** fast\n- **Memory**: small\n- **Ridge** shrinks\n- **Alone**") == (
        List(
            (
                Item((Paragraph((Text("fast"),)),), (Text("Speed:"),)),
                Item((Paragraph((Text("small"),)),), (Text("Memory:"),)),
                Item((Paragraph((Strong((Text("Ridge"),)), Text(" shrinks"))),)),
                Item((), (Text("Alone"),)),
            )
        ),
    )


def test_soft_line_ends_are_blanks_and_hard_ones_stay() -> None:
    assert line("one\ntwo  \nthree") == (Text("one two"), Break(), Text("three"))


def test_quotes_and_numbered_lists_keep_their_form() -> None:
    assert answer("> Said.\n\n3. c\n4. d") == (
        Quote((Paragraph((Text("Said."),)),)),
        List((Item((Paragraph((Text("c"),)),)), Item((Paragraph((Text("d"),)),))), 3),
    )


def test_an_environment_of_tex_needs_no_dollars() -> None:
    assert line(r"So \begin{align} a &= b \\ c &= d \end{align} holds.") == (
        Text("So "),
        Math(r"\begin{align} a &= b \\ c &= d \end{align}", display=True),
        Text(" holds."),
    )


def test_an_answer_below_another_question_is_not_borrowed() -> None:
    first, *_ = reading(
        "## Q. What is attention?\n\nA weighted mean.\n\nQ: Why heads?\n\nA: Each looks elsewhere.\n"
    ).entries
    assert first.question == (Paragraph((Text("What is attention?"),)),)


def test_callouts_that_ask_are_questions_and_others_quote() -> None:
    text = (
        "# Notes\n\n> [!question] What is bias?\n> An error.\n\n> [!faq]- What is variance?\n> > [!answer]-\n"
        "> > How far models differ.\n\n> [!note] Aside\n> stays.\n"
    )

    assert heard(reading(text).entries) == [
        (None, "What is bias?", "An error."),
        (None, "What is variance?", "How far models differ."),
    ]


def test_private_characters_of_a_page_are_its_own() -> None:
    assert line("It is \ue0000\ue001, where \\alpha_1 + \\beta_2 is one.") == (
        Text("It is \ue0000\ue001, where "),
        Math(r"\alpha_1 + \beta_2"),
        Text(" is one."),
    )


def test_what_no_tag_of_html_is_called_is_words() -> None:
    text = "BERT has <CLS> and <mask>, a model <think>so</think>, and vector<int> is a <b and b> a."

    assert line(text) == (Text(text),)
    assert line('<Tabs>A <MyNote kind="tip"/>mean<my-box> of all</my-box>.</Tabs>') == (Text("A mean of all."),)
