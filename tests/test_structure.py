"""Structure: what the lines of an answer were on the page."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlanki.document import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    Inlines,
    Item,
    List,
    Math,
    Paragraph,
    Strong,
    Table,
    Text,
    walk,
)
from mlanki.prose.figures import missing_figures
from mlanki.prose.lines import RichLine
from mlanki.prose.structure import paragraphs, structure

pytestmark = pytest.mark.usefixtures("unburdened")


def rich(text: str) -> list[RichLine]:
    """The lines of `text`, in which formulas stand between dollars."""
    lines = []
    for number, line in enumerate(text.strip("\n").split("\n"), 1):
        parts = re.split(r"(\$\$.+?\$\$|\$.+?\$)", line.strip())
        inlines = [
            Math(part.strip("$"), display=part.startswith("$$")) if part.startswith("$") else Text(part)
            for part in parts
            if part
        ]
        lines.append(RichLine(number, tuple(inlines)))
    return lines


def outline(blocks: Blocks, indent: str = "") -> str:
    """A shorthand for blocks: `#` headings, `1.` and `-` items, `[Term:]`, `/` where a line ended."""
    lines = []
    for block in blocks:
        match block:
            case Paragraph(inlines):
                lines.append(indent + plain(inlines))
            case Heading(inlines, level):
                lines.append(f"{indent}{'#' * level} {plain(inlines)}")
            case List(items, start):
                for number, item in enumerate(items, start or 0):
                    sign = "-" if start is None else f"{number}."
                    first, _, rest = outline(item.blocks, indent + "  ").partition("\n")
                    term = f"[{plain(item.term)}]" if item.term else ""
                    if isinstance(item.blocks[:1], tuple) and item.blocks and not isinstance(item.blocks[0], Paragraph):
                        first, rest = "", f"{first}\n{rest}" if rest else first
                    lines.append(" ".join(part for part in (indent + sign, term, first.strip()) if part))
                    lines += [rest] if rest else []
            case CodeBlock(text):
                lines.append(f"{indent}`{text}`")
            case _:
                raise AssertionError(block)
    return "\n".join(lines)


def plain(inlines: Inlines) -> str:
    return "".join(
        inline.text
        if isinstance(inline, Text)
        else " / "
        if isinstance(inline, Break)
        else f"$${inline.tex}$$"
        if isinstance(inline, Math) and inline.display
        else f"${inline.tex}$"
        if isinstance(inline, Math)
        else repr(inline)
        for inline in inlines
    )


def outlined(text: str) -> str:
    return "\n" + outline(structure(rich(text), blank_lines=True)) + "\n"


def outlined_flat(text: str) -> str:
    """The outline of a guide's answer; a line between backquotes is code."""
    lines = zip(rich(text), text.strip("\n").split("\n"), strict=True)
    parts = [CodeBlock(raw.strip(" `")) if raw.strip().startswith("`") else line for line, raw in lines]
    return "\n" + outline(structure(parts, blank_lines=False)) + "\n"


# Paragraphs


def test_blank_lines_separate_paragraphs_and_breaks_keep_lines_apart() -> None:
    assert structure(rich("One line.\nAnother one.\n\nA second paragraph."), blank_lines=True) == (
        Paragraph((Text("One line."), Break(), Text("Another one."))),
        Paragraph((Text("A second paragraph."),)),
    )


def test_sentences_on_lines_of_their_own_are_paragraphs() -> None:
    text = "The first step is large.\nEach further step is smaller:\nso it ends."

    assert outlined(text) == "\nThe first step is large.\nEach further step is smaller: / so it ends.\n"


def test_a_line_that_was_wrapped_goes_on() -> None:
    assert outlined("Each of the steps lowers the sum of all\ndistances, so that\nthe procedure ends.") == (
        "\nEach of the steps lowers the sum of all distances, so that / the procedure ends.\n"
    )
    asked = paragraphs(rich("How does the rate of a training change\nthe length of its steps?"))
    assert outline(asked) == "How does the rate of a training change the length of its steps?"


