"""What holds for every dump: the truth is drawn, made dirty, and asked back."""

import random
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from mlanki.config import Config
from mlanki.identity import tag_of
from mlanki.outline import read
from mlanki.pipeline import Parsed, parse
from tests import bank_forms, bank_words
from tests.banks import BLOCKS, Bank, banks
from tests.pages import page, record, source, words
from tests.strategies import PLAIN, Dumps, dumps


def parsed(drawn: Dumps, names: list[str] | None = None) -> Parsed:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in drawn.files.items():
            (Path(folder) / name).write_bytes(data)
        return parse([Path(folder) / name for name in names or drawn.files], Config())


def said(paragraphs: tuple[tuple[str, ...], ...]) -> list[str]:
    return [word for paragraph in paragraphs for line in paragraph for word in line.split()]


@given(dumps())
def test_the_parser_gives_back_every_word_in_order_with_its_tags_and_lines(drawn: Dumps) -> None:
    result = parsed(drawn)

    found = {record.code: record for record in result.records}
    assert sorted(found) == sorted(question.code for question in drawn.questions)
    for question in drawn.questions:
        record = found[question.code]
        assert record.title.split() == question.title.split()
        assert words(record.question) == said(question.question)
        assert words(record.answer) == said(question.answer)
        seen = [place for place in drawn.seen if place.code == question.code]
        assert {(o.span.path, o.span.first, o.span.last) for o in record.origins} == {
            (place.path, place.first, place.last) for place in seen
        }
        if tags := {tag_of(place.tag) for place in seen if place.tag}:
            assert set(record.tags) == tags
        else:
            area = {"ML": "Machine_Learning", "DL": "Deep_Learning"}
            prefix = question.code.rstrip("0123456789")
            assert record.tags == (area.get(prefix, prefix),)
    assert result.entries == len(drawn.seen)
    assert result.conflicts == 0


@given(dumps(), st.randoms(use_true_random=False))
def test_the_order_of_sources_does_not_matter(drawn: Dumps, chance: random.Random) -> None:
    names = list(drawn.files)
    chance.shuffle(names)

    assert parsed(drawn, names).records == parsed(drawn).records


@given(st.text())
def test_no_text_whatever_ends_in_a_traceback(text: str) -> None:
    read(source(text))


# What pages write around questions and answers, and no card shows.
MARKS = regex.compile(
    r"""^ \s* (?: Tag: | Answer \s* $ | Login [ ] to [ ] view [ ] more [ ] content )
      | ^ [\s#]* \(? Q? \d+ [.):]             # the number of a question or an item
      | ^ \s* ``` (?: python )?""",
    regex.VERBOSE,
)
# A line of another hand, without what is markup in one of the forms.
STRAY = st.one_of(
    st.lists(st.sampled_from(PLAIN), min_size=1, max_size=6).map(" ".join),
    st.text(st.characters(exclude_categories=("C", "Z", "M"), exclude_characters="<&`~["), min_size=1, max_size=8),
    st.sampled_from(
        (*bank_words.SENTENCES, *bank_words.HEADINGS, "", "Why?", "Answer", "Contents", "Related articles")
    ),
)


def spoken(text: str) -> Counter[str]:
    """The words of a text, signs apart."""
    return Counter(regex.findall(r"[^\W_]+", text))


@pytest.mark.parametrize("write", [bank_forms.listing, bank_forms.guide, bank_forms.markdown])
@given(st.data(), st.lists(st.tuples(st.integers(0, 150), STRAY), max_size=4))
def test_every_word_of_a_page_is_in_an_entry_or_told_of_and_none_is_invented(
    write: Callable[[Bank], str], data: st.DataObject, strays: list[tuple[int, str]]
) -> None:
    # A section of a listing is a page of its own: see the next law.
    lines = write(data.draw(banks(tuple(BLOCKS), sectioned=write is not bank_forms.listing))).split("\n")
    for place, stray in strays:
        lines.insert(place, stray)
    assert_nothing_is_lost(lines, "bank.md" if write is bank_forms.markdown else "page.txt")


def test_words_between_the_header_of_a_second_page_and_its_first_record_are_told_of() -> None:
    two = page("Tag: NN", record("ML0001")) + "\n" + page("Tag: Trees\n\nForests by request", record("ML0002"))
    assert_nothing_is_lost(two.split("\n"), "page.txt")


def assert_nothing_is_lost(lines: list[str], path: str) -> None:
    reading = read(source("\n".join(lines), path))
    assert reading.entries
    left_out = [said.span for said in reading.diagnostics if said.code != "formula"]
    told = {line for span in left_out for line in range(span.first, span.last + 1)}
    held = set()
    for entry in reading.entries:
        span = set(range(entry.span.first, entry.span.last + 1))
        shown = spoken(" ".join((entry.code or "", entry.title, *words((*entry.question, *entry.answer)))))
        assert not spoken(said_in(lines, span - told)) - shown
        assert not shown - spoken("\n".join(lines[entry.span.first - 1 : entry.span.last]))
        held |= span
    labels = spoken(" ".join(label for entry in reading.entries for label in (entry.page, *entry.tags)))
    assert spoken(said_in(lines, set(range(1, len(lines) + 1)) - told - held)).keys() <= labels.keys()


def said_in(lines: list[str], numbers: set[int]) -> str:
    """The lines with these numbers, without what marks them."""
    return "\n".join(MARKS.sub("", lines[number - 1]) for number in sorted(numbers))
