"""Packages made to run something, to read what they must not, to fill the memory, or never to end."""

import io
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from mlanki.cards import to_fields
from mlanki.cards.notetype import NoteType
from mlanki.document import Span
from mlanki.markup import from_markdown
from mlanki.records import Origin, Record
from mlanki.release.packing import Note, pack
from tests.conftest import invoke
from tests.pages import page, record

SECONDS = 5.0
MEGABYTES = 300

Edit = Callable[[sqlite3.Connection], object]


def honest() -> bytes:
    origin = Origin(Span("a.txt", 1, 9), "Tag: NN")
    record = Record("ML0001", "", from_markdown("Why?"), from_markdown("Because $x$."), ("NN",), (origin,))
    note = Note(
        "ML0001", to_fields(record), ("NN",), "ML Interview::NN", 1_700_000_000, 1, {"curve.png": b"picture" * 9}
    )
    return pack([note], NoteType(1_700_000_000))


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def edited(edit: Edit, **other: bytes) -> bytes:
    """An honest package after a change to its database, and with other members."""
    files = members(honest())
    database = sqlite3.connect(":memory:")
    database.deserialize(files["collection.anki2"])
    edit(database)
    database.commit()
    files["collection.anki2"] = database.serialize()
    database.close()
    return zipped(files | other)


def run_sql(*statements: str) -> Edit:
    return lambda database: [database.execute(statement) for statement in statements]


def set_value(column: str, value: object) -> bytes:
    return edited(lambda database: database.execute(f"UPDATE notes SET {column} = ?", (value,)))  # noqa: S608


def set_field(text: str) -> bytes:
    return set_value("flds", f"ML0001\x1f\x1fWhy?\x1f{text}\x1f\x1f\x1f\x1f")


def set_settings(column: str, text: str) -> bytes:
    return edited(lambda database: database.execute(f"UPDATE col SET {column} = ?", (text,)))  # noqa: S608


def set_template(front: str, css: str = "") -> bytes:
    def edit(database: sqlite3.Connection) -> None:
        (models,) = database.execute("SELECT models FROM col").fetchone()
        content = json.loads(models)
        for model in content.values():
            model["css"] = css
            model["tmpls"][0] |= {"qfmt": front, "afmt": front}
        database.execute("UPDATE col SET models = ?", (json.dumps(content),))

    return edited(edit)


def instead_of_notes(*statements: str) -> bytes:
    return edited(run_sql("ALTER TABLE notes RENAME TO kept", *statements))


ENDLESS = """CREATE VIEW notes AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
    SELECT id, guid, mid, mod, tags, flds FROM kept, n"""
COMPUTED = """CREATE TABLE notes (id, guid, mid, mod, tags, flds GENERATED ALWAYS AS (upper(guid)))"""
MANY = """INSERT INTO cards SELECT 5 + value, nid, did, ord, mod, usn, type, queue, due, ivl, factor, reps, lapses,
    left, odue, odid, flags, data FROM cards, (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n
    LIMIT 250000) SELECT value FROM n)"""
DEFAULTS = (
    "CREATE TABLE notes AS SELECT id, guid, mid, mod, tags FROM kept",
    """INSERT INTO notes SELECT value, 'g' || value, mid, mod, '' FROM kept, (WITH RECURSIVE n(value) AS
    (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 9000) SELECT value FROM n)""",
    f"ALTER TABLE notes ADD flds TEXT DEFAULT '{'word ' * 4000 + chr(31) * 7}'",
)

MANY_NOTES = """INSERT INTO notes SELECT 5 + value, 'g' || value, mid, mod, usn, tags, flds, sfld, csum, flags, data
    FROM notes, (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 5000) SELECT value FROM n)
    """
HIDDEN = "{{^Code}}" + "{{Extra}}" * 2_000 + "{{/Code}}{{"

