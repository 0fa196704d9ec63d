"""Cards and their preview in a real browser, by what people would see and do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from mlanki.diagnostics import diagnose
from mlanki.document import Span
from mlanki.preview import Alike, Site, site_files
from tests.chromium import CHROMIUM, LOW_CONTRAST, NIGHT, box_of, make_card, opened, show, started, unfold

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt install chromium)")

SENTENCE = "The rate is tuned on a logarithmic scale, with a handful of values at first. "
LONG_FORMULA = r"f(x) = w_0 + w_1 x_1 + w_2 x_2 + w_3 x_3 + w_4 x_4 + w_5 x_5 + w_6 x_6 + w_7 x_7 + w_8 x_8 + w_9 x_9"

SHORT = make_card("ML0001", "Units are silenced with probability $p$.", "What is dropout?")
GUIDE = make_card(
    "Q-7KX2M9TD",
    f"It decides how far weights move.\n\n#### Too high\n\n{SENTENCE * 8}\n\n#### Schedule\n\n"
    f"- **Slow:** {SENTENCE * 20}\n\n#### Summary\n\nTune it first.",
    "How do you choose a learning rate?",
)
FORMULAS = make_card(
    "ML0002",
    r"It is $$\text{PPL} = \exp\left(-\frac{1}{N} \sum_i \log p(w_i)\right)$$ where"
    "\n\n- **$N$** is the number of tokens.\n- **$p(w_i \\mid w_{<i}, \\theta)$** is what the model says."
    f"\n\n1. In a line ${LONG_FORMULA}$, too.\n2. Short: $x_i$.",
)
WIDE = make_card("ML0003", rf"$$\begin{{aligned}} {LONG_FORMULA} &= {LONG_FORMULA} \end{{aligned}}$$")
CODE = make_card(
    "DL0004",
    "Call `fit` once.\n\n```python\n@cached  # a decorator\nclass Model(Base):\n"
    "    def fit(self, rate: float = 0.1) -> None:\n"
    '        raise ValueError(f"a rather long message that does not fit on the screen of a phone: {rate}") if rate > 1 '
    "else None\n        for step in range(10):\n            print(step, 'of', 10)\n```\n\n```\nno language\n```",
)
TABLE = make_card(
    "DL0005",
    "| | Batch | Layer | Group | Instance | Spectral |\n| --- | --- | --- | --- | --- | --- |\n"
    "| Normalisation | independently of positions | of features | of channels | of images | of weights |\n\n"
    "> A quotation with a [link](<https://example.org/>).",
)
PICTURE = make_card("DL0006", "![Two curves](curve.svg)\n\nThe loss falls.")
MISSING = make_card("DL0007", "The loss falls.\n\n![Three curves]()")
WORDS = make_card("DL0008", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 2)

KINDS = [SHORT, GUIDE, FORMULAS, WIDE, CODE, TABLE, PICTURE, MISSING, WORDS]
EVERY_KIND = pytest.mark.parametrize("card", KINDS, ids=[card.key for card in KINDS])

# Of the displayed formula: how small it is set, the signs at which it turns, and whether it scrolls all the same.
FORMULA = """() => {
  const box = document.querySelector('mjx-container[display="true"]');
  const size = (element) => parseFloat(getComputedStyle(element).fontSize);
  const sign = (mark) => String.fromCodePoint(
    parseInt(mark.nextElementSibling.querySelector("mjx-c").className.match(/mjx-c([0-9A-F]+)/)[1], 16));
  return {
    size: size(box.querySelector("mjx-math")) / size(box),
    turns: [...box.querySelectorAll(".turn")].map(sign),
    scrolls: box.scrollWidth > box.clientWidth + 1,
  };
}"""
# How well the shade is told from the ground that it lies on (WCAG 2.2, 1.4.3).
SHADE = """() => {
  const at = (name) => {
    const mark = document.body.appendChild(document.createElement("i"));
    mark.style.color = `var(${name})`;
    const colour = getComputedStyle(mark).color.match(/[0-9.]+/g).map(Number);
    mark.remove();
    return colour;
  };
  const [ground, shade] = [at("--paper"), at("--shade")];
  const mixed = ground.slice(0, 3).map((part, n) => part + (shade[n] - part) * shade[3]);
  const light = (colour) => colour.slice(0, 3).map((part) => ((part / 255 + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, n) => sum + part * [0.2126, 0.7152, 0.0722][n], 0);
  const [dark, bright] = [light(ground), light(mixed)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""
# How deep in brackets each turn is.
DEPTHS = """() => [...document.querySelectorAll(".turn")].map((mark) => {
  let depth = 0;
  for (let part = mark.previousElementSibling; part; part = part.previousElementSibling) {
    const sign = part.querySelector("mjx-c");
    if (sign) depth += sign.matches(".mjx-c28") - sign.matches(".mjx-c29");
  }
  return depth;
})"""

DIAGRAM = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><path d="M0 0L900 300" stroke="black"/></svg>'
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A preview of all kinds of card."""
    folder = tmp_path_factory.mktemp("site")
    remark = diagnose("no-record", Span("raw/a.txt", 3, 3), "no question here")
    note = diagnose("duplicate", Span("raw/a.txt", 9, 9), "seen before")
    deep = replace(CODE, deck="ML Interview::Deep", tags=("Deep", "NN"), remarks=(remark, note))
    hostile = replace(
        SHORT,
        key="XX0009",
        label="XX0009",
        front='<img src="x" onerror="parent.document.title = \'taken\'"><img src="https://example.org/a.png">?',
        back="<script>parent.document.title = 'taken'</script>!",
    )
    cards = (SHORT, GUIDE, FORMULAS, WIDE, deep, TABLE, PICTURE, MISSING, WORDS, hostile)
    site = Site("ML Interview", cards, (remark, note), (Alike(("ML0002", "ML0003"), "same words"),))
    for name, data in site_files(site, {"curve.svg": DIAGRAM}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "curve.svg").write_bytes(DIAGRAM)
    return folder


class TestCards:
    @EVERY_KIND
    def test_nothing_is_wider_than_a_phone(self, browser, folder, card):
        with opened(browser, 390) as (page, asked):
            for side in ("front", "back"):
                show(page, folder, card, side, "phone")
                unfold(page)
                for width, size in ((390, "17px"), (360, "17px"), (360, "34px")):
                    page.set_viewport_size({"width": width, "height": 700})
                    page.evaluate("size => { document.body.style.fontSize = size }", size)
                    assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == []

    @EVERY_KIND
    def test_all_text_is_told_from_its_ground_by_day_and_by_night(self, browser, folder, card):
        with opened(browser) as (page, _):
            for side in ("front", "back"):
                show(page, folder, card, side)
                unfold(page)
                assert page.evaluate(LOW_CONTRAST) == []
                page.evaluate("classes => { document.body.className += classes }", f" {NIGHT}")
                assert page.evaluate(LOW_CONTRAST) == []

    def test_day_is_light_and_night_is_dark(self, browser, folder):
        grounds = []
        with opened(browser) as (page, _):
            for night in (False, True):
                show(page, folder, SHORT, mode="night" if night else "")
                grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert grounds == ["rgb(252, 252, 250)", "rgb(23, 25, 28)"]

    def test_the_question_is_larger_in_front_than_on_the_back(self, browser, folder):
        sizes = []
        with opened(browser) as (page, _):
            for side in ("front", "back"):
                show(page, folder, SHORT, side)
                sizes.append(
                    page.evaluate("parseFloat(getComputedStyle(document.querySelector('.question')).fontSize)")
                )
        assert sizes == [27, pytest.approx(19.44)]

    def test_a_folded_section_opens_at_a_click(self, browser, folder):
        with opened(browser, 390) as (page, _):
            show(page, folder, GUIDE, mode="phone")
            assert [part.get_attribute("open") for part in page.locator("details").all()] == [None]
            words = page.get_by_text("Slow:")
            expect(words).to_be_hidden()
            heading = page.get_by_text("Schedule")
            said = heading.evaluate("element => getComputedStyle(element, '::before').content")
            assert said == '"301 words"'
            heading.click()
            expect(words).to_be_visible()
            heading.click()
            expect(words).to_be_hidden()

    def test_the_gist_stands_first(self, browser, folder):
        with opened(browser) as (page, _):
            show(page, folder, GUIDE)
            assert page.locator(".gist").inner_text() == "Tune it first."
            assert page.locator("body").inner_text().count("Tune it first.") == 1
            assert box_of(page.locator(".gist"))["y"] < box_of(page.locator(".answer"))["y"]

    def test_a_wide_formula_moves_in_its_own_box(self, browser, folder):
        with opened(browser, 390) as (page, _):
            show(page, folder, WIDE, mode="phone plain")
            box = page.locator('mjx-container[display="true"]')
            assert box.evaluate("box => box.scrollWidth > box.clientWidth")
            box.evaluate("box => { box.scrollLeft = 200 }")
            assert box.evaluate("box => box.scrollLeft") == 200

    def test_what_screen_readers_are_told_makes_no_formula_scroll(self, browser, folder):
        card = make_card(
            "ML0001", r"The kernel $K(x, z) = \exp(-\gamma \|x - z\|^2)$ and $K(x, z) = (x^\top z + c)^p$ fit."
        )
        with opened(browser, 390) as (page, _):
            show(page, folder, card, mode="phone")
            assert page.locator("mjx-assistive-mml").count() == 2
            boxes = page.locator(".wide").evaluate_all("all => all.map((box) => box.scrollWidth - box.clientWidth)")
            assert boxes == [0, 0]

    def test_no_line_begins_with_the_stop_behind_a_formula_or_ends_with_the_bracket_before_it(self, browser, folder):
        tops = """() => [...document.querySelectorAll(".answer p")].map((line) => {
          const marks = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          const found = [line.querySelector("mjx-math").getBoundingClientRect()];
          while (marks.nextNode()) {
            const at = /\\((?=$)|^,/.exec(marks.currentNode.data);
            if (!at) continue;
            range.setStart(marks.currentNode, at.index);
            range.setEnd(marks.currentNode, at.index + 1);
            found.push(range.getBoundingClientRect());
          }
          const bottoms = found.map((box) => box.bottom);
          return Math.max(...bottoms) - Math.min(...bottoms);
        })"""
        lines = "\n\n".join(f"{'n' * width} where ($x_1 > 0$, so" for width in range(1, 40))
        with opened(browser, 320) as (page, _):
            show(page, folder, make_card("ML0001", lines), mode="phone")
            assert max(page.evaluate(tops)) < 15

    @pytest.mark.parametrize(("width", "size"), [(820, 1), (390, 0.9), (320, 0.75)])
    def test_a_formula_that_is_too_wide_is_set_smaller(self, browser, folder, width, size):
        with opened(browser, width) as (page, _):
            show(
                page, folder, make_card("ML0001", "$$a_1 + b_2 + c_3 + d_4 + e_5 + f_6 + g_7 + h_8 = 1$$"), mode="phone"
            )
            assert page.evaluate(FORMULA)["scrolls"] is False
            assert page.evaluate(FORMULA)["turns"] == []
            assert page.evaluate(FORMULA)["size"] == pytest.approx(size, abs=0.06)

    def test_below_seven_tenths_it_turns_outside_of_brackets(self, browser, folder):
        terms = " + ".join(f"(a_{n} + b_{n})" for n in range(7))
        with opened(browser, 390) as (page, _):
            show(page, folder, make_card("ML0001", f"$$L = {terms} = 1$$"), mode="phone")
            seen = page.evaluate(FORMULA)
            assert (seen["size"], seen["scrolls"]) == (pytest.approx(0.7), False)
            assert len(seen["turns"]) > 0
            assert set(seen["turns"]) <= {"+", "="}
            assert page.evaluate(DEPTHS) == [0] * len(seen["turns"])
            page.set_viewport_size({"width": 1200, "height": 700})
            page.wait_for_timeout(100)
            assert page.evaluate(FORMULA) == {"size": pytest.approx(0.77, abs=0.02), "turns": [], "scrolls": False}

    def test_the_lines_of_an_alignment_turn_in_their_last_column(self, browser, folder):
        with opened(browser, 320) as (page, _):
            show(page, folder, WIDE, mode="phone")
            assert page.evaluate(FORMULA)["turns"] != []
            assert page.evaluate("document.documentElement.scrollWidth") <= 320

    @pytest.mark.parametrize("mode", ["phone", "phone night"])
    def test_what_still_does_not_fit_scrolls_under_a_shade(self, browser, folder, mode):
        letters = "abcdefghijklmnopqrstuvwxyz" * 3
        with opened(browser, 390) as (page, _):
            show(page, folder, make_card("ML0001", f"$${letters}$$"), mode=mode)
            assert page.evaluate(FORMULA)["scrolls"] is True
            assert page.evaluate(SHADE) > 1.3

    def test_a_formula_in_a_fold_fits_when_it_is_opened(self, browser, folder):
        answer = (
            f"First.\n\n{SENTENCE * 30}\n\n#### One\n\n{SENTENCE * 12}\n\n#### Two\n\n$${LONG_FORMULA}$$\n\n{SENTENCE}"
        )
        with opened(browser, 390) as (page, _):
            show(page, folder, make_card("ML0001", f"{answer}\n\n#### Summary\n\nTune it."), mode="phone")
            page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
            page.wait_for_timeout(100)
            assert page.evaluate(FORMULA)["scrolls"] is False

    @pytest.mark.parametrize("width", [820, 320])
    def test_rows_that_say_nowhere_at_what_align_at_their_relations(self, browser, folder, width):
        rows = r"\begin{aligned} a + b + c + d &ROW = e \\ f &ROW \le g + h + i + j \\ k &ROW = l \end{aligned}"
        lefts = """() => [...document.querySelectorAll(".mjx-c3D, .mjx-c2264")]
          .map((sign) => Math.round(sign.getBoundingClientRect().left))"""
        seen = []
        with opened(browser, width) as (page, _):
            for said in (rows.replace("&ROW", "&"), rows.replace("&ROW", "")):
                show(page, folder, make_card("ML0001", f"$${said}$$"))
                seen.append(page.evaluate(lefts))
        assert len(set(seen[0])) == len(set(seen[1])) == 1

    def test_the_code_of_a_question_without_a_number_is_not_shown(self, browser, folder):
        with opened(browser) as (page, _):
            for side in ("front", "back"):
                show(page, folder, GUIDE, side)
                assert "Q-7KX2M9TD" not in page.locator("body").inner_text()
                show(page, folder, SHORT, side)
                expect(page.locator(".about")).to_have_text("ML0001 A subject", use_inner_text=True)

    def test_the_foot_names_the_tags_in_words_and_links_the_page(self, browser, folder):
        with opened(browser) as (page, _):
            show(
                page, folder, make_card("ML0001", "So.", tags=("Bias_Variance", "ML::Trees", "mlanki::missing_figure"))
            )
            assert page.locator(".foot").inner_text().strip() == "Bias Variance · ML › Trees"

    def test_the_symbols_of_a_legend_stand_in_one_column(self, browser, folder):
        with opened(browser, 320) as (page, _):
            show(page, folder, FORMULAS, mode="phone")
            lefts = page.evaluate(
                "[...document.querySelectorAll('dl.where dd')].map(e => e.getBoundingClientRect().left)"
            )
            assert len(lefts) == 2
            assert lefts[0] == lefts[1]

    def test_a_narrow_formula_is_centred(self, browser, folder):
        with opened(browser) as (page, _):
            show(page, folder, FORMULAS)
            formula = box_of(page.locator('mjx-container[display="true"] mjx-math'))
            column = box_of(page.locator(".answer"))
            left = formula["x"] - column["x"]
            right = column["x"] + column["width"] - formula["x"] - formula["width"]
            assert left == pytest.approx(right, abs=2)

    def test_a_picture_shrinks_to_the_screen_and_has_light_ground_at_night(self, browser, folder):
        with opened(browser, 390) as (page, _):
            show(
                page, folder, replace(PICTURE, back=PICTURE.back.replace("curve.png", "media/curve.svg")), mode="night"
            )
            picture = page.locator("img")
            assert picture.evaluate("picture => picture.naturalWidth") == 900
            assert box_of(picture)["width"] <= 390
            assert picture.evaluate("picture => getComputedStyle(picture).backgroundColor") == "rgb(232, 232, 228)"

    def test_a_card_that_lacks_a_figure_says_so_at_its_foot(self, browser, folder):
        with opened(browser) as (page, _):
            show(page, folder, MISSING)
            expect(page.locator(".foot .figure")).to_have_text("The page has a figure that this card lacks.")
            expect(page.locator(".answer .lost")).to_have_text("Three curves")


@pytest.fixture
def site(browser: Browser, folder: Path) -> Iterator[Page]:
    """The preview, opened from the file system; nothing that it does may leave the machine."""
    with opened(browser, 1300, 900) as (page, asked):
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((folder / "index.html").as_uri())
        yield page
        assert asked == []
        assert errors == []


def frame_of(page: Page, shown: str):
    expect(page.locator(f'figure[data-shown="{shown}"]')).to_be_visible()
    return page.frame_locator(f'figure[data-shown="{shown}"] iframe')


class TestPreview:
    def test_the_index_counts_cards_by_deck_and_tag(self, site):
        rows = [row.inner_text().replace("\n", " ") for row in site.locator("nav a").all()]
        assert rows == [
            *(
                "All cards 10",
                "ML Interview 10",
                "Deep 1",
                "NN 9",
                "Deep 1",
                "NN 10",
                "ML0002, ML0003 2",
                "Worth a look 1",
                "Decisions explained 1",
            ),
        ]

    def test_a_deck_and_a_tag_choose_their_cards(self, site):
        site.locator("nav a", has_text="Deep").first.click()
        expect(site.locator("#count")).to_have_text("1 of 10 cards")
        frame_of(site, "DL0004/front day")
        site.locator("nav a", has_text="All cards").click()
        expect(site.locator("#count")).to_have_text("10 of 10 cards")

    def test_words_and_codes_are_found(self, site):
        site.get_by_role("searchbox").fill("LOGARITHMIC weights")
        expect(site.locator("#count")).to_have_text("1 of 10 cards")
        frame_of(site, "Q-7KX2M9TD/back day")
        site.get_by_role("searchbox").fill("dl0005")
        frame_of(site, "DL0005/back day")
        site.get_by_role("searchbox").fill("no such words")
        expect(site.locator("#count")).to_have_text("0 of 10 cards")

    def test_a_link_leads_to_its_card(self, site):
        site.locator("#list a", has_text="ML0002").click()
        back = frame_of(site, "ML0002/back day")
        expect(back.locator("mjx-container").first).to_be_visible()
        assert back.locator("mjx-container").count() == 5
        site.reload()
        frame_of(site, "ML0002/back day")

    def test_night_and_phone_are_switched(self, site):
        site.locator("#list a", has_text="ML0001").click()
        site.get_by_role("button", name="Night").click()
        body = frame_of(site, "ML0001/back night").locator("body")
        assert body.evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(23, 25, 28)"
        site.get_by_role("button", name="Phone").click()
        expect(site.locator("iframe").first).to_have_css("width", "390px")
        expect(body.locator("xpath=..")).to_have_class("mobile android night-mode")
        site.get_by_role("button", name="Night").click()
        frame_of(site, "ML0001/back day")

    def test_folding_works_and_the_frame_grows(self, site):
        site.locator("#list a", has_text="Q-7KX2M9TD").click()
        back = frame_of(site, "Q-7KX2M9TD/back day")
        before = box_of(site.locator("iframe").nth(1))["height"]
        back.get_by_text("Schedule").click()
        expect(back.get_by_text("Slow:")).to_be_visible()
        site.wait_for_function(
            "before => document.querySelectorAll('iframe')[1].offsetHeight > before + 50", arg=before
        )

    def test_diagnostics_stand_beside_their_card_and_all_together(self, site):
        site.locator("#list a", has_text="DL0004").click()
        expect(site.get_by_text("raw/a.txt:3 no question here [no-record]")).to_be_visible()
        expect(site.locator("[aria-current] .mark")).to_have_text("1")
        explained = site.get_by_text("raw/a.txt:9 seen before [duplicate]")
        expect(explained).to_be_hidden()
        site.locator("#notes summary").click()
        expect(explained).to_be_visible()
        site.locator("nav a", has_text="Worth a look").click()
        expect(site.locator("#notes li")).to_have_count(1)

    def test_cards_that_are_alike_stand_side_by_side(self, site):
        site.locator("nav a", has_text="ML0002, ML0003").click()
        frame_of(site, "ML0002/back day")
        frame_of(site, "ML0003/back day")
        one, other = (box_of(site.locator("figure:visible").nth(at)) for at in (0, 1))
        assert one["y"] == other["y"]
        assert one["x"] + one["width"] <= other["x"]

    def test_the_keyboard_walks_through_the_cards(self, site):
        site.keyboard.press("j")
        frame_of(site, "Q-7KX2M9TD/front day")
        site.keyboard.press("k")
        frame_of(site, "ML0001/front day")

    def test_nothing_in_a_card_runs_or_is_fetched(self, site):
        site.locator("#list a", has_text="XX0009").click()
        frame_of(site, "XX0009/back day")
        site.wait_for_timeout(300)
        assert site.title() == "ML Interview"

    @pytest.mark.parametrize("night", [False, True])
    def test_its_own_text_is_told_from_its_ground(self, site, night):
        if night:
            site.get_by_role("button", name="Night").click()
        site.locator("#list a", has_text="DL0004").click()
        frame_of(site, f"DL0004/back {'night' if night else 'day'}")
        assert site.evaluate(LOW_CONTRAST) == []

    def test_it_fits_a_phone_too(self, browser, folder):
        with opened(browser, 390) as (page, _):
            page.goto((folder / "index.html").as_uri() + "#card=ML0003&phone=1")
            frame_of(page, "ML0003/back day")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390

    def test_a_watched_page_reloads_when_it_is_written_anew(self, browser, tmp_path):
        with opened(browser) as (page, asked):
            for title in ("before", "after"):
                for name, data in site_files(Site(title, (SHORT,)), {}, reloads=True).items():
                    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
                    (tmp_path / name).write_bytes(data)
                if title == "before":
                    page.goto((tmp_path / "index.html").as_uri())
                expect(page).to_have_title(title)
        assert asked == []
