"""What a page says of itself above its first line: title, tags and address, in YAML or TOML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import yaml

from mlanki import patterns as regex
from mlanki.document import Line
from mlanki.records import ADDRESS
from mlanki.toml_places import UnreadableTomlError, read_toml

ENDS: Mapping[str, tuple[str, ...]] = {"---": ("---", "..."), "+++": ("+++",)}
KEY = regex.compile(r"[\w-]+\s*[:=]")  # or the fence is a line across the page
TAG_KEYS = ("tags", "tag", "topics", "topic")
ADDRESS_KEYS = ("url", "permalink")
LONGEST = 2**14  # characters; a page that says more of itself than that says nothing of use
LARGEST = 10**18
NOTHING = ("~", "null")  # in YAML


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
    if len(text) > LONGEST:
        return FrontMatter(error=f"it has more than {LONGEST} characters")
    try:
        # The basic loader takes every value for words; others make of some what has none, or is worth gigabytes.
        read = yaml.load(text, yaml.BaseLoader) if fence == "---" else read_toml(text)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        return FrontMatter(error=f"{error.problem}")
    except UnreadableTomlError as error:
        return FrontMatter(error=error.why)
    except (yaml.YAMLError, RecursionError) as error:
        return FrontMatter(error=f"{error}")
    if not isinstance(read, dict):
        return FrontMatter(error="not every line has a name")
    held = {str(key).lower(): value for key, value in read.items()}
    tags = [name for key in TAG_KEYS for name in _names(held.get(key))]
    address = next(filter(ADDRESS.fullmatch, (_word(held.get(key)) for key in ADDRESS_KEYS)), "")
    return FrontMatter(_word(held.get("title")), tuple(dict.fromkeys(tags)), address)


def _names(value: object) -> list[str]:
    """The names in a list, or in `a, b`; one name may hold blanks."""
    names = value if isinstance(value, list) else _word(value).split(",")
    return [name for each in names if (name := _word(each))]


def _word(value: object) -> str:
    """What a value says; a list or a table says nothing, nor does a number that is too long for words."""
    is_word = isinstance(value, str | date | float) or (isinstance(value, int) and abs(value) < LARGEST)
    return "" if value in NOTHING or not is_word else str(value).strip()
