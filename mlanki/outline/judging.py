"""The verdicts on running text, by what the words of a row say, how it is marked, where it stands, and the habits."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from mlanki.outline.evidence import Verdict, speaks_for
from mlanki.outline.folds import fold_ends
from mlanki.outline.furniture import ASKING_TITLE
from mlanki.outline.habits import ANSWER_WORDS, FAMILY, SUMMARY, Habits, calls
from mlanki.outline.marks import ANSWER
from mlanki.outline.rows import SET_OFF, Shown
from mlanki.outline.wording import Case, case_of, content_words
from mlanki.prose.structure.kinds import length_in_words

MOST_IN_TURN = 0.6  # of the questions stand two lines below the one above
LABEL_WORDS = 4  # `Loss Functions:` names a section; what is longer leads in to the next line


def judge(habits: Habits) -> tuple[Verdict, ...]:
    """A verdict on every row that has something to be said for it.

    The first reading finds how the questions of this author look, the second goes by that, and the third knows where
    the questions of the second stand and their answers end.
    """
    forms = [tuple(_of_form(habits, at)) for at in habits.written]
    first = list(_judge(habits, forms, Counter(), frozenset()))
    signs = [verdict.signs for verdict in first if verdict.is_question]
    usual = Counter(map(_look, signs))
    usual["full-stop"] = sum("full-stop" in each for each in signs)
    usual["apart"] = sum(habits.rows[verdict.at].is_apart for verdict in first if verdict.is_question)
    usual["questions"] = len(signs)
    second = tuple(_judge(habits, forms, usual, frozenset()))
    cutting = _before_summary(habits, second)
    usual["in-turn"] = alternates(habits, {verdict.at for verdict in second if verdict.is_question})
    return tuple(_judge(habits, forms, usual, cutting)) if cutting or usual["in-turn"] else second


def alternates(habits: Habits, asked: Collection[int]) -> bool:
    """Whether lines ask and answer in turn."""
    places = [place for place, at in enumerate(habits.written) if at in asked]
    gaps = [below - above for above, below in pairwise(places)]
    return len(gaps) >= FAMILY and gaps.count(2) > MOST_IN_TURN * len(gaps)


def _look(signs: Sequence[str]) -> str:
    """The sign by which a question of some author is known again."""
    return next((sign for sign in ("marked", "numbered", "imperative", "question-mark") if sign in signs), "")


def _before_summary(habits: Habits, verdicts: Sequence[Verdict]) -> frozenset[int]:
    """The questions that would cut an answer in two where all answers end with a summary.

    Between such a question and the one above it is text but no summary; that comes below.
    """
    asked = [verdict.at for verdict in verdicts if verdict.is_question]
    answers = [range(at + 1, end) for at, end in pairwise((*asked, len(habits.rows)))]
    closed = [any(SUMMARY.fullmatch(habits.rows[at].text) for at in answer) for answer in answers]
    empty = [all(habits.is_like_title(at) for at in answer) for answer in answers]
    answered = empty.count(False)
    if closed.count(True) < FAMILY or 3 * closed.count(True) < 2 * answered:
        return frozenset()
    return frozenset(
        at
        for at, closed_above, empty_above, closed_here in zip(
            asked[1:], closed[:-1], empty[:-1], closed[1:], strict=True
        )
        if closed_here and not closed_above and not empty_above
    )


def _judge(
    habits: Habits, forms: Sequence[tuple[str, ...]], usual: Counter[str], cutting: frozenset[int]
) -> Iterator[Verdict]:
    """One reading: `usual` counts the looks of the questions of the one before, `cutting` would cut answers in two.

    `forms` are the signs that the forms of the rows give in all readings.
    """
    open_words: frozenset[str] = frozenset()
    folded = 0  # the end of the fold that is open
    turn = 0  # the place where the next question stands if lines ask and answer in turn
    for place, at in enumerate(habits.written):
        row = habits.rows[at]
        form = forms[place]
        if not row.sounds and not speaks_for(form):
            continue
        signs = [*row.signs, *form, *_of_place(habits, place)]
        words = content_words(row.said)
        if words and words <= open_words:
            signs.append("repeats-question")
        if at in cutting:
            signs.append("before-summary")
        if at < folded:
            signs.append("within-an-answer")
        heads_paragraph = row.is_apart or at == 0 or habits.is_like_title(at - 1)
        if 3 * usual["apart"] > 2 * usual["questions"] and not heads_paragraph:
            signs.append("within-a-paragraph")
        if usual[_look(signs)] >= FAMILY:
            signs.append("like-the-others")
        if "full-stop" in signs and FAMILY <= usual["imperative"] > 2 * usual["full-stop"]:
            signs.append("full-stop-unlike-the-others")
        if usual["in-turn"] and place == turn:
            signs.append("in-turn")
        verdict = Verdict(at, tuple(signs))
        if verdict.is_question:
            open_words = words
            turn = place + 2
            if row.shown is Shown.FOLD:
                folded = fold_ends(habits.rows, at)
        yield verdict


def _of_form(habits: Habits, at: int) -> Iterator[str]:
    """The signs that the form of a row and the habits of the author give."""
    row = habits.rows[at]
    if row.shown is Shown.FOLD:
        yield "folded"
    elif at in habits.marked:
        yield habits.marked[at]
        if at in habits.between_questions:
            yield "between-questions"
    elif habits.has_topics and not row.topic:
        yield "no-topic-among-topics"
    elif habits.is_among_marked(at):
        yield "unmarked-among-marked"
    elif habits.has_headings and row.shown is Shown.LINE and not habits.is_bare:
        yield "plain-among-headings"
    if at in habits.beside_questions or (habits.is_bare and (at in habits.marked or calls(row))):
        yield "beside-questions"
    if habits.titled and habits.stands_alone(at) and SET_OFF & {*row.signs} and "no-antecedent" not in row.signs:
        yield "set-off"
    if habits.without_marks and row.sounds and {*row.signs} <= {"question-word", "inverted"}:
        yield "no-question-marks-here"
    if habits.case_tells and row.signs:
        match case_of(row.said):
            case Case.SENTENCE:
                yield "sentence-case-among-titles"
            case Case.TITLE:
                yield "title-case-among-titles"


def _of_place(habits: Habits, place: int) -> Iterator[str]:
    """The signs that the place of a row gives: what stands above it and below it."""
    rows, written = habits.rows, habits.written
    at = written[place]
    if at in habits.code:
        yield "code"
    below = written[place + 1] if place + 1 < len(written) else None
    if at in habits.bulleted and at not in habits.marked and (not habits.asks_with_bullets or habits.lists(below)):
        yield "bullet"
    lead_in = habits.lead_ins[place]
    # What a colon lists begins with 1.
    counts_on = (rows[at].mark.number or 1) > 1 and not (place and habits.asks(written[place - 1]))
    leads = lead_in.endswith(":") and len(lead_in.split()) > LABEL_WORDS and not ASKING_TITLE.search(lead_in)
    if leads and not counts_on:
        yield "after-colon"
    words = "" if below is None or rows[below].sounds else rows[below].text
    if length_in_words(words) >= ANSWER_WORDS or ANSWER.match(words):
        yield "answered"
