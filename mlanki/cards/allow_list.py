"""The allow-list of HTML: whatever a source contained, only what mlanki itself writes gets into a field."""

import nh3

# What `mlanki.cards.html` writes. A class names a role that our style sheet knows; no page's own gets this far.
TAGS = frozenset(
    {
        *("a", "b", "blockquote", "br", "code", "dd", "details", "div", "dl", "dt", "h4", "h5", "h6", "i", "img"),
        *("li", "ol", "p", "pre", "span", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    }
)
ATTRIBUTES = {"*": {"class"}, "a": {"href"}, "details": {"open"}, "img": {"src", "alt"}, "ol": {"start"}}
SCHEMES = frozenset({"http", "https", "mailto"})

# Anki reads these in any field: [sound:…] and [anki:…] as media, [latex] as a formula, [[type:…]] as a box to fill in.
INTERPRETED = ("[sound:", "[anki:", "[latex]", "[$]", "[$$]", "[[type:")


def sanitise_field(html: str) -> str:
    """The HTML of a field as Anki may have it.

    Scripts, event handlers, forms, frames, styles, and links that are no plain addresses are gone, and what Anki would
    interpret is text. HTML that held none of these comes out as it went in, but for characters that it could also
    have written otherwise.

    >>> sanitise_field('<b onclick="x()">a &lt; b</b><script>x()</script> [sound:x]')
    '<b>a &lt; b</b> &#91;sound:x]'
    """
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        link_rel=None,
    )
    for word in INTERPRETED:
        clean = clean.replace(word, "&#91;" + word[1:])
    return clean
