"""Kinds of layers: each module is what kernels know of one, and bears its name.

A module registers what the kind has of its own: a lowering per strategy, the words of a kernel's
name, the strategy that is chosen by rule, the bounds of integers that certify it. What it does not
register has a default. It is found by the table of kinds; a kind may have none.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from symconv.specs.kinds import KINDS


def load_kinds() -> None:
    """Load the module of every kind that has one."""
    for kind in KINDS:
        if find_spec(f"{__name__}.{kind}") is not None:
            import_module(f"{__name__}.{kind}")
