"""Small cards: what is worth one, the codes that they go by, and what becomes of them in Anki over releases."""

import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mlanki.cards.notetype import POINT
from mlanki.cards.points import Point, find_points
from mlanki.document import Blocks, plain_text, text_lines
from mlanki.markup import from_markdown
from mlanki.preview import our_note_type, show_note
from mlanki.readback import NoteSeen, read_package
from mlanki.records import Record
from mlanki.release.ledger import Ledger, NoteContent
from mlanki.release.renaming import code_points, released_points, sketch_of_point, words_in
from tests.collection import Desk
from tests.conftest import Run
from tests.pages import page, record
from tests.people import MONTH, Maintainer, User
from tests.test_upgrades import maintainer, user_of

__all__ = ["maintainer", "user_of"]  # fixtures

WANTED = 'cards = ["overview", "points"]\n'

COPIES = "Lasting Symmetry: Every unit gets the same gradient, so that all of them stay copies of one."
ROOM = "Wasted Room: A layer of copies can say no more than a single unit could."
START = "Slow Start: The first steps move all weights in one direction, and little is learnt."
QUESTION = "Why must weights differ at the start?"


def equal_weights(*points: str) -> str:
    numbered = (f"({number}) {point}" for number, point in enumerate(points, 1))
    answer = "\n".join(("Nothing tells the units apart.", "", *numbered))
    return page("Tag: NN", record("ML0033", "Equal Weights", QUESTION, answer))


def points_of(answer: str, question: str = QUESTION, title: str = "") -> tuple[Point, ...]:
    return find_points(Record("ML0033", title, from_markdown(question), from_markdown(answer), ("NN",), ()))


def said(blocks: Blocks) -> str:
    return " ".join(text_lines(blocks))


def test_each_term_of_an_enumeration_asks_for_its_explanation() -> None:
    one, other = points_of(
        "#### Effects:\n\n1. **Lasting symmetry:** All units stay copies.\n"
        "2. **Wasted room:** They say no more than one.\n"
    )

    assert (one.words, plain_text(one.question), plain_text(one.part)) == (
        "lasting-symmetry",
        "Lasting symmetry",
        "Effects",
    )
    assert said(one.answer) == "All units stay copies."
    assert (other.words, other.group) == ("wasted-room", "")


@pytest.mark.parametrize(
    "item",
    [
        "**$w_i$** is the weight of the first unit.",
        "**Example:** Take two units with equal weights and train them.",
        "**Shared gradients:** The gradients are shared.",
        "**Dead units:** Yes.",
        "**Remedies:** Random weights, orthogonal weights, and noise on the gradients.",
        "Without a term there is nothing to ask for here.",
        "**If all weights of a layer are equal at the start:** Its units stay copies.",
        f"**Everything at once:** {'Units and weights and gradients. ' * 13}",
        "**In numbers:** The weights then come out as follows:",
        "**Seen at once:** The plot below shows the weights of both units.",
    ],
    ids=["symbol", "label", "said-already", "bare", "a-set", "no-term", "sentence", "long", "unfinished", "figure"],
)
def test_what_would_be_a_bad_card_is_none(item: str) -> None:
    good = "- **Lasting symmetry:** All units stay copies.\n- **Wasted room:** They say no more than one.\n"

    assert [point.words for point in points_of(good + f"- {item}\n")] == ["lasting-symmetry", "wasted-room"]


def test_one_term_alone_is_no_enumeration() -> None:
    assert points_of("- **Lasting symmetry:** All units stay copies.\n- Nobody wants that.\n- It wastes room.\n") == ()


def test_a_long_explanation_is_asked_for_by_its_first_paragraph() -> None:
    more = "Units and weights and gradients. " * 13
    answer = (
        f"- **Lasting symmetry:** All units stay copies.\n\n  {more}\n\n- **Wasted room:** They say no more than one.\n"
    )

    assert said(points_of(answer)[0].answer) == "All units stay copies."


