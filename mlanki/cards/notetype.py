"""The published note type: its identity, its fields, and its one card."""

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


def look() -> tuple[str, str, str]:
    """The front and the back of the card and their style sheet, as they are shipped.

    The script is at the end of the front, which the back repeats.
    """
    front = f"{_shipped('front.html')}<script>\n{card_script()}</script>\n</div>\n"
    return front, _shipped("back.html"), _shipped("style.css")


def card_script() -> str:
    """What runs on each side of the card."""
    return _shipped("card.js")


def _shipped(name: str) -> str:
    return files("mlanki.cards").joinpath(name).read_text("utf-8")


class NoteType(genanki.Model):  # type: ignore[misc]
    """The note type with a `mod` of its own; genanki would stamp it with the time of the build."""

    def __init__(self, mod: int) -> None:
        front, back, style = look()
        super().__init__(
            NOTE_TYPE_ID,
            NOTE_TYPE_NAME,
            fields=[{"name": name, "id": number} for name, number in FIELDS.items()],
            templates=[{"name": TEMPLATE_NAME, "id": TEMPLATE_ID, "qfmt": front, "afmt": back}],
            css=style,
            sort_field_index=list(FIELDS).index("Question"),  # what Anki's browser sorts by; a code may be a hash
        )
        self.mod = mod

    def to_json(self, timestamp: float, deck_id: int) -> dict[str, Any]:  # noqa: ARG002 - genanki's signature
        """What the collection holds of the note type; the same in every package, whatever deck comes last."""
        content: dict[str, Any] = super().to_json(self.mod, 1)
        return content
