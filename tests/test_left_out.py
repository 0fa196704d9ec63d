"""What a page drops from among the words of its answers is told, and what frames the page is not."""

import json

import pytest

from mlanki.outline import read
from mlanki.records import Reading
from tests.pages import source, text

BEFORE, BEHIND = "It maps keys to places by hashing them.", "So a lookup takes the same time at any size."
LEFT_OUT = "was left out; if an answer needs it, make it a paragraph [element-left-out]"

ELEMENTS = {
    '<form><select><option>The load factor stays low</option></select><input value="x"></form>': "<form>",
    '<form><input value="The load factor stays low"></form>': "<form>",
    "<svg><text>The load factor stays low</text></svg>": "<svg>",
    "<iframe>The load factor stays low</iframe>": "<iframe>",
    "<object>The load factor stays low</object>": "<object>",
    '<p class="announcement">The load factor stays low</p>': '<p class="announcement">',
    '<div class="login">The load factor stays low</div>': '<div class="login">',
    '<div role="tooltip">The load factor stays low</div>': '<div role="tooltip">',
    "<p>and <span hidden>The load factor stays low</span> so</p>": "<span>",
    "<ruby>x<rt>The load factor stays low</rt></ruby>": "<rt>",
}
SHOWN = {
    '<video src="load-factor.mp4"></video>': "<video>",
    '<audio controls><source src="x.ogg"></audio><embed src="load-factor.mp4">': "<embed>",
    '<object data="load-factor.mp4"></object>': "<object>",
    '<iframe src="load-factor.mp4"></iframe>': "<iframe>",
}


def page(*answer: str, above: str = "", below: str = "", between: str = "\n") -> Reading:
    lines = (above, "<h2>What is a hash table?</h2>", *answer, "<h2>What is a heap?</h2>", "<p>A tree.</p>", below)
    return read(source(f"<html><body>\n{between.join(lines)}\n</body></html>", "page.html"))


def said(reading: Reading) -> list[str]:
    return [str(diagnostic) for diagnostic in reading.diagnostics]


@pytest.mark.parametrize("html", ELEMENTS)
def test_words_that_are_dropped_out_of_an_answer_are_told(html: str) -> None:
    reading = page(f"<p>{BEFORE}</p>", html, f"<p>{BEHIND}</p>")

    assert said(reading) == [f"page.html:5: “The load factor stays low” in `{ELEMENTS[html]}` {LEFT_OUT}"]
    assert text(reading.entries[0].answer).startswith(BEFORE)
    assert text(reading.entries[0].answer).endswith(BEHIND)


@pytest.mark.parametrize("html", SHOWN)
def test_what_no_card_can_show_is_told(html: str) -> None:
    assert said(page(f"<p>{BEFORE}</p>", html, f"<p>{BEHIND}</p>")) == [
        f"page.html:5: “load-factor.mp4” in `{SHOWN[html]}` {LEFT_OUT}"
    ]


@pytest.mark.parametrize("name", ["page.md", "page.ipynb", "page.csv"])
@pytest.mark.parametrize("html", ["<svg><text>The load factor stays low</text></svg>", *SHOWN])
def test_so_it_is_in_markdown_wherever_that_stands(name: str, html: str) -> None:
    markdown = f"## What is a hash table?\n\n{BEFORE}\n\n{html}\n\n{BEHIND}\n"
    cell = html.replace('"', '""')
    written = {
        "page.md": markdown,
        "page.ipynb": json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": markdown}]}),
        "page.csv": f'question,answer\nWhat is a hash table?,"{BEFORE} {cell} {BEHIND}"\n',
    }[name]

    (told,) = said(read(source(written, name)))

    assert "“The load factor stays low” in `<svg>`" in told if "svg" in html else "“load-factor.mp4” in `<" in told
    assert told.endswith(LEFT_OUT)


FENCES = {
    "```sql one row for each user": ["“one row for each user” in `code sql`"],
    '~~~python title="stack.py" linenums="1" hl_lines="2 3"': ['“"stack.py"” in `code python`'],
    '```{r, echo=FALSE, fig.cap="A plot of it"}': ['“"A plot of it"” in `code r,`'],
    '```{.python .numberLines startFrom="100"}': [],
    "```js {1,3-5}": [],
}


@pytest.mark.parametrize("fence", FENCES)
@pytest.mark.parametrize("indent", ["", "- ", "> "])
def test_what_a_fence_says_beside_its_language_is_told(fence: str, indent: str) -> None:
    rest = " " * len(indent) if indent == "- " else indent
    written = f"## What is a hash table?\n\n{BEFORE}\n\n{indent}{fence}\n{rest}x = 1\n{rest}{fence[:3]}\n\n{BEHIND}\n"

    assert said(read(source(written, "page.md"))) == [f"page.md:5: {told} {LEFT_OUT}" for told in FENCES[fence]]


