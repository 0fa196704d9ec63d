"""Code: found among prose, and the indentation of Python set again where rules leave one way."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlanki.document import CodeBlock, Line, Paragraph, Text
from mlanki.markup import to_markdown
from mlanki.prose.code import find_code, restore, set_apart, set_off_named
from mlanki.prose.code.nesting import RULES
from mlanki.prose.code.splitting import split

pytestmark = pytest.mark.usefixtures("unburdened")


def found(text: str) -> list[str]:
    """The code in `text`, a string for every run."""
    lines = text.strip("\n").split("\n")
    return ["\n".join(lines[at] for at in run) for run in find_code(lines)]


def blocks(text: str) -> list[tuple[str, str]]:
    """The code set apart from `text`: its language, and its words."""
    lines = [Line(number, line) for number, line in enumerate(text.strip("\n").split("\n"), 1)]
    return [(part.language, part.text) for part in set_apart(lines) if isinstance(part, CodeBlock)]


def flattened(code: str) -> list[str]:
    """The lines of `code` as a scraper leaves them: no indentation, no blank lines."""
    return [line.strip() for line in code.split("\n") if line.strip()]


# Finding


@pytest.mark.parametrize(
    "line",
    [
        "import numpy as np",
        "from torch import nn",
        "model.fit(x, y)",
        "scores = model.predict(rows)",
        "learning_rate = 0.1",
        "def f(x):",
        "class Net(Module):",
        "with open(path) as file:",
        'print("done")',
        "@property",
        "rows[0].value += 1",
    ],
)
def test_a_line_that_only_python_has_is_code(line: str) -> None:
    assert found(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Summary",
        "precision, recall",
        "Range: (0, 1)",
        "Purpose: speed",
        "y = w * x + b",
        "L = max(0, 1 - t)",
        "[0.9, 0.1]",
        "0.5",
        "return loss",
        "# A remark",
        "import duties rise when trade falls",
        "with care: read it twice",
        "tf.function() in a graph or similar tools in other libraries trace what runs.",
        "model.fit(x) computes the weights of the model.",
        "If the loss is small: stop.",
        "f(x)",
        ")",
    ],
)
def test_a_line_that_prose_or_algebra_may_have_is_no_code_by_itself(line: str) -> None:
    assert found(line) == []


def test_possible_lines_are_code_beside_certain_ones() -> None:
    text = "A sketch:\n# The loss\ndef loss(a, b):\nd = a - b\nreturn d * d\nSummary\nIt is small."
    assert found(text) == ["# The loss\ndef loss(a, b):\nd = a - b\nreturn d * d"]


def test_a_header_with_a_statement_below_it_is_code() -> None:
    assert found("Now\nfor page in pages:\nload(page)\nThat is all.") == ["for page in pages:\nload(page)"]


def test_a_statement_may_go_over_several_lines() -> None:
    text = "model = Sequential([\nDense(64, activation='relu'),\nDense(1),\n])\nThe model is small."
    assert found(text) == ["model = Sequential([\nDense(64, activation='relu'),\nDense(1),\n])"]


def test_blank_lines_may_stand_within_code_and_stay() -> None:
    text = "Look:\n\nimport os\n\ndef home():\n\nreturn os.sep\n\nIt works."
    assert found(text) == ["import os\n\ndef home():\n\nreturn os.sep"]
    assert restore(found(text)[0].split("\n")) == "import os\n\ndef home():\n\n    return os.sep"


def test_a_line_that_was_several_is_code() -> None:
    assert found("import os def home(): return os.getcwd()") == ["import os def home(): return os.getcwd()"]


# Other languages

SNIPPETS = {
    "a query": (
        "sql",
        "SELECT c.city, COUNT(*) AS shops\nFROM shops c\nJOIN towns t ON t.id = c.town\nGROUP BY c.city;",
    ),
    "a query in small letters": ("sql", "select name, max(price)\nfrom goods\nwhere price > 3\ngroup by name"),
    "a query as a sentence begins": ("sql", "Select * from Goods where Price > 3"),
    "a table is made": ("sql", "CREATE TABLE towns (\nid INT PRIMARY KEY,\nname TEXT NOT NULL\n);"),
    "a query of a query": ("sql", "WITH last AS (\nSELECT id FROM visits\n)\nSELECT id FROM last;"),
    "rows are changed": (
        "sql",
        "-- a rise\nUPDATE staff SET pay = 3 WHERE grade = 'B';\nDELETE FROM staff WHERE gone < '2001-01-01';",
    ),
    "commands at a prompt": ("console", "$ pip install pandas\n$ cd notes\n$ git log --oneline"),
    "commands": ("bash", "git clone https://example.org/a.git\ncd a\npip install -r needs.txt"),
    "a container": ("bash", "docker run --rm -p 80:80 web"),
    "JavaScript": ("javascript", "const half = (x) => {\nreturn x / 2;\n};\nconsole.log(half(4)); // 2"),
    "a JavaScript function": (
        "javascript",
        "function once(f) {\nlet done = false;\nif (!done) {\ndone = true;\nf();\n}\n}",
    ),
    "C++": (
        "cpp",
        "#include <vector>\nint main() {\nstd::vector<int> v = {1, 2};\nfor (int i : v) {\nstd::cout << i;\n}\n}",
    ),
    "Java": ("java", "public class Pair {\nprivate final String left;\npublic String left() {\nreturn left;\n}\n}"),
}


@pytest.mark.parametrize("snippet", SNIPPETS.values(), ids=SNIPPETS.keys())
def test_code_between_prose_is_set_apart_with_its_language(snippet: tuple[str, str]) -> None:
    assert blocks(f"Here is how one does it.\n{snippet[1]}\nThis is quick, since the index is used.") == [snippet]


@pytest.mark.parametrize(
    "line",
    [
        "Select the features that matter from the table of candidates.",
        "select features from data",
        "Select columns, then rows from tables",
        "SELECT chooses columns",
        "With indexes (or without), a query returns rows",
        "Update the weights, set the rate = 0.1",
        "From here on: read",
        "import of goods; export of goods;",
        "return on investment (ROI);",
        "for all x in X;",
        "if (and only if) it holds {see below}",
        "let x = 5",
        "var X = E[X^2] - E[X]^2",
        "class imbalance;",
        "precision = TP / (TP + FP);",
        "S = {1, 2, 3}",
        "$ 5 an hour",
        "$ x = 1 $",
        "git is a tool, and make is another",
        "git rebase vs git merge",
        "git add, git commit, git push",
        "docker containers share a kernel",
        "make sure x/y is small",
        "// as in the figure",
        "-- an aside",
        "}",
    ],
)
def test_prose_terms_and_formulas_with_words_of_code_are_prose(line: str) -> None:
    assert found(line) == []


def test_clauses_that_are_explained_one_a_line_are_prose() -> None:
    assert found("SELECT\nFROM\nWHERE\nGROUP BY\nORDER BY") == []
    assert found("SELECT picks columns\nFROM names tables\nWHERE filters rows") == []


# Code that a sentence names


@pytest.mark.parametrize(
    "line",
    [
        "Call `model.fit(X, y)` and wait.",
        '`df.groupby("x").mean()` groups the rows.',
        "The best class is `np.argmax`, within `torch.no_grad()`.",
        "`train_test_split(X, y, test_size=0.2)` keeps `x_train` apart.",
        "Its `learning_rate` (a small number) is no `max_depth`.",
        "A `DataLoader(data, batch_size=32)` has `__len__()` and `__iter__`.",
        'Then `layers.Dense(64, activation="relu")(x)`: one layer.',
        "Words are what `word_tokenize(“All rocks!”)` gives.",
        "`from nltk.tokenize import word_tokenize; word_tokenize(text)`",
    ],
)
def test_code_that_a_sentence_names_is_set_off(line: str) -> None:
    assert to_markdown(set_off_named((Paragraph((Text(line.replace("`", "")),)),))) == line


@pytest.mark.parametrize(
    "line",
    [
        "Regularization (L2), or regularization(L2), e.g. this, i.e., e.g.(see) and U.S. (2019)",
        "The class(es) of layer(s) are drawn randomly(to avoid bias).",
        "P(X|Y) and f(x), ReLU(x), LeakyReLU(x), Beta(2, 2), det(A), argmax_theta, p_hat, w_new",
        "J.Smith(2019) in Node.js on Example.com, Fig.2(a), v1.2, the end.However it goes on",
        "See https://example.org/x_y/max_depth?user_id=3#a_name or my_name@example.org",
        "A ____ is to be filled in, and _this_ matters; batch_size-based; C:\\my_jobs",
        r"TeX that nobody knows, \text_size or $theta_hat$",
    ],
)
def test_prose_formulas_and_addresses_name_no_code(line: str) -> None:
    assert set_off_named((Paragraph((Text(line),)),)) == (Paragraph((Text(line),)),)


# A token a line


def test_code_with_a_token_a_line_is_joined_again() -> None:
    text = (
        "from\n\nsklearn.ensemble\n\nimport\n\nRandomForestClassifier\n\nmodel\n\n=\n\nRandomForestClassifier\n(\n"
        "n_estimators\n=\n100\n)\n\nmodel\n.\nfit\n(\nX\n,\ny\n)\n# The fit is done in place\n\n3. What is a forest?"
    )
    code = (
        "from sklearn.ensemble import RandomForestClassifier\n"
        "model = RandomForestClassifier(n_estimators=100)\n"
        "model.fit(X,y)\n"
        "# The fit is done in place"
    )
    assert blocks(text) == [("python", code)]


def test_tokens_without_blank_lines_between_are_joined_and_indented() -> None:
    tokens = "Example\ndef\nhalf_of\n(\nx\n)\n:\nreturn\nx\n/\n2\nThat is all there is to it."
    assert blocks(tokens) == [("python", "def half_of(x):\n    return x/2")]


def test_tokens_of_a_language_with_semicolons_are_joined() -> None:
    assert blocks("const\n\na\n\n=\n\n1\n;\n\nconsole\n.\nlog\n(\na\n)\n;") == [
        ("javascript", "const a = 1;\nconsole.log(a);")
    ]


@pytest.mark.parametrize(
    "text", ["Precision\n\nRecall\n\nF1", "L\n=\nmax\n(\n0\n,\nt\n)", "•\nBias\n•\nNoise\n•\nDrift"]
)
def test_terms_and_formulas_with_a_token_a_line_are_no_code(text: str) -> None:
    assert found(text) == []


# Telling statements apart


@pytest.mark.parametrize(
    ("line", "statements"),
    [
        ("a = f(1) b = g(2)", ["a = f(1)", "b = g(2)"]),
        ("import os def f(x): return x", ["import os", "def f(x):", "return x"]),
        ("x = 1 if a else 2 y = 3", ["x = 1 if a else 2", "y = 3"]),
        ("if a: b() if c: d()", ["if a:", "b()", "if c:", "d()"]),
        ("f = lambda x: x print(f)", ["f = lambda x: x", "print(f)"]),
        ("from a import b from c import d", ["from a import b", "from c import d"]),
        ("for i in rows: # each one total += i", ["for i in rows:", "# each one", "total += i"]),
        ("x = [i for i in y if i] z = {1: 2}", ["x = [i for i in y if i]", "z = {1: 2}"]),
        ("return not x", ["return not x"]),
        ("s = 'a b # c d'", ["s = 'a b # c d'"]),
        ("x = 4 # was x = 5", ["x = 4 # was x = 5"]),
    ],
)
def test_statements_on_one_line_are_told_apart(line: str, statements: list[str]) -> None:
    assert [*split(line)] == statements


# Restoring

CERTAIN = {
    "a function ends with its return": """\
