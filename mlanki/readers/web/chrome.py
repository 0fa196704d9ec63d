"""What surrounds the content of a page: by the names that publishing systems give it, never by how it looks."""

from collections.abc import Iterable

import regex
from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, PreformattedString

from mlanki.readers.web.formulas import FORMULA
from mlanki.readers.web.tags import attribute, classes

NEVER_CONTENT = frozenset(
    {
        *("applet", "audio", "base", "canvas", "datalist", "dialog", "embed", "form", "frame", "frameset"),
        *("head", "iframe", "input", "link", "map", "menu", "meta", "nav", "noscript", "object", "option"),
        *("param", "progress", "rp", "rt", "script", "select", "style", "template", "textarea", "title"),
        *("track", "video"),
    }
)
ROLES = frozenset(
    {
        *("alertdialog", "banner", "complementary", "contentinfo", "dialog", "doc-pagelist", "doc-toc", "menu"),
        *("menubar", "navigation", "search", "tablist", "toolbar", "tooltip"),
    }
)

# Classes and ids, whole names. What a theme calls its layout (`has-sidebar`, `comments-open`) says nothing about
# the element that wears it.
NAMES = regex.compile(
    r"""
    # navigation
      (?: (?: site|main|primary|secondary|mobile|top|post|posts|page|paging|nav|entry|comment|article|image ) [-_] )?
      (?: nav|navbar|navigation|menu|nav-?links|pager|pagination|links-nav|breadcrumbs? )
      (?: [-_] (?: wrap(?:per)?|container|links|list|bar|inner ) )?
    | (?:yoast|rank-math|trail|aioseo)-?breadcrumbs? | breadcrumb-(?:trail|list|item) | page-(?:numbers|links)
    | nextpostslink | prevnext | skip-?(?:link|to-content|links)(?:[-_].*)? | back-?to-?top | scroll-?to-?top
    | sr-only | visually-hidden | visuallyhidden | screen-reader-text
    | wp-block-(?: navigation | search | post-navigation-link | query-pagination | page-list | latest-posts | categories
        | archives | tag-cloud | calendar | rss | loginout | post-author | post-author-name | post-author-biography
        | post-date | post-comments(?:-.*)? | comments(?:-.*)? | comment-.* | avatar | social-links? | post-terms
        | site-(?:title|tagline|logo) | read-more | post-excerpt__more-(?:text|link) | buttons? | table-of-contents
        | latest-comments | newsletter.* )
    # the frame of the page
    | site-(?:header|footer|branding|info|title|description|logo) | masthead | colophon | main-header
    | main-footer | page-footer | global-(?:header|footer)
    | (?:primary-|secondary-|left-|right-|blog-|bd-|sphinx)?sidebars?
      (?:[-_](?:widget|primary|secondary|main|left|right|area|inner|content))?
    | widgets?|widget[-_]area|widget_.*|secondary|footer[-_]widgets?
    | related|noprint|no-print|onlyprint|print-only|printfriendly|pf-content-button
    # around a post
    | (?:entry|post|article|page)[-_]
      (?: meta|footer|footer-.*|utility|author|byline|date|info|tags|categories|share|actions|views(?:-.*)?|readtime )
    | entry-meta-.* | posted-(?:on|by|in) | byline | cat-links | tags?-links
    | post-(?:author|edit-link|like|views|ratings?) | edit-link | comments-link | more-link | read-?more
    | author-(?:box|bio|info|card|avatar|description) | about-author | vcard | avatar | reading-?time
    | read-?time | rt-reading-time | updated | last-modified
    | (?:.*[-_])?related-?(?:posts?|articles|questions|content|entries|links|topics)(?:[-_].*)?
    | jp-relatedposts(?:-.*)? | yarpp(?:-.*)? | crp_related | you-may-like
    | recommended-?(?:posts|articles|content)? | read-?next | next-?(?:post|article|up) | prev-?(?:post|article)
    | prev-next-area | prevpost | nextpost
    # readers
    | comments?
    | comments?[-_](?:area|list|section|form|respond|reply.*|wrapper|content|body|notes|title|count|container)
    | commentlist | respond
    | (?:reply|comment)-title | disqus(?:_thread|.*) | giscus | utterances | discourse-comments | fb-comments
    | hypothesis-.* | wpdiscuz.* | wpd-.*
    # sharing and liking
    | sharedaddy | sd-(?:sharing.*|social.*|block)
    | share(?:-?(?:buttons?|links?|icons?|bar|box|post|this|container|wrapper))?
    | social(?:[-_](?:share|sharing|links?|icons?|media|buttons|bar|menu))? | sharing(?:-.*)? | addtoany.*
    | a2a_.* | ssba.* | heateor.* | jp-(?:post-flair|carousel.*)
    | post-likes-widget.* | likes?-?(?:button|box|count) | kudos | claps? | wpulike.* | wp_ulike.* | rating
    | post-ratings | kk-star-ratings | wp-post-ratings
    | addthis.* | essb_.* | mashsb.* | shareaholic.* | crestashare.* | et_social.* | dpsp-.* | novashare.*
    | speechify-ignore | pw-(?:multi-vote-.*|responses-.*)
    # notices, logins, letters, advertisements
    | cookies?(?:[-_](?:notice|banner|consent|law|bar|popup|info|policy|message|container|overlay|modal|alert).*)?
    | cookieconsent | cc-(?:window|banner|revoke)
    | cky-.* | cmplz-.* | moove.gdpr.* | gdpr.* | onetrust.* | osano-.* | didomi.* | qc-cmp.*
    | cn-(?:notice|button|link).* | eu-cookie.* | eucookielaw.* | consent(?:-.*)?
    | newsletter(?:[-_].*)? | subscri(?:be|ption)(?:[-_].*)? | sign-?up(?:[-_](?:form|box|banner|cta))?
    | mc4wp.* | mailpoet.* | jetpack_subscription.* | opt-?in(?:-.*)?
    | log-?in(?:[-_](?:form|link|notice|required|prompt|box|wall|button|message))? | paywall.*
    | members?-(?:only|login|message) | restricted-content.* | pmpro_.*
    | ad | ads | adsbygoogle | advert(?:isement)?s? | ad-(?:slot|unit|container|wrapper|banner|box|label)
    | ads-.* | wpcnt | google-auto-placed | code-block-ad | ai-viewports? | sponsored?
    | modal | modal-(?:dialog|content|backdrop|overlay) | popup | pop-up | popover | toast | lightbox | overlay
    | banner | promo(?:-.*)? | cta(?:-.*)? | call-to-action
    # tables of contents
    | toc | toc[-_](?:container|wrapper|list|content|title|box|widget|sidebar|body) | (?:page|post|article|nav)-toc
    | ez-toc.* | lwptoc.* | table-?of-?contents(?:[-_].*)? | contents
    | toctree-wrapper | localtoc | onthispage | on-this-page | page-toc | in-page-nav | joli.toc.* | simpletoc.*
    # Sphinx, Jupyter Book, Read the Docs, MediaWiki, GitHub
    | bd-(?:header.*|footer.*|toc.*|links.*|search.*|docs-nav|lefttoc)
    | wy-(?:nav-side|side-nav.*|breadcrumbs.*|nav-top|menu.*) | rst-(?:versions|footer-buttons|other-versions)
    | sphinxsidebar(?:wrapper)?
    | searchbox | sourcelink | eqno | viewcode-link | prev-next-.* | header-article.* | footer-article.*
    | article-header-buttons | headerbtn.* | thebe-.* | launch-buttons? | footnote-backref | fn-backref
    | footnote-ref(?:erence)?
    | backrefs
    | mw-(?:editsection.*|jump-link|navigation|panel|head|portlet.*|indicators|footer.*|empty-elt|hidden-catlinks)
    | catlinks | siteSub | contentSub2? | jump-to-nav | printfooter | navbox.* | vertical-navbox | hatnote
    | ambox | metadata
    | mw-references-wrap | reflist | sistersitebox | noprint | shortdescription | infobox.*
    | mwe-math-fallback-source-inline
    | ql-(?:right|left)-eqno|MathJax_(?:Menu|Message|Hover.*|Zoom.*)|MJX_Assistive_MathML
    """,
    regex.VERBOSE,
)

