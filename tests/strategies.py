"""Clean questions drawn at random, and the dumps that pages and scrapers make of them."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.pages import LOGIN

PLAIN = (
    *("gradient", "loss", "the", "of", "weights", "a", "Softmax", "regularisation", "overfits,", "is", "when", "k"),
    *("bias", "variance", "and", "kernels", "trees", "0.5", "10³", "naïve", "café", "“mean”", "—", "θ", "学习"),
)
TRICKY = (
    *("VGG16", "ML0003", "DL7,", "Answer", "Login", "Comments", "(1)", "•", "*", "-", "<b>", "&amp;", "a<b", "$5"),
    *("snake_case", "{{c1::x}}", "C:\\path", "[sound:x]", "#", ">", "|", "Tag:", "x_1", "`code`", "**bold**", "~~"),
)

# A line begins with an ordinary word: what may stand first on a line is the matter of the cases in dumps/.
LINES = st.builds(
    lambda first, others, last: " ".join((first, *others, last)),
    st.sampled_from(PLAIN),
    st.lists(st.sampled_from(PLAIN + TRICKY), max_size=6),
    st.sampled_from(PLAIN),
)
PARAGRAPHS = st.lists(st.lists(LINES, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)

CODES = st.builds(
    lambda prefix, number, width: f"{prefix}{number:0{width}}",
    st.sampled_from(("ML", "DL", "NLP", "SQL", "SYS")),
    st.integers(1, 999),
    st.sampled_from((2, 4)),
)
TITLES = st.lists(st.sampled_from(("Deep", "Learning", "Rate", "of", "Loss", "GPT2", "α")), max_size=4).map(" ".join)


@dataclass(frozen=True)
class Question:
    """What the author of a page wrote: paragraphs of lines."""

    code: str
    title: str
    question: tuple[tuple[str, ...], ...]
    answer: tuple[tuple[str, ...], ...]


QUESTIONS = st.lists(
    st.builds(Question, code=CODES, title=TITLES, question=PARAGRAPHS, answer=PARAGRAPHS),
    min_size=1,
    max_size=4,
    unique_by=lambda question: question.code,
)


@dataclass(frozen=True)
class Seen:
    """Where a question stands in a dump: the file, its lines, and the tag of the page."""

    code: str
    path: str
    first: int
    last: int
    tag: str


@dataclass(frozen=True)
class Dumps:
    """The truth, the files that were made of it, and where each question went."""

    questions: tuple[Question, ...]
    files: dict[str, bytes]
    seen: tuple[Seen, ...]


@dataclass(frozen=True)
class Habit:
    """How a page is laid out."""

    bullet: str
    indent: str
    inner: str
    blanks: tuple[int, ...]
    login: bool


HABITS = st.builds(
    Habit,
    bullet=st.sampled_from(("•", "*", "-", "◦", "")),
    indent=st.sampled_from(("", "  ", "      ", "\t", "\u00a0\u00a0")),
    inner=st.sampled_from(("", "    ", "        ", "\u00a0 ")),
    blanks=st.tuples(*[st.integers(0, 3)] * 4),
    login=st.booleans(),
)
FORM = (
    LOGIN,
    "",
    "Did you solve the problem?",
    "",
    "Comments",
    "",
    "Leave a Reply",
    "",
    "Your email address will not be published. Required fields are marked *",
)
TAGS = ("NN", "Trees", "Bias, Variance", "")

LINE_ENDS = ("\n", "\r\n", "\r")


def _as_utf_16(text: str) -> bytes:
    return ("\ufeff" + text).encode("utf-16-le")


def _as_1252(text: str) -> bytes:
    """Windows-1252 where that can be told from UTF-8 and says the same, else UTF-8."""
    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode()
    try:
        data.decode()
    except UnicodeDecodeError:
        return data
    return text.encode()


ENCODINGS: tuple[Callable[[str], bytes], ...] = (
    str.encode,
    lambda text: text.encode("utf-8-sig"),
    lambda text: text.encode("utf-16"),
    _as_utf_16,
    _as_1252,
)


@st.composite
def dumps(draw: st.DrawFn) -> Dumps:
    """Questions spread over pages, with repeats, in files of other habits, encodings and line ends."""
    questions = draw(QUESTIONS)
    files: dict[str, bytes] = {}
    seen: list[Seen] = []
    # Every question stands on one page at least, and some on more.
    pages = [list(draw(st.permutations(questions)))]
    pages += draw(st.lists(st.lists(st.sampled_from(questions), min_size=1, unique=True), max_size=2))
    for number, page in enumerate(pages):
        path = f"page{number}.txt"
        tag = draw(st.sampled_from(TAGS))
        text, places = _lay_out(draw, page, tag)
        seen += (Seen(code, path, first, last, tag) for code, first, last in places)
        files[path] = draw(st.sampled_from(ENCODINGS))(text)
    if draw(st.booleans()):
        post = draw(st.sampled_from(questions))
        text, ((code, first, last),) = _lay_out(draw, [post], "", Habit("", "", "", (1, 1, 1, 1), login=False))
        seen.append(Seen(code, "post.txt", first, last, ""))
        files["post.txt"] = (text + "\n" + "\n".join(FORM)).encode()
    return Dumps(tuple(questions), files, tuple(seen))


def _lay_out(
    draw: st.DrawFn, page: list[Question], tag: str, habit: Habit | None = None
) -> tuple[str, list[tuple[str, int, int]]]:
    """The text of a page, and for each of its questions the code and the first and the last line."""
    habit = habit or draw(HABITS)
    # Without a bullet only the line that asks to log in tells where the next record begins.
    login = habit.login or not habit.bullet
    lines: list[str] = []
    if tag:
        lines += [draw(st.sampled_from(("Tag: ", "Category: ", "tag:"))) + tag, ""]
    elif draw(st.booleans()) and habit.bullet:
        lines += ["Author: someone", ""]
    places = []
    for question in page:
        bullet = f"{habit.bullet} " if habit.bullet else ""
        lines.append(f"{habit.indent}{bullet}{question.code} {question.title}".rstrip())
        first = len(lines)
        lines += [""] * habit.blanks[0]
        lines += _paragraphs(question.question, habit)
        lines += [""] * habit.blanks[1]
        lines.append(f"{habit.indent}{habit.inner}Answer")
        lines += [""] * habit.blanks[2]
        lines += _paragraphs(question.answer, habit)
        places.append((question.code, first, len(lines)))
        lines += [""] * habit.blanks[3]
        if login:
            lines.append(f"{habit.indent}{habit.inner}{LOGIN}")
    trailing = draw(st.sampled_from(("", " ", "\u200b", "\u00a0")))
    blank = draw(st.sampled_from((" ", "\u00a0", "  ")))
    words = [line.lstrip() for line in lines]
    indents = [line[: len(line) - len(word)] for line, word in zip(lines, words, strict=True)]
    dirty = [indent + word.replace(" ", blank) + trailing for indent, word in zip(indents, words, strict=True)]
    return draw(st.sampled_from(LINE_ENDS)).join(dirty), places


def _paragraphs(paragraphs: tuple[tuple[str, ...], ...], habit: Habit) -> list[str]:
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        lines += [""] * bool(number)
        lines += (f"{habit.indent}{habit.inner}{line}" for line in paragraph)
    return lines
