"""What stands deep in each other: no page has it, and still no word of it may vanish."""

import json
import os
from pathlib import Path

import pytest

from mlanki.cards import to_fields
from mlanki.document import images_of, text_lines
from mlanki.outline import read
from mlanki.packed import pickled
from mlanki.pipeline.gathering import SourceRead
from mlanki.records import Reading, Record
from mlanki.sources import find_sources
from tests.pages import source, text

DEPTHS = (15, 60, 400, 3000)
MARKDOWN = {"quotations": "> ", "lists": "- ", "numbered lists": "1. ", "both": "> - "}
HTML = {
    "elements": ("<div>", "</div>"),
    "marks": ("<b><i>", "</i></b>"),
    "lists": ("<ul><li>", "</li></ul>"),
    "terms": ("<dl><dt>term<dd>", "</dl>"),
    "quotations": ("<blockquote>", "</blockquote>"),
    "tables": ("<table><tr><td>", "</td></tr></table>"),
    "formulas": ("<math><mrow>", "</mrow></math>"),
    "elements that hold nothing": ("a<wbr>", ""),
}


def answer(page: str, path: str) -> str:
    reading = read(source(page, path))
    assert [said.code for said in reading.diagnostics] == []
    return text(reading.entries[0].answer)


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("kind", MARKDOWN)
def test_markdown_keeps_its_words_however_deep(kind: str, depth: int) -> None:
    assert "innermost" in answer(
        f"## What is a kernel?\n\n{MARKDOWN[kind] * depth}innermost\n\n## What is a tensor?\n\nAn array.\n", "a.md"
    )


@pytest.mark.parametrize("depth", [*DEPTHS, 150, 299])
@pytest.mark.parametrize("opens", [*MARKDOWN.values(), "<b>"])
def test_records_keep_their_words_however_deep(opens: str, depth: int) -> None:
    answer = json.dumps(f"{opens * depth}innermost")
    page = (
        f'{{"code": "ML0001", "title": "Kernel", "question": "Why?", "answer": {answer}, "tags": [],'
        ' "origins": [{"path": "a.md", "first": 1, "last": 2, "page": ""}]}\n'
    )
    (entry,) = read(source(page, "records.jsonl")).entries
    record = Record("ML0001", "", entry.question, entry.answer, (), entry.archived)

    assert "innermost" in "".join(to_fields(record))
    assert b"innermost" in pickled(SourceRead(Reading((entry,), media={}), {}))


@pytest.mark.parametrize("depth", DEPTHS)
def test_lists_keep_their_words_however_far_they_are_indented(depth: int) -> None:
    items = "\n".join("  " * level + f"- item{level}" for level in range(min(depth, 400)))
    found = answer(f"## What is a kernel?\n\n{items}\n\n## What is a tensor?\n\nAn array.\n", "a.md").split()

    assert found == [f"item{level}" for level in range(min(depth, 400))]


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("kind", HTML)
def test_pages_keep_their_words_however_deep(kind: str, depth: int) -> None:
    opens, closes = HTML[kind]
    page = f"<html><body><h2>ML0001 Kernel</h2><p>Why?</p><p>Answer</p>{opens * depth}innermost{closes * depth}</html>"

    assert "innermost" in answer(page, "a.html")


@pytest.mark.parametrize("depth", DEPTHS)
def test_pages_keep_their_pictures_however_deep(depth: int) -> None:
    opens, closes = "<div>" * depth, "</div>" * depth
    page = f"<html><body><h2>ML0001 Kernel</h2><p>Why?</p><p>Answer</p>{opens}one <img alt=two> three{closes}</html>"
    (entry,) = read(source(page, "a.html")).entries

    assert [*text_lines(entry.answer)] == ["one two three"]
    assert len(images_of(entry.answer)) == 1


def test_a_file_is_found_however_many_folders_it_lies_in(tmp_path: Path) -> None:
    (tmp_path / "page.md").touch()
    deepest = tmp_path.joinpath(*["d"] * 1200)
    try:
        for folder in reversed((deepest, *deepest.parents[:1199])):
            folder.mkdir()
        (deepest / "page.md").touch()
        places, diagnostics = find_sources([tmp_path])
    finally:
        (deepest / "page.md").unlink(missing_ok=True)
        os.removedirs(deepest)  # what clears away temporary folders goes down by recursion, too

    assert [len(Path(place.path).parts) for place in places] == [1201, 1]
    assert diagnostics == ()


def test_folders_that_link_to_each_other_are_read_once_each(tmp_path: Path) -> None:
    for at in range(16):
        folder = tmp_path / f"{at:02}"
        folder.mkdir()
        (folder / "page.md").touch()
        for step in (1, 2):
            (folder / f"to{step}").symlink_to(tmp_path / f"{(at + step) % 16:02}")
    places, _ = find_sources([tmp_path])

    assert sorted(place.file.resolve().parent.name for place in places) == [f"{at:02}" for at in range(16)]
