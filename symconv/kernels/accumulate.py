"""The type of numbers in which a kernel sums, and what its module says of that."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from symconv.errors import KernelError, shown
from symconv.specs import LayerSpec
from symconv.specs.layer import Arithmetic


class Accumulate(StrEnum):
    """The type of integers in which a kernel sums integers, and of what it makes of them."""

    INT32 = "int32"
    INT64 = "int64"


def as_accumulate(accumulate: str | Accumulate | None, spec: LayerSpec) -> Accumulate | None:
    """Read the type in which a layer's kernel is to sum; None is that of the arguments.

    Raises `KernelError` for another type, and for a layer that makes floats of integers.

    >>> from symconv.specs import DenseSpec
    >>> as_accumulate("int32", DenseSpec(3, 2))
    <Accumulate.INT32: 'int32'>
    """
    if accumulate is None:
        return None
    known = ", ".join(member.value for member in Accumulate)
    try:
        read = Accumulate(accumulate)
    except ValueError:
        raise KernelError(
            f"accumulate {shown(accumulate)} is not one of {known}: {spec!r}"
        ) from None
    if spec.arithmetic is not Arithmetic.INTEGER:
        raise KernelError(
            f"accumulate {read.value!r} goes with layers that make integers of integers, but this "
            f"one computes them in float64; leave it out: {spec!r}"
        )
    return read


def computed_in(arithmetics: Collection[Arithmetic], accumulate: Accumulate | None = None) -> str:
    """Say in a line what the types of small numbers are computed in."""
    if set(arithmetics) != {Arithmetic.INTEGER}:
        return "Integers are computed in float64; float16 in float32, and rounded at the end."
    if accumulate:
        return (
            f"Integers are computed in {accumulate.value}, the type of the result, and wrap there; "
            "float16 in float32."
        )
    return (
        "Integers are computed in the arguments' common type, and wrap as NumPy's do; float16 in "
        "float32."
    )