def half(x):
    return x / 2
print(half(3))""",
    "a loop ends before the return of its function": """\
def total(rows):
    amount = 0
    for row in rows:
        amount += row
    return amount""",
    "what a loop binds is used in it": """\
def spread(rows, steps):
    done = []
    for step in range(steps):
        part = rows[step:]
        done.append(part)
    return done""",
    "methods are side by side": """\
class Net(Module):
    def __init__(self, size):
        super().__init__()
        self.size = size
    def forward(self, x):
        return x * self.size
net = Net(3)""",
    "a branch that returns is over": """\
def relu(x):
    if x > 0:
        return x
    return 0""",
    "clauses stand below their header": """\
def sign(x):
    if x > 0:
        name = "up"
    elif x < 0:
        name = "down"
    else:
        name = "flat"
    return name""",
    "a comment is as deep as the statement below it": """\
# Twice
def twice(x):
    # Add it to itself
    return x + x
# Use it
print(twice(2))""",
    "a bracket may be open over lines": """\
def build():
    return Sequential([
        Dense(8),
        Dense(1),
    ])
model = build()""",
    "two loops over the same name": """\
for i in range(3):
    print(i)
for i in range(4):
    print(-i)""",
    "a guarded script is outermost": """\
def main(name):
    print(name)
if __name__ == "__main__":
    main("x")""",
    "try and its clauses": """\
