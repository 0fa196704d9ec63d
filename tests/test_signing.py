"""What signs for a person: one key, which whoever asks first makes for all."""

import os
import sys
import time
from pathlib import Path

import pytest

from mlanki.signing import signature_of

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="nobody forks there"),
    pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning"),
]
TOGETHER = 4


def sign_apart(place: Path, start: float) -> int:
    """A process that signs as soon as it is time, and the end of a pipe that tells the signature."""
    out, into = os.pipe()
    if os.fork() == 0:
        os.environ["XDG_STATE_HOME"] = str(place)
        while time.time() < start:
            pass
        os.write(into, signature_of("test", b"data"))
        os._exit(0)
    os.close(into)
    return out


def all_of(pipe: int) -> bytes:
    with os.fdopen(pipe, "rb") as stream:
        signature = stream.read()
    os.wait()
    return signature


def test_all_that_begin_at_once_have_one_key_from_then_on(tmp_path: Path) -> None:
    for number in range(15):
        place = tmp_path / str(number)
        start = time.time() + 0.02
        signatures = {all_of(pipe) for pipe in [sign_apart(place, start) for _ in range(TOGETHER)]}

        assert signatures == {all_of(sign_apart(place, 0))}
        assert [file.name for file in (place / "mlanki").iterdir()] == ["key"]


@pytest.mark.parametrize("damaged", [b"", b"short"])
def test_a_damaged_key_is_replaced(tmp_path: Path, damaged: bytes) -> None:
    key = tmp_path / "mlanki" / "key"
    key.parent.mkdir()
    key.write_bytes(damaged)

    assert all_of(sign_apart(tmp_path, 0)) == all_of(sign_apart(tmp_path, 0))
    assert len(key.read_bytes()) == 32


def test_a_link_in_the_place_of_the_key_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"k" * 32)
    key = tmp_path / "mlanki" / "key"
    key.parent.mkdir()
    key.symlink_to(elsewhere)

    all_of(sign_apart(tmp_path, 0))

    assert not key.is_symlink()
    assert elsewhere.read_bytes() == b"k" * 32
