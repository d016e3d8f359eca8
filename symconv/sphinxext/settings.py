"""What a book chooses in its `conf.py`."""

from __future__ import annotations

from enum import Enum


class Setting(Enum):
    """A setting, by its name."""

    VERIFY = "symconv_verify"
    """Whether every page's formulas are judged."""
    NOTATION = "symconv_notation"
    """How formulas are written where a directive does not say so."""

    @property
    def default(self) -> bool | str:
        """What it is where a book says nothing."""
        return False if self is Setting.VERIFY else "matrix"
