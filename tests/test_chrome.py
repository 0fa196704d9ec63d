"""What surrounds the content of a page."""

import pytest

from mlanki.readers.web.chrome import drop_chrome
from mlanki.readers.web.page import address, parse, pieces
from tests.pages import source


def left_of(body: str) -> str:
    """The words of a page that are taken for its content."""
    head = '<head><link rel="canonical" href="https://own.example/page"></head>'
    soup = parse(source(f"<html>{head}<body>{body}</body></html>", "page.html", None))
    drop_chrome(soup, address(soup))
    return " ".join(" ".join(piece.get_text(" ") for piece in pieces(soup)).split())


KEPT = "<h2>What is loss?</h2><p>A number that says how wrong a model is, which training makes as small as it can.</p>"
WORDS = "What is loss? A number that says how wrong a model is, which training makes as small as it can."


@pytest.mark.parametrize(
    "chrome",
    [
        '<div class="x-shareBar_a1"><b>Tell others</b></div>',
        '<div class="my-plugin-cookie-bar"><p>Crumbs.</p></div>',
        '<p class="postMeta">Written in May</p>',
        '<div aria-label="Breadcrumb"><span>Home</span></div>',
        '<div role="search">Look up</div>',
        '<a href="/x" rel="tag">Basics</a>',
        '<a class="button" href="#">Read more</a>',
        '<a href="#x">🔗</a>',
        "<button>View answer</button>",
        '<div><a href="/a">Trees</a> <a href="https://own.example/b">Nets</a></div>',
        '<div class="cards"><article class="post-9 post"><a href="/z">Trees</a></article></div>',
    ],
)
def test_what_surrounds_the_content_is_told_by_general_signs(chrome: str) -> None:
    assert left_of(f"<main>{KEPT}</main>{chrome}") == WORDS
    if "post-9" not in chrome:  # what a system calls a post is one, inside of what it calls its main part
        assert left_of(KEPT + chrome) == WORDS


@pytest.mark.parametrize(
    "content",
    [
        '<section id="cookies"><p>They stay.</p></section>',
        '<div class="plugin-widget plugin-widget-text"><p>They stay.</p></div>',
        '<div class="has-sidebar tag-social"><p>They stay.</p></div>',
        "<aside><p>They stay.</p></aside>",
        '<p>Read:</p><ul><li><a href="/a">They</a></li><li><a href="/b">stay.</a></li></ul>',
        '<ul><li><a href="https://a.example">They</a></li><li><a href="https://b.example">stay.</a></li></ul>',
        '<pre><code><span class="comment">They</span> stay.</code></pre>',
    ],
)
def test_content_stays_whose_name_or_links_only_resemble_chrome(content: str) -> None:
    assert left_of(KEPT + content).endswith("They stay.")


def test_what_holds_most_of_the_words_is_content_whatever_it_is_called() -> None:
    assert left_of(f'<div class="content-sidebar-wrap">{KEPT}</div><p>End.</p>') == f"{WORDS} End."


@pytest.mark.parametrize("nested", ["<div>", '<div class="nav-inner">', "<b>", "<ul><li>", "<article>", "<h2>"])
def test_pages_nested_ten_thousand_deep_are_survived(nested: str) -> None:
    assert left_of(KEPT + nested * 10_000 + "x").startswith(WORDS)


def test_a_heading_that_leads_back_to_the_contents_keeps_its_words() -> None:
    heading = '<h2><a class="toc-backref" href="#id1">What is loss?</a><a class="headerlink" href="#loss">¶</a></h2>'

    assert left_of(heading + KEPT.partition("</h2>")[2]) == WORDS
