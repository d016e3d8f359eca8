"""What the shell offers when Tab is pressed."""

from __future__ import annotations

import click


def complete_notation(_context: click.Context, _parameter: click.Parameter, text: str) -> list[str]:
    """Give the names of notations that start with `text`."""
    from symconv.notation import PRESETS

    return [name for name in PRESETS if name.startswith(text)]


def complete_accumulate(
    _context: click.Context, _parameter: click.Parameter, text: str
) -> list[str]:
    """Give the types in which integers may be summed that start with `text`."""
    from symconv.kernels.accumulate import Accumulate

    return [member.value for member in Accumulate if member.value.startswith(text)]


def complete_strategy(_context: click.Context, _parameter: click.Parameter, text: str) -> list[str]:
    """Give the names of strategies that start with `text`."""
    from symconv.kernels import STRATEGIES

    return [name for name in ("auto", *STRATEGIES) if name.startswith(text)]
