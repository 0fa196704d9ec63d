"""Packages whose cards, templates, styles and media want to run or to fetch, shown by a preview in a real browser."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect

from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.notetype import look
from mlanki.identity import tag_of
from mlanki.preview import Download, Site, our_note_type, show_note, site_files
from mlanki.preview.safety import SCRIPT, clean_side, policy, shown_media
from mlanki.readback import NoteSeen, NoteTypeSeen, TemplateSeen
from tests.chromium import CHROMIUM, make_card, opened, started

TAKEN = "document.title='taken';top.document.title='taken'"

# What a card may hold; `{here}` is a server that listens.
WORDS = {
    "script": "<script>{taken}</script>",
    "handler": '<img src="none.png" onerror="{taken}"><details open ontoggle="{taken}"><summary>s</summary></details>',
    "picture": '<img src="{here}picture.png"><img srcset="{here}set.png 1x"><input type="image" src="{here}input.png">',
    "frame": '<iframe src="{here}frame"></iframe><iframe src="page.html"></iframe><iframe src="drawing.svg"></iframe>',
    "written frame": "<iframe srcdoc=\"<script nonce='preview'>{taken}</script><script>{taken}</script>\"></iframe>",
    "object": '<object data="page.html" type="text/html"></object><embed src="page.html" type="text/html">',
    "going": '<meta http-equiv="refresh" content="0;url={here}going">',
    "base": '<base href="{here}"><img src="based.png">',
    "link": '<link rel="stylesheet" href="{here}sheet.css"><link rel="prefetch" href="{here}soon">',
    "style": '<style>@import "{here}import.css"; body {{ background: url("{here}ground.png") }}</style>',
    "attribute": '<p style="background: url({here}ground.png); background-image: url({here}image.png)">x</p>',
    "drawing": '<svg><script>{taken}</script><image href="{here}image"/><use href="{here}use#a"/></svg>',
    "sound": '<audio src="{here}sound.mp3" autoplay></audio><video src="{here}film" poster="{here}poster"></video>',
    "form": '<form action="{here}form"><input autofocus onfocus="this.form.submit()"><button>go</button></form>',
    "address": '<a href="javascript:{taken}">click</a><a href=" java\tscript:{taken}">click</a>',
    "formula": r"\(\href{{javascript:{taken}}}{{x}}\) \(\style{{background:url({here}tex.png)}}{{y}}\) "
    r"\(\require{{../../media/code}}\) \(\bbox[background:url({here}box.png)]{{z}}\)",
    "drawn file": '<img src="drawing.svg">',
}
SHEET = (
    '@import url("{here}import.css"); @font-face {{ font-family: f; src: url("{here}font.woff") }} '
    '.card {{ font-family: f; background: url("{here}ground.png") }}'
)
MEDIA = {
    "page.html": b"<script>document.title='taken';top.document.title='taken'</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>top.document.title="taken"</script></svg>',
    "code.js": b"top.document.title='taken'",
    "sheet.css": b"body { background: red }",
    "curve.png": b"picture",
    "word.MP3": b"sound",
    "still.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0L9 9"/></svg>',
}


# What ends an attribute and goes on as tags; `downloads/` holds whatever lies in a folder that is called a release.
ENDS_ATTRIBUTE = (
    """x"></span><iframe/srcdoc="&lt;script/src=../downloads/corrections.txt&gt;&lt;/script&gt;"></iframe>"""
    """<script/src=../downloads/corrections.txt></script><img/src=x/onerror={taken}>"""
    """<link/rel=preconnect/href={here}><img/src={here}tag.png><span/onclick={taken}>click</span><b/title='"""
)
CLASS = '<b class="x onclick={taken} style=background:url({here}class.png) ">click</b>'  # which the allow-list lets by
SPECIAL = ("Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag")


def everywhere(names: Iterable[str]) -> str:
    """A template that has each name in attributes of all kinds, and in text."""
    return "".join(f"""<p class="{{{{{name}}}}}" title='{{{{{name}}}}}'>{{{{{name}}}}}</p>""" for name in names)


def package(here: str) -> Iterator[NoteSeen]:
    """Notes that try everything, in their words and in their templates, of a foreign note type and of ours."""
    for number, (name, attack) in enumerate(WORDS.items()):
        words = attack.format(here=here, taken=TAKEN)
        sheet = SHEET.format(here=here)
        templates = (TemplateSeen("words", "{{F}}", "{{FrontSide}}{{B}}"), TemplateSeen("own", words + "{{F}}", words))
        kind = NoteTypeSeen(number, "Other", ("F", "B"), templates, sheet, is_cloze=False)
        yield NoteSeen(f"other {name}", kind, (f"Card {name} {words}", words), ("t",), 0, (f"D{words}",))
        ours = our_note_type()
        fields = (f"XX{number:04}", words, f"Card {name} {words}", words, "", "", words, words)
        yield NoteSeen(f"ours {name}", ours, fields, ("t",), 0, ("D",))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian: apt install chromium)")
    with started() as browser:
        yield browser


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", asked
    server.shutdown()
    thread.join()
    server.server_close()