# Around and inside code, where `comment` is a colour.
CODE_NAMES = regex.compile(
    r"""
      copy-?(?:btn|button|code|code-button|icon) | copybtn | clipboard | zeroclipboard-container | toolbar(?:-item)?
    | code-?(?:toolbar-items|copy|actions|header|lang(?:uage)?-label)
    | linenos? | line-?no | line-?numbers?-rows | linenumber | linenodiv | gutter | rouge-gutter | blob-num
    | input_prompt | output_prompt | crayon-(?:nums?.*|toolbar|info|plain-wrap|main-tools)
    """,
    regex.VERBOSE,
)
# The signs that lead to a heading itself.
ANCHORS = regex.compile(
    r"head(?:er)?link|head(?:er|ing)-anchor|anchor(?:js-link|-link|-icon)?|octicon(?:-.*)?|permalink|(?:hash|direct)-link"
)

# An element that is content whatever it is called, since all of the content is inside it.
HOLDS_CONTENT = "main, [role=main], h1, .wp-block-post-content, .mw-parser-output, .markdown-body"
HIDDEN = regex.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", regex.IGNORECASE)
BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup"),
        *("hr", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th"),
        *("thead", "tr", "ul"),
    }
)
PERMALINKS = frozenset(("", "#", "¶", "§", "🔗", "¶#", "link", "permalink", "anchor"))


