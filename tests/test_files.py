"""Files that wait for their places: on the disk, and gone when nobody knows of them any more."""

import gc
import tempfile
from pathlib import Path

import pytest

from mlanki.errors import Stop
from mlanki.release.files import Files
from mlanki.release.publishing import publish

SHA256_OF_AB = "fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603"


def test_a_file_has_the_bytes_that_were_put_and_their_digest() -> None:
    files = Files()
    files.put("media/a.png", iter((b"a", b"b")))

    assert dict(files) == {"media/a.png": b"ab"}
    assert files.digests == {"media/a.png": SHA256_OF_AB}


def test_files_go_with_the_last_who_knows_of_them() -> None:
    files = Files()
    files.put("all.apkg", (b"a",))
    folder = files.folder
    assert folder.is_dir()
    del files
    gc.collect()

    assert not folder.exists()


def test_files_are_published_from_where_they_lie(tmp_path: Path) -> None:
    files = Files()
    files.put("all.apkg", (b"a",))

    assert publish(files.paths, tmp_path, tmp_path / "mlanki.lock", "")
    assert (tmp_path / "all.apkg").read_bytes() == b"a"
    assert not publish(files.paths, tmp_path, tmp_path / "mlanki.lock", "")


def test_a_folder_for_them_that_cannot_be_had_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))

    with pytest.raises(Stop, match=r"none:1: cannot be written \(No such file or directory\)"):
        Files()
