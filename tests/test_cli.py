"""The command line: what it says where, and how it ends."""

import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlanki import __version__
from tests.conftest import Run
from tests.pages import page, record

REPOSITORY = Path(__file__).parents[1]
DIAGNOSTIC = re.compile(
    r"(?P<path>[^:]+):(?P<line>\d+): (?P<severity>error|warning|note): (?P<message>.+) \[(?P<code>[a-z-]+)\]"
)

SUMMARY = """\
sources                3
entries                9
records                7
duplicates             2
conflicts              0
clusters               0
notes                  7
  new                  7
  changed              0
  unchanged            0
all.apkg               7  ML Interview, ML Interview::Machine Learning
basics.apkg            4  ML Interview::Machine Learning
machine-learning.apkg  1  ML Interview::Machine Learning
nn.apkg                3  ML Interview, ML Interview::Machine Learning
ledger                    out/mlanki.lock
"""


def write(file: Path, content: str) -> Path:
    file.write_text(content, encoding="utf-8")
    return file


# A file that not even root can read from its beginning.
UNREADABLE = Path("/proc/self/mem")


@pytest.fixture
def gap(raw: Path) -> Path:
    """A further page of `raw` with a record that has no answer, which is a warning."""
    return write(raw / "gap.txt", page("Tag: NN", record("ML0099", answer=""), record("ML0098", answer="Whole.")))


def process(*arguments: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    command = [sys.executable, "-m", "mlanki", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), **environment}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, check=False)


# --- build ---


