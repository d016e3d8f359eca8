"""The error of a rule that does not hold."""

from __future__ import annotations

from symconv.errors import DerivationError


class RuleError(DerivationError):
    """A rule that was applied where it does not hold."""