def test_a_label_that_comes_back_to_a_step_is_a_heading() -> None:
    text = (
        "(1) Draw: At random.\n(2) Pass: To the end.\nMore details for step (2):\nThe end is known.\nIt is passed on."
    )

    assert outlined_flat(text) == (
        "\n1. [Draw:] At random.\n2. [Pass:] To the end.\n"
        "# More details for step (2):\nThe end is known.\nIt is passed on.\n"
    )


def test_a_displayed_formula_is_a_line_of_its_paragraph() -> None:
    assert structure(rich("The loss is\n$$L = 1$$\nand falls."), blank_lines=True) == (
        Paragraph((Text("The loss is"), Break(), Math("L = 1", display=True), Break(), Text("and falls."))),
    )


def test_no_lines_make_no_blocks() -> None:
    assert structure([], blank_lines=True) == ()
    assert structure([RichLine(1, ()), RichLine(2, (Text("  "),))], blank_lines=True) == ()


# Enumerations


def test_a_term_beside_its_number_becomes_the_term_of_the_item() -> None:
    assert structure(rich("(1) Low cost: It is cheap.\n(2) Clear: Anyone can read it."), blank_lines=True) == (
        List(
            (
                Item((Paragraph((Text("It is cheap."),)),), term=(Text("Low cost:"),)),
                Item((Paragraph((Text("Anyone can read it."),)),), term=(Text("Clear:"),)),
            ),
            start=1,
        ),
    )


def test_what_counts_on_within_its_line_is_a_sentence() -> None:
    (told,) = structure(rich("(1) Split the data, (2) fit on one part, (3) test on the other."), blank_lines=True)
    assert isinstance(told, Paragraph)


@pytest.mark.parametrize("signs", ["({})", "{}.", "{})"])
def test_every_way_to_write_a_number_counts(signs: str) -> None:
    text = f"{signs.format(1)} Warm up slowly.\n{signs.format(2)} Then decay."
    assert outlined(text) == "\n1. Warm up slowly.\n2. Then decay.\n"


def test_the_text_of_an_item_may_follow_on_the_next_lines() -> None:
    assert (
        outlined("""
        1. Dead Units:
        A unit may stop learning.
        Its output is
        $$f(x) = 0$$

        2. No Bound
        Outputs may grow.
        """)
        == """
1. [Dead Units:] A unit may stop learning. / Its output is / $$f(x) = 0$$
2. [No Bound] Outputs may grow.
"""
    )


def test_paragraphs_between_two_numbers_belong_to_the_first() -> None:
    assert (
        outlined("""
        (1) Shrinkage: Weights get smaller.

        The penalty is
        $$\\lambda w^2$$

        (2) Selection: Some vanish.

        Both are common.
        """)
        == """
1. [Shrinkage:] Weights get smaller.
  The penalty is / $$\\lambda w^2$$
2. [Selection:] Some vanish.
Both are common.
"""
    )


def test_the_last_item_takes_a_paragraph_only_where_it_calls_for_one() -> None:
    assert (
        outlined("""
        1. Filters:

        They rank features.

        2. Wrappers:

        They try subsets. The score is:

        $$s$$

        In practice both are used.
        """)
        == """
1. [Filters:] They rank features.
2. [Wrappers:] They try subsets. The score is:
  $$s$$
In practice both are used.
"""
    )


def test_numbers_that_start_again_are_a_list_of_their_own() -> None:
    assert (
        outlined("""
        Advantages:
        (1) Fast: Yes.
        (2) Small: Yes.
        Disadvantages:
        (1) Rough: A bit.
        (2) Odd: A bit.
        (3) Old: A bit.
        """)
        == """
# Advantages:
1. [Fast:] Yes.
2. [Small:] Yes.
# Disadvantages:
1. [Rough:] A bit.
2. [Odd:] A bit.
3. [Old:] A bit.
"""
    )


def test_numbers_may_go_on_below_the_next_heading() -> None:
    text = "Pros:\n1. Fast\n2. Small\n\nCons:\n3. Rough\n4. Odd"
    assert outlined(text) == "\n# Pros:\n1. Fast\n2. Small\n# Cons:\n3. Rough\n4. Odd\n"


