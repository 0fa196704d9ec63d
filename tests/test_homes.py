"""Which deck a note is at home in, what the deck is called, and what of that never changes."""

from pathlib import Path

import pytest

from mlanki.config import Config, load_config
from mlanki.document import Paragraph, Span, Text
from mlanki.identity import deck_name_of
from mlanki.records import Origin, Record
from mlanki.release.homes import homes_of, names_alike
from mlanki.release.ledger import Ledger, NoteContent
from tests.collection import Desk
from tests.conftest import Run
from tests.pages import page, record

GUIDE = """A Guide to Trees

Growing, Pruning

1. How does a tree grow?
It splits the data at the best threshold, again and again.

2. Why is a tree pruned?
The smallest leaves only fit the noise.

Forests

3. What is a forest?
Many trees, each grown on a sample.

4. Why does a forest vote?
The errors of its trees are not the same.

5. What is a stump?
A tree with a single split.
"""


def of(code: str, *tags: str, seen: str = "") -> Record:
    words = (Paragraph((Text(f"What is {code}?"),)),)
    return Record(code, "", words, words, tags, (Origin(Span("a.txt", 1, 2), seen),))


def homes(*records: Record, config: Config | None = None, ledger: Ledger | None = None, **words: str) -> list[str]:
    living = {record.code: record for record in records}
    return list(homes_of(living, words, config or Config(), ledger or Ledger()).values())


def test_a_tag_has_a_deck_if_five_records_carry_it() -> None:
    assert homes(*(of(f"SQL{n}", "Joins") for n in range(4))) == [""] * 4
    assert homes(*(of(f"SQL{n}", "Joins") for n in range(5))) == ["Joins"] * 5


def test_a_note_of_a_small_tag_is_at_home_with_another_of_its_tags() -> None:
    assert homes(*(of(f"SQL{n}", "Joins") for n in range(5)), of("SQL9", "Joins", "Rare"))[-1] == "Joins"


def test_of_two_decks_a_note_is_at_home_in_the_smaller() -> None:
    notes = [*(of(f"SQL{n}", "Joins") for n in range(6)), *(of(f"SQL{n}", "Keys") for n in range(10, 14))]

    assert homes(*notes, of("SQL20", "Joins", "Keys"))[-1] == "Keys"


def test_notes_of_small_tags_gather_in_their_area() -> None:
    assert homes(*(of(f"ML{n}", f"Tag_{n}") for n in range(5)), of("DL1", "Rare")) == ["Machine Learning"] * 5 + [""]
    guide = [of(f"Q-AAAAAAA{n}", f"Tag_{n}", seen="A Guide, https://example.org/a") for n in range(5)]
    assert homes(*guide) == ["A Guide"] * 5


def test_a_deck_bears_the_words_of_the_page() -> None:
    notes = [of(f"SQL{n}", "Joins_Keys") for n in range(5)]

    assert homes(*notes) == ["Joins Keys"] * 5
    assert (
        list(homes_of({r.code: r for r in notes}, {"joins_keys": "Joins, Keys"}, Config(), Ledger()).values())
        == ["Joins, Keys"] * 5
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [("A::B", "A: B"), ('The "best" trees', "The 'best' trees"), ("::A::", "A"), ("C++ : why?", "C++ : why?")],
)
def test_what_anki_would_read_in_a_name_is_harmless(words: str, name: str) -> None:
    assert deck_name_of(words) == name


def test_settings_rename_and_join_decks(tmp_path: Path) -> None:
    file = tmp_path / "mlanki.toml"
    file.write_text('smallest-deck = 3\n[decks]\n"Joins, Keys" = "Tables"\nViews = "tables"\n', "utf-8")

    notes = [of("SQL1", "Joins_Keys"), of("SQL2", "Joins_Keys"), of("SQL3", "Views")]
    assert homes(*notes, config=load_config(file)) == ["Tables"] * 3


