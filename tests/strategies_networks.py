"""Hypothesis strategies for networks of up to five layers.

Networks are constructed, never filtered: each layer is drawn for what the one before it gives, so
that every option drawn is one that the layer can have, and its output stays small.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from symconv.specs import PaddingMode
from symconv.specs.network import LayerOptions, NetworkSpec

MAX_LAYERS = 5
LONGEST = {1: 14, 2: 8, 3: 5}  # axis of an intermediate, by rank
Shape = tuple[int, ...]

SPATIAL = ("conv", "conv", "conv_transpose", "pool", "pool", "activation")
NAMES = ("x", "len", "conv1_forward", "np")  # what the module's own text could be mistaken for
FLAT = ("dense", "dense", "activation")


@st.composite
def networks(draw: DrawFn) -> NetworkSpec:
    """Draw a network of convolutions, pools, activations, dense layers and perhaps a loss."""
    shape = draw(_input_shapes())
    layers: list[LayerOptions] = []
    given_shape = shape
    for name in NAMES[: draw(st.integers(1, MAX_LAYERS - 1))]:
        layers.append(draw(_layers(given_shape, name)))
        given_shape = NetworkSpec(given_shape, layers[-1:]).output_shape
    if draw(st.sampled_from((True, True, False))):
        layers.append(LayerOptions("loss", {"function": draw(st.sampled_from(_losses(layers)))}))
    return NetworkSpec(shape, layers, draw(st.sampled_from(("network", "Net", "x"))))


def _losses(layers: list[LayerOptions]) -> tuple[str, ...]:
    """Give the losses that can follow: no cross-entropy where the last function is a softmax."""
    squared = ("squared_error", "mean_squared_error")
    functions = [at.options.get("function", at.kind) for at in layers if at.kind != "flatten"]
    functions = [function for function in functions if function != "identity"]
    return squared if functions[-1:] == ["softmax"] else (*squared, "cross_entropy")


@lru_cache(maxsize=4)
def drawn_networks(count: int) -> tuple[NetworkSpec, ...]:
    """Draw `count` different networks, the same ones in every run."""
    found: dict[NetworkSpec, None] = {}

    @settings(
        derandomize=True,
        database=None,
        max_examples=2 * count,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(networks())
    def collect(network: NetworkSpec) -> None:
        found[network] = None

    collect()
    if len(found) < count:
        raise AssertionError(f"only {len(found)} different networks among {2 * count} drawn")
    return tuple(found)[:count]


def _input_shapes() -> SearchStrategy[Shape]:
    spatial = st.sampled_from((1, 2, 2, 2, 3)).flatmap(
        lambda rank: st.tuples(
            st.integers(1, 3), *[st.integers(min(4, LONGEST[rank] - 1), LONGEST[rank])] * rank
        )
    )
    return st.one_of(spatial, spatial, spatial, st.tuples(st.integers(2, 6)))


@st.composite
def _layers(draw: DrawFn, shape: Shape, name: str) -> LayerOptions:
    """Draw a layer for an input of this shape, which may have a name of its own."""
    kind = draw(st.sampled_from((*SPATIAL, "flatten") if len(shape) > 1 else FLAT))
    options = draw(_OPTIONS[kind](shape))
    return LayerOptions(kind, options, draw(st.sampled_from((None, None, None, name))))


def _no_options(_shape: Shape) -> SearchStrategy[dict[str, Any]]:
    return st.just({})


@st.composite
def _dense(draw: DrawFn, _shape: Shape) -> dict[str, Any]:
    return {"units": draw(st.integers(2, 5)), "bias": draw(st.booleans())}


@st.composite
def _activations(draw: DrawFn, shape: Shape) -> dict[str, Any]:
    functions = ("leaky_relu", "relu", "leaky_relu", "sigmoid", "tanh", "softmax", "identity")
    function = draw(st.sampled_from(functions))
    options: dict[str, Any] = {"function": function}
    if function == "leaky_relu":
        options["slope"] = str(draw(st.sampled_from((Fraction(1, 100), Fraction(2, 7)))))
    if function == "softmax":
        options["axis"] = draw(st.integers(-len(shape), len(shape) - 1))
    return options


@st.composite
def _convolutions(draw: DrawFn, shape: Shape) -> dict[str, Any]:
    channels, *size = shape
    mode = draw(st.sampled_from(("zeros", "zeros", *(mode.value for mode in PaddingMode))))
    axes = [draw(_filter_axes(length, mode)) for length in size]
    return {
        **_by_name(axes),
        **draw(_channels(channels)),
        "padding_mode": mode if any(map(any, (axis["padding"] for axis in axes))) else "zeros",
        "flip_filter": draw(st.booleans()),
    }


@st.composite
def _filter_axes(draw: DrawFn, length: int, mode: str) -> dict[str, Any]:
    """Draw one axis; pads shorter than the filter, so that no two windows are all copies."""
    taps = draw(st.integers(1, min(3, length)))
    dilation = draw(st.integers(1, 2)) if 2 * (taps - 1) < length else 1
    extent = dilation * (taps - 1) + 1
    most = min(extent - 1, length - 1 if mode == "reflect" else length)
    pads = draw(st.integers(0, most)), draw(st.integers(0, most))
    return {
        "filter_size": taps,
        "dilation": dilation,
        "stride": draw(st.integers(1, 3)),
        "padding": pads,
    }


@st.composite
def _transposed(draw: DrawFn, shape: Shape) -> dict[str, Any]:
    channels, *size = shape
    longest = LONGEST[len(size)]
    axes = [draw(_transposed_axes(length, longest)) for length in size]
    return {**_by_name(axes), **draw(_channels(channels))}


@st.composite
def _transposed_axes(draw: DrawFn, length: int, longest: int) -> dict[str, Any]:
    """Draw one axis, cropped to an output that is neither empty nor long."""
    taps, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    stride = draw(st.integers(1, 2))
    extra = draw(st.integers(0, max(stride, dilation) - 1))
    full = stride * (length - 1) + dilation * (taps - 1) + 1 + extra
    least = max(0, full - longest)
    cropped = draw(st.integers(least, max(least, min(full - 1, least + 2))))
    before = draw(st.integers(0, cropped))
    return {
        "filter_size": taps,
        "dilation": dilation,
        "stride": stride,
        "output_padding": extra,
        "padding": (before, cropped - before),
    }


@st.composite
def _channels(draw: DrawFn, channels: int) -> dict[str, Any]:
    groups = draw(st.sampled_from([g for g in (1, 2, 3) if channels % g == 0]))
    return {
        "groups": groups,
        "out_channels": groups * draw(st.integers(1, 3 if groups == 1 else 2)),
        "bias": draw(st.booleans()),
    }


@st.composite
def _pools(draw: DrawFn, shape: Shape) -> dict[str, Any]:
    _, *size = shape
    operation = draw(st.sampled_from(("max", "max", "min", "average", "lp")))
    if draw(st.integers(0, 7)) == 0:
        return {"pool_size": "global", "operation": operation}
    ceil_mode = draw(st.booleans())
    options = _by_name([draw(_pool_axes(length)) for length in size])
    if operation == "average":
        options["count_include_pad"] = draw(st.booleans())
    if operation == "lp":
        options["power"] = draw(st.integers(1, 3))
    return {**options, "operation": operation, "ceil_mode": ceil_mode}


@st.composite
def _pool_axes(draw: DrawFn, length: int) -> dict[str, Any]:
    """Draw one axis on which every window meets an entry.

    A window whose taps lie closer than the axis is long, and whose pads are shorter than a tap's
    step, meets one.
    """
    pool = draw(st.integers(1, min(3, length)))
    dilation = draw(st.integers(1, 2)) if 2 * (pool - 1) < length else 1
    most = 0 if dilation > 1 else (pool - 1)
    return {
        "pool_size": pool,
        "dilation": dilation,
        "stride": draw(st.integers(1, 3)),
        "padding": (draw(st.integers(0, most)), draw(st.integers(0, most))),
    }


_OPTIONS: Mapping[str, Any] = {
    "conv": _convolutions,
    "conv_transpose": _transposed,
    "pool": _pools,
    "activation": _activations,
    "flatten": _no_options,
    "dense": _dense,
}


def _by_name(axes: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(axis[name] for axis in axes) for name in axes[0]}


def network_labels(network: NetworkSpec) -> list[str]:
    """Name the kinds, functions and options of a network's layers, once per layer."""
    labels = [f"{len(network.layers)} layers", *([] if network.loss else ["no loss"])]
    for at in network.layers:
        labels.append(at.spec.kind)
        options = at.spec.literal()
        keys = ("function", "operation", "ceil_mode", "count_include_pad", "padding_mode")
        labels += [f"{at.spec.kind} {key} {options[key]}" for key in keys if options.get(key)]
        if any(before != after for before, after in options.get("padding", ())):
            labels.append(f"{at.spec.kind} asymmetric pads")
        if prod(options.get("dilation", ())) > 1:
            labels.append(f"{at.spec.kind} dilated")
        if options.get("groups", 1) > 1:
            labels.append(f"{at.spec.kind} grouped")
    return labels
