"""What was read before is not read again, and nothing shows it but the time."""

import os
import pickle
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mlanki import cache
from mlanki.cache import Cache
from mlanki.cards.notetype import NoteType
from mlanki.config import Config
from mlanki.pipeline import Parsed, gathering, parse
from mlanki.pipeline.gathering import Effort
from mlanki.release import packing
from mlanki.release.packing import Note, PackagesBefore, pack
from tests.conftest import Run
from tests.pages import page, record

EXAMPLES = Path(__file__).parents[1] / "raw"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "readings"


@pytest.fixture
def reading(folder: Path) -> Callable[..., Parsed]:
    """Read sources and remember them."""

    def read(*sources: Path, form: str = "") -> Parsed:
        return parse(sources, Config(), form=form, effort=Effort(cache=Cache(folder)))

    return read


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    raw = tmp_path / "pages"
    raw.mkdir()
    for number in range(3):
        text = page(f"Tag: T{number}", record(f"ML000{number}", answer=f"Because of {number}."))
        (raw / f"page-{number}.txt").write_text(text, encoding="utf-8")
    return raw


def kept(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_what_is_remembered_is_all_that_reading_gives(reading: Callable[..., Parsed]) -> None:
    anew = parse([EXAMPLES], Config())

    first, again = reading(EXAMPLES), reading(EXAMPLES)

    assert first == again == anew
    assert again.evidence
    assert again.media


def test_only_a_changed_source_is_read_again(folder: Path, pages: Path, reading: Callable[..., Parsed]) -> None:
    reading(pages)
    before = kept(folder)
    (pages / "page-1.txt").write_text(page("Tag: T1", record("ML0001", answer="Because of 7.")), encoding="utf-8")

    changed = reading(pages)

    assert changed == parse([pages], Config())
    assert len(kept(folder) - before) == 1


def test_a_second_build_in_another_process_imports_nothing_that_reads(pages: Path, tmp_path: Path) -> None:
    telling = "import atexit, sys; atexit.register(lambda: print('mlanki.outline' in sys.modules))"
    running = "from mlanki.cli import main; main()"
    command = (sys.executable, "-c", f"{telling}; {running}", "build", pages, "-o", tmp_path / "out", "-q")

    said = [subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout for _ in range(2)]

    assert said == ["True\n", "False\n"]


def test_the_form_and_the_name_of_a_source_are_part_of_what_is_remembered(
    pages: Path, reading: Callable[..., Parsed]
) -> None:
    reading(pages)
    copy = pages.parent / "other.txt"
    copy.write_bytes((pages / "page-0.txt").read_bytes())

    assert reading(copy) == parse([copy], Config())
    assert reading(pages, form="markdown") == parse([pages], Config(), form="markdown")


def test_a_picture_that_is_put_beside_a_page_later_is_found(tmp_path: Path, reading: Callable[..., Parsed]) -> None:
    source = tmp_path / "bank.md"
    source.write_text("## What does the curve say?\n\nIt falls.\n\n![the loss](loss.png)\n", encoding="utf-8")
    without = reading(source)
    (tmp_path / "loss.png").write_bytes(PNG)
    with_one = reading(source)
    (tmp_path / "loss.png").write_bytes(PNG + b"another")
    with_another = reading(source)

    assert [len(each.media) for each in (without, with_one, with_another)] == [0, 1, 1]
    assert with_one.media != with_another.media
    assert with_another == parse([source], Config())


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-9],
        lambda data: data[:80] + b"x" + data[81:],
        lambda data: data[:150] + b"x" + data[151:],
        lambda _: b"",
    ],
)
def test_a_damaged_entry_is_read_anew_and_replaced(
    folder: Path, pages: Path, reading: Callable[..., Parsed], damage: Callable[[bytes], bytes]
) -> None:
    whole = reading(pages)
    before = {file: file.read_bytes() for file in folder.iterdir()}
    for file, data in before.items():
        file.write_bytes(damage(data))

    assert reading(pages) == whole
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


def test_of_a_large_entry_that_somebody_else_has_put_there_next_to_nothing_is_read(folder: Path) -> None:
    cache = Cache(folder)
    cache.keep("a" * 64, b"ours")
    os.truncate(folder / ("a" * 64), 400_000_000)

    tracemalloc.start()
    try:
        assert cache.find("a" * 64) is None
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()

    cache.keep("a" * 64, b"ours again")
    assert cache.find("a" * 64) == b"ours again"


