"""What surrounds the content of a page: told by semantic elements, roles, names of parts, and words that only link."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString

from mlanki import patterns as regex
from mlanki.addresses import split_address
from mlanki.readers.web.formulas import FORMULA
from mlanki.readers.web.tags import attribute, classes, remove

NEVER_CONTENT = frozenset(
    {
        *("applet", "audio", "base", "canvas", "datalist", "dialog", "embed", "form", "frame", "frameset"),
        *("head", "iframe", "input", "link", "map", "menu", "meta", "nav", "noscript", "object", "option"),
        *("param", "progress", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "title"),
        *("track", "video"),
    }
)
FILLED_IN = ("button", "input", "select", "textarea")
ROLES = frozenset(
    {
        *("alertdialog", "banner", "complementary", "contentinfo", "dialog", "doc-pagelist", "doc-toc", "menu"),
        *("menubar", "navigation", "search", "tablist", "toolbar", "tooltip"),
    }
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "header", "hgroup", "hr", "li", "main", "ol", "p", "pre"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)

# Names of parts of a page, as whole words within a class or an id, as `_names` splits them: `sd-sharing`, `postMeta`.
PARTS = regex.compile(
    r"""\b (?:
      nav (?: bar | box | igation | links? )? | side (?: bar s? | nav ) | menu (?: bar )? s? | breadcrumbs?
    | pagination | pager | page-numbers | (?: skip | jump )-to | skip-?links? | jump-link | (?: back | scroll )-to-top
    | sr-only | visually-?hidden | screen-reader-text | (?: no | only ) -?print | print (?: -only | friendly | footer )
    | shar (?: e | ing | edaddy ) | socials? | add-?to-?any
    | cookies? | consent | gdpr | cookie (?: law | notice | consent )
    | comments? | comment-?list | respond | disqus | giscus | utterances
    | related (?: -?posts? )? | recommend (?: ed | ations ) | you-may-like | read-next
    | newsletter | subscri (?: be | ption ) | sign-?up | log-?in | paywall | opt-?in
    | ads? | ads-?by-?google | advert (?: s | isements? )? | sponsor (?: ed | s )? | promos? | cta | call-to-action
    | banner | modal | pop-?up | popover | toast | lightbox | announcement
    | toc | toctree | local-?toc | tables?-?of-?contents | on-?this-?page | footer | colophon | masthead
    | cat-?links | edit-?section | foot-?note-?(?: back-?ref | ref (?: erence )? ) | back-?refs? | eqno
    | site-(?: header | title | description | branding | tagline | info | notice | sub )
    ) \b""",
    regex.VERBOSE,
)
# Names of what a system says about a post, which name content elsewhere: believed only of something short.
NOTES = regex.compile(
    r"""\b (?:
      meta | by-?line | authors? | avatar | vcard | bio | copyright | logo | logged | hat-?note
    | (?: post | entry | article | page | last ) -? (?:
        date | info | time | tags | categories | views | updated | modified )
    | (?: posted | published ) -(?: on | by | in ) | (?: reading | read ) -?time | updated
    | likes? | claps? | kudos | ratings? | votes? | views
    | (?: more | edit | source | launch ) -? (?: links? | buttons? | this ) | read-?more | tags?-links | view-?code
    | (?: prev (?: ious )? | next ) -? (?: posts? | pages? | article | link | up | next | area | subtitle | title )
    | search (?: -?box | -?results )? | feedback | (?: theme | doc ) -version | version-badge
    ) \b | ^ (?: widgets? | contents ) \b""",
    regex.VERBOSE,
)
# What a theme or a taxonomy says of the whole page or post (`has-sidebar`, `tag-cookies`), and styles that depend on
# something else (`has-[.sidebar]:pl-4`), name no part.
SAYS_NOTHING = regex.compile(
    r"(?: has | no | not | with | without | tag | category | topic | status | wp-theme )[-_].* | .*[:\[].*",
    regex.VERBOSE | regex.IGNORECASE,
)
JOINT = regex.compile(r"[-_]+|(?<=\p{Ll})(?=\p{Lu})")
NOTE_LINK = regex.compile(r"#(?:cite|fn|ref)")
# What an element stands in that says how to take it.
CONTEXTS = HEADINGS | {"article", "blockquote", "code", "main", "pre", "section", "summary"}
# What may be a part of the page, or a sign to be clicked, though nothing is said about it.
JUDGED_BY_NAME = NEVER_CONTENT | {"a", "aside", "button", "div", "footer", "header", "span"}
LISTS = frozenset({"div", "ol", "p", "section", "table", "ul"})
CODE_NAMES = regex.compile(
    r"""\b (?: copy | copy-?(?: btn | button ) | clip-?board | zero-?clipboard | tool-?bar | actions
      | line-?no (?: s | div )? | line-?number (?: s-rows )? | gutter | (?: input | output )-prompt | blob-num
      | lang (?: uage )? -label | crayon-nums? ) \b""",
    regex.VERBOSE,
)
NOTED_ASIDE = regex.compile(r"\b(?:admonition|footnotes?|note|callout|tip|warning|important|hint)\b")
ANCHORS = regex.compile(
    r"\b (?: head (?:er|ing)? -? (?: link | anchor ) | anchor | octicon | perma-?link | (?:hash|direct)-link ) \b",
    regex.VERBOSE,
)
OPENS = regex.compile(r"accordion|toggle|faq|collaps|question")

PERMALINK = regex.compile(r"[#¶§🔗]*|link|permalink|anchor", regex.IGNORECASE)
PRESSED = regex.compile(
    r"""(?: copied | copy (?: \s code )? (?: \s to \s clipboard )? | (?: read | load | show ) \s (?: more | less )
          | (?: back | scroll ) \s to \s top | expand | collapse ) \W*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Behind a title, what tells that it opens.
