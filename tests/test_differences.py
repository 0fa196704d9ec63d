"""What `mlanki diff` tells of two releases, in whatever form they are at hand."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.release.differences import Released, compare, headline
from mlanki.release.differences.rendering import to_release_notes, to_terminal
from mlanki.release.differences.word_by_word import Fate, compare_words, mark_words
from tests.conftest import Run
from tests.pages import page, record

pytestmark = pytest.mark.usefixtures("unburdened")

Rebuild = Callable[[], Path]

FORMS = ("", "all.apkg", "records.jsonl")


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, str(piece)) for piece in compare_words(old, new)]


def test_a_formula_that_changed_in_one_place_is_shown_as_a_whole() -> None:
    assert pieces(r"where \(\theta_0 + x\), the bias", r"where \(\theta_1 + x\), the bias") == [
        ("same", "where"),
        ("gone", r"\(\theta_0 + x\)"),
        ("new", r"\(\theta_1 + x\)"),
        ("same", ", the bias"),
    ]


def test_entities_are_shown_as_the_signs_that_they_stand_for() -> None:
    assert pieces(r"a &lt; b and \(a&lt;b\)", r"a &gt; b and \(a&gt;b\)") == [
        ("same", "a"),
        ("gone", "<"),
        ("new", ">"),
        ("same", "b and"),
        ("gone", r"\(a<b\)"),
        ("new", r"\(a>b\)"),
    ]


def test_what_is_too_long_to_be_compared_by_words_is_told_as_a_whole() -> None:
    sides = [
        [Released(f"g{number}", f"ML{number}", "", {"Answer": f"<p>{word} {number}</p>"}, frozenset())]
        for word, number in (("old " * 40_000, 1), ("new " * 40_000, 1))
    ]
    (change,) = compare(*sides).changed
    (field,) = change.fields

    assert field.is_whole
    assert [(run.kind, len(run.tokens)) for run in field.pieces] == [(Fate.GONE, 1), (Fate.NEW, 1)]
    assert str(field.pieces[1]).endswith("new new 1")


def test_how_a_letter_is_set_is_layout() -> None:
    assert pieces(r"the i-th x. A bias b", r"the \(i\)-th \(x\). A bias \(b\)") == []
    assert pieces(r"the x", r"the \(y\)") == [("same", "the"), ("gone", "x"), ("new", r"\(y\)")]


def test_markup_is_no_word_and_joins_none() -> None:
    assert pieces("<p>one<br>two</p><p>thr<b>ee</b></p>", "<ul><li>one</li><li>two</li></ul> three") == []


def test_a_delimiter_among_the_words_opens_no_formula() -> None:
    assert pieces(r"the <span>\</span>( of TeX", r"the <span>\</span>( in TeX") == [
        ("same", r"the \("),
        ("gone", "of"),
        ("new", "in"),
        ("same", "TeX"),
    ]


def test_another_picture_is_another_word() -> None:
    assert pieces('<img src="a.png" alt="x"> see', '<img src="b.png" alt="x"> see') == [
        ("gone", "[a.png]"),
        ("new", "[b.png]"),
        ("same", "see"),
    ]


def question(
    code: str, answer: str = "Because.", deck: str = "ML Interview::NN", *tags: str, guid: str = ""
) -> Released:
    fields = {"Code": code, "Title": f"Title of {code}", "Question": "Why?", "Answer": answer}
    return Released(guid or code, code, f"Title of {code}", fields, frozenset(tags or ("NN",)), deck)


def release(*questions: Released) -> tuple[Released, ...]:
    return questions


def marked(old: str, new: str) -> tuple[str, str]:
    runs = compare_words(old, new)
    return mark_words(old, runs, Fate.GONE), mark_words(new, runs, Fate.NEW)


@pytest.mark.parametrize(
    ("old", "new", "was", "now"),
    [
        ("<p>one two three</p>", "<p>one four</p>", "<p>one <del>two three</del></p>", "<p>one <ins>four</ins></p>"),
        ("a <b>bold</b> word", "a word", "a <b><del>bold</del></b> word", "a word"),
        (r"is \[x &lt; y\]", r"is \[x &lt; z\]", r"is <del>\[x &lt; y\]</del>", r"is <ins>\[x &lt; z\]</ins>"),
        ("<b>un</b>do it", "do it", "<b><del>un</del></b><del>do</del> it", "<ins>do</ins> it"),
        ("a &amp; b", "a &gt; b", "a <del>&amp;</del> b", "a <ins>&gt;</ins> b"),
        ('see <img src="a.png" alt="A">', 'see <img src="b.png" alt="B">', *("see <{0}><img{1}></{0}>",) * 2),
        ("<p>same</p>", "<ul><li>same</li></ul>", "<p>same</p>", "<ul><li>same</li></ul>"),
        ("a < b", "a > b", "a <del><</del> b", "a <ins>></ins> b"),
    ],
)
def test_what_changed_is_marked_where_it_stands(old: str, new: str, was: str, now: str) -> None:
    was = was.format("del", ' src="a.png" alt="A"') if "{" in was else was
    now = now.format("ins", ' src="b.png" alt="B"') if "{" in now else now

    assert marked(old, new) == (was, now)


def test_html_with_other_words_than_were_compared_gets_no_mark() -> None:
    assert mark_words("<p>something else</p>", compare_words("one two", "one four"), Fate.GONE) == (
        "<p>something else</p>"
    )


def test_every_kind_of_change_is_told() -> None:
    changes = compare(
        release(
            question("ML0001"),
            question("ML0002", r"The mean \(m\) of all of the values of one variable in the sample that was drawn."),
            question("ML0003"),
            question("ML0004"),
            question("ML0005"),
            question("ML0006"),
            question("ML0007", "<p>Because.</p>"),
            question("ML0009"),
        ),
        release(
            question("ML0001"),
            question("ML0002", r"The mean \(n\) of all of the values of one variable in the sample that was taken."),
            question("ML0003", deck="ML Interview::Basics"),
            question("ML0004", "Because.", "ML Interview::NN", "Basics", "Training"),
            question("ML0005", "Retired.", "ML Interview::NN", "NN", "mlanki::retired"),
            question("ML0007"),
            question("ML0008"),
            question("ML0090", guid="ML0009"),
        ),
    )

    *lines, sentence = to_terminal(changes).splitlines()
    assert lines == [
        "new       ML0008 Title of ML0008 (NN)",
        "changed   ML0002 Title of ML0002",
        r"  Answer: The mean [-\(m\)-] {+\(n\)+} of all of the values … in the sample that was [-drawn.-] {+taken.+}",
        "changed   ML0007 Title of ML0007",
        "  Answer: laid out anew",
        "changed   ML0090 Title of ML0090",
        "  Title: Title of [-ML0009-] {+ML0090+}",
        "renamed   ML0090 Title of ML0090: was ML0009",
        "retagged  ML0004 Title of ML0004: +Basics, +Training, -NN",
        "moved     ML0003 Title of ML0003: ML Interview::NN → ML Interview::Basics",
        "retired   ML0005 Title of ML0005",
        "retired   ML0006 Title of ML0006 (gone without a notice)",
    ]
    assert sentence.split("; ") == [
        "1 new question in NN",
        "1 answer corrected: ML0002",
        "1 question reworded: ML0090",
        "1 card laid out anew: ML0007",
        "1 question with another code: ML0090",
        "1 question with other tags: ML0004",
        "1 question in another deck: ML0003",
        "2 questions retired: ML0005, ML0006",
    ]
    assert changes.unchanged == 1


def test_nothing_of_a_foreign_package_is_markup_in_release_notes_or_begins_a_line() -> None:
    old = question("<!--1", guid="same")
    new = question("![p](x)", "New.", "ML Interview::<!--a\nb", guid="same")
    other = question("<b>2", "New.", "ML Interview::<!--a\nb")
    changes = compare(release(old), release(new, other))

    notes = to_release_notes(changes)
    assert "- \\<b\\>2 Title of \\<b\\>2\n" in notes
    assert "- !\\[p\\](x) Title of !\\[p\\](x): was \\<!--1\n" in notes
    assert notes.startswith("1 new question in \\<!--a b; 1 answer corrected: !\\[p\\](x)")
    assert "**\\<!--a b**" in notes
    assert "new       <b>2 Title of <b>2 (<!--a\\nb)" in to_terminal(changes).splitlines()


def test_release_notes_say_what_to_do_with_retired_questions_and_escape_what_markdown_would_read() -> None:
    old = release(question("ML0001", r"Use *all* of \(a_1\)"), question("ML0002"), question("ML0003"))
    new = release(
        question("ML0001", r"Use <i>x_1</i> [of] \(a_2\)"),
        question("ML0002", "Retired.", "ML Interview::NN", "mlanki::retired"),
        question("NLP0001", "New.", "ML Interview::Word_Vectors", "Word_Vectors"),
    )

    assert (
        to_release_notes(compare(old, new))
        == r"""1 new question in Word\_Vectors; 1 answer corrected: ML0001; 2 questions retired: ML0002, ML0003.

