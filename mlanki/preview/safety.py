"""What of a card from anywhere a preview shows: harmless HTML, pictures and sound; the policy of its pages."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import nh3

from mlanki import patterns as regex
from mlanki.cards.allow_list import SCHEMES, plain_where_tangled
from mlanki.drawings import is_inert_svg

# Beyond what mlanki writes itself: the words, tables and pictures that other people's note types are made of.
TAGS = frozenset(nh3.ALLOWED_TAGS | {"audio", "big", "font", "section", "video"})
ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "style", "title"},
    "a": {"href"},
    "audio": {"controls", "src"},
    "details": {"open"},
    "font": {"color", "face", "size"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "video": {"controls", "src"},
}
STYLES = frozenset(
    {
        *("background-color", "color", "font-family", "font-size", "font-style", "font-weight", "margin", "padding"),
        *("text-align", "text-decoration", "vertical-align", "white-space"),
    }
)
CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes=ATTRIBUTES,
    filter_style_properties=set(STYLES),
    url_schemes=set(SCHEMES),
    link_rel="noopener noreferrer",
)

# By its ending a browser decides what a file is, and with these none runs it.
SHOWN = regex.compile(
    r"\.(?: png | jpe?g | gif | webp | avif | bmp | mp3 | ogg | oga | opus | wav | flac | m4a )",
    regex.VERBOSE | regex.IGNORECASE,
)
LONGEST_NAME = 240  # bytes
NOT_IN_NAME = regex.compile(r"[/\\:\p{Cc}]")
ELSEWHERE = regex.compile(
    r"""(?P<tag> <(?:audio|img|video) (?: [ ] (?! src= ) [\w-]+="[^"]*" )*+ ) [ ] src="[^"]*[/\\:][^"]*\"""",
    regex.VERBOSE,
)
SCRIPT = regex.compile(r"<script>(.*?)</script>", regex.DOTALL)


def clean_side(html: str) -> str:
    """The side of a card with what only shows something: nothing runs, nothing is asked for, nothing leads away.

    >>> clean_side('<h1 onclick="x()">a</h1><meta http-equiv=refresh content="0;url=//b"><iframe src="c"></iframe>')
    '<h1>a</h1>'
    """
    return CLEANER.clean(plain_where_tangled(html))


def beside_the_page(html: str) -> str:
    """Clean HTML whose pictures and sound are those beside it: `//host/a.png` on a disk is a file on another machine.

    >>> beside_the_page('<img alt="a" src="//host/a.png"><img src="a.png">')
    '<img alt="a"><img src="a.png">'
    """
    return ELSEWHERE.sub(r"\g<tag>", html)


def shown_media(media: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those of the files that are pictures or sound; a package may hold a page, or a drawing that runs."""
    return {name: data for name, data in media.items() if is_plain_name(name) and _only_shows(name, data)}


def is_plain_name(name: str) -> bool:
    """Whether a media file of this name stays in its folder; a package may come from anywhere."""
    return 0 < len(name.encode()) <= LONGEST_NAME and name not in {".", ".."} and not NOT_IN_NAME.search(name)


def _only_shows(name: str, data: bytes) -> bool:
    _, dot, ending = name.rpartition(".")
    if ending.lower() == "svg":
        return is_inert_svg(data)
    return SHOWN.fullmatch(dot + ending) is not None


def policy(mathjax: str, pages: Iterable[str]) -> str:
    """The Content-Security-Policy of the site: the scripts of `pages` run, by their hashes, and what they load.

    No address runs for where it lies: beside the site's own files lie those of a release, which may be anybody's.
    """
    address = urlsplit(mathjax)
    scripts = dict.fromkeys(script for page in pages for script in SCRIPT.findall(page))
    hashes = "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts)
    # A browser knows a file by its whole address, a folder by the slash at its end.
    cdn = f" {address.scheme}://{address.netloc}{address.path.rpartition('/')[0]}/" if address.netloc else ""
    return (
        f"default-src 'none'; script-src 'strict-dynamic'{hashes}; style-src 'self' 'unsafe-inline'; "
        f"font-src 'self'{cdn}; img-src 'self' data:; media-src 'self'; frame-src 'self'; form-action 'none'"
    )
