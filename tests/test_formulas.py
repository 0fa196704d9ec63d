"""Formulas found in flat text: each case is one habit of the pages."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlanki.diagnostics import Severity
from mlanki.document import Inline, Line, Math, Text
from mlanki.prose.formulas import RULES, Formulas, RichLine, explain, find_all, find_delimited, find_formulas


def lines(*texts):
    return [Line(number, text) for number, text in enumerate(texts, 1)]


def show(found: Formulas):
    """The lines with ⟦inline⟧ and ⟪displayed⟫ formulas."""
    return ["".join(map(mark, line.inlines)) for line in found.lines]


def mark(piece: Inline):
    match piece:
        case Math(tex, display):
            return f"⟪{tex}⟫" if display else f"⟦{tex}⟧"
        case Text(text):
            return text
    raise AssertionError(piece)


def words(piece: Inline):
    """What is inside a piece, its marks and white space left out."""
    match piece:
        case Math(tex, _):
            return "".join(tex.split())
        case Text(text):
            return "".join(text.split())
    raise AssertionError(piece)


def recover(*texts):
    return show(find_formulas(lines(*texts)))


def rules(*texts):
    return [finding.rules for finding in find_formulas(lines(*texts)).findings]


# A line of its own


def test_a_line_of_tex_is_displayed():
    assert recover(r"\sigma(z) = \frac{1}{1 + e^{-z}}") == [r"⟪\sigma(z) = \frac{1}{1 + e^{-z}}⟫"]


def test_a_size_group_on_its_own_line_is_displayed_wrapper_and_all():
    assert recover(r"{\large L = \sum_i | y_i - p_i |}") == [r"⟪{\large L = \sum_i | y_i - p_i |}⟫"]


def test_an_equation_without_a_backslash_is_betrayed_by_its_leading_space():
    assert recover(" h = g(x) + x") == ["⟪h = g(x) + x⟫"]
    assert rules(" h = g(x) + x")[0][0] == "extra-space"


def test_words_are_what_a_spaced_equation_defines():
    assert recover(" Recall = TP / (TP + FN)") == ["⟪Recall = TP / (TP + FN)⟫"]
    assert "right-hand-side" in rules(" Recall = TP / (TP + FN)")[0]


def test_a_word_left_of_the_equals_sign_belongs_to_the_displayed_formula():
    assert recover(r"Gain = H(Y) - \sum_v p_v H(Y \mid v)") == [r"⟪Gain = H(Y) - \sum_v p_v H(Y \mid v)⟫"]


def test_words_in_a_text_command_do_not_end_a_formula():
    assert recover(r"f(x) = x \text{ if } x \ge 0,\quad 0 \text{ else}") == [
        r"⟪f(x) = x \text{ if } x \ge 0,\quad 0 \text{ else}⟫"
    ]


def test_the_full_stop_after_a_displayed_formula_is_the_sentence_s():
    assert recover(r"\displaystyle a_t = \tanh(W x_t).") == [r"⟪\displaystyle a_t = \tanh(W x_t)⟫."]


def test_the_number_of_an_equation_stays_beside_it():
    assert recover(r"\nabla_w L = X^\top r (7)") == [r"⟪\nabla_w L = X^\top r⟫ (7)"]


def test_a_formula_broken_over_lines_comes_back_as_one_with_its_first_number():
    found = find_formulas(
        lines(
            "The gates are",
            r"\begin{aligned}",
            r"  f &= \sigma(u) \\",
            r"  g &= \tanh(v)",
            r"\end{aligned}",
            "all at once.",
        )
    )
    tex = r"\begin{aligned} f &= \sigma(u) \\ g &= \tanh(v) \end{aligned}"
    assert found.lines == (
        RichLine(1, (Text("The gates are"),)),
        RichLine(2, (Math(tex, display=True),)),
        RichLine(6, (Text("all at once."),)),
    )
    assert (found.findings[0].span.first, found.findings[0].span.last) == (2, 5)


def test_an_open_brace_joins_the_next_line():
    assert recover(r"{\large c = f \odot b", r"+ i \odot g}") == [r"⟪{\large c = f \odot b + i \odot g}⟫"]


@pytest.mark.parametrize("path", [r"C:\jobs\new", r"\\server\jobs", r"%HOME%\jobs"])
def test_a_path_of_windows_is_no_formula(path):
    assert recover(f"They lie in {path} now.") == [f"They lie in {path} now."]


def test_a_brace_that_nothing_closes_joins_no_lines():
    assert len(recover(r"{\large c = f", "Then the cell is read.")) == 2


# Within a line


def test_a_command_with_its_scripts_stands_in_the_line():
    assert recover(r"where \beta_0 is the offset and \beta_j are slopes.") == [
        r"where ⟦\beta_0⟧ is the offset and ⟦\beta_j⟧ are slopes."
    ]


def test_a_script_on_a_short_base_needs_no_backslash():
    assert recover("The cost grows as n^2, where x_i is fixed.") == ["The cost grows as ⟦n^2⟧, where ⟦x_i⟧ is fixed."]


def test_a_function_is_found_with_its_argument():
    assert recover(r"Then g_\phi(x) maps O(n^2) pairs.") == [r"Then ⟦g_\phi(x)⟧ maps ⟦O(n^2)⟧ pairs."]


def test_a_space_too_many_begins_a_formula_and_disappears():
    assert recover("scales the input  x before the sum") == ["scales the input ⟦x⟧ before the sum"]
    assert "extra-space" in rules("scales the input  x before the sum")[0]


def test_a_space_after_a_bracket_begins_a_formula():
    assert recover("the mask ( M ) is added") == ["the mask (⟦M⟧) is added"]


def test_a_leading_space_begins_a_formula_that_ends_before_the_words():
    assert recover(" G(z) represents the generator.") == ["⟦G(z)⟧ represents the generator."]


def test_letters_in_a_row_are_one_picture_where_pictures_begin_with_spaces():
    assert recover(" Q, K, V are the inputs of  h heads.", " d_k is the size of  K.") == [
        "⟦Q, K, V⟧ are the inputs of ⟦h⟧ heads.",
        "⟦d_k⟧ is the size of ⟦K⟧.",
    ]


def test_formulas_in_a_list_are_several_where_pictures_begin_without():
    assert recover(r"with \mu_1, \mu_2 and \Sigma as parameters") == [
        r"with ⟦\mu_1⟧, ⟦\mu_2⟧ and ⟦\Sigma⟧ as parameters"
    ]


def test_dots_hold_a_row_together():
    assert recover(r"the inputs x_1, \dots, x_n are scaled") == [r"the inputs ⟦x_1, \dots, x_n⟧ are scaled"]


def test_an_interval_is_a_formula_where_a_space_sets_it_off():
    assert recover("outputs lie in  [0, 1], always") == ["outputs lie in ⟦[0, 1]⟧, always"]


def test_a_half_open_interval_is_balanced():
    assert recover(r"all of [0, \infty) is reached") == [r"all of ⟦[0, \infty)⟧ is reached"]


def test_size_groups_that_touch_are_pictures_of_their_own():
    assert recover(r"the slope (3({\large a_i}{\large\hat{a}_i})) grows") == [
        r"the slope (3(⟦{\large a_i}⟧⟦{\large\hat{a}_i}⟧)) grows"
    ]


def test_a_bracket_around_a_formula_is_text():
    assert recover(r"the slack (\xi_i \ge 0) is paid") == [r"the slack (⟦\xi_i \ge 0⟧) is paid"]


def test_an_operator_takes_its_terms_along():
    assert recover(r"a grid of n \times n cells") == [r"a grid of ⟦n \times n⟧ cells"]


def test_an_unbraced_argument_and_a_prime_belong_to_the_formula():
    assert recover(r"take \frac12 of \sigma'(z) or x^\top now") == [r"take ⟦\frac12⟧ of ⟦\sigma'(z)⟧ or ⟦x^\top⟧ now"]


def test_angle_signs_and_bars_belong_to_the_formula():
    assert recover(r"if |r_i| < \delta we stop") == [r"if ⟦|r_i| < \delta⟧ we stop"]


def test_the_ending_of_an_ordinal_is_text():
    assert recover(r"the  j-th row, the \ell_2-norm and the i th class") == [
        r"the ⟦j⟧-th row, the ⟦\ell_2⟧-norm and the ⟦i⟧ th class"
    ]


def test_the_integral_keeps_its_differential():
    assert recover(r"and \int p(x) dx is one") == [r"and ⟦\int p(x) dx⟧ is one"]


def test_what_is_in_a_set_is_said_of_the_whole_list():
    assert recover(r"u, v \in S or \mu, \nu \in \mathbb{R}^k hold")[0].endswith(r"⟦\mu, \nu \in \mathbb{R}^k⟧ hold")
    assert any("shared" in each for each in rules(r"so \mu, \nu \in \mathbb{R}^k hold"))


def test_two_symbols_that_are_something_are_two():
    assert recover(r"\mu \nu are means", r"the product \mu \nu is small") == [
        r"⟦\mu⟧ ⟦\nu⟧ are means",
        r"the product ⟦\mu \nu⟧ is small",
    ]


def test_a_number_before_a_symbol_is_its_coefficient():
    assert recover(r"it is 3 C^2, not -2 \ln L") == [r"it is ⟦3 C^2⟧, not ⟦-2 \ln L⟧"]


def test_a_prime_makes_a_letter_a_symbol():
    assert recover(r"where \gamma is a factor", "s', a': what comes next", "the 'a' class") == [
        r"where ⟦\gamma⟧ is a factor",
        "⟦s'⟧, ⟦a'⟧: what comes next",
        "the 'a' class",
    ]


# What is still wanted on the right


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the score s = v_0u_0 + v_1u_1 + ... + v_ku_k of a row",
            "the score ⟦s = v_0u_0 + v_1u_1 + ... + v_ku_k⟧ of a row",
        ),
        ("the gains g_1, g_2, ..., g_m add up", "the gains ⟦g_1, g_2, ..., g_m⟧ add up"),
        (r"for \mu_j with j = 0, 1, \ldots, m we sum", r"for ⟦\mu_j⟧ with ⟦j = 0, 1, \ldots, m⟧ we sum"),
        (r"then \phi := \phi - \eta g is set", r"then ⟦\phi := \phi - \eta g⟧ is set"),
        (r"so a \leq b_1 \leq c \rightarrow d holds", r"so ⟦a \leq b_1 \leq c \rightarrow d⟧ holds"),
        (r"a map f: X \to Y is linear", r"a map ⟦f: X \to Y⟧ is linear"),
        (r"so \frac{1}{2} ||u||^2 + c is small", r"so ⟦\frac{1}{2} ||u||^2 + c⟧ is small"),
        (r"so \lVert u - v \rVert ^2 is small", r"so ⟦\lVert u - v \rVert ^2⟧ is small"),
        (r"any norm \|\cdot\| on (-\infty, \infty) will do", r"any norm ⟦\|\cdot\|⟧ on ⟦(-\infty, \infty)⟧ will do"),
        (r"that E[K] = kp and Av = \lambda v are known", r"that ⟦E[K] = kp⟧ and ⟦Av = \lambda v⟧ are known"),
        (r"with \phi(p) + tJ(q) at the end", r"with ⟦\phi(p) + tJ(q)⟧ at the end"),
        (r"with W = W_0 + BA at the end", r"with ⟦W = W_0 + BA⟧ at the end"),
        (r"of \eta, \mu, \nu and \xi for n = 32 rows", r"of ⟦\eta⟧, ⟦\mu⟧, ⟦\nu⟧ and ⟦\xi⟧ for ⟦n = 32⟧ rows"),
        ("takes log_2(n) steps", "takes ⟦log_2(n)⟧ steps"),
        (r"then \argmax_x f(x) is taken", r"then ⟦\argmax_x f(x)⟧ is taken"),
    ],
)
def test_operators_relations_dots_and_fences_take_what_they_want_on_their_right(text, expected):
    assert recover(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"At time t, h_t is made from \theta_t.", r"At time t, ⟦h_t⟧ is made from ⟦\theta_t⟧."),
        (
            r"with B \in \mathbb{R}^d, A \in \mathbb{R}^r given",
            r"with ⟦B \in \mathbb{R}^d⟧, ⟦A \in \mathbb{R}^r⟧ given",
        ),
        (r"A (1-\beta) \times 100\% bound", r"A ⟦(1-\beta) \times 100\%⟧ bound"),
        (r"The share is AUC = \int_0^1 t(x) dx.", r"The share is ⟦AUC = \int_0^1 t(x) dx⟧."),
        (r"\textbf{Two Words} begin it", r"\textbf{Two Words} begin it"),
        (r"the GPU \theta_t", r"the GPU ⟦\theta_t⟧"),
        (r"and so on ... \theta_t", r"and so on ... ⟦\theta_t⟧"),
        (r'{"a": 1} \theta_t', r'{"a": 1} ⟦\theta_t⟧'),
        (r"red, green, ..., x_n", r"red, green, ..., ⟦x_n⟧"),
        (r"a_1, a_2, \dots, and so on", r"⟦a_1, a_2, \dots⟧, and so on"),
    ],
)
def test_what_stands_beside_a_formula_stays_outside(text, expected):
    assert recover(text) == [expected]


def test_a_formula_goes_on_into_the_word_that_an_ending_makes_of_it():
    assert recover("the  n-1-dimensional plane of  n inputs") == ["the ⟦n-1⟧-dimensional plane of ⟦n⟧ inputs"]


def test_words_are_what_a_letter_is_applied_to():
    assert recover("then  P(SPAM|word) is known") == ["then ⟦P(SPAM|word)⟧ is known"]


def test_a_formula_between_delimiters_is_not_part_of_another():
    assert show(find_all(lines(r"so \(x\) \theta_0 meet"))) == [r"so ⟦x⟧ ⟦\theta_0⟧ meet"]


# How much is read


def test_a_line_that_looks_as_if_it_held_no_formula_holds_none():
    # The second reading of both lines knows the symbol that the first has found.
    assert recover("a is the share", r"so a = \beta holds")[0] == "⟦a⟧ is the share"


@pytest.mark.parametrize(
    "unit", [r"\begin{align}", r"\frac{", "x_", "x, ", "{", r"\left(", "$", "w_0x_0", r"α\alpha", r"x_1, \dots, "]
)
def test_a_line_ten_times_as_long_takes_about_ten_times_as_long(unit):
    def seconds(size):
        start = process_time()
        find_all(lines(unit * (size // len(unit))))
        return process_time() - start

    seconds(2_000)
    assert min(seconds(20_000) for _ in range(2)) < 40 * max(0.005, min(seconds(2_001), seconds(2_002)))


# What the rest of the record tells


def test_a_plain_letter_is_a_formula_where_the_record_defines_it():
    text = [r"\displaystyle s = \sum_{k=1}^{m} w_k", "m is the number of terms."]
    assert recover(*text)[1] == "⟦m⟧ is the number of terms."
    assert "where-definition" in rules(*text)[1]
    assert recover("m is the number of terms.") == ["m is the number of terms."]


def test_a_name_with_an_index_is_a_formula_where_another_formula_holds_it():
    text = [r"\text{DCG} = \sum_i \frac{gain_i}{d_i}", "gai_i stays.", "m_i is the gain."]
    assert recover(*text)[1:] == ["gai_i stays.", "⟦m_i⟧ is the gain."]


def test_bare_letters_weigh_less_where_every_formula_wears_a_size_group():
    wrapped = [r"{\large u} and {\large v} are given.", "Then x = 2 u holds."]
    assert recover(*wrapped)[1] == "Then x = 2 u holds."


# What is no formula


@pytest.mark.parametrize(
    "text",
    [
        "Tune the learning_rate and max_depth first.",
        "A 3×3 kernel on a 28x28 image.",
        "Skip connections (i.e., ResNet) and L1 or L2 penalties.",
        "The F1 score, e.g. 0.5, of the k-means baseline is 95%.",
        "Call model.fit(x_train, y_train) and then np.dot(a, b).",
        'Pass {"lr": 0.1, "n": 3} or {1, 2} as options.',
        "Set {min_lr: 3e-5, max_lr: 1e-3} there.",
        r"Files in C:\temp\new match the regex \d+ here.",
        "Either/or, and/or, A/B tests, TCP/IP.",
        "I think a model (or two) is enough: try it!",
        "Call fit(alpha=0.1, min_df=2) with eps=1e-8 on __init__.py files.",
        "It is 10 to 20 times faster - or so.",
        "a > b is typed here.",
    ],
)
def test_prose_and_code_stay_text(text):
    assert recover(text) == [text]


def test_a_space_too_many_alone_is_a_typing_habit():
    assert recover("It works.  A net learns.  Use a  model that is small.") == [
        "It works. A net learns. Use a model that is small."
    ]


def test_an_indented_line_of_prose_loses_its_space_only():
    assert recover(" The model learns slowly.") == ["The model learns slowly."]


def test_white_space_is_kept_single_around_formulas():
    assert recover(r"so   \theta  ,  then") == [r"so ⟦\theta⟧, then"]


def test_an_empty_line_has_no_inlines():
    assert find_formulas(lines("", "  ")).lines == (RichLine(1, ()), RichLine(2, ()))


def test_the_indentation_of_the_page_is_no_evidence():
    assert show(find_formulas(lines("    Why it works", "     x = y"), first_column=4)) == [
        "Why it works",
        "⟪x = y⟫",
    ]


# Delimiters


def delimited(*texts):
    return show(find_delimited(lines(*texts)))


def test_brackets_with_a_backslash_delimit():
    assert delimited(r"so \( p \) is", r"\[ p = 1 \]") == ["so ⟦p⟧ is", "⟪p = 1⟫"]


def test_a_display_may_be_glued_to_the_next_word():
    assert delimited(r"\[a = b\]Example:") == ["⟪a = b⟫Example:"]


def test_a_line_break_with_a_length_opens_nothing():
    assert delimited(r"\[\begin{aligned}a\\[2pt]b\end{aligned}\]") == [r"⟪\begin{aligned}a\\[2pt]b\end{aligned}⟫"]


def test_a_display_may_run_over_lines():
    assert delimited("$$", "a = b", "$$", "then") == ["⟪a = b⟫", "then"]


def test_dollars_delimit():
    assert delimited("so $p$ and $q_i$-th, $$x = 1$$") == ["so ⟦p⟧ and ⟦q_i⟧-th, ⟪x = 1⟫"]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $10.",
        "Between $5-$10, or US$3.",
        "Set $HOME and $PATH, or $HOME:$PATH.",
        r"Pay \$5 or \$6.",
        "Run `echo $x$` in a shell.",
        "Worth $5 or 10$ today.",
        r"A lone \( stays, and so does \].",
    ],
)
def test_money_shells_and_code_delimit_nothing(text):
    assert delimited(text) == [text]


def test_a_display_environment_delimits_itself():
    assert delimited(r"Then \begin{align} a &= b \end{align} follows") == [
        r"Then ⟪\begin{align} a &= b \end{align}⟫ follows"
    ]


def test_a_formula_copied_three_times_over_is_kept_once_as_tex():
    assert delimited(
        r"the rate μ=3\mu=3μ=3 and L=12(y−y^)2L=\frac{1}{2}(y-\hat{y})^2L=21(y−y^)2, then",
        r"P(y∣x)P(y \mid x)P(y∣x)",
    ) == [r"the rate ⟦\mu=3⟧ and ⟦L=\frac{1}{2}(y-\hat{y})^2⟧, then", r"⟪P(y \mid x)⟫"]


def test_three_different_formulas_are_no_copies():
    text = r"the rate ν=3\mu=3μ=3 and α \alpha α"
    assert delimited(text) == [text]


def test_both_kinds_are_found_delimiters_first():
    assert show(find_all(lines(r"if \(x\) and \theta_0 meet  y in prose"))) == [
        r"if ⟦x⟧ and ⟦\theta_0⟧ meet ⟦y⟧ in prose"
    ]


# What comes with a formula


def test_every_rule_that_decided_is_named_and_weighs():
    (finding,) = find_formulas(lines(r"so \theta_0 is"), path="raw/a.txt").findings
    assert finding.rules == ("no-mark", "tex-command", "script", "connection")
    assert set(finding.rules) <= set(RULES)
    assert str(explain(finding)) == (
        r"raw/a.txt:1: inline `\theta_0` because of no-mark -4, tex-command +14, script +7, connection +1.5 [formula]"
    )


def test_a_broken_formula_is_a_warning_with_its_line():
    found = find_formulas([Line(41, r"so \frac{1}{n is"), Line(42, r"{\large \softmax(z)}")], path="raw/a.txt")
    assert [(str(d.span), d.code, d.severity) for d in found.diagnostics] == [
        ("raw/a.txt:41", "unbalanced-tex", Severity.WARNING),
        ("raw/a.txt:42", "unknown-tex-command", Severity.WARNING),
    ]


# Laws

ALPHABET = st.sampled_from(
    [
        *"{}\\()[]_^$ ,.'|&`=+-x1aI\n\t\x00\u200b…",
        *(r"\frac", r"\theta", r"\begin{align}", r"\end{align}", r"\left(", r"\right", r"\(", r"\]", "$$"),
        *("the ", "  ", "learning_rate", r"{\large ", "th", "L1", "é"),
    ]
)


@settings(deadline=None)  # the first call reads the table of commands
@given(st.lists(st.one_of(st.text(max_size=8), ALPHABET), max_size=24).map("".join))
def test_any_text_comes_back_with_nothing_lost(text):
    given_lines = lines(*text.splitlines())
    bare = find_formulas(given_lines)
    assert "".join(words(piece) for line in bare.lines for piece in line.inlines) == "".join(text.split())
    for found in (bare, find_delimited(given_lines), find_all(given_lines)):
        assert Text("") not in [piece for line in found.lines for piece in line.inlines]


@settings(deadline=None)  # the first call reads the table of commands
@given(st.sampled_from("{[($`\\^_a"), st.integers(1, 200))
def test_repetition_is_no_trouble(char, times):
    assert find_all(lines(char * times)).lines


SYMBOL = st.sampled_from([r"\theta", r"\hat{y}", "x_i", r"\mathbf{w}", "W^{(l)}", r"\sigma_j^2", "h_{t-1}", r"\mu"])
OPERATOR = st.sampled_from([" + ", " - ", r" \cdot ", " = ", r" \le ", " < ", r" \times "])
TERM = st.one_of(
    SYMBOL,
    st.builds(r"\frac{{{}}}{{{}}}".format, SYMBOL, SYMBOL),
    st.builds(r"f({})".format, SYMBOL),
    st.builds(r"\log({}, {})".format, SYMBOL, SYMBOL),
    st.builds(r"\sum_{{i=1}}^{{n}} {}".format, SYMBOL),
)
FORMULA = st.builds(
    lambda first, rest: first + "".join(op + term for op, term in rest),
    TERM.filter(lambda term: "_" in term or "\\" in term),
    st.lists(st.tuples(OPERATOR, TERM), max_size=3),
)
PLAIN = st.sampled_from(["x", "n", "F(x)", "K", "[0, 1]", "(0, 1)", "y = F(x) + x", "n - 1", "p"])
PROSE = st.sampled_from(
    [
        *(
            "the model learns",
            "which is why",
            "the learning_rate",
            "(i.e., ResNet)",
            "L1 and L2",
            "a 3×3 kernel",
        ),
        *(
            "about 0.5 or 95%",
            "k-means",
            "model.fit()",
            "represents",
            "is the i-th step",
            "A/B tests",
            "in this case,",
        ),
    ]
)
WRAPPER = st.sampled_from(["", r"{\large ", r"{\huge", " "])


@st.composite
def pages(draw):
    """A page: how its author writes formulas, and lines of prose with formulas or a displayed one alone."""
    wrapper = draw(WRAPPER)
    formulas = FORMULA if wrapper == "" else st.one_of(FORMULA, PLAIN)
    if wrapper.startswith("{"):
        formulas = formulas.map(lambda tex: f"{wrapper.rstrip()} {tex}}}")
    truth: list[list[Math | Text]] = []
    for _ in range(draw(st.integers(1, 6))):
        line: list[Math | Text] = [Math(draw(formulas), display=True)]
        if draw(st.booleans()):
            line = [Text(draw(PROSE))]
            for _ in range(draw(st.integers(1, 3))):
                line += [Math(draw(formulas)), Text(draw(PROSE))]
        truth.append(line)
    lead = " " if wrapper == " " else ""
    flat = [" ".join(lead + piece.tex if isinstance(piece, Math) else piece.text for piece in line) for line in truth]
    return truth, flat


@settings(deadline=None)
@given(pages())
def test_a_page_flattened_as_the_scraper_does_is_recovered_exactly(page):
    truth, flat = page
    found = [
        [Text(piece.text.strip()) if isinstance(piece, Text) else piece for piece in line.inlines]
        for line in find_formulas(lines(*flat)).lines
    ]
    assert found == truth


def test_code_between_backquotes_holds_no_formula():
    assert recover(r"Call `encode(\"a_b\", x_1)` for \alpha here.") == [
        r"Call `encode(\"a_b\", x_1)` for ⟦\alpha⟧ here."
    ]


def test_a_half_open_interval_is_whole_without_a_space_too():
    assert recover(r"the share p_i\in[0,1) is left") == [r"the share ⟦p_i\in[0,1)⟧ is left"]


def test_the_colon_of_a_map_belongs_to_it():
    assert recover(r"a function g:\mathbb{R}^k\to\mathbb{R} of the state") == [
        r"a function ⟦g:\mathbb{R}^k\to\mathbb{R}⟧ of the state"
    ]


def test_words_before_a_semicolon_are_not_what_an_equation_defines():
    (found,) = recover(r"A \cap C lies in C; P(A|C)=\frac{P(A, C)}{P(C)}")
    assert "⟪" not in found