def test_a_term_with_terms_of_its_own_stands_above_them() -> None:
    inner = "  - **Forward:** All units give the same output.\n  - **Backward:** All units get equal gradients.\n"

    points = points_of(
        f"- **Symmetry:** It lasts.\n{inner}- **Wasted room:** They say no more than one.\n- **Cost:** Time.\n"
    )

    assert [(plain_text(point.part), point.words) for point in points] == [
        ("Symmetry", "forward"),
        ("Symmetry", "backward"),
    ]


def test_more_than_seven_points_come_in_groups() -> None:
    names = "ash birch cedar elm fir hazel larch oak".split()  # noqa: SIM905 - it reads as a list
    points = points_of("".join(f"- **{name.title()} tree:** Its wood serves shipwrights well.\n" for name in names))

    assert [point.group for point in points] == ["1–4 of 8"] * 4 + ["5–8 of 8"] * 4


def test_equal_terms_are_told_apart_by_their_headings_or_are_no_cards() -> None:
    lists = "- **Memory:** {0} number kept beside each weight.\n- **Speed:** {0} pass over all weights in memory.\n\n"

    apart = points_of(f"#### Momentum\n\n{lists.format('One')}#### Adam\n\n{lists.format('Two')}")
    assert [point.words for point in apart] == ["momentum-memory", "momentum-speed", "adam-memory", "adam-speed"]

    assert points_of(f"#### Adam\n\n{lists.format('One')}Or so.\n\n{lists.format('Two')}") == ()


def test_the_headings_above_a_point_stand_there_without_their_numbers() -> None:
    lists = "- **Memory:**\n\n  - **First {0}:** {0} number beside each weight.\n"
    lists += "  - **Second {0}:** {0} pass through all weights held in memory.\n\n"
    found = points_of(f"#### 1\\. Momentum\n\n{lists.format('one')}#### 2\\. Memory\n\n{lists.format('two')}")

    assert [(plain_text(point.part), point.words) for point in found] == [
        ("Momentum · Memory", "first-one"),
        ("Momentum · Memory", "second-one"),
        ("Memory", "first-two"),
        ("Memory", "second-two"),
    ]


def test_a_legend_below_a_list_goes_to_the_points_whose_formulas_it_explains() -> None:
    found = points_of(
        "- **Flat:** $K(x) = x$\n- **Power:** $K(x) = (x + c)^p$\n- **Bell:** $K(x) = e^{-\\gamma x^2}$\n\n  Where:\n\n"
        "  - **$c \\ge 0$ and $p$** shift and bend.\n  - **$\\gamma$** sets how fast it falls.\n"
    )

    assert [(point.words, said(point.answer)) for point in found] == [
        ("flat", "K(x) = x"),
        ("power", "K(x) = (x + c)^p c \\ge 0 and p shift and bend."),
        ("bell", r"K(x) = e^{-\gamma x^2} \gamma sets how fast it falls."),
    ]


def test_a_name_asks_for_its_formula_where_the_question_has_it() -> None:
    answer = (
        "The hinge loss punishes small margins:\n\n$$L = \\max(0, 1 - y f(x))$$\n\nwhere\n\n- **$y$** is the class.\n"
    )

    (point,) = points_of(answer, "What is the hinge loss good for?")
    assert (plain_text(point.question), plain_text(point.part)) == ("Hinge loss", "Formula")
    assert said(point.answer) == r"L = \max(0, 1 - y f(x)) y is the class."

    assert points_of(answer, "Which losses punish small margins?") == (), "the question does not name it"
    assert points_of(answer + "\n$$y = 1$$\n", "What is the hinge loss?") == (), "which of the two?"
    assert points_of(answer.replace("L =", ""), "What is the hinge loss?") == (), "it says nothing of what is equal"
    assert points_of(answer, "What is the hinge loss?", "Smooth Hinge Loss") == (), "the name of another"


def sealed(points: dict[str, Point]) -> Ledger:
    contents = {
        code: NoteContent(
            said(point.answer),
            sketch_of_point(point),
            words="" if point.words == words_in(code) else point.words,
        )
        for code, point in points.items()
    }
    return Ledger().stamp_notes(contents, {}, 9).seal("v1", contents, 9)


