"""Anki's templates: `{{Field}}`, conditional sections, filters (docs.ankiweb.net, "Field Replacements")."""

import html
from collections.abc import Iterator, Mapping
from functools import lru_cache

from mlanki import patterns as regex
from mlanki.readback import HTML_TAG

TEMPLATE_TAG = regex.compile(r"\{\{ \s*+ (?P<kind> [#^/]?+ ) (?P<name> [^{}]*+ ) \}\}", regex.VERBOSE)

# What Anki takes for an empty field in a condition.
EMPTY = regex.compile(r"(?:\s|</?+(?:br|div)\s*+/?+>)*+")

# Anki has no card for a higher number.
CLOZE_NUMBER = regex.compile(r"c[0-9]{1,3}+")
CLOZE = regex.compile(
    r"""\{\{ c (?P<number> [0-9]{1,3}+ ) :: (?P<words> (?: (?! \{\{ | \}\} | :: ) . )*+ )
        (?: :: (?P<hint> (?: (?! \{\{ | \}\} ) . )*+ ) )?+ \}\}""",
    regex.VERBOSE | regex.DOTALL,
)
IN_TAG = str.maketrans({"<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})  # what is escaped stays so
MOST_FILTERS = 20  # of one field
LONGEST_SIDE = 2**22  # characters; a template may say a field many times


def render_template(template: str, values: Mapping[str, str], cloze: int = 0, *, reveal: bool = False) -> str:
    """`template` with the HTML of `values` in it; a name that has no value says so, as it does in Anki.

    Within a tag a value is part of that tag, and nothing in it ends an attribute; Anki would let it.
    On a card for the cloze number `cloze` that deletion is hidden, or shown where the answer is to be revealed.

    Raises `ValueError` for what is too long for any card.

    >>> render_template("{{#Why}}<p>{{Why}}</p>{{/Why}}{{^Who}}nobody{{/Who}}", {"Why": "so", "Who": ""})
    '<p>so</p>nobody'
    >>> render_template('<p title="{{Why}}">{{Why}}</p>', {"Why": '<b class="c">'})
    '<p title="&lt;b class=&quot;c&quot;&gt;"><b class="c"></p>'
    """
    side = ""
    for part in _rendered(template, values, cloze, reveal=reveal):
        side += part
        if len(side) > LONGEST_SIDE:
            raise ValueError("a side of a card is too long")
    return side


def _rendered(template: str, values: Mapping[str, str], cloze: int, *, reveal: bool) -> Iterator[str]:
    hidden = ""  # the name of the section that is left out, while it is open
    is_in_tag = False
    depth = at = 0
    for tag in TEMPLATE_TAG.finditer(template):
        opening, closing = template.rfind("<", at, tag.start()), template.rfind(">", at, tag.start())
        is_in_tag = opening > closing if opening != closing else is_in_tag
        if not hidden:
            yield template[at : tag.start()]
        at = tag.end()
        kind, name = tag["kind"], tag["name"].strip()
        if kind == "/":
            if name == hidden:
                depth -= 1
                hidden = hidden if depth else ""
        elif kind:
            if hidden:
                depth += name == hidden
            elif _is_empty(name, values, cloze) == (kind == "#"):
                hidden, depth = name, 1
        elif not hidden:
            value = _value(name, values, cloze, reveal=reveal)
            yield value.translate(IN_TAG) if is_in_tag else value
    if not hidden:
        yield template[at:]


def _is_empty(name: str, values: Mapping[str, str], cloze: int) -> bool:
    if CLOZE_NUMBER.fullmatch(name):
        return name != f"c{cloze}"
    return _says_nothing(values.get(name, ""))


@lru_cache(maxsize=64)
def _says_nothing(value: str) -> bool:
    return EMPTY.fullmatch(value) is not None


def _value(name: str, values: Mapping[str, str], cloze: int, *, reveal: bool) -> str:
    """The value of a name such as `text:Front`: the filters stand before it, the last is used first."""
    *filters, field = (part.strip() for part in name.split(":"))
    if len(filters) > MOST_FILTERS:
        raise ValueError("a field goes through too many filters")
    if field not in values:
        return f"{{unknown field {html.escape(field)}}}"
    value = values[field]
    for filter_name in reversed(filters):
        match filter_name:
            case "cloze":
                value = CLOZE.sub(lambda found: _deletion(found, cloze, reveal=reveal), value)
            case "text":
                value = HTML_TAG.sub("", value)
            case "hint" if value:
                value = f'<details class="hint"><summary>{html.escape(field)}</summary>{value}</details>'
            case "type":
                value = f"<code>{value}</code>" if reveal else ""
            case _:
                pass
    return value


def _deletion(found: regex.Match[str], cloze: int, *, reveal: bool) -> str:
    if int(found["number"]) != cloze:
        return f'<span class="cloze-inactive">{found["words"]}</span>'
    words = found["words"] if reveal else f"[{found['hint'] or '...'}]"
    return f'<span class="cloze">{words}</span>'


def cloze_numbers(fields: Mapping[str, str]) -> tuple[int, ...]:
    """The numbers of the deletions in `fields`: a cloze note has a card for each."""
    return tuple(sorted({int(found["number"]) for value in fields.values() for found in CLOZE.finditer(value)}))