SIGN = regex.compile(r"[+−–×▼▾▸►▶▲▽›»⌄˅↓-]")
ASKED = regex.compile(r"[?？]\s*\S\s*$")
LINKS_BESIDE = frozenset({"author", "category", "next", "prev", "tag"})  # as `rel`
HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
ANNOUNCES = regex.compile(r"[:?]\s*$")  # what follows

FEW = 40  # words that a note about a post may have
MOST = 0.7  # of the words of a page: what holds them is its content, whatever it is called
LINKED = 0.9  # of the words of a list: it only leads elsewhere
EDGE = 15  # words of no link that may stand before the first, or behind the last, block of content


@dataclass(slots=True)
class _Held:
    """What an element holds, itself and all below it; counted up while the page is walked."""

    plain: int = 0  # words outside of links
    linked: int = 0
    before: int = 0  # plain words of the page that stand before it
    links: int = 0
    near: int = 0  # links to places on this page
    notes: int = 0  # those of them that lead to a footnote
    far: int = 0  # links to other sites
    headings: int = 0
    blocks: bool = False
    formulas: bool = False
    core: bool = False  # a title, or what says that it is the main part

    def take_in(self, tag: Tag, inner: "_Held") -> None:
        """Hold what an element within it holds, too."""
        self.plain += inner.plain
        self.linked += inner.linked
        if inner.links:
            self.links += inner.links
            self.near += inner.near
            self.notes += inner.notes
            self.far += inner.far
        self.headings += inner.headings
        self.blocks |= inner.blocks or tag.name in BLOCKS
        self.formulas |= inner.formulas or tag.name == FORMULA
        self.core |= inner.core or tag.name == "main" or tag.get("role") == "main"
        self.core |= tag.name == "h1" and not PARTS.search(_names(tag)) and not NOTES.search(_names(tag))


_Judge = Callable[[Tag, _Held, int, frozenset[str]], bool]


def drop_chrome(soup: BeautifulSoup, address: str) -> list[tuple[Tag, Tag]]:
    """Remove from a page, whose own `address` is given, all that is not its content; return it with what it stood in.

    Formulas must have been read before.
    """
    host = split_address(address).netloc
    remove(node for node in [*soup.descendants] if isinstance(node, PreformattedString))
    held = _held(soup, host)
    if parts := [*_outermost(soup, _is_part, held)]:
        remove(part for part, _ in parts)
        held = _held(soup, host)  # links are weighed in what the names have left
    leading = [*_outermost(soup, _only_leads, held)]
    remove(each for each, _ in leading)
    return parts + leading


def _outermost(soup: BeautifulSoup, judge: _Judge, held: Mapping[int, _Held]) -> Iterator[tuple[Tag, Tag]]:
    """The outermost elements that are judged so by what they hold and what they stand in, each in another."""
    words = held[id(soup)].plain
    waiting: list[tuple[Tag, frozenset[str]]] = [(soup, frozenset())]
    while waiting:
        tag, outer = waiting.pop()
        for inner in tag.contents:
            if isinstance(inner, Tag):
                if judge(inner, held[id(inner)], words, outer):
                    yield inner, tag
                elif inner.contents:
                    waiting.append((inner, outer | {inner.name} if inner.name in CONTEXTS else outer))


def _held(soup: BeautifulSoup, host: str) -> dict[int, _Held]:
    """What each element holds: its own words on the way down the page, those of others on the way up."""
    held: dict[int, _Held] = {}
    before = 0

    def weigh(tag: Tag, *, in_link: bool, unseen: bool) -> _Held:
        nonlocal before
        name = tag.name
        held[id(tag)] = own = _Held(before=before, headings=int(name in HEADINGS))
        if name == "a":
            target = attribute(tag, "href")
            site = split_address(target).netloc if target.startswith("http") else ""
            own.links, own.near, own.far = 1, int("#" in target), int(site not in ("", host))
            own.notes = int(NOTE_LINK.match(target) is not None)
            in_link = True
        unseen = unseen or name in NEVER_CONTENT
        for node in tag.contents:
            if isinstance(node, Tag):
                own.take_in(node, weigh(node, in_link=in_link, unseen=unseen))
            elif not unseen:
                words = len(str(node).split())
                if in_link:
                    own.linked += words
                else:
                    own.plain += words
                    before += words
        return own

    weigh(soup, in_link=False, unseen=False)
    return held


