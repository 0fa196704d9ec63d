"""Several processes read what is much, and nothing shows it but the time."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mlanki.cache import Cache
from mlanki.config import Config
from mlanki.packed import pickled
from mlanki.pipeline import Parsed, gathering, parse
from mlanki.pipeline.gathering import Effort, read_source
from mlanki.sources import Place
from tests.pages import page, record

PAGES = 12


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    raw = tmp_path / "pages"
    raw.mkdir()
    for number in range(PAGES):
        text = page(
            f"Tag: T{number}", record(f"ML00{number:02}", answer="Because\\alpha of  \\beta_{1}.\n\n(1) One\n(2) Two")
        )
        (raw / f"page-{number:02}.txt").write_text(text, encoding="utf-8")
    (raw / "page-05.txt").write_bytes(b"\x00\x01 no text")
    return raw


def read_packed(place: Place, _: bytes, form: str) -> bytes:
    return pickled(read_source(place, place.file.read_bytes(), form))


def die(*_: object) -> bytes:
    os._exit(1)


def refuse(*_: object) -> None:
    raise AssertionError("another process was asked")


def by_two(pages: Path, cache: Cache | None = None) -> Parsed:
    return parse([pages], Config(), effort=Effort(2, cache))


@pytest.mark.parametrize("copies", [gathering.COPIES, False], ids=["as-here", "as-on-windows"])
def test_several_processes_read_what_one_does_in_the_same_order(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, copies: bool
) -> None:
    one = parse([pages], Config())
    monkeypatch.setattr(gathering, "FEW_BYTES", 0)
    monkeypatch.setattr(gathering, "COPIES", copies)
    monkeypatch.setattr(gathering, "read_source", refuse)  # in this process, and in copies of it
    monkeypatch.setattr(gathering, "_read_packed", read_packed)

    cache = Cache(tmp_path / "readings")
    assert by_two(pages, cache) == one
    assert by_two(pages, cache) == one


def test_little_is_read_by_one(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "_processes", refuse)

    assert by_two(pages) == parse([pages], Config())


def test_what_is_remembered_needs_no_processes(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FEW_BYTES", 1)
    cache = Cache(tmp_path / "readings")
    first = by_two(pages, cache)
    monkeypatch.setattr(gathering, "_processes", refuse)

    assert by_two(pages, cache) == first


def test_a_source_that_is_another_now_is_read_as_it_was(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = parse([pages], Config())
    monkeypatch.setattr(gathering, "FEW_BYTES", 0)
    begin = gathering._Reader.begin
    monkeypatch.setattr(gathering._Reader, "begin", lambda self, place, data: begin(self, place, data + b"\n"))

    assert by_two(pages).records == one.records


@pytest.mark.skipif(not gathering.COPIES, reason="what stands in for a process that ends is known to copies only")
def test_what_a_process_did_not_end_is_read_here(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = parse([pages], Config())
    monkeypatch.setattr(gathering, "FEW_BYTES", 0)
    monkeypatch.setattr(gathering, "_read_packed", die)

    assert by_two(pages) == one


@pytest.mark.skipif(not gathering.COPIES, reason="looks for processes as Linux shows them")
def test_ctrl_c_ends_all_processes_with_one_line(pages: Path, tmp_path: Path) -> None:
    for number in range(60):
        records = [record(f"DL{number:02}{each:03}", answer="It grows.\n\n(1) One\n(2) Two") for each in range(300)]
        (pages / f"long-{number}.txt").write_text(page("Tag: Long", *records), encoding="utf-8")
    command = (sys.executable, "-m", "mlanki", "build", pages, "-o", tmp_path / "out", "--jobs", "2", "--no-cache")
    heard = ("env", "--default-signal=INT", *command)  # a shell ignores Ctrl-C for what it runs in the background
    build = subprocess.Popen(heard, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True)
    wait_for(lambda: len(children_of(build.pid)) == 2)
    children = children_of(build.pid)
    time.sleep(1)  # Python ignores what is raised while it forks
    os.killpg(build.pid, signal.SIGINT)

    _, said = build.communicate(timeout=60)
    assert (build.returncode, said) == (130, "mlanki: interrupted\n")
    wait_for(lambda: not any(Path("/proc", child).exists() for child in children))
    assert not (tmp_path / "out").exists()


def children_of(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text("utf-8").split()


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