def coded(answer: str, ledger: Ledger) -> dict[str, Point]:
    return code_points("ML0033", points_of(answer), released_points(ledger).get("ML0033", {}))


BOTH = "- **{}:** Every unit gets the same gradient and stays a copy.\n"
BOTH += "- **{}:** A layer says no more than one unit could.\n"


def test_a_point_keeps_its_code_whatever_stands_before_it_and_however_it_is_put() -> None:
    first = coded(BOTH.format("Lasting symmetry", "Wasted room"), Ledger())
    assert list(first) == ["ML0033/lasting-symmetry", "ML0033/wasted-room"]

    answer = (
        f"- **New point:** It was not there before, and stands first.\n{BOTH.format('Symmetry that lasts', 'Waste')}"
    )
    second = coded(answer, sealed(first))
    assert list(second) == ["ML0033/new-point", "ML0033/lasting-symmetry", "ML0033/wasted-room"]

    # Its first words alone would not tell any more.
    answer = BOTH.format("Symmetry that lasts", "Waste").replace("gets the same gradient and stays a copy", "is a twin")
    assert list(coded(answer, sealed(second))) == ["ML0033/lasting-symmetry", "ML0033/wasted-room"]


def test_a_new_point_does_not_take_the_progress_of_another() -> None:
    ledger = sealed(coded(BOTH.format("Vanishing gradient problem", "Wasted room"), Ledger()))

    answer = BOTH.format("Exploding gradient problem", "Wasted room")
    other = answer.replace("Every unit gets the same gradient and stays a copy", "Steps grow until nothing is left")
    assert list(coded(other, ledger)) == ["ML0033/exploding-gradient-problem", "ML0033/wasted-room"]


def test_the_words_of_another_point_make_another_code() -> None:
    first = coded(BOTH.format("Lasting symmetry", "Wasted room"), Ledger())
    second = coded(BOTH.format("Symmetry that lasts", "Wasted room"), sealed(first))

    answer = (
        BOTH.format("Symmetry that lasts", "Wasted room")
        + "- **Lasting symmetry:** Patterns of crystals are alike in all directions.\n"
    )
    assert list(coded(answer, sealed(second)))[2] == "ML0033/lasting-symmetry-again"


def test_without_the_setting_packages_are_as_if_there_were_no_points(home: Path, run: Run) -> None:
    (home / "a.txt").write_text(equal_weights(COPIES, ROOM, START), "utf-8")
    assert run("build", "a.txt", "-o", "off", "--lock", "off.lock").status == 0
    (home / "mlanki.toml").write_text('cards = ["overview"]\n', "utf-8")
    assert run("build", "a.txt", "-o", "said", "--lock", "said.lock").status == 0
    (home / "mlanki.toml").write_text(WANTED, "utf-8")
    assert run("build", "a.txt", "-o", "on", "--lock", "on.lock").status == 0

    off, on = read_package(home / "off" / "all.apkg"), read_package(home / "on" / "all.apkg")
    assert (home / "off" / "SHA256SUMS").read_bytes() == (home / "said" / "SHA256SUMS").read_bytes()
    assert (home / "off.lock").read_bytes() == (home / "said.lock").read_bytes()
    assert [note.note_type.name for note in off.notes] == ["ML Interview Question"]
    assert [note for note in on.notes if note.note_type.name != "ML Interview Point"] == list(off.notes)
    assert len(on.notes) == 4


@pytest.mark.parametrize("wrong", ['"points"', '["points"]', '["overview", "dots"]', "[]"])
def test_any_other_cards_are_refused(home: Path, run: Run, wrong: str) -> None:
    (home / "mlanki.toml").write_text(f"cards = {wrong}\n", "utf-8")
    (home / "a.txt").write_text(equal_weights(COPIES), "utf-8")

    ran = run("build", "a.txt", "-o", "out")
    assert ran.status == 1
    wanted = '["overview"], or ["overview", "points"] for small cards, too'
    assert ran.err.splitlines()[0] == f"mlanki.toml:1: error: “cards” must be {wanted} [config-invalid]"


