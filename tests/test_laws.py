"""What holds for every dump: the truth is drawn, made dirty, and asked back."""

import random
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mlanki.config import Config
from mlanki.document import Blocks
from mlanki.identity import tag_of
from mlanki.pipeline import Parsed, parse
from mlanki.readers import read
from mlanki.sources import Place, Source, split_lines
from tests.pages import words
from tests.strategies import Dumps, dumps


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
def test_no_text_whatever_ends_in_a_traceback_and_its_words_are_in_it(text: str) -> None:
    place = Place(Path("page.txt"), "page.txt", "page.txt")
    reading = read(Source(place, text.encode(errors="replace"), split_lines(text)))

    for entry in reading.entries:
        assert_within(entry.question, text)
        assert_within(entry.answer, text)


def assert_within(blocks: Blocks, text: str) -> None:
    for word in words(blocks):
        assert word in text
