"""The order of new cards: as on the page, and the same in every release for what is out."""

import random
from pathlib import Path

from mlanki.identity import position_of
from mlanki.release.homes import places_of
from mlanki.release.ledger import Ledger, NoteContent
from mlanki.release.ledger_file import load_ledger
from tests.collection import Desk
from tests.conftest import Run

TOPICS = ("bias", "variance", "noise", "depth", "width", "dropout", "recall")


def guide(*topics: str) -> str:
    asked = (f"{n}. What is {topic}?\nIt is what a model of {topic} shows.\n" for n, topic in enumerate(topics, 1))
    return "A Guide\n\n" + "\n".join(asked)


def asked(desk: Desk, deck: str = "ML Interview") -> list[str]:
    return [desk.note(code)["Question"].removeprefix("What is ").rstrip("?") for code in desk.queue(deck)]


def sealed(*codes: str, places: dict[str, int]) -> Ledger:
    ledger = Ledger().stamp_notes({code: NoteContent(code) for code in codes}, {}, 9)
    return ledger.rehomed(dict.fromkeys(codes, ""), places).seal("v1", codes, 9)


def test_codes_with_a_number_have_their_place_and_the_others_that_of_their_page() -> None:
    assert places_of(["Q-B", "ML0001", "Q-A", "Q-C"], Ledger()) == {"Q-B": 500_032, "Q-A": 500_064, "Q-C": 500_096}


def test_what_is_out_keeps_its_place_and_what_is_new_stands_between_its_neighbours() -> None:
    ledger = sealed("Q-A", "Q-B", places={"Q-A": 500_032, "Q-B": 500_064})

    order = ["Q-X", "Q-A", "Q-Y", "Q-Z", "Q-B", "Q-W"]
    places = places_of(order, ledger)
    assert (places["Q-A"], places["Q-B"]) == (500_032, 500_064)
    assert sorted(order, key=places.__getitem__) == order


def test_places_of_before_there_were_places_stay() -> None:
    places = places_of(["Q-A", "Q-N", "Q-B"], sealed("Q-A", "Q-B", places={}))

    assert (places["Q-A"], places["Q-B"]) == (position_of("Q-A"), position_of("Q-B"))


def test_no_place_is_beyond_what_anki_takes() -> None:
    order = [f"Q-{number}" for number in range(40_000)]
    places = list(places_of(order, Ledger()).values())

    assert places == sorted(places)
    assert max(places) <= 999_999


def test_new_cards_of_guides_come_in_the_order_of_their_pages(home: Path, run: Run, desk: Desk) -> None:
    (home / "b.txt").write_text(guide(*TOPICS[:4]), "utf-8")
    (home / "a.txt").write_text(guide(*TOPICS[4:]), "utf-8")
    assert run("build", "b.txt", "a.txt", "-o", "out").status == 0

    desk.take(home / "out" / "all.apkg")

    assert asked(desk) == list(TOPICS)


def test_what_stands_in_one_line_has_an_order_too(home: Path, run: Run, desk: Desk) -> None:
    lines = "".join(f"<h3>What is {topic}?</h3><p>A word.</p>" for topic in TOPICS)
    (home / "c.html").write_text(f"<html><body>{lines}</body></html>", "utf-8")
    assert run("build", "c.html", "-o", "out").status == 0

    desk.take(home / "out" / "all.apkg")

    assert asked(desk) == list(TOPICS)


def test_records_that_are_read_back_keep_the_order_of_their_pages(home: Path, run: Run, desk: Desk) -> None:
    (home / "a.txt").write_text(guide(*TOPICS), "utf-8")
    run("parse", "a.txt", "-o", "records.jsonl")
    assert run("build", "records.jsonl", "-o", "out").status == 0

    desk.take(home / "out" / "all.apkg")

    assert asked(desk) == list(TOPICS)


def test_a_release_keeps_the_order_and_puts_what_is_new_where_its_page_has_it(
    home: Path, run: Run, desk: Desk, other_desk: Desk
) -> None:
    (home / "mlanki.toml").touch()
    (home / "a.txt").write_text(guide(*TOPICS), "utf-8")
    assert run("release", "v1", "a.txt", "-o", "one").status == 0
    desk.take(home / "one" / "all.apkg")
    mixed = list(TOPICS)
    random.Random(1).shuffle(mixed)
    assert mixed != list(TOPICS)
    (home / "a.txt").write_text(guide(*TOPICS[:3], "loss", "gain", *TOPICS[3:]), "utf-8")
    assert run("release", "v2", "a.txt", "-o", "two").status == 0

    desk.take(home / "two" / "all.apkg")
    other_desk.take(home / "two" / "all.apkg")

    assert asked(desk) == asked(other_desk) == [*TOPICS[:3], "loss", "gain", *TOPICS[3:]]
    (home / "a.txt").write_text(guide(*mixed), "utf-8")
    run("build", "a.txt", "-o", "three")
    notes = load_ledger(home / "mlanki.lock").notes
    assert sorted(stamp.place for stamp in notes.values() if stamp.release == "v1") == [
        *range(500_032, 500_032 + 7 * 32, 32)
    ]


def test_a_ledger_that_was_lost_is_restored_with_its_places(home: Path, run: Run) -> None:
    (home / "mlanki.toml").touch()
    (home / "a.txt").write_text(guide(*TOPICS), "utf-8")
    assert run("release", "v1", "a.txt", "-o", "one").status == 0
    before = load_ledger(home / "mlanki.lock").notes

    assert run("restore", "one/all.apkg", "-o", "again.lock").status == 0

    again = load_ledger(home / "again.lock").notes
    assert {code: stamp.place for code, stamp in again.items()} == {code: s.place for code, s in before.items()}