# Each is refused in one line.
REFUSED: dict[str, Callable[[], bytes]] = {
    "a number for fields": lambda: edited(
        run_sql(
            "ALTER TABLE notes RENAME TO kept", "CREATE TABLE notes AS SELECT * FROM kept", "UPDATE notes SET flds = 7"
        )
    ),
    "bytes for fields": lambda: set_value("flds", b"\xff\xfe"),
    "bytes for tags": lambda: set_value("tags", b"a"),
    "bytes for a guid": lambda: set_value("guid", b"a"),
    "words for a time": lambda: set_value("mod", "soon"),
    "no value": lambda: edited(
        run_sql(
            "ALTER TABLE notes RENAME TO kept",
            "CREATE TABLE notes AS SELECT * FROM kept",
            "UPDATE notes SET mid = NULL",
        )
    ),
    "too few fields": lambda: set_value("flds", "ML0001"),
    "no note type": lambda: set_value("mid", 7),
    "an endless view": lambda: instead_of_notes(ENDLESS),
    "computed columns": lambda: instead_of_notes(COMPUTED, "INSERT INTO notes VALUES (1, 'a', 1, 1, '')"),
    "a virtual table": lambda: instead_of_notes(
        "CREATE VIRTUAL TABLE notes USING fts5(id, guid, mid, mod, tags, flds)"
    ),
    "many cards": lambda: edited(run_sql(MANY)),
    "words by default": lambda: instead_of_notes(*DEFAULTS),
    "settings nested deep": lambda: set_settings("models", "[" * 100_000),
    "settings that are a list": lambda: set_settings("models", "[1]"),
    "settings of other kinds": lambda: set_settings("decks", '{"1": {"name": ["a"]}}'),
    "half a character": lambda: set_settings("decks", '{"1": {"name": "\\ud800"}}'),
    "large settings": lambda: set_settings("decks", "{}" + " " * 5_000_000),
    "media nested deep": lambda: zipped(members(honest()) | {"media": b"[" * 1_000_000}),
    "media that are a list": lambda: zipped(members(honest()) | {"media": b"[1]"}),
    "media without names": lambda: zipped(members(honest()) | {"media": b'{"0": {}}'}),
    "lzma": lambda: zipped(members(honest()), zipfile.ZIP_LZMA),
    "bzip2": lambda: zipped(members(honest()), zipfile.ZIP_BZIP2),
    "two gigabytes in two megabytes": lambda: bomb("collection.anki2"),
    "a picture of two gigabytes": lambda: bomb("0"),
    "zstandard in a gigabyte": lambda: zipped({"collection.anki21b": zstandard.compress(bytes(2**30)), "media": b""}),
    "a list that does not end": lambda: zipped({"collection.anki21b": b"", "media": b"\x80" * 1_000_000}),
    "many members": lambda: zipped({str(number): b"" for number in range(90_000)}),
    "an index of itself": lambda: edited(
        run_sql("PRAGMA writable_schema = ON", "UPDATE sqlite_master SET rootpage = 1")
    ),
}

# Each is shown, or refused.
BORNE: dict[str, Callable[[], bytes]] = {
    "many braces": lambda: set_template(("{{" + " " * 3000) * 300),
    "open sections": lambda: set_template("{{#Code}}" * 20_000),
    "many filters": lambda: set_template("{{" + "text:" * 100_000 + "Answer}}"),
    "many sections for a long field": lambda: edited(
        lambda database: (
            database.execute("UPDATE notes SET flds = ?", ("ML0001" + "\x1f" * 3 + "<br>" * 100_000 + "\x1f" * 4,)),
            database.execute("UPDATE col SET models = replace(models, '{{', '{{#Answer}}a{{/Answer}}{{')"),
        )
    ),
    "a long section that is hidden": lambda: edited(
        lambda database: (
            database.execute("UPDATE col SET models = replace(models, '{{', ?)", (HIDDEN,)),
            database.execute(MANY_NOTES),
        )
    ),
    "a field said many times": lambda: set_template("{{Answer}}" * 100_000),
    "many angles": lambda: set_field("<" * 300_000),
    "many pictures": lambda: set_field('<img src="' * 100_000),
    "a picture that does not end": lambda: set_field("<img" + ' src="a"' * 100_000),
    "words in pairs": lambda: set_field(" ".join(f"a{number} b{number}" for number in range(30_000))),
    "many formulas": lambda: set_field(r"\(" * 300_000),
    "many clozes": lambda: set_field("{{c1::" * 100_000 + "{{c99999999999::x}}"),
    "the same word": lambda: set_field("word " * 50_000),
    "marks that pile up": lambda: set_field("".join(f"<b class=c{number}><p>" for number in range(20_000))),
    "deep nesting": lambda: set_field("<div>" * 100_000),
    "style": lambda: set_template("{{Answer}}", "a{" * 300_000),
    "names that lead out": lambda: zipped(
        members(honest()) | {"media": b'{"0": "../../out.png", "1": "/out.png", "2": "a\\\\b.png", "3": "CON.png"}'}
    ),
    "many pictures in a list": lambda: zipped(
        members(honest())
        | {"media": json.dumps({str(number): f"{number}.png" for number in range(3000)}).encode()}
        | {str(number): b"" for number in range(3000)}
    ),
    "a long name": lambda: zipped(members(honest()) | {"media": json.dumps({"0": "a" * 5000 + ".png"}).encode()}),
    "notices": lambda: set_field('<div class="retired"><b>Retired.</b> Why: ' + ". This question gets" * 30_000),
}


