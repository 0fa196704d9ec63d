"""Virtual environments beside our own: for other versions of Anki and of Python."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

MINUTES = 10


def environment(cache: Path, name: str, requirements: Sequence[str], python: str = sys.executable) -> Path:
    """The Python of an environment with these packages, made by pip in the folder `cache` unless it is there.

    Where pip cannot get them the test is skipped; not so under `CI=true`, which demands every environment.
    """
    key = hashlib.sha256("\n".join((python, *requirements)).encode()).hexdigest()[:8]
    folder = cache / f"{name}-{key}"
    interpreter = folder / "bin" / "python"
    whole = folder / "whole"
    if not whole.exists():
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True, timeout=60 * MINUTES)
        command = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60 * MINUTES)
        if ran.returncode:
            reason = f"pip cannot install {' '.join(requirements)}: {(ran.stderr.splitlines() or ['?'])[-1]}"
            if os.environ.get("CI") == "true":
                pytest.fail(reason)
            pytest.skip(reason)
        whole.touch()
    return interpreter
