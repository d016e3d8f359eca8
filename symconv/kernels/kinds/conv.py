"""Convolutions: what is said of them whatever the strategy, which has a module of its own."""

from __future__ import annotations

from math import prod

from numpy.typing import DTypeLike

from symconv.kernels.build import choose_strategy, item_size, taps_or_columns
from symconv.kernels.certificates.sampling import most_terms
from symconv.kernels.certificates.trial import BATCH
from symconv.kernels.emission.naming import compact, name_words, window_words
from symconv.specs import ConvSpec, PaddingMode
from symconv.specs.counting import most_meetings


@name_words.register
def conv_name_words(spec: ConvSpec) -> list[str]:
    """Give the words of a convolution's name."""
    words = [f"conv{spec.rank}d", *window_words(spec)]
    if spec.padding_mode is not PaddingMode.ZEROS:
        words.append(spec.padding_mode.value)
    if set(spec.dilation) != {1}:
        words.append(f"d{compact(spec.dilation)}")
    if spec.groups > 1:
        words.append(f"g{spec.groups}")
    return words + ["bias"] * spec.bias + ["flip"] * spec.flip_filter


@choose_strategy.register
def choose_conv_strategy(spec: ConvSpec, dtype: DTypeLike = "float32") -> str:
    """Choose between taps and im2col for a convolution."""
    columns = spec.in_channels * spec.taps * prod(spec.output_size) * item_size(dtype)
    return taps_or_columns(spec, columns)


@most_terms.register
def most_conv_terms(spec: ConvSpec) -> int:
    """Give a number of products that the longest sum of a convolution on a batch has at most."""
    output = spec.filter_shape[1] * spec.taps + 1
    filters = BATCH * prod(spec.output_size)
    met = prod(_most_meetings(spec, axis) for axis in range(spec.rank))
    return max(output, filters, spec.out_channels // spec.groups * met)


def _most_meetings(spec: ConvSpec, axis: int) -> int:
    """Give how often at most one input entry of an axis is met, in each place where it stands."""
    outputs = spec.output_size[axis], spec.stride[axis]
    met = most_meetings(outputs, (spec.filter_size[axis], spec.dilation[axis]))
    match spec.padding_mode:
        case PaddingMode.ZEROS:
            return met
        case PaddingMode.REPLICATE:
            return met * (1 + sum(spec.pads[axis]))
        case _:  # once on either side of the input, which is no shorter
            return met * 3