def bomb(name: str) -> bytes:
    stream = io.BytesIO(zipped({key: data for key, data in members(honest()).items() if key != name}))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(127):
            member.write(bytes(2**24))
    return stream.getvalue()


def commands(file: Path, good: Path, folder: Path) -> list[list[str]]:
    built = folder / "built"
    built.mkdir(exist_ok=True)
    (built / "all.apkg").write_bytes(file.read_bytes())
    (built / "manifest.json").write_text('{"packages": [{"file": "all.apkg", "content": "", "sha256": ""}]}')
    (built / "SHA256SUMS").write_text(f"{'0' * 64}  all.apkg\n")
    return [
        ["inspect", str(file)],
        ["inspect", str(file), "--json"],
        ["diff", str(good), str(file)],
        ["preview", str(file), "-o", str(folder / "site")],
        ["verify", str(built)],
        ["restore", str(file), "-o", str(folder / "lock")],
    ]


def run(arguments: list[str]) -> tuple[int, str, float]:
    """The exit code, what was said on stderr, and the seconds of computing."""
    begun = time.process_time()
    result = invoke(*arguments)
    return result.exit_code, result.stderr, time.process_time() - begun


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "good.apkg"
    file.write_bytes(honest())
    return file


@pytest.mark.parametrize("kind", REFUSED)
def test_a_package_that_is_not_honest_is_refused_in_one_line(good, tmp_path, kind):
    file = tmp_path / "bad.apkg"
    file.write_bytes(REFUSED[kind]())
    for arguments in commands(file, good, tmp_path):
        code, said, seconds = run(arguments)
        assert code == 1, arguments
        *found, why = said.splitlines()
        assert why.startswith("mlanki: failed with ")
        assert all(" error: " in line for line in found)
        assert len(found) == 1 or arguments[0] == "verify"
        assert seconds < SECONDS, arguments


@pytest.mark.parametrize("kind", BORNE)
def test_a_package_that_is_strange_takes_no_more_than_its_time(good, tmp_path, kind):
    file = tmp_path / "strange.apkg"
    file.write_bytes(BORNE[kind]())
    for arguments in commands(file, good, tmp_path):
        code, said, seconds = run(arguments)
        assert code in (0, 1), arguments
        assert code == 0 or said.splitlines()[-1].startswith("mlanki: failed with ")
        assert seconds < SECONDS, arguments
    assert not list(tmp_path.parent.glob("out.png"))


HEAVY = (
    "two gigabytes in two megabytes",
    "zstandard in a gigabyte",
    "many cards",
    "words by default",
    "marks that pile up",
    "many members",
)


def test_damage_by_chance_ends_in_one_line_or_in_none(good, tmp_path):
    """Bits, bytes, stretches and members of a package change by chance, the same on every run."""
    chance = random.Random(20)
    whole, file = honest(), tmp_path / "damaged.apkg"
    files = members(whole)
    for _ in range(300):
        name = chance.choice([*files, ""])
        data = bytearray(files[name] if name else whole)
        for _ in range(chance.choice((1, 1, 4, 64))):
            if not data:
                break  # nothing is left of it
            at = chance.randrange(len(data))
            match chance.randrange(4):
                case 0:
                    data[at] ^= 1 << chance.randrange(8)
                case 1:
                    data[at] = chance.randrange(256)
                case 2:
                    data[at : at + chance.randrange(64)] = chance.randbytes(chance.randrange(64))
                case _:
                    del data[at + chance.randrange(1, 64) : at + 64]
        file.write_bytes(zipped(files | {name: bytes(data)}) if name else data)
        for arguments in (*commands(file, good, tmp_path)[:4:3], ["restore", str(file), "-o", str(tmp_path / "lock")]):
            (tmp_path / "lock").unlink(missing_ok=True)
            code, said, seconds = run(arguments)
            assert code in (0, 1)
            assert code == 0 or said.splitlines()[-1].startswith("mlanki: failed with ")
            assert seconds < SECONDS


# What getrusage knows of a child begins with the memory of its parent; this is the child's own.
RUN_AND_TELL_PEAK = """
import atexit, sys, time
from pathlib import Path
from mlanki.cli import main
tell = lambda: f"{Path('/proc/self/status').read_text()}seconds {time.process_time()}"
atexit.register(lambda: Path(sys.argv[-1]).write_text(tell()))
main(sys.argv[1:-1])
"""


