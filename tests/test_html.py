"""From blocks to the HTML of a card's fields."""

import regex

from mlanki.cards import to_fields
from mlanki.cards.allow_list import sanitise_field
from mlanki.cards.html import render_answer, render_blocks, render_text
from mlanki.cards.notetype import FIELDS, card_script, look
from mlanki.cards.sections import find_gist
from mlanki.document import Blocks, Break, CodeBlock, Image, Math, Paragraph, Span, Text
from mlanki.markup import from_markdown
from mlanki.records import Origin, Record

FORTY_WORDS = "The rate is tuned on a logarithmic scale by trying a few of its values. " * 3
LONG = "\n\n".join(f"#### {name}\n\n{FORTY_WORDS * 2}" for name in ("Too high", "Too low", "Just right"))


def html(markdown: str) -> str:
    return render_answer(from_markdown(markdown))


def note(answer: str | Blocks, *seen: Origin) -> dict[str, str]:
    blocks = from_markdown(answer) if isinstance(answer, str) else answer
    question = (Paragraph((Text("What is it?"),)),)
    origins = (Origin(Span("a.txt", 1, 9), "Tag: NN"), Origin(Span("b.txt", 2, 8), "Author: A & B"))
    record = Record("ML0001", "It", question, blocks, ("NN",), (*origins, *seen))
    return dict(zip(FIELDS, to_fields(record), strict=True))


def words(markup: str) -> list[str]:
    return regex.sub(r"<[^>]*>", " ", markup).split()


class TestEscaping:
    def test_words_are_never_markup(self):
        assert render_text("a < b & c > d") == "a &lt; b &amp; c &gt; d"

    def test_what_anki_would_interpret_stays_text(self):
        assert sanitise_field("[sound:a.mp3] [latex]x[/latex]") == "&#91;sound:a.mp3] &#91;latex]x[/latex]"
        assert sanitise_field("[[type:Answer]]") == "&#91;[type:Answer]]"

    def test_a_backslash_before_a_bracket_opens_no_formula(self):
        assert render_text(r"f\(x\)") == r"f<span>\</span>(x\)"

    def test_a_formula_is_escaped_and_keeps_its_tex(self):
        assert html("$a<b$ and $$a & b$$") == r"\(a&lt;b\) and \[a &amp; b\]"

    def test_code_is_escaped_in_every_language(self):
        for language in ("", "python", "no-such-language", "c++"):
            rendered = sanitise_field(render_blocks((CodeBlock("if a < b: [sound:x]", language),)))
            assert "&lt;" in rendered
            assert "< b" not in rendered
            assert "[sound:" not in rendered

    def test_only_addresses_of_the_web_and_of_mail_become_links(self):
        assert html("[a](<https://example.org/?q=1&r=2>)") == '<a href="https://example.org/?q=1&amp;r=2">a</a>'
        assert html("[a](<javascript:alert(1)>)") == "a"
        assert html("[a](<#top>)") == "a"


class TestBlocks:
    def test_a_single_paragraph_needs_no_tag(self):
        assert html("One.") == "One."

    def test_numbered_points_set_off_their_terms(self):
        assert html("3. **Warm-up:** Slowly.\n4. Then fast.") == (
            '<ol start="3"><li><b>Warm-up:</b> Slowly.</li><li>Then fast.</li></ol>'
        )

    def test_terms_run_into_what_they_name(self):
        assert html("- **Low:** slow\n- **High:** wild") == (
            "<dl><div><dt>Low:</dt> <dd>slow</dd></div><div><dt>High:</dt> <dd>wild</dd></div></dl>"
        )

    def test_the_symbols_of_a_formula_stand_in_a_column_of_their_own(self):
        assert html("- **$n$** inputs\n- **$\\eta$** the rate") == (
            r'<dl class="where"><div><dt>\(n\)</dt> <dd>inputs</dd></div>'
            r"<div><dt>\(\eta\)</dt> <dd>the rate</dd></div></dl>"
        )

    def test_an_item_begins_in_the_line_of_its_number(self):
        assert html("1. One\n\n   more\n   - a\n   - b") == (
            "<ol><li>One<p>more</p><ul><li>a</li><li>b</li></ul></li></ol>"
        )

    def test_a_table_can_move_in_its_own_box(self):
        assert html("| A | B |\n| --- | --- |\n| x | 1 |") == (
            '<div class="table"><table><thead><tr><th>A</th><th>B</th></tr></thead>'
            "<tbody><tr><td>x</td><td>1</td></tr></tbody></table></div>"
        )

    def test_the_first_column_of_a_table_with_an_empty_corner_names_its_rows(self):
        assert "<tbody><tr><th>x</th><td>1</td></tr></tbody>" in html("| | B |\n| --- | --- |\n| x | 1 |")

    def test_a_displayed_formula_needs_no_line_breaks_around_it(self):
        inlines = (Text("It is"), Break(), Math("x", display=True), Break(), Text("where"))
        assert render_blocks((Paragraph(inlines),)) == r"It is\[x\]where"

    def test_a_long_formula_in_a_line_gets_a_box_to_move_in(self):
        assert html(r"so $x_i + 1$") == r"so \(x_i + 1\)"
        assert html(r"so $p(w_i \mid w_{<i}) = f(w_1, w_2, w_3, w_4)$").startswith(r'so <span class="wide">\(p(w_i')

    def test_the_length_of_a_formula_is_what_is_seen_of_it(self):
        assert html(r"$\operatorname{softmax}(\mathbf{W} \boldsymbol{\alpha})$").startswith(r"\(")

    def test_lower_headings_stay_below_higher_ones(self):
        assert html("### A\n\n##### B\n\nText.") == "<h4>A</h4><h5>B</h5><p>Text.</p>"


