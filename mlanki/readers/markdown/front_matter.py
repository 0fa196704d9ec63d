"""What a page says of itself above its first line: title, tags and address, in YAML or TOML."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex
import yaml

from mlanki.document import Line
from mlanki.records import ADDRESS

ENDS: Mapping[str, tuple[str, ...]] = {"---": ("---", "..."), "+++": ("+++",)}
KEY = regex.compile(r"[\w-]+\s*[:=]")  # or the fence is a line across the page
TAG_KEYS = ("tags", "tag", "topics", "topic")
ADDRESS_KEYS = ("url", "permalink")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself; a page may have none of it. `error` says why it was not read."""

    title: str = ""
    tags: tuple[str, ...] = ()
    address: str = ""
    error: str = ""


def split_front_matter(lines: Sequence[Line]) -> tuple[FrontMatter, Sequence[Line]]:
    """The front matter of a page, and the lines below it; a page without has its lines back as they are."""
    fence = lines[0].text.strip() if lines else ""
    end = next((at for at, line in enumerate(lines[1:], 1) if line.text.strip() in ENDS.get(fence, ())), 0)
    if not any(KEY.match(line.text) for line in lines[1:end]):
        return FrontMatter(), lines
    return _read(fence, "\n".join(line.text for line in lines[1:end])), lines[end + 1 :]


def _read(fence: str, text: str) -> FrontMatter:
    try:
        read = yaml.safe_load(text) if fence == "---" else tomllib.loads(text)
    except yaml.MarkedYAMLError as error:
        return FrontMatter(error=f"{error.problem}")
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return FrontMatter(error=f"{error}")
    if not isinstance(read, dict):
        return FrontMatter(error="not every line has a name")
    held = {str(key).lower(): value for key, value in read.items()}
    tags = [name for key in TAG_KEYS for name in _names(held.get(key))]
    given = (str(held.get(key) or "").strip() for key in ADDRESS_KEYS)
    address = next(filter(ADDRESS.fullmatch, given), "")
    return FrontMatter(str(held.get("title") or "").strip(), tuple(dict.fromkeys(tags)), address)


def _names(value: object) -> list[str]:
    """The names in a list, or in `a, b`; one name may hold blanks."""
    names = value if isinstance(value, list) else str(value or "").split(",")
    return [name for each in names if (name := str(each).strip())]