def write(folder: Path, site: Site, media: dict[str, bytes]) -> str:
    for name, data in site_files(site, media).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return (folder / "index.html").as_uri()


def test_no_card_of_a_package_runs_asks_or_leads_anywhere(browser, listener, tmp_path):
    here, asked = listener
    cards = tuple(card for note in package(here) for card in show_note(note))
    assert len(cards) == 3 * len(WORDS)
    address = write(tmp_path, Site("Honest", cards), MEDIA)
    page = browser.new_page()  # with nothing in the way of what it asks for
    page.goto(address)
    for card in cards:
        page.evaluate("key => { location.hash = new URLSearchParams({ card: key }) }", card.key)
        for side in ("front", "back"):
            expect(page.locator(f"figure[data-shown={json.dumps(f'{card.key}/{side} day')}]")).to_be_visible()
        for frame in page.locator("figure:visible iframe").all():
            for link in frame.content_frame.get_by_text("click").all():
                link.click(force=True)
    page.wait_for_timeout(300)
    assert page.title() == "Honest"
    assert page.url.startswith(address)
    assert [other.url for other in page.context.pages] == [page.url]
    assert asked == []
    page.close()


def test_no_value_ends_the_attribute_that_it_stands_in(browser, listener, tmp_path, monkeypatch):
    here, asked = listener
    shipped = our_note_type()
    template = f"{everywhere((*shipped.fields, *SPECIAL))}<script>document.body.dataset.woken = 'yes'</script>"

    def attacks(name: str) -> Iterator[NoteSeen]:
        for number, attack in enumerate((ENDS_ATTRIBUTE, CLASS)):
            words = attack.format(here=here, taken=TAKEN)
            fields = (words, *(words for _ in shipped.fields[1:]))
            kind = replace(our_note_type(), name=words)
            if name == "other":
                kind = replace(kind, id=9, templates=(TemplateSeen(words, template, template),))
            yield NoteSeen(f"{name} {number}", kind, fields, tuple(words.split(" ")), 0, (f"a::{words}",))

    cards = [card for name in ("shipped", "other") for note in attacks(name) for card in show_note(note)]
    for module in ("mlanki.preview.site", "mlanki.preview.card_view"):
        monkeypatch.setattr(f"{module}.look", lambda *_: (template, template, ""))
    cards += [card for note in attacks("ours") for card in show_note(note)]
    cards = [replace(card, key=f"{number}") for number, card in enumerate(cards)]
    assert [card.ours for card in cards] == [True, True, False, False, True, True]
    downloads = (Download("corrections.txt", TAKEN.encode()),)
    page = browser.new_page()
    page.goto(write(tmp_path, Site("Honest", tuple(cards), downloads=downloads), MEDIA))
    for card in cards:
        page.evaluate("key => { location.hash = new URLSearchParams({ card: key }) }", card.key)
        for side in ("front", "back"):
            frame = page.locator(f"figure[data-shown={json.dumps(f'{card.key}/{side} day')}] iframe")
            expect(frame).to_be_visible()
            inside = frame.content_frame
            assert inside.locator("iframe, script[src], link, [onclick], [onerror], p[style]").count() == 0
            for link in inside.get_by_text("click").all():
                link.click(force=True)
    page.wait_for_timeout(300)
    assert (page.title(), asked, len(page.context.pages)) == ("Honest", [], 1)
    page.close()


def test_a_file_beside_the_site_runs_in_no_page_of_it(browser, tmp_path):
    words = "<p>So?</p><iframe srcdoc='<script src=\"../downloads/corrections.txt\"></script>'></iframe>"
    card = replace(make_card("ML0001", "So?"), ours=True, front=words)
    downloads = (Download("corrections.txt", TAKEN.encode()),)
    with opened(browser) as (page, _):
        page.goto(write(tmp_path, Site("Honest", (card,), downloads=downloads), {}) + "#card=ML0001")
        expect(page.locator('figure[data-shown="ML0001/front day"] iframe')).to_be_visible()
        page.evaluate(
            """document.body.append(Object.assign(document.createElement("iframe"),
            { srcdoc: '<script src="downloads/corrections.txt"></script>' }))"""
        )
        page.wait_for_timeout(300)
        assert page.title() == "Honest"


def test_a_tag_that_we_make_ends_no_attribute_in_anki_either():
    assert tag_of('x"><img src=y onerror=z()>') == "x'><img_src=y_onerror=z()>"


