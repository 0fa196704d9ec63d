"""The preview in a real browser as people use it: on a phone and on a desk, by links, keys and beside a release."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mlanki.preview import Site, site_files
from mlanki.release.publishing import write_whole
from tests.chromium import CHROMIUM, LOW_CONTRAST, box_of, make_card, opened, started
from tests.conftest import Run
from tests.pages import page, record

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (Debian: apt install chromium)")

PHONE, DESK = 390, 1200
EVERY_SIZE = pytest.mark.parametrize("width", [PHONE, DESK])

RETIRED = '[retire]\nML0012 = "nobody asks it"\n'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture
def site(raw: Path, run: Run) -> Path:
    """The preview of `raw`, beside nothing."""
    assert run("preview", raw, "-o", raw.parent / "site", "-q").status == 0
    return raw.parent / "site"


@pytest.fixture
def compared(raw: Path, run: Run) -> Path:
    """The preview beside a release, after which one answer was corrected and one question retired."""
    page = raw / "tag-basics.txt"
    page.write_text(page.read_text().replace("An error from following", r"$\sigma^2$ grows by following"))
    (raw.parent / "mlanki.toml").touch()
    assert run("release", "v1", raw, "-o", raw.parent / "old").status == 0
    page.write_text(page.read_text().replace("sigma^2", "sigma^3").replace("too simple", "much too simple"))
    (raw.parent / "mlanki.toml").write_text(RETIRED)
    assert run("preview", raw, "-o", raw.parent / "site", "--against", raw.parent / "old", "-q").status == 0
    return raw.parent / "site"


@contextmanager
def shown(browser: Browser, site: Path, width: int, address: str = "") -> Iterator[Page]:
    """A page of the site on a screen of some width; it must ask for nothing, fail nowhere and not be too wide."""
    with opened(browser, width, 800) as (page, asked):
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto((site / "index.html").as_uri() + address)
        yield page
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert (asked, errors) == ([], [])


def figure(page: Page, side: str) -> Locator:
    """A side that is shown, such as `ML0001/front day`."""
    found = page.locator(f'figure[data-shown="{side}"]')
    expect(found).to_be_visible()
    return found


def test_small_cards_stand_below_their_question_in_its_order(browser: Browser, home: Path, run: Run) -> None:
    answer = "(1) Slow start: Nothing much is learnt during first steps.\n(2) Equal units: All of them stay copies."
    (home / "a.txt").write_text(page("Tag: NN", record("ML0033", "Weights", "Why random weights?", answer)), "utf-8")
    (home / "mlanki.toml").write_text('cards = ["overview", "points"]\n', "utf-8")
    assert run("preview", "a.txt", "-o", "site", "-q").status == 0

    with shown(browser, home / "site", DESK) as view:
        rows = view.locator("#list a")
        expect(rows).to_have_text(["ML0033Why random weights?", "Slow start", "Equal units"])
        indents = rows.evaluate_all("rows => rows.map((row) => parseFloat(getComputedStyle(row).paddingInlineStart))")
        assert indents[0] < indents[1] == indents[2]
        view.get_by_role("searchbox").fill("ML0033/equal")
        expect(rows).to_have_text(["ML0033/equal-unitsEqual units"])


def test_on_a_phone_the_card_comes_first_and_lists_unfold_until_one_is_chosen(browser: Browser, site: Path) -> None:
    with shown(browser, site, PHONE) as page:
        assert box_of(figure(page, "DL0002/front day"))["y"] < 300
        lists = page.locator("nav, #found")
        assert [one.is_visible() for one in lists.all()] == [False, False]
        cards = page.get_by_role("button", name="Cards", exact=True)
        cards.click()
        assert [one.is_visible() for one in lists.all()] == [False, True]
        expect(cards).to_have_attribute("aria-expanded", "true")
        page.locator("#list a", has_text="ML0010").click()
        figure(page, "ML0010/front day")
        assert [one.is_visible() for one in lists.all()] == [False, False]
        page.get_by_role("button", name="Next card").click()
        figure(page, "ML0011/front day")


def test_on_a_phone_a_tag_unfolds_its_cards_and_so_does_a_search(browser: Browser, site: Path) -> None:
    with shown(browser, site, PHONE) as page:
        page.get_by_role("button", name="Decks").click()
        page.locator("nav a", has_text="Basics").last.click()
        expect(page.locator("nav")).to_be_hidden()
        expect(page.locator("#count")).to_have_text("4 of 7 cards")
        expect(page.locator("#list li")).to_have_count(4)
        page.get_by_role("button", name="Cards", exact=True).click()
        page.get_by_role("searchbox").fill("noise")
        expect(page.locator("#count")).to_have_text("2 of 7 cards")
        expect(page.locator("#list")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("#list")).to_be_hidden()


def test_on_a_desk_the_lists_stand_beside_the_card(browser: Browser, site: Path) -> None:
    with shown(browser, site, DESK) as page:
        front = box_of(figure(page, "DL0002/front day"))
        for name in ("nav", "#found"):
            box = box_of(page.locator(name))
            assert box["x"] + box["width"] <= front["x"]
        expect(page.get_by_role("button", name="Decks")).to_be_hidden()


def test_the_decks_stand_below_their_parents_with_the_cards_of_those_below(browser: Browser, tmp_path: Path) -> None:
    decks = ("Interview::trees::Pruning", "Interview::Trees", "Interview::Sums", "Other")
    cards = tuple(replace(make_card(f"ML000{at}", "So."), deck=deck) for at, deck in enumerate(decks))
    write_whole({tmp_path / name: data for name, data in site_files(Site("t", cards), {}).items()})
    with shown(browser, tmp_path, DESK) as page:
        top = page.locator("nav h2", has_text="Decks").locator("xpath=following-sibling::ul[1]")
        assert top.locator("> li > a").all_inner_texts() == ["Interview\n3", "Other\n1"]
        assert top.locator("> li > ul > li > a").all_inner_texts() == ["Sums\n1", "trees\n1", "Trees\n1"]
        assert top.locator("ul ul a").all_inner_texts() == ["Pruning\n1"]


@EVERY_SIZE
def test_the_first_stop_of_the_keyboard_leads_to_the_card(browser: Browser, site: Path, width: int) -> None:
    with shown(browser, site, width, "#ML0010") as page:
        skip = page.get_by_role("link", name="Skip to the card")
        page.keyboard.press("Tab")
        expect(skip).to_be_focused()
        assert box_of(skip)["y"] >= 0
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        assert page.url.endswith("#ML0010")


def test_the_keys_are_shown_and_do_what_they_say(browser: Browser, site: Path) -> None:
    with shown(browser, site, DESK) as page:
        keys = page.locator(".keys")
        assert keys.locator("kbd").all_inner_texts() == ["/", "j", "→", "k", "←", "n", "p"]
        assert box_of(keys)["y"] + box_of(keys)["height"] <= 800
        page.keyboard.press("j")
        figure(page, "ML0001/front day")
        page.keyboard.press("n")
        figure(page, "ML0001/front night")
        page.keyboard.press("p")
        expect(page.locator("iframe").first).to_have_css("width", "390px")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()


@EVERY_SIZE
def test_a_code_is_an_address_and_one_that_no_card_has_says_so(browser: Browser, site: Path, width: int) -> None:
    with shown(browser, site, width, "#ML0010") as page:
        figure(page, "ML0010/front day")
        for address, said in (("#XX0022", "XX0022"), ("#card=50%25%20x", "50% x"), ("#%zz", "%zz")):
            page.evaluate("address => { location.hash = address }", address)
            expect(page.get_by_text(f"There is no card {said} here.")).to_be_visible()
            expect(page.locator("figure:visible")).to_have_count(0)
        page.evaluate("location.hash = '#ml0011'")
        figure(page, "ML0011/front day")


@EVERY_SIZE
def test_a_preview_beside_a_release_begins_with_what_changed(browser: Browser, compared: Path, width: int) -> None:
    with shown(browser, compared, width) as page:
        main = page.locator("main")
        expect(main).to_contain_text("2 answers corrected: ML0010, ML0011; 1 question retired: ML0012.")
        assert main.locator("h2").all_inner_texts() == ["Corrected (2)", "Retired (1)"]
        main.get_by_role("link", name="ML0012").click()
        back = figure(page, "ML0012/back day").locator("iframe").content_frame
        expect(back.get_by_text("Why: nobody asks it.")).to_be_visible()
        assert page.locator("#list a[aria-current] .mark").all_text_contents() == ["retired"]


@EVERY_SIZE
def test_old_and_new_card_stand_side_by_side_with_what_changed_marked(
    browser: Browser, compared: Path, width: int
) -> None:
    with shown(browser, compared, width, "#ML0011") as page:
        before, now = (figure(page, f"ML0011/{side} day") for side in ("before", "after"))
        old, new = (one.locator("iframe").content_frame for one in (before, now))
        expect(old.locator("del mjx-container")).to_have_count(1)
        expect(new.locator("ins mjx-container")).to_have_count(1)
        expect(old.locator("ins")).to_have_count(0)
        one, other = box_of(before), box_of(now)
        if width == DESK:
            assert one["y"] == other["y"]
            assert one["x"] + one["width"] <= other["x"]
        else:
            assert one["y"] + one["height"] <= other["y"]
        page.get_by_role("link", name="Show the card alone").click()
        figure(page, "ML0011/front day")
        expect(page.locator("figure:visible")).to_have_count(2)


def test_what_is_compared_is_not_folded_away(browser: Browser, tmp_path: Path) -> None:
    fold = "<details><summary>More</summary><p>{}</p></details>"
    card = replace(make_card("ML0001", "So."), before=fold.format("<del>old</del>"), after=fold.format("new"))
    write_whole({tmp_path / name: data for name, data in site_files(Site("t", (card,)), {}).items()})
    with shown(browser, tmp_path, DESK) as page:
        for side, words in (("before", "old"), ("after", "new")):
            frame = figure(page, f"ML0001/{side} day").locator("iframe").content_frame
            expect(frame.get_by_text(words)).to_be_visible()


@pytest.mark.parametrize("light", ["day", "night"])
def test_what_is_marked_can_be_read(browser: Browser, compared: Path, light: str) -> None:
    with shown(browser, compared, DESK, f"#card=ML0010&{light}=1") as page:
        frame = figure(page, f"ML0010/after {light}").locator("iframe").content_frame
        expect(frame.locator("ins")).to_have_text("much")
        assert frame.locator("body").evaluate(LOW_CONTRAST) == []
        assert page.evaluate(LOW_CONTRAST) == []


@EVERY_SIZE
def test_the_packages_of_a_release_can_be_downloaded_from_its_preview(
    browser: Browser, released: Path, run: Run, width: int
) -> None:
    site = released.parent / "site"
    assert run("preview", released, "-o", site, "-q").status == 0
    lines = (released / "SHA256SUMS").read_text().splitlines()
    sums = {name: checksum for checksum, name in (line.split() for line in lines)}
    with shown(browser, site, width) as page:
        main = page.locator("main")
        expect(main).to_contain_text("Release v1: 7 cards to look at before you import them.")
        for item in main.locator("li", has_text=".apkg").all():
            link = item.get_by_role("link")
            expect(item).to_contain_text(f"SHA-256 {sums[link.inner_text()]}")
            with page.expect_download() as download:
                link.click()
            assert download.value.path().read_bytes() == (released / link.inner_text()).read_bytes()
        expect(main.locator("li").first).to_contain_text("Every card: in Anki, choose File, Import.")
        assert page.evaluate(LOW_CONTRAST) == []
        if width == PHONE:
            page.get_by_role("button", name="Next card").click()
        else:
            page.keyboard.press("j")
        figure(page, "DL0002/front day")
        page.go_back()
        expect(main).to_contain_text("Release v1")