def test_a_list_of_another_style_is_nested() -> None:
    assert (
        outlined("""
        1. Train in steps:
        (1) Freeze the base.
        (2) Train the head.
        2. Check the result.
        """)
        == """
1. [Train in steps:]
  1. Freeze the base.
  2. Train the head.
2. Check the result.
"""
    )


def test_a_step_named_by_a_verb_is_a_term_where_its_neighbours_have_terms() -> None:
    steps = "1. Evaluate: Measure it.\n2. Remember: Save it.\n3. Wait: Count on."

    assert "2. [Remember:] Save it." in outlined(steps)
    assert "2. Remember: it stops." in outlined("1. Notice: it moves.\n2. Remember: it stops.")


def test_term_lines_below_an_item_are_nested() -> None:
    assert (
        outlined("""
        (1) Data: Change what is seen.
        Oversampling: Repeat the rare class.
        Undersampling: Thin out the other.
        (2) Loss: Weigh the classes.
        """)
        == """
1. [Data:] Change what is seen.
  - [Oversampling:] Repeat the rare class.
  - [Undersampling:] Thin out the other.
2. [Loss:] Weigh the classes.
"""
    )


def test_a_line_below_a_complete_last_item_is_a_paragraph_again() -> None:
    text = "(1) Fast: Yes.\n(2) Small: Yes.\nIn short, it is worth a try."
    assert outlined(text) == "\n1. [Fast:] Yes.\n2. [Small:] Yes.\nIn short, it is worth a try.\n"


@pytest.mark.parametrize(
    "line",
    [
        "1.0: Perfect",
        "0.5: Random guessing",
        "2012. That was the year of deep networks.",
        "(2) and (3) hold by symmetry.",
        "3. is the only number here.",
        "(0, 1) is the range.",
    ],
)
def test_a_number_that_counts_nothing_stays_a_word(line: str) -> None:
    blocks = structure(rich(line), blank_lines=True)
    assert [block.start for block in blocks if isinstance(block, List)] in ([], [None])
    assert re.match(r"\W*(\d+)", outline(blocks).removeprefix("- ["))


def test_bullets_that_survived_make_a_list() -> None:
    text = "Use it for:\n• images\n• Text: with care\n\n• sound\nThat is all."
    assert outlined(text) == "\nUse it for:\n- images\n- [Text:] with care\n- sound\nThat is all.\n"


# Terms and headings


@pytest.mark.parametrize(
    "line",
    [
        "Sparsity: Many weights are zero.",
        "SMOTE (Synthetic Minority Oversampling Technique): Makes points up.",
        "Below 0.5: Worse than chance.",
        "Smooth, Bounded Gradient: Never jumps.",
        "How it Works: Step by step.",
        "When to stop: Early.",
        "Loss ($L$) : What is minimised.",
        "k-means: Finds centres.",
        "By Norm: The direction is kept.",
        "Activation Functions with Derivatives Greater Than 1: They amplify.",
    ],
)
def test_a_short_name_before_a_colon_is_a_term(line: str) -> None:
    (block,) = structure(rich(line), blank_lines=True)
    assert isinstance(block, List)
    assert plain(block.items[0].term) == line[: line.index(":") + 1]


@pytest.mark.parametrize(
    "line",
    [
        "Often, the best method is testing: varying one thing at a time.",
        "The idea is simple: keep what works.",
        "It has one flaw: it is slow.",
        "Squash the input into a small range (sigmoid: 0 to 1).",
        "If the data are few, one thing helps: more data.",
        "the rest of a sentence: with a colon",
        "See https://example.org/a: a page.",
        "Where: $x$ is the input.",
        "For example: a cat.",
    ],
)
def test_a_clause_before_a_colon_is_no_term(line: str) -> None:
    (block,) = structure(rich(line), blank_lines=True)
    assert isinstance(block, Paragraph)


@pytest.mark.parametrize(
    "line",
    [
        "Advantages:",
        "For Hidden Layers:",
        "For binary classification:",
        "Typical Reasons for Vanishing Gradients:",
        "Ridge Penalty (Squared Weights – L2)",
        "Bias and Variance",
        "Common ways out",
        "1D Convolution",
    ],
)
def test_a_title_above_text_is_a_heading(line: str) -> None:
    first, second = structure(rich(f"{line}\nSome text follows here."), blank_lines=True)
    assert isinstance(first, Heading)
    assert plain(first.inlines) == line
    assert isinstance(second, Paragraph)