try:
    import fast
except ImportError:
    import slow
import other""",
    "lines that nothing places, above one that is certain": """\
def area(a, b):
    log("start")
    return a * b""",
    "no blocks at all": """\
x = f(1)
y = g(x)""",
}


@pytest.mark.parametrize("code", CERTAIN.values(), ids=CERTAIN.keys())
def test_code_is_indented_where_rules_leave_one_way(code: str) -> None:
    assert restore(flattened(code)) == code


@pytest.mark.parametrize(
    "lines",
    [
        ["for x in rows:", "total += f(x)", "print(total)"],
        ["with Tape() as tape:", "loss = f(x)", "grad = tape.gradient(loss)"],
        ["if ready:", "start()", "report()"],
        ["def show(x):", "print(x)", "plot()"],
        ["while True:"],
        ["class Net(Module):", "x ="],
    ],
)
def test_code_that_can_be_read_in_several_ways_is_shown_as_it_came(lines: list[str]) -> None:
    assert restore(lines) == "\n".join(lines)


def test_a_line_alone_may_become_several() -> None:
    line = "import os def home(): # Where we are here = os.getcwd() return here"
    assert restore([line]) == "import os\ndef home():\n    # Where we are\n    here = os.getcwd()\n    return here"


def test_a_line_alone_stays_one_where_its_blocks_cannot_be_told() -> None:
    line = "with Tape() as tape: loss = f(x) # Make it grad = tape.gradient(loss)"
    assert restore([line]) == line


def test_code_that_has_kept_its_indentation_is_left_alone() -> None:
    lines = ["def f(x):", "  if x:", "      return 1", "  return 2"]
    assert restore(lines) == "\n".join(lines)


def test_every_rule_decides_some_case_by_its_name() -> None:
    assert [rule.__name__ for rule in RULES] == [
        "nothing_runs_after_return",
        "a_clause_ends_the_branch",
        "a_definition_stands_outermost",
        "imports_stand_outermost",
        "the_script_begins_outermost",
        "return_ends_its_function",
        "what_is_made_is_used_outside",
        "a_class_holds_definitions",
        "a_loop_over_the_same_name_is_another",
        "names_are_used_where_they_are_bound",
    ]


# Laws

STATEMENTS = st.sampled_from(
    [
        *("import os", "def f(x):", "class A:", "for i in y:", "if a:", "else:", "with o() as h:", "return x"),
        *("x = 1", "y += x  # more", "# why", "print(x)", "self.a = [1,", "2]", "s = '''a", "b'''", "@wraps(f)"),
    ]
)


@given(st.lists(STATEMENTS, max_size=12))
def test_nothing_but_white_space_is_changed(lines: list[str]) -> None:
    assert "".join(restore(lines).split()) == "".join("".join(lines).split())
    joined = " ".join(lines)
    assert "".join(restore([joined]).split()) == "".join(joined.split())


@given(st.lists(st.text(max_size=25), max_size=6))
def test_any_text_may_be_searched_for_code(lines: list[str]) -> None:
    for run in find_code(lines):
        restored = restore([lines[at] for at in run])
        assert "".join(restored.split()) == "".join("".join(lines[at] for at in run).split())


LONG = {
    "brackets": "(((((((((\n",
    "brackets on one line": "(",
    "open calls": "print(\n",
    "statements": "x = 1\n",
    "statements on one line": "x = 1 ",
    "blocks": "def f(a):\nlog(a)\nlog(2)\nreturn a\n",
    "prose": "A tree splits the data (as in import) at x = 1; see the figure.\n",
    "queries": "SELECT a,\n",
    "tokens": "x\n\n=\n\n1\n\n",
    "escaped quotes": 'f(\\"',
    "decorators": "@cached\n",
}


def test_a_statement_may_begin_within_a_token() -> None:
    assert find_code(["-", "0a", "0a", "0a"]) == ()


@pytest.mark.parametrize("line", LONG.values(), ids=LONG.keys())
def test_the_cost_of_looking_for_code_grows_with_the_text_alone(line: str) -> None:
    def cost(length: int) -> float:
        lines = [Line(1, text) for text in (line * (length // len(line))).split("\n")]
        begin = process_time()
        list(set_apart(lines))
        return process_time() - begin

    cost(1_000)
    assert cost(80_000) < 8 * 4 * cost(10_000) + 0.1


@pytest.mark.parametrize("text", ["a.bc", "ab(", "ab((a)", "a_bc[", "np.a()", "a_b "])
def test_the_cost_of_looking_for_named_code_grows_with_the_text_alone(text: str) -> None:
    def cost(length: int) -> float:
        begin = process_time()
        set_off_named((Paragraph((Text(text * (length // len(text))),)),))
        return process_time() - begin

    cost(1_000)
    assert cost(80_000) < 8 * 4 * cost(10_000) + 0.1