def test_points_follow_their_question_in_their_order(home: Path, run: Run, desk: Desk) -> None:
    other = record("DL0033", "Depth", "Why depth?", "Each layer builds on the one below.")
    uncoded = "A Guide\n\n1. How is a rate found?\nBy trial.\n(1) Range Test: Raise it until the loss jumps about.\n"
    uncoded += "(2) Decay: Lower it towards the end of training.\n\n2. What is a batch?\nSome examples.\n"
    (home / "a.txt").write_text(equal_weights(START, COPIES, ROOM) + other, "utf-8")
    (home / "b.txt").write_text(uncoded, "utf-8")
    (home / "mlanki.toml").write_text(WANTED, "utf-8")
    assert run("build", "a.txt", "b.txt", "-o", "out").status == 0

    desk.take(home / "out" / "all.apkg")

    order = desk.queue("ML Interview")
    at = order.index("ML0033")
    assert order[at : at + 4] == [
        "ML0033",
        "ML0033/slow-start",
        "ML0033/lasting-symmetry",
        "ML0033/wasted-room",
    ]
    assert [code.partition("/")[2] for code in order[-4:]] == ["", "range-test", "decay", ""]
    assert desk.problems() == []
    fields, tags, decks = desk.contents()["ML0033/slow-start"]
    assert fields[1:6] == ["Equal Weights", "Slow Start", START.partition(": ")[2], QUESTION, ""]
    assert (tags, decks) == (["NN", "mlanki::point"], ["ML Interview"])


def release_of_three_points(maintainer: Maintainer) -> Path:
    """The first release of a deck with one question."""
    maintainer.settle(WANTED)
    for file in (maintainer.folder / "raw").iterdir():
        file.unlink()
    maintainer.add("a.txt", equal_weights(COPIES, ROOM, START))
    return maintainer.release()


def test_progress_survives_a_release_with_other_words_in_another_order(
    maintainer: Maintainer, user_of: Callable[[str], User]
) -> None:
    first = release_of_three_points(maintainer)
    reworded = COPIES.replace("Lasting Symmetry", "Symmetry For Ever")
    added = "No Variety: The features of a layer are all the same one."
    maintainer.add("a.txt", equal_weights(START, added, reworded))
    second = maintainer.release()
    maintainer.add("a.txt", equal_weights(reworded.replace("stay copies of one", "remain alike for good"), START))
    third = maintainer.release(int(time.time()) + MONTH)  # Anki 24.11 gives a note the time of the import

    user = user_of("user")
    start, _, before, update, after, last, end, contents, types, problems = user(
        ["take", first / "all.apkg"],
        ["study", "ML Interview", 4],
        ["scheduling"],
        ["take", second / "all.apkg"],
        ["scheduling"],
        ["take", third / "all.apkg"],
        ["scheduling"],
        ["contents"],
        ["note_types"],
        ["problems"],
    )

    assert start == {"new": ["ML0033", "ML0033/lasting-symmetry", "ML0033/slow-start", "ML0033/wasted-room"]}
    assert update == {
        "new": ["ML0033/no-variety"],
        "updated": ["ML0033", "ML0033/lasting-symmetry"],
        "duplicate": ["ML0033/slow-start"],
    }
    assert last == {"updated": ["ML0033", "ML0033/lasting-symmetry"], "duplicate": ["ML0033/slow-start"]}
    assert len(before) == 8, "four cards, and four lines of history"
    assert after == end == before
    assert contents["ML0033/lasting-symmetry"][0][2] == "Symmetry For Ever"
    assert contents["ML0033/lasting-symmetry"][0][3].endswith("all of them remain alike for good.")
    assert contents["ML0033/wasted-room"][0][2] == "Wasted Room", "what is gone stays as it was"
    assert types == ["ML Interview Point", "ML Interview Question"]
    assert problems == []


