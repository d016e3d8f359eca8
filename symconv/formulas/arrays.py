"""Formulas between whole arrays, the words of closed forms.

Spatial parameters are one int (or pair) per spatial axis, which are the trailing axes.
"""

from __future__ import annotations

from dataclasses import dataclass

from symconv.formulas.nodes import Formula, Number


@dataclass(frozen=True, slots=True)
class Grid(Formula):
    """An array written out; `entries` in row-major order."""

    shape: tuple[int, ...]
    entries: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Filled(Formula):
    """An array of `shape` whose entries are all the same number."""

    value: Number
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Pad(Formula):
    """`array` with (before, after) entries added per spatial axis; a negative number crops.

    Positive amounts are added first, then negative ones cropped. `mode` names what the
    added entries are: "zeros", "circular", "reflect" or "replicate".
    """

    array: Formula
    pads: tuple[tuple[int, int], ...]
    mode: str = "zeros"


@dataclass(frozen=True, slots=True)
class Fold(Formula):
    """The adjoint of `Pad`: each padded entry is added to the entry it was copied from."""

    array: Formula
    pads: tuple[tuple[int, int], ...]
    mode: str


@dataclass(frozen=True, slots=True)
class Spread(Formula):
    """`array` with `step - 1` zeros between neighbouring entries of each spatial axis."""

    array: Formula
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rot180(Formula):
    """`array` flipped along each of its `rank` spatial axes."""

    array: Formula
    rank: int


@dataclass(frozen=True, slots=True)
class SwapChannels(Formula):
    """A filter `(K, C/groups, …)` as `(C, K/groups, …)`: channel axes swapped within each group."""

    array: Formula
    groups: int


@dataclass(frozen=True, slots=True)
class KeepFirst(Formula):
    """The first `sizes` entries of each spatial axis."""

    array: Formula
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Correlate(Formula):
    """Cross-correlation of `(C, …)` with `(K, C/groups, …)`, summed over channels: `(K, …)`."""

    array: Formula
    weights: Formula
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int = 1


@dataclass(frozen=True, slots=True)
class CorrelatePairs(Formula):
    """Cross-correlation of each channel of `(C, …)` with each of `(K, …)` in its group.

    Gives `(K, C/groups, …)`.
    """

    array: Formula
    weights: Formula
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int = 1


@dataclass(frozen=True, slots=True)
class SumPositions(Formula):
    """The sum of `array` over its `rank` spatial axes."""

    array: Formula
    rank: int


@dataclass(frozen=True, slots=True)
class Transpose(Formula):
    """A matrix with its axes swapped; a vector, which stands as a column, becomes a row."""

    array: Formula


@dataclass(frozen=True, slots=True)
class MatrixProduct(Formula):
    """The product of two matrices; a vector stands as a column."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Reshape(Formula):
    """The entries of `array`, row-major, in an array of `shape`."""

    array: Formula
    shape: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entrywise(Formula):
    """Arrays of one shape multiplied entry by entry; a number counts for every entry."""

    factors: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class SumAlong(Formula):
    """The sums of `array` along one axis, each at every entry that it sums: the shape is kept."""

    array: Formula
    axis: int
