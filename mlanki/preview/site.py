"""Cards → a static site that opens from the file system."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

from mlanki.cards.notetype import look
from mlanki.diagnostics import Diagnostic
from mlanki.document import Span
from mlanki.file_names import MEDIA
from mlanki.preview.card_view import Card
from mlanki.preview.mathjax import mathjax_files
from mlanki.preview.safety import clean_side, policy, shown_media
from mlanki.release.publishing import sha256

INDEX = "index.html"
SITE_PAGES = ("frames.js", "lists.js", "preview.css", "preview.js", "settings.js")
DATA = "cards.js"
STAMP = "stamp.js"
DOWNLOADS = "downloads"


@dataclass(frozen=True, slots=True)
class Alike:
    """Cards that may be the same question, by their keys, and why they seem so."""

    keys: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A question that an earlier release had otherwise: its card by its key, if there is one, and what to say of it."""

    key: str
    label: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class News:
    """One kind of change since an earlier release, and the questions that it befell."""

    heading: str
    questions: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a release to be downloaded from the site, and how many notes it has if it is a package."""

    name: str
    data: bytes
    notes: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What a preview shows; `remarks` are all diagnostics, those of the cards among them.

    `headline` and `news` tell what changed since an earlier release, if one was named. `release` is the name of the
    release that is shown, if it is one.
    """

    title: str
    cards: tuple[Card, ...]
    remarks: tuple[Diagnostic, ...] = ()
    alike: tuple[Alike, ...] = ()
    headline: str = ""
    news: tuple[News, ...] = ()
    release: str = ""
    downloads: tuple[Download, ...] = ()


def site_files(site: Site, media: Mapping[str, bytes], *, reloads: bool = False) -> dict[str, bytes]:
    """Every file of the site by its path; with `reloads` an open page notices when it is written anew."""
    address, mathjax = mathjax_files()
    content = _content(site, address)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    stamp = hashlib.sha256(text.encode()).hexdigest()[:16] if reloads else ""
    pages = files("mlanki.preview").joinpath("pages")
    index = pages.joinpath(INDEX).read_text("utf-8")
    rules = policy(address, (index, *look()[:2]))
    return {
        INDEX: index.replace("{policy}", rules).encode(),
        **{name: pages.joinpath(name).read_bytes() for name in SITE_PAGES},
        **mathjax,
        **{f"{MEDIA}/{name}": data for name, data in shown_media(media).items()},
        **{f"{DOWNLOADS}/{download.name}": download.data for download in site.downloads},
        DATA: f"window.preview = {text};\n".encode(),
        STAMP: f'window.stamp = "{stamp}";\n'.encode(),
    }


def _content(site: Site, mathjax: str) -> dict[str, Any]:
    styles = {css: number for number, css in enumerate(dict.fromkeys(card.css for card in site.cards))}
    return {
        "title": site.title,
        "mathjax": mathjax,
        "styles": list(styles),
        "cards": [_card(card, styles[card.css]) for card in site.cards],
        "remarks": [_remark(remark) for remark in site.remarks],
        "alike": [asdict(alike) for alike in site.alike],
        "headline": site.headline,
        "news": [asdict(news) for news in site.news],
        "release": site.release,
        "downloads": [_download(download) for download in site.downloads],
    }


def _card(card: Card, style: int) -> dict[str, Any]:
    sides = {"front": card.front, "back": card.back, "before": card.before, "after": card.after}
    return {
        "key": card.key,
        "label": card.label,
        "number": card.number,
        "title": card.title,
        "deck": card.deck,
        "tags": list(card.tags),
        "style": style,
        "ours": card.ours,
        **{name: side if card.ours else clean_side(side) for name, side in sides.items()},
        "words": f"{card.key} {card.words}".casefold(),
        "origins": [_lines(span) for span in card.origins],
        "remarks": [_remark(remark) for remark in card.remarks],
    }


def _download(download: Download) -> dict[str, Any]:
    return {
        "name": download.name,
        "notes": download.notes,
        "bytes": len(download.data),
        "sha256": sha256(download.data),
    }


def _remark(remark: Diagnostic) -> dict[str, str]:
    return {
        "code": remark.code,
        "severity": str(remark.severity),
        "where": str(remark.span),
        "message": remark.message,
    }


def _lines(span: Span) -> str:
    return f"{span}–{span.last}" if span.last > span.first else str(span)
