"""What is measured, each in a process of its own: `python contestants.py NAME SOURCES PACKAGES SCRATCH`.

Each is given the folder of the sources, one that a build of them has left, and an empty one. It prints one JSON
object: for each of its stages the wall and the CPU seconds. What has to be there before it can begin is not measured.
"""

import io
import json
import re
import resource
import sqlite3
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import genanki

FIELDS = ("Code", "Title", "Question", "Answer")
STAGES: dict[str, dict[str, float]] = {}

# A record of a listing, as somebody who has seen one page would write it.
RECORD = re.compile(
    r"^  • (?P<code>[A-Z]{2}\d+) (?P<title>.+)\n\n    (?P<question>.+)\n\n    Answer\n\n"
    r"(?P<answer>(?:.*\n)+?)\n    Login to",
    re.MULTILINE,
)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Remember what the body costs; the peak memory is that of the process until then."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes on Linux
    STAGES[name] = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "peak": peak}


def mlanki_stages(sources: Path, _: Path, scratch: Path) -> None:
    """A build in one process, its stages apart."""
    with stage("import"):
        from mlanki import pipeline
        from mlanki.cache import Cache
        from mlanki.cli import build_commands  # noqa: F401 - what the command imports
        from mlanki.config import Config
        from mlanki.outline import read  # noqa: F401 - and what reading imports
        from mlanki.pipeline.gathering import Effort
        from mlanki.release.ledger import Ledger
        from mlanki.release.publishing import write_whole
    effort = Effort(cache=Cache(scratch / "cache"))
    with stage("read and merge"):
        parsed = pipeline.parse([sources], Config(), effort=effort)
    with stage("merge"):  # what was read being remembered
        parsed = pipeline.parse([sources], Config(), effort=effort)
    with stage("find near-duplicates"):
        pipeline.near(parsed, Config())
    with stage("render and pack"):
        built = pipeline.build(parsed, Config(), Ledger(), 1_700_000_000)
    with stage("write"):
        write_whole({scratch / name: path for name, path in built.files.paths.items()})


Tables = dict[str, list[tuple[object, ...]]]


def contents(packages: Path) -> dict[str, tuple[list[str], Tables]]:
    """For each package the statements that make its tables, and the rows of each table."""
    found = {}
    for file in sorted(packages.glob("*.apkg")):
        database = sqlite3.connect(":memory:")
        with zipfile.ZipFile(file) as archive:
            database.deserialize(archive.read("collection.anki2"))
        statements = [sql for (sql,) in database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
        tables = {table: [*database.execute(f"SELECT * FROM {table}")] for table in ("col", "notes", "cards")}  # noqa: S608
        found[file.name] = statements, tables
        database.close()
    return found


def floor(_: Path, packages: Path, scratch: Path) -> None:
    """The rows of the same packages, written to SQLite without a journal and compressed."""
    written = contents(packages)
    with stage("all"):
        for name, (statements, tables) in written.items():
            database = sqlite3.connect(":memory:")
            database.execute("PRAGMA journal_mode = OFF")
            for statement in statements:
                database.execute(statement)
            for table, rows in tables.items():
                marks = ", ".join("?" * len(rows[0]))
                database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
            database.commit()
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                archive.writestr("collection.anki2", database.serialize(), zipfile.ZIP_DEFLATED, compresslevel=9)
            database.close()
            (scratch / name).write_bytes(stream.getvalue())


def note_type() -> genanki.Model:
    templates = [{"name": "Card", "qfmt": "{{Title}}<br>{{Question}}", "afmt": "{{FrontSide}}<hr>{{Answer}}"}]
    return genanki.Model(1_607_392_320, "Naive", fields=[{"name": name} for name in FIELDS], templates=templates)


def naive(sources: Path, _: Path, scratch: Path) -> None:
    """One regular expression for a record, genanki as it is, and no formulas: a page is a tag, a tag is a deck."""
    with stage("all"):
        texts: dict[str, re.Match[str]] = {}
        tags: defaultdict[str, list[str]] = defaultdict(list)
        for file in sorted(sources.iterdir()):
            text = file.read_text(encoding="utf-8")
            topic = text.partition("\n")[0].removeprefix("Tag: ").replace(" ", "_")
            for found in RECORD.finditer(text):
                texts[found["code"]] = found
                tags[found["code"]].append(topic)
        model = note_type()
        decks: defaultdict[str, genanki.Deck] = defaultdict(lambda: genanki.Deck(len(decks) + 2, "Everything"))
        for code, found in texts.items():
            answer = found["answer"].strip().replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")
            fields = [code, found["title"], found["question"], answer]
            for deck in ("all", *dict.fromkeys(tags[code])):
                decks[deck].add_note(genanki.Note(model, fields, tags=tags[code], guid=genanki.guid_for(code)))
        for name, deck in decks.items():
            genanki.Package(deck).write_to_file(scratch / f"{name}.apkg")


def stock_genanki(_: Path, packages: Path, scratch: Path) -> None:
    """The notes of the same packages, written by genanki as it is, which does not compress."""
    written = contents(packages)
    with stage("all"):
        fields = [{"name": f"F{number}"} for number in range(8)]
        templates = [{"name": "Card", "qfmt": "{{F2}}", "afmt": "{{F3}}"}]
        model = genanki.Model(1_607_392_321, "Stock", fields=fields, templates=templates)
        for name, (_statements, tables) in written.items():
            homes = {note: home for _id, note, home, *_rest in tables["cards"]}
            decks = {home: genanki.Deck(home, f"Deck {home}") for home in homes.values()}
            for note, guid, _type, _mod, _usn, tags, said, *_rest in tables["notes"]:
                values = {"fields": str(said).split("\x1f"), "tags": str(tags).split(), "guid": guid}
                decks[homes[note]].add_note(genanki.Note(model, **values))
            genanki.Package(list(decks.values())).write_to_file(scratch / name)


def anki(_: Path, packages: Path, scratch: Path) -> None:
    """The same packages, exported by Anki from a collection that holds their notes."""
    from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageRequest, NoteIdsLimit
    from anki.notes import NoteId

    collection = Collection(str(scratch / "collection.anki2"))
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(packages / "all.apkg")))
    chosen = {
        name: [NoteId(int(str(note))) for note, *_rest in tables["notes"]]
        for name, (_statements, tables) in contents(packages).items()
    }
    with stage("all"):
        for name, notes in chosen.items():
            options = ExportAnkiPackageOptions(with_media=True, legacy=True)
            collection.export_anki_package(out_path=str(scratch / name), options=options, limit=NoteIdsLimit(notes))
    collection.close()


CONTESTANTS: dict[str, Callable[[Path, Path, Path], None]] = {
    "stages": mlanki_stages,
    "floor": floor,
    "naive": naive,
    "genanki": stock_genanki,
    "anki": anki,
}

if __name__ == "__main__":
    CONTESTANTS[sys.argv[1]](*map(Path, sys.argv[2:]))
    print(json.dumps(STAGES))