def test_corrections_mend_small_cards_and_keep_progress_and_own_words(
    maintainer: Maintainer, user_of: Callable[[str], User]
) -> None:
    first = release_of_three_points(maintainer)
    maintainer.add("a.txt", equal_weights(COPIES.replace("copies of one", "alike"), START, ROOM))
    second = maintainer.release()

    user = user_of("user")
    _, _, _, before, corrections, after, contents, package, end, last, problems = user(
        ["take", first / "all.apkg"],
        ["study", "ML Interview", 4],
        ["edit", "ML0033/lasting-symmetry", "Extra", "mine", "hard"],
        ["scheduling"],
        ["take", second / "corrections.txt"],
        ["scheduling"],
        ["contents"],
        ["take", second / "all.apkg"],
        ["scheduling"],
        ["contents"],
        ["problems"],
    )

    assert corrections == {"updated": ["ML0033", "ML0033/lasting-symmetry"]}
    fields, tags, _ = contents["ML0033/lasting-symmetry"]
    assert fields[2] == "Lasting Symmetry"
    assert fields[3].endswith("all of them stay alike.")
    assert fields[4:] == [QUESTION, "", "", "mine"]
    assert tags == ["NN", "hard", "mlanki::point"]
    assert len(before) == 8
    assert end == after == before
    assert package == {"duplicate": sorted(last)}, "the package leaves alone what was corrected before it"
    assert last == contents
    assert problems == []


@pytest.fixture
def released(home: Path, run: Run) -> Path:
    """A folder with a release of a record that has three points, and of another."""
    (home / "a.txt").write_text(equal_weights(COPIES, ROOM, START), "utf-8")
    (home / "b.txt").write_text(page("Tag: NN", record("ML0034", "Depth", "Why depth?", "Layers build up.")), "utf-8")
    (home / "mlanki.toml").write_text(WANTED, "utf-8")
    assert run("release", "v1", "a.txt", "b.txt", "-o", "v1").status == 0
    return home


def codes_in(folder: Path) -> list[str]:
    return [note.fields[0] for note in read_package(folder / "all.apkg").notes]


def test_a_point_that_is_gone_stays_with_its_learners_and_a_note_names_it(released: Path, run: Run) -> None:
    (released / "a.txt").write_text(equal_weights(COPIES, START), "utf-8")

    ran = run("build", "a.txt", "b.txt", "-o", "out", "--strict", "-v")

    assert ran.status == 0
    assert "ML0033/wasted-room was released, and its answer has no such point any more" in ran.err
    assert codes_in(released / "out") == ["ML0033", "ML0033/lasting-symmetry", "ML0033/slow-start", "ML0034"]
    (released / "a.txt").write_text(equal_weights(COPIES, ROOM, START), "utf-8")
    assert run("build", "a.txt", "b.txt", "-o", "out").status == 0
    assert (released / "out/all.apkg").read_bytes() == (released / "v1/all.apkg").read_bytes(), "it is back as it was"


def test_small_cards_that_are_not_wanted_any_more_are_told_in_one_line(released: Path, run: Run) -> None:
    (released / "mlanki.toml").write_text("", "utf-8")

    ran = run("build", "a.txt", "b.txt", "-o", "out", "-v")

    told = [line for line in ran.err.splitlines() if "point-gone" in line]
    assert len(told) == 1
    assert "3 small cards were released, and `cards` asks for none" in told[0]
    assert codes_in(released / "out") == ["ML0033", "ML0034"]


@pytest.mark.parametrize("is_left", [True, False], ids=["in-the-sources", "in-the-last-release"])
def test_points_are_retired_with_their_question(released: Path, run: Run, *, is_left: bool) -> None:
    (released / "mlanki.toml").write_text(WANTED + '[retire]\nML0033 = "ML0034 says it"\n', "utf-8")
    sources = ("a.txt", "b.txt") if is_left else ("b.txt", "--released", "v1/all.apkg")

    assert run("release", "v2", *sources, "-o", "v2").status == 0

    notes = {note.fields[0]: note for note in read_package(released / "v2" / "all.apkg").notes}
    assert list(notes) == ["ML0033", "ML0033/lasting-symmetry", "ML0033/slow-start", "ML0033/wasted-room", "ML0034"]
    point = notes["ML0033/slow-start"]
    assert point.tags == ("NN", "mlanki::point", "mlanki::retired")
    assert point.fields[3].startswith('<div class="retired"><b>Retired.</b> Why: ML0034 says it.')
    assert point.fields[3].endswith("The first steps move all weights in one direction, and little is learnt.")
    assert run("release", "v3", *sources, "-o", "v3").status == 0
    assert (released / "v3/all.apkg").read_bytes() == (released / "v2/all.apkg").read_bytes()


