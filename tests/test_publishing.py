"""What a build leaves in its folder: all of it or nothing, and nothing that is not its own is touched."""

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.errors import Stop
from mlanki.release.publishing import publish, write_whole
from tests.conftest import Run
from tests.pages import page, record


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_build_leaves_packages_records_manifest_checksums_and_ledger(built: Path) -> None:
    assert sorted(contents(built)) == [
        "SHA256SUMS",
        "all.apkg",
        "basics.apkg",
        "machine-learning.apkg",
        "manifest.json",
        "mlanki.lock",
        "nn.apkg",
        "records.jsonl",
    ]


def test_the_manifest_names_packages_and_sources(built: Path, raw: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))

    assert [(p["file"], p["decks"], p["notes"]) for p in manifest["packages"]] == [
        ("all.apkg", ["ML Interview::Basics", "ML Interview::Machine Learning", "ML Interview::NN"], 7),
        ("basics.apkg", ["ML Interview::Basics", "ML Interview::NN"], 4),
        ("machine-learning.apkg", ["ML Interview::Machine Learning"], 1),
        ("nn.apkg", ["ML Interview::NN"], 3),
    ]
    for package in manifest["packages"]:
        assert package["sha256"] == hashlib.sha256((built / package["file"]).read_bytes()).hexdigest()
    assert manifest["sources"] == [
        {"path": name, "sha256": hashlib.sha256((raw / name).read_bytes()).hexdigest(), "entries": entries}
        for name, entries in (("author.txt", 2), ("tag-basics.txt", 4), ("tag-nn.txt", 3))
    ]


def test_checksums_are_those_that_sha256sum_checks(built: Path) -> None:
    lines = (built / "SHA256SUMS").read_text(encoding="utf-8").splitlines()

    assert [line[66:] for line in lines] == [
        "all.apkg",
        "basics.apkg",
        "machine-learning.apkg",
        "nn.apkg",
        "records.jsonl",
    ]
    for line in lines:
        assert line[:66] == hashlib.sha256((built / line[66:]).read_bytes()).hexdigest() + "  "


def test_records_are_one_json_object_a_line_sorted_by_code(built: Path) -> None:
    lines = (built / "records.jsonl").read_text(encoding="utf-8").splitlines()

    assert json.loads(lines[0]) == {
        "code": "DL0002",
        "title": "Dropout",
        "question": "What does dropout do?",
        "answer": "It silences units at random.\n\nOnly while training.",
        "tags": ["NN"],
        "origins": [{"path": "tag-nn.txt", "first": 22, "last": 30, "page": "Tag: NN"}],
    }
    codes = [json.loads(line)["code"] for line in lines]
    assert codes == ["DL0002", "ML0001", "ML0003", "ML0010", "ML0011", "ML0012", "ML0020"]


def test_packages_of_tags_that_are_gone_are_removed_and_foreign_files_stay(
    raw: Path, rebuild: Callable[[], Path], built: Path
) -> None:
    (built / "mine.apkg").write_bytes(b"mine")
    (built / "notes.txt").write_bytes(b"mine")
    (raw / "tag-basics.txt").unlink()

    rebuild()

    assert sorted(file.name for file in built.glob("*.apkg")) == [
        "all.apkg",
        "machine-learning.apkg",
        "mine.apkg",
        "nn.apkg",
    ]
    assert (built / "notes.txt").read_bytes() == b"mine"


def test_a_manifest_of_someone_else_removes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (tmp_path / "precious.apkg").write_bytes(b"mine")
    manifest = {"packages": [{"file": "../precious.apkg"}, {"file": ""}, {"file": ".."}]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    publish({"all.apkg": b"new"}, folder, folder / "mlanki.lock", "")

    assert (tmp_path / "precious.apkg").read_bytes() == b"mine"
    assert (folder / "all.apkg").read_bytes() == b"new"


@pytest.mark.parametrize("manifest", ["", "[]", '{"packages": 5}', '{"packages": [{"file": 5}]}', "\ufeff{"])
def test_a_broken_manifest_does_not_stop_a_build(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")

    publish({"all.apkg": b"new"}, tmp_path, tmp_path / "mlanki.lock", "")

    assert (tmp_path / "all.apkg").read_bytes() == b"new"


def test_files_are_written_into_folders_that_do_not_exist_yet(tmp_path: Path) -> None:
    write_whole({tmp_path / "a" / "b" / "c.txt": b"x"})

    assert contents(tmp_path) == {"a/b/c.txt": b"x"}


def test_when_one_file_cannot_be_written_no_other_is(tmp_path: Path) -> None:
    (tmp_path / "first").write_bytes(b"old")
    (tmp_path / "second").mkdir()

    with pytest.raises(Stop) as stopped:
        write_whole({tmp_path / "first": b"new", tmp_path / "second": b"new"})

    assert str(stopped.value) == (
        f"{tmp_path}/second:1: cannot be written (Is a directory); choose another place, or give yourself permission "
        "[not-writable]"
    )
    assert contents(tmp_path) == {"first": b"old"}


def test_a_disk_that_fills_up_leaves_the_build_before_whole(raw: Path, built: Path) -> None:
    before = contents(built)
    (raw / "more.txt").write_text(
        page("Tag: More", *(record(f"ML9{n:03}", answer=f"Number {n * 7919}.") for n in range(200))), encoding="utf-8"
    )

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_000, 8_000))

    command = (sys.executable, "-m", "mlanki", "build", str(raw), "-o", str(built))
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(command, env=environment, preexec_fn=limit, capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr == (
        f"{tempfile.gettempdir()}:1: error: cannot be written (disk I/O error); choose another place, or give yourself "
        "permission [not-writable]\nmlanki: failed with 1 error (not-writable)\n"
    )
    assert contents(built) == before


def identities(folder: Path) -> dict[str, tuple[int, int]]:
    """What tells a file that was written again from one that was left alone."""
    return {file.name: (file.stat().st_ino, file.stat().st_mtime_ns) for file in folder.iterdir()}


def test_a_package_whose_notes_did_not_change_is_not_written_again(
    raw: Path, built: Path, rebuild: Callable[[], Path]
) -> None:
    before = identities(built)
    assert identities(rebuild()) == before

    source = raw / "tag-nn.txt"
    source.write_text(source.read_text(encoding="utf-8").replace("silences", "mutes"), encoding="utf-8")
    after = identities(rebuild())
    assert {name for name in before if after[name] == before[name]} == {"basics.apkg", "machine-learning.apkg"}


def test_a_link_in_the_place_of_a_file_is_replaced_whatever_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"x")
    (tmp_path / "file").symlink_to("elsewhere")

    write_whole({tmp_path / "file": b"x"})

    assert not (tmp_path / "file").is_symlink()
    assert contents(tmp_path) == {"elsewhere": b"x", "file": b"x"}