@pytest.mark.parametrize(
    "line",
    [
        "Its derivative is:",
        "In optimisation terms:",
        "For example:",
        "Mathematically:",
        "The steps include:",
        "Imagine two hills with a valley in between:",
        "The update rule of the method:",
        "The update rule",
        "We can write",
        "Common choices include",
        "A full stop ends a sentence.",
        "Error = Bias + Noise",
    ],
)
def test_what_leads_in_to_the_next_line_is_no_heading(line: str) -> None:
    assert not any(isinstance(block, Heading) for block in structure(rich(f"{line}\n$$x$$\n\nText."), blank_lines=True))


def test_a_title_is_a_heading_only_where_a_paragraph_may_begin() -> None:
    assert outlined("Some text.\nBias and Variance\nMore text.") == "\nSome text. / Bias and Variance / More text.\n"
    assert outlined("Some text.\n\nBias and Variance") == "\nSome text.\nBias and Variance\n"


def test_a_short_line_alone_above_a_paragraph_is_a_heading() -> None:
    assert outlined("How it works\n\nUnits vanish.\n\nThe cost\n\nTime.") == (
        "\n# How it works\nUnits vanish.\n# The cost\nTime.\n"
    )


def test_a_heading_with_a_colon_is_below_the_title_or_the_heading_that_it_follows() -> None:
    text = "Lasso\nPros:\nMany.\n\nCons:\nFew.\n\nRidge\nText."
    assert outlined(text) == "\n# Lasso\n## Pros:\nMany.\n## Cons:\nFew.\n# Ridge\nText.\n"
    text = "Techniques:\nVision:\nFlips.\n\nText:\nSynonyms."
    assert outlined(text) == "\n# Techniques:\n## Vision:\nFlips.\n## Text:\nSynonyms.\n"


def test_a_sentence_goes_on_after_its_formula_within_the_item() -> None:
    text = "Count: A layer has\n$$n^2$$\nweights, whatever the input.\nRange: Small."
    assert outlined(text) == "\n- [Count:] A layer has / $$n^2$$ / weights, whatever the input.\n- [Range:] Small.\n"
    text = "(1) Fast: Yes.\n(2) Small: It has\n$$n$$\nweights.\nThat is all."
    assert outlined(text) == "\n1. [Fast:] Yes.\n2. [Small:] It has / $$n$$ / weights.\nThat is all.\n"


def test_a_term_that_ends_in_a_colon_holds_the_list_below_it() -> None:
    text = "Idea: There are two steps:\n1. Go forward.\n2. Go back.\nGoal: A small loss."
    expected = "\n- [Idea:] There are two steps:\n  1. Go forward.\n  2. Go back.\n- [Goal:] A small loss.\n"
    assert outlined(text) == expected


# Legends


@pytest.mark.parametrize("where", ["Where:", "where:", "Where", "Where,", "where"])
def test_a_legend_is_a_definition_list_below_its_word(where: str) -> None:
    assert structure(rich(f"{where}\n$x_i$ is an input.\n$n$ denotes how many."), blank_lines=True) == (
        Paragraph((Text(where),)),
        List(
            (
                Item((Paragraph((Text("is an input."),)),), term=(Math("x_i"),)),
                Item((Paragraph((Text("denotes how many."),)),), term=(Math("n"),)),
            )
        ),
    )


def test_a_legend_may_have_symbols_in_plain_letters_and_pairs() -> None:
    text = "where\n$x$ and $y$ are points\np is a count\nTP: true positives\n\nMore text."
    expected = "\nwhere\n- [$x$ and $y$] are points\n- [p] is a count\n- [TP:] true positives\nMore text.\n"
    assert outlined(text) == expected


def test_blank_lines_may_stand_within_a_legend() -> None:
    assert outlined("where\n\n$x$ is one\n\n$y$ is two\n\nMore text.") == (
        "\nwhere\n- [$x$] is one\n- [$y$] is two\nMore text.\n"
    )


