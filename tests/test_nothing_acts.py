"""Whatever a source says, a card shows it and does nothing: TeX, and what Anki reads in fields."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex

from mlanki.cards import to_fields
from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.tombstone import retired
from mlanki.document import Blocks, Inline, Link, Math, Paragraph, Span, Text
from mlanki.markup import from_markdown
from mlanki.records import Origin, Record, to_json_lines
from tests.collection import Desk
from tests.conftest import invoke

HREF = r"\href{javascript:taken()}{x}"
SAID = f"It is \\({HREF}\\) and \\(\\frac{{a}}{{b}}\\)."
OTHER = "Units cannot rely on each other."
TEXT = f"Tag: NN\n\n  • ML0001 Links\n\n    What is it?\n\n    Answer\n\n    {SAID}\n"
MARKDOWN = f"## What is a link?\n\n{SAID}\n\n## Why does dropout help?\n\n{OTHER}\n"
HTML = f"<h2>What is a link?</h2><p>{SAID}</p><h2>Why does dropout help?</h2><p>{OTHER}</p>"


def run(*arguments: object, code: int = 0) -> str:
    result = invoke(*arguments)
    assert result.exit_code == code, result.stderr
    return result.stderr


def answers(package: Path) -> list[str]:
    result = invoke("inspect", package, "--json")
    return [note["fields"]["Answer"] for note in json.loads(result.stdout)["notes"]]


def record(answer: Blocks) -> Record:
    return Record("ML0001", "", from_markdown("Why?"), answer, ("NN",), (Origin(Span("a.txt", 1, 9), "Tag: NN"),))


class TestTex:
    @pytest.mark.parametrize(("name", "page"), [("a.txt", TEXT), ("a.md", MARKDOWN), ("a.html", HTML), ("a.jsonl", "")])
    def test_what_does_more_than_typeset_is_shown_as_text_and_told_from_every_source(self, tmp_path, name, page):
        file = tmp_path / "raw" / name
        file.parent.mkdir()
        words = (
            Text("It is "),
            Math(HREF, display=False),
            Text(" and "),
            Math(r"\frac{a}{b}", display=False),
            Text("."),
        )
        file.write_text(page or to_json_lines([record((Paragraph(words),))]), encoding="utf-8")
        told = run("build", file, "-o", tmp_path / "out", "--lock", tmp_path / "lock")
        assert regex.search(
            r"a\.\w+:\d+: warning: a formula with `\\href` would do more than be typeset, and is shown as "
            r"text; write it without \[unsafe-tex\]",
            told,
        )
        (answer,) = filter(lambda words: "It is" in words, answers(tmp_path / "out" / "all.apkg"))
        assert answer.replace('<span class="wide">', "").replace("</span>", "").removeprefix("<p>").removesuffix(
            "</p>"
        ) == (rf"It is <code>{HREF}</code> and \(\frac{{a}}{{b}}\).")
        assert json.dumps(f"${HREF}$")[1:-1] in (tmp_path / "out" / "records.jsonl").read_text("utf-8")

    @pytest.mark.parametrize(
        ("opens", "closes"), [("{", "}"), (r"\left(", r"\right)"), (r"\begin{cases}", r"\end{cases}")]
    )
    def test_what_would_take_too_long_to_typeset_is_shown_as_text_and_told(self, tmp_path, opens, closes):
        deep, flat = opens * 17 + "x" + closes * 17, (opens + "x" + closes) * 60
        page = tmp_path / "a.md"
        page.write_text(f"## What is a kernel?\n\nIt is ${deep}$ and ${flat}$.\n\n## What is a tensor?\n\nOne.\n")
        told = run("build", page, "-o", tmp_path / "out", "--lock", tmp_path / "lock")

        said = "a formula has groups too deep in each other to be typeset in time, and is shown as text; part it"
        assert [line.partition("warning: ")[2] for line in told.splitlines()] == [f"{said} [unsafe-tex]"]
        (answer,) = filter(lambda words: "It is" in words, answers(tmp_path / "out" / "all.apkg"))
        assert f"<code>{deep}</code>" in answer
        assert rf"\({flat}\)" in answer

    @pytest.mark.parametrize(
        ("field", "shown"),
        [
            (r"\(\style{color:red}{x}\) \(y\)", r"<code>\style{color:red}{x}</code> \(y\)"),
            (r"\[a \text{$\cssId{a}{b}$}\]", r"<code>a \text{$\cssId{a}{b}$}</code>"),
            (r"\({\)\def\x{\x}\x}\)", r"<code>{\)\def\x{\x}\x}</code>"),
            (r"\(a<br>\require{b}\)", r"<code>a<br>\require{b}</code>"),
            (r"\(\cl<wbr>ass{a}{b}\)", r"<code>\class{a}{b}</code>"),
            (r"\(\cl<!-- -->ass{a}{b}\)", r"<code>\class{a}{b}</code>"),
            (r"&#92;(&#92;unicode{65}\)", r"<code>\unicode{65}</code>"),
            (r"\({ \(\href{a}{b}\)", r"<span>\</span>({ <span>\</span>(\href{a}{b}\)"),
            (r"\(<b>\href{a}{b}</b>\) \(y\)", r"\(<b>\href{a}{b}</b>\) \(y\)"),
            (r"The word \href beside \(y\)", r"The word \href beside \(y\)"),
        ],
    )
    def test_a_formula_is_what_mathjax_takes_for_one(self, field, shown):
        assert sanitise_field(field) == shown

    def test_words_that_only_together_are_a_formula_do_not_act(self):
        answer = (Paragraph((Text("a\\"), Link((Text(rf"({HREF}\)"),), "javascript:1"))),)
        assert to_fields(record(answer))[3] == rf"a<code>{HREF}</code>"

    def test_many_formulas_that_nothing_closes_cost_no_more_than_their_length(self):
        assert sanitise_field(r"\({" * 100_000) == r"\({" * 100_000


class TestAnki:
    MARKS = (
        *("[latex]x[/latex]", "[LATEX]x[/LATEX]", "[LaTeX]x[/LaTeX]", "[$]x[/$]", "[$$]x[/$$]"),
        *("[sound:a.mp3]", "[SOUND:a.mp3]", "[anki:tts lang=en_US]x[/anki:tts]", "[Anki:play:q:0]", "[[type:Answer]]"),
        *("{{c1::x}}", "{{C1::x}}", "{{Code}}", "{{FrontSide}}", "{{tts en_US:Code}}", "{{#Code}}x{{/Code}}"),
    )

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[Desk]:
        desk = Desk(tmp_path / "collection.anki2")
        yield desk
        desk.collection.close()

    def test_what_it_reads_in_fields_is_shown(self, desk, tmp_path):
        file = tmp_path / "raw" / "a.jsonl"
        file.parent.mkdir()
        parted = [Link((Text(mark[:2]),), "x:") for mark in self.MARKS]
        words: list[Inline] = [Text(f"¶{mark}¶") for mark in self.MARKS]
        for link, mark in zip(parted, self.MARKS, strict=True):
            words += [Text("¶"), link, Text(f"{mark[2:]}¶")]
        file.write_text(to_json_lines([record((Paragraph(tuple(words)),))]), encoding="utf-8")
        run("build", file, "-o", tmp_path / "out", "--lock", tmp_path / "lock")
        desk.take(tmp_path / "out" / "all.apkg")
        (number,) = desk.collection.find_cards("")
        card = desk.collection.get_card(number)
        shown = card.answer()
        for mark in self.MARKS:
            assert shown.replace("&#91;", "[").replace("&#123;", "{").count(f"¶{mark}¶") == 2
        assert (card.question_av_tags(), card.answer_av_tags()) == ([], [])
        assert desk.collection.media.check().missing == []

    def test_no_word_of_theirs_is_left_with_its_bracket_be_it_split_by_markup(self):
        for mark in self.MARKS[:10]:
            for written in (mark, mark[:2] + "<b></b>" + mark[2:], mark[:3] + "<i>" + mark[3:] + "</i>"):
                assert sanitise_field(f"a {written}").startswith("a &#91;")

    def test_the_reason_of_a_retirement_and_the_words_of_a_package_are_sanitised_as_well(self):
        fields = ("ML0001", "", "Why?", r"<script>x</script>\(\href{a}{b}\)", "", "", "", '<img src=x onerror="x()">')
        shown, _ = retired((fields, ()), "[LATEX]x[/LATEX]")
        assert "Why: &#91;LATEX]x[/LATEX]." in shown[3]
        assert shown[3].endswith(r"</div><code>\href{a}{b}</code>")
        assert shown[7] == '<img src="x">'
