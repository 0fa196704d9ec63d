"""Guides without codes: a page of questions, each with its answer below it, as text.

A guide has a title, perhaps sections, and questions in whatever form its author gave them. `evidence` names
what speaks for a line being a question and what against it, `finding` weighs that, and the lines between two
questions are an answer.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line, Paragraph
from mlanki.prose.cleaning import clean
from mlanki.prose.formulas import find_delimited
from mlanki.readers.guide.answers import answer_blocks, has_paragraphs, without_mark
from mlanki.readers.guide.finding import Guide
from mlanki.readers.guide.marks import join_marks, section_name
from mlanki.readers.guide.verdict import Question, Verdict
from mlanki.readers.reading import Reading
from mlanki.records import Entry
from mlanki.sources import Source

LOOKS_FOR = "questions with answers below them (`What is dropout?`, `Q3. …`, `Describe …`)"

SHORT = 60  # characters of a line that a message repeats
FEWEST = 2  # questions with an answer; one alone may stand in any text


def recognises(source: Source) -> bool:
    """Whether several lines are questions and have something below them."""
    guide = Guide(join_marks(clean(source)[0]))
    return sum(bool(_written(guide, question)) for question in guide.questions()) >= FEWEST


def read(source: Source) -> Reading:
    """The entries of a guide; a question without an answer has none."""
    cleaned, diagnostics = clean(source)
    lines = join_marks(cleaned)
    guide = Guide(lines)
    page = "" if guide.title_at is None else section_name(lines[guide.title_at].text)
    questions = tuple(guide.questions())
    answers = [_written(guide, question) for question in questions]
    paragraphs = has_paragraphs(answers)
    entries = []
    found = list(diagnostics)
    for question, written in zip(questions, answers, strict=True):
        line = lines[question.at]
        asked = find_delimited([Line(line.number, question.text)], path=source.path)
        below = without_mark(written, always=guide.marks[question.at].style == "q")
        answer, formulas = answer_blocks(below, source.path, paragraphs=paragraphs)
        entries.append(
            Entry(
                code=None,
                title="",
                question=tuple(Paragraph(rich.inlines) for rich in asked.lines),
                answer=answer,
                tags=(question.section,) if question.section else (),
                span=source.span(line.number, (written or (line,))[-1].number),
                page=page,
            )
        )
        found += [*asked.diagnostics, *formulas]
    found += [_doubt(source, guide, verdict) for verdict in guide.verdicts if verdict.is_doubtful]
    found += _outside(source, guide, questions)
    return Reading(tuple(entries), tuple(sorted(found, key=lambda diagnostic: diagnostic.span)))


def _written(guide: Guide, question: Question) -> tuple[Line, ...]:
    """The lines of an answer, from its first word to its last; none of a table of contents."""
    lines = [guide.lines[at] for at in range(question.first, question.end) if at not in guide.contents]
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    return tuple(lines[written[0] : written[-1] + 1]) if written else ()


def _doubt(source: Source, guide: Guide, verdict: Verdict) -> Diagnostic:
    taken = "was taken for a question" if verdict.is_question else "was not taken for a question"
    return diagnose(
        "uncertain-question",
        source.span(guide.lines[verdict.at].number),
        f"“{guide.marks[verdict.at].text}” {taken} ({verdict.explain()}); "
        "if that is wrong, mark every question of the page (`Q1.`)",
    )


def _outside(source: Source, guide: Guide, questions: Sequence[Question]) -> Iterator[Diagnostic]:
    """Words above the first question, or between the title of a section and its first question."""
    inside = {at for question in questions for at in range(question.at, question.end)}
    named = {guide.title_at, *guide.sections}
    for is_outside, run in groupby(guide.written, key=lambda at: at not in inside and at not in named):
        if is_outside:
            first, *others = run
            text = guide.lines[first].text.strip()
            yield diagnose(
                "text-outside-records",
                source.span(guide.lines[first].number, guide.lines[others[-1] if others else first].number),
                f"“{text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + '…'}” belongs to no question and was "
                "left out; see whether that is right",
            )
