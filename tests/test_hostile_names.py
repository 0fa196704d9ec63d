"""Names from anywhere: titles, tags, decks and files that mean something to a terminal, a shell or a field."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from mlanki.cards.allow_list import sanitise_field
from mlanki.cli.terminal import visible
from mlanki.identity import distinct_slug_of, is_plain_slug, slug_of
from mlanki.readback import read_package
from mlanki.release.ledger_file import load_ledger
from tests.conftest import invoke
from tests.pages import page, record
from tests.test_hostile_packages import edited, honest, set_field

ESCAPES = "\x1b[2J\x07\x9b31m\N{RIGHT-TO-LEFT OVERRIDE}"


def built(tmp_path: Path, text: str, settings: str = "", name: str = "a.txt") -> tuple[Path, Result]:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / name).write_text(text, encoding="utf-8")
    if settings:
        (raw / "mlanki.toml").write_text(settings, encoding="utf-8")
    result = invoke("build", raw, "-o", tmp_path / "out", "--lock", tmp_path / "lock")
    return tmp_path / "out", result


@pytest.mark.parametrize("tag", ["CON", "nul", "Com1", "++x", "-rf", "--", "a" * 250])
def test_a_package_is_named_by_no_option_no_device_and_nothing_too_long(tmp_path: Path, tag: str) -> None:
    assert not is_plain_slug(slug_of(tag))
    folder, result = built(tmp_path, page(f"Tag: {tag}", record("ML0001")))
    assert result.exit_code == 0
    (name,) = {file.name for file in folder.glob("*.apkg")} - {"all.apkg"}
    assert name == f"{distinct_slug_of(tag)}.apkg"
    assert name[0] != "-"
    assert len(name) < 220
    assert "[slug-taken]" in result.stderr


@pytest.mark.parametrize("tag", ["Neural Networks", "connected", "C-", "com10", "a" * 200])
def test_other_packages_keep_their_plain_names(tmp_path: Path, tag: str) -> None:
    folder, _ = built(tmp_path, page(f"Tag: {tag}", record("ML0001")))
    assert {file.name for file in folder.glob("*.apkg")} == {"all.apkg", f"{slug_of(tag)}.apkg"}


def test_what_a_terminal_would_act_on_is_named_instead() -> None:
    assert visible(f"a{ESCAPES}b\n\tc") == "a\\x1b[2J\\x07\\x9b31m\\u202eb\n\tc"


def test_no_name_of_a_file_writes_to_the_terminal(tmp_path: Path) -> None:
    _, result = built(tmp_path, "nothing to learn", name=f"a{ESCAPES}\nb.txt")
    assert result.exit_code == 1
    assert "a\\x1b[2J\\x07\\x9b31m\\u202e\\nb.txt:1: " in result.stderr
    assert not set(ESCAPES) & set(result.stderr) - set("[2J31m")


@pytest.mark.parametrize("arguments", [[], ["--json"]])
def test_no_word_of_a_package_writes_to_the_terminal(tmp_path: Path, arguments: list[str]) -> None:
    folder, _ = built(tmp_path, page("Tag: NN", record("ML0001", answer="Because of marks.")))
    files = tmp_path / "files"
    shutil.unpack_archive(folder / "all.apkg", files, "zip")
    database = (
        (files / "collection.anki2").read_bytes().replace(b"Because of marks.", "a\x1b[2J\x9b1m \u202eb cd".encode())
    )
    (files / "collection.anki2").write_bytes(database)
    file = Path(shutil.make_archive(str(tmp_path / "foreign"), "zip", files)).rename(tmp_path / "foreign.apkg")
    result = invoke("inspect", file, *arguments)
    assert result.exit_code == 0
    assert not set("\x1b\x9b\u202e") & set(result.stdout)
    if arguments:
        assert json.loads(result.stdout)["notes"][0]["fields"]["Answer"] == "a\x1b[2J\x9b1m \u202eb cd"


COMMANDS = "\n \N{NO-BREAK SPACE}::error::x ##[warning]y"


def test_a_restored_ledger_is_one_that_can_be_read(tmp_path: Path) -> None:
    folder, _ = built(tmp_path, page("Tag: NN", record("ML0001")), "smallest-deck = 1")
    files = tmp_path / "files"
    shutil.unpack_archive(folder / "all.apkg", files, "zip")
    with closing(sqlite3.connect(files / "collection.anki2")) as database:
        (decks,) = database.execute("SELECT decks FROM col").fetchone()
        assert "ML Interview::NN" in decks
        database.execute("UPDATE col SET decks = ?", (decks.replace("::NN", "::N\x7fN"),))
        database.commit()
    file = Path(shutil.make_archive(str(tmp_path / "odd"), "zip", files)).rename(tmp_path / "odd.apkg")

    assert invoke("restore", file, "-o", tmp_path / "restored").exit_code == 0

    assert load_ledger(tmp_path / "restored").notes["ML0001"].home == "N\x7fN"


def test_no_home_in_a_ledger_begins_a_deck_within_its_deck(tmp_path: Path) -> None:
    folder, _ = built(tmp_path, page("Tag: NN", record("ML0001")), "smallest-deck = 1")
    assert invoke("release", "v1", tmp_path / "raw", "-o", folder, "--lock", tmp_path / "lock").exit_code == 0
    ledger = (tmp_path / "lock").read_text("utf-8")
    (tmp_path / "lock").write_text(ledger.replace('home = "NN"', 'home = "N\\u001fN\\n"'), "utf-8")

    assert invoke("build", tmp_path / "raw", "-o", folder, "--lock", tmp_path / "lock").exit_code == 0
    assert dict(read_package(folder / "all.apkg").decks) == {"ML Interview::NN": 1}


def test_a_tag_is_the_same_however_its_accents_are_encoded(tmp_path: Path) -> None:
    text = page("Tag: Entrope\u0301e", record("ML0001")) + page("Tag: Entrop\u00e9e", record("ML0002", answer="So."))
    folder, _ = built(tmp_path, text, "smallest-deck = 1")

    contents = read_package(folder / "all.apkg")
    assert dict(contents.decks) == {"ML Interview::Entrop\u00e9e": 2}
    assert {tag for note in contents.notes for tag in note.tags} == {"Entrop\u00e9e"}


def assert_no_command(printed: str) -> None:
    """That no line is a command to what runs workflows for GitHub: those with `::` begin a line, `##[` is anywhere."""
    assert "error::x" in printed
    assert "##[" not in printed
    assert not [line for line in printed.splitlines() if line.lstrip().startswith("::")]


def test_no_word_of_a_package_is_a_command_in_the_log_of_a_workflow(tmp_path: Path) -> None:
    named = edited(
        lambda database: database.execute(
            "UPDATE col SET decks = replace(decks, 'NN', ?)", (json.dumps(f"NN{COMMANDS}")[1:-1],)
        ),
        media=json.dumps({"0": f"curve.png{COMMANDS}"}).encode(),
    )
    for name, package in (("named", named), ("said", set_field(COMMANDS.replace("\n", "<br>"))), ("old", honest())):
        (tmp_path / f"{name}.apkg").write_bytes(package)
    for name in ("named", "said"):
        shown = invoke("inspect", tmp_path / f"{name}.apkg")
        assert_no_command(shown.stdout)
        told = invoke("inspect", tmp_path / f"{name}.apkg", "--json")
        assert_no_command(told.stdout)
    assert "NN\\n \N{NO-BREAK SPACE}::error::x" in invoke("inspect", tmp_path / "named.apkg").stdout
    assert_no_command(invoke("diff", tmp_path / "old.apkg", tmp_path / "said.apkg").stdout)
    assert_no_command(invoke("diff", tmp_path / "old.apkg", tmp_path / "named.apkg", "--markdown").stdout)


def test_no_name_in_files_of_a_deck_is_a_command_in_the_log_of_a_workflow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = built(tmp_path, page("Tag: NN", record("ML0001")), "", "::error::x.txt")
    ledger = (tmp_path / "lock").read_text("utf-8").splitlines(keepends=True)
    row = next(line.partition(" = ")[2] for line in ledger if line.startswith("ML0001"))
    ledger.insert(ledger.index("[notes]\n") + 1, f"{json.dumps('ML1' + COMMANDS)} = {row}")
    (tmp_path / "lock").write_text("".join(ledger), "utf-8")
    monkeypatch.chdir(tmp_path)
    Path("::error::x.txt").write_text("nothing ##[warning]", "utf-8")

    result = invoke("build", "::error::x.txt", tmp_path / "raw", "-o", folder, "--lock", tmp_path / "lock")
    assert_no_command(result.output)


@pytest.mark.parametrize("place", [".", "out"])
def test_a_package_whose_name_is_no_utf_8_is_shown(tmp_path: Path, place: str) -> None:
    folder, _ = built(tmp_path, page("Tag: NN", record("ML0001")))
    file = tmp_path / place / os.fsdecode(b"a\xff.apkg")
    shutil.copy(folder / "all.apkg", file)

    assert invoke("preview", file if place == "." else folder, "-o", tmp_path / "site").exit_code == 0

    downloads = {file.name for file in (tmp_path / "site" / "downloads").glob("*")}
    assert downloads == (set() if place == "." else {"all.apkg", "nn.apkg", "a\ufffd.apkg", "SHA256SUMS"})


def test_a_preview_publishes_nothing_that_a_link_leads_to(tmp_path: Path) -> None:
    folder, _ = built(tmp_path, page("Tag: NN", record("ML0001")))
    for name in ("corrections.txt", "SHA256SUMS", "private.apkg"):
        (folder / name).unlink(missing_ok=True)
        shutil.copy(folder / "all.apkg", tmp_path / name)
        (folder / name).symlink_to(f"../{name}")

    assert invoke("preview", folder, "-o", tmp_path / "site").exit_code == 0

    assert sorted(file.name for file in (tmp_path / "site" / "downloads").iterdir()) == ["all.apkg", "nn.apkg"]


def test_no_setting_ends_a_field(tmp_path: Path) -> None:
    settings = 'root-deck = "Deck"\n[records.ML0001]\ntitle = "one\\u001ftwo"\n'
    _, result = built(tmp_path, page("Tag: NN", record("ML0001")), settings)
    assert result.exit_code == 1
    assert "mlanki.toml:3: error: this holds a control character (U+001F); remove it [config-invalid]" in result.stderr


def test_no_word_ends_a_field(tmp_path: Path) -> None:
    assert sanitise_field("one\x1ftwo&#31;three") == "onetwothree"
    folder, _ = built(tmp_path, "<h2>What is a&#31;b?</h2><p>x&#31;y</p><h2>Why so&#x1f;?</h2><p>z</p>", name="a.html")
    assert {len(note.fields) for note in read_package(folder / "all.apkg").notes} <= {8}


@pytest.mark.parametrize("words", ["build raw -o", "build raw -o out --lock", "check raw -o", "decide raw -o", "init"])
def test_a_name_that_no_disk_takes_is_one_line(home: Path, words: str) -> None:
    (home / "raw").mkdir()
    (home / "raw/a.txt").write_text(page("Tag: NN", record("ML0001")), "utf-8")
    command = [sys.executable, "-m", "mlanki", *words.split(), "x" * 300]

    ran = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr.splitlines()[-1][:8]) == (1, "mlanki: ")
    assert "Traceback" not in ran.stderr


def test_a_report_for_code_hosts_holds_no_command(home: Path) -> None:
    (home / "raw").mkdir()
    text = f"Read ##[error]this \u202e first, it says a lot.\n\n{page('Tag: NN', record('ML0001'))}"
    (home / "raw/a.txt").write_text(text, "utf-8")

    said = invoke("check", "raw", "--output", "sarif").stdout

    assert "##\\u005berror]this \\u202e first" in said


def test_records_that_are_printed_hold_no_command(home: Path) -> None:
    (home / "raw").mkdir()
    (home / "raw/a.txt").write_text(page("Tag: NN", record("ML0001", answer="It says ##[error]this.")), "utf-8")

    said = invoke("parse", "raw").stdout

    assert "##[" not in said
    assert json.loads(said)["answer"] == "It says ##[error]this."