def test_a_legend_without_its_word_is_one_from_two_lines_on() -> None:
    assert outlined("$$y = wx$$\n$w$ is a weight\n$x$ is an input") == (
        "\n$$y = wx$$\n- [$w$] is a weight\n- [$x$] is an input\n"
    )
    assert outlined("$$y = wx$$\n$w$ is a weight") == "\n$$y = wx$$ / $w$ is a weight\n"


def test_where_without_symbols_is_a_word_of_its_paragraph() -> None:
    assert outlined("Look there,\nwhere\nit hurts.") == "\nLook there, / where / it hurts.\n"


def test_a_formula_and_its_legend_stay_in_their_item() -> None:
    assert (
        outlined("""
        (1) Loss: It is given by:
        $$L$$

        where:
        $L$ is the loss.

        (2) Score: It is not.
        """)
        == """
1. [Loss:] It is given by: / $$L$$
  where:
  - [$L$] is the loss.
2. [Score:] It is not.
"""
    )


# Answers without blank lines


def test_every_line_of_a_guide_is_a_block() -> None:
    assert outlined_flat("One line. And more.\nAnother line. And more.") == (
        "\nOne line. And more.\nAnother line. And more.\n"
    )


def test_titles_cut_an_answer_into_sections() -> None:
    assert (
        outlined_flat("""
        Two things matter here, and both of them a lot.
        Speed and Size
        A small model is fast.
        Why Is It Useful?
        Phones are slow.
        The hard part
        Nobody knows.
        """)
        == """
Two things matter here, and both of them a lot.
# Speed and Size
A small model is fast.
# Why Is It Useful?
Phones are slow.
# The hard part
Nobody knows.
"""
    )


def test_a_label_below_a_title_is_an_item_that_holds_what_follows() -> None:
    assert (
        outlined_flat("""
        Choosing a Rate
        Data:
        Size: More data allow more.
        Noise: Less noise allows more.
        Budget:
        Stop early.
        Share the machine.
        Model:
        Small ones learn faster.
        """)
        == """
# Choosing a Rate
- [Data:]
  - [Size:] More data allow more.
  - [Noise:] Less noise allows more.
- [Budget:]
  - Stop early.
  - Share the machine.
- [Model:] Small ones learn faster.
"""
    )


def test_a_label_above_labels_is_a_heading_and_so_is_one_where_nothing_is_an_item() -> None:
    assert (
        outlined_flat("""
        Lasso:
        Penalty: Absolute values.
        Effect: Zeros.
        Comparing both:
        Lasso:
        Picks features.
        Gives small models.
        Ridge:
        Keeps all features.
        Visual hints:
        Lasso: A square.
        Ridge: A circle.
        Summary:
        Both are simple.
        """)
        == """
# Lasso:
- [Penalty:] Absolute values.
- [Effect:] Zeros.
# Comparing both:
- [Lasso:]
  - Picks features.
  - Gives small models.
- [Ridge:] Keeps all features.
# Visual hints:
- [Lasso:] A square.
- [Ridge:] A circle.
# Summary:
Both are simple.
"""
    )


def test_a_term_that_ends_in_a_colon_holds_terms_formulas_and_code() -> None:
    assert (
        outlined_flat("""
        Idea: There are two passes:
        Forward: Values go up.
        Backward: Errors go down.
        In Code
        First: Import it:
        `import torch`
        Second: The loss is
        $$L$$where $L$ is small.
        Third: Stop.
        Then look at the result.
        """)
        == """
- [Idea:] There are two passes:
  - [Forward:] Values go up.
  - [Backward:] Errors go down.
# In Code
- [First:] Import it:
  `import torch`
- [Second:] The loss is / $$L$$ / where $L$ is small.
- [Third:] Stop.
Then look at the result.
"""
    )


