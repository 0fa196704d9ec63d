"""Tells an SVG that only draws from one that would do more."""

from collections.abc import Sequence
from math import inf, prod
from urllib.parse import unquote

from lxml import etree

from mlanki import patterns as regex

SVG_ELEMENTS = frozenset(
    {
        *("circle", "clipPath", "defs", "desc", "ellipse", "filter", "g", "line", "linearGradient", "marker", "mask"),
        *("metadata", "path", "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg"),
        *("switch", "symbol", "text", "textPath", "title", "tspan", "use"),
    }
)
SVG = "{http://www.w3.org/2000/svg}"
SVG_METADATA = regex.compile(
    r"\{http://(?:www\.w3\.org/1999/02/22-rdf-syntax-ns#|purl\.org/dc/|creativecommons\.org/ns#)"
)
GRADIENTS = (f"{SVG}linearGradient", f"{SVG}radialGradient")  # which hold nothing that shows others
REFERENCE = regex.compile(r"""(?: ^ \s*+ | url \s*+ \( \s*+ ['"]?+ \s*+ ) \# (?P<name> [^'"()\s]++ )""", regex.VERBOSE)
FREE_PAINTED, MOST_PAINTED = 10_000, 50  # elements, and those for each that stands in the file
DEEPEST = 300  # elements within or behind each other
LARGEST_SVG = 2**23  # bytes; its tree takes many times as many
# A style may write anything by an escape as well, and any of its rules with an @ may load something.
ACTIVE_VALUE = regex.compile(
    r"""\\ | script \s*+ : | expression \s*+ \( | (?: image | image-set | src | cross-fade ) \s*+ \(
      | url \s*+ \( (?! \s*+ ['"]?+ \s*+ \# [^'"()\s]*+ \s*+ ['"]?+ \s*+ \) )""",
    regex.VERBOSE | regex.IGNORECASE,
)


def is_inert_svg(data: bytes) -> bool:
    """Whether an SVG only draws: nothing in it runs, and nothing in it leads elsewhere.

    Such a file travels as it is; any other is left out rather than mended.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data[: LARGEST_SVG + 1], parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    if len(data) > LARGEST_SVG or root.tag != f"{SVG}svg":
        return False
    # Its own definitions may give every element an attribute.
    rules = root.getroottree().docinfo.internalDTD
    if rules is not None and (any(True for _ in rules.iterentities()) or any(True for _ in rules.iterelements())):
        return False
    # What stands before it may name a style sheet.
    beside = (*root.itersiblings(preceding=True), *root.itersiblings())
    elements = [node for node in root.iter() if isinstance(node.tag, str)]
    is_inert = all(node.tag is etree.Comment for node in beside) and all(map(_is_inert, root.iter()))
    return is_inert and _painted(root, elements) <= FREE_PAINTED + MOST_PAINTED * len(elements)


def _painted(root: etree._Element, elements: Sequence[etree._Element]) -> float:
    """How many elements are painted at most, each as often as others show it; no number where they show each other.

    Whom a style lets show something is not looked for: it may be every element.
    """
    named: dict[str, etree._Element] = {}
    for node in elements:
        named.setdefault(node.get("id", ""), node)
    costs: dict[etree._Element, float] = {}

    def cost(node: etree._Element, depth: int) -> float:
        if node in costs or depth > DEEPEST:
            return costs.get(node, inf)
        costs[node] = inf  # until it is known, which it never is where it shows itself
        shown = [named[name] for value in node.attrib.values() for name in _names(value) if name in named]
        costs[node] = 1 + sum(cost(each, depth + 1) for each in (*node, *shown) if isinstance(each.tag, str))
        return costs[node]

    styles = "".join(node.text or "" for node in elements if node.tag == f"{SVG}style")
    by_style = [named[name] for name in set(_names(styles)) if name in named]
    return cost(root, 0) * prod(cost(node, 0) for node in by_style if node.tag not in GRADIENTS)


def _names(value: str) -> list[str]:
    """The ids that the value of an attribute or a style refers to."""
    return [unquote(found["name"]) for found in REFERENCE.finditer(value)]


def _is_inert(node: etree._Element) -> bool:
    if node.tag is etree.Comment:
        return True
    # HTML within a drawing is live, under the same names too.
    if not isinstance(node.tag, str) or not (
        SVG_METADATA.match(node.tag) or node.tag.removeprefix(SVG) in SVG_ELEMENTS
    ):
        return False
    text = node.text or ""
    if node.tag == f"{SVG}style" and (len(node) or "@" in text or ACTIVE_VALUE.search(text)):
        return False
    for name, value in node.attrib.items():
        local = etree.QName(name).localname.lower()
        if local.startswith("on") or local in {"base", "src"} or ACTIVE_VALUE.search(value):
            return False
        if local == "href" and not value.lstrip().startswith("#"):
            return False
    return True