def _is_part(tag: Tag, held: _Held, words: int, outer: frozenset[str]) -> bool:
    """Whether an element says that it is a part of the page beside the content."""
    if not tag.attrs and tag.name not in JUDGED_BY_NAME:
        return False
    if tag.name in ("html", "body", "main", FORMULA) or tag.get("role") == "main":
        return False
    if tag.name in NEVER_CONTENT:
        # Some systems wrap the whole page into one form, and where there is nothing to fill in, it is a box.
        return tag.name != "form" or not (held.core or held.headings > 2 or tag.find(FILLED_IN) is None)
    if tag.name == "button":
        return outer.isdisjoint({*HEADINGS, "summary"}) and not _opens(tag)
    if not outer.isdisjoint({"pre", "code"}) and tag.name != "pre":
        return CODE_NAMES.search(_names(tag)) is not None
    return not held.core and not held.plain > MOST * words and (_says_so(tag, held, outer) or _is_pressed(tag, held))


def _says_so(tag: Tag, held: _Held, outer: frozenset[str]) -> bool:
    names = _names(tag)
    short = held.plain + held.linked <= FEW and not held.formulas
    if tag.name == "a" and not outer.isdisjoint(HEADINGS) and not PERMALINK.fullmatch(tag.get_text().strip()):
        return False  # the words of a heading that lead back to its line in the contents
    if tag.name == "aside" and (not tag.attrs or NOTED_ASIDE.search(names)):
        return False
    if tag.name in ("aside", "footer") or "footer" in names.split():
        return "blockquote" not in outer
    return (
        tag.get("role") in ROLES
        or (tag.name == "header" and not held.headings and outer.isdisjoint({"article", "main", "section"}))
        # A post is called after what it is about.
        or ((tag.name != "article" or "comment" in names) and PARTS.search(names) is not None)
        or (short and tag.name not in HEADINGS and is_note(tag))
        or CODE_NAMES.search(names) is not None
        or (tag.name in ("a", "span") and ANCHORS.search(names) is not None)
        or (tag.name == "a" and not LINKS_BESIDE.isdisjoint(attribute(tag, "rel").split()))
        or _is_hidden(tag, held)
    )


def is_note(tag: Tag) -> bool:
    """Whether an element is called as what a system says about a post is called."""
    return NOTES.search(_names(tag)) is not None


def _names(tag: Tag) -> str:
    """The classes and the id of an element as one text of lower-case words: `postMeta` is `post-meta`."""
    names = list(classes(tag))
    # A guide makes ids out of its own headings; what they say is no name of a part of the page.
    if tag.name in ("div", "aside", "ul", "header", "footer") and "section" not in names:
        names += (attribute(tag, "id"), "-".join(attribute(tag, "aria-label").split()[:3]))
    words = (name for name in names if name and not SAYS_NOTHING.fullmatch(name))
    return " ".join(JOINT.sub("-", name).strip("-").lower() for name in words)


def _opens(tag: Tag) -> bool:
    """Whether a button is the title of something that it opens."""
    return bool(tag.get("aria-expanded")) and OPENS.search(_names(tag)) is not None


def _is_pressed(tag: Tag, held: _Held) -> bool:
    """Whether an element is a sign to be clicked: the permalink of a heading, or a button in all but name."""
    if tag.name not in ("a", "span", "div") or held.plain + held.linked > 3 or held.blocks or held.formulas:
        return False
    text = tag.get_text().strip()
    if SIGN.fullmatch(text) and not any(str(node).strip() for node in tag.next_siblings):
        above = tag.parent
        titles = {*HEADINGS, "button", "summary"}
        return above is not None and (above.name in titles or ASKED.search(above.get_text()) is not None)
    if tag.name == "a" and (not text or attribute(tag, "href").startswith("#")) and PERMALINK.fullmatch(text):
        return tag.find("img") is None
    return tag.name != "span" and PRESSED.fullmatch(text) is not None


def _is_hidden(tag: Tag, held: _Held) -> bool:
    """Whether no reader sees this. What a click would unfold is content, and it holds paragraphs."""
    hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or HIDDEN.search(attribute(tag, "style"))
    return bool(hidden) and tag.name not in BLOCKS and not held.blocks and not held.formulas


def _only_leads(tag: Tag, held: _Held, words: int, _: frozenset[str]) -> bool:
    """Whether a list only leads to places on its own page, or to others of the site from the edge of the content."""
    if tag.name not in LISTS or held.links < 2 or held.headings or held.linked < LINKED * (held.plain + held.linked):
        return False
    if held.near == held.links:
        return tag.name in ("ul", "ol") and not held.notes
    at_edge = held.before <= EDGE or words - held.before - held.plain <= EDGE
    above = tag.find_previous_sibling()
    return at_edge and not held.far and (above is None or not ANNOUNCES.search(above.get_text()))
