"""A static site that shows cards before they are imported."""

from mlanki.preview.card_view import Card, our_note_type, show_note
from mlanki.preview.site import Alike, Download, News, Site, Told, site_files
from mlanki.preview.template import cloze_numbers
from mlanki.preview.watch import changes

__all__ = [
    "Alike",
    "Card",
    "Download",
    "News",
    "Site",
    "Told",
    "changes",
    "cloze_numbers",
    "our_note_type",
    "show_note",
    "site_files",
]
