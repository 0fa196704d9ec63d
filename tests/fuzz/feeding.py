"""Feeds a target so many inputs, and holds it to the laws."""

import time
from contextlib import suppress
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, seed, settings

from mlanki.errors import Stop
from tests.fuzz.changes import LARGEST, changed
from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 1.5  # for the largest; it takes 0.2, and a clock on a machine that others share needs room


def corpus(name: str) -> list[bytes]:
    """What once broke a law at a target."""
    return [file.read_bytes() for file in sorted((CORPUS / name).glob("*"))]


def hold_to_laws(name: str, data: bytes) -> None:
    """Feed a target, and raise where a law is broken."""
    allowed = SECONDS * max(1, len(data) / LARGEST)
    for _ in range(3):
        begun = time.process_time()
        with suppress(Stop):
            TARGETS[name].feed(data)
        if (taken := time.process_time() - begun) < allowed:
            return
    raise AssertionError(f"{len(data)} bytes took {taken:.1f} s")


def try_many(name: str, examples: int, number: int | None = None) -> None:
    """Feed a target so many inputs, the same on every run or, with a number, those of that number.

    The first that breaks a law is made small; what was raised there is raised, and has the input as `fed`.
    """
    failed = [b""]

    @hypothesis.given(changed([*TARGETS[name].seeds(), *corpus(name)], TARGETS[name].grammar))
    def law(data: bytes) -> None:
        try:
            hold_to_laws(name, data)
        except BaseException:
            failed.append(data)
            raise

    law = (seed(number) if number is not None else lambda same: same)(law)
    quiet = settings(max_examples=examples, derandomize=number is None, database=None, report_multiple_bugs=False)
    try:
        settings(quiet, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink))(
            law
        )()
    except BaseException as error:
        error.__dict__["fed"] = failed[-1]
        raise
