"""The reader of coded listings and single posts; whole pages are in dumps/made/."""

import pytest

from mlanki.outline import read
from mlanki.outline.finding import Found
from mlanki.readers.text import read as read_text
from tests.pages import heard, page, record, source, text


def said(content: str) -> list[str]:
    return [str(diagnostic) for diagnostic in read(source(content)).diagnostics]


def is_listing(content: str) -> bool:
    (page,) = read_text(source(content))
    return bool(Found(page).coded)


def codes(content: str) -> list[str | None]:
    return [entry.code for entry in read(source(content)).entries]


@pytest.mark.parametrize(
    "content",
    [
        "• ML0001 Depth\nWhy?\nAnswer\nBecause.",
        "ML0001 Depth\n\nWhy?\n\nAnswer\n\nBecause.\n",
        "Tag: NN\n\n  • ML0001 Depth\n\n    Why?\n",
        "NLP7 Tokens\nWhy?\nANSWER:\nBecause.",
        "\u200b•\u00a0ML0001\u200b Depth \nWhy?\n\u200bAnswer \nBecause.",
    ],
)
def test_a_title_with_a_code_above_an_answer_is_recognised(content: str) -> None:
    assert is_listing(content)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "\n\n\n",
        "What is depth?\nAnswer\nMany layers.\n",
        "VGG16 has sixteen layers.\nIt is old.\n",
        "Tag: NN\n\nNothing here yet.\n",
        "# Notes\n\n- ML0001 is about depth\n",
    ],
)
def test_other_texts_are_not(content: str) -> None:
    assert not is_listing(content)


def test_a_source_that_no_reader_claims_is_told_what_was_looked_for() -> None:
    (missing,) = said("Some notes.\n")

    assert missing.startswith("page.txt:1: no question was found here; looked for ")
    assert "codes (`ML0023`)" in missing
    assert missing.endswith(" [no-record]")


def test_question_and_answer_arrive_with_code_title_tag_page_and_lines() -> None:
    (entry,) = read(source(page("Tag: NN", record("ML0001", "Depth", "Why depth?", "Because.\n\nOf layers.")))).entries

    assert (entry.code, entry.title, entry.tags, entry.page) == ("ML0001", "Depth", ("NN",), "Tag: NN")
    assert (text(entry.question), text(entry.answer)) == ("Why depth?", "Because. Of layers.")
    assert (entry.span.path, entry.span.first, entry.span.last) == ("page.txt", 3, 11)
    assert entry.exact is False


@pytest.mark.parametrize(
    ("written", "code"),
    [("ML0023", "ML0023"), ("nlp0007", "NLP0007"), ("SQL12", "SQL12"), ("AB1", "AB1"), ("ÄÖ12", "ÄÖ12")],
)
def test_two_letters_and_a_number_are_a_code_in_upper_case(written: str, code: str) -> None:
    assert codes(f"• {written} Title\nWhy?\nAnswer\nBecause.\n") == [code]


@pytest.mark.parametrize("written", ["A1", "Ml0023", "ML", "ML-0023", "ML0023b", "ML٣٤", "1ML2", "ML1234567890"])
def test_other_words_are_no_codes(written: str) -> None:
    assert codes(f"• {written} Title\nWhy?\nAnswer\nBecause.\n") == []


@pytest.mark.parametrize("bullet", ["• ", "* ", "- ", "◦ ", "– ", ""])
@pytest.mark.parametrize("indent", ["", "  ", "\t", "            "])
def test_bullets_and_indentation_do_not_matter(bullet: str, indent: str) -> None:
    content = f"{indent}{bullet}ML0001 Depth\n{indent}  Why?\n{indent}  Answer\n{indent}  Because.\n"

    assert heard(read(source(content)).entries) == [("ML0001", "Why?", "Because.")]


@pytest.mark.parametrize("mark", ["Answer", "answer", "ANSWER", "Answer:", "  Answer : "])
def test_the_line_answer_is_known_in_every_spelling(mark: str) -> None:
    assert heard(read(source(f"ML0001 A\nWhy?\n{mark}\nBecause.")).entries) == [("ML0001", "Why?", "Because.")]


@pytest.mark.parametrize(
    "line",
    [
        "Login to view more content",
        "login to view more content",
        "Log in to view more",
        "Please log in to see the rest.",
        "Login  to\u00a0view more content",
    ],
)
def test_the_line_that_asks_to_log_in_is_no_content(line: str) -> None:
    assert heard(read(source(f"ML0001 A\nWhy?\nAnswer\nBecause.\n{line}\n")).entries) == [
        ("ML0001", "Why?", "Because.")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Did you solve the problem?",
        "Leave a Reply",
        "Leave a Comment",
        "Leave a Reply Cancel reply",
        "Your email address will not be published. Required fields are marked *",
        "Post Comment",
    ],
)
def test_nothing_below_a_comment_form_is_content_and_that_is_told(line: str) -> None:
    reading = read(source(f"ML0001 A\nWhy?\nAnswer\nBecause.\n\n{line}\n\nNice post, thanks!\n"))

    assert heard(reading.entries) == [("ML0001", "Why?", "Because.")]
    assert reading.entries[0].span.last == 4
    assert [str(said) for said in reading.diagnostics] == [
        "page.txt:8: “Nice post, thanks!” closes the page and was left out [introduction-left-out]"
    ]


