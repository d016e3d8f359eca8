"""The specification of a pooling layer.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError
from symconv.specs.layer import Arithmetic, LayerSpec, split_channels
from symconv.specs.normalise import IntOrAxes, compact_axes
from symconv.specs.padding import PaddingArgument, Pair, compact_pads
from symconv.specs.pool_arguments import Pooling, normalised_pool
from symconv.specs.pool_axis import WindowAxis
from symconv.specs.writing import CallWriter


@dataclass(frozen=True, init=False, repr=False)
class PoolSpec(LayerSpec):
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
    power : int
        The p of "lp", at least 1.
    storage_order : 0 or 1
        Whether the indices of maxima number the spatial entries row by row (0) or column by
        column (1).

    Everything reads back normalised, one int (or pair) per axis.

    Raises
    ------
    SpecError
        For sizes, channels, pads or options that no layer can have; for a window that meets only
        padding, unless the operation is "lp" or an average that includes padding.

    Notes
    -----
    [onnx] MaxPool, AveragePool, LpPool and GlobalMaxPool (opset 22) decide; a minimum is the
    maximum's mirror image.

    - Padding is no entry: it never is a maximum or minimum, and adds nothing to a p-norm.
    - On ties the first of the window's entries, row by row, is the maximum or minimum: it alone
      has the gradient and the index. NaN, where floats have one, counts as the maximum and as the
      minimum; of several NaN, too, the first has the gradient, in PyTorch the last.
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

    input_size: tuple[int, ...]
    pool_size: tuple[int, ...]
    channels: int
    operation: Pooling
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[Pair, ...]
    ceil_mode: bool
    count_include_pad: bool
    power: int
    storage_order: int

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
        power: SupportsIndex = 2,
        storage_order: SupportsIndex = 0,
    ) -> None:
        given = {name: value for name, value in locals().items() if name != "self"}
        try:
            values = normalised_pool(**given)
        except SpecError as error:
            raise SpecError(f"{error}: {_CALL.as_given(given)}") from None
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def polynomial(self) -> bool:
        """Whether every output entry is a polynomial in the input: an average only."""
        return self.operation is Pooling.AVERAGE

    @property
    def arithmetic(self) -> Arithmetic:
        """Maxima and minima of integers are integers; p-norms are real, but for p = 1."""
        if self.operation.selects:
            return Arithmetic.INTEGER
        rational = self.operation is Pooling.AVERAGE or self.power == 1
        return Arithmetic.RATIONAL if rational else Arithmetic.REAL

    @property
    def takes_complex(self) -> bool:
        """Whether the layer is defined for complex numbers: an average only."""
        return self.operation is Pooling.AVERAGE

    @property
    def rank(self) -> int:
        """Number of spatial axes, 1 to 3."""
        return len(self.input_size)

    @property
    def pads(self) -> tuple[Pair, ...]:
        """Entries added (before, after) each axis."""
        return self.padding

    @property
    def axes(self) -> tuple[WindowAxis, ...]:
        """The windows of each axis."""
        numbers = (self.input_size, self.pool_size, self.stride, self.dilation, self.padding)
        return tuple(WindowAxis(*axis, self.ceil_mode) for axis in zip(*numbers, strict=True))

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
    def input_shape(self) -> tuple[int, ...]:
        """Shape of the input X: `(C, *input_size)`."""
        return (self.channels, *self.input_size)

    @property
    def output_shape(self) -> tuple[int, ...]:
        """Shape of the output O: `(C, *output_size)`."""
        return (self.channels, *self.output_size)

    @property
    def functions(self) -> Mapping[str, tuple[str, ...]]:
        """Forward and gradient; `indices` of maxima or minima."""
        if self.operation is Pooling.AVERAGE:
            return {"forward": ("x",), "grad_input": ("grad_o",)}
        functions = {"forward": ("x",), "grad_input": ("grad_o", "x")}
        return {**functions, "indices": ("x",)} if self.operation.selects else functions

    @property
    def taps(self) -> int:
        """Number of entries in a window."""
        return prod(self.pool_size)

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

    def literal(self) -> dict[str, Any]:
        """Give the arguments as plain values."""
        values = {name: getattr(self, name) for name in ARGUMENT_NAMES}
        return {**values, "operation": self.operation.value}

    @classmethod
    def sized_for(cls, input_shape: tuple[int, ...], options: Mapping[str, Any]) -> Self:
        """Give the layer with these options for an input of shape `(C, *size)`."""
        channels, size = split_channels(input_shape, cls.__name__)
        return cls(input_size=size, channels=channels, **options)

    def __repr__(self) -> str:
        return _CALL.as_code(
            {
                **self.literal(),
                "stride": compact_axes(self.stride),
                "dilation": compact_axes(self.dilation),
                "padding": compact_pads(self.padding),
            }
        )


_CALL = CallWriter.of(PoolSpec)

ARGUMENT_NAMES: tuple[str, ...] = _CALL.names
