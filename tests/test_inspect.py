"""`mlanki inspect`: what any package holds, ours, Anki's own, or none at all."""

import io
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from mlanki.cards import to_fields
from mlanki.cards.notetype import NoteType
from mlanki.document import Span
from mlanki.markup import from_markdown
from mlanki.readback import media_bytes, read_package
from mlanki.records import Origin, Record
from mlanki.release.packing import Note, pack
from tests.conftest import invoke

PICTURE = b"not a real picture" * 40


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of ours with two notes in two decks."""
    notes = []
    for code, tag, words in (("ML0001", "NN", "What is `a < b`?"), ("DL0002", "Deep", "Why?")):
        origin = Origin(Span("a.txt", 1, 9), "Tag: NN", "https://example.org/a")
        record = Record(code, "", from_markdown(words), from_markdown("Because $x$."), (tag,), (origin,))
        notes.append(Note(code, to_fields(record), (tag,), f"ML Interview::{tag}", 1_700_000_000, 1))
    file = tmp_path / "ours.apkg"
    file.write_bytes(pack(notes, NoteType(1_700_000_000)))
    return file


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """What Anki itself exports of a small collection, in its newer or its older format."""
    folder = tmp_path_factory.mktemp("anki")
    collection = Collection(str(folder / "collection.anki2"))
    kind = collection.models.by_name("Cloze")
    assert kind is not None
    note = collection.new_note(kind)
    note["Text"] = "{{c1::one}} and {{c2::two}} <img src=curve.png>"
    note.tags = ["a::b"]
    deck = collection.decks.id("Außen::Innen")
    assert deck is not None
    collection.add_note(note, deck)
    Path(collection.media.dir(), "curve.png").write_bytes(PICTURE)

    def export(*, legacy: bool) -> Path:
        file = folder / f"{'older' if legacy else 'newer'}.apkg"
        options = ExportAnkiPackageOptions(with_media=True, legacy=legacy)
        collection.export_anki_package(out_path=str(file), options=options, limit=None)
        return file

    return export


def test_a_package_is_listed_for_people(package: Path):
    result = invoke("inspect", package)
    assert result.exit_code == 0
    assert result.stdout == (
        "collection.anki2: 2 notes, 2 cards\n"
        "\n"
        "Decks\n"
        "  1  ML Interview::Deep\n"
        "  1  ML Interview::NN\n"
        "\n"
        "Tags\n"
        "  1  Deep\n"
        "  1  NN\n"
        "\n"
        "Note types\n"
        "  2  ML Interview Question (Code, Title, Question, Answer, Gist, Figure, Source, Extra)\n"
        "\n"
        "Notes\n"
        "  DL0002 · Why? · Because \\(x\\). · example.org\n"
        "  ML0001 · What is a < b ? · Because \\(x\\). · example.org\n"
    )


def test_json_holds_every_field_of_every_note(package: Path):
    document = json.loads(invoke("inspect", package, "--json").stdout)
    assert document["ok"] is True
    assert document["counts"] == {"notes": 2, "cards": 2, "decks": 2, "tags": 2, "media": 0, "note_types": 1}
    first = document["notes"][0]
    assert first["fields"]["Code"] == "DL0002"
    assert first["fields"]["Answer"] == r"Because \(x\)."
    assert first["tags"] == ["Deep"]
    assert first["decks"] == ["ML Interview::Deep"]
    assert document["note_types"][0]["templates"] == ["Question"]


@pytest.mark.parametrize(("legacy", "name"), [(False, "collection.anki21b"), (True, "collection.anki21")])
def test_packages_that_anki_exports_are_read_in_both_formats(
    exported: Callable[..., Path],
    legacy: bool,  # noqa: FBT001
    name: str,
):
    file = exported(legacy=legacy)
    document = json.loads(invoke("inspect", file, "--json").stdout)
    assert document["format"] == name
    assert document["decks"] == [{"name": "Außen::Innen", "cards": 2}]
    assert document["tags"] == [{"name": "a::b", "notes": 1}]
    assert document["media"] == [{"name": "curve.png", "bytes": 720}]
    assert document["note_types"][0]["fields"] == ["Text", "Back Extra"]
    assert document["notes"][0]["fields"]["Text"] == "{{c1::one}} and {{c2::two}} <img src=curve.png>"
    contents = read_package(file)
    assert media_bytes(file, contents.media) == {contents.media[0].name: PICTURE}
    (kind,) = contents.note_types
    assert kind.is_cloze
    assert "{{cloze:Text}}" in kind.templates[0].front
    assert ".cloze" in kind.css


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, data in members.items():
            file.writestr(name.replace("_", "."), data)
    return stream.getvalue()


def empty_database() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE cards (id)")
    data = database.serialize()
    database.close()
    return data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        archive(readme=b"hello"),
        archive(collection_anki2=b""),
        archive(collection_anki2=b"no database" * 400),
        archive(collection_anki2=empty_database()),
        archive(collection_anki21b=b"\x28\xb5\x2f\xfd broken"),
    ],
    ids=["empty", "cut", "other zip", "nothing", "no database", "no tables", "broken zstd"],
)
def test_a_file_that_is_no_package_is_refused_in_one_line(tmp_path: Path, data: bytes):
    file = tmp_path / "bad.apkg"
    file.write_bytes(data)
    result = invoke("inspect", file)
    assert result.exit_code == 1
    assert result.stdout == ""
    line, why = result.stderr.splitlines()
    assert line.startswith(f"{file}:1: error: this is no whole Anki package (")
    assert line.endswith("export or build it again [package-unreadable]")
    assert why == "mlanki: failed with 1 error (package-unreadable)"


def damaged(whole: bytes) -> Iterator[bytes]:
    for at in range(0, len(whole), 1 + len(whole) // 120):
        yield whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        yield whole[:at]


@pytest.mark.parametrize("legacy", [False, True])
def test_no_damage_ends_in_a_traceback(exported: Callable[..., Path], tmp_path: Path, legacy: bool):  # noqa: FBT001
    file = tmp_path / "damaged.apkg"
    for data in damaged(exported(legacy=legacy).read_bytes()):
        file.write_bytes(data)
        result = invoke("inspect", file)
        assert result.exit_code == 0 or result.stderr.endswith("1 error (package-unreadable)\n")


def test_damage_inside_the_database_ends_in_no_traceback_either(package: Path, tmp_path: Path):
    with zipfile.ZipFile(package) as whole:
        database = whole.read("collection.anki2")
    file = tmp_path / "damaged.apkg"
    for data in damaged(database):
        file.write_bytes(archive(collection_anki2=data, media=b"{}"))
        result = invoke("inspect", file)
        assert result.exit_code == 0 or result.stderr.endswith("1 error (package-unreadable)\n")
