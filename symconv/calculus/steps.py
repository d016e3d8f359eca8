"""A limit on the work of a proof, counted in steps: the same on every machine.

Rules call `take_step` where they do something; outside `steps_limited` nothing is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from symconv.calculus.errors import TooLongError

MOST_STEPS = 40_000
"""The parts of formulas that a proof may look at with a rule in mind."""
_left: ContextVar[list[int] | None] = ContextVar("_left", default=None)


@contextmanager
def steps_limited(most: int = MOST_STEPS) -> Iterator[None]:
    """Allow so many steps within; `take_step` raises `TooLongError` beyond them."""
    token = _left.set([most])
    try:
        yield
    finally:
        _left.reset(token)


def take_step(count: int = 1) -> None:
    """Count steps. Raises `TooLongError` if too many were taken."""
    left = _left.get()
    if left is None:
        return
    left[0] -= count
    if left[0] < 0:
        raise TooLongError("a proof takes more steps than are allowed for it")
