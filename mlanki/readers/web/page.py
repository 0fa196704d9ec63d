"""What a page says about itself: its title, its site, its address, its tags; and where its content stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement
from lxml import etree

from mlanki import patterns as regex
from mlanki.addresses import join_address
from mlanki.readers.pieces import HEADER
from mlanki.readers.web.chrome import BLOCKS
from mlanki.readers.web.selectors import Selector
from mlanki.readers.web.tags import attribute, classes
from mlanki.records import ADDRESS
from mlanki.sources import Source

# What holds nothing, and what the parser would put all that follows into.
EMPTY_TAG = regex.compile(r"<(?P<name>embed|source|track|wbr)\b[^>]*+>", regex.IGNORECASE)
REFUSED = regex.compile(r"[\x00\p{Cs}]")  # by lxml

# What takes in all that follows until it is closed; a page that was cut off, or pasted together, may never do so.
SWALLOWS = regex.compile(
    r"<(?:/\s*)?(?P<name>iframe|svg|textarea|title)\b[^>]*+>|(?P<comment><!--|-->)", regex.IGNORECASE
)

START_TAG = regex.compile(
    r"""(?P<name> < [a-z] [^\s/>]*+ ) (?P<attributes> (?: [^"'<>]++ | "[^"]*+" | '[^']*+' )*+ ) >""",
    regex.VERBOSE | regex.IGNORECASE,
)
MOST_ATTRIBUTES = 500  # of one element; libxml2 looks at all of them for each that it adds

DEEPEST = 120  # elements within elements; what lies deeper is no page but an attack

# One post among others, in the words of WordPress, whose themes agree on little else.
POST = Selector('article[id^="post-"], article[class*="post-"], .hentry, .type-post, li.wp-block-post')
# Where the content of a page stands, the surest signs first.
ROOTS = (
    Selector(".markdown-body, .mw-parser-output, .bd-article, [itemprop=articleBody]"),
    Selector("main, [role=main]"),
    Selector("#main, #content, #primary"),
    Selector("article"),
)
TAG_LINKS = Selector("a[rel~=tag], a[rel~=category], .p-category")
# All links within are such.
TAG_LISTS = Selector(
    """.post-categories, .cat-links, .tags-links, .tag-links, .post-tags, .entry-categories, .entry-tags,
    .wp-block-post-terms, .taxonomy-category, .taxonomy-post_tag"""
)
# A post's link to its own page, as lists of posts have it.
BOOKMARK = Selector("a[rel~=bookmark]")
POST_TITLE = Selector("h1, h2, h3, .entry-title, .wp-block-post-title")
PAGE_TITLES = ".page-title, .archive-title, .wp-block-query-title"
NAMES_PAGE = Selector(f"{PAGE_TITLES}, h1")
NAMES_LIST = Selector(f"{PAGE_TITLES}, h1, h2")
CANONICAL = Selector("link[rel~=canonical][href]")
LISTS = frozenset({"archive", "blog", "search"})  # WordPress says so of the body
BESIDE = regex.compile(r"\b(?:related|recommended|recent|widget|sidebar|popular|tagcloud|menu)", regex.IGNORECASE)
# The end of a title that lost its slash.
UNENDED = regex.compile(r"(<summary\b[^>]*+>(?:(?!</?summary\b).)*+)<summary>", regex.IGNORECASE | regex.DOTALL)
SAVED_FROM = regex.compile(r"saved from url=\(\d+\)(\S+)")  # as browsers write it
BEFORE_SITE = regex.compile(r"\s+[–—|·«»]\s+|\s+-\s+")
PERMALINKS = ("¶", "#", "🔗")
NO_TAG = regex.compile(r"#?\s*(?:uncategori[sz]ed|allgemein|blog|posts?)", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class About:
    """What a page calls itself, where it was published, and the tag that it is about as a whole, if it lists one."""

    title: str
    page: str
    address: str
    tag: str


def parse(source: Source) -> BeautifulSoup:
    """The elements of a page, each with the line that it begins on.

    beautifulsoup4 does not learn lines from lxml; lxml by itself tells them for the same elements in the same order.
    """
    text = _without_unclosed(REFUSED.sub("", "\n".join(line.text for line in source.lines)))
    text = UNENDED.sub(r"\1</summary>", EMPTY_TAG.sub(r"\g<0></\g<name>>", text))
    soup = BeautifulSoup(text, "lxml")
    tags = soup.find_all(True)
    if any(len(tag.attrs) > MOST_ATTRIBUTES for tag in tags):
        text = START_TAG.sub(lambda found: found["name"] + "\n" * found["attributes"].count("\n") + ">", text)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(text.encode(), parser)
    if root is not None:
        elements = root.iter(etree.Element)
        for tag, element in zip(tags, elements, strict=False):
            tag.sourceline = element.sourceline
    head = soup.head
    if head is not None and head.find([*BLOCKS]) is not None:
        # A page may leave out the tags of its head and its body; an element newer than the parser is head to it then.
        head.name = "div"
        if soup.body is not None:
            soup.body.insert(0, head.extract())
    _flatten(soup)
    return soup


def _without_unclosed(text: str) -> str:
    """The text without the tags of elements that nothing closes: what stands behind one is said."""
    closed: set[str] = set()
    unclosed: set[int] = set()
    for tag in reversed([*SWALLOWS.finditer(text)]):
        name = "comment" if tag["comment"] else tag["name"].lower()
        if tag[0].startswith(("</", "-->")):
            closed.add(name)
        elif name not in closed:
            unclosed.add(tag.start())
    return SWALLOWS.sub(lambda tag: "" if tag.start() in unclosed else tag[0], text) if unclosed else text


def _flatten(soup: BeautifulSoup) -> None:
    """Make plain text of what stands deeper than any page has it: all rooms may then go down and up in a page."""
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        above = depths.get(id(tag.parent))
        if above is None:
            continue  # goes with what it stands in
        if above < DEEPEST:
            depths[id(tag)] = above + 1
        elif tag.find(True) is not None:
            kept = [node for node in tag.descendants if type(node) is NavigableString or _is_picture(node)]
            tag.clear()
            for is_picture, run in groupby(kept, _is_picture):
                nodes = list(run)
                tag.extend(nodes if is_picture else [f" {' '.join(map(str, nodes))} "])
            tag.name, tag.attrs = "div", {}


def _is_picture(node: PageElement) -> bool:
    return isinstance(node, Tag) and node.name == "img"


def about(soup: BeautifulSoup, tags: Sequence[Tag]) -> About:
    """What a page, whose elements are `tags`, says about itself; asked before its chrome is dropped."""
    metas = [tag for tag in tags if tag.name == "meta"]
    site = _meta(metas, "og:site_name", "application-name")
    title = _text(soup.title) or _meta(metas, "og:title")
    heading = next((words for tag in tags if tag.name == "h1" and (words := _text(tag))), "")
    name = title or heading
    if site and name and site.casefold() not in name.casefold():
        name = f"{name} – {site}"
    where = address(soup)
    page = ", ".join(part for part in (name, where) if part)
    return About(heading or _without_site(title, site), page, where, _tag(soup, tags))


def pieces(soup: BeautifulSoup) -> tuple[Tag, ...]:
    """The parts of a page that are read each for itself: the posts of a listing, or else all of its content.

    Either has most of the characters that are left of the page; else it is a teaser or a list of related posts.
    """
    lengths = _lengths(soup)
    most = lengths[id(soup)] // 2
    posts: list[Tag] = []
    inside: set[int] = set()
    tags = soup.find_all(True)
    for post in POST.of(tags):
        if id(post) not in inside:
            posts.append(post)
            inside.update(map(id, post.find_all(True)))
    if len(posts) > 1 and sum(lengths[id(post)] for post in posts) > most:
        return tuple(posts)
    for selector in ROOTS:
        root = max(selector.of(tags), key=lambda tag: lengths[id(tag)], default=None)
        if root is not None and lengths[id(root)] > most:
            return (root,)
    return (soup.body or soup,)


def linked_tags(soup: BeautifulSoup, tags: Sequence[Tag]) -> dict[int, tuple[str, ...]]:
    """The tags and categories that each post links to, by the `id` of its element; the body has those outside posts.

    Asked before the chrome is dropped, which these links are part of. What other posts are tagged with, shown
    beside this one, says nothing about it.
    """
    found: dict[int, list[str]] = {}
    listed = {id(link) for links in TAG_LISTS.of(tags) for link in links.find_all("a")}
    for link in tags:
        if id(link) not in listed and not TAG_LINKS.matches(link):
            continue
        if any(
            BESIDE.search(attribute(parent, "class")) for parent in link.parents if parent.name not in ("body", "html")
        ):
            continue
        holder = next(POST.of((link, *link.parents)), soup.body)
        name = _text(link).lstrip("#").strip()
        if name and not NO_TAG.fullmatch(name):
            found.setdefault(id(holder), []).append(name)
    return {holder: tuple(dict.fromkeys(names)) for holder, names in found.items()}


def tags_of(piece: Tag, linked: dict[int, tuple[str, ...]], *, alone: bool) -> tuple[str, ...]:
    """The tags of a piece of a page, from `linked_tags`; a piece that is alone has those of the page too."""
    holders = [piece, *piece.find_all(True)]
    if alone:
        holders += piece.parents
    return tuple(dict.fromkeys(name for holder in holders for name in linked.get(id(holder), ())))


def _lengths(soup: BeautifulSoup) -> dict[int, int]:
    """How many characters each element holds; a formula counts as its TeX."""
    lengths: dict[int, int] = {}

    def measure(tag: Tag) -> int:
        length = len(attribute(tag, "tex"))
        for node in tag.contents:
            length += measure(node) if isinstance(node, Tag) else len(str(node))
        lengths[id(tag)] = length
        return length

    measure(soup)
    return lengths


def _tag(soup: BeautifulSoup, tags: Sequence[Tag]) -> str:
    """The tag or category whose posts a page lists."""
    for heading in NAMES_LIST.of(tags):
        if heading.find(["h1", "h2"]) is not None:
            continue
        if (found := HEADER.fullmatch(_text(heading))) and found["kind"].casefold() != "author":
            return str(found["name"]).strip()
    body = set(classes(soup.body)) if soup.body is not None else set()
    if "archive" in body and body & {"tag", "category"}:
        return _text(NAMES_PAGE.first(soup))
    return ""


def address(soup: BeautifulSoup) -> str:
    """Where a page says that it was published; empty where it does not."""
    link = CANONICAL.first(soup)
    candidates = [attribute(link, "href") if link is not None else "", _meta(soup.find_all("meta"), "og:url")]
    comments = (node for node in soup.descendants if isinstance(node, Comment))
    candidates += (found[1] for comment in comments if (found := SAVED_FROM.search(str(comment))))
    return next((address for address in candidates if ADDRESS.fullmatch(address)), "")


def own_addresses(soup: BeautifulSoup, tags: Sequence[Tag], where: str) -> dict[int, str]:
    """For each post the address that it links to as its own page, by the `id` of its element.

    Where the page lists no posts, its body has the address of the page, `where`. Asked before the chrome is dropped.
    """
    found = {}
    for post in POST.of(tags):
        links = (
            link for link in post.find_all("a") if BOOKMARK.matches(link) or POST_TITLE.matches(link.parent or post)
        )
        link = next((link for link in links if link.has_attr("href")), None)
        if link is not None and ADDRESS.fullmatch(own := join_address(where, attribute(link, "href"))):
            found[id(post)] = own
    body = set(classes(soup.body)) if soup.body is not None else set()
    headings = NAMES_PAGE.of(tags)
    if where and not body & LISTS and not any(HEADER.fullmatch(_text(heading)) for heading in headings):
        found[id(soup.body)] = where
    return found


def address_of(piece: Tag, own: dict[int, str], *, alone: bool) -> str:
    """The address of the questions of a piece, from `own_addresses`; a piece that is alone has that of the page."""
    holders = (*(piece.parents if alone else ()), piece)
    return next((own[id(holder)] for holder in holders if id(holder) in own), "")


def _meta(metas: Sequence[Tag], *names: str) -> str:
    for name in names:
        named = (tag for key in ("property", "name") for tag in metas if attribute(tag, key) == name)
        tag = next(named, None)
        if tag is not None and (content := " ".join(attribute(tag, "content").split())):
            return content
    return ""


def _without_site(title: str, site: str) -> str:
    """A title without the name of the site that follows it."""
    return title.removesuffix(site).rstrip(" –—|·-") if site else BEFORE_SITE.split(title)[0]


def _text(tag: Tag | None) -> str:
    if tag is None:
        return ""
    words = " ".join(part for part in tag.strings if part.strip() not in PERMALINKS)
    return " ".join(words.split())
