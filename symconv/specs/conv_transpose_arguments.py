"""The arguments of a transposed convolution: checked, and brought to one form.

Sources: docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass

from symconv.errors import SpecError, shown
from symconv.specs.conv_arguments import as_channels, dilated_extent
from symconv.specs.normalise import as_axes, as_axes_of_rank, as_flag
from symconv.specs.padding import AutoPadding, Pair, as_auto_padding, as_pads, split_total


@dataclass(frozen=True)
class TransposedAxes:
    """The numbers of each axis that pads and output padding are worked out from."""

    size: tuple[int, ...]
    extent: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    output_padding: tuple[int, ...]

    @property
    def uncropped(self) -> tuple[int, ...]:
        """Output size before pads crop it: stride * (n - 1) + extent + output padding."""
        return tuple(
            s * (n - 1) + e + extra
            for n, e, s, extra in zip(
                self.size, self.extent, self.stride, self.output_padding, strict=True
            )
        )


def normalised_conv_transpose(**given: object) -> dict[str, object]:
    """Give the arguments of a transposed convolution, `output_size` turned into pads.

    Raises `SpecError` naming the value and the rule.
    """
    size = as_axes("input_size", given["input_size"], 1)
    rank = len(size)
    filter_size = as_axes_of_rank("filter_size", given["filter_size"], rank, 1)
    stride = as_axes_of_rank("stride", given["stride"], rank, 1)
    dilation = as_axes_of_rank("dilation", given["dilation"], rank, 1)
    extra = as_axes_of_rank("output_padding", given["output_padding"], rank, 0)
    channels = as_channels(given)
    axes = TransposedAxes(size, dilated_extent(filter_size, dilation), stride, dilation, extra)
    for axis, number in enumerate(extra):
        _check_output_padding(axes, axis, number, f"output_padding {number} on axis {axis}")
    pads, extra = _pads_and_output_padding(axes, given["padding"], given["output_size"])
    return {
        "input_size": size,
        "filter_size": filter_size,
        **channels,
        "stride": stride,
        "dilation": dilation,
        "padding": pads,
        "output_padding": extra,
        "bias": as_flag("bias", given["bias"]),
    }


def _pads_and_output_padding(
    axes: TransposedAxes, padding: object, output_size: object
) -> tuple[tuple[Pair, ...], tuple[int, ...]]:
    """Give the pads and the output padding that follow from the arguments together."""
    rule = as_auto_padding(padding) if isinstance(padding, str) else None
    if output_size is None and rule in (None, AutoPadding.VALID):
        pads = ((0, 0),) * len(axes.size) if rule else as_pads(padding, *_of(axes))
        _check_output_left(axes, pads)
        return pads, axes.output_padding
    if output_size is None:
        # [onnx] ConvTranspose, auto_pad: output_shape = input_shape * strides
        wanted = tuple(n * s for n, s in zip(axes.size, axes.stride, strict=True))
    else:
        wanted = as_axes_of_rank("output_size", output_size, len(axes.size), 1)
    if rule is None and any(map(any, as_pads(padding, *_of(axes)))):
        raise SpecError(
            f"padding {shown(padding)} and output_size {shown(output_size)} are both given; "
            "output_size works the pads out"
        )
    return _pads_by_output_size(axes, wanted, rule or AutoPadding.VALID)


def _of(axes: TransposedAxes) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    return axes.size, axes.extent, axes.stride


def _pads_by_output_size(
    axes: TransposedAxes, wanted: tuple[int, ...], rule: AutoPadding
) -> tuple[tuple[Pair, ...], tuple[int, ...]]:
    """Work pads out as [onnx] ConvTranspose does, negative totals aside.

    total = stride * (n - 1) + output padding + extent - output size; of an odd total
    SAME_UPPER puts the odd entry after, every other rule before. The text wants pads of at least
    0: where the total is negative they are 0, and what is missing is added as output padding.
    """
    pads, extra = [], []
    for axis, (full, size) in enumerate(zip(axes.uncropped, wanted, strict=True)):
        missing = max(size - full, 0)
        number = axes.output_padding[axis] + missing
        if missing:
            what = f"output_size {size} on axis {axis} takes an output padding of {number}, which"
            _check_output_padding(axes, axis, number, what)
        pads.append(split_total(max(full - size, 0), rule))
        extra.append(number)
    return tuple(pads), tuple(extra)


def _check_output_padding(axes: TransposedAxes, axis: int, number: int, what: str) -> None:
    stride, dilation = axes.stride[axis], axes.dilation[axis]
    if number >= max(stride, dilation):
        raise SpecError(f"{what} is smaller than neither stride {stride} nor dilation {dilation}")


def _check_output_left(axes: TransposedAxes, pads: tuple[Pair, ...]) -> None:
    for axis, (full, (before, after)) in enumerate(zip(axes.uncropped, pads, strict=True)):
        if before + after >= full:
            words = f"{before}" if before == after else f"{before} before and {after} after"
            raise SpecError(
                f"padding {words} crops all of the {full} output entries on axis {axis}"
            )