def test_a_deck_name_for_a_tag_that_no_record_has_is_told(home: Path, run: Run) -> None:
    (home / "page.txt").write_text(page("Tag: Trees", record("ML0001")), "utf-8")
    (home / "mlanki.toml").write_text('[decks]\ntrees = "All trees"\nTress = "Trees"\nJoins = "Tables"\n', "utf-8")

    told = [line for line in run("check", "page.txt").err.splitlines() if "decision-unused" in line]

    nobody = "warning: no record has the tag"
    assert told == [
        f"mlanki.toml:3: {nobody} Tress, whose deck is to be “Trees”; did you mean Trees? [decision-unused]",
        f"mlanki.toml:4: {nobody} Joins, whose deck is to be “Tables”; remove it [decision-unused]",
    ]


def test_what_a_release_has_sealed_keeps_its_home_and_the_name_of_its_deck() -> None:
    ledger = Ledger().stamp_notes({"SQL1": NoteContent("aa")}, {"SQL1": "Joins_Keys"}, 9).seal("v1", ["SQL1"], 9)

    notes = [of(f"SQL{n}", "Joins_Keys") for n in range(1, 7)]
    assert homes(*notes, ledger=ledger, joins_keys="Joins, Keys") == ["Joins_Keys"] * 6
    assert homes(*notes[:2], ledger=ledger) == ["Joins_Keys"] * 2


def test_what_was_only_built_moves_when_its_deck_has_gone() -> None:
    ledger = Ledger().stamp_notes({"SQL1": NoteContent("aa")}, {"SQL1": "Joins"}, 9)

    assert homes(of("SQL1", "Joins", "Keys"), ledger=ledger) == [""]
    more = [of(f"SQL{n}", "Joins", "Keys") for n in range(2, 6)]
    assert homes(of("SQL1", "Joins", "Keys"), *more, of("SQL9", "Joins"), ledger=ledger)[0] == "Joins"


def test_names_that_share_a_subject_are_told() -> None:
    tags = ["Evaluation_and_Deployment", "Evaluation_and_Operation", "Deep_Learning", "Machine_Learning", "Trees"]

    assert names_alike([*tags, "Deep_Learning_Interview_Questions"], {}, Config()) == [
        ("Deep Learning", "Deep Learning Interview Questions"),
        ("Evaluation and Deployment", "Evaluation and Operation"),
    ]


def test_the_decks_of_a_guide_are_few_and_readable(home: Path, run: Run, desk: Desk) -> None:
    (home / "guide.txt").write_text(GUIDE, "utf-8")
    coded = (record(f"ML000{n}", answer=f"This is {n}.") for n in range(1, 6))
    (home / "listing.txt").write_text(page('Tag: "Bias", Variance::Noise', *coded), "utf-8")
    assert run("build", "guide.txt", "listing.txt", "-o", "out").status == 0

    desk.take(home / "out" / "all.apkg")

    decks = {code: where for code, (_, _, (where,)) in desk.contents().items()}
    assert set(decks.values()) == {"ML Interview::A Guide to Trees", "ML Interview::'Bias', Variance: Noise"}
    assert sorted(file.name for file in (home / "out").glob("*.apkg")) == [
        *("all.apkg", "bias-variance-noise-dd7671.apkg", "forests.apkg", "growing-pruning.apkg")
    ]


def test_a_trial_takes_up_new_settings_and_a_release_keeps_its_decks(raw: Path, run: Run, desk: Desk) -> None:
    settings = raw.parent / "mlanki.toml"
    settings.write_text("", "utf-8")
    run("build", raw, "-o", "out")
    settings.write_text("smallest-deck = 3\n", "utf-8")
    run("release", "v1", raw, "-o", "out")
    settings.write_text('[decks]\nNN = "Networks"\n', "utf-8")
    run("build", raw, "-o", "out")

    desk.take(raw.parent / "out" / "all.apkg")

    assert desk.contents()["DL0002"][2] == ["ML Interview::NN"]
