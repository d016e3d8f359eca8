"""From what a person writes to one int, or one pair, per axis."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from typing import SupportsIndex, TypeAlias, TypeGuard

from symconv.errors import SpecError, shown

IntOrAxes: TypeAlias = SupportsIndex | Sequence[SupportsIndex]

MAX_RANK = 3
LARGEST_INTEGER = 10**18


def is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    """Tell a list, tuple or array with at least one axis from a number, a text or a mapping."""
    if isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        return False
    return isinstance(value, Sequence) or getattr(value, "ndim", 0) > 0


def counted(number: int, word: str, plural: str | None = None) -> str:
    """Give `number` and its word: 1 filter, 2 filters."""
    return f"{number} {word if number == 1 else plural or f'{word}s'}"


def as_integer(name: str, value: object, minimum: int) -> int:
    """Give `value` as an int of at least `minimum`; anything `operator.index` takes, bool aside.

    Numbers beyond 10**18, which no layer has, are refused.

    Raises `SpecError` naming the value and the rule.
    """
    try:
        if _is_truth_value(value):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise SpecError(f"{name} {shown(value)} is not an integer") from None
    if number < minimum:
        raise SpecError(f"{name} {shown(number)} is smaller than {minimum}")
    if number > LARGEST_INTEGER:
        raise SpecError(f"{name} {shown(number)} is larger than 10**18")
    return number


def as_flag(name: str, value: object) -> bool:
    """Give `value` as a bool; only True and False (NumPy's too) are taken.

    Raises `SpecError` for anything else.
    """
    if _is_truth_value(value):
        return bool(value)
    raise SpecError(f"{name} {shown(value)} is not True or False")


def _is_truth_value(value: object) -> bool:
    """Tell a bool, or NumPy's scalar of that kind."""
    if isinstance(value, bool):
        return True
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return kind == "b" and getattr(value, "ndim", 1) == 0


def as_axes(name: str, value: object, minimum: int) -> tuple[int, ...]:
    """Give `value` (an int or a sequence of ints) as one int per axis, of its own length.

    Raises `SpecError` naming the value and the rule.
    """
    if not is_sequence(value):
        return (as_integer(name, value, minimum),)
    axes = tuple(as_integer(name, item, minimum) for item in value)
    if not 1 <= len(axes) <= MAX_RANK:
        raise SpecError(f"{name} {shown(value)} has {len(axes)} axes; 1 to {MAX_RANK} are possible")
    return axes


def as_axes_of_rank(name: str, value: object, rank: int, minimum: int) -> tuple[int, ...]:
    """Give `value` as exactly `rank` ints; a single int counts for every axis.

    Raises `SpecError` naming the value and the rule.
    """
    if not is_sequence(value):
        return (as_integer(name, value, minimum),) * rank
    axes = tuple(as_integer(name, item, minimum) for item in value)
    if len(axes) != rank:
        raise SpecError(
            f"{name} {shown(value)} has {counted(len(axes), 'number')}, but the input has "
            f"{counted(rank, 'spatial axis', 'spatial axes')}"
        )
    return axes


def compact_axes(axes: tuple[int, ...]) -> int | tuple[int, ...]:
    """Give the shortest way to write `axes`: one int when they are all equal."""
    return axes[0] if len(set(axes)) == 1 else axes


def as_shape(name: str, value: object) -> tuple[int, ...]:
    """Give `value` (an int or a sequence of ints) as a shape `(C, *size)` of 1 to 4 axes.

    Raises `SpecError` naming the value and the rule.

    >>> as_shape("shape", 5), as_shape("shape", [2, 3, 4])
    ((5,), (2, 3, 4))
    """
    if not is_sequence(value):
        return (as_integer(name, value, 1),)
    shape = tuple(as_integer(name, item, 1) for item in value)
    if not 1 <= len(shape) <= MAX_RANK + 1:
        raise SpecError(
            f"{name} {shown(value)} has {counted(len(shape), 'axis', 'axes')}; "
            f"channels and 0 to {MAX_RANK} spatial axes are possible"
        )
    return shape