@pytest.mark.parametrize("kind", HEAVY)
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_no_package_takes_more_memory_than_a_machine_has(good, tmp_path, kind):
    file, status = tmp_path / "heavy.apkg", tmp_path / "status"
    file.write_bytes({**REFUSED, **BORNE}[kind]())
    for arguments in commands(file, good, tmp_path)[1:4:2]:
        command = [sys.executable, "-c", RUN_AND_TELL_PEAK, *arguments, status]
        made = subprocess.run(command, capture_output=True, check=False)
        peak = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        assert made.returncode in (0, 1)
        assert int(peak.split()[1]) < MEGABYTES * 1024


def many_notes(words: Callable[[int], str], count: int) -> bytes:
    """An honest package, but for having its one note, with one card, so many times, with words of their own."""

    def repeat(database: sqlite3.Connection) -> None:
        database.execute("DELETE FROM cards WHERE ord > 0")
        for table, key in (("notes", "id"), ("cards", "nid")):
            columns = [column[1] for column in database.execute(f"PRAGMA table_info({table})")]
            (row,) = (dict(zip(columns, row, strict=True)) for row in database.execute(f"SELECT * FROM {table}"))  # noqa: S608
            database.execute(f"DELETE FROM {table}")  # noqa: S608
            for number in range(1, count + 1):
                own: dict[str, object] = {"id": number, key: number}
                if table == "notes":
                    fields = ["" for _ in range(8)]
                    fields[0], fields[2], fields[3] = f"ML{number:04}", "Why?", words(number)
                    own |= {"guid": f"g{number}", "flds": "\x1f".join(fields)}
                places = ",".join("?" * len(columns))
                database.execute(f"INSERT INTO {table} VALUES ({places})", [*(row | own).values()])  # noqa: S608

    return edited(repeat)


# A package that held 64 times its size in words cost the comparison minutes, and the preview 800 MB.
PAIRS: dict[str, tuple[Callable[[int], str], Callable[[int], str], int]] = {
    "short words": (lambda _: "a b " * 25_000, lambda _: "c d " * 25_000, 40),
    "one long answer": (lambda _: "a b " * 900_000, lambda _: "c d " * 900_000, 1),
    "half of it the same": (
        lambda _: " ".join(f"w{n}" if n % 2 else f"a{n}" for n in range(15_000)),
        lambda _: " ".join(f"w{n}" if n % 2 else f"b{n}" for n in range(15_000)),
        40,
    ),
    "more words than a small package has": (lambda _: "a b " * 250_000, lambda _: "c d " * 250_000, 50),
    "wide letters": (lambda _: "\N{GRINNING FACE}" + "a b " * 25_000, lambda _: "c d " * 25_000, 40),
}


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_two_packages_that_differ_in_every_word_are_compared_in_their_time(tmp_path, kind):
    old, new, status = tmp_path / "old.apkg", tmp_path / "new.apkg", tmp_path / "status"
    before, after, count = PAIRS[kind]
    old.write_bytes(many_notes(before, count))
    new.write_bytes(many_notes(after, count))
    for arguments in (["diff", old, new], ["preview", new, "--against", old, "-o", tmp_path / "site"]):
        made = subprocess.run(
            [sys.executable, "-c", RUN_AND_TELL_PEAK, *arguments, status], capture_output=True, check=False
        )
        said = {line.split()[0]: line.split()[1:] for line in status.read_text("utf-8").splitlines()}
        assert made.returncode in (0, 1)
        assert int(said["VmHWM:"][0]) < MEGABYTES * 1024
        assert float(said["seconds"][0]) < 2 * SECONDS  # a slow machine, or one that others use, too


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_no_pipe_in_the_place_of_a_file_makes_a_command_wait(good, tmp_path):
    pipe, built, raw = tmp_path / "pipe.apkg", tmp_path / "built", tmp_path / "raw"
    os.mkfifo(pipe)
    built.mkdir()
    raw.mkdir()
    os.mkfifo(built / "manifest.json")
    (raw / "a.txt").write_text(page("Tag: NN", record("ML0001")), "utf-8")
    for arguments in (["inspect", str(pipe)], ["diff", str(good), str(pipe)], ["verify", str(built)]):
        assert run(arguments)[0] == 1
    assert run(["build", str(raw), "-o", str(built), "--no-cache"])[0] in (0, 1)
    (raw / "mlanki.toml").write_text('[records.ML0001]\nfigure = "../pipe.apkg"\n', "utf-8")
    assert "there is no picture" in run(["check", str(raw), "--no-cache"])[1]
