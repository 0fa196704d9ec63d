"""What is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds, and the peak memory in megabytes."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Figure:
    """What a contestant took for sources of a form and a size; `size` is in bytes."""

    form: str
    occurrences: int
    size: int
    contestant: str
    cost: Cost