def test_a_sentence_that_speaks_of_such_lines_is_content() -> None:
    answer = "Login to view more content is what\nAnswer and Comments say, and\nLeave a reply is a line, too."

    assert heard(read(source(page("Tag: A", record("ML1", answer=answer)))).entries)[0][2] == answer.replace("\n", " ")


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("Tag: NN", ("NN",)),
        ("Category: Neural Nets", ("Neural Nets",)),
        ("Tag Archives: NN", ("NN",)),
        ("TAG:NN", ("NN",)),
        ("Author: somebody", ()),
        ("Page: NN", ()),
    ],
)
def test_the_header_of_a_page_tags_its_records(header: str, tags: tuple[str, ...]) -> None:
    assert [entry.tags for entry in read(source(page(header, record("ML1"), record("ML2")))).entries] == [tags, tags]


def test_what_stands_before_the_first_record_is_left_out_and_named() -> None:
    assert said("Tag: A\n\nA word of welcome\nto all\n\n" + record("ML1")) == [
        (
            "page.txt:3: “A word of welcome” belongs to no question and was left out; see whether that is right "
            "[text-outside-records]"
        )
    ]


def test_what_stands_between_login_line_and_next_title_is_left_out_and_named() -> None:
    reading = read(source(page("Tag: A", record("ML1") + "    A stray sentence.\n", record("ML2"))))

    assert [entry.code for entry in reading.entries] == ["ML1", "ML2"]
    assert [(d.code, d.span.first) for d in reading.diagnostics] == [("text-outside-records", 12)]


def test_the_numbers_of_a_pager_are_left_out_without_a_word() -> None:
    assert said(page("Tag: A", record("ML1"), record("ML2")) + "\n1 2 3 … 9 Next →\n") == []


def test_a_record_that_breaks_off_is_named_with_its_line() -> None:
    whole = page("Tag: A", record("ML0001"), record("ML0002"))

    assert said(whole + "  • ML0003 Third\n\n    Why?\n\n    Answer\n\n    Because it") == [
        (
            "page.txt:21: ML0003 ends without the line that closes all others here and may be cut off; scrape the "
            "page again [truncated-record]"
        )
    ]
    assert said(whole + "  • ML0003 Third\n\n    Why?\n\n    Answer\n") == [
        "page.txt:21: ML0003 ends right after its line `Answer`; scrape the page again [truncated-record]"
    ]
    assert said(whole + "  • ML0003 Third\n\n    Wh") == [
        "page.txt:21: ML0003 ends before its line `Answer`; scrape the page again [truncated-record]"
    ]


def test_control_characters_are_removed_and_named_with_their_line() -> None:
    reading = read(source("ML0001 A\nWhy?\nAnswer\nA b\x07ell, a \x1funit\x00.\n"))

    assert heard(reading.entries) == [("ML0001", "Why?", "A bell, a unit.")]
    assert [str(diagnostic) for diagnostic in reading.diagnostics] == [
        (
            "page.txt:4: control characters (U+0000, U+0007, U+001F) were removed; see whether the words around them "
            "are whole [control-character]"
        )
    ]


def test_a_thousand_codes_in_one_answer_take_no_time() -> None:
    answer = "\n".join(f"• ML{number:04} Title {number}" for number in range(1000))

    assert codes(page("Tag: A", record("ML5000", answer=answer), record("ML5001"))) == ["ML5000", "ML5001"]


def test_a_code_in_an_answer_is_no_title_for_the_next_question_far_below() -> None:
    between = "\n".join(f"A line of the answer, number {number}." for number in range(13))
    content = f"ML0001 A\nWhy?\nAnswer\nSee\nML0002 B\n{between}\n\nML0003 C\nWhy?\nAnswer\nBecause.\n"

    assert codes(content) == ["ML0001", "ML0003"]


@pytest.mark.parametrize("line", ["Comments", "Comment", "3 Comments"])
def test_comments_after_the_login_line_are_no_content_and_that_is_told(line: str) -> None:
    reading = read(source(f"ML0001 A\nWhy?\nAnswer\nBecause.\nLogin to view more content\n{line}\nThanks!\n"))

    assert heard(reading.entries) == [("ML0001", "Why?", "Because.")]
    assert [said.code for said in reading.diagnostics] == ["introduction-left-out"]


def test_a_header_that_names_the_page_of_no_record_is_told() -> None:
    said_of_page = said("Tag: Trees\nWelcome.\nTag: Forests\n\n• ML0001 Depth\nWhy?\nAnswer\nBecause.")
    assert said_of_page == [
        (
            "page.txt:1: “Tag: Trees” belongs to no question and was left out; see whether that is right "
            "[text-outside-records]"
        ),
    ]


def test_a_mark_of_direction_before_a_code_does_not_hide_it() -> None:
    marked = "• \N{LEFT-TO-RIGHT MARK}ML0001 Depth\nWhy?\nAnswer\nLeft, \N{HEBREW LETTER ALEF}\N{LEFT-TO-RIGHT MARK}."

    assert heard(read(source(marked)).entries) == [
        ("ML0001", "Why?", "Left, \N{HEBREW LETTER ALEF}\N{LEFT-TO-RIGHT MARK}.")
    ]


def test_a_header_below_which_no_record_stands_is_told() -> None:
    read_before = "Tag: Trees\n\n• ML0001 Depth\nWhy?\nAnswer\nBecause.\nLogin to view more content"
    assert said(f"{read_before}\nTag: Forests\n\nWelcome.") == [
        (
            "page.txt:8: “Tag: Forests” belongs to no question and was left out; see whether that is right "
            "[text-outside-records]"
        ),
    ]


def test_a_comment_that_begins_like_a_code_is_left_out_and_told() -> None:
    below = "Did you solve the problem?\nComments\nGPT4 says so, too.\nLeave a Reply"
    assert said(f"ML0001 Depth\nWhy?\nAnswer\nBecause.\n{below}") == [
        "page.txt:7: “GPT4 says so, too.” closes the page and was left out [introduction-left-out]"
    ]
