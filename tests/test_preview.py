"""`mlanki preview`: a site that shows cards as Anki will."""

import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
import regex
from anki.collection import Collection, ImportAnkiPackageRequest
from anki.decks import DeckId

from mlanki.diagnostics import diagnose
from mlanki.document import Span
from mlanki.preview import Alike, Site, changes, our_note_type, show_note, site_files
from mlanki.preview.template import render_template
from mlanki.readback import NoteSeen, NoteTypeSeen, TemplateSeen
from tests.conftest import invoke

DUMP = """\
Tag: NN

  • ML0001 Perplexity

    What is the perplexity of a model?

    Answer

    The exponential of the cross entropy.


    Login to view more content
  • DL0002 Dropout

    Why does dropout help?

    Answer

    Units cannot rely on each other.


    Login to view more content
"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "raw" / "tag-nn.txt"
    file.parent.mkdir()
    file.write_text(DUMP, encoding="utf-8")
    return file


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    collection = Collection(str(tmp_path / "collection.anki2"))
    yield collection
    collection.close()


def data_of(folder: Path) -> dict[str, object]:
    text = (folder / "cards.js").read_text("utf-8")
    content: dict[str, object] = json.loads(text.removeprefix("window.preview = ").removesuffix(";\n"))
    return content


def cards_of(folder: Path) -> dict[str, dict[str, object]]:
    cards = data_of(folder)["cards"]
    assert isinstance(cards, list)
    return {card["key"]: card for card in cards}


class TestTemplates:
    @pytest.mark.parametrize(
        ("template", "expected"),
        [
            ("{{Front}}", "<b>a</b>"),
            ("{{ Front }}!", "<b>a</b>!"),
            ("{{#Front}}x{{/Front}}{{^Front}}y{{/Front}}", "x"),
            ("{{#Back}}x{{/Back}}{{^Back}}y{{/Back}}", "y"),
            ("{{#Back}}{{#Front}}x{{/Front}}{{/Back}}z", "z"),
            ("{{#Front}}{{^Back}}x{{/Back}}{{/Front}}", "x"),
            ("{{text:Front}}", "a"),
            ("{{Who}}", "{unknown field Who}"),
        ],
    )
    def test_fields_sections_and_filters_mean_what_they_mean_in_anki(self, template: str, expected: str):
        assert render_template(template, {"Front": "<b>a</b>", "Back": "<br>"}) == expected

    def test_our_cards_look_as_anki_renders_them(self, collection: Collection, dump: Path, tmp_path: Path):
        assert invoke("build", dump, "-o", tmp_path / "build").exit_code == 0
        assert invoke("preview", dump, "-o", tmp_path / "site").exit_code == 0
        request = ImportAnkiPackageRequest(package_path=str(tmp_path / "build" / "all.apkg"))
        collection.import_anki_package(request)
        shown = cards_of(tmp_path / "site")
        assert sorted(shown) == ["DL0002", "ML0001"]
        for number in collection.find_cards(""):
            card = collection.get_card(number)
            rendered = card.render_output()
            mine = shown[card.note()["Code"]]
            assert mine["front"] == rendered.question_text
            assert mine["back"] == rendered.answer_text

    @pytest.mark.parametrize("kind", ["Basic", "Basic (and reversed card)", "Cloze"])
    def test_cards_of_other_note_types_look_as_anki_renders_them(self, collection: Collection, kind: str):
        model = collection.models.by_name(kind)
        assert model is not None
        note = collection.new_note(model)
        note.fields = ["{{c1::one}}, {{c2::two::a number}}", "and <b>back</b>"]
        collection.add_note(note, DeckId(1))
        templates = tuple(TemplateSeen(t["name"], t["qfmt"], t["afmt"]) for t in model["tmpls"])
        names = tuple(field["name"] for field in model["flds"])
        seen = NoteTypeSeen(1, kind, names, templates, model["css"], kind == "Cloze")
        mine = list(show_note(NoteSeen("g", seen, tuple(note.fields), (), 0, ("Default",))))
        theirs = [card.render_output() for card in note.cards()]
        assert [card.front for card in mine] == [without_data(card.question_text) for card in theirs]
        assert [card.back for card in mine] == [without_data(card.answer_text) for card in theirs]


def without_data(html: str) -> str:
    """What Anki renders without the attributes that only its editor reads."""
    return regex.sub(r' data-\w+="[^"]*"', "", html)


class TestSite:
    def test_it_holds_every_card_with_its_deck_and_tags(self, dump: Path, tmp_path: Path):
        result = invoke("preview", dump, "-o", tmp_path / "site", "--json")
        assert result.exit_code == 0
        assert json.loads(result.stdout)["cards"] == 2
        card = cards_of(tmp_path / "site")["ML0001"]
        assert card["deck"] == "ML Interview"
        assert card["tags"] == ["NN"]
        assert card["title"] == "What is the perplexity of a model?"
        assert "cross entropy" in str(card["words"])
        assert card["origins"] == [f"{dump.as_posix()}:3–9"]

    def test_the_diagnostics_of_a_card_stand_beside_it(self, dump: Path, tmp_path: Path):
        dump.with_name("tag-two.txt").write_text(DUMP.replace("cannot rely on", "trust"), encoding="utf-8")
        assert invoke("preview", dump.parent, "-o", tmp_path / "site", "-q").exit_code == 0
        cards = cards_of(tmp_path / "site")
        (remark,) = (r for r in cards["DL0002"]["remarks"] if r["severity"] == "warning")  # type: ignore[attr-defined]
        assert remark["code"] == "same-code-different-answer"
        assert remark["where"] == f"{dump.parent.as_posix()}/tag-two.txt:13"
        assert all(r["severity"] == "note" for r in cards["ML0001"]["remarks"])  # type: ignore[attr-defined]

    def test_a_package_is_shown_like_its_sources(self, dump: Path, tmp_path: Path):
        invoke("build", dump, "-o", tmp_path / "build")
        assert invoke("preview", tmp_path / "build" / "all.apkg", "-o", tmp_path / "packed").exit_code == 0
        assert invoke("preview", dump, "-o", tmp_path / "site").exit_code == 0
        packed, plain = cards_of(tmp_path / "packed"), cards_of(tmp_path / "site")
        assert packed.keys() == plain.keys()
        for key, card in packed.items():
            assert {**plain[key], "origins": []} == card

    def test_packages_that_share_cards_show_them_once(self, dump: Path, tmp_path: Path):
        invoke("build", dump, "-o", tmp_path / "build")
        packages = sorted((tmp_path / "build").glob("*.apkg"))
        assert len(packages) == 2
        for sources in (packages, [tmp_path / "build"]):
            assert invoke("preview", *sources, "-o", tmp_path / "site").exit_code == 0
            assert len(cards_of(tmp_path / "site")) == 2

    def test_an_installed_mathjax_makes_it_work_offline(self, dump: Path, tmp_path: Path):
        invoke("preview", dump, "-o", tmp_path / "site")
        assert data_of(tmp_path / "site")["mathjax"] == "mathjax/tex-chtml-full.js"
        assert (tmp_path / "site/mathjax/tex-chtml-full.js").stat().st_size > 1_000_000
        assert (tmp_path / "site/mathjax/output/chtml/fonts/woff-v2/MathJax_Main-Regular.woff").is_file()

    def test_a_media_name_of_a_package_does_not_leave_the_folder(self):
        site = Site("t", ())
        written = site_files(site, {"../out.png": b"1", "a\\b.png": b"2", "curve.png": b"3"})
        assert [name for name in written if name.endswith(".png")] == ["media/curve.png"]

    def test_cards_that_are_alike_and_all_diagnostics_are_kept(self):
        remark = diagnose("no-record", Span("a.txt", 3, 3), "no question here")
        site = Site("t", (), (remark,), (Alike(("ML0001", "ML0002"), "same words"),))
        text = site_files(site, {})["cards.js"].decode()
        content = json.loads(text.removeprefix("window.preview = ").removesuffix(";\n"))
        assert content["alike"] == [{"keys": ["ML0001", "ML0002"], "why": "same words"}]
        assert content["remarks"] == [
            {"code": "no-record", "severity": "warning", "where": "a.txt:3", "message": "no question here"}
        ]

    def test_a_site_that_is_written_again_touches_only_what_changed(self, dump: Path, tmp_path: Path):
        invoke("preview", dump, "-o", tmp_path / "site")
        os.utime(tmp_path / "site/preview.js", (1, 1))
        os.utime(tmp_path / "site/cards.js", (1, 1))
        dump.write_text(DUMP.replace("rely on", "trust"), encoding="utf-8")
        invoke("preview", dump, "-o", tmp_path / "site")
        assert (tmp_path / "site/preview.js").stat().st_mtime == 1
        assert (tmp_path / "site/cards.js").stat().st_mtime > 1

    def test_a_broken_package_is_refused_in_one_line(self, tmp_path: Path):
        file = tmp_path / "bad.apkg"
        file.write_bytes(b"PK")
        result = invoke("preview", file, "-o", tmp_path / "site")
        assert result.exit_code == 1
        line, why = result.stderr.splitlines()
        assert line.endswith("[package-unreadable]")
        assert why == "mlanki: failed with 1 error (package-unreadable)"
        assert not (tmp_path / "site").exists()

    def test_pictures_of_a_package_are_shown_and_those_of_the_release_before(self, dump: Path, tmp_path: Path):
        invoke("build", dump, "-o", tmp_path / "build")
        file = tmp_path / "pictures.apkg"
        with zipfile.ZipFile(tmp_path / "build" / "all.apkg") as old, zipfile.ZipFile(file, "w") as new:
            new.writestr("collection.anki2", old.read("collection.anki2"))
            new.writestr("media", '{"0": "curve.png", "1": "lost.png"}')
            new.writestr("0", b"picture")
        for shown in ((file,), (dump, "--against", file)):
            assert invoke("preview", *shown, "-o", tmp_path / "site").exit_code == 0
            assert [path.name for path in (tmp_path / "site/media").iterdir()] == ["curve.png"]
            shutil.rmtree(tmp_path / "site")


RETIRED = """\
[retire]
DL0002 = "it is one question with another"
"""


class TestAgainst:
    @pytest.fixture
    def old(self, dump: Path, tmp_path: Path) -> Path:
        """A release, after which its sources and settings change."""
        (tmp_path / "mlanki.toml").touch()
        assert invoke("release", "v1", dump, "-o", tmp_path / "old", *self.settings(tmp_path)).exit_code == 0
        changed = DUMP.replace("The exponential", "It is the exponential")
        dump.write_text(changed + "  • ML0003 Bias\n\n    What is bias?\n\n    Answer\n\n    An error.\n", "utf-8")
        (tmp_path / "mlanki.toml").write_text(RETIRED, "utf-8")
        return tmp_path / "old"

    def settings(self, folder: Path) -> tuple[str, Path]:
        return "--config", folder / "mlanki.toml"

    def test_a_retired_note_is_shown_with_its_notice_and_in_its_deck(self, dump: Path, tmp_path: Path, old: Path):
        assert old.is_dir()
        assert invoke("preview", dump, "-o", tmp_path / "site", *self.settings(tmp_path)).exit_code == 0
        card = cards_of(tmp_path / "site")["DL0002"]
        assert "<b>Retired.</b> Why: it is one question with another." in str(card["back"])
        assert card["deck"] == cards_of(tmp_path / "site")["ML0001"]["deck"]
        assert card["tags"] == ["NN", "mlanki::retired"]
        assert card["origins"] == [f"{dump.as_posix()}:13–19"]

    def test_the_words_of_a_retired_note_that_no_source_has_come_from_the_release(
        self, dump: Path, tmp_path: Path, old: Path
    ):
        text = dump.read_text("utf-8")
        dump.write_text(text[: text.index("  • DL0002")] + text[text.index("  • ML0003") :], "utf-8")
        lost = invoke("preview", dump, "-o", tmp_path / "lost", *self.settings(tmp_path))
        assert lost.exit_code == 0
        assert [r["code"] for r in data_of(tmp_path / "lost")["remarks"]] == ["words-lost"]  # type: ignore[attr-defined]
        assert "DL0002" not in cards_of(tmp_path / "lost")
        assert (
            invoke("preview", dump, "-o", tmp_path / "site", "--against", old, *self.settings(tmp_path)).exit_code == 0
        )
        assert "Units cannot rely on each other." in str(cards_of(tmp_path / "site")["DL0002"]["back"])

    @pytest.mark.parametrize("name", ["", "all.apkg", "records.jsonl"])
    def test_what_changed_since_a_release_is_told_and_marked(self, dump: Path, tmp_path: Path, old: Path, name: str):
        ran = invoke("preview", dump, "-o", tmp_path / "site", "--against", old / name, *self.settings(tmp_path))
        assert ran.exit_code == 0
        cards = cards_of(tmp_path / "site")
        assert "<del>The</del> exponential of the cross entropy." in str(cards["ML0001"]["before"])
        assert "<ins>It is the</ins> exponential of the cross entropy." in str(cards["ML0001"]["after"])
        assert "<ins>" not in str(cards["ML0001"]["back"])
        assert cards["ML0003"]["before"] == cards["DL0002"]["before"] == ""
        data = data_of(tmp_path / "site")
        assert str(data["headline"]).startswith("1 new question")
        assert str(data["headline"]).endswith("; 1 answer corrected: ML0001; 1 question retired: DL0002")
        assert data["news"] == [
            {
                "heading": heading,
                "questions": [{"key": key, "label": key, "title": title, "why": why}],
            }
            for heading, key, title, why in (
                ("New", "ML0003", "What is bias?", ""),
                ("Corrected", "ML0001", "What is the perplexity of a model?", "Answer"),
                ("Retired", "DL0002", "Why does dropout help?", "it is one question with another"),
            )
        ]

    def test_packages_are_compared_too_and_what_is_gone_is_named(self, dump: Path, tmp_path: Path, old: Path):
        shorter = DUMP[: DUMP.index("  • DL0002")]
        dump.write_text(shorter.replace("Perplexity", "Perplexity anew"), "utf-8")
        (tmp_path / "mlanki.toml").unlink()
        assert invoke("build", dump, "-o", tmp_path / "new", "--first-release").exit_code == 0
        ran = invoke("preview", tmp_path / "new" / "all.apkg", "-o", tmp_path / "site", "--against", old / "all.apkg")
        assert ran.exit_code == 0
        news = data_of(tmp_path / "site")["news"]
        assert isinstance(news, list)
        corrected, gone = news
        assert (corrected["heading"], corrected["questions"][0]["why"]) == ("Corrected", "Title")
        assert gone["heading"] == "Gone without a notice"
        assert gone["questions"] == [{"key": "", "label": "DL0002", "title": "Dropout", "why": ""}]

    def test_a_release_that_cannot_be_read_is_refused_in_one_line(self, dump: Path, tmp_path: Path):
        (tmp_path / "bad.apkg").write_bytes(b"PK")
        result = invoke("preview", dump, "-o", tmp_path / "site", "--against", tmp_path / "bad.apkg")
        assert result.exit_code == 1
        assert "[package-unreadable]" in result.stderr
        assert not (tmp_path / "site").exists()


class TestNotes:
    def test_notes_that_begin_alike_are_told_apart(self):
        kind = NoteTypeSeen(1, "Basic", ("Front", "Back"), (TemplateSeen("1", "{{Front}}", "x"),), "", is_cloze=False)
        keys = [card.key for guid in ("g", "h") for card in show_note(NoteSeen(guid, kind, ("A1", "b"), (), 0, ("D",)))]
        assert keys == ["g", "h"]

    def test_a_template_with_an_empty_front_makes_no_card(self):
        templates = (TemplateSeen("1", "{{A}}", "x"), TemplateSeen("2", "{{#B}}{{B}}{{/B}}", "y"))
        kind = NoteTypeSeen(1, "Two", ("A", "B"), templates, "", is_cloze=False)
        assert [card.key for card in show_note(NoteSeen("g", kind, ("a", ""), (), 0, ("D",)))] == ["g"]
        assert [card.key for card in show_note(NoteSeen("g", kind, ("a", "b"), (), 0, ("D",)))] == ["g", "g/2"]

    def test_our_note_type_is_the_published_one(self):
        kind = our_note_type()
        assert (kind.id, kind.name) == (1_607_392_319, "ML Interview Question")
        assert kind.fields == ("Code", "Title", "Question", "Answer", "Gist", "Figure", "Source", "Extra")


def test_a_watch_notices_changed_new_and_removed_files(tmp_path: Path):
    file, other = tmp_path / "a.txt", tmp_path / "b.txt"
    file.write_text("one")
    steps = iter((lambda: file.write_text("longer"), lambda: other.write_text("new"), other.unlink))
    looks = 0

    def files() -> list[Path]:
        nonlocal looks
        looks += 1
        if looks % 2 == 0:
            next(steps)()
        return list(tmp_path.iterdir())

    watch = changes(files, pause=0.001)
    assert [next(watch) for _ in range(3)] == [None, None, None]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", "from mlanki.cli import main; main()", *map(str, arguments)]


def heed_interrupts() -> None:
    """What a shell starts in the background ignores Ctrl-C, and hands that on to all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class TestCommand:
    def test_it_opens_the_browser(self, dump: Path, tmp_path: Path):
        opened = tmp_path / "opened.txt"
        browser = tmp_path / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n')
        browser.chmod(0o755)
        environment = {**os.environ, "BROWSER": f"{browser} %s"}
        subprocess.run(command("preview", dump, "-o", tmp_path / "site", "--open"), check=True, env=environment)
        assert opened.read_text().strip() == (tmp_path / "site" / "index.html").as_uri()

    def test_a_watched_site_follows_its_sources_until_it_is_stopped(self, dump: Path, tmp_path: Path):
        watch = command("preview", dump, "-o", tmp_path / "site", "--watch")
        with subprocess.Popen(
            watch,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509 - there is no other thread yet
        ) as watching:
            alarm = Timer(240, watching.kill)  # machines may be busy
            alarm.start()
            assert watching.stdout is not None
            assert watching.stderr is not None
            assert watching.stdout.readline() == f"2 cards: {tmp_path / 'site' / 'index.html'}\n"
            stamp = (tmp_path / "site" / "stamp.js").read_text()
            dump.write_text(DUMP.replace("rely on", "trust"), encoding="utf-8")
            assert watching.stdout.readline().startswith("2 cards")
            assert "Units cannot trust each other." in str(cards_of(tmp_path / "site")["DL0002"]["back"])
            assert (tmp_path / "site" / "stamp.js").read_text() != stamp
            dump.write_text("nothing to learn", encoding="utf-8")
            assert "[no-record" in watching.stderr.readline()
            dump.write_text(DUMP, encoding="utf-8")
            assert watching.stdout.readline().startswith("2 cards")
            watching.send_signal(signal.SIGINT)
            assert watching.wait(60) == 0
            alarm.cancel()
