"""Letters of formulas that prose names: formulas on the cards, and words in the records."""

import pytest
import regex

from mlanki.cards import to_face
from mlanki.cards.letters import find_letters, show_letters
from mlanki.markup import from_markdown, to_markdown
from mlanki.records import Record

FORMULAS = r"$$A_{ij} = \sum_k w_k x^b + B + C + R + I + a \text{ if s}$$"


@pytest.mark.parametrize(
    "line",
    [
        "the sum over neuron $j$, with the bias $b$ of the vector $x$",
        "Weights $w$ and $x$ are numbers; so $w$ is one.",
        "as $k$ (the number of units) grows, $k$ counts",
        "$x$ is the input, and $w$ its weight.",
        "at most $k$ nearest neighbours",
        "the $j$-th row, and $k$-th",
        "with $x$ around zero, and $x$ known",
        "the entropy of $B$ (the regularisation parameter $C$)",
        "the event $A$ given the event $B$, if $A$ and $B$ happen. A third event is none.",
        "- **$b$:** the bias\n- **$w_k$:** weights",
    ],
)
def test_a_letter_of_the_formulas_that_prose_names_is_one(line: str) -> None:
    assert shown(regex.sub(r"\$(\w)\$(?! known)", r"\1", line)) == line


@pytest.mark.parametrize(
    "line",
    [
        "a weight, and I mean a number: A weight of a type I error",
        "the output s is in no formula, nor is the class c",
        "no noun names j, and x helps",
        "the class of option b, plan B, vitamin C and type I is none",
        "index j, i.e. a number, e.g. k-fold: x_j, j's and (j=1) or 2 j",
        "the class(s) of unit(k) and index j (k) or f(x)",
        "the value “x” has a name",
    ],
)
def test_any_other_letter_is_a_word(line: str) -> None:
    assert shown(line) in (line, line.replace("index j", "index $j$"))


def test_a_choice_is_no_symbol() -> None:
    choices = "- **B:** Weights are small.\n- **C:** Weights are large."

    assert shown(choices) == choices


def test_a_language_is_no_symbol() -> None:
    assert shown("The parameter C is large in Java, and C is used with weight R.") == (
        "The parameter C is large in Java, and C is used with weight R."
    )


def test_numbers_of_items_are_none() -> None:
    assert shown("The bias b:\n\nb) Of no use.") == "The bias $b$:\n\nb) Of no use."


def shown(text: str) -> str:
    blocks = from_markdown(f"{text}\n\n{FORMULAS}")
    return to_markdown(show_letters(blocks, find_letters(blocks))).removesuffix(FORMULAS).rstrip()


def test_cards_show_them_and_the_question_too() -> None:
    question, answer = from_markdown("Why has neuron j no bias?"), from_markdown("It is $w_j$, as j tells.")

    (_, _, asks, says, *_), _ = to_face(Record("ML0001", "", question, answer, (), ()))

    assert asks == r"Why has neuron \(j\) no bias?"
    assert says == r"It is \(w_j\), as \(j\) tells."
