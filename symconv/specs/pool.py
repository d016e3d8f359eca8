"""The specification of a pooling layer.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import prod
from numbers import Real
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError, shown
from symconv.specs.channel_layer import ChannelLayerSpec
from symconv.specs.counting import FEW, least_size
from symconv.specs.layer import Arithmetic
from symconv.specs.normalise import IntOrAxes
from symconv.specs.options import (
    Choice,
    Integer,
    Option,
    OptionalInteger,
    Pads,
    Switch,
    Where,
)
from symconv.specs.options.common import CHANNELS, DILATION, PADDING_HELP, POOLED_INPUT, STRIDE
from symconv.specs.options.texts import joined, step_words, times
from symconv.specs.options.windows import GLOBAL, PoolSize, Power
from symconv.specs.padding import PaddingArgument, Pair, compact_pads
from symconv.specs.pool_axis import WindowAxis, window_axes


class Pooling(StrEnum):
    """What a pooling layer makes of the entries in a window."""

    MAX = "max"
    MIN = "min"
    AVERAGE = "average"
    LP = "lp"

    @property
    def selects(self) -> bool:
        """Whether one entry of the window is the output: maximum and minimum."""
        return self in (Pooling.MAX, Pooling.MIN)


class Ties(StrEnum):
    """Which of several equal entries of a window has the gradient of its maximum or minimum."""

    FIRST = "first"
    LAST = "last"
    SPLIT = "split"


def _of(*operations: Pooling) -> Where:
    return Where("operation", operations)


@dataclass(frozen=True, init=False, repr=False)
class PoolSpec(ChannelLayerSpec):
    """A pooling layer: the maximum, minimum, average or p-norm of windows, per channel.

    Parameters
    ----------
    input_size : int or sequence of ints
        Spatial size, `(W,)`, `(H, W)` or `(D, H, W)`; its length is the rank, 1 to 3.
    pool_size : int, sequence of ints, or "global"
        One int counts for every axis; "global" is the whole input, one window per channel.
    channels : int
        The input has them, and so has the output.
    operation : "max", "min", "average" or "lp"
        "lp" is (|x1|^p + |x2|^p + ...)^(1/p) with p = `power`.
    stride, dilation : int or sequence of ints
        Both 1 unless given, as in ONNX; PyTorch's stride is the pool size unless given.
    padding : int, sequence of ints, sequence of (before, after) pairs, or a rule
        The rules are "valid", "same" (ONNX SAME_UPPER) and "same_lower".
    ceil_mode : bool
        The number of windows is rounded up, and the last one may end beyond the padding; windows
        that would start in the padding after the input are left out. It changes nothing, and
        reads back False, where padding is given by a rule (ONNX MaxPool, auto_pad).
    count_include_pad : bool
        An average is divided by the number of entries in its window, padding included; entries
        beyond the padding, which `ceil_mode` may reach, never count. False unless given, as in
        ONNX; PyTorch's is True.
    power : number or text
        The p of "lp", at least 1; kept exactly, as an int or a fraction. A float counts as the
        shortest decimal that it is the nearest float to.
    divisor : int, optional
        The number that an average divides the sum of each window by, whatever the number of its
        entries, at least 1. It does not go with `count_include_pad`, which says that number.
    ties : "first", "last" or "split"
        Which of several equal maxima or minima of a window has its gradient: the first, row by
        row, as frameworks have it, the last, or each of the m of them 1/m. The index is that of
        the entry that has the gradient; where it is split there are no indices.
    storage_order : 0 or 1
        Whether the indices of maxima number the spatial entries row by row (0) or column by
        column (1).

    Everything reads back normalised, one int (or pair) per axis.

    Raises
    ------
    SpecError
        For sizes, channels, pads or options that no layer can have; for a window that meets only
        padding, unless the operation is "lp" or an average that includes padding or has a divisor.

    Notes
    -----
    [onnx] MaxPool, AveragePool, LpPool and GlobalMaxPool (opset 22) decide; a minimum is the
    maximum's mirror image.

    - Padding is no entry: it never is a maximum or minimum, and adds nothing to a p-norm.
    - On ties the first of the window's entries, row by row, is the maximum or minimum, unless
      `ties` says otherwise: it alone has the gradient and the index. NaN, where floats have one,
      counts as the maximum and as the minimum; several NaN are a tie, too, and `ties` decides it
      (in PyTorch the last of them has the gradient).
    - Split gradients of integers are 64-bit floats; fractions stay fractions.
    - `indices` gives the place of each maximum in the whole input `(N, C, *input_size)` as one
      number. PyTorch numbers the entries of each channel by themselves.
    - The p-norm is that of absolute values. PyTorch's `lp_pool` raises the entries themselves,
      which differs for odd p and negative entries, knows no padding, and scales windows that
      `ceil_mode` cuts off. Entries whose powers are too small or too large for a float make a
      norm of 0 or infinity, and gradients that are not those of the norm.
    - PyTorch refuses pads of more than half the pool, and has no average with dilation. It does
      not refuse a maximum of padding alone, which is minus infinity there.

    Examples
    --------
    >>> spec = PoolSpec((5, 6), 2, stride=2, ceil_mode=True)
    >>> spec.output_size, spec.operation.value
    ((3, 3), 'max')
    >>> spec
    PoolSpec((5, 6), (2, 2), stride=2, ceil_mode=True)
    """

    kind: ClassVar[str] = "pool"
    options: ClassVar[tuple[Option, ...]] = (
        POOLED_INPUT,
        CHANNELS,
        Option(
            "pool_size",
            PoolSize(),
            "the window's size; or global, with channels first in --input, as in 1x28x28",
            flag="pool",
            example="2x2",
        ),
        Option("operation", Choice(Pooling)),
        STRIDE,
        Option("padding", Pads("pool_size"), PADDING_HELP),
        DILATION,
        Option("power", Power(), "the p of an lp pool, such as 3 or 3/2", where=_of(Pooling.LP)),
        Option(
            "storage_order",
            Integer(0),
            "1 counts indices column by column",
            where=_of(Pooling.MAX, Pooling.MIN),
        ),
        Option("ceil_mode", Switch(), "keep a last, partial window"),
        Option(
            "count_include_pad",
            Switch(),
            "an average counts padding",
            where=_of(Pooling.AVERAGE),
        ),
        Option(
            "ties",
            Choice(Ties),
            "which of several equal maxima or minima has the gradient",
            where=_of(Pooling.MAX, Pooling.MIN),
            is_told_only=True,
        ),
        Option(
            "divisor",
            OptionalInteger(),
            "the number that an average divides its sums by",
            where=_of(Pooling.AVERAGE),
            is_told_only=True,
        ),
    )

    input_size: tuple[int, ...]
    pool_size: tuple[int, ...]
    channels: int
    operation: Pooling
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[Pair, ...]
    ceil_mode: bool
    count_include_pad: bool
    power: int | Fraction
    storage_order: int
    divisor: int | None
    ties: Ties

    def __init__(
        self,
        input_size: IntOrAxes,
        pool_size: IntOrAxes | str,
        channels: SupportsIndex = 1,
        operation: str | Pooling = Pooling.MAX,
        stride: IntOrAxes = 1,
        dilation: IntOrAxes = 1,
        padding: PaddingArgument = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = False,
        power: SupportsIndex | Real | Decimal | str = 2,
        storage_order: SupportsIndex = 0,
        divisor: SupportsIndex | None = None,
        ties: str | Ties = Ties.FIRST,
    ) -> None:
        self.settle(locals())

    @classmethod
    def finish(cls, values: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Check the windows, and settle what "global" and padding by a rule leave out."""
        if isinstance(given["pool_size"], str):
            _check_global(values)
        if values["storage_order"] > 1:
            raise SpecError(
                f"storage_order {shown(values['storage_order'])} is not 0 (row-major) or 1 "
                "(column-major)"
            )
        if values["divisor"] is not None and values["count_include_pad"]:
            raise SpecError(
                f"divisor {values['divisor']} and count_include_pad are both given; the divisor "
                "is what sums are divided by, however many entries count"
            )
        # [onnx] MaxPool: by a rule (auto_pad), ceil_mode gives no other output size
        values["ceil_mode"] &= not isinstance(given["padding"], str)
        may_miss = values["count_include_pad"] or values["divisor"] is not None
        may_miss |= values["operation"] is Pooling.LP
        for number, axis in enumerate(window_axes(values)):
            axis.check(number, may_miss)
        return values

    @property
    def polynomial(self) -> bool:
        """Whether every output entry is a polynomial in the input: an average only."""
        return self.operation is Pooling.AVERAGE

    @property
    def arithmetic(self) -> Arithmetic:
        """Maxima and minima of integers are integers; p-norms are real, but for p = 1."""
        if self.operation.selects:
            return Arithmetic.RATIONAL if self.ties is Ties.SPLIT else Arithmetic.INTEGER
        rational = self.operation is Pooling.AVERAGE or self.power == 1
        return Arithmetic.RATIONAL if rational else Arithmetic.REAL

    @property
    def takes_complex(self) -> bool:
        """Whether the layer is defined for complex numbers: an average only."""
        return self.operation is Pooling.AVERAGE

    @property
    def pads(self) -> tuple[Pair, ...]:
        """Entries added (before, after) each axis."""
        return self.padding

    @property
    def axes(self) -> tuple[WindowAxis, ...]:
        """The windows of each axis."""
        return window_axes(vars(self))

    @property
    def extent(self) -> tuple[int, ...]:
        """Entries that a dilated window spans per axis: dilation * (pool - 1) + 1."""
        return tuple(axis.extent for axis in self.axes)

    @property
    def padded_size(self) -> tuple[int, ...]:
        """Input size with its padding, per axis."""
        return tuple(axis.padded for axis in self.axes)

    @property
    def output_size(self) -> tuple[int, ...]:
        """Number of windows per axis; see `WindowAxis.windows`."""
        return tuple(axis.windows for axis in self.axes)

    @property
    def is_global(self) -> bool:
        """Whether the only window is the whole input.

        A dilated window of as many taps as the input has entries reaches beyond it (`ceil_mode`
        takes such windows) and does not meet all of them.
        """
        whole = self.pool_size == self.extent == self.input_size
        return whole and set(self.output_size) == {1} and not any(map(any, self.padding))

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and gradient; `indices` of maxima or minima."""
        if self.operation is Pooling.AVERAGE:
            return {"forward": ("x",), "grad_input": ("grad_o",)}
        functions = {"forward": ("x",), "grad_input": ("grad_o", "x")}
        has_indices = self.operation.selects and self.ties is not Ties.SPLIT
        return {**functions, "indices": ("x",)} if has_indices else functions

    @property
    def taps(self) -> int:
        """Number of entries in a window."""
        return prod(self.pool_size)

    @property
    def chosen_from(self) -> int:
        """Number of entries of a window of which a maximum or minimum chooses."""
        return min(self.taps, prod(self.input_size)) if self.operation.selects else 0

    @property
    def terms(self) -> int:
        """Input entries that the windows meet, counted; for all but averages times the window.

        Each local gradient of a maximum or a p-norm names every entry of the window.
        """
        met = self.channels * prod(axis.met for axis in self.axes)
        return met if self.polynomial else met * min(self.taps, prod(self.input_size))

    @property
    def entries(self) -> int:
        """Entries of the padded input and the output together."""
        return self.channels * (prod(self.padded_size) + prod(self.output_size))

    @property
    def stand_in(self) -> Self:
        """The layer without windows in the middle of each axis, and of few channels."""
        size = least_size(self.input_size, self.output_size, self.stride, self.pads)
        return self._changed(input_size=size, channels=min(self.channels, FEW))

    def describe(self) -> str:
        """Say how the layer is read: rank, sizes, and every option that is not usual."""
        name = _NAMES[self.operation]
        if self.operation is Pooling.LP:
            name += f" with p = {self.power}"
        words = [
            self._channel_words(),
            f"{times(self.input_size)}; {name} of {times(self.pool_size)}"
            + " (the whole input)" * self.is_global,
        ]
        words += step_words(self.stride, self.dilation)
        if any(map(any, self.pads)):
            counted_too = " (counted)" * self.count_include_pad
            words.append(f"padding {joined(compact_pads(self.pads))}{counted_too}")
        words += [] if self.divisor is None else [f"sums divided by {self.divisor}"]
        words += ["output size rounded up"] * self.ceil_mode
        words += [] if self.ties is Ties.FIRST else [f"ties: {self.ties.value}"]
        words += ["indices column by column"] * (self.storage_order == 1)
        return ", ".join(words) + f"; output {times(self.output_shape)}"


_NAMES = {
    Pooling.MAX: "maximum",
    Pooling.MIN: "minimum",
    Pooling.AVERAGE: "average",
    Pooling.LP: "p-norm",
}


def _check_global(values: Mapping[str, Any]) -> None:
    """Refuse options with which the whole input would not be the one window."""
    if any(map(any, values["padding"])):
        raise SpecError(f"pool_size {GLOBAL!r} is the whole input; it takes no padding")
    if set(values["dilation"]) != {1}:
        raise SpecError(f"pool_size {GLOBAL!r} is the whole input; it takes no dilation")
