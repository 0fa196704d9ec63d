"""Which files are sources, and what their bytes say."""

import os
from pathlib import Path

import pytest

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Line, Span
from mlanki.pictures import Absent, find_picture
from mlanki.sources import Place, find_sources, one_line_a_kind, split_lines
from tests.conftest import Run
from tests.pages import PIXEL, load


def touch(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x\n", encoding="utf-8")


def found(*arguments: Path) -> list[str]:
    places, diagnostics = find_sources(arguments)
    assert diagnostics == ()
    return [place.path for place in places]


def lines_of(folder: Path, data: bytes) -> list[str]:
    source, diagnostics = loaded(folder, data)
    assert diagnostics == []
    return source


def loaded(folder: Path, data: bytes) -> tuple[list[str], list[str]]:
    file = folder / "page.txt"
    file.write_bytes(data)
    source, diagnostics = load(Place(file, "page.txt", "page.txt"))
    return [line.text for line in source.lines] if source else [], [str(diagnostic) for diagnostic in diagnostics]


def test_a_folder_is_walked_in_sorted_order_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    touch(tmp_path, "b.txt", "a/z.txt", "c/d/e.txt", "B.txt")

    assert found(tmp_path) == ["B.txt", "a/z.txt", "b.txt", "c/d/e.txt"]


def test_a_file_is_called_by_its_name(tmp_path: Path) -> None:
    touch(tmp_path, "a/z.txt")

    assert found(tmp_path / "a" / "z.txt") == ["z.txt"]


def test_what_is_no_source_is_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, ".hidden", ".git/config", "README.md", "readme", "LICENSE", "licence.txt", "mlanki.toml", "x.png")
    touch(tmp_path, "page.txt", "notes", "more.md", "mlanki.lock")

    assert found(tmp_path) == ["more.md", "notes", "page.txt"]


SAVE_TEXT = "save it as .txt, .md or .html"


def told(*arguments: Path) -> list[str]:
    return [f"{diagnostic.severity} {diagnostic}" for diagnostic in find_sources(arguments)[1]]


def test_what_is_not_read_is_told_in_one_line_for_each_kind(tmp_path: Path) -> None:
    touch(tmp_path, "page.txt", "a.pdf", "b/c.PDF", "notes.docx", "more.zip", "counts.xlsx", "all.apkg")

    places, _ = find_sources([tmp_path])

    assert [place.path for place in places] == ["page.txt"]
    at = f"warning {tmp_path}"
    assert told(tmp_path) == [
        f"{at}/a.pdf:1: 2 files of kind .pdf were not read (a.pdf, c.PDF): {SAVE_TEXT} [not-read]",
        (
            f"{at}/all.apkg:1: 1 file of kind .apkg was not read (all.apkg): give the records.jsonl of its build, "
            "or export the notes as .csv [not-read]"
        ),
        f"{at}/counts.xlsx:1: 1 file of kind .xlsx was not read (counts.xlsx): save each sheet as .csv [not-read]",
        f"{at}/more.zip:1: 1 file of kind .zip was not read (more.zip): unpack it here, and remove it [not-read]",
        f"{at}/notes.docx:1: 1 file of kind .docx was not read (notes.docx): {SAVE_TEXT} [not-read]",
    ]


def test_a_long_list_of_them_ends_early_and_the_others_are_notes(tmp_path: Path) -> None:
    touch(tmp_path, *(f"scan-{number:03}.pdf" for number in range(1, 51)))

    first, *others = told(tmp_path)

    assert first == (
        f"warning {tmp_path}/scan-001.pdf:1: 50 files of kind .pdf were not read (scan-001.pdf, scan-002.pdf, "
        "… and 48 more (`-v`)): save it as .txt, .md or .html [not-read]"
    )
    assert len(others) == 48
    assert others[0] == f"note {tmp_path}/scan-003.pdf:1: this was not read either [not-read-either]"


def test_what_a_page_keeps_beside_itself_and_below_is_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, "page.html", "page_files/x.css", "page_files/frame.html", "figure.png", "img/deep/b.svg", "f.woff2")

    assert found(tmp_path) == ["page.html"]


def test_pictures_without_a_page_beside_them_are_told(tmp_path: Path) -> None:
    touch(tmp_path, "pages/page.html", "scans/one.png", "scans/two.png")

    assert told(tmp_path) == [
        (
            f"warning {tmp_path}/scans/one.png:1: 2 files of kind .png were not read (one.png, two.png): "
            "no page beside it; type what it says into a .txt file [not-read]"
        )
    ]


def test_naming_every_file_of_a_folder_is_naming_the_folder(tmp_path: Path) -> None:
    touch(tmp_path, "page.html", "x.png", "media/y.svg", "z.pdf")

    places, told_once = find_sources(sorted(tmp_path.iterdir()))

    assert [place.path for place in places] == ["page.html"]
    assert [diagnostic.message[:38] for diagnostic in told_once] == ["1 file of kind .pdf was not read (z.pd"]


