"""The specification of a transposed convolution layer."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError
from symconv.specs.conv import ConvSpec
from symconv.specs.conv_transpose_arguments import normalised_conv_transpose
from symconv.specs.counting import count_in_span
from symconv.specs.filter_layer import FilterLayerSpec
from symconv.specs.normalise import IntOrAxes, compact_axes
from symconv.specs.padding import PaddingArgument, PaddingMode, Pair, compact_pads
from symconv.specs.writing import CallWriter


@dataclass(frozen=True, init=False, repr=False)
class ConvTransposeSpec(FilterLayerSpec):
    """A transposed convolution: what carries a convolution's output gradient to its input.

    Input entry i, multiplied by the filter entry at tap t, is added to output entry
    `stride * i + dilation * t - pad before`, or dropped if there is none. Operator ConvTranspose
    of ONNX.

    Parameters
    ----------
    input_size : int or sequence of ints
        Spatial size, `(W,)`, `(H, W)` or `(D, H, W)`; its length is the rank, 1 to 3.
    filter_size : int or sequence of ints
        One int counts for every axis.
    in_channels, out_channels, groups : int
        `groups` divides both channel counts. The filter has shape `(C, K/groups, *filter_size)`.
    stride, dilation : int or sequence of ints
    padding : int, sequence of ints, sequence of (before, after) pairs, or a rule
        Entries cropped from the output. With the rules "same" (ONNX SAME_UPPER) and "same_lower"
        the output has `stride` times the size of the input; "valid" crops nothing.
    output_padding : int or sequence of ints
        Entries added at the end of an axis, smaller in number than the stride or the dilation.
    output_size : None, int or sequence of ints
        ONNX's output_shape: given instead of pads, which are worked out. Of an odd total the odd
        entry is cropped before, with padding "same" after.
    bias : bool

    Everything reads back normalised, one int (or pair) per axis, and `output_size` is what follows
    from the rest. Specs are equal however padding and output size were written.

    Raises
    ------
    SpecError
        For sizes, channels or pads that no layer can have, and for an output size together with
        explicit pads.

    Notes
    -----
    ONNX does not say what a total padding below 0 means, pads being at least 0: here the pads are
    0, and the entries that are missing become output padding, at the end. So a filter shorter than
    its stride with padding "same" gives the gradient of the convolution with padding "same".
    (ONNX's reference in Python splits a negative total if auto_pad is set.) "Smaller than the
    stride or the dilation" is read as smaller than one of them, as PyTorch does.

    PyTorch departs from ONNX: its pads are the same on both sides of an axis, it has no rules, and
    a given output size chooses the output padding and leaves the pads.

    Examples
    --------
    >>> spec = ConvTransposeSpec((3, 4), 3, in_channels=2, stride=2, padding=1, output_padding=1)
    >>> spec.output_size, spec.filter_shape
    ((6, 8), (2, 1, 3, 3))
    >>> spec.convolution
    ConvSpec((6, 8), (3, 3), out_channels=2, stride=2, padding=1)
    >>> ConvTransposeSpec(3, 3, stride=3, output_size=8)
    ConvTransposeSpec((3,), (3,), stride=3, padding=((1, 0),))
    """

    kind: ClassVar[str] = "conv_transpose"

    input_size: tuple[int, ...]
    filter_size: tuple[int, ...]
    in_channels: int
    out_channels: int
    groups: int
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[Pair, ...]
    output_padding: tuple[int, ...]
    bias: bool

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
        output_padding: IntOrAxes = 0,
        output_size: IntOrAxes | None = None,
        bias: bool = False,
    ) -> None:
        given = {name: value for name, value in locals().items() if name != "self"}
        try:
            values = normalised_conv_transpose(**given)
        except SpecError as error:
            raise SpecError(f"{error}: {_CALL.as_given(given)}") from None
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def gradient_of(cls, convolution: ConvSpec, bias: bool = False) -> Self:
        """Give the layer that computes the gradient of a convolution by its input.

        The layer's input stands for the convolution's output gradient; both have the same filter.

        Raises
        ------
        SpecError
            For a convolution that flips its filter, or pads with anything but zeros.

        Examples
        --------
        >>> ConvTransposeSpec.gradient_of(ConvSpec(8, 3, stride=2, out_channels=5))
        ConvTransposeSpec((3,), (3,), in_channels=5, stride=2, output_padding=1)
        """
        mode = convolution.padding_mode
        if convolution.flip_filter:
            raise SpecError(f"a transposed convolution does not flip its filter: {convolution}")
        if mode is not PaddingMode.ZEROS and any(map(any, convolution.pads)):
            raise SpecError(f"a transposed convolution has no {mode.value} padding: {convolution}")
        return cls(
            convolution.output_size,
            convolution.filter_size,
            in_channels=convolution.out_channels,
            out_channels=convolution.in_channels,
            groups=convolution.groups,
            stride=convolution.stride,
            dilation=convolution.dilation,
            padding=convolution.pads,
            output_padding=convolution.remainder,
            bias=bias,
        )

    @property
    def pads(self) -> tuple[Pair, ...]:
        """Entries cropped (before, after) from each axis of the output."""
        return self.padding

    @property
    def uncropped_size(self) -> tuple[int, ...]:
        """Output size before pads crop it: stride * (n - 1) + extent + output padding."""
        return tuple(
            s * (n - 1) + e + extra
            for n, e, s, extra in zip(
                self.input_size, self.extent, self.stride, self.output_padding, strict=True
            )
        )

    @property
    def output_size(self) -> tuple[int, ...]:
        """Output entries per axis: stride * (n - 1) + extent + output padding - pads."""
        return tuple(n - sum(pair) for n, pair in zip(self.uncropped_size, self.pads, strict=True))

    @property
    def filter_shape(self) -> tuple[int, ...]:
        """Shape of the filter F: `(C, K/groups, *filter_size)`."""
        return (self.in_channels, self.out_channels // self.groups, *self.filter_size)

    @property
    def terms(self) -> int:
        """Products in the forward pass: those that land on an entry that is not cropped."""
        return self.in_channels * self.filter_shape[1] * prod(map(self._landing, range(self.rank)))

    @property
    def entries(self) -> int:
        """Entries of the input, the filter and the output before it is cropped, together."""
        uncropped_shape = (self.out_channels, *self.uncropped_size)
        return sum(map(prod, (self.input_shape, self.filter_shape, uncropped_shape)))

    def _landing(self, axis: int) -> int:
        """Count the (input entry, tap) pairs of one axis that land on the output."""
        first = self.pads[axis][0]
        entries = self.input_size[axis], self.stride[axis]
        taps = self.filter_size[axis], self.dilation[axis]
        return count_in_span(entries, taps, range(first, first + self.output_size[axis]))

    @property
    def convolution_pads(self) -> tuple[Pair, ...]:
        """Pads with which a convolution of this stride reads the output at every input entry.

        A convolution leaves stride - 1 entries over at most. Output padding beyond that, which
        only a dilation larger than the stride allows, is taken off the padding after; where that
        gives a negative number, the last entries of the output are left out.
        """
        return tuple(
            (before, after - max(0, extra - (s - 1)))
            for (before, after), extra, s in zip(
                self.pads, self.output_padding, self.stride, strict=True
            )
        )

    @property
    def convolution_remainder(self) -> tuple[int, ...]:
        """Entries that such a convolution leaves over: the output padding, stride - 1 at most."""
        return tuple(
            min(extra, s - 1) for extra, s in zip(self.output_padding, self.stride, strict=True)
        )

    @property
    def convolution(self) -> ConvSpec | None:
        """The convolution whose gradient by its input this layer computes, bias aside.

        Its input has the shape of this layer's output; its filter is this layer's, read as
        `(K, C/groups, *filter_size)`; its remainder is the output padding, as far as that is
        smaller than the stride. None where output padding leaves more entries over than a
        convolution can (`convolution_pads` has a negative number).
        """
        if any(pad < 0 for pair in self.convolution_pads for pad in pair):
            return None
        return ConvSpec(
            self.output_size,
            self.filter_size,
            in_channels=self.out_channels,
            out_channels=self.in_channels,
            groups=self.groups,
            stride=self.stride,
            dilation=self.dilation,
            padding=self.convolution_pads,
        )

    def literal(self) -> dict[str, Any]:
        """Give the arguments as plain values; pads and output padding say the output size."""
        return {name: getattr(self, name) for name in ARGUMENT_NAMES}

    def __repr__(self) -> str:
        return _CALL.as_code(
            {
                **self.literal(),
                "stride": compact_axes(self.stride),
                "dilation": compact_axes(self.dilation),
                "padding": compact_pads(self.padding),
                "output_padding": compact_axes(self.output_padding),
                "output_size": None,
            }
        )


_CALL = CallWriter.of(ConvTransposeSpec)

ARGUMENT_NAMES: tuple[str, ...] = tuple(name for name in _CALL.names if name != "output_size")
