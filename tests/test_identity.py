"""What is published: every literal here is in the collections of users, so none of them may ever change."""

import pytest

from mlanki import identity
from mlanki.document import Blocks, CodeBlock, Inline, Math, Paragraph, Text


def question(*inlines: Inline) -> Blocks:
    return (Paragraph(inlines),)


# A note with another guid is another note: the user would have both, and start again with the new one.
@pytest.mark.parametrize(
    ("code", "guid", "note_id", "position"),
    [
        ("ML0001", "m|NlF!1G>c", 1_048_010_973_200, 1),
        ("ML0023", "z?NkI%R3|E", 1_351_002_395_552, 23),
        ("DL0002", "xlal$Ai&4~", 1_173_454_500_192, 2),
        ("NLP0007", "h*hzJ!l0G#", 1_276_954_411_904, 7),
        ("SQL12", "zR?tr}{.[y", 1_411_297_236_032, 12),
        ("Q-ABCDEFGH", "}!<Q]G?LU", 1_196_358_741_408, 895_808),
    ],
)
def test_guid_note_id_and_position_follow_from_the_code(code: str, guid: str, note_id: int, position: int) -> None:
    assert identity.guid_of(code) == guid
    assert identity.note_id_of(code) == note_id
    assert identity.position_of(code) == position


def test_a_number_too_large_for_a_position_comes_after_all_other_codes_and_before_the_uncoded() -> None:
    assert identity.position_of("ML999999999") == 499_999
    assert identity.position_of("Q-11111111") >= 500_000


def test_ids_of_notes_lie_in_the_past_and_are_positive() -> None:
    ids = [identity.note_id_of(f"ML{number}") for number in range(1000)]

    assert min(ids) >= 1_000_000_000_000
    assert max(ids) < 1_500_000_000_000
    assert len(set(ids)) == 1000


def test_a_question_without_a_code_gets_one_from_its_words() -> None:
    assert identity.code_of(question(Text("What is a perceptron?"))) == "Q-2XA100NS"


def test_case_punctuation_and_spacing_make_no_other_question() -> None:
    assert identity.code_of(question(Text("what is a   PERCEPTRON"))) == "Q-2XA100NS"
    assert identity.code_of(question(Text("“What is a"), Text(" perceptron”…"))) == "Q-2XA100NS"


def test_another_formula_makes_another_question() -> None:
    assert identity.code_of(question(Text("Is "), Math("x"), Text(" bounded?"))) == "Q-Q6C0G31M"
    assert identity.code_of(question(Text("Is "), Math("X"), Text(" bounded?"))) == "Q-J3ZJAWAR"
    assert identity.code_of(question(Text("Is "), Math(" x "), Text(" bounded?"))) == "Q-Q6C0G31M"


def test_words_of_code_count_too() -> None:
    assert identity.words_of((CodeBlock("x = f(Y)"),)) == ("x", "f", "y")


@pytest.mark.parametrize(
    ("code", "prefix"), [("ML0023", "ML"), ("NLP0007", "NLP"), ("SQL12", "SQL"), ("Q-ABCDEFGH", "Q-ABCDEFGH")]
)
def test_the_prefix_of_a_code_is_what_its_number_follows(code: str, prefix: str) -> None:
    assert identity.prefix_of(code) == prefix


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("NN", "NN"),
        ("Neural  Networks", "Neural_Networks"),
        ("Bias, Variance", "Bias_Variance"),
        ("a,b , c", "a_b_c"),
        ("x\u3000y\u00a0z", "x_y_z"),
        (" ,trimmed, ", "trimmed"),
        ("Bias–Variance", "Bias–Variance"),
        (" , ", ""),
    ],
)
def test_a_tag_has_one_underscore_for_every_run_of_blanks_and_commas(name: str, tag: str) -> None:
    assert identity.tag_of(name) == tag


# The names of packages: links to downloads hold them.
@pytest.mark.parametrize(
    ("tag", "slug"),
    [
        ("NN", "nn"),
        ("Machine_Learning", "machine-learning"),
        ("Bias/Variance", "bias-variance"),
        ("A::B", "a-b"),
        ("C++", "c-"),
        ("Word2Vec", "word2vec"),
        ("naïve", "na-ve"),
    ],
)
def test_the_slug_of_a_tag_is_lower_case_with_hyphens(tag: str, slug: str) -> None:
    assert identity.slug_of(tag) == slug


def test_tags_that_share_a_slug_get_distinct_ones_that_never_change() -> None:
    assert identity.distinct_slug_of("C++") == "c--873b61"
    assert identity.distinct_slug_of("C#") != identity.distinct_slug_of("C++")


def test_a_deck_stands_below_the_root_and_has_the_same_id_however_it_is_spelt() -> None:
    assert identity.deck_of("ML Interview", "NN") == "ML Interview::NN"
    assert identity.deck_id_of("ML Interview::NN") == identity.deck_id_of("ml interview::nn")
