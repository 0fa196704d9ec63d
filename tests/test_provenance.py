"""Where a question was found is no content: only the address of its own page reaches a card, and it changes no note."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.readback import read_package
from mlanki.readers import markdown, web
from tests.collection import Desk
from tests.conftest import PAGES, Run
from tests.pages import page, record, source

POST = '<article id="post-{n}"><h2 class="entry-title"><a href="{link}">{question}</a></h2><p>{words}</p></article>'
WORDS = "A sum of its inputs, each with a weight of its own, and a threshold behind it. " * 3


def post(number: int, question: str, link: str) -> str:
    return POST.format(n=number, link=link, question=question, words=WORDS)


def addresses(text: str) -> list[str]:
    return [read.address for read in web.read(source(text, "page.html"))]


def whole(head: str, body: str, classes: str = "") -> str:
    return f'<!doctype html><html><head>{head}</head><body class="{classes}">{body}</body></html>'


CANONICAL = '<link rel="canonical" href="https://example.org/q/sums">'
ARTICLE = f"<main><h1>What is a sum?</h1><p>{WORDS}</p></main>"


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (CANONICAL, "https://example.org/q/sums"),
        ('<meta property="og:url" content="https://example.org/q/sums">', "https://example.org/q/sums"),
        ('<link rel="canonical" href="/q/sums">', ""),
        ("", ""),
    ],
)
def test_a_page_knows_its_address_where_it_says_so(head: str, address: str) -> None:
    assert addresses(whole(head, ARTICLE)) == [address]


def test_of_a_listing_only_the_link_of_a_post_is_the_address_of_its_questions() -> None:
    posts = (
        post(1, "What is a sum?", "https://example.org/q/1"),
        post(2, "What is a product?", "/q/2"),
        post(3, "What is a root?", "https://example.org/q/3").replace("<a href", "<a data-x"),
    )
    listing = whole(CANONICAL.replace("q/sums", "blog/"), f"<main>{''.join(posts)}</main>", "blog")

    assert addresses(listing) == ["https://example.org/q/1", "https://example.org/q/2", ""]


@pytest.mark.parametrize("classes", ["archive tag tag-sums", "archive author", "search"])
def test_a_page_that_lists_is_no_page_of_its_only_question(classes: str) -> None:
    assert addresses(whole(CANONICAL, ARTICLE, classes)) == [""]


def test_a_heading_that_names_a_listing_tells_so_too() -> None:
    assert addresses(
        whole(CANONICAL, f"<main><h1>Author: someone</h1><h2>What is a sum?</h2><p>{WORDS}</p></main>")
    ) == [""]


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("url: https://example.org/sums", "https://example.org/sums"),
        ('permalink: "https://example.org/sums"', "https://example.org/sums"),
        ("permalink: /sums/", ""),
        ("source: https://example.org/sums", ""),
    ],
)
def test_the_front_matter_of_markdown_may_give_an_address(line: str, address: str) -> None:
    (read,) = markdown.read(source(f"---\ntitle: Sums\n{line}\n---\n\n## What is a sum?\n\nIt adds.\n", "a.md"))
    assert read.address == address


@pytest.fixture
def own_page(home: Path) -> Path:
    """A folder with one question on a page of its own."""
    (home / "raw").mkdir()
    (home / "raw" / "b.html").write_text(whole(CANONICAL, ARTICLE), "utf-8")
    return home / "raw"


def source_field(package: Path) -> list[str]:
    return [note.fields[6] for note in read_package(package).notes]


LINK = '<a href="https://example.org/q/sums">example.org</a>'


def test_a_card_leads_to_the_page_of_its_question_and_so_does_what_is_read_back(own_page: Path, run: Run) -> None:
    run("build", own_page, "-o", "out")

    assert source_field(Path("out/all.apkg")) == [LINK]
    (line,) = Path("out/records.jsonl").read_text("utf-8").splitlines()
    assert list(json.loads(line)) == ["code", "title", "question", "answer", "tags", "origins"]
    assert json.loads(line)["origins"][0]["address"] == "https://example.org/q/sums"
    run("build", "out/records.jsonl", "-o", "again")
    assert Path("again/records.jsonl").read_bytes() == Path("out/records.jsonl").read_bytes()
    assert source_field(Path("again/all.apkg")) == [LINK]


def test_what_is_no_address_in_a_record_is_not_read(own_page: Path, run: Run) -> None:
    run("build", own_page, "-o", "out")
    text = Path("out/records.jsonl").read_text("utf-8")
    (own_page / "b.html").unlink()
    (own_page / "a.jsonl").write_text(text.replace("https://example.org/q/sums", "javascript:x"), "utf-8")

    assert "“javascript:x” is no address of a page" in run("build", own_page, "-o", "out2", "-v").err


def test_the_first_address_in_the_order_of_paths_is_taken(own_page: Path, run: Run) -> None:
    text = (own_page / "b.html").read_text("utf-8")
    (own_page / "a.html").write_text(text.replace("q/sums", "q/first"), "utf-8")

    run("build", own_page, "-o", "out")

    assert source_field(Path("out/all.apkg")) == [LINK.replace("q/sums", "q/first")]


def test_another_address_of_a_released_question_changes_nothing(own_page: Path, run: Run) -> None:
    run("release", "v1", own_page, "-o", "out")
    before = digests(Path("out"))
    text = (own_page / "b.html").read_text("utf-8")
    (own_page / "a.html").write_text(text.replace("q/sums", "q/first"), "utf-8")

    run("build", own_page, "-o", "out")

    assert digests(Path("out")) == before


def digests(folder: Path) -> dict[str, str]:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    return {package["file"]: package["content"] for package in manifest["packages"]}


def repetitions() -> list[str]:
    """Pages that show what `raw` shows already: under an author, under a tag they have, whole and in part."""
    chance = random.Random(1)
    pages = [page("Author: admin", *PAGES["tag-nn.txt"].split("\n\n", 1)[1:])]
    for name, header in (("tag-nn.txt", "Tag: NN"), ("tag-basics.txt", "Tag: Basics"), ("author.txt", "Author: other")):
        head, *records = PAGES[name].split("  • ")
        some = chance.sample(records, chance.randint(1, len(records)))
        pages += [f"{header}\n\n" + "".join(f"  • {one}" for one in some), PAGES[name], head + f"  • {records[0]}"]
    return pages


@pytest.mark.parametrize("added", range(len(repetitions())))
@pytest.mark.parametrize("name", ["0.txt", "m/page.txt", "zz.txt"])
def test_a_page_that_only_repeats_changes_no_note_no_package_and_no_line_of_release_notes(
    raw: Path, released: Path, run: Run, name: str, added: int
) -> None:
    before, lock = digests(released), (released / "mlanki.lock").read_bytes()
    (raw / name).parent.mkdir(exist_ok=True)
    (raw / name).write_text(repetitions()[added], "utf-8")

    ran = run("release", "v2", raw, "-o", released)

    assert (ran.status, ran.err) == (0, "")
    assert digests(released) == before
    assert (released / "RELEASE_NOTES.md").read_text("utf-8") == "No question has changed.\n"
    after = (released / "mlanki.lock").read_bytes()
    assert after.startswith(lock)
    assert len(after.splitlines()) == len(lock.splitlines()) + 1, "the name of the release, and nothing else"


def test_one_more_listing_costs_no_learner_an_edit(
    raw: Path, released: Path, rebuild_released: Callable[[], Path], desk: Desk
) -> None:
    desk.take(released / "all.apkg")
    desk.edit("ML0003", "Answer", "in my own words", "hard")
    (raw / "admin.txt").write_text(
        page(
            "Author: admin",
            record("ML0003", "Depth", "Why depth?", "Each layer builds on\nthe features of the one below."),
        ),
        "utf-8",
    )

    assert desk.take(rebuild_released() / "all.apkg").updated == frozenset()
    assert desk.note("ML0003")["Answer"] == "in my own words"
    assert "hard" in desk.note("ML0003").tags
