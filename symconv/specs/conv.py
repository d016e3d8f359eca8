"""The specification of a convolution layer.

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, SupportsIndex

from symconv.errors import SpecError
from symconv.specs.conv_arguments import normalised_conv
from symconv.specs.counting import count_in_span
from symconv.specs.filter_layer import FilterLayerSpec
from symconv.specs.normalise import IntOrAxes, compact_axes
from symconv.specs.padding import PaddingArgument, PaddingMode, Pair, compact_pads
from symconv.specs.writing import CallWriter


@dataclass(frozen=True, init=False, repr=False)
class ConvSpec(FilterLayerSpec):
    """A convolution layer: cross-correlation, or true convolution with `flip_filter`.

    Parameters
    ----------
    input_size : int or sequence of ints
        Spatial size, `(W,)`, `(H, W)` or `(D, H, W)`; its length is the rank, 1 to 3.
    filter_size : int or sequence of ints
        One int counts for every axis.
    in_channels, out_channels, groups : int
        `groups` divides both channel counts; depthwise is `groups == in_channels`.
    stride, dilation : int or sequence of ints
    padding : int, sequence of ints, sequence of (before, after) pairs, or a rule
        The rules are "valid", "same" (ONNX SAME_UPPER) and "same_lower".
    padding_mode : "zeros", "circular", "reflect" or "replicate"
    bias, flip_filter : bool

    Everything reads back normalised, one int (or pair) per axis. Specs are equal however their
    padding was written; the padding mode counts even where nothing is padded.

    Raises
    ------
    SpecError
        For sizes, channels or pads that no layer can have.

    Examples
    --------
    >>> spec = ConvSpec((5, 6), 3, in_channels=2, out_channels=4, stride=2, padding="same")
    >>> spec.pads, spec.output_size, spec.filter_shape
    (((1, 1), (0, 1)), (3, 3), (4, 2, 3, 3))
    >>> spec
    ConvSpec((5, 6), (3, 3), in_channels=2, out_channels=4, stride=2, padding=((1, 1), (0, 1)))
    """

    kind: ClassVar[str] = "conv"

    input_size: tuple[int, ...]
    filter_size: tuple[int, ...]
    in_channels: int
    out_channels: int
    groups: int
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[Pair, ...]
    padding_mode: PaddingMode
    bias: bool
    flip_filter: bool

    def __init__(
        self,
        input_size: IntOrAxes,
        filter_size: IntOrAxes,
        in_channels: SupportsIndex = 1,
        out_channels: SupportsIndex = 1,
        groups: SupportsIndex = 1,
        stride: IntOrAxes = 1,
        dilation: IntOrAxes = 1,
        padding: PaddingArgument = 0,
        padding_mode: str | PaddingMode = PaddingMode.ZEROS,
        bias: bool = False,
        flip_filter: bool = False,
    ) -> None:
        given = {name: value for name, value in locals().items() if name != "self"}
        try:
            values = normalised_conv(**given)
        except SpecError as error:
            raise SpecError(f"{error}: {_CALL.as_given(given)}") from None
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def pads(self) -> tuple[Pair, ...]:
        """Entries added (before, after) each axis."""
        return self.padding

    @property
    def padded_size(self) -> tuple[int, ...]:
        """Input size with its padding, per axis."""
        return tuple(n + sum(pair) for n, pair in zip(self.input_size, self.pads, strict=True))

    @property
    def output_size(self) -> tuple[int, ...]:
        """Number of filter positions per axis: floor((padded - extent) / stride) + 1.

        [slides] eq. 7, for any pads and dilation.
        """
        return tuple(
            (n - e) // s + 1
            for n, e, s in zip(self.padded_size, self.extent, self.stride, strict=True)
        )

    @property
    def remainder(self) -> tuple[int, ...]:
        """Padded entries per axis that no filter position reaches: (padded - extent) mod stride."""
        return tuple(
            (n - e) % s for n, e, s in zip(self.padded_size, self.extent, self.stride, strict=True)
        )

    @property
    def filter_shape(self) -> tuple[int, ...]:
        """Shape of the filter F: `(K, C/groups, *filter_size)`."""
        return (self.out_channels, self.in_channels // self.groups, *self.filter_size)

    @property
    def terms(self) -> int:
        """Products in the forward pass: filter entries that meet a real input entry, counted."""
        return self.out_channels * self.filter_shape[1] * prod(map(self._met, range(self.rank)))

    @property
    def entries(self) -> int:
        """Entries of the padded input, the filter and the output together."""
        padded_shape = (self.in_channels, *self.padded_size)
        return sum(map(prod, (padded_shape, self.filter_shape, self.output_shape)))

    def _met(self, axis: int) -> int:
        """Count the (output position, tap) pairs of one axis that do not meet zero padding."""
        outputs, taps = self.output_size[axis], self.filter_size[axis]
        if self.padding_mode is not PaddingMode.ZEROS:
            return outputs * taps
        first = self.pads[axis][0]
        steps = (outputs, self.stride[axis]), (taps, self.dilation[axis])
        return count_in_span(*steps, range(first, first + self.input_size[axis]))

    def literal(self) -> dict[str, Any]:
        """Give the arguments as plain values."""
        values = {name: getattr(self, name) for name in ARGUMENT_NAMES}
        return {**values, "padding_mode": self.padding_mode.value}

    def __repr__(self) -> str:
        return _CALL.as_code(
            {
                **self.literal(),
                "stride": compact_axes(self.stride),
                "dilation": compact_axes(self.dilation),
                "padding": compact_pads(self.padding),
            }
        )


_CALL = CallWriter.of(ConvSpec)

ARGUMENT_NAMES: tuple[str, ...] = _CALL.names