def test_words_glued_to_a_formula_go_on_or_begin_something_new() -> None:
    text = (
        "Steps in Order\nOutput:\nIts derivative is\n$$a$$Hidden:\n$$b$$Where $b$ is known.\n$$c$$Update the weights."
    )
    assert outlined_flat(text) == (
        "\n# Steps in Order\n- [Output:] Its derivative is / $$a$$\n"
        "- [Hidden:] $$b$$ / Where $b$ is known. / $$c$$\n  Update the weights.\n"
    )


def test_a_number_that_was_typed_before_a_title_belongs_to_the_heading() -> None:
    text = "1. Nature of the Method\nIt is greedy. It never looks back.\n2. Cost\nIt is cheap. It fits in memory."
    assert outlined_flat(text) == (
        "\n# 1. Nature of the Method\nIt is greedy. It never looks back.\n# 2. Cost\nIt is cheap. It fits in memory.\n"
    )


def test_numbered_sentences_are_a_list_and_the_line_after_it_is_none() -> None:
    text = "It takes three steps:\n1. Split.\n2. Fit: Use the first part.\n3. Test.\nThat was all. It is enough."
    expected = (
        "\nIt takes three steps:\n1. Split.\n2. [Fit:] Use the first part.\n3. Test.\nThat was all. It is enough.\n"
    )
    assert outlined_flat(text) == expected


def test_short_sentences_after_a_lead_in_are_items_up_to_the_sentence_that_sums_up() -> None:
    text = "Do this:\nStart small.\nMeasure often.\nStop early.\nBy doing so, you save time."
    assert outlined_flat(text) == (
        "\nDo this:\n- Start small.\n- Measure often.\n- Stop early.\nBy doing so, you save time.\n"
    )


def test_a_title_after_a_colon_is_a_heading_unless_both_sides_are_titles() -> None:
    assert outlined_flat("Known cases\nExample: One Hidden Layer\nIt has two weights.") == (
        "\n# Known cases\n# Example: One Hidden Layer\nIt has two weights.\n"
    )
    assert outlined_flat("Settings We Use\nLoss: Cross Entropy\nMetric: Mean Error\nThey differ.") == (
        "\n# Settings We Use\n- [Loss:] Cross Entropy\n- [Metric:] Mean Error\nThey differ.\n"
    )


# What Markdown and HTML have marked


def test_a_list_that_was_typed_is_recovered_around_what_is_marked() -> None:
    lines = [
        RichLine(1, (Text("(1) Mean: "), Emphasis((Text("blurs"),)), Text(" a map."))),
        RichLine(2, (Text("(2) "), Code("max"), Text(": keeps edges."))),
    ]
    assert structure(lines, blank_lines=True) == (
        List(
            (
                Item((Paragraph((Emphasis((Text("blurs"),)), Text(" a map."))),), term=(Text("Mean:"),)),
                Item((Paragraph((Text("keeps edges."),)),), term=(Code("max"), Text(":"))),
            ),
            start=1,
        ),
    )


def test_a_bold_line_alone_stays_a_paragraph() -> None:
    bold = Strong((Text("Bias and Variance"),))
    lines = [RichLine(1, (bold,)), RichLine(2, ()), RichLine(3, (Text("They trade off."),))]
    assert structure(lines, blank_lines=True) == (Paragraph((bold,)), Paragraph((Text("They trade off."),)))


# Tables without lines


def columns(text: str, *, blank_lines: bool = True) -> list[list[list[str]]]:
    """The tables of `text`, each a list of rows, the header first."""
    lines = [RichLine(at, (Text(line),) if line else ()) for at, line in enumerate(text.split("\n"), 1)]
    tables = [block for block in structure(lines, blank_lines=blank_lines) if isinstance(block, Table)]
    return [[[plain(cell) for cell in row] for row in (table.header, *table.rows)] for table in tables]


def test_short_cells_below_each_other_are_a_table() -> None:
    text = "So:\n\nMethod   Speed  Memory\nPlain    slow   small\nAdam     fast   twice\nNewton          huge"
    rows = [
        ["Method", "Speed", "Memory"],
        ["Plain", "slow", "small"],
        ["Adam", "fast", "twice"],
        ["Newton", "", "huge"],
    ]
    assert columns(text, blank_lines=True) == columns(text, blank_lines=False) == [rows]


