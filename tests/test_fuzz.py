"""The fuzz targets for a minute; `python -m tests.fuzz` feeds one for hours."""

import pytest

from tests.fuzz.feeding import corpus, hold_to_laws, try_many
from tests.fuzz.targets import TARGETS

EXAMPLES = 100  # of each target: a minute in all


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_that_is_fed_to_a_door_breaks_a_law(name: str) -> None:
    try_many(name, EXAMPLES)


@pytest.mark.parametrize("name", TARGETS)
def test_what_once_broke_a_law_breaks_none(name: str) -> None:
    for data in corpus(name):
        hold_to_laws(name, data)
