"""The published note types: their identities, their fields, and their cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import genanki

# Published. A changed list of fields under this id makes Anki skip every existing note as "conflicting", and
# file new ones under a copy, "ML Interview Question+"; another list needs another id and another name.
NOTE_TYPE_ID = 1_607_392_319
NOTE_TYPE_NAME = "ML Interview Question"
TEMPLATE_NAME = "Question"

# Each name beside its own id, by which Anki finds a field again even if it was renamed.
FIELDS = {
    "Code": 4_608_147_001_200_101,
    "Title": 4_608_147_001_200_102,
    "Question": 4_608_147_001_200_103,
    "Answer": 4_608_147_001_200_104,
    "Gist": 4_608_147_001_200_105,
    "Figure": 4_608_147_001_200_106,
    "Source": 4_608_147_001_200_107,
    "Extra": 4_608_147_001_200_108,
}
TEMPLATE_ID = 4_608_147_001_200_201

# Published likewise. A field that both note types have stands at the same place in both: notices and sources are put
# into any note by their places.
POINT_TYPE_ID = 1_607_392_320
POINT_FIELDS = {
    "Code": 4_608_147_001_200_301,
    "Title": 4_608_147_001_200_302,
    "Question": 4_608_147_001_200_303,
    "Answer": 4_608_147_001_200_304,
    "Parent": 4_608_147_001_200_305,
    "Part": 4_608_147_001_200_306,
    "Source": 4_608_147_001_200_307,
    "Extra": 4_608_147_001_200_308,
}
POINT_TEMPLATE_ID = 4_608_147_001_200_401


@dataclass(frozen=True, slots=True)
class Published:
    """What never changes of a note type, and the files of its one card: front, back and style sheets."""

    id: int
    name: str
    fields: Mapping[str, int]
    template: str
    template_id: int
    front: str
    back: str
    styles: tuple[str, ...]


QUESTION = Published(
    NOTE_TYPE_ID, NOTE_TYPE_NAME, FIELDS, TEMPLATE_NAME, TEMPLATE_ID, "front.html", "back.html", ("style.css",)
)
POINT = Published(
    *(POINT_TYPE_ID, "ML Interview Point", POINT_FIELDS, "Point", POINT_TEMPLATE_ID),
    *("point_front.html", "point_back.html", ("style.css", "point.css")),
)
PUBLISHED = {each.id: each for each in (QUESTION, POINT)}


def look(published: Published = QUESTION) -> tuple[str, str, str]:
    """The front and the back of the card and their style sheet, as they are shipped.

    The script is at the end of the front, which the back repeats.
    """
    front = f"{_shipped(published.front)}<script>\n{card_script()}</script>\n</div>\n"
    return front, _shipped(published.back), "".join(map(_shipped, published.styles))


def card_script() -> str:
    """What runs on each side of the card."""
    return _shipped("card.js")


def _shipped(name: str) -> str:
    return files("mlanki.cards").joinpath(name).read_text("utf-8")


class NoteType(genanki.Model):  # type: ignore[misc]
    """A note type with a `mod` of its own; genanki would stamp it with the time of the build."""

    def __init__(self, mod: int, published: Published = QUESTION) -> None:
        front, back, style = look(published)
        super().__init__(
            published.id,
            published.name,
            fields=[{"name": name, "id": number} for name, number in published.fields.items()],
            templates=[{"name": published.template, "id": published.template_id, "qfmt": front, "afmt": back}],
            css=style,
            # What Anki's browser sorts by; a code may be a hash.
            sort_field_index=list(published.fields).index("Question"),
        )
        self.mod = mod

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002 - genanki's signature
        """What the collection holds of the note type; the same in every package, whatever deck comes last."""
        content: dict[str, Any] = super().to_json(self.mod, 1)
        return content
