"""A convolution's plan as pieces of Python text, which the strategies share."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.kernels.header import TAP_LETTERS
from symconv.kernels.layout import in_brackets
from symconv.kernels.plan import BorderCopy, ConvPlan, TapWindow
from symconv.kernels.templates import Data
from symconv.specs import ConvSpec


def border_data(spec: ConvSpec, plan: ConvPlan) -> dict[str, Data]:
    """Give the keys that making and folding a border takes."""
    mode = spec.padding_mode.value
    return {
        "padded": plan.padded,
        "border": f"the border that {mode} padding makes" if plan.copies else "a border of zeros",
        "padded_sizes": sizes_text((spec.in_channels, *plan.padded_size)),
        "core": ", ".join(
            ":" if core == (0, size) else slice_text(*core)
            for core, size in zip(plan.core, plan.padded_size, strict=True)
        ),
        "copies": [
            [_on_axis(copy.axis, _target(copy)), _on_axis(copy.axis, _source(copy))]
            for copy in plan.copies
        ],
        "folds": [_fold(copy) for copy in reversed(plan.copies)],
    }


def tap_data(spec: ConvSpec, plan: ConvPlan) -> dict[str, Data]:
    """Give the keys that a loop over the taps takes."""
    letters = TAP_LETTERS[spec.rank]
    slices = [_window_text(*place) for place in zip(letters, plan.windows, strict=True)]
    windows = [":", ":", *slices]
    counts = sizes_text(spec.filter_size)
    return {
        "tap": ", ".join(letters),
        "taps": f"range({counts})" if spec.rank == 1 else f"np.ndindex({counts})",
        "window": list(in_brackets("return np.s_[", windows, "]")),
        "met_sizes": sizes_text((spec.in_channels, *spec.output_size)),
    }


def filter_entry(spec: ConvSpec, plan: ConvPlan) -> str:
    """Write the place in the filter of what a tap holds."""
    places = zip(TAP_LETTERS[spec.rank], plan.windows, strict=True)
    return ", ".join(
        f"{window.taps - 1} - {letter}" if window.flipped else letter for letter, window in places
    )


def plus_bias(spec: ConvSpec) -> str:
    """Write the addition of the bias to an output, or nothing."""
    return f" + b.reshape({sizes_text((-1, *(1 for _ in spec.input_size)))})" if spec.bias else ""


def sizes_text(sizes: Sequence[int]) -> str:
    """Write sizes separated by commas."""
    return ", ".join(map(str, sizes))


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