def test_an_entry_that_names_anything_but_our_nouns_is_not_opened(
    folder: Path, pages: Path, reading: Callable[..., Parsed], tmp_path: Path
) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, ...]:
            return Path.touch, (tmp_path / "touched",)

    whole = reading(pages)
    sign_anew(folder, pickle.dumps(Evil()))

    assert reading(pages) == whole
    assert not (tmp_path / "touched").exists()


def sign_anew(folder: Path, packed: bytes) -> None:
    """Make all entries say `packed`, as if we had written it."""
    for file in folder.iterdir():
        Cache(folder).keep(file.name, packed)


@pytest.mark.parametrize(
    "packed",
    [
        b"cmlanki.document\nText\n)R.",
        b"h\x05.",
        b"I x\n.",
        b"(.",
        b"cmlanki.diagnostics\n\xff\n.",
        b"cmlanki.pipeline.gathering\nSourceRead\n(K\x05K\x05K\x05tR.",
        b"cmlanki.pipeline.gathering\n_Unpickler\nN}\x8c\nfind_class\x8c\x01xs\x86b.",
    ],
)
def test_an_entry_that_holds_something_else_is_read_anew(
    folder: Path, pages: Path, reading: Callable[..., Parsed], packed: bytes
) -> None:
    whole = reading(pages)
    sign_anew(folder, b"\x80\x04" + packed)

    assert reading(pages) == whole
    assert reading(pages) == whole


def test_an_entry_that_somebody_else_wrote_is_read_anew(
    folder: Path, pages: Path, reading: Callable[..., Parsed], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path / "theirs"))
        whole = reading(pages)
        (body,) = {file.read_bytes().partition(b"\n")[2] for file in [*folder.iterdir()][:1]}
        sign_anew(folder, body)  # what one page says stands for each
        assert reading(pages) != whole

    assert reading(pages) == whole
    names = [file.name for file in folder.iterdir()]
    (folder / names[0]).write_bytes((folder / names[1]).read_bytes())
    assert reading(pages) == whole


