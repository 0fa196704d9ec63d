"""JSON: objects with questions and answers, wherever they stand."""

import json

import pytest

from mlanki.markup import to_markdown
from mlanki.outline import read
from mlanki.records import Entry
from tests.pages import source


def entries(text: str, path: str = "bank.json") -> tuple[Entry, ...]:
    reading = read(source(text, path))
    assert {diagnostic.code for diagnostic in reading.diagnostics} <= {"introduction-left-out"}
    return reading.entries


def pairs(value: object, path: str = "bank.json") -> list[tuple[str, str]]:
    text = value if isinstance(value, str) else json.dumps(value, indent=1)
    return [(to_markdown(entry.question), to_markdown(entry.answer)) for entry in entries(text, path)]


STACK = ("What is a stack?", "Last in comes out first.")
QUEUE = ("Name a queue.", "First in comes out first.")


@pytest.mark.parametrize(
    ("asked", "told"),
    [("question", "answer"), ("prompt", "completion"), ("instruction", "output"), ("front", "back"), ("q", "a")],
)
def test_a_list_of_objects_is_a_table_whose_columns_are_its_keys(asked: str, told: str) -> None:
    assert pairs([{asked: question, told: answer} for question, answer in (STACK, QUEUE)]) == [STACK, QUEUE]


def test_objects_stand_one_on_each_line_or_over_several() -> None:
    lines = "".join(json.dumps({"question": question, "answer": answer}) + "\n" for question, answer in (STACK, QUEUE))
    assert pairs(lines, "bank.jsonl") == pairs(lines.replace(", ", ",\n"), "bank.jsonl") == [STACK, QUEUE]


def test_a_list_of_questions_is_found_within_other_things_and_tagged_with_what_holds_it() -> None:
    page = {
        "version": 2,
        "sections": [
            {"category": "Lists", "faqs": [{"id": 1, "question": STACK[0], "answer": STACK[1]}]},
            {"category": "More", "faqs": [{"id": 2, "question": QUEUE[0], "answer": QUEUE[1], "tags": ["order"]}]},
        ],
    }
    assert [entry.tags for entry in entries(json.dumps(page))] == [("Lists",), ("order", "More")]
    assert pairs(page) == [STACK, QUEUE]


def test_questions_about_a_passage_have_the_first_of_their_answers() -> None:
    asked = {
        "question": STACK[0],
        "id": "5",
        "answers": [{"text": STACK[1], "answer_start": 4}],
        "is_impossible": False,
    }
    assert pairs({"data": [{"title": "Lists", "paragraphs": [{"context": "A passage.", "qas": [asked]}]}]}) == [STACK]


def test_an_answer_in_several_parts_is_all_of_them() -> None:
    assert pairs([{"question": "Name two.", "answer": ["A stack.", "A queue."]}]) == [
        ("Name two.", "A stack.\n\nA queue.")
    ]


def test_what_two_say_in_turn_are_questions_and_answers() -> None:
    said = [("system", "Be brief."), ("user", STACK[0]), ("assistant", STACK[1]), ("user", QUEUE[0])]
    messages = [{"role": who, "content": what} for who, what in (*said, ("assistant", QUEUE[1]))]
    assert pairs({"messages": messages}) == [STACK, QUEUE]


@pytest.mark.parametrize(
    ("choices", "key", "listed"),
    [
        ({"options": ["Stone", "Grass"]}, "Grass", "- Stone\n- Grass"),
        ({"options": ["Stone", "Grass"]}, "B", "- A) Stone\n- B) Grass"),
        ({"options": ["A) Stone", "B) Grass"]}, "B", "- A) Stone\n- B) Grass"),
        ({"options": {"A": "Stone", "B": "Grass"}}, "B", "- A) Stone\n- B) Grass"),
        ({"options": [{"key": "A", "value": "Stone"}, {"key": "B", "value": "Grass"}]}, "B", "- A) Stone\n- B) Grass"),
        ({"Option A": "Stone", "Option B": "Grass", "Option C": ""}, "B", "- A) Stone\n- B) Grass"),
        ({"answers": ["Stone", "Grass"]}, "Grass", "- Stone\n- Grass"),
    ],
)
def test_choices_are_a_list_however_they_are_held(choices: dict[str, object], key: str, listed: str) -> None:
    assert pairs([{"question": "Which grows?", **choices, "correct": key}]) == [(f"Which grows?\n\n{listed}", key)]


def test_the_place_of_a_choice_names_it_where_some_answer_is_the_first() -> None:
    page = [
        {"question": "Which grows?", "options": ["Stone", "Grass"], "correctIndex": 1},
        {"question": "Which is wet?", "options": ["Rain", "Dust"], "correctIndex": 0},
    ]
    assert [answer for _, answer in pairs(page)] == ["Grass", "Rain"]


def test_the_choice_that_is_marked_as_true_answers() -> None:
    answers = [{"text": "Stone", "correct": False}, {"text": "Grass", "correct": True}]
    assert pairs([{"question": "Which grows?", "answers": answers}]) == [("Which grows?\n\n- Stone\n- Grass", "Grass")]


def test_keys_of_other_names_are_known_by_what_stands_under_them() -> None:
    page = [{"title": "Was ist ein Blatt?", "text": "Ein Ende.", "level": 1}, {"title": "Was wächst?", "text": "Gras."}]
    assert pairs(page) == [("Was ist ein Blatt?", "Ein Ende."), ("Was wächst?", "Gras.")]


