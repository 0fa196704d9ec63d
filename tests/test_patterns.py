"""What is compiled once is not compiled again, whatever becomes of where it is kept."""

import subprocess
import sys
from pathlib import Path

import pytest

from mlanki import patterns
from mlanki.cache import Cache

CAPITALS = r"\p{Lu} (?= \w )"

# Tells which patterns have to be compiled, and what comes of them.
RUN = """
import sys, regex
compiled, plain = [], regex.compile
regex.compile = lambda pattern, flags=0: compiled.append(pattern) or plain(pattern, flags)
from mlanki import patterns
from mlanki.cache import user_cache
found = [patterns.compile(sys.argv[1], flags).findall("Ab aB") for flags in (0, patterns.VERBOSE)]
patterns.keep(user_cache())
print(compiled.count(sys.argv[1]), found)
"""
ANEW, AGAIN = "2 [[], ['A']]\n", "0 [[], ['A']]\n"


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the patterns are kept of a person who has run nothing before."""
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))
    return tmp_path / "user" / "mlanki" / "worked-out" / patterns.KEY


def said(pattern: str = CAPITALS) -> str:
    return subprocess.run(
        (sys.executable, "-c", RUN, pattern), capture_output=True, encoding="utf-8", check=True
    ).stdout


def test_what_an_earlier_run_has_compiled_is_not_compiled_again(entry: Path) -> None:
    assert [said(), said(), said()] == [ANEW, AGAIN, AGAIN]
    assert entry.is_file()


def test_the_patterns_of_several_runs_are_kept(entry: Path) -> None:
    assert [said(), said("a"), said(), said("a")] == [ANEW, "2 [['a'], ['a']]\n", AGAIN, "0 [['a'], ['a']]\n"]
    assert len(list(entry.parent.iterdir())) == 1


@pytest.mark.parametrize("data", [b"", b"damaged", b"0" * 64 + b"\n" + b"cos\nsystem\n(S'touch stolen'\ntR."])
def test_what_is_damaged_or_signed_by_nobody_is_compiled_anew(
    entry: Path, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said() == ANEW
    entry.write_bytes(data)

    assert [said(), said()] == [ANEW, AGAIN]
    assert not Path("stolen").exists()


def test_where_nothing_can_be_kept_it_is_compiled_anew(entry: Path) -> None:
    entry.parents[1].parent.mkdir()
    entry.parents[1].write_text("a file", encoding="utf-8")

    assert [said(), said()] == [ANEW, ANEW]


def test_patterns_that_were_changed_often_are_not_kept_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "worked-out")
    monkeypatch.setattr(patterns, "MOST", 2)
    for name in ("KEPT", "USED"):
        monkeypatch.setattr(patterns, name, {})

    def kept_of(pattern: str) -> list[str]:
        patterns.USED.clear()
        patterns.compile(pattern)
        patterns.keep(cache)
        monkeypatch.setattr(patterns, "user_cache", lambda: cache)
        monkeypatch.setattr(patterns, "KEPT", patterns._kept())
        return [str(words) for words, _ in patterns.KEPT]

    assert [kept_of(pattern) for pattern in "abcde"] == [["a"], ["a", "b"], ["a", "b", "c"], ["d"], ["d", "e"]]