def test_an_address_is_told_and_not_fetched() -> None:
    places, (warning,) = find_sources([Path("https://example.org/bank?page=2")])

    assert places == ()
    assert str(warning) == (
        "https://example.org/bank?page=2:1: 1 address was not read (https://example.org/bank?page=2): "
        "nothing is fetched; save the page, and give the file [not-read]"
    )


def test_files_of_one_kind_that_are_no_text_are_one_line() -> None:
    def binary(path: str) -> Diagnostic:
        return diagnose("binary-file", Span(path, 1, 1), "this is no text file")

    lines = [str(each) for each in one_line_a_kind([binary("a.npy"), binary("b/c.npy"), binary("d.dat")])]

    assert lines == [
        (
            "a.npy:1: 2 files of kind .npy were not read (a.npy, c.npy): this is no text; move it out of the folder "
            "[not-read]"
        ),
        "d.dat:1: this is no text file [binary-file]",
    ]


def test_a_file_that_is_named_outright_is_never_passed_over(tmp_path: Path) -> None:
    touch(tmp_path, "README.md", ".hidden")

    assert found(tmp_path / "README.md", tmp_path / ".hidden") == ["README.md", ".hidden"]


def test_a_file_that_two_arguments_lead_to_is_read_once(tmp_path: Path) -> None:
    touch(tmp_path, "a/page.txt")
    (tmp_path / "a" / "same.txt").symlink_to("page.txt")

    assert found(tmp_path / "a", tmp_path / "a" / "page.txt", tmp_path / "a") == ["page.txt"]


def test_two_files_with_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    touch(tmp_path, "one/page.txt", "two/page.txt", "two/other.txt")

    assert found(tmp_path / "one", tmp_path / "two") == ["one/page.txt", "other.txt", "two/page.txt"]


def test_a_link_in_a_circle_is_named_and_not_followed(tmp_path: Path) -> None:
    touch(tmp_path, "raw/page.txt")
    (tmp_path / "raw" / "again").symlink_to(tmp_path / "raw")
    (tmp_path / "raw" / "self").symlink_to("self")

    places, diagnostics = find_sources([tmp_path / "raw"])

    assert [place.path for place in places] == ["page.txt"]
    again, itself = map(str, diagnostics)
    assert again == (
        f"{tmp_path}/raw/again:1: this link leads back to raw/, which holds it; it was not followed, so remove it "
        "[symlink-loop]"
    )
    assert itself == f"{tmp_path}/raw/self:1: this link leads to itself; remove it [symlink-loop]"


def test_a_link_to_another_folder_is_followed(tmp_path: Path) -> None:
    touch(tmp_path, "raw/topics/elsewhere/page.txt")
    (tmp_path / "raw" / "linked").symlink_to("topics/elsewhere")
    (tmp_path / "all").symlink_to("raw")

    assert found(tmp_path / "raw") == ["linked/page.txt"]
    assert found(tmp_path / "all") == ["linked/page.txt"]


def test_a_link_that_leads_out_of_what_was_named_is_told_and_not_read(tmp_path: Path) -> None:
    touch(tmp_path, "home/private.txt", "raw/page.txt", "more/folder/page.txt")
    (tmp_path / "raw" / "a.txt").symlink_to("../home/private.txt")
    (tmp_path / "raw" / "b").symlink_to("../more/folder")

    places, diagnostics = find_sources([tmp_path / "raw"])

    assert [place.path for place in places] == ["page.txt"]
    assert list(map(str, diagnostics)) == [
        f"{tmp_path}/raw/{name}:1: this link leads out of the folder and was not read; if it is a source, name it "
        "beside the folder [link-leads-out]"
        for name in ("a.txt", "b")
    ]
    assert found(tmp_path / "raw" / "a.txt") == ["a.txt"]
    assert found(tmp_path / "raw", tmp_path / "more", tmp_path / "home") == ["a.txt", "b/page.txt", "page.txt"]


def test_a_link_to_nothing_is_a_warning_since_nothing_of_it_is_lost(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to("nothing")
    (place,), _ = find_sources([tmp_path])

    source, (warning,) = load(place)

    assert source is None
    assert str(warning) == (
        "gone.txt:1: nothing can be read here (a link that leads nowhere, or a device); remove it [not-a-file]"
    )


def test_a_pipe_is_no_source_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (place,), _ = find_sources([tmp_path])

    source, (warning,) = load(place)

    assert source is None
    assert warning.code == "not-a-file"


def test_a_name_that_is_no_utf_8_still_has_a_path_that_can_be_written(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        (tmp_path / name).write_bytes(b"x\n")
    except OSError:
        pytest.skip("this file system has no such names")

    assert found(tmp_path) == ["caf\ufffd.txt"]


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\nb\r\nc\rd", ["a", "b", "c", "d"]),
        (b"a\n\n\r\n\rb\n", ["a", "", "", "", "b"]),
        (b"a\x0cb\x0bc\n", ["a\x0cb\x0bc"]),
        ("a\u2028b\u0085c\n".encode(), ["a\u2028b\u0085c"]),
        (b"", []),
        (b"\n", [""]),
    ],
    ids=["every-kind", "blank", "form-feed", "unicode", "empty", "one"],
)
def test_lines_end_as_editors_number_them(tmp_path: Path, data: bytes, lines: list[str]) -> None:
    assert lines_of(tmp_path, data) == lines