def test_questions_have_the_lines_of_their_objects() -> None:
    first, second = entries(
        '[\n {"question": "Why?",\n  "answer": "So {it} is."},\n {"question": "How?", "answer": "So."}\n]'
    )
    assert (first.span.first, first.span.last, second.span.first) == (2, 3, 4)


def test_what_is_broken_is_told_and_the_others_are_read() -> None:
    why, whither, how = '{"question": "Why?"}', '{"question": "Whither?" "answer"}', '{"question": "How?"}'
    lines = f"{why}\n{whither}\n{how}\n"

    reading = read(source(lines, "bank.jsonl"))

    assert [to_markdown(entry.question) for entry in reading.entries] == ["Why?", "How?"]
    assert [str(each) for each in reading.diagnostics] == [
        "bank.jsonl:2: nothing could be read from this line on (Expecting ',' delimiter); mend it [record-unreadable]"
    ]


@pytest.mark.parametrize("text", ['{"height": 1}', "[]", "3", "", '[{"question": null}]'])
def test_json_without_questions_says_what_it_lacks(text: str) -> None:
    (diagnostic,) = read(source(text, "bank.json")).diagnostics
    assert str(diagnostic) == (
        "bank.json:1: no object has a key `question` or `prompt`, or one whose values ask; name it so [not-read]"
    )


def test_nesting_without_end_is_no_traceback() -> None:
    (diagnostic,) = read(source("[" * 100_000, "bank.json")).diagnostics
    assert diagnostic.code == "not-read"


def test_json_is_known_by_its_questions_where_it_has_no_name() -> None:
    assert pairs(json.dumps([{"question": STACK[0], "answer": STACK[1]}]), "stdin") == [STACK]
    reading = read(source('{"What": "is this?"}\n\nQ: What is a stack?\n\nA: A pile.\n', "page.txt"))
    assert [to_markdown(entry.answer) for entry in reading.entries] == ["A pile."]


def test_what_belongs_to_no_question_is_told_where_it_stands() -> None:
    page = """\
{"about": "Notes of a course", "data": [
  {"question": "What is a stack?", "answer": "Last in comes out first."},
  {"note": "More to come.", "by": "me"},
  {"question": "What is a queue?", "answer": "First in comes out first."}
]}
"""
    told = [
        (str(one.span), one.code, one.message.partition("”")[0]) for one in read(source(page, "bank.json")).diagnostics
    ]
    assert told == [
        ("bank.json:1", "introduction-left-out", "“Notes of a course"),
        ("bank.json:3", "text-outside-records", "“More to come."),
    ]


def test_a_name_that_comes_again_in_an_object_hides_nothing() -> None:
    page = '[{"question": "What is a stack?", "answer": "Last in comes out first.", "answer": "Like plates."}]'
    (entry,) = entries(page)
    assert to_markdown(entry.answer) == "Last in comes out first.\n\nanother answer: Like plates."


def test_nor_do_other_names_that_are_called_like_what_it_is_called_then() -> None:
    page = '[{"question": "What is?", "answer": "A pile.", "another note": "One.", "note": "Two.", "note": "Three."}]'
    (entry,) = entries(page)
    assert to_markdown(entry.answer).split("\n\n")[1:] == ["another note: One.", "note: Two.", "another note 2: Three."]


def test_choices_beyond_the_last_letter_are_shown_too() -> None:
    options = [f"Number {number}" for number in range(10)]
    ((asked, _),) = pairs([{"question": "What is drawn?", "options": options, "answer": "C"}])
    assert [option for option in options if option not in asked] == []
    assert "C) Number 2" in asked


def test_an_answer_of_more_digits_than_a_number_may_have_is_words() -> None:
    asked = [
        {"question": f"What is {answer[:1]}?", "options": ["One", "Two"], "answer": answer}
        for answer in ("0", "7" * 5000)
    ]
    assert [told for _, told in pairs(asked)] == ["0", "7" * 5000]


def test_a_program_is_no_code_of_a_question() -> None:
    (pair,) = pairs([{"question": "What does this print?", "code": "print(6 * 7)", "answer": "Forty-two."}])
    assert pair[1] == "Forty-two.\n\ncode: print(6 \\* 7)"


def test_what_stands_behind_the_letter_of_a_choice_is_not_told_as_left_out() -> None:
    choices = [{"key": "A", "text": "A pile of plates"}, {"key": "B", "text": "A row of people"}]
    page = json.dumps([{"question": STACK[0], "choices": choices, "answer": "A"}])
    assert read(source(page, "bank.json")).diagnostics == ()


def test_nor_is_a_tag_that_holds_what_cannot_be_seen() -> None:
    page = json.dumps({"topic": "Lists\x1f of items", "items": [{"question": STACK[0], "answer": STACK[1]}]})
    assert read(source(page, "bank.json")).diagnostics == ()


def test_files_that_were_put_one_behind_the_other_may_each_begin_with_a_byte_order_mark() -> None:
    lines = [json.dumps({"question": question, "answer": answer}) for question, answer in (STACK, QUEUE)]
    assert pairs("\n\ufeff".join(lines), "bank.jsonl") == [STACK, QUEUE]


def test_objects_that_have_little_in_common_are_read_each_for_itself() -> None:
    unlike = [{"question": f"What is {at}?", f"note {at}": f"Number {at}."} for at in range(99)]
    assert pairs(unlike)[7] == ("What is 7?", "Number 7.")