def test_other_code_of_mlanki_reads_everything_anew(
    folder: Path, pages: Path, reading: Callable[..., Parsed], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading(pages)
    monkeypatch.setattr(gathering, "code_digest", lambda: "of another version")
    reading(pages)

    assert len(kept(folder)) == 6


def test_entries_that_were_used_longest_ago_go_where_there_is_too_much(
    folder: Path, pages: Path, reading: Callable[..., Parsed], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading(pages)
    sizes = [file.stat().st_size for file in folder.iterdir()]
    monkeypatch.setattr(cache, "MOST_BYTES", 5 * max(sizes) // 2)
    reading(pages / "page-0.txt")
    (pages / "page-3.txt").write_text(page("Tag: T3", record("ML0003", answer="Because of 3.")), encoding="utf-8")
    newest = kept(folder)
    reading(pages / "page-3.txt")

    assert len(kept(folder)) == 2
    assert len(kept(folder) - newest) == 1


def test_what_the_dead_have_left_half_written_goes_after_an_hour(
    folder: Path, pages: Path, reading: Callable[..., Parsed]
) -> None:
    folder.mkdir()
    old, new = (folder / f".{letter * 64}.4711" for letter in "ab")
    for file in (old, new):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))

    reading(pages)

    assert {file.name for file in folder.iterdir() if file.name.startswith(".")} == {new.name}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
@pytest.mark.parametrize("put", [os.mkfifo, lambda entry: entry.symlink_to("/dev/zero")], ids=["pipe", "link"])
def test_an_entry_that_is_no_file_is_worked_out_anew(
    put: Callable[[Path], object], folder: Path, pages: Path, reading: Callable[..., Parsed]
) -> None:
    before = reading(pages)
    for name in kept(folder):
        (folder / name).unlink()
        put(folder / name)

    assert reading(pages) == before
    assert all(file.is_file() and not file.is_symlink() for file in folder.iterdir())


def test_a_folder_of_others_that_a_link_puts_in_the_place_of_ours_is_left_alone(
    folder: Path, pages: Path, reading: Callable[..., Parsed], monkeypatch: pytest.MonkeyPatch
) -> None:
    others = folder.with_name("others")
    others.mkdir()
    (others / "thesis").write_bytes(bytes(2000))
    folder.symlink_to(others)
    monkeypatch.setattr(cache, "MOST_BYTES", 1000)
    reading(pages)
    folder.unlink()
    others.rename(folder)  # in which they could lie as well
    reading(pages)

    assert [name for name in kept(folder) if len(name) < 64] == ["thesis"]


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(pages: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    cache = Cache(tmp_path / "file" / "readings")

    assert parse([pages], Config(), effort=Effort(cache=cache)) == parse([pages], Config())


def test_nothing_is_remembered_where_that_is_not_wanted(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("XDG_CACHE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))
    command = (sys.executable, "-m", "mlanki", "parse", pages, "-o", tmp_path / "records.jsonl", "-q")

    subprocess.run([*command, "--no-cache"], check=True)
    assert not (tmp_path / "user").exists()
    subprocess.run(command, check=True)
    assert len([file for file in (tmp_path / "user").rglob("*") if file.is_file()]) == 4


def test_two_builds_at_once_do_not_disturb_each_other(pages: Path, tmp_path: Path) -> None:
    for number in range(40):
        text = page(f"Tag: T{number}", record(f"DL00{number:02}", answer=f"Because of {number}."))
        (pages / f"more-{number}.txt").write_text(text, encoding="utf-8")
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl"]
    builds = [subprocess.Popen((sys.executable, "-m", "mlanki", "parse", pages, "-o", file, "-q")) for file in files]

    assert [build.wait() for build in builds] == [0, 0]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_what_pages_repeat_is_in_memory_once(tmp_path: Path, reading: Callable[..., Parsed]) -> None:
    for name in ("one.txt", "other.txt"):
        (tmp_path / name).write_text(
            page("Tag: T", record("ML0001", answer="It falls.\n\nIt rises.")), encoding="utf-8"
        )

    for parsed in (reading(tmp_path / "one.txt", tmp_path / "other.txt") for _ in range(2)):
        (duplicate,) = parsed.duplicates
        assert duplicate.dropped.answer is duplicate.kept.answer is parsed.records[0].answer


def test_what_is_no_text_is_told_again(pages: Path, reading: Callable[..., Parsed]) -> None:
    (pages / "page-2.txt").write_bytes(b"\x00\x01 no text")

    first, again = reading(pages), reading(pages)

    assert first == again
    assert "binary-file" in {each.code for each in again.diagnostics}


def test_only_packages_whose_notes_changed_are_packed_again(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    packed: list[list[str]] = []

    def counted(notes: Sequence[Note], note_type: NoteType) -> bytes:
        packed.append([note.code for note in notes])
        return pack(notes, note_type)

    def build() -> dict[str, bytes]:
        packed.clear()
        assert run("build", pages, "-o", tmp_path / "out").status == 0
        return {file.name: file.read_bytes() for file in (tmp_path / "out").glob("*.apkg")}

    monkeypatch.setattr(packing, "pack", counted)
    first = build()
    assert build() == first
    assert packed == []

    (tmp_path / "out" / "t2.apkg").write_bytes(b"damaged")
    assert build() == first
    assert packed == [["ML0002"]]

    (pages / "page-1.txt").write_text(page("Tag: T1", record("ML0001", answer="Because of 7.")), encoding="utf-8")
    changed = build()
    assert packed == [["ML0000", "ML0001", "ML0002"], ["ML0001"]]
    assert run("build", pages, "-o", tmp_path / "anew", "--lock", tmp_path / "out" / "mlanki.lock").status == 0
    assert {file.name: file.read_bytes() for file in (tmp_path / "anew").glob("*.apkg")} == changed


@pytest.mark.parametrize(
    "change",
    [{"fields": ("B",)}, {"tags": ("b",)}, {"home": "B"}, {"mod": 2}, {"position": 2}, {"media": {"a.png": b"2"}}],
    ids=lambda change: next(iter(change)),
)
def test_a_package_is_taken_only_where_all_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any]
) -> None:
    note = Note("ML0001", ("A",), ("a",), "A", 1, 1, {"a.png": b"1"})
    monkeypatch.setattr(packing, "pack", lambda notes, _: repr(notes).encode())
    before = PackagesBefore(tmp_path, Cache(tmp_path / "cache"))
    (tmp_path / "a.apkg").write_bytes(before.pack("a.apkg", [note], NoteType(1)))

    changed = replace(note, **change)
    assert before.pack("a.apkg", [changed], NoteType(1)) == repr([changed]).encode()
