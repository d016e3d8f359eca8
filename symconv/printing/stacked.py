"""Formulas that go on over several lines, inside a formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from symconv.formulas import Add, Apply

S = TypeVar("S", bound=Sequence[Any])


@dataclass(frozen=True, slots=True)
class StackedSum(Add):
    """A sum inside a formula, written over several lines, so many terms to each."""

    per_line: int = 1


@dataclass(frozen=True, slots=True)
class StackedApply(Apply):
    """A function whose arguments are written over several lines, so many to each."""

    per_line: int = 1


def evenly(items: S, most: int) -> Iterator[S]:
    """Give runs of at most so many items, about equally long.

    >>> list(evenly([1, 2, 3, 4, 5], 4))
    [[1, 2, 3], [4, 5]]
    """
    if not items:
        return
    runs = -(-len(items) // most)
    length = -(-len(items) // runs)
    for at in range(0, len(items), length):
        yield items[at : at + length]  # type: ignore[misc]
