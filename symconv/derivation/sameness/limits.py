"""How much work a comparison may be, and why it may end without a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_STEPS = 1_500_000
"""Products of terms, and nodes looked at, in one comparison of two expressions."""
_MET = f"the limit of {MOST_STEPS:,} steps of work is met"
MOST_STEPS_OF_ARRAYS = 8 * MOST_STEPS
"""The same in one comparison of two arrays."""
MOST_TERMS = 20_000
"""Terms of one polynomial."""
MOST_DIGITS = 200_000
"""Binary digits of one number."""
MOST_IN_SUM = 10_000
"""Values of the index of a sum that is written out."""


class NoVerdictError(Exception):
    """The comparison cannot say; the message says why."""


class TooMuchWorkError(NoVerdictError):
    """A limit was met; the message names it."""


class NoValueError(Exception):
    """An expression has no value at a point, or none that is found there."""


class UnknownValueError(Exception):
    """An expression holds something of which only the name is known."""


@dataclass
class Work:
    """Counts what is done, and ends a comparison that takes too much."""

    left: int = 0
    in_all: int = MOST_STEPS_OF_ARRAYS
    """What is left for the entries that come."""
    met: list[str] = field(default_factory=list)
    """Limits that were met where the comparison went on."""

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin with another pair of expressions."""
        self.in_all += max(self.left, 0)
        self.left = min(MOST_STEPS, self.in_all)
        self.in_all -= self.left
        self.met.clear()

    def spend(self, steps: int = 1) -> None:
        """Count steps; raises `TooMuchWorkError` where there are too many."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchWorkError(_MET)

    def foresee(self, steps: int) -> None:
        """Count steps before they are taken; where there are too many, none is."""
        if steps > self.left:
            raise TooMuchWorkError(_MET)
        self.left -= steps

    def check_terms(self, terms: int) -> None:
        """Raise `TooMuchWorkError` for a polynomial of too many terms."""
        if terms > MOST_TERMS:
            raise TooMuchWorkError(f"the limit of {MOST_TERMS:,} terms of a polynomial is met")


def check_digits(digits: int) -> None:
    """Raise `TooMuchWorkError` for a number of too many binary digits."""
    if digits > MOST_DIGITS:
        raise TooMuchWorkError(f"the limit of {MOST_DIGITS:,} binary digits of a number is met")
