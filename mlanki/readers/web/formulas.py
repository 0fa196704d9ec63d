"""Formulas exactly as a page carries them, whatever carries them: every carrier becomes one `<mlanki-math>`.

That happens before anything else, so that no later rule sees what a typesetter has put around or into a formula.
"""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, unquote

from bs4 import BeautifulSoup, Tag

from mlanki import patterns as regex
from mlanki.addresses import split_address
from mlanki.document import Math
from mlanki.prose.cleaning import CONTROL, drop_zero_width, plain_spaces
from mlanki.prose.tex import flat_tex, whole_delimited
from mlanki.readers.web.mathml import to_tex
from mlanki.readers.web.selectors import Selector
from mlanki.readers.web.tags import attribute, classes

FORMULA = "mlanki-math"

Carrier = Callable[[Tag], Math | None]

DELIMITER = regex.compile(r"(?<!\\)(?:\\\\)*(?:\\[(\[]|\$)")
LOOKS_LIKE_TEX = regex.compile(r"[\\^_={}<>+]|^\S+$")

# Services that draw the TeX in an address.
DRAWN = regex.compile(
    r"""(?: latex\.php | latex\.codecogs\.com/ (?: gif | png | svg ) (?: \.(?: latex | image | download ) )?
          | zhihu\.com/equation | render/math | /cgi-bin/mathtex\.cgi | /mimetex\.cgi
          | chart\.(?: googleapis | apis\.google )
          | math\.vercel\.app )""",
    regex.VERBOSE,
)

CENTRED = regex.compile(r"text-align:\s*center")
TEX_SCRIPT = Selector('script[type^="math/tex"][id]')
ANNOTATION = Selector('annotation[encoding="application/x-tex"], annotation[encoding="TeX"]')
DATA_LATEX = Selector("[data-latex]")
DISPLAYED = Selector("math[display=block]")
DISPLAYED_PICTURE = Selector('[class*="mwe-math-fallback-image-display"]')
LABELS = Selector(".eqno, .headerlink")

MOST_AROUND = 10  # carriers around a carrier


def read_formulas(soup: BeautifulSoup) -> None:
    """Replace every carrier of a formula; one whose TeX is lost becomes a picture without an address."""
    _drop_rendered_copies(soup)
    candidates = [*_candidates(soup)]
    for selector, carrier in CARRIERS:
        for tag in candidates:
            # What went with a carrier around it has no name; bs4 would search what stands in it for `decomposed`.
            if not tag.name or not selector.matches(tag):
                continue
            formula = carrier(tag)
            if formula is not None and formula.tex:
                _turn(tag, FORMULA, {"tex": formula.tex, "display": "block" if formula.display else "inline"})
            elif formula is not None and tag.name != "img":
                _turn(tag, "img", {"alt": " ".join(tag.get_text().split())})


def _candidates(soup: BeautifulSoup) -> Iterator[Tag]:
    """What may carry a formula, and does not stand in more of its kind than any typesetter puts around one."""
    around: dict[int, int] = {}
    for tag in ANY_CARRIER.all(soup):
        above = next((around[id(parent)] for parent in tag.parents if id(parent) in around), 0)
        around[id(tag)] = above + 1
        if above < MOST_AROUND:
            yield tag


def make_formula(tex: str, *, display: bool = False) -> Math:
    """A formula from what a page gives for its TeX: without delimiters around it, comments and line ends."""
    tex = flat_tex(drop_zero_width(plain_spaces(tex)))
    while (found := whole_delimited(tex)) and found.tex != tex:
        display, tex = display or found.display, found.tex
    return Math(CONTROL.sub("", tex), display)


def _turn(tag: Tag, name: str, attributes: dict[str, str]) -> None:
    """Make another element of one, in its place: to replace it, bs4 would look for it among all its sisters."""
    tag.clear(decompose=True)
    tag.name = name
    tag.attrs.clear()
    tag.attrs.update(attributes)


def _drop_rendered_copies(soup: BeautifulSoup) -> None:
    """Remove what MathJax 2 drew beside its scripts: an element `X-Frame` belongs to the script `X`."""
    frames = {f"{attribute(script, 'id')}-Frame" for script in soup.find_all("script") if TEX_SCRIPT.matches(script)}
    for tag in soup.find_all(True):
        if tag.name and (attribute(tag, "id") in frames or "MathJax_Preview" in classes(tag)):
            tag.decompose()


def _annotated(tag: Tag) -> str:
    """The TeX that MathML keeps beside itself, or as which it can be written."""
    annotation = ANNOTATION.first(tag)
    if annotation is not None and annotation.get_text().strip():
        return annotation.get_text()
    math = tag if tag.name == "math" else tag.find("math")
    for carrier in (math, tag, DATA_LATEX.first(tag)):
        for name in ("alttext", "data-latex"):
            if carrier is not None and attribute(carrier, name).strip():
                return attribute(carrier, name)
    return "" if math is None else to_tex(math)


def _is_within(tag: Tag, *names: str) -> bool:
    """Whether the element stands in one of these classes."""
    return any(not set(names).isdisjoint(classes(parent)) for parent in tag.parents)


def _script(tag: Tag) -> Math:
    kind = "".join(attribute(tag, "type").split())
    return make_formula(tag.string or tag.get_text(), display="mode=display" in kind)


