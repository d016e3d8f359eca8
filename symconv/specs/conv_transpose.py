"""The specification of a transposed convolution layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError
from symconv.specs.conv import ConvSpec
from symconv.specs.counting import FEW, count_in_span
from symconv.specs.crop import Crop, CroppedPads
from symconv.specs.filter_layer import FilterLayerSpec, check_groups
from symconv.specs.normalise import IntOrAxes
from symconv.specs.options import Option, Sizes
from symconv.specs.options.common import (
    BIAS,
    DILATION,
    FILTER_SIZE,
    FILTERED_INPUT,
    GROUPS,
    IN_CHANNELS,
    OUT_CHANNELS,
    OUTPUT_SIZE,
    PADDING_HELP,
    STRIDE,
)
from symconv.specs.options.texts import joined, step_words, times, times_or_one
from symconv.specs.padding import PaddingArgument, PaddingMode, Pair, compact_pads


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
    options: ClassVar[tuple[Option, ...]] = (
        FILTERED_INPUT,
        IN_CHANNELS,
        FILTER_SIZE,
        OUT_CHANNELS,
        STRIDE,
        Option("padding", CroppedPads("filter_size"), PADDING_HELP),
        DILATION,
        GROUPS,
        Option("output_padding", Sizes(0), "entries added after each axis"),
        Option(
            "output_size",
            Sizes(optional=True),
            OUTPUT_SIZE.help,
            is_told_only=True,
        ),
        BIAS,
    )

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
        self.settle(locals())

    @classmethod
    def finish(cls, values: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
        """Check groups and output padding, and turn padding and output size into pads."""
        check_groups(values)
        wanted = values.pop("output_size")
        crop = Crop.of(values)
        crop.check_output_padding()
        if wanted is None:
            pads, extra = crop.by_padding(given["padding"])
        else:
            pads, extra = crop.by_output_size(wanted, given["padding"], given["output_size"])
        return {**values, "padding": pads, "output_padding": extra}

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

    @property
    def stand_in(self) -> Self:
        """The layer without input entries in the middle of each axis."""
        return self._changed(input_size=tuple(min(n, FEW) for n in self.input_size))

    def shortest(self) -> dict[str, Any]:
        """Give the shortest plain values; pads and output padding say the output size."""
        return {**super().shortest(), "output_size": None}

    def describe(self) -> str:
        """Say how the layer is read: rank, sizes, and every option that is not usual."""
        words = [*self._filter_words(), *step_words(self.stride, self.dilation)]
        words[1] += " transposed"
        if any(map(any, self.pads)):
            words.append(f"padding {joined(compact_pads(self.pads))} (cropped)")
        if any(self.output_padding):
            words.append(f"output padding {times_or_one(self.output_padding)}")
        if self.groups > 1:
            words.append(f"{self.groups} groups")
        words += ["bias"] * self.bias
        return ", ".join(words) + f"; output {times(self.output_shape)}"