class TestCode:
    def test_code_is_coloured_by_classes(self):
        assert html("```python\nreturn 1  # one\n```") == (
            '<pre><code><span class="k">return</span> <span class="m">1</span>  '
            '<span class="c"># one</span></code></pre>'
        )

    def test_code_that_names_no_language_is_plain(self):
        assert html("```\nreturn 1\n```") == "<pre><code>return 1</code></pre>"

    def test_code_of_an_unknown_language_is_plain(self):
        assert html("```pseudo\nreturn 1\n```") == "<pre><code>return 1</code></pre>"

    def test_no_blank_of_code_is_lost(self):
        code = "\n\n  x = 1 \n\n\ty = '''\n  '''\n"
        rendered = render_blocks((CodeBlock(code, "python"),))
        assert regex.sub(r"<[^>]*>", "", rendered) == code


class TestPictures:
    def test_a_picture_has_its_words(self):
        assert html("![A curve](curve.png)") == '<img src="curve.png" alt="A curve">'

    def test_the_words_of_a_lost_picture_stay(self):
        assert html("![A curve]()") == '<span class="lost">A curve</span>'

    def test_a_picture_from_the_web_is_not_fetched(self):
        assert html("![A curve](https://example.org/curve.png)") == '<span class="lost">A curve</span>'

    def test_a_card_whose_picture_is_lost_says_so(self):
        assert note((Paragraph((Image("", "A curve"),)),))["Figure"] == "The page has a figure that this card lacks."
        assert note("![A curve](curve.png)")["Figure"] == ""

    def test_the_sentence_that_points_at_a_lost_figure_is_not_repeated(self):
        assert note("See for yourself. The plot below shows a < b.")["Figure"] == (
            "The page has a figure that this card lacks."
        )


def folds(question: str, *sections: str, summary: str = "Tune it.") -> list[str]:
    """The headings of the sections that are folded; each has more words than the one before."""
    parts = "\n\n".join(f"#### {name}\n\n{FORTY_WORDS * (number + 2)}" for number, name in enumerate(sections))
    answer = from_markdown(f"First.\n\n{parts}" + f"\n\n#### Summary\n\n{summary}" * bool(summary))
    return regex.findall(r"<summary[^>]*>(.*?)</summary>", render_answer(answer, from_markdown(question)))