def _katex(tag: Tag) -> Math:
    display = _is_within(tag, "katex-display") or DISPLAYED.first(tag) is not None
    return make_formula(_annotated(tag), display=display)


def _katex_error(tag: Tag) -> Math:
    return make_formula(tag.get_text())


def _mathjax(tag: Tag) -> Math:
    """MathJax 3 and 4: TeX only where the page or its version keeps it, else MathML for screen readers."""
    return make_formula(_annotated(tag), display=attribute(tag, "display") in ("true", "block"))


def _mathjax_2(tag: Tag) -> Math:
    """MathJax 2 without its script."""
    math = BeautifulSoup(attribute(tag, "data-mathml"), "lxml").find("math") or tag.find("math")
    display = _is_within(tag, "MathJax_Display", "MathJax_SVG_Display", "MJXc-display")
    return make_formula("" if math is None else _annotated(math), display=display)


def _wikipedia(tag: Tag) -> Math:
    image = tag.find("img")
    tex = _annotated(tag) or ("" if image is None else attribute(image, "alt"))
    display = DISPLAYED.first(tag) is not None or DISPLAYED_PICTURE.first(tag) is not None
    return make_formula(tex, display=display or "mwe-math-element-block" in attribute(tag, "class"))


def _mathml(tag: Tag) -> Math:
    display = attribute(tag, "display") == "block" or attribute(tag, "mode") == "display"
    return make_formula(_annotated(tag), display=display)


def _picture(tag: Tag) -> Math | None:
    """A picture of a formula: its words are TeX, or its address holds it."""
    names = classes(tag)
    tex = attribute(tag, "alt")
    if not tex.strip() and not attribute(tag, "title").startswith("Rendered by"):
        tex = attribute(tag, "title")
    if not tex.strip():
        tex = next(
            (tex for name in ("src", "data-src", "data-lazy-src") if (tex := _in_address(attribute(tag, name)))), ""
        )
    display = any("displayed-equation" in name or name == "mwe-math-fallback-image-display" for name in names)
    return make_formula(tex, display=display or (bool(tex) and _stands_alone_in_the_middle(tag)))


def _drawn_picture(tag: Tag) -> Math | None:
    return _picture(tag) if DRAWN.search(attribute(tag, "src")) else None


def _in_address(address: str) -> str:
    """The TeX that a drawing service was asked for."""
    if not DRAWN.search(address):
        return ""
    query = split_address(address).query
    named = parse_qs(query)
    for name in ("latex", "tex", "math", "chl", "from", "inline", "block"):
        if name in named:
            return named[name][0]
    return unquote(query)


def _stands_alone_in_the_middle(tag: Tag) -> bool:
    """Whether a picture is all that its centred paragraph holds, as blogs without displayed formulas write one."""
    parent = tag.parent
    return (
        parent is not None
        and parent.name in ("p", "div", "center")
        and (
            parent.name == "center"
            or "center" in attribute(parent, "align")
            or CENTRED.search(attribute(parent, "style")) is not None
            or "has-text-align-center" in attribute(parent, "class")
        )
        and not any(
            node is not tag and (node.name in ("img", FORMULA) if isinstance(node, Tag) else str(node).strip())
            for node in parent.descendants
        )
    )


def _in_attribute(name: str) -> Carrier:
    def read(tag: Tag) -> Math:
        return make_formula(attribute(tag, name), display=attribute(tag, "data-display") in ("true", "block"))

    return read


def _marked_text(tag: Tag) -> Math | None:
    """An element that is marked as mathematics and holds TeX as its text, with delimiters or without."""
    for label in [*LABELS.all(tag)]:
        label.decompose()
    if tag.find(lambda inner: inner.name not in ("br", "span", "p", "div", "wbr")):
        return None
    tex = tag.get_text()
    names = classes(tag)
    display = tag.name == "div" or "display" in names or "js-display-math" in names
    if not whole_delimited(tex) and (DELIMITER.search(tex) or not LOOKS_LIKE_TEX.search(tex.strip())):
        return None
    return make_formula(tex, display=display)


def _quicklatex_error(tag: Tag) -> Math | None:
    _, _, said = tag.get_text().partition("cannot compile formula:")
    tex, error, _ = said.partition("*** Error")
    return make_formula(tex.strip()) if error else None


# Those that hold others come first.
_READERS: tuple[tuple[str, Carrier], ...] = (
    ('script[type^="math/tex"]', _script),
    (".katex", _katex),
    (".katex-error", _katex_error),
    ("mjx-container", _mathjax),
    (".MathJax, .MathJax_SVG, .MathJax_CHTML, .mjx-chtml", _mathjax_2),
    (".mwe-math-element", _wikipedia),
    ("math", _mathml),
    ("img.ql-img-inline-formula, img.ql-img-displayed-equation, img.latex, img.math, img.tex, img[eeimg]", _picture),
    ('img[class*="mwe-math-fallback-image"]', _picture),
    ("img[src]", _drawn_picture),
    ("pre.ql-errors, .ql-errors", _quicklatex_error),
    (".ql-formula[data-value]", _in_attribute("data-value")),
    ("span[data-tex], div[data-tex]", _in_attribute("data-tex")),
    ("span.math, div.math, .arithmatex, math-renderer", _marked_text),
)
CARRIERS = tuple((Selector(css), carrier) for css, carrier in _READERS)
ANY_CARRIER = Selector(", ".join(css for css, _ in _READERS))