def test_points_of_a_question_that_goes_on_as_another_say_so(released: Path, run: Run) -> None:
    (released / "mlanki.toml").write_text(WANTED + 'same = [["ML0034", "ML0033"]]\n', "utf-8")

    assert run("release", "v2", "a.txt", "b.txt", "-o", "v2").status == 0

    notes = {note.fields[0]: note for note in read_package(released / "v2" / "all.apkg").notes}
    ended = [note for note in notes.values() if "mlanki::merged" in note.tags and "/" in note.fields[0]]
    assert len(ended) == 3
    assert all("<b>Merged.</b> This question goes on as <b>ML0034 Depth</b>" in note.fields[3] for note in ended)


def test_points_follow_a_question_that_is_renamed(released: Path, run: Run) -> None:
    text = equal_weights(COPIES, ROOM, START).replace("ML0033", "ML0133")
    (released / "a.txt").write_text(text, "utf-8")
    (released / "mlanki.toml").write_text(WANTED + '[alias]\nML0033 = "ML0133"\n', "utf-8")

    assert run("release", "v2", "a.txt", "b.txt", "-o", "v2").status == 0

    before, after = (read_package(released / name / "all.apkg").notes for name in ("v1", "v2"))
    assert {note for note in after if "/" in note.fields[0]} == {note for note in before if "/" in note.fields[0]}


def shown_in(site: Path) -> Any:
    return json.loads((site / "cards.js").read_text("utf-8").removeprefix("window.preview = ").rstrip(";\n"))


@pytest.mark.parametrize("shown", [("a.txt", "b.txt"), ("v1/all.apkg",)], ids=["sources", "package"])
def test_a_preview_shows_small_cards_behind_their_question(released: Path, run: Run, shown: tuple[str, ...]) -> None:
    assert run("preview", *shown, "-o", "site").status == 0

    cards = shown_in(released / "site")["cards"]
    assert [card["key"] for card in cards] == [
        *("ML0033", "ML0033/lasting-symmetry", "ML0033/wasted-room", "ML0033/slow-start", "ML0034"),
    ]
    assert cards[1]["title"] == "Lasting Symmetry"
    assert QUESTION in cards[1]["front"]


def test_a_preview_shows_small_cards_behind_a_question_that_was_renamed(released: Path, run: Run) -> None:
    (released / "a.txt").write_text(equal_weights(COPIES, ROOM).replace("ML0033", "ML0133"), "utf-8")
    (released / "mlanki.toml").write_text(WANTED + '[alias]\nML0033 = "ML0133"\n', "utf-8")

    assert run("preview", "a.txt", "b.txt", "-o", "site").status == 0

    keys = [card["key"] for card in shown_in(released / "site")["cards"]]
    assert keys == ["ML0034", "ML0133", "ML0033/lasting-symmetry", "ML0033/wasted-room"]


def test_a_preview_tells_what_became_of_small_cards(released: Path, run: Run) -> None:
    (released / "a.txt").write_text(equal_weights(COPIES.replace("copies of one", "alike"), ROOM), "utf-8")

    assert run("preview", "a.txt", "b.txt", "-o", "site", "--against", "v1/all.apkg").status == 0

    site = shown_in(released / "site")
    told = {news["heading"]: [each["label"] for each in news["questions"]] for news in site["news"]}
    assert told == {
        "Corrected": ["ML0033", "ML0033/lasting-symmetry"],
        "Gone without a notice": ["ML0033/slow-start"],
    }
    (point,) = (card for card in site["cards"] if card["key"] == "ML0033/lasting-symmetry")
    assert "stay <del>copies of one.</del>" in point["before"]
    assert "stay <ins>alike.</ins>" in point["after"]
    assert QUESTION in point["before"]


