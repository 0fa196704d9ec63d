"""Cases: a folder with dumps, and beside them what must come of them.

`pytest --accept` rewrites what is expected; read the difference before you commit it.
"""

from mlanki.config import Config
from mlanki.diagnostics import EVIDENCE, Severity
from mlanki.pipeline import parse
from mlanki.records import to_json_lines
from tests.conftest import Case
from tests.pages import words


def test_a_dump_gives_the_records_and_the_report_beside_it(made_case: Case) -> None:
    parsed = parse(made_case.dumps, Config())

    made_case.compare("report.txt", "".join(f"{diagnostic}\n" for diagnostic in parsed.diagnostics))
    made_case.compare("records.jsonl", to_json_lines(parsed.records))


def test_what_is_said_of_a_dump_fits_on_a_line(made_case: Case) -> None:
    said = [said for said in parse(made_case.dumps, Config()).diagnostics if said.code not in EVIDENCE]

    assert [each.message for each in said if len(each.message) >= 160] == []


def test_every_word_of_an_answer_comes_out_as_it_went_in(untouched_case: Case) -> None:
    (dump,) = untouched_case.dumps
    _, question, answer = dump.read_text(encoding="utf-8").split("\n\n", 2)
    _, body = answer.split("Answer\n\n", 1)

    parsed = parse([dump], Config())

    (record,) = parsed.records
    assert words(record.question) == question.split()
    assert words(record.answer) == body.split()
    assert [str(said) for said in parsed.diagnostics if said.severity > Severity.NOTE] == []
