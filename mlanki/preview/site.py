"""Cards → a static site that opens from the file system."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mlanki.cards.notetype import look
from mlanki.diagnostics import Diagnostic
from mlanki.file_names import MEDIA
from mlanki.preview.card_view import Card
from mlanki.preview.safety import beside_the_page, clean_side, policy, shown_media
from mlanki.release.publishing import sha256

INDEX = "index.html"
SITE_PAGES = ("frames.js", "lists.js", "preview.css", "preview.js", "settings.js")
DATA = "cards.js"
STAMP = "stamp.js"
# The version that Anki ships; its bundle with all packages of TeX.
BUNDLE = "tex-chtml-full.js"
CDN = f"https://cdn.jsdelivr.net/npm/mathjax@3.2.2/es5/{BUNDLE}"
MATHJAX = "mathjax"
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
    address, mathjax = _mathjax_files()
    data = b"".join(_script(site, address))
    stamp = hashlib.sha256(data).hexdigest()[:16] if reloads else ""
    pages = files("mlanki.preview").joinpath("pages")
    index = pages.joinpath(INDEX).read_text("utf-8")
    rules = policy(address, (index, *look()[:2]))
    return {
        INDEX: index.replace("{policy}", rules).encode(),
        **{name: pages.joinpath(name).read_bytes() for name in SITE_PAGES},
        **mathjax,
        **{f"{MEDIA}/{name}": data for name, data in shown_media(media).items()},
        **{f"{DOWNLOADS}/{download.name}": download.data for download in site.downloads},
        DATA: data,
        STAMP: f'window.stamp = "{stamp}";\n'.encode(),
    }


def _script(site: Site, mathjax: str) -> Iterator[bytes]:
    """What the page is made of, as a script that it can load from a disk, card by card: there may be many."""
    styles = {css: number for number, css in enumerate(dict.fromkeys(card.css for card in site.cards))}
    content = {
        "title": site.title,
        "mathjax": mathjax,
        "styles": list(styles),
        "remarks": [_remark(remark) for remark in site.remarks],
        "alike": [asdict(alike) for alike in site.alike],
        "headline": site.headline,
        "news": [asdict(news) for news in site.news],
        "release": site.release,
        "downloads": [
            {"name": each.name, "notes": each.notes, "bytes": len(each.data), "sha256": sha256(each.data)}
            for each in site.downloads
        ],
    }
    yield b'window.preview = {"cards":['
    for number, card in enumerate(site.cards):
        yield b"," * (number > 0) + _json(_card(card, styles[card.css]))
    yield b"]," + _json(content)[1:] + b";\n"


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


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
        **{name: beside_the_page(side if card.ours else clean_side(side)) for name, side in sides.items()},
        "words": f"{card.key} {card.words}".casefold(),
        "origins": [f"{span}–{span.last}" if span.last > span.first else str(span) for span in card.origins],
        "remarks": [_remark(remark) for remark in card.remarks],
    }


def _remark(remark: Diagnostic) -> dict[str, str]:
    where, severity = str(remark.span), str(remark.severity)
    return {"code": remark.code, "severity": severity, "where": where, "message": remark.message}


def installed_mathjax() -> Path | None:
    """The folder of an installed copy; None where the extra `preview` is not installed."""
    spec = find_spec("mathjax")
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / "static" / "mathjax" / "es5"
        if (folder / BUNDLE).is_file():
            return folder
    return None


def _mathjax_files() -> tuple[str, dict[str, bytes]]:
    """The address of MathJax for a site, and the files that must then stand in it."""
    source = installed_mathjax()
    if source is None:
        return CDN, {}
    files = {f"{MATHJAX}/{BUNDLE}": (source / BUNDLE).read_bytes()}
    licence = source.parent / "LICENSE"
    if licence.is_file():
        files[f"{MATHJAX}/LICENSE"] = licence.read_bytes()
    for font in sorted((source / "output/chtml/fonts/woff-v2").glob("*.woff")):
        files[f"{MATHJAX}/{font.relative_to(source).as_posix()}"] = font.read_bytes()
    return f"{MATHJAX}/{BUNDLE}", files
