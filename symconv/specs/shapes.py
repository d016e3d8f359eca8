"""Shapes that a person gives whole: channels first, then any spatial size."""

from __future__ import annotations

from symconv.errors import SpecError, shown
from symconv.specs.normalise import MAX_RANK, as_integer, counted, is_sequence

MOST_AXES = MAX_RANK + 1


def as_shape(name: str, value: object) -> tuple[int, ...]:
    """Give `value` (an int or a sequence of ints) as a shape `(C, *size)` of 1 to 4 axes.

    Raises `SpecError` naming the value and the rule.

    >>> as_shape("shape", 5), as_shape("shape", [2, 3, 4])
    ((5,), (2, 3, 4))
    """
    if not is_sequence(value):
        return (as_integer(name, value, 1),)
    shape = tuple(as_integer(name, item, 1) for item in value)
    if not 1 <= len(shape) <= MOST_AXES:
        raise SpecError(
            f"{name} {shown(value)} has {counted(len(shape), 'axis', 'axes')}; "
            f"channels and 0 to {MAX_RANK} spatial axes are possible"
        )
    return shape