class TestFolding:
    def test_what_comes_after_the_gist_of_a_long_card_is_folded_but_for_the_first_section(self):
        assert folds("Tell me.", "Origin", "Effects", "History") == ["Effects", "History"]

    def test_without_a_gist_nothing_is(self):
        assert folds("Tell me.", "Origin", "Effects", "History", summary="") == []

    def test_a_card_of_two_screens_folds_nothing(self):
        assert "<details" not in html("First.\n\n#### A\n\nOne.\n\n#### B\n\nTwo.\n\n#### Summary\n\nTune it.")

    def test_what_the_question_names_is_never_folded(self):
        assert folds("What are its benefits and limitations?", "Origin", "Effects", "Drawbacks") == []
        assert folds("What are L1 and L2?", "Origin", "L1 loss", "L2 loss", "History") == ["History"]
        assert folds("How do you select it?", "Origin", "Choosing one", "History") == ["History"]

    def test_what_is_equal_to_a_part_that_is_shown_is_never_folded(self):
        assert folds("Tell me.", "1. Nature", "2. Trade-off", "3. Cost") == []
        assert folds("Tell me.", "Binary classification", "Multi-class classification") == []
        assert folds("Tell me.", "Advantages", "Disadvantages", "History") == ["History"]

    def test_no_section_is_folded_that_is_shorter_than_one_that_is_shown(self):
        answer = f"First.\n\n#### Origin\n\n{FORTY_WORDS * 8}\n\n#### Effects\n\nFew.\n\n#### Summary\n\nTune it."
        assert "<details" not in html(answer)

    def test_a_fold_says_how_much_is_in_it(self):
        answer = f"First.\n\n#### Origin\n\nShort.\n\n#### Effects\n\n{FORTY_WORDS * 9}\n\n#### Summary\n\nTune it."
        assert '<summary class="tappable" data-words="405">Effects</summary>' in note(answer)["Answer"]

    def test_folding_loses_no_word(self):
        answer = f"{LONG}\n\n#### Summary\n\nTune it."
        assert words(html(answer)) == [word for word in answer.split() if word != "####"]


class TestGist:
    def test_a_closing_summary_is_the_gist(self):
        fields = note("It is a rate.\n\n#### Summary:\n\nTune $\\eta$ first.")
        assert fields["Gist"] == r"Tune \(\eta\) first."

    def test_the_answer_keeps_the_words_of_the_summary_and_does_not_show_them_again(self):
        fields = note("It is a rate.\n\n#### In summary\n\nTune it.")
        assert fields["Answer"] == '<p>It is a rate.</p><div class="again"><h4>In summary</h4><p>Tune it.</p></div>'

    def test_a_summary_may_also_come_first(self):
        assert note("#### TL;DR\n\nTune it.\n\n#### Why\n\nIt matters.")["Gist"] == "Tune it."

    def test_of_more_than_five_lines_the_first_sentence_is_the_gist_and_the_summary_is_shown(self):
        fields = note(f"Text.\n\n#### Summary\n\nTune it first. {FORTY_WORDS * 2}")
        assert fields["Gist"] == "Tune it first."
        assert "<h4>Summary</h4><p>Tune it first. The rate" in fields["Answer"]

    def test_a_sentence_of_more_than_five_lines_is_no_gist(self):
        assert note(f"Text.\n\n#### Summary\n\n{'a word and ' * 25}.")["Gist"] == ""

    def test_a_summary_in_the_middle_is_no_gist(self):
        assert find_gist(from_markdown("#### A\n\na\n\n#### Summary\n\nb\n\n#### C\n\nc")) is None

    def test_an_answer_that_is_all_summary_has_no_gist(self):
        assert find_gist(from_markdown("#### Summary\n\nTune it.")) is None

    def test_a_summary_as_long_as_an_answer_is_no_gist(self):
        assert find_gist(from_markdown(f"Text.\n\n#### Conclusion\n\n{FORTY_WORDS * 3}")) is None

    def test_an_answer_without_headings_has_no_gist(self):
        assert note("It is a rate.")["Gist"] == ""


class TestTemplates:
    def test_the_back_repeats_the_front_as_people_expect(self):
        assert regex.search(r"\{\{FrontSide\}\}\s*<hr id=answer>", look()[1])

    def test_every_field_is_shown_and_nothing_else(self):
        front, back, _ = look()
        named = set(regex.findall(r"\{\{[#/^]?(\w+)\}\}", front + back))
        assert named == {*FIELDS, "FrontSide", "Tags"}

    def test_the_look_fetches_nothing(self):
        assert not regex.search(r"<script[^>]|@import|url\(|//[a-z]|@font-face|fetch\(|src=", "".join(look()))

    def test_anki_reads_nothing_in_the_script(self):
        assert "\\" not in card_script()
        assert not regex.search(r"\{\{|\}\}|\[\$|</|\[sound|\[latex", card_script())

    def test_the_source_is_the_address_of_the_questions_own_page_and_no_word_of_other_pages(self):
        assert note("x")["Source"] == ""
        own = Origin(Span("c.html", 1, 2), "A & B", "https://example.org/a?b=1&c=2")
        assert note("x", own)["Source"] == '<a href="https://example.org/a?b=1&amp;c=2">example.org</a>'
