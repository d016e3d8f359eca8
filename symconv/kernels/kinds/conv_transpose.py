"""How each strategy computes a transposed convolution.

The plan is that of the convolution read backwards: the layer's output stands on its padded side,
and the layer's input on the side of its filter positions.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from math import prod

from numpy.typing import DTypeLike

from symconv.derivation import derive_layer
from symconv.kernels.build import choose_strategy, item_size, taps_or_columns
from symconv.kernels.certificates.sampling import most_terms
from symconv.kernels.certificates.trial import BATCH
from symconv.kernels.emission.layout import INDENT, WIDTH
from symconv.kernels.emission.naming import compact, name_words, window_words
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering import explicit, im2col, taps
from symconv.kernels.lowering.parts.conv_sum import base_data
from symconv.kernels.lowering.parts.conv_text import (
    channel_data,
    core_text,
    matrix_data,
    plus_bias,
    tap_data,
    window_data,
)
from symconv.kernels.lowering.parts.letters import (
    POSITION_LETTERS,
    TAP_LETTERS,
    place_met,
    sizes_text,
)
from symconv.kernels.plan import ConvPlan, build_transposed_plan
from symconv.kernels.promise import AS_THE_FORMULA, EACH_ALONE, Promise
from symconv.specs import ConvTransposeSpec
from symconv.specs.counting import most_meetings


@name_words.register
def conv_transpose_name_words(spec: ConvTransposeSpec) -> list[str]:
    """Give the words of a transposed convolution's name."""
    words = [f"conv_transpose{spec.rank}d", *window_words(spec)]
    if any(spec.output_padding):
        words.append(f"op{compact(spec.output_padding)}")
    if set(spec.dilation) != {1}:
        words.append(f"d{compact(spec.dilation)}")
    if spec.groups > 1:
        words.append(f"g{spec.groups}")
    return words + ["bias"] * spec.bias


@choose_strategy.register
def choose_conv_transpose_strategy(spec: ConvTransposeSpec, dtype: DTypeLike = "float32") -> str:
    """Choose between taps and im2col for a transposed convolution, by the convolution's rule."""
    columns = spec.out_channels * spec.taps * prod(spec.input_size) * item_size(dtype)
    return taps_or_columns(spec, columns)


@most_terms.register
def most_conv_transpose_terms(spec: ConvTransposeSpec) -> int:
    """Give a number of products that its longest sum on a batch has at most."""
    inputs = zip(spec.input_size, spec.stride, strict=True)
    filters_of = zip(spec.filter_size, spec.dilation, strict=True)
    landing = prod(map(most_meetings, inputs, filters_of))
    output = spec.in_channels // spec.groups * landing + 1
    filters = BATCH * prod(spec.input_size)
    biases = BATCH * prod(spec.output_size)
    return max(output, filters, biases, spec.filter_shape[1] * spec.taps)


@taps.lower.register
def lower_to_taps(spec: ConvTransposeSpec) -> Lowered:
    """Lower to a loop over the taps: each adds its multiple of the input to strided entries."""
    plan = build_transposed_plan(spec)
    data = {
        **_crop_data(plan),
        **tap_data(plan),
        **channel_data(plan),
        "plus_bias": plus_bias(spec),
    }
    return _lowered(spec, "conv_transpose_taps", "one strided slice per filter tap", data)


@im2col.lower.register
def lower_to_columns(spec: ConvTransposeSpec) -> Lowered:
    """Lower to one matrix product, whose columns are then added to the output (col2im)."""
    plan = build_transposed_plan(spec)
    data = {
        **_crop_data(plan),
        **tap_data(plan),
        **matrix_data(plan),
        **window_data(plan),
        "plus_bias": plus_bias(spec),
    }
    return _lowered(spec, "conv_transpose_im2col", "a matrix product, its columns added up", data)


@explicit.lower.register
def lower_to_terms(spec: ConvTransposeSpec) -> Lowered:
    """Lower to the derivation, term by term.

    Raises `TooLargeError` for a layer too large to be written out.
    """
    explicit.check_size(spec)
    code = explicit.DerivationCode(derive_layer(spec))
    return _lowered(spec, "explicit", explicit.HOW, code.data(), EACH_ALONE)


def _lowered(
    spec: ConvTransposeSpec,
    template: str,
    how: str,
    data: Mapping[str, Data],
    promise: Promise = AS_THE_FORMULA,
) -> Lowered:
    """Give what the strategies share, beside what is a strategy's own."""
    path = f"kernels/{template}.py.jinja"
    words = f"{spec.rank}-D transposed convolution layer"
    return Lowered(path, {**data, **base_data(spec)}, words, how, sum_text(spec), promise)


def _crop_data(plan: ConvPlan) -> dict[str, Data]:
    """Give the keys that cropping an output, and undoing it, takes."""
    return {
        "cropped": plan.padded,
        "uncropped_sizes": sizes_text((plan.channels, *plan.padded_size)),
        "core": core_text(plan),
    }


def sum_text(spec: ConvTransposeSpec) -> list[str]:
    r"""Write where the products of a layer are added, as indented ASCII lines and a sentence.

    >>> print("\n".join(sum_text(ConvTransposeSpec((5, 5), 3, stride=2, padding=1))))
        o[n, 0, 2*i + u - 1, 2*j + v - 1] += f[0, 0, u, v] * x[n, 0, i, j]
    <BLANKLINE>
    for all n, i, j, u, v. Each entry of o starts at 0; what lands outside o is dropped.
    """
    taps, positions = TAP_LETTERS[spec.rank], POSITION_LETTERS[spec.rank]
    places = [
        place_met(spec.stride[axis], position, spec.dilation[axis], tap, spec.pads[axis][0])
        for axis, (tap, position) in enumerate(zip(taps, positions, strict=True))
    ]
    entry = "c" if spec.in_channels > 1 else "0"
    within = "k" if spec.filter_shape[1] > 1 else "0"
    channel = _output_channel(spec)
    letters = [letter for letter in ("n", entry, within) if letter.isalpha()]
    target = f"{INDENT}o[n, {channel}, {', '.join(places)}] +="
    factors = [
        f"f[{entry}, {within}, {', '.join(taps)}]",
        f"* x[n, {entry}, {', '.join(positions)}]",
    ]
    whole = " ".join([target, *factors])
    sentence = f"for all {', '.join([*letters, *positions, *taps])}. {_start(spec)}"
    return [
        *([whole] if len(whole) <= WIDTH else [target, INDENT * 2 + " ".join(factors)]),
        "",
        *textwrap.wrap(sentence, WIDTH),
    ]


def _start(spec: ConvTransposeSpec) -> str:
    start = "the bias of its channel" if spec.bias else "0"
    dropped = "; what lands outside o is dropped" if any(map(any, spec.pads)) else ""
    return f"Each entry of o starts at {start}{dropped}."


def _output_channel(spec: ConvTransposeSpec) -> str:
    """Write the output channel of the k-th filter entry of input channel c."""
    in_group, out_group = spec.in_channels // spec.groups, spec.filter_shape[1]
    if spec.groups == 1:
        return "k" if out_group > 1 else "0"
    group = "c" if in_group == 1 else f"c // {in_group}"
    if out_group == 1:
        return group
    return f"{out_group}*{group if in_group == 1 else f'({group})'} + k"