def test_build_ends_with_a_summary_on_stdout_and_silence_on_stderr(raw: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out")

    assert (ran.status, ran.out, ran.err) == (0, SUMMARY, "")


def test_the_summary_tells_new_changed_unchanged_and_gone_notes(raw: Path, released: Path, run: Run) -> None:
    perceptron = record("ML0001", "Perceptron", "What is a perceptron?", "Another answer.")
    write(raw / "tag-nn.txt", page("Tag: NN", perceptron, record("ML0500", answer="New.")))
    (raw / "author.txt").unlink()

    out = run("build", raw, "-o", released).out
    lines = out[out.index("sources ") :].splitlines()

    assert [" ".join(line.split()) for line in lines[6:11]] == [
        "notes 6",
        "new 1",
        "changed 2",
        "unchanged 3",
        "gone 2 DL0002, ML0020",
    ]


def test_several_sources_may_be_files_and_folders(raw: Path, run: Run) -> None:
    ran = run("build", raw / "tag-nn.txt", raw, raw / "author.txt", "-o", "out")

    assert ran.out.splitlines()[0] == "sources                3"


def test_quiet_says_nothing_but_errors(raw: Path, gap: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out", "-q")

    assert (ran.status, ran.out, ran.err) == (0, "", "")
    gap.unlink()
    (raw.parent / "mem.txt").symlink_to(UNREADABLE)
    ran = run("build", raw, raw.parent / "mem.txt", "-o", "out", "--quiet")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.endswith("[source-unreadable]\nmlanki: failed with 1 error (source-unreadable)\n")


def test_verbose_explains_duplicates_too(raw: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out", "-v")

    assert ran.status == 0
    assert [line for line in ran.err.splitlines() if line.endswith("[duplicate]")] == [
        f"{raw}/tag-nn.txt:3: note: ML0001: same code, same words; kept as in author.txt:12 [duplicate]",
        f"{raw}/tag-nn.txt:12: note: ML0003: same code, same words; kept as in tag-basics.txt:3 [duplicate]",
    ]


def test_verbose_explains_why_a_question_was_taken_for_one(home: Path, run: Run) -> None:
    write(
        home / "page.txt",
        "Q1. What is a stack?\n\nLast in, first out.\n\nQ2. What is a queue?\n\nFirst in, first out.\n",
    )

    told = [line for line in run("check", "page.txt", "-v").err.splitlines() if line.endswith("[question]")]

    assert told[0].startswith("page.txt:1: note: “What is a stack?” was taken for a question: question-mark +3, ")
    assert "marked +12" in told[1]
    assert run("check", "page.txt").err == ""


def test_diagnostics_name_path_line_message_and_code(raw: Path, gap: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out")

    assert ran.status == 0
    (line,) = ran.err.splitlines()
    found = DIAGNOSTIC.fullmatch(line)
    assert found is not None
    assert (found["path"], found["line"], found["severity"], found["code"]) == (str(gap), "3", "warning", "no-answer")


def test_a_tally_of_the_warnings_ends_the_summary(raw: Path, gap: Path, run: Run) -> None:
    assert gap.exists()
    assert run("build", raw, "-o", "out").out.splitlines()[-1] == "1 warning (no-answer)"
    write(raw / "notes.txt", "Just some notes.\n")
    write(raw / "gap-too.txt", page("Tag: NN", record("ML0097", answer="")))
    assert run("check", raw).out.splitlines()[-1] == "3 warnings (2 no-answer, 1 no-record)"


def test_what_is_to_be_pasted_has_no_tally(raw: Path, gap: Path, run: Run) -> None:
    assert gap.exists()
    assert "warning" not in run("check", raw, "--near").out


def test_lists_of_names_end_early_unless_all_is_asked_for(raw: Path, released: Path, run: Run) -> None:
    for file in raw.iterdir():
        file.unlink()
    pages = [page(f"Tag: T{number}", record(f"ML0{number}", answer=f"No {number}.")) for number in range(600, 640)]
    write(raw / "many.txt", "".join(pages))
    assert run("release", "v2", raw, "-o", released).status == 0
    write(raw / "many.txt", pages[0])

    gone = next(line for line in run("build", raw, "-o", released).out.splitlines() if line.startswith("  gone"))
    assert gone.endswith("ML0001, ML0003, ML0010, ML0011, ML0012, ML0020, ML0601, … and 38 more (`-v`)")
    gone = next(line for line in run("build", raw, "-o", released, "-v").out.splitlines() if line.startswith("  gone"))
    assert gone.endswith("ML0638, ML0639")


def test_a_long_list_of_packages_ends_early_too(home: Path, run: Run) -> None:
    pages = [page(f"Tag: T{number}", record(f"ML0{number}", answer=f"No {number}.")) for number in range(600, 640)]
    write(home / "many.txt", "".join(pages))

    assert run("build", "many.txt", "-o", "out").out.splitlines()[-2] == "… and 17 more (`-v`)"
    assert run("build", "many.txt", "-o", "out", "-v").out.splitlines()[-2].startswith("t639.apkg")


def test_nothing_is_coloured_where_no_terminal_is(raw: Path, gap: Path) -> None:
    ran = process("build", raw, "-o", "out", folder=raw.parent)

    assert gap.exists()
    assert b"\x1b" not in ran.stdout + ran.stderr


def test_severities_are_coloured_on_a_terminal_unless_that_is_unwanted(raw: Path, gap: Path) -> None:
    assert gap.exists()
    coloured = on_a_terminal(raw.parent, "build", "raw", "-o", "out")[1]
    plain = on_a_terminal(raw.parent, "build", "raw", "-o", "out", NO_COLOR="1")[1]

    assert "raw/gap.txt:3: \x1b[33m\x1b[1mwarning:\x1b[0m ML0099 has no answer" in coloured
    assert "raw/gap.txt:3: warning: ML0099 has no answer" in plain


def test_a_record_without_an_answer_is_among_the_records_but_in_no_deck(raw: Path, gap: Path, run: Run) -> None:
    run("build", raw, "-o", "out")

    codes = [json.loads(line)["code"] for line in Path("out/records.jsonl").read_text("utf-8").splitlines()]
    assert "ML0099" in codes
    assert gap.exists()
    assert json.loads(Path("out/manifest.json").read_text("utf-8"))["packages"][0]["notes"] == len(codes) - 1


def test_json_is_one_document_and_nothing_else(raw: Path, gap: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out", "--json")

    document = json.loads(ran.out)
    assert ran.out.count("\n") == 1
    assert document["ok"] is True
    assert (document["sources"], document["entries"], document["records"]) == (4, 11, 9)
    assert (document["duplicates"], document["conflicts"], document["notes"]) == (2, 0, 8)
    assert document["new"] == ["DL0002", "ML0001", "ML0003", "ML0010", "ML0011", "ML0012", "ML0020", "ML0098"]
    assert (document["changed"], document["gone"], document["output"]) == ([], [], "out")
    assert document["packages"][-1] == {
        "file": "nn.apkg",
        "decks": ["ML Interview", "ML Interview::Machine Learning"],
        "notes": 4,
    }
    assert [d["severity"] for d in document["diagnostics"]] == ["warning", "note", "note"]
    warning = document["diagnostics"][0]
    assert (warning["code"], warning["path"], warning["line"]) == ("no-answer", str(gap), 3)
    assert f"{warning['path']}:3: warning: {warning['message']} [no-answer]\n" == ran.err


def test_json_holds_the_evidence_only_where_it_is_asked_for(home: Path, run: Run) -> None:
    write(home / "page.txt", page("Tag: A", record("ML0001", answer=r"The mean is \bar{x} here.")))

    plain, verbose = (json.loads(run("check", "page.txt", "--json", *more).out) for more in ([], ["-v"]))

    assert [d["code"] for d in plain["diagnostics"]] == []
    assert {d["code"] for d in verbose["diagnostics"]} == {"formula", "question"}


def test_json_says_so_when_a_run_fails(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.lock", "<<<<<<<\n")

    ran = run("build", raw, "-o", "out", "--lock", "mlanki.lock", "--json")

    assert ran.status == 1
    document = json.loads(ran.out)
    assert document["ok"] is False
    assert [diagnostic["code"] for diagnostic in document["diagnostics"]] == ["ledger-unreadable"]


def test_strict_fails_on_a_warning_and_writes_nothing(raw: Path, gap: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out", "--strict")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.endswith("[no-answer]\nmlanki: failed with 1 warning (no-answer), which --strict does not allow\n")
    assert gap.exists()
    assert not Path("out").exists()


def test_strict_and_quiet_say_why_they_fail(raw: Path, gap: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out", "--strict", "-q")

    assert gap.exists()
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "mlanki: failed with 1 warning (no-answer), which --strict does not allow\n"


def test_strict_is_content_where_there_is_no_warning(raw: Path, run: Run) -> None:
    assert run("build", raw, "-o", "out", "--strict").status == 0


def test_a_failing_build_leaves_the_one_before_whole(raw: Path, built: Path, gap: Path, run: Run) -> None:
    before = {file.name: file.read_bytes() for file in built.iterdir()}

    assert gap.exists()
    assert run("build", raw, "-o", built, "--strict").status == 1

    assert {file.name: file.read_bytes() for file in built.iterdir()} == before


def test_sources_without_any_record_are_an_error_and_nothing_is_written(home: Path, run: Run) -> None:
    (home / "raw").mkdir()
    write(home / "raw" / "notes.txt", "Just some notes.\n")

    ran = run("build", "raw", "-o", "out")

    assert (ran.status, ran.out) == (1, "")
    first, second, why = ran.err.splitlines()
    assert first.startswith("raw/notes.txt:1: warning: no question was found here; looked for ")
    assert first.endswith("[no-record]")
    assert second.startswith("raw:1: error: no question was found in any source; ")
    assert second.endswith("[no-record-at-all]")
    assert why == "mlanki: failed with 1 error (no-record-at-all)"
    assert not (home / "out").exists()


def test_an_empty_folder_is_an_error(home: Path, run: Run) -> None:
    (home / "raw").mkdir()

    ran = run("build", "raw", "-o", "out")

    assert ran.status == 1
    assert ran.err.endswith("[no-record-at-all]\nmlanki: failed with 1 error (no-record-at-all)\n")
    assert not (home / "out").exists()


def test_records_without_a_single_answer_are_an_error(home: Path, run: Run) -> None:
    ran = run("build", write(home / "page.txt", page("Tag: A", record("ML1", answer=""))), "-o", "out")

    assert ran.status == 1
    assert ran.err.splitlines()[-2].endswith("no question has an answer; nothing to build [no-record-at-all]")
    assert not (home / "out").exists()


def test_a_dump_without_a_record_is_a_warning_beside_others(raw: Path, run: Run) -> None:
    write(raw / "notes.txt", "Just some notes.\n")

    ran = run("build", raw, "-o", "out")

    assert ran.status == 0
    assert ran.err.startswith(f"{raw}/notes.txt:1: warning: no question was found here")


def test_a_file_that_cannot_be_read_stops_the_build(raw: Path, run: Run) -> None:
    (raw.parent / "mem.txt").symlink_to(UNREADABLE)

    ran = run("build", raw, raw.parent / "mem.txt", "-o", "out")

    assert ran.status == 1
    assert ran.err == (
        f"{raw.parent}/mem.txt:1: error: this file cannot be read (Input/output error); give yourself permission or "
        "leave it out [source-unreadable]\nmlanki: failed with 1 error (source-unreadable)\n"
    )
    assert not Path("out").exists()


@pytest.mark.parametrize(("mode", "of"), [(0, "raw/page.txt"), (0, "raw"), (0o400, "raw")])
def test_what_may_not_be_read_stops_the_build(unprivileged: Path, run: Run, mode: int, of: str) -> None:
    (unprivileged / "raw").mkdir()
    write(unprivileged / "raw" / "page.txt", page("Tag: A", record("ML1")))
    write(unprivileged / "other.txt", page("Tag: A", record("ML2")))
    (unprivileged / of).chmod(mode)

    ran = run("build", "raw", "other.txt", "-o", "out")

    assert (ran.status, ran.out) == (1, "")
    line, why = ran.err.splitlines()
    assert line.startswith(("raw/page.txt:1: error: ", "raw:1: error: "))
    assert line.endswith("(Permission denied); give yourself permission or leave it out [source-unreadable]")
    assert why == "mlanki: failed with 1 error (source-unreadable)"
    assert not (unprivileged / "out").exists()


def test_a_folder_that_may_not_be_written_to_is_one_clear_line(unprivileged: Path, run: Run) -> None:
    write(unprivileged / "page.txt", page("Tag: A", record("ML1")))
    (unprivileged / "out").mkdir(mode=0o500)

    ran = run("build", "page.txt", "-o", "out")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "out/all.apkg:1: error: cannot be written (Permission denied); choose another place, or give yourself "
        "permission [not-writable]\nmlanki: failed with 1 error (not-writable)\n"
    )


# --- where the ledger and the settings are ---


def test_the_ledger_stands_in_the_folder_of_the_build(built: Path) -> None:
    assert (built / "mlanki.lock").is_file()


def test_the_ledger_stands_beside_the_settings_where_there_are_any(raw: Path, run: Run) -> None:
    (raw.parent / "conf").mkdir()
    write(raw.parent / "conf" / "mlanki.toml", "")

    run("build", raw, "-o", "out", "--config", "conf/mlanki.toml")

    assert Path("conf/mlanki.lock").is_file()
    assert not Path("out/mlanki.lock").exists()


def test_the_settings_may_stand_among_the_sources_and_then_the_ledger_does_too(raw: Path, run: Run) -> None:
    write(raw / "mlanki.toml", 'root-deck = "Mine"\nsmallest-deck = 1\n')

    run("build", raw, "-o", "out")

    assert json.loads(Path("out/manifest.json").read_text())["packages"][0]["decks"][0] == "Mine::Basics"
    assert (raw / "mlanki.lock").is_file()
    assert run("build", raw, "-o", "out").err == ""


def test_format_names_the_form_of_all_sources(home: Path, run: Run) -> None:
    write(home / "page.txt", page("Tag: A", record("ML0001")))

    assert json.loads(run("parse", "page.txt", "--format", "listing").out)["code"] == "ML0001"
    assert "[no-record]" in run("parse", "page.txt", "--format", "records").err
    assert run("parse", "page.txt", "--format", "novel").status == 2


def piped(home: Path, written: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "mlanki", *arguments]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    return subprocess.run(command, cwd=home, env=env, input=written.encode(), capture_output=True, check=False)


def test_standard_input_is_a_source_and_is_called_so_in_what_is_written(home: Path) -> None:
    ran = piped(home, page("Tag: A", record("ML0001")), "parse", "-")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["origins"] == [{"path": "stdin", "first": 3, "last": 9, "page": "Tag: A"}]


def test_standard_input_may_stand_beside_files_and_have_its_form_named(home: Path) -> None:
    write(home / "page.md", "## What is a graph?\n\nNodes and edges.\n")

    ran = piped(home, "What is a tree?\tA graph.\n", "parse", "-", "page.md", "--format", "markdown")
    as_sheet = piped(home, "What is a tree?\tA graph.\n", "parse", "-", "--format", "sheet")

    assert b"What is a graph?" in ran.stdout
    assert json.loads(as_sheet.stdout)["answer"] == "A graph."


def test_empty_standard_input_is_an_error_that_names_it(home: Path) -> None:
    ran = piped(home, "", "parse", "-")

    assert ran.returncode == 1
    assert b"stdin:1: error: no question was found in any source" in ran.stderr


def test_a_preview_of_standard_input_cannot_be_watched(home: Path) -> None:
    ran = piped(home, "", "preview", "-", "-o", "site", "--watch")

    assert ran.returncode == 2
    assert b"standard input cannot be watched" in ran.stderr


def test_an_address_is_told_and_the_rest_is_built(raw: Path, run: Run) -> None:
    ran = run("build", raw, "https://example.org/bank", "-o", "out")

    assert ran.status == 0
    assert ran.err == (
        "https://example.org/bank:1: warning: 1 address was not read (https://example.org/bank): "
        "nothing is fetched; save the page, and give the file [not-read]\n"
    )


def test_lock_says_where_the_ledger_stands(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.toml", "")

    run("build", raw, "-o", "out", "--lock", "kept/here.lock")

    assert Path("kept/here.lock").is_file()
    assert not Path("mlanki.lock").exists()


def test_settings_in_the_working_folder_are_used(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.toml", 'root-deck = "Mine"\nsmallest-deck = 1\n[areas]\nML = "Machines"\n')

    run("build", raw, "-o", "out")

    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    assert manifest["packages"][0]["decks"] == ["Mine::Basics", "Mine::Machines", "Mine::NN"]


def test_an_unknown_setting_is_an_error_with_the_nearest_name(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.toml", '[arias]\nML = "Machines"\n')

    ran = run("build", raw, "-o", "out")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "mlanki.toml:1: error: “arias” is not a setting; did you mean “areas”? [config-invalid]\n"
        "mlanki: failed with 1 error (config-invalid)\n"
    )


# --- time ---


def test_source_date_epoch_is_the_mod_of_what_changes(raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")

    run("build", raw, "-o", "out")

    assert Path("out/mlanki.lock").read_text("utf-8").count("mod = 1234567890,") == 8


def test_without_it_the_clock_is(raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    before = int(time.time())

    run("build", raw, "-o", "out")

    mods = {int(mod) for mod in re.findall(r"mod = (\d+)", Path("out/mlanki.lock").read_text("utf-8"))}
    assert len(mods) == 1
    assert before <= mods.pop() <= time.time()


@pytest.mark.parametrize(
    ("epoch", "told"),
    [*((epoch, epoch) for epoch in ("today", "-5", "1.5", "1700000000000")), ("9" * 400, "9" * 76 + "…")],
)
def test_a_time_that_cannot_be_is_an_error(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str, told: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    ran = run("build", raw, "-o", "out")

    assert ran.status == 1
    assert ran.err.splitlines()[0] == (
        f"SOURCE_DATE_EPOCH:1: error: must be seconds since 1970, and is “{told}” [config-invalid]"
    )


# --- parse ---


def test_parse_prints_the_records_and_nothing_else(raw: Path, built: Path, run: Run) -> None:
    ran = run("parse", raw)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (built / "records.jsonl").read_text(encoding="utf-8")


def test_parse_writes_the_records_to_a_file_and_a_summary(raw: Path, built: Path, run: Run) -> None:
    ran = run("parse", raw, "-o", "some/records.jsonl")

    assert ran.status == 0
    assert ran.out.splitlines()[-1].split() == ["conflicts", "0"]
    assert Path("some/records.jsonl").read_bytes() == (built / "records.jsonl").read_bytes()


def test_parse_as_json_holds_the_records_in_its_document(raw: Path, run: Run) -> None:
    document = json.loads(run("parse", raw, "--json").out)

    assert document["records"] == 7
    assert [content["code"] for content in document["contents"]][:2] == ["DL0002", "ML0001"]


def test_parse_of_nothing_is_an_error(home: Path, run: Run) -> None:
    ran = run("parse", write(home / "notes.txt", "Notes.\n"), "-o", "records.jsonl")

    assert ran.status == 1
    assert not Path("records.jsonl").exists()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16"])
@pytest.mark.parametrize("arguments", [("parse",), ("parse", "--json"), ("build", "-o", "out", "--json")])
def test_records_and_documents_are_utf_8_whatever_the_terminal_is(
    home: Path, arguments: tuple[str, ...], encoding: str
) -> None:
    write(home / "page.txt", page("Tag: 学习", record("ML1", answer="θ → 学习.")))

    ran = process(*arguments, "page.txt", folder=home, PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    assert ran.returncode == 0
    assert "学习" in ran.stdout.decode()
    assert ran.stdout.startswith(b"{")
    assert ran.stdout.endswith(b"}\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_summary_is_printed_whatever_the_terminal_can_show(home: Path, encoding: str) -> None:
    write(home / "page.txt", page("Tag: 学习", record("ML1", answer="θ → 学习.")))

    ran = process("build", "page.txt", "-o", "out", "-v", folder=home, PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    assert ran.returncode == 0
    assert b"all.apkg" in ran.stdout


# --- usage ---


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Usage: mlanki"),
        (["build"], "Missing argument 'SOURCE…"),
        (["build", "."], "Missing option '-o'"),
        (["build", "nowhere", "-o", "out"], "'nowhere' does not exist"),
        (["build", ".", "-o", "out", "--colour"], "No such option"),
        (["build", ".", "-o", "out", "-q", "-v"], "-q and -v contradict each other"),
        (["build", ".", "-o", "out", "--config", "none.toml"], "'none.toml' does not exist"),
        (["build", ".", "-o", "out", "--lock", "."], "'.' is a directory"),
        (["biuld", "."], "No such command 'biuld'"),
    ],
)
@pytest.mark.usefixtures("home")
def test_wrong_usage_ends_with_two(run: Run, arguments: list[str], message: str) -> None:
    ran = run(*arguments)

    assert ran.status == 2
    assert message in ran.err
    assert ran.out == ""


def test_version_and_help_are_there(run: Run) -> None:
    assert run("--version").out == f"mlanki {__version__}\n"
    for arguments in (["-h"], ["--help"], ["build", "-h"], ["parse", "--help"]):
        ran = run(*arguments)
        assert ran.status == 0
        assert ran.out.startswith("Usage: mlanki")


def test_the_help_names_every_option(run: Run) -> None:
    told = run("build", "--help").out

    for option in ("-o, --output", "--lock", "--config", "-q, --quiet", "-v, --verbose", "--json", "--strict"):
        assert option in told


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_can_complete(tmp_path: Path, shell: str) -> None:
    variable = {"_MLANKI_COMPLETE": f"{shell}_source"}
    if (
        shell == "bash"
        and b"version 3." in subprocess.run(["bash", "--version"], capture_output=True, check=True).stdout
    ):
        pytest.skip("click completes for bash 4.4 and later")

    ran = process(folder=tmp_path, **variable)

    assert ran.returncode == 0
    assert b"_MLANKI_COMPLETE" in ran.stdout


def test_commands_and_options_are_completed(tmp_path: Path) -> None:
    ran = process(folder=tmp_path, _MLANKI_COMPLETE="zsh_complete", COMP_WORDS="mlanki build --st", COMP_CWORD="2")

    assert b"--strict" in ran.stdout


# --- progress ---


def on_a_terminal(folder: Path, *arguments: str, **environment: str) -> tuple[str, str]:
    """What the command prints on stdout, a pipe, and on stderr, a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mlanki", *arguments]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm", **environment}
    ran = subprocess.run(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=theirs, check=True)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # how Linux says that nobody writes any more
    os.close(ours)
    return ran.stdout.decode(), shown.decode()


@pytest.fixture
def many(home: Path) -> Path:
    """A folder with enough sources for a progress bar."""
    (home / "many").mkdir()
    for number in range(25):
        write(home / "many" / f"{number}.txt", page("Tag: A", record(f"ML{number}", answer=f"Number {number}.")))
    return home


def test_long_work_shows_a_progress_bar_on_a_terminal(many: Path) -> None:
    out, shown = on_a_terminal(many, "build", "many", "-o", "out")

    assert "Reading" in shown
    assert "100%" in shown
    assert out.startswith("sources")


def test_short_work_shows_none(raw: Path) -> None:
    assert on_a_terminal(raw.parent, "build", "raw", "-o", "out")[1] == ""


def test_quiet_work_shows_none(many: Path) -> None:
    assert on_a_terminal(many, "build", "many", "-o", "out", "-q") == ("", "")


def test_without_a_terminal_there_is_none(many: Path) -> None:
    ran = process("build", "many", "-o", "out", folder=many)

    assert (ran.returncode, ran.stderr) == (0, b"")
