"""The door that lines of plain text pass: what a record says does not depend on where it stands."""

from time import process_time

import pytest

from mlanki.document import Break, Code, CodeBlock, Line, Math, Paragraph, Text
from mlanki.prose.door import Told, read_lines

pytestmark = pytest.mark.usefixtures("unburdened")

QUESTION = ("How far does one step go?",)
ANSWER = (
    "import numpy as np",
    "step = rate * np.sign(slope)",
    "The size is  \\eta_t  times the sign of the slope, as \\signum says.",
    "- Points that lie far away count as much as those nearby.",
)


def read(first: int, answer: tuple[str, ...] = ANSWER) -> Told:
    asked = [Line(number, text) for number, text in enumerate(QUESTION, first)]
    said = [Line(number, text) for number, text in enumerate(answer, first + len(asked))]
    return read_lines(asked, said, "a.txt", blank_lines=True, bare=True)


def test_a_record_that_stands_elsewhere_once_more_says_the_same_and_is_told_of_there():
    here, there = read(5), read(80)

    assert (here.question, here.answer) == (there.question, there.answer)
    unknown = [str(diagnostic) for told in (here, there) for diagnostic in told.diagnostics if "tex" in diagnostic.code]
    assert unknown == [
        "a.txt:8: `\\signum` is no command that MathJax knows, in `\\signum` [unknown-tex-command]",
        "a.txt:83: `\\signum` is no command that MathJax knows, in `\\signum` [unknown-tex-command]",
    ]


def test_code_that_is_named_among_words_is_set_off_and_formulas_are_not():
    told = read(1, ("Take  \\eta_t  for learning_rate, as np.sign(slope) says:", "P(A|B) is no code."))

    assert told.answer == (
        Paragraph(
            (
                *(Text("Take "), Math(r"\eta_t"), Text(" for "), Code("learning_rate"), Text(", as ")),
                *(Code("np.sign(slope)"), Text(" says:"), Break(), Math("P(A|B)"), Text(" is no code.")),
            )
        ),
    )


def test_a_record_that_stands_on_many_pages_is_read_once():
    def cost(*places: int) -> float:
        begin = process_time()
        for place in places:
            read(place, ANSWER * 50)
        return process_time() - begin

    assert cost(*range(1, 61)) < 10 * cost_of_new_words()


def cost_of_new_words() -> float:
    begin = process_time()
    read(1, tuple(f"{line} So it is." for line in ANSWER * 50))
    return process_time() - begin


def test_what_is_asked_and_said_in_one_line_stays_apart():
    told = read_lines([Line(3, "What is bias?")], [Line(3, "An error  x_i  that stays.")], "a.txt", blank_lines=True)

    assert told.question == (Paragraph((Text("What is bias?"),)),)
    assert told.answer == (Paragraph((Text("An error x_i that stays."),)),)


def test_code_stands_where_it_stood_between_the_lines():
    told = read(1, ("First import it.", "import numpy as np", "Then take  \\eta  as it is."))

    assert told.answer == (
        Paragraph((Text("First import it."),)),
        CodeBlock("import numpy as np", "python"),
        Paragraph((Text("Then take "), Math("\\eta"), Text(" as it is."))),
    )


def test_the_cost_grows_with_the_text_where_code_and_prose_take_turns():
    def cost(times: int) -> float:
        begin = process_time()
        read(times, ("import os", "It is said here.") * times)
        return process_time() - begin

    cost(100)
    assert cost(16_000) < 16 * min(cost(2_000), cost(2_001)) + 0.05