### New questions

**Word\_Vectors**

- NLP0001 Title of NLP0001

### Corrected

- ML0001 Title of ML0001
  - Answer: Use <del>\*all\* of `\(a_1\)`</del> <ins>x\_1 \[of\] `\(a_2\)`</ins>

### Retired

These get a notice. Search for `tag:mlanki::retired` in Anki's browser to see them, and suspend what you like.

- ML0002 Title of ML0002

These are no longer part of the packages. What you have of them stays as it is.

- ML0003 Title of ML0003

### Your own words

"""
        "Anki replaces the notes above as a whole, with what you wrote into them, and adds those that you have "
        "deleted. If you keep words of your own in *Extra*, import `corrections.txt` before the packages: it corrects "
        "notes field by field. A note that you edited after this release was made stays as you have it. To be rid of a "
        "note, suspend its card.\n"
    )


def test_the_headline_counts_new_questions_by_deck_and_names_codes_up_to_eight() -> None:
    old = release(*(question(f"ML{n:04}", "old") for n in range(10)))
    new = release(
        *(question(f"ML{n:04}", "new") for n in range(10)),
        *(question(f"DL{n:04}") for n in range(12)),
        question("SQL1", deck="ML Interview::Databases"),
    )

    assert headline(compare(old, new)) == (
        "12 new questions in NN, 1 in Databases; "
        "10 answers corrected: ML0000, ML0001, ML0002, ML0003, ML0004, ML0005, ML0006, ML0007 and 2 more"
    )


def test_the_headline_takes_time_in_proportion_to_the_changes() -> None:
    def seconds(count: int) -> float:
        old = release(*(question(f"ML{number}", "one") for number in range(count)))
        new = release(*(question(f"ML{number}", "two") for number in range(count)))
        changes = compare(old, new)
        began = time.process_time()
        assert headline(changes).startswith(f"{count:,} answers corrected".replace(",", ""))
        return time.process_time() - began

    assert seconds(6000) < 15 * max(seconds(1000), 0.005)


def test_a_question_that_comes_back_after_its_retirement_is_new() -> None:
    old = release(question("ML0001", "Retired.", "ML Interview::NN", "mlanki::retired"))

    assert headline(compare(old, release(question("ML0001")))) == "1 new question in NN"
    assert headline(compare(old, old)) == "no question has changed"


@pytest.fixture
def both(raw: Path, rebuild: Rebuild, built: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two releases, the second with a corrected answer, another tag, a new question, and one without an answer."""
    old = tmp_path / "old"
    shutil.copytree(built, old)
    page_nn = raw / "tag-nn.txt"
    page_nn.write_text(page_nn.read_text("utf-8").replace("a threshold", "a step"), "utf-8")
    author = raw / "author.txt"
    author.write_text(author.read_text("utf-8").replace("a threshold", "a step"), "utf-8")
    more = page(
        "Tag: Basics",
        record("DL0002", "Dropout", "What does dropout do?", "It silences units at random.\n\nOnly while training."),
    )
    more += record("SQL7", "Joins", "Which joins are there?", "Inner and outer ones.")
    (raw / "more.txt").write_text(more + record("SQL8", answer=""), "utf-8")
    return old, rebuild()


