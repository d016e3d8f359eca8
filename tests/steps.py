"""How much work something is, in calls: unlike seconds, they are the same on a busy machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


class TooManyStepsError(AssertionError):
    """More calls than were allowed."""


@dataclass
class Steps:
    """The calls so far, of functions in Python and out of it."""

    count: int = 0


@contextmanager
def steps_at_most(most: int) -> Iterator[Steps]:
    """Count the calls that are made, and stop with `TooManyStepsError` at the first too many."""
    steps = Steps()

    def see(_frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call"):
            steps.count += 1
            if steps.count > most:
                sys.setprofile(before)
                raise TooManyStepsError(f"more than {most} calls")

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        yield steps
    finally:
        sys.setprofile(before)
