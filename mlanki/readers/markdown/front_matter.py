"""What a page says of itself above its first line: title, tags and address, in YAML or TOML."""

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from mlanki.document import Line

KEY = regex.compile(r"(?P<key>[A-Za-z_-]+)\s*[:=]\s*(?P<value>.*)")
TAG_KEYS = frozenset({"tags", "tag", "topics", "topic"})
ADDRESS_KEYS = frozenset({"url", "permalink"})
ADDRESS = regex.compile(r"https?://\S+")  # most give a path within their site, which leads nowhere from a card


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The title, the tags and the address that a page gives itself; a page may have none of them."""

    title: str = ""
    tags: tuple[str, ...] = ()
    address: str = ""


def split_front_matter(lines: Sequence[Line]) -> tuple[FrontMatter, Sequence[Line]]:
    """The front matter of a page, and the lines below it; a page without has its lines back as they are."""
    fence = lines[0].text.strip() if lines else ""
    if fence not in ("---", "+++"):
        return FrontMatter(), lines
    ends = {fence, "..."} if fence == "---" else {fence}
    end = next((at for at, line in enumerate(lines[1:], 1) if line.text.strip() in ends), None)
    if end is None or not any(KEY.match(line.text) for line in lines[1:end]):
        return FrontMatter(), lines
    return _read(lines[1:end]), lines[end + 1 :]


def _read(lines: Sequence[Line]) -> FrontMatter:
    title = address = ""
    tags: list[str] = []
    key = ""
    for line in lines:
        if found := KEY.match(line.text):
            key, value = found["key"].lower(), found["value"].strip()
            if key == "title":
                title = _unquoted(value)
            elif key in TAG_KEYS:
                tags += _listed(value)
            elif key in ADDRESS_KEYS and ADDRESS.fullmatch(_unquoted(value)):
                address = _unquoted(value)
        elif key in TAG_KEYS and (item := regex.match(r"\s*-\s+(.*)", line.text)):
            tags.append(_unquoted(item[1]))
    return FrontMatter(title, tuple(tag for tag in dict.fromkeys(tags) if tag), address)


def _listed(value: str) -> list[str]:
    """The names in `[a, b]` or `a, b`; one name may hold blanks."""
    return [_unquoted(name) for name in value.removeprefix("[").removesuffix("]").split(",")]


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else regex.sub(r"\s+#.*$", "", value)
