"""The plan of a convolution, plain or transposed, as pieces of Python text."""

from __future__ import annotations

from symconv.kernels.emission.layout import in_brackets, shape_text
from symconv.kernels.emission.templates import Data
from symconv.kernels.lowering.parts.letters import TAP_LETTERS, sizes_text
from symconv.kernels.plan import BorderCopy, ConvPlan, TapWindow
from symconv.specs import ConvSpec
from symconv.specs.filter_layer import FilterLayerSpec


def border_data(spec: ConvSpec, plan: ConvPlan) -> dict[str, Data]:
    """Give the keys that making and folding a border takes."""
    mode = spec.padding_mode.value
    return {
        "padded": plan.padded,
        "border": f"the border that {mode} padding makes" if plan.copies else "a border of zeros",
        "padded_sizes": sizes_text((spec.in_channels, *plan.padded_size)),
        "core": core_text(plan),
        "copies": [
            [_on_axis(copy.axis, _target(copy)), _on_axis(copy.axis, _source(copy))]
            for copy in plan.copies
        ],
        "folds": [_fold(copy) for copy in reversed(plan.copies)],
    }


def core_text(plan: ConvPlan) -> str:
    """Write where on the padded axes the array without its border is."""
    return ", ".join(
        ":" if core == (0, size) else slice_text(*core)
        for core, size in zip(plan.core, plan.padded_size, strict=True)
    )


def tap_data(plan: ConvPlan) -> dict[str, Data]:
    """Give the keys that a loop over the taps takes."""
    rank = len(plan.windows)
    letters = TAP_LETTERS[rank]
    slices = [_window_text(*place) for place in zip(letters, plan.windows, strict=True)]
    windows = [":", ":", *slices]
    counts = sizes_text([window.taps for window in plan.windows])
    return {
        "tap": ", ".join(letters),
        "taps": f"range({counts})" if rank == 1 else f"np.ndindex({counts})",
        "window": list(in_brackets("return np.s_[", windows, "]")),
    }


def channel_data(plan: ConvPlan) -> dict[str, Data]:
    """Give the keys of the products over the channels at one tap."""
    groups = [plan.groups] if plan.groups > 1 else []
    taps = [window.taps for window in plan.windows]
    return {
        "grouped": plan.groups > 1,
        "grouped_filter": sizes_text((plan.groups, plan.out_group, plan.in_group, *taps)),
        "sums_inputs": plan.in_group > 1,
        "sums_outputs": plan.out_group > 1,
        "output_rows": sizes_text((*groups, plan.out_group, plan.positions)),
        "input_rows": sizes_text((*groups, plan.in_group, plan.positions)),
        "met_sizes": sizes_text((plan.channels, *(window.length for window in plan.windows))),
    }


def matrix_data(plan: ConvPlan) -> dict[str, Data]:
    """Give the keys of the one matrix product: filters as rows, times windows as columns."""
    groups = [plan.groups] if plan.groups > 1 else []
    return {
        "grouped": plan.groups > 1,
        "filter_rows": sizes_text((*groups, plan.out_group, plan.in_group * plan.taps)),
        "output_rows": sizes_text((*groups, plan.out_group, plan.positions)),
        "input_rows": sizes_text((*groups, plan.in_group * plan.taps, plan.positions)),
    }


def window_data(plan: ConvPlan) -> dict[str, Data]:
    """Give the keys that gathering windows as columns, and spreading columns, takes."""
    windows, rank = plan.windows, len(plan.windows)
    steps = [_positions(*place) for place in zip(windows, plan.padded_size, strict=True)]
    if any(window.dilation > 1 and window.taps > 1 for window in windows):
        steps += [_step_text(window.dilation) for window in windows]
    sizes = [window.taps for window in windows] + [window.length for window in windows]
    return {
        "extent": shape_text(window.extent for window in windows),
        "spatial_axes": shape_text(range(2, 2 + rank)),
        "steps": ", ".join([":", ":", *steps]) if set(steps) != {":"} else "",
        "taps_first": sizes_text((0, 1, *range(2 + rank, 2 + 2 * rank), *range(2, 2 + rank))),
        "window_sizes": sizes_text((plan.channels, *sizes)),
    }


def _positions(window: TapWindow, size: int) -> str:
    """Write the filter positions of one axis among all at which the filter fits."""
    beyond = window.span + window.extent + window.stride - 1 <= size
    if not beyond:
        return _step_text(window.stride)
    return slice_text(0, window.span, window.stride).removeprefix("0")


def _step_text(step: int) -> str:
    return f"::{step}" if step > 1 else ":"


def filter_entry(spec: ConvSpec, plan: ConvPlan) -> str:
    """Write the place in the filter of what a tap holds."""
    places = zip(TAP_LETTERS[spec.rank], plan.windows, strict=True)
    return ", ".join(
        f"{window.taps - 1} - {letter}" if window.flipped else letter for letter, window in places
    )


def plus_bias(spec: FilterLayerSpec) -> str:
    """Write the addition of the bias to an output, or nothing."""
    return f" + b.reshape({sizes_text((-1, *(1 for _ in spec.input_size)))})" if spec.bias else ""


def slice_text(start: int, stop: int, step: int = 1) -> str:
    """Write a slice with constant limits; going down, `stop` may be -1, just below the first."""
    if step == 1:
        return f"{start}:{stop}"
    return f"{start}:{'' if stop < 0 else stop}:{step}"


def _window_text(letter: str, window: TapWindow) -> str:
    start = letter if window.dilation == 1 else f"{window.dilation} * {letter}"
    step = f" : {window.stride}" if window.stride > 1 and window.length > 1 else ""
    return f"{start} : {start} + {window.span}{step}"


def _on_axis(axis: int, index: str) -> str:
    return ", ".join([":", ":", *(":" for _ in range(axis)), index])


def _target(copy: BorderCopy) -> str:
    if copy.stop - copy.start == 1:
        return str(copy.start)
    return slice_text(copy.start, copy.stop)


def _source(copy: BorderCopy) -> str:
    if copy.stop - copy.start == 1:
        return str(copy.source)
    if copy.step == 0:
        return slice_text(copy.source, copy.source + 1)
    last = copy.source + copy.step * (copy.stop - copy.start)
    return slice_text(copy.source, last, copy.step)


def _fold(copy: BorderCopy) -> Data:
    """Write the adjoint of a copy: where a run's gradient is added, and what is added there."""
    target = f"[{_on_axis(copy.axis, _target(copy))}]"
    if copy.step or copy.stop - copy.start == 1:
        return [_on_axis(copy.axis, _source(copy)), target]
    summed = f".sum(axis={copy.axis + 2}, dtype=grad.dtype)"
    return [_on_axis(copy.axis, str(copy.source)), target + summed]