def test_the_words_of_a_form_in_markdown_are_words() -> None:
    written = f"## What is a hash table?\n\n{BEFORE}\n\n<form><button>It is fast</button></form>\n\n{BEHIND}\n"
    (entry,) = read(source(written, "page.md")).entries

    assert "It is fast" in text(entry.answer)


def test_a_form_without_anything_to_fill_in_is_a_box() -> None:
    reading = page(f"<p>{BEFORE}</p>", f"<form><p>{BEHIND}</p></form>")

    assert text(reading.entries[0].answer).endswith(BEHIND)
    assert not said(reading)


def test_the_same_words_are_told_once() -> None:
    vote = '<div class="feedback">Did this help you?</div>'

    assert said(page(f"<p>{BEFORE}</p>", vote, f"<p>{BEHIND}</p>", vote, "<p>It is.</p>", vote)) == [
        f'page.html:5: “Did this help you?” in `<div class="feedback">` (2 times) {LEFT_OUT}'
    ]


@pytest.mark.parametrize("between", ["\n", ""], ids=["lines", "one line"])
def test_what_frames_a_page_or_leads_elsewhere_is_not_told(between: str) -> None:
    share = '<div class="share">Share: <a href="/x">on one site</a> <a href="/y">on another</a></div>'
    reading = page(
        '<div class="entry-meta">Posted on Monday by the author</div>',
        f"<p>{BEFORE}</p>",
        share,
        '<button class="copy">Copy</button><svg viewBox="0 0 9 9"><path d="M0 0"/></svg>',
        '<p>Fast. <a class="headerlink" href="#t">¶</a> <a class="anchor" href="#t">link</a></p>',
        "<script>let words = 'that nobody reads'</script><style>p { color: red }</style>",
        f"<p>{BEHIND}</p>",
        above="<nav>All of our many pages</nav><form><input value='Search'></form>",
        below='<div class="newsletter">Get a letter every week</div><form><textarea>Say it</textarea></form>',
        between=between,
    )

    assert not said(reading)


def beside_main(above: str = "", below: str = "") -> list[str]:
    main = "\n<h2>What is a hash table?</h2>\n<p>" + f"{BEFORE} {BEHIND} " * 9 + "</p>\n"
    return said(read(source(f"<html><body>\n{above}\n<main>{main}</main>\n{below}\n</body></html>", "page.html")))


OUTSIDE = "stands outside the main part of the page and was left out; if an answer needs it, move it there"


def test_what_stands_outside_the_main_part_is_told_once() -> None:
    heap = "<h2>What is a heap?</h2>\n<p>A heap is a tree whose root is the least.</p>"

    assert beside_main(below=heap) == [
        f"page.html:7: “What is a heap?” (and 1 more) {OUTSIDE} [element-left-out]",
    ]
    assert beside_main(above=heap) == [f"page.html:2: “What is a heap?” {OUTSIDE} [element-left-out]"]


def test_what_introduces_the_main_part_is_a_note() -> None:
    assert beside_main(above="<p>We write about hashing.</p>") == [
        "page.html:2: “We write about hashing.” introduces the page and was left out [introduction-left-out]"
    ]


def test_the_frame_of_a_page_is_not_told() -> None:
    menu = "<div><a href='/a'>What is a queue, and why?</a> <a href='/b'>What is a stack, and why?</a></div>"
    bottom = "<div><p>© 2020 Ann and others. All rights reserved.</p><p>Follow us</p><p>Ann Writes</p></div>"

    assert beside_main(above=menu + "<div><h1>Notes of Ann</h1></div>", below=menu + bottom) == []


def test_a_box_that_ends_the_last_answer_is_a_note() -> None:
    box = '<div class="login">The load factor stays low enough.</div>'

    assert said(page(f"<p>{BEFORE}</p>", below=box)) == [
        "page.html:7: “The load factor stays low enough.” closes the page and was left out [introduction-left-out]"
    ]
    assert not said(page(f"<p>{BEFORE}</p>", below='<div class="login">Login to view more content.</div>'))


@pytest.mark.parametrize("tag", ["<textarea>", "<title>", '<iframe src="x">', "<svg>", "<!--"])
def test_a_tag_that_nothing_closes_takes_nothing_with_it(tag: str) -> None:
    reading = page(f"<p>{BEFORE}</p>", tag, f"<p>{BEHIND}</p>")

    assert [text(entry.answer) for entry in reading.entries] == [f"{BEFORE} {BEHIND}", "A tree."]


def test_a_raised_link_is_the_number_of_a_note_only_where_it_leads_to_one() -> None:
    raised = '<p>It has 2<sup><a href="/powers">10</a></sup> places.<sup><a href="#note-1">1</a></sup></p>'

    assert text(page(raised).entries[0].answer) == "It has 2¹⁰ places."
