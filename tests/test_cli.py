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
DIAGNOSTIC = re.compile(r"(?P<path>[^:]+):(?P<line>\d+): (?P<message>.+) \[(?P<code>[a-z-]+)\]")

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
all.apkg               7  ML Interview::Basics, ML Interview::Machine_Learning, ML Interview::NN
basics.apkg            4  ML Interview::Basics, ML Interview::NN
machine-learning.apkg  1  ML Interview::Machine_Learning
nn.apkg                3  ML Interview::NN
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

    lines = run("build", raw, "-o", released).out.splitlines()

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
    (raw / "mem.txt").symlink_to(UNREADABLE)
    ran = run("build", raw, "-o", "out", "--quiet")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.endswith("[source-unreadable]\n")


def test_verbose_explains_duplicates_too(raw: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out", "-v")

    assert ran.status == 0
    assert ran.err.splitlines() == [
        f"{raw}/tag-nn.txt:3: ML0001: same code, same words; kept as in author.txt:12 [duplicate]",
        f"{raw}/tag-nn.txt:12: ML0003: same code, same words; kept as in tag-basics.txt:3 [duplicate]",
    ]


def test_diagnostics_name_path_line_message_and_code(raw: Path, gap: Path, run: Run) -> None:
    ran = run("build", raw, "-o", "out")

    assert ran.status == 0
    (line,) = ran.err.splitlines()
    found = DIAGNOSTIC.fullmatch(line)
    assert found is not None
    assert (found["path"], found["line"], found["code"]) == (str(gap), "3", "no-answer")


def test_nothing_is_coloured(raw: Path, gap: Path) -> None:
    ran = process("build", raw, "-o", "out", folder=raw.parent)

    assert gap.exists()
    assert b"\x1b" not in ran.stdout + ran.stderr


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
        "decks": ["ML Interview::Basics", "ML Interview::NN"],
        "notes": 4,
    }
    warning = next(d for d in document["diagnostics"] if d["code"] == "no-answer")
    assert (warning["severity"], warning["path"], warning["line"]) == ("warning", gap.name, 3)


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
    assert ran.err.endswith("[no-answer]\n")
    assert gap.exists()
    assert not Path("out").exists()


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
    first, second = ran.err.splitlines()
    assert first.startswith("raw/notes.txt:1: no question was found here; looked for ")
    assert first.endswith("[no-record]")
    assert second.startswith("raw:1: no question was found in any source; ")
    assert second.endswith("[no-record-at-all]")
    assert not (home / "out").exists()


def test_an_empty_folder_is_an_error(home: Path, run: Run) -> None:
    (home / "raw").mkdir()

    ran = run("build", "raw", "-o", "out")

    assert ran.status == 1
    assert ran.err.endswith("[no-record-at-all]\n")
    assert not (home / "out").exists()


def test_records_without_a_single_answer_are_an_error(home: Path, run: Run) -> None:
    ran = run("build", write(home / "page.txt", page("Tag: A", record("ML1", answer=""))), "-o", "out")

    assert ran.status == 1
    assert ran.err.splitlines()[-1].endswith("no question has an answer; nothing to build [no-record-at-all]")
    assert not (home / "out").exists()


def test_a_dump_without_a_record_is_a_warning_beside_others(raw: Path, run: Run) -> None:
    write(raw / "notes.txt", "Just some notes.\n")

    ran = run("build", raw, "-o", "out")

    assert ran.status == 0
    assert ran.err.startswith(f"{raw}/notes.txt:1: no question was found here")


def test_a_file_that_cannot_be_read_stops_the_build(raw: Path, run: Run) -> None:
    (raw / "mem.txt").symlink_to(UNREADABLE)

    ran = run("build", raw, "-o", "out")

    assert ran.status == 1
    assert ran.err == (
        f"{raw}/mem.txt:1: this file cannot be read (Input/output error); give yourself permission or leave it out "
        "[source-unreadable]\n"
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
    assert ran.err.startswith(("raw/page.txt:1: ", "raw:1: "))
    assert ran.err.endswith("(Permission denied); give yourself permission or leave it out [source-unreadable]\n")
    assert not (unprivileged / "out").exists()


def test_a_folder_that_may_not_be_written_to_is_one_clear_line(unprivileged: Path, run: Run) -> None:
    write(unprivileged / "page.txt", page("Tag: A", record("ML1")))
    (unprivileged / "out").mkdir(mode=0o500)

    ran = run("build", "page.txt", "-o", "out")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        "out/all.apkg:1: cannot be written (Permission denied); choose another place, or give yourself permission "
        "[not-writable]\n"
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
    write(raw / "mlanki.toml", 'root-deck = "Mine"\n')

    run("build", raw, "-o", "out")

    assert json.loads(Path("out/manifest.json").read_text())["packages"][0]["decks"][0] == "Mine::Basics"
    assert (raw / "mlanki.lock").is_file()
    assert run("build", raw, "-o", "out").err == ""


def test_format_names_the_form_of_all_sources(home: Path, run: Run) -> None:
    write(home / "page.txt", page("Tag: A", record("ML0001")))

    assert json.loads(run("parse", "page.txt", "--format", "listing").out)["code"] == "ML0001"
    assert "[no-record]" in run("parse", "page.txt", "--format", "records").err
    assert run("parse", "page.txt", "--format", "novel").status == 2


def test_lock_says_where_the_ledger_stands(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.toml", "")

    run("build", raw, "-o", "out", "--lock", "kept/here.lock")

    assert Path("kept/here.lock").is_file()
    assert not Path("mlanki.lock").exists()


def test_settings_in_the_working_folder_are_used(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.toml", 'root-deck = "Mine"\n[areas]\nML = "Machines"\n')

    run("build", raw, "-o", "out")

    manifest = json.loads(Path("out/manifest.json").read_text("utf-8"))
    assert manifest["packages"][0]["decks"] == ["Mine::Basics", "Mine::Machines", "Mine::NN"]


def test_an_unknown_setting_is_an_error_with_the_nearest_name(raw: Path, run: Run) -> None:
    write(raw.parent / "mlanki.toml", '[arias]\nML = "Machines"\n')

    ran = run("build", raw, "-o", "out")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == "mlanki.toml:1: “arias” is not a setting; did you mean “areas”? [config-invalid]\n"


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


@pytest.mark.parametrize("epoch", ["today", "-5", "1.5", "1700000000000", "9" * 400])
def test_a_time_that_cannot_be_is_an_error(raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)

    ran = run("build", raw, "-o", "out")

    assert ran.status == 1
    assert ran.err == f"SOURCE_DATE_EPOCH:1: must be seconds since 1970, and is “{epoch}” [config-invalid]\n"


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


def on_a_terminal(folder: Path, *arguments: str) -> tuple[str, str]:
    """What the command prints on stdout, a pipe, and on stderr, a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "mlanki", *arguments]
    env = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm"}
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
