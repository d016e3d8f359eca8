"""The numbers of a layer as functions of others take them: a stride, a pad, a window's size."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symconv.roles import Role
from symconv.specs import LayerSpec, Pooling
from symconv.verification.code.layouts import Layout
from symconv.verification.code.running.executing import RATE
from symconv.verification.code.running.facts import ParameterFacts
from symconv.verification.code.words import Meaning

MISSING = object()
"""What a layer has no value of."""
_AVERAGES = ("average", "avg", "mean")


def constant(
    meaning: Meaning, spec: LayerSpec, layout: Layout, parameter: ParameterFacts, source: str
) -> Any:
    """Give the value of a parameter for a layer, or `MISSING`.

    `source` is looked through for the words that it compares a mode with.
    """
    write = _VALUES.get(meaning)
    if write is not None:
        return write(spec, parameter)
    if meaning is Meaning.OPTIONS:
        return options(spec)
    if meaning is Meaning.INPUT_SHAPE:
        shape = layout.shape((1, *spec.input_shape))
        return tuple(n for n, letter in zip(shape, layout.letters, strict=True) if letter != "N")
    if meaning is Meaning.MODE:
        return _mode(spec, source)
    return MISSING


def options(spec: LayerSpec) -> dict[str, Any]:
    """Give a dictionary with everything that people keep in one, under the names they use."""
    parameter = ParameterFacts("")
    found: dict[str, Any] = {}
    for names, meaning in _KEYS.items():
        value = _VALUES[meaning](spec, parameter)
        if value is not MISSING:
            found |= dict.fromkeys(names.split(), value)
    return found


def _numbers(name: str) -> Callable[[LayerSpec, ParameterFacts], Any]:
    def write(spec: LayerSpec, parameter: ParameterFacts) -> Any:
        numbers = getattr(spec, name, None)
        return MISSING if numbers is None else _short(numbers, parameter)

    return write


def _short(numbers: Sequence[Any], parameter: ParameterFacts) -> Any:
    """Give one number where all are alike, unless the default has one for each axis."""
    if len(set(numbers)) == 1 and not isinstance(parameter.default, tuple):
        return numbers[0]
    return tuple(numbers)


def _padding(spec: LayerSpec, parameter: ParameterFacts) -> Any:
    pads = getattr(spec, "pads", None)
    if pads is None:
        return MISSING
    if isinstance(parameter.default, str):
        return "same" if any(map(any, pads)) else "valid"
    if all(before == after for before, after in pads):
        return _short([before for before, _ in pads], parameter)
    return tuple(pads)


def _window(spec: LayerSpec) -> Sequence[int] | None:
    found: Sequence[int] | None = getattr(spec, "filter_size", getattr(spec, "pool_size", None))
    return found


def _whole_window(spec: LayerSpec, parameter: ParameterFacts) -> Any:
    window = _window(spec)
    return MISSING if window is None else _short(window, parameter)


def _along(axis: int) -> Callable[[LayerSpec, ParameterFacts], Any]:
    def write(spec: LayerSpec, _parameter: ParameterFacts) -> Any:
        window = _window(spec)
        return MISSING if window is None or len(window) < 2 else window[axis]

    return write


def _mode(spec: LayerSpec, source: str) -> Any:
    operation = getattr(spec, "operation", None)
    if operation is None:
        return MISSING
    if operation is not Pooling.AVERAGE:
        return str(operation.value)
    told = _texts(source)
    return next((word for word in _AVERAGES if word in told), _AVERAGES[0])


def _texts(source: str) -> set[str]:
    try:
        nodes = ast.walk(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


_VALUES: Mapping[Meaning, Callable[[LayerSpec, ParameterFacts], Any]] = {
    Meaning.STRIDE: _numbers("stride"),
    Meaning.DILATION: _numbers("dilation"),
    Meaning.PADDING: _padding,
    Meaning.GROUPS: lambda spec, _: getattr(spec, "groups", MISSING),
    Meaning.WINDOW: _whole_window,
    Meaning.FILTER_SHAPE: lambda spec, _: (spec.input_shape[0], *(_window(spec) or ())),
    Meaning.WINDOW_HEIGHT: _along(-2),
    Meaning.WINDOW_WIDTH: _along(-1),
    Meaning.IN_CHANNELS: lambda spec, _: spec.input_shape[0],
    Meaning.OUT_CHANNELS: lambda spec, _: (spec.output_shape or (MISSING,))[0],
    Meaning.HAS_BIAS: lambda spec, _: Role.BIAS in spec.parameter_shapes,
    Meaning.RATE: lambda _, __: RATE,
    Meaning.TRAINING: lambda _, __: True,
    Meaning.NAME: lambda _, __: "layer",
}
_KEYS: Mapping[str, Meaning] = {
    "stride strides s": Meaning.STRIDE,
    "pad padding pads p": Meaning.PADDING,
    "dilation dilations dilation_rate": Meaning.DILATION,
    "groups": Meaning.GROUPS,
    "f kernel_size pool_size size window filter_size": Meaning.WINDOW,
    "pool_height kernel_height HH filter_height": Meaning.WINDOW_HEIGHT,
    "pool_width kernel_width WW filter_width": Meaning.WINDOW_WIDTH,
    "in_channels": Meaning.IN_CHANNELS,
    "out_channels num_filters n_filters": Meaning.OUT_CHANNELS,
}
