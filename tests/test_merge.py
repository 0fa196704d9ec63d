"""One record for each question, whatever the order in which its entries were found."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlanki.config import Config
from mlanki.document import Blocks, Image, Lost, Paragraph, Span, Text, images_of
from mlanki.merge import Merged, difference, merge
from mlanki.merge.fullest import contains
from mlanki.records import Entry
from tests.pages import text


def blocks(words: str) -> Blocks:
    return (Paragraph((Text(words),)),) if words else ()


def entry(  # noqa: PLR0913 - each test names the one thing that matters to it
    code: str | None = "ML0001",
    answer: str = "A weighted sum.",
    *,
    at: str = "a.txt:1",
    tag: str = "",
    question: str = "What is it?",
    title: str = "Title",
    exact: bool = False,
) -> Entry:
    path, _, line = at.partition(":")
    return Entry(
        code=code,
        title=title,
        question=blocks(question),
        answer=blocks(answer),
        tags=(tag,) if tag else (),
        span=Span(path, int(line), int(line) + 5),
        page=f"Tag: {tag}" if tag else "",
        exact=exact,
    )


def merged(*entries: Entry) -> Merged:
    return merge(entries, Config())


def answers(result: Merged) -> list[str]:
    return [text(record.answer) for record in result.records]


def said(result: Merged) -> list[str]:
    return [str(diagnostic) for diagnostic in result.diagnostics]


def test_entries_of_one_code_are_one_record_with_all_tags_and_origins() -> None:
    result = merged(entry(at="b.txt:3", tag="NN"), entry(at="a.txt:9", tag="Basics"), entry("ML0002"))

    first, second = result.records
    assert (first.code, second.code) == ("ML0001", "ML0002")
    assert first.tags == ("Basics", "NN")
    assert [(str(origin.span), origin.page) for origin in first.origins] == [
        ("a.txt:9", "Tag: Basics"),
        ("b.txt:3", "Tag: NN"),
    ]
    assert result.conflicts == 0
    assert result.diagnostics == ()


def test_a_duplicate_is_explained() -> None:
    kept, dropped = entry(at="a.txt:9"), entry(at="b.txt:3")

    (duplicate,) = merged(dropped, kept).duplicates

    assert (duplicate.kept, duplicate.dropped, duplicate.why) == (kept, dropped, "same code, same words")


def test_the_fuller_answer_wins_wherever_it_stands() -> None:
    short = entry(answer="A weighted sum.", at="a.txt:1")
    full = entry(answer="A weighted sum, and then a threshold.", at="b.txt:1")

    for result in (merged(short, full), merged(full, short)):
        assert answers(result) == ["A weighted sum, and then a threshold."]
        (duplicate,) = result.duplicates
        assert (duplicate.dropped, duplicate.why) == (short, "same code, fewer words")
        assert result.diagnostics == ()


def test_case_and_punctuation_make_no_difference_between_answers() -> None:
    assert merged(entry(answer="A weighted sum"), entry(answer="a weighted, sum!", at="b.txt:1")).conflicts == 0


def test_an_answer_is_taken_from_the_page_that_has_one() -> None:
    result = merged(entry(answer="", at="a.txt:1"), entry(answer="A sum.", at="b.txt:1"))

    assert answers(result) == ["A sum."]
    assert result.diagnostics == ()


def test_answers_that_contradict_each_other_are_a_conflict_and_the_first_is_kept() -> None:
    first = entry(answer="It grows with the width of the network.", at="b.txt:7")
    other = entry(answer="It grows with the depth of the network.", at="a.txt:2")

    result = merged(first, other)

    assert answers(result) == ["It grows with the width of the network."]
    assert result.conflicts == 1
    assert said(result) == [
        (
            "a.txt:2: ML0001 is kept as in b.txt:7: “… with the width of the network”, not "
            "“… with the depth of the network”; remove one [same-code-different-answer]"
        )
    ]


def test_questions_that_contradict_each_other_are_a_conflict_too() -> None:
    result = merged(entry(question="Why is it deep?"), entry(question="Why is it wide?", at="b.txt:4"))

    assert result.conflicts == 1
    assert said(result) == [
        (
            "b.txt:4: ML0001 is kept as in a.txt:1: “… is it deep”, not "
            "“… is it wide”; remove one [same-code-different-question]"
        )
    ]


def test_another_title_is_no_conflict_but_is_told() -> None:
    result = merged(entry(title="Depth"), entry(title="depth", at="b.txt:1"), entry(title="Width", at="c.txt:4"))

    assert result.records[0].title == "Depth"
    assert result.conflicts == 0
    assert said(result) == [
        "c.txt:4: ML0001 is titled “Width” here; “Depth” is kept [same-code-different-title]",
    ]


def test_formulas_from_markup_are_kept_before_those_recovered_from_text() -> None:
    flat = entry(answer="Where x is the input.", at="a.txt:1")
    exact = entry(answer="Where x is the input", at="b.txt:1", exact=True)

    assert answers(merged(flat, exact)) == ["Where x is the input"]


@pytest.mark.parametrize(
    ("code", "tags"), [("ML0001", ("Machine_Learning",)), ("DL1", ("Deep_Learning",)), ("SQL12", ("SQL",))]
)
def test_a_record_that_no_page_tags_gets_the_area_of_its_code(code: str, tags: tuple[str, ...]) -> None:
    assert merged(entry(code)).records[0].tags == tags


def test_an_area_counts_only_where_no_page_gives_a_tag() -> None:
    assert merged(entry(at="a.txt:1"), entry(at="b.txt:1", tag="NN")).records[0].tags == ("NN",)


def test_blanks_and_commas_in_a_tag_become_one_underscore() -> None:
    assert merged(entry(tag="Bias,  Variance")).records[0].tags == ("Bias_Variance",)


def test_spellings_of_one_tag_are_united_under_the_most_frequent() -> None:
    result = merged(entry("ML1", tag="nn"), entry("ML2", tag="NN"), entry("ML3", tag="NN"), entry("ML4", tag="Nn"))

    assert [record.tags for record in result.records] == [("NN",)] * 4


def test_a_record_without_an_answer_is_kept_and_named() -> None:
    result = merged(entry(answer=""))

    assert result.records[0].answer == ()
    assert said(result) == ["a.txt:1: ML0001 has no answer on any page and gets no card; scrape it again [no-answer]"]


def test_a_record_without_a_question_is_kept_and_named() -> None:
    assert said(merged(entry(question=""))) == [
        "a.txt:1: ML0001 has no question and gets no card; write one [empty-question]"
    ]


def test_entries_without_a_code_are_the_same_question_when_their_words_are() -> None:
    result = merged(entry(None, question="What is it?"), entry(None, question="what is IT", at="b.txt:1"))

    (record,) = result.records
    assert record.code.startswith("Q-")
    assert len(record.origins) == 2


def with_picture(name: str, lost: Lost | None = None, **changes: Any) -> Entry:
    return replace(entry(**changes), answer=(Paragraph((Text("See: "), Image(name, "a curve", lost))),))


def test_of_the_same_words_those_with_their_pictures_are_kept() -> None:
    here = with_picture("", Lost(Span("a.txt", 4, 4), "the picture is gone"), at="a.txt:1")
    result = merged(here, with_picture("curve.png", at="b.txt:1"))

    assert [image.name for image in images_of(result.records[0].answer)] == ["curve.png"]
    assert all("missing-figure" not in line for line in said(result))


def test_a_picture_that_several_pages_have_lost_is_missed_once_where_it_is_kept() -> None:
    here, there = (Lost(Span(path, 4, 4), "the picture “a curve” is missing") for path in ("a.txt", "b.txt"))
    result = merged(with_picture("", there, at="b.txt:1"), with_picture("", here, at="a.txt:1"))

    assert said(result) == ["a.txt:4: the picture “a curve” is missing [missing-figure]"]


def test_a_lost_picture_of_which_no_reader_has_said_anything_is_named_with_its_record() -> None:
    assert said(merged(with_picture(""))) == [
        (
            "a.txt:1: ML0001 lacks the picture of its source (“a curve”); "
            "name a file as “figure” in mlanki.toml [missing-figure]"
        )
    ]


def test_words_are_contained_only_in_their_order() -> None:
    assert contains(("a", "b", "c"), ("a", "c"))
    assert contains(("a",), ())
    assert not contains(("a", "b", "c"), ("c", "a"))
    assert not contains(("a", "b"), ("a", "a"))


def test_a_difference_is_shown_with_a_little_of_what_surrounds_it() -> None:
    one = ("the", "accuracy", "on", "held", "out", "data", "rises", "while", "the", "loss", "falls")
    other = ("the", "accuracy", "on", "new", "data", "rises", "while", "the", "loss", "falls")

    assert difference(one, other) == (
        "… accuracy on held out data rises while the …",
        "… accuracy on new data rises while the loss …",
    )


WORDS = ("gradient", "loss", "width", "depth")
ENTRIES = st.lists(
    st.builds(
        entry,
        code=st.sampled_from(("ML0001", "ML0002", "DL7")),
        # Each is contained in the one after it, so that none contradicts another.
        answer=st.integers(0, 4).map(lambda n: " ".join(WORDS[:n])),
        title=st.sampled_from(("", "One", "Two")),
        tag=st.sampled_from(("", "NN", "nn", "Basics")),
        exact=st.booleans(),
        at=st.tuples(st.sampled_from("abc"), st.integers(1, 99)).map(lambda at: f"{at[0]}.txt:{at[1]}"),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda entry: entry.span,
)


@given(ENTRIES, st.randoms(use_true_random=False))
def test_without_contradictions_the_order_of_entries_does_not_matter(
    entries: list[Entry], chance: random.Random
) -> None:
    shuffled = entries[:]
    chance.shuffle(shuffled)

    here, there = merged(*entries), merged(*shuffled)

    assert here.conflicts == 0
    assert here.records == there.records
    assert sorted(said(here)) == sorted(said(there))
    assert {(d.dropped.span, d.kept.span, d.why) for d in here.duplicates} == {
        (d.dropped.span, d.kept.span, d.why) for d in there.duplicates
    }


CONTRADICTING = st.lists(
    st.builds(
        entry,
        code=st.sampled_from(("ML0001", "ML0002")),
        answer=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        tag=st.sampled_from(("", "NN", "Basics")),
        at=st.integers(1, 99).map(lambda line: f"a.txt:{line}"),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda entry: entry.span,
)


@given(CONTRADICTING, st.randoms(use_true_random=False))
def test_even_contradictions_leave_codes_tags_origins_and_the_number_of_conflicts_alone(
    entries: list[Entry], chance: random.Random
) -> None:
    shuffled = entries[:]
    chance.shuffle(shuffled)

    here, there = merged(*entries), merged(*shuffled)

    assert here.conflicts == there.conflicts
    assert [(r.code, r.tags, r.origins) for r in here.records] == [(r.code, r.tags, r.origins) for r in there.records]
    assert len(here.duplicates) + len(here.diagnostics) == len(entries) - len(here.records)


@given(CONTRADICTING)
def test_merging_twice_is_merging_once(entries: list[Entry]) -> None:
    assert merged(*entries, *entries).records == merged(*entries).records