def test_a_card_of_other_people_is_shown_with_its_formulas_and_its_picture(browser, tmp_path):
    kind = NoteTypeSeen(1, "Other", ("F",), (TemplateSeen("1", "<h1>{{F}}</h1>", "x"),), "", is_cloze=False)
    words = r'so \(\frac{a}{b}\) and \[\sum_i x_i\] <img src="still.svg" width="40">'
    (card,) = show_note(NoteSeen("g", kind, (words,), (), 0, ("D",)))
    with opened(browser) as (page, _):
        page.goto(write(tmp_path, Site("t", (card, make_card("ML0001", "So $x$."))), MEDIA) + "#card=g")
        frame = page.locator('figure[data-shown="g/front day"] iframe')
        assert frame.get_attribute("sandbox") == "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        assert frame.content_frame.locator("h1 mjx-container").count() == 2
        assert frame.content_frame.locator("img").evaluate("image => image.complete && image.naturalWidth > 0")
        page.keyboard.press("j")
        ours = page.locator('figure[data-shown="ML0001/back day"] iframe')
        expect(ours.content_frame.locator("mjx-container")).to_have_count(1)


def test_the_script_of_our_own_template_runs_and_no_other(browser, tmp_path, monkeypatch):
    template = "<div>{{Question}}</div><script>document.querySelector('div').dataset.woken = 'yes'</script>"
    monkeypatch.setattr("mlanki.preview.site.look", lambda *_: (template, "", ""))
    monkeypatch.setattr("mlanki.preview.card_view.look", lambda *_: (template, "", ""))
    words = "<script>document.querySelector('div').dataset.taken = 'yes'</script>So?"
    fields = ("ML0001", "", words, "", "", "", "", "")
    (card,) = show_note(NoteSeen("g", our_note_type(), fields, (), 0, ("D",)))
    with opened(browser) as (page, _):
        page.goto(write(tmp_path, Site("t", (card,)), {}))
        frame = page.locator('figure[data-shown="ML0001/front day"] iframe').content_frame
        expect(frame.locator("div[data-woken=yes]", has_text="So?")).to_be_visible()
        assert frame.locator("[data-taken]").count() == 0


def test_only_pictures_and_sound_are_written():
    assert sorted(shown_media(MEDIA)) == ["curve.png", "still.svg", "word.MP3"]


def test_what_other_note_types_are_made_of_stays():
    side = '<h2>a</h2><table><tr><td colspan="2">b</td></tr></table><font color="red">c</font><hr id="answer">'
    assert clean_side(side).replace("<tbody>", "").replace("</tbody>", "") == side


@pytest.mark.parametrize("address", ["//host/a.png", r"\\\\host\\a.png", "/etc/a.png", "file://host/a.png", "../a.png"])
def test_no_picture_of_a_card_lies_elsewhere_on_the_disk_or_the_net(address):
    pictures = f'<img src="{address}"><IMG alt="b" SRC=&#47{address}><audio controls src={address}></audio>'
    card = next(card for note in package("http://127.0.0.1:1/") for card in show_note(note))
    cards = tuple(replace(card, ours=ours, front=sanitise_field(pictures)) for ours in (True, False))

    text = site_files(Site("t", cards), {})["cards.js"].decode()

    for shown in json.loads(text.removeprefix("window.preview = ").removesuffix(";\n"))["cards"]:
        assert "src=" not in shown["front"]
        assert "<img" in shown["front"]


def test_the_policy_names_the_scripts_that_run_by_their_hashes():
    rules = policy("mathjax/a.js", ["<script>let a</script>", "x<script>let a</script>"])
    assert "script-src 'strict-dynamic' 'sha256-" in rules
    assert rules.count("sha256-") == 1
    assert "font-src 'self' https://cdn.example.org/npm/a/es5/;" in policy("https://cdn.example.org/npm/a/es5/b.js", [])
    assert SCRIPT.findall("<script>a</script>") == ["a"]


def test_what_acts_is_gone_before_a_browser_sees_it():
    shown = (card for note in package("http://127.0.0.1:1/") for card in show_note(note))
    cards = tuple(replace(card, before=card.back, after=card.back) for card in shown)
    text = site_files(Site("t", cards), {})["cards.js"].decode()
    written = json.loads(text.removeprefix("window.preview = ").removesuffix(";\n"))["cards"]
    own = {f"<script>{script}</script>" for side in look() for script in SCRIPT.findall(side)}
    for side in (card[side] for card in written for side in ("front", "back", "before", "after")):
        for script in own:
            side = side.replace(script, "")  # noqa: PLW2901 - what our own template runs, and nothing else
        for acting in ("<script", "<iframe", "<object", "<embed", "<meta", "<base", "<link", "<style", "<svg", "<form"):
            assert acting not in side
        assert "onerror=" not in side
        assert "javascript:" not in side.replace(r"\href{javascript:", "")
