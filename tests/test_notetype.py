"""The note type as it was released. A change here is a decision about the collection of every user."""

from mlanki.cards import to_fields
from mlanki.cards.notetype import POINT, NoteType, look
from mlanki.document import Paragraph, Span, Text
from mlanki.records import Origin, Record

# Under the id of the note type Anki compares the fields and templates with those it has. Any field added,
# removed or moved makes every note that users hold "conflicting", and no correction reaches them any more.
ID = 1607392319
NAME = "ML Interview Question"
FIELDS = [
    ("Code", 4608147001200101),
    ("Title", 4608147001200102),
    ("Question", 4608147001200103),
    ("Answer", 4608147001200104),
    ("Gist", 4608147001200105),
    ("Figure", 4608147001200106),
    ("Source", 4608147001200107),
    ("Extra", 4608147001200108),
]
TEMPLATES = [("Question", 4608147001200201)]

POINT_ID = 1607392320
POINT_NAME = "ML Interview Point"
POINT_FIELDS = [
    ("Code", 4608147001200301),
    ("Title", 4608147001200302),
    ("Question", 4608147001200303),
    ("Answer", 4608147001200304),
    ("Parent", 4608147001200305),
    ("Part", 4608147001200306),
    ("Source", 4608147001200307),
    ("Extra", 4608147001200308),
]
POINT_TEMPLATES = [("Point", 4608147001200401)]


def test_identity_and_fields_of_the_note_type_are_frozen() -> None:
    content = NoteType(1).to_json(0, 0)

    assert content["id"] == str(ID)
    assert content["name"] == NAME
    assert [(field["name"], field["id"]) for field in content["flds"]] == FIELDS
    assert [(template["name"], template["id"]) for template in content["tmpls"]] == TEMPLATES
    assert content["type"] == 0, "a normal note type, no cloze"
    assert content["sortf"] == 2, "the question, which people look for; that for duplicates looks at the first field"


def test_identity_and_fields_of_the_note_type_of_small_cards_are_frozen() -> None:
    content = NoteType(1, POINT).to_json(0, 0)

    assert content["id"] == str(POINT_ID)
    assert content["name"] == POINT_NAME
    assert [(field["name"], field["id"]) for field in content["flds"]] == POINT_FIELDS
    assert [(template["name"], template["id"]) for template in content["tmpls"]] == POINT_TEMPLATES
    assert content["sortf"] == 2


def test_fields_of_one_name_stand_at_one_place_in_both_note_types() -> None:
    places = {name: place for place, (name, _) in enumerate(FIELDS)}

    both = {name for name, _ in POINT_FIELDS} & set(places)
    assert both == {"Code", "Title", "Question", "Answer", "Source", "Extra"}
    assert all(POINT_FIELDS[places[name]][0] == name for name in both)


def test_the_note_type_carries_the_mod_that_it_was_given() -> None:
    assert NoteType(1_700_000_000).to_json(5, 7)["mod"] == 1_700_000_000


def test_the_note_type_is_the_same_whatever_deck_and_time_genanki_names() -> None:
    assert NoteType(1).to_json(5, 7) == NoteType(1).to_json(6, 8)


def test_a_note_has_a_value_for_each_field_in_the_order_of_the_note_type() -> None:
    record = Record(
        code="ML0001",
        title="A & B",
        question=(Paragraph((Text("Why?"),)),),
        answer=(Paragraph((Text("Because."),)),),
        tags=("NN",),
        origins=(
            Origin(Span("a.txt", 1, 9), "Tag: NN"),
            Origin(Span("b.txt", 1, 9), ""),
            Origin(Span("c.html", 1, 9), "Why?", "https://example.org/why"),
            Origin(Span("d.html", 1, 9), "Why?", "https://example.com/why"),
        ),
    )

    link = '<a href="https://example.org/why">example.org</a>'
    assert to_fields(record) == ("ML0001", "A &amp; B", "Why?", "Because.", "", "", link, "")


def test_each_side_of_the_card_shows_its_fields() -> None:
    front, back, _ = look()

    assert "{{Question}}" in front
    assert "{{Answer}}" not in front
    assert "{{FrontSide}}\n<hr id=answer>\n" in back
    for name in ("Answer", "Gist", "Figure", "Source", "Extra"):
        assert "{{" + name + "}}" in back


def test_a_small_card_shows_whose_point_it_is() -> None:
    front, back, style = look(POINT)

    assert front.index("{{Parent}}") < front.index("{{Part}}") < front.index("{{Question}}")
    assert "{{Answer}}" not in front
    assert "{{FrontSide}}\n<hr id=answer>\n" in back
    for name in ("Answer", "Source", "Extra"):
        assert "{{" + name + "}}" in back
    assert style.startswith(look()[2])