def test_notes_of_a_release_and_corrections_tell_of_small_cards(released: Path, run: Run) -> None:
    added = "No Variety: The features of a layer are all the same one."
    (released / "a.txt").write_text(equal_weights(COPIES.replace("copies of one", "alike"), added, ROOM), "utf-8")

    assert run("release", "v2", "a.txt", "b.txt", "-o", "v2", "--since", "v1/all.apkg").status == 0

    notes = (released / "v2/RELEASE_NOTES.md").read_text("utf-8")
    assert (released / "v1/RELEASE_NOTES.md").read_text("utf-8") == (
        "The first release: 2 questions and 3 small cards in 1 deck.\n"
    )
    assert notes.startswith(
        "1 answer corrected: ML0033; 1 new small card in ML Interview; "
        "1 small card corrected: ML0033/lasting-symmetry; 1 small card retired: ML0033/slow-start."
    )
    assert "### New small cards\n\n**ML Interview**\n\n- ML0033/no-variety No Variety\n" in notes
    assert (
        "- ML0033/lasting-symmetry Lasting Symmetry\n"
        "  - Answer: … that all of them stay <del>copies of one.</del> <ins>alike.</ins>\n"
    ) in notes
    assert notes.count("ML0033/slow-start Slow Start") == 1
    rows = (released / "v2/corrections.txt").read_text("utf-8").splitlines()[7:]
    assert sorted(row.split("\t")[1:5] for row in rows) == [
        ['"ML Interview Point"', '"ML Interview"', '"ML0033/lasting-symmetry"', '"Equal Weights"'],
        ['"ML Interview Question"', '"ML Interview"', '"ML0033"', '"Equal Weights"'],
    ]
    told = run("diff", "v1", "v2").out
    assert "new       ML0033/no-variety No Variety (ML Interview)" in told
    assert "retired   ML0033/slow-start Slow Start (gone without a notice)" in told


def test_records_tell_nothing_of_small_cards(released: Path, run: Run) -> None:
    old, records = released / "v1/all.apkg", released / "v1/records.jsonl"
    assert run("diff", old, records).out.splitlines()[-1] == "no question has changed"
    assert run("diff", records, old).out.splitlines()[-1] == "no question has changed"


def test_a_preview_cleans_the_small_cards_of_a_stranger_too() -> None:
    fields = ("ML0033/a", "", "<script>alert(1)</script>So", "Because", QUESTION, "", "", "")

    (card,) = show_note(NoteSeen("g", our_note_type(POINT), fields, (), 0, ("D",)))

    assert card.ours
    assert (card.label, card.title) == ("ML0033/a", "So")
    assert "alert" not in card.front


def test_a_ledger_restored_from_packages_makes_the_same_packages(released: Path, run: Run) -> None:
    (released / "a.txt").write_text(
        equal_weights(START, COPIES.replace("Lasting Symmetry", "Symmetry For Ever"), ROOM), "utf-8"
    )
    assert run("release", "v2", "a.txt", "b.txt", "-o", "v2").status == 0
    (released / "mlanki.lock").unlink()

    assert run("restore", "v2/all.apkg", "-o", "mlanki.lock").status == 0
    assert run("build", "a.txt", "b.txt", "-o", "out").status == 0

    with zipfile.ZipFile(released / "out/all.apkg") as now, zipfile.ZipFile(released / "v2/all.apkg") as then:
        assert now.read("collection.anki2") == then.read("collection.anki2")
    (released / "a.txt").write_text(
        equal_weights(COPIES.replace("Lasting Symmetry", "Symmetry For Ever"), START), "utf-8"
    )
    assert run("build", "a.txt", "b.txt", "-o", "out").status == 0
    assert "ML0033/lasting-symmetry" in codes_in(released / "out")