def drop_chrome(soup: BeautifulSoup) -> None:
    """Remove from the page everything that is not its content; formulas must have been read before."""
    # The parser does not know that these hold nothing, and puts what follows into them.
    for empty in soup.find_all(["embed", "source", "track", "wbr"]):
        empty.insert_after(*[child.extract() for child in list(empty.children)])
    for text in soup.find_all(string=lambda text: isinstance(text, Comment | PreformattedString)):
        text.extract()
    for tag in list(soup.find_all(True)):
        if not tag.decomposed and is_chrome(tag):
            tag.decompose()
    for link in soup.find_all("a"):
        leads_here = attribute(link, "href").startswith("#") or not link.get_text().strip()
        if leads_here and link.get_text().strip().lower() in PERMALINKS and not link.find(["img", FORMULA]):
            link.decompose()
    for contents in soup.find_all(["ul", "ol"]):
        if not contents.decomposed and _is_contents(contents):
            contents.decompose()


def is_chrome(tag: Tag) -> bool:
    """Whether an element surrounds the content rather than being part of it."""
    if tag.name in ("html", "body", "main", FORMULA):
        return False
    if tag.name in NEVER_CONTENT:
        # Some systems wrap the whole page into one form.
        return not (tag.name == "form" and (tag.select_one(HOLDS_CONTENT) or len(tag.find_all(["h1", "h2", "h3"])) > 2))
    if tag.name == "button":
        return tag.find_parent(["h1", "h2", "h3", "h4", "h5", "h6", "summary"]) is None and not _opens(tag)
    if tag.name == "svg":
        return True
    if tag.name != "pre" and tag.find_parent(["pre", "code"]):
        return any(CODE_NAMES.fullmatch(name) for name in classes(tag))
    named = (
        (tag.name in ("footer", "aside") and not _belongs(tag))
        or tag.get("role") in ROLES
        or any(NAMES.fullmatch(name) or CODE_NAMES.fullmatch(name) for name in _names(tag))
        or (tag.name in ("a", "span") and any(ANCHORS.fullmatch(name) for name in _names(tag)))
        or _is_hidden(tag)
    )
    return named and not _is_post(tag) and tag.select_one(HOLDS_CONTENT) is None


def _names(tag: Tag) -> Iterable[str]:
    yield from classes(tag)
    # A guide makes ids out of its own headings; what they say is no name of a part of the page.
    if tag.name in ("div", "aside", "ul", "header", "footer"):
        yield attribute(tag, "id")


def _is_post(tag: Tag) -> bool:
    """Whether this is a post, whose classes name its tags and categories: `tag-cookies` is about cookies."""
    return tag.name == "article" and tag.find_parent(id="comments") is None and "comment" not in classes(tag)


def _belongs(tag: Tag) -> bool:
    """Whether an aside or a footer is one of the content: a note, or who said what is quoted."""
    return tag.find_parent("blockquote") is not None or (
        tag.name == "aside"
        and (not tag.attrs or bool(regex.search(r"\b(?:admonition|footnote|note|callout|tip)", " ".join(_names(tag)))))
    )


def _opens(tag: Tag) -> bool:
    """Whether a button is the title of something that it opens."""
    return bool(tag.get("aria-expanded")) and bool(
        regex.search(r"accordion|toggle|faq|collaps|question", " ".join(_names(tag)))
    )


def _is_hidden(tag: Tag) -> bool:
    """Whether no reader sees this. What a click would unfold is content, and it holds paragraphs."""
    hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true" or bool(HIDDEN.search(attribute(tag, "style")))
    return hidden and tag.name not in BLOCKS and not tag.find(list(BLOCKS)) and tag.find(FORMULA) is None


def _is_contents(tag: Tag) -> bool:
    """Whether a list only leads to places on its own page."""
    links = tag.find_all("a", href=True)
    words = sum(len(link.get_text().split()) for link in links)
    return (
        len(links) >= 2
        and all("#" in str(link["href"]) and not regex.match(r"#(?:cite|fn|ref)", str(link["href"])) for link in links)
        and words * 10 >= len(tag.get_text().split()) * 9
    )
