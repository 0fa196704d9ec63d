"""The allow-list of HTML: whatever a source contained, only what mlanki itself writes gets into a field."""

from collections import Counter
from collections.abc import Iterator
from html import escape, unescape

import nh3

from mlanki import patterns as regex
from mlanki.prose.tex import acting, is_tangled

# What `mlanki.cards.html` writes. A class names a role that our style sheet knows; no page's own gets this far.
TAGS = frozenset(
    {
        *("a", "b", "blockquote", "br", "code", "dd", "details", "div", "dl", "dt", "h4", "h5", "h6", "i", "img"),
        *("li", "ol", "p", "pre", "span", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "details": {"open"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "summary": {"data-words"},
}
SCHEMES = frozenset({"http", "https", "mailto"})

FIELD_END = "\x1f"

# Anki reads these in any field: [sound:…] and [anki:…] as media, [latex] as a formula, [[type:…]] as a box to fill in.
# Some versions take tags out first, and ask for no case.
INTERPRETED = regex.compile(
    r"\[ (?= TAG (?: s TAG o TAG u TAG n TAG d TAG : | a TAG n TAG k TAG i TAG : | l TAG a TAG t TAG e TAG x TAG \]"
    r" | \$ TAG (?: \$ TAG )? \] | \[ TAG t TAG y TAG p TAG e TAG : ) )".replace("TAG", r"(?:<[^>]*+>)*+"),
    regex.VERBOSE | regex.IGNORECASE,
)

# A parser of HTML looks through all that is open at every tag, and opens formatting that was left open anew in every
# later paragraph; where a page says so on purpose, some kilobytes come to gigabytes or hours. What ends before another
# tag begins is never opened again, and what closes by itself does not nest.
LEFT_OPEN = regex.compile(
    r"""< (?P<name> a | b | big | code | em | font | i | nobr | s | small | strike | strong | tt | u ) \b
        (?! (?: [^<>"'] | "[^"<]*+" | '[^'<]*+' )*+ > [^<]*+ </ (?P=name) \s*+ > )""",
    regex.VERBOSE | regex.IGNORECASE,
)
NESTS = regex.compile(
    r"""< (?P<closes> /?+ ) (?! (?: br | dd | dt | hr | img | input | li | option | p | t[dhr] | wbr ) \b )
        (?P<name> [a-z][^\s/>]*+ )""",
    regex.VERBOSE | regex.IGNORECASE,
)
MOST_LEFT_OPEN = 400
DEEPEST = 400

# MathJax looks for a delimiter in a stretch of text, and none reaches across the edge of an element but a line's end.
EDGE = regex.compile(r"(<(?!br>) [^\"<>]*+ (?: \"[^\"]*+\" [^\"<>]*+ )*+ >)", regex.VERBOSE)
OPENING = regex.compile(r"\\[(\[]")
CLOSES = regex.compile(r"\\[)\]]")
NESTING = regex.compile(r"\\[^\n]|[{}]")
CLOSING = {"\\(": "\\)", "\\[": "\\]"}


CLEANER = nh3.Cleaner(tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None)


def sanitise_field(html: str) -> str:
    r"""The HTML of a field as Anki may have it.

    Scripts, event handlers, forms, frames, styles, and links that are no plain addresses are gone; what Anki would
    interpret is text, and so is a formula that would do more than be typeset. HTML that held none of these comes out
    as it went in, but for characters that it could also have written otherwise.

    >>> sanitise_field('<b onclick="x()">a &lt; b</b><script>x()</script> [sound:x]')
    '<b>a &lt; b</b> &#91;sound:x]'
    >>> sanitise_field(r"\(\frac{a}{b}\) \(\style{color:red}{x}\)")
    '\\(\\frac{a}{b}\\) <code>\\style{color:red}{x}</code>'
    """
    clean = CLEANER.clean(html)
    if OPENING.search(clean):
        parts = EDGE.split(clean)
        clean = "".join(
            part if at % 2 or not OPENING.search(part) else "".join(_still(part)) for at, part in enumerate(parts)
        )
    return INTERPRETED.sub("&#91;", clean.replace(FIELD_END, ""))


def plain_where_tangled(html: str) -> str:
    """HTML from anywhere, or the same as words where a parser would make far more of it than it is."""
    depths: Counter[str] = Counter()
    deepest = depth = 0
    for tag in NESTS.finditer(html):
        name = tag["name"].lower()
        if not tag["closes"]:
            depths[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif depths[name]:
            depths[name] -= 1
            depth -= 1
    is_tangled = deepest > DEEPEST or sum(1 for _ in LEFT_OPEN.finditer(html)) > MOST_LEFT_OPEN
    return escape(html) if is_tangled else html


def part_delimiters(html: str) -> str:
    r"""Words as HTML in which `\(` and `\[` open no formula: MathJax looks for none across an element's edge."""
    return html.replace("\\(", "<span>\\</span>(").replace("\\[", "<span>\\</span>[")


def _still(run: str) -> Iterator[str]:
    """A stretch of text with each formula that acts as words; a formula is what MathJax takes for one."""
    at = 0
    while (opening := OPENING.search(run, at)) is not None:
        closing = _closing(run, opening)
        if closing is None:  # what follows may be formulas to MathJax, if other ones than to us
            rest = run[at:]
            is_refused = _is_refused(rest) if CLOSES.search(rest) else acting(unescape(rest))
            yield part_delimiters(rest) if is_refused else rest
            return
        tex = run[opening.end() : closing.start()]
        yield run[at : opening.start()]
        yield f"<code>{part_delimiters(tex)}</code>" if _is_refused(tex) else run[opening.start() : closing.end()]
        at = closing.end()
    yield run[at:]


def _is_refused(run: str) -> bool:
    tex = unescape(run)
    return bool(acting(tex)) or is_tangled(tex)


def _closing(run: str, opening: regex.Match[str]) -> regex.Match[str] | None:
    """The delimiter that closes a formula outside of all braces."""
    depth = 0
    for found in NESTING.finditer(run, opening.end()):
        match found[0]:
            case "{":
                depth += 1
            case "}":
                depth = max(0, depth - 1)
            case delimiter if depth == 0 and delimiter == CLOSING[opening[0]]:
                return found
    return None