def test_tabs_part_cells_and_a_rule_tells_the_header() -> None:
    assert columns("Name\tRate\nPlain\t0.1\nAdam\t0.001") == [[["Name", "Rate"], ["Plain", "0.1"], ["Adam", "0.001"]]]
    assert columns("name   rate\n-----  ----\nplain  0.1") == [[["name", "rate"], ["plain", "0.1"]]]
    assert columns("plain  0.1\nadam   0.2\nother  0.3") == [[[], ["plain", "0.1"], ["adam", "0.2"], ["other", "0.3"]]]


@pytest.mark.parametrize(
    "text",
    [
        "1.  Split.\n2.  Fit.\n3.  Test.",
        "loss   = 3\nscore  = 4\nother  = 5",
        "It is so.  Then it goes.\nHe is so.  Then he goes.\nWe are so.  Then we go.",
        "Recall:     low\nPrecision:  high\nScore:      fair",
        "the value  x  is small\nand the other value  y  is not\nwhile  z  is neither of both",
        "a  b\nc  d",
    ],
)
def test_lists_equations_and_sentences_with_wide_gaps_are_no_table(text: str) -> None:
    assert columns(text) == []


# Figures that the dump has lost


@pytest.mark.parametrize(
    "sentence",
    [
        "The plot below shows both losses.",
        "(The below image shows an example.)",
        "Here is a plot of the function.",
        "As shown in the figure, it bends.",
        "See Figure 3 for a sketch.",
        "The table below compares them.",
        "The following diagram illustrates the flow.",
        "Here is an example comparing both schedules.",
        "Below shows the loss of a good and a bad rate.",
        "The surface has two valleys, as shown below.",
        "As shown below, the valleys differ.",
        "The following example visually compares both priors.",
        "The example below shows a boundary of each kind.",
        "The below example illustrates a boundary.",
        "Below is a visual representation of the split.",
        "Here is a comparison of three losses showing their tails.",
    ],
)
def test_a_sentence_that_points_at_a_lost_figure_is_found(sentence: str) -> None:
    assert missing_figures(structure(rich(f"First words. {sentence} Last words."), blank_lines=True)) == (sentence,)


@pytest.mark.parametrize(
    "sentence",
    [
        "It measures the area under the curve.",
        "A lookup table maps words to rows.",
        "The graph has no cycles.",
        "Objects shown in the image are labelled.",
        "An elbow plot shows the best number.",
        "The following steps are needed.",
        "Pixels above a threshold are kept in the image.",
        "Below shows the formula of the loss.",
        "The steps are as shown below.",
        "Here is an example of a kernel.",
        "The following example compares two sums.",
        "Values shown below the diagonal are zero.",
        "Below is the loss.",
    ],
)
def test_a_sentence_about_figures_points_at_none(sentence: str) -> None:
    assert missing_figures(structure(rich(sentence), blank_lines=True)) == ()


@pytest.mark.parametrize(
    "below",
    [
        CodeBlock("x = 1"),
        List((Item((Paragraph((Text("a"),)),)),)),
        Paragraph((Math("x", display=True),)),
        Table((), (((Text("a"),),),)),
    ],
)
def test_words_that_name_no_picture_may_point_at_what_stands_below_them(below: Block) -> None:
    text = Paragraph((Text("It is computed as shown below."),))

    assert missing_figures((text, below)) == ()
    assert missing_figures((text, Paragraph((Text("So it is."),)))) == ("It is computed as shown below.",)


def test_a_table_that_is_there_is_not_missing() -> None:
    text = Paragraph((Text("The table below compares them."),))
    assert missing_figures((text, Table((), (((Text("a"),),),)))) == ()


def test_a_table_may_be_a_picture() -> None:
    text = Paragraph((Text("The table below compares them."),))
    assert missing_figures((text, Paragraph((Image("table.png", ""),)))) == ()


# Laws