def test_lines_are_numbered_from_one() -> None:
    assert split_lines("a\r\n\nb") == (Line(1, "a"), Line(2, ""), Line(3, "b"))


WORDS = "naïve “mean” – θ"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_encoding_of_unicode_is_read(tmp_path: Path, encoding: str) -> None:
    assert lines_of(tmp_path, f"{WORDS}\nb\n".encode(encoding)) == [WORDS, "b"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_without_a_byte_order_mark(tmp_path: Path, encoding: str) -> None:
    assert lines_of(tmp_path, f"• ML0001 {WORDS}\n".encode(encoding)) == [f"• ML0001 {WORDS}"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_a_mark_is_read_in_either_order(tmp_path: Path, encoding: str) -> None:
    assert lines_of(tmp_path, f"\ufeff{WORDS}\r\nb".encode(encoding)) == [WORDS, "b"]


def test_windows_1252_is_read(tmp_path: Path) -> None:
    assert lines_of(tmp_path, b"\x95 na\xefve \x93mean\x94 \x96 caf\xe9\r\n") == ["• naïve “mean” – café"]


def test_one_line_of_windows_1252_does_not_spoil_a_file_in_utf_8(tmp_path: Path) -> None:
    assert lines_of(tmp_path, "naïve θ\n".encode() + b"\x93mean\x94\n") == ["naïve θ", "“mean”"]


@pytest.mark.parametrize(
    ("words", "encoding"),
    [("Что такое смещение?\n", "cp1251"), ("Что такое смещение?\n", "koi8-r"), ("過学習とは何ですか?\n", "euc-jp")],
)
def test_letters_of_an_encoding_that_nobody_names_are_told(tmp_path: Path, words: str, encoding: str) -> None:
    assert loaded(tmp_path, words.encode(encoding))[1] == [
        (
            "page.txt:1: this is neither UTF-8 nor Western and names no encoding, so its letters are wrong; "
            "save it as UTF-8 [undecodable-bytes]"
        )
    ]
    assert loaded(tmp_path, words.encode() + b"\x93mean\x94\n")[1] == []


def test_a_byte_that_means_nothing_is_named_with_its_line(tmp_path: Path) -> None:
    lines, diagnostics = loaded(tmp_path, b"a\nb\x81c\n")

    assert lines == ["a", "b\ufffdc"]
    assert diagnostics == [
        (
            "page.txt:2: a character here could not be decoded and stands as U+FFFD; save the file as UTF-8 "
            "[undecodable-bytes]"
        )
    ]


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", b"PK\x03\x04\x14\x00\x00\x00\x08\x00", bytes(range(256)) * 4],
    ids=["png", "zip", "every-byte"],
)
def test_what_is_no_text_is_passed_over_with_a_warning(tmp_path: Path, data: bytes) -> None:
    lines, diagnostics = loaded(tmp_path, data)

    assert lines == []
    assert diagnostics == [
        (
            "page.txt:1: this is no text file and was passed over; move it out of the folder if it is no source "
            "[binary-file]"
        )
    ]


def test_some_control_characters_do_not_make_a_file_binary(tmp_path: Path) -> None:
    assert lines_of(tmp_path, b"a long line of words\x07 and a bell\n") == ["a long line of words\x07 and a bell"]


def test_what_is_larger_than_allowed_is_told_and_not_read(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("What is a kernel?\n", encoding="utf-8")

    assert load(Place(file, "page.txt", "page.txt", largest=18))[1] == ()
    assert load(Place(file, "page.txt", "page.txt", largest=17)) == (
        None,
        (
            diagnose(
                "too-large",
                Span("page.txt", 1, 1),
                "this has more than 1.7e-05 MB and was not read; divide it or raise `--max-size`",
            ),
        ),
    )


def test_a_picture_that_is_larger_than_allowed_does_not_travel(tmp_path: Path) -> None:
    (tmp_path / "kernel.png").write_bytes(PIXEL)
    place = Place(tmp_path / "page.html", "page.html", "page.html", tmp_path, largest=50)

    assert find_picture(place, "kernel.png") == Absent(
        "it has more than 5e-05 MB; save it smaller, or raise `--max-size`"
    )


def test_the_largest_size_is_an_option(tmp_path: Path, run: Run) -> None:
    (tmp_path / "page.md").write_text("## What is a kernel?\n\n" + "A function. " * 90_000, encoding="utf-8")
    small = run("parse", str(tmp_path), "--max-size", "1")

    assert (
        "page.md:1: warning: this has more than 1 MB and was not read; divide it or raise `--max-size` [too-large]"
        in small.err
    )
    assert run("parse", str(tmp_path), "--max-size", "2").out.startswith('{"code": "Q-')
