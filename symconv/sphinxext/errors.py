"""The error of a directive that cannot be followed."""

from __future__ import annotations

from symconv.errors import SymconvError


class DirectiveOptionError(SymconvError, ValueError):
    """What a directive says that no directive of its kind can mean."""
