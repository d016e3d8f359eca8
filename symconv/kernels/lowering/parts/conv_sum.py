"""The sum that gives an output entry of a convolution, and what its strategies share."""

from __future__ import annotations

from collections.abc import Mapping

from symconv.kernels.emission.layout import INDENT, WIDTH, shape_text
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowered import Lowered
from symconv.kernels.lowering.parts.letters import POSITION_LETTERS, TAP_LETTERS, place_met
from symconv.kernels.promise import AS_THE_FORMULA, Promise
from symconv.specs import ConvSpec, PaddingMode
from symconv.specs.filter_layer import FilterLayerSpec


def lowered_conv(
    spec: ConvSpec,
    strategy: str,
    how: str,
    data: Mapping[str, Data],
    promise: Promise = AS_THE_FORMULA,
) -> Lowered:
    """Give a convolution that a strategy's own template computes."""
    template = f"kernels/{strategy}.py.jinja"
    words = f"{spec.rank}-D convolution layer"
    formula = [*sum_text(spec), *_beyond_border(spec)]
    return Lowered(template, {**data, **base_data(spec)}, words, how, formula, promise)


def base_data(spec: FilterLayerSpec) -> dict[str, Data]:
    """Give the key of the functions that do not depend on the strategy."""
    return {"all_but_channel": shape_text((0, *range(2, 2 + spec.rank)))}


def sum_text(spec: ConvSpec) -> list[str]:
    r"""Write the sum that gives an output entry, as indented ASCII lines.

    >>> print("\n".join(sum_text(ConvSpec((5, 5), 3, stride=2, padding=1, bias=True))))
        o[n, k, i, j] = b[k] + the sum over u, v of
            f[k, 0, u, v] * x[n, 0, 2*i + u - 1, 2*j + v - 1]
    """
    taps, positions = TAP_LETTERS[spec.rank], POSITION_LETTERS[spec.rank]
    filter_places, input_places = [], []
    for axis, (tap, position) in enumerate(zip(taps, positions, strict=True)):
        last = spec.filter_size[axis] - 1
        filter_places.append(f"{last} - {tap}" if spec.flip_filter else tap)
        pad = spec.pads[axis][0]
        place = place_met(spec.stride[axis], position, spec.dilation[axis], tap, pad)
        input_places.append(place)
    many = spec.filter_shape[1] > 1
    over = ", ".join((["c"] if many else []) + list(taps))
    filter_entry = ", ".join(["k", "c" if many else "0", *filter_places])
    input_entry = ", ".join(["n", _channel(spec), *input_places])
    bias = "b[k] + " if spec.bias else ""
    first = f"{INDENT}o[n, k, {', '.join(positions)}] = {bias}the sum over {over} of"
    factors = [f"{INDENT * 2}f[{filter_entry}]", f"* x[{input_entry}]"]
    if len(" ".join(factors)) <= WIDTH:
        return [first, " ".join(factors)]
    return [first, factors[0], INDENT * 2 + factors[1]]


def _channel(spec: ConvSpec) -> str:
    """Write the input channel that filter k meets: the c-th of its group."""
    in_group, out_group = spec.filter_shape[1], spec.out_channels // spec.groups
    if spec.groups == 1:
        return "c" if in_group > 1 else "0"
    group = "k" if out_group == 1 else f"k // {out_group}"
    if in_group == 1:
        return group
    return f"{in_group}*{group if out_group == 1 else f'({group})'} + c"


def _beyond_border(spec: ConvSpec) -> list[str]:
    if not any(map(any, spec.pads)):
        return []
    if spec.padding_mode is PaddingMode.ZEROS:
        return ["", "where x is zero beyond its border."]
    return ["", f"where x goes on beyond its border by {spec.padding_mode.value} padding."]