WORDS = st.sampled_from(
    (
        "The",
        "loss",
        "Loss",
        "is",
        "Where",
        "where,",
        "Bias",
        "Advantages:",
        "Term:",
        "falls.",
        "and",
        "(so)",
        "3",
        "•",
    )
)
LABELS = st.sampled_from(["", "", "", "1. ", "2. ", "3. ", "(1) ", "(2) ", "(3) ", "1) ", "2) ", "• ", "- ", "7. "])
FORMULAS = st.builds(Math, st.sampled_from(["x", r"\theta_0", "y = 1"]))


@st.composite
def rich_lines(draw: st.DrawFn) -> list[RichLine]:
    lines = []
    for number in range(1, draw(st.integers(0, 14)) + 1):
        label = draw(LABELS)
        inlines: list[Inline] = [Text(label)] if label else []
        match draw(st.integers(0, 5)):
            case 0:
                inlines = []
            case 1:
                inlines = [Math("z = 0", display=True)]
            case _:
                for part in draw(st.lists(st.one_of(WORDS, WORDS, FORMULAS), max_size=6)):
                    inlines += [part, Text(" ")] if isinstance(part, Math) else [Text(f"{part} ")]
        lines.append(RichLine(number, tuple(inlines)))
    return lines


@st.composite
def glued_lines(draw: st.DrawFn) -> list[RichLine]:
    """Lines of a guide, in which a displayed formula may stand anywhere."""
    lines = draw(rich_lines())
    return [
        RichLine(line.number, (*line.inlines, Math("g = 1", display=True), *draw(st.sampled_from(lines)).inlines))
        if draw(st.integers(0, 3)) == 0
        else line
        for line in lines
    ]


def read_aloud(blocks: Blocks) -> list[str]:
    """The words and formulas of `blocks` in the order of reading, the numbers of lists where they stand."""
    spoken = []
    for block in blocks:
        if isinstance(block, List):
            for number, item in enumerate(block.items, block.start or 0):
                spoken += [str(number)] if block.start is not None else []
                spoken += tokens(item.term) + read_aloud(item.blocks)
        elif isinstance(block, Table):
            spoken += [token for row in (block.header, *block.rows) for cell in row for token in tokens(cell)]
        else:
            assert isinstance(block, Paragraph | Heading)
            spoken += tokens(block.inlines)
    return spoken


def tokens(inlines: Inlines) -> list[str]:
    found = []
    for inline in inlines:
        if isinstance(inline, Text):
            found += re.findall(r"\w+", inline.text)
        elif isinstance(inline, Math):
            found.append(f"{'$$' if inline.display else '$'}{inline.tex}")
    return found


@given(rich_lines())
def test_no_word_and_no_formula_is_lost_added_or_moved(lines: list[RichLine]) -> None:
    assert read_aloud(structure(lines, blank_lines=True)) == [token for line in lines for token in tokens(line.inlines)]


@given(glued_lines())
def test_nor_in_a_guide(lines: list[RichLine]) -> None:
    assert read_aloud(structure(lines, blank_lines=False)) == [
        token for line in lines for token in tokens(line.inlines)
    ]


@given(st.lists(st.text(max_size=30), max_size=8))
def test_any_text_has_a_structure_with_all_its_words(texts: list[str]) -> None:
    lines = [RichLine(number, (Text(text),) if text else ()) for number, text in enumerate(texts, 1)]
    blocks = structure(lines, blank_lines=True)
    assert read_aloud(blocks) == [token for line in lines for token in tokens(line.inlines)]
    assert read_aloud(structure(lines, blank_lines=False)) == read_aloud(blocks)
    assert missing_figures(blocks) is not None
    assert all(inline.text for inline in walk(blocks) if isinstance(inline, Text))


@pytest.mark.parametrize("unit", ["A.\n\n\n\n\n\n\n\n", "They are:\nThe first one.\nThe other one.\n"])
@pytest.mark.parametrize("blank_lines", [True, False])
def test_the_cost_of_an_answer_grows_with_its_lines_alone(unit: str, *, blank_lines: bool) -> None:
    def cost(size: int) -> float:
        lines = rich(unit * (size // len(unit)))
        begin = process_time()
        structure(lines, blank_lines=blank_lines)
        return process_time() - begin

    cost(1_000)
    assert min(cost(80_000), cost(80_000)) < 20 * min(cost(10_000), cost(10_000)) + 0.05
