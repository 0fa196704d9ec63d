"""Saved web pages."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from mlanki.cards import to_fields
from mlanki.cards.allow_list import sanitise_field
from mlanki.config import Config
from mlanki.decoding import declared_encoding
from mlanki.document import (
    Break,
    Code,
    CodeBlock,
    Heading,
    Image,
    Item,
    Link,
    List,
    Math,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    walk,
)
from mlanki.drawings import is_inert_svg
from mlanki.markup import from_markdown, to_markdown
from mlanki.merge import merge
from mlanki.outline import read
from mlanki.pictures import Picture, read_picture
from mlanki.pipeline import build, parse
from mlanki.readers import web
from mlanki.records import Entry, Reading, to_json_lines
from mlanki.release.ledger import Ledger
from mlanki.release.publishing import publish
from mlanki.sources import Place, Source, find_sources, split_lines
from tests.pages import PIXEL, PIXEL_ADDRESS, load, source

CASES = Path(__file__).parent / "dumps" / "made"
WEB_CASES = sorted(folder for folder in CASES.iterdir() if folder.name.startswith("web-"))


def read_page(html: str, folder: Path | None = None) -> Reading:
    return read(source(html, "page.html", folder))


def missing(reading: Reading) -> list[str]:
    """What is said about the records of a page and the pictures that they lack."""
    return [str(diagnostic) for diagnostic in merge(reading.entries, Config()).diagnostics]


def answer_of(html: str, folder: Path | None = None) -> Entry:
    """The entry of a page with one question, whose answer is `html`."""
    (entry,) = read_page(f"<html><body><h2>What is dropout?</h2>{html}</body></html>", folder).entries
    return entry


def inlines_of(html: str) -> tuple[object, ...]:
    (paragraph,) = answer_of(f"<p>{html}</p>").answer
    assert isinstance(paragraph, Paragraph)
    return paragraph.inlines


@pytest.mark.parametrize("folder", WEB_CASES, ids=lambda folder: folder.name)
def test_every_page_survives_being_written_as_a_record(folder: Path) -> None:
    entries = [entry for page in folder.glob("*.html") for entry in entries_of(page)]

    assert entries
    for entry in entries:
        assert from_markdown(to_markdown(entry.question)) == entry.question
        assert from_markdown(to_markdown(entry.answer)) == entry.answer


def entries_of(page: Path) -> Sequence[Entry]:
    (place,), _ = find_sources([page])
    source, _ = load(place)
    assert source is not None
    return read(source).entries


CARRIERS = {
    "quicklatex in the line": (
        '<img class="ql-img-inline-formula quicklatex-auto-format" alt="&#32;&#92;&#116;&#104;&#101;&#116;&#97;_0 &#60; 1">',
        Math(r"\theta_0 < 1"),
    ),
    "quicklatex displayed": (
        '<img class="ql-img-displayed-equation" alt="&#92;&#91; a &#38; b &#92;&#93;">',
        Math("a & b", display=True),
    ),
    "quicklatex environment": (
        r'<img class="ql-img-displayed-equation" alt="\begin{align*} a &amp;= b \end{align*}">',
        Math(r"\begin{align*} a &= b \end{align*}", display=True),
    ),
    "entities are decoded once": ('<img class="latex" alt="a &amp;lt; b">', Math("a &lt; b")),
    "wordpress.com by its title": ('<img class="latex" src="x.php" alt="" title="x^2">', Math("x^2")),
    "wordpress.com by its address": ('<img class="latex" src="https://s0.wp.com/latex.php?latex=%5Cpi+r" alt="">', Math(r"\pi r")),
    "codecogs": (r'<img src="https://latex.codecogs.com/svg.image?\sigma(x)" alt="">', Math(r"\sigma(x)")),
    "mathjax script": ('<script type="math/tex">a<b && c</script>', Math("a<b && c")),
    "mathjax script displayed": ('<script type="math/tex; mode=display">x</script>', Math("x", display=True)),
    "kramdown": ('<script type="math/tex">% <![CDATA[\na < b %]]></script>', Math("a < b")),
    "mathjax 2 drawn": (
        ('<span class="MathJax_Preview">y</span><span class="MathJax" id="E-1-Frame"><i>y</i></span>'
        '<script type="math/tex" id="E-1">y_1</script>'),
        Math("y_1"),
    ),
    "mathjax 2 without its script": (
        '<span class="MathJax" data-mathml="&lt;math&gt;&lt;msup&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;mn&gt;2&lt;/mn&gt;&lt;/msup&gt;&lt;/math&gt;">x2</span>',
        Math("x^{2}"),
    ),
    "mathjax 3": (
        ('<mjx-container display="true"><mjx-math>ab</mjx-math><mjx-assistive-mml><math><mfrac><mi>a</mi><mi>β</mi></mfrac>'
        "</math></mjx-assistive-mml></mjx-container>"),
        Math(r"\frac{a}{\beta}", display=True),
    ),
    "mathjax 4": (r'<mjx-container><mjx-math data-latex="\alpha"></mjx-math></mjx-container>', Math(r"\alpha")),
    "katex": (
        ('<span class="katex"><span class="katex-mathml"><math><semantics><mrow></mrow><annotation encoding="application/x-tex">'
        'p &lt; q</annotation></semantics></math></span><span class="katex-html" aria-hidden="true">p&lt;q</span></span>'),
        Math("p < q"),
    ),
    "katex displayed": (
        ('<span class="katex-display"><span class="katex"><math><semantics><annotation encoding="application/x-tex">H\n= 1'
        "</annotation></semantics></math></span></span>"),
        Math("H = 1", display=True),
    ),
    "wikipedia": (
        (r'<span class="mwe-math-element"><span style="display: none;"><math alttext="{\displaystyle x}"><semantics><mi>x</mi>'
        r'<annotation encoding="application/x-tex">{\displaystyle x}</annotation></semantics></math></span>'
        r'<img class="mwe-math-fallback-image-inline" alt="{\displaystyle x}"></span>'),
        Math(r"{\displaystyle x}"),
    ),
    "wikipedia, the picture alone": (r'<img class="mwe-math-fallback-image-display" alt="x">', Math("x", display=True)),
    "sphinx in the line": (r'<span class="math notranslate nohighlight">\(a&lt;b\)</span>', Math("a<b")),
    "pandoc": (r'<span class="math display">\[x \\[2pt] y\]</span>', Math(r"x \\[2pt] y", display=True)),
    "sphinx drawn": (r'<img class="math" src="m.png" alt="\sqrt{2}">', Math(r"\sqrt{2}")),
    "github": ('<math-renderer class="js-inline-math">$V$</math-renderer>', Math("V")),
    "mathml with annotation": (
        '<math display="block"><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>',
        Math("x", display=True),
    ),
    "latexml": (r'<math alttext="\bm{x}"><mi>x</mi></math>', Math(r"\bm{x}")),
    "parentheses in text": (r"\(x_1\)", Math("x_1")),
    "brackets over lines": ("\\[<br>\nE = mc^2<br>\n\\]", Math("E = mc^2", display=True)),
    "environment in text": (r"\begin{align} a &amp;= b % so" + "\n" + r"\end{align}", Math(r"\begin{align} a &= b \end{align}", display=True)),
}  # fmt: skip


@pytest.mark.parametrize(("html", "formula"), CARRIERS.values(), ids=CARRIERS.keys())
def test_a_formula_is_read_exactly_from_whatever_carries_it(html: str, formula: Math) -> None:
    assert inlines_of(f"see {html} there") == (Text("see "), formula, Text(" there"))


def test_sphinx_displays_come_without_their_number() -> None:
    entry = answer_of(
        '<div class="math notranslate"><span class="eqno">(3)<a class="headerlink">¶</a></span>\\[x\\]</div>'
    )

    assert entry.answer == (Paragraph((Math("x", display=True),)),)


def test_dollars_are_no_formula_where_the_page_says_so() -> None:
    assert inlines_of('<span class="tex2jax_ignore">$a$</span> for $5 or $6') == (Text("$a$ for $5 or $6"),)


def test_a_formula_that_is_only_a_picture_is_missed() -> None:
    reading = read_page('<h2>What is lost?</h2><p>It is <img class="ql-img-inline-formula" src="a.png" alt="">.</p>')

    assert reading.entries[0].answer == (Paragraph((Text("It is "), Image("", ""), Text("."))),)
    assert missing(reading) == [
        "page.html:1: the picture “a.png” is missing: it does not lie in a folder of sources [missing-figure]"
    ]


INLINES: dict[str, tuple[str, tuple[object, ...]]] = {
    "white space": ("  a \n\t b&nbsp;&nbsp;c ", (Text("a b c"),)),
    "a blank at the edge of bold": ("<b>a </b>b", (Strong((Text("a"),)), Text(" b"))),
    "bold in pieces": ("<b>a</b><strong>b</strong>", (Strong((Text("ab"),)),)),
    "a line end": ("a <br> b", (Text("a"), Break(), Text("b"))),
    "a link": ('<a href="https://x.example/">a</a>', (Link((Text("a"),), "https://x.example/"),)),
    "a relative link": ('<a href="../b.html">a</a>', (Text("a"),)),
    "a script as a link": ('<a href="javascript:x()">a</a>', (Text("a"),)),
    "code": ("<code>a  &lt; b</code>", (Code("a < b"),)),
    "powers": ("10<sup>3</sup>, x<sub>i</sub>, e<sup>-kt</sup>, 2<sup>nd</sup>", (Text("10³, xᵢ, e^(-kt), 2nd"),)),
    "the number of a note": ('a<sup class="reference"><a href="#cite-1">[1]</a></sup> b', (Text("a b"),)),
    "an emoji as a picture": ('<img class="emoji" src="x.svg" alt="🙂"> ok', (Text("🙂 ok"),)),
    "a counter": ('a<img src="https://x.example/c.gif" width="1" height="1">', (Text("a"),)),
    "entities": ("&amp;lt; &#8217;", (Text("&lt; ’"),)),
}


@pytest.mark.parametrize(("html", "inlines"), INLINES.values(), ids=INLINES.keys())
def test_running_text_comes_as_a_browser_shows_it(html: str, inlines: tuple[object, ...]) -> None:
    assert inlines_of(html) == inlines


def text(words: str) -> tuple[Text]:
    return (Text(words),)


BLOCKS: dict[str, tuple[str, tuple[object, ...]]] = {
    "an empty line": ("<p>a<br><br>b</p>", (Paragraph(text("a")), Paragraph(text("b")))),
    "a list within a list": (
        "<ul><li>a<ol start=3><li>b</ol></ul>",
        (List((Item((Paragraph(text("a")), List((Item((Paragraph(text("b")),)),), 3))),)),),
    ),
    "a term": ("<ul><li><b>T</b>: a</li></ul>", (List((Item((Paragraph(text("a")),), text("T:")),)),)),
    "definitions": ("<dl><dt>T</dt><dd>a</dd></dl>", (List((Item((Paragraph(text("a")),), text("T")),)),)),
    "words among definitions": (
        "<dl>b<dt>T</dt>c<dd>a</dd><div>d<dt>U</dt></div><p>e</p></dl>",
        (
            Paragraph(text("b")),
            List(
                (
                    Item((Paragraph(text("c")), Paragraph(text("a")), Paragraph(text("d"))), text("T")),
                    Item((Paragraph(text("e")),), text("U")),
                )
            ),
        ),
    ),
    "words and no definitions": ("<dl>b<p>a</p></dl>", (Paragraph(text("b")), Paragraph(text("a")))),
    "words among cells": (
        "<table>b<tr>c<td>1</td><td>2</td></tr></table>",
        (Paragraph(text("b")), Paragraph(text("c")), Table((), ((text("1"), text("2")),))),
    ),
    "only indented": ("<dl><dd>a</dd></dl>", (Paragraph(text("a")),)),
    "a quotation": ("<blockquote><p>a</p></blockquote>", (Quote((Paragraph(text("a")),)),)),
    "headings below the question": (
        "<h4>a</h4><p>b</p><h5>c</h5><p>d</p>",
        (Heading(text("a"), 1), Paragraph(text("b")), Heading(text("c"), 2), Paragraph(text("d"))),
    ),
    "a table": (
        "<table><tr><th>a<th>b<tr><td colspan=2>c<tr><td rowspan=2>d<td>e<tr><td>f</table>",
        (Table((text("a"), text("b")), ((text("c"), ()), (text("d"), text("e")), ((), text("f")))),),
    ),
    "a table that only arranges": ("<table><tr><td><p>a</p><p>b</p></td></tr></table>", (Paragraph(text("a")), Paragraph(text("b")))),
    "code of pygments": (
        ('<div class="highlight-python notranslate"><div class="highlight"><pre><span></span><span class="linenos">1</span>'
        '<span class="k">if</span> a <span class="o">&lt;</span> b:\n<span class="linenos">2</span>    <span class="c comment"># c</span>\n</pre></div></div>'),
        (CodeBlock("if a < b:\n    # c", "python"),),
    ),
    "code of prism": ('<pre class="line-numbers"><code class="language-js">a()<span class="token comment">//b</span></code></pre>', (CodeBlock("a()//b", "javascript"),)),
    "code of the syntax highlighter": ('<pre class="brush: python; title: ; notranslate">x</pre>', (CodeBlock("x", "python"),)),
    "code beside its line numbers": (
        '<table class="highlighttable"><tr><td class="linenos"><pre>1\n2</pre></td><td class="code"><pre>a\nb</pre></td></tr></table>',
        (CodeBlock("a\nb"),),
    ),
    "code with line ends of its own": ("<pre><span>a<br><br>b</span></pre>", (CodeBlock("a\n\nb"),)),
}  # fmt: skip


@pytest.mark.parametrize(("html", "blocks"), BLOCKS.values(), ids=BLOCKS.keys())
def test_elements_become_blocks(html: str, blocks: tuple[object, ...]) -> None:
    assert answer_of(html).answer == blocks


QUESTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "sections and sub-headings": (
        "<h1>G</h1><h2>S</h2><h3>What is a?</h3><p>x</p><h4>What is b?</h4><p>y</p><h3>Explain c</h3><p>z</p>",
        ("What is a?", "Explain c"),
    ),
    "a title that asks": ("<h1>What will they ask?</h1><p>i</p><h2>What is a?</h2><p>x</p><h2>What is b?</h2><p>y</p>", ("What is a?", "What is b?")),
    "about what is above": ("<h2>What is a?</h2><p>x</p><h2>Why is it useful?</h2><p>y</p>", ("What is a?",)),
    "numbers": ("<h3>1) What is a?</h3><p>x</p><h3>2) What is c?</h3><p>z</p><h3>3) Dropout</h3><p>y</p>", ("What is a?", "What is c?", "Dropout")),
    "marks": ("<h3>Q1. Dropout</h3><p>x</p>", ("Dropout",)),
    "bold lines": ("<h2>S</h2><p><b>1. What is a?</b></p><p>x</p><p><b>What is b?</b></p><p>y</p>", ("What is a?",)),
    "what unfolds": ("<details><summary>What is a?</summary><p>x</p></details>", ("What is a?",)),
    "definitions that ask": ("<dl><dt>What is a?</dt><dd>x</dd></dl>", ("What is a?",)),
    "a list of questions": ("<ol><li><b>What is a?</b><p>x</p></li><li><b>What is b?</b> y</li></ol>", ("What is a?", "What is b?")),
    "paragraphs that are marked": ('<p class="question">What is a?</p><div class="answer"><p>x</p></div>', ("What is a?",)),
    "a question below its number": ("<h3>Question 1</h3><p>Why a?</p><h4>Answer</h4><p>x</p>", ("Why a?",)),
    "a list of contents": ('<ul><li><a href="#a">What is a?</a></li><li><a href="#b">What is b?</a></li></ul><h2>What is a?</h2><p>x</p>', ("What is a?",)),
}  # fmt: skip


@pytest.mark.parametrize(("html", "questions"), QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_questions_of_a_page_are_found_and_only_they(html: str, questions: tuple[str, ...]) -> None:
    assert tuple(to_markdown(entry.question) for entry in read_page(f"<html>{html}</html>").entries) == questions


def test_sections_are_tags_and_the_title_of_the_page_where_there_is_none() -> None:
    reading = read_page(
        "<html><title>Guide – Site</title><h1>Guide</h1><h2>What is a?</h2><p>x</p>"
        "<h2>2. Depth</h2><h3>Why depth?</h3><p>y</p></html>"
    )

    assert [(entry.code, entry.tags) for entry in reading.entries] == [(None, ("Guide",)), (None, ("Depth",))]


def test_a_page_is_named_as_it_names_itself() -> None:
    reading = read_page(
        '<html><head><title>Loss</title><meta property="og:site_name" content="Prep">'
        '<link rel="canonical" href="https://p.example/loss"></head><h2>What is loss?</h2><p>x</p></html>'
    )

    assert reading.entries[0].page == "Loss – Prep, https://p.example/loss"


def test_an_excerpt_is_told_from_a_whole_post() -> None:
    post = '<article class="post-{0} hentry"><h2>ML000{0} T</h2><p>Why?</p><h4>Answer</h4><p>So {1}</p></article>'
    more = '<a class="more-link" href="x">Continue reading</a>'
    reading = read_page(f"<html><body>{post.format(1, more)}{post.format(2, '.')}</body></html>")

    assert [entry.code for entry in reading.entries] == ["ML0001", "ML0002"]
    assert [(d.code, d.message[:6]) for d in reading.diagnostics] == [("truncated-record", "ML0001")]


CHROME = ("Skip", "Sign in", "cookie", "Share", "Reply", "Login", "Posted", "Older", "Proudly", "Download", "Follow", "Copy",
          "Navigation", "Related", "like", "Comment", "email", "Table of Contents", "previous")  # fmt: skip


@pytest.mark.parametrize("folder", WEB_CASES, ids=lambda folder: folder.name)
def test_no_word_of_what_surrounds_the_content_comes_through(folder: Path) -> None:
    written = to_json_lines(parse(sorted(folder.glob("*.html")), Config()).records)

    assert [word for word in CHROME if word in written] == []


def test_lines_are_those_of_the_file() -> None:
    reading = read_page("<html>\n<body>\n\n<h2>What is a?</h2>\n<p>x</p>\n<ul>\n<li>y\n<li>z</ul>\n</body></html>")

    assert (reading.entries[0].span.first, reading.entries[0].span.last) == (4, 8)


@pytest.mark.parametrize(
    "html",
    ["<div>" * 900 + "x" + "</div>" * 900, "<b>" * 900 + "x", "<ul><li>" * 300 + "x", "<table><tr><td>" * 200 + "x"],
    ids=["div", "b", "ul", "table"],
)
def test_elements_within_elements_without_end_are_survived(html: str) -> None:
    reading = read_page(f"<html><body><h2>What is deep?</h2><p>y</p>{html}</body></html>")

    assert "x" in to_markdown(reading.entries[0].answer)


# Pictures


def picture_names(entry: Entry) -> list[str]:
    return [node.name for node in walk(entry.answer) if isinstance(node, Image)]


def test_a_picture_beside_the_page_travels_under_a_name_made_of_its_content(tmp_path: Path) -> None:
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "Loss Curve.jpeg").write_bytes(PIXEL)

    reading = read_page(
        '<h2>What is dropout?</h2><p><img src="./page_files/Loss%20Curve.jpeg?w=3" alt="A"></p>', tmp_path
    )

    assert reading.entries[0].answer == (Paragraph((Image("loss-curve-6b7fa434f9.png", "A"),)),)
    assert reading.media == {"loss-curve-6b7fa434f9.png": PIXEL}


def test_a_picture_within_the_page_travels_too() -> None:
    assert read_page(f'<h2>What is dropout?</h2><img src="{PIXEL_ADDRESS}" alt="A">').media == {
        "picture-6b7fa434f9.png": PIXEL
    }


@pytest.mark.parametrize("address", ["data:image/png;base64,é", "data:image/png;base64,iVBOR", "data:,", "file://[x"])
def test_an_address_that_is_none_is_a_missing_picture(address: str, tmp_path: Path) -> None:
    reading = read_page(f'<h2>What is dropout?</h2><img src="{address}" alt="A">', tmp_path)

    assert picture_names(reading.entries[0]) == [""]
    assert len(missing(reading)) == 1


ASKED = "<h2>What is dropout?</h2><p>x</p>"


@pytest.mark.parametrize(
    "page",
    [
        f'<link rel="canonical" href="http://[x">{ASKED}',
        f'<p><a href="http://[x">elsewhere</a></p>{ASKED}',
        f'{ASKED}<img src="http://[x?latex=a" alt="A">',
        f'<link rel="canonical" href="https://a.org/"><div class="hentry"><a rel="bookmark" href="//[x">A</a>{ASKED}</div>',
    ],
    ids=["own address", "link", "picture", "post"],
)
def test_an_address_that_is_none_stops_nothing(page: str) -> None:
    assert len(read_page(page).entries) == 1


@pytest.mark.parametrize("body", ["{}", "{}<p>All of it was on trees.</p>", "<p>On trees.</p>{}"])
@pytest.mark.parametrize("tag", ["article", "main", "section"])
def test_a_page_may_leave_out_the_tags_of_its_head_and_its_body(tag: str, body: str) -> None:
    page = body.format(f"<{tag}>{ASKED}<h2>What is a leaf?</h2><p>y</p></{tag}>")

    assert len(read_page(f"<!doctype html><title>Questions</title>{page}").entries) == 2


def test_nothing_outside_the_folder_of_the_sources_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "raw"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PIXEL)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    secret = tmp_path / "secret.png"
    addresses = ("../secret.png", "%2e%2e/secret.png", "link.png", str(secret), secret.as_uri(), "x/../../secret.png")
    images = "".join(f'<img src="{address}" alt="A">' for address in addresses)

    reading = read_page(f"<h2>What is dropout?</h2><p>{images}</p>", folder)

    assert picture_names(reading.entries[0]) == [""] * 6
    assert len(missing(reading)) == 6
    assert all(said.startswith("page.html:1: the picture “A” is missing") for said in missing(reading))
    assert reading.media == {}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9">{}</svg>'


@pytest.mark.parametrize(
    ("drawing", "travels"),
    [
        (
            '<style>*{{stroke:red}}</style><g><path d="M0 0"/><use xlink:href="#a"/><text fill="url(#b)">x</text></g>',
            True,
        ),
        ("<script>x()</script>", False),
        ('<g onload="x()"/>', False),
        ('<a href="https://x.example"><text>x</text></a>', False),
        ('<image href="https://x.example/a.png"/>', False),
        ('<use href="https://x.example/a.svg#b"/>', False),
        ("<style>@import 'https://x.example/a.css'</style>", False),
        ('<rect style="fill:url(https://x.example/a)"/>', False),
        ("<foreignObject/>", False),
        ("<style>@im\\70ort 'https://x.example/a.css'</style>", False),
        (r"<style>*{{background:u\72l(//x.example/a)}}</style>", False),
        ('<rect fill="url( &quot;//x.example/a&quot; )"/>', False),
        ("<rect style=\"background: image-set('//x.example/a' 1x)\"/>", False),
        ('<g xmlns="http://www.w3.org/1999/xhtml"><path/></g>', False),
        ('<style xmlns="http://www.w3.org/1999/xhtml">a</style>', False),
        ('<g xml:base="https://x.example/"><use href="#a"/></g>', False),
        ('<use xlink:href=" https://x.example/a.svg#b"/>', False),
        ('<set attributeName="href" to="https://x.example"/>', False),
        ('<rect fill="url(\'#a\')" style="mask: url( #b )"/>', True),
        ('<metadata xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>t</d:title></metadata>', True),
    ],
)
def test_an_svg_travels_only_if_it_does_nothing_but_draw(tmp_path: Path, drawing: str, *, travels: bool) -> None:
    (tmp_path / "a.svg").write_text(SVG.format(drawing))

    assert bool(read_page('<h2>What is dropout?</h2><p><img src="a.svg" alt="A"></p>', tmp_path).media) is travels


@pytest.mark.parametrize(
    ("before", "travels"),
    [
        ('<?xml version="1.0"?><!-- drawn --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">', True),
        ('<?xml version="1.0"?><?xml-stylesheet href="https://x.example/a.css"?>', False),
        ('<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>', False),
        ('<!DOCTYPE svg [<!ENTITY % a SYSTEM "https://x.example/a">]>', False),
    ],
)
def test_what_stands_before_a_drawing_may_not_lead_anywhere_either(
    tmp_path: Path, before: str, *, travels: bool
) -> None:
    drawing = tmp_path / "a.svg"
    drawing.write_text(before + SVG.format("<path/>"))

    assert isinstance(read_picture(drawing), Picture) is travels
    assert not is_inert_svg(b"<svg><path/></svg>")


def test_cells_that_each_cover_a_thousand_rows_below_make_no_table() -> None:
    def staircase(rows: int) -> Entry:
        return answer_of("<table>" + "".join(f"<tr><td rowspan=1000>w{number}" for number in range(rows)) + "</table>")

    assert isinstance(staircase(12).answer[0], Table)
    assert staircase(60).answer == tuple(Paragraph(text(f"w{number}")) for number in range(60))


def nine_deep(tag: str, shows: str) -> str:
    """Elements that each show the one before ten times."""
    groups = (f'<{tag} id="a{n}">{shows.format(n - 1) * 10}</{tag}>' for n in range(1, 10))
    return f'<path id="a0" d="M0 0L9 9"/>{"".join(groups)}{shows.format(9)}'


STYLED = "".join(f".c{n} {{ fill: url(#p{n}) }}" for n in range(9))
PATTERNS = "".join(f'<pattern id="p{n}">{f"""<rect class="c{n - 1}"/>""" * 10}</pattern>' for n in range(9))


@pytest.mark.parametrize(
    "drawing",
    [
        nine_deep("g", '<use href="#a{}"/>'),
        nine_deep("symbol", '<use href=" #%61{}"/>'),
        nine_deep("pattern", '<rect fill="url(#a{})"/>'),
        nine_deep("mask", """<g style="mask: url( '#a{}' )"/>"""),
        f'<style>{STYLED}</style>{PATTERNS}<rect class="c8"/>',
        '<g id="a"><use href="#a"/></g>',
    ],
    ids=["use", "symbol", "pattern", "mask", "style", "itself"],
)
def test_a_small_drawing_that_is_painted_for_hours_does_not_travel(drawing: str) -> None:
    assert not is_inert_svg(SVG.format(drawing).encode())


def test_a_drawing_may_show_its_signs_as_often_as_it_names_them() -> None:
    signs = '<defs><g id="s"><path d="M0 0"/></g><marker id="m"><path d="M1 1"/></marker></defs>'
    style = "<style>.line { marker-end: url(#m) }</style>"
    drawing = f"""{signs}{style}{'<use href="#s"/>' * 5000}{'<path class="line" d="M0 0"/>' * 500}"""

    assert is_inert_svg(SVG.format(drawing).encode())


def test_an_svg_with_entities_does_not_travel(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text('<!DOCTYPE svg [<!ENTITY x "y">]>' + SVG.format("<text>&x;</text>"))

    assert not read_page('<h2>What is dropout?</h2><p><img src="a.svg" alt="A"></p>', tmp_path).media


def test_a_picture_outside_of_every_question_is_missed_by_nobody() -> None:
    reading = read_page('<h1>FAQ</h1><p><img src="logo.png" alt="Logo"></p><h2>What is dropout?</h2><p>Noise.</p>')

    assert missing(reading) == []
    assert reading.media == {}


def build_into(folder: Path, raw: Path) -> dict[str, bytes]:
    parsed = parse([raw], Config())
    built = build(parsed, Config(), Ledger(), 1_700_000_000)
    publish(built.files, folder, folder / "mlanki.lock", "")
    return dict(built.files)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    (raw / "page_files").mkdir(parents=True)
    (raw / "page_files" / "a.png").write_bytes(PIXEL)
    (raw / "page_files" / "saved_resource.html").write_text(
        "<html><h2>What is an advertisement?</h2><p>This.</p></html>"
    )
    (raw / "page.html").write_text('<html><h2>What is dropout?</h2><p><img src="page_files/a.png" alt="A"></p></html>')
    return raw


def test_a_build_puts_pictures_into_packages_and_beside_the_records(tmp_path: Path, raw: Path) -> None:
    files = build_into(tmp_path / "out", raw)

    assert (tmp_path / "out" / "media" / "a-6b7fa434f9.png").read_bytes() == PIXEL
    assert json.loads(files["records.jsonl"])["answer"] == "![A](a-6b7fa434f9.png)"
    with zipfile.ZipFile(tmp_path / "out" / "all.apkg") as archive:
        assert json.loads(archive.read("media")) == {"0": "a-6b7fa434f9.png"}
        assert archive.read("0") == PIXEL
    assert build_into(tmp_path / "again", raw) == files


def test_a_picture_that_is_gone_leaves_the_folder_of_the_build(tmp_path: Path, raw: Path) -> None:
    build_into(tmp_path / "out", raw)
    (raw / "page.html").write_text("<html><h2>What is dropout?</h2><p>Nothing to see.</p></html>")
    build_into(tmp_path / "out", raw)

    assert list((tmp_path / "out" / "media").iterdir()) == []


def test_what_a_browser_saved_beside_a_page_is_no_source(raw: Path) -> None:
    assert [place.path for place in find_sources([raw])[0]] == ["page.html"]


# The last door


@pytest.mark.parametrize(
    ("html", "field"),
    [
        ('<p onclick="x()" style="color:red">a</p>', "<p>a</p>"),
        ("<script>x()</script><style>*{}</style>a", "a"),
        ('<a href="javascript:x()">a</a>', "<a>a</a>"),
        ('<a href="https://x.example/?a=1&amp;b=2">a</a>', '<a href="https://x.example/?a=1&amp;b=2">a</a>'),
        ('<iframe src="x"></iframe><form><input></form><object></object>', ""),
        ('<img src="a.png" alt="b" onerror="x()">', '<img src="a.png" alt="b">'),
        (r"\(a &lt; b &amp; c\)", r"\(a &lt; b &amp; c\)"),
        ("[sound:a] [latex]", "&#91;sound:a] &#91;latex]"),
    ],
)
def test_only_what_is_allowed_passes_into_a_field(html: str, field: str) -> None:
    assert sanitise_field(html) == field


def test_a_hostile_page_gives_cards_that_do_nothing() -> None:
    (record,) = parse([CASES / "web-hostile" / "hostile.html"], Config()).records
    fields = "".join(to_fields(record)).casefold()

    assert "&lt;script&gt;" in fields
    for harm in (
        "<script",
        "<iframe",
        "<form",
        "<object",
        "<embed",
        "<svg",
        "<style",
        "javascript:",
        "passwd",
        "[sound:",
    ):
        assert harm not in fields
    assert not [tag for tag in fields.split("<")[1:] if " on" in tag.split(">")[0] and "alt=" not in tag]


# Encodings


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ('<meta charset="windows-1251">Привет'.encode("cp1251"), "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">損失'.encode("cp932"), "cp932"),
        ('<?xml version="1.0" encoding="iso-8859-2"?><p>próżnia</p>'.encode("iso-8859-2"), "iso8859-2"),
        ('<meta charset="windows-1251">Привет'.encode(), None),
        ('<meta charset="iso-8859-1">é'.encode("cp1252"), None),
        (b'<meta charset="rot13">\xff', None),
        (b'<meta charset="nonsense">\xff', None),
    ],
)
def test_a_page_may_name_its_encoding(data: bytes, encoding: str | None) -> None:
    assert declared_encoding(data) == encoding


# A page and a dump of it


def test_a_page_wins_over_a_dump_of_the_same_record_and_nothing_differs() -> None:
    parsed = parse(sorted((CASES / "web-page-and-text").glob("[ab]-*")), Config())

    (record,) = parsed.records
    assert [node.tex for node in walk(record.answer) if isinstance(node, Math)] == [
        r"\sum_i (y_i - w^T x_i)^2 + \lambda \|w\|^2",
        r"\lambda",
    ]
    assert [(d.code, d.span.path) for d in parsed.diagnostics if d.code != "formula"] == [("duplicate", "a-dump.txt")]


def coded(answer: str) -> str:
    return f"<html><h1>ML0001 Title</h1><p>Why?</p><h4>Answer</h4><p>{answer}</p></html>"


def dumped(answer: str) -> str:
    return f"Tag: A\n\n  • ML0001 Title\n\n    Why?\n\n    Answer\n\n    {answer}\n"


WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"


@pytest.mark.parametrize(
    ("page", "dump", "kept"),
    [
        (WORDS, WORDS + " stray", "page"),
        (WORDS + " caption", WORDS, "page"),
        ("one two three", WORDS, "dump"),
    ],
    ids=["a stray word in the dump", "a word more on the page", "an excerpt"],
)
def test_a_page_wins_unless_it_is_an_excerpt(tmp_path: Path, page: str, dump: str, kept: str) -> None:
    (tmp_path / "a.txt").write_text(dumped(dump))
    (tmp_path / "b.html").write_text(coded(page))

    parsed = parse([tmp_path], Config())

    assert to_markdown(parsed.records[0].answer) == (page if kept == "page" else dump)
    assert parsed.conflicts == 0


@pytest.mark.parametrize(
    ("source", "is_page"),
    [
        ("<!DOCTYPE html><p>x", True),
        ("<!-- saved -->\n<html><p>x", True),
        ('<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html></html>', True),
        ("<article><h2>What is a?</h2><p>x</p></article>", True),
        ('<h1 align="center">Bank</h1>\n\n## What is a?\n\nx <br>', False),
        ("<details>\n<summary>a</summary>\n\n- b\n\n</details>", False),
        ("Tag: A\n\n• ML0001 x <b>", False),
    ],
)
def test_html_is_told_by_looking(source: str, *, is_page: bool) -> None:
    assert web.recognises(Source(Place(Path("x"), "x", "x"), source.encode(), split_lines(source))) is is_page
