"""TeX itself: what belongs together, what MathJax knows, what only sets a size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlanki.prose.tex import COMMANDS, ENVIRONMENTS, Kind, Tex, problems, strip_size, tokenise


def kinds(tex):
    return [(token.kind.name, token.text) for token in tokenise(tex)]


def unit(tex):
    """The first unit of `tex`: a command with its arguments, a group, an environment."""
    read = Tex.of(tex)
    return tex[: read.tokens[read.unit_end(0) - 1].end]


def test_a_command_ends_where_its_letters_end():
    assert kinds(r"\frac12 \{x_i\}") == [
        ("COMMAND", r"\frac"),
        ("CHAR", "1"),
        ("CHAR", "2"),
        ("SPACE", " "),
        ("COMMAND", r"\{"),
        ("CHAR", "x"),
        ("SCRIPT", "_"),
        ("CHAR", "i"),
        ("COMMAND", r"\}"),
    ]


def test_a_backslash_may_end_the_text():
    assert kinds("a\\") == [("CHAR", "a"), ("COMMAND", "\\")]


@given(st.text())
def test_tokens_joined_are_the_text_again(text):
    tokens = tokenise(text)
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.start : token.end] == token.text for token in tokens)


@given(st.text(alphabet="{}\\[]()_^& leftrighbgnd*x1$"))
def test_reading_never_fails(text):
    read = Tex.of(text)
    assert all(index < read.unit_end(index) <= len(read.tokens) for index in range(len(read.tokens)))
    assert isinstance(problems(text), tuple)
    assert isinstance(strip_size(text, display=True), str)


@pytest.mark.parametrize(
    ("tex", "first"),
    [
        (r"\frac{a}{b} + c", r"\frac{a}{b}"),
        (r"\frac12 x", r"\frac12"),
        (r"\frac 1 {n} x", r"\frac 1 {n}"),
        (r"\sqrt[3]{x} y", r"\sqrt[3]{x}"),
        (r"\sqrt x y", r"\sqrt x"),
        (r"\theta x", r"\theta"),
        (r"\operatorname*{argmax}_x", r"\operatorname*{argmax}"),
        (r"\left( a {b} \right] c", r"\left( a {b} \right]"),
        (r"\left\{ x \right. y", r"\left\{ x \right."),
        (r"\begin{cases} 1 \\ 0 \end{cases} x", r"\begin{cases} 1 \\ 0 \end{cases}"),
        (r"\hspace{1em} x", r"\hspace{1em}"),
        (r"\mkern-3mu x", r"\mkern-3mu"),
        (r"\mathbf \theta x", r"\mathbf \theta"),
        (r"{\large x} y", r"{\large x}"),
    ],
)
def test_a_unit_is_a_command_with_its_arguments(tex, first):
    assert unit(tex) == first


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b} \le \sum_{i=1}^{n} x_i",
        r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
        r"\left\| \mathbf{w} \right\|_2^2 \coloneqq \boldsymbol{\beta}^\top",
        r"\text{a \foo that is text} \implies \mathbb{E}[X]",
        r"\newcommand{\R}{\mathbb{R}} \R^n",
        r"\{x \mid x > 0\}",
        r"\min_w \ f(w)",
    ],
)
def test_what_mathjax_sets_has_no_problem(tex):
    assert problems(tex) == ()


@pytest.mark.parametrize(
    ("tex", "code", "message"),
    [
        ("{x", "unbalanced-tex", "`{` is never closed"),
        ("x}", "unbalanced-tex", "`}` closes nothing"),
        (r"\left( x", "unbalanced-tex", r"`\left` is never closed"),
        (r"\begin{cases} x", "unbalanced-tex", r"`\begin` is never closed"),
        (r"\hat", "unbalanced-tex", r"`\hat` lacks an argument"),
        (r"\softmax(z)", "unknown-tex-command", r"`\softmax` is no command that MathJax knows"),
        (
            r"\begin{tabular}x\end{tabular}",
            "unknown-tex-command",
            "`tabular` is no environment that MathJax knows",
        ),
    ],
)
def test_a_problem_has_a_code_and_a_message(tex, code, message):
    assert problems(tex) == ((code, message),)


def test_an_environment_closes_only_under_its_own_name():
    assert [code for code, _ in problems(r"\begin{split} x \end{cases}")] == [
        "unbalanced-tex",
        "unbalanced-tex",
    ]


@pytest.mark.parametrize(
    ("tex", "card"),
    [
        (r"{\large y_i}", "y_i"),
        (r"{\huge\alpha}", r"\alpha"),
        (r"\Large x + y", "x + y"),
        (r"{\large {\small x}}", "x"),
        (r"{\large a}{\large b}", r"{\large a}{\large b}"),
        (r"{\bf x}", r"{\bf x}"),
        (r"x_{\small i}", r"x_{\small i}"),
        (r"\largest", r"\largest"),
        (r"{\large x", r"{\large x"),
        (r"{\large}", r"{\large}"),
        (r"\displaystyle x", r"\displaystyle x"),
    ],
)
def test_only_wrappers_that_set_a_size_are_left_out(tex, card):
    assert strip_size(tex) == card


def test_a_leading_displaystyle_is_left_out_where_the_formula_is_displayed():
    assert strip_size(r"{\large \displaystyle \sum_i x_i}", display=True) == r"\sum_i x_i"
    assert strip_size(r"a + \displaystyle b", display=True) == r"a + \displaystyle b"


def test_the_table_of_commands_knows_what_anki_s_mathjax_knows():
    assert {"frac", "theta", "text", "coloneqq", "boldsymbol", "ce", "cancel", "|", "{"} <= COMMANDS.keys()
    assert {"argmax", "softmax", "footnotesize", "foo"}.isdisjoint(COMMANDS)
    assert COMMANDS["frac"].arguments == "mm"
    assert COMMANDS["le"].character == "≤"
    assert {"align*", "cases", "dcases", "bmatrix"} <= ENVIRONMENTS


def test_every_kind_of_token_can_be_met():
    assert {token.kind for token in tokenise(r"\a{}_& x and all the words")} == set(Kind)
