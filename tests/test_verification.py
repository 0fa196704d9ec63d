"""`mlanki verify`: a release is whole, or it is said what is not."""

import hashlib
import io
import json
import re
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import regex

from mlanki.errors import Stop
from mlanki.release.manifest import content_digest
from tests.conftest import Run
from tests.pages import page, record


def packed_anew(package: bytes) -> bytes:
    """The same members, compressed in another way."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return stream.getvalue()


def test_a_release_is_whole_after_it_was_built(built: Path, run: Run) -> None:
    ran = run("verify", built)

    assert (ran.status, ran.out, ran.err) == (0, "5 files, 4 packages: all whole\n", "")
    assert json.loads(run("verify", built, "--json").out) == {"ok": True, "files": 5, "packages": 4, "diagnostics": []}


def test_the_manifest_tells_the_content_of_each_package_and_the_tools(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text("utf-8"))

    assert set(manifest["tools"]) == {"genanki", "python", "sqlite", "zlib"}
    for package in manifest["packages"]:
        assert package["content"] == content_digest(built / package["file"])
    assert len({package["content"] for package in manifest["packages"]}) == 4


def test_the_digest_of_the_content_does_not_depend_on_the_compression(built: Path) -> None:
    package, anew = built / "nn.apkg", built / "anew.apkg"
    anew.write_bytes(packed_anew(package.read_bytes()))

    assert anew.read_bytes() != package.read_bytes()
    assert content_digest(anew) == content_digest(package)


def test_the_digest_of_the_content_depends_on_every_word(raw: Path, built: Path, rebuild: Callable[[], Path]) -> None:
    before = content_digest(built / "nn.apkg")
    text = (raw / "tag-nn.txt").read_text("utf-8")
    (raw / "tag-nn.txt").write_text(text.replace("at random", "at  randon"), "utf-8")

    assert content_digest(rebuild() / "nn.apkg") != before


def break_package(folder: Path) -> None:
    (folder / "nn.apkg").write_bytes((folder / "nn.apkg").read_bytes()[:-40])


def swap_packages(folder: Path) -> None:
    (folder / "nn.apkg").write_bytes((folder / "basics.apkg").read_bytes())


def pack_anew(folder: Path) -> None:
    (folder / "nn.apkg").write_bytes(packed_anew((folder / "nn.apkg").read_bytes()))


def remove_package(folder: Path) -> None:
    (folder / "nn.apkg").unlink()


def edit_records(folder: Path) -> None:
    with (folder / "records.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")


def other_manifest(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["packages"][3]["file"] = "all2.apkg"
    (folder / "all2.apkg").write_bytes((folder / "nn.apkg").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def other_media(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "media").mkdir()
    (folder / "media" / "a.svg").write_text("<svg/>", "utf-8")
    manifest["media"] = [{"file": "media/b.svg"}]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    with (folder / "SHA256SUMS").open("a") as file:
        file.write("0" * 64 + "  media/a.svg\n")


def no_checksums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def no_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def foreign_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"packages": [5]}', "utf-8")


def manifest_elsewhere(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"packages": [{"file": "/dev/zero"}]}', "utf-8")


def broken_checksums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("\nabc  all.apkg\n", "utf-8")


def checksums_elsewhere(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("0" * 64 + "  media/../../secret\n", "utf-8")


OTHER_SUM = "SHA256SUMS:4: nn.apkg has another checksum than this [release-damaged]"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            break_package,
            [OTHER_SUM, "nn.apkg:1: this is no whole package of mlanki (File is not a zip file) [package-unreadable]"],
        ),
        (
            swap_packages,
            [OTHER_SUM, "manifest.json:1: nn.apkg holds other notes than were built [release-damaged]"],
        ),
        (
            pack_anew,
            [OTHER_SUM, "manifest.json:1: nn.apkg holds the notes that were built [release-damaged]"],
        ),
        (
            remove_package,
            [
                "SHA256SUMS:4: nn.apkg is missing [release-missing]",
                "manifest.json:1: nn.apkg is missing [release-missing]",
            ],
        ),
        (edit_records, ["SHA256SUMS:5: records.jsonl has another checksum than this [release-damaged]"]),
        (
            other_manifest,
            [
                "SHA256SUMS:1: all2.apkg has no checksum here [release-damaged]",
                "manifest.json:1: nn.apkg is not named here [release-damaged]",
            ],
        ),
        (
            other_media,
            [
                "SHA256SUMS:6: media/a.svg has another checksum than this [release-damaged]",
                "SHA256SUMS:1: media/b.svg has no checksum here [release-damaged]",
                "manifest.json:1: media/a.svg is not named here [release-damaged]",
            ],
        ),
        (no_checksums, ["SHA256SUMS:1: is missing [release-missing]"]),
        (no_manifest, ["manifest.json:1: is missing [release-missing]"]),
        (foreign_manifest, ["manifest.json:1: this is no manifest of mlanki [release-damaged]"]),
        (manifest_elsewhere, ["manifest.json:1: this is no manifest of mlanki [release-damaged]"]),
        (checksums_elsewhere, ["SHA256SUMS:1: this line is no checksum with a file name [release-damaged]"]),
        (broken_checksums, ["SHA256SUMS:1: this line is no checksum with a file name [release-damaged]"]),
    ],
)
def test_each_mismatch_is_a_line(built: Path, run: Run, damage: Callable[[Path], None], said: list[str]) -> None:
    damage(built)

    ran = run("verify", built)

    assert (ran.status, ran.out) == (1, "")
    *lines, why = [line.removeprefix(f"{built}/").replace(": error: ", ": ") for line in ran.err.splitlines()]
    assert [regex.sub(r"[,;] .* (?=\[)", " ", line) for line in lines] == said
    assert why.startswith(f"mlanki: failed with {len(said)} error")


@pytest.mark.parametrize(("ledger", "shared"), [("build/mlanki.lock", False), ("mlanki.lock", True)])
def test_packages_beside_the_ledger_of_an_earlier_build_are_not_whole(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch, ledger: str, *, shared: bool
) -> None:
    if shared:
        Path("mlanki.toml").touch()
    run("build", raw, "-o", "build")
    older = Path(ledger).read_bytes()
    text = (raw / "tag-nn.txt").read_text("utf-8")
    (raw / "tag-nn.txt").write_text(text.replace("at random", "at times"), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700086400")
    run("build", raw, "-o", "build")
    assert run("verify", "build").status == 0
    assert run("verify", "build", "--lock", ledger).status == 0
    newer = Path(ledger).read_bytes()
    Path(ledger).write_bytes(older)

    ran = run("verify", "build")

    assert (ran.status, ran.out) == (1, "")
    assert ran.err == (
        f"build/all.apkg:1: error: DL0002: not of the time in {ledger}; they are of two builds, so bring back what "
        "fits, or build [release-damaged]\nmlanki: failed with 1 error (release-damaged)\n"
    )
    assert older != newer


def test_an_older_build_is_whole_though_another_folder_was_built_with_the_same_ledger_since(
    raw: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("mlanki.toml").touch()
    run("build", raw, "-o", "older")
    (raw / "tag-nn.txt").write_text(page("Tag: NN", record("ML0001", answer="Another.")), "utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700086400")
    run("build", raw, "-o", "newer")

    assert run("verify", "newer").status == run("verify", "older").status == 0
    assert run("verify", "older", "--lock", "mlanki.lock").status == 1


def test_names_beyond_number_for_one_file_fill_no_memory(built: Path, run: Run) -> None:
    (built / "media").mkdir()
    names = [f"media/{number}" for number in range(30)]
    (built / "media" / "0").write_bytes(bytes(8_000_000))
    for name in names[1:]:
        (built / name).hardlink_to(built / "media" / "0")
    digest = hashlib.sha256(bytes(8_000_000)).hexdigest()
    with (built / "SHA256SUMS").open("a") as sums:
        sums.writelines(f"{digest}  {name}\n" for name in names)

    tracemalloc.start()
    ran = run("verify", built)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert ran.err.count("is not named here; the files are of two builds") == 30
    assert most < 40_000_000


def test_one_file_has_one_name(built: Path, run: Run) -> None:
    with (built / "SHA256SUMS").open("a") as sums:
        sums.write("0" * 64 + "  media//x\n")

    assert run("verify", built).err.startswith(f"{built}/SHA256SUMS:6: error: this line is no checksum")


def test_the_digest_of_what_is_no_package_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "some.apkg"
    file.write_bytes(b"PK")

    with pytest.raises(Stop, match=rf"^{re.escape(str(file))}:1: this is no whole package"):
        content_digest(file)
