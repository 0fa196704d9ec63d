"""The cards of raw/ in a real browser, rendered by Anki's own backend and typeset by Anki's own MathJax."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from mlanki.cli import main
from tests.browser import PHONE, Reviewer, anki_web, reviewer
from tests.collection import Desk

RAW = Path(__file__).parent.parent / "raw"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An Anki that has imported the decks of raw/."""
    folder = tmp_path_factory.mktemp("decks")
    with pytest.raises(SystemExit) as ended:
        main(["build", str(RAW), "-o", str(folder), "--lock", str(folder / "lock"), "-q", "--first-release"])
    assert ended.value.code == 0
    desk = Desk(folder / "collection.anki2")
    desk.take(folder / "all.apkg")
    yield desk
    desk.collection.close()


@pytest.fixture(scope="module")
def window(desk: Desk, pytestconfig: pytest.Config) -> Iterator[Reviewer]:
    cache = pytestconfig.cache
    assert cache is not None
    with reviewer(anki_web(cache.mkdir("anki-web")), Path(desk.collection.media.dir())) as window:
        yield window


def test_every_formula_of_every_card_is_typeset_and_nothing_is_wider_than_a_phone(desk: Desk, window: Reviewer) -> None:
    total = 0
    for card_id in desk.collection.find_cards(""):
        card = desk.collection.get_card(card_id)
        fields = "".join(card.note().fields)
        written = len(regex.findall(r"(?<!\\)\\[(\[]", fields))
        for html in (card.question(), card.answer()):
            shown = window.show(html)
            assert (shown.rejected, shown.left) == ([], []), card.note()["Code"]
            assert shown.width <= PHONE["width"], card.note()["Code"]
        assert shown.formulas == written, card.note()["Code"]  # the back shows the question too
        total += shown.formulas
    assert total > 300
    assert window.strayed == []


# What is displayed and has to be scrolled, and where everything stands.
SCROLLED = """() => [...document.querySelectorAll('mjx-container[display="true"]')]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).length"""
PLACES = "() => [...document.querySelectorAll('#qa *')].map((part) => JSON.stringify(part.getBoundingClientRect()))"
LATER = "() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 60))"


@pytest.mark.parametrize(("width", "most"), [(320, 4), (390, 1), (820, 0)])
def test_few_formulas_of_all_cards_have_to_be_scrolled_and_nothing_moves_when_they_are_typeset(
    desk: Desk, window: Reviewer, width: int, most: int
) -> None:
    window.resize(width)
    scrolled = 0
    for card_id in desk.collection.find_cards(""):
        card = desk.collection.get_card(card_id)
        assert window.show(card.answer()).width <= width, card.note()["Code"]
        before = window.ask(PLACES)
        window.ask(LATER)
        assert window.ask(PLACES) == before, card.note()["Code"]
        window.ask("document.querySelectorAll('details').forEach((part) => { part.open = true })")
        window.ask(LATER)
        scrolled += window.ask(SCROLLED)
    window.resize(PHONE["width"])
    assert scrolled <= most


@pytest.mark.parametrize(
    ("html", "rejected", "left"),
    [
        (r"\(\unheardof x\)", [r"\unheardof"], []),
        (r"\(\left( x\)", [r"\left( x"], []),
        (r"an \alpha", [], [r"an \alpha"]),
    ],
)
def test_the_browser_would_notice(window: Reviewer, html: str, rejected: list[str], left: list[str]) -> None:
    shown = window.show(html)

    assert ([tex.strip() for tex in shown.rejected], shown.left) == (rejected, left)


def test_the_browser_would_notice_what_is_wider_than_a_phone(window: Reviewer) -> None:
    assert window.show('<div style="width: 500px">wide</div>').width > PHONE["width"]
