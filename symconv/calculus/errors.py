"""The errors of the calculus: rules that do not hold, no value, no end in sight."""

from __future__ import annotations

from symconv.errors import DerivationError


class RuleError(DerivationError):
    """A rule that was applied where it does not hold, or a formula that cannot be read."""


class NoValueError(DerivationError):
    """A formula has no value: something is divided by zero, or a sum has no end."""


class TooLongError(DerivationError):
    """What was begun takes more steps than are allowed for it."""
