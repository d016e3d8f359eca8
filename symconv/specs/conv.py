"""The specification of a convolution layer.

Sources: docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, Self, SupportsIndex

from symconv.errors import SpecError
from symconv.specs.counting import count_in_span, least_size
from symconv.specs.filter_layer import FilterLayerSpec, check_groups
from symconv.specs.normalise import IntOrAxes
from symconv.specs.options import Choice, Option, Pads, Switch, may_stay_open
from symconv.specs.options.common import (
    BIAS,
    DILATION,
    FILTER_SIZE,
    FILTERED_INPUT,
    GROUPS,
    IN_CHANNELS,
    OUT_CHANNELS,
    PADDING_HELP,
    STRIDE,
)
from symconv.specs.options.sizes import dilated_extent
from symconv.specs.options.texts import joined, step_words, times
from symconv.specs.padding import (
    AutoPadding,
    PaddingArgument,
    PaddingMode,
    Pair,
    check_mode_fits,
    compact_pads,
)


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
        The rules are "valid", "same" (ONNX SAME_UPPER), "same_lower", "full" (as many entries on
        both sides of every axis as the filter reaches beyond one, dilation * (filter - 1)) and
        "causal" (as many before, none after).
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
    options: ClassVar[tuple[Option, ...]] = (
        *may_stay_open(
            FILTERED_INPUT,
            IN_CHANNELS,
            FILTER_SIZE,
            OUT_CHANNELS,
            STRIDE,
            Option("padding", Pads("filter_size", tuple(AutoPadding)), PADDING_HELP),
            DILATION,
            GROUPS,
        ),
        Option("padding_mode", Choice(PaddingMode), "What padding holds"),
        BIAS,
        Option("flip_filter", Switch(), "True convolution: the filter is flipped"),
    )

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
        self.settle(locals())

    @classmethod
    def finish(cls, values: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ARG003
        """Check that groups divide channels, that padding can be made, and that the filter fits."""
        check_groups(values)
        check_mode_fits(values["padding_mode"], values["padding"], values["input_size"])
        _check_filter_fits(values)
        return values

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

    @property
    def stand_in(self) -> Self:
        """The layer without filter positions in the middle of each axis.

        >>> ConvSpec((224, 224), 3, in_channels=64, out_channels=64, padding=1).stand_in
        ConvSpec((3, 3), (3, 3), in_channels=64, out_channels=64, padding=1)
        """
        size = least_size(self.input_size, self.output_size, self.stride, self.pads)
        return self._changed(input_size=size)

    def _met(self, axis: int) -> int:
        """Count the (output position, tap) pairs of one axis that do not meet zero padding."""
        outputs, taps = self.output_size[axis], self.filter_size[axis]
        if self.padding_mode is not PaddingMode.ZEROS:
            return outputs * taps
        first = self.pads[axis][0]
        steps = (outputs, self.stride[axis]), (taps, self.dilation[axis])
        return count_in_span(*steps, range(first, first + self.input_size[axis]))

    def describe(self) -> str:
        """Say how the layer is read: rank, sizes, and every option that is not usual."""
        words = [*self._filter_words(), *step_words(self.stride, self.dilation)]
        if any(map(any, self.pads)):
            words.append(f"padding {joined(compact_pads(self.pads))} ({self.padding_mode.value})")
        if self.groups > 1:
            words.append(f"{self.groups} groups")
        words += ["bias"] * self.bias + ["filter flipped"] * self.flip_filter
        return ", ".join(words) + f"; output {times(self.output_shape)}"


def _check_filter_fits(values: Mapping[str, Any]) -> None:
    """Refuse a filter that is longer than the padded input."""
    extent = dilated_extent(values["filter_size"], values["dilation"])
    names = "input_size", "filter_size", "padding"
    for axis, (n, k, (before, after), e) in enumerate(
        zip(*(values[name] for name in names), extent, strict=True)
    ):
        if e <= n + before + after:
            continue
        filter_words = f"filter {k}" if e == k else f"filter {k}, dilated to {e},"
        pad_words = f"{before}" if before == after else f"{before} before and {after} after"
        raise SpecError(
            f"{filter_words} exceeds padded input {n + before + after} on axis {axis} "
            f"(input {n}, padding {pad_words})"
        )
