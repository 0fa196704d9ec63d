"""Finds the pictures that a source refers to or contains, and names them by their content so that none collide."""

import base64
import errno
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote, unquote_to_bytes

from mlanki import patterns as regex
from mlanki.addresses import split_address
from mlanki.document import Image, Lost
from mlanki.identity import slug_of
from mlanki.sources import LARGEST, MEGABYTE, Place, Source


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture file: the name that Anki will know it by, and its bytes."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """A picture that does not travel, and why, as the end of a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a reader has left out of a page: what it is called there, what it said, and its line.

    It `frames` the words of the page, or stood between them. What stood outside the main part of the page has no name.
    """

    name: str
    said: str
    line: int
    frames: bool = False


# What a file is shows in how it begins, whatever it is called.
SIGNATURES = (
    (regex.compile(rb"\x89PNG\r\n\x1a\n"), ".png"),
    (regex.compile(rb"\xff\xd8\xff"), ".jpg"),
    (regex.compile(rb"GIF8[79]a"), ".gif"),
    (regex.compile(rb"RIFF....WEBP", regex.DOTALL), ".webp"),
    (regex.compile(rb"....ftypavi[fs]", regex.DOTALL), ".avif"),
    (
        regex.compile(
            rb"""(?: \xef\xbb\xbf )? \s*+ (?: <\?xml (?: (?! \?> ) . )*+ \?> \s*+ )?+
                 (?: <!-- (?: (?! --> ) . )*+ --> \s*+ )*+ (?: <!DOCTYPE [^\[>]*+ > \s*+ )?+ <svg\b""",
            regex.VERBOSE | regex.DOTALL,
        ),
        ".svg",
    ),
)
ON_THE_WEB = regex.compile(r"[a-z][a-z0-9+.-]+:|//|/", regex.IGNORECASE)
LONGEST_NAME = 48  # characters of what a message calls a picture
ELSEWHERE = "it is on the web, and not fetched; save the page with its pictures"


class Pictures:
    """The pictures of one source: `media` gathers the files of those that it has shown.

    `held` are pictures that it contains, by addresses of their own. What else it shows, which no card can, is
    `left_out`.
    """

    def __init__(self, source: Source, held: Mapping[str, Picture | Absent] = MappingProxyType({})) -> None:
        self.source = source
        self.held = held
        self.media: dict[str, bytes] = {}
        self.left_out: list[LeftOut] = []

    def show(self, addresses: Iterable[str], alt: str, line: int) -> Image:
        """The picture at the first of `addresses` where there is one; else a lost one that says why, at `line`."""
        why = "the page names no file for it"
        told = alt if len(alt) <= LONGEST_NAME else f"{alt[: LONGEST_NAME - 1].rstrip()}…"
        for address in addresses:
            found = self.held.get(address) or find_picture(self.source.place, address)
            is_inside = address in self.held or address.startswith("data:")
            if not is_inside:
                self.source.sought[address] = outcome(found)
            if isinstance(found, Picture):
                self.media[found.name] = found.data
                return Image(found.name, alt)
            why = found.why
            told = told or ("" if is_inside else address[:LONGEST_NAME].rpartition("/")[2])
        message = f"the picture “{told}” is missing: {why}" if told else f"a picture is missing: {why}"
        return Image("", alt, Lost(self.source.span(line), message))

    def media_of(self, images: Iterable[Image]) -> dict[str, bytes]:
        """The files of `images`, sorted by name; what else a page shows, a logo or an advertisement, stays behind."""
        return {name: self.media[name] for name in sorted({image.name for image in images} - {""})}


def outcome(found: Picture | Absent) -> str:
    """What came of looking for a picture; another one if its file has changed, is gone or has come."""
    return found.name if isinstance(found, Picture) else found.why


def read_picture(file: Path, largest: int = LARGEST) -> Picture | Absent:
    """The picture in `file`, unless it has more than so many bytes. Raises `OSError` where that cannot be read."""
    if file.exists() and not file.is_file():  # a folder, or a pipe or a device, from which bytes might never come
        raise OSError(errno.EINVAL, "no file")
    with file.open("rb") as opened:
        data = opened.read(largest + 1)
    if len(data) > largest:
        return Absent(f"it has more than {largest / MEGABYTE:g} MB; save it smaller, or raise `--max-size`")
    return _picture(file.stem, data)


def find_picture(place: Place, address: str) -> Picture | Absent:
    """The picture that the source at `place` refers to as `address`: a path beside it, or a `data:` URI.

    Nothing outside the folder of the source is read, wherever the address or a link leads, and nothing is fetched.
    """
    if address.startswith("data:"):
        return _picture("picture", _decoded(address))
    if ON_THE_WEB.match(address):
        return Absent(ELSEWHERE)
    if place.folder is None:
        return Absent("it does not lie in a folder of sources")
    bare = split_address(address)._replace(query="", fragment="").geturl()
    for written in dict.fromkeys((address, unquote(address), unquote(bare))):
        if not written:
            continue
        try:
            file = (place.file.parent / written).resolve()
            if not file.is_relative_to(place.folder.resolve()):
                return Absent("it lies outside the folder of the sources; move it there")
            if file.is_file():
                return read_picture(file, place.largest)
        except (OSError, ValueError, RuntimeError):
            continue
    return Absent("no such file is beside this source; save its pictures with it")


def _decoded(address: str) -> bytes:
    head, _, body = address.partition(",")
    if not head.endswith(";base64"):
        return unquote_to_bytes(body)
    try:
        return base64.b64decode(unquote(body), validate=False)
    except ValueError:
        return b""


def _picture(stem: str, data: bytes) -> Picture | Absent:
    suffix = next((suffix for signature, suffix in SIGNATURES if signature.match(data)), None)
    if suffix is None:
        return Absent("it is no picture of a kind that every browser shows")
    if suffix == ".svg":
        from mlanki.drawings import is_inert_svg  # and with it a reader of XML, which few pages need

        if not is_inert_svg(data):
            return Absent("it is an SVG with scripts or outside references; save it as PNG")
    digest = hashlib.sha256(data).hexdigest()[:10]
    plain = stem.removesuffix(f"-{digest}")  # a file that has been named here keeps its name
    slug = slug_of(plain).strip("-")[:40].strip("-") or "picture"
    return Picture(f"{slug}-{digest}{suffix}", data)