@pytest.mark.parametrize("old_form", FORMS)
@pytest.mark.parametrize("new_form", FORMS)
def test_packages_folders_and_records_may_be_mixed(
    both: tuple[Path, Path], run: Run, old_form: str, new_form: str
) -> None:
    ran = run("diff", both[0] / old_form, both[1] / new_form, "--json")

    assert (ran.status, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert [new["code"] for new in told["new"]] == ["SQL7"]
    assert [(changed["code"], changed["fields"]) for changed in told["changed"] if changed["code"] == "ML0001"] == [
        (
            "ML0001",
            [
                {
                    "name": "Answer",
                    "layout": False,
                    "words": [
                        {"kind": "same", "text": "A weighted sum and a"},
                        {"kind": "gone", "text": "threshold."},
                        {"kind": "new", "text": "step."},
                    ],
                }
            ],
        )
    ]
    assert [(r["code"], r["added"], r["removed"]) for r in told["retagged"]] == [("DL0002", ["Basics"], [])]
    assert told["moved"] == []
    assert told["retired"] == []
    assert told["unchanged"] == 5


def test_a_release_does_not_differ_from_itself(built: Path, run: Run) -> None:
    for old in FORMS:
        for new in FORMS:
            assert run("diff", built / old, built / new).out == "no question has changed\n"


def test_another_root_deck_moves_every_question(raw: Path, built: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "mlanki.toml").write_text('root-deck = "Mine"\nsmallest-deck = 1', "utf-8")
    run("build", raw, "-o", tmp_path / "new", "--config", tmp_path / "mlanki.toml")

    told = json.loads(run("diff", built, tmp_path / "new", "--json").out)

    moves = [(moved["code"], moved["from"], moved["to"]) for moved in told["moved"]]
    assert moves[0] == ("DL0002", "ML Interview::NN", "Mine::NN")
    assert len(moves) == 7


def test_markdown_is_printed_as_it_is(both: tuple[Path, Path], run: Run) -> None:
    out = run("diff", *both, "--markdown").out

    assert out.startswith("1 new question in Basics; 1 answer corrected: ML0001; ")
    assert "  - Answer: A weighted sum and a <del>threshold.</del> <ins>step.</ins>\n" in out


@pytest.mark.parametrize("name", ["note.txt", "broken.apkg", "empty.apkg"])
def test_what_is_no_release_is_one_line_and_exit_status_1(built: Path, run: Run, name: str) -> None:
    (built / "note.txt").write_text("Hello.\n", "utf-8")
    (built / "broken.apkg").write_bytes((built / "all.apkg").read_bytes()[:400])
    (built / "empty.apkg").write_bytes(b"")

    ran = run("diff", built, built / name)

    assert ran.status == 1
    assert ran.out == ""
    line, why = ran.err.splitlines()
    assert name in line
    assert why.startswith("mlanki: failed with 1 error (")


def test_json_and_markdown_contradict_each_other(built: Path, run: Run) -> None:
    assert run("diff", built, built, "--json", "--markdown").status == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_question_that_was_renamed_is_no_new_one(raw: Path, built: Path, run: Run, form: str) -> None:
    author = raw / "author.txt"
    author.write_text(author.read_text("utf-8").replace("ML0020", "ML0200"), "utf-8")
    (raw / "mlanki.toml").write_text('smallest-deck = 1\n[alias]\nML0020 = "ML0200"', "utf-8")
    lock = built / "mlanki.lock"
    assert run("build", raw, "-o", raw.parent / "new", "--lock", lock).status == 0

    ran = run("diff", built / "all.apkg", raw.parent / "new" / form, "--config", raw / "mlanki.toml")

    assert ran.out.splitlines() == [
        "renamed   ML0200 Recall: was ML0020",
        "1 question with another code: ML0200",
    ]


def test_words_that_are_parted_by_others_are_compared_in_a_moment() -> None:
    before, after = (" ".join(f"a{number} {other}{number}" for number in range(30_000)) for other in "bc")
    begin = time.process_time()

    runs = compare_words(before, after)

    assert {run.kind for run in runs} >= {Fate.GONE, Fate.NEW}
    assert time.process_time() - begin < 5