def test_a_ledger_that_decks_share_by_a_link_stays_shared(raw: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").touch()
    assert run("build", raw, "-o", "out").status == 0
    ledger, shared = raw.parent / "mlanki.lock", raw.parent / "shared" / "mlanki.lock"
    shared.parent.mkdir()
    ledger.rename(shared)
    ledger.symlink_to("shared/mlanki.lock")

    assert run("release", "v1", raw, "-o", "out").status == 0

    assert ledger.is_symlink()
    assert "[releases]\nv1 = {" in shared.read_text("utf-8")
    assert run("verify", "out").status == 0


def test_a_link_in_the_place_of_a_ledger_makes_no_file_elsewhere(raw: Path, run: Run) -> None:
    (raw.parent / "mlanki.toml").touch()
    (raw.parent / "mlanki.lock").symlink_to(raw.parent / "profile")

    ran = run("build", raw, "-o", "out")

    assert ran.err.splitlines()[0] == (
        "mlanki.lock:1: error: is a link that leads to no ledger; bring that back, or remove the link [not-writable]"
    )
    assert not (raw.parent / "profile").exists()


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere"])
def test_a_folder_that_cannot_be_written_to_is_one_clear_line(raw: Path, run: Run, place: str) -> None:
    (raw.parent / "file").write_bytes(b"in the way")

    ran = run("build", raw, "-o", place)

    assert ran.status == 1
    assert ran.out == ""
    line, why = ran.err.splitlines()
    assert why == "mlanki: failed with 1 error (not-writable)"
    assert line.startswith(f"{place}/")
    assert line.endswith("; choose another place, or give yourself permission [not-writable]")
    assert (raw.parent / "file").read_bytes() == b"in the way"


def test_tags_whose_packages_would_share_a_name_get_names_of_their_own(raw: Path, run: Run) -> None:
    (raw / "more.txt").write_text(
        page("Tag: C++", record("SQL1", answer="One."))
        + page("Tag: C#", record("SQL2", answer="Two."))
        + page("Tag: 学习", record("SQL3", answer="Three."))
        + page("Tag: All", record("SQL4", answer="Four.")),
        encoding="utf-8",
    )

    (raw.parent / "mlanki.toml").write_text("smallest-deck = 1", "utf-8")

    ran = run("build", raw, "-o", "out", "--json")

    document = json.loads(ran.out)
    decks = {package["file"]: package["decks"] for package in document["packages"]}
    assert len(decks) == 8
    assert decks["c--873b61.apkg"] == ["ML Interview::C++"]
    assert sum(decks[file] == ["ML Interview::All"] for file in decks) == 1
    assert len(decks["all.apkg"]) == 7
    warnings = [diagnostic["message"] for diagnostic in document["diagnostics"] if diagnostic["code"] == "slug-taken"]
    assert len(warnings) == 4
    assert "the package of the tag “C++” is “c--873b61.apkg”, since “c-.apkg” would not name it alone" in warnings


def test_a_package_that_cannot_be_removed_is_one_clear_line(raw: Path, built: Path, run: Run) -> None:
    (raw / "tag-basics.txt").unlink()
    (built / "basics.apkg").unlink()
    (built / "basics.apkg").mkdir()

    ran = run("build", raw, "-o", built)

    assert ran.status == 1
    assert ran.err.splitlines()[-2] == (
        f"{built}/basics.apkg:1: error: cannot be removed (Is a directory), and this build has no such package; remove "
        "it yourself [not-writable]"
    )
